//! The files that a command reads as a whole: each up to a limit.

use std::cell::OnceCell;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use asof_core::Zone;
use asof_query::{Destination, DraftForm, Log};

use super::Context;
use crate::failure::Failure;

/// The most bytes that are read of a file: what has no end, such as `/dev/zero`, would fill the memory.
const MOST_BYTES: u64 = 1 << 30;

/// Drafts of more bytes than these are read from their file, part by part: as many as one append takes are no fewer.
const LARGE: u64 = 1 << 18;

/// Where drafts are.
pub(crate) enum DraftInput {
    /// In memory.
    Text(String),
    /// In a file.
    File(File),
}

impl Context<'_> {
    /// Returns drafts of a file, or of standard input for `-`: a long text in a file, which is a temporary one if what was
    /// named can be read only once.
    pub(crate) fn drafts(&self, path: &Path) -> Result<DraftInput, Failure> {
        self.spare_input(path)?;
        let read = if path == Path::new("-") {
            short_or_kept(io::stdin().lock())
        } else {
            File::open(path).and_then(|file| match file.metadata()? {
                metadata if metadata.is_file() && metadata.len() > LARGE => Ok(DraftInput::File(file)),
                _ => short_or_kept(file),
            })
        };
        read.map_err(|source| unreadable(path, source))
    }

    /// Reads a file of drafts, or standard input for `-`.
    pub(crate) fn input(&self, path: &Path) -> Result<String, Failure> {
        self.spare_input(path)?;
        let read = if path == Path::new("-") { text(io::stdin().lock(), MOST_BYTES) } else { text_of(path) };
        read.map_err(|source| unreadable(path, source))
    }
}

/// The log that drafts are read for, which is read when it is first asked.
pub(crate) struct LazyLog<'c> {
    pub(super) context: &'c Context<'c>,
    pub(super) log: OnceCell<Option<Log>>,
}

impl LazyLog<'_> {
    fn log(&self) -> Option<&Log> {
        let read = || Log::read(&*self.context.open_at(&self.context.location().ok()?).ok()?).ok();
        self.log.get_or_init(read).as_ref()
    }
}

impl Destination for LazyLog<'_> {
    fn zone_of(&self, process: Option<&str>) -> Option<Zone> {
        self.log()?.zone_of(process)
    }

    fn process(&self) -> Option<String> {
        if let Some(process) = &self.context.global.process {
            return Some(process.clone());
        }
        match self.log()?.processes() {
            [only] => Some(only.key.to_string()),
            _ => None,
        }
    }
}

/// Returns how drafts are written, if the name of their file says it.
pub(crate) fn form_of_path(path: &Path) -> Option<DraftForm> {
    match path.extension()?.to_str()? {
        "json" | "jsonl" => Some(DraftForm::Json),
        "asof" => Some(DraftForm::Plain),
        _ => None,
    }
}

/// Returns why drafts cannot be read.
pub(crate) fn unreadable(path: &Path, source: io::Error) -> Failure {
    let path = path.display().to_string();
    match source.kind() {
        ErrorKind::InvalidData => Failure::NotText { path },
        _ => Failure::Drafts { path, source },
    }
}

/// Reads what can be read only once: a short text whole, a long one into a file.
fn short_or_kept(mut source: impl Read) -> io::Result<DraftInput> {
    let mut bytes = Vec::new();
    source.by_ref().take(LARGE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 <= LARGE {
        return text(&*bytes, LARGE).map(DraftInput::Text);
    }
    let mut kept = tempfile::tempfile()?;
    if io::copy(&mut (&*bytes).chain(source.take(MOST_BYTES)), &mut kept)? > MOST_BYTES {
        return Err(too_large(MOST_BYTES));
    }
    Ok(DraftInput::File(kept))
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
        return Err(too_large(most));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is not UTF-8"))
}

fn too_large(most: u64) -> io::Error {
    let said = format!("it has more than {most} bytes, the limit for a file");
    io::Error::new(ErrorKind::FileTooLarge, said)
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
