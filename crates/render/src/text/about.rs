//! `about`: everything about one thing, what it is first, then what came of it, what is said of it, where accounts
//! differ, and the events with their sources.

use std::collections::HashSet;

use asof_core::Key;
use asof_projector::{Collection, EventStatus, StateRow};
use asof_query::StatePart;
use asof_query::rows::{About, EventRow, Relation, Sort, ThingRow};

use super::dates;
use super::head::{self, Head};
use super::log::{cited, kind, only_source, places};
use super::page::{Item, Page, code};
use super::state::{self, Beside, subjects};
use super::view::{DISPUTED, Detail, View, capitalised, dispute_in_words, plain};

/// Returns everything about a thing.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a About, width: usize) -> Page {
    let thing = &answer.thing;
    let detail = if is_registered(thing.sort) { Detail::Short } else { Detail::Full };
    let view = &view.with(detail);
    let mut page = Page::new(width);
    head::answered(&mut page, view, &Head::of(&answer.envelope));
    page.section(&title(thing), &aside(thing));
    itself(&mut page, view, answer);
    // Where accounts differ is told at the facts or below them.
    let is_part = |collection: &Collection| *collection != Collection::Discrepancies;
    for collection in subjects::reading().into_iter().filter(is_part) {
        part(&mut page, view, answer, collection);
    }
    disputes(&mut page, view, answer);
    state::possible(&mut page, view, &[]);
    events(&mut page, view, &answer.events);
    page.say_once(DISPUTED);
    page
}

/// Returns whether the thing is one of the registry, about which there is much.
fn is_registered(sort: Sort) -> bool {
    matches!(sort, Sort::Person | Sort::Body | Sort::Issue | Sort::Place)
}

fn title(thing: &ThingRow) -> String {
    capitalised(thing.name.as_deref().unwrap_or(thing.key.as_str()).trim_end_matches('.'))
}

/// Returns what sort of thing it is, and its key.
fn aside(thing: &ThingRow) -> String {
    let sort = match (thing.round, thing.sort) {
        (Some(round), _) => format!("round {round}"),
        (None, Sort::Commitment) => "promise".to_owned(),
        (None, sort) => plain(sort.name()),
    };
    format!("{sort}, {}", code(thing.key.as_str()))
}

/// Returns the rows of a collection that have to do with the thing in one of these ways.
fn rows<'a>(answer: &'a About, collection: Collection, ways: &[Relation]) -> Vec<&'a StateRow> {
    let all = answer.parts.get(collection).unwrap_or_default();
    let part = StatePart::Collection(collection);
    let related = answer.related.iter();
    let related = related.filter(|related| related.part == part && ways.contains(&related.how));
    let mut places: Vec<usize> = related.map(|related| related.row).collect();
    places.sort_unstable();
    places.into_iter().filter_map(|place| all.get(place)).collect()
}

/// Writes the thing itself, or that the record has nothing of it yet.
fn itself<'a>(page: &mut Page, view: &View<'a>, answer: &'a About) {
    let mut is_there = false;
    for collection in subjects::reading() {
        for row in rows(answer, collection, &[Relation::Itself]) {
            page.item(2, "", &state::item(&view.with(Detail::Full), row));
            is_there = true;
        }
    }
    if !is_there && answer.related.is_empty() {
        page.line(2, "This record has nothing of it by then.");
    }
}

/// Writes the rows of a collection; apart from those that belong to the thing, what was planned before it, and what came on
/// its day.
fn part<'a>(page: &mut Page, view: &View<'a>, answer: &'a About, collection: Collection) {
    let (own, before, same_day) = (
        rows(answer, collection, &[Relation::OfIt, Relation::AboutIt]),
        rows(answer, collection, &[Relation::PlannedBefore]),
        rows(answer, collection, &[Relation::SameDay]),
    );
    let count = own.len() + before.len() + same_day.len();
    if count == 0 {
        return;
    }
    page.section(subjects::of(collection).heading, &count.to_string());
    let meetings = answer.parts.get(Collection::Meetings).unwrap_or_default();
    let beside = Beside { meetings, ..Beside::default() };
    let asides = [
        (own, ""),
        (before, "For what was planned, and instead of which this was held:"),
        (same_day, "On the same day; the record does not say that the meeting brought it:"),
    ];
    for (rows, aside) in asides.into_iter().filter(|(rows, _)| !rows.is_empty()) {
        if !aside.is_empty() {
            page.aside(2, aside);
        }
        state::rows_of(page, view, collection, &rows, beside);
    }
}

/// Writes where accounts differ of a thing of which rows are told in short; elsewhere that stands at the facts.
fn disputes(page: &mut Page, view: &View<'_>, answer: &About) {
    let about = rows(answer, Collection::Discrepancies, &[Relation::AboutIt]);
    let keys: HashSet<&Key> = about.into_iter().filter_map(|row| row.value.facets().own_key()).collect();
    if view.detail == Detail::Full || keys.is_empty() {
        return;
    }
    page.section(subjects::of(Collection::Discrepancies).heading, &keys.len().to_string());
    for dispute in answer.disputes.iter().filter(|dispute| keys.contains(&dispute.discrepancy)) {
        let said = dispute_in_words(dispute);
        page.item(2, "", &Item::new(said));
    }
}

/// Writes the events with their sources, a line each. Entries about where accounts differ stand at the facts.
fn events<'a>(page: &mut Page, view: &View<'a>, events: &'a [EventRow]) {
    let is_told = |event: &&EventRow| {
        event.kind.name() != "discrepancy"
            && (view.names_possible()
                || !matches!(event.standing, EventStatus::Possible | EventStatus::UnderWay))
    };
    let events: Vec<&'a EventRow> = events.iter().filter(is_told).collect();
    if events.is_empty() {
        return;
    }
    let source = only_source(&events);
    let of = source.map_or(String::new(), |source| format!("; all lines are of {}", view.name(source)));
    page.section("Events and sources", &format!("{}{of}", events.len()));
    for event in events {
        let when = event.occurred.as_ref().or(event.known.as_ref()).map(dates::date);
        let when = when.map_or_else(|| "No date".to_owned(), |when| capitalised(&when));
        let mut said = vec![plain(&kind(event)).to_lowercase()];
        match source {
            Some(_) => said.extend(places(&event.sources)),
            None => said.extend(event.sources.iter().map(|citation| cited(view, citation))),
        }
        let key = code(event.key.as_str());
        page.item(2, "", &Item::new(format!("{when}, {key}: {}", said.join("; "))));
    }
}
