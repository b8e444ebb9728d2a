//! Puts the faults of an entry into words for somebody who knows JSON and nothing of this program's insides.

use super::error::LineCode;
use super::examples::example;
use super::fault::{Expecting, Fault, Misfit, Step};
use crate::as_text::Form;
use crate::json::Sort;
use crate::names::Key;
use crate::near::{did_you_mean, nearest, nearest_zones};
use crate::text::one_line;

type Words = (LineCode, String, Option<String>);

/// Fields that stand beside `what` and not within it.
const BESIDE_WHAT: [&str; 17] = [
    "process",
    "key",
    "occurred",
    "known",
    "attributed_to",
    "via",
    "said_in",
    "at",
    "issues",
    "after",
    "in_response_to",
    "delivers",
    "ends",
    "sources",
    "external_ids",
    "summary",
    "id",
];

/// Fields that only the log sets, which no author is told to write.
pub(super) const OF_THE_LOG: [&str; 4] = ["seq", "recorded", "commit", "hash"];

/// Returns what sort of problem a fault is, what is wrong, and what to write instead.
pub(super) fn described(fault: &Fault) -> Words {
    match &*fault.what {
        Misfit::UnknownField { field, fields } => unknown_field(fault, field, fields),
        Misfit::MissingField(field) => missing(format!("{} needs `{field}`", owner(&fault.path)), &[field]),
        Misfit::Needed { fields, kind } => {
            missing(format!("an entry of kind `{kind}` needs {}", listed(fields, " and ")), fields)
        }
        Misfit::EmptyList { field, kind } => {
            missing(format!("an entry of kind `{kind}` needs `{field}`, with at least one item"), &[field])
        }
        Misfit::RepeatedField(field) => {
            let message = format!("`{field}` appears twice in {}", owner(&fault.path));
            (LineCode::RepeatedField, message, Some("keep one of them".to_owned()))
        }
        Misfit::ForbiddenField { field, kind } => {
            let message = format!("an entry of kind `{kind}` has no `{field}`: leave it out");
            (LineCode::ForbiddenField, message, None)
        }
        Misfit::FieldOfTheLog(field) => {
            let message = format!("only the log sets `{field}`");
            let hint = format!("leave {} out of a draft", listed(&OF_THE_LOG, " and "));
            (LineCode::ForbiddenField, message, Some(hint))
        }
        Misfit::NoFieldOfTheLog(field) => {
            let message = format!("every line of a log has `{field}`; this one does not");
            let hint = "only `asof append` writes lines: give it the draft".to_owned();
            (LineCode::MissingField, message, Some(hint))
        }
        Misfit::WrongType { expected } => wrong_type(fault, expected),
        Misfit::UnknownWord { word, words } => unknown_word(fault, word, words),
        Misfit::NotOne { found, words } => not_one(fault, found, words),
        Misfit::NotOfForm { form, message } => {
            let hint = if message.contains("write ") { None } else { form_hint(*form, fault) };
            (code(*form), format!("in {}, {message}", subject(&fault.path)), hint)
        }
        Misfit::Number { at_least } => {
            let found = fault.found.as_ref().map_or("?", |(_, written)| written.as_str());
            let subject = subject(&fault.path);
            let message = format!(
                "{subject} is {}, but must be a whole number, {at_least} or greater",
                one_line(found)
            );
            (LineCode::BadNumber, message, None)
        }
        Misfit::ReplacesMending => {
            let message = "a correction replaces an event about the world or a registry entry".to_owned();
            let hint = "to fix a correction, correct its target again or retract the correction".to_owned();
            (LineCode::WrongReplacement, message, Some(hint))
        }
        Misfit::Other(message) => {
            (LineCode::WrongType, format!("in {}, {message}", subject(&fault.path)), None)
        }
    }
}

fn code(form: Form) -> LineCode {
    match form {
        Form::Date | Form::Deadline => LineCode::BadDate,
        Form::Duration => LineCode::BadDuration,
        Form::Key | Form::Word | Form::Reference | Form::Claimant => LineCode::BadKey,
        Form::Text => LineCode::BadText,
        Form::Lines => LineCode::BadLines,
        Form::Zone => LineCode::BadZone,
        Form::Quantity | Form::Ratio => LineCode::BadQuantity,
        Form::Number => LineCode::BadNumber,
        Form::Id | Form::Recorded | Form::Digest => LineCode::BadStamp,
    }
}

