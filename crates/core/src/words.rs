//! Closed lists: an enum whose variants have names, declared once.

/// Declares a closed list of words: an enum that is written, read, described and shown by the names of its variants.
///
/// The crate that declares one needs serde and schemars. What else [`codes!`](crate::codes) takes, this takes too.
///
/// ```
/// asof_core::words! {
///     /// What somebody says.
///     pub enum Answer {
///         /// Agreement.
///         Yes = "yes",
///         /// Anything else.
///         NotYet = "not-yet",
///     }
/// }
/// assert_eq!(Answer::NotYet.name(), "not-yet");
/// assert_eq!(Answer::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! words {
    (
        $(#[$about:meta])* $vis:vis enum $list:ident $(($($fact:tt)*))? {
            $($(#[$told:meta])* $word:ident = $name:literal $(=> $value:expr)?,)+
        }
    ) => {
        $crate::codes! {
            #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
            $(#[$about])*
            $vis enum $list $(($($fact)*))? {
                $($(#[$told])* #[serde(rename = $name)] $word = $name $(=> $value)?,)+
            }
        }
    };
}

/// Declares a closed list of codes: an enum that is shown by the names of its variants. It may tell one fact of each.
///
/// ```
/// asof_core::codes! {
///     /// What went wrong.
///     pub enum Fault(
///         /// Returns what to do.
///         remedy: &'static str,
///     ) {
///         /// There is no such file.
///         NoFile = "no-file" => "mend the path",
///         /// The file is too large.
///         TooLarge = "too-large" => "split it",
///     }
/// }
/// assert_eq!(Fault::NoFile.to_string(), "no-file");
/// assert_eq!(Fault::ALL.iter().map(|fault| fault.remedy()).collect::<Vec<_>>(), ["mend the path", "split it"]);
/// ```
#[macro_export]
macro_rules! codes {
    (
        $(#[$about:meta])* $vis:vis enum $list:ident ($(#[$asked:meta])* $fact:ident: $kind:ty $(,)?) {
            $($(#[$told:meta])* $code:ident = $name:literal => $value:expr,)+
        }
    ) => {
        $crate::codes! {
            $(#[$about])*
            $vis enum $list {
                $($(#[$told])* $code = $name,)+
            }
        }

        impl $list {
            $(#[$asked])*
            $vis fn $fact(self) -> $kind {
                match self {
                    $(Self::$code => $value,)+
                }
            }
        }
    };
    ($(#[$about:meta])* $vis:vis enum $list:ident { $($(#[$told:meta])* $code:ident = $name:literal,)+ }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $(#[$about])*
        $vis enum $list {
            $($(#[$told])* $code,)+
        }

        impl $list {
            /// All of them.
            $vis const ALL: &[Self] = &[$(Self::$code),+];

            /// Returns the name.
            $vis fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)+
                }
            }
        }

        impl std::fmt::Display for $list {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

/// Declares an enum of kinds: each holds what is said of it, and has a name on the wire.
macro_rules! kinds {
    ($(#[$about:meta])* $vis:vis enum $list:ident { $($(#[$told:meta])* $kind:ident($said:ty) = $name:literal,)+ }) => {
        $(#[$about])*
        $vis enum $list {
            $($(#[$told])* $kind($said),)+
        }

        impl $list {
            /// The names of all kinds, as on the wire.
            $vis const NAMES: [&str; [$($name),+].len()] = [$($name),+];

            /// Returns the kind's name, as on the wire.
            $vis fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $name,)+
                }
            }
        }
    };
}
pub(crate) use kinds;
