//! Commitments that are parts of others form a tree of one unit, debtor and creditor; what is delivered on several
//! that are not linked counts for neither.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::{Code, Entries, Found};
use crate::draft::{Draft, Entry};
use crate::kind::{AgreementPhase, Commitment, CommitmentPhase, WorldKind};
use crate::names::{Key, Word};
use crate::quantity::{Every, Quantity};
use crate::world::Assertion;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let deals = Deals::new(entries);
    for (number, draft) in entries.standing() {
        found.entry = number;
        let (Some(process), Some(assertion)) = (draft.process(), draft.assertion()) else { continue };
        if let WorldKind::Commitment(commitment) = &assertion.kind {
            links(&deals, process, draft, commitment, found);
        }
        delivered_on_several(&deals, process, assertion, found);
    }
}

/// The promises and the phases of agreements of a log, as corrections have them.
#[derive(Default)]
struct Deals<'a> {
    /// What opens a commitment, by process and key.
    promises: HashMap<(&'a Key, &'a Key), &'a CommitmentPhase>,
    /// The phases of an agreement, by any of its events.
    phases: HashMap<(&'a Key, &'a Key), Vec<&'a AgreementPhase>>,
}

impl<'a> Deals<'a> {
    fn new(entries: &Entries<'a>) -> Self {
        let mut deals = Self::default();
        for (_, draft) in entries.standing() {
            let (Some(process), Some(assertion)) = (draft.process(), draft.assertion()) else { continue };
            match &assertion.kind {
                WorldKind::Commitment(commitment) if commitment.named().is_none() => {
                    let promise = commitment.promise();
                    promise.and_then(|promise| deals.promises.insert((process, opened(draft)), promise));
                }
                WorldKind::Agreement(stage) => {
                    let of = (process, stage.named().unwrap_or(opened(draft)));
                    let phases = stage.stage().into_iter().flat_map(|stage| &stage.phases);
                    deals.phases.entry(of).or_default().extend(phases);
                }
                _ => {}
            }
        }
        deals
    }

    fn promise(&self, process: &'a Key, key: &'a Key) -> Option<&'a CommitmentPhase> {
        self.promises.get(&(process, key)).copied()
    }

    /// Returns the commitments of which a promise is a part, nearest first.
    fn wholes(&self, process: &'a Key, promise: &'a CommitmentPhase) -> Vec<&'a Key> {
        let mut seen = HashSet::new();
        let whole_of = |key: &&'a Key| self.promise(process, key)?.part_of.as_ref();
        let wholes = std::iter::successors(promise.part_of.as_ref(), whole_of);
        wholes.take_while(|whole| seen.insert(*whole)).collect()
    }
}

/// Checks the links of a promise to others and to the phase of its agreement.
fn links<'a>(
    deals: &Deals<'a>,
    process: &'a Key,
    draft: &'a Draft,
    commitment: &'a Commitment,
    found: &mut Found,
) {
    let Some(promise) = commitment.promise() else { return };
    if promise.ratio.is_some() && promise.in_return_for.is_none() {
        let hint = "name the other commitment in `in_return_for`";
        found.report(Code::Shape, "ratio", "a ratio without the other commitment".to_owned(), Some(hint));
    }
    in_phase(deals, process, promise, found);
    let Some(whole) = &promise.part_of else { return };
    if promise.commitment.is_some() {
        let message = "`part_of` belongs on the event that opens a commitment, not on one that restates it";
        let hint = "leave it out here; if the opening event lacks it, correct that event";
        found.report(Code::WrongPart, ("part_of", whole), message.to_owned(), Some(hint));
        return;
    }
    let own = opened(draft);
    if deals.wholes(process, promise).contains(&own) {
        let message = format!("`{own}` is a part of itself, through `{whole}`");
        found.report(Code::WrongPart, ("part_of", whole), message, Some("remove one of the links"));
        return;
    }
    let Some(of_whole) = deals.promise(process, whole) else { return };
    for (field, is_same) in [
        ("owed_by", same(&promise.owed_by, &of_whole.owed_by)),
        ("owed_to", same(&promise.owed_to, &of_whole.owed_to)),
        ("unit", unit(promise).zip(unit(of_whole)).is_none_or(|(part, whole)| part == whole)),
    ] {
        if !is_same {
            let message = format!("`{field}` differs from that of `{whole}`, and this is a part of it");
            let hint = "a part needs the debtor, creditor, unit and `every` of the whole; if it differs, leave out `part_of`";
            found.report(Code::WrongPart, field, message, Some(hint));
        }
    }
}

/// Checks that the agreement of a promise has the phase to which it belongs.
fn in_phase<'a>(deals: &Deals<'a>, process: &'a Key, promise: &'a CommitmentPhase, found: &mut Found) {
    let Some(phase) = &promise.phase else { return };
    let Some(agreement) = &promise.agreement else {
        let hint = "name the agreement in `agreement`";
        found.report(Code::Shape, ("phase", phase), "a phase without its agreement".to_owned(), Some(hint));
        return;
    };
    let phases = deals.phases.get(&(process, agreement)).map_or(&[][..], Vec::as_slice);
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

/// Reports a delivery on several promises that look like one within the other, once for each of them.
fn delivered_on_several<'a>(
    deals: &Deals<'a>,
    process: &'a Key,
    assertion: &'a Assertion,
    found: &mut Found,
) {
    let links: BTreeSet<&'a Key> = assertion.delivers.iter().map(|link| &link.commitment).collect();
    if links.len() < 2 {
        return;
    }
    let mut alike: HashMap<Likeness<'_>, Vec<(&Key, Vec<&Key>)>> = HashMap::new();
    for other in links {
        let Some(promise) = deals.promise(process, other) else { continue };
        let wholes = deals.wholes(process, promise);
        let earlier = alike.entry(likeness(promise)).or_default();
        let unlinked = earlier.iter().find(|(one, of_one)| !wholes.contains(one) && !of_one.contains(&other));
        let one = unlinked.map(|(one, _)| *one);
        earlier.push((other, wholes));
        let Some(one) = one else { continue };
        let message = format!(
            "it delivers on `{one}` and `{other}`, which are not linked: it is not known how much belongs to which, \
             so for each it counts as anything from nothing to all"
        );
        let hint = "if one is a part of the other, set its `part_of` and name only the part here";
        found.report(Code::SharedDelivery, ("delivers", other), message, Some(hint));
    }
}

/// The category, debtors, creditors and unit of a promise. One promise may be part of another only if these are equal.
type Likeness<'a> = (&'a Word, BTreeSet<&'a Key>, BTreeSet<&'a Key>, Option<(&'a str, Option<Every>)>);

fn likeness(promise: &CommitmentPhase) -> Likeness<'_> {
    let CommitmentPhase { category, owed_by, owed_to, .. } = promise;
    (category, owed_by.iter().collect(), owed_to.iter().collect(), unit(promise))
}

fn same(one: &[Key], other: &[Key]) -> bool {
    one.iter().collect::<BTreeSet<_>>() == other.iter().collect()
}

/// Returns in what a promise counts, with the period of a rate.
fn unit(promise: &CommitmentPhase) -> Option<(&str, Option<Every>)> {
    promise.quantity.as_ref().map(|quantity: &Quantity| (quantity.unit().as_str(), quantity.every()))
}

/// Returns the key under which an entry opens something: its own, or that of the entry that it replaces.
fn opened(draft: &Draft) -> &Key {
    match &draft.entry {
        Entry::Record(record) => record.kind.target().unwrap_or(&draft.key),
        Entry::World(_) | Entry::Registry(_) => &draft.key,
    }
}
