//! "Did you mean", asked of names that lead nowhere.

use std::collections::HashMap;

use super::Index;
use super::references::opened;
use crate::names::Key;
use crate::near::nearest;
use crate::reference::Opens;

/// For so many names the nearest are looked for, which is as many as a reader is shown. Each is compared with every name
/// that there is: without a limit, a batch whose names all lead nowhere takes the square of their number.
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

/// The names nearest to those that lead nowhere, each looked for once.
pub(super) struct Suggestions<'i, 'a> {
    index: &'i Index<'a>,
    found: HashMap<(Among<'a>, &'a Key), Vec<&'a str>>,
}

impl<'i, 'a> Suggestions<'i, 'a> {
    pub(super) fn new(index: &'i Index<'a>) -> Self {
        Self { index, found: HashMap::new() }
    }

    /// Returns the names that are nearest to a key, a few; none of a key that comes behind too many others.
    pub(super) fn near(&mut self, key: &'a Key, among: Among<'a>) -> &[&'a str] {
        if self.found.len() < LOOKED_FOR && !self.found.contains_key(&(among, key)) {
            let near = self.looked_for(key.as_str(), among);
            self.found.insert((among, key), near);
        }
        self.found.get(&(among, key)).map_or(&[], Vec::as_slice)
    }

    fn looked_for(&self, text: &str, among: Among<'a>) -> Vec<&'a str> {
        let index = self.index;
        let twice = |key: &'a str| (key, key);
        match among {
            Among::Registered(sorts) => nearest(text, index.registered_keys(sorts).map(twice)),
            Among::Meetings(process) => nearest(text, index.meeting_keys(process).map(twice)),
            Among::Events(process) => nearest(text, index.event_keys(process).map(twice)),
            Among::Openers(process, opens) => {
                let openers = index.events_of(process).filter(|draft| opened(draft, opens));
                nearest(text, openers.map(|draft| twice(draft.key.as_str())))
            }
        }
    }
}
