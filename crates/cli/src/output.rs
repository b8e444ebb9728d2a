//! Where an answer goes: to standard output, or to a file, whole or not at all.

use std::fmt;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::adapter::strip_str;
use clap::ColorChoice;
use tempfile::NamedTempFile;

use crate::terminal::{self, Shown};

/// Where an answer goes.
#[derive(Debug)]
pub(crate) enum Output {
    /// Standard output.
    Standard,
    /// A new file beside the one that it replaces once it is whole.
    Whole { new: NamedTempFile, target: PathBuf },
    /// What is no ordinary file, such as a pipe: it is written to as it is.
    Device { file: File, path: PathBuf },
}

/// An answer that could not be written.
#[derive(Debug)]
pub(crate) struct OutputError {
    /// The file; `None` for standard output.
    path: Option<PathBuf>,
    source: io::Error,
}

impl Output {
    /// Makes ready to write to a file: what can fail of it fails before there is anything to write.
    pub(crate) fn to(path: &Path) -> Result<Self, OutputError> {
        if path == Path::new("-") {
            return Ok(Self::Standard);
        }
        let failed = |source| OutputError { path: Some(path.to_owned()), source };
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(failed(io::Error::from(io::ErrorKind::IsADirectory))),
            Ok(found) if found.is_file() && found.permissions().readonly() => {
                Err(failed(io::Error::from(io::ErrorKind::PermissionDenied)))
            }
            Ok(found) if found.is_file() => {
                // What a link leads to is replaced, not the link.
                let target = fs::canonicalize(path).map_err(failed)?;
                let new = beside(&target, Some(found.permissions())).map_err(failed)?;
                Ok(Self::Whole { new, target })
            }
            Ok(_) => {
                let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
                Ok(Self::Device { file, path: path.to_owned() })
            }
            Err(_) => {
                let new = beside(path, None).map_err(failed)?;
                Ok(Self::Whole { new, target: path.to_owned() })
            }
        }
    }

    /// Writes a text. A reader that has gone away is not an error.
    pub(crate) fn write(&mut self, text: &Shown<'_>, color: ColorChoice) -> Result<(), OutputError> {
        self.write_to_reader(text, color).map(|_| ())
    }

    /// Writes a text; returns whether anybody is there to read more. Styles are kept in a file only if colour is wanted
    /// always.
    pub(crate) fn write_to_reader(
        &mut self,
        text: &Shown<'_>,
        color: ColorChoice,
    ) -> Result<bool, OutputError> {
        let (file, path): (&mut dyn Write, &Path) = match self {
            Self::Standard => {
                return terminal::print(text, color).map_err(|source| OutputError { path: None, source });
            }
            // Written to as a file: its temporary name would stand in the error.
            Self::Whole { new, target } => (new.as_file_mut(), target),
            Self::Device { file, path } => (file, path),
        };
        let written = match (text, color) {
            (Shown::Data(text), _) | (Shown::Words(text), ColorChoice::Always) => {
                file.write_all(text.as_bytes())
            }
            (Shown::Words(text), ColorChoice::Auto | ColorChoice::Never) => {
                write!(file, "{}", strip_str(text))
            }
        };
        written.map(|()| true).map_err(|source| OutputError { path: Some(path.to_owned()), source })
    }

    /// Writes what a source has.
    pub(crate) fn copy(&mut self, source: &mut dyn io::Read) -> Result<(), OutputError> {
        let (file, path): (&mut dyn Write, Option<&Path>) = match self {
            Self::Standard => (&mut io::stdout().lock(), None),
            Self::Whole { new, target } => (new.as_file_mut(), Some(target)),
            Self::Device { file, path } => (file, Some(path)),
        };
        let copied = io::copy(source, file).map(|_| ());
        copied.map_err(|source| OutputError { path: path.map(Path::to_owned), source })
    }

    /// Puts the file, now whole, in its place.
    pub(crate) fn finish(self) -> Result<(), OutputError> {
        match self {
            Self::Standard | Self::Device { .. } => Ok(()),
            Self::Whole { new, target } => {
                let kept = new
                    .as_file()
                    .sync_all()
                    .and_then(|()| new.persist(&target).map_err(|error| error.error).map(drop));
                kept.map_err(|source| OutputError { path: Some(target), source })
            }
        }
    }

    /// Returns whether what is written is shown by a terminal as it comes.
    pub(crate) fn is_terminal(&self) -> bool {
        match self {
            Self::Standard => terminal::is_watched(),
            Self::Whole { .. } => false,
            Self::Device { file, .. } => file.is_terminal(),
        }
    }

    /// Returns the file that this output replaces.
    pub(crate) fn replaced(&self) -> Option<&Path> {
        match self {
            Self::Standard | Self::Device { .. } => None,
            Self::Whole { target, .. } => Some(target),
        }
    }

    /// Returns the file that this output would replace or write to.
    pub(crate) fn target(&self) -> Option<&Path> {
        match self {
            Self::Standard => None,
            Self::Whole { target, .. } => Some(target),
            Self::Device { path, .. } => Some(path),
        }
    }
}

/// Makes a new file in the folder of another, with the permissions of that or of any new file.
fn beside(path: &Path, permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(folder)?;
    let new = new_file_in(folder)?;
    if let Some(permissions) = permissions {
        new.as_file().set_permissions(permissions)?;
    }
    Ok(new)
}

/// Makes a new file in a folder, to be put in its place once it is whole. Errors do not name it.
pub(crate) fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".asof-");
    // As any new file has them; without it nobody else could read what is written.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // Its name would stand in the error, and say nothing to anybody.
    builder.tempfile_in(folder).map_err(|error| io::Error::from(error.kind()))
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            None => f.write_str("cannot write the answer"),
            Some(path) => write!(f, "cannot write the answer to `{}`", path.display()),
        }
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl OutputError {
    /// Returns what to do about it.
    pub(crate) fn hint(&self) -> &'static str {
        match self.source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                "free some space there, or name another place with -o"
            }
            _ => "with -o, name a file in an existing folder that you can write to",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLED: &str = "\u{1b}[1mCommitments\u{1b}[0m\n";

    #[test]
    fn a_file_is_plain_unless_colour_is_wanted_always() {
        let folder = tempfile::tempdir().unwrap();
        for (color, expected) in [
            (ColorChoice::Auto, "Commitments\n"),
            (ColorChoice::Never, "Commitments\n"),
            (ColorChoice::Always, STYLED),
        ] {
            let path = folder.path().join("answer.txt");
            let mut output = Output::to(&path).unwrap();
            output.write(&Shown::words(STYLED), color).unwrap();
            output.finish().unwrap();
            assert_eq!(fs::read_to_string(path).unwrap(), expected, "{color}");
        }
    }

    #[test]
    fn what_is_not_finished_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let mut output = Output::to(&folder.path().join("answer.txt")).unwrap();
        output.write(&Shown::words("half"), ColorChoice::Never).unwrap();
        drop(output);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
