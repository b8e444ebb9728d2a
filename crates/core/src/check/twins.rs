//! Two events that look like two readings of one: of one kind, on one day, of the same people, in nearly the
//! same words. What happened once is one event; who else reports it is a confirmation.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::index::assertion;
use super::{Code, Entries, Found};
use crate::draft::{Assertion, Draft, ExternalId};
use crate::names::{Claimant, Key};
use crate::reference::References;

/// Of the words of two summaries together, so many in ten are in both if they tell of one thing.
const SHARED_IN_TEN: usize = 7;

/// Fewer words than these say too little to be compared.
const FEWEST_SHARED: usize = 3;

/// What two readings of one event have in common: process, kind, days, claimants, and what the kind names.
type Alike<'a> =
    (&'a Key, &'static str, [Option<NaiveDate>; 2], BTreeSet<&'a Claimant>, BTreeSet<(&'static str, String)>);

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    same_ids(entries, found);
    let mut alike: HashMap<Alike<'_>, Vec<&Draft>> = HashMap::new();
    for (number, draft) in entries.standing() {
        let (Some(process), Some(assertion)) = (draft.process(), assertion(draft)) else { continue };
        let by = assertion.attributed_to.iter().collect();
        let (zone, occurred) = (entries.zone(draft), assertion.occurred.when());
        let days = [occurred.first_day(zone), occurred.last_day(zone)];
        let same = (process, assertion.kind.name(), days, by, named(assertion));
        let others = alike.entry(same).or_default();
        let twin =
            others.iter().find(|other| says_the_same(assertion, other) && !are_told_apart(draft, other));
        if let Some(twin) = twin {
            found.entry = number;
            let message = format!(
                "`{}` says nearly what `{}` says, of the same day and in the same name",
                draft.key, twin.key
            );
            let hint = "if it is the same event, retract one of them and cite both places on the other";
            found.report(Code::CouldMerge, "summary", message, Some(hint));
        }
        others.push(draft);
    }
}

/// Notes two events of one kind that a collection of others has as one.
fn same_ids(entries: &Entries<'_>, found: &mut Found) {
    let mut with_id: HashMap<(&Key, &'static str, &ExternalId), &Key> = HashMap::new();
    for (number, draft) in entries.standing() {
        let (Some(process), Some(assertion)) = (draft.process(), assertion(draft)) else { continue };
        for external in &draft.external_ids {
            let first = *with_id.entry((process, assertion.kind.name(), external)).or_insert(&draft.key);
            if *first != draft.key {
                found.entry = number;
                let ExternalId { scheme, id } = external;
                let message = format!("`{}` is `{id}` of `{scheme}`, and so is `{first}`", draft.key);
                let hint = "if it is the same event, append it under that key: what is there already is not written again";
                found.report(Code::CouldMerge, "external_ids", message, Some(hint));
            }
        }
    }
}

/// Returns what the kind names: who speaks, the parties, the place, what it is about.
fn named(assertion: &Assertion) -> BTreeSet<(&'static str, String)> {
    let mut references = References::default();
    assertion.kind.references(&mut references);
    references.0.into_iter().map(|cited| (cited.field, cited.reference.to_string())).collect()
}

/// Returns whether a collection of others has the two as two: they have different ids of one scheme.
fn are_told_apart(one: &Draft, other: &Draft) -> bool {
    let differs = |a: &ExternalId| other.external_ids.iter().any(|b| a.scheme == b.scheme && a.id != b.id);
    one.external_ids.iter().any(differs)
}

fn says_the_same(one: &Assertion, other: &Draft) -> bool {
    assertion(other)
        .is_some_and(|other| one.kind == other.kind || are_near(one.summary.as_str(), other.summary.as_str()))
}

fn are_near(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(words);
    // Other figures are other facts, however alike the words.
    if one.symmetric_difference(&other).any(|word| is_figure(word)) {
        return false;
    }
    let shared = one.intersection(&other).count();
    let together = one.union(&other).count();
    shared >= FEWEST_SHARED && shared * 10 >= together * SHARED_IN_TEN
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.len() > 2 || is_figure(word)).map(str::to_lowercase).collect()
}

fn is_figure(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}
