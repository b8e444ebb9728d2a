//! What differs between two cuts, and why: which clock moved it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use asof_core::kind::WorldKind;
use asof_core::{Cut, Entry, Event, Key, Reference};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::path::{Family, Path};
use crate::project::project_weighed;
use crate::slot::Value;
use crate::standing::{NarrowedDates, Standing};
use crate::view::State;
use crate::weighing::Weighing;

/// What happened to a slot or field between two cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Op {
    /// The slot is there only at the second cut.
    Added,
    /// The slot is there only at the first cut.
    Removed,
    /// A field has another value.
    Changed,
}

/// Why an event counts at one cut and not, or otherwise, at the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The world moved on.
    Happened,
    /// It had happened; the public learned of it.
    Learned,
    /// The log took it in later.
    RecordedLate,
    /// A correction stands in its place.
    Corrected,
    /// It was withdrawn.
    Retracted,
    /// It, known or recorded by then, narrowed the date of another, which counts only because of that.
    Narrowed,
}

/// An event that moved a slot, and why it stands otherwise at the second cut.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// The event's key, in the process that the diff is of; in full if it is of another.
    pub event: String,
    /// Why it stands otherwise.
    pub why: Why,
}

/// One change: a slot that came or went, or a field of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The slot.
    pub path: Path,
    /// The field; `None` for a whole slot.
    pub field: Option<String>,
    /// What happened to it.
    pub op: Op,
    /// What it was; null if it was not there.
    pub before: Json,
    /// What it is; null if it is not there.
    pub after: Json,
    /// The events that moved it.
    pub causes: Vec<Cause>,
}

/// Two states and what differs between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The state at the first cut.
    pub from: State,
    /// The state at the second cut.
    pub to: State,
    /// The changes, by path.
    pub changes: Vec<Change>,
}

impl Change {
    /// Returns the set of the causes' reasons.
    pub fn why(&self) -> BTreeSet<Why> {
        self.causes.iter().map(|cause| cause.why).collect()
    }

    /// Returns the path, with the field as its last segment.
    pub fn full_path(&self) -> String {
        match &self.field {
            Some(field) => format!("{}/{field}", self.path),
            None => self.path.to_string(),
        }
    }

    /// Returns the change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let op = match self.op {
            Op::Added => Op::Removed,
            Op::Removed => Op::Added,
            Op::Changed => Op::Changed,
        };
        Self { op, before: self.after.clone(), after: self.before.clone(), ..self.clone() }
    }
}

/// The comparable fields of every slot of a state.
pub type Fields = BTreeMap<Path, Map<String, Json>>;

/// Returns the fields of the slots of a state, as a diff compares them.
pub fn fields(state: &State) -> Fields {
    state.slots.iter().map(|(path, slot)| (path.clone(), slot.fields().into_map())).collect()
}

/// Returns what differs in one process between two cuts.
///
/// `diff(c, c)` is empty; applying the changes to the fields at the first cut gives those at the second;
/// the diff of the cuts in the other order is the inverse, with the same causes.
pub fn diff(events: &[Event], process: &Key, from: &Cut, to: &Cut) -> Diff {
    let weighings = [Weighing::new(events, from), Weighing::new(events, to)];
    let states = [&weighings[0], &weighings[1]].map(|weighing| project_weighed(weighing, process));
    let compared = Compared::new(process, &weighings, &states);
    let fields = [fields(&states[0]), fields(&states[1])];
    let paths: BTreeSet<&Path> = fields.iter().flat_map(BTreeMap::keys).collect();
    let mut changes = Vec::new();
    for path in paths {
        let [before, after] = [fields[0].get(path), fields[1].get(path)];
        if before != after {
            let causes = compared.causes(path);
            changes.extend(slot_changes(path, before, after, &causes));
        }
    }
    let [from, to] = states;
    Diff { from, to, changes }
}

