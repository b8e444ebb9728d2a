//! By how long the public learned of something later than it happened, in calendar days.

use asof_projector::Dated;
use chrono::{NaiveDate, TimeDelta};

use super::Spot;
use crate::text::counted;

/// By how many days something was public later than it happened: at the least, and at the most. What is open to the past or
/// the future has no most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lag {
    least: i64,
    most: Option<i64>,
    /// Whether it is known on which day it happened, or ended.
    is_dated: bool,
}

impl Ord for Lag {
    /// What certainly took longer is more; then what may have, of a day that is known before others.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let order = |lag: &Self| (lag.least, lag.is_dated, lag.most.is_some(), lag.most);
        order(self).cmp(&order(other))
    }
}

impl PartialOrd for Lag {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Lag {
    pub(super) fn of(spot: &Spot<'_>) -> Self {
        let ([first, last], [from, until]) = (days(spot.occurred), days(spot.known));
        // What went on for days can be known when it is over.
        let first = if spot.occurred.when.is_span() { last } else { first };
        let between =
            |one: Option<NaiveDate>, other: Option<NaiveDate>| Some((other? - one?).num_days().max(0));
        Self {
            least: between(last, from).unwrap_or(0),
            most: between(first, until),
            is_dated: first.is_some() && first == last,
        }
    }

    /// Returns whether it was public on its own day.
    fn is_none(self) -> bool {
        self.most == Some(0)
    }

    /// Returns whether it was public later than on its own day, or may have been.
    pub(super) fn may_be_late(self) -> bool {
        !self.is_none()
    }

    pub(super) fn words(self) -> String {
        let days = |days: i64| counted(days.unsigned_abs(), "day");
        match self.most {
            Some(0) => "the same day".to_owned(),
            Some(most) if most == self.least => format!("{} later", days(most)),
            Some(most) => format!("{} to {}", self.least, days(most)),
            None if self.least == 0 => "not stated".to_owned(),
            None => format!("{} or more", days(self.least)),
        }
    }
}

/// Returns the first and the last day of a date.
fn days(dated: &Dated) -> [Option<NaiveDate>; 2] {
    let last = dated.until().map(|until| (until.0 - TimeDelta::microseconds(1)).date_naive());
    [dated.from().map(|from| from.0.date_naive()), last]
}

/// Returns in words how many were public at once, how many later, and by how long.
pub(super) fn said(spots: &[Spot<'_>], undrawn: usize) -> Vec<String> {
    let lags: Vec<Lag> = spots.iter().map(Lag::of).collect();
    let count = |is: &dyn Fn(&Lag) -> bool| lags.iter().filter(|lag| is(lag)).count() as u64;
    let at_once = count(&|lag| lag.is_none());
    let later = count(&|lag| lag.least > 0);
    let perhaps = lags.len() as u64 - at_once - later;
    let mut first = vec![format!(
        "Of {}, {at_once} were public on the day on which they happened",
        counted(lags.len() as u64, "event")
    )];
    first.extend((later > 0).then(|| format!("{later} certainly later")));
    first.extend((perhaps > 0).then(|| format!("{perhaps} perhaps later, as their dates leave it open")));
    let mut said = vec![first.join(", ")];
    let longest = lags.iter().filter_map(|lag| lag.most).max().filter(|most| *most > 0);
    said.extend(longest.map(|most| {
        format!("The longest that one may have remained unknown is {}", counted(most.unsigned_abs(), "day"))
    }));
    let inside =
        spots.iter().filter(|spot| spot.row.standing == asof_projector::EventStatus::InForce).count();
    said.push(format!(
        "Exactly the boxes inside the rectangle of the as-of point count there: {}",
        counted(inside as u64, "event")
    ));
    said.extend((undrawn > 0).then(|| {
        format!(
            "{} without both dates, such as entries about the record, are not drawn",
            counted(undrawn as u64, "entry")
        )
    }));
    said
}
