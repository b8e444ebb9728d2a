//! A disk that fails, or takes its time.

use std::fs;
use std::path::Path;
use std::sync::Barrier;

use super::*;
use crate::ALL;

fn draft(key: &str) -> Draft {
    let json = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"A"}]}}}}"#;
    Draft::from_json(&json.replace("KEY", key)).unwrap()
}

fn half_then_full(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(&bytes[..bytes.len() / 2])?;
    Err(io::ErrorKind::StorageFull.into())
}

fn all_then_unsynced(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    Err(io::Error::other("the disk did not answer"))
}

fn half_then_gone(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(&bytes[..bytes.len() / 2])?;
    *file = File::open("/dev/null")?;
    Err(io::Error::other("the disk is gone"))
}

/// Appends to a log of one event through a failing disk; returns the error, and checks that the writer
/// refuses to go on until it is opened again.
fn failing(write: WriteDurably, path: &Path) -> StoreError {
    let mut log = JsonlLog::create(path).unwrap();
    log.append(&[draft("a")], Expected::Any).unwrap();
    log.write = write;
    let error = log.append(&[draft("b"), draft("c")], Expected::Any).unwrap_err();
    log.write = write_durably;
    let refused = log.append(&[draft("b")], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::Poisoned { .. }), "{refused}");
    error
}

#[test]
fn a_failed_append_is_cut_off_again() {
    for write in [half_then_full, all_then_unsynced] as [WriteDurably; 2] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        match failing(write, &path) {
            StoreError::Full { .. } | StoreError::NotWritable { .. } => {}
            other => panic!("{other}"),
        }
        let mut log = JsonlLog::open(&path).unwrap();
        let contents = log.read(ALL).unwrap();
        assert_eq!((contents.head(), contents.damage()), (1, &[][..]));
        assert_eq!(log.append(&[draft("b")], Expected::Head(1)).unwrap().head, 2);
    }
}

#[test]
fn what_cannot_be_cut_off_is_said_to_be_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let error = failing(half_then_gone, &path);
    assert!(matches!(error, StoreError::Indeterminate { .. }), "{error}");
    let mut log = JsonlLog::open(&path).unwrap();
    assert_eq!(log.read(ALL).unwrap().head(), 1);
    assert_eq!(log.append(&[draft("b"), draft("c")], Expected::Any).unwrap().head, 3);
}

static HALFWAY: Barrier = Barrier::new(2);

fn half_and_a_while_later_all(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    file.write_all(first)?;
    HALFWAY.wait();
    thread::sleep(Duration::from_millis(50));
    file.write_all(second)
}

#[test]
fn a_reader_waits_for_an_append_that_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = JsonlLog::create(folder.path().join("log.jsonl")).unwrap();
    writer.write = half_and_a_while_later_all;
    let reader = JsonlLog::open(&writer.path).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| writer.append(&[draft("a"), draft("b")], Expected::Any).unwrap());
        HALFWAY.wait();
        let contents = reader.read(ALL).unwrap();
        assert_eq!((contents.head(), contents.damage()), (2, &[][..]));
    });
}

#[test]
fn a_reader_does_not_wait_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    fs::write(&path, "{").unwrap();
    let holder = OpenOptions::new().append(true).open(&path).unwrap();
    holder.lock().unwrap();
    let reader = JsonlLog::open(&path).unwrap().with_patience(Duration::from_millis(20));
    assert_eq!(reader.read(ALL).unwrap().damage().len(), 1);
}
