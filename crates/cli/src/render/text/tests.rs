//! What a text may never leave unsaid, on every day of the shipped record.

use std::sync::LazyLock;

use anstream::adapter::strip_str;
use asof_core::Admission;
use asof_projector::Family;
use asof_query::{Answer, Log, Question, Scope, Selection, difference, hindsight, state};
use asof_store::{Access, MemoryLog};
use chrono::{DateTime, NaiveDate, TimeDelta};
use textwrap::core::display_width;

use super::fields::Fields;
use super::page::plainly;
use super::state::{COUNTED, RARE, READING, item, title};
use super::view::{Detail, View, evidence};
use super::{markdown, page, text};

static RECORD: LazyLock<Log> = LazyLock::new(|| {
    let text = include_str!("../../../../../events/istanbul.jsonl");
    Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap()
});

fn question() -> Question<'static> {
    Question {
        process: None,
        scope: Scope::Process,
        known: None,
        recorded: None,
        cut: None,
        admission: Admission::All,
        now: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
    }
}

/// Returns every day from the first of the record to one after its last.
fn days() -> impl Iterator<Item = String> {
    let first = NaiveDate::from_ymd_opt(2025, 5, 11).unwrap();
    (0..75).map(move |day| (first + TimeDelta::days(day)).to_string())
}

fn known(day: &str) -> Answer {
    state(&RECORD, &question().known_at(&RECORD, Some(day)).unwrap(), &Selection::default())
}

fn stood(day: &str) -> Answer {
    state(&RECORD, &question().at(&RECORD, Some(day)).unwrap(), &Selection::default())
}

#[test]
fn what_a_whole_state_only_counts_needs_no_fields() {
    let selections = [
        Selection::default(),
        Selection { issue: Some("humanitarian".parse().unwrap()), ..Selection::default() },
        Selection { party: Some("ukraine".parse().unwrap()), ..Selection::default() },
    ];
    for day in days().step_by(4) {
        for asked in [question().known_at(&RECORD, Some(&day)), question().at(&RECORD, Some(&day))] {
            let asked = asked.unwrap();
            for whole in &selections {
                let counted = Selection { counted: &COUNTED, ..whole.clone() };
                let (whole, counted) = (state(&RECORD, &asked, whole), state(&RECORD, &asked, &counted));
                assert_eq!(text(&counted, 100), text(&whole, 100), "{day}");
                assert_eq!(markdown(&counted), markdown(&whole), "{day}");
            }
        }
    }
}

fn seen_since(day: &str) -> Answer {
    let now = question().at(&RECORD, Some(day)).unwrap();
    hindsight(&RECORD, &now.as_known_then(), &now, &[])
}

fn plain(answer: &Answer, width: usize) -> String {
    strip_str(&text(answer, width)).to_string()
}

/// Each day's answers about a state, with the command that gives them.
static STATES: LazyLock<Vec<(String, Answer)>> = LazyLock::new(|| {
    let answers =
        |day: String| [(format!("state {day}"), stood(&day)), (format!("known {day}"), known(&day))];
    days().flat_map(answers).collect()
});

