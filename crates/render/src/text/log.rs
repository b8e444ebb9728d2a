//! `log`: the events, in the order of one of the clocks.

use super::dates::{self, INFERRED, without_remark};
use super::fields::Fields;
use super::head;
use super::numbers::{counted, duration};
use super::page::{Item, Page, clipped, code, listed, padded};
use super::view::{View, capitalised, plain};
use asof_core::Citation;
use asof_query::{Answer, lines_in_words, place_in_words};
use chrono::SecondsFormat;
use serde_json::Value;
use textwrap::core::display_width;

/// Returns a listing of events, under the date by which they are ordered.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let mut page = Page::new(width);
    head::answered(&mut page, view);
    let all = view.document.rows("events");
    let is_told = |event: &Fields<'_>| {
        view.names_possible() || !matches!(event.text("standing"), Some("possible" | "under-way"))
    };
    let events: Vec<_> = all.iter().copied().filter(is_told).collect();
    let untold = all.len() - events.len();
    if untold > 0 {
        let (entries, json) = (counted(untold as u64, "more entry"), code("--format json"));
        page.aside(0, &format!("{entries} of these may have been public by then; {json} lists them."));
    }
    let zone = view.zone.or_else(|| events.iter().find_map(|event| dates::offset(*event)));
    let view = &view.in_zone(zone);
    let order = match view.document.text("order") {
        Some("known") => "when the public could know them",
        Some("recorded") => "when the log took them in",
        _ => "when they happened",
    };
    if events.is_empty() {
        page.line(0, "No event of this record passes these filters.");
        return page;
    }
    page.line(0, &format!("{}, by {order}.", counted(events.len() as u64, "event")));
    let source = only_source(&events);
    if let Some(source) = source {
        page.aside(0, &format!("All lines are of {}.", view.name(source)));
    }
    let mut last = None;
    for event in events {
        let lead = without_remark(&lead(view, event));
        if last.as_ref() != Some(&lead) {
            page.heading(&capitalised(&lead));
            last = Some(lead);
        }
        page.item(2, "", &item(view, event, source));
    }
    page
}

/// Returns the source that all events cite, if it is one.
pub(super) fn only_source<'a>(events: &[Fields<'a>]) -> Option<&'a str> {
    let cited = events.iter().flat_map(|event| event.rows("sources"));
    let mut sources = cited.filter_map(|citation| citation.text("source"));
    let first = sources.next()?;
    sources.all(|source| source == first).then_some(first)
}

fn item<'a>(view: &View<'a>, event: Fields<'a>, source: Option<&str>) -> Item {
    // The heading above the events of a day does not say which of them are dated by the encoder.
    let remark = if lead(view, event).contains(INFERRED) { INFERRED } else { "" };
    let mut item = Item::new(format!("{}{remark}", summary(event))).on(event.text("key"));
    let mut facts = vec![kind(event)];
    facts.extend(view.other_process(event).map(|process| format!("of {}", code(process))));
    facts.extend(view.told_by(event));
    facts.extend(hours(view, event));
    facts.extend(other_clock(view, event));
    let after = event.texts("after");
    facts.extend((!after.is_empty()).then(|| format!("after {}", listed(&after))));
    facts.extend(standing(event));
    let citations = event.rows("sources");
    match source {
        Some(_) => facts.extend(places(&citations)),
        None => facts.extend(citations.into_iter().map(|citation| cited(view, citation))),
    }
    item.note(facts.join("; "));
    item
}

/// Returns the hours of a meeting held, of which its day says nothing: when it began and how long it lasted.
fn hours<'a>(view: &View<'a>, event: Fields<'a>) -> Option<String> {
    let held = event.row("what").row("meeting").row("held");
    let start = held.text("start").map(|start| format!("began {}", dates::when(start, view.zone)));
    let lasted = duration(held, "duration").map(|duration| format!("lasted {duration}"));
    let hours: Vec<String> = start.into_iter().chain(lasted).collect();
    (!hours.is_empty()).then(|| hours.join(", "))
}

