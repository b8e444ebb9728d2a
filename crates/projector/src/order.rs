//! World order: the order in which a slot folds its events.

use std::collections::HashMap;

use asof_core::{EventId, Key, Reference};
use chrono::{DateTime, Utc};

use crate::standing::Fact;

/// The latest end of a date, open last.
pub(crate) type Latest = (bool, Option<DateTime<Utc>>);

/// The place of an event in world order, without the depth that only a slot gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WorldOrder {
    latest: Latest,
    earliest: Option<DateTime<Utc>>,
    depth: usize,
    known: Latest,
    id: EventId,
}

impl WorldOrder {
    pub(crate) fn of(fact: &Fact<'_>, depth: usize) -> Self {
        Self {
            latest: fact.occurred.latest_order(),
            earliest: fact.occurred.earliest_order(),
            depth,
            known: fact.known.latest_order(),
            id: fact.id,
        }
    }
}

/// Sorts the facts of a slot into folding order and returns the keys that refer to each other in a circle.
///
/// The depth of a fact is the longest chain of `after`, `replaces` and references between the facts of the
/// slot; facts in a circle count 0. The opening event folds first.
pub(crate) fn sort_for_folding<'f, 'a>(facts: &mut Vec<&'f Fact<'a>>, opener: Option<&str>) -> Vec<Key> {
    if facts.len() < 2 {
        return Vec::new();
    }
    let measured = depths(facts);
    let mut ordered: Vec<_> = facts
        .iter()
        .zip(measured)
        .map(|(fact, depth)| {
            let order = WorldOrder::of(fact, depth.unwrap_or_default());
            ((opener != Some(fact.key.as_str()), order), *fact, depth)
        })
        .collect();
    ordered.sort_by(|a, b| a.0.cmp(&b.0));
    *facts = ordered.iter().map(|(_, fact, _)| *fact).collect();
    let in_circle = ordered.iter().filter(|(_, _, depth)| depth.is_none());
    in_circle.map(|(_, fact, _)| fact.key.clone()).collect()
}

/// Returns the depth of each fact; `None` for those that stand in a circle.
fn depths(facts: &[&Fact<'_>]) -> Vec<Option<usize>> {
    let places: HashMap<&Key, usize> =
        facts.iter().enumerate().map(|(place, fact)| (fact.key, place)).collect();
    let behind: Vec<Vec<usize>> = facts.iter().map(|fact| references(fact, &places)).collect();
    if behind.iter().all(Vec::is_empty) {
        return vec![Some(0); facts.len()];
    }
    let in_circle: Vec<bool> = (0..facts.len()).map(|place| reaches_itself(place, &behind)).collect();
    let mut depths: Vec<Option<usize>> = in_circle.iter().map(|is| is.then_some(0)).collect();
    for place in 0..facts.len() {
        measure(place, &behind, &mut depths);
    }
    depths.into_iter().zip(in_circle).map(|(depth, circular)| depth.filter(|_| !circular)).collect()
}

/// Returns the places of the facts of the slot that a fact refers to.
fn references(fact: &Fact<'_>, places: &HashMap<&Key, usize>) -> Vec<usize> {
    let keys = fact.assertion.references().into_iter().filter_map(|cited| match cited.reference {
        Reference::Event(reference) => {
            let (process, key) = reference.resolve(fact.process);
            (process == fact.process).then_some(key)
        }
        Reference::Opener(_, key) => Some(key),
        _ => None,
    });
    let mut found: Vec<usize> =
        keys.filter(|key| *key != fact.key).filter_map(|key| places.get(key).copied()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn reaches_itself(start: usize, behind: &[Vec<usize>]) -> bool {
    let mut seen = vec![false; behind.len()];
    let mut open = behind[start].clone();
    while let Some(place) = open.pop() {
        if place == start {
            return true;
        }
        if !std::mem::replace(&mut seen[place], true) {
            open.extend(&behind[place]);
        }
    }
    false
}

/// Fills in the depth of a place and of all that it stands behind, without recursion.
fn measure(start: usize, behind: &[Vec<usize>], depths: &mut [Option<usize>]) {
    let mut open = vec![start];
    while let Some(place) = open.last().copied() {
        if depths[place].is_some() {
            open.pop();
            continue;
        }
        let waiting: Vec<usize> =
            behind[place].iter().copied().filter(|other| depths[*other].is_none()).collect();
        if waiting.is_empty() {
            let deepest = behind[place].iter().filter_map(|other| depths[*other]).max();
            depths[place] = Some(deepest.map_or(0, |depth| depth + 1));
            open.pop();
        } else {
            open.extend(waiting);
        }
    }
}
