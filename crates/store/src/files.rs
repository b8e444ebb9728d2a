//! What is done to files and folders, whatever a log keeps in them.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

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

/// Returns the path of a file beside another one: its name with this behind it.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes the name of a new file durable.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

pub(crate) fn not_written(path: &Path, source: io::Error) -> StoreError {
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
    created.and_then(|()| sync_folder_of(folder)).map_err(|source| not_written(folder, source))
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
            _ => not_written(path, source),
        },
    )
}
