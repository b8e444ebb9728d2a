//! What lies beside a database: it is used only where it belongs to it, and no event is lost by it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use asof_store::{ALL, EventLog, Expected, FileFlaw, SqliteLog, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::names::{is_refused, left_behind, one, run};
use crate::support::{body, sound};

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Copies a database with its write-ahead log, as a killed program leaves them.
fn leave(path: &Path, left: &Path) {
    for suffix in ["", "-wal"] {
        fs::copy(beside(path, suffix), beside(left, suffix)).unwrap();
    }
}

/// Returns a folder with a database of two events, and one beside it that goes on where that ends, by three more; beside
/// the first the write-ahead log of a killed program is left, in which both events are.
fn one_and_what_goes_on() -> (TempDir, PathBuf, PathBuf) {
    let (folder, path) = one();
    let (left, good) = (folder.path().join("left.db"), folder.path().join("good.db"));
    let reader = SqliteLog::open(&path).unwrap();
    SqliteLog::open(&path).unwrap().append(&[body("b", "B")], Expected::Head(1)).unwrap();
    leave(&path, &left);
    drop(reader);
    fs::copy(&path, &good).unwrap();
    for key in ["c", "d", "e"] {
        SqliteLog::open(&good).unwrap().append(&[body(key, "X")], Expected::Any).unwrap();
    }
    (folder, left, good)
}

/// Checks that a database is refused for a file beside it, which is left as it is, and sound without it, with so many events.
fn is_refused_for(path: &Path, suffix: &str, flaw: FileFlaw, head: u64) {
    let file = beside(path, suffix);
    let before = [path, &file].map(|file| fs::read(file).unwrap());
    for _ in 0..2 {
        is_refused(
            path,
            |why| matches!(why, StoreError::StrangeFileBeside { file: found, flaw: by } if *by == flaw && found.ends_with(file.file_name().unwrap())),
        );
    }
    assert_eq!([path, &file].map(|file| fs::read(file).unwrap()), before);
    for suffix in ["-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(beside(path, suffix));
    }
    assert_eq!(sound(&SqliteLog::open(path).unwrap()).head(), head);
}

#[test]
fn a_write_ahead_log_that_was_left_by_another_state_of_the_database_is_refused() {
    let (_folder, left, good) = one_and_what_goes_on();
    assert!(fs::metadata(beside(&left, "-wal")).unwrap().len() > 0);
    fs::rename(&good, &left).unwrap();
    is_refused_for(&left, "-wal", FileFlaw::Hides(5), 5);
}

#[test]
fn an_older_write_ahead_log_that_is_put_back_is_refused() {
    let (_folder, left, _) = one_and_what_goes_on();
    let wal = fs::read(beside(&left, "-wal")).unwrap();
    SqliteLog::open(&left).unwrap().append(&[body("c", "C")], Expected::Head(2)).unwrap();
    fs::write(beside(&left, "-wal"), wal).unwrap();
    is_refused_for(&left, "-wal", FileFlaw::Hides(3), 3);
}

#[test]
fn a_write_ahead_log_that_an_older_copy_does_not_lead_to_is_refused_and_kept() {
    let (folder, path) = one();
    let older = folder.path().join("older.db");
    let append = |keys: std::ops::Range<usize>| {
        let batch: Vec<_> = keys.map(|key| body(&format!("k{key}x"), &"K".repeat(100))).collect();
        SqliteLog::open(&path).unwrap().append(&batch, Expected::Any).unwrap();
    };
    append(0..200);
    fs::copy(&path, &older).unwrap();
    append(200..400);
    let reader = Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM event").unwrap();
    append(400..401);
    // As a killed reader leaves it, and an older copy that is put in the place of the database.
    for (database, head) in [(&older, 201), (&path, 402)] {
        let left = folder.path().join("left.db");
        fs::copy(database, &left).unwrap();
        fs::copy(beside(&path, "-wal"), beside(&left, "-wal")).unwrap();
        if head == 201 {
            is_refused_for(&left, "-wal", FileFlaw::Ahead(402), head);
        } else {
            assert_eq!(sound(&SqliteLog::open(&left).unwrap()).head(), head);
        }
    }
}

