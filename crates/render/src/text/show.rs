//! `show`: one event, its sources, its clocks, what acts upon it, and what it moves.

use asof_core::{EventRef, Quantity, Text};
use asof_projector::Dated;
use asof_query::rows::{ActingRow, Dispute, EventRow, Judged, ReferringRow, Show};
use chrono::FixedOffset;
use serde_json::{Map, Value};

use super::changes;
use super::dates;
use super::head::{self, Head};
use super::log::{self, in_source, kind, kind_of, recorded, standing};
use super::numbers::quantity;
use super::page::{Column, Item, Page, Share, Table, code, listed};
use super::state::grouped;
use super::stored::{element, is_derived, is_said, label, words};
use super::view::{Detail, View, capitalised, dispute_in_words, joined, plain, without_repetition};
use super::why;
use super::word::Word;

/// The width of the column of labels.
const LABELS: usize = 16;

/// Returns an event.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a Show, width: usize) -> Page {
    let view = view.with(Detail::Full).in_zone(view.zone.or_else(|| zone(answer)));
    let event = &answer.event;
    let mut page = Page::new(width);
    head::answered(&mut page, &view, &Head::of(&answer.envelope));
    let standing = standing(event.standing).map_or(String::new(), |standing| format!("; {standing}"));
    page.section(event.key.as_str(), &format!("{}{standing}", plain(&kind(event)).to_lowercase()));
    if let Some(summary) = &event.summary {
        page.line(0, summary.as_str());
    }
    page.blank();
    page.table(2, facts(&view, answer));
    acted_upon(&mut page, &view, &answer.acted_upon_by);
    referred_to(&mut page, &view, &answer.referred_to_by);
    disputed(&mut page, answer);
    moved(&mut page, &view, answer);
    page
}

/// Returns all that an entry says, a label and what stands behind it: whose word it is, its clocks, its fields, its
/// sources.
fn facts<'a>(view: &View<'a>, answer: &'a Show) -> Table {
    let event = &answer.event;
    let mut table = Table::new([Column::new("", Share::Fixed(LABELS)), Column::new("", Share::Rest)]);
    let mut fact = |label: &str, said: Vec<String>| {
        if !said.is_empty() {
            table.row(vec![vec![label.to_owned()], said]);
        }
    };
    if !event.attributed_to.is_empty() {
        fact("According to", vec![view.claimants(&event.attributed_to)]);
    }
    fact("Happened", event.occurred.iter().map(dated).collect());
    fact("Could be known", event.known.iter().map(dated).collect());
    beside(view, event).into_iter().for_each(|(label, said)| fact(label, said));
    of_kind(view, answer).into_iter().for_each(|(label, said)| fact(&label, said));
    let sources = answer.sources.iter();
    fact("Source", sources.map(|source| in_source(view, &source.source, &source.place)).collect());
    fact("Recorded", vec![format!("{}, as entry {}", recorded(event.recorded), event.seq)]);
    table
}

/// Returns a date in words, and what narrowed it.
fn dated(dated: &Dated) -> String {
    let by = &dated.narrowed_by;
    let by = if by.is_empty() { String::new() } else { format!(" (narrowed by {})", listed(by)) };
    format!("{}{by}", dates::date(dated))
}

/// Returns what an event says beside its kind, each behind a label; nothing where it is not stated.
fn beside<'a>(view: &View<'a>, event: &'a EventRow) -> [(&'static str, Vec<String>); 8] {
    let ids = event.external_ids.iter().map(|id| format!("{} {}", id.scheme, id.id));
    let via = event.via.iter().map(|via| outlet(view, via));
    let issues = (!event.issues.is_empty()).then(|| view.names(&event.issues));
    let delivers = event.delivers.iter().map(|delivers| {
        let inferred = if delivers.inferred { " (inferred link)" } else { "" };
        format!("{}{inferred}", delivers.commitment)
    });
    [
        ("External ids", ids.collect()),
        ("Via", via.collect()),
        ("Said in", event.said_in.iter().map(ToString::to_string).collect()),
        ("Said or done at", event.at.iter().map(ToString::to_string).collect()),
        ("Issues", issues.into_iter().collect()),
        ("After", keys(&event.after)),
        ("In response to", keys(&event.in_response_to)),
        ("Delivers", delivers.collect()),
    ]
}

/// Returns an outlet by its name where it is registered.
fn outlet<'a>(view: &View<'a>, via: &'a Text) -> String {
    match view.name_of(via.as_str()) {
        name if name == via.as_str() => plain(name),
        name => name.to_owned(),
    }
}

/// Returns events by their keys, in one paragraph; none if there are none.
fn keys(events: &[EventRef]) -> Vec<String> {
    let keys: Vec<String> = events.iter().map(ToString::to_string).collect();
    (!keys.is_empty()).then(|| listed(&keys)).into_iter().collect()
}

