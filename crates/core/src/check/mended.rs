//! Which entries corrections replace and retractions withdraw.

use std::collections::{HashMap, HashSet};

use super::Index;
use crate::draft::{Draft, Entry};
use crate::record::RecordKind;

/// Which entries corrections replace and retractions withdraw, by number, all clocks open.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// The retractions of each entry, in the order of the log.
    retractions: HashMap<usize, Vec<usize>>,
    /// The corrections of each entry.
    corrections: HashMap<usize, Vec<usize>>,
}

impl Mended {
    pub(super) fn new(drafts: &[&Draft], index: &Index<'_>) -> Self {
        let mut mended = Self::default();
        for (number, draft) in drafts.iter().enumerate() {
            let Entry::Record(record) = &draft.entry else { continue };
            let target = record.kind.target().and_then(|key| index.target_number(&record.process, key));
            let (Some(target), Some(list)) = (target, mended.list(&record.kind)) else { continue };
            list.entry(target).or_default().push(number);
        }
        mended
    }

    fn list(&mut self, kind: &RecordKind) -> Option<&mut HashMap<usize, Vec<usize>>> {
        match kind {
            RecordKind::Retraction(_) => Some(&mut self.retractions),
            RecordKind::Correction(_) => Some(&mut self.corrections),
            RecordKind::Confirmation(_)
            | RecordKind::Denial(_)
            | RecordKind::Discrepancy(_)
            | RecordKind::Assertion(_) => None,
        }
    }

    /// Returns whether a correction stands in the place of an entry, or a retraction took it back.
    pub(super) fn is_mended(&self, number: usize) -> bool {
        let corrected = self.corrections.get(&number).into_iter().flatten();
        self.is_retracted(number) || corrected.into_iter().any(|correction| !self.is_retracted(*correction))
    }

    pub(super) fn is_retracted(&self, number: usize) -> bool {
        self.retractions_of(number).next().is_some()
    }

    /// Returns the retractions that take an entry back, in the order of the log.
    pub(super) fn retractions_of(&self, number: usize) -> impl Iterator<Item = usize> {
        let all = self.retractions.get(&number).into_iter().flatten().copied();
        all.filter(|retraction| self.acts(*retraction, &mut HashSet::new()))
    }

    /// Returns every entry that is retracted, with the first retraction that takes it back.
    pub(super) fn retracted(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut targets: Vec<usize> = self.retractions.keys().copied().collect();
        targets.sort_unstable();
        targets.into_iter().filter_map(|target| Some((target, self.retractions_of(target).next()?)))
    }

    /// Returns whether a retraction takes anything back: no other that does takes it back itself. Those that
    /// withdraw each other in a circle do not.
    fn acts(&self, retraction: usize, above: &mut HashSet<usize>) -> bool {
        if !above.insert(retraction) {
            return false;
        }
        let against = self.retractions.get(&retraction).map_or(&[][..], Vec::as_slice);
        !against.iter().any(|other| self.acts(*other, above))
    }
}
