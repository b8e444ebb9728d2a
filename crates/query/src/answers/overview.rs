//! The overview of a state: what its day brought, how ceasefires and agreements stand, what is overdue, what was halted,
//! what is open.

use std::cmp::Reverse;

use asof_core::{AsOf, Key, Until, WrittenDate, Zone};
use asof_projector::state::agreements::Stage;
use asof_projector::state::ceasefires::Phase;
use asof_projector::state::commitments::CommitmentStatus;
use asof_projector::state::meetings::MeetingStatus;
use asof_projector::state::proposals::ProposalStanding;
use asof_projector::{Collection, Op, Path, Slot, State, Value as SlotValue, role, row};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use foldhash::{HashMap, HashMapExt, HashSet};

use crate::ask::query::last_day;
use crate::ask::selection::{StatePart, is_pending};
use crate::source::log::Log;
use crate::source::views::Views;

row! {
    /// What a reader needs first of a state. Each list names rows of the document in the order of reading.
    pub struct Overview as "Overview" {
        /// The negotiation.
        process: Key,
        /// The day with which the moment ends; null if it is the end of the log.
        day: Option<NaiveDate>,
        /// The number of the round that was held on that day; null if none was.
        round: Option<u32>,
        /// The meeting of that round.
        meeting: Option<Key>,
        /// The meeting that was held last; null if none was.
        last_met: Option<Mention> as role::Rows,
        /// What came or changed on that day, the weightiest first.
        brought: Vec<Mention> as role::Rows,
        /// Every ceasefire, the newest first.
        ceasefires: Vec<Mention> as role::Rows,
        /// Every agreement, the one to which most promises belong first.
        agreements: Vec<Mention> as role::Rows,
        /// What is open and was due by then.
        overdue: Vec<Mention> as role::Rows,
        /// What was suspended or withdrawn, on another day.
        halted: Vec<Mention> as role::Rows,
        /// Who is to come to meetings that are still to be held.
        coming: Vec<Mention> as role::Rows,
        /// What is open and not overdue, what is due next first; without what the day brought.
        open: Vec<Mention> as role::Rows,
    }
}

row! {
    /// A row of the document.
    pub struct Mention as "Mention" {
        /// Its path.
        path: Path,
        /// The list in which it stands.
        part: StatePart,
        /// Its place in that list, counted from 0.
        row: usize,
        /// Whether it came (`added`) or changed (`changed`) on the day; null where that is not asked.
        change: Option<Op>,
    }
}

/// Where the row of each slot stands in its list.
#[derive(Debug, Default)]
pub(crate) struct Places(HashMap<(Key, Path), usize>);

impl Places {
    /// Says where the row of a slot stands.
    pub(crate) fn put(&mut self, process: &Key, path: &Path, place: usize) {
        self.0.insert((process.clone(), path.clone()), place);
    }

    /// Returns where the row of a slot stands; `None` if it is not shown.
    fn of(&self, process: &Key, path: &Path) -> Option<usize> {
        self.0.get(&(process.clone(), path.clone())).copied()
    }
}

/// A state with its rows, of which an overview names some.
struct Looking<'s> {
    state: &'s State,
    places: &'s Places,
    zone: Zone,
}

