//! What a text may never leave unsaid, on every day of the shipped record.

use std::sync::LazyLock;

use anstream::adapter::strip_str;
use asof_core::{Bound, Claimant, Inferred, Key, Per, Quantity};
use asof_projector::state::agreements::AgreementValue;
use asof_projector::{Cell, Collection, Fields, Grounds, Path, Reported, StateRow, Value};
use asof_query::rows::StateAnswer;
use asof_query::{Answer, Body, Log, Query, Scope, Selection, difference, hindsight, state};
use asof_store::{Access, MemoryLog};
use chrono::{DateTime, NaiveDate, TimeDelta};
use textwrap::core::display_width;

use super::page::{Item, plainly};
use super::state::subjects::{counted, reading};
use super::state::{in_brief, item, subjects};
use super::view::{Detail, SCREEN, View, evidence};
use super::{Link, Links, html, page, text};

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

/// Returns a state, and the view in which it is told.
fn read(answer: &Answer) -> (&StateAnswer, View<'_>) {
    let Body::State(state) = &answer.body else { panic!("no state: {answer:?}") };
    let view = View::of_wide(&state.envelope, &answer.names);
    (state, view.disputed(&state.disputes).with_possible(&state.possible))
}

fn rows(state: &StateAnswer, collection: Collection) -> &[StateRow] {
    state.parts.get(collection).unwrap_or_default()
}

/// Returns keys.
pub(super) fn keys(names: &[&str]) -> Vec<Key> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// Returns an agreement of which there is everything to keep in mind.
pub(super) fn agreement() -> StateRow {
    let key = |name: &str| name.parse::<Key>().unwrap();
    let value = AgreementValue {
        key: key("a"),
        parties: Vec::new(),
        stage: None,
        title: None,
        terms: Vec::new(),
        mediators: Vec::new(),
        supporters: Vec::new(),
        guarantors: Vec::new(),
        witnesses: Vec::new(),
        phases: Vec::new(),
        ratifications: Vec::new(),
        since: None,
        unvouched: keys(&["russia"]),
        reported: vec![Reported {
            attributed_to: vec![Claimant::Unstated],
            status: "not-held".to_owned(),
            event: key("e"),
        }],
    };
    let grounds = Grounds {
        events: keys(&["a", "b"]),
        attributed_to: vec![Claimant::Actor(key("umerov")), Claimant::Source],
        denied_by: keys(&["d"]),
        inferred: keys(&["b"]),
        maybe: keys(&["c"]),
        ..Grounds::default()
    };
    let path = Path::new(Collection::Agreements, ["a"]);
    StateRow { process: None, path, value: Value::Agreement(Box::new(value)), grounds }
}

fn of(body: impl Into<Body>) -> Answer {
    Answer::new(body, RECORD.names())
}

fn known(day: &str) -> Answer {
    of(state(&RECORD, &question().known_at(&RECORD, Some(day)).unwrap(), &Selection::default()))
}

fn stood(day: &str) -> Answer {
    of(state(&RECORD, &question().at(&RECORD, Some(day)).unwrap(), &Selection::default()))
}

fn seen_since(day: &str) -> Answer {
    let now = question().at(&RECORD, Some(day)).unwrap();
    of(hindsight(&RECORD, &now.as_known_then(), &now, &Selection::default()))
}

fn plain(answer: &Answer, width: usize) -> String {
    on_screen(answer, width, SCREEN)
}

fn on_screen(answer: &Answer, width: usize, lines: usize) -> String {
    strip_str(&text(answer, width, lines)).to_string()
}

/// Returns what a reader of HTML reads: what stands in a line of text goes on behind a link in it.
fn read_in_html(html: &str) -> String {
    const IN_A_LINE: [&str; 5] = ["a", "code", "span", "small", "svg"];
    let mut text = String::new();
    let mut is_drawn = false;
    for piece in html.split('<') {
        let (tag, behind) = piece.split_once('>').unwrap_or(("a", piece));
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        // A figure draws what the text beside it says.
        if name == "svg" {
            is_drawn = !tag.starts_with('/');
        }
        if is_drawn {
            continue;
        }
        text.push_str(if IN_A_LINE.contains(&name) { "" } else { " " });
        text.push_str(behind);
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (written, meant)| text.replace(written, meant))
}

struct NoLinks;

