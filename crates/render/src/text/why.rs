//! `why`: what a fact says, the events that it rests on, what they beat, what moves it later.

use std::collections::HashSet;

use asof_core::{Key, Text};
use asof_projector::{ChangeReason, StateRow};
use asof_query::rows::{Beaten, CitationRow, EventInShort, Ground, How, Later, PlaceInSource, Role, Why};

use super::changes::{because, offset_of, slot_name};
use super::dates;
use super::head::{self, Head};
use super::log::located;
use super::numbers::counted;
use super::page::{Item, Page, bracketed, code};
use super::state;
use super::values::{Side, label, words};
use super::view::{Detail, Knowledge, View, capitalised, plain};
use super::word::Word;

/// Returns why a fact is as it is.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a Why, width: usize) -> Page {
    let zone = view.zone.or_else(|| answer.row.as_ref().and_then(offset_of));
    let view = view.with(Detail::Full).in_zone(zone);
    let mut page = Page::new(width);
    head::answered(&mut page, &view, &Head::of(&answer.envelope));
    said(&mut page, &view, answer);
    // What is beaten is told there, not twice.
    let overtaken = answer.beaten.iter().filter(|beaten| is_overtaken(beaten.how));
    let set_aside: HashSet<&Key> = overtaken.map(|beaten| &beaten.event.event).collect();
    let grounds = answer.rests_on.iter().filter(|ground| !set_aside.contains(&ground.event.event));
    let grounds = grounds.map(|ground| (resting(answer.row.as_ref(), ground), &ground.event));
    events(&mut page, &view, "Rests on", grounds.collect());
    let (uncertain, certain): (Vec<&Beaten>, Vec<&Beaten>) =
        answer.beaten.iter().partition(|beaten| beaten.how == How::NotCertain);
    let led = |rows: Vec<&'a Beaten>| rows.into_iter().map(|row| (beaten(row), &row.event)).collect();
    if view.names_possible() {
        events(&mut page, &view, "Beaten, or of no weight", led([certain, uncertain].concat()));
        let rows = answer.later.iter().map(|row| (later(row), &row.event));
        events(&mut page, &view, "Moved after that moment by", rows.collect());
    } else {
        events(&mut page, &view, "Beaten, or of no weight", led(certain));
        withheld(&mut page, uncertain.len() + answer.later.len());
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

/// Returns whether an event on which the fact rests no longer says how it stands.
fn is_overtaken(how: How) -> bool {
    matches!(how, How::Overtaken | How::NotOwnWord)
}

/// Writes what the fact says; if it is not there by then, that.
fn said<'a>(page: &mut Page, view: &View<'a>, answer: &'a Why) {
    let name = slot_name(view, &answer.slot, answer.title.as_deref());
    match (&answer.row, &answer.field) {
        (None, _) => {
            page.heading(&name);
            let by_then = match view.knowledge {
                Knowledge::ByThen => "This record has nothing of it known to be public by then.",
                Knowledge::Stated => "This record has nothing of it with a stated date of knowledge by then.",
                Knowledge::Hindsight => "This record has nothing of it by then.",
            };
            match answer.replaced_by.as_slice() {
                [] => page.line(2, by_then),
                events => page.line(2, &format!("Another took its place by then {}.", bracketed(events))),
            }
        }
        (Some(_), Some(field)) => {
            page.heading(&format!("{name}: {}", label(field)));
            let said = match field.as_str() {
                "delivered" if answer.value.is_nothing() => state::no_delivery(view.knowledge),
                field => words(view, &Side::of(field, &answer.value)),
            };
            page.line(2, &said);
        }
        (Some(row), None) => {
            page.heading(state::subjects::of(answer.slot.collection()).heading);
            page.item(2, "", &state::item(view, row));
        }
    }
}

/// What stands for the sentence of an entry that has none.
pub(super) const NO_SUMMARY: &str = "an entry without a sentence of its own";

