//! What only a database can suffer, and what it keeps out.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use asof_store::{
    ALL, Access, EventLog, Expected, JsonlLog, MemoryLog, SqliteLog, StoreError, VerifiedBatch, content_hash,
    next_log_root,
};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::support::{body, claim, outcomes, sound};

fn empty() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    SqliteLog::create(&path).unwrap();
    (folder, path)
}

fn open(path: &Path) -> SqliteLog {
    SqliteLog::open(path).unwrap()
}

/// Returns a log of three events in two appends.
fn three() -> (TempDir, PathBuf) {
    let (folder, path) = empty();
    let mut log = open(&path);
    log.append(&[body("russia", "Россия"), claim("talks", "a", "🕊")], Expected::Any).unwrap();
    log.append(&[claim("talks", "b", "two")], Expected::Any).unwrap();
    (folder, path)
}

#[test]
fn another_program_cannot_change_what_was_accepted() {
    let (_folder, path) = three();
    let before = sound(&open(&path)).to_text();
    let raw = Connection::open(&path).unwrap();
    let line = |seq: u64, id: u64, key: &str| {
        format!(
            r#"{{"seq":{seq},"recorded":"9999-01-01T00:00:00.000000Z","commit":{seq},"hash":"x","id":"{id}","key":"{key}"}}"#
        )
    };
    let id: String = raw.query_row("SELECT id FROM event WHERE seq = 1", [], |row| row.get(0)).unwrap();
    let insert =
        |verb: &str, seq: &str, line: &str| format!("{verb} INTO event (seq, line) VALUES ({seq}, '{line}')");
    let (same_id, same_key) =
        (line(4, 0, "new").replace("\"0\"", &format!("\"{id}\"")), line(4, 0, "russia"));
    let earlier = line(4, 0, "new").replace("9999", "1999");
    for verb in ["INSERT", "INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"] {
        for (seq, line) in [
            ("2", &line(2, 0, "new")),
            ("NULL", &line(4, 0, "new")),
            ("5", &line(5, 0, "new")),
            ("4", &same_id),
            ("4", &same_key),
            ("4", &earlier),
            ("4", &line(5, 0, "new")),
        ] {
            let statement = insert(verb, seq, line);
            let refused = raw.execute(&statement, []);
            assert!(matches!(refused, Err(_) | Ok(0)), "{statement}");
            assert_eq!(sound(&open(&path)).to_text(), before, "{statement}");
        }
    }
    for statement in [
        "UPDATE event SET line = replace(line, 'two', 'three')",
        "UPDATE event SET seq = 9 WHERE seq = 3",
        "UPDATE OR REPLACE event SET seq = 1 WHERE seq = 3",
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 3",
    ] {
        let refused = raw.execute(statement, []).unwrap_err();
        assert!(refused.to_string().contains("an event is never"), "{statement}: {refused}");
    }
    for (seq, line, conflict) in [
        ("3", &line(3, 0, "new"), ""),
        ("3", &line(3, 0, "new"), "(seq)"),
        ("4", &same_id, "(id)"),
        ("4", &same_key, "(coalesce(process, ''), key)"),
    ] {
        for does in ["UPDATE SET line = 'x'", "UPDATE SET line = excluded.line", "NOTHING"] {
            let upsert = insert("INSERT", seq, line) + &format!(" ON CONFLICT {conflict} DO {does}");
            let refused = raw.execute(&upsert, []);
            assert!(matches!(refused, Err(_) | Ok(0)), "{upsert}: {refused:?}");
            assert_eq!(sound(&open(&path)).to_text(), before, "{upsert}");
        }
    }
    // What follows is taken: it is not that everything is refused.
    assert_eq!(raw.execute(&insert("INSERT", "4", &line(4, 0, "new")), []).unwrap(), 1);
}

/// Changes a database as somebody does who knows how it is kept: no trace is left in its schema. Returns how many rows
/// were changed.
fn on_purpose(path: &Path, change: &str) -> usize {
    let raw = Connection::open(path).unwrap();
    let triggers: String = raw
        .query_row(
            "SELECT group_concat(sql || '; ', '') FROM sqlite_schema WHERE name LIKE 'event_is_never_%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    raw.execute_batch(
        "DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_deleted;
         PRAGMA ignore_check_constraints = ON;",
    )
    .unwrap();
    let changed = raw.execute(change, []).unwrap();
    raw.execute_batch(&triggers).unwrap();
    changed
}

