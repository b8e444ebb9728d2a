//! What became of each snapshot, as one answer.

use asof_core::{Digest, Inferred, Key};
use asof_projector::{role, row};

use super::ancestry::Ancestry;
use super::compare::Comparison;
use super::file::{FORMER, Snapshot, Unreadable};
use super::folder::{Folder, Found};
use super::name::{EXTENSION, FORMER_EXTENSION, file_of};
use crate::answers::answer::Answer;
use crate::answers::envelope::OpenEnvelope;
use crate::answers::sentence::{AsOfRow, as_of_row};
use crate::ask::query::ResolvedQuery;
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
        /// The line of the file that cannot be read, counted from 1; null if none is at fault.
        line: Option<usize>,
        /// The column of that line, counted from 1 in Unicode scalar values; null if no line is at fault.
        column: Option<usize>,
        /// What it differs in.
        comparison: Comparison as role::Flat,
    }
}

asof_core::words! {
    /// What became of a snapshot.
    pub enum KeptStatus(
        /// Returns what comes of it.
        verdict: Verdict,
    ) {
        /// It was made.
        New = "new" => Verdict::Clean,
        /// It was written again.
        Recorded = "recorded" => Verdict::Clean,
        /// It holds.
        Unchanged = "unchanged" => Verdict::Clean,
        /// The log says something else.
        Changed = "changed" => Verdict::Finding,
        /// Its question cannot be asked any more, or the file is no snapshot.
        Orphan = "orphan" => Verdict::Finding,
        /// No file has the name.
        Missing = "missing" => Verdict::Finding,
        /// It cannot be read.
        Unreadable = "unreadable" => Verdict::Unreadable,
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

/// A report on its way.
pub(crate) struct Reporting<'l> {
    pub(crate) log: &'l Log,
    pub(crate) lineage: Ancestry<'l>,
    folder: &'l Folder,
    process: Option<&'l str>,
    left_out: u64,
    rows: Vec<KeptRow>,
    writes: Vec<(String, String)>,
}

impl<'l> Reporting<'l> {
    pub(crate) fn new(log: &'l Log, folder: &'l Folder, process: Option<&'l str>) -> Self {
        Self {
            log,
            lineage: Ancestry::of(log),
            folder,
            process,
            left_out: 0,
            rows: Vec::new(),
            writes: Vec::new(),
        }
    }

    /// Adds what became of a snapshot; one that was made, or is another now, is to be written.
    pub(crate) fn add(
        &mut self,
        name: &str,
        status: KeptStatus,
        snapshot: &Snapshot,
        comparison: Comparison,
    ) {
        if matches!(status, KeptStatus::New | KeptStatus::Recorded) {
            self.writes.push((file_of(name), snapshot.to_text()));
        }
        self.rows.push(KeptRow { comparison, ..self.row(name, status, Some(snapshot)) });
    }

    /// Adds a name that no file has.
    pub(crate) fn miss(&mut self, name: &str) {
        let message = Some(self.folder.no_such(name));
        self.rows.push(KeptRow { file: None, message, ..self.row(name, KeptStatus::Missing, None) });
    }

    /// Adds a file that is no snapshot.
    pub(crate) fn stray(&mut self, file: &str) {
        let (status, message) = if file.ends_with(FORMER_EXTENSION) {
            (KeptStatus::Unreadable, FORMER.to_owned())
        } else {
            (KeptStatus::Orphan, format!("not a snapshot: a snapshot's name ends in {EXTENSION}"))
        };
        let row = self.row("", status, None);
        self.rows.push(KeptRow { name: None, file: Some(self.path(file)), message: Some(message), ..row });
    }

    /// Opens a snapshot and asks its question again. If that cannot be, it is added with the reason; if it is of
    /// another process than the one asked for, it is counted.
    pub(crate) fn asked_again(&mut self, found: &Found) -> Option<(Snapshot, ResolvedQuery)> {
        let (row, message) = match found.open() {
            Err(Unreadable { line, column, message }) => {
                (KeptRow { line, column, ..self.row(&found.name, KeptStatus::Unreadable, None) }, message)
            }
            Ok(golden) if golden.question.is_of_another(self.process) => {
                self.left_out += 1;
                return None;
            }
            Ok(golden) => match golden.question.ask(self.log) {
                Ok(asked) => return Some((golden, asked)),
                Err(error) => (self.row(&found.name, KeptStatus::Orphan, Some(&golden)), error.to_string()),
            },
        };
        self.rows.push(KeptRow { message: Some(message), ..row });
        None
    }

    /// Returns the row of a name, with what its snapshot says of itself.
    fn row(&self, name: &str, status: KeptStatus, snapshot: Option<&Snapshot>) -> KeptRow {
        let question = snapshot.map(|snapshot| &snapshot.question);
        KeptRow {
            name: Some(name.to_owned()),
            file: Some(self.path(&file_of(name))),
            status,
            process: question.map(|question| question.process.clone()),
            at: question.map(|question| question.at.clone()),
            known: question.and_then(|question| question.known.clone()),
            stated: question.map(|question| question.inferred == Inferred::Exclude),
            as_of: snapshot.and_then(|snapshot| self.point_of(snapshot)),
            log_root: snapshot.map(|snapshot| snapshot.log_root),
            message: None,
            line: None,
            column: None,
            comparison: Comparison::default(),
        }
    }

    /// Returns the point of a snapshot, if the log knows the zone in which to tell it.
    fn point_of(&self, snapshot: &Snapshot) -> Option<AsOfRow> {
        let process = self.log.process(&snapshot.question.process)?;
        Some(as_of_row(&process.key, &snapshot.point(), process.zone, snapshot.as_of.recorded))
    }

    fn path(&self, file: &str) -> String {
        self.folder.place.join(file).display().to_string()
    }

    /// Closes the report. An empty comparison fails: it would prove nothing.
    pub(crate) fn finish(self, action: Action) -> Report {
        let worst = self.rows.iter().map(|row| row.status.verdict()).max();
        let body = SnapshotAnswer {
            envelope: OpenEnvelope::default(),
            action,
            folder: self.folder.place.display().to_string(),
            head: self.log.head(),
            log_root: self.log.contents().log_root(),
            left_out: self.left_out,
            snapshots: self.rows,
        };
        Report {
            answer: Answer::new(body, self.log.names()),
            verdict: worst.unwrap_or(Verdict::Finding),
            writes: self.writes,
        }
    }
}
