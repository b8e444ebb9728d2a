//! What only a file can suffer.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use asof_store::{ALL, AppendResult, DamageKind, EventLog, Expected, JsonlLog, StoreError};
use tempfile::TempDir;

use crate::support::{body, claim, outcomes, sound};

fn empty() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    JsonlLog::create(&path).unwrap();
    (folder, path)
}

fn append(path: &Path, batch: &[asof_core::Draft]) -> AppendResult {
    JsonlLog::open(path).unwrap().append(batch, Expected::Any).unwrap()
}

/// Returns a finished log of two events and the bytes of one more append, of three.
fn two_appends() -> (Vec<u8>, Vec<u8>) {
    let (_folder, path) = empty();
    append(&path, &[body("russia", "Россия"), body("ukraine", "Україна")]);
    let acknowledged = fs::read(&path).unwrap();
    append(&path, &[claim("talks", "a", "сказано"), claim("talks", "b", "🕊"), body("x", "X")]);
    let last = fs::read(&path).unwrap().split_off(acknowledged.len());
    (acknowledged, last)
}

fn files_beside(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|other| other != path).collect()
}

#[test]
fn reading_part_by_part_ends_behind_the_greatest_number() {
    let (_folder, path) = empty();
    append(&path, &[body("a", "A")]);
    let line = fs::read_to_string(&path).unwrap();
    fs::write(&path, line.replace("\"seq\":1,", &format!("\"seq\":{},", u64::MAX))).unwrap();
    let log = JsonlLog::open(&path).unwrap();
    for after in [0, 1, u64::MAX - 1, u64::MAX] {
        let parts: Vec<_> = log.batches(after).take(3).map(|part| part.unwrap().events().len()).collect();
        let expected: &[usize] = if after < u64::MAX { &[1] } else { &[0] };
        assert_eq!(parts, expected, "behind {after}");
    }
}

#[test]
fn a_last_append_torn_at_any_byte_costs_nothing_that_was_acknowledged() {
    let (acknowledged, last) = two_appends();
    for cut in 0..=last.len() {
        let (_folder, path) = empty();
        let torn = [&acknowledged, &last[..cut]].concat();
        fs::write(&path, &torn).unwrap();
        // Whole is also what lacks only the last line's end.
        let (head, fragment) = if cut + 1 < last.len() { (2, &last[..cut]) } else { (5, &[][..]) };

        let mut log = JsonlLog::open(&path).unwrap();
        let contents = log.read(ALL).unwrap();
        assert_eq!(contents.head(), head, "cut at {cut}");
        assert_eq!(contents.verify().damage, []);
        match contents.damage() {
            [] => assert!(fragment.is_empty(), "cut at {cut}"),
            [only] => assert_eq!(only.kind, DamageKind::Unfinished { bytes: cut }),
            more => panic!("cut at {cut}: {more:?}"),
        }

        let receipt = log.append(&[body("y", "Y")], Expected::Head(head)).unwrap();
        assert_eq!(outcomes(&receipt), format!("+{}", head + 1));
        assert!(fs::read(&path).unwrap().starts_with(&acknowledged));
        assert_eq!(sound(&log).head(), head + 1);
        let kept = files_beside(&path);
        match receipt.set_aside {
            None => assert!(fragment.is_empty() && kept.is_empty(), "cut at {cut}"),
            Some(set_aside) => {
                assert_eq!((set_aside.seq, &set_aside.fragment[..]), (3, fragment));
                assert_eq!(kept, [set_aside.kept_in.unwrap()]);
                assert_eq!(fs::read(&kept[0]).unwrap(), fragment);
            }
        }
    }
}