#[test]
fn an_empty_file_takes_no_write_ahead_log_away() {
    let (_folder, left, _) = left_behind();
    let whole = fs::read(&left).unwrap();
    for len in [0, 1, 511] {
        fs::write(&left, &whole[..len]).unwrap();
        is_refused(&left, |why| matches!(why, StoreError::StrangeFileBeside { flaw: FileFlaw::Left, .. }));
    }
    fs::write(&left, &whole).unwrap();
    assert_eq!(sound(&SqliteLog::open(&left).unwrap()).head(), 2);
}

#[test]
fn a_write_ahead_log_of_another_log_is_refused() {
    let (folder, left, _) = one_and_what_goes_on();
    let other = folder.path().join("other.db");
    SqliteLog::create(&other).unwrap().append(&[body("x", "X")], Expected::Any).unwrap();
    fs::rename(&other, &left).unwrap();
    is_refused_for(&left, "-wal", FileFlaw::Hides(1), 1);
}

/// Creates a database with this many events, whose names have this length.
fn of_events(path: &Path, count: usize, size: usize) {
    let mut log = SqliteLog::create(path).unwrap();
    let batch: Vec<_> = (0..count).map(|number| body(&format!("k{number}x"), &"K".repeat(size))).collect();
    log.append(&batch, Expected::Any).unwrap();
}

#[test]
fn a_write_ahead_log_of_a_smaller_database_cuts_no_larger_one() {
    let (folder, left, _) = one_and_what_goes_on();
    let large = folder.path().join("large.db");
    of_events(&large, 30, 1_000);
    fs::rename(&large, &left).unwrap();
    is_refused_for(&left, "-wal", FileFlaw::Hides(30), 30);
}

/// Whatever pages the events took, and whichever of them stand in the write-ahead log: beside an older copy it is refused, or
/// found damaged, and both are kept; or all is there.
#[test]
fn a_write_ahead_log_beside_any_older_copy_is_kept_or_loses_nothing() {
    let mut refused = 0;
    for count in (80..104).step_by(2) {
        let folder = tempfile::tempdir().unwrap();
        let (path, left) = (folder.path().join("log.db"), folder.path().join("left.db"));
        of_events(&path, count, 10);
        fs::copy(&path, &left).unwrap();
        let mut log = SqliteLog::open(&path).unwrap();
        log.append(&[body(&"y".repeat(150), &"Y".repeat(3_000))], Expected::Any).unwrap();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM event").unwrap();
        log.append(&[body("late", "Late")], Expected::Any).unwrap();
        fs::copy(beside(&path, "-wal"), beside(&left, "-wal")).unwrap();
        let files = [left.clone(), beside(&left, "-wal")];
        let before = files.each_ref().map(|file| fs::read(file).unwrap());
        for _ in 0..2 {
            match SqliteLog::open(&left).and_then(|log| log.read(ALL)) {
                Ok(contents) if contents.damage().is_empty() => {
                    assert_eq!(contents.head(), count as u64 + 2, "{count} events");
                }
                Ok(_) | Err(_) => {
                    refused += 1;
                    let after = files.each_ref().map(|file| fs::read(file).unwrap());
                    assert_eq!(after, before, "{count} events");
                }
            }
        }
    }
    assert!(refused > 0, "no copy was older than its write-ahead log needs");
}

#[test]
fn what_was_not_read_whole_is_not_taken_over() {
    let (_folder, left, _) = left_behind();
    let wal = fs::read(beside(&left, "-wal")).unwrap();
    let log = SqliteLog::open(&left).unwrap();
    assert_eq!(log.head().unwrap(), 2);
    drop(log);
    assert_eq!(fs::read(beside(&left, "-wal")).unwrap(), wal);
    assert_eq!(sound(&SqliteLog::open(&left).unwrap()).head(), 2);
    assert!(!beside(&left, "-wal").exists(), "read whole and sound");
    assert_eq!(SqliteLog::open(&left).unwrap().head().unwrap(), 2);
}

