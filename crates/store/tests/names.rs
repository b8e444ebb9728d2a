//! A log whose file has a second name, or is replaced by another one: no event is lost by it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use asof_store::{ALL, EventLog, Expected, JsonlLog, MemoryLog, SqliteLog, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::support::{body, outcomes, sound};

/// Returns the database of a log of one event.
pub(crate) fn one() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    SqliteLog::create(&path).unwrap().append(&[body("a", "A")], Expected::Any).unwrap();
    (folder, path)
}

/// Checks that a database is refused under a name, for reading and for writing.
pub(crate) fn is_refused(path: &Path, is_why: impl Fn(&StoreError) -> bool) {
    for opened in [SqliteLog::open(path), SqliteLog::open_or_create(path)] {
        let refused = opened.unwrap_err();
        assert!(is_why(&refused), "{refused}");
    }
}

#[test]
fn a_database_with_a_hard_link_is_refused_under_both_names() {
    let (folder, path) = one();
    let other = folder.path().join("other.db");
    fs::hard_link(&path, &other).unwrap();
    for name in [&path, &other] {
        is_refused(name, |why| matches!(why, StoreError::SeveralNames { names: 2, .. }));
    }
    fs::remove_file(&other).unwrap();
    assert_eq!(sound(&SqliteLog::open(&path).unwrap()).head(), 1);
}

#[test]
fn a_hard_link_that_is_made_later_stops_reading_and_writing() {
    let (folder, path) = one();
    let mut log = SqliteLog::open(&path).unwrap();
    fs::hard_link(&path, folder.path().join("other.db")).unwrap();
    assert!(matches!(log.read(ALL), Err(StoreError::SeveralNames { .. })));
    let refused = log.append(&[body("b", "B")], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::SeveralNames { .. }), "{refused}");
    assert!(matches!(log.batches(0).next(), Some(Err(StoreError::SeveralNames { .. }))));
}

