//! `log`: the events, in the order of one of the clocks.

use std::collections::{HashMap, HashSet};

use super::dates::{self, INFERRED, without_remark};
use super::head::{self, Head};
use super::numbers::{counted, lasting};
use super::page::{Item, Page, clipped, code, listed, padded};
use super::view::{View, capitalised, plain};
use super::word::Word;
use asof_core::kind::{Meeting, WorldKind};
use asof_core::{Entry, Key, Recorded, Text};
use asof_projector::EventStatus;
use asof_query::rows::{CitationRow, EventRow, Listing, PlaceInSource};
use asof_query::{Answer, Body, Order, lines_in_words, place_in_words};
use chrono::{FixedOffset, SecondsFormat};
use serde_json::Value;
use textwrap::core::display_width;

/// Returns a listing of events, under the date by which they are ordered.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a Listing, width: usize) -> Page {
    let mut page = Page::new(width);
    head::answered(&mut page, view, &Head::of_wide(&answer.envelope, answer.processes.len()));
    let is_told = |event: &&EventRow| {
        view.names_possible() || !matches!(event.standing, EventStatus::Possible | EventStatus::UnderWay)
    };
    let events: Vec<&'a EventRow> = answer.events.iter().filter(is_told).collect();
    let untold = answer.events.len() - events.len();
    if untold > 0 {
        let (entries, json) = (counted(untold as u64, "more entry"), code("--format json"));
        page.aside(0, &format!("{entries} of these may have been public by then; {json} lists them."));
    }
    let common_zone = view.zone.or_else(|| events.iter().find_map(|event| zone(event)));
    let order = match answer.order {
        Order::Known => "when the public could know them",
        Order::Recorded => "when the log took them in",
        Order::Occurred => "when they happened",
    };
    if events.is_empty() {
        page.line(0, "No event of this record passes these filters.");
        return page;
    }
    page.line(0, &format!("{}{}, by {order}.", counted(events.len() as u64, "event"), of_processes(answer)));
    let source = only_source(&events);
    if let Some(source) = source {
        page.aside(0, &format!("All lines are of {}.", view.name(source)));
    }
    let zones = zones(answer);
    let mut last = None;
    for event in events {
        let lead = without_remark(&lead(event, answer.order));
        if last.as_ref() != Some(&lead) {
            page.heading(&capitalised(&lead));
            last = Some(lead);
        }
        // Where every process is read, each is told by its own clock.
        let own_zone = if answer.processes.is_empty() { None } else { zone(event) };
        let view = view.in_zone(own_zone.or(common_zone));
        page.item(2, "", &item(&view, event, &Beside { source, order: answer.order, zones: &zones }));
    }
    page
}

/// Returns of how many processes the events are, where every one of the log is read.
fn of_processes(answer: &Listing) -> String {
    if answer.processes.is_empty() {
        return String::new();
    }
    let processes: HashSet<&Key> = answer.events.iter().filter_map(|event| event.process.as_ref()).collect();
    format!(" of {}", counted(processes.len() as u64, "negotiation"))
}

/// Returns the offset of the process, as the dates of an event tell it.
pub(super) fn zone(event: &EventRow) -> Option<FixedOffset> {
    [&event.occurred, &event.known].into_iter().flatten().find_map(dates::offset)
}

/// Returns the source that all events cite, if it is one.
pub(super) fn only_source<'a>(events: &[&'a EventRow]) -> Option<&'a Key> {
    let mut sources = events.iter().flat_map(|event| &event.sources).map(|citation| &citation.source);
    let first = sources.next()?;
    sources.all(|source| source == first).then_some(first)
}

/// What a listing says of all its events, and so not of each.
struct Beside<'a> {
    /// The source that all cite.
    source: Option<&'a Key>,
    order: Order,
    /// The zones of the processes, where they differ: there each event says by which clock it is told.
    zones: &'a HashMap<&'a Key, &'a str>,
}

