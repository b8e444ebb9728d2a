//! The local copy: it goes on wherever a process left it, and another stream's is found out soon and kept.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use asof_store::{ALL, Clock, EventLog, Expected, JetStreamLog, Reach, SqliteLog, StoreError, SystemClock};
use async_nats::jetstream::stream::Config;
use chrono::{DateTime, Utc};

use super::{numbered, shared};
use crate::support::{body, sound};

#[test]
#[ignore = "needs nats-server"]
fn a_copy_that_was_written_to_or_belongs_to_another_stream_is_refused_and_kept() {
    let cluster = shared();
    let mut log = cluster.log("FIRST", "first");
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    let copy = log.copy().to_owned();
    drop(log);
    SqliteLog::open(&copy).unwrap().append(&[body("b", "B")], Expected::Any).unwrap();
    let mut log = cluster.log("FIRST", "first").with_patience(Duration::from_secs(1));
    let refused = log.append(&[body("c", "C")], Expected::Any).unwrap_err();
    assert!(matches!(&refused, StoreError::CopyDiffers { copy: named, .. } if *named == copy), "{refused}");

    let mut other = cluster.log("SECOND", "second");
    other.append(&[body("x", "X")], Expected::Any).unwrap();
    let other_copy = other.copy().to_owned();
    drop(other);
    fs::copy(&copy, &other_copy).unwrap();
    let refuse = || {
        let log = cluster.log("SECOND", "second").with_patience(Duration::from_secs(1));
        let refused = log.read(ALL).unwrap_err();
        assert!(matches!(refused, StoreError::CopyDiffers { .. }), "{refused}");
    };
    refuse();
    // A stream that goes further than the copy is no more its own.
    let mut elsewhere = cluster.log("SECOND", "elsewhere");
    for key in ["y", "z"] {
        elsewhere.append(&[body(key, key)], Expected::Any).unwrap();
    }
    refuse();
    assert_eq!(SqliteLog::open(&other_copy).unwrap().head().unwrap(), 2, "nothing was thrown away");
    // Without a copy, it is made anew.
    remove(&other_copy);
    assert_eq!(sound(&cluster.log("SECOND", "second")).head(), 3);
    assert_eq!(SqliteLog::open(&other_copy).unwrap().head().unwrap(), 3);
}

/// How soon another stream is to be found out; servers are waited for thirty seconds.
const SOON: Duration = Duration::from_secs(8);

/// Removes a copy with the files that SQLite keeps beside it.
fn remove(copy: &Path) {
    fs::remove_file(copy).unwrap();
    for suffix in ["-wal", "-shm"] {
        let mut name = copy.as_os_str().to_owned();
        name.push(suffix);
        let _ = fs::remove_file(name);
    }
}

fn notes_of(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push("-foreign");
    name.into()
}

/// Whatever of copy and notes a killed process, a backup or a careless hand left, the next one reads the same.
#[test]
#[ignore = "needs nats-server"]
fn a_copy_and_its_notes_go_on_from_whatever_is_left_of_them() {
    let (cluster, raw) = (shared(), shared().raw());
    let mut log = cluster.log("LEFT", "left-writer");
    let mut states: Vec<(PathBuf, PathBuf)> = Vec::new();
    let folder = tempfile::tempdir().unwrap();
    let mut keep = |copies: &str| {
        let reader = cluster.log("LEFT", copies);
        sound(&reader);
        let (copy, notes) = (reader.copy().to_owned(), notes_of(reader.copy()));
        drop(reader);
        let [kept, noted] = ["copy", "notes"].map(|name| folder.path().join(format!("{copies}-{name}")));
        let original = asof_store::VerifiedBatch::read(&SqliteLog::open(&copy).unwrap()).unwrap();
        SqliteLog::create(&kept).unwrap().replicate(&original).unwrap();
        fs::write(&noted, fs::read(notes).unwrap_or_default()).unwrap();
        states.push((kept, noted));
    };
    raw.publish("asof.LEFT", "before anything");
    keep("left-0");
    for number in 0..4 {
        log.append(&[numbered(0, number)], Expected::Any).unwrap();
        let text = sound(&log).to_text();
        raw.forge("asof.LEFT", text.lines().last().unwrap());
        keep(&format!("left-{}", number + 1));
    }
    log.append(&[numbered(0, 4)], Expected::Any).unwrap();
    let contents = sound(&log);
    for (copied, (copy, _)) in states.iter().enumerate() {
        for (noted, (_, notes)) in states.iter().enumerate() {
            let reach =
                Reach { copies: Some(folder.path().join(format!("{copied}-{noted}"))), ..Reach::default() };
            let place = JetStreamLog::open(&cluster.address("LEFT"), &reach).unwrap().copy().to_owned();
            fs::copy(copy, &place).unwrap();
            // As notes are written before the copy, and a torn line is what a killed process leaves.
            fs::write(notes_of(&place), [&fs::read(notes).unwrap()[..], b"{\"created\":\"20"].concat())
                .unwrap();
            for _ in 0..2 {
                let read = sound(&JetStreamLog::open(&cluster.address("LEFT"), &reach).unwrap());
                assert_eq!(read.to_text(), contents.to_text(), "copy {copied}, notes {noted}");
                assert_eq!(read.foreign(), contents.foreign(), "copy {copied}, notes {noted}");
            }
        }
    }
}

