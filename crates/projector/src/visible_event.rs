//! How an event stands as of a point, and an event about the world as it counts there.

use asof_core::{Assertion, Bounds, Event, EventId, Key, Until, When, Zone};

use crate::record::discrepancy;

asof_core::words! {
    /// How an event stands as of a point.
    pub enum EventStatus {
        /// It does not count: later than the point, retracted, or about something that does not count.
        Absent = "absent",
        /// It may have happened or been known by then: the point falls into an unknown moment.
        Possible = "possible",
        /// It was going on: the point falls into its span.
        UnderWay = "under-way",
        /// It counts.
        InForce = "in-force",
        /// A correction stands in its place.
        Replaced = "replaced",
    }
}

/// Where a point falls on one clock of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ClockStatus {
    Before,
    Within,
    Past,
}

impl ClockStatus {
    pub(crate) fn of(bounds: Bounds, limit: Until) -> Self {
        if limit.admits(bounds.latest) {
            Self::Past
        } else if limit.has_begun(bounds.earliest) {
            Self::Within
        } else {
            Self::Before
        }
    }
}

/// Where a point falls on the clocks that an event has; a clock that it lacks is past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clocks {
    pub(crate) occurred: ClockStatus,
    pub(crate) known: ClockStatus,
    pub(crate) recorded: ClockStatus,
}

/// An event about the world as it counts as of a point: itself or what a correction put in its place, under
/// the id and key of the original.
#[derive(Debug, Clone)]
pub(crate) struct VisibleEvent<'a> {
    /// The place of its event in the log.
    pub(crate) place: usize,
    pub(crate) id: EventId,
    pub(crate) process: &'a Key,
    pub(crate) key: &'a Key,
    pub(crate) assertion: &'a Assertion,
    pub(crate) occurred: Bounds,
    pub(crate) known: Bounds,
    /// The date of its `known` as written.
    pub(crate) known_when: &'a When,
    /// The events that narrowed `occurred` below what is written.
    pub(crate) narrowed_by: Vec<NarrowedBy<'a>>,
    /// The event that narrowed `known` below what is written.
    pub(crate) known_by: Option<NarrowedBy<'a>>,
    /// Whether its own `known`, which is inferred, ends its `occurred`.
    pub(crate) ends_by_inferred_known: bool,
    pub(crate) zone: Zone,
    /// The correction that put it there.
    pub(crate) correction: Option<&'a Key>,
    /// That correction and others of which nobody knows which came last; most often empty.
    pub(crate) rival_corrections: Vec<&'a Key>,
    pub(crate) status: EventStatus,
    pub(crate) clocks: Clocks,
    /// Whether it goes on between its bounds: a span, or a meeting past its start.
    pub(crate) goes_on: bool,
    /// Whether a date that it rests on was inferred by the encoder.
    pub(crate) inferred: bool,
}

/// An event whose date narrowed another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NarrowedBy<'a> {
    pub(crate) place: usize,
    pub(crate) id: EventId,
    pub(crate) process: &'a Key,
    pub(crate) key: &'a Key,
    pub(crate) inferred: bool,
}

impl<'a> NarrowedBy<'a> {
    /// Returns the event that a fact stands for, with whether the date of it that narrows is inferred.
    pub(crate) fn of(fact: &VisibleEvent<'a>, inferred: bool) -> Self {
        Self { place: fact.place, id: fact.id, process: fact.process, key: fact.key, inferred }
    }

    /// Returns its key, in full if it is of another process.
    pub(crate) fn name(&self, from: &Key) -> String {
        if self.process == from { self.key.to_string() } else { format!("{}/{}", self.process, self.key) }
    }
}

/// The two dates of an event about the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dates {
    pub(crate) occurred: Bounds,
    pub(crate) known: Bounds,
}

/// The dates of an event about the world as its point narrows them.
#[derive(Debug, Clone)]
pub(crate) struct NarrowedDates<'a> {
    pub(crate) dates: Dates,
    pub(crate) known_when: &'a When,
    /// The places of the events that narrowed `occurred`.
    pub(crate) by: Vec<usize>,
    /// The place of the event that narrowed `known`.
    pub(crate) known_by: Option<usize>,
    pub(crate) goes_on: bool,
}

/// What is to be said of one event as of a point.
#[derive(Debug, Clone)]
pub(crate) struct EvaluatedEvent<'a> {
    pub(crate) event: &'a Event,
    /// The number of its process.
    pub(crate) process: Option<usize>,
    pub(crate) status: EventStatus,
    pub(crate) retracted: bool,
    pub(crate) clocks: Clocks,
    /// The dates of what stands for it; of the world alone.
    pub(crate) dates: Option<NarrowedDates<'a>>,
    /// The events whose standing decides its own.
    pub(crate) rests_on: Vec<usize>,
}

impl<'a> VisibleEvent<'a> {
    /// Returns whether when it happened, and not only when it was known, rests on an inferred date.
    pub(crate) fn happened_when_inferred(&self) -> bool {
        self.assertion.occurred.when().is_inferred()
            || self.ends_by_inferred_known
            || self.narrowed_by.iter().any(|by| by.inferred)
    }

    /// Returns its two dates as they stand.
    pub(crate) fn own_dates(&self) -> Dates {
        Dates { occurred: self.occurred, known: self.known }
    }

    pub(crate) fn dates(&self) -> NarrowedDates<'a> {
        NarrowedDates {
            dates: self.own_dates(),
            known_when: self.known_when,
            by: self.narrowed_by.iter().map(|by| by.place).collect(),
            known_by: self.known_by.map(|by| by.place),
            goes_on: self.goes_on,
        }
    }

    /// Returns how it stands by its clocks alone.
    pub(crate) fn by_clocks(&self) -> EventStatus {
        status_of(self.clocks, self.goes_on)
    }
}

impl EvaluatedEvent<'_> {
    pub(crate) fn is_discrepancy(&self) -> bool {
        discrepancy(self.event).is_some()
    }
}

/// Returns how an event stands by its clocks alone.
pub(crate) fn status_of(clocks: Clocks, goes_on: bool) -> EventStatus {
    let Clocks { occurred, known, recorded } = clocks;
    if recorded != ClockStatus::Past || occurred == ClockStatus::Before || known == ClockStatus::Before {
        EventStatus::Absent
    } else if occurred == ClockStatus::Past && known == ClockStatus::Past {
        EventStatus::InForce
    } else if occurred == ClockStatus::Within && goes_on {
        EventStatus::UnderWay
    } else {
        EventStatus::Possible
    }
}