/// Returns the zone of each process, where every one of the log is read and they differ.
fn zones(answer: &Listing) -> HashMap<&Key, &str> {
    let zones = || answer.processes.iter().map(|of| (&of.process, of.zone.as_str()));
    let differ = zones().any(|(_, zone)| zone != answer.processes[0].zone);
    if differ { zones().collect() } else { HashMap::new() }
}

/// Returns the process of an event in words, with its zone if the processes have several.
fn of_process(process: &Key, zones: &HashMap<&Key, &str>) -> String {
    let process_in_code = code(process.as_str());
    match zones.get(process) {
        Some(zone) => format!("of {process_in_code} ({zone})"),
        None => format!("of {process_in_code}"),
    }
}

fn item<'a>(view: &View<'a>, event: &'a EventRow, beside: &Beside<'_>) -> Item {
    let Beside { source, order, zones } = *beside;
    // The heading above the events of a day does not say which of them are dated by the encoder.
    let remark = if lead(event, order).contains(INFERRED) { INFERRED } else { "" };
    let mut item = Item::new(format!("{}{remark}", summary(event))).on([&event.key]);
    let mut facts = vec![kind(event)];
    let process = view.other_process(event.process.as_ref());
    facts.extend(process.map(|process| of_process(process, zones)));
    facts.extend(view.told_by(Word::new(&[], &event.attributed_to)));
    facts.extend(hours(view, event));
    facts.extend(other_clock(event, order));
    let after: Vec<String> = event.after.iter().map(ToString::to_string).collect();
    facts.extend((!after.is_empty()).then(|| format!("after {}", listed(&after))));
    facts.extend(standing(event.standing));
    match source {
        Some(_) => facts.extend(places(&event.sources)),
        None => facts.extend(event.sources.iter().map(|citation| cited(view, citation))),
    }
    item.note(facts.join("; "));
    item
}

/// Returns the hours of a meeting held, of which its day says nothing: when it began and how long it lasted.
fn hours(view: &View<'_>, event: &EventRow) -> Option<String> {
    let Entry::World(world) = &event.event.draft.entry else { return None };
    let WorldKind::Meeting(Meeting::Held(held)) = &world.assertion.kind else { return None };
    let start = held.start.as_ref().map(|start| format!("began {}", dates::when(start.text(), view.zone)));
    let lasted = held.duration.as_ref().map(|duration| format!("lasted {}", lasting(duration)));
    let hours: Vec<String> = start.into_iter().chain(lasted).collect();
    (!hours.is_empty()).then(|| hours.join(", "))
}

/// Returns the lines that an event cites of the one source there is.
pub(super) fn places(citations: &[CitationRow]) -> Option<String> {
    let lines = citations.iter().filter_map(|citation| citation.place.lines.as_ref());
    let numbers: Vec<&str> = lines.map(|lines| lines.as_str()).collect();
    let numbers = (!numbers.is_empty()).then(|| lines_in_words(&numbers.join(", ")));
    let others = citations.iter().flat_map(|citation| {
        let place = &citation.place;
        let others =
            [("page", &place.page), ("paragraph", &place.paragraph), ("timestamp", &place.timestamp)];
        others.into_iter().filter_map(|(field, said)| Some(place_in_words(field, said.as_ref()?.as_str())))
    });
    let places: Vec<String> = numbers.into_iter().chain(others).collect();
    (!places.is_empty()).then(|| places.join(", "))
}

fn summary(event: &EventRow) -> &str {
    let stored = |place: &str| event.what.0.pointer(place).and_then(Value::as_str);
    let of_kind = || stored("/discrepancy/followed").or_else(|| stored("/assertion/path"));
    event.summary.as_ref().map(Text::as_str).or_else(of_kind).unwrap_or("no summary")
}

