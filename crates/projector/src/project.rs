//! Projects a log as of a point: evaluate, route, order, fold.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{AsOf, Entry, Event, Key, RecordKind};
use foldhash::{HashMap, HashMapExt};

use crate::anchors::anchors;
use crate::anomaly::LISTED;
use crate::companies::Companies;
use crate::dropped::DroppedLinks;
use crate::fold::{Fold, Folded, Noted, Response, Responses};
use crate::lookups::Lookups;
use crate::named::named;
use crate::order::{WorldOrder, sort_for_folding};
use crate::parts::Deliveries;
use crate::path::{Collection, Path};
use crate::possible::possible;
use crate::record::is_assertion;
use crate::rows::{Counted, State};
use crate::slot::{Slot, Undecided};
use crate::state::anomalies::AnomalyValue;
use crate::state::value::Value;
use crate::undecided::undecided;
use crate::visibility::Visibility;
use crate::visible_event::{EvaluatedEvent, EventStatus, VisibleEvent};
use crate::{entries, state};

/// Returns the state of one process as of a point: the plain filter, sort and fold that anything faster must equal.
///
/// Total: whatever a slot cannot accept becomes an anomaly of the state.
pub fn project(events: &[Event], process: &Key, as_of: &AsOf) -> State {
    project_visible(&Visibility::new(events, as_of), process, RegistryRows::Included)
}

/// Whether a state holds the registry, which belongs to the log and is the same in the states of all its processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RegistryRows {
    Included,
    LeftOut,
}

impl RegistryRows {
    /// Returns what the state of one of several processes holds, the first of which tells of the registry.
    pub(crate) fn of(number: usize) -> Self {
        if number == 0 { Self::Included } else { Self::LeftOut }
    }
}

/// Hands over the state of each process that the log has registered by the point, by key; those behind the first without the
/// registry, which is the same in all.
pub fn for_each_state(events: &[Event], as_of: &AsOf, mut visit: impl FnMut(&State)) {
    let visibility = Visibility::new(events, as_of);
    for (number, process) in registered(&visibility).into_iter().enumerate() {
        visit(&project_visible(&visibility, process, RegistryRows::of(number)));
    }
}

fn registered<'a>(visibility: &Visibility<'a>) -> BTreeSet<&'a Key> {
    let registered = visibility.zones.keys().filter(|process| visibility.registered(process).is_some());
    registered.copied().collect()
}

/// Returns the states of all processes that the log has registered by the point.
pub fn project_all(events: &[Event], as_of: &AsOf) -> BTreeMap<Key, State> {
    let visibility = Visibility::new(events, as_of);
    let state = |process| project_visible(&visibility, process, RegistryRows::Included);
    registered(&visibility).into_iter().map(|process| (process.clone(), state(process))).collect()
}

pub(crate) fn project_visible(visibility: &Visibility<'_>, process: &Key, registry: RegistryRows) -> State {
    let responses = responses(visibility, process);
    let deliveries = Deliveries::new(visibility, process);
    let companies = Companies::default();
    let groups = by_slot(visibility, process);
    let mut dropped = DroppedLinks::new(visibility);
    let mut slots = Vec::with_capacity(groups.len());
    let mut moved_by = Vec::with_capacity(groups.len());
    let mut replaced = BTreeMap::new();
    for (path, members) in groups {
        let sorted = sort_for_folding(&members, &visibility.precedence, state::opener(&path));
        let facts: Vec<&VisibleEvent<'_>> = sorted.order.iter().map(|member| members[*member]).collect();
        let slot = Fold {
            path: &path,
            facts: &facts,
            visibility,
            responses: &responses,
            deliveries: &deliveries,
            companies: &companies,
        };
        let mut folded = Folded::default();
        let value = state::fold(&slot, &mut folded);
        folded.anomalies.extend(dropped.of(&slot, &folded.before_opening));
        let undecided = undecided(&slot, &members, &sorted);
        if value.is_none()
            && let Some(by) = folded.replaced_by.take()
        {
            replaced.insert(path.clone(), by);
        }
        insert(&slot, value, folded, undecided, &mut slots, &mut moved_by);
        let keys =
            facts.iter().flat_map(|fact| [Some(fact.key), fact.correction]).flatten().cloned().collect();
        moved_by.push((path, keys));
    }
    slots.extend(entries::discrepancies(visibility, process));
    if registry == RegistryRows::Included {
        slots.extend(entries::registered(visibility));
    }
    // Most come in their order: maps of all at once take less than one after the other.
    let (slots, moved_by) = (BTreeMap::from_iter(slots), BTreeMap::from_iter(moved_by));
    let possible = possible(visibility, process, &slots);
    let named = named(visibility, process);
    let counted = counted_with(visibility, process, &named);
    let anchors = anchors(visibility, process, &slots);
    let lookups = Lookups::new(process, &slots, &possible);
    State {
        process: process.clone(),
        as_of: visibility.as_of,
        zone: visibility.zone(process),
        slots,
        possible,
        counted,
        named: named.into_iter().cloned().collect(),
        moved_by,
        replaced,
        anchors,
        lookups,
    }
}

/// Returns the facts in force of a process by the slots that they move.
fn by_slot<'f, 'a>(
    visibility: &'f Visibility<'a>,
    process: &Key,
) -> BTreeMap<Path, Vec<&'f VisibleEvent<'a>>> {
    let mut groups: BTreeMap<Path, Vec<&VisibleEvent<'_>>> = BTreeMap::new();
    let in_force = || visibility.facts_of(process).filter(|fact| fact.status == EventStatus::InForce);
    for fact in in_force() {
        for path in state::routes(fact, visibility) {
            groups.entry(path).or_default().push(fact);
        }
    }
    for fact in in_force() {
        if let Some(group) = state::also_routed_to(fact).and_then(|path| groups.get_mut(&path)) {
            group.push(fact);
        }
    }
    groups
}

