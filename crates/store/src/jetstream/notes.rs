//! What is noted beside the local copy: the messages of the stream that are no appends.
//!
//! The copy holds the appends alone, so these are what tells how far in the stream its last append is. A line is a
//! message. Lines are only added, each before the copy takes in an append that comes after it in the stream; so what is
//! missing here lets reading begin too early, which is only slower, and never too late.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::files::beside;
use crate::foreign::{ForeignMessage, WhyForeign};

/// The notes of one stream.
pub(super) struct Notes {
    path: PathBuf,
    /// When the stream was created, which tells it from a later one of its name.
    created: String,
}

#[derive(Serialize, Deserialize)]
struct Line {
    created: String,
    message: u64,
    bytes: usize,
    why: WhyForeign,
    beginning: String,
    sha256: String,
}

impl Notes {
    /// Returns the notes beside the local copy at a path.
    pub(super) fn beside(copy: &Path, created: String) -> Self {
        Self { path: beside(copy, "-foreign"), created }
    }

    /// Returns the messages that were noted of this stream, by their sequence. What cannot be read is left out, such as
    /// a line that was torn: it is noted again.
    pub(super) fn read(&self) -> Result<BTreeMap<u64, ForeignMessage>, StoreError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(source) => return Err(StoreError::Unreadable { path: self.path.clone(), source }),
        };
        let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
        let own = lines.filter(|line: &Line| line.created == self.created);
        Ok(own.filter_map(|line| Some((line.message, line.read()?))).collect())
    }

    /// Adds messages.
    pub(super) fn add(&self, messages: &[ForeignMessage]) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        // A line that was torn ends where these begin.
        let mut text = "\n".to_owned();
        for message in messages {
            let line =
                serde_json::to_string(&self.line(message)).map_err(|error| self.write_error(error.into()))?;
            text += &line;
            text.push('\n');
        }
        let file = File::options().append(true).create(true).open(&self.path);
        file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| self.write_error(error))
    }

    /// Forgets them all.
    pub(super) fn forget(&self) -> Result<(), StoreError> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.write_error(error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn line(&self, message: &ForeignMessage) -> Line {
        Line {
            created: self.created.clone(),
            message: message.message,
            bytes: message.bytes,
            why: message.why,
            beginning: message.beginning.clone(),
            sha256: message.digest.to_string(),
        }
    }

    fn write_error(&self, source: io::Error) -> StoreError {
        StoreError::NotWritable { path: self.path.clone(), source }
    }
}

impl Line {
    fn read(self) -> Option<ForeignMessage> {
        let Self { message, bytes, why, beginning, sha256, .. } = self;
        Some(ForeignMessage { message, bytes, why, beginning, digest: sha256.parse().ok()? })
    }
}

/// Returns the sequence of the message that holds so many appends' last, given the foreign ones; 0 if there are none.
pub(super) fn sequence_of(appends: u64, foreign: &BTreeMap<u64, ForeignMessage>) -> u64 {
    if appends == 0 {
        return 0;
    }
    let before = foreign.keys().zip(0..).take_while(|(message, earlier)| **message <= appends + earlier);
    appends + before.count() as u64
}