impl Links for NoLinks {
    fn to(&self, typed: &str) -> Option<Link> {
        typed.contains('-').then(|| Link { url: "x".to_owned(), words: None })
    }
}

#[test]
fn html_says_the_words_of_the_text_in_their_order_and_no_others() {
    for day in days() {
        for answer in [known(&day), stood(&day), seen_since(&day)] {
            let said = page(&answer, 100, SCREEN).unwrap().texts().join(" ");
            let read = read_in_html(&html(&answer, &NoLinks, SCREEN));
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(words(&read), words(&said), "{day}");
        }
    }
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
                (title, Answer::new(state(log, &asked, &Selection::default()), log.names()))
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
        let (state, _) = read(answer);
        let says = |word: &str| text.to_lowercase().contains(word);
        assert!(says("ceasefire"), "{command}\n{text}");
        assert!(says("agreement"), "{command}\n{text}");
        assert_eq!(
            text.contains("o ceasefire "),
            rows(state, Collection::Ceasefires).is_empty(),
            "{command}\n{text}"
        );
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
            let (state, view) = read(answer);
            for collection in counted() {
                let all = rows(state, collection);
                let left = left_out(&text, collection.name());
                assert!(left <= all.len(), "{command}: {collection:?}\n{text}");
                let is_told =
                    |row: &&StateRow| row.grounds.events.iter().any(|event| text.contains(event.as_str()));
                let told = all.iter().filter(is_told).count();
                assert!(
                    told + left >= all.len(),
                    "{command}: {collection:?}, {told} told, {left} left\n{text}"
                );
            }
            let possible = state.possible.len();
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
        let (state, view) = read(answer);
        if view.names_possible() {
            continue;
        }
        for detail in [Detail::Short, Detail::Full] {
            for collection in reading() {
                for row in rows(state, collection).iter().filter(|row| !row.grounds.maybe.is_empty()) {
                    let text = whole(&item(&view.with(detail), row));
                    let Grounds { events, maybe, .. } = &row.grounds;
                    for key in maybe.iter().filter(|key| !events.contains(key)) {
                        assert!(
                            !text.contains(&format!("{key}]")) && !text.contains(&format!("{key},")),
                            "{command}: {key}\n{text}"
                        );
                        seen += 1;
                    }
                    assert!(!text.contains("may have changed"), "{command}\n{text}");
                }
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

/// Returns what a row needs to have said of it wherever it is told.
fn doubts(view: &View<'_>, row: &StateRow) -> Vec<String> {
    let grounds = &row.grounds;
    let mut doubts: Vec<String> = Vec::new();
    let mut doubt = |is_there: bool, said: &str| doubts.extend(is_there.then(|| said.to_owned()));
    doubt(!grounds.inferred.is_empty(), " ?]");
    doubt(!grounds.maybe.is_empty() && view.names_possible(), "may have changed");
    doubt(!grounds.denied_by.is_empty(), "denied");
    match &row.value {
        Value::Agreement(value) => doubt(!value.unvouched.is_empty(), "not confirmed by"),
        Value::Attendance(value) => doubt(value.condition.is_some(), " condition"),
        Value::Commitment(value) => {
            doubt(!value.discrepancies.is_empty(), "accounts differ");
            doubt(!value.unvouched.is_empty(), "not confirmed by");
            doubt(value.condition.is_some(), " condition");
        }
        Value::Delegation(value) => doubt(!value.complete, "partial list"),
        Value::Position(value) => doubt(value.condition.is_some(), " condition"),
        Value::Tally(value) => doubt(!value.discrepancies.is_empty(), "accounts differ"),
        _ => {}
    }
    for quantity in quantities(&row.value) {
        doubt(quantity.bound() == Bound::About, "about ");
        doubt(quantity.bound() == Bound::Unknown, "not stated");
        doubt(quantity.per() == Per::Unstated, "not stated");
    }
    let own = own(&row.value).cloned().map(Claimant::Actor);
    let is_own = |by: &&Claimant| **by == Claimant::Source || Some(*by) == own.as_ref();
    let claimants = grounds.attributed_to.iter().filter(|by| !is_own(by));
    doubts.extend(claimants.map(|by| view.claimant(by).to_owned()));
    doubts
}

/// Returns what is promised, delivered and exchanged by a row.
fn quantities(value: &Value) -> Vec<&Quantity> {
    match value {
        Value::Commitment(value) => {
            let delivered = value.delivered.iter().filter(|_| !value.deliveries.is_empty());
            value.promised.iter().chain(delivered).collect()
        }
        Value::Tally(value) => vec![&value.quantity],
        _ => Vec::new(),
    }
}

/// Returns of whom a row is, whose own word needs no second name.
fn own(value: &Value) -> Option<&Key> {
    match value {
        Value::Attendance(value) => Some(&value.who),
        Value::Delegation(value) => Some(&value.party),
        Value::Office(value) => value.party.as_ref(),
        Value::Position(value) => Some(&value.party),
        Value::Statement(value) => value.speaker.as_ref().or(value.on_behalf_of.as_ref()),
        _ => None,
    }
}

#[test]
fn no_doubt_is_lost_by_brevity() {
    let mut seen = 0;
    for (command, answer) in &*STATES {
        let (state, view) = read(answer);
        for collection in counted() {
            for row in rows(state, collection) {
                let line = plainly(&in_brief(&view, row, 80).line());
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

/// Returns all that an item says, in one line.
fn whole(item: &Item) -> String {
    let below: String = item.below.iter().map(|note| format!(" {}", note.line())).collect();
    plainly(&format!("{}{below}", item.line()))
}

#[test]
fn a_row_in_full_says_every_text_and_names_everybody_that_it_has() {
    let mut seen = 0;
    for (command, answer) in &*EVERY_DAY {
        let (state, view) = read(answer);
        for row in reading().into_iter().flat_map(|collection| rows(state, collection)) {
            let text = whole(&item(&view.with(Detail::Full), row)).to_lowercase();
            let mut says = |said: &str| {
                seen += 1;
                let said = said.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                assert!(text.contains(&said), "{command}, {}: {said}\n{text}", row.path);
            };
            row.value.cells(&mut |_, cell| match cell {
                Cell::Prose(texts) => texts.into_iter().for_each(&mut says),
                Cell::Named(keys) => keys.into_iter().for_each(|key| says(view.name(key))),
                _ => {}
            });
        }
    }
    assert!(seen > 10_000, "{seen}");
}

/// Returns the word for how a row stands.
fn status(value: &Value) -> Option<&'static str> {
    match value {
        Value::Attendance(value) => value.status.map(|status| status.name()),
        Value::Meeting(value) => Some(value.status.name()),
        Value::Commitment(value) => value.status.map(|status| status.name()),
        Value::Proposal(value) => Some(value.standing.name()),
        Value::Agreement(value) => value.stage.map(|stage| stage.name()),
        Value::Ceasefire(value) => value.phase.map(|phase| phase.name()),
        _ => None,
    }
}

#[test]
fn what_may_be_otherwise_stands_directly_behind_the_status_that_it_doubts() {
    let mut seen = 0;
    for (command, answer) in &*STATES {
        let (state, view) = read(answer);
        if !view.names_possible() {
            continue;
        }
        for collection in counted() {
            for row in rows(state, collection).iter().filter(|row| !row.grounds.maybe.is_empty()) {
                let Some(status) = status(&row.value) else { continue };
                // What was held is told by its date.
                let behind = if status == "held" {
                    " (may have changed: ".to_owned()
                } else {
                    format!("{} (may have changed: ", status.replace('-', " "))
                };
                for detail in [Detail::Short, Detail::Full] {
                    let text = whole(&item(&view.with(detail), row)).to_lowercase();
                    assert!(text.contains(&behind), "{command}: {text}");
                    assert_eq!(text.matches("may have changed").count(), 1, "{command}: {text}");
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
        let diff = difference(&RECORD, &from_as_of, &to_as_of, &Selection::default());
        let text = plain(&of(diff.clone()), 100);
        assert!(text.lines().count() <= 90, "{from} {to}: {}\n{text}", text.lines().count());
        let mut slots: Vec<&Path> = diff.changes.iter().map(|change| &change.slot).collect();
        slots.dedup();
        let counted = reading()
            .into_iter()
            .filter_map(|collection| told(&text, subjects::of(collection).heading, collection.name()));
        assert_eq!(counted.map(|(_, all)| all).sum::<usize>(), slots.len(), "{from} {to}\n{text}");
    }
}
