//! What an import counts while it reads a table.

use std::collections::BTreeMap;

/// Of more texts than this that maps do not have, the rest is only counted.
const MOST_UNKNOWN: usize = 1000;

/// What was noted of one row, which counts if the row is taken.
#[derive(Debug, Default)]
pub(super) struct Noted {
    /// Dates that are coarser than a day.
    pub(super) coarsened: u64,
    /// Numbers that had to be put in order.
    pub(super) crossed: Vec<String>,
    /// Dates that fell back to another.
    pub(super) fell_back: u64,
    /// Dates of `known` before `occurred`.
    pub(super) raised: u64,
}

/// Texts that maps do not have.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    /// By map and text: how many, and the line of the first.
    pub(super) texts: BTreeMap<(usize, String), (u64, u64)>,
    pub(super) more: u64,
}

impl Unknown {
    /// Notes that a map does not have a text.
    pub(super) fn note(&mut self, map: usize, text: &str, line: u64) {
        let is_full = self.texts.len() >= MOST_UNKNOWN;
        match self.texts.get_mut(&(map, text.to_owned())) {
            Some((count, _)) => *count += 1,
            None if is_full => self.more += 1,
            None => drop(self.texts.insert((map, text.to_owned()), (1, line))),
        }
    }
}

/// What is counted of the whole table.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) read: u64,
    pub(super) blank: u64,
    pub(super) skipped: u64,
    /// Rows that stand in the table twice, with the same values.
    pub(super) repeated: u64,
    /// Rows that stand in the log as they are.
    pub(super) unchanged: u64,
    /// Rows whose event was retracted in the log.
    pub(super) retracted: u64,
    pub(super) corrected: u64,
    /// Entries of the registry, by their sort.
    pub(super) registered: BTreeMap<&'static str, u64>,
    pub(super) coarsened: u64,
    pub(super) fell_back: u64,
    pub(super) raised: u64,
    /// Rows with numbers out of order, the first of them with what they have.
    pub(super) crossed: u64,
    pub(super) first_crossed: Vec<(u64, String)>,
    /// Events that the table does not have, and that are retracted.
    pub(super) retracted_missing: u64,
    /// Events that the table does not have, and that were not retracted since rows were refused.
    pub(super) not_retracted: u64,
    /// Processes whose title another row has otherwise, with the line of the first.
    pub(super) other_titles: BTreeMap<String, (u64, u64)>,
}

/// Of so many rows with numbers out of order it is told what they have.
const CROSSED_TOLD: usize = 20;

impl Tally {
    /// Counts what was noted of a row that is taken.
    pub(super) fn take(&mut self, line: u64, noted: Noted) {
        self.coarsened += noted.coarsened;
        self.fell_back += noted.fell_back;
        self.raised += noted.raised;
        for said in noted.crossed {
            self.crossed += 1;
            if self.first_crossed.len() < CROSSED_TOLD {
                self.first_crossed.push((line, said));
            }
        }
    }
}
