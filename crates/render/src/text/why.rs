//! `why`: what a fact says, the events that it rests on, what they beat, what moves it later.

use std::collections::HashSet;

use asof_core::Citation;
use asof_projector::Collection;
use serde_json::Value;

use super::changes::{because, collection, slot_name};
use super::dates::{self, date};
use super::fields::Fields;
use super::head;
use super::log::located;
use super::numbers::counted;
use super::page::{Item, Page, bracketed, code};
use super::state;
use super::values::{label, words};
use super::view::{Detail, Knowledge, View, capitalised, plain};

/// Returns why a fact is as it is.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let zone = view.zone.or_else(|| dates::offset(view.document.row("row")));
    let view = view.with(Detail::Full).in_zone(zone);
    let mut page = Page::new(width);
    head::answered(&mut page, &view);
    said(&mut page, &view);
    // What is beaten is told there, not twice.
    let set_aside: HashSet<&str> =
        view.document.rows("beaten").iter().filter(|row| is_overtaken(**row)).filter_map(event).collect();
    let resting_rows = view.document.rows("rests_on").into_iter();
    let resting_rows = resting_rows.filter(|row| !event(row).is_some_and(|key| set_aside.contains(key)));
    events(&mut page, &view, "Rests on", resting_rows.collect(), resting);
    let of_later = |row: &Fields<'_>| row.text("how") == Some("not-certain");
    let (uncertain, beaten_rows): (Vec<_>, Vec<_>) =
        view.document.rows("beaten").into_iter().partition(of_later);
    let later_rows = view.document.rows("later");
    if view.names_possible() {
        events(&mut page, &view, "Beaten, or of no weight", [beaten_rows, uncertain].concat(), beaten);
        events(&mut page, &view, "Moved after that moment by", later_rows, later);
    } else {
        events(&mut page, &view, "Beaten, or of no weight", beaten_rows, beaten);
        withheld(&mut page, uncertain.len() + later_rows.len());
    }
    page
}

/// Says how many entries bear on a fact that were not public, or not for certain: what they say was told later.
fn withheld(page: &mut Page, entries: usize) {
    if entries > 0 {
        let entries = counted(entries as u64, "later or uncertain word");
        page.blank();
        page.aside(0, &format!("{entries} on it: {} lists them.", code("--format json")));
    }
}

fn event<'a>(row: &Fields<'a>) -> Option<&'a str> {
    row.text("event")
}

/// Returns whether an event on which the fact rests no longer says how it stands.
fn is_overtaken(row: Fields<'_>) -> bool {
    matches!(row.text("how"), Some("overtaken" | "not-own-word"))
}

/// Writes what the fact says; if it is not there by then, that.
fn said<'a>(page: &mut Page, view: &View<'a>) {
    let document = view.document;
    let slot = document.text("slot").unwrap_or_default();
    let collection = collection(slot).unwrap_or(Collection::Status);
    let name = slot_name(view, slot, document.text("title"));
    let row = document.row("row");
    match (row.is_there(), document.text("field")) {
        (false, _) => {
            page.heading(&name);
            let by_then = match view.knowledge {
                Knowledge::ByThen => "This record has nothing of it dated as public by then.",
                Knowledge::Stated => "This record has nothing of it with a stated date of knowledge by then.",
                Knowledge::Hindsight => "This record has nothing of it by then.",
            };
            match document.texts("replaced_by").as_slice() {
                [] => page.line(2, by_then),
                events => page.line(2, &format!("Another took its place by then {}.", bracketed(events))),
            }
        }
        (true, Some(field)) => {
            page.heading(&format!("{name}: {}", label(field)));
            page.line(2, &value(view, field));
        }
        (true, None) => {
            page.heading(state::title(collection));
            page.item(2, "", &state::item(view, collection, row));
        }
    }
}

/// Returns the value of the field asked for in words.
fn value<'a>(view: &View<'a>, field: &str) -> String {
    match (field, view.document.value("value")) {
        ("delivered", Value::Null) => state::no_delivery(view.knowledge),
        (_, value) => words(view, field, value),
    }
}

