//! Which entries corrections replace and retractions withdraw.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use super::Index;
use crate::draft::{Draft, Entry};
use crate::record::RecordKind;
use crate::withdrawn::withdrawn;

/// Which entries corrections replace and retractions withdraw, by number, all clocks open.
#[derive(Debug, Default)]
pub(super) struct Amended {
    /// The retractions that take an entry back, in the order of the log.
    retracted: BTreeMap<usize, Vec<usize>>,
    /// The corrections of each entry.
    corrections: HashMap<usize, Vec<usize>>,
}

impl Amended {
    pub(super) fn new(drafts: &[&Draft], index: &Index<'_>) -> Self {
        let mut retractions = Vec::new();
        let mut corrections: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, draft) in drafts.iter().enumerate() {
            let Entry::Record(record) = &draft.entry else { continue };
            let target = record.kind.target().and_then(|key| index.target_number(&record.process, key));
            let Some(target) = target else { continue };
            match &record.kind {
                RecordKind::Retraction(_) => retractions.push((number, target)),
                RecordKind::Correction(_) => corrections.entry(target).or_default().push(number),
                RecordKind::Confirmation(_)
                | RecordKind::Denial(_)
                | RecordKind::Discrepancy(_)
                | RecordKind::Assertion(_) => {}
            }
        }
        Self { retracted: withdrawn(&retractions), corrections }
    }

    /// Returns whether a correction stands in the place of an entry, or a retraction took it back.
    pub(super) fn is_mended(&self, number: usize) -> bool {
        let corrected = self.corrections.get(&number).into_iter().flatten();
        self.is_retracted(number) || corrected.into_iter().any(|correction| !self.is_retracted(*correction))
    }

    fn is_retracted(&self, number: usize) -> bool {
        self.retracted.contains_key(&number)
    }

    /// Returns the first retraction that takes an entry back, in the order of the log.
    pub(super) fn retraction_of(&self, number: usize) -> Option<usize> {
        self.retracted.get(&number).and_then(|by| by.first()).copied()
    }

    /// Returns every entry that is retracted, with the first retraction that takes it back.
    pub(super) fn retracted(&self) -> impl Iterator<Item = (usize, usize)> {
        self.retracted.iter().filter_map(|(target, by)| Some((*target, *by.first()?)))
    }
}
