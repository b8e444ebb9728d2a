//! A log in a stream: the same commands as on a file, on a cluster of three servers.

use std::fs;

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
    assert!(run(&sandbox, &begin).fails(3).contains("exists already"));
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