fn events<'a>(
    page: &mut Page,
    view: &View<'a>,
    heading: &str,
    rows: Vec<Fields<'a>>,
    lead: fn(&View<'a>, Fields<'a>) -> String,
) {
    if rows.is_empty() {
        return;
    }
    page.heading(heading);
    for row in rows {
        let summary = row.text("summary").unwrap_or("an entry without a sentence of its own");
        let mut item = Item::new(format!("{}: {summary}", lead(view, row))).on(row.text("event"));
        item.note(clocks(view, row));
        item.below.extend(sources(view, row));
        page.item(2, "", &item);
    }
}

fn resting(view: &View<'_>, row: Fields<'_>) -> String {
    let role = match row.text("role") {
        Some("opens") => "Opens it",
        Some("moves") => "Moves it",
        Some("confirms") => "Confirms it",
        Some("denies") => "Denies it",
        Some("corrects") => "Corrects it",
        Some("retracts") => "Withdraws what stood against it",
        Some("registers") => "Registers it",
        Some(_) | None => "Belongs to it",
    };
    let mut asides = Vec::new();
    if matches!(row.value("decides"), Value::Bool(true)) {
        asides.push("without it this would be another");
    }
    let lots = view.document.row("row").rows("deliveries");
    if lots.iter().any(|lot| lot.text("event") == row.text("event") && lot.flag("link_inferred")) {
        asides.push("the source does not link them");
    }
    if asides.is_empty() { role.to_owned() } else { format!("{role} ({})", asides.join("; ")) }
}

fn beaten(_: &View<'_>, row: Fields<'_>) -> String {
    let by = row.text("by").map_or(String::new(), |by| format!(" by {}", code(by)));
    let reason = row.text("reason").map_or(String::new(), |reason| format!(" ({reason})"));
    match row.text("how") {
        Some("overtaken") => format!("Overtaken{by}"),
        Some("corrected") => format!("Corrected{by}{reason}"),
        Some("retracted") => format!("Withdrawn{by}{reason}"),
        Some("not-own-word") => "Moves nothing, for it is not their own word".to_owned(),
        Some("not-certain") => "May count, but not for certain by then".to_owned(),
        Some(other) => capitalised(&plain(other)),
        None => "Set aside".to_owned(),
    }
}

fn later(_: &View<'_>, row: Fields<'_>) -> String {
    match row.text("why") {
        Some("happened") => "Happened later".to_owned(),
        Some("learned") => "Had happened, became known later".to_owned(),
        Some(why) => capitalised(because(why)),
        None => "Later".to_owned(),
    }
}

/// Returns what kind of event it is, when it happened and could be known, and whose word it is.
fn clocks<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let mut parts = vec![plain(row.text("kind").unwrap_or("entry"))];
    parts.extend(date(row, "occurred").map(|occurred| format!("happened {occurred}")));
    match (row.text("occurred"), row.text("known")) {
        (Some(occurred), Some(known)) if occurred == known => parts.push("public the same day".to_owned()),
        _ => parts.extend(date(row, "known").map(|known| format!("public {known}"))),
    }
    let claimants = row.texts("attributed_to");
    if !claimants.is_empty() {
        parts.push(format!("as told by {}", view.claimants_of(row)));
    }
    parts.join("; ")
}

/// Returns where the event is found, each source named once.
fn sources<'a>(view: &View<'a>, row: Fields<'a>) -> Option<String> {
    let mut by_title: Vec<(&str, Vec<String>)> = Vec::new();
    for source in row.rows("sources") {
        let title = view.named(source, "source").unwrap_or("a source not stated");
        match by_title.iter_mut().find(|(other, _)| *other == title) {
            Some((_, places)) => places.push(place(source)),
            None => by_title.push((title, vec![place(source)])),
        }
    }
    let cited = by_title.iter().map(|(title, places)| format!("{title}: {}", places.join("; ")));
    let cited: Vec<String> = cited.collect();
    (!cited.is_empty()).then(|| cited.join("; "))
}

/// Returns a place in a source.
fn place(source: Fields<'_>) -> String {
    let parts = located(source, &Citation::LOCATORS);
    if parts.is_empty() { "as a whole".to_owned() } else { parts.join(", ") }
}
