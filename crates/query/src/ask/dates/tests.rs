use asof_core::{Key, When, WrittenDate};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::*;

mod refusals;

/// The keys and dates that a calendar borrows.
struct Record {
    process: Key,
    entries: Vec<(Option<Key>, Key, Option<When>)>,
    rounds: Vec<Round>,
    now: Option<DateTime<Utc>>,
    zone: Zone,
}

impl Record {
    fn new(rounds: &str, entries: &str) -> Self {
        Self {
            process: "istanbul-2025".parse().unwrap(),
            entries: rows(entries).map(|row| entry(&row)).collect(),
            rounds: rows(rounds).map(|row| round(&row)).collect(),
            now: Some(instant("2025-06-10T22:30Z")),
            zone: "Europe/Istanbul".parse().unwrap(),
        }
    }

    fn calendar(&self) -> Calendar<'_> {
        let events: Vec<DatedKey<'_>> = self
            .entries
            .iter()
            .map(|(process, key, occurred)| DatedKey {
                process: process.as_ref(),
                key,
                occurred: occurred
                    .clone()
                    .map(|when| Dated::written(when, zone_of(process.as_ref(), self.zone))),
            })
            .collect();
        let (first, last) =
            first_and_last(self.entries.iter().filter_map(|(_, _, occurred)| occurred.as_ref()), self.zone);
        let Self { process, zone, now, rounds, .. } = self;
        let in_zone = |round: &Round| {
            let zone = zone_of(Some(&round.process), *zone);
            let held_on = round.held_on.clone().map(|held_on| Dated::written(held_on.when, zone));
            Round { zone, held_on, ..round.clone() }
        };
        let rounds = rounds.iter().map(in_zone).collect();
        Calendar {
            process: Some(process),
            zone: *zone,
            now: *now,
            first,
            last,
            rounds,
            phases: Vec::new(),
            events,
        }
    }

    fn point(&self, text: &str) -> String {
        match self.calendar().point(text) {
            Ok(point) if is_end_of_day(&point, self.zone) => {
                format!("end of {}", point.day.format("%a %-d %B %Y"))
            }
            Ok(point) => shown(point.until, self.zone),
            Err(error) => error.to_string(),
        }
    }

    fn range(&self, text: &str) -> String {
        let shown = |at: Option<DateTime<Utc>>| at.map_or("open".to_owned(), |at| shown(at, self.zone));
        match self.calendar().range(text) {
            Ok(range) => format!("{} until {}", shown(range.from), shown(range.until)),
            Err(error) => error.to_string(),
        }
    }

    /// Compares rows of expressions with what they show.
    fn check(&self, show: fn(&Self, &str) -> String, table: &str) {
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let (text, expected) = row.split_once(" => ").unwrap();
            assert_eq!(show(self, text), expected, "{text}");
        }
    }
}

fn rows(table: &str) -> impl Iterator<Item = Vec<String>> {
    table
        .lines()
        .map(|row| row.split_whitespace().map(str::to_owned).collect())
        .filter(|row: &Vec<_>| !row.is_empty())
}

/// Reads process (or `-`), key and date (or `-`).
fn entry(row: &[String]) -> (Option<Key>, Key, Option<When>) {
    let given = |text: &String| Some(text.clone()).filter(|text| text != "-");
    let process = given(&row[0]).map(|process| process.parse().unwrap());
    (process, row[1].parse().unwrap(), given(&row[2]).map(|date| date.parse().unwrap()))
}

/// Reads process, number, meeting, when held, start, duration (each or `-`), and plans.
fn round(row: &[String]) -> Round {
    let given = |text: &String| Some(text.clone()).filter(|text| text != "-");
    Round {
        process: row[0].parse().unwrap(),
        zone: Zone::UTC,
        number: row[1].parse().unwrap(),
        meeting: row[2].parse().unwrap(),
        held_on: given(&row[3]).map(|date| Dated::written(date.parse().unwrap(), Zone::UTC)),
        start: given(&row[4]).map(|date| date.parse().unwrap()),
        duration: given(&row[5]).map(|duration| duration.parse().unwrap()),
        planned_for: row[6..].iter().map(|date| date.parse().unwrap()).collect(),
    }
}

