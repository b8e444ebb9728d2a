//! What is done to the file of a log, and to the files beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::KnownFile;
use crate::error::StoreError;
use crate::files::{beside, metadata_of_file, sync_folder_of};
use crate::hash::sha256;

pub(super) fn open_to_read(path: &Path) -> Result<File, StoreError> {
    metadata_of_file(path)?;
    File::open(path).map_err(|source| StoreError::Unreadable { path: path.to_owned(), source })
}

pub(super) fn read_from(file: &mut File, start: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns what is known and the bytes behind it; everything anew if the file no longer has there the last
/// line that is known.
pub(super) fn read_on(file: &mut File, known: KnownFile) -> io::Result<(KnownFile, Vec<u8>)> {
    let events = known.reader.contents.events().len();
    let last = events.checked_sub(1).and_then(|index| known.reader.contents.stored(index));
    let last = last.map_or_else(Vec::new, |stored| format!("{}\n", stored.text).into_bytes());
    let mut bytes = read_from(file, known.len - last.len() as u64)?;
    if bytes.starts_with(&last) {
        Ok((known, bytes.split_off(last.len())))
    } else {
        Ok((KnownFile::default(), read_from(file, 0)?))
    }
}

/// Returns whether a file has these bytes at a place: another program may have written over it, lock or no lock.
pub(super) fn holds(file: &mut File, start: u64, bytes: &[u8]) -> bool {
    let mut found = vec![0; bytes.len()];
    let read = file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut found));
    read.is_ok() && found == bytes
}

/// Keeps a fragment in a file beside the log, named by its `seq` and content; no file is ever overwritten.
pub(super) fn keep_fragment(log: &Path, seq: u64, fragment: &[u8]) -> io::Result<PathBuf> {
    let digest = sha256(fragment).to_string();
    for attempt in 1_u32.. {
        let again = if attempt > 1 { format!("-{attempt}") } else { String::new() };
        let path = beside(log, &format!(".unfinished-{seq}-{}{again}", &digest[..12]));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => file.write_all(fragment)?,
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            // Kept already, by a writer that died before it could take the fragment off the log.
            Err(_) if is_kept(&path, fragment)? => {}
            Err(_) => continue,
        }
        File::open(&path)?.sync_all()?;
        sync_folder_of(&path)?;
        return Ok(path);
    }
    unreachable!("one of four billion names is free")
}

/// Returns whether a file is there that holds a fragment. What is no ordinary file is not opened: of a pipe or a device the
/// end may never come, and the log is locked.
fn is_kept(path: &Path, fragment: &[u8]) -> io::Result<bool> {
    let found = fs::symlink_metadata(path)?;
    Ok(found.is_file() && found.len() == fragment.len() as u64 && fs::read(path)? == fragment)
}
