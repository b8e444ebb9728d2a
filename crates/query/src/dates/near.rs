//! "Did you mean", as the end of a message.

use std::fmt;

pub(crate) use asof_core::nearest;

use super::error::list;

/// Returns the end of a message that suggests what to write; empty without suggestions.
pub(crate) fn did_you_mean<T: fmt::Display>(near: &[T]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", list(near, " or ")) }
}
