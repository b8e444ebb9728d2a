//! Tables of others: rows of a file, made into drafts by rules.

mod decode;
pub(crate) mod plain;
mod rows;
