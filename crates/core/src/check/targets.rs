//! Corrections, retractions, confirmations and denials name something that they can act upon.

use super::references::as_process;
use super::{Code, Found, Index};
use crate::draft::{Draft, Entry};
use crate::names::{Claimant, Key};
use crate::record::{Because, Confirmation, Correction, RecordKind, Replacement, Retraction};

pub(super) fn check(index: &Index<'_>, draft: &Draft, found: &mut Found) {
    let Entry::Record(record) = &draft.entry else { return };
    let Some(of) = record.kind.target() else { return };
    let Some(target) = index.target(&record.process, of) else {
        let message = format!("there is no entry `{of}` to {}", verb(&record.kind));
        found.error(
            Code::UnknownTarget,
            "of",
            message,
            Some("mend the key: it names an event of this process or a registry entry".to_owned()),
        );
        return;
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
                    format!("`{of}` is not an event about the world: nobody can {} it", verb(&record.kind));
                found.error(Code::WrongTarget, "of", message, None);
            }
        }
        RecordKind::Discrepancy(_) => {}
    }
}

fn verb(kind: &RecordKind) -> &'static str {
    match kind {
        RecordKind::Correction(_) => "correct",
        RecordKind::Retraction(_) => "retract",
        RecordKind::Confirmation(_) => "confirm",
        RecordKind::Denial(_) => "deny",
        RecordKind::Discrepancy(_) => "compare",
    }
}

/// An event is confirmed or denied by somebody else than its claimant. One unnamed claimant may be another.
fn somebody_else(response: &Confirmation, verb: &str, claimants: &[Claimant], found: &mut Found) {
    let own = |by: &Claimant| *by != Claimant::Unstated && claimants.contains(by);
    if response.attributed_to.iter().all(own) {
        let names: Vec<_> = response.attributed_to.iter().map(|by| format!("`{by}`")).collect();
        let message =
            format!("`{}` is the word of {}, who cannot also {verb} it", response.of, names.join(" and "));
        let hint = "what a claimant adds or takes back is an event of its own, or a correction".to_owned();
        found.error(Code::WrongTarget, "of", message, Some(hint));
    }
}

fn only_the_record(because: &Because, of: &Key, found: &mut Found) {
    if matches!(because, Because::World { .. }) {
        let message =
            format!("`{of}` is a registry entry, which is timeless: only the record can be wrong about it");
        found.error(Code::WrongTarget, "because", message, Some("write `\"because\":\"record\"`".to_owned()));
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
                found.error(Code::WrongTarget, "with", message, None);
            }
            if let (Some(zone), Some(process)) = (index.zone(of), as_process(new))
                && zone != process.zone
            {
                let message = format!("the zone of `{of}` is {zone} and never changes");
                found.error(
                    Code::ZoneChanged,
                    "with",
                    message,
                    Some("start a process of its own".to_owned()),
                );
            }
        }
        (Entry::Record(_), _) => {
            let message = format!("`{of}` is a {}, which cannot be corrected", target.kind_name());
            let hint = "correct its target again, or retract it".to_owned();
            found.error(Code::WrongTarget, "of", message, Some(hint));
        }
        (Entry::World(_), Replacement::Registry(_)) | (Entry::Registry(_), Replacement::World(_)) => {
            let message = format!("`{of}` and what replaces it are not of one class");
            found.error(
                Code::WrongTarget,
                "with",
                message,
                Some("an event replaces an event, a registry entry a registry entry".to_owned()),
            );
        }
    }
}
