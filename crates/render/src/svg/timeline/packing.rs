//! Marks in a row: those that would lie over one another are stacked.

use std::collections::BTreeMap;

/// At most so many marks lie above one another; of more the number is told.
const MOST: i64 = 6;

/// A mark has at least so many pixels, and keeps one apart from the next.
const LEAST: i64 = 4;

/// Where a mark stands in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) left: i64,
    pub(super) right: i64,
    /// How many lie below it.
    pub(super) level: i64,
}

/// The marks of a row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Packed {
    /// Where each mark stands; `None` of those that found no place.
    pub(super) placed: Vec<Option<Placed>>,
    /// How many found no place, by where they would begin.
    pub(super) more: BTreeMap<i64, usize>,
    /// How high the highest stack is.
    pub(super) levels: i64,
}

/// Stacks marks that reach from one pixel to another: the short ones first, so that what is dated to the day stands lowest.
pub(super) fn pack(stretches: &[(i64, i64)]) -> Packed {
    let mut order: Vec<usize> = (0..stretches.len()).collect();
    order.sort_by_key(|place| (stretches[*place].1 - stretches[*place].0, stretches[*place].0));
    let mut levels: Vec<BTreeMap<i64, i64>> = Vec::new();
    let mut packed = Packed { placed: vec![None; stretches.len()], ..Packed::default() };
    for place in order {
        let (left, until) = stretches[place];
        let right = (until - 1).max(left + LEAST);
        let is_free = |taken: &BTreeMap<i64, i64>| {
            taken.range(..=right).next_back().is_none_or(|(_, taken_until)| *taken_until < left)
        };
        let level = levels.iter().position(is_free).unwrap_or(levels.len());
        if level as i64 >= MOST {
            *packed.more.entry(left).or_default() += 1;
            continue;
        }
        if level == levels.len() {
            levels.push(BTreeMap::new());
        }
        levels[level].insert(left, right);
        packed.placed[place] = Some(Placed { left, right, level: level as i64 });
    }
    packed.levels = levels.len() as i64;
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_marks_of_a_level_meet_and_none_is_lost() {
        let mut stretches = vec![(0, 100), (10, 18), (18, 26), (10, 18), (5, 5)];
        stretches.extend([(40, 48); 9]);
        let packed = pack(&stretches);
        let placed: Vec<Placed> = packed.placed.iter().flatten().copied().collect();
        for (place, one) in placed.iter().enumerate() {
            for other in &placed[..place] {
                let meet = one.level == other.level && one.left <= other.right && other.left <= one.right;
                assert!(!meet, "{one:?} lies over {other:?}");
            }
        }
        assert_eq!(packed.levels, 6);
        assert_eq!(placed.len() + packed.more.values().sum::<usize>(), stretches.len());
        // The wide one is behind all others, and found no place over the nine.
        assert_eq!(packed.more, BTreeMap::from([(0, 1), (40, 3)]));
        assert_eq!(packed.placed[1].map(|placed| placed.level), Some(0));
        assert_eq!(
            packed.placed[2].map(|placed| placed.level),
            Some(0),
            "neighbouring days stand side by side"
        );
    }
}
