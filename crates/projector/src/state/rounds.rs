//! The rounds of talks that the source numbers.

use asof_core::kind::{DelegationRole, Held, Meeting, WorldKind};
use asof_core::{Duration, Key, Text};

use super::facets::Facets;
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};

row! {
    /// A round of talks that the source numbers.
    pub struct RoundValue as "Round" {
        /// Its number.
        number: u32,
        /// The meeting, by its own key.
        meeting: Key as role::Event,
        /// When it was held.
        occurred: Dated as role::Occurred,
        /// Where it was held; null if not stated.
        venue: Option<Key> as role::Derived<role::Named>,
        /// When it began; null if not stated.
        start: Option<Dated> as role::Derived<role::Date>,
        /// How long it lasted; null if not stated.
        duration: Option<Duration> as role::Derived<role::Span>,
        /// How many calendar days after the last day of the round before it began; null of the first.
        days_since_previous: Option<i64> as role::Derived,
        /// Who was seen there.
        came: Vec<Came> as role::Derived<role::Rows>,
    }
}

row! {
    /// Who of a party was seen at a round.
    pub struct Came as "Came" {
        /// The party.
        party: Key as role::Actor,
        /// In what role it was there.
        role: DelegationRole,
        /// Whether the list names everybody.
        complete: bool,
        /// Who led; null if not stated.
        head: Option<Key> as role::Actor,
        /// Those named.
        people: Vec<Key> as role::Actor,
        /// Those of whom the source says only who they are.
        unnamed: Vec<Text> as role::Prose,
    }
}

impl Facets for RoundValue {}

pub(crate) fn routes(meeting: &Meeting) -> Vec<Path> {
    let round = held(meeting).and_then(|held| held.round);
    round.into_iter().map(|number| Path::new(Collection::Rounds, [number.to_string()])).collect()
}

fn held(meeting: &Meeting) -> Option<&Held> {
    match meeting {
        Meeting::Held(held) => Some(held),
        Meeting::Proposed(_) | Meeting::Scheduled(_) | Meeting::Cancelled(_) | Meeting::NotHeld(_) => None,
    }
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<RoundValue> {
    let mut current: Option<RoundValue> = None;
    let mut last = None;
    for fact in slot.facts {
        let WorldKind::Meeting(meeting) = &fact.assertion.kind else { continue };
        let Some((held, number)) =
            held(meeting).and_then(|held| held.round.map(|number| (held, number.get())))
        else {
            continue;
        };
        if let Some(before) = &current
            && before.meeting != held.meeting
        {
            let message = format!("`{}` and `{}` are both numbered {number}", before.meeting, held.meeting);
            let events: Vec<&Key> = last.into_iter().chain([fact.key]).collect();
            folded.anomaly_of(AnomalyCode::SameRound, &events, message);
        }
        folded.turn(fact, &held.meeting);
        last = Some(fact.key);
        current = Some(RoundValue {
            number,
            meeting: held.meeting.clone(),
            occurred: occurred(fact),
            venue: None,
            start: None,
            duration: None,
            days_since_previous: None,
            came: Vec::new(),
        });
    }
    current
}
