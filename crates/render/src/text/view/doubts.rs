//! What is in doubt of a row: who denies it, who has not vouched for it, what others say, where accounts differ.

use super::{View, first_and_count, joined, plain, without_repetition};
use crate::text::fields::Fields;
use crate::text::page::{bracketed, code, listed};
use crate::text::wording::has_own_word;

impl<'a> View<'a> {
    /// Returns what an overview may not leave out of a row: who has not vouched for it, who denies it, that others say
    /// something of it too, that accounts of it differ, and what may change it if its text does not say that of how it stands.
    pub(crate) fn doubts(&self, row: Fields<'a>) -> String {
        let mut doubts = Vec::new();
        doubts.extend(undecided(row));
        doubts.extend(self.unvouched(row));
        let denied = row.texts("denied_by");
        let denials = self.denials(row);
        if !denied.is_empty() && row.rows("denials").is_empty() {
            doubts.push(format!("denied in {}", first_and_count(&denied)));
        }
        doubts.extend(denials);
        if has_own_word(row) {
            doubts.extend(self.said_by_others(row));
        }
        if self.is_disputed(row) {
            doubts.push("accounts differ".to_owned());
        }
        if !row.texts("could_merge").is_empty() {
            doubts.push("may count one occasion twice".to_owned());
        }
        let doubts = if doubts.is_empty() { String::new() } else { format!(" ({})", doubts.join("; ")) };
        format!("{}{doubts}", self.otherwise_at_all(row))
    }

    /// Returns what others say beside the own word, a clause for all who say the same.
    fn said_by_others(&self, row: Fields<'a>) -> Vec<String> {
        let mut words: Vec<(&str, Vec<&str>)> = Vec::new();
        for said in row.rows("reported") {
            let status = said.text("status").unwrap_or("expected");
            if status == "expected" {
                continue;
            }
            match words.iter_mut().find(|(word, _)| *word == status) {
                Some((_, claimants)) => claimants.extend(said.texts("attributed_to")),
                None => words.push((status, said.texts("attributed_to"))),
            }
        }
        let clause = |(word, claimants): (&str, Vec<&'a str>)| {
            format!("{} said: {}", self.claimants_at(row, &without_repetition(&claimants)), plain(word))
        };
        words.into_iter().map(clause).collect()
    }

    /// Returns whether accounts differ of what a row rests on.
    fn is_disputed(&self, row: Fields<'a>) -> bool {
        !row.texts("discrepancies").is_empty() || !self.disputes_of(row).is_empty()
    }

    /// Returns the disputes about a row: those that it names itself, else those about events that it rests on. One that is a
    /// row itself is not disputed by itself.
    pub(crate) fn disputes_of(&self, row: Fields<'a>) -> Vec<Fields<'a>> {
        let process = row.text("process").or(self.document.text("process"));
        let named = (!row.value("discrepancies").is_null()).then(|| row.texts("discrepancies"));
        let events = row.texts("events");
        let is_about = |dispute: &Fields<'a>| {
            dispute.text("process") == process
                && match &named {
                    Some(named) => dispute.text("discrepancy").is_some_and(|key| named.contains(&key)),
                    None => dispute.texts("events").iter().any(|event| events.contains(event)),
                }
        };
        self.document.rows("disputes").into_iter().filter(is_about).collect()
    }

    /// Returns how accounts of a row differ, a line each: in words, or by the key where the document has no words.
    pub(super) fn disputes(&self, row: Fields<'a>) -> Vec<String> {
        let told = self.disputes_of(row);
        let words = told.iter().map(|dispute| dispute_in_words(*dispute));
        let bare = row
            .texts("discrepancies")
            .into_iter()
            .filter(|key| !told.iter().any(|dispute| dispute.text("discrepancy") == Some(key)));
        words.chain(bare.map(|key| format!("accounts differ: {}", code(key)))).collect()
    }

