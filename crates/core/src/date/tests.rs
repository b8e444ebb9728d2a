use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;

use super::*;

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn bounds(text: &str, zone: Zone) -> (String, String) {
    let (start, end) = text.parse::<Stretch>().unwrap().bounds(zone);
    (zone.clock(start).to_rfc3339(), zone.clock(end).to_rfc3339())
}

fn message(text: &str) -> String {
    text.parse::<Stretch>().unwrap_err().to_string()
}

#[test]
fn every_point_lasts_as_long_as_it_is_precise() {
    let rows = [
        ("2025", "2025-01-01T00:00:00+03:00", "2026-01-01T00:00:00+03:00"),
        ("2024-02", "2024-02-01T00:00:00+03:00", "2024-03-01T00:00:00+03:00"),
        ("9999-12-31", "9999-12-31T00:00:00+03:00", "+10000-01-01T00:00:00+03:00"),
        ("2025-05-16T12:30+03:00", "2025-05-16T12:30:00+03:00", "2025-05-16T12:31:00+03:00"),
        ("2025-05-16T09:30:05Z", "2025-05-16T12:30:05+03:00", "2025-05-16T12:30:06+03:00"),
        ("2025-05-16T09:30:05.25Z", "2025-05-16T12:30:05.250+03:00", "2025-05-16T12:30:05.260+03:00"),
        ("2025-05-16T09:30:05.999999Z", "2025-05-16T12:30:05.999999+03:00", "2025-05-16T12:30:06+03:00"),
    ];
    for (text, start, end) in rows {
        assert_eq!(bounds(text, zone("Europe/Istanbul")), (start.to_owned(), end.to_owned()), "{text}");
    }
}

#[test]
fn what_is_not_a_date_is_told_what_to_write() {
    let table = "
        02/06/2025 => 2 June or 6 February? write 2025-06-02 or 2025-02-06
        02.06.2025 => 2 June or 6 February? write 2025-06-02 or 2025-02-06
        26/05/2025 => write 2025-05-26
        05/26/2025 => write 2025-05-26
        05/05/2025 => write 2025-05-05
        30/02/2025 => February 2025 has 28 days
        13/13/2025 => there are 12 months
        2025/05/16 => write 2025-05-16
        05/2025 => write 2025-05
        2025-5-6 => write 2025-05-06
        5/26 => which year? write YYYY-05-26
        5/6 => which year? write YYYY-06-05 or YYYY-05-06
        5/26/25 => which year? write YYYY-05-26
        26 May => which year? write YYYY-05-26
        May 26 => which year? write YYYY-05-26
        29 feb => which year? write YYYY-02-29
        May => which year? write YYYY-05
        26 May 2025 => write 2025-05-26
        May 26th, 2025 => write 2025-05-26
        Sept 2025 => write 2025-09
        30 February 2025 => February 2025 has 28 days
        2025-02-30 => February 2025 has 28 days
        0004-02-30 => February 0004 has 29 days
        2025-13-01 => there are 12 months
        0000 => years run from 0001 to 9999
        2025-05-16T12:30 => which offset? write 2025-05-16T12:30+03:00 or 2025-05-16T12:30Z
        2025-05-16 9:30 => which offset? write 2025-05-16T09:30+03:00 or 2025-05-16T09:30Z
        2025-05-16 12:30+03:00 => write 2025-05-16T12:30+03:00
        2025-05-16T12:30 +0300 => write 2025-05-16T12:30+03:00
        2025-05-16t12:30+03 => write 2025-05-16T12:30+03:00
        2025-05-16T24:00Z => clock times run from 00:00 to 23:59:59; midnight is 00:00 of the next day
        2025-05-16T12:60Z => clock times run from 00:00 to 23:59:59; midnight is 00:00 of the next day
        2025-05-16T23:59:60Z => clock times run from 00:00 to 23:59:59; midnight is 00:00 of the next day
        2025-05-16T12:30:00.1234567Z => seconds have at most six decimals
        2025-05-16T12:30+24:00 => offsets from UTC run from -23:59 to +23:59
        2025-05-16T12:30+03:60 => offsets from UTC run from -23:59 to +23:59";
    for (text, expected) in table.lines().filter_map(|row| row.trim().split_once(" => ")) {
        assert_eq!(message(text), format!("`{text}`: {expected}"));
    }
    assert_eq!(message(" 2025-05-06"), "` 2025-05-06`: write 2025-05-06");
}

