//! A file of any encoding as UTF-8, its lines ended by a line feed. What does not fit its encoding is said with its place, and
//! never replaced.

use std::io::{self, ErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};

/// How many bytes are read and written at once.
const PART: usize = 1 << 16;

/// What is read of a file, as UTF-8.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    /// What was read and not decoded yet: from the first to the second.
    bytes: Vec<u8>,
    pending: (usize, usize),
    /// What was decoded and not handed out yet.
    text: Vec<u8>,
    given: usize,
    /// The bytes and the lines that were decoded.
    read: u64,
    lines: u64,
    is_end: bool,
    /// Whether a carriage return was decoded last, which is dropped before a line feed.
    holds_return: bool,
}

impl<R: Read> Decoded<R> {
    /// Decodes a source. A byte order mark at its beginning wins over the encoding.
    pub(super) fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder(),
            bytes: vec![0; PART],
            pending: (0, 0),
            text: Vec::new(),
            given: 0,
            read: 0,
            lines: 1,
            is_end: false,
            holds_return: false,
        }
    }

    /// Returns the encoding that it turned out to have.
    pub(super) fn encoding(&self) -> &'static Encoding {
        self.decoder.encoding()
    }

    /// Decodes more; leaves `text` empty at the end.
    fn fill(&mut self) -> io::Result<()> {
        self.text.resize(PART, 0);
        self.given = 0;
        loop {
            let is_last = self.pending.0 == self.pending.1 && {
                let read = self.source.read(&mut self.bytes)?;
                self.pending = (0, read);
                read == 0
            };
            if is_last && self.is_end {
                self.text.clear();
                return Ok(());
            }
            let from = &self.bytes[self.pending.0..self.pending.1];
            let (result, taken, written) =
                self.decoder.decode_to_utf8_without_replacement(from, &mut self.text, is_last);
            self.pending.0 += taken;
            self.read += taken as u64;
            self.lines += self.text[..written].iter().filter(|byte| **byte == b'\n').count() as u64;
            self.is_end |= is_last && result == DecoderResult::InputEmpty;
            if let DecoderResult::Malformed(bytes, behind) = result {
                return Err(self.malformed(u64::from(bytes) + u64::from(behind)));
            }
            self.end_lines(written, self.is_end);
            if !self.text.is_empty() {
                return Ok(());
            }
            self.text.resize(PART, 0);
        }
    }

    /// Takes the carriage returns out that stand before line feeds, of which one may come in the next part.
    fn end_lines(&mut self, written: usize, is_end: bool) {
        let mut out = Vec::with_capacity(written + 1);
        for byte in &self.text[..written] {
            if std::mem::take(&mut self.holds_return) && *byte != b'\n' {
                out.push(b'\r');
            }
            match byte {
                b'\r' => self.holds_return = true,
                other => out.push(*other),
            }
        }
        if is_end && std::mem::take(&mut self.holds_return) {
            out.push(b'\r');
        }
        self.text = out;
    }

    fn malformed(&self, before: u64) -> io::Error {
        let (line, byte) = (self.lines, self.read.saturating_sub(before) + 1);
        let name = self.decoder.encoding().name();
        let said = format!(
            "byte {byte} of the file, in line {line}, is no {name}: say its encoding in the rules, as in encoding = \"windows-1252\""
        );
        io::Error::new(ErrorKind::InvalidData, said)
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.fill()?;
        }
        let part = &self.text[self.given..];
        let size = part.len().min(into.len());
        into[..size].copy_from_slice(&part[..size]);
        self.given += size;
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], label: &str) -> Result<(String, &'static str), String> {
        let mut text = String::new();
        let mut decoded = Decoded::new(bytes, Encoding::for_label(label.as_bytes()).unwrap());
        decoded.read_to_string(&mut text).map_err(|error| error.to_string())?;
        Ok((text, decoded.encoding().name()))
    }

    #[test]
    fn a_file_is_read_in_its_encoding() {
        assert_eq!(decoded(b"caf\xe9", "windows-1252"), Ok(("caf\u{e9}".to_owned(), "windows-1252")));
        assert_eq!(decoded("caf\u{e9}".as_bytes(), "utf-8"), Ok(("caf\u{e9}".to_owned(), "UTF-8")));
        // A byte order mark wins.
        assert_eq!(decoded(b"\xef\xbb\xbfx\xc3\xa9", "windows-1252"), Ok(("x\u{e9}".to_owned(), "UTF-8")));
        assert_eq!(decoded(b"\xff\xfex\0", "utf-8"), Ok(("x".to_owned(), "UTF-16LE")));
        let long = "\u{20ac}\n".repeat(PART);
        assert_eq!(decoded(long.as_bytes(), "utf-8").unwrap().0, long);
    }

    #[test]
    fn lines_end_in_a_line_feed() {
        assert_eq!(decoded(b"a\r\nb\rc\n\r\r\n\r", "utf-8").unwrap().0, "a\nb\rc\n\r\n\r");
        let long = "x\r\n".repeat(PART);
        assert_eq!(decoded(long.as_bytes(), "utf-8").unwrap().0, long.replace('\r', ""));
    }

    #[test]
    fn what_does_not_fit_is_placed() {
        for (bytes, byte, line) in [(&b"a\nb\xe9c"[..], 4, 2), (b"\xff", 1, 1), (b"a\nbc\xe2\x82", 5, 2)] {
            let error = decoded(bytes, "utf-8").unwrap_err();
            assert!(
                error.contains(&format!("byte {byte} of the file, in line {line}, is no UTF-8")),
                "{error}"
            );
        }
    }
}
