//! What slots could not accept, said beside them.

use super::facets::Facets;
use crate::anomaly::AnomalyCode;
use crate::path::Path;
use crate::row;
use crate::row::role;

row! {
    /// Something that a row could not accept.
    pub struct AnomalyValue as "Anomaly" {
        /// What sort of thing it is.
        code: AnomalyCode,
        /// What is wrong.
        message: String as role::Prose,
        /// The row, by its path.
        path: Path,
    }
}

impl Facets for AnomalyValue {}
