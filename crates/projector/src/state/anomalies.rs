//! What slots could not accept, said beside them.

use crate::anomaly::AnomalyCode;
use crate::path::Path;
use crate::row::Row;

/// Something that the slot at `path` could not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct AnomalyValue {
    pub code: AnomalyCode,
    pub message: String,
    pub path: Path,
}

impl AnomalyValue {
    pub(crate) fn write(&self, row: &mut Row) {
        row.text("code", Some(self.code));
        row.text("message", Some(&self.message));
        row.text("path", Some(&self.path));
    }
}