/// Returns what an event says by its kind, a label and what stands behind it.
fn of_kind<'a>(view: &View<'a>, answer: &'a Show) -> Vec<(String, Vec<String>)> {
    let kinds = answer.event.what.0.as_object();
    let Some((kind, entry)) = kinds.and_then(|kinds| kinds.iter().next()) else { return Vec::new() };
    if let ("assertion", Some(judged)) = (kind.as_str(), &answer.assertion) {
        let facts = asserted_facts(view, entry, judged).into_iter();
        return facts.map(|(label, said)| (label.to_owned(), vec![said])).collect();
    }
    let fact = |(field, value): (&'a String, &'a Value)| {
        let said = match (kind.as_str(), field.as_str(), value) {
            ("correction", "with", _) => put_in_place(view, value),
            // What a membership is of has a name; what a correction is of is named by its key.
            ("membership", "of", Value::String(of)) => vec![view.name_of(of).to_owned()],
            _ => said(view, field, value),
        };
        (capitalised(&label_in(kind, field)), said)
    };
    fields(entry).map(fact).collect()
}

/// Returns the fields of what an event says by its kind, and its phase if the kind has phases.
fn fields(entry: &Value) -> impl Iterator<Item = (&String, &Value)> {
    asof_query::phase(entry).map_or(entry, |(_, fields)| fields).as_object().into_iter().flatten()
}

/// Returns what an assertion says of a state, and whether the state is so.
fn asserted_facts(view: &View<'_>, assertion: &Value, judged: &Judged) -> Vec<(&'static str, String)> {
    let end_of = |field: &str| assertion[field].as_str().map(|written| dates::when(written, view.zone));
    let mut facts = vec![("At the end of", end_of("at").unwrap_or_default())];
    facts.extend(end_of("known").map(|known| ("As known by", known)));
    facts.push(("Of", code(assertion["path"].as_str().unwrap_or_default())));
    let asserted = match &assertion["equals"] {
        Value::Null => "that nothing is stated".to_owned(),
        equals => asserted(equals),
    };
    facts.push(("Asserts", asserted));
    let rests_on = match judged.rests_on.as_slice() {
        [] => String::new(),
        keys => format!("; it rests on {}", listed(keys)),
    };
    facts.push((
        "Holds",
        match &judged.message {
            None => format!("yes{rests_on}"),
            Some(message) => format!("no: {message}{rests_on}"),
        },
    ));
    facts
}

/// Returns a whole quantity; what names some of its fields only is compared, and shown, by these.
fn whole_quantity(fields: &Map<String, Value>) -> Option<Quantity> {
    let is_whole =
        ["low", "high", "bound", "unit", "per"].into_iter().all(|field| fields.contains_key(field));
    let stated = fields.iter().filter(|(_, value)| !value.is_null());
    let stated = stated.map(|(field, value)| (field.clone(), value.clone()));
    is_whole.then(|| serde_json::from_value(Value::Object(stated.collect())).ok()).flatten()
}

/// Returns what is asserted, each field by its name in the JSON.
fn asserted(value: &Value) -> String {
    let within = |value: &Value| match value {
        Value::Object(fields) if whole_quantity(fields).is_none() => format!("({})", asserted(value)),
        plain => asserted(plain),
    };
    match value {
        Value::Null => "not stated".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(within).collect::<Vec<_>>().join(", "),
        Value::Object(fields) if fields.is_empty() => "that it is there".to_owned(),
        Value::Object(fields) => {
            let named = || {
                let fields = fields.iter().filter(|(field, _)| !is_derived(field));
                let named = fields.map(|(field, value)| format!("{field}: {}", within(value)));
                named.collect::<Vec<_>>().join("; ")
            };
            whole_quantity(fields).map_or_else(named, |whole| quantity(&whole))
        }
    }
}

/// Returns a value in words, an element of a list of rows a paragraph; none if it says nothing.
fn said<'a>(view: &View<'a>, field: &str, value: &'a Value) -> Vec<String> {
    let items = value.as_array().filter(|items| items.len() > 1 && items.iter().any(Value::is_object));
    match items {
        Some(items) => items.iter().map(|item| element(view, field, item)).collect(),
        None if is_said(value) => vec![words(view, field, value)],
        None => Vec::new(),
    }
}

/// Returns the offset of the process, as the dates of the event or of the rows that it moves tell it.
fn zone(answer: &Show) -> Option<FixedOffset> {
    let mut rows = answer.before.iter().chain(&answer.after).filter_map(|moved| moved.slot.as_ref());
    log::zone(&answer.event).or_else(|| rows.find_map(changes::offset_of))
}

/// Returns what a correction puts in the place of its target, each field in a paragraph of its own.
fn put_in_place<'a>(view: &View<'a>, with: &'a Value) -> Vec<String> {
    let what = &with["what"];
    let mut told = vec![kind_of(what).unwrap_or_default()];
    let beside = with.as_object().into_iter().flatten().filter(|(field, _)| *field != "what");
    let entry = what.as_object().and_then(|kinds| kinds.values().next());
    for (field, value) in beside.chain(entry.into_iter().flat_map(fields)) {
        let said = said(view, field, value).into_iter();
        told.extend(said.map(|said| format!("{}: {said}", label(field))));
    }
    told
}

