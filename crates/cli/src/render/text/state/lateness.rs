//! By when things are due, and how late they are.

use crate::render::text::dates::date;
use crate::render::text::fields::Fields;
use crate::render::text::numbers::counted;
use crate::render::text::page::code;

/// Returns by when something is due: the date, and the event from which its days count.
pub(crate) fn due(row: Fields<'_>) -> String {
    let on = date(row, "due").map(|due| due.replacen("until ", "by ", 1));
    match (on, days_after(row, "due")) {
        (None, None) => String::new(),
        (Some(on), None) => format!(", due {on}"),
        (Some(on), Some(counted)) => format!(", due {on} ({counted})"),
        (None, Some(counted)) => format!(", due {counted}"),
    }
}

/// Returns how many days after which event something is due, `None` if it is due by a date.
pub(crate) fn days_after(row: Fields<'_>, field: &str) -> Option<String> {
    let days = row.number(&format!("{field}_days"))?;
    let event = row.text(&format!("{field}_after"))?;
    Some(format!("{} after {}", counted(days, "day"), code(event)))
}

/// Returns for how long something is overdue, or how late it came.
pub(crate) fn lateness(row: Fields<'_>) -> String {
    match (row.number("overdue_days"), row.number("late_days")) {
        (Some(days), _) => format!(", overdue by {}", counted(days, "day")),
        (None, Some(days)) => format!(", {} late", counted(days, "day")),
        (None, None) => String::new(),
    }
}

/// Returns that a planned day has passed without a word.
pub(crate) fn unheard(row: Fields<'_>) -> Option<String> {
    let days = row.number("overdue_days")?;
    Some(format!("the planned day passed {} ago without a word of it", counted(days, "day")))
}

/// Returns that the duration of a ceasefire is over without an ending.
pub(crate) fn duration_over(row: Fields<'_>) -> Option<String> {
    let days = row.number("duration_over")?;
    let on = date(row, "duration_until")?;
    let ago = match days {
        0 => String::new(),
        days => format!(", {} ago", counted(days, "day")),
    };
    Some(match row.text("phase") {
        // Nothing says that it ever began.
        Some("announced") => format!("counted from its announcement, its time was over by {on}{ago}"),
        _ => format!("that was over by {on}{ago}, and no ending is on record"),
    })
}
