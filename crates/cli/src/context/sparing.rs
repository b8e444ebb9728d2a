//! No answer, and no other file, is written over a log, nor over what a command reads.

use std::io;
use std::path::Path;

use asof_store::{Location, Reach, Unsynced, is_open_as, is_same_file};

use super::{Context, nearest};
use crate::failure::Failure;

impl Context<'_> {
    /// Refuses to write a file over the log that is named, or else over the nearest, also where a command reads none. What
    /// else could be named is said with it, such as `folder`.
    pub(crate) fn spare(&self, target: &Path, other: &str) -> Result<(), Failure> {
        // Where there is no log, there is none to spare.
        self.location_to_spare().map_or(Ok(()), |location| spare(&location, target, other))
    }

    /// Returns where the log is that is named, or else the nearest, which is spared under a name that is refused too.
    pub(super) fn location_to_spare(&self) -> Option<Location> {
        if self.global.log.is_none() { nearest().ok() } else { self.location().ok() }
    }

    /// Refuses to write the answer over a log, or over what is kept beside it.
    pub(super) fn spare_from_output(&self, location: &Location) -> Result<(), Failure> {
        match self.output.borrow().target() {
            Some(target) => spare(location, target, "file with -o"),
            None => spare_from_standard_output(location),
        }
    }

    /// Refuses to write the answer over a file that the command reads, or writes itself; `-` is standard input.
    pub(crate) fn spare_input(&self, input: &Path) -> Result<(), Failure> {
        let output = self.output.borrow();
        let Some(target) = output.replaced() else { return Ok(()) };
        let is_input = match input.to_str() {
            Some("-") => is_open_as(target, &io::stdin()),
            _ => is_same_file(input, target),
        };
        if !is_input {
            return Ok(());
        }
        Err(Failure::Usage(format!(
            "`{}` is a file that this command reads or writes, so the answer cannot overwrite it; name another file \
                 with -o",
            target.display()
        )))
    }
}

/// Refuses to print to a log (`>> FILE`): it would no longer be one, and what is read as it grows would never end.
fn spare_from_standard_output(location: &Location) -> Result<(), Failure> {
    match location.files().iter().find(|file| is_open_as(file, &io::stdout())) {
        None => Ok(()),
        Some(file) => Err(Failure::Usage(format!(
            "standard output is `{}`, a file of the log, so nothing was printed; send the answer to another file",
            file.display()
        ))),
    }
}

fn spare(location: &Location, target: &Path, other: &str) -> Result<(), Failure> {
    let is_what = match location.files().iter().position(|file| is_same_file(file, target)) {
        Some(0) => "is the log",
        Some(_) => "belongs to the log, may contain its last events",
        None if is_copy_of_stream(location, target) => "is in the folder of the log's local copy",
        None => return Ok(()),
    };
    Err(Failure::Usage(format!(
        "`{}` {is_what} and cannot be overwritten; name another {other}",
        target.display()
    )))
}

/// Returns whether a file is in the folder of the local copies while a stream is read: nothing else is kept there.
fn is_copy_of_stream(location: &Location, target: &Path) -> bool {
    let is_stream = matches!(location, Location::JetStream(_));
    let copies = || Reach::from_environment(Unsynced::Refuse).copies;
    is_stream && target.parent().zip(copies()).is_some_and(|(folder, copies)| is_same_file(folder, &copies))
}

/// Refuses to begin a log in a file that SQLite keeps beside a database, or will.
pub(super) fn spare_database_beside(location: &Location) -> Result<(), Failure> {
    let Some(name) = location.file().and_then(Path::to_str) else { return Ok(()) };
    let database = ["-wal", "-shm", "-journal"].iter().find_map(|suffix| name.strip_suffix(suffix));
    match database.filter(|database| Path::new(database).is_file()) {
        None => Ok(()),
        Some(database) => Err(Failure::Usage(format!(
            "`{name}` belongs to the database `{database}` and may contain its last events: name another file"
        ))),
    }
}