#[test]
fn a_journal_that_is_soon_done_with_is_waited_for() {
    let (folder, path) = one();
    let reader = beside(&path, "-journal");
    fs::write(folder.path().join("unfinished"), [1; 512]).unwrap();
    fs::rename(folder.path().join("unfinished"), &reader).unwrap();
    let opened = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(300));
            fs::remove_file(&reader).unwrap();
        });
        SqliteLog::open(&path)
    });
    assert_eq!(sound(&opened.unwrap()).head(), 1);
}

#[test]
fn a_journal_that_would_undo_what_stands_is_refused() {
    let (folder, path) = one();
    let other = folder.path().join("other.db");
    let connection = Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (randomblob(9000));").unwrap();
    connection.execute_batch("PRAGMA cache_size = 1; BEGIN; UPDATE t SET a = randomblob(9000);").unwrap();
    // Of a program that is killed while it writes.
    connection.execute_batch("PRAGMA cache_spill = 1; INSERT INTO t VALUES (randomblob(90000));").unwrap();
    fs::copy(beside(&other, "-journal"), beside(&path, "-journal")).unwrap();
    is_refused_for(&path, "-journal", FileFlaw::Undoes, 1);
}

#[test]
fn what_lies_beside_a_database_and_is_no_file_is_refused() {
    for suffix in ["-wal", "-shm", "-journal"] {
        let (folder, path) = one();
        let file = beside(&path, suffix);
        run(Command::new("mkfifo").arg(&file));
        is_refused(&path, |why| {
            matches!(why, StoreError::StrangeFileBeside { flaw: FileFlaw::NotAFile, .. })
        });
        fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &file).unwrap();
        is_refused(&path, |why| {
            matches!(why, StoreError::StrangeFileBeside { flaw: FileFlaw::NotAFile, .. })
        });
        fs::remove_file(&file).unwrap();
        assert_eq!(sound(&SqliteLog::open(&path).unwrap()).head(), 1);
    }
}

#[test]
fn no_database_is_created_where_files_of_another_one_lie() {
    let (folder, path) = one();
    let reader = SqliteLog::open(&path).unwrap();
    fs::rename(&path, folder.path().join("away.db")).unwrap();
    for create in [SqliteLog::create, SqliteLog::open_or_create] {
        let refused = create(&path).unwrap_err();
        assert!(matches!(refused, StoreError::StrangeFileBeside { flaw: FileFlaw::Left, .. }), "{refused}");
        assert!(!path.exists());
    }
    drop(reader);
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(beside(&path, suffix));
    }
    assert_eq!(sound(&SqliteLog::open_or_create(&path).unwrap()).head(), 0);
}

/// As long as one log of a program has a database open, SQLite takes the removed file for its others too: they are refused
/// until that one finds out, which it does before it reads or writes.
#[test]
fn who_removes_the_shared_memory_takes_no_event_away() {
    let (_folder, path) = one();
    let mut early = SqliteLog::open(&path).unwrap();
    early.append(&[body("b", "B")], Expected::Head(1)).unwrap();
    fs::remove_file(beside(&path, "-shm")).unwrap();
    let refused = SqliteLog::open(&path).unwrap_err();
    assert!(matches!(refused, StoreError::Unreadable { .. }), "{refused}");
    early.append(&[body("c", "C")], Expected::Head(2)).unwrap();
    let mut late = SqliteLog::open(&path).unwrap();
    let mut acknowledged = vec!["b".to_owned(), "c".to_owned()];
    for round in 0..8 {
        for (name, log) in [("early", &mut early), ("late", &mut late)] {
            let key = format!("{name}-{round}x");
            if log.append(&[body(&key, "X")], Expected::Any).is_ok() {
                acknowledged.push(key);
            }
        }
        if round % 2 == 0 {
            fs::remove_file(beside(&path, "-shm")).unwrap();
        }
    }
    assert!(acknowledged.len() > 10, "{acknowledged:?}");
    drop((early, late));
    let text = sound(&SqliteLog::open(&path).unwrap()).to_text();
    for key in acknowledged {
        assert!(text.contains(&format!("\"key\":\"{key}\"")), "{key}: {text}");
    }
}
