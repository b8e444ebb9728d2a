//! A question by the token of an as-of point, and by its words.

use asof_core::{AsOf, Head, Inferred};
use asof_query::ResolvedQuery;

use super::view::CONTEXT;
use super::{Asked, THEN};

impl Asked {
    /// Returns the same asked by a token, which says the process and every clock; `None` if the path says the process.
    pub(crate) fn as_of_token(&self, token: &str) -> Option<Self> {
        if self.in_path().contains(&"process") {
            return None;
        }
        let own = self.given.iter().filter(|(name, _)| !CONTEXT.contains(name));
        let given = own.map(|(name, value)| (*name, value.clone())).collect();
        let is_chain = self.is_set("chain");
        let asked = Self { view: self.view, given }.with("as-of", token);
        Some(if is_chain { asked.with("chain", "yes") } else { asked })
    }

    /// Returns the same asked in words, of the process and about the day that a token says; `head` is where the log ends.
    pub(crate) fn in_words(&self, resolved: &ResolvedQuery, head: u64) -> Self {
        let AsOf { occurred, known, recorded, inferred } = resolved.as_of;
        let known_day =
            ResolvedQuery { as_of: AsOf { occurred: known, ..resolved.as_of }, ..resolved.clone() }.day();
        let known = if known == occurred {
            known_day.map(|_| THEN.to_owned())
        } else {
            known_day.map(|day| day.to_string())
        };
        let recorded = match recorded {
            Head::Seq(seq) if seq < head => Some(seq.to_string()),
            Head::Seq(_) | Head::All => None,
        };
        let said = [
            ("process", Some(resolved.process.to_string())),
            ("at", resolved.day().map(|day| day.to_string())),
            ("known", known),
            ("recorded", recorded),
            ("no-inferred", (inferred == Inferred::Exclude).then(|| "yes".to_owned())),
        ];
        let said = said.into_iter().filter_map(|(name, value)| Some((name, value?)));
        said.fold(self.clone().without("as-of"), |asked, (name, value)| asked.with(name, value))
    }
}