/// Returns the name of a field in an entry of a kind: what a correction or retraction is of, it mends or withdraws.
fn label_in(kind: &str, field: &str) -> String {
    match (kind, field) {
        ("correction", "of") => "mends".to_owned(),
        ("retraction", "of") => "withdraws".to_owned(),
        ("confirmation", "of") => "confirms".to_owned(),
        ("denial", "of") => "denies".to_owned(),
        _ => label(field),
    }
}

fn acted_upon<'a>(page: &mut Page, view: &View<'a>, rows: &'a [ActingRow]) {
    if rows.is_empty() {
        return;
    }
    page.heading("What acts upon it");
    for row in rows {
        let kind = row.kind.name();
        let word = Word::new(std::slice::from_ref(&row.event), &row.attributed_to);
        let is_of_nobody = row.attributed_to.is_empty();
        let by = if is_of_nobody { String::new() } else { format!(" by {}", view.claimants_of(word)) };
        let known = row.known.as_ref().map_or(String::new(), |known| format!(", {}", dates::date(known)));
        let summary = row.summary.as_ref().map_or(String::new(), |summary| format!(": {summary}"));
        page.item(2, "", &Item::new(format!("{kind}{by}{known}{summary}")).on([&row.event]));
    }
}

/// Says where accounts differ of what it moves, beyond what is said to act upon it.
fn disputed(page: &mut Page, answer: &Show) {
    let is_told =
        |dispute: &&Dispute| answer.acted_upon_by.iter().any(|acting| acting.event == dispute.discrepancy);
    let disputes: Vec<&Dispute> = answer.disputes.iter().filter(|dispute| !is_told(dispute)).collect();
    if disputes.is_empty() {
        return;
    }
    page.heading("Where accounts differ of what it moves");
    for dispute in disputes {
        page.item(2, "", &Item::new(dispute_in_words(dispute)));
    }
}

/// How many events that name it in one way are told in words; more are named by their keys.
const IN_WORDS: usize = 4;

/// Says which events name it: a few in words, many that do so in the same way in one line.
fn referred_to<'a>(page: &mut Page, view: &View<'a>, rows: &'a [ReferringRow]) {
    if rows.is_empty() {
        return;
    }
    page.heading("What refers to it");
    let key = |row: &'a ReferringRow| match view.other_process(Some(&row.process)) {
        Some(process) => format!("{process}/{}", row.event),
        None => row.event.to_string(),
    };
    for (field, rows) in grouped(rows, |row| row.field) {
        let way = referring(field);
        if rows.len() > IN_WORDS {
            let keys: Vec<String> = rows.iter().map(|row| key(row)).collect();
            page.item(2, "", &Item::new(format!("{way}: {}", listed(&keys))));
            continue;
        }
        for row in rows {
            let summary = row.summary.as_ref().map_or(why::NO_SUMMARY, Text::as_str);
            page.item(2, "", &Item::new(format!("{way}: {summary}")).on([key(row)]));
        }
    }
}

/// Returns how an event refers to another by a field.
fn referring(field: &str) -> String {
    match field {
        "about" => "about it".to_owned(),
        "after" => "after it, by the source".to_owned(),
        "in_response_to" => "in response to it".to_owned(),
        "said_in" => "said in it".to_owned(),
        "delivers" => "carries it out".to_owned(),
        "proposal" => "answers it, or is of its text".to_owned(),
        "agreement" => "under it, or a later stage of it".to_owned(),
        "commitment" | "ceasefire" => "a later word on it".to_owned(),
        "replaces" => "replaces it".to_owned(),
        field => format!("names it as {}", plain(field)),
    }
}

fn moved<'a>(page: &mut Page, view: &View<'a>, answer: &'a Show) {
    let after = &answer.after;
    let changes = changes::between(&answer.before, after);
    if changes.is_empty() {
        page.heading("What it moves");
        let paths: Vec<String> = after.iter().map(|moved| moved.path.to_string()).collect();
        let rows = after.iter().filter_map(|moved| moved.slot.as_ref());
        let undecided: Vec<_> = rows.flat_map(|row| &row.grounds.order_undecided).collect();
        let nothing = if paths.is_empty() {
            "Nothing in the state.".to_owned()
        } else if !undecided.is_empty() {
            let undecided = listed(&without_repetition(&undecided));
            format!(
                "Nothing for certain of {}: which of {undecided} came last is not recorded.",
                joined(&paths)
            )
        } else {
            format!("Nothing but how it came about: others of the same date decide {}.", joined(&paths))
        };
        page.line(2, &nothing);
        return;
    }
    page.section("What it moves", "the state without it and with it, at the moment from which it counts");
    changes::write(page, view, &changes);
}
