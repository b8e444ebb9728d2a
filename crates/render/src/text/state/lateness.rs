//! By when things are due, and how late they are.

use crate::text::dates::{date, deadline, first_and_last_day, is_of_one_day};
use crate::text::fields::Fields;
use crate::text::numbers::counted;
use crate::text::page::code;

/// Returns by when something is due: the date, and the event from which its days count.
pub(crate) fn due(row: Fields<'_>) -> String {
    match (deadline(row, "due"), days_after(row, "due")) {
        (None, None) => String::new(),
        (Some(on), None) => format!(", due {on}"),
        (Some(on), Some(counted)) => format!(", due {on} ({counted})"),
        (None, Some(counted)) => format!(", due {counted}"),
    }
}

/// Returns how many days after which event something is due, `None` if it is due by a date.
pub(super) fn days_after(row: Fields<'_>, field: &str) -> Option<String> {
    // An entry has both in one field, a row of a state each in its own.
    let written = row.row(field);
    let (days, event) = match written.is_there() {
        true => (written.number("days")?, written.text("after")?),
        false => (row.number(&format!("{field}_days"))?, row.text(&format!("{field}_after"))?),
    };
    Some(days_after_event(days, event))
}

/// Returns a deadline that counts from an event.
pub(crate) fn days_after_event(days: u64, event: &str) -> String {
    format!("{} after {}", counted(days, "day"), code(event))
}

/// Returns for how long something is overdue, or how late it came at the least.
pub(crate) fn lateness(row: Fields<'_>) -> String {
    match (row.number("overdue_days"), row.number("late_days")) {
        (Some(days), _) => format!(", overdue by {}", counted(days, "day")),
        (None, Some(days)) => format!(", {}", late(days, is_of_one_day_at_last(row, days))),
        (None, None) => String::new(),
    }
}

/// Returns how late something came: exactly, if it came on one day; else by how much at the least.
pub(crate) fn late(days: u64, came_on_one_day: bool) -> String {
    let at_least = if came_on_one_day { "" } else { "at least " };
    format!("{at_least}{} late", counted(days, "day"))
}

/// Returns whether what made a promise late came on one day: the delivery that may have come so many days after it was
/// due. The answer to a proposal has no date in its row.
fn is_of_one_day_at_last(row: Fields<'_>, days: u64) -> bool {
    let Some((_, due)) = first_and_last_day(row, "due") else { return false };
    let deliveries = row.rows("deliveries");
    let mut at_last = deliveries
        .iter()
        .filter(|lot| {
            let first = first_and_last_day(**lot, "occurred").map(|(first, _)| (first - due).num_days());
            first.is_some_and(|after| u64::try_from(after) == Ok(days))
        })
        .peekable();
    at_last.peek().is_some() && at_last.all(|lot| is_of_one_day(*lot, "occurred"))
}

/// Returns that a planned day has passed without a word.
pub(crate) fn unheard(row: Fields<'_>) -> Option<String> {
    let days = row.number("overdue_days")?;
    Some(format!("the planned day passed {} ago{}", counted(days, "day"), without_a_word(row)))
}

/// Says that nothing is on record of it; nothing where something may have happened by then.
pub(crate) fn without_a_word(row: Fields<'_>) -> &'static str {
    if row.texts("maybe").is_empty() { " without a word of it" } else { "" }
}

/// Returns that the duration of a ceasefire is over without an ending.
pub(crate) fn duration_over(row: Fields<'_>) -> Option<String> {
    let days = row.number("duration_over")?;
    Some(over(row.text("phase"), &date(row, "duration_until")?, days))
}

/// Returns that the duration of a ceasefire was over by a day so many days ago, without an ending.
pub(crate) fn over(phase: Option<&str>, on: &str, days: u64) -> String {
    let ago = match days {
        0 => String::new(),
        days => format!(", {} ago", counted(days, "day")),
    };
    match phase {
        // Nothing says that it ever began.
        Some("announced") => format!("counted from its announcement, its time was over by {on}{ago}"),
        _ => format!("its duration was over by {on}{ago}; no ending is on record"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_came_on_some_day_of_a_month_is_late_by_so_much_at_the_least() {
        let row = |from: &str, until: &str| {
            json!({
                "due": "2019-03", "due_from": "2019-03-01T00:00:00Z", "due_until": "2019-04-01T00:00:00Z",
                "late_days": 1, "deliveries": [
                    { "occurred_from": "2019-02-01T00:00:00Z", "occurred_until": "2019-02-02T00:00:00Z" },
                    { "occurred_from": from, "occurred_until": until },
                ],
            })
        };
        let in_april = row("2019-04-01T00:00:00Z", "2019-05-01T00:00:00Z");
        assert_eq!(lateness(Fields::new(&in_april)), ", at least 1 day late");
        let on_a_day = row("2019-04-01T00:00:00Z", "2019-04-02T00:00:00Z");
        assert_eq!(lateness(Fields::new(&on_a_day)), ", 1 day late");
        let answered = json!({ "late_days": 3 });
        assert_eq!(lateness(Fields::new(&answered)), ", at least 3 days late");
    }

    #[test]
    fn the_time_of_what_never_began_has_no_ending_to_wait_for() {
        let mut row = json!({ "phase": "in-effect", "duration_over": 2, "duration_until": "2025-06-05" });
        let over = |row: &serde_json::Value| duration_over(Fields::new(row)).unwrap_or_default();
        let said = "its duration was over by Thu 5 June 2025, 2 days ago; no ending is on record";
        assert_eq!(over(&row), said);
        row["phase"] = json!("announced");
        let said = "counted from its announcement, its time was over by Thu 5 June 2025, 2 days ago";
        assert_eq!(over(&row), said);
    }
}