#[test]
fn what_is_changed_on_purpose_is_found() {
    for (change, is_seen_in_reading) in [
        (
            "UPDATE event SET line = replace(line, '\"says\":\"two\"', '\"says\":\"six\"') WHERE seq = 3",
            false,
        ),
        ("UPDATE event SET line = replace(line, '{', '{' || char(10)) WHERE seq = 3", true),
        ("UPDATE event SET seq = 7 WHERE seq = 3", true),
        ("DELETE FROM event WHERE seq = 2", true),
        ("DELETE FROM event WHERE seq = 1", true),
    ] {
        let (_folder, path) = three();
        assert_eq!(on_purpose(&path, change), 1, "{change}");
        let mut log = open(&path);
        let contents = log.read(ALL).unwrap();
        assert_eq!(!contents.damage().is_empty(), is_seen_in_reading, "{change}");
        assert!(!contents.faults().is_empty(), "{change}");
        // An append looks at the rows of its process and at the last one: the first is of the registry.
        if is_seen_in_reading && !change.ends_with("seq = 1") {
            let refused = log.append(&[claim("talks", "x", "three")], Expected::Any).unwrap_err();
            assert!(matches!(refused, StoreError::Damaged { .. }), "{change}: {refused}");
        }
    }
}

#[test]
fn the_columns_are_those_of_the_line() {
    let (_folder, path) = three();
    let contents = sound(&open(&path));
    let raw = Connection::open(&path).unwrap();
    let mut rows = raw
        .prepare("SELECT seq, recorded, \"commit\", hash, id, process, key, line FROM event ORDER BY seq")
        .unwrap();
    let mut rows = rows.query([]).unwrap();
    for stored in contents.iter() {
        let (row, event) = (rows.next().unwrap().unwrap(), stored.event);
        let text = |column: usize| row.get::<_, Option<String>>(column).unwrap();
        assert_eq!(row.get::<_, i64>(0).unwrap(), i64::try_from(event.seq).unwrap());
        assert_eq!(text(1), Some(event.recorded.to_string()));
        assert_eq!(row.get::<_, i64>(2).unwrap(), i64::try_from(event.commit).unwrap());
        assert_eq!(text(3), Some(event.hash.to_string()));
        assert_eq!(text(4), Some(event.id.to_string()));
        assert_eq!(text(5), event.draft.process().map(ToString::to_string));
        assert_eq!(text(6), Some(event.draft.key.to_string()));
        assert_eq!(text(7).as_deref(), Some(stored.text));
    }
    assert!(rows.next().unwrap().is_none());
}

#[test]
fn a_database_says_what_it_is_and_writes_ahead() {
    let (_folder, path) = three();
    let raw = Connection::open(&path).unwrap();
    let pragma =
        |name: &str| raw.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((pragma("application_id"), pragma("user_version")), (0x6173_6f66, 1));
    let mode: String = raw.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let strict: i64 =
        raw.query_row("SELECT strict FROM pragma_table_list('event')", [], |row| row.get(0)).unwrap();
    assert_eq!(strict, 1);
    let check: String = raw.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

#[test]
fn what_is_no_log_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    assert!(matches!(SqliteLog::open(&path), Err(StoreError::NotFound { .. })));
    assert!(matches!(SqliteLog::open(folder.path()), Err(StoreError::IsFolder { .. })));
    assert!(matches!(SqliteLog::open("/dev/full"), Err(StoreError::NotAFile { .. })));
    fs::write(&path, "{\"seq\":1}\n".repeat(100)).unwrap();
    assert!(matches!(SqliteLog::open(&path), Err(StoreError::NotADatabase { path: named }) if named == path));
    assert!(matches!(SqliteLog::create(&path), Err(StoreError::Exists { .. })));
    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let bytes = fs::read(&path).unwrap();
    for opened in [SqliteLog::open(&path), SqliteLog::open_or_create(&path)] {
        assert!(matches!(opened, Err(StoreError::OtherDatabase { path: named }) if named == path));
    }
    Connection::open(&path).unwrap().execute_batch("PRAGMA application_id = 7").unwrap();
    assert!(matches!(SqliteLog::open(&path), Err(StoreError::OtherDatabase { .. })));
    assert_eq!(fs::read(&path).unwrap().len(), bytes.len(), "another's database is left alone");

    let (_folder, path) = three();
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    let refused = SqliteLog::open(&path).unwrap_err();
    assert!(matches!(refused, StoreError::NewerFormat { found: 2, known: 1, .. }), "{refused}");
}

#[test]
fn an_empty_file_is_an_empty_log_and_reading_leaves_it_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    fs::write(&path, "").unwrap();
    let mut log = open(&path);
    assert_eq!((sound(&log).head(), log.head().unwrap()), (0, 0));
    assert_eq!(fs::read(&path).unwrap(), b"");
    assert_eq!(outcomes(&log.append(&[body("a", "A")], Expected::Head(0)).unwrap()), "+1");
    assert_eq!(sound(&open(&path)).head(), 1);
}