/// What stands in the forms of `asof draft`.
const FILL_IN: &str = "FILL IN";

/// Returns what to write where the message does not say so itself.
fn form_hint(form: Form, fault: &Fault) -> Option<String> {
    if fault.text().is_some_and(|text| text.contains(FILL_IN)) {
        return Some("fill it in, or leave the field out if it does not apply".to_owned());
    }
    match form {
        Form::Date => Some(
            "write a date as 2025-05-16, 2025-05, 2025 or 2025-05-16T12:30+03:00; a moment between two dates as [A..B]"
                .to_owned(),
        ),
        Form::Deadline => Some("write \"2025-05-16\", or {\"after\": KEY, \"days\": 15}".to_owned()),
        Form::Quantity => example("quantity").map(|example| format!("write {example}")),
        Form::Claimant => Some(
            "name people and bodies by key (`asof names` lists them), or write source or unstated".to_owned(),
        ),
        Form::Key | Form::Word | Form::Reference => as_key(&fault.text()?),
        Form::Zone => did_you_mean(&nearest_zones(&fault.text()?)),
        Form::Duration
        | Form::Text
        | Form::Lines
        | Form::Number
        | Form::Ratio
        | Form::Id
        | Form::Recorded
        | Form::Digest => None,
    }
}

/// Suggests the key that is nearest to a name.
fn as_key(text: &str) -> Option<String> {
    let key = slug::slugify(text);
    let is_short = key.chars().count() <= 40;
    (is_short && key.parse::<Key>().is_ok()).then(|| format!("write {key}"))
}

fn missing(message: String, fields: &[&str]) -> Words {
    let examples: Vec<&str> = fields.iter().filter_map(|field| example(field)).collect();
    let hint = (!examples.is_empty()).then(|| format!("add {}", examples.join("; and ")));
    (LineCode::MissingField, message, hint)
}

