//! "Did you mean", asked of names that lead nowhere.

use foldhash::{HashMap, HashMapExt};

use super::Index;
use crate::names::Key;
use crate::near::nearest;
use crate::reference::Opens;

/// How many unknown names get a suggestion. A reader is shown fewer problems than that. Each unknown name is compared with
/// every known one, so without a limit a batch of unknown names would take time in the square of their number.
const LOOKED_FOR: usize = 100;

/// What a name may have been meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Among<'a> {
    /// What is registered as one of these sorts.
    Registered(&'static [&'static str]),
    /// The gatherings of a process.
    Meetings(&'a Key),
    /// The events of a process.
    Events(&'a Key),
    /// The events of a process that open something.
    Openers(&'a Key, Opens),
}

/// The names nearest to those that lead nowhere, each looked for once. An append shows what is wrong with its drafts: the
/// lines of the log take nothing away from them.
pub(super) struct Suggestions<'i, 'a> {
    index: &'i Index<'a>,
    of_drafts: Found<'a>,
    of_log: Found<'a>,
}

type Found<'a> = HashMap<(Among<'a>, &'a Key), Vec<&'a str>>;

impl<'i, 'a> Suggestions<'i, 'a> {
    pub(super) fn new(index: &'i Index<'a>) -> Self {
        Self { index, of_drafts: Found::new(), of_log: Found::new() }
    }

    /// Returns the names that are nearest to a key, a few; none after too many other keys of drafts, or of the log.
    pub(super) fn near(&mut self, key: &'a Key, among: Among<'a>, is_new: bool) -> &[&'a str] {
        let index = self.index;
        let found = if is_new { &mut self.of_drafts } else { &mut self.of_log };
        if found.len() < LOOKED_FOR && !found.contains_key(&(among, key)) {
            found.insert((among, key), looked_for(index, key.as_str(), among));
        }
        found.get(&(among, key)).map_or(&[], Vec::as_slice)
    }
}

fn looked_for<'a>(index: &Index<'a>, text: &str, among: Among<'a>) -> Vec<&'a str> {
    let twice = |key: &'a str| (key, key);
    match among {
        Among::Registered(sorts) => nearest(text, index.registered_keys(sorts).map(twice)),
        Among::Meetings(process) => nearest(text, index.meeting_keys(process).map(twice)),
        Among::Events(process) => nearest(text, index.event_keys(process).map(twice)),
        Among::Openers(process, opens) => {
            let openers = index.events_of(process).filter(|draft| draft.opens(opens));
            nearest(text, openers.map(|draft| twice(draft.key.as_str())))
        }
    }
}
