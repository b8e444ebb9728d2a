//! Drafts in a file of any length, which is read twice, part by part: to see what is in it, and to append it.

use std::cell::OnceCell;
use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Seek, SeekFrom};
use std::ops::Range;

use asof_core::Zone;
use asof_store::MAX_EVENT_BYTES;

use super::batches::{BATCH, Seen};
use super::passages::{Next, Passages, Place};
use super::{Destination, DraftForm, Read, read};
use crate::check::problem::{Passage, Problem};
use crate::write::plain::Header;

/// How many bytes are read at once.
const PART: usize = 1 << 20;

/// For the end of a value of more bytes than this nobody waits: no entry is nearly as long, however it is spread over lines.
const LONGEST: usize = 64 * MAX_EVENT_BYTES;

/// After so many problems the rest of a file is not looked at.
const MOST_PROBLEMS: usize = 1000;

/// A file of drafts, each of which was read once and kept no longer: where each stands, and which are appended together.
#[derive(Debug)]
pub struct DraftFile {
    file: File,
    form: DraftForm,
    places: Vec<DraftPlace>,
    /// What holds for drafts in plain text; each place has the number of its header.
    headers: Vec<Header>,
    /// The process of drafts in plain text that name none, as it was when the file was looked through.
    process: Option<String>,
    /// The numbers of the drafts in the order in which they are appended.
    order: Vec<u32>,
    batches: Vec<Range<usize>>,
}

/// Where a draft stands in a file.
#[derive(Debug, Clone, Copy)]
struct DraftPlace {
    at: u64,
    bytes: u32,
    column: u32,
    line: u64,
    header: u32,
}

/// Why a file of drafts cannot be appended.
#[derive(Debug, thiserror::Error)]
pub enum DraftFileError {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// What is in it cannot be read as drafts: the first of it.
    #[error("it has what are no drafts")]
    Problems(Vec<Problem>),
}

impl DraftFile {
    /// Looks through a file from its beginning; see [`read_drafts`](super::read_drafts) for what it may hold. If its form is
    /// not given, it is that of its beginning.
    ///
    /// # Errors
    ///
    /// See [`DraftFileError`]. What is no UTF-8 is [`ErrorKind::InvalidData`].
    pub fn read(file: File, form: Option<DraftForm>, to: &impl Destination) -> Result<Self, DraftFileError> {
        Self::in_batches(file, form, to, BATCH)
    }

    /// Does what [`DraftFile::read`] does with batches of another size.
    pub(crate) fn in_batches(
        mut file: File,
        form: Option<DraftForm>,
        to: &impl Destination,
        least: usize,
    ) -> Result<Self, DraftFileError> {
        let form = form.map_or_else(|| form_of(&mut file), Ok)?;
        file.seek(SeekFrom::Start(0))?;
        let (mut seen, mut places, mut problems) = (Seen::default(), Vec::new(), Vec::new());
        let (mut header, mut headers) = (Header::default(), vec![Header::default()]);
        let to = Asked { to, process: OnceCell::new() };
        for_each_passage(&file, PART, form, |at, next| {
            let read = |passage| Ok((passage, read(passage, form, &mut header, &to)?));
            match next.map_err(|problem| vec![*problem]).and_then(read) {
                Ok((passage, Some(read))) => {
                    places.push(DraftPlace::of(at, passage, headers.len() - 1));
                    seen.see(&read.draft);
                }
                Ok((_, None)) => headers.push(header.clone()),
                Err(found) => problems.extend(found),
            }
            problems.len() < MOST_PROBLEMS
        })?;
        if !problems.is_empty() {
            return Err(DraftFileError::Problems(problems));
        }
        let (order, batches) = seen.batches(least);
        let process = to.process.into_inner().flatten();
        Ok(Self { file, form, places, headers, process, order, batches })
    }

    /// Returns how many drafts it has.
    pub fn drafts(&self) -> usize {
        self.places.len()
    }

    /// Returns how many appends it takes.
    pub fn batches(&self) -> usize {
        self.batches.len()
    }

    /// Reads the drafts of one append.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or was changed since it was looked through.
    pub fn batch(&self, number: usize) -> io::Result<Vec<Read>> {
        let batch = &self.order[self.batches[number].clone()];
        let mut file = &self.file;
        let mut text = Vec::new();
        let mut read_one = |place: &DraftPlace| {
            file.seek(SeekFrom::Start(place.at))?;
            text.resize(place.bytes as usize, 0);
            file.read_exact(&mut text)?;
            let text = str::from_utf8(&text).map_err(|_| changed())?;
            let line = usize::try_from(place.line).unwrap_or(usize::MAX);
            let passage = Passage { text, line, column: place.column as usize, origin: None };
            let mut header = self.headers[place.header as usize].clone();
            read(passage, self.form, &mut header, &SeenBefore(&self.process))
                .ok()
                .flatten()
                .ok_or_else(changed)
        };
        batch.iter().map(|number| read_one(&self.places[*number as usize])).collect()
    }
}

/// A log whose answers are kept.
struct Asked<'t, T> {
    to: &'t T,
    process: OnceCell<Option<String>>,
}

impl<T: Destination> Destination for Asked<'_, T> {
    fn zone_of(&self, process: Option<&str>) -> Option<Zone> {
        self.to.zone_of(process)
    }

    fn process(&self) -> Option<String> {
        self.process.get_or_init(|| self.to.process()).clone()
    }
}

/// What a log answered before.
struct SeenBefore<'p>(&'p Option<String>);

impl Destination for SeenBefore<'_> {
    fn zone_of(&self, _: Option<&str>) -> Option<Zone> {
        None
    }

    fn process(&self) -> Option<String> {
        self.0.clone()
    }
}

