//! How an event stands at a cut, and an event about the world as it counts there.

use asof_core::{Assertion, Bounds, Event, EventId, Key, Limit, Zone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::discrepancy;

/// How an event stands at a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It does not count: later than the cut, retracted, or about something that does not count.
    Absent,
    /// It may have happened or been known by then: the cut falls into an unknown moment.
    Possible,
    /// It was going on: the cut falls into its span.
    UnderWay,
    /// It counts.
    InForce,
    /// A correction stands in its place.
    Replaced,
}

/// Where a cut falls on one clock of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reach {
    Before,
    Within,
    Past,
}

impl Reach {
    pub(crate) fn of(bounds: Bounds, limit: Limit) -> Self {
        if limit.admits(bounds.latest) {
            Self::Past
        } else if limit.has_begun(bounds.earliest) {
            Self::Within
        } else {
            Self::Before
        }
    }
}

/// Where a cut falls on the clocks that an event has; a clock that it lacks is past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clocks {
    pub(crate) occurred: Reach,
    pub(crate) known: Reach,
    pub(crate) recorded: Reach,
}

/// An event about the world as it counts at a cut: itself or what a correction put in its place, under
/// the id and key of the original.
#[derive(Debug, Clone)]
pub(crate) struct Fact<'a> {
    pub(crate) id: EventId,
    pub(crate) process: &'a Key,
    pub(crate) key: &'a Key,
    pub(crate) assertion: &'a Assertion,
    pub(crate) occurred: Bounds,
    pub(crate) known: Bounds,
    pub(crate) zone: Zone,
    /// The correction that put it there.
    pub(crate) correction: Option<&'a Key>,
    pub(crate) standing: Standing,
    pub(crate) clocks: Clocks,
    /// Whether a date that it rests on was inferred by the encoder.
    pub(crate) inferred: bool,
}

/// What is to be said of one event at a cut.
#[derive(Debug, Clone)]
pub(crate) struct Weighed<'a> {
    pub(crate) event: &'a Event,
    pub(crate) standing: Standing,
    pub(crate) retracted: bool,
    pub(crate) clocks: Clocks,
    /// The events whose standing decides its own.
    pub(crate) rests_on: Vec<usize>,
}

impl Fact<'_> {
    /// Returns how it stands by its clocks alone.
    pub(crate) fn by_clocks(&self) -> Standing {
        standing_of(self.clocks, self.assertion.occurred.when().is_span())
    }
}

impl Weighed<'_> {
    pub(crate) fn is_discrepancy(&self) -> bool {
        discrepancy(self.event).is_some()
    }
}

/// Returns how an event stands by its clocks alone.
pub(crate) fn standing_of(clocks: Clocks, is_span: bool) -> Standing {
    let Clocks { occurred, known, recorded } = clocks;
    if recorded != Reach::Past || occurred == Reach::Before || known == Reach::Before {
        Standing::Absent
    } else if occurred == Reach::Past && known == Reach::Past {
        Standing::InForce
    } else if occurred == Reach::Within && is_span {
        Standing::UnderWay
    } else {
        Standing::Possible
    }
}
