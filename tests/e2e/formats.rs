//! Logs as earlier builds wrote them, which every later build reads: as they were made, they stay.
//!
//! A new format is a new file with a line here; none is ever taken out or made again.

use std::fs;
use std::path::{Path, PathBuf};

use asof_query::{Log, Replay, replay};
use asof_store::{Location, Unsynced, open_location};

use crate::support::{Sandbox, column, repository, row};

/// What a log of `fixtures/formats` comes to: events, content root, log root, hash of the state.
type Sums = (usize, &'static str, &'static str, &'static str);

const V1: Sums = (
    178,
    "6cb98c36b4e931b3e08b1e3d023ead0d0f946f6f993e3d51a77f7c9cefddd6d0",
    "0a9f18601f62b1247eba81ced011f64b302ac40ad32219c906e44041c669bb2a",
    "815530c64c85bbc3e362e0df7f81086d0d78c353cc3f55c67244b17cf31fc9f4",
);

/// The first edition of the shipped record, which the second took the place of.
const FIRST_EDITION: Sums = (
    460,
    "533afa0eeb487dccc5809c4ba5b1db92ecd2e21f876882090e4f3a4464e566fc",
    "bed541205c54c5c0cee858b212500e91b04f293a97425a704c2f1ea6c9b9dc6c",
    "0d4007a57ce1e8935ff7cf391cd9e274b64d35464da541ba2ee2ca156ca4bcae",
);

const LOGS: [(&str, Sums); 3] = [("v1.jsonl", V1), ("v1.db", V1), ("first-edition.jsonl", FIRST_EDITION)];

fn fixtures() -> PathBuf {
    repository().join("fixtures/formats")
}

fn sums(replay: &Replay) -> (usize, String, String, String) {
    let text =
        |digest: Option<asof_core::Digest>| digest.map(|digest| digest.to_string()).unwrap_or_default();
    let Replay { events, content_root, log_root, state_hash, .. } = replay;
    (*events, text(*content_root), text(*log_root), state_hash.to_string())
}

fn read(path: &Path) -> Log {
    let location: Location = path.to_str().unwrap().parse().unwrap();
    Log::read(&*open_location(&location, Unsynced::Refuse).unwrap()).unwrap()
}

#[test]
fn every_format_is_read_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    for (name, (events, content_root, log_root, state_hash)) in LOGS {
        let path = folder.path().join(name);
        fs::copy(fixtures().join(name), &path).unwrap();
        let log = read(&path);
        let replay = replay(&log).unwrap();
        assert_eq!(replay.damage, [] as [String; 0], "{name}");
        let expected = (events, content_root.to_owned(), log_root.to_owned(), state_hash.to_owned());
        assert_eq!(sums(&replay), expected, "{name}");
    }
}

#[test]
fn every_format_is_added_to() {
    use asof_core::Draft;
    let draft = r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#;
    let folder = tempfile::tempdir().unwrap();
    for (name, (events, ..)) in LOGS {
        let path = folder.path().join(name);
        fs::copy(fixtures().join(name), &path).unwrap();
        let mut log = open_location(&path.to_str().unwrap().parse().unwrap(), Unsynced::Refuse).unwrap();
        let head = events as u64;
        let receipt =
            log.append(&[Draft::from_json(draft).unwrap()], asof_store::Expected::Head(head)).unwrap();
        assert_eq!(receipt.head, head + 1, "{name}");
        assert_eq!(replay(&read(&path)).unwrap().damage, [] as [String; 0], "{name}");
    }
}

#[test]
fn the_first_edition_of_the_record_checks_and_answers_as_it_did() {
    let sandbox = Sandbox::with_log(&fixtures().join("first-edition.jsonl"));
    let (events, _, log_root, _) = FIRST_EDITION;
    assert_eq!(sandbox.run(&["check", "--strict"]).text(), format!("{events} entries, nothing found\n"));
    assert_eq!(sandbox.run(&["receipt"]).text(), format!("asof1:{events}:{log_root}\n"));
    let rounds = sandbox.json(&["rounds", "last"]);
    assert_eq!(column(&rounds, "rounds", "meeting"), ["r1-trilateral", "r2-trilateral", "r3-trilateral"]);
    // How far the exchange of May had come on its second day: with hindsight, and as the public knew it.
    let day = "2025-05-24";
    let of_the_day = |question: &str| {
        let answer = sandbox.json(&[question, day, "--only", "commitments"]);
        let promise = row(&answer, "commitments", "key", "r1-prisoners");
        ["promised", "delivered", "outstanding"].map(|sum| promise[sum]["low"].as_u64())
    };
    assert_eq!(of_the_day("state"), [Some(1000), Some(697), Some(303)]);
    assert_eq!(of_the_day("known"), [Some(1000), None, Some(1000)]);
}

#[test]
fn every_kept_log_is_tested_and_nothing_lies_beside_it() {
    let mut names: Vec<String> = fs::read_dir(fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut tested = LOGS.map(|(name, _)| name);
    tested.sort_unstable();
    assert_eq!(names, tested);
}

#[test]
fn a_database_is_no_text_to_git() {
    let attributes = fs::read_to_string(repository().join(".gitattributes")).unwrap();
    assert!(attributes.lines().any(|line| line == "*.db binary"), "{attributes}");
}
