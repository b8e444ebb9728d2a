//! What a write-ahead log holds, read without the database: which events stand in it.
//!
//! SQLite says nothing of a page that no other page leads to. Beside a database that was put back to an earlier state, a
//! write-ahead log is read as if it held nothing, and thrown away. Its form is that of "Database File Format" of SQLite,
//! sections 4.1 to 4.4 (the log), 1.6 (pages) and 2.1 (rows).

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

const MAGIC: u32 = 0x377f_0682;
/// The first byte of a page with rows.
const ROWS: u8 = 13;

/// Returns the `seq` of each event in the first frames of a write-ahead log, as many as are given; none if there is no log.
///
/// As SQLite recovers it: up to the last commit before a frame of another log, or one that was not written whole.
pub(super) fn events(path: &Path, frames: u64) -> BTreeSet<u64> {
    let mut found = BTreeSet::new();
    if let Ok(file) = File::open(path) {
        read(BufReader::new(file), frames, &mut found);
    }
    found
}

/// Reads as much of a write-ahead log as is sound; `None` if not even its header is.
fn read(mut log: impl Read, frames: u64, found: &mut BTreeSet<u64>) -> Option<()> {
    let mut header = [0; 32];
    log.read_exact(&mut header).ok()?;
    let word =
        |bytes: &[u8], at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    let magic = word(&header, 0);
    if magic & !1 != MAGIC {
        return None;
    }
    let mut sum = Checksum { is_big_endian: magic & 1 == 1, sums: [0; 2] };
    sum.add(&header[..24]);
    let mut frame = vec![0; 24 + page_size(word(&header, 8))?];
    let mut of_commit = Vec::new();
    for _ in 0..frames {
        log.read_exact(&mut frame).ok()?;
        sum.add(&frame[..8]);
        sum.add(&frame[24..]);
        let is_whole = [word(&frame, 16), word(&frame, 20)] == sum.sums;
        if !is_whole || frame[8..16] != header[16..24] {
            break;
        }
        of_commit.extend(events_on(&frame[24..]));
        // The size of the database after a commit.
        if word(&frame, 4) > 0 {
            found.extend(of_commit.drain(..));
        }
    }
    Some(())
}

fn page_size(stated: u32) -> Option<usize> {
    (stated.is_power_of_two() && (512..=65_536).contains(&stated)).then_some(stated as usize)
}

struct Checksum {
    is_big_endian: bool,
    sums: [u32; 2],
}

impl Checksum {
    fn add(&mut self, bytes: &[u8]) {
        let word = |bytes: &[u8]| {
            let bytes = bytes.try_into().expect("four bytes");
            if self.is_big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
        };
        for pair in bytes.chunks_exact(8) {
            let [first, second] = &mut self.sums;
            *first = first.wrapping_add(word(&pair[..4])).wrapping_add(*second);
            *second = second.wrapping_add(word(&pair[4..])).wrapping_add(*first);
        }
    }
}

/// Returns the `seq` of each row on a page, if the page has rows, that is an event.
fn events_on(page: &[u8]) -> impl Iterator<Item = u64> {
    let rows = if page.first() == Some(&ROWS) { number(page, 3).unwrap_or(0) } else { 0 };
    (0..rows).filter_map(|row| event_at(page.get(number(page, 8 + 2 * row)?..)?))
}

fn number(page: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes([*page.get(at)?, *page.get(at + 1)?])))
}

fn event_at(row: &[u8]) -> Option<u64> {
    let (_, row) = varint(row)?;
    let (seq, payload) = varint(row)?;
    // Behind a few bytes that say what columns there are, the line begins.
    let begins = format!("{{\"seq\":{seq},");
    let beginning = &payload[..payload.len().min(16 + begins.len())];
    beginning.windows(begins.len()).any(|bytes| bytes == begins.as_bytes()).then_some(seq)
}

/// Reads a number of one to nine bytes; returns it and the bytes behind it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (place, byte) in bytes.iter().enumerate().take(9) {
        if place == 8 {
            return Some((number << 8 | u64::from(*byte), &bytes[9..]));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[place + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use asof_core::Draft;

    use super::*;
    use crate::{EventLog, Expected, SqliteLog};

    #[test]
    fn the_events_of_a_write_ahead_log_are_those_up_to_its_last_commit() {
        let last_event = |path: &Path| events(path, u64::MAX).last().copied();
        let folder = tempfile::tempdir().unwrap();
        let (path, wal, cut) = ["log.db", "log.db-wal", "cut"].map(|name| folder.path().join(name)).into();
        let mut log = SqliteLog::create(&path).unwrap();
        assert_eq!(last_event(&wal), None);
        // While somebody reads, nothing is taken over.
        let reader = rusqlite::Connection::open(&path).unwrap();
        reader.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); BEGIN; SELECT count(*) FROM event").unwrap();
        let mut ends = vec![(0, None)];
        for number in 1..=30 {
            let name = "N".repeat(200 * number);
            let text = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"NAME"}]}}}}"#;
            let text = text.replace("KEY", &format!("k{number}")).replace("NAME", &name);
            log.append(&[Draft::from_json(&text).unwrap()], Expected::Any).unwrap();
            assert_eq!(last_event(&wal), Some(number as u64));
            ends.push((fs::metadata(&wal).unwrap().len(), Some(number as u64)));
        }
        let whole = fs::read(&wal).unwrap();
        for len in (0..whole.len()).step_by(1_733) {
            fs::write(&cut, &whole[..len]).unwrap();
            let expected = ends.iter().rfind(|(end, _)| *end <= len as u64).unwrap().1;
            assert_eq!(last_event(&cut), expected, "cut at {len}");
        }
        let mut hurt = whole;
        let middle = hurt.len() / 2;
        hurt[middle] ^= 1;
        fs::write(&cut, &hurt).unwrap();
        assert!(last_event(&cut) < Some(30), "nothing behind a hurt frame counts");
        drop(reader);
    }
}