/// Applies changes to the fields of a state.
#[must_use]
pub fn apply(mut fields: Fields, changes: &[Change]) -> Fields {
    for change in changes {
        match (&change.field, &change.after) {
            (Some(field), after) => {
                fields.entry(change.path.clone()).or_default().insert(field.clone(), after.clone());
            }
            (None, Json::Object(after)) => {
                fields.insert(change.path.clone(), after.clone());
            }
            (None, _) => {
                fields.remove(&change.path);
            }
        }
    }
    fields
}

fn slot_changes(
    path: &Path,
    before: Option<&Map<String, Json>>,
    after: Option<&Map<String, Json>>,
    causes: &[Cause],
) -> Vec<Change> {
    let responses = responses(before).chain(responses(after)).collect();
    let change = |field: Option<&str>, op, before: Json, after: Json| Change {
        path: path.clone(),
        field: field.map(str::to_owned),
        op,
        before,
        after,
        causes: field.map_or_else(|| causes.to_vec(), |field| causes_of_field(field, causes, &responses)),
    };
    match (before, after) {
        (None, Some(after)) => vec![change(None, Op::Added, Json::Null, Json::Object(after.clone()))],
        (Some(before), None) => vec![change(None, Op::Removed, Json::Object(before.clone()), Json::Null)],
        (Some(before), Some(after)) => {
            let differing = after.iter().filter(|(field, value)| before.get(*field) != Some(value));
            let was = |field: &String| before.get(field).cloned().unwrap_or(Json::Null);
            differing
                .map(|(field, value)| change(Some(field), Op::Changed, was(field), value.clone()))
                .collect()
        }
        (None, None) => Vec::new(),
    }
}

/// Returns the confirmations and denials of a slot.
fn responses(fields: Option<&Map<String, Json>>) -> impl Iterator<Item = &str> {
    let lists = RESPONSES.iter().filter_map(move |list| fields?.get(*list)?.as_array());
    lists.flatten().filter_map(Json::as_str)
}

const RESPONSES: [&str; 3] = ["confirmed_by", "denied_by", "denials"];

/// Returns the causes of a slot's change that can have moved one of its fields: who confirms or denies moves the
/// lists of those, and nothing else but who has not vouched.
fn causes_of_field(field: &str, causes: &[Cause], responses: &BTreeSet<&str>) -> Vec<Cause> {
    let is_response = |cause: &Cause| responses.contains(cause.event.as_str());
    let moved = |cause: &&Cause| match field {
        "unvouched" => true,
        _ => is_response(cause) == RESPONSES.contains(&field),
    };
    let narrowed: Vec<Cause> = causes.iter().filter(moved).cloned().collect();
    if narrowed.is_empty() { causes.to_vec() } else { narrowed }
}

/// A log weighed at two cuts.
struct Compared<'c, 'a> {
    process: &'c Key,
    weighings: &'c [Weighing<'a>; 2],
    states: &'c [State; 2],
    /// What acts upon a place, at either cut: corrections, retractions, confirmations and denials.
    acting: HashMap<usize, BTreeSet<usize>>,
    /// What links, kept or dropped, lead to from a place or from which they lead there.
    neighbours: OnceCell<HashMap<usize, Vec<usize>>>,
}

