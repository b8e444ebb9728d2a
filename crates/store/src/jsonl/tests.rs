//! A disk that fails, or takes its time.

use std::fs;
use std::path::Path;
use std::sync::Barrier;

use super::*;
use crate::ALL;
use crate::damage::{Damage, DamageKind};

const PART_OF_TEST: usize = 1 << 20;

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

fn parts_of(log: &JsonlLog, part: usize) -> Reading<'_> {
    let mut reading = Reading::new(log);
    reading.part = part;
    reading
}

fn texts(parts: &mut Reading<'_>) -> Vec<String> {
    parts.map(|part| part.unwrap().to_text()).collect()
}

#[test]
fn a_file_is_read_in_parts_that_end_with_appends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut log = JsonlLog::create(&path).unwrap();
    for batch in [&[draft("a")][..], &[draft("b"), draft("c"), draft("d")], &[draft("e"), draft("f")]] {
        log.append(batch, Expected::Any).unwrap();
    }
    let whole = fs::read_to_string(&path).unwrap();
    let line = whole.lines().next().unwrap().len() + 1;
    // Smaller than a line, than an append, than two.
    for size in [10, 2 * line, 5 * line] {
        let mut read = 0;
        let parts = texts(&mut parts_of(&log, size));
        for part in &parts {
            read += part.lines().count();
            assert!([1, 4, 6].contains(&read), "{size} bytes: a part ends behind event {read}");
        }
        assert!(parts.len() > 1 && parts.concat() == whole, "{size} bytes");
    }
}

#[test]
fn what_is_appended_later_is_the_next_part() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut writer = JsonlLog::create(&path).unwrap();
    writer.append(&[draft("a")], Expected::Any).unwrap();
    let log = JsonlLog::open(&path).unwrap().with_patience(Duration::ZERO);
    let mut parts = parts_of(&log, PART_OF_TEST);
    assert_eq!(texts(&mut parts).len(), 1);
    // An editor took the end of the last line; the writer puts it there again.
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.trim_end()).unwrap();
    let mut parts = parts_of(&log, PART_OF_TEST);
    assert_eq!(texts(&mut parts), [text]);
    writer.append(&[draft("b"), draft("c")], Expected::Any).unwrap();
    let next = parts.next().unwrap().unwrap();
    assert_eq!((next.damage(), next.events().len(), next.head()), (&[][..], 2, 3));
    assert!(next.faults().is_empty() && parts.next().is_none());
}

#[test]
fn an_unfinished_append_is_told_once_and_read_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut writer = JsonlLog::create(&path).unwrap();
    writer.append(&[draft("a")], Expected::Any).unwrap();
    let begun = fs::metadata(&path).unwrap().len();
    writer.append(&[draft("b"), draft("c")], Expected::Any).unwrap();
    let whole = fs::read(&path).unwrap();
    let log = JsonlLog::open(&path).unwrap().with_patience(Duration::ZERO);
    for cut in usize::try_from(begun).unwrap() + 1..whole.len() - 1 {
        fs::write(&path, &whole[..usize::try_from(begun).unwrap()]).unwrap();
        let mut parts = parts_of(&log, PART_OF_TEST);
        assert_eq!(texts(&mut parts).len(), 1);
        fs::write(&path, &whole[..cut]).unwrap();
        let told = parts.next().unwrap().unwrap();
        assert!(told.events().is_empty() && told.unfinished().is_some(), "cut after {cut} bytes");
        assert!(parts.next().is_none() && parts.next().is_none());
        fs::write(&path, &whole).unwrap();
        let part = parts.next().unwrap().unwrap();
        assert_eq!((part.events().len(), part.damage()), (2, &[][..]), "cut after {cut} bytes");
    }
}

#[test]
fn a_writer_sets_aside_what_another_one_did_not_finish_since() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut one = JsonlLog::create(&path).unwrap();
    one.append(&[draft("a")], Expected::Any).unwrap();
    let begun = fs::read(&path).unwrap();
    JsonlLog::open(&path).unwrap().append(&[draft("b"), draft("c")], Expected::Any).unwrap();
    let whole = fs::read(&path).unwrap();
    let first_of_two = begun.len() + whole[begun.len()..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
    fs::write(&path, &whole[..first_of_two]).unwrap();
    let receipt = one.append(&[draft("d")], Expected::Head(1)).unwrap();
    assert_eq!(receipt.set_aside.unwrap().fragment, &whole[begun.len()..first_of_two]);
}

#[test]
fn an_id_that_comes_again_in_a_later_part_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut log = JsonlLog::create(&path).unwrap();
    for key in ["a", "b", "c"] {
        log.append(&[draft(key)], Expected::Any).unwrap();
    }
    let contents = log.read(ALL).unwrap();
    let (first, third) = (contents.events()[0].id.to_string(), contents.events()[2].id.to_string());
    fs::write(&path, contents.to_text().replace(&third, &first)).unwrap();
    let damage: Vec<_> = parts_of(&log, 10).flat_map(|part| part.unwrap().damage().to_vec()).collect();
    assert!(
        matches!(damage[..], [Damage { kind: DamageKind::DuplicateId { first: 1, .. }, line: 3, .. }]),
        "{damage:?}"
    );
}

#[test]
fn a_file_that_was_cut_below_what_was_read_is_no_longer_that_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut writer = JsonlLog::create(&path).unwrap();
    writer.append(&[draft("a")], Expected::Any).unwrap();
    let log = JsonlLog::open(&path).unwrap();
    let mut parts = parts_of(&log, PART_OF_TEST);
    assert_eq!(texts(&mut parts).len(), 1);
    fs::write(&path, "").unwrap();
    assert!(matches!(parts.next(), Some(Err(StoreError::Diverged { seq: 1 }))));
}
