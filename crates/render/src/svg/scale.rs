//! Time as pixels, in integers, and the dates that stand at an axis.

use asof_core::{Bounds, Until, WrittenDate, Zone};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};

/// A stretch of time as a stretch of pixels: whole days in the zone of the process.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    length: i64,
    zone: Zone,
}

/// A date at an axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tick {
    /// How many pixels from the beginning it stands.
    pub(super) at: i64,
    pub(super) label: String,
}

/// How far apart the dates at an axis are.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// These days of each month.
    Days(&'static [u32]),
    /// The first day of every so many months.
    Months(u32),
    /// The first day of every so many years.
    Years(i32),
}

const STEPS: [Step; 14] = [
    Step::Days(&[]),
    Step::Days(&[1, 5, 10, 15, 20, 25]),
    Step::Days(&[1, 8, 15, 22]),
    Step::Days(&[1, 15]),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(50),
    Step::Years(200),
    Step::Years(1000),
];

/// What part of the whole is added behind the last day.
const TAIL: i64 = 12;

/// How many days are looked through one by one.
const WALKED: i64 = 4000;

impl Scale {
    /// Returns the scale of the whole days that hold all these bounds; `None` if none of them has an end.
    pub(super) fn of(bounds: impl IntoIterator<Item = Bounds>, length: i64, zone: Zone) -> Option<Self> {
        let (mut first, mut last): (Option<DateTime<Utc>>, Option<DateTime<Utc>>) = (None, None);
        for end in bounds.into_iter().flat_map(|bounds| [bounds.earliest, bounds.latest]).flatten() {
            first = Some(first.map_or(end, |first| first.min(end)));
            last = Some(last.map_or(end, |last| last.max(end)));
        }
        let (from, _) = day_of(first?, zone)?;
        let (_, until) = day_of(last? - TimeDelta::microseconds(1), zone)?;
        let until = if from < until { until } else { day_of(from, zone)?.1 };
        Some(Self { from, until, length, zone })
    }

    /// Returns how many pixels from the beginning an instant is; what is beyond an end stands there.
    pub(super) fn at(&self, instant: DateTime<Utc>) -> i64 {
        let whole = (self.until - self.from).num_seconds().max(1);
        (instant - self.from).num_seconds().clamp(0, whole) * self.length / whole
    }

    /// Returns from where to where bounds reach; an open end is that of the scale.
    pub(super) fn stretch(&self, bounds: Bounds) -> (i64, i64) {
        let from = bounds.earliest.map_or(0, |earliest| self.at(earliest));
        let until = bounds.latest.map_or(self.length, |latest| self.at(latest));
        (from.min(until), until)
    }

    /// Returns the scale with some days behind the last, as far as a limit: what holds from the last day on is seen.
    pub(super) fn with_tail(self, limit: Until) -> Self {
        let days = (self.until - self.from).num_days() / TAIL + 1;
        let tail = self.until.checked_add_signed(TimeDelta::days(days)).unwrap_or(self.until);
        let until = match limit {
            Until::All => tail,
            Until::Before(limit) => tail.min(limit).max(self.until),
        };
        Self { until, ..self }
    }

    /// Returns how far a limit reaches, and whether it lies within the scale.
    pub(super) fn reach(&self, limit: Until) -> (i64, bool) {
        match limit {
            Until::All => (self.length, false),
            Until::Before(until) => (self.at(until), until < self.until),
        }
    }

    /// Returns how many pixels so many days are.
    pub(super) fn days(&self, days: i64) -> i64 {
        days * self.length / (self.until - self.from).num_days().max(1)
    }

    /// Returns the dates to write at the axis, no two nearer than so many pixels.
    pub(super) fn ticks(&self, apart: i64) -> Vec<Tick> {
        let days = (self.until - self.from).num_days();
        let steps = STEPS.into_iter().filter(|step| !matches!(step, Step::Days(_)) || days <= WALKED);
        let ticks = steps
            .map(|step| self.by(step))
            .find(|ticks| ticks.windows(2).all(|two| two[1].at - two[0].at >= apart));
        match ticks {
            Some(ticks) if ticks.len() > 1 => ticks,
            // The first and the last day say where it begins and ends.
            _ => self.ends(),
        }
    }

    fn ends(&self) -> Vec<Tick> {
        let last = self.zone.clock(self.until - TimeDelta::microseconds(1)).date_naive();
        let ends = [self.first_day(), last].map(|day| Tick {
            at: self.at_day(day).unwrap_or(0),
            label: day.format("%-d %b %Y").to_string(),
        });
        if ends[0].at == ends[1].at { ends[..1].to_vec() } else { ends.to_vec() }
    }

    fn first_day(&self) -> NaiveDate {
        self.zone.clock(self.from).date_naive()
    }