#[test]
fn an_unfinished_append_stays_where_it_is_while_nothing_is_written() {
    let (acknowledged, last) = two_appends();
    let (_folder, path) = empty();
    let torn = [&acknowledged, &last[..last.len() / 2]].concat();
    fs::write(&path, &torn).unwrap();
    let mut log = JsonlLog::open(&path).unwrap();
    log.append(&[body("x", "X")], Expected::Head(7)).unwrap_err();
    assert_eq!(outcomes(&log.append(&[body("russia", "Россия")], Expected::Any).unwrap()), "=1");
    assert_eq!(fs::read(&path).unwrap(), torn);
    assert_eq!(files_beside(&path), [] as [PathBuf; 0]);
}

#[test]
fn a_fragment_is_never_overwritten_and_kept_once() {
    let (acknowledged, last) = two_appends();
    let (_folder, path) = empty();
    let mut kept = Vec::new();
    // The same fragment twice, as after a crash while it was set aside; then another in the place of its name.
    for earlier in [None, None, Some("something else")] {
        fs::write(&path, [&acknowledged, &last[..9]].concat()).unwrap();
        if let (Some(text), Some(name)) = (earlier, kept.first()) {
            fs::write(name, text).unwrap();
        }
        kept.push(append(&path, &[body("y", "Y")]).set_aside.unwrap().kept_in.unwrap());
    }
    assert_eq!(kept[0], kept[1]);
    assert_eq!(fs::read_to_string(&kept[0]).unwrap(), "something else");
    assert_eq!(fs::read(&kept[2]).unwrap(), &last[..9]);
    let name = kept[0].file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("log.jsonl.unfinished-3-"), "{name}");
}

#[test]
fn a_tail_of_zeros_is_an_unfinished_append() {
    let (acknowledged, _) = two_appends();
    let (_folder, path) = empty();
    fs::write(&path, [&acknowledged[..], &[0; 300]].concat()).unwrap();
    assert_eq!(outcomes(&append(&path, &[body("y", "Y")])), "+3");
    assert_eq!(sound(&JsonlLog::open(&path).unwrap()).head(), 3);
}

#[test]
fn a_whole_last_line_without_its_end_is_no_damage() {
    let (_folder, path) = empty();
    append(&path, &[body("a", "A"), body("b", "B")]);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.trim_end()).unwrap();
    let mut log = JsonlLog::open(&path).unwrap();
    assert_eq!(sound(&log).head(), 2);
    assert_eq!(outcomes(&log.append(&[body("a", "A")], Expected::Any).unwrap()), "=1");
    assert_eq!(fs::read_to_string(&path).unwrap(), text.trim_end());
    assert_eq!(outcomes(&log.append(&[body("c", "C")], Expected::Any).unwrap()), "+3");
    assert_eq!(outcomes(&log.append(&[body("d", "D")], Expected::Any).unwrap()), "+4");
    assert_eq!(sound(&log).head(), 4);
}

#[test]
fn a_second_writer_waits_a_moment_and_says_that_it_did() {
    let (_folder, path) = empty();
    let holder = OpenOptions::new().append(true).open(&path).unwrap();
    holder.lock().unwrap();
    let mut log = JsonlLog::open(&path).unwrap().with_patience(Duration::from_millis(30));
    let refused = log.append(&[body("a", "A")], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::Busy { .. }), "{refused}");
    assert_eq!(log.read(ALL).unwrap().head(), 0, "reading needs no lock");
    drop(holder);
    assert_eq!(outcomes(&log.append(&[body("a", "A")], Expected::Any).unwrap()), "+1");
}

#[test]
fn what_others_append_is_seen() {
    let (_folder, path) = empty();
    let (mut one, mut two) = (JsonlLog::open(&path).unwrap(), JsonlLog::open(&path).unwrap());
    for (seq, key) in (1..).zip(["a", "b", "c", "d", "e", "f"]) {
        let (writer, other) = if seq % 3 == 0 { (&mut two, &mut one) } else { (&mut one, &mut two) };
        let receipt = writer.append(&[body(key, key)], Expected::Head(seq - 1)).unwrap();
        assert_eq!(outcomes(&receipt), format!("+{seq}"));
        assert_eq!(outcomes(&other.append(&[body(key, key)], Expected::Any).unwrap()), format!("={seq}"));
    }
    assert_eq!(sound(&one).head(), 6);
}

