//! What differs between two points, and why: which clock moved it.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{AsOf, Event, Key};
use serde_json::{Map, Value as Json};

use crate::causes::{Compared, Moved};
use crate::change::{Cause, Change, Op};
use crate::log_dates::LogDates;
use crate::path::Path;
use crate::project::{RegistryRows, project_visible};
use crate::rows::State;
use crate::slot::Slot;
use crate::visibility::Visibility;

/// Two states and what differs between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// The state at the first point.
    pub from: State,
    /// The state at the second point.
    pub to: State,
    /// The changes, by path.
    pub changes: Vec<Change>,
}

/// The comparable fields of every slot of a state.
pub type ComparedFields = BTreeMap<Path, Map<String, Json>>;

/// Returns the fields of the slots of a state, as a diff compares them.
pub fn fields(state: &State) -> ComparedFields {
    state.slots.iter().map(|(path, slot)| (path.clone(), slot.fields())).collect()
}

/// Returns what differs in one process between two points.
///
/// `diff(c, c)` is empty; applying the changes to the fields at the first point gives those at the second;
/// the diff of the points in the other order is the inverse, with the same causes.
pub fn diff(events: &[Event], process: &Key, from: &AsOf, to: &AsOf) -> Diff {
    let [from, to] = at_both(events, [from, to]);
    between([&from, &to], process)
}

/// Returns what differs in one process between two points of one log.
pub(crate) fn between(visibilities: [&Visibility<'_>; 2], process: &Key) -> Diff {
    of_process(visibilities, &Moved::new(visibilities), process, RegistryRows::Included)
}

/// Hands over what differs in each of some processes between two points; of the registry, which is the same in all of them,
/// the first tells.
pub fn for_each_diff<'k>(
    events: &[Event],
    processes: impl IntoIterator<Item = &'k Key>,
    [from, to]: [&AsOf; 2],
    mut visit: impl FnMut(Diff),
) {
    let [from, to] = at_both(events, [from, to]);
    let visibilities = [&from, &to];
    let moved = Moved::new(visibilities);
    for (number, process) in processes.into_iter().enumerate() {
        visit(of_process(visibilities, &moved, process, RegistryRows::of(number)));
    }
}

fn at_both<'a>(events: &'a [Event], points: [&AsOf; 2]) -> [Visibility<'a>; 2] {
    let dates = LogDates::default();
    points.map(|as_of| Visibility::with(&dates, events, as_of))
}

fn of_process(
    visibilities: [&Visibility<'_>; 2],
    moved: &Moved,
    process: &Key,
    registry: RegistryRows,
) -> Diff {
    let states = visibilities.map(|visibility| project_visible(visibility, process, registry));
    let compared = Compared::new(process, visibilities, &states, moved);
    let paths: BTreeSet<&Path> = states.iter().flat_map(|state| state.slots.keys()).collect();
    let mut changes = Vec::new();
    for path in paths {
        let [before, after] = states.each_ref().map(|state| state.slots.get(path));
        if before.zip(after).is_some_and(|(before, after)| before.says_the_same(after)) {
            continue;
        }
        let [before, after] = [before, after].map(|slot| slot.map(Slot::fields));
        if before != after {
            let causes = compared.causes(path);
            changes.extend(slot_changes(path, before.as_ref(), after.as_ref(), &causes));
        }
    }
    let [from, to] = states;
    Diff { from, to, changes }
}

/// Applies changes to the fields of a state.
#[must_use]
pub fn apply(mut fields: ComparedFields, changes: &[Change]) -> ComparedFields {
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