/// Deletes a stream and creates it again, with so many appends of another log.
fn create_again(stream: &str, writer: usize, appends: usize) {
    let raw = shared().raw();
    let config = Config { ..raw.info(stream).config };
    raw.delete(stream);
    raw.runtime.block_on(raw.context.create_stream(config)).unwrap();
    let mut log = shared().log(stream, &format!("{stream}-again-{writer}-{appends}"));
    for number in 0..appends {
        log.append(&[numbered(writer, number)], Expected::Any).unwrap();
    }
}

#[test]
#[ignore = "needs nats-server"]
fn a_stream_that_was_created_again_is_found_out_soon_by_who_has_it_open_and_by_who_opens_it() {
    for (stream, appends) in [("EMPTIED", 0), ("REDONE-1", 1), ("REDONE-4", 4), ("REDONE-9", 9)] {
        let mut open = shared().log(stream, stream);
        for number in 0..4 {
            open.append(&[numbered(1, number)], Expected::Any).unwrap();
        }
        let copy = open.copy().to_owned();
        create_again(stream, 2, appends);
        let mut opened = shared().log(stream, stream);
        // Who has it open knows when it was created.
        for (log, soon) in [(&mut open, SOON / 8), (&mut opened, SOON)] {
            let begun = Instant::now();
            let refused = log.read(ALL).unwrap_err();
            assert!(
                matches!(&refused, StoreError::CopyDiffers { copy: named, .. } if *named == copy),
                "{refused}"
            );
            let refused = log.append(&[body("x", "X")], Expected::Any).unwrap_err();
            assert!(matches!(refused, StoreError::CopyDiffers { .. }), "{refused}");
            println!("{stream}: found out twice in {:?}", begun.elapsed());
            assert!(begun.elapsed() < 2 * soon, "{stream}: {:?}", begun.elapsed());
        }
        assert_eq!(shared().raw().info(stream).state.last_sequence, appends as u64, "nothing was written");
        assert_eq!(SqliteLog::open(&copy).unwrap().head().unwrap(), 4, "nothing was thrown away");
        // What the error says to do helps, also where notes of the older stream stay.
        remove(&copy);
        assert_eq!(sound(&shared().log(stream, stream)).head(), appends as u64);
    }
}

#[test]
#[ignore = "needs nats-server"]
fn notes_of_a_stream_that_was_created_again_say_nothing_of_the_new_one() {
    let raw = shared().raw();
    let log = shared().log("NOTED", "noted");
    for _ in 0..3 {
        raw.publish("asof.NOTED", "hello");
    }
    assert_eq!(sound(&log).foreign().len(), 3);
    create_again("NOTED", 1, 5);
    for log in [log, shared().log("NOTED", "noted")] {
        let contents = sound(&log);
        assert_eq!((contents.head(), contents.foreign().len()), (5, 0));
    }
}

/// A clock that does something when it is asked for the first time, between what an append reads and what it writes.
struct Meddling<F>(RefCell<Option<F>>);

impl<F: FnOnce() + Send> Clock for Meddling<F> {
    fn now(&self) -> DateTime<Utc> {
        if let Some(meddle) = self.0.take() {
            meddle();
        }
        SystemClock.now()
    }
}

#[test]
#[ignore = "needs nats-server"]
fn an_append_that_another_stream_of_the_name_took_is_not_acknowledged() {
    let mut open = shared().log("SWAPPED", "swapped");
    open.append(&[numbered(1, 0)], Expected::Any).unwrap();
    let meddling = Meddling(RefCell::new(Some(|| create_again("SWAPPED", 2, 1))));
    let mut open = open.with_clock(meddling);
    let refused = open.append(&[numbered(1, 1)], Expected::Head(1)).unwrap_err();
    assert!(matches!(refused, StoreError::Replaced { .. }), "{refused}");
}
