use super::*;
use crate::{ALL, Access, MemoryLog};

/// Returns a log with its path, and another database beside it.
fn two_logs() -> (tempfile::TempDir, SqliteLog, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("log.db"), folder.path().join("other.db"));
    let log = SqliteLog::create(&path).unwrap();
    SqliteLog::create(&other).unwrap();
    (folder, log, path, other)
}

#[test]
fn nothing_is_committed_to_a_file_that_another_one_replaced() {
    let (_folder, log, path, other) = two_logs();
    let database = log.database_to_write().unwrap();
    let transaction = database.begin_to_write().unwrap();
    std::fs::rename(&other, &path).unwrap();
    let refused = database.commit(transaction).unwrap_err();
    assert!(matches!(refused, StoreError::NotWritable { .. }), "{refused}");
}

#[test]
fn what_was_committed_while_another_file_took_the_place_of_one_is_not_acknowledged() {
    for replaced in ["", "-wal", "-shm"] {
        let (_folder, log, path, other) = two_logs();
        let database = log.database_to_write().unwrap();
        let transaction = database.begin_to_write().unwrap();
        transaction.execute_batch("CREATE TABLE more (a)").unwrap();
        let replace = || std::fs::rename(&other, format!("{}{replaced}", path.display())).unwrap();
        let refused = database.commit_while(transaction, replace).unwrap_err();
        assert!(matches!(refused, StoreError::Replaced { .. }), "{replaced}: {refused}");
    }
}

/// Returns a log whose database is opened, and the path of its shared memory.
fn opened() -> (tempfile::TempDir, SqliteLog, PathBuf) {
    let (folder, log, path, _) = two_logs();
    let shm = PathBuf::from(format!("{}-shm", path.display()));
    drop(log.database().unwrap());
    assert!(shm.exists());
    (folder, log, shm)
}

#[test]
fn nothing_is_written_by_a_shared_memory_that_others_do_not_find() {
    let (_folder, log, shm) = opened();
    let database = log.database_to_write().unwrap();
    std::fs::remove_file(&shm).unwrap();
    // Removed before it was looked which file it is.
    database.forget_what_lies_beside();
    let refused = database.begin_to_write().map(drop).unwrap_err();
    assert!(matches!(refused, StoreError::NotWritable { .. }), "{refused}");
}

#[test]
fn nobody_makes_a_shared_memory_anew_while_somebody_writes() {
    let (_folder, log, shm) = opened();
    let database = log.database_to_write().unwrap();
    let writing = database.begin_to_write().unwrap();
    // Where there is one to join, who writes keeps nobody from reading.
    drop(Database::open(&log.path, Duration::ZERO).unwrap());
    std::fs::remove_file(&shm).unwrap();
    let refused = Database::open(&log.path, Duration::ZERO).err().unwrap();
    assert!(matches!(refused, StoreError::Busy { .. }), "{refused}");
    assert!(!shm.exists());
    drop(writing);
}

#[test]
#[cfg(target_os = "linux")]
fn nothing_is_committed_by_another_shared_memory_than_others_find() {
    let (folder, log, shm) = opened();
    let database = log.database_to_write().unwrap();
    let copy = folder.path().join("copy");
    std::fs::copy(&shm, &copy).unwrap();
    std::fs::rename(&copy, &shm).unwrap();
    // Replaced before it was looked which file it is: the new one is taken for that which SQLite opened.
    database.forget_what_lies_beside();
    let writing = database.begin_to_write().unwrap();
    let refused = database.commit(writing).unwrap_err();
    assert!(matches!(refused, StoreError::NotWritable { .. }), "{refused}");
}

#[test]
fn nothing_is_appended_before_what_was_taken_over_unseen() {
    let (folder, mut log, path, _) = two_logs();
    let draft = |key: &str| {
        let text = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"KEY"}]}}}}"#;
        Draft::from_json(&text.replace("KEY", key)).unwrap()
    };
    log.append(&[draft("one")], Expected::Any).unwrap();
    let longer = folder.path().join("longer.db");
    std::fs::copy(&path, &longer).unwrap();
    SqliteLog::open(&longer).unwrap().append(&[draft("two")], Expected::Head(1)).unwrap();
    let wal = PathBuf::from(format!("{}-wal", path.display()));
    std::fs::OpenOptions::new().write(true).open(&wal).unwrap().set_len(0).unwrap();
    // As another program takes over what stood in a write-ahead log that was removed.
    std::fs::write(&path, std::fs::read(&longer).unwrap()).unwrap();
    let refused = log.append(&[draft("three")], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::NotWritable { .. }), "{refused}");
    drop(log);
    assert_eq!(SqliteLog::open(&path).unwrap().head().unwrap(), 2);
}