/// Enters a folded slot, and beside it what it could not accept.
fn insert(
    slot: &Fold<'_, '_>,
    value: Option<Value>,
    folded: Folded,
    undecided: Vec<Undecided>,
    slots: &mut Vec<(Path, Slot)>,
    moved_by: &mut Vec<(Path, Vec<Key>)>,
) {
    let Folded { by, history, anomalies, inferred, .. } = folded;
    let rests_on = |facts: &[&VisibleEvent<'_>], value, attributed_to, history| {
        let first = slot.facts.first().map(|fact| WorldOrder::of(fact));
        let mut rest = Slot { attributed_to, history, first, ..Slot::new(value) };
        for fact in facts {
            rest.events.push(fact.key.clone());
            rest.events.extend(fact.correction.cloned());
            if fact.inferred || inferred.contains(fact.key) {
                rest.inferred.push(fact.key.clone());
                if !fact.happened_when_inferred() && !inferred.contains(fact.key) {
                    rest.inferred_as_known.push(fact.key.clone());
                }
            }
            let responses = slot.responses.get(fact.key).filter(|_| state::answers_for_slot(slot.path, fact));
            for response in responses.into_iter().flatten() {
                let list = if response.confirms { &mut rest.confirmed_by } else { &mut rest.denied_by };
                list.push(response.key.clone());
                if response.inferred {
                    rest.inferred.push(response.key.clone());
                    rest.inferred_as_known.push(response.key.clone());
                }
            }
        }
        rest
    };
    let by_key: HashMap<&Key, &VisibleEvent<'_>> = match anomalies.as_slice() {
        [] => HashMap::new(),
        _ => slot.facts.iter().map(|fact| (fact.key, *fact)).collect(),
    };
    for (number, Noted { code, message, events }) in anomalies.into_iter().enumerate() {
        let facts: Vec<&VisibleEvent<'_>> = match events.as_slice() {
            [] => slot.facts.iter().take(LISTED).copied().collect(),
            events => events.iter().filter_map(|key| by_key.get(key).copied()).collect(),
        };
        let name = format!("{code}/{}", slot.path);
        let mut segments: Vec<String> = name.split('/').map(str::to_owned).collect();
        if number > 0 {
            segments.push((number + 1).to_string());
        }
        let value = Value::Anomaly(AnomalyValue { code, message, path: slot.path.clone() });
        // Nobody's word confirms or denies what the record itself finds.
        let anomaly = Slot {
            confirmed_by: Vec::new(),
            denied_by: Vec::new(),
            ..rests_on(&facts, value, Vec::new(), Vec::new())
        };
        let path = Path::new(Collection::Anomalies, segments);
        if !events.is_empty() {
            moved_by.push((path.clone(), anomaly.events.clone()));
        }
        slots.push((path, anomaly));
    }
    if let Some(value) = value {
        let slot_of_value = Slot { order_undecided: undecided, ..rests_on(slot.facts, value, by, history) };
        slots.push((slot.path.clone(), slot_of_value));
    }
}

/// Returns the confirmations and denials that count, by the key of their target, in the order of
/// `(known.latest, id)`.
fn responses<'a>(visibility: &Visibility<'a>, process: &Key) -> Responses<'a> {
    let mut found = Vec::new();
    let entries = visibility.entries_of(process);
    for (_, evaluated) in entries.filter(|(_, evaluated)| evaluated.status == EventStatus::InForce) {
        let Entry::Record(record) = &evaluated.event.draft.entry else { continue };
        let (confirmation, confirms) = match &record.kind {
            RecordKind::Confirmation(confirmation) => (confirmation, true),
            RecordKind::Denial(confirmation) => (confirmation, false),
            _ => continue,
        };
        let known = confirmation.known.when();
        let bounds = known.bounds(visibility.zone(process));
        let order = (bounds.latest_order(), evaluated.event.id);
        let response = Response {
            key: &evaluated.event.draft.key,
            attributed_to: &confirmation.attributed_to,
            confirms,
            inferred: known.is_inferred(),
            known: bounds,
        };
        found.push((order, &confirmation.of, response));
    }
    found.sort_by_key(|(order, ..)| *order);
    let mut responses = Responses::new();
    for (_, of, response) in found {
        responses.entry(of).or_default().push(response);
    }
    responses
}

/// Returns how many events of a process count, and how many entries of the registry these name.
pub(crate) fn counted(visibility: &Visibility<'_>, process: &Key) -> Counted {
    counted_with(visibility, process, &named(visibility, process))
}

fn counted_with(visibility: &Visibility<'_>, process: &Key, named: &BTreeSet<&Key>) -> Counted {
    let is_recorded = |evaluated: &EvaluatedEvent<'_>| visibility.as_of.recorded.admits(evaluated.event.seq);
    let mut counted = Counted { registered: named.len(), ..Counted::default() };
    // An assertion tests what counts.
    let entries = visibility.entries_of(process).map(|(_, evaluated)| evaluated);
    for evaluated in entries.filter(|evaluated| is_recorded(evaluated) && !is_assertion(evaluated.event)) {
        counted.events += 1;
        match evaluated.status {
            EventStatus::InForce => counted.in_force += 1,
            EventStatus::Possible | EventStatus::UnderWay => counted.possible += 1,
            EventStatus::Absent | EventStatus::Replaced => {}
        }
    }
    counted
}
