//! Dates that a zone can tell apart: nothing ends before it begins, and nothing is known before it can
//! have begun.

use super::index::assertion;
use super::{Code, Found, Index};
use chrono_tz::Tz;

use crate::draft::{Assertion, Draft, Entry};
use crate::when::{Known, When};

pub(super) fn check(index: &Index<'_>, draft: &Draft, found: &mut Found) {
    let Some(zone) = draft.process().and_then(|process| index.zone(process)) else { return };
    let mut inverted = |field, when: &When| {
        if when.is_inverted(zone) {
            let message = format!("`{when}` ends before it begins");
            found.error(Code::InvertedDate, field, message, Some("write the earlier end first".to_owned()));
        }
    };
    let learned = learned(draft);
    if let Some(known) = learned {
        inverted("known", known.when());
    }
    let Some(assertion) = assertion(draft) else { return };
    inverted("occurred", assertion.occurred.when());
    inverted("known", assertion.known.when());
    match learned {
        Some(known) if is_too_early(assertion, known, zone) => {
            let message =
                format!("learned at `{known}`, before it can have begun at `{}`", assertion.occurred);
            let hint = "the `known` of a correction is when the public learned better".to_owned();
            found.error(Code::KnownTooEarly, "known", message, Some(hint));
        }
        None if is_too_early(assertion, &assertion.known, zone) => {
            let message = format!(
                "known at `{}`, before it can have begun at `{}`",
                assertion.known, assertion.occurred
            );
            let hint = "for a plan or an announcement, `occurred` is when it was made".to_owned();
            found.error(Code::KnownTooEarly, "known", message, Some(hint));
        }
        _ => {}
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

fn is_too_early(assertion: &Assertion, known: &Known, zone: Tz) -> bool {
    let (begun, known_by) =
        (assertion.occurred.when().bounds(zone).earliest, known.when().bounds(zone).latest);
    matches!((begun, known_by), (Some(begun), Some(known_by)) if known_by <= begun)
}
