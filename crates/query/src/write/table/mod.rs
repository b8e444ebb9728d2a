//! Tables of others: rows of a file, made into drafts by rules.

pub(crate) mod plain;
