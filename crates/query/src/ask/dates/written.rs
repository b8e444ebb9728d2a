//! Dates as logs and people write them, taken as a question means them.

use asof_core::{DateErrorKind, When, WhenError, WrittenDate, Zone};

use super::base::NamedDate;
use super::error::{DateQuestionError, DateQuestionErrorKind as Kind, Reading, list};

/// Takes a clock time without its offset as clocks in the zone showed it.
///
/// # Errors
///
/// They showed it twice or never: both that it can be are named.
pub(super) fn clock_time(clock: &str, zone: Zone) -> Result<NamedDate, DateQuestionError> {
    let no_date = || Kind::Date(DateErrorKind::NotADate).of(clock);
    let (from, until) = in_utc(clock).ok_or_else(no_date)?.bounds(Zone::UTC);
    let (shown, readings) = (zone.showing(from.naive_utc()), readings(clock, zone));
    match shown[..] {
        [at] => NamedDate::instant(at.to_utc(), at.to_utc() + (until - from), clock, zone),
        [] => Err(Kind::NeverShown { zone, readings }.of(clock)),
        [..] => Err(Kind::ShownTwice { zone, readings }.of(clock)),
    }
}

/// Says how a log writes a clock time that lacks its offset, by the rules of the zone on that day.
pub(crate) fn offset_hint(clock: &str, zone: Zone) -> Option<String> {
    let (from, _) = in_utc(clock)?.bounds(Zone::UTC);
    let readings = list(readings(clock, zone), " or ");
    Some(match zone.showing(from.naive_utc())[..] {
        [at] => format!("clocks in {zone} were at {} then: write {readings}", at.format("%:z")),
        [] => format!("clocks in {zone} skipped it: write {readings}"),
        [..] => format!("clocks in {zone} showed it twice: write {readings}"),
    })
}

/// Returns the clock time without offset for which a date of a log is refused.
pub(crate) fn clock_without_offset(when: &str) -> Option<String> {
    match when.parse::<When>().err()? {
        WhenError::Point(error) | WhenError::First(error) | WhenError::Last(error) => match error.kind() {
            DateErrorKind::NoOffset(clock) => Some(clock.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn in_utc(clock: &str) -> Option<WrittenDate> {
    format!("{clock}Z").parse().ok()
}

/// Returns a clock time with the offset that clocks had: with both, where they showed it twice or never.
fn readings(clock: &str, zone: Zone) -> Vec<String> {
    let Some(naive) = in_utc(clock).map(|stretch| stretch.bounds(Zone::UTC).0.naive_utc()) else {
        return Vec::new();
    };
    let shown = zone.showing(naive);
    let read = if shown.len() == 1 { shown } else { zone.readings(naive) };
    read.iter().map(|at| format!("{clock}{}", at.format("%:z"))).collect()
}

/// Says what a question writes for what a log writes as no one day, or with a mark; `None` for what both write alike.
pub(super) fn not_one_day(kind: &DateErrorKind, zone: Zone) -> Option<Kind> {
    let forms = match kind {
        DateErrorKind::OtherForm(form) => std::slice::from_ref(form),
        DateErrorKind::Season(forms) => forms,
        DateErrorKind::Days { first, last } => &[format!("{first}/{last}")],
        _ => return None,
    };
    let dates: Vec<When> = forms.iter().filter_map(|form| form.parse().ok()).collect();
    if let [only] = dates.as_slice()
        && let core = only.text().trim_end_matches(['?', '~', '%'])
        && let Ok(point) = core.parse::<WrittenDate>()
        && (point.is_day() || point.is_instant())
    {
        // A mark says how the encoder came by a date: a question has none.
        return Some(Kind::Date(DateErrorKind::OtherForm(core.to_owned())));
    }
    Some(Kind::NotOneDay(dates.iter().map(|when| reading(when, zone)).collect()))
}

fn reading(when: &When, zone: Zone) -> Reading {
    let core = when.text().trim_end_matches(['?', '~', '%']);
    let day = |day: Option<chrono::NaiveDate>| day.map_or(String::new(), |day| day.to_string());
    let range = match core.parse::<WrittenDate>() {
        Ok(_) => core.to_owned(),
        Err(_) => format!("{}..{}", day(when.first_day(zone)), day(when.last_day(zone))),
    };
    Reading { end: when.last_day(zone), range }
}