/// Returns the lines that an event cites of the one source there is.
pub(super) fn places(citations: &[Fields<'_>]) -> Option<String> {
    let numbers: Vec<&str> = citations.iter().filter_map(|citation| citation.text("lines")).collect();
    let numbers = (!numbers.is_empty()).then(|| lines_in_words(&numbers.join(", ")));
    let others =
        citations.iter().flat_map(|citation| located(*citation, &["page", "paragraph", "timestamp"]));
    let places: Vec<String> = numbers.into_iter().chain(others).collect();
    (!places.is_empty()).then(|| places.join(", "))
}

fn summary(event: Fields<'_>) -> &str {
    let what = event.row("what");
    let of_kind = || what.row("discrepancy").text("followed").or_else(|| what.row("assertion").text("path"));
    event.text("summary").or_else(of_kind).unwrap_or("no summary")
}

/// Returns the date by which the listing is ordered.
fn lead<'a>(view: &View<'a>, event: Fields<'a>) -> String {
    let date = |clock: &str| dates::date(event, clock);
    let lead = match view.document.text("order") {
        Some("known") => date("known"),
        Some("recorded") => {
            event.text("recorded").and_then(dates::instant).map(|at| at.format("%a %-d %B %Y").to_string())
        }
        _ => date("occurred").or_else(|| date("known").map(|known| format!("Public {known}"))),
    };
    lead.unwrap_or_else(|| "No date of its own".to_owned())
}

/// Returns the instant of recording in words, to the second.
pub(crate) fn recorded(text: &str) -> Option<String> {
    let at = dates::instant(text)?;
    Some(at.format("%a %-d %B %Y, %H:%M:%S UTC").to_string())
}

/// Returns what the date in the lead does not say: when the public could know, or when it happened.
fn other_clock(view: &View<'_>, event: Fields<'_>) -> Option<String> {
    let (occurred, known) = (dates::date(event, "occurred")?, dates::date(event, "known")?);
    let order = view.document.text("order");
    if event.text("occurred") == event.text("known") && order != Some("recorded") {
        return None;
    }
    match order {
        Some("known") => Some(format!("happened {occurred}")),
        Some("recorded") => Some(format!("happened {occurred}; public {known}")),
        _ => Some(format!("public {known}")),
    }
}

/// Returns the kind of an event with its phase: `commitment made`.
pub(crate) fn kind(event: Fields<'_>) -> String {
    let Some((kind, said)) = event.row("what").entries().next() else {
        return event.text("kind").map_or_else(String::new, plain);
    };
    match phase(said) {
        Some((phase, _)) => capitalised(&format!("{} {}", plain(kind), plain(phase))),
        None => capitalised(&plain(kind)),
    }
}

/// Returns the phase of a kind and its fields, if the kind has phases.
pub(crate) fn phase(said: &Value) -> Option<(&str, &Value)> {
    let fields = said.as_object()?;
    let (phase, inner) = fields.iter().next()?;
    (fields.len() == 1 && inner.is_object() && inner.get("bound").is_none()).then_some((phase, inner))
}

/// Returns how an event stands where it does not count.
pub(crate) fn standing(event: Fields<'_>) -> Option<String> {
    match event.text("standing")? {
        "in-force" => None,
        "replaced" => Some("replaced by a correction".to_owned()),
        "absent" => Some("does not count".to_owned()),
        "under-way" => Some("under way at that moment".to_owned()),
        other => Some(plain(other)),
    }
}

/// Returns a source with its lines.
pub(crate) fn cited<'a>(view: &View<'a>, citation: Fields<'a>) -> String {
    let title = view.named(citation, "source").unwrap_or("a source not stated");
    let mut parts = vec![title.to_owned()];
    parts.extend(located(citation, &Citation::LOCATORS));
    parts.join(", ")
}

/// Returns where in a source, as far as these fields say it.
pub(crate) fn located(citation: Fields<'_>, fields: &[&str]) -> Vec<String> {
    fields.iter().filter_map(|field| Some(place_in_words(field, citation.text(field)?))).collect()
}

/// How wide the columns of a line may be at most: date, key, kind, claimant.
const MOST: [usize; 4] = [22, 34, 12, 12];

/// How much wider that of the key may be where it has the process in it.
const PROCESS: usize = 16;

/// The least width that the summary has; where it would have less, the claimant and then the kind are left out.
const SUMMARY: usize = 24;