#[test]
fn a_second_writer_waits_a_moment_and_says_that_it_did_while_readers_go_on() {
    let (_folder, path) = three();
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut log = open(&path).with_patience(Duration::from_millis(30));
    let refused = log.append(&[body("a", "A")], Expected::Any).unwrap_err();
    let StoreError::Busy { path: named, waited } = refused else { panic!("{refused}") };
    assert_eq!((named, waited), (path, Duration::from_millis(30)));
    assert_eq!(sound(&log).head(), 3, "reading needs no lock");
    raw.execute_batch("ROLLBACK").unwrap();
    assert_eq!(outcomes(&log.append(&[body("a", "A")], Expected::Any).unwrap()), "+4");
}

#[test]
fn what_others_append_is_seen_and_a_database_in_the_place_of_another_is_read_anew() {
    let (_folder, path) = three();
    let (mut one, mut two) = (open(&path), open(&path));
    assert_eq!(outcomes(&one.append(&[body("a", "A")], Expected::Head(3)).unwrap()), "+4");
    assert_eq!(outcomes(&two.append(&[body("a", "A"), body("b", "B")], Expected::Head(4)).unwrap()), "=4 +5");
    assert_eq!(outcomes(&one.append(&[body("b", "B"), body("c", "C")], Expected::Any).unwrap()), "=5 +6");
    assert_eq!(sound(&two).head(), 6);
    drop(two);

    let (_other_folder, other) = empty();
    open(&other).append(&[body("z", "Z")], Expected::Any).unwrap();
    fs::rename(&other, &path).unwrap();
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(path.with_file_name(format!("log.db{suffix}")));
    }
    assert_eq!(outcomes(&one.append(&[body("z", "Z"), body("a", "A")], Expected::Any).unwrap()), "=1 +2");
    fs::remove_file(&path).unwrap();
    assert!(matches!(one.read(ALL), Err(StoreError::NotFound { .. })));
    assert!(matches!(one.append(&[body("q", "Q")], Expected::Any), Err(StoreError::NotFound { .. })));
    assert!(!path.exists());
}

#[test]
fn a_log_goes_into_a_database_and_comes_out_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let record = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/istanbul.jsonl");
    let mut database = SqliteLog::create(folder.path().join("log.db")).unwrap();
    database.replicate(&VerifiedBatch::read(&JsonlLog::open(&record).unwrap()).unwrap()).unwrap();
    let mut back = JsonlLog::create(folder.path().join("back.jsonl")).unwrap();
    back.replicate(&VerifiedBatch::read(&database).unwrap()).unwrap();
    assert_eq!(fs::read(folder.path().join("back.jsonl")).unwrap(), fs::read(&record).unwrap());
}

#[test]
fn an_original_with_one_key_for_two_entries_is_refused_by_that_key() {
    let mut log = MemoryLog::new();
    log.append(&[claim("talks", "a", "one"), claim("talks", "b", "two")], Expected::Any).unwrap();
    let contents = sound(&log);
    let mut lines: Vec<String> = contents.iter().map(|stored| stored.text.to_owned()).collect();
    let (first, second) = (&contents.events()[0], &contents.events()[1]);
    lines[1] = lines[1].replace("\"key\":\"b\"", "\"key\":\"a\"");
    let content = content_hash(&lines[1]).unwrap();
    let hash = next_log_root(Some(first.hash), second.seq, second.recorded, second.commit, content);
    lines[1] = lines[1].replace(&second.hash.to_string(), &hash.to_string());
    let text = lines.join("\n") + "\n";
    let original = VerifiedBatch::read(&MemoryLog::from_text(&text, Access::ReadOnly)).unwrap();
    let (_folder, path) = empty();
    let refused = open(&path).replicate(&original).unwrap_err();
    assert!(matches!(refused, StoreError::KeyReused { draft: 1, .. }), "{refused}");
    assert_eq!(sound(&open(&path)).head(), 0, "all or nothing");
}

#[test]
fn of_eight_that_create_a_log_at_once_all_find_it() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.db");
        let barrier = Barrier::new(8);
        thread::scope(|scope| {
            for writer in 0..8 {
                let (path, barrier) = (&path, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    let mut log = SqliteLog::open_or_create(path).unwrap();
                    log.append(&[body(&format!("w{writer}"), "W")], Expected::Any).unwrap();
                });
            }
        });
        assert_eq!(sound(&open(&path)).head(), 8);
    }
}

