//! Registry keys are unique in the log, event keys in their process.

use super::{Code, Found, Index};
use crate::draft::Draft;

pub(super) fn check(index: &Index<'_>, number: usize, draft: &Draft, found: &mut Found) {
    if index.first_with_key(draft).is_some_and(|first| first != number) {
        let place = match draft.process() {
            Some(process) => format!("the process `{process}`"),
            None => "the registry".to_owned(),
        };
        let message = format!("the key `{}` is already taken in {place}", draft.key);
        found.error(Code::DuplicateKey, "key", message, Some("choose another key".to_owned()));
    }
}
