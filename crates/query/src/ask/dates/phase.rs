//! Phases of agreements: `deal/phase:1@end`, `phase:2@start`, `other-process/deal/phase:1`.

use asof_core::Key;

use super::base::NamedDate;
use super::error::{DateQuestionError, DateQuestionErrorKind as Kind};
use super::{Calendar, Phase};

/// What of a phase is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PhasePart {
    Days,
    Start,
    End,
}

/// A phase as an expression names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PhaseName<'t> {
    process: Option<&'t str>,
    agreement: Option<&'t str>,
    id: &'t str,
    part: PhasePart,
}

impl<'t> PhaseName<'t> {
    /// Reads the name of a phase; `None` if the text does not name one.
    ///
    /// # Errors
    ///
    /// Refuses a text that begins like the name of a phase and goes on otherwise.
    pub(super) fn parse(text: &'t str) -> Result<Option<Self>, DateQuestionError> {
        // No key has a colon.
        let Some((before, name)) = text.split_once("phase:") else { return Ok(None) };
        let malformed = || Kind::PhaseForm.of(text);
        let agreement = match before.strip_suffix('/') {
            Some(agreement) => Some(agreement),
            None if before.is_empty() => None,
            None => return Err(malformed()),
        };
        let (process, agreement) = match agreement.and_then(|agreement| agreement.split_once('/')) {
            Some((process, agreement)) => (Some(process), Some(agreement)),
            None => (None, agreement),
        };
        let (id, part) = match name.split_once('@') {
            None => (name, PhasePart::Days),
            Some((id, "start")) => (id, PhasePart::Start),
            Some((id, "end")) => (id, PhasePart::End),
            Some(_) => return Err(malformed()),
        };
        if id.is_empty() { Err(malformed()) } else { Ok(Some(Self { process, agreement, id, part })) }
    }

    fn names(&self, phase: &Phase) -> bool {
        phase.id.as_str() == self.id
            && self.agreement.is_none_or(|agreement| agreement == phase.agreement.as_str())
            && self.process.is_none_or(|process| process == phase.process.as_str())
    }
}

impl Calendar<'_> {
    /// Resolves the name of a phase: all its days, the day on which it begins, or the day on which it ends.
    pub(super) fn phase(
        &self,
        process: &Key,
        name: &PhaseName<'_>,
        text: &str,
    ) -> Result<NamedDate, DateQuestionError> {
        let here = |phase: &&Phase| name.process.is_some() || phase.process == *process;
        let mut named = self.phases.iter().filter(here).filter(|phase| name.names(phase));
        let no_such = || {
            let known = self.phases.iter().filter(here).map(|phase| self.written_phase(phase)).collect();
            Kind::NoSuchPhase { known }.of(text)
        };
        let phase = named.next().ok_or_else(no_such)?;
        if let Some(other) = named.next() {
            let meant = [phase, other].map(|phase| self.written_phase(phase)).to_vec();
            return Err(Kind::SeveralPhases { meant }.of(text));
        }
        let days = |end: &'static str, date: &Option<asof_core::When>| {
            let date = date.as_ref().ok_or_else(|| Kind::NoPhaseDate { end }.of(text))?;
            NamedDate::days_of(&asof_projector::Dated::written(date.clone(), phase.zone))
                .ok_or_else(|| Kind::OpenDate(date.clone()).of(text))
        };
        match name.part {
            PhasePart::Start => days("beginning", &phase.begins),
            PhasePart::End => days("end", &phase.ends),
            PhasePart::Days => days("beginning", &phase.begins)?.until(&days("end", &phase.ends)?, text),
        }
    }

    fn written_phase(&self, phase: &Phase) -> String {
        let name = format!("{}/phase:{}", phase.agreement, phase.id);
        if Some(&phase.process) == self.process { name } else { format!("{}/{name}", phase.process) }
    }
}
