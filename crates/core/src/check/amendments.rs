//! Corrections, retractions, confirmations and denials name something that they can act upon.

use super::circles::in_circles;
use super::references::as_process;
use super::suggestions::{Among, Suggestions};
use super::{Code, Entries, Found, Index, retracted};
use crate::draft::{Draft, Entry};
use crate::names::{Claimant, Key};
use crate::near::did_you_mean;
use crate::record::{Because, Confirmation, Correction, RecordEntry, RecordKind, Replacement, Retraction};

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let mut suggestions = Suggestions::new(&entries.index);
    for (number, draft) in entries.iter() {
        found.entry = number;
        if let Entry::Record(record) = &draft.entry {
            let is_new = entries.subjects[number].is_new();
            acts_upon(&entries.index, record, &mut suggestions, is_new, found);
            again(entries, number, record, found);
        }
    }
    circles(entries, found);
    retracted::check(entries, found);
}

/// Retractions that take back each other in a circle take nothing back.
fn circles(entries: &Entries<'_>, found: &mut Found) {
    let retracts = |number: usize| match &entries.subjects[number].draft.entry {
        Entry::Record(record) => match &record.kind {
            RecordKind::Retraction(retraction) => {
                entries.index.target_number(&record.process, &retraction.of)
            }
            _ => None,
        },
        Entry::World(_) | Entry::Registry(_) => None,
    };
    let circling = in_circles(0..entries.subjects.len(), retracts);
    for number in circling.into_iter().filter(|number| entries.subjects[*number].is_new()) {
        found.entry = number;
        in_a_circle(entries.subjects[number].draft, found);
    }
}

fn in_a_circle(draft: &Draft, found: &mut Found) {
    let Entry::Record(record) = &draft.entry else { return };
    let Some(of) = record.kind.target() else { return };
    let message = if *of == draft.key {
        format!("`{of}` retracts itself")
    } else {
        format!("`{}` retracts `{of}`, which in the end retracts `{}`", draft.key, draft.key)
    };
    let hint = "leave it out: retractions in a circle retract nothing";
    found.report(Code::RetractionCircle, ("of", of), message, Some(hint));
}

fn acts_upon<'a>(
    index: &Index<'a>,
    record: &'a RecordEntry,
    suggestions: &mut Suggestions<'_, 'a>,
    is_new: bool,
    found: &mut Found,
) {
    let Some(of) = record.kind.target() else { return };
    let Some(target) = index.target(&record.process, of) else {
        let message = format!("there is no entry `{of}` to {}", verb(&record.kind));
        let hint =
            did_you_mean(suggestions.near(of, Among::Events(&record.process), is_new)).unwrap_or_else(|| {
                "fix the key: it must name an event of this process or a registry entry".to_owned()
            });
        return found.report(Code::UnknownTarget, ("of", of), message, Some(&hint));
    };
    match &record.kind {
        RecordKind::Correction(correction) => check_correction(index, correction, target, found),
        RecordKind::Retraction(Retraction { because, .. }) => {
            if matches!(target.entry, Entry::Registry(_)) {
                only_the_record(because, of, found);
            }
        }
        RecordKind::Confirmation(response) | RecordKind::Denial(response) => {
            if let Entry::World(world) = &target.entry {
                somebody_else(response, verb(&record.kind), &world.assertion.attributed_to, found);
            } else {
                let message =
                    format!("nobody can {} `{of}`: it is not an event about the world", verb(&record.kind));
                let hint = "name the event you mean";
                found.report(Code::WrongTarget, ("of", of), message, Some(hint));
            }
        }
        RecordKind::Discrepancy(_) | RecordKind::Assertion(_) => {}
    }
}

