use std::collections::HashSet;

use chrono::{NaiveDate, NaiveTime};
use tz::timezone::Transition;

use super::*;

/// Returns the seconds at which clocks in the zone change: those listed, and three years by rule.
fn changes(zone: Zone) -> Vec<i64> {
    const HALF_HOUR: i64 = 1800;
    let listed = zone.rules.transitions().iter().map(Transition::unix_leap_time);
    let ruled = utc("2038-01-01")..utc("2041-01-01");
    let ruled = ruled.step_by(1800).filter(|at| zone.ahead_at(at - HALF_HOUR) != zone.ahead_at(*at));
    listed.filter(|at| *at > utc("1800-01-01")).chain(ruled).collect()
}

fn utc(day: &str) -> i64 {
    day.parse::<NaiveDate>().unwrap().and_time(NaiveTime::MIN).and_utc().timestamp()
}

#[test]
fn around_every_change_the_first_instant_that_shows_a_clock_is_found() {
    for zone in Zone::all() {
        let changes = changes(zone);
        let offsets: HashSet<i32> =
            changes.iter().flat_map(|at| [at - 1, *at]).map(|at| zone.ahead_at(at)).collect();
        for change in &changes {
            let shown = zone.clock(DateTime::from_timestamp(*change, 0).unwrap()).naive_local();
            for seconds in
                [-24, -2, -1, 0, 1, 2, 24].into_iter().flat_map(|hours| [hours * 3600 - 1, hours * 3600])
            {
                let clock = shown + TimeDelta::seconds(seconds);
                let instants =
                    offsets.iter().map(|ahead| (clock - TimeDelta::seconds((*ahead).into())).and_utc());
                let first = instants.filter(|at| zone.clock(*at).naive_local() == clock).min();
                assert_eq!(zone.first_showing(clock), first, "{zone} {clock}");
            }
        }
    }
}

#[test]
fn the_rules_of_every_zone_reach_over_all_years_that_can_be_written() {
    for zone in Zone::all() {
        for year in [1, 1500, 1883, 1970, 2025, 2100, 9999, 10_000] {
            let second =
                NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_time(NaiveTime::MIN).and_utc().timestamp();
            assert!(zone.rules.find_local_time_type(second).is_ok(), "{zone} {year}");
        }
    }
}

#[test]
fn a_zone_is_read_by_its_exact_name() {
    assert_eq!(Zone::all().filter(|zone| zone.name().parse() == Ok(*zone)).count(), Zone::all().count());
    assert_eq!("UTC".parse(), Ok(Zone::UTC));
    for text in ["europe/istanbul", "Istanbul", "+03:00", ""] {
        assert!(text.parse::<Zone>().unwrap_err().to_string().contains("such as Europe/Istanbul"), "{text}");
    }
}