#[test]
fn a_symbolic_link_leads_to_the_one_database() {
    let (folder, path) = one();
    let link = folder.path().join("link.db");
    fs::create_dir(folder.path().join("in")).unwrap();
    let far = folder.path().join("in/far.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    std::os::unix::fs::symlink("../link.db", &far).unwrap();
    // All three are open at once, so that none finds the write-ahead log of another put away.
    let mut logs: Vec<_> = [&path, &link, &far].map(|name| SqliteLog::open(name).unwrap()).into();
    for (place, log) in logs.iter_mut().enumerate() {
        let key = format!("by-{place}");
        assert_eq!(
            outcomes(&log.append(&[body(&key, "B")], Expected::Any).unwrap()),
            format!("+{}", place + 2)
        );
    }
    for log in &logs {
        assert_eq!(sound(log).head(), 4);
    }
}

/// A mount, undone when it is dropped.
pub(crate) struct Mount(PathBuf);

impl Mount {
    pub(crate) fn new(arguments: &[&str], at: &Path) -> Self {
        run(Command::new("mount").args(arguments).arg(at));
        Self(at.to_owned())
    }

    pub(crate) fn make_read_only(&self) {
        run(Command::new("mount").args(["-o", "remount,ro,bind"]).arg(&self.0));
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

pub(crate) fn run(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}

#[test]
#[ignore = "needs leave to mount"]
fn a_database_that_is_mounted_by_itself_is_refused_and_one_in_a_mounted_folder_is_not() {
    let (folder, path) = one();
    let alone = folder.path().join("alone.db");
    fs::write(&alone, "").unwrap();
    let mut early = SqliteLog::open(&alone).unwrap();
    {
        let _mount = Mount::new(&["--bind", path.to_str().unwrap()], &alone);
        is_refused(&alone, |why| matches!(why, StoreError::MountedAlone { .. }));
        let refused = early.append(&[body("b", "B")], Expected::Any).unwrap_err();
        assert!(matches!(refused, StoreError::MountedAlone { .. }), "{refused}");
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&alone, &link).unwrap();
        is_refused(&link, |why| matches!(why, StoreError::MountedAlone { .. }));
    }
    let shared = tempfile::tempdir().unwrap();
    let _mount = Mount::new(&["--bind", folder.path().to_str().unwrap()], shared.path());
    let (mut one, mut two) =
        (SqliteLog::open(&path).unwrap(), SqliteLog::open(shared.path().join("log.db")).unwrap());
    for round in 0..5 {
        one.append(&[body(&format!("one-{round}"), "O")], Expected::Any).unwrap();
        two.append(&[body(&format!("two-{round}"), "T")], Expected::Any).unwrap();
    }
    assert_eq!((sound(&one).head(), sound(&two).head()), (11, 11));
}

/// Returns a folder with a database whose last event stands in the write-ahead log alone, as a killed writer leaves it,
/// and a link to it.
pub(crate) fn left_behind() -> (TempDir, PathBuf, PathBuf) {
    let (folder, path) = one();
    let mut log = SqliteLog::open(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    // What somebody still reads is not written over: the new event is not taken over into the database.
    let reader = Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM event").unwrap();
    log.append(&[body("b", "B")], Expected::Head(1)).unwrap();
    let left = folder.path().join("left");
    fs::create_dir(&left).unwrap();
    for suffix in ["", "-wal"] {
        fs::copy(folder.path().join(format!("log.db{suffix}")), left.join(format!("log.db{suffix}")))
            .unwrap();
    }
    std::os::unix::fs::symlink("left/log.db", folder.path().join("link.db")).unwrap();
    let (left, link) = (left.join("log.db"), folder.path().join("link.db"));
    (folder, left, link)
}

#[test]
#[ignore = "needs leave to mount"]
fn what_stands_in_the_write_ahead_log_is_read_where_nothing_can_be_written() {
    let (folder, left, link) = left_behind();
    let mount = Mount::new(&["--bind", folder.path().to_str().unwrap()], folder.path());
    mount.make_read_only();
    for name in [&left, &link] {
        let mut log = SqliteLog::open(name).unwrap();
        assert_eq!(sound(&log).head(), 2, "{}", name.display());
        assert_eq!(log.batches(0).map(|part| part.unwrap().events().len()).sum::<usize>(), 2);
        assert_eq!(log.examine().unwrap().unwrap().flaws, [""; 0]);
        let refused = log.append(&[body("c", "C")], Expected::Any).unwrap_err();
        assert!(matches!(refused, StoreError::NotWritable { .. }), "{refused}");
    }
}

#[test]
#[ignore = "needs leave to mount"]
fn what_is_appended_to_a_database_is_followed_where_nothing_can_be_written() {
    let (folder, left, _) = left_behind();
    let shared = tempfile::tempdir().unwrap();
    let mount = Mount::new(&["--bind", folder.path().to_str().unwrap()], shared.path());
    mount.make_read_only();
    let log = SqliteLog::open(shared.path().join("left/log.db")).unwrap();
    let mut parts = log.batches(0);
    assert_eq!(parts.next().unwrap().unwrap().head(), 2);
    assert!(parts.next().is_none());
    for head in 3..6 {
        SqliteLog::open(&left).unwrap().append(&[body(&format!("k{head}x"), "K")], Expected::Any).unwrap();
        assert_eq!(parts.next().expect("the new event is seen").unwrap().head(), head);
        assert!(parts.next().is_none());
    }
}

#[test]
#[ignore = "needs leave to mount"]
fn a_database_is_read_on_a_full_disk_and_written_to_once_there_is_room() {
    for has_wal in [false, true] {
        let (_folder, left, _) = left_behind();
        if !has_wal {
            Connection::open(&left).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        }
        let disk = tempfile::tempdir().unwrap();
        let _mount = Mount::new(&["-t", "tmpfs", "-o", "size=256k", "none"], disk.path());
        let path = disk.path().join("log.db");
        for suffix in ["", "-wal"] {
            let file = left.with_file_name(format!("log.db{suffix}"));
            if file.exists() {
                fs::copy(file, disk.path().join(format!("log.db{suffix}"))).unwrap();
            }
        }
        let filler = disk.path().join("filler");
        // What is left of the last page of the disk is filled too.
        let full = (0..300).map(|_| vec![0; 1024]).try_for_each(|kilobyte| {
            use std::io::Write;
            fs::OpenOptions::new().create(true).append(true).open(&filler)?.write_all(&kilobyte)
        });
        assert_eq!(full.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
        let mut log = SqliteLog::open(&path).unwrap();
        assert_eq!(sound(&log).head(), 2, "{has_wal}");
        let refused = log.append(&[body("c", "C")], Expected::Any).unwrap_err();
        assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
        fs::remove_file(&filler).unwrap();
        assert_eq!(log.append(&[body("c", "C")], Expected::Head(2)).unwrap().head, 3);
        assert_eq!(sound(&log).head(), 3);
    }
}

#[test]
fn a_file_of_json_lines_in_the_place_of_another_is_followed_if_it_goes_on_where_that_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut writer = JsonlLog::create(&path).unwrap();
    writer.append(&[body("a", "A")], Expected::Any).unwrap();
    let log = JsonlLog::open(&path).unwrap();
    let mut parts = log.batches(0);
    assert_eq!(parts.next().unwrap().unwrap().head(), 1);
    assert!(parts.next().is_none());
    // As editors do it, with the events that it held and one more.
    replace(&path, &fs::read(&path).unwrap());
    writer.append(&[body("b", "B")], Expected::Head(1)).unwrap();
    assert_eq!(parts.next().expect("the new event is seen").unwrap().head(), 2);
    assert!(parts.next().is_none());
    // Another log, which is longer than what was read.
    let mut other = MemoryLog::new();
    other.append(&[body("x", "X"), body("y", &"Y".repeat(5_000))], Expected::Any).unwrap();
    replace(&path, other.read(ALL).unwrap().to_text().as_bytes());
    assert!(matches!(parts.next(), Some(Err(StoreError::NoLongerHeld { seq: 2 }))));
}

#[test]
fn a_database_in_the_place_of_another_is_followed_if_it_goes_on_where_that_ended() {
    let (folder, path) = one();
    let log = SqliteLog::open(&path).unwrap();
    let mut parts = log.batches(0);
    assert_eq!(parts.next().unwrap().unwrap().head(), 1);
    assert!(parts.next().is_none());
    let copy = folder.path().join("copy.db");
    Connection::open(&path).unwrap().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    SqliteLog::open(&copy).unwrap().append(&[body("b", "B")], Expected::Head(1)).unwrap();
    fs::rename(&copy, &path).unwrap();
    assert_eq!(parts.next().expect("the new event is seen").unwrap().head(), 2);
    assert!(parts.next().is_none());
    let other = folder.path().join("other.db");
    let mut log = SqliteLog::create(&other).unwrap();
    log.append(&[body("x", "X"), body("y", "Y"), body("z", "Z")], Expected::Any).unwrap();
    drop(log);
    fs::rename(&other, &path).unwrap();
    assert!(matches!(parts.next(), Some(Err(StoreError::NoLongerHeld { seq: 2 }))));
}

/// Puts a new file with these bytes in the place of another.
fn replace(path: &Path, bytes: &[u8]) {
    let new = path.with_extension("new");
    fs::write(&new, bytes).unwrap();
    fs::rename(&new, path).unwrap();
}

/// Appends by two names of one file of JSON Lines in turn, and at once, and checks that every event is there by both.
fn is_one_log_by_both(one: &Path, two: &Path) {
    let (mut by_one, mut by_two) = (JsonlLog::open(one).unwrap(), JsonlLog::open(two).unwrap());
    for round in 0..3 {
        by_one.append(&[body(&format!("one-{round}x"), "O")], Expected::Any).unwrap();
        by_two.append(&[body(&format!("two-{round}x"), "T")], Expected::Any).unwrap();
    }
    thread::scope(|scope| {
        for (name, log) in [("a", by_one), ("b", by_two)] {
            let mut log = log.with_patience(Duration::from_secs(60));
            scope.spawn(move || {
                for round in 0..20 {
                    log.append(&[body(&format!("{name}-{round}x"), "X")], Expected::Any).unwrap();
                }
            });
        }
    });
    for name in [one, two] {
        assert_eq!(sound(&JsonlLog::open(name).unwrap()).head(), 46);
    }
}

#[test]
fn a_file_of_json_lines_is_one_log_under_all_its_names() {
    let folder = tempfile::tempdir().unwrap();
    for is_hard in [true, false] {
        let (path, other) = (folder.path().join("log.jsonl"), folder.path().join("other.jsonl"));
        JsonlLog::create(&path).unwrap();
        if is_hard { fs::hard_link(&path, &other) } else { std::os::unix::fs::symlink(&path, &other) }
            .unwrap();
        is_one_log_by_both(&path, &other);
        fs::remove_file(&path).unwrap();
        fs::remove_file(&other).unwrap();
    }
}

#[test]
#[ignore = "needs leave to mount"]
fn a_file_of_json_lines_that_is_mounted_by_itself_is_one_log_in_both_places() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("log.jsonl"), folder.path().join("other.jsonl"));
    JsonlLog::create(&path).unwrap();
    fs::write(&other, "").unwrap();
    let _mount = Mount::new(&["--bind", path.to_str().unwrap()], &other);
    is_one_log_by_both(&path, &other);
}

#[test]
#[ignore = "needs leave to mount"]
fn a_file_of_json_lines_is_read_where_nothing_can_be_written_and_on_a_full_disk() {
    let disk = tempfile::tempdir().unwrap();
    let _mount = Mount::new(&["-t", "tmpfs", "-o", "size=64k", "none"], disk.path());
    let path = disk.path().join("log.jsonl");
    let mut log = JsonlLog::create(&path).unwrap();
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    let large = "L".repeat(100_000);
    let refused = log.append(&[body("b", &large)], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    let mut log = JsonlLog::open(&path).unwrap();
    assert_eq!(sound(&log).head(), 1, "nothing of it is left");
    assert_eq!(log.append(&[body("c", "C")], Expected::Head(1)).unwrap().head, 2);
    let again = tempfile::tempdir().unwrap();
    let mount = Mount::new(&["--bind", disk.path().to_str().unwrap()], again.path());
    mount.make_read_only();
    let mut log = JsonlLog::open(again.path().join("log.jsonl")).unwrap();
    assert_eq!(sound(&log).head(), 2);
    let refused = log.append(&[body("d", "D")], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::NotWritable { .. }), "{refused}");
}

#[test]
fn a_write_ahead_log_that_was_cut_leaves_a_beginning_of_the_log() {
    let (folder, left, _) = left_behind();
    let database = fs::read(&left).unwrap();
    let wal = fs::read(left.with_file_name("log.db-wal")).unwrap();
    let mut heads = Vec::new();
    for len in (0..=wal.len()).step_by(97).chain([wal.len()]) {
        let path = folder.path().join(format!("cut-{len}.db"));
        fs::write(&path, &database).unwrap();
        fs::write(path.with_file_name(format!("cut-{len}.db-wal")), &wal[..len]).unwrap();
        heads.push(sound(&SqliteLog::open(&path).unwrap()).head());
    }
    assert!(heads.is_sorted() && heads.first() == Some(&1) && heads.last() == Some(&2), "{heads:?}");
}

#[test]
fn a_database_that_was_cut_is_not_taken_for_a_shorter_log() {
    let (folder, path) = one();
    let long = "L".repeat(3_000);
    let batch: Vec<_> = (0..20).map(|number| body(&format!("k{number}x"), &long)).collect();
    SqliteLog::open(&path).unwrap().append(&batch, Expected::Any).unwrap();
    let whole = fs::read(&path).unwrap();
    for len in (1..whole.len()).step_by(1_000) {
        let cut = folder.path().join("cut.db");
        fs::write(&cut, &whole[..len]).unwrap();
        let read = SqliteLog::open(&cut).and_then(|log| log.read(ALL));
        let is_found = read.as_ref().map_or(true, |contents| !contents.faults().is_empty());
        assert!(is_found, "{len} of {} bytes: {read:?}", whole.len());
    }
}
