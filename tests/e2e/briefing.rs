//! Briefings: how long they are, what each of their sentences rests on, and what they may not give away.

use std::collections::BTreeSet;
use std::path::Path;

use asof_core::Inferred;
use asof_projector::EventStatus;
use asof_query::rows::BriefForm;
use asof_query::{Answer, Log, Query, ResolvedQuery, brief};
use asof_store::{Access, MemoryLog};
use chrono::NaiveDate;
use serde_json::Value;

use crate::support::{Sandbox, repository};
use crate::web::assert_whole;

/// The most lines and words of a briefing: about two pages.
const LINES: usize = 110;
const WORDS: usize = 1_000;

fn log(path: &str) -> Log {
    let text = std::fs::read_to_string(repository().join(path)).unwrap();
    Log::read(&MemoryLog::from_text(&text, Access::ReadOnly)).unwrap()
}

fn query<'q>(process: &'q str, known: Option<&'q str>) -> Query<'q> {
    let now = "2026-11-23T10:00:00Z".parse().unwrap();
    Query { known, ..Query::of(Some(process), now) }
}

/// Returns a briefing as Markdown, and its point.
fn written(log: &Log, query: &Query<'_>, when: &str, form: BriefForm) -> (String, ResolvedQuery) {
    let points = query.briefing(log, Some(when), None).unwrap();
    let answer = Answer::new(brief(log, &points, form), log.names()).visible();
    (asof_render::markdown(&answer), points.at)
}

/// Returns the keys of the events that count at a point, and those of all others.
fn counting(log: &Log, at: &ResolvedQuery) -> [BTreeSet<String>; 2] {
    let view = log.as_of(&at.as_of);
    // An event goes by its own key after it was corrected.
    let counts = [EventStatus::InForce, EventStatus::Replaced];
    let events = log.events().iter().zip(view.statuses());
    let (count, others): (Vec<_>, Vec<_>) = events.partition(|(_, status)| counts.contains(status));
    [count, others].map(|events| events.iter().map(|(event, _)| event.draft.key.to_string()).collect())
}

