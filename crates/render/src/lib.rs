//! Renderings of an answer: text, Markdown, HTML, CSV, JSON. Each shows the same document; none asks a log or computes a state.
//!
//! ```
//! use asof_query::{Answer, Log, Query, Scope, Selection, state};
//! use asof_store::{Access, MemoryLog};
//!
//! let line = include_str!("../../../fixtures/logs/first-days.jsonl");
//! let log = Log::read(&MemoryLog::from_text(line, Access::ReadOnly))?;
//! let query = Query {
//!     process: None,
//!     scope: Scope::Process,
//!     as_of: None,
//!     known: None,
//!     recorded: None,
//!     inferred: asof_core::Inferred::Include,
//!     now: "2026-11-23T10:00:00Z".parse()?,
//! };
//! let stood = state(&log, &query.at(&log, Some("last"))?, &Selection::default());
//! let answer = Answer::new(stood, log.names());
//! assert!(asof_render::text(&answer, 80, 24).starts_with("As of "));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod calendar;
mod cloudevents;
mod csv;
mod problems;
mod rows;
pub mod svg;
mod text;

use asof_core::unseen::spelt_out;
use asof_query::{Answer, ProcessChoice};

pub use calendar::{Deadlines, icalendar};
pub use cloudevents::cloudevent;
pub use csv::{Dialect, csv};
pub use problems::{checked, github, problems};
pub use rows::{Shape, has_rows, jsonl};
pub use svg::plot;
pub use text::{
    Link, Links, counted, date_as_written, headings, html, html_document, html_not_yet_public, markdown,
    oneline, text,
};

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// One JSON object a row; with `log`, the stored lines.
    Jsonl,
    /// One line a row, below a line with the names of the columns.
    Csv,
    /// The text as Markdown.
    Md,
    /// A whole HTML document, of an answer that is one.
    Html,
    /// With `follow`: one event of CloudEvents 1.0 a line.
    CloudEvents,
    /// With `check`: workflow commands, by which GitHub shows each problem beside its line.
    Github,
}

/// Returns a message that holds texts of others, every character that no reader sees as its number. It keeps its own lines, and
/// has no styles.
pub fn said(message: &str) -> String {
    message.split('\n').map(spelt_out).collect::<Vec<_>>().join("\n")
}

/// Returns an answer as one JSON document.
pub fn json(answer: &Answer) -> String {
    let document = serde_json::to_string_pretty(&answer.json())
        .unwrap_or_else(|error| unreachable!("a document is JSON: {error}"));
    format!("{document}\n")
}

/// Says which process answers, and why it.
pub fn choice(answer: &Answer) -> String {
    let Some((process, chosen)) = answer.body.chosen() else { return "no process is asked".to_owned() };
    let why = match chosen {
        ProcessChoice::Named => "it was named",
        ProcessChoice::Only => "the log has no other",
        ProcessChoice::BegunLast => "of its chain, it had begun last by then",
        ProcessChoice::Oldest => "nothing of its chain had begun by then, and it is the oldest",
        ProcessChoice::Newest => "it is the newest of its chain",
        ProcessChoice::All => "every process was asked for",
    };
    format!("{process} answers: {why}")
}