#[test]
fn what_resembles_no_date_is_shown_the_accepted_forms() {
    let rows = "nonsense|20255|2025-|-2025|2025-05-16T|2025-05T12:30Z|2025-05-16T12Z|13/13||+025|２０２５|May May|\
        é 12:30+0300|2025-05-16T12:30:00.Z|2025-05-16T12:30é+0300";
    let forms = "not a date; write 2025, 2025-05, 2025-05-16 or 2025-05-16T12:30+03:00";
    for text in rows.split('|') {
        assert_eq!(message(text), format!("`{text}`: {forms}"));
    }
    assert_eq!(message("a\nb").lines().count(), 1);
}

#[test]
fn a_day_without_midnight_begins_with_its_first_minute() {
    let (start, _) = bounds("2018-11-04", zone("America/Sao_Paulo"));
    assert_eq!(start, "2018-11-04T01:00:00-02:00");
    let (_, end) = bounds("2018-11-03", zone("America/Sao_Paulo"));
    assert_eq!(end, start);
}

#[test]
fn a_day_with_two_midnights_begins_with_the_earlier() {
    assert_eq!(bounds("2023-11-05", zone("America/Havana")).0, "2023-11-05T00:00:00-04:00");
}

#[test]
fn a_day_that_a_zone_skipped_is_empty() {
    let leap = "2011-12-31T00:00:00+14:00".to_owned();
    assert_eq!(bounds("2011-12-30", zone("Pacific/Apia")), (leap.clone(), leap));
}

#[test]
fn days_of_an_instant_are_those_of_the_zone() {
    let late: Stretch = "2025-05-16T23:59Z".parse().unwrap();
    assert_eq!(late.first_day(Zone::UTC), late.last_day(Zone::UTC));
    assert_eq!(late.last_day(zone("Europe/Istanbul")).to_string(), "2025-05-17");
    let year: Stretch = "2024".parse().unwrap();
    assert_eq!(year.last_day(zone("Europe/Istanbul")).to_string(), "2024-12-31");
}

#[test]
fn an_instant_is_asked_for_by_name() {
    assert_eq!(
        Stretch::parse_instant("2025-05-16T12:30Z").unwrap().to_rfc3339(),
        "2025-05-16T12:30:00+00:00"
    );
    assert_eq!(
        Stretch::parse_instant("2025-05").unwrap_err().to_string(),
        "`2025-05`: no clock time; write an instant such as 2025-05-16T12:30+03:00"
    );
}

#[test]
fn days_beyond_the_years_are_refused() {
    for day in [NaiveDate::MIN, NaiveDate::MAX, NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap()] {
        assert_eq!(Stretch::try_from(day).unwrap_err().kind(), &DateErrorKind::YearOutOfRange);
    }
}

fn zones() -> impl Strategy<Value = Zone> {
    select(Zone::all().collect::<Vec<_>>())
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0_u64..80_000).prop_map(|days| NaiveDate::from_ymd_opt(1880, 1, 1).unwrap() + Days::new(days))
}

proptest! {
    #[test]
    fn days_tile_time_in_every_zone(day in days(), zone in zones()) {
        let (start, end) = Stretch::try_from(day).unwrap().bounds(zone);
        prop_assert!(start <= end);
        prop_assert_eq!(end, start_of_day(day_after(day), zone));
    }

    #[test]
    fn the_last_minute_of_a_day_ends_with_it(day in days(), zone in zones()) {
        let next = start_of_day(day_after(day), zone);
        let minute = (next - TimeDelta::minutes(1)).format("%Y-%m-%dT%H:%MZ").to_string();
        // Offsets that were not whole minutes put midnight within a minute of UTC.
        if next.format("%S").to_string() == "00" {
            prop_assert_eq!(minute.parse::<Stretch>().unwrap().bounds(zone).1, next);
        }
    }

    #[test]
    fn any_text_is_read_or_explained_in_one_line(text in any::<String>()) {
        if let Err(error) = text.parse::<Stretch>() {
            prop_assert_eq!(error.to_string().lines().count(), 1);
        }
    }

    #[test]
    fn texts_near_a_date_are_read_or_explained(text in "[0-9TtZ+:./ é-]{0,30}") {
        if let Ok(stretch) = text.parse::<Stretch>() {
            let (start, end) = stretch.bounds(zone("Europe/Istanbul"));
            prop_assert!(start < end);
        }
    }
}