fn unknown_field(fault: &Fault, field: &str, fields: &[&'static str]) -> Words {
    let message = format!("`{}` is not a field of {}", one_line(field), owner(&fault.path));
    let names: Vec<&str> = fields.iter().copied().filter(|name| !OF_THE_LOG.contains(name)).collect();
    let near = nearest(field, names.iter().map(|name| (*name, *name)));
    let hint = if let Some(meant) = did_you_mean(&near) {
        meant
    } else if fault.path.last().is_some_and(|step| matches!(step, Step::Kind(_)))
        && BESIDE_WHAT.contains(&field)
    {
        format!("`{field}` belongs next to `what`, not inside it")
    } else if names.is_empty() {
        "it has no fields: write {}".to_owned()
    } else if fault.path.is_empty() && example(field).is_some() {
        format!("`{field}` belongs inside the kind: \"what\": {{\"KIND\": {{..., \"{field}\": ...}}}}")
    } else if fault.path.is_empty() {
        format!("an entry has {}; the fields of its kind go inside `what`", listed(&names, " and "))
    } else {
        format!("its fields are {}", listed(&names, " and "))
    };
    (LineCode::UnknownField, message, Some(hint))
}

fn unknown_word(fault: &Fault, word: &str, words: &[&'static str]) -> Words {
    let word = one_line(word);
    let message = match fault.path.last() {
        Some(Step::Field(field)) if field == "what" => format!("`{word}` is not a kind of entry"),
        Some(Step::Kind(kind)) if kind == "registered" => {
            format!("`{word}` cannot be registered")
        }
        Some(Step::Kind(kind)) => format!("`{word}` is not a phase of `{kind}`"),
        _ => format!("{} cannot be `{word}`", subject(&fault.path)),
    };
    let near = nearest(&word, words.iter().map(|name| (*name, *name)));
    let hint = did_you_mean(&near).unwrap_or_else(|| {
        if fault.is_kind() {
            format!("use {}", one_of(words))
        } else {
            format!("use one of {}", listed(words, " and "))
        }
    });
    (LineCode::UnknownWord, message, Some(hint))
}

/// Names all words, or says where they are listed if they are the kinds.
fn one_of(words: &[&str]) -> String {
    if words.len() > 12 {
        "one of the kinds that `asof draft` lists".to_owned()
    } else {
        format!("one of {}", listed(words, " and "))
    }
}

fn not_one(fault: &Fault, found: &[String], words: &[&'static str]) -> Words {
    let holder = subject(&fault.path);
    let what = if fault.is_kind() { "kind" } else { "of its phases" };
    let message = if found.is_empty() {
        format!("{holder} is empty: it must have exactly one {what}")
    } else {
        let found: Vec<_> = found.iter().map(|name| one_line(name)).collect();
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        format!("{holder} must have exactly one {what}, but has {}", listed(&found, " and "))
    };
    let hint = if found.is_empty() {
        format!("use {}", one_of(words))
    } else {
        "make each of them a separate entry".to_owned()
    };
    (LineCode::OneKind, message, Some(hint))
}

fn wrong_type(fault: &Fault, expected: &Expecting) -> Words {
    let needs = match expected {
        Expecting::Form(form) => form.name().to_owned(),
        Expecting::List => "a list".to_owned(),
        Expecting::Number => "a whole number".to_owned(),
        Expecting::Bool => "true or false".to_owned(),
        Expecting::Fields(_) => "an object with fields".to_owned(),
        Expecting::Word(_) => "one of its words".to_owned(),
        Expecting::Kind(_) => "an object with the kind and its fields".to_owned(),
        Expecting::Other(name) => name.clone(),
    };
    let message = format!("{} is {}, but must be {needs}", subject(&fault.path), found(fault));
    (LineCode::WrongType, message, type_hint(fault, expected))
}

fn type_hint(fault: &Fault, expected: &Expecting) -> Option<String> {
    let field_example = || fault.field().and_then(example).map(|example| format!("write {example}"));
    let (sort, written) = fault.found.as_ref()?;
    let is_short = written.chars().count() < 60;
    match (expected, sort) {
        (Expecting::Fields(_), Sort::List) if fault.path.is_empty() => {
            Some("write one entry per line, without [ and ]".to_owned())
        }
        (Expecting::Fields(_), _) if fault.path.is_empty() => {
            Some("an entry is one object: {\"key\": ..., \"what\": ...}".to_owned())
        }
        (Expecting::List, Sort::Text | Sort::Object) if is_short => Some(format!("write [{written}]")),
        (Expecting::Number, Sort::Text) => Some("write it without quotation marks".to_owned()),
        (Expecting::Word(words), _) => Some(format!("write one of {}", listed(words, " and "))),
        (Expecting::Kind(words), _) => {
            Some(format!("write {{\"KIND\": {{...}}}}, where KIND is {}", one_of(words)))
        }
        (Expecting::Form(Form::Lines | Form::Text), Sort::Number) if is_short => {
            Some(format!("write \"{written}\""))
        }
        (Expecting::Fields(fields), _) => {
            field_example().or_else(|| Some(format!("its fields are {}", listed(fields, " and "))))
        }
        _ => field_example(),
    }
}

/// Says what was found.
fn found(fault: &Fault) -> String {
    let Some((sort, written)) = &fault.found else { return "something else".to_owned() };
    match sort {
        Sort::Null => "null".to_owned(),
        Sort::Bool => written.clone(),
        Sort::Number => format!("the number {}", one_line(written)),
        Sort::Text => format!("the text {}", one_line(written)),
        Sort::List => "a list".to_owned(),
        Sort::Object => "an object".to_owned(),
    }
}

/// Names the object at the end of a path.
fn owner(path: &[Step]) -> String {
    match path {
        [] => "an entry".to_owned(),
        path => subject(path),
    }
}

/// Names the value at the end of a path.
fn subject(path: &[Step]) -> String {
    let Some((last, before)) = path.split_last() else { return "the entry".to_owned() };
    match last {
        Step::Item(number) => format!("item {} of {}", number + 1, subject(before)),
        Step::Kind(_) => {
            let first = path.iter().rposition(|step| !matches!(step, Step::Kind(_))).map_or(0, |at| at + 1);
            let kinds: Vec<&str> = path[first..].iter().map(Step::name).collect();
            format!("`{}`", kinds.join("/"))
        }
        Step::Field(field) => match before {
            [] => format!("`{field}`"),
            before => format!("`{field}` of {}", subject(before)),
        },
    }
}

fn listed(words: &[&str], last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, rest)) => format!("{}{last}{end}", rest.join(", ")),
        None => String::new(),
    }
}
