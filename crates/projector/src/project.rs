//! Projects a log at a cut: weigh, route, order, fold.

use std::collections::{BTreeMap, HashMap};

use asof_core::{Cut, Entry, Event, Key, RecordKind};

use crate::dropped::DroppedLinks;
use crate::fold::{Fold, Folded, Noted, Response, Responses};
use crate::lateness::anchors;
use crate::order::{WorldOrder, sort_for_folding};
use crate::path::{Family, Path};
use crate::possible::possible;
use crate::record::is_assertion;
use crate::slot::{Slot, Undecided, Value};
use crate::standing::{Fact, Standing};
use crate::state::{self, anomalies::AnomalyValue, discrepancies, registry};
use crate::undecided::undecided;
use crate::view::{Counted, State};
use crate::weighing::Weighing;

/// Returns the state of one process at a cut: the plain filter, sort and fold that anything faster must equal.
///
/// Total: whatever a slot cannot accept becomes an anomaly of the state.
pub fn project(events: &[Event], process: &Key, cut: &Cut) -> State {
    project_weighed(&Weighing::new(events, cut), process)
}

/// Returns the states of all processes that the log has registered by the cut.
pub fn project_all(events: &[Event], cut: &Cut) -> BTreeMap<Key, State> {
    let weighing = Weighing::new(events, cut);
    let registered = weighing.zones.keys().filter(|process| weighing.registered(process).is_some());
    let processes: Vec<Key> = registered.map(|process| (*process).clone()).collect();
    processes.into_iter().map(|process| (process.clone(), project_weighed(&weighing, &process))).collect()
}

pub(crate) fn project_weighed(weighing: &Weighing<'_>, process: &Key) -> State {
    let responses = responses(weighing, process);
    let groups = grouped(weighing, process);
    let mut dropped = DroppedLinks::new(weighing);
    let mut slots = BTreeMap::new();
    let mut moved_by = BTreeMap::new();
    for (path, members) in groups {
        let sorted = sort_for_folding(&members, &weighing.precedence, state::opener(&path));
        let facts: Vec<&Fact<'_>> = sorted.order.iter().map(|member| members[*member]).collect();
        let slot = Fold { path: &path, facts: &facts, weighing, responses: &responses };
        let mut folded = state::fold(&slot);
        for (code, message) in dropped.of(&slot, &folded.before_opening) {
            folded.anomaly(code, message);
        }
        let undecided = undecided(&slot, &members, &sorted);
        enter(&slot, folded, undecided, &mut slots);
        let keys =
            facts.iter().flat_map(|fact| [Some(fact.key), fact.correction]).flatten().cloned().collect();
        moved_by.insert(path, keys);
    }
    slots.extend(discrepancies::slots(weighing, process));
    slots.extend(registry::slots(weighing));
    let possible = possible(weighing, process, &slots);
    let counted = counted(weighing, process);
    let anchors = anchors(weighing, process, &slots);
    State { process: process.clone(), cut: weighing.cut, slots, possible, counted, moved_by, anchors }
}

/// Returns the facts in force of a process by the slots that they move.
fn grouped<'f, 'a>(weighing: &'f Weighing<'a>, process: &Key) -> BTreeMap<Path, Vec<&'f Fact<'a>>> {
    let mut groups: BTreeMap<Path, Vec<&Fact<'_>>> = BTreeMap::new();
    let in_force =
        || weighing.facts.iter().filter(|fact| fact.standing == Standing::InForce && fact.process == process);
    for fact in in_force() {
        for path in state::routes(fact, weighing) {
            groups.entry(path).or_default().push(fact);
        }
    }
    for fact in in_force() {
        if let Some(group) = state::joined(fact).and_then(|path| groups.get_mut(&path)) {
            group.push(fact);
        }
    }
    groups
}

/// How many events of a slot an anomaly of the whole slot lists.
const LISTED: usize = 25;

/// Enters a folded slot, and beside it what it could not accept.
fn enter(slot: &Fold<'_, '_>, folded: Folded, undecided: Vec<Undecided>, slots: &mut BTreeMap<Path, Slot>) {
    let Folded { value, by, history, anomalies, inferred, before_opening: _ } = folded;
    let rests_on = |facts: &[&Fact<'_>], value, attributed_to, history| {
        let mut rest = Slot {
            value,
            events: Vec::new(),
            attributed_to,
            confirmed_by: Vec::new(),
            denied_by: Vec::new(),
            inferred: Vec::new(),
            inferred_as_known: Vec::new(),
            history,
            order_undecided: Vec::new(),
            first: slot.facts.first().map(|fact| WorldOrder::of(fact)),
        };
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
    let by_key: HashMap<&Key, &Fact<'_>> = match anomalies.as_slice() {
        [] => HashMap::new(),
        _ => slot.facts.iter().map(|fact| (fact.key, *fact)).collect(),
    };
    for (number, Noted { code, message, events }) in anomalies.into_iter().enumerate() {
        let facts: Vec<&Fact<'_>> = match events.as_slice() {
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
        slots.insert(Path::new(Family::Anomalies, segments), anomaly);
    }
    if let Some(value) = value {
        let slot_of_value = Slot { order_undecided: undecided, ..rests_on(slot.facts, value, by, history) };
        slots.insert(slot.path.clone(), slot_of_value);
    }
}

/// Returns the confirmations and denials that count, by the key of their target, in the order of
/// `(known.latest, id)`.
fn responses<'a>(weighing: &Weighing<'a>, process: &Key) -> Responses<'a> {
    let mut found = Vec::new();
    for weighed in weighing.weighed.iter().filter(|weighed| weighed.standing == Standing::InForce) {
        let Entry::Record(record) = &weighed.event.draft.entry else { continue };
        let (confirmation, confirms) = match &record.kind {
            RecordKind::Confirmation(confirmation) => (confirmation, true),
            RecordKind::Denial(confirmation) => (confirmation, false),
            _ => continue,
        };
        if record.process == *process {
            let known = confirmation.known.when();
            let bounds = known.bounds(weighing.zone(process));
            let order = (bounds.latest_order(), weighed.event.id);
            let response = Response {
                key: &weighed.event.draft.key,
                attributed_to: &confirmation.attributed_to,
                confirms,
                inferred: known.is_inferred(),
                known: bounds,
            };
            found.push((order, &confirmation.of, response));
        }
    }
    found.sort_by_key(|(order, ..)| *order);
    let mut responses = Responses::new();
    for (_, of, response) in found {
        responses.entry(of).or_default().push(response);
    }
    responses
}

pub(crate) fn counted(weighing: &Weighing<'_>, process: &Key) -> Counted {
    let mut counted = Counted::default();
    for weighed in weighing.weighed.iter().filter(|weighed| weighing.cut.recorded.admits(weighed.event.seq)) {
        match weighed.event.draft.process() {
            None => counted.registered += 1,
            // It tests what counts.
            Some(_) if is_assertion(weighed.event) => {}
            Some(other) if other == process => {
                counted.events += 1;
                match weighed.standing {
                    Standing::InForce => counted.in_force += 1,
                    Standing::Possible | Standing::UnderWay => counted.possible += 1,
                    Standing::Absent | Standing::Replaced => {}
                }
            }
            Some(_) => {}
        }
    }
    counted
}
