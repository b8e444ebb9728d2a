//! A disk that fails, or takes its time.

mod crash;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier};
use std::thread;

use tempfile::TempDir;

use super::*;
use crate::ALL;
use crate::damage::{Damage, DamageKind};

const PART_OF_TEST: usize = 1 << 20;

fn draft(key: &str) -> Draft {
    let json = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"A"}]}}}}"#;
    Draft::from_json(&json.replace("KEY", key)).unwrap()
}

/// A disk that fails.
#[derive(Clone, Copy)]
struct Failing {
    /// How many bytes of a batch it takes, if it fails in writing; else all.
    takes: usize,
    fails: Fails,
    /// Whether it can still cut off what it took.
    is_gone: bool,
}

#[derive(Clone, Copy)]
enum Fails {
    Write(io::ErrorKind),
    Sync,
}

impl Disk for Failing {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        match self.fails {
            Fails::Write(kind) => {
                io::Write::write_all(file, &bytes[..self.takes.min(bytes.len())])?;
                Err(kind.into())
            }
            Fails::Sync => io::Write::write_all(file, bytes),
        }
    }

    fn sync(&mut self, _: &File) -> io::Result<()> {
        Err(io::Error::other("the disk did not answer"))
    }

    fn cut_off(&mut self, file: &File, len: u64) -> io::Result<()> {
        if self.is_gone {
            return Err(io::Error::other("the disk is gone"));
        }
        SystemDisk.cut_off(file, len)
    }
}

/// The second append, through a failing disk, of a log of one event.
fn batch() -> [Draft; 2] {
    [draft("b"), draft("c")]
}

/// Appends to a log of one event through a failing disk; returns the log's file and the error, and checks that the
/// writer refuses to go on until it is opened again.
fn failing(disk: Failing) -> (TempDir, PathBuf, StoreError) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut log = JsonlLog::create(&path).unwrap();
    log.append(&[draft("a")], Expected::Any).unwrap();
    log.disk = Box::new(disk);
    let error = log.append(&batch(), Expected::Any).unwrap_err();
    log.disk = Box::new(SystemDisk);
    let left = fs::read(&path).unwrap();
    let refused = log.append(&[draft("b")], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::Poisoned { .. }), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), left);
    (folder, path, error)
}

/// Returns how many bytes the batch takes.
fn len_of_batch() -> usize {
    let mut log = crate::MemoryLog::new();
    log.append(&[draft("a")], Expected::Any).unwrap();
    log.append(&batch(), Expected::Any).unwrap();
    let text = log.read(ALL).unwrap().to_text();
    text.len() - text.find('\n').unwrap() - 1
}

/// Checks what a reader and the next writer make of a log of one event, behind which so many bytes of the batch are
/// left.
fn goes_on(path: &Path, left: usize, len: usize) {
    // Whole is also what lacks only the last line's end.
    let is_whole = left + 1 >= len;
    let contents = JsonlLog::open(path).unwrap().read(ALL).unwrap();
    assert_eq!(contents.head(), if is_whole { 3 } else { 1 }, "{left} of {len} bytes left");
    assert!(contents.faults().is_empty());
    assert_eq!(contents.unfinished().is_some(), left > 0 && !is_whole);
    let mut log = JsonlLog::open(path).unwrap();
    let receipt = log.append(&batch(), Expected::Any).unwrap();
    assert_eq!((receipt.head, receipt.written.is_some()), (3, !is_whole));
    let fragment = receipt.set_aside.map_or(0, |set_aside| set_aside.fragment.len());
    assert_eq!(fragment, if is_whole { 0 } else { left });
    assert_eq!(log.append(&[draft("d")], Expected::Head(3)).unwrap().head, 4);
    assert!(log.read(ALL).unwrap().damage().is_empty());
}

#[test]
fn an_append_that_stops_at_any_byte_is_cut_off_again() {
    let len = len_of_batch();
    for (takes, kind) in (0..=len).zip([io::ErrorKind::StorageFull, io::ErrorKind::Other].into_iter().cycle())
    {
        let (_folder, path, error) = failing(Failing { takes, fails: Fails::Write(kind), is_gone: false });
        match error {
            StoreError::Full { .. } => assert_eq!(kind, io::ErrorKind::StorageFull),
            StoreError::NotWritable { .. } => assert_eq!(kind, io::ErrorKind::Other),
            other => panic!("{other}"),
        }
        goes_on(&path, 0, len);
    }
}

#[test]
fn what_cannot_be_cut_off_at_any_byte_is_said_to_be_unknown() {
    let len = len_of_batch();
    for takes in 0..=len {
        let fails = Fails::Write(io::ErrorKind::StorageFull);
        let (_folder, path, error) = failing(Failing { takes, fails, is_gone: true });
        assert!(matches!(error, StoreError::Indeterminate { .. }), "{error}");
        goes_on(&path, takes, len);
    }
}

