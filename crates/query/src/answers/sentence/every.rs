//! The points of every process of a log, as one row: a day ends in the zone of each.

use asof_core::{AsOf, Until, Zone};

use super::{
    AsOfRow, Knowledge, PointInWords, UntilRow, entry_below, instant, last_entry, limit_in_words,
    moment_or_all,
};
use crate::ask::query::ResolvedForAll;

/// Where days end if the processes are kept in several zones.
const OF_EACH: &str = "in the zone of each negotiation";

/// Returns the points as one row: it reaches as far as the latest of them.
pub(crate) fn as_of_row_of_every(asked: &ResolvedForAll) -> AsOfRow {
    let points = Points::of(asked);
    let latest = points.latest(|as_of| as_of.occurred);
    let recorded = points.0.iter().map(|(as_of, _)| last_entry(as_of, asked.head)).max();
    AsOfRow {
        occurred: points.until_row(|as_of| as_of.occurred),
        known: points.until_row(|as_of| as_of.known),
        recorded: recorded.unwrap_or(asked.head),
        token: None,
        sentence: points.in_words(asked.head),
        point: latest.map_or(AsOf::ALL, |(as_of, _)| as_of),
        zone: latest.map_or(Zone::UTC, |(_, zone)| zone),
    }
}

/// The points that differ, each with its zone.
struct Points(Vec<(AsOf, Zone)>);

impl Points {
    fn of(asked: &ResolvedForAll) -> Self {
        let mut points: Vec<(AsOf, Zone)> = Vec::new();
        for point in &asked.points {
            if !points.contains(&(point.as_of, point.zone)) {
                points.push((point.as_of, point.zone));
            }
        }
        Self(points)
    }

    /// Returns the zone in which the moments are told, if it is one: all processes are kept in it, or an instant was written,
    /// which clocks show differently in their zones.
    fn zone(&self) -> Option<Zone> {
        let (first, zone) = self.0.first()?;
        if self.is_of_one_zone() {
            return Some(*zone);
        }
        let is_one_point = self.0.iter().all(|(as_of, _)| as_of == first);
        let is_told_alike = |clock: fn(&AsOf) -> Until| {
            let told = |(as_of, zone): &(AsOf, Zone)| moment_or_all(clock(as_of), *zone);
            self.0.iter().all(|point| told(point) == moment_or_all(clock(first), *zone))
        };
        let is_alike = is_told_alike(|as_of| as_of.occurred) && is_told_alike(|as_of| as_of.known);
        (is_one_point && !is_alike).then_some(Zone::UTC)
    }

    fn is_of_one_zone(&self) -> bool {
        self.0.iter().all(|(_, zone)| *zone == self.0[0].1)
    }

    /// Returns the point that reaches furthest on a clock.
    fn latest(&self, clock: impl Fn(&AsOf) -> Until) -> Option<(AsOf, Zone)> {
        self.0.iter().max_by_key(|(as_of, _)| clock(as_of)).copied()
    }

    fn until_row(&self, clock: impl Fn(&AsOf) -> Until) -> UntilRow {
        let latest = self.latest(&clock);
        let until = latest.and_then(|(as_of, zone)| instant(clock(&as_of), self.zone().unwrap_or(zone)));
        let text = self.each(|as_of, zone| limit_in_words(clock(as_of), zone));
        let is_of_each = until.is_some() && self.zone().is_none();
        UntilRow { text: if is_of_each { format!("{text}, {OF_EACH}") } else { text }, until }
    }

    /// Returns what is told of the points, each once: `Sat 24 May 2025, end of day or Sun 25 May 2025, end of day`.
    fn each(&self, tell: impl Fn(&AsOf, Zone) -> String) -> String {
        let zone = self.zone();
        let mut told: Vec<String> = Vec::new();
        for (as_of, own) in &self.0 {
            let of_point = tell(as_of, zone.unwrap_or(*own));
            if !told.contains(&of_point) {
                told.push(of_point);
            }
        }
        told.join(" or ")
    }

    /// Returns the points in one sentence.
    fn in_words(&self, head: u64) -> String {
        let Some((first, _)) = self.0.first() else { return String::new() };
        let is_then = self.0.iter().all(|(as_of, _)| as_of.known == as_of.occurred);
        let known = match first.known {
            Until::All => Knowledge::All,
            Until::Before(_) if is_then => Knowledge::Then,
            Until::Before(_) => Knowledge::By(self.each(|as_of, zone| moment_or_all(as_of.known, zone))),
        };
        let recorded = self.0.iter().filter_map(|(as_of, _)| entry_below(as_of.recorded, head));
        let mut recorded: Vec<u64> = recorded.collect();
        recorded.sort_unstable();
        recorded.dedup();
        let recorded: Vec<String> = recorded.iter().map(u64::to_string).collect();
        let has_moment = first.occurred != Until::All || matches!(known, Knowledge::By(_));
        let words = PointInWords {
            occurred: self.each(|as_of, zone| moment_or_all(as_of.occurred, zone)),
            place: match self.zone() {
                Some(zone) => Some(zone.to_string()),
                None => has_moment.then(|| OF_EACH.to_owned()),
            },
            known,
            inferred: first.inferred,
            recorded: (!recorded.is_empty()).then(|| recorded.join(" or ")),
        };
        words.sentence()
    }
}