/// Returns the date by which the listing is ordered.
fn lead(event: &EventRow, order: Order) -> String {
    let [occurred, known] = [&event.occurred, &event.known].map(|dated| dated.as_ref().map(dates::date));
    let lead = match order {
        Order::Known => known,
        Order::Recorded => Some(dates::day(event.recorded.instant().date_naive())),
        Order::Occurred => occurred.or_else(|| known.map(|known| format!("Public {known}"))),
    };
    lead.unwrap_or_else(|| "No date of its own".to_owned())
}

/// Returns the instant of recording in words, to the second.
pub(crate) fn recorded(at: Recorded) -> String {
    at.instant().format("%a %-d %B %Y, %H:%M:%S UTC").to_string()
}

/// Returns what the date in the lead does not say: when the public could know, or when it happened.
fn other_clock(event: &EventRow, order: Order) -> Option<String> {
    let (occurred, known) = (event.occurred.as_ref()?, event.known.as_ref()?);
    if occurred.when == known.when && order != Order::Recorded {
        return None;
    }
    let (occurred, known) = (dates::date(occurred), dates::date(known));
    Some(match order {
        Order::Known => format!("happened {occurred}"),
        Order::Recorded => format!("happened {occurred}; public {known}"),
        Order::Occurred => format!("public {known}"),
    })
}

/// Returns the kind of an event with its phase: `commitment made`.
pub(crate) fn kind(event: &EventRow) -> String {
    kind_of(&event.what.0).unwrap_or_else(|| plain(event.kind.name()))
}

/// Returns the kind of what an event says with its phase.
pub(super) fn kind_of(what: &Value) -> Option<String> {
    let (kind, said) = what.as_object()?.iter().next()?;
    Some(match asof_query::phase(said) {
        Some((phase, _)) => capitalised(&format!("{} {}", plain(kind), plain(phase))),
        None => capitalised(&plain(kind)),
    })
}

/// Returns how an event stands where it does not count.
pub(crate) fn standing(standing: EventStatus) -> Option<String> {
    match standing {
        EventStatus::InForce => None,
        EventStatus::Replaced => Some("replaced by a correction".to_owned()),
        EventStatus::Absent => Some("does not count".to_owned()),
        EventStatus::UnderWay => Some("under way at that moment".to_owned()),
        EventStatus::Possible => Some("possible".to_owned()),
    }
}

/// Returns a source with the place in it.
pub(crate) fn cited<'a>(view: &View<'a>, citation: &'a CitationRow) -> String {
    in_source(view, &citation.source, &citation.place)
}

/// Returns a place in a source behind the name of that.
pub(super) fn in_source<'a>(view: &View<'a>, source: &'a Key, place: &PlaceInSource) -> String {
    let parts: Vec<String> = std::iter::once(view.name(source).to_owned()).chain(located(place)).collect();
    parts.join(", ")
}

/// Returns where in a source, the wider place first.
pub(super) fn located(place: &PlaceInSource) -> Vec<String> {
    place.stated().map(|(field, place)| place_in_words(field, place)).collect()
}

/// How wide the columns of a line may be at most: date, key, kind, claimant.
const MOST: [usize; 4] = [22, 34, 12, 12];

/// How much wider that of the key may be where it has the process in it.
const PROCESS: usize = 16;

/// The least width that the summary has; where it would have less, the claimant and then the kind are left out.
const SUMMARY: usize = 24;

