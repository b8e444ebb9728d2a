//! Asking: from what a person writes to a process, an as-of point and the rows that are wanted.

pub(crate) mod ambiguity;
pub(crate) mod dates;
pub(crate) mod filter;
pub(crate) mod query;
pub(crate) mod selection;
pub(crate) mod state_path;
pub(crate) mod suggest;
pub(crate) mod thing;
pub(crate) mod worded;