#[cfg(test)]
mod tests {
    use asof_core::{Head, WrittenDate};

    use super::*;
    use crate::ask::query::ProcessAsOf;

    const ZONES: [&str; 3] = ["Europe/Istanbul", "America/New_York", "Europe/Istanbul"];

    /// Returns the row of three processes at the ends of these days or instants in their zones.
    fn row(zones: [&str; 3], occurred: [&str; 3], known: Option<&str>, recorded: [Head; 3]) -> AsOfRow {
        let point = |number: usize| {
            let zone: Zone = zones[number].parse().unwrap();
            let end = |text: &str| Until::Before(text.parse::<WrittenDate>().unwrap().bounds(zone).1);
            let known = known.map_or(Until::All, end);
            let (occurred, recorded) = (end(occurred[number]), recorded[number]);
            let as_of = AsOf { occurred, known, recorded, ..AsOf::ALL };
            ProcessAsOf { process: format!("p{number}").parse().unwrap(), zone, as_of }
        };
        as_of_row_of_every(&ResolvedForAll { points: (0..3).map(point).collect(), head: 9 })
    }

    #[test]
    fn a_day_ends_in_the_zone_of_each_and_the_row_reaches_as_far_as_the_latest() {
        let row = row(ZONES, ["2025-05-24"; 3], None, [Head::All; 3]);
        assert_eq!(
            row.sentence,
            "As of Sat 24 May 2025, end of day (in the zone of each negotiation), with everything this log knows today"
        );
        assert_eq!(row.occurred.text, "the end of Saturday 24 May 2025, in the zone of each negotiation");
        assert_eq!(row.occurred.until.unwrap().0.to_rfc3339(), "2025-05-25T00:00:00-04:00");
        assert_eq!((row.known.until, row.token, row.recorded), (None, None, 9));
    }

    #[test]
    fn of_one_zone_the_row_is_that_of_a_single_process() {
        let row = row(["Europe/Istanbul"; 3], ["2025-05-24"; 3], Some("2025-05-24"), [Head::All; 3]);
        assert_eq!(
            row.sentence,
            "As of Sat 24 May 2025, end of day (Europe/Istanbul), with what the public could know then"
        );
        assert_eq!(row.occurred.text, "the end of Saturday 24 May 2025");
        assert_eq!(row.occurred.until.unwrap().0.to_rfc3339(), "2025-05-25T00:00:00+03:00");
    }

    #[test]
    fn an_instant_is_the_same_everywhere_and_is_told_in_utc() {
        let row = row(ZONES, ["2025-05-24T12:00+03:00"; 3], None, [Head::All; 3]);
        assert_eq!(
            row.sentence,
            "As of Sat 24 May 2025, 09:00+00:00 (UTC), with everything this log knows today"
        );
        assert_eq!(row.occurred.until.unwrap().0.to_rfc3339(), "2025-05-24T09:01:00+00:00");
    }

    #[test]
    fn zones_in_which_the_day_ends_together_are_told_by_the_day() {
        let row = row(
            ["Europe/Istanbul", "Europe/Moscow", "Europe/Minsk"],
            ["2025-05-24"; 3],
            None,
            [Head::All; 3],
        );
        assert!(
            row.sentence.starts_with("As of Sat 24 May 2025, end of day (in the zone of each negotiation), ")
        );
    }

    #[test]
    fn where_it_is_another_day_elsewhere_both_are_told() {
        let days = ["2025-05-25", "2025-05-24", "2025-05-25"];
        let row = row(ZONES, days, Some("2025-05-26"), [Head::Seq(7), Head::Seq(4), Head::Seq(7)]);
        assert_eq!(
            row.sentence,
            "As of Sun 25 May 2025, end of day or Sat 24 May 2025, end of day (in the zone of each negotiation), with \
             what the public could know by Mon 26 May 2025, end of day, as the log stood at entry 4 or 7"
        );
        assert_eq!(row.recorded, 7);
        assert_eq!(row.occurred.until.unwrap().0.to_rfc3339(), "2025-05-26T00:00:00+03:00");
    }
}
