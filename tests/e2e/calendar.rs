//! The calendar of a negotiation: what a program reads that keeps calendars.

use std::collections::BTreeMap;
use std::process::Command;

use asof_query::{Log, Query, calendar};
use asof_store::{Access, MemoryLog};
use chrono::NaiveDate;

use crate::support::{Sandbox, repository};

/// Returns the components of a calendar, each with its properties, lines unfolded.
fn components(text: &str) -> Vec<BTreeMap<String, String>> {
    let unfolded = text.replace("\r\n ", "");
    let mut found = Vec::new();
    for line in unfolded.lines() {
        match line.split_once(':').unwrap() {
            ("BEGIN", "VCALENDAR") | ("END", _) => {}
            ("BEGIN", name) => found.push(BTreeMap::from([("BEGIN".to_owned(), name.to_owned())])),
            (name, value) => {
                if let Some(last) = found.last_mut() {
                    last.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }
    found
}

fn of<'c>(components: &'c [BTreeMap<String, String>], uid: &str) -> &'c BTreeMap<String, String> {
    let uid = format!("urn:asof:{uid}");
    components.iter().find(|component| component["UID"] == uid).unwrap_or_else(|| panic!("no {uid}"))
}

#[test]
fn a_calendar_has_meetings_with_their_status_and_days_and_what_is_due() {
    let sandbox = Sandbox::with_record();
    let text = sandbox.run(&["export", "calendar", "round:2"]).text().to_owned();
    let components = components(&text);
    let talks = of(&components, "istanbul-2025:meeting:r1-trilateral");
    assert_eq!((&*talks["STATUS"], &*talks["DTSTART"]), ("CONFIRMED", "20250516T093000Z"));
    assert_eq!(talks["DTEND"], "20250516T111500Z");
    assert_eq!(talks["LOCATION"], "Presidency Dolmabahçe Working Office\\, Beşiktaş");
    assert!(talks["DESCRIPTION"].contains("for about 1 h 45 min"), "{talks:?}");
    // The end of a day is not included.
    let whole_day = of(&components, "istanbul-2025:meeting:r2-trilateral");
    assert_eq!(whole_day["DTSTART;VALUE=DATE"], "20250602");
    assert_eq!(whole_day["DTEND;VALUE=DATE"], "20250603");
    // Of an imprecise date, all days on which it may have been.
    let some_day = of(&components, "istanbul-2025:meeting:moscow-security-14-may");
    assert_eq!((&*some_day["DTSTART;VALUE=DATE"], &*some_day["DTEND;VALUE=DATE"]), ("20250511", "20250515"));
    assert!(some_day["DESCRIPTION"].contains("some time between 11 and 14 May 2025"), "{some_day:?}");
    assert!(some_day["DESCRIPTION"].contains("On which of these days is not known"), "{some_day:?}");
    let not_held = of(&components, "istanbul-2025:meeting:leaders-15-may");
    assert_eq!((&*not_held["STATUS"], &*not_held["DTSTART;VALUE=DATE"]), ("CANCELLED", "20250515"));
    let due = of(&components, "istanbul-2025:due:ceasefires/r2-ceasefire");
    assert_eq!((&*due["BEGIN"], &*due["DUE;VALUE=DATE"]), ("VTODO", "20250605"));
    assert_eq!(due["X-ASOF-EVENTS"], "r2-ceasefire");
    assert_eq!(components.len(), 8);
    let without = sandbox.run(&["export", "calendar", "round:2", "--no-due"]).text().to_owned();
    assert_eq!(self::components(&without).len(), 7);
}

#[test]
fn a_plan_is_tentative_and_what_came_later_is_not_in_it() {
    let sandbox = Sandbox::with_record();
    let args = ["export", "calendar", "2025-05-30", "--known", "2025-05-30"];
    let text = sandbox.run(&args).text().replace("\r\n ", "");
    let components = components(&text);
    let planned = of(&components, "istanbul-2025:meeting:r2-trilateral");
    assert_eq!((&*planned["STATUS"], &*planned["DTSTART;VALUE=DATE"]), ("TENTATIVE", "20250602"));
    assert_eq!((&*planned["DTSTAMP"], &*planned["SEQUENCE"]), ("20250530T210000Z", "0"));
    assert!(planned["LAST-MODIFIED"] <= planned["DTSTAMP"]);
    // Whose word a status is stands beside it, and what others say is told as theirs.
    for said in [
        "Russia: accepted\\, according to Dmitry Peskov.",
        "Russia: accepted\\, reported by somebody unnamed\\, not in their own word.",
        "Ukraine: tentative\\, reported by Maria Zakharova\\, not in their own word.",
    ] {
        assert!(planned["DESCRIPTION"].contains(said), "{planned:?}");
    }
    let ukraine = planned.keys().find(|name| name.contains("CN=Ukraine")).unwrap();
    assert!(ukraine.contains("PARTSTAT=NEEDS-ACTION"), "{ukraine}");
    assert!(!text.contains("r2-held"), "{text}");
}

#[test]
fn lines_take_75_octets_and_the_same_question_gives_the_same_bytes() {
    let sandbox = Sandbox::with_record();
    let run = |now: &str| {
        let mut command = sandbox.command();
        let ran = command.args(["export", "calendar", "2025-07-23", "-o", "-"]).env("ASOF_NOW", now).output();
        ran.unwrap().stdout
    };
    let bytes = run("2026-11-23T10:00:00Z");
    assert_eq!(bytes, run("2031-01-01T10:00:00Z"));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.is_ascii() || text.contains('ş'));
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])), "{text}");
    assert!(lines.iter().filter(|line| line.starts_with(' ')).count() > 50);
    assert_eq!(sandbox.run(&["export", "calendar", "2025-07-23", "-o", "talks.ics"]).code, 0);
    assert_eq!(std::fs::read_to_string(sandbox.path("talks.ics")).unwrap(), text);
    assert!(sandbox.run(&["export", "calendar", "--format", "json"]).fails(2).contains(".ics"));
}

