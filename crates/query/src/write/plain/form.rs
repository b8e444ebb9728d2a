//! Plain text to write into: the form of a kind, the correction of an entry.

use asof_core::{AsOf, Because, Draft, Entry, Event, Key};

use super::sample;
use super::shape::{REGISTERED, Shapes, short};
use super::write::PlainWriter;
use crate::source::log::Log;
use crate::write::amendment::{AmendmentError, Mending, correction};
use crate::write::form::FILL_IN;
use crate::write::schema::{Field, Kind};

/// What stands above every text to write into.
const ABOVE: &str = "# Lines that begin with # are left out. Save nothing new, and nothing happens.\n";

/// Fields that a reader fills in where the line is left out.
pub(super) const FILLED_IN: [&str; 2] = ["key", "known"];

/// What is to stand in a form already.
#[derive(Debug, Clone, Copy, Default)]
pub struct FormAbove<'a> {
    /// The negotiation.
    pub process: Option<&'a str>,
    /// The source of places that name none.
    pub source: Option<&'a str>,
}

/// Returns the form of a kind in plain text: the fields that it must have without their values, all others as comments.
pub fn plain_form(kind: &str, above: FormAbove<'_>) -> String {
    let schema = Shapes::published().schema();
    let (entry, said) = (schema.entry(kind), schema.said(kind));
    let mut form = format!("{}{ABOVE}", what_it_is(kind));
    let is_registered = kind.starts_with(REGISTERED);
    let first = if is_registered { "KEY: NAME" } else { "KEY 2025-05-16 by KEY, KEY" };
    form += &format!("# The first line can say more at once: {} {first}\n\n", short(kind));
    let mut header = String::new();
    if let Some(process) = above.process.filter(|_| !is_registered) {
        header += &format!("process: {process}\n");
    }
    if let Some(source) = above.source {
        header += &format!("sources: {source}\n");
    }
    if !header.is_empty() {
        form += &format!("{header}\n");
    }
    form += &format!("{}\n", short(kind));
    let is_filled_in = |name: &str| match name {
        "process" => above.process.is_some(),
        _ => !is_registered && FILLED_IN.contains(&name),
    };
    let fields: Vec<_> = schema.fields(&entry).chain(schema.fields(said)).collect();
    let is_there = |name: &str| ["process", "summary"].contains(&name);
    let (needed, others): (Vec<_>, Vec<_>) = fields
        .into_iter()
        .filter(|field| !(is_there(field.name) && is_filled_in(field.name)) && field.name != "with")
        .partition(|field| field.is_needed && !is_filled_in(field.name));
    for field in needed.iter().filter(|field| field.name != "summary") {
        form += &format!("{}{}:\n", comment(kind, field.name, schema.about(field.of)), field.name);
    }
    if needed.iter().any(|field| field.name == "summary") {
        form += "# One sentence of your own.\n>\n";
    }
    form += "#\n# What may be said too: take the # away.\n";
    for field in &others {
        form += &format!("{}#{}:\n", comment(kind, field.name, schema.about(field.of)), field.name);
    }
    form
}

/// Returns what a kind is, as a comment.
fn what_it_is(kind: &str) -> String {
    let kinds = Shapes::published().schema().kinds();
    let about = kinds.iter().find(|one| one.name == kind).map_or(String::new(), Kind::help);
    format!("# {}: {about}\n", short(kind))
}

/// Returns what a field is, as a comment above it.
fn comment(kind: &str, name: &str, about: &str) -> String {
    let sample = Shapes::published().field(kind, name).and_then(|(_, shape)| sample::of(shape));
    match sample {
        Some(sample) => format!("# {}: {sample}\n", about.trim_end_matches('.')),
        None => format!("# {about}\n"),
    }
}

/// Returns the correction of an entry in plain text: what it says now, to be changed, and why, to be filled in. `None` if
/// there is no such entry.
///
/// # Errors
///
/// The entry cannot be corrected, but only retracted.
pub fn plain_correction(log: &Log, process: &Key, key: &Key) -> Result<Option<String>, AmendmentError> {
    let Some(event) = log.find(process, key) else { return Ok(None) };
    if event.draft.record().is_some() {
        return Err(AmendmentError::AboutTheRecord);
    }
    let Ok(reason) = FILL_IN.parse() else { return Ok(None) };
    let mending = Mending { because: Because::Record, reason };
    let draft = correction(log, process, key, standing(log, event), mending)?;
    let mut text =
        format!("# A correction of {key}. Say why, and change what stands below `with`.\n{ABOVE}\n");
    let mut is_below = false;
    for line in PlainWriter::default().write(&draft).lines() {
        is_below |= line.starts_with("with ");
        match line {
            "because: record" if !is_below => {
                text += "# record: the record was wrong, and is mended for every date.\n\
                         # world: the public learned better; then add known: DATE and attributed_to: KEY.\n\
                         because:\n";
            }
            _ if !is_below && line.strip_prefix("reason: ") == Some(FILL_IN) => {
                text += "# Why, in a sentence.\nreason:\n";
            }
            // A correction without a summary takes its reason.
            _ if !is_below && line.strip_prefix("> ") == Some(FILL_IN) => {}
            _ => text += &format!("{line}\n"),
        }
    }
    Ok(Some(text + &to_add(&draft)))
}

