//! Dates where every process is asked: what the same words name in each of them.

use super::base::NamedDate;
use super::error::{DateQuestionError, DateQuestionErrorKind as Kind};
use super::{Calendar, near};

impl Calendar<'_> {
    /// Resolves a base where every process is asked: a date, or what the clock says.
    ///
    /// # Errors
    ///
    /// Refuses what depends on the process: the ends of its record, its rounds and phases, the keys of its events. So it
    /// does where the process is written before them: that day would end in the zone of that process alone.
    pub(super) fn base_in_every(&self, text: &str) -> Result<NamedDate, DateQuestionError> {
        match self.of_the_clock(text) {
            Some(resolved) => resolved,
            None if self.is_of_one_process(text) => Err(Kind::OfOneProcess.of(text)),
            None => self.written_date(text),
        }
    }

    /// Returns whether a text is made as what depends on the process, sound or not.
    fn is_of_one_process(&self, text: &str) -> bool {
        let name = text.rsplit('/').next().unwrap_or(text);
        // No key begins with "round", and none has a colon.
        let is_round = name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("round"));
        ["first", "last"].contains(&text)
            || is_round
            || text.contains("phase:")
            || self.events.iter().any(|entry| entry.key.as_str() == name)
    }

    /// Says what a text that names nothing in any process was probably meant to be.
    pub(super) fn unknown_in_every(text: &str) -> Kind {
        Kind::UnknownInEvery {
            near: near::nearest(text, WORDS.map(|(word, meant)| (word, meant.to_owned()))),
        }
    }
}

/// The words that mean the same of every process, and two that people try, with what to write for each.
const WORDS: [(&str, &str); 4] =
    [("today", "today"), ("now", "now"), ("yesterday", "today-1d"), ("tomorrow", "today+1d")];
