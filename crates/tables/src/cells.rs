//! What stands in a cell: of the JSON of a field, one value of the type of its column.

use asof_projector::CellType;
use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta, Utc};
use serde_json::Value;

/// Returns what a field says in one cell.
pub(crate) fn cell(value: &Value, holds: CellType) -> Value {
    match (holds, value) {
        (_, Value::Null) => Value::Null,
        (CellType::Instant, Value::String(text)) => {
            instant(text).map_or(Value::Null, |at| utc(at.to_utc()).into())
        }
        (CellType::Texts, Value::Array(items)) => joined(items),
        (CellType::Json, Value::String(text)) => Value::from(text.as_str()),
        (CellType::Json, Value::Array(items)) if items.is_empty() => Value::Null,
        (CellType::Json, other) => Value::from(other.to_string()),
        (_, other) => other.clone(),
    }
}

/// Returns the texts of a list in one cell; null if there are none.
fn joined(items: &[Value]) -> Value {
    let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    if texts.is_empty() { Value::Null } else { texts.join("; ").into() }
}

/// Returns an instant in UTC.
pub(crate) fn utc(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn instant(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

/// Returns the day in which an instant lies, by the clock of its own zone.
pub(crate) fn day_of(value: &Value) -> Value {
    let day = value.as_str().and_then(instant).map(|instant| instant.date_naive().to_string());
    day.map_or(Value::Null, Value::from)
}

/// Returns the last day before an instant, by the clock of its own zone.
pub(crate) fn day_before(value: &Value) -> Value {
    let last = value.as_str().and_then(instant).map(|instant| instant - TimeDelta::microseconds(1));
    last.map_or(Value::Null, |last| last.date_naive().to_string().into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_type_has_one_form() {
        for (holds, value, expected) in [
            (CellType::Text, json!("a"), json!("a")),
            (CellType::Integer, json!(3), json!(3)),
            (CellType::Flag, json!(true), json!(true)),
            (CellType::Texts, json!(["a", "b"]), json!("a; b")),
            (CellType::Texts, json!([]), json!(null)),
            (CellType::Json, json!([{ "a": 1 }]), json!(r#"[{"a":1}]"#)),
            (CellType::Json, json!([]), json!(null)),
            (CellType::Instant, json!("2025-05-25T00:00:00+03:00"), json!("2025-05-24T21:00:00Z")),
            (CellType::Instant, json!(null), json!(null)),
        ] {
            assert_eq!(cell(&value, holds), expected, "{holds:?}");
        }
    }

    #[test]
    fn days_are_those_of_the_zone_and_the_end_of_one_is_in_it() {
        let midnight = json!("2025-05-25T00:00:00+03:00");
        assert_eq!((day_of(&midnight), day_before(&midnight)), (json!("2025-05-25"), json!("2025-05-24")));
        assert_eq!(day_before(&json!(null)), json!(null));
    }
}
