//! `snapshot check`: every snapshot of a folder asked again of the log as it is now.

use std::path::PathBuf;

use asof_core::{AsOf, Head, Until};

use super::answer::{Action, KeptStatus, Report, Reporting};
use super::compare::Comparison;
use super::file::{Snapshot, Unreadable};
use super::name::{EXTENSION, SnapshotName};
use crate::ask::dates::near::{did_you_mean, nearest};
use crate::source::log::Log;
use crate::source::process::{ProcessError, choose};

/// A folder of snapshots as it was read.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    /// Where it is.
    pub place: PathBuf,
    /// Its snapshots, by name.
    pub found: Vec<Found>,
    /// The names of its other files; hidden ones apart, which belong to other programs.
    pub strays: Vec<String>,
}

/// The file of a snapshot.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its name without the ending.
    pub name: String,
    /// Its text, or why that could not be read.
    pub text: Result<String, String>,
}

impl Found {
    pub(crate) fn open(&self) -> Result<Snapshot, Unreadable> {
        Snapshot::read(self.text.as_ref().map_err(Unreadable::saying)?)
    }
}

impl Folder {
    /// Returns the snapshots of these names, all of them without a name; and the names that none has.
    pub(crate) fn named<'n>(&self, names: &'n [String]) -> (Vec<&Found>, Vec<&'n str>) {
        let names: Vec<&str> = names.iter().map(|name| bare(name)).collect();
        let is_named = |found: &&Found| names.is_empty() || names.contains(&found.name.as_str());
        let found: Vec<&Found> = self.found.iter().filter(is_named).collect();
        let is_there = |name: &str| found.iter().any(|found| found.name == name);
        let missing = names.into_iter().filter(|name| !is_there(name)).collect();
        (found, missing)
    }

    /// Returns the file of a name. Names that differ in case alone are one file on some systems.
    pub(crate) fn at(&self, name: &SnapshotName) -> Option<&Found> {
        self.found.iter().find(|found| found.name.eq_ignore_ascii_case(name.as_str()))
    }

    /// Returns what is wrong with a name that no snapshot has.
    pub(crate) fn no_such(&self, name: &str) -> String {
        let near = nearest(name, self.found.iter().map(|found| (found.name.as_str(), found.name.clone())));
        format!("there is no snapshot of that name in {}{}", self.place.display(), did_you_mean(&near))
    }
}

/// Returns the name in what was typed for it: the name, its file, or the path of that.
fn bare(typed: &str) -> &str {
    let file = typed.rsplit(['/', '\\']).next().unwrap_or(typed);
    file.strip_suffix(EXTENSION).unwrap_or(file)
}

/// Compares the snapshots of these names, all of the folder's without a name, with the log as it is now: at the
/// moment at which each was taken, with all that the log holds of that moment since. With a process, only those of
/// that process.
///
/// # Errors
///
/// The log has no such process.
pub fn check(
    log: &Log,
    folder: &Folder,
    names: &[String],
    process: Option<&str>,
) -> Result<Report, ProcessError> {
    refuse_unknown(log, process)?;
    let (found, missing) = folder.named(names);
    let mut report = Reporting::new(log, folder, process);
    for found in found {
        let Some((golden, asked)) = report.asked_again(found) else { continue };
        let now = AsOf { recorded: Head::All, ..golden.point() };
        let comparison = Comparison::of(&report, &golden, &asked, &now);
        let status = if comparison.is_clean() { KeptStatus::Unchanged } else { KeptStatus::Changed };
        report.add(&found.name, status, &golden, comparison);
    }
    missing.into_iter().for_each(|name| report.miss(name));
    if names.is_empty() {
        folder.strays.iter().for_each(|file| report.stray(file));
    }
    Ok(report.finish(Action::Check))
}

pub(crate) fn refuse_unknown(log: &Log, process: Option<&str>) -> Result<(), ProcessError> {
    process.map_or(Ok(()), |named| choose(log.processes(), Some(named), Until::All).map(|_| ()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_typed_as_its_file() {
        for typed in [
            "round-1",
            "round-1.snapshot.json",
            "events/snapshots/round-1.snapshot.json",
            r"snapshots\round-1",
        ] {
            assert_eq!(bare(typed), "round-1");
        }
        assert_eq!(bare("snapshot.json"), "snapshot.json");
    }
}