/// What was taken back already is neither taken back again nor corrected.
fn again(entries: &Entries<'_>, number: usize, record: &RecordEntry, found: &mut Found) {
    let Some(of) = record.kind.target() else { return };
    let Some(target) = entries.index.target_number(&record.process, of) else { return };
    let before = entries.mended.retraction_of(target).filter(|retraction| *retraction < number);
    let Some(first) = before.map(|first| &entries.subjects[first].draft.key) else { return };
    match &record.kind {
        RecordKind::Retraction(_) => {
            let message = format!("`{of}` is already retracted, by `{first}`");
            let hint = "if you meant another entry, retract one of the two retractions";
            found.report(Code::RetractedTwice, ("of", of), message, Some(hint));
        }
        RecordKind::Correction(_) => {
            let message = format!("`{of}` is retracted, by `{first}`, so correcting it changes nothing");
            let hint = "retract that retraction, or add the right content as a new event";
            found.report(Code::CorrectsRetracted, ("of", of), message, Some(hint));
        }
        RecordKind::Confirmation(_)
        | RecordKind::Denial(_)
        | RecordKind::Discrepancy(_)
        | RecordKind::Assertion(_) => {}
    }
}

fn verb(kind: &RecordKind) -> &'static str {
    match kind {
        RecordKind::Correction(_) => "correct",
        RecordKind::Retraction(_) => "retract",
        RecordKind::Confirmation(_) => "confirm",
        RecordKind::Denial(_) => "deny",
        RecordKind::Discrepancy(_) => "compare",
        RecordKind::Assertion(_) => "assert",
    }
}

/// An event is confirmed or denied by somebody else than its claimant. One unnamed claimant may be another.
fn somebody_else(response: &Confirmation, verb: &str, claimants: &[Claimant], found: &mut Found) {
    let own = |by: &Claimant| *by != Claimant::Unstated && claimants.contains(by);
    if response.attributed_to.iter().all(own) {
        let names: Vec<_> = response.attributed_to.iter().map(|by| format!("`{by}`")).collect();
        let message =
            format!("`{}` is attributed to {}, who cannot also {verb} it", response.of, names.join(" and "));
        let hint = "enter what a claimant adds or takes back as a new event or a correction";
        found.report(Code::WrongTarget, ("of", &response.of), message, Some(hint));
    }
}

fn only_the_record(because: &Because, of: &Key, found: &mut Found) {
    if matches!(because, Because::World { .. }) {
        let message =
            format!("`{of}` is a registry entry, which is timeless: only the record can be wrong about it");
        found.report(Code::WrongTarget, "because", message, Some("write \"because\": \"record\""));
    }
}

fn check_correction(index: &Index<'_>, correction: &Correction, target: &Draft, found: &mut Found) {
    let Correction { of, because, with, .. } = correction;
    match (&target.entry, with) {
        (Entry::World(_), Replacement::World(_)) => {}
        (Entry::Registry(old), Replacement::Registry(new)) => {
            only_the_record(because, of, found);
            if old.registered.name() != new.name() {
                let message =
                    format!("`{of}` is a {} and cannot become a {}", old.registered.name(), new.name());
                let hint = "retract it, and register the other one under a new key";
                found.report(Code::WrongTarget, "with", message, Some(hint));
            }
            if let (Some(zone), Some(process)) = (index.zone(of), as_process(new))
                && zone != process.zone
            {
                let message = format!("the zone of `{of}` is {zone} and never changes");
                found.report(Code::ZoneChanged, "zone", message, Some("register a new process"));
            }
        }
        (Entry::Record(_), _) => {
            let message = format!("`{of}` is a {}, which cannot be corrected", target.kind_name());
            let hint = "correct its target again, or retract it";
            found.report(Code::WrongTarget, ("of", of), message, Some(hint));
        }
        (Entry::World(_), Replacement::Registry(_)) | (Entry::Registry(_), Replacement::World(_)) => {
            let message = format!("`{of}` and its replacement are not of the same class");
            let hint = "only an event can replace an event, and only a registry entry a registry entry";
            found.report(Code::WrongTarget, "with", message, Some(hint));
        }
    }
}
