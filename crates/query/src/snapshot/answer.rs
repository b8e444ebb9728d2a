//! What became of each snapshot, as one answer.

use asof_core::{Digest, Inferred, Key};
use asof_projector::{role, row};

use super::EditedBy;
use super::ancestry::Beginning;
use super::compare::{Comparison, KeptChange, MovedDate};
use super::folder::{Folder, Found, Unreadable};
use super::problem::SnapshotProblem;
use super::{Snapshot, SnapshotName};
use crate::answers::answer::Answer;
use crate::answers::envelope::{AsOfRow, OpenEnvelope};
use crate::answers::sentence::as_of_row;
use crate::source::log::Log;

row! {
    /// What became of each snapshot of a log: what `snapshot record` and `snapshot check` print.
    pub struct SnapshotAnswer as "Snapshot" {
        /// What every answer begins with.
        envelope: OpenEnvelope as role::Flat,
        /// What was done.
        action: Action,
        /// The folder of the snapshots.
        folder: String as role::Prose,
        /// The greatest `seq` of the log; 0 if it is empty.
        head: u64,
        /// The log root; null if the log is empty.
        log_root: Option<Digest>,
        /// How many snapshots of other processes than the one asked for were left out.
        left_out: u64,
        /// The snapshots.
        snapshots: Vec<KeptRow> as role::Rows,
    }
}

asof_core::words! {
    /// What was done with snapshots.
    pub enum Action {
        /// They were written.
        Record = "record",
        /// They were compared.
        Check = "check",
    }
}

row! {
    /// One snapshot, or a file that is none.
    pub struct KeptRow as "Kept" {
        /// Its name; null for a file that is no snapshot.
        name: Option<String> as role::Prose,
        /// Its file; null if there is none.
        file: Option<String> as role::Prose,
        /// What became of it.
        status: KeptStatus,
        /// The negotiation; null if it cannot be read.
        process: Option<Key>,
        /// The moment that it is of, as asked for; null if it cannot be read.
        at: Option<String> as role::Prose,
        /// The date of knowledge, as asked for; null if none was.
        known: Option<String> as role::Prose,
        /// Whether it leaves out what only the encoder dated as known; null if it cannot be read.
        stated: Option<bool>,
        /// The point at which it was taken; null if it cannot be told.
        as_of: Option<AsOfRow> as role::Rows,
        /// The log root when it was taken; null if it cannot be read.
        log_root: Option<Digest>,
        /// What is wrong; null if nothing is.
        message: Option<String> as role::Prose,
        /// The lines of it that cannot be read.
        problems: Vec<Unread> as role::Rows,
        /// The dates of its question that name another moment now.
        moved: Vec<MovedDate> as role::Rows,
        /// Whether the log still begins as it was then; null if it was not compared.
        log: Option<Beginning>,
        /// Where the log was altered; null if it was not.
        damage: Option<String> as role::Prose,
        /// Whether snapshot and log disagree about the point at which it was taken: somebody edited one of them. Null if
        /// it was not compared.
        edited: Option<bool>,
        /// What the log says otherwise now.
        changes: Vec<KeptChange> as role::Rows,
    }
}

asof_core::words! {
    /// What became of a snapshot.
    pub enum KeptStatus {
        /// It was made.
        New = "new",
        /// It was written again.
        Recorded = "recorded",
        /// It holds.
        Unchanged = "unchanged",
        /// The log says something else.
        Changed = "changed",
        /// Its question cannot be asked any more, or the file is no snapshot.
        Orphan = "orphan",
        /// No file has the name.
        Missing = "missing",
        /// It cannot be read.
        Unreadable = "unreadable",
    }
}

row! {
    /// A line of a snapshot that cannot be read.
    pub struct Unread as "Unread" {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1 in Unicode scalar values; null if the whole line is at fault.
        column: Option<usize>,
        /// The line as written.
        text: String as role::Prose,
        /// What is wrong.
        message: String as role::Prose,
    }
}

/// What `snapshot record` or `snapshot check` found, and what is to be written.
#[derive(Debug)]
pub struct Report {
    /// The answer.
    pub answer: Answer,
    /// What comes of it.
    pub verdict: Verdict,
    /// The files to write, each with its name and its text.
    pub writes: Vec<(String, String)>,
}

/// What comes of a report, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Every snapshot holds, or was recorded.
    Clean,
    /// A snapshot differs, its question cannot be asked, or there is none.
    Finding,
    /// The file of a snapshot cannot be read.
    Unreadable,
}

impl KeptStatus {
    fn verdict(self) -> Verdict {
        match self {
            Self::New | Self::Recorded | Self::Unchanged => Verdict::Clean,
            Self::Changed | Self::Orphan | Self::Missing => Verdict::Finding,
            Self::Unreadable => Verdict::Unreadable,
        }
    }
}

/// A report on its way.
#[derive(Debug)]
pub(crate) struct Reporting {
    action: Action,
    writes: Vec<(String, String)>,
    rows: Vec<Became>,
    left_out: u64,
}

/// What became of one snapshot.
#[derive(Debug)]
pub(crate) struct Became {
    name: Option<String>,
    file: Option<String>,
    status: KeptStatus,
    snapshot: Option<Snapshot>,
    comparison: Option<Comparison>,
    problems: Vec<SnapshotProblem>,
    message: Option<String>,
}

