//! What is wrong with a log or a draft, with its place: the one form of it for `check`, `append` and every reader.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use asof_core::check::Severity;
use asof_core::unseen::first_in_json;
use asof_core::{Columns, FieldPlaces, Key, LineCode, LineError, Place, check};
use asof_projector::{AnomalyCode, role, row};
use asof_store::{DamageCode, DamageKind};
use foldhash::{HashMap, HashMapExt};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::answers::document::Document;
use crate::check::assertion::AssertionCode;
use crate::check::integrity::code::IntegrityCode;
use crate::write::plain::{Origin, RowPlace};

row! {
    /// Why a command did not do what was asked: on stderr, where JSON was asked for. It has no as-of point.
    pub struct ErrorDocument as "Error" {
        /// The exit code: 1 a finding, 2 usage or date, 3 the log or a file, 4 a conflict.
        exit_code: ExitCode,
        /// What is wrong.
        message: String as role::Prose,
        /// What to do; null where the message says so.
        hint: Option<String> as role::Prose,
        /// Every problem, if it is one of drafts or of a damaged log.
        problems: Vec<ProblemRow> as role::Rows,
    }
}

impl Document for ErrorDocument {
    const NAME: &'static str = "error";
}

/// The exit code of a command that did not do what was asked, from 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ExitCode(pub u8);

impl JsonSchema for ExitCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ExitCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": 4 })
    }
}

row! {
    /// Something that is wrong with a log or with drafts, with its place.
    pub struct ProblemRow as "Problem" {
        /// The file; null if nobody wrote one, as for a retraction.
        file: Option<String> as role::Prose,
        /// The line, counted from 1; null if there is no file, or no one line is at fault.
        line: Option<usize>,
        /// The first column of what is at fault, counted from 1 in Unicode scalar values; null if all of the line is.
        column: Option<usize>,
        /// The column after the end of the fault; null if the whole line is at fault.
        end_column: Option<usize>,
        /// How bad it is.
        severity: Severity,
        /// What sort of problem it is; codes are stable, and `asof explain CODE` says more.
        code: Code,
        /// What is wrong.
        message: String as role::Prose,
        /// What to do; null if the message says so.
        hint: Option<String> as role::Prose,
        /// The entry, by its key; null if it could not be read.
        event: Option<Key> as role::Event,
        /// The field at fault; null if it is not known.
        field: Option<String> as role::Prose,
    }
}

/// What is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1; 0 if no one line is at fault.
    pub line: usize,
    /// Its columns; `None` if the whole line is at fault.
    pub columns: Option<Columns>,
    /// What sort of problem it is.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// The key of the entry, if it could be read.
    pub event: Option<Key>,
    /// The field at fault, if it is known.
    pub field: Option<String>,
    /// The line as far as it can be shown.
    pub excerpt: Excerpt,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// The text, which the problems of one line share.
    pub text: Arc<str>,
    /// The column at which it begins.
    pub from: usize,
}

/// What sort of problem it is, by where it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A line, or a draft, that cannot be read.
    Line(LineCode),
    /// A stored log with other damage.
    Damage(DamageCode),
    /// An entry that does not mean what it says.
    Meaning(check::Code),
    /// A state that could not accept an event.
    Anomaly(AnomalyCode),
    /// A state that depends on which of several events came last, which the record does not say.
    OrderUndecided,
    /// An assertion that does not hold.
    Assertion(AssertionCode),
    /// A draft that the log refuses.
    Refusal(Refusal),
    /// A log that is not what it was.
    Integrity(IntegrityCode),
    /// A message of a stream that is none of the log's.
    ForeignMessage,
}

asof_core::codes! {
    /// Why a log refuses a draft that is sound by itself. Codes are stable.
    pub enum Refusal {
        /// Its key is that of another entry.
        KeyReused = "key-reused",
        /// Its id is that of another event.
        IdReused = "id-reused",
        /// It is larger than an event may be.
        TooLarge = "too-large",
    }
}

impl Code {
    /// Returns all codes: of lines, of logs, of meaning, of states, of assertions, of refusals, of receipts, of streams.
    pub fn all() -> impl Iterator<Item = Self> {
        let lines = LineCode::ALL.iter().copied().map(Self::Line);
        let damage = DamageCode::ALL.iter().copied().map(Self::Damage);
        let meaning = check::Code::ALL.iter().copied().map(Self::Meaning);
        let anomalies = AnomalyCode::ALL.iter().copied().map(Self::Anomaly);
        let assertions = AssertionCode::ALL.iter().copied().map(Self::Assertion);
        let refusals = Refusal::ALL.iter().copied().map(Self::Refusal);
        let integrity = IntegrityCode::ALL.iter().copied().map(Self::Integrity);
        let read = lines.chain(damage).chain(meaning).chain(anomalies).chain([Self::OrderUndecided]);
        read.chain(assertions).chain(refusals).chain(integrity).chain([Self::ForeignMessage])
    }