/// Returns a listing with a line an event: date, key, kind, claimant, as much of the summary as there is room for. An
/// answer that is none has no lines.
pub fn oneline(answer: &Answer, width: usize) -> String {
    let Body::Log(listing) = &answer.body else { return String::new() };
    let events = &listing.events;
    let naming = naming(listing);
    let rows: Vec<[String; 4]> = events.iter().map(|event| columns(event, listing.order, naming)).collect();
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
    for (row, event) in rows.iter().zip(events) {
        let said = match standing(event.standing) {
            Some(standing) => format!("({standing}) {}", summary(event)),
            None => summary(event).to_owned(),
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

/// Returns how the lines name their events: with the process where there are several, or every one is read.
fn naming(listing: &Listing) -> Naming {
    if !listing.processes.is_empty() {
        return Naming::WithProcess;
    }
    let mut processes = listing.events.iter().filter_map(|event| event.process.as_ref());
    let first = processes.next();
    if processes.any(|process| Some(process) != first) { Naming::WithProcess } else { Naming::Alone }
}

fn columns(event: &EventRow, order: Order, naming: Naming) -> [String; 4] {
    let key = &event.key;
    let named = match (naming, &event.process) {
        (Naming::WithProcess, Some(process)) => format!("{process}/{key}"),
        _ => key.to_string(),
    };
    let claimants: Vec<String> = event.attributed_to.iter().map(ToString::to_string).collect();
    [compact(event, order), named, event.kind.name().to_owned(), claimants.join(",")]
}

/// Returns the date of the order so that lines sort by it: its last day first, then how it is meant.
fn compact(event: &EventRow, order: Order) -> String {
    let dated = match order {
        Order::Recorded => return event.recorded.instant().to_rfc3339_opts(SecondsFormat::Secs, true),
        Order::Known => event.known.as_ref(),
        Order::Occurred => event.occurred.as_ref().or(event.known.as_ref()),
    };
    dated.map_or_else(|| "-".to_owned(), |dated| dates::compact(dated.when.text()))
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use asof_core::{Draft, Inferred};
    use asof_query::{Filter, Log, Query, Scope, listing};
    use asof_store::{EventLog, Expected, MemoryLog};

    use super::*;

    /// Returns all events of a log of three meetings, each with when it was held and when the public could know of it.
    fn held(meetings: [(&str, &str, &str, &str); 3]) -> Answer {
        let registered = [
            r#"{"key":"north","what":{"registered":{"body":{"names":[{"name":"North"}]}}}}"#,
            r#"{"key":"talks","what":{"registered":{"process":{"title":"Talks","zone":"Etc/UTC","parties":["north"]}}}}"#,
            r#"{"key":"book","what":{"registered":{"source":{"title":"A book"}}}}"#,
        ];
        let held = meetings.map(|(key, summary, occurred, known)| {
            r#"{"key":"KEY","process":"talks","occurred":"OCCURRED","known":"KNOWN","attributed_to":["source"],"sources":[{"source":"book","lines":"1"}],"summary":"SUMMARY","what":{"meeting":{"held":{"meeting":"KEY"}}}}"#
                .replace("KEY", key)
                .replace("SUMMARY", summary)
                .replace("OCCURRED", occurred)
                .replace("KNOWN", known)
        });
        let drafts = registered.into_iter().chain(held.iter().map(String::as_str));
        let drafts: Vec<Draft> = drafts.map(|draft| Draft::from_json(draft).unwrap()).collect();
        let mut store = MemoryLog::new();
        store.append(&drafts, Expected::Any).unwrap();
        let log = Log::read(&store).unwrap();
        let query = Query {
            process: None,
            scope: Scope::Process,
            as_of: None,
            known: None,
            recorded: None,
            inferred: Inferred::Include,
            now: "2030-01-01T00:00:00Z".parse().unwrap(),
        };
        let (asked, _) = query.during(&log, None).unwrap();
        Answer::new(listing(&log, &asked, &Filter::default()), log.names())
    }

    #[test]
    fn events_of_one_day_stand_together_and_each_says_what_is_inferred_or_narrowed() {
        let answer = held([
            ("a", "A.", "2025-03-01", "2025-03-01"),
            ("b", "B.", "2025-03-01?", "2025-03-01?"),
            ("c", "C.", "2025", "2025-03-01"),
        ]);
        let text = strip_str(&super::super::text(&answer, 100, 24)).to_string();
        assert_eq!(
            text.matches("Sat 1 March 2025\n").count(),
            1 + text.matches("public Sat 1 March 2025\n").count()
        );
        assert!(text.contains("  B. (inferred date) [b]"), "{text}");
        assert!(text.contains("Some day in 2025, at the latest 1 March 2025\n  C. [c]"), "{text}");
    }
}