#[test]
fn a_write_ahead_log_does_not_grow_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let mut log = SqliteLog::create(&path).unwrap();
    let name = "L".repeat(400_000);
    let draft = |number: usize| {
        let text = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"NAME"}]}}}}"#;
        Draft::from_json(&text.replace("KEY", &format!("k{number}x")).replace("NAME", &name)).unwrap()
    };
    let mut longest = 0;
    for number in 0..40 {
        log.append(&[draft(number)], Expected::Any).unwrap();
        longest = longest.max(std::fs::metadata(folder.path().join("log.db-wal")).unwrap().len());
    }
    assert!(longest < 8 << 20, "{longest} bytes of 16 million");
}

#[test]
fn a_row_that_a_trigger_passes_over_is_not_taken_for_written() {
    let folder = tempfile::tempdir().unwrap();
    let log = SqliteLog::create(folder.path().join("log.db")).unwrap();
    let database = log.database_to_write().unwrap();
    let transaction = database.begin_to_write().unwrap();
    let swallow = "CREATE TRIGGER swallow BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END";
    transaction.execute_batch(swallow).unwrap();
    let passed_over = rows::insert(&transaction, 1, "{}");
    assert_eq!(passed_over, Err(rusqlite::Error::StatementChangedRows(0)));
}

/// Returns a database with the lines of a log.
fn of_lines(original: &MemoryLog) -> (tempfile::TempDir, SqliteLog) {
    let (folder, mut log, ..) = two_logs();
    log.replicate(&VerifiedBatch::read(original).unwrap()).unwrap();
    (folder, log)
}

/// Returns the keys of what a question about some processes reads.
fn keys_read(log: &dyn EventLog, named: &BTreeSet<String>) -> Vec<String> {
    log.read_about(named, RegistryPart::Named)
        .unwrap()
        .events()
        .iter()
        .map(|event| event.draft.key.to_string())
        .collect()
}

#[test]
fn what_was_seen_of_lines_is_what_a_look_at_each_of_them_shows() {
    // What others may do to the tables, and whether they count after that.
    let harms = [
        ("", true),
        ("DELETE FROM asof_seen_to", false),
        ("UPDATE asof_seen_to SET form = 0", false),
        ("UPDATE asof_seen_to SET seq = seq - 1", false),
        ("UPDATE asof_seen_to SET hash = 'other'", false),
        ("DELETE FROM asof_seen", false),
        ("INSERT INTO asof_seen VALUES ('linked', 'a', 1, 'b')", false),
        ("UPDATE OR IGNORE asof_seen SET other = 'c'", false),
        ("DROP TABLE asof_seen", false),
        ("DROP TRIGGER asof_seen_after_delete; DELETE FROM asof_seen", false),
        ("ALTER TABLE asof_seen_to DROP COLUMN latest_id", false),
        ("DROP TABLE asof_seen_rows; CREATE TABLE asof_seen_rows (more)", false),
        ("DELETE FROM asof_seen_rows", false),
        ("UPDATE asof_seen_rows SET rows = rows + 1", false),
    ];
    // In the last a party leaves an agreement, which is no entry of the registry.
    let mut left = MemoryLog::new();
    let drafts = include_str!("../../../../fixtures/logs/harrow-strait.drafts.jsonl");
    let drafts: Vec<Draft> = drafts.lines().map(|line| Draft::from_json(line).unwrap()).collect();
    left.append(&drafts, Expected::Any).unwrap();
    for memory in [
        MemoryLog::from_text(
            include_str!("../../../../fixtures/logs/river-and-harbour.jsonl"),
            Access::ReadOnly,
        ),
        MemoryLog::from_text(include_str!("../../../../events/istanbul.jsonl"), Access::ReadOnly),
        left,
    ] {
        let read = memory.read(ALL).unwrap();
        let processes = read.events().iter().filter_map(|event| event.draft.process());
        let processes: BTreeSet<String> = processes.map(ToString::to_string).collect();
        for (harm, counts) in harms {
            let (_folder, log) = of_lines(&memory);
            log.database().unwrap().connection().execute_batch(harm).unwrap();
            for process in processes.iter().map(String::as_str).chain(["nowhere"]) {
                let named = BTreeSet::from([process.to_owned()]);
                assert_eq!(keys_read(&log, &named), keys_read(&memory, &named), "{process}: {harm}");
                let needed = log
                    .reading(|transaction| seen::needed(transaction, &named, RegistryPart::Named))
                    .unwrap();
                assert_eq!(needed.is_some(), counts && processes.contains(process), "{process}: {harm}");
            }
        }
    }
}