    fn at_day(&self, day: NaiveDate) -> Option<i64> {
        let (from, _) = WrittenDate::try_from(day).ok()?.bounds(self.zone);
        (self.from <= from && from < self.until).then(|| self.at(from))
    }

    fn by(&self, step: Step) -> Vec<Tick> {
        let mut ticks: Vec<Tick> = Vec::new();
        let mut year = None;
        for day in self.days_of(step) {
            let Some(at) = self.at_day(day) else { continue };
            let is_new = year.replace(day.year()) != Some(day.year());
            let label = match step {
                Step::Days(_) if is_new => day.format("%-d %b %Y"),
                Step::Days(_) => day.format("%-d %b"),
                Step::Months(_) => day.format("%b %Y"),
                Step::Years(_) => day.format("%Y"),
            };
            ticks.push(Tick { at, label: label.to_string() });
        }
        ticks
    }

    /// Returns the days of a step, from one before the beginning to one behind the end.
    fn days_of(&self, step: Step) -> Vec<NaiveDate> {
        let first = self.first_day();
        let begin = match step {
            Step::Days(_) => Some(first),
            Step::Months(_) => NaiveDate::from_ymd_opt(first.year(), 1, 1),
            Step::Years(years) => {
                NaiveDate::from_ymd_opt(first.year() - first.year().rem_euclid(years), 1, 1)
            }
        };
        let end = self.zone.clock(self.until).date_naive();
        let next = |day: &NaiveDate| match step {
            Step::Days(_) => day.checked_add_days(Days::new(1)),
            Step::Months(months) => day.checked_add_months(Months::new(months)),
            Step::Years(years) => day.with_year(day.year() + years),
        };
        let days = std::iter::successors(begin, next).take_while(|day| *day <= end);
        let is_one = |day: &NaiveDate| match step {
            Step::Days([]) => true,
            Step::Days(these) => these.contains(&day.day()),
            Step::Months(_) | Step::Years(_) => true,
        };
        days.filter(is_one).collect()
    }
}

/// Returns when the day of an instant begins and ends.
fn day_of(instant: DateTime<Utc>, zone: Zone) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    Some(WrittenDate::try_from(zone.clock(instant).date_naive()).ok()?.bounds(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(from: &str, until: &str, length: i64) -> Scale {
        let bounds = [from, until].map(|end| Some(end.parse().unwrap()));
        let [earliest, latest] = bounds;
        Scale::of([Bounds { earliest, latest }], length, "Europe/Istanbul".parse().unwrap()).unwrap()
    }

    #[test]
    fn days_are_as_wide_as_one_another_and_the_ends_are_those_of_days() {
        let scale = scale("2025-05-11T09:00:00Z", "2025-05-20T09:00:00Z", 100);
        assert_eq!(scale.at("2025-05-10T21:00:00Z".parse().unwrap()), 0);
        assert_eq!(scale.at("2025-05-11T21:00:00Z".parse().unwrap()), 10);
        assert_eq!(scale.at("2025-05-20T21:00:00Z".parse().unwrap()), 100);
        assert_eq!(
            scale.at("2030-01-01T00:00:00Z".parse().unwrap()),
            100,
            "what is beyond stands at the end"
        );
        assert_eq!(scale.stretch(Bounds { earliest: None, latest: None }), (0, 100));
    }

    #[test]
    fn dates_at_an_axis_keep_their_distance_over_a_week_and_over_centuries() {
        for (from, until) in [
            ("2025-05-11T09:00:00Z", "2025-05-11T10:00:00Z"),
            ("2025-05-11T09:00:00Z", "2025-05-17T09:00:00Z"),
            ("2025-05-11T09:00:00Z", "2025-07-23T09:00:00Z"),
            ("2024-11-11T09:00:00Z", "2025-07-23T09:00:00Z"),
            ("2014-05-11T09:00:00Z", "2025-07-23T09:00:00Z"),
            ("1200-05-11T09:00:00Z", "2025-07-23T09:00:00Z"),
        ] {
            let ticks = scale(from, until, 700).ticks(60);
            assert!(!ticks.is_empty(), "{from}");
            assert!(ticks.len() <= 700 / 60 + 1, "{from}: {ticks:?}");
            assert!(ticks.windows(2).all(|two| two[1].at - two[0].at >= 60), "{from}: {ticks:?}");
        }
        let ticks = scale("2025-05-11T09:00:00Z", "2025-07-23T09:00:00Z", 700).ticks(60);
        let labels: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "15 May 2025",
                "22 May",
                "1 Jun",
                "8 Jun",
                "15 Jun",
                "22 Jun",
                "1 Jul",
                "8 Jul",
                "15 Jul",
                "22 Jul"
            ]
        );
    }
}
