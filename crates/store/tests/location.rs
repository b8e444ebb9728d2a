//! Where logs are, and how they are found.

use std::fs;
use std::path::{Path, PathBuf};

use asof_store::{
    Expected, Location, StoreError, Unsynced, find_upwards, open_location, open_or_create_location,
};

use crate::support::body;

#[test]
fn a_location_is_known_by_its_form() {
    let forms = [
        ("events/talks.jsonl", Location::JsonLines(PathBuf::from("events/talks.jsonl"))),
        ("talks.db", Location::Sqlite(PathBuf::from("talks.db"))),
        ("events/talks.sqlite", Location::Sqlite(PathBuf::from("events/talks.sqlite"))),
        ("talks.sqlite3", Location::Sqlite(PathBuf::from("talks.sqlite3"))),
        ("sqlite:talks", Location::Sqlite(PathBuf::from("talks"))),
        ("sqlite:talks.jsonl", Location::Sqlite(PathBuf::from("talks.jsonl"))),
        ("sqlite:sqlite:talks.db", Location::Sqlite(PathBuf::from("sqlite:talks.db"))),
        ("sqlite:nats://talks.db", Location::Sqlite(PathBuf::from("nats://talks.db"))),
        ("nats://localhost:4222/TALKS", Location::JetStream("nats://localhost:4222/TALKS".parse().unwrap())),
        ("demo", Location::Demo),
    ];
    for (text, location) in forms {
        assert_eq!(text.parse::<Location>().unwrap(), location);
        assert_eq!(location.to_string(), text);
    }
    for text in ["tls://a.example,b.example:4222/TALKS", "nats://[::1]:4222/talks-2025"] {
        assert_eq!(text.parse::<Location>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "talks",
        "talks.json",
        "./demo",
        ".jsonl",
        "sqlite:",
        "http://x/y",
        "nats://",
        "nats://localhost",
        "nats://localhost/",
        "nats:///TALKS",
        "nats://a,,b/TALKS",
        "nats://a:port/TALKS",
        "nats://a:70000/TALKS",
        "nats://a/TALKS/more",
        "nats://a/TALKS.*",
        "nats://a/TALKS?tls=no",
    ] {
        let message = text.parse::<Location>().unwrap_err().to_string();
        assert!(message.contains(".jsonl") && message.contains("demo"), "{message}");
    }
}

#[test]
fn credentials_are_neither_taken_nor_repeated() {
    for text in ["nats://me:secret@localhost/TALKS", "tls://a,secret@b/TALKS", "nats://secret@localhost"] {
        let error = text.parse::<Location>().unwrap_err();
        assert!(matches!(error, StoreError::CredentialsInLocation));
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[test]
fn what_this_build_cannot_open_it_names() {
    let error = open_location(&Location::Demo, Unsynced::Refuse).err().unwrap();
    assert!(matches!(&error, StoreError::Unsupported { location, .. } if location == "demo"), "{error}");
    if cfg!(not(feature = "jetstream")) {
        let stream = "nats://localhost/TALKS".parse().unwrap();
        for opened in
            [open_location(&stream, Unsynced::Allow), open_or_create_location(&stream, Unsynced::Allow)]
        {
            let error = opened.err().unwrap();
            assert!(matches!(error, StoreError::WithoutJetStream { .. }), "{error}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let location = Location::JsonLines(path.clone());
    assert!(matches!(open_location(&location, Unsynced::Refuse), Err(StoreError::NotFound { .. })));
    fs::write(&path, "").unwrap();
    assert_eq!(open_location(&location, Unsynced::Refuse).unwrap().head().unwrap(), 0);
}

#[test]
fn the_nearest_folder_of_events_that_holds_one_log_is_found() {
    let root = tempfile::tempdir().unwrap();
    let deep = root.path().join("a/b");
    fs::create_dir_all(deep.join("events")).unwrap();
    fs::create_dir_all(root.path().join("events")).unwrap();
    touch(&root.path().join("events/talks.jsonl"));
    touch(&root.path().join("events/talks.jsonl.unfinished-3-0123456789ab"));
    touch(&deep.join("events/notes.txt"));
    assert_eq!(found(&deep), root.path().join("events/talks.jsonl"));

    touch(&deep.join("events/y.jsonl"));
    assert_eq!(found(&deep), deep.join("events/y.jsonl"));

    touch(&deep.join("events/x.db"));
    touch(&deep.join("events/x.db-wal"));
    let error = find_upwards(&deep).unwrap_err();
    assert!(error.to_string().ends_with("holds several logs: x.db, y.jsonl"), "{error}");

    fs::remove_file(deep.join("events/y.jsonl")).unwrap();
    assert_eq!(find_upwards(&deep).unwrap(), Location::Sqlite(deep.join("events/x.db")));
}

/// Returns the file of JSON Lines that is found from here.
fn found(start: &Path) -> PathBuf {
    let Location::JsonLines(path) = find_upwards(start).unwrap() else { panic!("no JSON Lines") };
    path
}

#[test]
fn where_there_is_no_log_the_search_says_from_where_it_looked() {
    let error = find_upwards(Path::new("/proc/self")).unwrap_err();
    assert!(matches!(error, StoreError::NoLogFound { start } if start == Path::new("/proc/self")));
}

fn touch(path: &Path) {
    fs::write(path, "").unwrap();
}

#[test]
fn a_log_is_created_with_the_folders_that_it_needs_and_only_once() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("a/b/log.jsonl");
    for location in [Location::JsonLines(path), Location::Sqlite(root.path().join("c/d/log.db"))] {
        let mut log = open_or_create_location(&location, Unsynced::Refuse).unwrap();
        assert_eq!(log.head().unwrap(), 0);
        log.append(&[body("a", "A")], Expected::Head(0)).unwrap();
        assert_eq!(
            open_or_create_location(&location, Unsynced::Refuse).unwrap().head().unwrap(),
            1,
            "what is there is kept"
        );
        assert_eq!(open_location(&location, Unsynced::Refuse).unwrap().head().unwrap(), 1);
    }
}

#[test]
fn where_no_log_can_be_created_the_place_is_named() {
    let root = tempfile::tempdir().unwrap();
    touch(&root.path().join("file"));
    let within = Location::JsonLines(root.path().join("file/log.jsonl"));
    let error = open_or_create_location(&within, Unsynced::Refuse).err().unwrap();
    assert!(error.to_string().contains("file"), "{error}");
    let error = open_or_create_location(&Location::JsonLines(root.path().to_owned()), Unsynced::Refuse)
        .err()
        .unwrap();
    assert!(matches!(error, StoreError::IsFolder { .. }), "{error}");
    assert!(matches!(open_or_create_location(&Location::Demo, Unsynced::Refuse), Err(StoreError::ReadOnly)));
}