impl<'c, 'a> Compared<'c, 'a> {
    fn new(process: &'c Key, weighings: &'c [Weighing<'a>; 2], states: &'c [State; 2]) -> Self {
        let mut acting: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for weighing in weighings {
            for (place, weighed) in weighing.weighed.iter().enumerate() {
                if let Entry::Record(record) = &weighed.event.draft.entry
                    && let Some(target) = weighing.target(record)
                {
                    acting.entry(target).or_default().insert(place);
                }
            }
        }
        Self { process, weighings, states, acting, neighbours: OnceCell::new() }
    }

    /// Returns the events that moved a slot: of those that it rests on at either cut, and of what acts upon
    /// them, those that stand otherwise.
    fn causes(&self, path: &Path) -> Vec<Cause> {
        let mut places = BTreeSet::new();
        let of_anomaly = self.states.iter().find_map(|state| match &state.slots.get(path)?.value {
            Value::Anomaly(anomaly) => Some(&anomaly.path),
            _ => None,
        });
        let moved = of_anomaly.unwrap_or(path);
        for state in self.states {
            let slot = state.slots.get(path);
            let keys = state.moved_by.get(moved).into_iter().flatten();
            let own = slot
                .into_iter()
                .flat_map(|slot| slot.events.iter().chain(&slot.confirmed_by).chain(&slot.denied_by));
            places.extend(keys.chain(own).filter_map(|key| self.place(key, path.family())));
        }
        self.add_what_acts_upon(&mut places);
        let mut causes = self.of_places(&places);
        if causes.is_empty() {
            let mut further = self.referred_to(&places);
            further.extend(self.registry());
            if path.family().asks_for_sides() || path.family() == Family::Anomalies {
                further.extend(self.memberships());
            }
            self.add_what_acts_upon(&mut further);
            causes = self.of_places(&further);
        }
        if causes.is_empty() {
            let mut linked = self.linked_with(&places);
            // Whether somebody changed sides can be learned before it is certain that it happened.
            if path.family().asks_for_sides() {
                linked.extend(self.memberships());
            }
            self.add_what_acts_upon(&mut linked);
            causes = self.of_places(&linked);
            causes.extend(self.narrowing(&linked).filter(|_| causes.is_empty()).collect::<Vec<_>>());
        }
        causes
    }

    /// Returns everything that links, kept or dropped, lead to from some places or from which they lead there.
    fn linked_with(&self, places: &BTreeSet<usize>) -> BTreeSet<usize> {
        let neighbours = self.neighbours.get_or_init(|| {
            let mut neighbours: HashMap<usize, Vec<usize>> = HashMap::new();
            for (before, after) in self.weighings.iter().flat_map(|weighing| weighing.precedence.links()) {
                neighbours.entry(before).or_default().push(after);
                neighbours.entry(after).or_default().push(before);
            }
            neighbours
        });
        let mut found = places.clone();
        let mut open: Vec<usize> = places.iter().copied().collect();
        while let Some(place) = open.pop() {
            let new = neighbours.get(&place).into_iter().flatten().filter(|other| found.insert(**other));
            open.extend(new.copied().collect::<Vec<_>>());
        }
        found
    }

    /// Returns, of the places, those that are known or recorded at one cut alone: what they say of the order changes it.
    fn narrowing<'s>(&'s self, places: &'s BTreeSet<usize>) -> impl Iterator<Item = Cause> + 's {
        let is_seen = |place: &usize| {
            let [a, b] = self.weighings.each_ref().map(|weighing| weighing.weighed[*place].clocks);
            (a.known, a.recorded) != (b.known, b.recorded)
        };
        let seen = places.iter().filter(move |place| is_seen(place));
        seen.map(|place| Cause { event: self.name(*place), why: Why::Narrowed })
    }

    fn place(&self, key: &Key, family: Family) -> Option<usize> {
        self.weighings.iter().find_map(|weighing| {
            if family.is_registry() { weighing.registered(key) } else { weighing.local(self.process, key) }
        })
    }

    /// Adds corrections, retractions, confirmations and denials of the places, and what acts upon those.
    fn add_what_acts_upon(&self, places: &mut BTreeSet<usize>) {
        let mut open: Vec<usize> = places.iter().copied().collect();
        while let Some(place) = open.pop() {
            let acting = self.acting.get(&place).into_iter().flatten();
            open.extend(acting.filter(|other| places.insert(**other)));
        }
    }

    fn referred_to(&self, places: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for weighing in self.weighings {
            for place in places {
                let Some(fact) = weighing.fact(*place) else { continue };
                for cited in fact.assertion.references() {
                    match cited.reference {
                        Reference::Event(reference) => found.extend(weighing.find(reference, fact.process)),
                        Reference::Opener(_, key) => found.extend(weighing.local(fact.process, key)),
                        _ => {}
                    }
                }
            }
        }
        found
    }

    fn registry(&self) -> impl Iterator<Item = usize> {
        let weighed = self.weighings[0].weighed.iter().enumerate();
        weighed
            .filter(|(_, weighed)| matches!(weighed.event.draft.entry, Entry::Registry(_)))
            .map(|(place, _)| place)
    }

    /// Returns the events of the process that say who changes sides.
    fn memberships(&self) -> impl Iterator<Item = usize> {
        let weighed = self.weighings[0].weighed.iter().enumerate();
        let tells = |event: &Event| match &event.draft.entry {
            Entry::World(world) => {
                world.process == *self.process && matches!(world.assertion.kind, WorldKind::Membership(_))
            }
            Entry::Record(_) | Entry::Registry(_) => false,
        };
        weighed.filter(move |(_, weighed)| tells(weighed.event)).map(|(place, _)| place)
    }

    fn of_places(&self, places: &BTreeSet<usize>) -> Vec<Cause> {
        let mut causes: Vec<Cause> = places.iter().flat_map(|place| self.causes_of(*place)).collect();
        causes.sort();
        causes.dedup();
        causes
    }

    /// Returns why an event stands otherwise: itself with a clock that moved it, or what narrowed its date.
    fn causes_of(&self, place: usize) -> Vec<Cause> {
        let Some(why) = self.why(place) else { return Vec::new() };
        let narrowers = if why == Why::Narrowed { self.narrowers(place) } else { vec![place] };
        narrowers.into_iter().map(|place| Cause { event: self.name(place), why }).collect()
    }

    fn name(&self, place: usize) -> String {
        self.weighings[0].name(place, Some(self.process))
    }

    /// Returns the events that narrowed this one at only one of the cuts, if it would stand the same at both with either
    /// cut's dates.
    fn narrowers(&self, place: usize) -> Vec<usize> {
        let [a, b] = self.weighings.each_ref().map(|weighing| &weighing.weighed[place]);
        let (Some(dates_a), Some(dates_b)) = (&a.dates, &b.dates) else { return Vec::new() };
        let is_same = self.weighings[1].standing_with(dates_a) == a.standing
            || self.weighings[0].standing_with(dates_b) == b.standing;
        if dates_a.dates == dates_b.dates || !is_same {
            return Vec::new();
        }
        let by = |dates: &NarrowedDates<'_>| {
            dates.by.iter().copied().chain(dates.known_by).collect::<BTreeSet<_>>()
        };
        by(dates_a).symmetric_difference(&by(dates_b)).copied().collect()
    }

    /// Returns why an event stands otherwise at the second cut; `None` if it does not.
    fn why(&self, place: usize) -> Option<Why> {
        let [a, b] = [&self.weighings[0].weighed[place], &self.weighings[1].weighed[place]];
        if a.standing == b.standing {
            None
        } else if self.weighings[0].is_withdrawn(a) != self.weighings[1].is_withdrawn(b) {
            Some(Why::Retracted)
        } else if [a.standing, b.standing].contains(&Standing::Replaced) {
            Some(Why::Corrected)
        } else if !self.narrowers(place).is_empty() {
            Some(Why::Narrowed)
        } else if a.clocks.occurred != b.clocks.occurred {
            Some(Why::Happened)
        } else if a.clocks.known != b.clocks.known {
            Some(Why::Learned)
        } else if a.clocks.recorded != b.clocks.recorded {
            Some(Why::RecordedLate)
        } else {
            let rests_on = a.rests_on.iter().chain(&b.rests_on);
            Some(rests_on.filter_map(|place| self.why(*place)).min().unwrap_or(Why::Learned))
        }
    }
}
