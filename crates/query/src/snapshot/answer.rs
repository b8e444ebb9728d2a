//! What became of each snapshot, as one document.

use asof_core::Inferred;
use serde_json::{Value, json};

use super::EditedBy;
use super::ancestry::Beginning;
use super::compare::Comparison;
use super::folder::{Folder, Found, Unreadable};
use super::{Snapshot, SnapshotName};
use crate::answers::answer::Answer;
use crate::answers::sentence::as_of_json;
use crate::source::log::Log;

/// What `snapshot record` or `snapshot check` found, and what is to be written.
#[derive(Debug)]
pub struct Report {
    /// The answer.
    pub answer: Answer,
    /// What comes of it.
    pub verdict: Verdict,
    /// The files to write, each with its name and its text.
    pub writes: Vec<(String, String)>,
    rows: Vec<Row>,
    left_out: u64,
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

/// What became of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    New,
    Recorded,
    Unchanged,
    Changed,
    Orphan,
    Missing,
    Unreadable,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Recorded => "recorded",
            Self::Unchanged => "unchanged",
            Self::Changed => "changed",
            Self::Orphan => "orphan",
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
        }
    }

    fn verdict(self) -> Verdict {
        match self {
            Self::New | Self::Recorded | Self::Unchanged => Verdict::Clean,
            Self::Changed | Self::Orphan | Self::Missing => Verdict::Finding,
            Self::Unreadable => Verdict::Unreadable,
        }
    }
}

/// What became of one snapshot.
#[derive(Debug)]
pub(crate) struct Row {
    name: Option<String>,
    file: Option<String>,
    status: Status,
    snapshot: Option<Snapshot>,
    comparison: Option<Comparison>,
    unreadable: Option<Unreadable>,
    message: Option<String>,
}

impl Row {
    fn of(found: &Found, status: Status) -> Self {
        Self {
            name: Some(found.name.clone()),
            file: Some(found.file()),
            status,
            snapshot: None,
            comparison: None,
            unreadable: None,
            message: None,
        }
    }

    /// Returns the row of a snapshot that was compared.
    pub(crate) fn compared(
        found: &Found,
        status: Status,
        snapshot: Snapshot,
        comparison: Comparison,
    ) -> Self {
        Self { snapshot: Some(snapshot), comparison: Some(comparison), ..Self::of(found, status) }
    }

    /// Returns the row of a snapshot that was made.
    pub(crate) fn new(name: &SnapshotName, snapshot: Snapshot) -> Self {
        let found = Found { name: name.to_string(), text: Ok(String::new()) };
        Self { snapshot: Some(snapshot), ..Self::of(&found, Status::New) }
    }

    /// Returns the row of a snapshot whose question cannot be asked any more.
    pub(crate) fn orphan(found: &Found, snapshot: Snapshot, message: String) -> Self {
        Self { snapshot: Some(snapshot), message: Some(message), ..Self::of(found, Status::Orphan) }
    }

    pub(crate) fn unreadable(found: &Found, unreadable: Unreadable) -> Self {
        let message = Some(unreadable.message.clone());
        Self { unreadable: Some(unreadable), message, ..Self::of(found, Status::Unreadable) }
    }

    /// Returns the row of a name that no file has.
    pub(crate) fn missing(name: &str, message: String) -> Self {
        let found = Found { name: name.to_owned(), text: Ok(String::new()) };
        Self { file: None, message: Some(message), ..Self::of(&found, Status::Missing) }
    }

    /// Returns the row of a file that is no snapshot.
    pub(crate) fn stray(file: &str) -> Self {
        let found = Found { name: file.to_owned(), text: Ok(String::new()) };
        let message = format!("no snapshot: the name of one ends in .{}", super::EXTENSION);
        Self {
            name: None,
            file: Some(file.to_owned()),
            message: Some(message),
            ..Self::of(&found, Status::Orphan)
        }
    }

    fn json(&self, log: &Log, folder: &Folder) -> Value {
        let question = self.snapshot.as_ref().map(|snapshot| &snapshot.question);
        let comparison = self.comparison.as_ref();
        let problems = self.unreadable.iter().flat_map(|unreadable| &unreadable.problems);
        json!({
            "name": self.name,
            "file": self.file.as_ref().map(|file| folder.place.join(file).display().to_string()),
            "status": self.status.name(),
            "process": question.map(|question| &question.process),
            "at": question.map(|question| &question.at),
            "known": question.and_then(|question| question.known.as_ref()),
            "stated": question.map(|question| question.inferred == Inferred::Exclude),
            "as_of": self.snapshot.as_ref().and_then(|snapshot| point_of(snapshot, log)),
            "log_root": self.snapshot.as_ref().map(|snapshot| snapshot.root),
            "message": self.message,
            "problems": problems.map(|problem| json!({
                "line": problem.line,
                "column": problem.column,
                "text": problem.text,
                "message": problem.kind.to_string(),
            })).collect::<Value>(),
            "moved": comparison.map_or(json!([]), |comparison| json!(comparison.moved)),
            "log": comparison.map(|comparison| beginning_name(&comparison.beginning)),
            "damage": comparison.and_then(|comparison| damage(&comparison.beginning)),
            "edited": comparison.map(|comparison| comparison.hand == EditedBy::Another),
            "changes": comparison.map_or(json!([]), |comparison| json!(comparison.changes)),
        })
    }
}

/// Returns the point of a snapshot, if the log knows the zone in which to tell it.
fn point_of(snapshot: &Snapshot, log: &Log) -> Option<Value> {
    let process = &snapshot.token.process;
    let is_known = log.processes().iter().any(|info| info.key == *process);
    is_known.then(|| as_of_json(process, &snapshot.token.as_of, log.zone(process), snapshot.head()))
}

fn beginning_name(beginning: &Beginning) -> &'static str {
    match beginning {
        Beginning::Same => "same",
        Beginning::Shorter => "shorter",
        Beginning::Altered(_) => "altered",
    }
}

fn damage(beginning: &Beginning) -> Option<String> {
    match beginning {
        Beginning::Altered(damage) => damage.as_ref().map(ToString::to_string),
        Beginning::Same | Beginning::Shorter => None,
    }
}

impl Report {
    pub(crate) fn new(action: &str, log: &Log, folder: &Folder) -> Self {
        let mut answer = Answer::unasked("snapshot", log.names());
        answer.put("action", json!(action));
        answer.put("folder", json!(folder.place.display().to_string()));
        answer.put("head", json!(log.head()));
        answer.put("log_root", json!(log.contents().log_root()));
        Self { answer, verdict: Verdict::Clean, writes: Vec::new(), rows: Vec::new(), left_out: 0 }
    }

    pub(crate) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds a file to write.
    pub(crate) fn write(&mut self, file: String, text: String) {
        self.writes.push((file, text));
    }

    /// Counts a snapshot of another process than the one asked for.
    pub(crate) fn leave_out(&mut self) {
        self.left_out += 1;
    }

    /// Closes the document. An empty comparison fails: it would prove nothing.
    pub(crate) fn finish(mut self, log: &Log, folder: &Folder) -> Self {
        let worst = self.rows.iter().map(|row| row.status.verdict()).max();
        self.verdict = worst.unwrap_or(Verdict::Finding);
        self.answer.put("left_out", json!(self.left_out));
        self.answer.put("snapshots", self.rows.iter().map(|row| row.json(log, folder)).collect());
        self
    }
}
