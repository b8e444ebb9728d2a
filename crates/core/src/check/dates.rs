//! Dates that a zone can tell apart: nothing ends before it begins, and nothing is known before it can
//! have begun.

use super::index::assertion;
use super::{Code, Found, Index};
use crate::draft::Draft;
use crate::when::When;

pub(super) fn check(index: &Index<'_>, draft: &Draft, found: &mut Found) {
    let Some(zone) = draft.process().and_then(|process| index.zone(process)) else { return };
    let Some(assertion) = assertion(draft) else { return };
    let (occurred, known) = (assertion.occurred.when(), assertion.known.when());
    let mut inverted = |field, when: &When| {
        if when.is_inverted(zone) {
            let message = format!("`{when}` ends before it begins");
            found.error(Code::InvertedDate, field, message, Some("write the earlier end first".to_owned()));
        }
    };
    inverted("occurred", occurred);
    inverted("known", known);
    if let (Some(begun), Some(known_by)) = (occurred.bounds(zone).earliest, known.bounds(zone).latest)
        && known_by <= begun
    {
        let message = format!("known at `{known}`, before it can have begun at `{occurred}`");
        let hint = "for a plan or an announcement, `occurred` is when it was made".to_owned();
        found.error(Code::KnownTooEarly, "known", message, Some(hint));
    }
}
