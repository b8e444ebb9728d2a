//! The table of what each field of a state says, from when to when on both clocks.

use asof_core::{Until, Zone};
use asof_query::{Log, Period, ResolvedQuery, SlotPeriod, slot_history};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde_json::Value;

use crate::cells::utc;
use crate::shape::QUANTITY;
use crate::table::{Column, Table, Type};

/// What stands for a point behind every moment: all that was asked for.
const ALL: &str = "all";

/// The last day that can be written: a value that holds at every moment, and not with all that the log holds.
const LAST_DAY: &str = "9999-12-31";

/// Returns the table of a slot history: a row for each value that a field of a state has, and the rectangle of points at
/// which it has it. Its key is `slot_history`.
pub fn slot_table(log: &Log, asked: &ResolvedQuery) -> Table {
    let periods = slot_history(log, asked);
    let rows = periods.iter().map(|period| row(period, log.zone(&period.process)));
    Table {
        name: "slot_history".to_owned(),
        about: "What each field of the state says, from when to when: at a point, the rows whose two periods contain it are \
                the state. Days in first_day and last_day mean their ends. `all` is a point behind every moment: all that \
                the log holds."
            .to_owned(),
        key: vec!["process", "path", "field", "occurred_from", "known_from"],
        parent: None,
        columns: columns(),
        rows: rows.collect(),
    }
}

fn columns() -> Vec<Column> {
    let text = |name, about| Column::new(name, Type::Text, about);
    let own = [
        text("process", "The negotiation."),
        text("path", "The row of the state, by its path."),
        text("field", "The field of that row, by its name in JSON."),
        text("value", "What it says: a text as it is, a list of texts joined by `; `, all else as JSON."),
    ];
    let parts = QUANTITY
        .map(|(part, holds, said)| Column::new(part, holds, format!("If it says a quantity: {said}")));
    let clocks = [("occurred", "of the world"), ("known", "of public knowledge")].map(|(clock, of)| {
        let column = |part, about| Column::new(format!("{clock}_{part}"), Type::Text, about);
        let ever = "empty if it holds with all that the log holds too";
        [
            column(
                "from",
                format!(
                    "The first moment {of} at which it holds; `all` if only with all that the log holds."
                ),
            ),
            column("until", format!("The first moment {of} at which it holds no more; {ever}.")),
            column("first_day", format!("The first day {of} at whose end it holds; `all` likewise.")),
            column("last_day", format!("The last day {of} at whose end it holds; {ever}.")),
        ]
    });
    own.into_iter().chain(parts).chain(clocks.into_iter().flatten()).collect()
}

fn row(period: &SlotPeriod, zone: Zone) -> Vec<Value> {
    let SlotPeriod { process, path, field, value, occurred, known } = period;
    let own = [process.as_str().into(), path.to_string().into(), field.as_str().into(), text(value)];
    let is_quantity = value.get("bound").is_some() && value.get("unit").is_some();
    let part = |name: &str| value.get(name).filter(|_| is_quantity).cloned().unwrap_or_default();
    let parts = QUANTITY.map(|(name, ..)| part(name));
    let clocks = [occurred, known].map(|period| clock(*period, zone));
    own.into_iter().chain(parts).chain(clocks.into_iter().flatten()).collect()
}

/// Returns a value as text.
fn text(value: &Value) -> Value {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ").into()
        }
        other => other.to_string().into(),
    }
}

/// Returns from when to when a value holds on one clock: in moments, and in the days at whose ends it does.
fn clock(period: Period, zone: Zone) -> [Value; 4] {
    let from = match period.from {
        Until::Before(instant) => [utc(instant), day_ended(instant, zone).to_string()],
        Until::All => [ALL.to_owned(), ALL.to_owned()],
    };
    let until = match period.until {
        Some(Until::Before(instant)) => {
            let last = day_ended(instant, zone).checked_sub_days(Days::new(1));
            [utc(instant).into(), last.map_or(Value::Null, |day| day.to_string().into())]
        }
        Some(Until::All) => [ALL.into(), LAST_DAY.into()],
        None => [Value::Null, Value::Null],
    };
    let [moment, day] = from.map(Value::from);
    let [end, last] = until;
    [moment, end, day, last]
}

/// Returns the first day whose end is not before an instant.
fn day_ended(instant: DateTime<Utc>, zone: Zone) -> NaiveDate {
    zone.clock(instant - TimeDelta::microseconds(1)).date_naive()
}
