//! `snapshot check`: every snapshot of a folder asked again of the log as it is now.

use std::path::PathBuf;

use asof_core::Until;

use super::ancestry::Ancestry;
use super::answer::{Action, Became, KeptStatus, Report, Reporting};
use super::compare::{ComparedAt, Comparison};
use super::problem::SnapshotProblem;
use super::{EXTENSION, EditedBy, Snapshot};
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

/// Why the file of a snapshot is none.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) message: String,
    pub(crate) problems: Vec<SnapshotProblem>,
}

impl Found {
    pub(crate) fn open(&self) -> Result<(Snapshot, EditedBy), Unreadable> {
        match &self.text {
            Err(message) => Err(Unreadable { message: message.clone(), problems: Vec::new() }),
            Ok(text) => Snapshot::read(text).map_err(|problems| Unreadable {
                message: "it cannot be read as a snapshot".to_owned(),
                problems,
            }),
        }
    }

    pub(crate) fn file(&self) -> String {
        format!("{}.{EXTENSION}", self.name)
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

    /// Returns what is wrong with a name that no snapshot has.
    pub(crate) fn no_such(&self, name: &str) -> String {
        let near = nearest(name, self.found.iter().map(|found| (found.name.as_str(), found.name.clone())));
        format!("there is no snapshot of that name in {}{}", self.place.display(), did_you_mean(&near))
    }
}

/// Returns the name in what was typed for it: the name, its file, or the path of that.
fn bare(typed: &str) -> &str {
    let file = typed.rsplit(['/', '\\']).next().unwrap_or(typed);
    file.strip_suffix(EXTENSION).and_then(|file| file.strip_suffix('.')).unwrap_or(file)
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
    let lineage = Ancestry::of(log);
    let (found, missing) = folder.named(names);
    let mut report = Reporting::new(Action::Check);
    for found in found {
        match found.open() {
            Err(unreadable) => report.add(Became::unreadable(found, unreadable)),
            Ok((golden, _)) if is_of_another(&golden, process) => report.leave_out(),
            Ok((golden, hand)) => report.add(checked(log, &lineage, found, golden, hand)),
        }
    }
    for name in missing {
        report.add(Became::missing(name, folder.no_such(name)));
    }
    if names.is_empty() {
        folder.strays.iter().for_each(|file| report.add(Became::stray(file)));
    }
    Ok(report.finish(log, folder))
}

fn checked(log: &Log, lineage: &Ancestry<'_>, found: &Found, golden: Snapshot, hand: EditedBy) -> Became {
    match golden.question.ask(log) {
        Err(error) => Became::orphan(found, golden, error.to_string()),
        Ok(asked) => {
            let comparison = Comparison::of(log, lineage, (&golden, hand), &asked, ComparedAt::Kept);
            let status = if comparison.is_clean() { KeptStatus::Unchanged } else { KeptStatus::Changed };
            Became::compared(found, status, golden, comparison)
        }
    }
}

pub(crate) fn refuse_unknown(log: &Log, process: Option<&str>) -> Result<(), ProcessError> {
    match process {
        None => Ok(()),
        named => choose(log.processes(), named, Until::All).map(|_| ()),
    }
}

pub(crate) fn is_of_another(golden: &Snapshot, process: Option<&str>) -> bool {
    process.is_some_and(|process| process != golden.question.process.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_typed_as_its_file() {
        for typed in
            ["round-1", "round-1.snapshot", "events/snapshots/round-1.snapshot", r"snapshots\round-1"]
        {
            assert_eq!(bare(typed), "round-1");
        }
        assert_eq!(bare("snapshot"), "snapshot");
    }
}
