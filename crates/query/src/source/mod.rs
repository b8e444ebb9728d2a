//! What is asked: a log as it was read, its processes and the names of its registry.

pub(crate) mod log;
pub(crate) mod names;
pub(crate) mod process;
pub(crate) mod views;
pub(crate) mod watched;
