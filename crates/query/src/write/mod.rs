//! What adds to a log: drafts, amendments, a log begun, a log copied.

pub(crate) mod add;
pub(crate) mod amendment;
pub(crate) mod append;
pub(crate) mod copy;
pub(crate) mod drafts;
pub(crate) mod form;
pub(crate) mod init;
pub(crate) mod nameable;
pub(crate) mod plain;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod table;
