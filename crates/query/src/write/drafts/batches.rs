//! Which drafts of a long file are appended together, and in which order.
//!
//! An append is held against all of the negotiations that it touches. So drafts of one negotiation go together, and the work
//! follows the drafts, whatever their order in the file. The registry goes first, which the others name.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use asof_core::kind::WorldKind;
use asof_core::{Correction, Draft, Entry, Key, RecordKind, Reference, Registered, Replacement};
use petgraph::unionfind::UnionFind;

/// So many drafts are appended at once, or as many more as it takes to name nothing that comes later.
pub const BATCH: usize = 4096;

/// A long batch is as large as this part of what its negotiation has before it, which each append reads.
const PART_OF_READ: usize = 4;

/// What was seen of the drafts of a file: to which negotiation each belongs, and which it names.
#[derive(Default)]
pub(super) struct Seen {
    /// The number of each negotiation.
    numbers: HashMap<Key, u32>,
    /// Negotiations that refer to each other, or of which one continues the other.
    joined: UnionFind<u32>,
    /// Of each negotiation, whether it amends the registry.
    amends: Vec<bool>,
    /// Of each draft the number of its negotiation, or [`REGISTRY`].
    of: Vec<u32>,
    /// Of each draft the last that it names, or its own number; of an assertion, the last of all.
    reach: Vec<u32>,
    names: Names,
}

/// The number of no negotiation.
const REGISTRY: u32 = u32::MAX;

/// The names of the entries that were seen, each by its hash: a name costs few bytes, and two with one hash make a batch
/// longer or, once in a very great many files, are told apart by the log.
#[derive(Default)]
struct Names {
    hasher: RandomState,
    /// Of each that was seen, true; of each that was only named so far, by which draft first.
    seen: HashMap<u64, Option<u32>>,
}

impl Names {
    fn hash(&self, of: u32, key: &Key) -> u64 {
        self.hasher.hash_one((of, key))
    }

    /// Notes the name of an entry; returns the first draft that named it before.
    fn add(&mut self, of: u32, key: &Key) -> Option<u32> {
        self.seen.insert(self.hash(of, key), None).flatten()
    }

    /// Notes that a draft names an entry, if that was not seen yet.
    fn name(&mut self, of: u32, key: &Key, draft: u32) {
        self.seen.entry(self.hash(of, key)).or_insert(Some(draft));
    }
}

impl Seen {
    /// Looks at the next draft. A file has fewer than 2³² of them.
    pub(super) fn see(&mut self, draft: &Draft) {
        let number = u32::try_from(self.of.len()).unwrap_or(u32::MAX);
        let of = draft.process().map_or(REGISTRY, |process| self.number(process));
        self.of.push(of);
        self.reach.push(number);
        for key in [Some(&draft.key), meeting(draft)].into_iter().flatten() {
            if let Some(first) = self.names.add(of, key) {
                self.reach[first as usize] = number;
            }
        }
        if let Some(record) = draft.record() {
            if let Some(target) = record.kind.target() {
                self.names.name(of, target, number);
            }
            match &record.kind {
                RecordKind::Correction(Correction { with: Replacement::Registry(_), .. }) => {
                    self.amends[of as usize] = true;
                }
                // What it asserts is of all that comes with it.
                RecordKind::Assertion(_) => self.reach[number as usize] = u32::MAX,
                _ => {}
            }
        }
        if let Entry::Registry(entry) = &draft.entry
            && let Registered::Process(process) = &entry.registered
            && let Some(before) = &process.continues
        {
            let chain = [self.number(&draft.key), self.number(before)];
            self.joined.union(chain[0], chain[1]);
        }
        for cited in draft.references() {
            let (process, key) = match &cited.reference {
                Reference::Event(named) => (named.process.as_ref(), Some(&named.key)),
                Reference::Meeting(key) | Reference::Opener(_, key) => (None, Some(*key)),
                other => (None, other.registry_key()),
            };
            let mut named_of = of;
            if let Some(process) = process {
                named_of = self.number(process);
                if of != REGISTRY {
                    self.joined.union(of, named_of);
                }
            }
            if let Some(key) = key {
                self.names.name(named_of, key, number);
            }
        }
    }

    fn number(&mut self, process: &Key) -> u32 {
        if let Some(number) = self.numbers.get(process) {
            return *number;
        }
        self.amends.push(false);
        let number = self.joined.new_set();
        self.numbers.insert(process.clone(), number);
        number
    }

    /// Returns the numbers of the drafts in the order in which they are appended, and which of them are at once: as few as
    /// `least`, if the file has as many. What fits one append stays in the order of the file.
    pub(super) fn batches(self, least: usize) -> (Vec<u32>, Vec<Range<usize>>) {
        let Self { joined, amends, of, reach, .. } = self;
        if of.len() <= least {
            let all = 0..of.len();
            return ((0..).take(of.len()).collect(), if all.is_empty() { Vec::new() } else { vec![all] });
        }
        let groups = joined.into_labeling();
        let mut amend = vec![false; groups.len()];
        groups.iter().zip(&amends).for_each(|(group, amends)| amend[*group as usize] |= amends);
        let group_of = |number: &u32| groups.get(of[*number as usize] as usize).copied();
        let mut first = vec![u32::MAX; groups.len()];
        for (number, of) in (0..).zip(&of) {
            if let Some(group) = groups.get(*of as usize) {
                first[*group as usize] = first[*group as usize].min(number);
            }
        }
        // First the registry, then whoever amends it, then each as it comes in the file.
        let rank =
            |number: &u32| group_of(number).map(|group| (!amend[group as usize], first[group as usize]));
        let mut order: Vec<u32> = (0..).take(of.len()).collect();
        order.sort_by_key(rank);
        let batches = cut(&order, &reach, group_of, least);
        (order, batches)
    }
}

/// Returns the meeting that an entry tells of, itself or in the place of another.
fn meeting(draft: &Draft) -> Option<&Key> {
    match &draft.assertion()?.kind {
        WorldKind::Meeting(meeting) => Some(meeting.meeting()),
        _ => None,
    }
}

/// Cuts drafts into batches, each of which names nothing in a later one of its group.
fn cut(
    order: &[u32],
    reach: &[u32],
    group_of: impl Fn(&u32) -> Option<u32>,
    least: usize,
) -> Vec<Range<usize>> {
    let mut batches = Vec::new();
    let (mut begun, mut of_group, mut furthest) = (0, 0, 0);
    for (place, number) in order.iter().enumerate() {
        furthest = furthest.max(reach[*number as usize]);
        of_group += 1;
        let ends_group = order.get(place + 1).is_none_or(|next| group_of(next) != group_of(number));
        let size = place + 1 - begun;
        let is_large = size >= least.max((of_group - size.min(of_group)) / PART_OF_READ);
        if is_large && (ends_group || furthest <= *number) {
            batches.push(begun..place + 1);
            begun = place + 1;
        }
        if ends_group {
            (of_group, furthest) = (0, 0);
        }
    }
    if begun < order.len() {
        batches.push(begun..order.len());
    }
    batches
}