    /// Returns the code's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Line(code) => code.name(),
            Self::Damage(code) => code.name(),
            Self::Meaning(code) => code.name(),
            Self::Anomaly(code) => code.name(),
            Self::OrderUndecided => "order-undecided",
            Self::Assertion(code) => code.name(),
            Self::Refusal(code) => code.name(),
            Self::Integrity(code) => code.name(),
            Self::ForeignMessage => "foreign-message",
        }
    }

    /// Returns how bad it is: errors are refused by an append and fail a check.
    pub fn severity(self) -> Severity {
        match self {
            Self::Line(_) | Self::Assertion(_) | Self::Refusal(_) => Severity::Error,
            Self::Integrity(code) => code.severity(),
            Self::Damage(code) => code.severity(),
            Self::Meaning(code) => code.severity(),
            Self::Anomaly(code) => of_anomaly(code),
            Self::OrderUndecided => Severity::Note,
            // The log is sound; somebody else can publish to its stream.
            Self::ForeignMessage => Severity::Warning,
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl JsonSchema for Code {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

fn of_anomaly(code: AnomalyCode) -> Severity {
    match code {
        // No order of events can be a circle, and `round:2` must name one gathering.
        AnomalyCode::Circle | AnomalyCode::SameRound => Severity::Error,
        // The world may deliver more than was promised.
        AnomalyCode::OverDelivered => Severity::Note,
        AnomalyCode::BeyondNumbers => Severity::Warning,
        // Sources do contradict each other; more often it is a slip.
        AnomalyCode::NotOpened
        | AnomalyCode::OrderContradicted
        | AnomalyCode::BeforeOpening
        | AnomalyCode::OtherUnit
        | AnomalyCode::OtherDirection
        | AnomalyCode::NotAsked
        | AnomalyCode::NothingToReplace
        | AnomalyCode::HeldAndNotHeld
        | AnomalyCode::AttestedAfterLeft
        | AnomalyCode::LeftBeforeJoining
        | AnomalyCode::PresentAndAbsent => Severity::Warning,
    }
}

impl From<&DamageKind> for Code {
    fn from(kind: &DamageKind) -> Self {
        Self::Damage(match kind {
            DamageKind::NotAnEvent(error) => return Self::Line(error.code),
            DamageKind::NotUtf8 => DamageCode::NotUtf8,
            DamageKind::Blank => DamageCode::Blank,
            DamageKind::DuplicateId { .. } => DamageCode::DuplicateId,
            DamageKind::TooLong { .. } => DamageCode::TooLong,
            DamageKind::ByteOrderMark => DamageCode::ByteOrderMark,
            DamageKind::CarriageReturn { .. } => DamageCode::CarriageReturn,
            DamageKind::Sequence { .. } => DamageCode::Sequence,
            DamageKind::RecordedBack { .. } => DamageCode::RecordedBack,
            DamageKind::Commit { .. } => DamageCode::Commit,
            DamageKind::Unfinished { .. } => DamageCode::Unfinished,
            DamageKind::NotCanonical(_) => DamageCode::NotCanonical,
            DamageKind::Hash { .. } => DamageCode::Hash,
        })
    }
}

impl Problem {
    /// Returns how bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Returns the problem as a row, in a file.
    pub fn row(&self, file: Option<&str>) -> ProblemRow {
        ProblemRow {
            file: file.map(str::to_owned),
            // What was made and not read stands nowhere.
            line: file.map(|_| self.line).filter(|line| *line > 0),
            column: self.columns.map(|columns| columns.first),
            end_column: self.columns.map(|columns| columns.end),
            severity: self.severity(),
            code: self.code,
            message: self.message.clone(),
            hint: self.hint.clone(),
            event: self.event.clone(),
            field: self.field.clone(),
        }
    }
}

/// A text in which problems are placed: an entry, alone on its line or spread over several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passage<'a> {
    pub(crate) text: &'a str,
    /// The line on which it begins.
    pub(crate) line: usize,
    /// The column at which it begins.
    pub(crate) column: usize,
    /// The block of plain text that it was made of, which has its place; none if it stands as it is.
    pub(crate) origin: Option<&'a Origin>,
}

impl Passage<'_> {
    /// Narrows the place of a text to that of the character in it which nobody sees, if that is what is wrong.
    fn narrowed(
        &self,
        span: Option<Range<usize>>,
        code: check::Code,
        held: Option<&str>,
    ) -> Option<Range<usize>> {
        let whole = span?;
        let is_of_a_character =
            [check::Code::UnseenCharacter, check::Code::StoredUnseenCharacter].contains(&code);
        let character = held
            .filter(|_| is_of_a_character)
            .and_then(|text| first_in_json(&self.text[whole.clone()], text));
        let within = |at: Range<usize>| whole.start + at.start..whole.start + at.end;
        Some(character.map_or(whole.clone(), within))
    }

    /// Returns the problem that keeps this entry from being read.
    pub(crate) fn unreadable(&self, error: LineError) -> Problem {
        let LineError { code, span, message, hint } = error;
        self.at(span, Code::Line(code), message, hint, None)
    }

    /// Returns a problem at a range of bytes of the text; of all of it if there is none.
    pub(crate) fn at(
        &self,
        span: Option<Range<usize>>,
        code: Code,
        message: String,
        hint: Option<String>,
        event: Option<Key>,
    ) -> Problem {
        let (below, columns) = self.place(span);
        let excerpt = self.excerpt(below);
        let (line, message) = (self.line_at(below), self.said(message));
        Problem { line, columns, code, message, hint, event, field: None, excerpt }
    }

    /// Returns the place of a range of bytes: the number of lines below the first, and its columns.
    fn place(&self, span: Option<Range<usize>>) -> (usize, Option<Columns>) {
        let span = match self.origin {
            Some(origin) => span.and_then(|span| origin.find(&span)),
            None => span,
        };
        let Some(Place { line, columns }) = span.map(|span| Place::of(self.written(), &span)) else {
            return (0, None);
        };
        let from = self.begins(line - 1);
        let columns = Columns { first: columns.first + from - 1, end: columns.end + from - 1 };
        (line - 1, Some(columns))
    }

    /// Returns it as its author wrote it.
    fn written(&self) -> &str {
        self.origin.map_or(self.text, |origin| &origin.block)
    }

    /// Returns a line of the text by its number of lines below the first. A block that was made of a row stands in that row alone.
    fn line_at(&self, below: usize) -> usize {
        if self.row().is_some() { self.line } else { self.line + below }
    }

    /// Says something of it; if it was made of a row, in which sheet that is.
    fn said(&self, message: String) -> String {
        match self.row() {
            Some(row) => row.said(message),
            None => message,
        }
    }

    fn row(&self) -> Option<&RowPlace> {
        self.origin?.row.as_ref()
    }

    fn begins(&self, below: usize) -> usize {
        if below == 0 { self.column } else { 1 }
    }

    fn excerpt(&self, below: usize) -> Excerpt {
        let text = self.written().split('\n').nth(below).unwrap_or_default().trim_end();
        Excerpt { text: text.into(), from: self.begins(below) }
    }
}

/// Returns the problems of meaning that rules found, each in the entry that stands at its number; those of entries that
/// stand nowhere are left out.
pub(crate) fn of_meaning<'a>(
    found: &[check::EntryProblem],
    entry: impl Fn(usize) -> Option<(Passage<'a>, &'a Key)>,
) -> Vec<Problem> {
    let mut problems = Vec::with_capacity(found.len());
    for of_entry in found.chunk_by(|one, next| one.entry == next.entry) {
        let Some((passage, key)) = entry(of_entry[0].entry) else { continue };
        // One entry may have very many problems: it is read once, and each of its lines is kept once, for all of them.
        let mut fields = FieldPlaces::of(passage.text);
        let mut excerpts: HashMap<usize, Excerpt> = HashMap::new();
        for check::EntryProblem { field, held, code, message, hint, .. } in of_entry {
            let span = passage.narrowed(fields.find(field, held.as_deref()), *code, held.as_deref());
            let (below, columns) = passage.place(span);
            problems.push(Problem {
                line: passage.line_at(below),
                columns,
                code: Code::Meaning(*code),
                message: passage.said(message.clone()),
                hint: hint.clone(),
                event: Some(key.clone()),
                field: Some(field.clone().into_owned()),
                excerpt: excerpts.entry(below).or_insert_with(|| passage.excerpt(below)).clone(),
            });
        }
    }
    problems
}