/// Returns the overview of a state whose rows stand at these places.
pub(crate) fn overview(log: &Log, state: &State, places: &Places, views: &mut Views<'_>) -> Overview {
    let zone = log.zone(&state.process);
    let overview = Looking { state, places, zone };
    let day = last_day(state.as_of.occurred, zone);
    let round = day.and_then(|day| overview.round_of(day));
    let brought = day.map_or_else(Vec::new, |day| overview.brought(views, day));
    let brought_paths: HashSet<&Path> = brought.iter().map(|(path, _)| path).collect();
    let is_brought = |path: &Path| brought_paths.contains(path);
    let slots = || state.slots.iter().filter(|(path, _)| places.of(&state.process, path).is_some());
    let overdue: Vec<&Path> =
        slots().filter(|(_, slot)| overview.is_overdue(slot)).map(|(path, _)| path).collect();
    let halted: Vec<&Path> =
        slots().filter(|(_, slot)| overview.is_halted(slot)).map(|(path, _)| path).collect();
    let told: HashSet<&Path> = overdue.iter().chain(&halted).copied().collect();
    let open = slots().filter(|(path, slot)| {
        is_pending(&slot.value) && !told.contains(path) && path.collection() != Collection::Ceasefires
    });
    let mut open: Vec<(&Path, &Slot)> = open.collect();
    open.sort_by_cached_key(|(path, slot)| {
        // What is due next comes first, then what there is a number of, then the newest.
        let due = state.lateness(slot).and_then(|lateness| lateness.last_day);
        (due.is_none(), due, !is_counted(slot), Reverse(places.of(&state.process, path)))
    });
    let coming = slots().filter(|(path, slot)| overview.is_of_what_is_to_come(slot) && !is_brought(path));
    let entry = |path: &Path| overview.entry(path, None);
    let entries = |paths: Vec<&Path>| paths.into_iter().map(entry).collect();
    Overview {
        process: state.process.clone(),
        day,
        round: round.map(|(number, _)| number),
        meeting: round.map(|(_, meeting)| meeting.clone()),
        last_met: overview.last_met().map(entry),
        brought: brought.iter().map(|(path, change)| overview.entry(path, Some(*change))).collect(),
        ceasefires: entries(overview.newest(Collection::Ceasefires)),
        agreements: entries(overview.agreements()),
        overdue: entries(overdue),
        halted: halted.into_iter().filter(|path| !is_brought(path)).map(entry).collect(),
        coming: coming.map(|(path, _)| entry(path)).collect(),
        open: open.into_iter().filter(|(path, _)| !is_brought(path)).map(|(path, _)| entry(path)).collect(),
    }
}

/// Returns whether a promise is of a number.
fn is_counted(slot: &Slot) -> bool {
    matches!(&slot.value, SlotValue::Commitment(commitment) if commitment.is_counted())
}