#[test]
fn a_log_replaced_by_another_is_read_anew() {
    let (_folder, path) = empty();
    let mut log = JsonlLog::open(&path).unwrap();
    log.append(&[body("a", "A"), body("b", "B")], Expected::Any).unwrap();
    for replacement in ["", &fs::read_to_string(&path).unwrap().replace("\"B\"", "\"C\"")] {
        log.append(&[body("z", "Z")], Expected::Any).unwrap();
        fs::write(&path, replacement).unwrap();
        let keys = if replacement.is_empty() { 0 } else { 2 };
        assert_eq!(
            outcomes(&log.append(&[body("y", "Y")], Expected::Any).unwrap()),
            format!("+{}", keys + 1)
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_named_and_the_rest_is_read() {
    let (acknowledged, last) = two_appends();
    let (_folder, path) = empty();
    fs::write(&path, [&acknowledged[..], b"ab\xff\xfe\n\x00\x01\x02\n", &last].concat()).unwrap();
    let log = JsonlLog::open(&path).unwrap();
    let contents = log.read(ALL).unwrap();
    assert_eq!(contents.head(), 5);
    let damage: Vec<_> =
        contents.damage().iter().map(|damage| (damage.to_string(), &damage.text[..])).collect();
    assert_eq!(damage[0], ("line 3, column 3: not UTF-8 text".into(), "ab\u{fffd}\u{fffd}"));
    assert_eq!(damage[1].1, "\0\u{1}\u{2}");
    assert_eq!(damage.len(), 2);
}

#[test]
fn a_flipped_byte_is_found_wherever_it_is() {
    let (acknowledged, last) = two_appends();
    let sound = [acknowledged, last].concat();
    let (_folder, path) = empty();
    let log = JsonlLog::open(&path).unwrap();
    for (place, mask) in (0..sound.len()).zip([0x01, 0x02, 0x20, 0x80].into_iter().cycle()) {
        let mut flipped = sound.clone();
        flipped[place] ^= mask;
        fs::write(&path, &flipped).unwrap();
        let contents = log.read(ALL).unwrap();
        let damaged = !contents.damage().is_empty() || !contents.verify().damage.is_empty();
        assert!(damaged, "byte {place} flipped by {mask:#x}: {}", String::from_utf8_lossy(&flipped));
    }
}

#[test]
fn an_empty_file_is_an_empty_log() {
    let (_folder, path) = empty();
    assert_eq!(fs::read(&path).unwrap(), b"");
    assert_eq!(sound(&JsonlLog::open(&path).unwrap()).head(), 0);
}

#[test]
fn what_is_no_log_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.jsonl");
    assert!(matches!(JsonlLog::open(&missing), Err(StoreError::NotFound { path }) if path == missing));
    assert!(matches!(JsonlLog::open(folder.path()), Err(StoreError::IsFolder { .. })));
    assert!(matches!(JsonlLog::open("/dev/full"), Err(StoreError::NotAFile { .. })));
    let existing = folder.path().join("log.jsonl");
    File::create(&existing).unwrap();
    assert!(matches!(JsonlLog::create(&existing), Err(StoreError::Exists { .. })));
    let nowhere = folder.path().join("nowhere/log.jsonl");
    assert!(matches!(JsonlLog::create(&nowhere), Err(StoreError::NotWritable { .. })));
}

#[test]
fn a_log_that_vanished_is_said_to_have() {
    let (_folder, path) = empty();
    let mut log = JsonlLog::open(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(matches!(log.read(ALL), Err(StoreError::NotFound { .. })));
    assert!(matches!(log.append(&[body("a", "A")], Expected::Any), Err(StoreError::NotFound { .. })));
    assert!(!path.exists());
}
