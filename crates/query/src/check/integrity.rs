//! Structure and hashes alone: what was re-read and hashed again, and whether a receipt holds.

pub(crate) mod code;

use asof_core::{Digest, Recorded};
use asof_projector::row;
use asof_store::{Examination, StoredEvent};
use chrono::{DateTime, TimeDelta, Utc};

use super::{Check, Checked, check};
use crate::answers::receipt::{Receipt, damage_up_to};
use crate::check::integrity::code::IntegrityCode;
use crate::check::problem::{Code, Excerpt, Problem};
use crate::source::log::Log;

row! {
    /// What was read and hashed again.
    pub struct Integrity as "Integrity" {
        /// How many bytes the events have, with the ends of their lines.
        bytes: usize,
        /// The greatest `seq`; 0 if the log is empty.
        head: u64,
        /// The content root, made anew; null if the log is empty or damaged.
        content_root: Option<Digest>,
        /// The log root, made anew; null if the log is empty or damaged.
        log_root: Option<Digest>,
        /// By what the database was examined; null if the log is none.
        examined_by: Option<&'static str>,
    }
}

row! {
    /// Whether a log begins with what a receipt is of.
    pub struct AgainstRow as "Against" {
        /// The receipt.
        receipt: String,
        /// The event up to which it speaks, included.
        seq: u64,
        /// Whether the events up to there are those that it is of.
        holds: bool,
    }
}

/// Whether a log begins with what a receipt is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Against {
    /// The receipt.
    pub receipt: Receipt,
    /// Whether it does.
    pub holds: bool,
}

impl Against {
    pub(super) fn row(self) -> AgainstRow {
        AgainstRow { receipt: self.receipt.to_string(), seq: self.receipt.seq, holds: self.holds }
    }
}

/// Judges structure and hashes alone of a log that is kept in `file`.
pub fn integrity(log: &Log, file: &str) -> Checked {
    let mut checked = check(log, file, &[Check::Structure, Check::Chain]);
    let contents = log.contents();
    let is_sound = contents.faults().is_empty();
    checked.integrity = Some(Integrity {
        bytes: contents.iter().map(|stored| stored.text.len() + 1).sum(),
        head: log.head(),
        content_root: contents.verify().content_root.filter(|_| is_sound),
        log_root: contents.log_root_at(log.head()).filter(|_| is_sound),
        examined_by: None,
    });
    checked
}

/// How far clocks that are set right may differ.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(1);

/// Returns by how much an event was recorded later than now, if a clock must have been ahead.
pub fn recorded_ahead(recorded: Recorded, now: DateTime<Utc>) -> Option<TimeDelta> {
    Some(recorded.instant() - now).filter(|ahead| *ahead > CLOCKS_DIFFER)
}

impl Checked {
    /// Adds what an examination of that which keeps the lines showed.
    #[must_use]
    pub fn examined(mut self, examination: Option<&Examination>) -> Self {
        let Some(Examination { by, flaws }) = examination else { return self };
        if let Some(integrity) = &mut self.integrity {
            integrity.examined_by = Some(*by);
        }
        self.problems.extend(flaws.iter().map(|flaw| damaged_database(flaw)));
        self
    }

    /// Holds the last event against the clock of this machine.
    #[must_use]
    pub fn at(mut self, log: &Log, now: DateTime<Utc>) -> Self {
        let last = log.contents().iter().next_back();
        self.problems.extend(last.and_then(|last| clock_ahead(last, now)));
        self
    }

    /// Holds a log that was checked against a receipt.
    #[must_use]
    pub fn against(mut self, log: &Log, receipt: Receipt) -> Self {
        let problem = unlike(log, receipt);
        self.against = Some(Against { receipt, holds: problem.is_none() });
        self.problems.extend(problem);
        self
    }
}

fn clock_ahead(last: StoredEvent<'_>, now: DateTime<Utc>) -> Option<Problem> {
    let recorded = last.event.recorded;
    recorded_ahead(recorded, now)?;
    let message = format!(
        "the last event was recorded at {recorded}, which is in the future: until then every append gets that instant"
    );
    let hint = "synchronise the clocks of the machines that append; nothing is lost".to_owned();
    Some(problem(last.line, IntegrityCode::ClockAhead, message, hint))
}

fn damaged_database(flaw: &str) -> Problem {
    let hint = "restore an intact copy, or copy the lines into a new database with `asof copy`".to_owned();
    problem(0, IntegrityCode::DamagedDatabase, format!("the database is damaged: {flaw}"), hint)
}

/// Returns how a log does not begin with what a receipt is of.
fn unlike(log: &Log, receipt: Receipt) -> Option<Problem> {
    let Receipt { seq, root } = receipt;
    if log.head() < seq {
        let message = format!(
            "the log ends at entry {}, but the receipt covers entries 1 to {seq}: the end of the log was cut off",
            log.head()
        );
        return Some(problem(0, IntegrityCode::Shorter, message, sound_copy("")));
    }
    let found = log.contents().log_root_at(seq);
    if found == Some(root) {
        return None;
    }
    let differ = format!("events 1 to {seq} are not the events the receipt covers");
    let damage = damage_up_to(log, seq);
    let (line, message, hint) = match damage.first() {
        Some(first) => (
            first.line,
            format!("{differ}: line {} is not as the log accepted it", first.line),
            sound_copy(""),
        ),
        None => (
            0,
            format!("{differ}: their hashes are consistent, so the log was rewritten somewhere among them"),
            sound_copy("a receipt cannot show where: compare with a copy you kept, line by line; "),
        ),
    };
    Some(problem(line, IntegrityCode::Unlike, message, hint))
}

fn sound_copy(first: &str) -> String {
    format!("{first}restore an intact copy of the log, unless the receipt is from another log")
}

fn problem(line: usize, code: IntegrityCode, message: String, hint: String) -> Problem {
    Problem {
        line,
        columns: None,
        code: Code::Integrity(code),
        message,
        hint: Some(hint),
        event: None,
        field: None,
        excerpt: Excerpt::default(),
    }
}
