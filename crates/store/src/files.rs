//! What is done to files and folders, whatever a log keeps in them.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::StoreError;

/// Returns what the file system says of an ordinary file, and refuses all else.
pub(crate) fn metadata_of_file(path: &Path) -> Result<Metadata, StoreError> {
    let path = path.to_owned();
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() => Ok(metadata),
        Ok(metadata) if metadata.is_dir() => Err(StoreError::IsFolder { path }),
        Ok(_) => Err(StoreError::NotAFile { path }),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(StoreError::NotFound { path }),
        Err(source) => Err(StoreError::Unreadable { path, source }),
    }
}

/// What tells a file from another one that takes its place: its device and its number there; `None` where the system
/// has neither.
pub(crate) type Identity = Option<(u64, u64)>;

#[cfg(unix)]
pub(crate) fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
pub(crate) fn identity(_: &Metadata) -> Identity {
    None
}

/// Returns whether two paths lead to one file: by its device and its number there where both are there, so that it has as
/// many names as there are (a link, a hard link, a folder that is mounted twice); else by one name in one folder.
///
/// ```
/// use asof_store::is_same_file;
/// let folder = std::env::temp_dir();
/// assert!(is_same_file(&folder.join("not-there.jsonl"), &folder.join("./not-there.jsonl")));
/// assert!(!is_same_file(&folder, &folder.join("not-there.jsonl")));
/// ```
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    match (fs::metadata(one), fs::metadata(other)) {
        (Ok(found), Ok(other_found)) => match identity(&found) {
            None => fs::canonicalize(one).ok() == fs::canonicalize(other).ok(),
            known => known == identity(&other_found),
        },
        (Err(_), Err(_)) => {
            let (name, other_name) = (one.file_name(), other.file_name());
            name.is_some() && name == other_name && is_same_file(folder_of(one), folder_of(other))
        }
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
    }
}

/// Returns whether a path leads to the file that a stream of the program is, such as standard output behind `>> FILE`.
#[cfg(unix)]
pub fn is_open_as(path: &Path, stream: &impl std::os::fd::AsFd) -> bool {
    let opened = stream.as_fd().try_clone_to_owned().and_then(|stream| File::from(stream).metadata());
    let both = opened.ok().zip(fs::metadata(path).ok());
    both.is_some_and(|(opened, found)| identity(&opened) == identity(&found))
}

/// Returns `false`: the system does not tell what file a stream is.
#[cfg(not(unix))]
pub fn is_open_as<S>(_: &Path, _: &S) -> bool {
    false
}

/// Returns the files that this program has open, under whatever name; `None` where the system does not tell.
#[cfg(target_os = "linux")]
pub(crate) fn open_files() -> Option<Vec<Identity>> {
    let streams = fs::read_dir("/proc/self/fd").ok()?;
    let files = streams.filter_map(|stream| fs::metadata(stream.ok()?.path()).ok());
    Some(files.map(|file| identity(&file)).collect())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn open_files() -> Option<Vec<Identity>> {
    None
}

/// Returns the folder that a path is in; the one that is worked in for a name alone.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// How long to wait before it is looked again whether a lock is free.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Tries to lock until that is done, fails, or others have held the lock for so long.
pub(crate) fn wait_for_lock(
    patience: Duration,
    lock: impl Fn() -> Result<(), TryLockError>,
) -> Result<(), TryLockError> {
    let begun = Instant::now();
    loop {
        match lock() {
            Err(TryLockError::WouldBlock) if begun.elapsed() < patience => thread::sleep(LOOK_AGAIN),
            tried => return tried,
        }
    }
}

/// Returns the path of a file beside another one: its name with this behind it.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes the name of a new file durable.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}

pub(crate) fn write_error(path: &Path, source: io::Error) -> StoreError {
    let path = path.to_owned();
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            StoreError::Full { path, source }
        }
        _ => StoreError::NotWritable { path, source },
    }
}

/// Creates the folders that a path needs, and makes their names durable.
pub(crate) fn create_folders_of(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    if folder.is_dir() {
        return Ok(());
    }
    create_folders_of(folder)?;
    let created = match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        other => other,
    };
    created.and_then(|()| sync_folder_of(folder)).map_err(|source| write_error(folder, source))
}

/// Opens what a log keeps at a path, or creates it with the folders that it needs.
pub(crate) fn open_or_create<L>(
    path: &Path,
    open: impl Fn(&Path) -> Result<L, StoreError>,
    create: impl FnOnce(&Path) -> Result<L, StoreError>,
) -> Result<L, StoreError> {
    match open(path) {
        Err(StoreError::NotFound { .. }) => {}
        opened => return opened,
    }
    create_folders_of(path)?;
    match create(path) {
        // Somebody else created it just now.
        Err(StoreError::Exists { .. }) => open(path),
        created => created,
    }
}

/// Creates an empty file, which was not there, in a folder that is, and makes its name durable.
pub(crate) fn create_file(path: &Path) -> Result<(), StoreError> {
    let created = OpenOptions::new().write(true).create_new(true).open(path);
    created.and_then(|file| file.sync_all()).and_then(|()| sync_folder_of(path)).map_err(
        |source| match source.kind() {
            ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
            _ => write_error(path, source),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_file_is_one_under_all_its_names_and_two_with_the_same_text_are_not() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("real")).unwrap();
        fs::write(at("real/log"), "text").unwrap();
        fs::write(at("other"), "text").unwrap();
        fs::hard_link(at("real/log"), at("hard")).unwrap();
        symlink(at("real/log"), at("link")).unwrap();
        symlink(at("real"), at("folder")).unwrap();
        for name in ["real/log", "real/../real/log", "hard", "link", "folder/log"] {
            assert!(is_same_file(&at(name), &at("real/log")), "{name}");
        }
        assert!(!is_same_file(&at("other"), &at("real/log")));
        assert!(!is_same_file(&at("none"), &at("real/log")));
        // What is not there yet would be one file.
        assert!(is_same_file(&at("real/new"), &at("folder/new")));
        assert!(!is_same_file(&at("real/new"), &at("new")));
        assert!(!is_same_file(&at("real/.."), &at("none/..")));
    }
}
