//! `init`: a log begins with the registration of a negotiation.

use std::fs;

use serde_json::json;

use crate::support::Sandbox;

const TALKS: [&str; 9] = [
    "init",
    "--title",
    "Istanbul talks, 2025",
    "--zone",
    "Europe/Istanbul",
    "--party",
    "russia=Russia",
    "--party",
    "ukraine=Ukraine",
];

#[test]
fn a_log_begins_where_questions_find_it_and_holds_the_registration_alone() {
    let sandbox = Sandbox::empty();
    let ran = sandbox.run(&TALKS);
    assert!(ran.text().contains("events/istanbul-talks-2025.jsonl"), "{}", ran.stdout);
    assert!(ran.stderr.contains("its key, made from the title, is `istanbul-talks-2025`"), "{}", ran.stderr);
    let log = fs::read_to_string(sandbox.path("events/istanbul-talks-2025.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let keys: Vec<&str> = lines.iter().map(|line| line["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["russia", "ukraine", "istanbul-talks-2025"]);
    assert_eq!(lines[0]["what"]["registered"], json!({ "body": { "names": [{ "name": "Russia" }] } }));
    assert_eq!(
        lines[2]["what"]["registered"]["process"],
        json!({ "title": "Istanbul talks, 2025", "zone": "Europe/Istanbul", "parties": ["russia", "ukraine"] })
    );
    let state = sandbox.run(&["state"]);
    assert!(state.text().contains("Istanbul talks, 2025 (istanbul-talks-2025)"), "{}", state.stdout);
    assert_eq!(sandbox.json(&["replay"])["damage"], json!([]));
}

#[test]
fn the_steps_that_it_names_lead_to_a_first_event() {
    let sandbox = Sandbox::empty();
    let said = sandbox.run(&TALKS).stderr;
    assert!(said.contains("asof draft registered/source") && said.contains("asof append FILE"), "{said}");
    let form = sandbox.run(&["draft", "registered/source"]).text().to_owned();
    sandbox.file("source.asof", &form.replace("KEY: FILL IN", "gazette: Gazette"));
    assert_eq!(sandbox.json(&["append", "source.asof"])["appended"][0]["key"], "gazette");
}

#[test]
fn a_log_elsewhere_is_made_with_its_folders_and_the_steps_name_it() {
    let sandbox = Sandbox::empty();
    let ran = sandbox.run(&[&TALKS[..], &["a/b/talks.jsonl", "--process", "istanbul-2025"]].concat());
    assert!(ran.text().contains("(istanbul-2025)") && !ran.stderr.contains("made of the title"), "{ran:?}");
    assert!(ran.stderr.contains("asof --log a/b/talks.jsonl state"), "{}", ran.stderr);
    assert_eq!(sandbox.run(&["--log", "a/b/talks.jsonl", "state"]).code, 0);
    let quiet = sandbox.run(&[&TALKS[..], &["c.jsonl", "-q"]].concat());
    assert_eq!((quiet.code, &*quiet.stderr), (0, ""));
}

#[test]
fn the_answer_is_a_document_too() {
    let sandbox = Sandbox::empty();
    let answer = sandbox.json(&TALKS);
    assert_eq!(answer["schema"], "asof.init/2");
    assert_eq!(answer["process"], "istanbul-talks-2025");
    assert_eq!(answer["location"], "events/istanbul-talks-2025.jsonl");
    assert_eq!(answer["parties"][1], json!({ "party": "ukraine", "party_name": "Ukraine" }));
    assert_eq!(answer["log_root"], sandbox.json(&["replay"])["log_root"]);
}

#[test]
fn a_log_is_begun_once() {
    let sandbox = Sandbox::empty();
    sandbox.run(&TALKS).text();
    let bytes = fs::read(sandbox.path("events/istanbul-talks-2025.jsonl")).unwrap();
    let again = sandbox.run(&TALKS);
    assert!(again.fails(3).contains("already exists"), "{}", again.stderr);
    assert_eq!(fs::read(sandbox.path("events/istanbul-talks-2025.jsonl")).unwrap(), bytes);
    sandbox.file("notes.jsonl", "not a log\n");
    assert!(sandbox.run(&[&TALKS[..], &["notes.jsonl"]].concat()).fails(3).contains("already exists"));
    assert_eq!(fs::read_to_string(sandbox.path("notes.jsonl")).unwrap(), "not a log\n");
    // What is empty is no log yet.
    sandbox.file("empty.jsonl", "");
    assert_eq!(sandbox.run(&[&TALKS[..], &["empty.jsonl"]].concat()).code, 0);
}

#[test]
fn what_is_refused_leaves_no_file_behind() {
    let sandbox = Sandbox::empty();
    let with = |title: &'static str, zone: &'static str, party: &'static str| {
        ["init", "--title", title, "--zone", zone, "--party", party]
    };
    for (args, said) in [
        (with("Talks", "Europe/Istambul", "a=A"), "did you mean Europe/Istanbul"),
        (with("Talks", "UTC", "Russia"), "russia=Russia"),
        (with("Talks", "UTC", "talks=T"), "the key `talks`"),
        (with("Round table", "UTC", "a=A"), "--process ID"),
        (with("", "UTC", "a=A"), "text is empty"),
    ] {
        let ran = sandbox.run(&args);
        assert!(ran.fails(2).contains(said), "{args:?}: {}", ran.stderr);
    }
    let stream = sandbox.run(&[&TALKS[..], &["nats://localhost/TALKS"]].concat());
    let said = if cfg!(feature = "jetstream") { "ASOF_COPIES" } else { "--features jetstream" };
    assert!(stream.fails(3).contains(said), "{}", stream.stderr);
    sandbox.run(&[&TALKS[..], &["demo"]].concat()).fails(3);
    assert_eq!(fs::read_dir(sandbox.path(".")).unwrap().count(), 0);
}