#[test]
fn a_state_fits_a_screen_on_every_day_of_the_record() {
    for (command, answer) in &*STATES {
        let text = plain(answer, 100);
        assert!(text.lines().count() <= 45, "{command}\n{text}");
        assert!(text.lines().count() >= 25, "{command}: a screen is there to be used\n{text}");
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

#[test]
fn an_overview_tells_every_row_or_says_how_many_more_there_are_and_how_to_see_them() {
    for (command, answer) in &*STATES {
        let text = plain(answer, 100);
        let rows = |list: &str| Fields::new(&answer.document).rows(list);
        let missing = text.split("This record has none").nth(1).unwrap_or_default();
        for family in READING.into_iter().filter(|family| !matches!(family, Family::Status | Family::Rounds))
        {
            let all = rows(family.name());
            match told(&text, title(family), family.name()) {
                // What many negotiations do without is not said to be missing.
                None if RARE.contains(&family) || family == Family::Anomalies => {
                    assert!(all.is_empty(), "{command}");
                }
                None => assert!(
                    all.is_empty() && missing.contains(family.name()),
                    "{command}: {family:?}\n{text}"
                ),
                Some((some, count)) => {
                    assert_eq!(count, all.len(), "{command}: {family:?}\n{text}");
                    let how = format!("--only {}", family.name());
                    assert!(
                        some == 0 || some == count || text.contains(&how),
                        "{command}: {family:?}\n{text}"
                    );
                    for row in all.iter().filter(|_| some == count) {
                        let named = row.texts("events").iter().any(|event| text.contains(event));
                        assert!(named, "{command}: {family:?} {row:?}\n{text}");
                    }
                }
            }
        }
        let possible = rows("possible");
        let said = told(&text, "Possibly already known or happened, and not counted above", "possible");
        assert_eq!(said.map_or(0, |(_, count)| count), possible.len(), "{command}\n{text}");
        for round in rows("rounds") {
            assert!(round.texts("events").iter().all(|event| text.contains(event)), "{command}\n{text}");
        }
    }
}

/// Returns what a row needs to have said of it wherever it is told.
fn doubts(view: &View<'_>, row: Fields<'_>) -> Vec<String> {
    let mut doubts: Vec<String> = Vec::new();
    let mut doubt = |is_there: bool, said: &str| doubts.extend(is_there.then(|| said.to_owned()));
    doubt(!row.texts("inferred").is_empty(), " ?]");
    doubt(!row.texts("maybe").is_empty(), "may be otherwise");
    doubt(!row.texts("discrepancies").is_empty(), "accounts differ");
    doubt(!row.texts("unvouched").is_empty(), "not vouched for by");
    doubt(!row.texts("denied_by").is_empty(), "denied by");
    doubt(row.text("basis").is_some() && !row.flag("complete"), "partial list");
    doubt(row.text("condition").is_some(), row.text("condition").unwrap_or_default());
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

/// Returns an answer as Markdown without its marks: all that is said of a row stands in one line.
fn a_line_a_row(answer: &Answer) -> String {
    page(answer, 1_000).unwrap().into_markdown().replace(['\\', '`'], "")
}

/// Returns the lines of a part.
fn lines<'t>(text: &'t str, title: &str) -> Vec<&'t str> {
    let part =
        text.split("## ").skip(1).find(|part| is_heading(part.lines().next().unwrap_or_default(), title));
    part.into_iter().flat_map(str::lines).skip(1).collect()
}

#[test]
fn no_doubt_is_lost_by_brevity() {
    let mut seen = 0;
    for (command, answer) in &*STATES {
        let text = a_line_a_row(answer);
        let view = View::new(Fields::new(&answer.document), &answer.names);
        for family in READING {
            let lines = lines(&text, title(family));
            for row in view.rows(family.name()) {
                let named = plainly(&evidence(row));
                for line in lines.iter().filter(|line| line.contains(&named)) {
                    for doubt in doubts(&view, row) {
                        assert!(line.contains(&doubt), "{command}: `{doubt}` of {named}\n{line}");
                        seen += 1;
                    }
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
        let view = View::new(Fields::new(&answer.document), &answer.names);
        for (family, field) in [
            (Family::Attendance, "status"),
            (Family::Meetings, "status"),
            (Family::Commitments, "status"),
            (Family::Proposals, "standing"),
            (Family::Agreements, "stage"),
            (Family::Ceasefires, "phase"),
        ] {
            for row in view.rows(family.name()) {
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
                    let text = plainly(&item(&view.with(detail), family, row).line()).to_lowercase();
                    assert!(text.contains(&behind), "{command}: {text}");
                    assert_eq!(text.matches("may be otherwise").count(), 1, "{command}: {text}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 40, "{seen}");
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
        let (from_cut, to_cut) = question().between(&RECORD, from, to).unwrap();
        let answer = difference(&RECORD, &from_cut, &to_cut, &[]);
        let text = plain(&answer, 100);
        assert!(text.lines().count() <= 90, "{from} {to}: {}\n{text}", text.lines().count());
        let rows = Fields::new(&answer.document).rows("changes");
        let mut slots: Vec<&str> = rows.iter().filter_map(|row| row.text("slot")).collect();
        slots.dedup();
        let counted = READING.into_iter().filter_map(|family| told(&text, title(family), family.name()));
        assert_eq!(counted.map(|(_, all)| all).sum::<usize>(), slots.len(), "{from} {to}\n{text}");
    }
}
