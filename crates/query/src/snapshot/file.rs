//! The file of a snapshot: one JSON document, declared once for writing and reading.

use asof_core::{AsOf, Digest, Head, Until};
use asof_projector::Writing;
use asof_store::sha256;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::kept::KeptQuery;
use super::slots::{self, Slots};
use crate::answers::sentence::{AsOfRow, UntilRow};
use crate::ask::dates::is_of_the_clock;
use crate::ask::query::QueryError;
use crate::source::log::Log;
use crate::source::process::ProcessError;

/// The state of a process as of a point, with the question that it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a snapshot")]
pub struct Snapshot {
    pub(super) schema: Schema,
    /// The question.
    pub question: KeptQuery,
    /// The point that came of it.
    pub as_of: KeptPoint,
    /// How many events counted, for reading.
    pub counted: Map<String, Value>,
    /// The log root at the head of the point.
    pub log_root: Digest,
    #[serde(deserialize_with = "slots::read")]
    pub(crate) rows: Slots,
    pub(super) digest: Digest,
}

asof_core::words! {
    /// The form that is written, and the only one that is read.
    pub(super) enum Schema {
        /// This one.
        Golden = "asof.golden/2",
    }
}

/// The point at which a snapshot was taken: how far it reaches on each clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a point")]
pub struct KeptPoint {
    /// What had happened: before this instant; all that the log holds if absent.
    pub occurred: Option<DateTime<FixedOffset>>,
    /// What was known: before this instant; all that the log knows if absent.
    pub known: Option<DateTime<FixedOffset>>,
    /// The greatest `seq` of the log.
    pub recorded: u64,
    /// The point in one word, to ask with.
    pub token: String,
    /// The point in a sentence, for reading.
    pub sentence: String,
}

/// Why a file cannot be read as a snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Unreadable {
    /// The line, counted from 1; `None` if no line is at fault.
    pub line: Option<usize>,
    /// The column, counted from 1 in Unicode scalar values; `None` with the line.
    pub column: Option<usize>,
    /// What is wrong, where, and what to do.
    pub message: String,
}

/// How the first line of a file began before snapshots were JSON.
const BEFORE_JSON: &str = "asof snapshot ";

/// What to say of such a file.
pub(super) const FORMER: &str = "this version no longer reads snapshots of earlier versions: record the moment again \
                                 with `asof snapshot record NAME --at POINT`, and delete this file";

/// The most characters of a line that are shown.
const SHOWN: usize = 60;

impl Unreadable {
    fn new(text: &str, error: &serde_json::Error) -> Self {
        let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
        // What serde counts are bytes, up to the one at which it stopped.
        let column = line.char_indices().take_while(|(place, _)| place + 1 < error.column()).count() + 1;
        let told = error.to_string();
        let what = told.rsplit_once(" at line ").map_or(told.as_str(), |(what, _)| what);
        let shown: String = line.trim().chars().take(SHOWN).collect();
        let shown = if shown.is_empty() { shown } else { format!("`{shown}`: ") };
        let message = format!(
            "line {}, column {column}: {shown}{what}; restore the file, or delete it and record its moment again with \
             `asof snapshot record NAME --at POINT`",
            error.line()
        );
        Self { line: Some(error.line()), column: Some(column), message }
    }

    pub(super) fn saying(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }
}

impl Snapshot {
    /// Asks a question and keeps the answer.
    ///
    /// # Errors
    ///
    /// The question cannot be answered.
    pub fn take(log: &Log, question: &KeptQuery) -> Result<Self, QueryError> {
        let asked = question.ask(log)?;
        let log_root = log.contents().log_root().ok_or(ProcessError::NoneRegistered)?;
        let AsOfRow { occurred, known, recorded, sentence, point, .. } = asked.as_of_row();
        let state = log.as_of(&AsOf { recorded: Head::Seq(recorded), ..point }).state(&asked.process);
        let rows = slots::of(&state);
        let until = |limit: UntilRow| limit.until.map(|instant| instant.0);
        Ok(Self {
            schema: Schema::Golden,
            question: question.clone(),
            as_of: KeptPoint {
                occurred: until(occurred),
                known: until(known),
                recorded,
                token: asked.token(),
                sentence,
            },
            counted: Writing::whole().row(&state.counted),
            log_root,
            digest: digest(&rows),
            rows,
        })
    }

    /// Returns the point at which it was taken.
    pub fn point(&self) -> AsOf {
        let until =
            |end: Option<DateTime<FixedOffset>>| end.map_or(Until::All, |end| Until::Before(end.into()));
        AsOf {
            occurred: until(self.as_of.occurred),
            known: until(self.as_of.known),
            recorded: Head::Seq(self.as_of.recorded),
            inferred: self.question.inferred,
        }
    }

    /// Returns the text of its file.
    pub fn to_text(&self) -> String {
        format!("{:#}\n", json!(self))
    }

    /// Reads what [`Snapshot::to_text`] wrote. Lines may end in CR LF, as a checkout on Windows makes them, and the
    /// text may begin with a byte order mark, as its editors do.
    ///
    /// # Errors
    ///
    /// It is no such document, or its question is another one tomorrow.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.starts_with(BEFORE_JSON) {
            return Err(Unreadable::saying(FORMER));
        }
        let snapshot: Self = serde_json::from_str(text).map_err(|error| Unreadable::new(text, &error))?;
        let question = &snapshot.question;
        let mut dates = std::iter::once(&question.at).chain(&question.known);
        if let Some(date) = dates.find(|date| is_of_the_clock(date)) {
            let moves = "changes with the clock, but a snapshot needs a fixed moment; write the day";
            return Err(Unreadable::saying(format!("`{date}` in the question {moves}")));
        }
        Ok(snapshot)
    }

    /// Returns whether another hand than the program's wrote in the rows.
    pub fn is_edited(&self) -> bool {
        digest(&self.rows) != self.digest
    }
}

/// Returns the digest by which a reader tells whether rows stand as they were written.
pub(super) fn digest(rows: &Slots) -> Digest {
    sha256(json!(rows).to_string().as_bytes())
}