    /// Returns who denies which phase of a row that tells it.
    pub(super) fn denials(&self, row: Fields<'a>) -> Vec<String> {
        let turns = row.rows("history");
        let denial = |denial: &Fields<'a>| {
            let of = denial.text("of");
            let turn = turns.iter().find(|turn| turn.text("event") == of);
            let phase = turn.and_then(|turn| turn.text("value")).map_or_else(String::new, plain);
            let by = self.claimants_of(*denial);
            let keys: Vec<&str> = of.into_iter().chain(denial.text("event")).collect();
            format!("denied by {by}: {phase} {}", bracketed(&keys))
        };
        // What is alleged names its deniers itself.
        let alleged = row.rows("allegations");
        let is_of_a_phase =
            |denial: &&Fields<'a>| !alleged.iter().any(|said| said.text("event") == denial.text("of"));
        row.rows("denials").iter().filter(is_of_a_phase).map(denial).collect()
    }

    /// Returns what others say, those who expect somebody in one line.
    pub(super) fn reports(&self, row: Fields<'a>) -> Vec<String> {
        let rows = row.rows("reported");
        let (expected, other): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|said| said.text("status") == Some("expected"));
        let by = |said: &Fields<'a>| {
            let event: Vec<&str> = said.text("event").into_iter().collect();
            format!("{} {}", self.claimants_of(*said), bracketed(&event))
        };
        let expected: Vec<String> = expected.iter().map(by).collect();
        let expected = (!expected.is_empty()).then(|| format!("expected by {}", joined(&expected)));
        expected.into_iter().chain(other.into_iter().map(|said| self.reported(said))).collect()
    }

    pub(super) fn unvouched(&self, row: Fields<'a>) -> Option<String> {
        let silent = row.texts("unvouched");
        (!silent.is_empty()).then(|| format!("not vouched for by {}", self.names(&silent)))
    }

    /// Returns the word of another, which moves nothing.
    pub(crate) fn reported(&self, said: Fields<'a>) -> String {
        let by = self.claimants_of(said);
        let event = bracketed(&said.text("event").into_iter().collect::<Vec<_>>());
        match said.text("status") {
            Some("expected") | None => format!("expected by {by} {event}"),
            Some(status) => format!("reported by {by}, not in their own word: {} {event}", plain(status)),
        }
    }
}

/// Returns what a row may be, where the record does not say which of several events came last.
pub(super) fn undecided(row: Fields<'_>) -> Option<String> {
    let events = row.texts("order_undecided");
    let outcomes: Vec<String> = row.texts("undecided_between").into_iter().map(plain).collect();
    (!events.is_empty())
        .then(|| format!("{}, order not recorded: {}", outcomes.join(" or "), listed(&events)))
}

/// Returns how a row stands in words, or that the record does not say which of several came last.
pub(crate) fn stands(row: Fields<'_>, word: &str) -> String {
    match row.texts("undecided_between").as_slice() {
        [] => plain(word),
        outcomes => order_not_recorded(outcomes),
    }
}

/// Says between what the record leaves open how a row stands.
pub(crate) fn order_not_recorded(outcomes: &[&str]) -> String {
    let outcomes: Vec<String> = outcomes.iter().map(|outcome| plain(outcome)).collect();
    format!("{}: the order is not recorded", outcomes.join(" or "))
}

/// How a line begins that says where accounts differ.
pub(crate) const DISPUTED: &str = "accounts differ: ";

/// Returns what accounts differ about, and the reading that the log uses.
pub(crate) fn dispute_in_words(dispute: Fields<'_>) -> String {
    let key = dispute.text("discrepancy").unwrap_or_default();
    let summary = dispute.text("summary").unwrap_or("no summary").trim_end_matches('.');
    let followed =
        dispute.text("followed").map_or(String::new(), |followed| format!("; followed: {followed}"));
    format!("{DISPUTED}{summary}{followed} [{}]", code(key))
}

pub(super) fn confirmed(row: Fields<'_>) -> Option<String> {
    let confirmed = row.texts("confirmed_by");
    (!confirmed.is_empty()).then(|| format!("confirmed in {}", listed(&confirmed)))
}
