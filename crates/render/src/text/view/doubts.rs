//! What is in doubt of a row: who denies it, who has not confirmed it, what others say, where accounts differ.

use asof_core::{Claimant, Key};
use asof_projector::state::ceasefires::Denial;
use asof_projector::{Grounds, Reported, StateRow, Value};
use asof_query::rows::Dispute;

use super::{View, first_and_count, joined, plain, without_repetition};
use crate::text::numbers::quantity_of;
use crate::text::page::{Item, bracketed, code, listed};
use crate::text::state::due;

/// What others say of somebody who may come.
pub(crate) const EXPECTED: &str = "expected";

impl<'a> View<'a> {
    /// Returns what an overview may not leave out of a row: who has not confirmed it, who denies it, that others say
    /// something of it too, that accounts of it differ, and what may change it if its text does not say that of how it stands.
    pub(crate) fn doubts(&self, row: &'a StateRow) -> String {
        let (value, grounds) = (&row.value, &row.grounds);
        let mut doubts = Vec::new();
        doubts.extend(undecided(grounds));
        let silent = value.facets().unvouched();
        doubts.extend((!silent.is_empty()).then(|| format!("not confirmed by {}", self.names(silent))));
        if !grounds.denied_by.is_empty() && value.facets().denials().is_empty() {
            doubts.push(format!("denied in {}", first_and_count(&grounds.denied_by)));
        }
        doubts.extend(self.denials(row).into_iter().map(|denial| format!("denied by {denial}")));
        if value.facets().has_own_word() {
            doubts.extend(self.said_by_others(row));
        }
        if self.is_disputed(row) {
            doubts.push("accounts differ".to_owned());
        }
        if !value.facets().could_merge().is_empty() {
            doubts.push("may count one occasion twice".to_owned());
        }
        let doubts = if doubts.is_empty() { String::new() } else { format!(" ({})", doubts.join("; ")) };
        format!("{}{doubts}", self.otherwise_at_all(row))
    }

    /// Returns what others say beside the own word, a clause for all who say the same.
    fn said_by_others(&self, row: &'a StateRow) -> Vec<String> {
        let mut words: Vec<(&str, Vec<&'a Claimant>)> = Vec::new();
        for said in row.value.facets().reported().iter().filter(|said| said.status != EXPECTED) {
            match words.iter_mut().find(|(word, _)| *word == said.status) {
                Some((_, claimants)) => claimants.extend(&said.attributed_to),
                None => words.push((&said.status, said.attributed_to.iter().collect())),
            }
        }
        let clause = |(word, claimants): (&str, Vec<&'a Claimant>)| {
            format!("{} said: {}", self.claimants_at(row, without_repetition(&claimants)), plain(word))
        };
        words.into_iter().map(clause).collect()
    }

    /// Returns whether accounts differ of what a row rests on.
    fn is_disputed(&self, row: &StateRow) -> bool {
        row.value.facets().discrepancies().is_some_and(|named| !named.is_empty())
            || !self.disputes_of(row).is_empty()
    }

    /// Returns the disputes about a row: those that it names itself, else those about events that it rests on. One that is a
    /// row itself is not disputed by itself.
    pub(crate) fn disputes_of(&self, row: &StateRow) -> Vec<&'a Dispute> {
        self.disputes_about(row.process.as_ref(), row.value.facets().discrepancies(), &row.grounds.events)
    }