/// Returns a listing with a line an event: date, key, kind, claimant, as much of the summary as there is room for.
pub fn oneline(answer: &Answer, width: usize) -> String {
    let document = answer.json();
    let view = View::new(Fields::new(&document), &answer.names);
    let events = view.document.rows("events");
    let naming = naming(&events);
    let rows: Vec<[String; 4]> = events.iter().map(|event| columns(&view, *event, naming)).collect();
    let most = |column: usize| match (column, naming) {
        (KEY, Naming::WithProcess) => MOST[KEY] + PROCESS,
        _ => MOST[column],
    };
    let needed = |column: usize| {
        let widths = rows.iter().map(|row| display_width(&row[column]));
        widths.max().unwrap_or_default().min(most(column))
    };
    let widths: Vec<usize> = (0..MOST.len()).map(needed).collect();
    let taken = |columns: usize| widths[..columns].iter().map(|width| width + 2).sum::<usize>();
    let shown = (2..=MOST.len()).rev().find(|columns| taken(*columns) + SUMMARY <= width).unwrap_or(2);
    let mut page = Page::new(width);
    for (row, event) in rows.iter().zip(&events) {
        let said = match standing(*event) {
            Some(standing) => format!("({standing}) {}", summary(*event)),
            None => summary(*event).to_owned(),
        };
        let cells = row.iter().zip(&widths).take(shown).enumerate();
        let cells = cells.map(|(column, (cell, width))| {
            let cell = clipped(cell, *width);
            padded(&if column == KEY { code(&cell) } else { cell }, *width)
        });
        let line: Vec<String> = cells.chain([said]).collect();
        page.row(&line.join("  "));
    }
    page.into_text()
}

/// The column of keys.
const KEY: usize = 1;

/// By what a line names its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// By its key.
    Alone,
    /// By its process and its key, as `show` takes them.
    WithProcess,
}

/// Returns how the lines name their events: with the process where there are several.
fn naming(events: &[Fields<'_>]) -> Naming {
    let mut processes = events.iter().filter_map(|event| event.text("process"));
    let first = processes.next();
    if processes.any(|process| Some(process) != first) { Naming::WithProcess } else { Naming::Alone }
}

fn columns<'a>(view: &View<'a>, event: Fields<'a>, naming: Naming) -> [String; 4] {
    let key = event.text("key").unwrap_or_default();
    let named = match (naming, event.text("process")) {
        (Naming::WithProcess, Some(process)) => format!("{process}/{key}"),
        _ => key.to_owned(),
    };
    [
        compact(view, event),
        named,
        event.text("kind").unwrap_or_default().to_owned(),
        event.texts("attributed_to").join(","),
    ]
}

/// Returns the date of the order so that lines sort by it: its last day first, then how it is meant.
fn compact(view: &View<'_>, event: Fields<'_>) -> String {
    let order = view.document.text("order");
    if order == Some("recorded") {
        let at = event.text("recorded").and_then(dates::instant);
        return at.map_or_else(String::new, |at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
    }
    let clocks: &[&str] = if order == Some("known") { &["known"] } else { &["occurred", "known"] };
    clocks.iter().find_map(|clock| event.text(clock)).map_or_else(|| "-".to_owned(), dates::compact)
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use asof_query::Names;
    use serde_json::json;

    use super::*;

    #[test]
    fn events_of_one_day_stand_together_and_each_says_what_is_inferred_or_narrowed() {
        let names = Names::default();
        let until = "2025-03-02T00:00:00+00:00";
        let document = json!({ "events": [
            { "key": "a", "summary": "A.", "occurred": "2025-03-01", "known": "2025-03-01" },
            { "key": "b", "summary": "B.", "occurred": "2025-03-01?", "known": "2025-03-01?" },
            { "key": "c", "summary": "C.", "occurred": "2025", "known": "2025-03-01", "occurred_until": until },
        ] });
        let view = View::new(Fields::new(&document), &names);
        let text = strip_str(&page(&view, 100).into_text()).to_string();
        assert_eq!(
            text.matches("Sat 1 March 2025\n").count(),
            1 + text.matches("public Sat 1 March 2025\n").count()
        );
        assert!(text.contains("  B. (inferred date) [b]"), "{text}");
        assert!(text.contains("Some day in 2025, at the latest 1 March 2025\n  C. [c]"), "{text}");
    }
}
