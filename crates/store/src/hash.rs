//! Canonical bytes, content hashes and the two roots that they are folded into.
//!
//! What is hashed is the text of an event as it is stored, never types written out again, so that a
//! field added later changes no old hash.

mod stated;

use std::cmp::Ordering;

use asof_core::{Digest, Draft, Recorded};
use serde_json::Value;
use serde_json_borrow::{Number, Value as Json};
use sha2::{Digest as _, Sha256};

pub use stated::{write_fields, write_stated};

/// The fields that a log sets on a line; they are no part of an event's content.
const LOG_FIELDS: &[&str] = &["seq", "recorded", "commit", "hash"];
const LOG_FIELDS_AND_ID: &[&str] = &["seq", "recorded", "commit", "hash", "id"];

const CONTENT_START: &str = "asof/content/1";
const LOG_START: &str = "asof/log/1";

/// Where an event may hold a null: an assertion may say that nothing is stated.
const ASSERTED: &[&str] = &["what", "assertion", "equals"];

/// Integers from here on are not exact in every tool that reads JSON.
const UNSAFE_INTEGER: u64 = 1 << 53;

/// Why a JSON value has no canonical bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// The text is not JSON.
    #[error("not JSON")]
    NotJson,
    /// A null stands where a value, or nothing, belongs.
    #[error("`{path}` is null: leave out a field without a value")]
    Null {
        /// The fields that lead to it, joined by dots.
        path: String,
    },
    /// A number is not an integer below 2^53 in magnitude.
    #[error("`{path}` is {number}: numbers are integers between -(2^53 - 1) and 2^53 - 1")]
    Number {
        /// The fields that lead to it, joined by dots.
        path: String,
        /// The number as written.
        number: String,
    },
    /// A text has a control character (C0 or DEL).
    #[error("`{path}` has the control character U+{code:04X}")]
    Control {
        /// The fields that lead to it, joined by dots.
        path: String,
        /// The character's code.
        code: u32,
    },
}

impl CanonicalError {
    /// Returns the error of what stands in a field.
    #[must_use]
    pub fn under(mut self, field: &str) -> Self {
        match &mut self {
            Self::NotJson => {}
            Self::Null { path } | Self::Number { path, .. } | Self::Control { path, .. } => {
                let dot = if path.is_empty() { "" } else { "." };
                path.insert_str(0, &format!("{field}{dot}"));
            }
        }
        self
    }
}

/// Returns the canonical bytes of a value: RFC 8785, without nulls, fractions and control characters.
///
/// Keys are in the order of their UTF-16 code units, whatever order the value keeps them in.
///
/// # Errors
///
/// The value has a null, a number that is not an integer with magnitude below 2^53, or a text or key with
/// a control character.
///
/// ```
/// use asof_store::canonical_bytes;
/// let value = serde_json::json!({"b": [1, true], "a": "é"});
/// assert_eq!(canonical_bytes(&value)?, r#"{"a":"é","b":[1,true]}"#.as_bytes());
/// assert!(canonical_bytes(&serde_json::json!({"a": 1.5})).is_err());
/// # Ok::<(), asof_store::CanonicalError>(())
/// ```
pub fn canonical_bytes(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    let mut out = Vec::new();
    write_value(&Json::from(value), Nulls::Refused, &mut out)?;
    Ok(out)
}

/// Where a null may stand.
#[derive(Debug, Clone, Copy)]
enum Nulls {
    /// Nowhere.
    Refused,
    /// Only in what these fields lead to.
    At(&'static [&'static str]),
    /// Here and within.
    Allowed,
}

impl Nulls {
    /// Returns where a null may stand within a field.
    fn under(self, field: &str) -> Self {
        match self {
            Self::Refused => Self::Refused,
            Self::At([last]) if *last == field => Self::Allowed,
            Self::At([first, rest @ ..]) if *first == field => Self::At(rest),
            Self::At(_) => Self::Refused,
            Self::Allowed => Self::Allowed,
        }
    }

    /// Returns where a null may stand within an item of a list.
    fn in_item(self) -> Self {
        match self {
            Self::Refused | Self::At(_) => Self::Refused,
            Self::Allowed => Self::Allowed,
        }
    }
}

fn write_value(value: &Json<'_>, nulls: Nulls, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    match value {
        Json::Null if matches!(nulls, Nulls::Allowed) => {
            out.extend_from_slice(b"null");
            Ok(())
        }
        Json::Null => Err(CanonicalError::Null { path: String::new() }),
        Json::Bool(value) => {
            out.extend_from_slice(if *value { b"true" } else { b"false" });
            Ok(())
        }
        Json::Number(number) => write_number(number, out),
        Json::Str(text) => write_text(text, out),
        Json::Array(items) => write_array(items, nulls, out),
        Json::Object(object) => write_object(object.iter(), nulls, &[], out),
    }
}

