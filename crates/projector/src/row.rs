//! A row of a state as the JSON contract has it: flat, every field present, lists never null.

use std::fmt::Display;

use asof_core::{Bounds, Deadline, Duration, Quantity, When, Zone};
use chrono::SecondsFormat;
use serde::Serialize;
use serde_json::{Map, Value, json};

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
}

/// The fields of a row, in the order of the contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    fields: Map<String, Value>,
    detail: Detail,
}

/// Whether a row repeats what follows from its other fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Detail {
    /// Dates with their bounds, durations in minutes.
    #[default]
    Resolved,
    /// Only what is written.
    Written,
}

impl Row {
    /// Returns an empty row with room for so many fields.
    pub(crate) fn with_capacity(fields: usize) -> Self {
        Self { fields: Map::with_capacity(fields), detail: Detail::default() }
    }

    /// Returns an empty row that leaves out what follows from its other fields.
    pub(crate) fn written() -> Self {
        Self { fields: Map::new(), detail: Detail::Written }
    }

    /// Adds a field that is text or null.
    pub fn text(&mut self, name: &str, value: Option<impl Display>) {
        self.put(name, value.map_or(Value::Null, |text| Value::String(text.to_string())));
    }

    /// Adds a field that serialises by itself: a word of a closed list, a number, a list of such.
    pub fn value(&mut self, name: &str, value: impl Serialize) {
        let value = serde_json::to_value(value).unwrap_or_else(|error| unreachable!("plain data: {error}"));
        self.put(name, value);
    }

    /// Adds a list of keys.
    pub fn list<T: Display>(&mut self, name: &str, items: impl IntoIterator<Item = T>) {
        self.put(name, items.into_iter().map(|item| Value::String(item.to_string())).collect());
    }

    /// Adds a list of rows.
    pub fn rows(&mut self, name: &str, rows: impl IntoIterator<Item = Self>) {
        self.put(name, rows.into_iter().map(Self::into_value).collect());
    }

    /// Adds a field that is a row or null.
    pub fn optional_row(&mut self, name: &str, row: Option<Self>) {
        self.put(name, row.map_or(Value::Null, Self::into_value));
    }

    /// Adds a date as four fields: as written, from, until (exclusive), whether it is inferred.
    pub fn date(&mut self, name: &str, dated: Option<&Dated>) {
        self.text(name, dated.map(|dated| &dated.when));
        if self.detail == Detail::Written {
            return;
        }
        let bounds = dated.map(|dated| dated.bounds);
        let instant = |instant: Option<chrono::DateTime<chrono::Utc>>| {
            instant.zip(dated).map(|(instant, dated)| {
                dated.zone.clock(instant).to_rfc3339_opts(SecondsFormat::AutoSi, false)
            })
        };
        self.text(&format!("{name}_from"), instant(bounds.and_then(|b| b.earliest)));
        self.text(&format!("{name}_until"), instant(bounds.and_then(|b| b.latest)));
        self.value(&format!("{name}_inferred"), dated.map(|dated| dated.when.is_inferred()));
    }

    /// Adds a date on which an event occurred as five fields: those of [`Row::date`], and what narrowed its bounds.
    pub fn occurred(&mut self, name: &str, dated: Option<&Dated>) {
        self.date(name, dated);
        if self.detail == Detail::Resolved {
            self.list(&format!("{name}_narrowed_by"), dated.iter().flat_map(|dated| &dated.narrowed_by));
        }
    }

    /// Adds a deadline: the date with its fields where it is one, else the event and the days after it.
    pub fn deadline(&mut self, name: &str, deadline: Option<&Deadline>, zone: Zone) {
        let date = deadline.and_then(Deadline::date).map(|due| Dated::written(due.when().clone(), zone));
        self.date(name, date.as_ref());
        let after = deadline.and_then(Deadline::after);
        self.text(&format!("{name}_after"), after.map(|after| &after.after));
        self.value(&format!("{name}_days"), after.map(|after| after.days));
    }

    /// Adds a quantity, or null.
    pub fn quantity(&mut self, name: &str, quantity: Option<&Quantity>) {
        self.put(name, quantity.map_or(Value::Null, quantity_value));
    }

    /// Adds a duration as ISO 8601 text and in minutes.
    pub fn duration(&mut self, name: &str, duration: Option<&Duration>) {
        self.text(name, duration.map(Duration::text));
        if self.detail == Detail::Written {
            return;
        }
        self.value(&format!("{name}_minutes"), duration.and_then(Duration::minutes));
        self.value(&format!("{name}_minutes_low"), duration.map(Duration::minutes_low));
        self.value(&format!("{name}_minutes_high"), duration.map(Duration::minutes_high));
    }

    /// Returns the fields.
    pub fn into_map(self) -> Map<String, Value> {
        self.fields
    }

    /// Returns the row as JSON.
    pub fn into_value(self) -> Value {
        Value::Object(self.fields)
    }

    fn put(&mut self, name: &str, value: Value) {
        self.fields.insert(name.to_owned(), value);
    }
}

/// Returns a quantity as the contract has it: all seven fields, what is not said is null.
fn quantity_value(quantity: &Quantity) -> Value {
    let (low, high) = quantity.stated();
    json!({
        "low": low,
        "high": high,
        "best": quantity.stated_best(),
        "bound": quantity.bound(),
        "unit": quantity.unit(),
        "per": quantity.per(),
        "every": quantity.every(),
    })
}
