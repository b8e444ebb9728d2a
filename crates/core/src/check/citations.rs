//! New entries say where in their sources they are found, and name each collection of others once.

use std::collections::BTreeSet;

use super::{Code, Entries, Found};
use crate::citation::Citation;
use crate::draft::Draft;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    for (number, subject) in entries.subjects.iter().enumerate() {
        found.entry = number;
        if subject.is_new() {
            locators(subject.draft, found);
        }
        schemes(subject.draft, found);
    }
}

fn locators(draft: &Draft, found: &mut Found) {
    for citation in draft.sources().iter().filter(|citation| citation.locators().next().is_none()) {
        let [others @ .., last] = Citation::LOCATORS.map(|field| format!("`{field}`"));
        let message = format!(
            "`{}` is cited without a place in it: give {} or {last}",
            citation.source,
            others.join(", ")
        );
        let hint = format!("{{\"source\": \"{}\", \"page\": \"12\"}}", citation.source);
        found.report(Code::NoLocator, ("source", &citation.source), message, Some(&hint));
    }
}

fn schemes(draft: &Draft, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for external in draft.external_ids.iter().filter(|external| !seen.insert(&external.scheme)) {
        let message = format!("the scheme `{}` appears twice in `external_ids`", external.scheme);
        let hint = "an entry has one id per collection: keep one, or make two entries";
        found.report(Code::Repeated, ("scheme", &external.scheme), message, Some(hint));
    }
}