/// Returns how a file is written, as far as its first part tells.
fn form_of(file: &mut File) -> io::Result<DraftForm> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.by_ref().take(PART as u64).read_to_end(&mut bytes)?;
    Ok(DraftForm::of(&String::from_utf8_lossy(&bytes)))
}

impl DraftPlace {
    fn of(at: u64, passage: Passage<'_>, header: usize) -> Self {
        let bytes = u32::try_from(passage.text.len()).unwrap_or(u32::MAX);
        let column = u32::try_from(passage.column).unwrap_or(u32::MAX);
        let header = u32::try_from(header).unwrap_or(u32::MAX);
        Self { at, bytes, column, line: passage.line as u64, header }
    }
}

fn changed() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "it was changed while it was read")
}

/// Reads a file by parts of so many bytes, and calls back with each JSON value or block and the byte at which it begins, or with
/// what is none, while it is answered true.
fn for_each_passage(
    file: &File,
    part: usize,
    form: DraftForm,
    mut call: impl FnMut(u64, Result<Passage<'_>, Box<Problem>>) -> bool,
) -> io::Result<()> {
    let (mut bytes, mut begun, mut place) = (Vec::new(), 0, Place::FIRST);
    loop {
        let mut file = file;
        // A value that goes on is looked at again with as much more: each byte a few times, however long it is.
        let more = part.max(bytes.len()) as u64;
        let is_end = file.by_ref().take(more).read_to_end(&mut bytes)? == 0;
        let text = match str::from_utf8(&bytes) {
            Ok(text) => text,
            // A letter that the part cuts in two goes on in the next.
            Err(error) if error.error_len().is_none() && !is_end => {
                str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return Err(io::Error::new(ErrorKind::InvalidData, "it is not UTF-8")),
        };
        // Some editors begin a file with a byte order mark, which means nothing in UTF-8.
        let mark = Some('\u{feff}').filter(|_| begun == 0 && place == Place::FIRST);
        let whole = text;
        let text = mark.and_then(|mark| whole.strip_prefix(mark)).unwrap_or(whole);
        let skipped = whole.len() - text.len();
        let mut passages = Passages::at(text, place, form);
        let goes_on = !is_end && text.len() < LONGEST;
        loop {
            let is_wanted = match passages.next(goes_on) {
                Next::Value(passage) => {
                    // A passage is a part of the text.
                    let at = passage.text.as_ptr().addr() - passages.text().as_ptr().addr();
                    call(begun + (skipped + at) as u64, Ok(passage))
                }
                Next::NotJson(problem) => call(begun, Err(problem)),
                Next::CutOff | Next::End => break,
            };
            if !is_wanted {
                return Ok(());
            }
        }
        let (read, behind) = passages.read();
        place = behind;
        begun += (skipped + read) as u64;
        bytes.drain(..skipped + read);
        if is_end {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(text: &str) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.rewind().unwrap();
        file
    }

    /// Returns the texts of a file that is read by parts, with their places, or what is said of them.
    fn passages(text: &str, part: usize, form: DraftForm) -> Vec<(Option<u64>, usize, usize, String)> {
        let mut found = Vec::new();
        for_each_passage(&file(text), part, form, |at, next| {
            found.push(match next {
                Ok(Passage { text, line, column, .. }) => (Some(at), line, column, text.to_owned()),
                Err(problem) => {
                    (None, problem.line, problem.columns.map_or(0, |of| of.first), problem.message)
                }
            });
            true
        })
        .unwrap();
        found
    }

    #[test]
    fn a_file_read_by_parts_holds_what_it_holds_as_a_whole() {
        let text = concat!(
            "\u{feff}{\"a\":\"\u{e9}\u{20ac}\u{1f54a}\"} {\"b\":1}\r\n\n{\n  \"c\": [1,\n{}]\n}\n  {\"d\":{}}\n",
            "no json\nat all\n{\"e\":2}{\"f\n{\"g\":\"\\u00e9\"}"
        );
        let whole = passages(text, text.len(), DraftForm::Json);
        assert_eq!(whole.len(), 8, "{whole:#?}");
        for (at, _, _, value) in &whole {
            let Some(at) = at else { continue };
            assert!(text[usize::try_from(*at).unwrap()..].starts_with(value), "{at} {value}");
        }
        for part in 1..text.len() {
            assert_eq!(passages(text, part, DraftForm::Json), whole, "{part}");
        }
    }

    #[test]
    fn what_is_no_text_and_what_changed_meanwhile_is_said() {
        for bytes in [&b"{}\xff"[..], b"{\"a\":\"\xe2\x82"] {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(bytes).unwrap();
            let error = DraftFile::read(file, None, &()).unwrap_err();
            let DraftFileError::Unreadable(error) = &error else { panic!("{error}") };
            assert_eq!(error.kind(), ErrorKind::InvalidData);
        }
        let draft = r#"{"key":"a","what":{"registered":{"body":{"names":[{"name":"A"}]}}}}"#;
        let mut opened = file(draft);
        let read = DraftFile::read(opened.try_clone().unwrap(), None, &()).unwrap();
        assert_eq!((read.drafts(), read.batches()), (1, 1));
        assert_eq!(read.batch(0).unwrap()[0].draft.key.as_str(), "a");
        opened.rewind().unwrap();
        opened.write_all(b"no").unwrap();
        assert_eq!(read.batch(0).unwrap_err().to_string(), "it was changed while it was read");
    }

    #[test]
    fn of_very_many_problems_the_first_are_told() {
        let error = DraftFile::read(file(&"{}\n".repeat(3 * MOST_PROBLEMS)), None, &()).unwrap_err();
        let DraftFileError::Problems(problems) = error else { panic!("{error}") };
        assert_eq!(problems.len(), MOST_PROBLEMS);
    }
}
