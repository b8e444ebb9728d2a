//! Reading of a file what a question needs, in little memory: a look at every line, then the lines that are needed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use crate::RegistryPart;
use crate::event_batch::EventBatch;
use crate::needed::needed_of;
use crate::reader::{LogReader, ends_an_append};
use crate::seen::Lines;

/// How many bytes are looked at with one call.
const PART: usize = 1 << 18;

/// Returns what a question about some processes needs of a file; `None` if it needs all, or if the file does not end with the
/// end of an append.
pub(super) fn read_needed(
    file: &mut File,
    named: &BTreeSet<String>,
    registry: RegistryPart,
) -> io::Result<Option<EventBatch>> {
    file.seek(SeekFrom::Start(0))?;
    let (mut seen, mut ends, mut end) = (Lines::default(), Vec::new(), 0);
    let (mut reader, mut line) = (BufReader::with_capacity(PART, &*file), Vec::new());
    let mut is_whole = true;
    while next_line(&mut reader, &mut line)? {
        seen.see(line.strip_suffix(b"\n").unwrap_or(&line));
        end += line.len() as u64;
        ends.push(end);
        is_whole = line.ends_with(b"\n");
    }
    let start = |line: usize| line.checked_sub(1).map_or(0, |before| ends[before]);
    let text = |line: usize| {
        let mut bytes = vec![0; usize::try_from(ends[line] - start(line)).unwrap_or(0).saturating_sub(1)];
        let mut file = &*file;
        // What was cut off meanwhile is no event, and the log is read again.
        let _ = file.seek(SeekFrom::Start(start(line))).and_then(|_| file.read_exact(&mut bytes));
        bytes
    };
    let last = ends.len().checked_sub(1).map(|last| [text(last), b"\n".to_vec()].concat());
    if !is_whole || !last.is_some_and(|last| ends_an_append(&last)) {
        return Ok(None);
    }
    Ok(needed_of(&seen, named, registry, text).map(|needed| {
        let mut reader = LogReader::default();
        reader.feed_needed_lines(needed);
        reader.contents
    }))
}

/// Reads the next line with its end into a buffer; returns whether there is one.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Ok(reader.read_until(b'\n', line)? > 0)
}