fn write_number(number: &Number, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    match magnitude {
        Some(0..UNSAFE_INTEGER) => {
            out.extend_from_slice(number.to_string().as_bytes());
            Ok(())
        }
        Some(_) | None => {
            let number = serde_json::Number::from(*number).to_string();
            Err(CanonicalError::Number { path: String::new(), number })
        }
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    out.push(b'"');
    // To look at all bytes is quicker than to stop at the first: processors look at many at once.
    let is_plain = |byte: u8| (byte > 0x1f) & (byte != 0x7f) & (byte != b'"') & (byte != b'\\');
    if text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return Ok(());
    }
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            0..=0x1f | 0x7f => {
                return Err(CanonicalError::Control { path: String::new(), code: byte.into() });
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
    Ok(())
}

fn write_array(items: &[Json<'_>], nulls: Nulls, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_value(item, nulls.in_item(), out).map_err(|error| error.under(&index.to_string()))?;
    }
    out.push(b']');
    Ok(())
}

fn write_object<'v>(
    object: impl Iterator<Item = (&'v str, &'v Json<'v>)>,
    nulls: Nulls,
    without: &[&str],
    out: &mut Vec<u8>,
) -> Result<(), CanonicalError> {
    let mut fields: Vec<_> = object.filter(|(key, _)| !without.contains(key)).collect();
    // Of a field that is written twice the last counts, as in most readers of JSON.
    fields.reverse();
    fields.sort_by(|(a, _), (b, _)| order(a, b));
    fields.dedup_by_key(|(key, _)| *key);
    out.push(b'{');
    for (index, (key, value)) in fields.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let mut write = || {
            write_text(key, out)?;
            out.push(b':');
            write_value(value, nulls.under(key), out)
        };
        write().map_err(|error| error.under(key))?;
    }
    out.push(b'}');
    Ok(())
}

/// Compares the UTF-16 code units of two texts.
fn order(a: &str, b: &str) -> Ordering {
    // Where the texts differ first, one has an ASCII character: it comes first by bytes as well.
    if a.is_ascii() || b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// Returns the SHA-256 digest of the bytes.
pub fn sha256(bytes: &[u8]) -> Digest {
    Digest::new(Sha256::digest(bytes).into())
}

/// Returns the content hash of an event from its stored line: SHA-256 of its canonical bytes without what
/// only the log sets (`seq`, `recorded`, `commit`, `hash`).
///
/// # Errors
///
/// The line is not a JSON object, or has no canonical bytes (see [`canonical_bytes`]).
pub fn content_hash(line: &str) -> Result<Digest, CanonicalError> {
    hash_without(line, LOG_FIELDS)
}

/// Returns the content hash of a line as if it had no `id`, by which drafts without one are compared.
///
/// # Errors
///
/// As for [`content_hash`].
pub fn content_hash_without_id(line: &str) -> Result<Digest, CanonicalError> {
    hash_without(line, LOG_FIELDS_AND_ID)
}

/// Returns the content hash of a draft: what [`content_hash`] returns for the event that a log makes of it,
/// provided that the draft has its id already.
///
/// # Errors
///
/// The draft has no canonical bytes: a number too large.
pub fn draft_hash(draft: &Draft) -> Result<Digest, CanonicalError> {
    content_hash(&draft.to_json())
}

/// Returns the content hash of a draft as if it had no id.
///
/// # Errors
///
/// As for [`draft_hash`].
pub fn draft_hash_without_id(draft: &Draft) -> Result<Digest, CanonicalError> {
    content_hash_without_id(&draft.to_json())
}

fn hash_without(line: &str, fields: &[&str]) -> Result<Digest, CanonicalError> {
    let read = serde_json::from_str(line).map_err(|_| CanonicalError::NotJson)?;
    let Json::Object(object) = read else { return Err(CanonicalError::NotJson) };
    let mut bytes = Vec::with_capacity(line.len());
    write_object(object.iter(), Nulls::At(ASSERTED), fields, &mut bytes)?;
    Ok(sha256(&bytes))
}

/// Returns the content root that follows `before` (`None` at the first event) with an event of this content
/// hash. Equal content roots mean the same events in the same order, whenever each log accepted them.
pub fn next_content_root(before: Option<Digest>, content: Digest) -> Digest {
    sha256(format!("{}\n{content}", or_start(before, CONTENT_START)).as_bytes())
}

/// Returns the log root that follows `before` (`None` at the first event) with an event accepted so; it is
/// stored as the event's `hash`.
pub fn next_log_root(
    before: Option<Digest>,
    seq: u64,
    recorded: Recorded,
    commit: u64,
    content: Digest,
) -> Digest {
    let before = or_start(before, LOG_START);
    sha256(format!("{before}\n{seq}\n{recorded}\n{commit}\n{content}").as_bytes())
}

fn or_start(root: Option<Digest>, start: &str) -> String {
    root.map_or_else(|| start.to_owned(), |digest| digest.to_string())
}

#[cfg(test)]
mod tests;