#[test]
fn an_append_that_could_not_be_synced_is_said_to_be_unknown() {
    let len = len_of_batch();
    for (is_gone, left) in [(false, 0), (true, len)] {
        let (_folder, path, error) = failing(Failing { takes: len, fails: Fails::Sync, is_gone });
        assert!(matches!(error, StoreError::Indeterminate { .. }), "{error}");
        goes_on(&path, left, len);
    }
}

#[test]
fn a_fragment_that_cannot_be_taken_off_stays_and_nothing_is_written_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    fs::write(&path, "{\"seq\":1").unwrap();
    let mut log = JsonlLog::open(&path).unwrap();
    log.disk = Box::new(Failing { takes: 0, fails: Fails::Sync, is_gone: true });
    let refused = log.append(&[draft("a")], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::NotWritable { .. }), "{refused}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"seq\":1");
    log.disk = Box::new(SystemDisk);
    assert!(log.append(&[draft("a")], Expected::Any).unwrap().set_aside.is_some());
}

/// A disk that does something to the file's name once all is written.
struct Meddling<F>(F);

impl<F: FnMut() + Send> Disk for Meddling<F> {
    fn sync(&mut self, file: &File) -> io::Result<()> {
        SystemDisk.sync(file)?;
        (self.0)();
        Ok(())
    }
}

/// Puts a copy of a file in its place.
fn replace(path: &Path) {
    let new = path.with_extension("new");
    fs::copy(path, &new).unwrap();
    fs::rename(&new, path).unwrap();
}

#[test]
fn an_append_waits_for_the_file_that_stands_there_when_it_has_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut log = JsonlLog::create(&path).unwrap();
    log.append(&[draft("a")], Expected::Any).unwrap();
    let holder = OpenOptions::new().append(true).open(&path).unwrap();
    holder.lock().unwrap();
    thread::scope(|scope| {
        let writer = scope.spawn(|| log.append(&batch(), Expected::Head(1)).unwrap());
        thread::sleep(Duration::from_millis(50));
        replace(&path);
        drop(holder);
        assert_eq!(writer.join().unwrap().head, 3);
    });
    assert_eq!(JsonlLog::open(&path).unwrap().read(ALL).unwrap().head(), 3);
}

#[test]
fn an_append_to_a_file_that_was_replaced_or_removed_meanwhile_is_not_acknowledged() {
    for is_removed in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        let mut log = JsonlLog::create(&path).unwrap();
        log.append(&[draft("a")], Expected::Any).unwrap();
        let before = folder.path().join("before.jsonl");
        fs::copy(&path, &before).unwrap();
        let put_back = path.clone();
        log.disk = Box::new(Meddling(move || {
            if is_removed { fs::remove_file(&put_back) } else { fs::rename(&before, &put_back) }.unwrap();
        }));
        let refused = log.append(&batch(), Expected::Head(1)).unwrap_err();
        assert!(matches!(refused, StoreError::Replaced { .. }), "{refused}");
        log.disk = Box::new(SystemDisk);
        if !is_removed {
            assert_eq!(log.append(&batch(), Expected::Head(1)).unwrap().head, 3, "it can be sent again");
            assert_eq!(log.read(ALL).unwrap().head(), 3);
        }
    }
}

#[test]
fn an_append_that_another_program_writes_over_is_not_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mut log = JsonlLog::create(&path).unwrap();
    log.append(&[draft("a")], Expected::Any).unwrap();
    let before = fs::read(&path).unwrap();
    let longer = [&before[..], &[b' '; 10_000]].concat();
    // As `cp` and `>` do it: the file stays the same, its bytes do not.
    for written in [before.clone(), longer, Vec::new()] {
        let over = path.clone();
        log.disk = Box::new(Meddling(move || fs::write(&over, &written).unwrap()));
        let refused = log.append(&batch(), Expected::Head(1)).unwrap_err();
        assert!(matches!(refused, StoreError::Replaced { .. }), "{refused}");
        fs::write(&path, &before).unwrap();
    }
    log.disk = Box::new(SystemDisk);
    assert_eq!(log.append(&batch(), Expected::Head(1)).unwrap().head, 3, "it can be sent again");
}

/// A disk that writes half, and all a while later.
struct Slow(Arc<Barrier>);

impl Disk for Slow {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let (first, second) = bytes.split_at(bytes.len() / 2);
        SystemDisk.write(file, first)?;
        self.0.wait();
        thread::sleep(Duration::from_millis(50));
        SystemDisk.write(file, second)
    }
}

#[test]
fn a_reader_waits_for_an_append_that_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = JsonlLog::create(folder.path().join("log.jsonl")).unwrap();
    let halfway = Arc::new(Barrier::new(2));
    writer.disk = Box::new(Slow(Arc::clone(&halfway)));
    let reader = JsonlLog::open(&writer.path).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| writer.append(&[draft("a"), draft("b")], Expected::Any).unwrap());
        halfway.wait();
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
    assert!(matches!(parts.next(), Some(Err(StoreError::NoLongerHeld { seq: 1 }))));
}
