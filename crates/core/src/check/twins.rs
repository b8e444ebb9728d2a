//! Two events that look like two readings of one: of one kind, on one day, of the same people, in nearly the
//! same words. What happened once is one event; who else reports it is a confirmation.

use std::collections::{BTreeSet, VecDeque};

use chrono::NaiveDate;
use foldhash::{HashMap, HashMapExt};

use super::{Code, Entries, Found};
use crate::draft::{Draft, ExternalId};
use crate::kind::WorldKind;
use crate::names::{Claimant, Key};
use crate::reference::References;
use crate::world::Assertion;

/// Of the words of two summaries together, so many in ten are in both if they tell of one thing.
const SHARED_IN_TEN: usize = 7;

/// Fewer words than these say too little to be compared.
const FEWEST_SHARED: usize = 3;

/// What two readings of one event have in common: process, kind, days, claimants, and what the kind names.
type Alike<'a> =
    (&'a Key, &'static str, [Option<NaiveDate>; 2], BTreeSet<&'a Claimant>, BTreeSet<(&'static str, String)>);

/// With how many others like it an event is compared: each comparison takes time, and a day has few events of one kind
/// in one name.
const COMPARED: usize = 25;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    same_ids(entries, found);
    let mut alike: HashMap<Alike<'_>, Readings<'_>> = HashMap::new();
    for (number, draft) in entries.standing() {
        let (Some(process), Some(assertion)) = (draft.process(), draft.assertion()) else { continue };
        let by = assertion.attributed_to.iter().collect();
        let (zone, occurred) = (entries.zone(draft), assertion.occurred.when());
        let days = [occurred.first_day(zone), occurred.last_day(zone)];
        let same = (process, assertion.kind.name(), days, by, named(assertion));
        let reading =
            Reading { number, draft, kind: &assertion.kind, words: words(assertion.summary.as_str()) };
        let others = alike.entry(same).or_default();
        if let Some(twin) = others.twin(&reading) {
            found.entry = number;
            let message = format!(
                "`{}` says nearly the same as `{}`, about the same day and from the same claimant",
                draft.key, twin.key
            );
            let hint = "if they are the same event, retract one and cite both places on the other";
            found.report(Code::CouldMerge, "summary", message, Some(hint));
        }
        others.insert(reading);
    }
}

/// An event, with what it is compared by.
struct Reading<'a> {
    number: usize,
    draft: &'a Draft,
    kind: &'a WorldKind,
    words: BTreeSet<String>,
}

/// Events that have in common what two readings of one have.
#[derive(Default)]
struct Readings<'a> {
    /// The first few that carry the same.
    by_kind: HashMap<&'a WorldKind, Vec<(usize, &'a Draft)>>,
    /// The latest few, which may carry nearly the same.
    latest: VecDeque<Reading<'a>>,
}

impl<'a> Readings<'a> {
    /// Returns the first event that says the same, and that no collection of others has as another one.
    fn twin(&self, own: &Reading<'_>) -> Option<&'a Draft> {
        let same = self.by_kind.get(own.kind).into_iter().flatten().copied();
        let near = self.latest.iter().filter(|other| are_near(&own.words, &other.words));
        let near = near.map(|other| (other.number, other.draft));
        let twins = same.chain(near).filter(|(_, other)| !are_told_apart(own.draft, other));
        twins.min_by_key(|(number, _)| *number).map(|(_, twin)| twin)
    }

    fn insert(&mut self, reading: Reading<'a>) {
        let same = self.by_kind.entry(reading.kind).or_default();
        if same.len() < COMPARED {
            same.push((reading.number, reading.draft));
        }
        if self.latest.len() == COMPARED {
            self.latest.pop_front();
        }
        self.latest.push_back(reading);
    }
}

/// Notes two events of one kind that a collection of others has as one.
fn same_ids(entries: &Entries<'_>, found: &mut Found) {
    let mut with_id: HashMap<(&Key, &'static str, &ExternalId), &Key> = HashMap::new();
    for (number, draft) in entries.standing() {
        let (Some(process), Some(assertion)) = (draft.process(), draft.assertion()) else { continue };
        for external in &draft.external_ids {
            let first = *with_id.entry((process, assertion.kind.name(), external)).or_insert(&draft.key);
            if *first != draft.key {
                found.entry = number;
                let ExternalId { scheme, id } = external;
                let message =
                    format!("`{}` has the id `{id}` in `{scheme}`, and so does `{first}`", draft.key);
                let hint = "if it is the same event, append it under that key: an event the log already has is not \
                    written again";
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

fn are_near(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    // Other figures are other facts, however alike the words.
    if one.symmetric_difference(other).any(|word| is_figure(word)) {
        return false;
    }
    let shared = one.intersection(other).count();
    let together = one.union(other).count();
    shared >= FEWEST_SHARED && shared * 10 >= together * SHARED_IN_TEN
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.len() > 2 || is_figure(word)).map(str::to_lowercase).collect()
}

fn is_figure(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}
