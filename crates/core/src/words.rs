//! Closed lists of words: an enum whose variants have names.

/// Declares a closed list of words: an enum that is written, read, described and shown by the names of its variants.
///
/// The crate that declares one needs serde and schemars.
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
    ($(#[$about:meta])* $vis:vis enum $list:ident { $($(#[$told:meta])* $word:ident = $name:literal,)+ }) => {
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        $(#[$about])*
        $vis enum $list {
            $($(#[$told])* #[serde(rename = $name)] $word,)+
        }

        impl $list {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$word),+];

            /// Returns the word.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$word => $name,)+
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
