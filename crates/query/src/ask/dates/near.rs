//! "Did you mean", as the end of a message.

use std::fmt;

pub(crate) use asof_core::nearest;

/// Returns the end of a message that suggests what to write; empty without suggestions.
pub(crate) fn did_you_mean<T: fmt::Display>(near: &[T]) -> String {
    asof_core::did_you_mean(near).map_or(String::new(), |meant| format!("; {meant}"))
}
