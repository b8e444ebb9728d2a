//! Entries about the record, to and from their fields on a line.

use super::fault::{Fault, Misfit};
use super::fields::{Fields, listed, needed, refuse, require};
use super::kinds::{What, WireBecause, WireConfirmation, WireCorrection, WireRecord, WireRetraction};
use crate::citation::Citation;
use crate::names::Key;
use crate::record::{Because, Confirmation, Correction, Discrepancy, RecordEntry, RecordKind, Retraction};

impl Fields {
    pub(super) fn into_record(
        mut self,
        process: Option<Key>,
        sources: Vec<Citation>,
        wire: WireRecord,
    ) -> Result<RecordEntry, Fault> {
        let kind = match wire {
            WireRecord::Confirmation(wire) => {
                RecordKind::Confirmation(self.confirmation(wire, "confirmation")?)
            }
            WireRecord::Denial(wire) => RecordKind::Denial(self.confirmation(wire, "denial")?),
            WireRecord::Discrepancy(discrepancy) => RecordKind::Discrepancy(discrepancy),
            WireRecord::Assertion(assertion) => RecordKind::Assertion(assertion),
            WireRecord::Correction(wire) => {
                let because = self.because(wire.because, "correction")?;
                let with = wire.with.into_replacement().map_err(Fault::in_replacement)?;
                RecordKind::Correction(Correction { of: wire.of, because, reason: wire.reason, with })
            }
            WireRecord::Retraction(wire) => {
                let because = self.because(wire.because, "retraction")?;
                RecordKind::Retraction(Retraction { of: wire.of, because, reason: wire.reason })
            }
        };
        let name = kind.name();
        // Nobody says an assertion: it has no outlet.
        let may_have: &[&str] = match kind {
            RecordKind::Assertion(_) => &["summary"],
            _ => &["via", "said_in", "summary"],
        };
        self.refuse_all_but(may_have, name)?;
        let process = needed(process, name, "process")?;
        if let RecordKind::Discrepancy(discrepancy) = &kind {
            refuse_empty(discrepancy)?;
        }
        Ok(RecordEntry {
            process,
            via: self.via,
            said_in: self.said_in,
            summary: self.summary,
            sources,
            kind,
        })
    }

    /// Refuses an entry about the record that lacks what its kind needs.
    pub(super) fn require_of_record(
        &self,
        has_key: (&'static str, bool),
        process: bool,
        sources: bool,
        wire: &WireRecord,
    ) -> Result<(), Fault> {
        let is_dated = match wire {
            WireRecord::Confirmation(_) | WireRecord::Denial(_) => true,
            WireRecord::Correction(wire) => matches!(wire.because, WireBecause::World),
            WireRecord::Retraction(wire) => matches!(wire.because, WireBecause::World),
            WireRecord::Discrepancy(_) | WireRecord::Assertion(_) => false,
        };
        let is_told = !matches!(wire, WireRecord::Retraction(_) | WireRecord::Assertion(_));
        let fields = [
            has_key,
            ("process", process),
            ("known", !is_dated || self.known.is_some()),
            ("attributed_to", !is_dated || !self.attributed_to.is_empty()),
            ("sources", !is_told || sources || wire.is_of_registry()),
            ("summary", !is_told || self.summary.is_some()),
        ];
        require(wire.name(), &fields)
    }

    fn because(&mut self, because: WireBecause, kind: &str) -> Result<Because, Fault> {
        match because {
            WireBecause::World => Ok(Because::World {
                known: needed(self.known.take(), kind, "known")?,
                attributed_to: listed(std::mem::take(&mut self.attributed_to), kind, "attributed_to")?,
            }),
            WireBecause::Record => {
                let kind = format!("{kind}` because of `record");
                refuse(self.known.is_some(), &kind, "known")?;
                refuse(!self.attributed_to.is_empty(), &kind, "attributed_to")?;
                Ok(Because::Record)
            }
        }
    }

    fn confirmation(&mut self, wire: WireConfirmation, kind: &str) -> Result<Confirmation, Fault> {
        Ok(Confirmation {
            of: wire.of,
            known: needed(self.known.take(), kind, "known")?,
            attributed_to: listed(std::mem::take(&mut self.attributed_to), kind, "attributed_to")?,
            gist: wire.gist,
        })
    }

    pub(super) fn from_record_kind(kind: RecordKind) -> (Self, What) {
        let with = |known, attributed_to| Self { known, attributed_to, ..Self::default() };
        let split = |because| match because {
            Because::World { known, attributed_to } => (with(Some(known), attributed_to), WireBecause::World),
            Because::Record => (Self::default(), WireBecause::Record),
        };
        let confirmed = |confirmation: Confirmation| {
            let Confirmation { of, known, attributed_to, gist } = confirmation;
            (with(Some(known), attributed_to), WireConfirmation { of, gist })
        };
        match kind {
            RecordKind::Confirmation(confirmation) => {
                let (fields, wire) = confirmed(confirmation);
                (fields, What::Confirmation(wire))
            }
            RecordKind::Denial(confirmation) => {
                let (fields, wire) = confirmed(confirmation);
                (fields, What::Denial(wire))
            }
            RecordKind::Discrepancy(discrepancy) => (Self::default(), What::Discrepancy(discrepancy)),
            RecordKind::Assertion(assertion) => (Self::default(), What::Assertion(assertion)),
            RecordKind::Correction(Correction { of, because, reason, with }) => {
                let (fields, because) = split(because);
                let with = Box::new(with.into());
                (fields, What::Correction(WireCorrection { of, because, reason, with }))
            }
            RecordKind::Retraction(Retraction { of, because, reason }) => {
                let (fields, because) = split(because);
                (fields, What::Retraction(WireRetraction { of, because, reason }))
            }
        }
    }
}

fn refuse_empty(discrepancy: &Discrepancy) -> Result<(), Fault> {
    let lists = [("about", discrepancy.about.is_empty()), ("between", discrepancy.between.is_empty())];
    match lists.into_iter().find(|(_, is_empty)| *is_empty) {
        Some((field, _)) => {
            let kind = "discrepancy";
            Err(Fault::new(Misfit::EmptyList { field, kind: kind.to_owned() }).in_kind(kind))
        }
        None => Ok(()),
    }
}
