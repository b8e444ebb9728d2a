//! `follow`: the events of a log, first those that it holds, then each as it comes.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};

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