impl Looking<'_> {
    /// Returns the round that was held on a day, by its number and its gathering.
    fn round_of(&self, day: NaiveDate) -> Option<(u32, &Key)> {
        self.state.collection(Collection::Rounds).into_iter().find_map(|(_, slot)| match &slot.value {
            SlotValue::Round(round) => {
                let at = |instant: DateTime<Utc>| self.zone.clock(instant).date_naive();
                let bounds = round.occurred.bounds;
                let begins = bounds.earliest.is_some_and(|first| at(first) <= day);
                let last = bounds.latest.map(|latest| at(latest - TimeDelta::microseconds(1)));
                (begins && last.is_some_and(|last| day <= last)).then_some((round.number, &round.meeting))
            }
            _ => None,
        })
    }

    /// Returns the slots that came or changed since the day before, the weightiest first. Where the moment is asked by what
    /// was known then, the day before is too.
    fn brought(&self, views: &mut Views<'_>, day: NaiveDate) -> Vec<(Path, Op)> {
        let Ok(stretch) = WrittenDate::try_from(day) else { return Vec::new() };
        let begin = Until::Before(stretch.bounds(self.zone).0);
        let as_of = self.state.as_of;
        let known = if as_of.known == as_of.occurred { begin } else { as_of.known };
        let the_day_before = AsOf { occurred: begin, known, ..as_of };
        if views.are_alike([the_day_before, as_of]) {
            return Vec::new();
        }
        let before = views.at(&the_day_before);
        // Of the registry nothing is news.
        let before = before.state_without_registry(&self.state.process);
        let mut brought: Vec<(u8, usize, &Path, Op)> = Vec::new();
        for (path, slot) in &self.state.slots {
            let Some((weight, place)) =
                slot.value.facets().news_rank().zip(self.places.of(&self.state.process, path))
            else {
                continue;
            };
            match before.slots.get(path) {
                None => brought.push((weight, place, path, Op::Added)),
                // What is new goes before what moved on.
                Some(old) if !old.says_the_same(slot) && old.fields() != slot.fields() => {
                    brought.push((weight + 1, place, path, Op::Changed));
                }
                Some(_) => {}
            }
        }
        brought.sort_by_key(|(weight, place, path, _)| (*weight, *place, *path));
        brought.into_iter().map(|(_, _, path, change)| (path.clone(), change)).collect()
    }

    /// Returns the gathering that was held last; one of a single party is no meeting of parties.
    fn last_met(&self) -> Option<&Path> {
        let held = self.state.collection(Collection::Meetings).into_iter().filter_map(|(path, slot)| {
            match &slot.value {
                SlotValue::Meeting(meeting) if meeting.parties.len() == 1 => None,
                SlotValue::Meeting(meeting) => {
                    let occurred = meeting.occurred.as_ref()?;
                    Some((occurred.when.bounds(occurred.zone).latest, meeting.round.is_some(), path))
                }
                _ => None,
            }
        });
        let shown = held.filter(|(_, _, path)| self.places.of(&self.state.process, path).is_some());
        shown.max_by_key(|(latest, is_round, _)| (*latest, *is_round)).map(|(_, _, path)| path)
    }

    /// Returns the shown slots of a collection, the newest first.
    fn newest(&self, collection: Collection) -> Vec<&Path> {
        let slots = self.state.collection(collection).into_iter().rev().map(|(path, _)| path);
        slots.filter(|path| self.places.of(&self.state.process, path).is_some()).collect()
    }

    /// Returns the agreements: the one to which most promises belong first, of equal ones the newest.
    fn agreements(&self) -> Vec<&Path> {
        let mut agreements = self.newest(Collection::Agreements);
        let mut promises: HashMap<&str, usize> = HashMap::new();
        for (_, slot) in self.state.collection(Collection::Commitments) {
            if let SlotValue::Commitment(commitment) = &slot.value
                && let Some(agreement) = &commitment.agreement
            {
                *promises.entry(agreement.as_str()).or_default() += 1;
            }
        }
        agreements.sort_by_key(|path| Reverse(path.segments().last().and_then(|key| promises.get(key))));
        agreements
    }

    /// Returns whether the last day of something still awaited has passed.
    fn is_overdue(&self, slot: &Slot) -> bool {
        self.state.lateness(slot).is_some_and(|lateness| lateness.overdue_days.is_some())
    }

    /// Returns whether something, or a promise of which it is a part, was suspended, withdrawn or given up.
    fn is_halted(&self, slot: &Slot) -> bool {
        let is_said = match &slot.value {
            SlotValue::Commitment(value) => {
                matches!(value.status, Some(CommitmentStatus::Suspended | CommitmentStatus::Withdrawn))
            }
            SlotValue::Proposal(value) => value.standing == ProposalStanding::Withdrawn,
            SlotValue::Agreement(value) => matches!(value.stage, Some(Stage::Suspended | Stage::Lapsed)),
            SlotValue::Ceasefire(value) => value.phase == Some(Phase::Suspended),
            _ => false,
        };
        is_said || self.state.lateness(slot).is_some_and(|lateness| lateness.is_suspended)
    }

    /// Returns whether a slot says who comes to a gathering that is still to be held.
    fn is_of_what_is_to_come(&self, slot: &Slot) -> bool {
        let gathering = match &slot.value {
            SlotValue::Attendance(attendance) => &attendance.meeting,
            SlotValue::Delegation(delegation) => &delegation.meeting,
            _ => return false,
        };
        self.state.meeting(gathering).is_some_and(|meeting| match meeting.status {
            MeetingStatus::Proposed | MeetingStatus::Scheduled => true,
            MeetingStatus::Cancelled | MeetingStatus::Held | MeetingStatus::NotHeld => false,
        })
    }

    /// Returns where a row stands, and what came of it that day.
    fn entry(&self, path: &Path, change: Option<Op>) -> Mention {
        Mention {
            path: path.clone(),
            part: StatePart::Collection(path.collection()),
            row: self.places.of(&self.state.process, path).unwrap_or_default(),
            change,
        }
    }
}
