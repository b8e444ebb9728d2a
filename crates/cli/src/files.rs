//! Folders of snapshots: the files that the library neither reads nor writes itself.

use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use asof_query::snapshot::{EXTENSION, Folder, Found};

use crate::context::text_of;
use crate::failure::Failure;
use crate::output::new_file_in;

/// Returns the folder of the snapshots of a log, which is beside it; from here, if it is below.
pub(crate) fn beside(log: &Path) -> PathBuf {
    let place = log.with_file_name("snapshots");
    let here = std::env::current_dir().ok();
    match here.and_then(|here| place.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(below) if below.as_os_str().is_empty() => PathBuf::from("."),
        Some(below) => below,
        None => place,
    }
}

/// Reads a folder of snapshots; one that is not there yet has none.
pub(crate) fn snapshots(place: &Path) -> Result<Folder, Failure> {
    let unreadable = |source| Failure::Input { path: place.display().to_string(), source };
    let mut folder = Folder { place: place.to_owned(), ..Folder::default() };
    let entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(folder),
        Err(error) => return Err(unreadable(error)),
    };
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        if !is_of_another_program(&entry) {
            add(&mut folder, &entry.path());
        }
    }
    folder.found.sort_by(|a, b| a.name.cmp(&b.name));
    folder.strays.sort();
    Ok(folder)
}

/// Returns whether a file is hidden: what keeps a folder in a repository, what a desktop leaves behind.
fn is_of_another_program(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn add(folder: &mut Folder, path: &Path) {
    if path.is_dir() {
        return;
    }
    let file = path.file_name().unwrap_or_default();
    match file.to_str().and_then(|file| file.strip_suffix(EXTENSION)) {
        Some(name) => {
            let text = read(path).map_err(|error| error.to_string());
            folder.found.push(Found { name: name.to_owned(), text });
        }
        // What is not UTF-8 would be written anew under another name.
        None => folder.strays.push(file.to_string_lossy().into_owned()),
    }
}

/// Reads a snapshot. Nobody may ever write into a pipe, or end a device.
fn read(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.is_file() {
        return text_of(path);
    }
    Err(io::Error::other("it is not an ordinary file but a pipe, a device or similar: move it away"))
}

/// Returns the file of a snapshot of this name.
pub(crate) fn file_of(place: &Path, name: &str) -> PathBuf {
    place.join(format!("{name}{EXTENSION}"))
}

/// Writes files into a folder, which is made if it is not there. Each file is there as a whole or as it was before.
pub(crate) fn write(place: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(place).map_err(|source| unwritable(place, source))?;
    for (name, text) in files {
        replace(place, name, text).map_err(|source| unwritable(&place.join(name), source))?;
    }
    Ok(())
}

fn unwritable(path: &Path, source: io::Error) -> Failure {
    Failure::Unwritable { path: path.display().to_string(), source }
}

/// Writes a new file, and puts it in the place of the one that was there once it is whole and safe.
fn replace(place: &Path, name: &str, text: &str) -> io::Result<()> {
    let mut new = new_file_in(place)?;
    new.as_file_mut().write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(place.join(name)).map_err(|error| error.error)?;
    Ok(())
}
