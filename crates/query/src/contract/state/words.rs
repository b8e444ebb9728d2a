//! Statements, claims, discrepancies, anomalies, and the registry.

use asof_core::kind::Act;
use asof_core::{Claimant, EventRef, Key, Lines, NameStatus, When};
use asof_projector::AnomalyCode;

use crate::contract::common::{Instant, Quantity, Transition};
use crate::contract::macros::{part, registered, row};

row! {
    /// A public statement.
    Statement {
        /// The key of its event.
        key: Key,
        /// Who spoke; null if it was said jointly or by somebody unnamed.
        named? speaker => speaker_name,
        /// For whom the speaker spoke; null if not stated.
        named? on_behalf_of => on_behalf_of_name,
        /// What was done by saying it.
        act: Act,
        /// The events that it is about.
        about: Vec<EventRef>,
        /// The form in which it was made public; null if not stated.
        medium: Option<String>,
        /// Where it was said; null if not stated.
        named? place => place_name,
        /// What was said, in words of the record's own.
        gist: String,
        /// When it was said.
        moment occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
    }
}

row! {
    /// A fact or number that somebody asserts; who does is in `attributed_to`.
    Claim {
        /// The key of its event.
        key: Key,
        /// The events that it is about.
        about: Vec<EventRef>,
        /// What is asserted, in words of the record's own.
        says: String,
        /// The number asserted; null if there is none.
        quantity: Option<Quantity>,
        /// Whose list the number comes from; null if not stated.
        named? list_of => list_of_name,
        /// The time that it is about.
        moment occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
    }
}

row! {
    /// A contradiction that the record shows and does not settle.
    Discrepancy {
        /// The key of its entry.
        key: Key,
        /// The events that it is about.
        about: Vec<EventRef>,
        /// What the passages say.
        between: Vec<Reading>,
        /// The reading that the log uses; null if none.
        followed: Option<String>,
    }
}

part! {
    /// One side of a discrepancy.
    Reading {
        /// The event that says so; null if none does.
        event: Option<EventRef>,
        /// The lines of the source that say so; null if not stated.
        lines: Option<Lines>,
        /// What is said.
        says: String,
    }
}

row! {
    /// Something that a row could not accept.
    Anomaly {
        /// What sort of thing it is.
        code: AnomalyCode,
        /// What is wrong.
        message: String,
        /// The row, by its path.
        path: String,
    }
}

registered! {
    /// A person.
    Person {
        /// The party on whose side they speak; null if none.
        named? party => party_name,
    }
}

registered! {
    /// A state, ministry, committee or leader's office.
    Body {
        /// The party on whose side it speaks; null for a party itself.
        named? party => party_name,
        /// The body that it is part of; null if none.
        named? part_of => part_of_name,
    }
}

registered! {
    /// A place.
    Place {
        /// The place that it lies in; null if none.
        named? part_of => part_of_name,
    }
}

part! {
    /// A spelling.
    Name {
        /// The name as written.
        name: String,
        /// What sort of spelling it is; null for the usual one.
        status: Option<NameStatus>,
        /// The lines of the source that write it so; null if not stated.
        lines: Option<Lines>,
    }
}