/// Writes events below a heading, each with what leads it.
fn events<'a>(page: &mut Page, view: &View<'a>, heading: &str, rows: Vec<(String, &'a EventInShort)>) {
    if rows.is_empty() {
        return;
    }
    page.heading(heading);
    for (lead, event) in rows {
        let summary = event.summary.as_ref().map_or(NO_SUMMARY, Text::as_str);
        let mut item = Item::new(format!("{lead}: {summary}")).on([&event.event]);
        item.note(clocks(view, event));
        sources(view, &event.sources).into_iter().for_each(|source| item.note(source));
        page.item(2, "", &item);
    }
}

fn resting(row: Option<&StateRow>, ground: &Ground) -> String {
    let role = match ground.role {
        Role::Opens => "Opens it",
        Role::Moves => "Moves it",
        Role::Confirms => "Confirms it",
        Role::Denies => "Denies it",
        Role::Corrects => "Corrects it",
        Role::Retracts => "Withdraws what stood against it",
        Role::Registers => "Registers it",
        Role::Compares => "Belongs to it",
    };
    let mut asides = Vec::new();
    if ground.decides == Some(true) {
        asides.push("without it this would be another");
    }
    let mut lots = row.into_iter().flat_map(|row| row.value.facets().deliveries());
    if lots.any(|lot| lot.event == ground.event.event && lot.link_inferred) {
        asides.push("the source does not link them");
    }
    if asides.is_empty() { role.to_owned() } else { format!("{role} ({})", asides.join("; ")) }
}

fn beaten(row: &Beaten) -> String {
    let by = row.by.as_ref().map_or(String::new(), |by| format!(" by {}", code(by.as_str())));
    let reason = row.reason.as_ref().map_or(String::new(), |reason| format!(" ({reason})"));
    match row.how {
        How::Overtaken => format!("Overtaken{by}"),
        How::Corrected => format!("Corrected{by}{reason}"),
        How::Retracted => format!("Withdrawn{by}{reason}"),
        How::NotOwnWord => "Moves nothing, for it is not their own word".to_owned(),
        How::NotCertain => "May count, but not for certain by then".to_owned(),
    }
}

fn later(row: &Later) -> String {
    match row.why {
        ChangeReason::Happened => "Happened later".to_owned(),
        ChangeReason::Learned => "Had happened, became known later".to_owned(),
        why => capitalised(because(why.name())),
    }
}

/// Returns what kind of event it is, when it happened and could be known, and whose word it is.
fn clocks<'a>(view: &View<'a>, event: &'a EventInShort) -> String {
    let mut parts = vec![plain(event.kind.name())];
    let (occurred, known) = (event.occurred.as_ref(), event.known.as_ref());
    parts.extend(occurred.map(|occurred| format!("happened {}", dates::date(occurred))));
    match (occurred, known) {
        (Some(occurred), Some(known)) if occurred.when == known.when => {
            parts.push("public the same day".to_owned());
        }
        _ => parts.extend(known.map(|known| format!("public {}", dates::date(known)))),
    }
    if !event.attributed_to.is_empty() {
        let word = Word::new(std::slice::from_ref(&event.event), &event.attributed_to);
        let word = Word { process: event.process.as_ref(), ..word };
        parts.push(format!("according to {}", view.claimants_of(word)));
    }
    parts.join("; ")
}

/// Returns where the event is found, each source named once.
fn sources<'a>(view: &View<'a>, cited: &'a [CitationRow]) -> Option<String> {
    let mut by_title: Vec<(&str, Vec<String>)> = Vec::new();
    for citation in cited {
        let title = view.name(&citation.source);
        match by_title.iter_mut().find(|(other, _)| *other == title) {
            Some((_, places)) => places.push(place(&citation.place)),
            None => by_title.push((title, vec![place(&citation.place)])),
        }
    }
    let cited = by_title.iter().map(|(title, places)| format!("{title}: {}", places.join("; ")));
    let cited: Vec<String> = cited.collect();
    (!cited.is_empty()).then(|| cited.join("; "))
}

/// Returns a place in a source.
fn place(place: &PlaceInSource) -> String {
    let parts = located(place);
    if parts.is_empty() { "as a whole".to_owned() } else { parts.join(", ") }
}