/// Returns the zone of a process: of all the same, but for one.
fn zone_of(process: Option<&Key>, zone: Zone) -> Zone {
    if process.is_some_and(|process| process.as_str() == "apia-2011") {
        "Pacific/Apia".parse().unwrap()
    } else {
        zone
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    WrittenDate::parse_instant(text).unwrap().to_utc()
}

fn shown(at: DateTime<Utc>, zone: Zone) -> String {
    let at = zone.clock(at);
    let form =
        if at.timestamp_micros() % 60_000_000 == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S%.f" };
    at.format(form).to_string()
}

const THREE_ROUNDS: &str = "
    istanbul-2025 1 r1-trilateral 2025-05-16 2025-05-16T13:30+03:00 PT1H45M~
    istanbul-2025 2 r2-talks      2025-06-02 - PT1H 2025-06-02T13:00+03:00
    istanbul-2025 3 r3-talks      2025-07-23 2025-07-23T20:40+03:00 -";

const EVENTS: &str = "
    istanbul-2025 proposal-of-talks 2025-05-11
    istanbul-2025 r1-held      2025-05-16
    istanbul-2025 r1-prisoners 2025-05-16T14:00+03:00
    istanbul-2025 r1-exchange  2025-05-23/2025-05-25
    istanbul-2025 meeting-by   [..2025-07-20]
    istanbul-2025 since-then   [2025-07-20..]
    istanbul-2025 r3-held      2025-07-23
    istanbul-2025 mixed        [2025-05-17..2025-05-16T22:00Z]
    istanbul-2025 fix-r3-start -
    - umerov -
    ukraine-2022 initialled 2022-04
    ukraine-2022 r1-held 2022-02-28";

fn record() -> Record {
    Record::new(THREE_ROUNDS, EVENTS)
}

fn chain() -> Record {
    let older = "
        istanbul-2025 4 r4-talks - - - 2025-08-25 2025-08
        istanbul-2025 5 r5-talks - - -
        ukraine-2022 1 gomel 2022-02-28 - -
        ukraine-2022 6 istanbul-palace 2022-03-29/2022-03-30 [2022-03-29T10:00+03:00..2022-03-29T10:30+03:00] PT4H
        ukraine-2022 7 online [2022-04..] [2022-04..] PT4H
        minsk-2014 8 minsk-last 2015-02-12 - -
        minsk-2014 6 minsk 2014-09-05 2014-09-05T10:00+03:00 [PT4H..PT5H]";
    Record::new(&format!("{THREE_ROUNDS}{older}"), EVENTS)
}

#[test]
fn conformance() {
    let record = record();
    record.check(
        Record::point,
        "
        2025-06-02 => end of Mon 2 June 2025
        round:2 => end of Mon 2 June 2025
        round:2 - 1d => end of Sun 1 June 2025
        round:2-1d => end of Sun 1 June 2025
        2025-05-15T12:00+03:00 => 2025-05-15T12:01
        round:3@start => 2025-07-23T20:41
        2025-05 => `2025-05`: a month; did you mean 2025-05-31?
        02/06/2025 => `02/06/2025`: 2 June or 6 February? write 2025-06-02 or 2025-02-06
        5/26 => `5/26`: which year? write YYYY-05-26
        26 May => `26 May`: which year? write YYYY-05-26
        2025-02-30 => `2025-02-30`: February 2025 has 28 days
        round:4 => `round:4`: this process has rounds 1 (2025-05-16), 2 (2025-06-02), 3 (2025-07-23)",
    );
    record.check(
        Record::range,
        "
        round:1..round:2 => 2025-05-16T00:00 until 2025-06-03T00:00
        ..round:1 => open until 2025-05-17T00:00
        round:3.. => 2025-07-23T00:00 until open
        2025-05 => 2025-05-01T00:00 until 2025-06-01T00:00",
    );
    let nonsense = record.point("nonsense");
    assert_eq!(nonsense, format!("`nonsense`: not a date or the key of an event\n{GRAMMAR}"));
    assert_eq!(GRAMMAR.lines().count(), 3);
}

#[test]
fn every_base_is_a_point() {
    record().check(
        Record::point,
        "
        today => end of Wed 11 June 2025
        now => 2025-06-11T01:30
        first => end of Mon 28 February 2022
        last => end of Wed 23 July 2025
        round:1@start => 2025-05-16T13:31
        round:1@end => 2025-05-16T15:16
        r1-held => end of Fri 16 May 2025
        r1-prisoners => end of Fri 16 May 2025
        r1-exchange => end of Sun 25 May 2025
        meeting-by => end of Sun 20 July 2025
        ukraine-2022/initialled => end of Sat 30 April 2022
        istanbul-2025/round:2 => end of Mon 2 June 2025
        istanbul-2025/r1-held => end of Fri 16 May 2025
        2025-05-15T12:00:30Z => 2025-05-15T15:00:31
        9999-12-31 => end of Fri 31 December 9999",
    );
}

#[test]
fn offsets_act_on_the_day_and_hours_on_the_clock() {
    record().check(
        Record::point,
        "
        round:2 +2w => end of Mon 16 June 2025
        2025-05-31-1mo => end of Wed 30 April 2025
        2024-02-29 + 1y => end of Fri 28 February 2025
        2024-02-29-0d => end of Thu 29 February 2024
        round:2+3h => 2025-06-03T03:00
        round:2-24h => end of Sun 1 June 2025
        2025-05-15T12:00+03:00-2h => 2025-05-15T10:01
        2025-05-15T23:00Z-1d => end of Thu 15 May 2025
        now - 1h => 2025-06-11T00:30
        now-1d => end of Tue 10 June 2025
        today-1w => end of Wed 4 June 2025
        round:1@end+1h => 2025-05-16T16:16
        round:1@start - 1d => end of Thu 15 May 2025
        r1-exchange-2d => end of Fri 23 May 2025
        ukraine-2022/initialled+1d => end of Sun 1 May 2022
        first-1y => end of Sun 28 February 2021",
    );
}

#[test]
fn an_expression_is_kept_as_written_with_its_day() {
    let record = record();
    let point = record.calendar().point(" round:2 - 1d ").unwrap();
    assert_eq!((point.text.as_str(), point.day.to_string().as_str()), (" round:2 - 1d ", "2025-06-01"));
    assert_eq!(point.until, instant("2025-06-02T00:00+03:00"));
    let late = record.calendar().point("2025-05-15T23:00Z").unwrap();
    assert_eq!(late.day.to_string(), "2025-05-16");
    assert!(!is_end_of_day(&late, record.zone) && is_end_of_day(&point, record.zone));
    let range = record.calendar().range("r1-exchange ..2025-05-15T23:00Z+1y").unwrap();
    let days = [range.first_day, range.last_day].map(|day| day.unwrap().to_string());
    assert_eq!(
        (range.text.as_str(), days),
        ("r1-exchange ..2025-05-15T23:00Z+1y", ["2025-05-23", "2026-05-16"].map(str::to_owned))
    );
}

#[test]
fn days_of_another_process_end_in_its_own_zone() {
    // Until the end of 2011 Apia was eleven hours behind Greenwich: a day there ended 14 hours later than in Istanbul.
    let record = Record::new(
        "apia-2011 1 fale 2011-05-16 2011-05-16T09:00-11:00 PT1H",
        "apia-2011 signed 2011-05-16
        istanbul-2025 r1-held 2025-05-16",
    );
    record.check(
        Record::point,
        "apia-2011/signed => 2011-05-17T14:00
        apia-2011/round:1 => 2011-05-17T14:00
        apia-2011/round:1-1d => 2011-05-16T14:00
        apia-2011/round:1-1h => 2011-05-17T13:00
        apia-2011/round:1@start => 2011-05-16T23:01
        2011-05-16 => end of Mon 16 May 2011
        r1-held => end of Fri 16 May 2025",
    );
    record.check(Record::range, "apia-2011/round:1 => 2011-05-16T14:00 until 2011-05-17T14:00");
}

#[test]
fn days_end_in_the_zone() {
    let mut record = record();
    record.zone = Zone::UTC;
    assert_eq!(record.calendar().point("round:2").unwrap().until, instant("2025-06-03T00:00Z"));
    assert_eq!(record.point("today"), "end of Tue 10 June 2025");
    record.zone = "Europe/London".parse().unwrap();
    assert_eq!(record.range("mixed"), "2025-05-16T00:00 until 2025-05-17T00:00");
    record.zone = "Pacific/Apia".parse().unwrap();
    let refused = "clocks in Pacific/Apia skipped that day; write 2011-12-29 or 2011-12-31";
    for text in ["2011-12-30", "2011-12-30..2012", "2011-12-30..", "..2011-12-30"] {
        assert_eq!(record.range(text), format!("`2011-12-30`: {refused}"), "{text}");
    }
    assert_eq!(record.point("2011-12-31-1d"), format!("`2011-12-31-1d`: {refused}"));
    assert_eq!(record.point("2011-12-31"), "end of Sat 31 December 2011");
}

#[test]
fn a_clock_time_without_offset_is_taken_in_the_zone() {
    let mut record = record();
    record.check(
        Record::point,
        "
        2025-05-15T12:00 => 2025-05-15T12:01
        2025-05-15T12:00+3h => 2025-05-15T15:01
        2025-05-15 12:00 => `2025-05-15 12:00`: write 2025-05-15T12:00",
    );
    assert_eq!(
        record.range("2025-05-15T12:00..2025-05-15T13:00:30"),
        "2025-05-15T12:00 until 2025-05-15T13:00:31"
    );
    record.zone = "Asia/Jerusalem".parse().unwrap();
    assert_eq!(record.calendar().point("2025-01-19T11:15").unwrap().until, instant("2025-01-19T11:16+02:00"));
    assert_eq!(record.calendar().point("2025-07-19T11:15").unwrap().until, instant("2025-07-19T11:16+03:00"));
    record.zone = "Africa/Cairo".parse().unwrap();
    record.check(
        Record::point,
        "
        2025-04-25T00:30 => `2025-04-25T00:30`: clocks in Africa/Cairo skipped it; write \
             2025-04-25T00:30+02:00 or 2025-04-25T00:30+03:00
        2025-10-30T23:30 => `2025-10-30T23:30`: clocks \
             in Africa/Cairo showed it twice; write 2025-10-30T23:30+03:00 or 2025-10-30T23:30+02:00",
    );
}

#[test]
fn ranges_include_both_ends() {
    chain().check(
        Record::range,
        "
        2025-06-02 => 2025-06-02T00:00 until 2025-06-03T00:00
        2025 => 2025-01-01T00:00 until 2026-01-01T00:00
        round:2 => 2025-06-02T00:00 until 2025-06-03T00:00
        ukraine-2022/round:6 => 2022-03-29T00:00 until 2022-03-31T00:00
        ukraine-2022/round:6.. => 2022-03-29T00:00 until open
        ..ukraine-2022/round:6 => open until 2022-03-31T00:00
        ukraine-2022/round:6-0d..now => 2022-03-30T00:00 until 2025-06-11T01:30
        r1-exchange => 2025-05-23T00:00 until 2025-05-26T00:00
        meeting-by..last => 2025-07-20T00:00 until 2025-07-24T00:00
        .. => open until open
        round:1 .. round:2 - 1d => 2025-05-16T00:00 until 2025-06-02T00:00
        2025-05-15T12:00+03:00 => 2025-05-15T12:00 until 2025-05-15T12:01
        2025-05-15T12:00+03:00..2025-05-15 => 2025-05-15T12:00 until 2025-05-16T00:00
        2025-05-15T12:00:00.5Z..2025-05-15T12:00:00.5Z => 2025-05-15T15:00:00.500 until 2025-05-15T15:00:00.600
        now..now => 2025-06-11T01:30 until 2025-06-11T01:30
        first..today => 2022-02-28T00:00 until 2025-06-12T00:00
        round:2+3h.. => 2025-06-03T03:00 until open",
    );
}

#[test]
fn rounds_are_sought_in_the_process_and_then_in_its_chain() {
    chain().check(
        Record::point,
        "
        round:1 => end of Fri 16 May 2025
        ukraine-2022/round:1 => end of Mon 28 February 2022
        round:6 => end of Wed 30 March 2022
        minsk-2014/round:6 => end of Fri 5 September 2014
        round:8 => end of Thu 12 February 2015
        round:9 => `round:9`: this process has rounds 1 (2025-05-16), 2 (2025-06-02), 3 (2025-07-23), 4 (planned for 2025-08), 5 (not held); ukraine-2022 has rounds 1 (2022-02-28), 6 (2022-03-29/2022-03-30), 7 ([2022-04..]); minsk-2014 has rounds 6 (2014-09-05), 8 (2015-02-12)
        minsk-2014/round:1 => `minsk-2014/round:1`: minsk-2014 has rounds 6 (2014-09-05), 8 (2015-02-12)
        minsk-2015/round:1 => `minsk-2015/round:1`: there is no process `minsk-2015` among istanbul-2025, ukraine-2022, minsk-2014; did you mean minsk-2014?",
    );
    let none = Record::new("ukraine-2022 1 gomel 2022-02-28 - -", "");
    none.check(
        Record::point,
        "
        round:2 => `round:2`: this process has no rounds; ukraine-2022 has round 1 (2022-02-28)
        istanbul-2025/round:1 => `istanbul-2025/round:1`: this process has no rounds
        round:99999999999999999999 => `round:99999999999999999999`: this process has no rounds; ukraine-2022 has round 1 (2022-02-28)",
    );
    let twice = Record::new("istanbul-2025 1 plan - - - 2025-05-15\nistanbul-2025 1 held 2025-05-16 - -", "");
    assert_eq!(twice.point("round:1"), "end of Fri 16 May 2025");
}

proptest! {
    #[test]
    fn any_text_is_read_or_explained(text in any::<String>()) {
        let record = chain();
        let calendar = record.calendar();
        for error in [calendar.point(&text).err(), calendar.range(&text).err()].into_iter().flatten() {
            prop_assert!(error.to_string().lines().count() <= 4);
        }
    }

    #[test]
    fn texts_near_the_grammar_are_read_or_explained(
        base in "(today|now|first|last|round:[0-9@a-z]{0,8}|[a-z0-9-]{1,12}(/[a-z0-9:-]{1,9})?|2[0-9]{3}-0[0-9]-[0-9]{2}|r1-held|..)",
        offset in "( ?[-+–] ?[0-9]{0,12} ?(h|d|w|mo|y|m|[a-zé]{0,4}))?",
        between in "(\\.\\.|\\.| )?",
    ) {
        let record = chain();
        let calendar = record.calendar();
        let text = format!("{base}{offset}{between}{base}");
        for text in [format!("{base}{offset}"), text] {
            if let Ok(point) = calendar.point(&text) {
                let alone = calendar.range(&text).unwrap();
                prop_assert_eq!(alone.until, Some(point.until));
                prop_assert_eq!(alone.last_day, Some(point.day));
                prop_assert!(alone.from <= alone.until && alone.first_day <= alone.last_day);
            } else if let Ok(range) = calendar.range(&text) {
                prop_assert!(range.until.is_none() || range.from <= range.until);
            }
        }
    }

    #[test]
    fn an_offset_in_days_moves_the_end_of_a_day(days in 0_u32..5000) {
        let record = record();
        let calendar = record.calendar();
        let day = calendar.point("round:2").unwrap().day;
        let moved = calendar.point(&format!("round:2 + {days}d")).unwrap();
        prop_assert_eq!(moved.day, day + TimeDelta::days(days.into()));
        prop_assert_eq!(moved, DatePoint { text: format!("round:2 + {days}d"), ..calendar.point(&moved_day(day, days)).unwrap() });
    }
}

fn moved_day(day: NaiveDate, days: u32) -> String {
    (day + TimeDelta::days(days.into())).to_string()
}

/// Returns whether a point is the end of its whole day, as when a day was named.
fn is_end_of_day(point: &DatePoint, zone: Zone) -> bool {
    WrittenDate::try_from(point.day).is_ok_and(|day| day.bounds(zone).1 == point.until)
}

/// Returns the days of the earliest and of the latest of dates in a zone.
fn first_and_last<'w>(
    dates: impl Iterator<Item = &'w When> + Clone,
    zone: Zone,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let first = dates.clone().filter_map(|when| when.first_day(zone)).min();
    (first, dates.filter_map(|when| when.last_day(zone)).max())
}
