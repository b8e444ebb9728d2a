//! Who is sent and who was seen answers whether a party comes.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::kind::WorldKind;
use asof_core::{AsOf, Entry, Event, EventId};
use asof_projector::state::attendance::AttendanceStatus;
use asof_projector::{Collection, EventStatus, Path, State, Value, View, project};
use proptest::prelude::{prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::cases;
use crate::log::{gatherings, sound};
use crate::points::points;
use crate::states::processes;
use crate::visibility::{correction, is_target};

fn is_delegation(event: &Event) -> bool {
    let with = correction(event).map(|correction| &correction.with);
    match (&event.draft.entry, with) {
        (Entry::World(world), _) => matches!(world.assertion.kind, WorldKind::Delegation(_)),
        (_, Some(asof_core::Replacement::World(with))) => matches!(with.kind, WorldKind::Delegation(_)),
        _ => false,
    }
}

/// Returns whether events stand the same in a log as with all others of it.
fn stand_alike(all: &[Event], some: &[Event], as_of: &AsOf) -> bool {
    let of_all: BTreeMap<EventId, EventStatus> =
        all.iter().map(|event| event.id).zip(View::new(all, as_of).statuses()).collect();
    some.iter().zip(View::new(some, as_of).statuses()).all(|(event, standing)| of_all[&event.id] == standing)
}

/// Returns the rows of parties.
fn of_parties(state: &State) -> BTreeSet<Path> {
    let paths = state.slots.keys().filter(|path| path.collection() == Collection::Attendance);
    let is_party = |path: &&Path| matches!(path.segments().last(), Some("russia" | "ukraine"));
    paths.filter(is_party).cloned().collect()
}

proptest! {
    #![proptest_config(cases(300))]

    /// A delegation makes no row of its party, and answers one that is there: it rests on it, and a party of which
    /// one was seen is not on record as only coming, or not coming.
    #[test]
    fn a_delegation_answers_for_its_party_where_there_is_a_question(
        log in prop_oneof![sound(), gatherings()], as_of in points(),
    ) {
        let is_apart = |event: &Event| is_delegation(event)
            || log.iter().any(|of| is_delegation(of) && is_target(of, event));
        let without: Vec<Event> = log.iter().filter(|event| !is_apart(event)).cloned().collect();
        // A delegation may narrow when others occurred, and a retraction of what acts upon one may have gone without it:
        // then nothing is compared.
        let is_whole = stand_alike(&log, &without, &as_of) && !log.iter().any(|event| !is_apart(event)
            && log.iter().any(|of| is_apart(of) && is_target(of, event)));
        for process in processes() {
            let state = project(&log, &process, &as_of);
            let rows = of_parties(&state);
            if is_whole {
                prop_assert_eq!(&rows, &of_parties(&project(&without, &process, &as_of)));
            }
            for path in rows {
                let slot = &state.slots[&path];
                let Value::Attendance(value) = &slot.value else { continue };
                for basis in ["announced", "observed"] {
                    let of_list = [value.meeting.as_str(), value.who.as_str(), basis];
                    let Some(list) = state.slots.get(&Path::new(Collection::Delegations, of_list)) else { continue };
                    prop_assert!(list.events.iter().all(|event| slot.events.contains(event)), "{path}");
                    let is_seen = matches!(value.status, Some(AttendanceStatus::Present | AttendanceStatus::Absent));
                    prop_assert!(basis == "announced" || is_seen, "{path}: {:?}", value.status);
                }
            }
        }
    }
}