impl Became {
    fn of(found: &Found, status: KeptStatus) -> Self {
        Self {
            name: Some(found.name.clone()),
            file: Some(found.file()),
            status,
            snapshot: None,
            comparison: None,
            problems: Vec::new(),
            message: None,
        }
    }

    /// Returns the row of a snapshot that was compared.
    pub(crate) fn compared(
        found: &Found,
        status: KeptStatus,
        snapshot: Snapshot,
        comparison: Comparison,
    ) -> Self {
        Self { snapshot: Some(snapshot), comparison: Some(comparison), ..Self::of(found, status) }
    }

    /// Returns the row of a snapshot that was made.
    pub(crate) fn new(name: &SnapshotName, snapshot: Snapshot) -> Self {
        let found = Found { name: name.to_string(), text: Ok(String::new()) };
        Self { snapshot: Some(snapshot), ..Self::of(&found, KeptStatus::New) }
    }

    /// Returns the row of a snapshot whose question cannot be asked any more.
    pub(crate) fn orphan(found: &Found, snapshot: Snapshot, message: String) -> Self {
        Self { snapshot: Some(snapshot), message: Some(message), ..Self::of(found, KeptStatus::Orphan) }
    }

    pub(crate) fn unreadable(found: &Found, unreadable: Unreadable) -> Self {
        let Unreadable { message, problems } = unreadable;
        Self { message: Some(message), problems, ..Self::of(found, KeptStatus::Unreadable) }
    }

    /// Returns the row of a name that no file has.
    pub(crate) fn missing(name: &str, message: String) -> Self {
        let found = Found { name: name.to_owned(), text: Ok(String::new()) };
        Self { file: None, message: Some(message), ..Self::of(&found, KeptStatus::Missing) }
    }

    /// Returns the row of a file that is no snapshot.
    pub(crate) fn stray(file: &str) -> Self {
        let found = Found { name: file.to_owned(), text: Ok(String::new()) };
        let message = format!("no snapshot: the name of one ends in .{}", super::EXTENSION);
        Self {
            name: None,
            file: Some(file.to_owned()),
            message: Some(message),
            ..Self::of(&found, KeptStatus::Orphan)
        }
    }

    fn row(self, log: &Log, folder: &Folder) -> KeptRow {
        let snapshot = self.snapshot.as_ref();
        let question = snapshot.map(|snapshot| &snapshot.question);
        let comparison = self.comparison.as_ref();
        KeptRow {
            process: question.map(|question| question.process.clone()),
            at: question.map(|question| question.at.clone()),
            known: question.and_then(|question| question.known.clone()),
            stated: question.map(|question| question.inferred == Inferred::Exclude),
            as_of: snapshot.and_then(|snapshot| point_of(snapshot, log)),
            log_root: snapshot.map(|snapshot| snapshot.root),
            moved: comparison.map_or_else(Vec::new, |comparison| comparison.moved.clone()),
            log: comparison.map(|comparison| comparison.beginning),
            damage: comparison.and_then(|comparison| comparison.damage.clone()),
            edited: comparison.map(|comparison| comparison.hand == EditedBy::Another),
            changes: self.comparison.map_or_else(Vec::new, |comparison| comparison.changes),
            name: self.name,
            file: self.file.map(|file| folder.place.join(file).display().to_string()),
            status: self.status,
            message: self.message,
            problems: self.problems.into_iter().map(unread).collect(),
        }
    }
}

fn unread(problem: SnapshotProblem) -> Unread {
    let SnapshotProblem { line, column, text, kind } = problem;
    Unread { line, column, text, message: kind.to_string() }
}

/// Returns the point of a snapshot, if the log knows the zone in which to tell it.
fn point_of(snapshot: &Snapshot, log: &Log) -> Option<AsOfRow> {
    let process = &snapshot.token.process;
    let is_known = log.processes().iter().any(|info| info.key == *process);
    is_known.then(|| as_of_row(process, &snapshot.token.as_of, log.zone(process), snapshot.head()))
}

impl Reporting {
    pub(crate) fn new(action: Action) -> Self {
        Self { action, writes: Vec::new(), rows: Vec::new(), left_out: 0 }
    }

    pub(crate) fn add(&mut self, became: Became) {
        self.rows.push(became);
    }

    /// Adds a file to write.
    pub(crate) fn write(&mut self, file: String, text: String) {
        self.writes.push((file, text));
    }

    /// Counts a snapshot of another process than the one asked for.
    pub(crate) fn leave_out(&mut self) {
        self.left_out += 1;
    }

    /// Closes the report. An empty comparison fails: it would prove nothing.
    pub(crate) fn finish(self, log: &Log, folder: &Folder) -> Report {
        let worst = self.rows.iter().map(|became| became.status.verdict()).max();
        let body = SnapshotAnswer {
            envelope: OpenEnvelope::default(),
            action: self.action,
            folder: folder.place.display().to_string(),
            head: log.head(),
            log_root: log.contents().log_root(),
            left_out: self.left_out,
            snapshots: self.rows.into_iter().map(|became| became.row(log, folder)).collect(),
        };
        Report {
            answer: Answer::new(body, log.names()),
            verdict: worst.unwrap_or(Verdict::Finding),
            writes: self.writes,
        }
    }
}
