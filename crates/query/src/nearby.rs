//! "Did you mean" for the keys of a process.

use asof_core::Key;

use crate::dates::near::nearest;
use crate::log::Log;

/// Returns the keys of a process and of the registry that are nearest to a mistyped one, nearest first.
pub fn near(log: &Log, process: &Key, text: &str) -> Vec<String> {
    let drafts = log.events().iter().map(|event| &event.draft);
    let in_reach = drafts.filter(|draft| draft.process().is_none_or(|other| other == process));
    nearest(text, in_reach.map(|draft| (draft.key.as_str(), draft.key.to_string())))
}
