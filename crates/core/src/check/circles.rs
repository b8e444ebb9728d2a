//! What leads back to itself, where each thing leads to one other at most.

use foldhash::{HashMap, HashMapExt};
use std::hash::Hash;

/// Returns what stands in a circle, by the way that leads round it. Every way ends or comes to a circle, and nothing is
/// visited twice: a chain may be as long as the log.
pub(super) fn in_circles<T: Copy + Eq + Hash>(
    all: impl Iterator<Item = T>,
    next: impl Fn(T) -> Option<T>,
) -> Vec<T> {
    let mut gone_by: HashMap<T, usize> = HashMap::new();
    let mut circling = Vec::new();
    for (start, first) in all.enumerate() {
        let (mut way, mut at) = (Vec::new(), Some(first));
        while let Some(here) = at.filter(|here| !gone_by.contains_key(here)) {
            gone_by.insert(here, start);
            way.push(here);
            at = next(here);
        }
        let Some(met) = at.filter(|met| gone_by.get(met) == Some(&start)) else { continue };
        circling.extend(way.into_iter().skip_while(|here| *here != met));
    }
    circling
}
