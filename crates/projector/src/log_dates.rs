//! The dates of a log, worked out once for all views of it.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use asof_core::{AsOf, Head, Inferred, Until};
use foldhash::HashMap;

use crate::narrowing::Narrowed;
use crate::visible_event::Dates;

/// The dates of one log: as they are written, and as they are narrowed at the points that were asked about.
///
/// What narrows a date is what is known and recorded at a point. All points that differ only in `occurred` share it, but
/// where an event makes another known by having occurred itself.
#[derive(Debug, Default)]
pub struct LogDates {
    /// By place; of the world alone.
    pub(crate) written: OnceLock<Vec<Option<Dates>>>,
    narrowed: Mutex<HashMap<Knowledge, Arc<Narrowed>>>,
}

/// What narrowing goes by: the clocks of a point other than `occurred`.
type Knowledge = (Until, Head, Inferred);

/// How many points of knowledge are kept.
const KEPT: usize = 64;

impl LogDates {
    /// Returns the dates as they are narrowed at a point, found by `narrow` if they are not known.
    pub(crate) fn narrowed(&self, as_of: &AsOf, narrow: impl FnOnce() -> Narrowed) -> Arc<Narrowed> {
        let knowledge = (as_of.known, as_of.recorded, as_of.inferred);
        let kept = || self.narrowed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(narrowed) = kept().get(&knowledge) {
            return Arc::clone(narrowed);
        }
        let narrowed = Arc::new(narrow());
        if !narrowed.goes_by_occurred {
            let mut kept = kept();
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(knowledge, Arc::clone(&narrowed));
        }
        narrowed
    }
}
