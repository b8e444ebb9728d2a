//! Answers: one file a command, each declares what it answers with.

pub(crate) mod about;
pub(crate) mod answer;
pub(crate) mod compare;
pub(crate) mod diff;
pub(crate) mod document;
pub(crate) mod due;
pub(crate) mod envelope;
pub(crate) mod every;
pub(crate) mod explain;
pub(crate) mod fact;
pub(crate) mod hindsight;
pub(crate) mod history;
pub(crate) mod log;
pub(crate) mod names;
pub(crate) mod overview;
pub(crate) mod place;
pub(crate) mod possible;
pub(crate) mod receipt;
pub(crate) mod replay;
pub(crate) mod rows;
pub(crate) mod sentence;
pub(crate) mod shell;
pub(crate) mod show;
pub(crate) mod state;
pub(crate) mod stops;
pub(crate) mod why;
