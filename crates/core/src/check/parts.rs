//! Commitments that are parts of others form a tree of one unit, debtor and creditor; what is delivered on several
//! that are not linked counts for neither.

use std::collections::BTreeSet;

use super::index::assertion;
use super::{Code, Entries, Found, Index};
use crate::draft::{Assertion, Draft, Entry};
use crate::kind::{AgreementPhase, Commitment, CommitmentPhase, WorldKind};
use crate::names::Key;
use crate::quantity::Quantity;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let index = &entries.index;
    for (number, draft) in entries.standing() {
        found.entry = number;
        let (Some(process), Some(assertion)) = (draft.process(), assertion(draft)) else { continue };
        if let WorldKind::Commitment(commitment) = &assertion.kind {
            links(index, process, draft, commitment, found);
        }
        delivered_on_several(index, process, assertion, found);
    }
}

/// Checks the links of a promise to others and to the phase of its agreement.
fn links(index: &Index<'_>, process: &Key, draft: &Draft, commitment: &Commitment, found: &mut Found) {
    let Some(promise) = commitment.promise() else { return };
    if promise.ratio.is_some() && promise.in_return_for.is_none() {
        let hint = "name the other commitment in `in_return_for`";
        found.report(Code::Shape, "ratio", "a ratio to nothing".to_owned(), Some(hint));
    }
    in_phase(index, process, promise, found);
    let Some(whole) = &promise.part_of else { return };
    if promise.commitment.is_some() {
        let message = "`part_of` stands on the event that opens a commitment, not on one that restates it";
        let hint = "leave it out here, and correct the opening event if it lacks it";
        found.report(Code::WrongPart, ("part_of", whole), message.to_owned(), Some(hint));
        return;
    }
    let own = opened(draft, &draft.key).map_or(&draft.key, |key| key);
    if wholes(index, process, promise).contains(&own) {
        let message = format!("`{own}` is a part of itself, by way of `{whole}`");
        found.report(Code::WrongPart, ("part_of", whole), message, Some("leave out one of the links"));
        return;
    }
    let Some(of_whole) = promise_of(index, process, whole) else { return };
    for (field, is_same) in [
        ("owed_by", same(&promise.owed_by, &of_whole.owed_by)),
        ("owed_to", same(&promise.owed_to, &of_whole.owed_to)),
        ("unit", unit(promise).zip(unit(of_whole)).is_none_or(|(part, whole)| part == whole)),
    ] {
        if !is_same {
            let message = format!("`{field}` is not that of `{whole}`, of which this is a part");
            let hint =
                "a part has the debtor, creditor, unit and `every` of the whole; else leave out `part_of`";
            found.report(Code::WrongPart, field, message, Some(hint));
        }
    }
}

/// Checks that the agreement of a promise has the phase to which it belongs.
fn in_phase(index: &Index<'_>, process: &Key, promise: &CommitmentPhase, found: &mut Found) {
    let Some(phase) = &promise.phase else { return };
    let Some(agreement) = &promise.agreement else {
        let hint = "name the agreement in `agreement`";
        found.report(Code::Shape, ("phase", phase), "a phase of no agreement".to_owned(), Some(hint));
        return;
    };
    let phases = phases(index, process, agreement);
    if !phases.iter().any(|known| known.id == *phase) {
        let known: Vec<String> = phases.iter().map(|phase| format!("`{}`", phase.id)).collect();
        let hint = match known.is_empty() {
            true => format!("list its `phases` on an event of `{agreement}`"),
            false => format!("its phases are {}", known.join(", ")),
        };
        let message = format!("`{agreement}` has no phase `{phase}`");
        found.report(Code::UnknownReference, ("phase", phase), message, Some(&hint));
    }
}

/// Returns the phases of an agreement, by any of its events.
fn phases<'a>(index: &Index<'a>, process: &Key, agreement: &Key) -> Vec<&'a AgreementPhase> {
    let stages = index.events_of(process).filter_map(|draft| match &assertion(draft)?.kind {
        WorldKind::Agreement(stage) if stage.named().unwrap_or(&draft.key) == agreement => stage.stage(),
        _ => None,
    });
    stages.flat_map(|stage| &stage.phases).collect()
}

/// Reports a delivery on several promises that look like one within the other.
fn delivered_on_several(index: &Index<'_>, process: &Key, assertion: &Assertion, found: &mut Found) {
    let links: BTreeSet<&Key> = assertion.delivers.iter().map(|link| &link.commitment).collect();
    let promises: Vec<_> =
        links.into_iter().filter_map(|key| Some((key, promise_of(index, process, key)?))).collect();
    for (number, (one, first)) in promises.iter().enumerate() {
        for (other, second) in &promises[number + 1..] {
            let is_linked =
                wholes(index, process, first).contains(other) || wholes(index, process, second).contains(one);
            if !is_linked && are_alike(first, second) {
                let message = format!(
                    "it delivers on `{one}` and `{other}`, which are not linked: how much of it belongs to each is \
                     not known, so it counts for each between nothing and all"
                );
                let hint =
                    "if one is a part of the other, say so in its `part_of` and name only the part here";
                found.report(Code::SharedDelivery, ("delivers", *other), message, Some(hint));
            }
        }
    }
}

/// Returns whether one promise may be within the other: of the same thing, by the same to the same.
fn are_alike(one: &CommitmentPhase, other: &CommitmentPhase) -> bool {
    one.category == other.category
        && same(&one.owed_by, &other.owed_by)
        && same(&one.owed_to, &other.owed_to)
        && unit(one) == unit(other)
}

fn same(one: &[Key], other: &[Key]) -> bool {
    one.iter().collect::<BTreeSet<_>>() == other.iter().collect()
}

/// Returns in what a promise counts, with the period of a rate.
fn unit(promise: &CommitmentPhase) -> Option<(&str, Option<crate::quantity::Every>)> {
    promise.quantity.as_ref().map(|quantity: &Quantity| (quantity.unit().as_str(), quantity.every()))
}

/// Returns the commitments of which a promise is a part, nearest first.
fn wholes<'a>(index: &Index<'a>, process: &Key, promise: &'a CommitmentPhase) -> Vec<&'a Key> {
    let mut wholes: Vec<&Key> = Vec::new();
    let mut next = promise.part_of.as_ref();
    while let Some(whole) = next
        && !wholes.contains(&whole)
    {
        wholes.push(whole);
        next = promise_of(index, process, whole).and_then(|promise| promise.part_of.as_ref());
    }
    wholes
}

/// Returns what the event that opened a commitment promises.
fn promise_of<'a>(index: &Index<'a>, process: &Key, key: &Key) -> Option<&'a CommitmentPhase> {
    match &assertion(index.local(process, key)?)?.kind {
        WorldKind::Commitment(commitment) => commitment.promise(),
        _ => None,
    }
}

/// Returns the key under which an entry opens something: its own, or that of the entry that it replaces.
fn opened<'a>(draft: &'a Draft, own: &'a Key) -> Option<&'a Key> {
    match &draft.entry {
        Entry::World(_) => Some(own),
        Entry::Record(record) => record.kind.target(),
        Entry::Registry(_) => None,
    }
}
