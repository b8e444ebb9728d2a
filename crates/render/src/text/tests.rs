//! What a text may never leave unsaid, on every day of the shipped record.

use std::sync::LazyLock;

use anstream::adapter::strip_str;
use asof_core::Inferred;
use asof_projector::Collection;
use asof_query::{Answer, Log, Query, Scope, Selection, difference, hindsight, state};
use asof_store::{Access, MemoryLog};
use chrono::{DateTime, NaiveDate, TimeDelta};
use textwrap::core::display_width;

use super::fields::Fields;
use super::page::plainly;
use super::state::{COUNTS, READING, in_brief, item, title};
use super::view::{Detail, SCREEN, View, evidence};
use super::text;

static RECORD: LazyLock<Log> = LazyLock::new(|| {
    let text = include_str!("../../../../events/istanbul.jsonl");
    Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap()
});

fn question() -> Query<'static> {
    Query {
        process: None,
        scope: Scope::Process,
        known: None,
        recorded: None,
        as_of: None,
        inferred: Inferred::Include,
        now: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
    }
}

/// Returns every day from the first of the record to one after its last.
fn days() -> impl Iterator<Item = String> {
    let first = NaiveDate::from_ymd_opt(2025, 5, 11).unwrap();
    (0..75).map(move |day| (first + TimeDelta::days(day)).to_string())
}

/// Returns an answer as JSON, which a view borrows for as long as the test runs.
fn read(answer: &Answer) -> &'static serde_json::Value {
    Box::leak(Box::new(answer.json()))
}

fn known(day: &str) -> Answer {
    state(&RECORD, &question().known_at(&RECORD, Some(day)).unwrap(), &Selection::default())
}

fn stood(day: &str) -> Answer {
    state(&RECORD, &question().at(&RECORD, Some(day)).unwrap(), &Selection::default())
}

fn seen_since(day: &str) -> Answer {
    let now = question().at(&RECORD, Some(day)).unwrap();
    hindsight(&RECORD, &now.as_known_then(), &now, &asof_query::Selection::default())
}

fn plain(answer: &Answer, width: usize) -> String {
    on_screen(answer, width, SCREEN)
}

fn on_screen(answer: &Answer, width: usize, lines: usize) -> String {
    strip_str(&text(answer, width, lines)).to_string()
}

/// Each day's answers about a state, with the command that gives them.
static STATES: LazyLock<Vec<(String, Answer)>> = LazyLock::new(|| {
    let answers =
        |day: String| [(format!("state {day}"), stood(&day)), (format!("known {day}"), known(&day))];
    days().flat_map(answers).collect()
});

/// The invented log of two chains, and for each of its negotiations the days on which anything is on record.
static INVENTED: LazyLock<Log> = LazyLock::new(|| {
    let text = include_str!("../../../../fixtures/logs/river-and-harbour.jsonl");
    Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap()
});

/// The states of every day of both logs, with the command that gives each.
static EVERY_DAY: LazyLock<Vec<(String, Answer)>> =
    LazyLock::new(|| every_day(&RECORD).chain(every_day(&INVENTED)).collect());

/// Returns the states of every day of every negotiation of a log, with and without hindsight.
fn every_day(log: &'static Log) -> impl Iterator<Item = (String, Answer)> {
    log.processes().iter().flat_map(move |process| {
        let (first, last) = log.days(&process.key);
        let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
        let dates = log.events().iter().filter_map(|event| match &event.draft.entry {
            asof_core::Entry::World(world) if world.process == process.key => Some(&world.assertion),
            _ => None,
        });
        let zone = process.zone;
        let ends = dates.flat_map(|said| [said.occurred.when(), said.known.when()]);
        let mut days: Vec<NaiveDate> = ends
            .flat_map(|when| [when.first_day(zone), when.last_day(zone)])
            .flatten()
            .chain([first, last])
            .collect();
        days.extend(days.clone().into_iter().filter_map(|day| day.succ_opt()));
        days.sort_unstable();
        days.dedup();
        let question = Query { process: Some(process.key.as_str()), ..question() };
        let asked = move |day: NaiveDate| {
            let day = day.to_string();
            let now = question.at(log, Some(&day)).unwrap();
            let then = now.as_known_then();
            [("state", now), ("known", then)].map(|(command, asked)| {
                let title = format!("{command} {day} --process {}", process.key);
                (title, state(log, &asked, &Selection::default()))
            })
        };
        days.into_iter().flat_map(asked).collect::<Vec<_>>()
    })
}

