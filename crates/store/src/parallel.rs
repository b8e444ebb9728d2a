//! Reading the lines of a long text by several threads.

use std::panic::resume_unwind;
use std::thread::{self, Builder};

use crate::needed::NeededLine;
use crate::reader::lines_of;
use crate::seen::read;

/// About how many bytes a thread reads at a time. To start one takes as long as to read a few lines.
const PART: usize = 1 << 19;

/// Calls back with every line of a text in order, and with the event that it is.
///
/// Of a text that is longer than one part, as many parts are read at a time as the machine has processors: what is read and not
/// called back with stays small.
pub(crate) fn read_by_several<'t>(text: &'t [u8], mut call: impl FnMut(NeededLine<&'t [u8]>)) {
    let threads = if text.len() > PART { thread::available_parallelism().map_or(1, usize::from) } else { 1 };
    let parts: Vec<&[u8]> = parts_of(text).collect();
    for parts in parts.chunks(threads) {
        thread::scope(|scope| {
            let read = |part: &'t [u8]| move || lines_read(part).collect::<Vec<_>>();
            let ahead = |part: &&'t [u8]| Builder::new().spawn_scoped(scope, read(part)).ok();
            let (first, others) = parts.split_at(1);
            let others: Vec<_> = others.iter().map(|part| (*part, ahead(part))).collect();
            first.iter().flat_map(|part| lines_read(part)).for_each(&mut call);
            for (part, ahead) in others {
                match ahead {
                    Some(ahead) => {
                        let lines = ahead.join().unwrap_or_else(|panic| resume_unwind(panic));
                        lines.into_iter().for_each(&mut call);
                    }
                    // There may be no more threads.
                    None => lines_read(part).for_each(&mut call),
                }
            }
        });
    }
}

fn lines_read(part: &[u8]) -> impl Iterator<Item = NeededLine<&[u8]>> {
    lines_of(part).map(|text| NeededLine { event: read(text), text })
}

/// Returns parts of a text, each with whole lines.
fn parts_of(mut text: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let behind = text.get(PART..).unwrap_or_default();
        let end = behind.iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| PART + end + 1);
        let part = text.split_off(..end)?;
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_long_text_come_in_their_order() {
        let line = |number: usize| format!("{number:0width$}", width = number % 900 + 1);
        for lines in [0, 1, 1000, 9000] {
            for last in ["", "\n", "\n\n", "\nno end"] {
                let text = (0..lines).map(line).collect::<Vec<_>>().join("\n") + last;
                let mut read = Vec::new();
                read_by_several(text.as_bytes(), |line| read.push(line.text));
                assert_eq!(read, lines_of(text.as_bytes()).collect::<Vec<_>>(), "{lines} lines, {last:?}");
            }
        }
    }
}