#[test]
fn what_was_seen_is_made_anew_by_the_next_append() {
    let text = include_str!("../../../../fixtures/logs/river-and-harbour.jsonl");
    let memory = MemoryLog::from_text(text, Access::ReadOnly);
    let draft = r#"{"key":"one-more","what":{"registered":{"body":{"names":[{"name":"One more"}]}}}}"#;
    let draft = Draft::from_json(draft).unwrap();
    for harm in [
        "",
        "DROP TABLE asof_seen; DROP TABLE asof_seen_rows; DROP TABLE asof_seen_to",
        "DELETE FROM asof_seen",
        "UPDATE asof_seen_to SET seq = 3",
        "ALTER TABLE asof_seen_to ADD COLUMN more TEXT",
    ] {
        let (_folder, mut log) = of_lines(&memory);
        let facts = |log: &SqliteLog| {
            log.reading(|transaction| {
                let mut rows = transaction.prepare("SELECT sort || \"of\" || other FROM asof_seen")?;
                let rows = rows.query_map([], |row| row.get::<_, String>(0))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            })
            .unwrap()
        };
        let before = facts(&log);
        assert!(!before.is_empty());
        log.database().unwrap().connection().execute_batch(harm).unwrap();
        log.append(std::slice::from_ref(&draft), Expected::Any).unwrap();
        assert_eq!(facts(&log), before, "{harm}");
    }
}

#[test]
fn what_was_seen_is_compared_with_the_lines_where_a_log_is_examined() {
    let text = include_str!("../../../../fixtures/logs/river-and-harbour.jsonl");
    let (_folder, log) = of_lines(&MemoryLog::from_text(text, Access::ReadOnly));
    let flaws = || log.examine().unwrap().unwrap().flaws;
    assert!(flaws().is_empty());
    let other = "UPDATE asof_seen SET other = 'nowhere' WHERE sort = 'linked' AND other = (SELECT max(other) FROM asof_seen WHERE sort = 'linked')";
    log.database().unwrap().connection().execute_batch(other).unwrap();
    // What somebody changed no longer counts, unless they took care that nothing shows it.
    assert!(flaws().is_empty());
    let unseen = format!(
        "DROP TRIGGER asof_seen_after_update; {other};
         CREATE TRIGGER asof_seen_after_update AFTER UPDATE ON asof_seen BEGIN DELETE FROM asof_seen_to; END"
    );
    let (_folder, log) = of_lines(&MemoryLog::from_text(text, Access::ReadOnly));
    log.database().unwrap().connection().execute_batch(&unseen).unwrap();
    let flaws = log.examine().unwrap().unwrap().flaws;
    assert!(flaws[0].contains("`asof_seen` do not say what the events do"), "{flaws:?}");
}

#[test]
fn an_event_that_is_gone_is_missed_by_a_question_about_its_process() {
    let text = include_str!("../../../../fixtures/logs/river-and-harbour.jsonl");
    let memory = MemoryLog::from_text(text, Access::ReadOnly);
    let read = memory.read(ALL).unwrap();
    let is_of_the_river =
        |event: &&Event| event.draft.process().is_some_and(|of| of.as_str() == "river-2031");
    let gone = read.events().iter().find(is_of_the_river).unwrap();
    let (_folder, log) = of_lines(&memory);
    let delete = format!("DROP TRIGGER event_is_never_deleted; DELETE FROM event WHERE seq = {}", gone.seq);
    log.database().unwrap().connection().execute_batch(&delete).unwrap();
    let named = BTreeSet::from(["river-2031".to_owned()]);
    assert!(!log.read_about(&named, RegistryPart::Named).unwrap().damage().is_empty());
}
