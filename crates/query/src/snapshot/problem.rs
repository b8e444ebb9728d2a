//! What is wrong with the text of a snapshot, and where.

use asof_core::unseen::spelt_out;
use asof_core::{DigestError, KeyError, TokenError};

/// One thing that is wrong with the text of a snapshot, most often because it was edited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {}{kind}", in_column(*column), quoted(text))]
pub struct SnapshotProblem {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in Unicode scalar values; `None` if the whole line is at fault.
    pub column: Option<usize>,
    /// The line as far as it can be shown, on one line.
    pub text: String,
    /// What is wrong with it.
    pub kind: ProblemKind,
}

/// What is wrong with a line of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// The first line is another one.
    #[error("a snapshot begins with the line `asof snapshot 1`")]
    NotASnapshot,
    /// It is of another format.
    #[error("a snapshot of format {0}; this program reads format 1: use the program that wrote it")]
    OtherFormat(String),
    /// The header has another line here, or ends.
    #[error("expected the line `{0}: ...` of the header")]
    Header(&'static str),
    /// The process is not a key.
    #[error(transparent)]
    Process(#[from] KeyError),
    /// The token cannot be read.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// A root cannot be read.
    #[error(transparent)]
    Root(#[from] DigestError),
    /// The only thing to say of `stated` is `yes`.
    #[error("expected `stated: yes`, or no such line")]
    Stated,
    /// A line of the header says something else than the token of the point.
    #[error("the token says {0}")]
    OtherThanToken(String),
    /// A date of the question would be another one tomorrow.
    #[error("a snapshot is of a moment that stays; write the day")]
    Clock,
    /// A line is neither a slot, a field nor an item.
    #[error(
        "expected the path of a slot such as commitments/r1-prisoners, `field: value` behind two spaces, or the \
         item of a list behind four"
    )]
    Shape,
    /// A slot or a field stands twice.
    #[error("it stands on line {0} already")]
    Twice(usize),
    /// A field stands before the first slot, or an item below something that has none.
    #[error("{0}")]
    Astray(&'static str),
    /// A value is not JSON.
    #[error("the value is no JSON: {0}")]
    Json(String),
    /// The list of events is something else.
    #[error("expected a list of event keys such as [\"r1-held\"]")]
    Events,
    /// A slot does not say on what it rests.
    #[error("this slot has no line `events: [...]`")]
    NoEvents,
}

/// The most characters of a line that are shown.
const SHOWN: usize = 60;

impl SnapshotProblem {
    pub(super) fn new(line: usize, text: &str, kind: ProblemKind) -> Self {
        let shown = spelt_out(text.trim());
        let text = match shown.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &shown[..end]),
            None => shown.into_owned(),
        };
        Self { line, column: None, text, kind }
    }

    pub(super) fn at(self, column: usize) -> Self {
        Self { column: Some(column), ..self }
    }
}

fn in_column(column: Option<usize>) -> String {
    column.map_or_else(String::new, |column| format!(", column {column}"))
}

fn quoted(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`: ") }
}
