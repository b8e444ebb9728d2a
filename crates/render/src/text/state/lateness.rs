//! By when things are due, and how late they are.

use asof_core::{Deadline, Key};
use asof_projector::state::ceasefires::{CeasefireValue, Phase};
use asof_projector::state::commitments::DeliveryValue;
use asof_projector::{Dated, DueDate, StateRow, Value};

use crate::text::dates::{day, deadline, first_and_last_day, is_of_one_day};
use crate::text::numbers::counted;
use crate::text::page::code;

/// Returns by when something is due: the date, and the event from which its days count.
pub(crate) fn due(due: &DueDate) -> String {
    match (&due.day, days_after(due)) {
        (on, None) => due_by(on.as_ref()),
        (Some(on), Some(counted)) => format!(", due {} ({counted})", deadline(on)),
        (None, Some(counted)) => format!(", due {counted}"),
    }
}

/// Returns by which date something is due.
pub(crate) fn due_by(due: Option<&Dated>) -> String {
    due.map_or(String::new(), |on| format!(", due {}", deadline(on)))
}

/// Returns how many days after which event something is due, `None` if it is due by a date.
pub(super) fn days_after(due: &DueDate) -> Option<String> {
    let after = due.written.as_ref().and_then(Deadline::after)?;
    Some(days_after_event(after.days, &after.after.to_string()))
}

/// Returns a deadline that counts from an event.
pub(crate) fn days_after_event(days: u32, event: &str) -> String {
    format!("{} after {}", counted(days.into(), "day"), code(event))
}

/// Returns for how long something is overdue, or how late it came at the least.
pub(crate) fn lateness(row: &StateRow) -> String {
    match &row.value {
        Value::Commitment(value) => {
            let due = value.due.day.as_ref();
            overdue_or_late(value.overdue_days, value.late_days, due, &value.deliveries)
        }
        // A proposal says by when it was due, and not when it was answered.
        Value::Proposal(value) => {
            overdue_or_late(value.overdue_days, value.late_days, value.due.as_ref(), &[])
        }
        _ => String::new(),
    }
}

/// Returns the same of what is due by a date and was delivered so.
fn overdue_or_late(
    overdue_days: Option<u64>,
    late_days: Option<u64>,
    due: Option<&Dated>,
    deliveries: &[DeliveryValue],
) -> String {
    match (overdue_days, late_days) {
        (Some(days), _) => format!(", overdue by {}", counted(days, "day")),
        (None, Some(days)) => format!(", {}", late(days, is_of_one_day_at_last(due, deliveries, days))),
        (None, None) => String::new(),
    }
}

/// Returns how late something came: exactly, if it came on one day; else by how much at the least.
pub(crate) fn late(days: u64, came_on_one_day: bool) -> String {
    let at_least = if came_on_one_day { "" } else { "at least " };
    format!("{at_least}{} late", counted(days, "day"))
}

/// Returns whether what made a promise late came on one day: the delivery that may have come so many days after it was
/// due.
fn is_of_one_day_at_last(due: Option<&Dated>, deliveries: &[DeliveryValue], days: u64) -> bool {
    let Some((_, due)) = due.and_then(first_and_last_day) else { return false };
    let mut at_last = deliveries
        .iter()
        .filter(|lot| {
            let first = first_and_last_day(&lot.occurred).map(|(first, _)| (first - due).num_days());
            first.is_some_and(|after| u64::try_from(after) == Ok(days))
        })
        .peekable();
    at_last.peek().is_some() && at_last.all(|lot| is_of_one_day(&lot.occurred))
}

/// Returns that a planned day has passed without a word.
pub(crate) fn unheard(row: &StateRow) -> Option<String> {
    let Value::Meeting(meeting) = &row.value else { return None };
    let days = meeting.overdue_days?;
    Some(format!("the planned day passed {} ago{}", counted(days, "day"), without_a_word(&row.grounds.maybe)))
}

/// Says that nothing is on record of it; nothing where something may have happened by then.
pub(crate) fn without_a_word(maybe: &[Key]) -> &'static str {
    if maybe.is_empty() { " without a word of it" } else { "" }
}

/// Returns that the duration of a ceasefire is over without an ending.
pub(crate) fn duration_over(value: &CeasefireValue) -> Option<String> {
    Some(over(value.phase, &day(value.duration_until?), value.duration_over?))
}

/// Returns that the duration of a ceasefire was over by a day so many days ago, without an ending.
pub(crate) fn over(phase: Option<Phase>, on: &str, days: u64) -> String {
    let ago = match days {
        0 => String::new(),
        days => format!(", {} ago", counted(days, "day")),
    };
    match phase {
        // Nothing says that it ever began.
        Some(Phase::Announced) => format!("counted from its announcement, its time was over by {on}{ago}"),
        _ => format!("its duration was over by {on}{ago}; no ending is on record"),
    }
}

#[cfg(test)]
mod tests {
    use asof_core::Zone;

    use super::*;

    fn dated(written: &str) -> Dated {
        Dated::written(written.parse().unwrap(), Zone::UTC)
    }

    fn delivery(occurred: &str) -> DeliveryValue {
        DeliveryValue {
            event: "lot".parse().unwrap(),
            from: None,
            to: None,
            quantity: None,
            category: None,
            occurred: dated(occurred),
            link_inferred: false,
            attributed_to: Vec::new(),
        }
    }

    #[test]
    fn what_came_on_some_day_of_a_month_is_late_by_so_much_at_the_least() {
        let due = dated("2019-03");
        let of = |last: &str| {
            overdue_or_late(None, Some(1), Some(&due), &[delivery("2019-02-01"), delivery(last)])
        };
        assert_eq!(of("2019-04"), ", at least 1 day late");
        assert_eq!(of("2019-04-01"), ", 1 day late");
        assert_eq!(overdue_or_late(None, Some(3), None, &[]), ", at least 3 days late");
    }

    #[test]
    fn the_time_of_what_never_began_has_no_ending_to_wait_for() {
        let over = |phase: Phase| {
            let value = CeasefireValue {
                key: "truce".parse().unwrap(),
                phase: Some(phase),
                declared_by: Vec::new(),
                scope: None,
                duration: None,
                purpose: None,
                since: dated("2025-06-01"),
                allegations: Vec::new(),
                denials: Vec::new(),
                duration_until: Some("2025-06-05".parse().unwrap()),
                duration_over: Some(2),
                begun: None,
                has_taken_effect: false,
            };
            duration_over(&value).unwrap_or_default()
        };
        let said = "its duration was over by Thu 5 June 2025, 2 days ago; no ending is on record";
        assert_eq!(over(Phase::InEffect), said);
        let said = "counted from its announcement, its time was over by Thu 5 June 2025, 2 days ago";
        assert_eq!(over(Phase::Announced), said);
    }
}