#[test]
fn an_overview_fits_24_rows_by_80_columns_on_every_day_of_both_logs() {
    let mut seen = 0;
    for (command, answer) in &*EVERY_DAY {
        let other_screens = [(100, 24), (80, 21), (110, 40)].into_iter().filter(|_| seen % 9 == 0);
        for (width, lines) in [(80, 24)].into_iter().chain(other_screens) {
            let text = on_screen(answer, width, lines);
            assert!(text.lines().count() <= lines, "{command} in {width} by {lines}\n{text}");
            let longest = text.lines().map(display_width).max();
            assert!(longest <= Some(width), "{command} in {width} by {lines}\n{text}");
        }
        seen += 1;
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn an_overview_says_whether_a_ceasefire_and_an_agreement_are_in_force() {
    for (command, answer) in &*EVERY_DAY {
        let text = plain(answer, 80);
        if text.contains("Nothing") && text.contains("the record begins on") {
            continue;
        }
        let rows = |list: &str| Fields::new(read(&answer)).rows(list).len();
        let says = |word: &str| text.to_lowercase().contains(word);
        assert!(says("ceasefire"), "{command}\n{text}");
        assert!(says("agreement"), "{command}\n{text}");
        assert_eq!(text.contains("o ceasefire "), rows("ceasefires") == 0, "{command}\n{text}");
    }
}

/// Returns how many rows of a part a text tells and how many it says there are; `None` if it does not speak of it.
fn told(text: &str, title: &str, name: &str) -> Option<(usize, usize)> {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((_, rest)) = one_line.split_once("Left out here, each by --only and its name: ")
        && let Some((_, count)) = rest.split_once(&format!("{name} ("))
    {
        let count = count.split(')').next()?.parse().ok()?;
        return Some((0, count));
    }
    let heading = text.lines().find(|line| is_heading(line, title))?;
    let Some(extent) = heading[title.len()..].strip_prefix(" (") else { return Some((1, 1)) };
    let first = extent.split([';', ')']).next()?;
    match first.split_once(" of ") {
        Some((told, all)) => Some((told.parse().ok()?, all.parse().ok()?)),
        // A summary may stand where there is nothing to count.
        None => first.parse().ok().map(|all| (all, all)).or(Some((1, 1))),
    }
}

fn is_heading(line: &str, title: &str) -> bool {
    line.strip_prefix(title).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
}

/// Returns how many rows of a part an overview says that it left out.
fn left_out(text: &str, name: &str) -> usize {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((_, rest)) = one_line.split_once("Left out (--only NAME): ") else { return 0 };
    let counts = rest.split('.').next().unwrap_or_default().split(", ");
    let mut of_part = counts.filter_map(|count| count.rsplit_once(' ')).filter(|(part, _)| *part == name);
    of_part.next().map_or(0, |(_, count)| count.parse().unwrap())
}

#[test]
fn an_overview_tells_every_row_or_says_how_many_more_there_are_and_how_to_see_them() {
    for (command, answer) in &*STATES {
        for lines in [24, 45] {
            let text = on_screen(answer, 100, lines);
            let view = View::new(Fields::new(read(&answer)), &answer.names);
            for collection in COUNTS {
                let all = view.rows(collection.name());
                let left = left_out(&text, collection.name());
                assert!(left <= all.len(), "{command}: {collection:?}\n{text}");
                let is_told =
                    |row: &&Fields<'_>| row.texts("events").iter().any(|event| text.contains(event));
                let told = all.iter().filter(is_told).count();
                assert!(
                    told + left >= all.len(),
                    "{command}: {collection:?}, {told} told, {left} left\n{text}"
                );
            }
            let possible = view.rows("possible").len();
            let on_one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let said = match view.names_possible() {
                true => possible == 0 || on_one_line.contains(&format!("possible {possible}")),
                false => {
                    let entries = super::numbers::counted(possible as u64, "more entry");
                    possible == 0 || on_one_line.contains(&format!("{entries} may have been public by then"))
                }
            };
            assert!(said, "{command}\n{text}");
        }
    }
}

#[test]
fn an_answer_about_what_was_known_names_nothing_that_is_only_possible() {
    let mut seen = 0;
    for (command, answer) in &*EVERY_DAY {
        let view = View::new(Fields::new(read(&answer)), &answer.names);
        if view.names_possible() {
            continue;
        }
        for detail in [Detail::Short, Detail::Full] {
            for collection in READING {
                for row in
                    view.rows(collection.name()).into_iter().filter(|row| !row.texts("maybe").is_empty())
                {
                    let item = item(&view.with(detail), collection, row);
                    let text = plainly(&[vec![item.line()], item.below].concat().join(" "));
                    let is_own = |key: &&str| row.texts("events").contains(key);
                    for key in row.texts("maybe").into_iter().filter(|key| !is_own(key)) {
                        assert!(
                            !text.contains(&format!("{key}]")) && !text.contains(&format!("{key},")),
                            "{command}: {key}\n{text}"
                        );
                        seen += 1;
                    }
                    assert!(!text.contains("may be otherwise"), "{command}\n{text}");
                }
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

/// Returns what a row needs to have said of it wherever it is told.
fn doubts(view: &View<'_>, row: Fields<'_>) -> Vec<String> {
    let mut doubts: Vec<String> = Vec::new();
    let mut doubt = |is_there: bool, said: &str| doubts.extend(is_there.then(|| said.to_owned()));
    doubt(!row.texts("inferred").is_empty(), " ?]");
    doubt(!row.texts("maybe").is_empty() && view.names_possible(), "may be otherwise");
    doubt(!row.texts("discrepancies").is_empty(), "accounts differ");
    doubt(!row.texts("unvouched").is_empty(), "not vouched for by");
    doubt(!row.texts("denied_by").is_empty(), "denied");
    doubt(row.text("basis").is_some() && !row.flag("complete"), "partial list");
    doubt(row.text("condition").is_some(), " condition");
    for field in ["promised", "delivered", "quantity"] {
        let quantity = row.row(field);
        let has_deliveries = field != "delivered" || !row.rows("deliveries").is_empty();
        let is_said = quantity.is_there() && row.text("says").is_none() && has_deliveries;
        let bound = quantity.text("bound");
        doubt(is_said && bound == Some("about"), "about ");
        doubt(is_said && bound == Some("unknown"), "not stated");
        doubt(is_said && quantity.text("per") == Some("unstated"), "not stated");
    }
    let own = ["party", "who", "speaker", "on_behalf_of"].iter().find_map(|field| row.text(field));
    let claimants = row.texts("attributed_to").into_iter().filter(|by| *by != "source" && Some(*by) != own);
    doubts.extend(claimants.map(|by| view.claimant(by).to_owned()));
    doubts
}

#[test]
fn no_doubt_is_lost_by_brevity() {
    let mut seen = 0;
    for (command, answer) in &*STATES {
        let view = View::new(Fields::new(read(&answer)), &answer.names);
        for collection in COUNTS.into_iter() {
            for row in view.rows(collection.name()) {
                let line = plainly(&in_brief(&view, collection, row, 80).line());
                for doubt in doubts(&view, row) {
                    let is_said = line.to_lowercase().contains(&doubt.to_lowercase());
                    assert!(is_said, "{command}: `{doubt}` of {}\n{line}", plainly(&evidence(row)));
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn what_may_be_otherwise_stands_directly_behind_the_status_that_it_doubts() {
    let mut seen = 0;
    for (command, answer) in &*STATES {
        let view = View::new(Fields::new(read(&answer)), &answer.names);
        if !view.names_possible() {
            continue;
        }
        for (collection, field) in [
            (Collection::Attendance, "status"),
            (Collection::Meetings, "status"),
            (Collection::Commitments, "status"),
            (Collection::Proposals, "standing"),
            (Collection::Agreements, "stage"),
            (Collection::Ceasefires, "phase"),
        ] {
            for row in view.rows(collection.name()) {
                let Some(status) = row.text(field).filter(|_| !row.texts("maybe").is_empty()) else {
                    continue;
                };
                // What was held is told by its date.
                let behind = if status == "held" {
                    " (may be otherwise: ".to_owned()
                } else {
                    format!("{} (may be otherwise: ", status.replace('-', " "))
                };
                for detail in [Detail::Short, Detail::Full] {
                    let text = plainly(&item(&view.with(detail), collection, row).line()).to_lowercase();
                    assert!(text.contains(&behind), "{command}: {text}");
                    assert_eq!(text.matches("may be otherwise").count(), 1, "{command}: {text}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn lines_keep_to_the_width_of_the_terminal_but_for_words_that_are_longer() {
    for day in ["2025-05-14", "2025-05-24", "2025-06-02", "2025-06-27", "2025-07-23"] {
        for width in [60, 80, 100, 140] {
            for answer in [stood(day), known(day), seen_since(day)] {
                for line in plain(&answer, width).lines() {
                    let is_one_word = line.split_whitespace().count() == 1;
                    assert!(display_width(line) <= width || is_one_word, "{day} at {width}: {line}");
                }
            }
        }
    }
}

#[test]
fn no_text_grows_beyond_two_screens_before_it_says_what_it_leaves_out() {
    for day in days() {
        let text = plain(&seen_since(&day), 100);
        assert!(text.lines().count() <= 90, "hindsight {day}: {}\n{text}", text.lines().count());
    }
    for (from, to) in
        [("round:1", "round:2"), ("round:2", "round:3"), ("round:1", "round:3"), ("first", "last")]
    {
        let (from_as_of, to_as_of) = question().between(&RECORD, from, to).unwrap();
        let answer = difference(&RECORD, &from_as_of, &to_as_of, &asof_query::Selection::default());
        let text = plain(&answer, 100);
        assert!(text.lines().count() <= 90, "{from} {to}: {}\n{text}", text.lines().count());
        let rows = Fields::new(read(&answer)).rows("changes");
        let mut slots: Vec<&str> = rows.iter().filter_map(|row| row.text("slot")).collect();
        slots.dedup();
        let counted =
            READING.into_iter().filter_map(|collection| told(&text, title(collection), collection.name()));
        assert_eq!(counted.map(|(_, all)| all).sum::<usize>(), slots.len(), "{from} {to}\n{text}");
    }
}
