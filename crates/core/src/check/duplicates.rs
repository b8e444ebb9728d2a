//! Registry keys are unique in the log, event keys in their process; a list names a thing once.

use std::collections::BTreeSet;

use super::{Code, Entries, Found};
use crate::draft::Draft;
use crate::kind::WorldKind;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    for (number, draft) in entries.iter() {
        found.entry = number;
        if entries.index.number(draft.process(), &draft.key).is_some_and(|first| first != number) {
            let place = match draft.process() {
                Some(process) => format!("the process `{process}`"),
                None => "the registry".to_owned(),
            };
            let message = format!("the key `{}` is already taken in {place}", draft.key);
            found.report(Code::DuplicateKey, "key", message, Some("choose another key"));
        }
        lists(draft, found);
    }
}

fn lists(draft: &Draft, found: &mut Found) {
    let Some(assertion) = draft.assertion() else { return };
    repeated("attributed_to", &assertion.attributed_to, found);
    repeated("issues", &assertion.issues, found);
    repeated("delivers", assertion.delivers.iter().map(|d| &d.commitment), found);
    if let WorldKind::Delegation(delegation) = &assertion.kind {
        repeated(
            "members",
            delegation.list().members.iter().filter_map(|member| member.person.as_ref()),
            found,
        );
    }
}

fn repeated<T: Ord + std::fmt::Display>(
    field: &'static str,
    items: impl IntoIterator<Item = T>,
    found: &mut Found,
) {
    let mut seen = BTreeSet::new();
    for item in items {
        let text = item.to_string();
        if !seen.insert(item) {
            let message = format!("`{text}` appears twice in `{field}`");
            found.report(Code::Repeated, (field, text), message, Some("name it once"));
        }
    }
}
