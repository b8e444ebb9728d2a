//! Reads dates that may be imprecise.

use std::str::FromStr;

use super::{Ends, Qualifier, Shape, When, WhenError};
use crate::date::{DateErrorKind, WrittenDate};

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<Self, WhenError> {
        let (core, qualifier) = split_qualifier(text);
        if core.bytes().any(|byte| QUALIFIERS.contains(&byte)) {
            let is_last = core.bytes().next_back().is_some_and(|byte| QUALIFIERS.contains(&byte));
            let error = if is_last { WhenError::QualifierRepeated } else { WhenError::QualifierInside };
            return Err(meant(text).unwrap_or_else(|| error(text.to_owned())));
        }
        Ok(Self { text: text.into(), shape: read_shape(core)?, qualifier })
    }
}

const QUALIFIERS: [u8; 3] = *b"?~%";

fn split_qualifier(text: &str) -> (&str, Option<Qualifier>) {
    let strip = |mark, qualifier| text.strip_suffix(mark).map(|core| (core, Some(qualifier)));
    strip('?', Qualifier::Inferred)
        .or_else(|| strip('~', Qualifier::Approximate))
        .or_else(|| strip('%', Qualifier::Both))
        .unwrap_or((text, None))
}

fn read_shape(text: &str) -> Result<Shape, WhenError> {
    if text.trim().is_empty() {
        Err(WhenError::Empty)
    } else if text.starts_with('[') || text.ends_with(']') {
        read_one_of(text).map(Shape::OneOf)
    } else if text.contains('/') && !is_slashed_date(text) {
        read_span(text).map(Shape::Span).map_err(|error| meant(text).unwrap_or(error))
    } else {
        let as_point = |error| meant(text).or_else(|| misread(text)).unwrap_or(WhenError::Point(error));
        text.parse().map(Shape::Point).map_err(as_point)
    }
}

/// Returns the refusal of a text as a point, if that names the form which says what the text says.
fn meant(text: &str) -> Option<WhenError> {
    let error = text.parse::<WrittenDate>().err()?;
    let has_form = matches!(
        error.kind(),
        DateErrorKind::OtherForm(_) | DateErrorKind::Season(_) | DateErrorKind::Days { .. }
    );
    has_form.then_some(WhenError::Point(error))
}

/// Says what a text that is no point was meant to be, if two dates stand in it.
fn misread(text: &str) -> Option<WhenError> {
    let (first, last) = SEPARATORS.iter().find_map(|between| text.split_once(between))?;
    Some(match read_ends(text, bound(first), bound(last)) {
        Ok(_) => {
            WhenError::Undecided { text: text.to_owned(), first: first.to_owned(), last: last.to_owned() }
        }
        Err(error) => error,
    })
}

/// What people write between two dates without saying which of the two things they mean.
const SEPARATORS: [&str; 5] = ["..", "--", " - ", "–", " to "];

/// Tells `02/06/2025` and `5/26`, which no span can be, from a span of years.
fn is_slashed_date(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split('/').all(is_number) && text.split('/').any(|part| part.len() < 4)
}

fn read_one_of(text: &str) -> Result<Ends, WhenError> {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let (first, last) =
        inner.and_then(|inner| inner.split_once("..")).ok_or_else(|| WhenError::Brackets(text.to_owned()))?;
    read_ends(text, bound(first), bound(last))
}

fn read_span(text: &str) -> Result<Ends, WhenError> {
    let parts: Vec<&str> = text.split('/').collect();
    let [first, last] = parts[..] else {
        return Err(WhenError::TooManyEnds(text.to_owned()));
    };
    if first.is_empty() || last.is_empty() {
        return Err(WhenError::MissingEnd(text.to_owned()));
    }
    let end = |part| Some(part).filter(|part| *part != "..");
    read_ends(text, end(first), end(last))
}

fn bound(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn read_ends(text: &str, first: Option<&str>, last: Option<&str>) -> Result<Ends, WhenError> {
    let first: Option<WrittenDate> = first.map(str::parse).transpose().map_err(WhenError::First)?;
    let last: Option<WrittenDate> = last.map(str::parse).transpose().map_err(WhenError::Last)?;
    match (first, last) {
        (None, None) => Err(WhenError::Unbounded(text.to_owned())),
        (Some(a), Some(b)) if a.begins_after(&b) == Some(true) => Err(WhenError::Inverted(text.to_owned())),
        _ => Ok(Ends { first, last }),
    }
}
