//! Dates that a zone can tell apart: nothing ends before it begins, and nothing is known before it can
//! have begun, nor recorded before either.

use chrono::{DateTime, Utc};

use super::{Code, Entries, Found, Index, Subject};
use crate::draft::{Draft, Entry};
use crate::kind::WorldKind;
use crate::when::{Known, When};
use crate::world::Assertion;
use crate::zone::Zone;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    for (number, subject) in entries.subjects.iter().enumerate() {
        found.entry = number;
        order(&entries.index, subject.draft, found);
        foresight(&entries.index, subject, found);
    }
}

fn order(index: &Index<'_>, draft: &Draft, found: &mut Found) {
    let Some(zone) = draft.process().and_then(|process| index.zone(process)) else { return };
    let mut inverted = |field, when: &When| {
        if when.is_inverted(zone) {
            let message = format!("`{when}` ends before it begins");
            found.report(Code::InvertedDate, (field, when), message, Some("write the earlier end first"));
        }
    };
    let learned = learned(draft);
    if let Some(known) = learned {
        inverted("known", known.when());
    }
    let Some(assertion) = draft.assertion() else { return };
    inverted("occurred", assertion.occurred.when());
    inverted("known", assertion.known.when());
    match learned {
        Some(known) if is_too_early(assertion, known, zone) => {
            let message =
                format!("learned on `{known}`, before it could have begun (`{}`)", assertion.occurred);
            let hint = "the `known` of a correction is when the public learned better";
            found.report(Code::KnownTooEarly, "known", message, Some(hint));
        }
        None if is_too_early(assertion, &assertion.known, zone) => {
            let message = format!(
                "known on `{}`, before it could have begun (`{}`)",
                assertion.known, assertion.occurred
            );
            let hint = "for a plan or an announcement, `occurred` is when it was made";
            found.report(Code::KnownTooEarly, ("known", &assertion.known), message, Some(hint));
        }
        _ => {}
    }
}

/// Nothing is recorded before it was known or happened. A claim may be about what is to come.
fn foresight(index: &Index<'_>, subject: &Subject<'_>, found: &mut Found) {
    let zone = subject.draft.process().and_then(|process| index.zone(process));
    let (Some(zone), Some(recorded)) = (zone, subject.recorded) else { return };
    let is_later = |when: &When| {
        let begun: Option<DateTime<Utc>> = when.bounds(zone).earliest;
        begun.is_some_and(|begun| begun > recorded.instant())
    };
    let (key, assertion) = (&subject.draft.key, subject.draft.assertion());
    if let Some(assertion) = assertion
        && is_later(assertion.occurred.when())
        && !matches!(assertion.kind, WorldKind::Claim(_))
    {
        let occurred = &assertion.occurred;
        let message = format!("`{key}` occurred on `{occurred}`, later than it was recorded ({recorded})");
        let hint = "put what is planned into `planned_for` or `due`; `occurred` is when the plan was made";
        found.report(Code::OccurredAfterRecorded, ("occurred", occurred), message, Some(hint));
    }
    let known = learned(subject.draft).or(assertion.map(|assertion| &assertion.known));
    if let Some(known) = known.filter(|known| is_later(known.when())) {
        let message = format!("`{key}` became known on `{known}`, later than it was recorded ({recorded})");
        let hint =
            "a source that is not public yet cannot be cited; fix the date, or the clock of the machine";
        found.report(Code::KnownAfterRecorded, ("known", known), message, Some(hint));
    }
}

/// Returns when the public learned what an entry about the record says; that dates what a correction puts in
/// the place of its target. `None` if the encoder erred, whose replacement has its own clocks.
fn learned(draft: &Draft) -> Option<&Known> {
    match &draft.entry {
        Entry::Record(record) => record.kind.known(),
        Entry::World(_) | Entry::Registry(_) => None,
    }
}

fn is_too_early(assertion: &Assertion, known: &Known, zone: Zone) -> bool {
    let (begun, known_by) =
        (assertion.occurred.when().bounds(zone).earliest, known.when().bounds(zone).latest);
    matches!((begun, known_by), (Some(begun), Some(known_by)) if known_by <= begun)
}