/// Returns what is typed in a line: what stands between backticks.
fn typed(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

/// The days of each process that are asked: each on which something happened, and some others.
fn days(log: &Log, process: &str) -> Vec<NaiveDate> {
    let process = process.parse().unwrap();
    let (first, last) = log.days(&process);
    let (first, last) = (first.unwrap(), last.unwrap());
    first.pred_opt().unwrap().iter_days().take_while(|day| *day <= last.succ_opt().unwrap()).collect()
}

const LOGS: [(&str, &[&str]); 2] =
    [("events/istanbul.jsonl", &["istanbul-2025", "ukraine-2022"]), ("fixtures/logs/cinder-pass.jsonl", &[])];

/// Calls a check with every log, process and day.
fn on_every_day(mut check: impl FnMut(&Log, &str, &str)) {
    for (path, named) in LOGS {
        let log = log(path);
        let all: Vec<String> = log.processes().iter().map(|process| process.key.to_string()).collect();
        assert!(named.iter().all(|process| all.iter().any(|of| of == process)));
        for process in &all {
            let days = days(&log, process);
            let step = (days.len() / 16).max(1);
            for day in days.iter().step_by(step) {
                check(&log, process, &day.to_string());
            }
        }
    }
}

/// What a sentence says that has nothing to tell of.
const NOTHING: [&str; 5] = [
    "- Nothing on record by then.",
    "- Nothing that this record holds.",
    "- Nothing on record that was still awaited then.",
    "- The record shows no accounts of the above that differ.",
    "- No meeting is planned, nothing is due and no proposal awaits an answer, as far as this record shows.",
];

#[test]
fn every_sentence_names_an_event_that_counts_at_its_point() {
    let mut sentences = 0;
    on_every_day(|log, process, day| {
        for known in [None, Some(day)] {
            for form in [BriefForm::Whole, BriefForm::Short] {
                let (text, at) = written(log, &query(process, known), day, form);
                let [count, _] = counting(log, &at);
                let said = text.lines().filter(|line| line.trim_start().starts_with("- "));
                for line in said.filter(|line| !NOTHING.iter().any(|nothing| line.ends_with(&nothing[2..]))) {
                    let is_named = typed(line).iter().any(|key| count.contains(*key));
                    assert!(is_named, "{process} {day} {known:?}: {line}");
                    sentences += 1;
                }
            }
        }
    });
    assert!(sentences > 1_500, "{sentences}");
}

#[test]
fn by_what_was_known_nothing_is_named_that_came_later() {
    on_every_day(|log, process, day| {
        let (text, at) = written(log, &query(process, Some(day)), day, BriefForm::Whole);
        let [count, others] = counting(log, &at);
        for key in text.lines().flat_map(typed).filter(|typed| others.contains(*typed)) {
            assert!(count.contains(key), "{process} {day}: {key} in {text}");
        }
    });
}

#[test]
fn a_briefing_takes_two_pages_and_a_short_one_ten_lines() {
    on_every_day(|log, process, day| {
        let (text, _) = written(log, &query(process, None), day, BriefForm::Whole);
        let (lines, words) = (text.lines().count(), text.split_whitespace().count());
        assert!(lines <= LINES && words <= WORDS, "{process} {day}: {lines} lines, {words} words");
        let (text, _) = written(log, &query(process, None), day, BriefForm::Short);
        let lines = text.lines().filter(|line| !line.is_empty()).count();
        assert!(lines <= 10, "{process} {day}: {text}");
        assert!(text.split_whitespace().count() <= 420, "{process} {day}: {text}");
    });
}

#[test]
fn what_changed_is_told_since_the_round_before_and_the_moment_can_be_named_in_three_ways() {
    let sandbox = Sandbox::with_record();
    let since = |args: &[&str]| {
        let answer = sandbox.json(&[&["brief"], args].concat());
        let until = answer["since"]["occurred"]["until"].as_str().unwrap()[..10].to_owned();
        (until, answer["since_round"].as_u64(), answer["since_start"].as_bool().unwrap())
    };
    assert_eq!(since(&["round:2"]), ("2025-05-17".to_owned(), Some(1), false));
    assert_eq!(since(&["--at", "round:3"]), ("2025-06-03".to_owned(), Some(2), false));
    assert_eq!(since(&["2025-06-10"]), ("2025-06-03".to_owned(), Some(2), false));
    assert_eq!(since(&["round:1"]).1, None);
    assert!(since(&["round:1"]).2);
    assert_eq!(since(&[]), ("2025-07-24".to_owned(), Some(3), false));
    assert_eq!(since(&["round:3", "--since", "round:1"]).1, Some(1));
    let token = sandbox.json(&["state", "round:2", "--known", "2025-06-02"])["as_of"]["token"].clone();
    let token = token.as_str().unwrap();
    let whole = sandbox.run(&["brief", "round:2", "--known", "2025-06-02"]);
    assert_eq!(sandbox.run(&["brief", "--as-of", token]).text(), whole.text());
    let refused = sandbox.run(&["brief", "round:1", "--since", "round:2"]);
    assert!(refused.fails(2).contains("not before the moment"), "{}", refused.stderr);
    assert!(sandbox.run(&["brief", "round:1", "--chain"]).fails(2).contains("one negotiation"));
}

#[test]
fn the_command_at_its_end_prints_it_again_when_the_log_has_grown() {
    let sandbox = Sandbox::with_record();
    let first = sandbox.run(&["brief", "round:2", "--format", "md"]).text().to_owned();
    let again = first.lines().last().unwrap();
    let command = typed(again)[0];
    let said: Value =
        serde_json::from_str(sandbox.run(&["draft", "claim", "--format", "json"]).text()).unwrap();
    assert!(said.is_object());
    let retracted = sandbox.run(&["retract", "fidan-post-r3", "--because", "record", "--reason", "x"]);
    assert_eq!(retracted.code, 0, "{}", retracted.stderr);
    let words: Vec<&str> = command.split(' ').skip(1).chain(["--format", "md"]).collect();
    let second = sandbox.run(&words).text().to_owned();
    let [first, second] = [&first, &second].map(|text| text.lines().skip(4).collect::<Vec<_>>());
    // The moment is said with the number of the last entry that is read.
    assert_eq!(first, second);
}

#[test]
fn the_document_for_word_processors_is_whole_and_loads_nothing() {
    let sandbox = Sandbox::with_record();
    let ran = sandbox.run(&["brief", "round:2", "-o", "brief.html"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let html = std::fs::read_to_string(sandbox.path("brief.html")).unwrap();
    let texts = assert_whole(&html);
    assert_eq!(texts["h1"], ["Briefing: Istanbul talks between Russia and Ukraine, 2025"]);
    assert_eq!(texts["h2"].len(), 5, "{texts:?}");
    assert!(texts["li"].len() >= 15);
    for absent in ["script", "link", "img", "a"] {
        assert!(!texts.contains_key(absent), "{absent}");
    }
    assert!(!html.contains("http"), "{html}");
    assert_eq!(sandbox.run(&["brief", "round:2", "--format", "html"]).text(), html);
    assert!(sandbox.run(&["state", "round:2", "--format", "html"]).fails(2).contains("asof brief"));
    assert!(!Path::new(&sandbox.path("state.html")).exists());
    assert!(sandbox.run(&["brief", "round:2", "--format", "csv"]).fails(2).contains("md, html or json"));
}

#[test]
fn without_inferred_dates_nothing_rests_on_them_alone() {
    let log = log("events/istanbul.jsonl");
    let stated = Query { inferred: Inferred::Exclude, ..query("istanbul-2025", Some("2025-05-24")) };
    let (text, at) = written(&log, &stated, "2025-05-24", BriefForm::Whole);
    let [count, others] = counting(&log, &at);
    assert!(text.contains("without dates of knowledge that the encoder inferred"), "{text}");
    assert!(text.lines().flat_map(typed).all(|key| count.contains(key) || !others.contains(key)), "{text}");
}

#[test]
fn briefings_of_the_rounds() {
    let sandbox = Sandbox::with_record();
    for (name, args) in [
        ("round-1", &["round:1"][..]),
        ("round-2", &["round:2"]),
        ("round-2-known", &["round:2", "--known", "round:2"]),
        ("round-3", &["round:3"]),
        ("2022-round-2", &["2022-03-29", "--process", "ukraine-2022"]),
        ("round-3-short", &["round:3", "--short"]),
    ] {
        let args = [&["brief"], args, &["--format", "md"]].concat();
        let text = sandbox.run(&args).text().to_owned();
        insta::with_settings!({description => format!("asof {}", args.join(" ")), omit_expression => true}, {
            insta::assert_snapshot!(format!("brief-{name}.md"), text);
        });
    }
}