/// Returns an entry as it stands now, corrected or as it was written.
fn standing(log: &Log, event: &Event) -> Draft {
    let mut draft = event.draft.clone();
    let view = log.as_of(&AsOf::ALL);
    match &mut draft.entry {
        Entry::World(world) => {
            let mut occurrences = view.occurrences().into_iter();
            let is_it = |process: &Key, key: &Key| *process == world.process && *key == draft.key;
            if let Some(stands) = occurrences.find(|stands| is_it(stands.process, stands.key)) {
                world.assertion = stands.assertion.clone();
            }
        }
        Entry::Registry(entry) => {
            if let Some(registered) = view.registry().get(&draft.key) {
                entry.registered = registered.clone();
            }
        }
        Entry::Record(_) => {}
    }
    draft
}

/// Returns the fields that a replacement lacks and could have, as comments.
fn to_add(draft: &Draft) -> String {
    let schema = Shapes::published().schema();
    let value = draft.to_value();
    let with = &value["what"]["correction"]["with"];
    let Some((kind, said)) = super::write::said(&with["what"]) else { return String::new() };
    let of_correction = ["key", "process", "sources", "id", "external_ids"];
    let entry = schema.entry(&kind);
    let beside = schema
        .fields(&entry)
        .filter(|field| !of_correction.contains(&field.name) && with.get(field.name).is_none());
    let within = schema.fields(schema.said(&kind)).filter(|field| !said.contains_key(field.name));
    let mut text = "# What may be said too, each in a line below `with`:\n".to_owned();
    for field in within.chain(beside) {
        text += &format!("#   {}: {}\n", field.name, schema.about(field.of));
    }
    text
}

/// Returns an entry of a kind to fill in, with what must be said of it, and below, as comments, all that may be said.
pub fn plain_sample(kind: &str) -> String {
    let schema = Shapes::published().schema();
    let (entry, said) = (schema.entry(kind), schema.said(kind));
    let Some((kind, shape)) = Shapes::published().kind(kind) else { return String::new() };
    let needs = |name: &str| shape.needs(name);
    let mut first = short(kind).to_owned();
    let is_registered = kind.starts_with(REGISTERED);
    if needs("key") {
        first += " KEY";
    }
    if is_registered {
        first += &format!(": {FILL_IN}");
    } else {
        first += if needs(shape.date()) { " 2025-05-16" } else { "" };
        first += if needs("attributed_to") { " by KEY" } else { "" };
    }
    let in_first = ["key", "attributed_to", "process", "summary", "known", shape.date()];
    let is_in_first = |name: &str| in_first.contains(&name) || is_registered && shape.title == Some(name);
    let is_with = |field: &Field<'_>| field.name == "with";
    let mut form = format!("{first}\n");
    let (needed, may): (Vec<_>, Vec<_>) =
        schema.fields(said).filter(|field| !is_with(field)).partition(|field| field.is_needed);
    let beside = || schema.fields(&entry).filter(|field| !is_in_first(field.name));
    let blank = |field: &Field<'_>| {
        let value = shape.field(field.name).map(|(_, shape)| sample::blank(shape));
        format!("{}: {}", field.name, value.unwrap_or_default())
    };
    for field in needed.iter().chain(&beside().filter(|field| field.is_needed).collect::<Vec<_>>()) {
        if !is_in_first(field.name) {
            form += &format!("{}\n", blank(field));
        }
    }
    if needs("summary") {
        form += &format!("> {FILL_IN}\n");
    }
    form += &format!("\n{}", what_it_is(kind));
    let line = |field: &Field<'_>| {
        let named = shape.field(field.name).and_then(|(_, shape)| sample::named(shape));
        let named = named.map_or_else(String::new, |names| format!(" Then, with names: {names}."));
        format!("#   {:38} {}{named}\n", blank(field), schema.about(field.of))
    };
    let known = || schema.fields(&entry).filter(|field| field.name == "known" && shape.date() != "known");
    let others = known().chain(beside().filter(|field| !field.is_needed)).collect();
    let others_of = if is_registered {
        "Like other entries of the registry, it may have"
    } else {
        "Like other events, it may have"
    };
    for (heading, fields) in [("It must have", needed), ("It may have", may), (others_of, others)] {
        if !fields.is_empty() {
            form += &format!("# {heading}:\n{}", fields.iter().map(line).collect::<String>());
        }
    }
    form
}
