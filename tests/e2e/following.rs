//! `follow`: the events of a log, first those that it holds, then each as it comes.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::support::{Sandbox, entries_of_record};

const DRAFT: &str = r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#;

/// A program that follows a log; it is stopped when it is dropped.
struct Following {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Following {
    fn begin(sandbox: &Sandbox, words: &[&str]) -> Self {
        let mut child = sandbox.command().args(words).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_the_log_holds_comes_first_as_it_stands_there() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["copy", "events/log.jsonl", "log.db"]).text();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    for place in ["events/log.jsonl", "log.db", "demo"] {
        let all = sandbox.run(&["--log", place, "follow", "--no-wait", "--format", "jsonl"]);
        assert_eq!(all.text(), log, "{place}");
        let after =
            |seq: usize| sandbox.run(&["--log", place, "follow", "--no-wait", "--after", &seq.to_string()]);
        let head = entries_of_record();
        let last = after(head - 2);
        let lines: Vec<&str> = last.text().lines().collect();
        assert_eq!(lines.len(), 2, "{place}: {lines:?}");
        assert!(lines[0].trim_start().starts_with(&format!("{}  2026-", head - 1)), "{}", lines[0]);
        let none = after(head);
        assert_eq!(none.text(), "", "{place}");
    }
}

#[test]
fn each_event_is_one_of_cloudevents_with_the_stored_line_as_its_data() {
    let sandbox = Sandbox::with_record();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let ran = sandbox.run(&["follow", "--no-wait", "--format", "cloudevents"]);
    let events: Vec<&str> = ran.text().lines().collect();
    assert_eq!(events.len(), log.lines().count());
    let mut sequences = Vec::new();
    for (event, line) in events.iter().zip(log.lines()) {
        // The line is not written anew, so that its hash can be checked.
        assert!(event.ends_with(&format!(r#""data":{line}}}"#)), "{event}");
        let event: Value = serde_json::from_str(event).unwrap();
        let stored = &event["data"];
        for (attribute, field) in
            [("id", "id"), ("subject", "key"), ("time", "recorded"), ("logroot", "hash")]
        {
            assert_eq!(event[attribute], stored[field], "{attribute}");
        }
        let source = stored["process"].as_str().map(|process| format!("urn:asof:process:{process}"));
        assert_eq!(event["source"], *source.as_deref().unwrap_or("urn:asof:registry"));
        let kind = stored["what"].as_object().unwrap().keys().next().unwrap();
        assert_eq!(event["type"], format!("asof.event.{kind}"));
        assert_eq!(
            (&event["specversion"], &event["datacontenttype"]),
            (&"1.0".into(), &"application/json".into())
        );
        assert_eq!(event["dataschema"], "urn:asof:schema:event:2");
        let is_name = |name: &String| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        assert!(event.as_object().unwrap().keys().all(is_name), "{event}");
        assert_eq!(event["sequence"].as_str().unwrap().parse::<u64>().ok(), stored["seq"].as_u64());
        sequences.push(event["sequence"].as_str().unwrap().to_owned());
    }
    assert!(sequences.is_sorted());
    let refused = sandbox.run(&["log", "--format", "cloudevents"]);
    assert!(refused.fails(2).contains("asof follow"), "{}", refused.stderr);
}

#[test]
#[ignore = "needs the Python package cloudevents"]
fn a_python_program_reads_each_event_of_cloudevents() {
    let sandbox = Sandbox::with_record();
    let ran = sandbox.run(&["follow", "--no-wait", "--format", "cloudevents", "-o", "events.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let script = r#"
from collections import Counter
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
count = Counter()
for line in open("events.jsonl", encoding="utf-8"):
    event = JSONFormat().read(CloudEvent, line)
    assert event.get_specversion() == "1.0" and event.get_data()["key"] == event.get_subject()
    assert int(event.get_extension("sequence")) == event.get_data()["seq"]
    count[event.get_type()] += 1
print(sum(count.values()), count["asof.event.meeting"])
"#;
    let ran = Command::new("python3").args(["-c", script]).current_dir(sandbox.path("")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let meetings = std::fs::read_to_string(sandbox.log()).unwrap().matches(r#""what":{"meeting""#).count();
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), format!("{} {meetings}\n", entries_of_record()));
}

#[test]
fn an_event_that_is_appended_comes_once_it_is_there() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["copy", "events/log.jsonl", "log.db"]).text();
    sandbox.file("draft.json", DRAFT);
    for place in ["events/log.jsonl", "log.db"] {
        let head = entries_of_record().to_string();
        let words = ["--log", place, "follow", "--after", &head, "--format", "jsonl"];
        let mut following = Following::begin(&sandbox, &words);
        sandbox.run(&["--log", place, "append", "draft.json"]).text();
        let line = following.line();
        let seq = format!(r#""seq":{},"#, entries_of_record() + 1);
        assert!(line.contains(&seq) && line.contains("new-place"), "{place}: {line}");
        let stored =
            sandbox.run(&["--log", place, "follow", "--no-wait", "--after", &head, "--format", "jsonl"]);
        assert_eq!(stored.text(), line);
    }
}

#[test]
fn it_ends_when_nobody_reads_it_any_more() {
    let sandbox = Sandbox::with_record();
    sandbox.file("draft.json", DRAFT);
    let head = entries_of_record();
    let mut following = Following::begin(&sandbox, &["follow", "--after", &(head - 1).to_string()]);
    assert!(following.line().contains(&format!("{head}  2026-")));
    let Following { child, lines } = &mut following;
    let (read, _write) = std::io::pipe().unwrap();
    drop(std::mem::replace(lines, BufReader::new(ChildStdout::from(std::os::fd::OwnedFd::from(read)))));
    sandbox.run(&["append", "draft.json"]).text();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_has_no_end_is_not_asked_for_as_a_whole() {
    let sandbox = Sandbox::with_record();
    let (head, beyond) = (entries_of_record(), (entries_of_record() + 1).to_string());
    let ends = format!("the log ends at entry {head}");
    for (words, said) in [
        (&["follow", "--format", "json"][..], "use --format text or jsonl"),
        (&["follow", "-o", "all.jsonl"], "use `>`, or --no-wait"),
        (&["follow", "--known", "2025-05-24"], "are only for questions"),
        (&["follow", "--after", &beyond], &ends),
    ] {
        assert!(sandbox.run(words).fails(2).contains(said), "{words:?}");
    }
}

#[test]
fn a_damaged_line_is_said_and_the_others_are_printed() {
    let sandbox = Sandbox::with_record();
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let damaged: String = log
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 8 { "x\n".to_owned() } else { format!("{line}\n") })
        .collect();
    std::fs::write(sandbox.log(), damaged).unwrap();
    let ran = sandbox.run(&["follow", "--no-wait"]);
    assert_eq!(ran.text().lines().count(), entries_of_record() - 1);
    assert!(ran.stderr.contains("line 9"), "{}", ran.stderr);
    sandbox.run(&["follow", "--no-wait", "--strict"]).fails(3);
}

#[test]
fn a_log_in_the_place_of_the_one_that_is_followed_is_not_taken_for_it() {
    let sandbox = Sandbox::with_record();
    let log = sandbox.log();
    let mut following =
        Following::begin(&sandbox, &["follow", "--after", &(entries_of_record() - 1).to_string()]);
    assert!(!following.line().is_empty());
    // The same events in a new file, as an editor leaves them, and one more.
    std::fs::copy(&log, sandbox.path("new.jsonl")).unwrap();
    std::fs::rename(sandbox.path("new.jsonl"), &log).unwrap();
    sandbox.file("draft.json", DRAFT);
    sandbox.run(&["append", "draft.json"]).text();
    assert!(following.line().contains("new-place"));
    // Another log, which is as long.
    let other = std::fs::read_to_string(&log).unwrap().replace("new-place", "old-place");
    std::fs::write(sandbox.path("new.jsonl"), other).unwrap();
    std::fs::rename(sandbox.path("new.jsonl"), &log).unwrap();
    assert_eq!(following.child.wait().unwrap().code(), Some(3));
}
