//! Texts that are nearly right: a line of what is in use, with a few edits.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bolero::TypeGenerator;

/// The most edits that a text suffers: with more, nothing past its first token is ever tried.
const EDITS: u8 = 4;

/// What the grammars are made of, and what lies at their borders.
const TOKENS: &[&str] = &[
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\",
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "-1",
    "0",
    "1e999",
    "0.5",
    "1000",
    "9007199254740993",
    "18446744073709551615",
    "\\u0000",
    "\\ud800",
    "\\ud83d\\udd4a",
    "\n",
    "\r\n",
    "\t",
    "\0",
    " ",
    "\u{feff}",
    "\u{202e}",
    "é",
    "🕊",
    "٣",
    "0001-01-01",
    "9999-12-31",
    "0000",
    "2025-02-29",
    "2011-12-30",
    "24:00",
    "23:59:60",
    "T00:00",
    "T12:30:00.123456",
    "Z",
    "+14:00",
    "-23:59",
    "+03:00",
    "/",
    "..",
    "[..",
    "..]",
    "~",
    "?",
    "now",
    "today",
    "first",
    "last",
    "all",
    "round:1",
    "round:99999999999",
    "istanbul-2025/",
    " - 1d",
    " + 1mo",
    " - 999999999y",
    "-1h",
    "+ 2w",
    "@",
    ",all",
    ",stated",
    "PT1H",
    "P1D",
    "sqlite:",
    "nats://",
    ".jsonl",
    ".db",
    ".sqlite3",
    "demo",
    "../",
    "%",
    "#",
    "?",
];

/// How a text is made of others.
#[derive(Debug, Clone, TypeGenerator)]
pub(crate) struct Mutation {
    line: u16,
    count: u8,
    edits: Vec<Edit>,
}

#[derive(Debug, Clone, TypeGenerator)]
enum Edit {
    Flip { at: u16, bit: u8 },
    Remove { at: u16, len: u8 },
    Insert { at: u16, token: u8 },
    Splice { at: u16, line: u16, from: u16, len: u8 },
    Repeat { at: u16, len: u8 },
    AsOf { at: u16 },
}

impl Mutation {
    /// Returns one of the lines with the edits made.
    pub(crate) fn of(&self, lines: &[String]) -> String {
        let mut bytes = pick(lines, self.line).as_bytes().to_vec();
        for edit in self.edits.iter().take((self.count % (EDITS + 1)).into()) {
            edit.make(&mut bytes, lines);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Edit {
    fn make(&self, bytes: &mut Vec<u8>, lines: &[String]) {
        let len_now = bytes.len();
        let place = |at: u16| usize::from(at) % (len_now + 1);
        match *self {
            Self::Flip { at, bit } => {
                if let Some(byte) = bytes.get_mut(place(at)) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Self::Remove { at, len } => {
                let at = place(at);
                bytes.drain(at..(at + usize::from(len)).min(len_now));
            }
            Self::Insert { at, token } => insert(bytes, place(at), pick(TOKENS, token.into()).as_bytes()),
            Self::Splice { at, line, from, len } => {
                let other = pick(lines, line).as_bytes();
                let from = usize::from(from) % (other.len() + 1);
                insert(bytes, place(at), &other[from..(from + usize::from(len)).min(other.len())]);
            }
            Self::Repeat { at, len } => {
                let at = place(at);
                let part = bytes[at..(at + usize::from(len)).min(len_now)].to_vec();
                insert(bytes, at, &part);
            }
            Self::AsOf { at } => bytes.truncate(place(at)),
        }
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, part: &[u8]) {
    bytes.splice(at..at, part.iter().copied());
}

fn pick<T>(list: &[T], number: u16) -> &T {
    &list[usize::from(number) % list.len()]
}

/// How many texts were tried, and how many of them were read.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    tried: AtomicU64,
    read: AtomicU64,
}

impl Tally {
    pub(crate) const fn new() -> Self {
        Self { tried: AtomicU64::new(0), read: AtomicU64::new(0) }
    }

    pub(crate) fn count(&self, is_read: bool) {
        self.tried.fetch_add(1, Ordering::Relaxed);
        self.read.fetch_add(is_read.into(), Ordering::Relaxed);
    }

    /// Prints the figures; holds that texts of both sorts were among them.
    pub(crate) fn tell(&self, what: &str) {
        let (tried, read) = (self.tried.load(Ordering::Relaxed), self.read.load(Ordering::Relaxed));
        println!("{what}: {tried} tried, {read} read");
        assert!(tried < 100 || (0 < read && read < tried), "{what}: of {tried}, {read} were read");
    }
}

pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Returns the lines of every file of JSON Lines in the folders, as far as they are text.
pub(crate) fn lines_of(folders: &[&str]) -> Vec<String> {
    let files = |folder: &&str| {
        let entries = fs::read_dir(repository().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
    };
    let mut paths: Vec<PathBuf> = folders.iter().flat_map(files).collect();
    paths.sort();
    let texts = paths.iter().map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

pub(crate) fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
