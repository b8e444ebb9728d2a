//! Why a text is not a date that may be imprecise.

use super::When;
use crate::date::DateError;
use crate::text::one_line;

/// Why a text is not a date that may be imprecise, with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// Nothing is written.
    #[error("no date; write one, such as 2025-05-16")]
    Empty,
    /// The only point is not a date.
    #[error(transparent)]
    Point(DateError),
    /// The first end is not a date.
    #[error("first end: {0}")]
    First(DateError),
    /// The last end is not a date.
    #[error("last end: {0}")]
    Last(DateError),
    /// More than one of `?`, `~`, `%` at the end.
    #[error("`{}`: write only one of `?` (inferred), `~` (approximate) and `%` (both)", one_line(.0))]
    QualifierRepeated(String),
    /// One of `?`, `~`, `%` elsewhere than at the end.
    #[error("`{}`: write `?`, `~` or `%` once, at the very end", one_line(.0))]
    QualifierInside(String),
    /// Bounds of which it is not said whether they are those of a span or of a moment.
    #[error(
        "`{}`: write [{}..{}] for one unknown moment or {} for a span",
        one_line(text),
        one_line(first),
        one_line(last),
        one_line(&span_text(first, last))
    )]
    Undecided {
        /// The text that was refused.
        text: String,
        /// The first end, empty if it is open.
        first: String,
        /// The last end, empty if it is open.
        last: String,
    },
    /// A span of more than two ends.
    #[error("`{}`: a span has two ends, a/b; an unknown moment is written [a..b]", one_line(.0))]
    TooManyEnds(String),
    /// A span with nothing before or after the `/`.
    #[error("`{}`: one end is missing; write `..` for an open end", one_line(.0))]
    MissingEnd(String),
    /// Brackets that do not hold two bounds.
    #[error("`{}`: one unknown moment is written [a..b], [..b] or [a..]", one_line(.0))]
    Brackets(String),
    /// No end is a date.
    #[error("`{}`: at least one end must be a date", one_line(.0))]
    Unbounded(String),
    /// The last end is over before the first begins.
    #[error("`{}`: the first end comes after the last", one_line(.0))]
    Inverted(String),
    /// An open span as `occurred`.
    #[error(
        "`{0}`: `occurred` cannot be open; write something that lasts as two events, its beginning and its end"
    )]
    OpenSpan(When),
    /// A span as `known`.
    #[error("`{0}`: something becomes known at one moment; write the day, or [a..b] if the day is uncertain")]
    KnownSpan(When),
    /// Anything but a day or an instant where a moment is needed.
    #[error(
        "`{0}`: a state is read at the end of one day or at one instant; write 2025-05-24 or 2025-05-24T12:00+03:00"
    )]
    NoMoment(When),
}

fn span_text(first: &str, last: &str) -> String {
    let open = |end: &str| {
        if end.is_empty() { "..".to_owned() } else { end.to_owned() }
    };
    format!("{}/{}", open(first), open(last))
}
