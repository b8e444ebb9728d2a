//! What is done to the file of a log, and to the files beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Known;
use crate::error::StoreError;
use crate::hash::sha256;

pub(super) fn refuse_others_than_files(path: &Path) -> Result<(), StoreError> {
    let path = path.to_owned();
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(metadata) if metadata.is_dir() => Err(StoreError::IsFolder { path }),
        Ok(_) => Err(StoreError::NotAFile { path }),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(StoreError::NotFound { path }),
        Err(source) => Err(StoreError::Unreadable { path, source }),
    }
}

pub(super) fn open_to_read(path: &Path) -> Result<File, StoreError> {
    refuse_others_than_files(path)?;
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
pub(super) fn read_on(file: &mut File, known: Known) -> io::Result<(Known, Vec<u8>)> {
    let events = known.journal.contents.events().len();
    let last = events.checked_sub(1).and_then(|index| known.journal.contents.stored(index));
    let last = last.map_or_else(Vec::new, |stored| format!("{}\n", stored.text).into_bytes());
    let mut bytes = read_from(file, known.len - last.len() as u64)?;
    if bytes.starts_with(&last) {
        Ok((known, bytes.split_off(last.len())))
    } else {
        Ok((Known::default(), read_from(file, 0)?))
    }
}

/// Keeps a fragment in a file beside the log, named by its `seq` and content; no file is ever overwritten.
pub(super) fn keep_fragment(log: &Path, seq: u64, fragment: &[u8]) -> io::Result<PathBuf> {
    let digest = sha256(fragment).to_string();
    for attempt in 1_u32.. {
        let mut name = log.as_os_str().to_owned();
        name.push(format!(".unfinished-{seq}-{}", &digest[..12]));
        if attempt > 1 {
            name.push(format!("-{attempt}"));
        }
        let path = PathBuf::from(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => file.write_all(fragment)?,
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            // Kept already, by a writer that died before it could take the fragment off the log.
            Err(_) if fs::read(&path)? == fragment => {}
            Err(_) => continue,
        }
        File::open(&path)?.sync_all()?;
        sync_folder_of(&path)?;
        return Ok(path);
    }
    unreachable!("one of four billion names is free")
}

/// Makes the name of a new file durable.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

pub(super) fn not_written(path: &Path, source: io::Error) -> StoreError {
    let path = path.to_owned();
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            StoreError::Full { path, source }
        }
        _ => StoreError::NotWritable { path, source },
    }
}

/// Creates the folders that a path needs, and makes their names durable.
pub(super) fn create_folders_of(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    if folder.is_dir() {
        return Ok(());
    }
    create_folders_of(folder)?;
    let created = match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        other => other,
    };
    created.and_then(|()| sync_folder_of(folder)).map_err(|source| not_written(folder, source))
}
