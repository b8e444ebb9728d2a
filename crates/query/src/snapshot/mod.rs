//! Snapshots: golden states of a log at moments that its keeper chose.
//!
//! A [`Snapshot`] is one JSON document: the question as it was asked, the point that came of it, where the log stood,
//! and every slot of the state. [`record`] makes such files, [`check`] asks their questions again and tells what
//! differs, and which entries of the log made it differ. Both are handed texts and hand texts back; files are
//! for others to read and write.
//!
//! The registry is no part of a snapshot: it has no date, so that it stood no otherwise at one moment than at
//! another, and a person registered for the talks of next year would change every state of this one.

mod ancestry;
mod answer;
mod compare;
mod file;
mod folder;
mod kept;
mod name;
mod naming;
mod recording;
mod slots;
#[cfg(test)]
mod tests;

pub use ancestry::Beginning;
pub use answer::{Action, KeptRow, KeptStatus, Report, SnapshotAnswer, Verdict};
pub use compare::{Comparison, KeptChange, KeptFact, MovedDate};
pub use file::{KeptPoint, Snapshot, Unreadable};
pub use folder::{Folder, Found, check};
pub use kept::KeptQuery;
pub use name::{EXTENSION, NameError, SnapshotName};
pub use recording::{RecordError, Wanted, record};
