//! A folder that is written whole or not at all.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use crate::failure::Failure;

/// A folder to be written, new or in the place of one that an earlier export wrote.
pub(super) struct NewFolder<'f> {
    folder: &'f Path,
}

impl<'f> NewFolder<'f> {
    /// Names a folder to be written: a new or an empty one or, with `force`, one that holds the same sort of thing.
    pub(super) fn in_place_of(
        folder: &'f Path,
        what: &str,
        force: bool,
        holds_one: impl Fn(&Path) -> bool,
    ) -> Result<Self, Failure> {
        let new = Self { folder };
        let shown = folder.display();
        let is_empty = match fs::read_dir(folder) {
            Ok(mut files) => files.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(source) => return Err(new.unwritable(source)),
        };
        match (is_empty, force) {
            (true, _) => Ok(new),
            (false, true) if holds_one(folder) => Ok(new),
            (false, true) => {
                Err(Failure::Usage(format!("`{shown}` holds other files: name a folder of its own")))
            }
            (false, false) => Err(Failure::Usage(format!(
                "`{shown}` is not empty: name another folder, or write in the place of {what} there with --force"
            ))),
        }
    }

    /// Begins the folder beside its place, under another name.
    pub(super) fn begin(&self) -> Result<TempDir, Failure> {
        let beside = self.folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        let beside = beside.unwrap_or(Path::new("."));
        let begun = fs::create_dir_all(beside).and_then(|()| TempDir::with_prefix_in(".asof-export", beside));
        begun.map_err(|source| self.unwritable(source))
    }

    /// Puts the folder in its place; one that stood there is gone only then.
    pub(super) fn put_in_place(&self, made: TempDir) -> Result<(), Failure> {
        let put = || {
            let old = TempDir::with_prefix_in(".asof-old", made.path().parent().unwrap_or(Path::new(".")))?;
            if self.folder.exists() {
                fs::rename(self.folder, old.path().join("old"))?;
            }
            readable(made.path())?;
            fs::rename(made.keep(), self.folder)
        };
        put().map_err(|source| self.unwritable(source))
    }

    /// Says that the folder cannot be written.
    pub(super) fn unwritable(&self, source: io::Error) -> Failure {
        Failure::Unwritable { path: self.folder.display().to_string(), source }
    }
}

/// Lets others read a folder that was made for oneself alone.
fn readable(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    let _ = folder;
    Ok(())
}
