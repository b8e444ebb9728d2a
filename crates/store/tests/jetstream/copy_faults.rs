//! What befalls the local copy from outside: the stream is read all the same, or the copy is refused by name. What is read
//! is never another log.

use std::fs;
use std::path::PathBuf;

use asof_store::{ALL, EventLog, Expected, FileFlaw, JetStreamLog, StoreError};
use rusqlite::Connection;

use super::{numbered, shared};
use crate::names::Mount;
use crate::support::sound;

/// Returns a stream of three appends, with the path of its local copy, which nobody has open.
fn three(stream: &str) -> PathBuf {
    let mut log = shared().log(stream, stream);
    for number in 0..3 {
        log.append(&[numbered(0, number)], Expected::Any).unwrap();
    }
    log.copy().to_owned()
}

/// Opens the log with the copy that was made by [`three`].
fn open(stream: &str) -> Result<JetStreamLog, StoreError> {
    JetStreamLog::open(&shared().address(stream), &shared().reach(stream))
}

/// Appends from elsewhere, so that the copy lacks something.
fn append_elsewhere(stream: &str, number: usize) {
    let mut log = shared().log(stream, &format!("{stream}-elsewhere"));
    log.append(&[numbered(1, number)], Expected::Any).unwrap();
}

#[test]
#[ignore = "needs nats-server"]
fn a_copy_with_a_hard_link_is_refused_and_one_behind_a_link_is_not() {
    let copy = three("LINKED");
    let other = copy.with_file_name("other.db");
    fs::hard_link(&copy, &other).unwrap();
    let refused = open("LINKED").unwrap_err();
    assert!(matches!(refused, StoreError::SeveralNames { .. }), "{refused}");
    fs::remove_file(&copy).unwrap();
    std::os::unix::fs::symlink(&other, &copy).unwrap();
    let mut log = open("LINKED").unwrap();
    assert_eq!(sound(&log).head(), 3);
    assert_eq!(log.append(&[numbered(0, 3)], Expected::Head(3)).unwrap().head, 4);
}

#[test]
#[ignore = "needs nats-server"]
fn a_copy_with_a_write_ahead_log_of_another_state_is_refused() {
    let copy = three("STALE");
    let log = open("STALE").unwrap();
    append_elsewhere("STALE", 0);
    assert_eq!(sound(&log).head(), 4);
    let [wal, kept] = ["-wal", "-kept"]
        .map(|suffix| copy.with_file_name(format!("{}{suffix}", copy.file_name().unwrap().display())));
    fs::copy(&wal, &kept).unwrap();
    drop(log);
    append_elsewhere("STALE", 1);
    assert_eq!(sound(&open("STALE").unwrap()).head(), 5);
    fs::rename(&kept, &wal).unwrap();
    let refused = open("STALE").unwrap_err();
    assert!(matches!(refused, StoreError::StrangeFileBeside { flaw: FileFlaw::Hides(5), .. }), "{refused}");
    fs::remove_file(&wal).unwrap();
    std::os::unix::fs::symlink("elsewhere", &wal).unwrap();
    let refused = open("STALE").unwrap_err();
    assert!(matches!(refused, StoreError::StrangeFileBeside { flaw: FileFlaw::NotAFile, .. }), "{refused}");
    fs::remove_file(&wal).unwrap();
    assert_eq!(sound(&open("STALE").unwrap()).head(), 5);
}

#[test]
#[ignore = "needs nats-server, leave to mount"]
fn a_copy_that_is_mounted_by_itself_is_refused() {
    let copy = three("MOUNTED");
    let other = copy.with_file_name("other.db");
    fs::copy(&copy, &other).unwrap();
    let _mount = Mount::new(&["--bind", other.to_str().unwrap()], &copy);
    let refused = open("MOUNTED").unwrap_err();
    assert!(matches!(refused, StoreError::MountedAlone { .. }), "{refused}");
}

#[test]
#[ignore = "needs nats-server, leave to mount"]
fn where_the_copy_cannot_be_written_the_stream_is_read_and_appended_to() {
    let copy = three("READ-ONLY");
    let folder = copy.parent().unwrap();
    let mount = Mount::new(&["--bind", folder.to_str().unwrap()], folder);
    mount.make_read_only();
    append_elsewhere("READ-ONLY", 0);
    let mut log = open("READ-ONLY").unwrap();
    assert_eq!(sound(&log).head(), 4);
    assert_eq!(log.append(&[numbered(0, 3)], Expected::Head(4)).unwrap().head, 5);
    append_elsewhere("READ-ONLY", 1);
    assert_eq!(sound(&log).head(), 6);
    drop(mount);
    drop(log);
    assert_eq!(sound(&open("READ-ONLY").unwrap()).head(), 6, "the copy catches up");
}

#[test]
#[ignore = "needs nats-server"]
fn a_copy_that_another_program_changed_is_not_written_to() {
    let copy = three("ALTERED");
    let swallow = "CREATE TRIGGER swallow BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END";
    Connection::open(&copy).unwrap().execute_batch(swallow).unwrap();
    append_elsewhere("ALTERED", 0);
    let refused = open("ALTERED").and_then(|log| log.read(ALL)).unwrap_err();
    assert!(matches!(refused, StoreError::AlteredSchema { .. }), "{refused}");
    fs::remove_file(&copy).unwrap();
    assert_eq!(sound(&open("ALTERED").unwrap()).head(), 4, "it is made anew");
}

#[test]
#[ignore = "needs nats-server"]
fn a_copy_that_was_cut_or_flipped_is_never_taken_for_another_log() {
    let copy = three("FLIPPED");
    let text = sound(&open("FLIPPED").unwrap()).to_text();
    let whole = fs::read(&copy).unwrap();
    let (mut refused, mut read) = (0, 0);
    let mut hold = |bytes: &[u8]| {
        for suffix in ["-wal", "-shm", "-foreign"] {
            let mut name = copy.as_os_str().to_owned();
            name.push(suffix);
            let _ = fs::remove_file(name);
        }
        fs::write(&copy, bytes).unwrap();
        match open("FLIPPED").and_then(|log| log.read(ALL)) {
            Ok(contents) => {
                assert_eq!(contents.to_text(), text);
                read += 1;
            }
            Err(_) => refused += 1,
        }
    };
    for len in (0..whole.len()).step_by(whole.len() / 12) {
        hold(&whole[..len]);
    }
    for place in (0..whole.len()).step_by(whole.len() / 40) {
        let mut flipped = whole.clone();
        flipped[place] ^= 0xff;
        hold(&flipped);
    }
    assert!(refused > 5 && read > 5, "{refused} refused, {read} read");
}