#[test]
fn a_page_that_hides_the_last_event_is_not_taken_for_a_shorter_log() {
    let (_folder, path) = three();
    let raw = Connection::open(&path).unwrap();
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'event'";
    let root: i64 = raw.query_row(root, [], |row| row.get(0)).unwrap();
    drop(raw);
    let mut bytes = fs::read(&path).unwrap();
    // How many rows a page has stands in the fourth and fifth byte behind its beginning.
    let count = usize::try_from(root - 1).unwrap() * 4096 + 4;
    assert_eq!(bytes[count], 3);
    bytes[count] = 2;
    fs::write(&path, bytes).unwrap();
    let refused = open(&path).read(ALL).unwrap_err();
    let StoreError::Unreadable { source, .. } = refused else { panic!("{refused}") };
    assert_eq!(source.kind(), std::io::ErrorKind::InvalidData);
    assert!(open(&path).append(&[body("x", "X")], Expected::Any).is_err());
}

/// Checks that a database which was changed so refuses to be written to and says why, and whether it can still be read.
fn is_altered(change: &str, flaw: &str, can_be_read: bool) {
    let (_folder, path) = three();
    Connection::open(&path).unwrap().execute_batch(change).unwrap();
    if can_be_read {
        let mut log = open(&path);
        assert_eq!(sound(&log).head(), 3, "{change}");
        assert_eq!(log.examine().unwrap().unwrap().flaws, [flaw], "{change}");
        let refused = log.append(&[body("x", "X")], Expected::Any).unwrap_err();
        assert!(matches!(&refused, StoreError::AlteredSchema { flaws, .. } if flaws == &[flaw]), "{refused}");
        assert_eq!(sound(&log).head(), 3, "{change}");
        let original = VerifiedBatch::read(&log).unwrap();
        let refused = log.replicate(&original).unwrap_err();
        assert!(matches!(refused, StoreError::AlteredSchema { .. }), "{refused}");
        assert_eq!(MemoryLog::new().replicate(&original).unwrap().written, 3, "it can be copied");
    } else {
        let refused = SqliteLog::open(&path).unwrap_err();
        assert!(matches!(&refused, StoreError::AlteredSchema { flaws, .. } if flaws == &[flaw]), "{refused}");
    }
}

#[test]
fn a_schema_that_is_not_that_of_a_log_is_named_and_not_written_to() {
    for (change, flaw) in [
        (
            "CREATE TRIGGER swallow BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END",
            "the trigger `swallow` belongs to another program",
        ),
        (
            "CREATE TRIGGER swallow BEFORE INSERT ON EVENT BEGIN SELECT RAISE(IGNORE); END",
            "the trigger `swallow` belongs to another program",
        ),
        ("CREATE INDEX extra ON event (hash)", "the index `extra` belongs to another program"),
        ("DROP TRIGGER event_is_never_deleted", "the trigger `event_is_never_deleted` is missing"),
        ("DROP INDEX event_id", "the index `event_id` is missing"),
        ("DROP INDEX event_name", "the index `event_name` is missing"),
        (
            "DROP INDEX event_id; CREATE INDEX event_id ON event (id)",
            "the index `event_id` was changed",
        ),
        (
            "DROP TRIGGER event_is_never_changed; CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
             BEGIN SELECT 1; END",
            "the trigger `event_is_never_changed` was changed",
        ),
    ] {
        is_altered(change, flaw, true);
    }
    is_altered("ALTER TABLE event ADD COLUMN note TEXT", "the table `event` was changed", false);
}

#[test]
fn a_table_of_the_reader_beside_the_log_is_left_alone() {
    let (_folder, path) = three();
    let own =
        "CREATE TABLE note (seq INTEGER, text TEXT); CREATE VIEW claims AS SELECT * FROM event; ANALYZE;";
    Connection::open(&path).unwrap().execute_batch(own).unwrap();
    let mut log = open(&path);
    assert_eq!(outcomes(&log.append(&[body("x", "X")], Expected::Any).unwrap()), "+4");
    assert_eq!(log.examine().unwrap().unwrap().flaws, [""; 0]);
}

#[test]
fn a_schema_that_is_changed_while_the_log_is_open_is_found_too() {
    let (_folder, path) = three();
    let mut log = open(&path);
    log.append(&[body("x", "X")], Expected::Any).unwrap();
    let swallow = "CREATE TRIGGER swallow AFTER INSERT ON event BEGIN SELECT RAISE(IGNORE); END";
    Connection::open(&path).unwrap().execute_batch(swallow).unwrap();
    let refused = log.append(&[body("y", "Y")], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::AlteredSchema { .. }), "{refused}");
}
