//! Rows: the one list of a document that csv and jsonl print.

use asof_query::Answer;
use serde_json::Value;

use crate::Format;

/// What a command answers with, which decides the formats that it can be printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Rows of one shape.
    Rows,
    /// Something else: for csv and jsonl, this is to be asked instead.
    Whole(&'static str),
    /// Problems with their places.
    Problems,
    /// Lines that come one after another, without an end.
    Stream,
}

impl Shape {
    /// What cannot be had as rows, where nothing nearer can be asked.
    pub const DOCUMENT: Self = Self::Whole(
        "use --format json here; rows are those of `asof log` and of one part of a state, such as `asof state --only commitments`",
    );

    /// Checks that the answer can be printed in a format, or returns what to ask instead.
    pub fn fits(self, format: Format) -> Result<(), String> {
        match (format, self) {
            (Format::Md | Format::Json | Format::Csv | Format::Github, Self::Stream) => Err(
                "what comes without an end is printed as lines: use --format text or jsonl here, or `asof log`".to_owned(),
            ),
            (Format::Text | Format::Md | Format::Json, _)
            | (Format::Jsonl, Self::Stream)
            | (Format::Jsonl | Format::Csv, Self::Rows)
            | (Format::Github, Self::Problems) => Ok(()),
            (Format::Jsonl, Self::Whole(instead)) => Err(refusal("jsonl", instead)),
            (Format::Csv, Self::Whole(instead)) => Err(refusal("csv", instead)),
            (Format::Jsonl, Self::Problems) => Err(refusal("jsonl", "use --format json or github here")),
            (Format::Csv, Self::Problems) => Err(refusal("csv", "use --format json or github here")),
            (Format::Github, Self::Rows | Self::Whole(_)) => {
                Err("github is for the problems that `asof check` finds: use --format json here".to_owned())
            }
        }
    }
}

fn refusal(format: &str, instead: &str) -> String {
    format!("{format} is for rows of one shape, and this answer has none: {instead}")
}

/// Returns the rows of a document and the name of their list.
///
/// # Errors
///
/// The document has no list, or several, with what to ask instead.
pub(crate) fn rows(document: &Value) -> Result<(&str, &[Value]), String> {
    let listed = |name| list(document, name).map(|rows| (name, rows));
    let found = match document["schema"].as_str() {
        Some("asof.log/2") => listed("events"),
        Some("asof.names/2") => listed("names"),
        Some("asof.history/2") => listed("changes"),
        Some("asof.due/2") => listed("due"),
        Some("asof.state/2") => match document["only"].as_array().map(Vec::as_slice) {
            Some([part]) => part.as_str().and_then(listed),
            Some(_) | None => None,
        },
        Some(_) | None => None,
    };
    found.ok_or_else(|| refusal("this format", "use --format json here"))
}

/// Returns a list of the document; one row alone, or none, is a list too.
fn list<'d>(document: &'d Value, name: &str) -> Option<&'d [Value]> {
    match &document[name] {
        Value::Array(rows) => Some(rows),
        row @ Value::Object(_) => Some(std::slice::from_ref(row)),
        Value::Null if document.get(name).is_some() => Some(&[]),
        _ => None,
    }
}

/// Returns the rows of an answer as JSON, one a line.
///
/// # Errors
///
/// The answer has no rows: what has them is named.
pub fn jsonl(answer: &Answer) -> Result<String, String> {
    let (_, rows) = rows(&answer.document)?;
    Ok(rows.iter().map(|row| format!("{row}\n")).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn named(document: &Value) -> Option<(String, usize)> {
        rows(document).ok().map(|(name, rows)| (name.to_owned(), rows.len()))
    }

    #[test]
    fn a_state_of_one_part_has_rows_and_one_of_several_has_none() {
        let state = |only: Value| json!({ "schema": "asof.state/2", "only": only, "commitments": [{}, {}], "positions": [] });
        assert_eq!(named(&state(json!(["commitments"]))), Some(("commitments".to_owned(), 2)));
        assert_eq!(named(&state(json!(["positions"]))), Some(("positions".to_owned(), 0)));
        assert_eq!(named(&state(json!(["commitments", "positions"]))), None);
        assert_eq!(named(&state(json!([]))), None);
    }

    #[test]
    fn a_status_is_one_row_or_none() {
        let status =
            |status: Value| json!({ "schema": "asof.state/2", "only": ["status"], "status": status });
        assert_eq!(named(&status(json!({ "phase": "opened" }))), Some(("status".to_owned(), 1)));
        assert_eq!(named(&status(Value::Null)), Some(("status".to_owned(), 0)));
    }

    #[test]
    fn lists_are_known_by_the_schema_of_their_document() {
        for (schema, list) in [
            ("asof.log/2", "events"),
            ("asof.names/2", "names"),
            ("asof.history/2", "changes"),
            ("asof.due/2", "due"),
        ] {
            assert_eq!(named(&json!({ "schema": schema, list: [{}] })), Some((list.to_owned(), 1)));
        }
        let diff = json!({ "schema": "asof.diff/2", "changes": [{}] });
        assert!(rows(&diff).unwrap_err().contains("--format json"));
    }

    #[test]
    fn rows_are_refused_with_what_to_ask_instead() {
        let whole = Shape::Whole("ask for the log");
        assert_eq!(whole.fits(Format::Json), Ok(()));
        assert!(whole.fits(Format::Csv).unwrap_err().ends_with("ask for the log"));
        assert!(whole.fits(Format::Jsonl).unwrap_err().starts_with("jsonl"));
        assert_eq!(Shape::Rows.fits(Format::Csv), Ok(()));
    }
}
