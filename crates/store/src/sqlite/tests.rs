use super::*;

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
