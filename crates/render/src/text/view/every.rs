//! The view of an answer about every process of a log, and of one process of it.

use asof_core::Key;
use asof_query::Names;
use asof_query::rows::{AsOfRow, Dispute, PossibleRow, WideEnvelope};

use super::View;

impl<'a> View<'a> {
    /// Returns the view of an answer about a negotiation, or about every one of a log.
    pub(crate) fn of_wide(envelope: &'a WideEnvelope, names: &'a Names) -> Self {
        let process = envelope.process.as_ref();
        Self { is_of_every: process.is_none(), ..Self::new(Some(&envelope.as_of), process, names) }
    }

    /// Returns the view of the rows of one process of all, read at a point of its own: where accounts of it differ, and what
    /// of it is possible.
    #[must_use]
    pub(crate) fn of_one_of_all(
        self,
        process: &'a Key,
        as_of: &'a AsOfRow,
        disputes: &'a [Dispute],
        possible: &'a [PossibleRow],
    ) -> Self {
        let zone = as_of.occurred.until.map(|until| *until.0.offset());
        Self { as_of: Some(as_of), process: Some(process), zone, disputes, possible, ..self }
    }

    /// Returns the process whose rows are told, where the answer has those of several.
    pub(crate) fn process(&self) -> Option<&'a Key> {
        self.process
    }

    /// Returns the option by which a command asks about the process in view, with a space before it; empty where it needs none.
    pub(crate) fn process_option(&self) -> String {
        match (self.is_of_every, self.process) {
            (false, _) => String::new(),
            (true, Some(process)) => format!(" --process {process}"),
            (true, None) => " --process ID".to_owned(),
        }
    }
}
