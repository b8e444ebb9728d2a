//! One byte of a log is flipped, each in turn: the check of integrity finds it, or every answer is as before.

use std::fs;
use std::path::Path;

use asof_core::Draft;
use asof_query::{Log, integrity, state_hash};
use asof_store::{EventLog, Expected, JsonlLog, SqliteLog, StoreError, Unsynced, open_location};
use rusqlite::Connection;

/// What became of the flips.
#[derive(Debug, Default)]
struct Counts {
    found: usize,
    refused: usize,
    unchanged: usize,
}

/// What every answer rests on: the lines, and the state to which they lead.
#[derive(Debug, PartialEq, Eq)]
struct Answers {
    lines: String,
    state: String,
}

impl Answers {
    fn of(log: &Log) -> Self {
        Self { lines: log.contents().to_text(), state: state_hash(log).unwrap().to_string() }
    }
}

/// Appends three events in two appends.
fn fill(log: &mut dyn EventLog) {
    let drafts = [
        r#"{"key":"talks","what":{"registered":{"process":{"title":"Talks","zone":"Europe/Istanbul","parties":["russia"]}}}}"#,
        r#"{"key":"russia","what":{"registered":{"body":{"names":[{"name":"Россия"}]}}}}"#,
        r#"{"process":"talks","key":"a","occurred":"2025-05-16","known":"2025-05-16","attributed_to":["russia"],"sources":[{"source":"s","lines":"1"}],"summary":"🕊 \"Yes\".","what":{"claim":{"says":"x"}}}"#,
    ];
    let drafts = drafts.map(|draft| Draft::from_json(draft).unwrap());
    log.append(&drafts[..2], Expected::Any).unwrap();
    log.append(&drafts[2..], Expected::Any).unwrap();
}

/// Reads a log, and returns what it answers with if the check of integrity finds nothing.
fn read(path: &Path) -> Result<Option<Answers>, StoreError> {
    let store = open_location(&path.to_string_lossy().parse()?, Unsynced::Refuse)?;
    let log = Log::read(&*store)?;
    let checked = integrity(&log, "log").examined(store.examine()?.as_ref());
    Ok(checked.problems.is_empty().then(|| Answers::of(&log)))
}

/// Flips each byte of a file in turn, by a mask that goes round with its place.
fn flip_each(path: &Path) -> Counts {
    let whole = fs::read(path).unwrap();
    let before = read(path).unwrap().expect("nothing is found before");
    let mut counts = Counts::default();
    for (place, mask) in (0..whole.len()).zip([0x01, 0x02, 0x20, 0x80, 0xff].into_iter().cycle()) {
        let mut flipped = whole.clone();
        flipped[place] ^= mask;
        fs::write(path, &flipped).unwrap();
        match read(path) {
            Err(_) => counts.refused += 1,
            Ok(None) => counts.found += 1,
            Ok(Some(answers)) => {
                assert_eq!(answers, before, "byte {place} flipped by {mask:#x}");
                counts.unchanged += 1;
            }
        }
    }
    println!("{}: {} bytes, {counts:?}", path.extension().unwrap().display(), whole.len());
    counts
}

#[test]
fn a_flipped_byte_of_a_file_of_lines_is_found_or_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    fill(&mut JsonlLog::create(&path).unwrap());
    let Counts { found, refused, unchanged } = flip_each(&path);
    let bytes = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
    assert_eq!((found, refused, unchanged), (bytes, 0, 0), "every byte is hashed, or ends a line");
}

#[test]
fn a_flipped_byte_of_a_database_is_found_or_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    fill(&mut SqliteLog::create(&path).unwrap());
    let small = "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM; PRAGMA journal_mode = WAL;";
    Connection::open(&path).unwrap().execute_batch(small).unwrap();
    let Counts { found, refused, unchanged } = flip_each(&path);
    assert!(found > 500 && refused > 500, "found {found}, refused {refused}, unchanged {unchanged}");
}
