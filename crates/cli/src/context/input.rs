//! The files that a command reads as a whole: each up to a limit.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::Context;
use crate::failure::Failure;

/// The most bytes that are read of a file: what has no end, such as `/dev/zero`, would fill the memory.
const MOST_BYTES: u64 = 1 << 30;

impl Context<'_> {
    /// Reads a file of drafts, or standard input for `-`.
    pub(crate) fn input(&self, path: &Path) -> Result<String, Failure> {
        self.spare_input(path)?;
        let read = if path == Path::new("-") { text(io::stdin().lock(), MOST_BYTES) } else { text_of(path) };
        read.map_err(|source| match source.kind() {
            ErrorKind::InvalidData => Failure::NotText { path: path.display().to_string() },
            _ => Failure::Drafts { path: path.display().to_string(), source },
        })
    }
}

/// Reads a file as a whole.
pub(crate) fn text_of(path: &Path) -> io::Result<String> {
    text(File::open(path)?, MOST_BYTES)
}

/// Reads a text to its end; one of more than `most` bytes is refused.
fn text(source: impl Read, most: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    // One byte more tells what goes on from what ends there.
    source.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let said = format!("it has more than {most} bytes, the limit for a file");
        return Err(io::Error::new(ErrorKind::FileTooLarge, said));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_to_its_end_and_what_has_none_to_the_limit() {
        assert_eq!(text(&b"four"[..], 4).unwrap(), "four");
        assert_eq!(text(&b""[..], 0).unwrap(), "");
        let endless = text(io::repeat(b'x'), 4).unwrap_err();
        assert_eq!(endless.kind(), ErrorKind::FileTooLarge);
        assert_eq!(endless.to_string(), "it has more than 4 bytes, the limit for a file");
        // A letter that the limit parts is no fault of the text.
        assert_eq!(text("three\u{e9}".as_bytes(), 5).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert_eq!(text(&b"\xff"[..], 4).unwrap_err().kind(), ErrorKind::InvalidData);
    }
}
