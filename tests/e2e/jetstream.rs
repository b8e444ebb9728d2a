//! A log in a stream: the same commands as on a file, on a cluster of three servers.

use std::fs;

use asof_core::Draft;
use asof_store::{ALL, Access, EventLog, Expected, MemoryLog};
use async_nats::jetstream::stream::Config;

use crate::cluster::Cluster;
use crate::support::{Ran, Sandbox, entries_of_record, repository};

/// Runs the program with its local copies in the sandbox.
fn run(sandbox: &Sandbox, args: &[&str]) -> Ran {
    let mut command = sandbox.command();
    command.env("ASOF_COPIES", sandbox.path("copies")).args(args);
    command.output().expect("the program starts").into()
}

#[test]
#[ignore = "needs nats-server"]
fn a_negotiation_is_kept_in_a_stream_from_its_first_day() {
    let (cluster, sandbox) = (Cluster::start(), Sandbox::empty());
    let stream = cluster.address("TALKS").to_string();
    let begin = ["init", &stream, "--title", "Talks", "--zone", "UTC", "--party", "a=A"];
    let begun = run(&sandbox, &begin);
    begun.text();
    assert!(begun.stderr.contains(&format!("--log {stream}")), "{}", begun.stderr);
    let log = |args: &[&str]| run(&sandbox, &[&["--log", &stream], args].concat());
    sandbox
        .file("draft.json", r#"{"key":"hall","what":{"registered":{"place":{"names":[{"name":"Hall"}]}}}}"#);
    let appended = log(&["append", "draft.json", "--expect", "2", "--format", "json"]).json();
    assert_eq!(appended["appended"][0]["seq"], 3);
    let again = log(&["append", "draft.json", "--expect", "2", "--format", "json"]).json();
    assert_eq!(again["appended"].as_array().unwrap().len(), 0);
    sandbox
        .file("other.json", r#"{"key":"room","what":{"registered":{"place":{"names":[{"name":"Room"}]}}}}"#);
    let conflict = log(&["append", "other.json", "--expect", "2"]);
    assert!(conflict.fails(4).contains("seq 3"), "{}", conflict.stderr);
    let checked = log(&["check"]);
    checked.text();
    assert!(checked.stderr.contains("sync_interval"), "{}", checked.stderr);
    assert!(run(&sandbox, &begin).fails(3).contains("already exists"));
    let missing = cluster.address("MISSING").to_string();
    assert!(run(&sandbox, &["--log", &missing, "state"]).fails(3).contains("there is no log"));
}

#[test]
#[ignore = "needs nats-server"]
fn the_record_goes_into_a_stream_and_back_to_the_byte_and_answers_from_there() {
    let (mut cluster, sandbox) = (Cluster::start(), Sandbox::empty());
    let record = repository().join("events/istanbul.jsonl");
    let (record, stream) = (record.to_str().unwrap(), cluster.address("RECORD").to_string());
    let copied = run(&sandbox, &["copy", record, &stream, "--format", "json"]).json();
    assert_eq!(copied["written"], entries_of_record());
    assert_eq!(run(&sandbox, &["copy", record, &stream, "--format", "json"]).json()["written"], 0);
    run(&sandbox, &["copy", &stream, "back.jsonl"]).text();
    assert_eq!(fs::read(sandbox.path("back.jsonl")).unwrap(), fs::read(record).unwrap());
    let followed = run(&sandbox, &["--log", &stream, "follow", "--no-wait", "--format", "jsonl"]);
    assert_eq!(followed.text(), fs::read_to_string(record).unwrap());
    for question in [&["known", "2025-05-24"][..], &["check"], &["receipt"], &["log", "--format", "csv"]] {
        let [file, there] = [record, &stream].map(|log| {
            let ran = run(&sandbox, &[&["--log", log], question].concat());
            (ran.code, ran.stdout.replace(log, "LOG"))
        });
        assert_eq!(there, file, "{question:?}");
    }
    // Without servers the error says where the local copy is, and it answers.
    (0..3).for_each(|number| cluster.kill(number));
    let away = run(&sandbox, &["--log", &stream, "known", "2025-05-24"]);
    let said = away.fails(3);
    let copy = said.split_whitespace().find(|word| word.ends_with(".db")).unwrap();
    let answer = |log| run(&sandbox, &["--log", log, "known", "2025-05-24"]).text().to_owned();
    assert_eq!(answer(copy), answer(record));
}

#[test]
#[ignore = "needs nats-server"]
fn a_single_server_keeps_a_log_only_if_that_is_allowed() {
    let (single, sandbox) = (Cluster::of(1), Sandbox::empty());
    let stream = single.address("TALKS").to_string();
    let begin = ["init", &stream, "--title", "Talks", "--zone", "UTC", "--party", "a=A"];
    assert!(run(&sandbox, &begin).fails(3).contains("--allow-unsynced"));
    run(&sandbox, &[&begin[..], &["--allow-unsynced"]].concat()).text();
    sandbox
        .file("draft.json", r#"{"key":"hall","what":{"registered":{"place":{"names":[{"name":"Hall"}]}}}}"#);
    let append = ["--log", &stream, "append", "draft.json"];
    assert!(run(&sandbox, &append).fails(3).contains("1 of 3 servers"));
    assert!(run(&sandbox, &["--log", &stream, "check"]).stderr.contains("1 of 3 servers"));
    run(&sandbox, &[&append[..], &["--allow-unsynced"]].concat()).text();
}

/// Returns the next append of a log, as another writer would publish it, of events with these keys.
fn next_append(log: &str, keys: &[&str]) -> String {
    let mut elsewhere = MemoryLog::from_text(log, Access::ReadWrite);
    let form = r#"{"key":"KEY","what":{"registered":{"place":{"names":[{"name":"KEY"}]}}}}"#;
    let drafts: Vec<Draft> =
        keys.iter().map(|key| Draft::from_json(&form.replace("KEY", key)).unwrap()).collect();
    elsewhere.append(&drafts, Expected::Any).unwrap();
    let text = elsewhere.read(ALL).unwrap().to_text();
    text[log.len()..].trim_end().to_owned()
}

/// Returns what is no append of this log.
fn garbage(log: &str) -> Vec<(&'static str, Vec<u8>)> {
    let (next, two) = (next_append(log, &["next"]), next_append(log, &["one", "two"]));
    let behind = |append: &str| next_append(&format!("{log}{append}\n"), &["behind"]);
    vec![
        ("an empty message", Vec::new()),
        ("a blank line", b"\n".into()),
        ("an append with a trailing newline", format!("{next}\n").into()),
        ("an append that ends in CR LF", two.replace('\n', "\r\n").into()),
        ("what is not JSON", b"hello \x1b[31m".into()),
        ("JSON that is no event", br#"{"temperature":21.5}"#.into()),
        ("an earlier append", log.lines().next().unwrap().into()),
        ("an append with a wrong hash", next.replacen("next", "xxxx", 1).into()),
        ("an append with a wrong seq", behind(&next).into()),
        ("two appends in one message", format!("{next}\n{}", behind(&next)).into()),
        ("what is not UTF-8", [next.as_bytes(), b"\xff"].concat()),
        ("something huge", "x".repeat(1_000_000).into()),
    ]
}

#[test]
#[ignore = "needs nats-server"]
fn what_another_client_publishes_is_reported_and_every_command_goes_on() {
    let (cluster, sandbox) = (Cluster::start(), Sandbox::empty());
    let raw = cluster.raw();
    for number in 0..12 {
        let name = format!("FOREIGN-{number}");
        let stream = cluster.address(&name).to_string();
        let log = |args: &[&str]| run(&sandbox, &[&["--log", &stream], args].concat());
        let append = |key: &str| {
            let form = r#"{"key":"KEY","what":{"registered":{"place":{"names":[{"name":"KEY"}]}}}}"#;
            sandbox.file("draft.json", &form.replace("KEY", key));
            log(&["append", "draft.json"])
        };
        run(&sandbox, &["init", &stream, "--title", "Talks", "--zone", "UTC", "--party", "a=A"]).text();
        append("hall").text();
        let before = log(&["follow", "--no-wait", "--format", "jsonl"]).text().to_owned();
        let (what, bytes) = garbage(&before).remove(number);
        raw.forge(&format!("asof.{name}"), bytes);

        for _ in 0..2 {
            let checked = log(&["check"]);
            assert_eq!(checked.code, 0, "{what}: {}{}", checked.stdout, checked.stderr);
            assert!(checked.stdout.contains("warning[foreign-message]"), "{what}: {}", checked.stdout);
            assert!(checked.stdout.contains("message 3 of the stream"), "{what}: {}", checked.stdout);
            assert!(!checked.stdout.contains('\u{1b}') && checked.stdout.len() < 2000, "{what}");
            let state = log(&["state"]);
            assert_eq!((state.code, &state.stderr[..]), (0, ""), "{what}");
        }
        assert_eq!(log(&["check", "--strict"]).code, 1, "{what}");
        assert_eq!(log(&["check", "--integrity", "--strict"]).code, 1, "{what}");
        assert_eq!(log(&["state", "--strict"]).code, 0, "{what}: the log is sound");
        for key in ["room", "garden"] {
            let appended = append(key);
            assert_eq!(appended.code, 0, "{what}: {}", appended.stderr);
        }
        let after = log(&["follow", "--no-wait", "--format", "jsonl"]).text().to_owned();
        assert!(after.starts_with(&before) && after.lines().count() == before.lines().count() + 2, "{what}");
        // From there into a file, from the file into a stream with the same in it, and no copy knows more than another.
        let copied = format!("{number}.jsonl");
        run(&sandbox, &["copy", &stream, &copied]).text();
        assert_eq!(fs::read_to_string(sandbox.path(&copied)).unwrap(), after, "{what}");
        run(&sandbox, &["copy", &copied, &stream]).text();
        fs::remove_dir_all(sandbox.path("copies")).unwrap();
        assert_eq!(log(&["follow", "--no-wait", "--format", "jsonl"]).text(), after, "{what}");
        let problems = log(&["check", "--format", "json"]).json();
        assert_eq!(problems["problems"].as_array().unwrap().len(), 1, "{what}: {problems}");
        assert_eq!(problems["problems"][0]["code"], "foreign-message", "{what}");
    }
}

#[test]
#[ignore = "needs nats-server"]
fn an_append_larger_than_the_stream_takes_names_the_setting_of_the_stream() {
    let (cluster, sandbox) = (Cluster::start(), Sandbox::empty());
    let stream = cluster.address("TALKS").to_string();
    run(&sandbox, &["init", &stream, "--title", "Talks", "--zone", "UTC", "--party", "a=A"]).text();
    let raw = cluster.raw();
    let config = Config { max_message_size: 2000, ..raw.info("TALKS").config };
    raw.runtime.block_on(raw.context.update_stream(&config)).unwrap();
    let form = r#"{"key":"hall","what":{"registered":{"place":{"names":[{"name":"NAME"}]}}}}"#;
    sandbox.file("draft.json", &form.replace("NAME", &"x".repeat(3000)));
    let refused = run(&sandbox, &["--log", &stream, "append", "draft.json"]);
    let said = refused.fails(1);
    assert!(
        said.contains("2000") && said.contains("max_msg_size") && !said.contains("max_payload"),
        "{said}"
    );
    assert!(said.contains("--max-msg-size"), "{said}");
}
