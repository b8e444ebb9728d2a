//! Which entries retractions withdraw.

use foldhash::{HashMap, HashMapExt};
use std::collections::BTreeMap;

/// Returns the entries that retractions withdraw, each with the retractions that act upon it, in the order given.
///
/// Each retraction is given by its own number and that of its target, and has one target. It acts unless another
/// that acts withdraws it, so that a retraction of a retraction reinstates; those that withdraw each other in a circle
/// do not act (the grounded labelling of an argumentation framework: Dung, 1995). Takes time in proportion to
/// the number of retractions, however long their chains are.
///
/// ```
/// // 1 withdraws 0, and 2 withdraws 1: only 1 is withdrawn.
/// let withdrawn = asof_core::withdrawn(&[(1, 0), (2, 1)]);
/// assert_eq!(withdrawn.into_iter().collect::<Vec<_>>(), [(1, vec![2])]);
/// ```
pub fn withdrawn(retractions: &[(usize, usize)]) -> BTreeMap<usize, Vec<usize>> {
    let target_of: HashMap<usize, usize> = retractions.iter().copied().collect();
    let mut undecided_against: HashMap<usize, usize> = HashMap::new();
    for (_, target) in retractions {
        *undecided_against.entry(*target).or_default() += 1;
    }
    let mut acts: HashMap<usize, bool> = HashMap::new();
    let unopposed =
        retractions.iter().map(|(own, _)| *own).filter(|own| !undecided_against.contains_key(own));
    let mut open: Vec<usize> = unopposed.collect();
    acts.extend(open.iter().map(|own| (*own, true)));
    while let Some(own) = open.pop() {
        let target = target_of[&own];
        if acts.contains_key(&target) {
            continue;
        }
        let against = undecided_against.entry(target).or_default();
        *against -= 1;
        if acts[&own] {
            acts.insert(target, false);
        } else if *against == 0 {
            acts.insert(target, true);
        } else {
            continue;
        }
        if target_of.contains_key(&target) {
            open.push(target);
        }
    }
    let mut withdrawn: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (own, target) in retractions.iter().filter(|(own, _)| acts.get(own) == Some(&true)) {
        withdrawn.entry(*target).or_default().push(*own);
    }
    withdrawn
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    /// Returns whether a retraction acts, by the words alone: not if one that acts withdraws it, for certain if none of
    /// those that withdraw it acts. As many steps as there are retractions decide whatever stands in no circle.
    fn acts(retractions: &[(usize, usize)], own: usize, steps: usize) -> Option<bool> {
        let steps = steps.checked_sub(1)?;
        let against = retractions.iter().filter(|(_, target)| *target == own);
        let against: Vec<_> = against.map(|(other, _)| acts(retractions, *other, steps)).collect();
        if against.contains(&Some(true)) {
            Some(false)
        } else {
            against.iter().all(|other| *other == Some(false)).then_some(true)
        }
    }

    /// Returns a circle of retractions, each of which withdraws the next.
    fn circle(length: usize) -> Vec<(usize, usize)> {
        (0..length).map(|number| (number, (number + 1) % length)).collect()
    }

    proptest! {
        #[test]
        fn what_acts_is_what_the_words_say(targets in vec(0_usize..10, 0..=8)) {
            let retractions: Vec<(usize, usize)> = targets.into_iter().enumerate().collect();
            let mut expected: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (own, target) in &retractions {
                if acts(&retractions, *own, retractions.len() + 1) == Some(true) {
                    expected.entry(*target).or_default().push(*own);
                }
            }
            prop_assert_eq!(withdrawn(&retractions), expected);
        }
    }

    #[test]
    fn every_second_of_a_long_chain_is_withdrawn() {
        let chain: Vec<(usize, usize)> = (1..=10_000).map(|number| (number, number - 1)).collect();
        let withdrawn = withdrawn(&chain);
        assert!(withdrawn.keys().copied().eq((0..10_000).filter(|number| number % 2 == 1)));
        let odd = super::withdrawn(&chain[..9_999]);
        assert!(odd.contains_key(&0), "the first was reinstated an even number of times");
    }

    #[test]
    fn a_circle_withdraws_nothing_however_long() {
        for length in [1, 2, 3, 4, 9_999, 10_000] {
            assert_eq!(withdrawn(&circle(length)), BTreeMap::new(), "{length}");
        }
    }

    #[test]
    fn a_circle_that_is_broken_from_outside_is_a_chain() {
        for length in [1, 2, 3, 4] {
            let mut broken = circle(length);
            broken.push((length, 0));
            // The first is withdrawn, so the second acts, so the third does not.
            let withdrawn = withdrawn(&broken);
            assert_eq!(withdrawn[&0].last(), Some(&length));
            assert_eq!(withdrawn.contains_key(&2), length > 2, "{length}");
            assert!(!withdrawn.contains_key(&1), "{length}");
        }
    }
}
