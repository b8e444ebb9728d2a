//! Logs of any size, made by rule: the same arguments give the same bytes.
//!
//! ```
//! use asof_bench::{Shape, write_log};
//!
//! let mut log = Vec::new();
//! write_log(&mut log, Shape::Mixed, 400)?;
//! assert!(log.split(|byte| *byte == b'\n').count() > 400);
//! # Ok::<(), asof_bench::GenerateError>(())
//! ```

mod chain;
mod drafts;

use std::io::{self, Write};

use chain::Chain;
use chrono::NaiveDate;
use drafts::Schedule;

pub use drafts::Shape;

/// Why a log was not written.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// What was made is no draft: the generator is wrong.
    #[error("the generator made a draft that cannot be read: {draft}")]
    Draft {
        /// The draft.
        draft: String,
        /// Why it cannot be read.
        source: Box<asof_core::LineError>,
    },
    /// It cannot be written.
    #[error("the log cannot be written")]
    Write(#[from] io::Error),
}

/// Writes a log with this many events, and the registry that they need, as JSON Lines.
///
/// # Errors
///
/// See [`GenerateError`].
pub fn write_log(out: &mut dyn Write, shape: Shape, events: usize) -> Result<(), GenerateError> {
    let mut chain = Chain::default();
    drafts::each(shape, events, |draft, entered| {
        out.write_all(chain.line(draft, entered)?.as_bytes())?;
        out.write_all(b"\n")?;
        Ok(())
    })
}

/// Writes the drafts of the log that [`write_log`] writes: its lines without what only a log sets.
///
/// # Errors
///
/// It cannot be written.
pub fn write_drafts(out: &mut dyn Write, shape: Shape, events: usize) -> Result<(), GenerateError> {
    drafts::each(shape, events, |draft, _| Ok(writeln!(out, "{draft}")?))
}

/// Returns the processes of a log of this shape, each with how many events it has and the days of the first and the last.
pub fn processes(shape: Shape, events: usize) -> Vec<Process> {
    let schedule = Schedule::new(shape, events);
    let process = |number| {
        let events = schedule.steps(number);
        let [first, last] = [0, events.saturating_sub(1)].map(|step| schedule.day(number, step));
        Process { key: drafts::process_key(number), events, first, last }
    };
    (0..schedule.processes()).map(process).collect()
}

/// A process of a generated log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its key.
    pub key: String,
    /// How many events it has.
    pub events: usize,
    /// The day on which its first event is entered.
    pub first: NaiveDate,
    /// The day on which its last event is entered.
    pub last: NaiveDate,
}
