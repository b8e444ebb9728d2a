//! `about`: everything about one thing, what it is first, then what came of it, what is said of it, where accounts
//! differ, and the events with their sources.

use std::collections::HashSet;

use asof_projector::Collection;

use super::dates;
use super::fields::Fields;
use super::head;
use super::log::{cited, kind, only_source, places};
use super::page::{Item, Page, code};
use super::state;
use super::view::{DISPUTED, Detail, View, capitalised, dispute_in_words, plain};

/// The order of reading.
const READING: [Collection; 18] = [
    Collection::Meetings,
    Collection::Delegations,
    Collection::Attendance,
    Collection::Agreements,
    Collection::Ceasefires,
    Collection::Commitments,
    Collection::Proposals,
    Collection::Positions,
    Collection::Exchanges,
    Collection::Incidents,
    Collection::Resolutions,
    Collection::Claims,
    Collection::Statements,
    Collection::Offices,
    Collection::Memberships,
    Collection::People,
    Collection::Bodies,
    Collection::Places,
];

/// Returns everything about a thing.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let thing = view.document.row("thing");
    let detail = if is_registered(thing) { Detail::Short } else { Detail::Full };
    let view = &view.with(detail);
    let mut page = Page::new(width);
    head::answered(&mut page, view);
    page.section(&title(thing), &aside(thing));
    itself(&mut page, view);
    for collection in READING {
        part(&mut page, view, collection);
    }
    disputes(&mut page, view);
    state::possible(&mut page, view);
    events(&mut page, view);
    page.say_once(DISPUTED);
    page
}

/// Returns whether the thing is one of the registry, about which there is much.
fn is_registered(thing: Fields<'_>) -> bool {
    matches!(thing.text("sort"), Some("person" | "body" | "issue" | "place"))
}

fn title(thing: Fields<'_>) -> String {
    capitalised(thing.text("name").or(thing.text("key")).unwrap_or_default().trim_end_matches('.'))
}

/// Returns what sort of thing it is, and its key.
fn aside(thing: Fields<'_>) -> String {
    let sort = match (thing.number("round"), thing.text("sort")) {
        (Some(round), _) => format!("round {round}"),
        (None, Some("commitment")) => "promise".to_owned(),
        (None, Some("meeting")) => "meeting".to_owned(),
        (None, sort) => plain(sort.unwrap_or("thing")),
    };
    format!("{sort}, {}", code(thing.text("key").unwrap_or_default()))
}

/// Returns the rows of a collection that have to do with the thing in one of these ways.
fn rows<'a>(view: &View<'a>, collection: Collection, ways: &[&str]) -> Vec<Fields<'a>> {
    let all = view.document.rows(collection.name());
    let places = view.document.rows("related").into_iter().filter(|related| {
        related.text("part") == Some(collection.name())
            && related.text("how").is_some_and(|how| ways.contains(&how))
    });
    let mut places: Vec<usize> =
        places.filter_map(|related| usize::try_from(related.number("row")?).ok()).collect();
    places.sort_unstable();
    places.into_iter().filter_map(|place| all.get(place).copied()).collect()
}

/// Writes the thing itself, or that the record has nothing of it yet.
fn itself(page: &mut Page, view: &View<'_>) {
    let mut is_there = false;
    for collection in READING {
        for row in rows(view, collection, &["itself"]) {
            page.item(2, "", &state::item(&view.with(Detail::Full), collection, row));
            is_there = true;
        }
    }
    if !is_there && view.document.rows("related").is_empty() {
        page.line(2, "This record has nothing of it by then.");
    }
}

/// Writes the rows of a collection; apart from those that belong to the thing, what was planned before it, and what came on
/// its day.
fn part(page: &mut Page, view: &View<'_>, collection: Collection) {
    let (own, before, same_day) = (
        rows(view, collection, &["of-it", "about-it"]),
        rows(view, collection, &["planned-before"]),
        rows(view, collection, &["same-day"]),
    );
    let count = own.len() + before.len() + same_day.len();
    if count == 0 {
        return;
    }
    page.section(state::title(collection), &count.to_string());
    let asides = [
        (own, ""),
        (before, "For what was planned, and instead of which this was held:"),
        (same_day, "On the same day; the record does not say that the meeting brought it:"),
    ];
    for (rows, aside) in asides.into_iter().filter(|(rows, _)| !rows.is_empty()) {
        if !aside.is_empty() {
            page.aside(2, aside);
        }
        state::rows_of(page, view, collection, &rows);
    }
}

/// Writes where accounts differ of a thing of which rows are told in short; elsewhere that stands at the facts.
fn disputes(page: &mut Page, view: &View<'_>) {
    let about = rows(view, Collection::Discrepancies, &["about-it"]);
    let keys: HashSet<&str> = about.iter().filter_map(|row| row.text("key")).collect();
    if view.detail == Detail::Full || keys.is_empty() {
        return;
    }
    page.section(state::title(Collection::Discrepancies), &keys.len().to_string());
    let disputes = view.document.rows("disputes").into_iter();
    for dispute in
        disputes.filter(|dispute| dispute.text("discrepancy").is_some_and(|key| keys.contains(key)))
    {
        let said = dispute_in_words(dispute).replacen(DISPUTED, "", 1);
        page.item(2, "", &Item::new(said));
    }
}

/// Writes the events with their sources, a line each. Entries about where accounts differ stand at the facts.
fn events(page: &mut Page, view: &View<'_>) {
    let events = view.document.rows("events");
    let is_told = |event: &Fields<'_>| {
        event.text("kind") != Some("discrepancy")
            && (view.names_possible() || !matches!(event.text("standing"), Some("possible" | "under-way")))
    };
    let events: Vec<Fields<'_>> = events.into_iter().filter(is_told).collect();
    if events.is_empty() {
        return;
    }
    let source = only_source(&events);
    let of = source.map_or(String::new(), |source| format!("; all lines are of {}", view.name(source)));
    page.section("Events and sources", &format!("{}{of}", events.len()));
    for event in events {
        let when = ["occurred", "known"].iter().find_map(|clock| dates::date(event, clock));
        let when = when.map_or_else(|| "No date".to_owned(), |when| capitalised(&when));
        let mut said = vec![plain(&kind(event)).to_lowercase()];
        let citations = event.rows("sources");
        match source {
            Some(_) => said.extend(places(&citations)),
            None => said.extend(citations.into_iter().map(|citation| cited(view, citation))),
        }
        let key = code(event.text("key").unwrap_or_default());
        page.item(2, "", &Item::new(format!("{when}, {key}: {}", said.join("; "))));
    }
}
