//! How the types of the contract are declared: what many of them share is written once.
//!
//! Fields are written as in a struct, each with its description. Two forms stand for several fields:
//!
//! ```text
//! date since => since_from, since_until, since_inferred,         a date that is always there
//! date? since => since_from, since_until, since_inferred,        a date that may be null
//! moment since => since_from, since_until, since_inferred, since_narrowed_by,    a date on which an event occurred
//! named party => party_name,                                     a key with the name to show for it
//! named? party => party_name,                                    the same, where it may be null
//! ```

/// Declares a part of a document: a struct that is read strictly and described as it is read.
macro_rules! part {
    ($(#[$about:meta])* $name:ident { $($fields:tt)* }) => {
        $crate::contract::macros::fields! { [$(#[$about])* $name] {} $($fields)* }
    };
}

/// Declares a row of a process: its own fields between those that every row has.
macro_rules! row {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        $crate::contract::macros::fields! { [$(#[$about])* $name] {}
            /// The negotiation.
            process: Key,
            $($own)*
            /// The keys of the events that it rests on, in folding order, with their corrections.
            events: Vec<Key>,
            /// Whose word the value is.
            attributed_to: Vec<Claimant>,
            /// The events that confirm those.
            confirmed_by: Vec<Key>,
            /// The events that deny those.
            denied_by: Vec<Key>,
            /// Those of its events whose date, or whose link to the row, the encoder inferred.
            inferred: Vec<Key>,
            /// The possible events that would change it; they stand in `possible`.
            maybe: Vec<Key>,
            /// How it came about, from the first event to the last.
            history: Vec<Transition>,
            /// The events of which the record does not say which came last, where that decides the row.
            order_undecided: Vec<Key>,
            /// What each of those would leave; each once.
            undecided_between: Vec<String>,
        }
    };
}

/// Declares a row of the registry, which belongs to the whole log.
macro_rules! registered {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        $crate::contract::macros::fields! { [$(#[$about])* $name] {}
            /// Always null: the registry belongs to the whole log.
            process: (),
            /// Its key.
            key: Key,
            $($own)*
            /// Every spelling met; the first is the one shown.
            names: Vec<Name>,
            /// The entry of the registry.
            events: Vec<Key>,
            /// Always empty: nobody claims an entry of the registry.
            attributed_to: Vec<Claimant>,
            /// Always empty.
            confirmed_by: Vec<Key>,
            /// Always empty.
            denied_by: Vec<Key>,
            /// Always empty.
            inferred: Vec<Key>,
            /// The possible events that would change it; they stand in `possible`.
            maybe: Vec<Key>,
            /// Always empty: the registry is timeless.
            history: Vec<Transition>,
            /// Always empty.
            order_undecided: Vec<Key>,
            /// Always empty.
            undecided_between: Vec<String>,
        }
    };
}

/// Declares a document: its own fields behind the envelope. Of `one process`, the envelope is never null.
macro_rules! document {
    ($(#[$about:meta])* $name:ident = $word:literal of one process { $($own:tt)* }) => {
        $crate::contract::macros::document! { @ [$(#[$about])*] $name $word
            "." [AsOf] [Key] [String] [Chosen] [Counted] $($own)* }
    };
    ($(#[$about:meta])* $name:ident = $word:literal of a process or none { $($own:tt)* }) => {
        $crate::contract::macros::document! { @ [$(#[$about])*] $name $word
            "; null if the answer is of no one negotiation."
            [Option<AsOf>] [Option<Key>] [Option<String>] [Option<Chosen>] [Option<Counted>] $($own)* }
    };
    (@ [$($about:tt)*] $name:ident $word:literal $none:literal [$as_of:ty] [$process:ty] [$text:ty] [$chosen:ty] [$counted:ty]
        $($own:tt)*) => {
        $crate::contract::macros::fields! { [$($about)* $name] {}
            /// Which document this is, and its version.
            schema: Tag<$name>,
            #[doc = concat!("What part of the log was asked", $none)]
            as_of: $as_of,
            #[doc = concat!("The negotiation that answers, by its key", $none)]
            process: $process,
            #[doc = concat!("The title of that negotiation", $none)]
            process_name: $text,
            /// The other negotiations of its chain, newest first.
            others: Vec<Key>,
            /// Those of them that come after it in the chain, newest first.
            continued_by: Vec<Key>,
            #[doc = concat!("Why that negotiation answers", $none)]
            chosen: $chosen,
            #[doc = concat!("How many events of the negotiation there are, and how many of them count", $none)]
            counted: $counted,
            $($own)*
        }

        impl Document for $name {
            const NAME: &'static str = $word;
        }
    };
}

/// Writes out the fields of a struct, one after another.
macro_rules! fields {
    ([$(#[$about:meta])* $name:ident] { $($done:tt)* }) => {
        #[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$about])*
        pub struct $name { $($done)* }
    };
    ($head:tt { $($done:tt)* } $(#[$about:meta])*
        date $x:ident => $from:ident, $until:ident, $inferred:ident, $($rest:tt)*) => {
        $crate::contract::macros::dated! { $head { $($done)* } [$(#[$about])*]
            $x [When] "" "" $from $until $inferred [bool] $($rest)* }
    };
    ($head:tt { $($done:tt)* } $(#[$about:meta])*
        date? $x:ident => $from:ident, $until:ident, $inferred:ident, $($rest:tt)*) => {
        $crate::contract::macros::dated! { $head { $($done)* } [$(#[$about])*]
            $x [Option<When>] "not stated or " "; null if not stated" $from $until $inferred [Option<bool>] $($rest)* }
    };
    ($head:tt { $($done:tt)* } $(#[$about:meta])*
        moment $x:ident => $from:ident, $until:ident, $inferred:ident, $by:ident, $($rest:tt)*) => {
        $crate::contract::macros::fields! { $head { $($done)* } $(#[$about])*
            date $x => $from, $until, $inferred,
            #[doc = concat!("The events by which the bounds of `", stringify!($x), "` are narrower than written.")]
            $by: Vec<String>,
            $($rest)* }
    };
    ($head:tt { $($done:tt)* } $(#[$about:meta])*
        moment? $x:ident => $from:ident, $until:ident, $inferred:ident, $by:ident, $($rest:tt)*) => {
        $crate::contract::macros::fields! { $head { $($done)* } $(#[$about])*
            date? $x => $from, $until, $inferred,
            #[doc = concat!("The events by which the bounds of `", stringify!($x), "` are narrower than written.")]
            $by: Vec<String>,
            $($rest)* }
    };
    ($head:tt { $($done:tt)* } $(#[$about:meta])* named $x:ident => $name:ident, $($rest:tt)*) => {
        $crate::contract::macros::fields! { $head { $($done)*
            $(#[$about])*
            pub $x: Key,
            #[doc = concat!("The name to show for `", stringify!($x), "`.")]
            pub $name: String,
        } $($rest)* }
    };
    ($head:tt { $($done:tt)* } $(#[$about:meta])* named? $x:ident => $name:ident, $($rest:tt)*) => {
        $crate::contract::macros::fields! { $head { $($done)*
            $(#[$about])*
            pub $x: Option<Key>,
            #[doc = concat!("The name to show for `", stringify!($x), "`; null where that is.")]
            pub $name: Option<String>,
        } $($rest)* }
    };
    ($head:tt { $($done:tt)* } $(#[$about:meta])* $x:ident: $type:ty, $($rest:tt)*) => {
        $crate::contract::macros::fields! { $head { $($done)*
            $(#[$about])*
            pub $x: $type,
        } $($rest)* }
    };
}

/// Writes out the four fields of a date.
macro_rules! dated {
    ($head:tt { $($done:tt)* } [$($about:tt)*] $x:ident [$when:ty] $null:literal $unsaid:literal
        $from:ident $until:ident $inferred:ident [$bool:ty] $($rest:tt)*) => {
        $crate::contract::macros::fields! { $head { $($done)*
            $($about)*
            pub $x: $when,
            #[doc = concat!("The first moment that `", stringify!($x), "` can be, included; null if ", $null,
                "open to the past.")]
            pub $from: Option<Instant>,
            #[doc = concat!("The moment by which `", stringify!($x), "` is over, not included; null if ", $null,
                "open to the future.")]
            pub $until: Option<Instant>,
            #[doc = concat!("Whether the encoder inferred `", stringify!($x), "` and no source states it", $unsaid, ".")]
            pub $inferred: $bool,
        } $($rest)* }
    };
}

pub(crate) use {dated, document, fields, part, registered, row};
