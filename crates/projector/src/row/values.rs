//! Values that stand in rows and nowhere else: dates with what they come to.

use std::borrow::Cow;
use std::fmt;

use asof_core::{Bounds, Deadline, When, Zone};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// A moment as RFC 3339 writes it, in the zone of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub DateTime<FixedOffset>);

impl Instant {
    /// Returns an instant by the clock of a zone.
    pub fn new(instant: DateTime<Utc>, zone: Zone) -> Self {
        Self(zone.clock(instant))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, false))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Instant {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        DateTime::<FixedOffset>::json_schema(generator)
    }
}

/// A date as written, with its bounds and the zone in which its days begin and end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The date as written.
    pub when: When,
    /// Its bounds, narrowed by what the record proves.
    pub bounds: Bounds,
    /// The events that narrowed the bounds; in full if they are of another process.
    pub narrowed_by: Vec<String>,
    /// The zone of the process.
    pub zone: Zone,
}

impl Dated {
    /// Returns a date with the bounds that are written.
    pub fn written(when: When, zone: Zone) -> Self {
        let bounds = when.bounds(zone);
        Self { when, bounds, narrowed_by: Vec::new(), zone }
    }

    /// Returns the first moment that it can be, included; `None` if it is open to the past.
    pub fn from(&self) -> Option<Instant> {
        self.bounds.earliest.map(|instant| Instant::new(instant, self.zone))
    }

    /// Returns the moment by which it is over, not included; `None` if it is open to the future.
    pub fn until(&self) -> Option<Instant> {
        self.bounds.latest.map(|instant| Instant::new(instant, self.zone))
    }
}

/// By when something is due: a date, or a number of days after an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueDate {
    /// As written; `None` if not stated.
    pub written: Option<Deadline>,
    /// The date that it is or comes to; `None` if it counts from an event that is not visible.
    pub day: Option<Dated>,
}

impl DueDate {
    /// Returns a deadline as written: of days after an event, the state says later which date that is.
    pub(crate) fn written(deadline: Option<&Deadline>, zone: Zone) -> Self {
        let date = deadline.and_then(Deadline::date);
        let day = date.map(|due| Dated::written(due.when().clone(), zone));
        Self { written: deadline.cloned(), day }
    }
}
