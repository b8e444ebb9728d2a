use std::sync::OnceLock;

use asof_core::{Draft, Event};

use super::*;
use crate::{ALL, Access, EventLog, Expected, MemoryLog};

const ID: Option<&str> = Some("01a207d9-2100-7707-8707-070707070701");

fn body(key: &str) -> Draft {
    let json = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"KEY"}]}}}}"#;
    Draft::from_json(&json.replace("KEY", key)).unwrap()
}

/// The appends of a log, as messages have them: of one event, of two, of one.
fn appends() -> [String; 3] {
    static APPENDS: OnceLock<[String; 3]> = OnceLock::new();
    APPENDS.get_or_init(write_appends).clone()
}

fn write_appends() -> [String; 3] {
    let mut log = MemoryLog::new();
    for batch in [&[body("a")][..], &[body("b"), body("c")], &[body("d")]] {
        log.append(batch, Expected::Any).unwrap();
    }
    let text = log.read(ALL).unwrap().to_text();
    let lines: Vec<&str> = text.lines().collect();
    [lines[0].to_owned(), lines[1..3].join("\n"), lines[3].to_owned()]
}

fn behind(tail: Tail, message: &str) -> Tail {
    match tail.judge(ID, message.as_bytes()) {
        Verdict::Append(tail) => tail,
        other => panic!("{other:?}: {message}"),
    }
}

/// The end of the log behind its first append.
fn tail() -> Tail {
    behind(Tail::default(), &appends()[0])
}

fn why(message: impl AsRef<[u8]>) -> WhyForeign {
    match tail().judge(ID, message.as_ref()) {
        Verdict::Foreign(why) => why,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(message.as_ref())),
    }
}

/// Returns a line that says something else, with the hash that this makes.
fn rehashed(line: &str, from: &str, to: &str) -> String {
    let before = Event::from_line(&appends()[0]).unwrap().hash;
    let stored = Event::from_line(line).unwrap().hash.to_string();
    let line = line.replacen(from, to, 1);
    let stamp = Stamp::of(&line).unwrap();
    let content = content_hash(&line).unwrap();
    let hash = next_log_root(Some(before), stamp.seq, stamp.recorded, stamp.commit, content);
    line.replace(&stored, &hash.to_string())
}

#[test]
fn what_follows_soundly_is_an_append() {
    let mut end = Tail::default();
    for append in appends() {
        end = behind(end, &append);
    }
    assert_eq!(end.seq, 4);
    let log = MemoryLog::from_text(&(appends().join("\n") + "\n"), Access::ReadOnly);
    assert_eq!(Tail::of(log.read(ALL).unwrap().iter().next_back()), end);
    assert_eq!(Tail::of(MemoryLog::new().read(ALL).unwrap().iter().next_back()), Tail::default());
}

#[test]
fn what_a_log_elsewhere_may_have_between_its_tokens_is_taken_too() {
    let spaced = appends()[1].replacen("{\"seq\":2,", " {\"seq\": 2,\t", 1) + " ";
    assert_eq!(behind(tail(), &spaced).seq, 3);
}

#[test]
fn an_append_without_its_id_is_none() {
    let append = &appends()[1];
    for id in [None, Some(""), Some("x")] {
        assert_eq!(tail().judge(id, append.as_bytes()), Verdict::Foreign(WhyForeign::NoAppendId));
    }
}

#[test]
fn what_is_not_written_as_an_append_is_none() {
    let [first, second, third] = appends();
    for (message, expected) in [
        (String::new(), WhyForeign::Empty),
        ("\n".into(), WhyForeign::LineEnds),
        (format!("{second}\n"), WhyForeign::LineEnds),
        (format!("\n{second}"), WhyForeign::LineEnds),
        (second.replace('\n', "\n\n"), WhyForeign::LineEnds),
        (second.replace('\n', "\n \n"), WhyForeign::LineEnds),
        (second.replace('\n', "\r\n"), WhyForeign::LineEnds),
        (format!("{second}\r"), WhyForeign::LineEnds),
        (format!("\u{feff}{second}"), WhyForeign::NotAnEvent),
        ("hello".into(), WhyForeign::NotAnEvent),
        (second[..second.len() - 1].to_owned(), WhyForeign::NotAnEvent),
        ("null".into(), WhyForeign::NotAnEvent),
        (r#"{"temperature":21}"#.into(), WhyForeign::NotAnEvent),
        (r#"[2,"2026-11-23T12:00:00.000000Z",2,"0","i",{}]"#.into(), WhyForeign::NotAnEvent),
        ("x".repeat(MAX_EVENT_BYTES), WhyForeign::NotAnEvent),
        ("x".repeat(MAX_EVENT_BYTES + 1), WhyForeign::TooLong),
        (first, WhyForeign::Sequence),
        (third.clone(), WhyForeign::Sequence),
        (format!("{second}\n{third}"), WhyForeign::NotOneAppend),
        (second.lines().next().unwrap().to_owned(), WhyForeign::NotOneAppend),
        (second.lines().rev().collect::<Vec<_>>().join("\n"), WhyForeign::Sequence),
        (second.replace("\"b\"", "\"x\""), WhyForeign::Hash),
        (second.replacen("\"commit\":3", "\"commit\":4", 1), WhyForeign::Hash),
    ] {
        assert_eq!(why(&message), expected, "{message:.200}");
    }
    assert_eq!(why(b"\xff\xfe"), WhyForeign::NotUtf8);
}

#[test]
fn one_bit_that_differs_makes_an_append_none() {
    let append = appends()[1].clone().into_bytes();
    for byte in 0..append.len() {
        let mut changed = append.clone();
        changed[byte] ^= 1 << (byte % 8);
        assert!(matches!(tail().judge(ID, &changed), Verdict::Foreign(_)), "byte {byte}");
    }
}

#[test]
fn what_was_recorded_before_the_last_event_is_none() {
    let line = appends()[1].lines().next().unwrap().replace("\"commit\":3", "\"commit\":2");
    let recorded = Event::from_line(&line).unwrap().recorded.to_string();
    assert_eq!(why(rehashed(&line, &recorded, "2020-01-01T00:00:00.000000Z")), WhyForeign::RecordedBack);
}

#[test]
fn an_append_of_two_instants_is_none() {
    let lines: Vec<String> = appends()[1].lines().map(str::to_owned).collect();
    let event = Event::from_line(&lines[1]).unwrap();
    let message = format!(
        "{}\n{}",
        lines[0],
        lines[1].replace(&event.recorded.to_string(), "2030-01-01T00:00:00.000000Z")
    );
    assert_eq!(why(message), WhyForeign::NotOneAppend);
}

#[test]
fn an_append_of_a_later_version_is_an_append() {
    let line = appends()[1].lines().next().unwrap().replace("\"commit\":3", "\"commit\":2");
    let later = rehashed(&line, "\"registered\"", "\"foretold\"");
    assert!(Event::from_line(&later).is_err());
    assert_eq!(behind(tail(), &later).seq, 2);
    // So is one of which no hash can be made here: what it is, is not for this build to say.
    let unhashed = line.replacen("\"registered\"", "\"a\":null,\"registered\"", 1);
    assert!(matches!(tail().judge(ID, unhashed.as_bytes()), Verdict::Unhashed(tail) if tail.seq == 2));
}

#[test]
fn nothing_follows_the_last_of_all_numbers() {
    let end = Tail { seq: u64::MAX, last: tail().last };
    assert_eq!(end.judge(ID, appends()[1].as_bytes()), Verdict::Foreign(WhyForeign::Sequence));
}