    /// Returns the question on which accounts differ, as its discrepancy asks it.
    pub(crate) fn question(&self, row: &StateRow, discrepancy: &Key) -> Option<&'a str> {
        let named = std::slice::from_ref(discrepancy);
        let dispute = self.disputes_about(row.process.as_ref(), Some(named), &[]).pop()?;
        dispute.summary.as_ref().map(|summary| summary.as_str().trim_end_matches('.'))
    }

    /// Returns the disputes that are named, else those about any of these events of a process.
    pub(crate) fn disputes_about(
        &self,
        process: Option<&Key>,
        named: Option<&[Key]>,
        events: &[Key],
    ) -> Vec<&'a Dispute> {
        let process = process.or(self.answering);
        let is_about = |dispute: &&Dispute| {
            Some(&dispute.process) == process
                && match named {
                    Some(named) => named.contains(&dispute.discrepancy),
                    None => dispute.events.iter().any(|event| events.contains(event)),
                }
        };
        self.disputes.iter().filter(is_about).collect()
    }

    /// Returns how accounts of a row differ, a line each: in words, or by the key where the answer has no words.
    pub(super) fn disputes(&self, row: &StateRow) -> Vec<String> {
        let told = self.disputes_of(row);
        let words = told.iter().map(|dispute| dispute_in_words(dispute));
        let named = row.value.facets().discrepancies().unwrap_or_default().iter();
        let bare = named.filter(|key| !told.iter().any(|dispute| dispute.discrepancy == **key));
        words.chain(bare.map(|key| format!("[{}]", code(key.as_str())))).collect()
    }

    /// Returns who denies which phase of a row that has phases.
    pub(super) fn denials(&self, row: &'a StateRow) -> Vec<String> {
        let turns = &row.grounds.history;
        let denial = |denial: &'a Denial| {
            let turn = turns.iter().find(|turn| turn.event == denial.of);
            let phase = turn.map_or_else(String::new, |turn| plain(&turn.value));
            let by = self.claimants_of(denial);
            format!("{by}: {phase} {}", bracketed(&[&denial.of, &denial.event]))
        };
        // What is alleged names its deniers itself.
        let alleged = row.value.facets().allegations();
        let is_of_a_phase = |denial: &&Denial| !alleged.iter().any(|said| said.event == denial.of);
        row.value.facets().denials().iter().filter(is_of_a_phase).map(denial).collect()
    }

    /// Adds what others say, those who expect somebody in one line.
    pub(super) fn reports(&self, row: &'a StateRow, item: &mut Item) {
        let (expected, other): (Vec<_>, Vec<_>) =
            row.value.facets().reported().iter().partition(|said| said.status == EXPECTED);
        let by = |said: &'a Reported| format!("{} {}", self.claimants_of(said), bracketed(&[&said.event]));
        if !expected.is_empty() {
            item.fact("expected by", joined(&expected.into_iter().map(by).collect::<Vec<_>>()));
        }
        for said in other {
            let terms = reported_terms(row, said);
            let status = plain(&said.status);
            item.fact("reported by", format!("{}, not in their own word: {status}{terms}", by(said)));
        }
    }

    /// Returns the word of another, which moves nothing.
    pub(crate) fn reported(&self, said: &'a Reported) -> String {
        let by = self.claimants_of(said);
        let event = bracketed(&[&said.event]);
        match said.status.as_str() {
            EXPECTED => format!("expected by {by} {event}"),
            status => format!("reported by {by}, not in their own word: {} {event}", plain(status)),
        }
    }
}

/// Returns the number and the deadline that somebody says others promised; empty where they say none.
pub(crate) fn reported_terms(row: &StateRow, said: &Reported) -> String {
    let Value::Commitment(promise) = &row.value else { return String::new() };
    let terms = promise.reported_terms.iter().find(|terms| terms.event == said.event);
    terms.map_or(String::new(), |terms| {
        let figure =
            terms.promised.as_ref().map(|figure| quantity_of(Some(promise.category.as_str()), figure));
        format!("{}{}", figure.map_or(String::new(), |figure| format!(" {figure}")), due(&terms.due))
    })
}

/// Returns what a row may be, where the record does not say which of several events came last.
pub(super) fn undecided(grounds: &Grounds) -> Option<String> {
    let outcomes: Vec<String> = grounds.undecided_between.iter().map(|outcome| plain(outcome)).collect();
    let events = &grounds.order_undecided;
    (!events.is_empty()).then(|| format!("{}, order not recorded: {}", outcomes.join(" or "), listed(events)))
}

/// Returns how a row stands in words, or that the record does not say which of several came last.
pub(crate) fn stands(grounds: &Grounds, word: &str) -> String {
    match grounds.undecided_between.as_slice() {
        [] => plain(word),
        outcomes => order_not_recorded(outcomes),
    }
}

/// Says between what the record leaves open how a row stands.
pub(crate) fn order_not_recorded<S: AsRef<str>>(outcomes: &[S]) -> String {
    let outcomes: Vec<String> = outcomes.iter().map(|outcome| plain(outcome.as_ref())).collect();
    format!("{}: the order is not recorded", outcomes.join(" or "))
}

/// The label of what accounts differ about.
pub(crate) const DISPUTED: &str = "disputed";

/// Returns what accounts differ about, and the reading that the log uses.
pub(crate) fn dispute_in_words(dispute: &Dispute) -> String {
    let summary = dispute.summary.as_ref().map_or("no summary", |summary| summary.as_str());
    let summary = summary.trim_end_matches('.');
    let followed =
        dispute.followed.as_ref().map_or(String::new(), |followed| format!("; followed: {followed}"));
    format!("{summary}{followed} [{}]", code(dispute.discrepancy.as_str()))
}
