//! Nobody leaves an office before entering it.

use std::collections::BTreeMap;

use super::{Code, Entries, Found};
use crate::draft::Draft;
use crate::kind::{Office, WorldKind};
use crate::names::{Key, Word};
use crate::when::Bounds;
use crate::world::Assertion;

/// An entry about a person's post.
struct Held<'a> {
    number: usize,
    draft: &'a Draft,
    assertion: &'a Assertion,
    occurred: Bounds,
    office: &'a Office,
}

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let mut posts: BTreeMap<(&Key, &Key, &Word), Vec<Held<'_>>> = BTreeMap::new();
    for (number, draft) in entries.standing() {
        let (Some(process), Some(assertion)) = (draft.process(), draft.assertion()) else { continue };
        let WorldKind::Office(office) = &assertion.kind else { continue };
        let zone = entries.zone(draft);
        let occurred = assertion.occurred.when().bounds(zone);
        let post = posts.entry((process, &office.held().person, &office.held().post)).or_default();
        post.push(Held { number, draft, assertion, occurred, office });
    }
    posts.values().for_each(|held| of_post(held, found));
}

/// Finds what was left before anything shows that it was held: whoever enters an office again had held it.
fn of_post(held: &[Held<'_>], found: &mut Found) {
    let (left, holding): (Vec<&Held<'_>>, Vec<&Held<'_>>) =
        held.iter().partition(|held| matches!(held.office, Office::Left(_)));
    let Some(took) = holding.iter().find(|held| matches!(held.office, Office::Took(_))) else { return };
    // What has no beginning comes first.
    let Some(first) = holding.iter().min_by_key(|held| held.occurred.earliest) else { return };
    for left in left.into_iter().filter(|left| left.occurred.is_over_before(first.occurred)) {
        found.entry = left.number.max(took.number);
        let Held { draft, assertion, .. } = left;
        let message = format!(
            "`{}` was left on `{}` (`{}`), but taken on `{}` (`{}`)",
            left.office.held().post,
            assertion.occurred,
            draft.key,
            took.assertion.occurred,
            took.draft.key
        );
        let hint = "fix the wrong date, or add that it was held before";
        found.report(Code::LeftBeforeTook, "occurred", message, Some(hint));
    }
}