/// Returns the sequence numbers of each meeting by what was known on a day.
fn sequences(log: &Log, day: NaiveDate) -> BTreeMap<String, (usize, chrono::DateTime<chrono::Utc>)> {
    let now = "2026-11-23T10:00:00Z".parse().unwrap();
    let known = day.to_string();
    let query = Query { known: Some(&known), ..Query::of(Some("istanbul-2025"), now) };
    let calendar = calendar(log, &query.at(log, Some("2025-12-31")).unwrap());
    let of = |of: asof_query::CalendarMeeting| (of.meeting.key.to_string(), (of.sequence, of.modified));
    calendar.meetings.into_iter().map(of).collect()
}

#[test]
fn the_sequence_of_a_meeting_rises_as_plans_change_and_never_falls() {
    let text = std::fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    let sandbox = Sandbox::with_unguarded_record();
    let log = Log::read(&MemoryLog::from_text(&text, Access::ReadOnly)).unwrap();
    let first: NaiveDate = "2025-05-10".parse().unwrap();
    let mut before = sequences(&log, first);
    let mut seen = Vec::new();
    for day in first.iter_days().take(90).skip(1) {
        let now = sequences(&log, day);
        for (meeting, (sequence, modified)) in &before {
            assert!(now[meeting].0 >= *sequence && now[meeting].1 >= *modified, "{meeting} on {day}");
        }
        seen.extend(now.get("r2-trilateral").map(|(sequence, _)| *sequence));
        before = now;
    }
    seen.dedup();
    // It is planned twice and held; two of these were known on one day.
    assert_eq!(seen, [0, 2]);
    // A retraction takes a plan away, and is a change too.
    let sequence = || {
        let text = sandbox.run(&["export", "calendar", "2025-12-31"]).text().to_owned();
        of(&components(&text), "istanbul-2025:meeting:r2-trilateral")["SEQUENCE"].parse::<usize>().unwrap()
    };
    assert_eq!(sequence(), 2);
    let ran = sandbox.run(&["retract", "r2-time-set", "--because", "record", "--reason", "misread"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(sequence(), 3);
}

#[test]
#[ignore = "needs the Python package icalendar"]
fn a_python_program_finds_the_meetings_and_how_they_stand() {
    let sandbox = Sandbox::with_record();
    assert_eq!(sandbox.run(&["export", "calendar", "round:2", "-o", "talks.ics"]).code, 0);
    let script = r#"
import icalendar, sys
calendar = icalendar.Calendar.from_ical(open("talks.ics", "rb").read())
assert not calendar.errors, calendar.errors
for event in calendar.walk("VEVENT"):
    assert not event.errors, event.errors
    people = event.get("ATTENDEE", [])
    people = people if isinstance(people, list) else [people]
    accepted = sum(person.params["PARTSTAT"] == "ACCEPTED" for person in people)
    print(event["UID"].rsplit(":", 1)[1], event["STATUS"], event["SEQUENCE"], event["DTSTART"].dt, accepted)
for task in calendar.walk("VTODO"):
    print(task["UID"].rsplit(":", 1)[1], task["STATUS"], task["DUE"].dt)
"#;
    let ran = Command::new("python3").args(["-c", script]).current_dir(sandbox.path("")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let printed = String::from_utf8(ran.stdout).unwrap();
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 8, "{printed}");
    for line in [
        "leaders-15-may CANCELLED 2 2025-05-15 0",
        "r1-trilateral CONFIRMED 1 2025-05-16 09:30:00+00:00 10",
        "r2-trilateral CONFIRMED 2 2025-06-02 13",
        "ceasefires/r2-ceasefire NEEDS-ACTION 2025-06-05",
    ] {
        assert!(lines.contains(&line), "no {line:?} in {printed}");
    }
}
