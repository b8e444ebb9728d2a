//! Whose word something is: a row, or a part of one.

use asof_core::{Claimant, Key};
use asof_projector::state::agreements::RatificationValue;
use asof_projector::state::ceasefires::{Allegation, Denial};
use asof_projector::state::commitments::{DeliveryValue, ReportedTerms};
use asof_projector::state::meetings::PlannedMeeting;
use asof_projector::state::proposals::AnswerValue;
use asof_projector::{Reported, StateRow, Value};
use asof_query::rows::{DueRow, OutcomeRow};

/// Whose word something is, and the events that tell it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    /// The process of the events; `None` for the one that answers.
    pub(crate) process: Option<&'a Key>,
    /// The events.
    pub(crate) events: &'a [Key],
    /// Whose word it is.
    pub(crate) attributed_to: &'a [Claimant],
    /// Whether it is a sum over figures of several, which none of them gave.
    pub(crate) is_sum: bool,
}

impl<'a> Word<'a> {
    /// Returns the word of these claimants in these events of the process that answers.
    pub(crate) fn new(events: &'a [Key], attributed_to: &'a [Claimant]) -> Self {
        Self { process: None, events, attributed_to, is_sum: false }
    }
}

impl<'a> From<&'a StateRow> for Word<'a> {
    fn from(row: &'a StateRow) -> Self {
        let grounds = &row.grounds;
        let is_sum = match &row.value {
            Value::Tally(tally) => {
                let counted = tally.occasions.saturating_sub(tally.unknown_occasions);
                grounds.attributed_to.len() > 1 && counted > 1
            }
            _ => false,
        };
        let (events, attributed_to) = (&grounds.events, &grounds.attributed_to);
        Self { process: row.process.as_ref(), events, attributed_to, is_sum }
    }
}

impl<'a> From<&'a DueRow> for Word<'a> {
    fn from(row: &'a DueRow) -> Self {
        Self { process: Some(&row.process), ..Self::new(&row.events, &row.attributed_to) }
    }
}

impl<'a> From<&'a OutcomeRow> for Word<'a> {
    fn from(row: &'a OutcomeRow) -> Self {
        let outcome = &row.outcome;
        Self { process: Some(&row.process), ..Self::new(&outcome.events, &outcome.attributed_to) }
    }
}

impl<'a> From<&'a PlannedMeeting> for Word<'a> {
    fn from(plan: &'a PlannedMeeting) -> Self {
        Self::new(&plan.events, &plan.attributed_to)
    }
}

/// Declares the parts of rows that are told by one event.
macro_rules! told_by_one_event {
    ($($part:ty),+) => {
        $(impl<'a> From<&'a $part> for Word<'a> {
            fn from(part: &'a $part) -> Self {
                Self::new(std::slice::from_ref(&part.event), &part.attributed_to)
            }
        })+
    };
}

told_by_one_event!(
    RatificationValue,
    Allegation,
    Denial,
    DeliveryValue,
    AnswerValue,
    Reported,
    ReportedTerms
);
