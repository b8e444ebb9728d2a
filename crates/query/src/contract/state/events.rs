//! Memberships, incidents and resolutions.

use asof_core::kind::ResolutionOutcome;
use asof_core::{Claimant, EventRef, Key, When, Word};

use crate::contract::common::{Instant, Quantity, Transition};
use crate::contract::macros::{part, row};

row! {
    /// A person's or body's membership of a body, a process or an agreement.
    Membership {
        /// The person or body.
        named member => member_name,
        /// What they belong to: a body, a process, or an agreement by the key of the event that opened it.
        named of => of_name,
        /// When they joined; null if they are only on record as having left.
        moment? joined => joined_from, joined_until, joined_inferred, joined_narrowed_by,
        /// When they left; null if that is not on record.
        moment? left => left_from, left_until, left_inferred, left_narrowed_by,
        /// As what, as last worded; null if not stated.
        role: Option<String>,
    }
}

row! {
    /// Something that happened on the ground, as those in `attributed_to` tell it.
    Incident {
        /// The key of its event.
        key: Key,
        /// What sort of act.
        r#type: Word,
        /// Who is said to have done it; empty if nobody is named.
        by: Vec<Key>,
        /// Whom it was done to; empty if nobody is named.
        against: Vec<Key>,
        /// Where; null if not stated.
        named? place => place_name,
        /// What was counted.
        counts: Vec<IncidentCount>,
        /// The ceasefire that it breaks by the word of its claimants; null if they do not say so.
        about: Option<Key>,
        /// When it happened.
        moment occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
    }
}

part! {
    /// A number told of an incident.
    IncidentCount {
        /// What is counted.
        category: Word,
        /// How many.
        quantity: Quantity,
    }
}

row! {
    /// What a body that is no party resolved.
    Resolution {
        /// The key of its event.
        key: Key,
        /// The body.
        named body => body_name,
        /// What it is called; null if it has no title.
        title: Option<String>,
        /// What came of it.
        outcome: ResolutionOutcome,
        /// How the body voted; null if not stated.
        votes: Option<Votes>,
        /// The events that it is about.
        about: Vec<EventRef>,
        /// When it was put to the vote.
        moment occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
    }
}

part! {
    /// How a body voted.
    Votes {
        /// How many were in favour.
        in_favour: u32,
        /// How many were against.
        against: u32,
        /// How many abstained; null if not stated.
        abstained: Option<u32>,
    }
}
