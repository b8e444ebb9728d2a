//! Texts hold nothing that no reader sees: an error in what is to be appended, a warning in what a log took before this
//! was asked.

use serde_json::Value;

use super::{Code, Entries, Found};
use crate::unseen::{Harm, Unseen, is_plain, is_suspect, spelt_out, unseen};

/// How many characters before and behind the one at fault a message shows.
const BESIDE: usize = 20;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    for (number, subject) in entries.subjects.iter().enumerate() {
        let json = subject.draft.to_json();
        // Nearly every entry has none: its values are not looked at one by one.
        if is_plain(&json) || !json.chars().any(is_suspect) {
            continue;
        }
        let Ok(value) = serde_json::from_str::<Value>(&json) else { continue };
        found.entry = number;
        let code = if subject.is_new() { Code::UnseenCharacter } else { Code::StoredUnseenCharacter };
        for_each_text(&value, "", &mut |field, text| {
            if let [first, others @ ..] = &unseen(text)[..] {
                let message = message(field, text, first, others.len());
                found.report(code, (field.to_owned(), text), message, Some(&hint(code, first)));
            }
        });
    }
}

/// Calls back with every text, and the name of a field too, with the field that it stands in.
fn for_each_text(value: &Value, field: &str, call: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => call(field, text),
        Value::Array(items) => items.iter().for_each(|item| for_each_text(item, field, call)),
        Value::Object(fields) => {
            for (name, value) in fields {
                // Only the value of an assertion has names that its author chose.
                call(field, name);
                for_each_text(value, name, call);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn message(field: &str, text: &str, first: &Unseen, others: usize) -> String {
    let number = u32::from(first.character);
    let does = match first.harm {
        Harm::Commands => "a control character that terminals obey",
        Harm::EndsLine => "which some programs treat as the end of a line",
        Harm::Hides => "which is invisible",
        Harm::Unclosed => "which reverses the text after it and is never closed",
        Harm::ClosesNothing => "which closes something that was never opened",
    };
    let more = match others {
        0 => String::new(),
        others => format!(", and {others} more like it"),
    };
    format!("`{}` holds U+{number:04X}, {does}{more}: `{}`", spelt_out(field), beside(text, first))
}

/// Returns the text at the character, every one that is not seen as its number.
fn beside(text: &str, first: &Unseen) -> String {
    let (before, behind) = (&text[..first.at.start], &text[first.at.end..]);
    let start = before.char_indices().rev().nth(BESIDE - 1).map_or(0, |(start, _)| start);
    let end = behind.char_indices().nth(BESIDE).map_or(text.len(), |(end, _)| first.at.end + end);
    let dots = |is_cut: bool| if is_cut { "…" } else { "" };
    format!("{}{}{}", dots(start > 0), spelt_out(&text[start..end]), dots(end < text.len()))
}

fn hint(code: Code, first: &Unseen) -> String {
    let mend = match first.harm {
        Harm::Commands | Harm::EndsLine => "delete it: a text is one line of visible characters",
        Harm::Hides => "delete it; U+200C and U+200D, which join and separate letters, are allowed",
        Harm::Unclosed => {
            "delete it, or close it in the same text: U+202C closes U+202A to U+202E, U+2069 closes U+2066 to U+2068"
        }
        Harm::ClosesNothing => "delete it",
    };
    if code == Code::StoredUnseenCharacter {
        format!("answers print its number; to fix it, `asof correct` the entry ({mend})")
    } else {
        mend.to_owned()
    }
}
