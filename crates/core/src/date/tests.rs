use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;

use super::*;

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn bounds(text: &str, zone: Zone) -> (String, String) {
    let (start, end) = text.parse::<WrittenDate>().unwrap().bounds(zone);
    (zone.clock(start).to_rfc3339(), zone.clock(end).to_rfc3339())
}

fn message(text: &str) -> String {
    text.parse::<WrittenDate>().unwrap_err().to_string()
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
        2025-05-16T12:30 => no offset from UTC; write the offset of the place on that day, such as +02:00, or Z for UTC
        2025-05-16 9:30 => no offset from UTC; write the offset of the place on that day, such as +02:00, or Z for UTC
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
fn what_is_known_less_than_to_the_day_is_told_the_form_that_says_it() {
    let table = "
        196X => write [1960..1969]
        19xx => write [1900..1999]
        2025-XX => write 2025
        2025-1X => write [2025-10..2025-12]
        2025-0X-XX => write [2025-01..2025-09]
        2025-05-XX => write 2025-05
        2025-05-0X => write [2025-05-01..2025-05-09]
        2025-02-2X => write [2025-02-20..2025-02-28]
        1990-11-00 => write 1990-11
        1990-00-00 => write 1990
        1990-00 => write 1990
        2025-21 => write [2025-03-01..2025-05-31], or the months that the source means
        2025-34 => write [2025-04-01..2025-06-30]
        2025-41 => write [2025-07-01..2025-12-31]
        ca. 1990 => write 1990~
        c.1990 => write 1990~
        circa May 2025 => write 2025-05~
        about 16 May 2025 => write 2025-05-16~
        probably 2025-05-16 => write 2025-05-16?
        mid-May 2025 => write [2025-05-11..2025-05-20]
        early May 2025 => write [2025-05-01..2025-05-10]
        Late February 2025 => write [2025-02-21..2025-02-28]
        the end of May, 2025 => write [2025-05-21..2025-05-31]
        early 2025 => write [2025-01-01..2025-04-30]
        mid-2025 => write [2025-05-01..2025-08-31]
        late 2024 => write [2024-09-01..2024-12-31]
        first half of May 2025 => write [2025-05-01..2025-05-15]
        2nd half of 2025 => write [2025-07-01..2025-12-31]
        H1 2025 => write [2025-01-01..2025-06-30]
        2025-Q2 => write [2025-04-01..2025-06-30]
        2025Q4 => write [2025-10-01..2025-12-31]
        Q1 2025 => write [2025-01-01..2025-03-31]
        third quarter of 2025 => write [2025-07-01..2025-09-30]
        spring 2025 => write [2025-03-01..2025-05-31], or the months that the source means
        in the autumn of 2025 => write [2025-09-01..2025-11-30], or the months that the source means
        winter 2025 => write [2024-12-01..2025-02-28] or [2025-12-01..2026-02-28], or the months that the source means
        winter 2023-24 => write [2023-12-01..2024-02-29], or the months that the source means
        1960s => write [1960..1969]
        the early 1990s => write [1990..1993]
        20th century => write [1901..2000]
        2025-W20 => write [2025-05-12..2025-05-18]
        2025-W20-5 => write 2025-05-16
        week 20 of 2025 => write [2025-05-12..2025-05-18]
        by 17 May 2022 => write [..2022-05-17]
        no later than 2022 => write [..2022]
        before 2 June 2025 => write [..2025-06-01]
        since May 2025 => write [2025-05..]
        after May 2025 => write [2025-06-01..]
        23-25 May 2025 => write [2025-05-23..2025-05-25] for one unknown moment or 2025-05-23/2025-05-25 for a span
        May 31 to June 2, 2025 => write [2025-05-31..2025-06-02] for one unknown moment or 2025-05-31/2025-06-02 for a span
        Friday 16 May 2025 => write 2025-05-16
        Fri, 16 May => which year? write YYYY-05-16";
    for (text, expected) in table.lines().filter_map(|row| row.trim().split_once(" => ")) {
        assert_eq!(message(text), format!("`{text}`: {expected}"));
        assert_eq!(text.parse::<crate::When>().unwrap_err().to_string(), format!("`{text}`: {expected}"));
    }
}

#[test]
fn every_form_that_is_proposed_can_be_read() {
    let texts = "196X|19XX|2025-1X|2025-02-3X|9999-1X|0001-Q1|winter 9999|late 9999|first half of February 2024|9990s|\
        99th century|before 0001|after 9999-12-31|2025-W53|1990-11-00|~1990|about 9999|0000-05-00|0000s|winter 0001|\
        XXXX|000X|26 May 2024 - 28 May 2025";
    for text in texts.split('|').map(str::trim) {
        let error = text.parse::<crate::When>().unwrap_err().to_string();
        let forms = error.split(['`', ' ', ',']).filter(|word| word.starts_with('[') || word.ends_with('~'));
        for form in forms.filter(|form| *form != text && !form.contains(char::is_alphabetic)) {
            assert!(form.parse::<crate::When>().is_ok(), "{error}");
        }
    }
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
    let skipped = |when: &str, zone_name: &str| {
        when.parse::<crate::When>().unwrap().skipped_day(zone(zone_name)).map(|day| day.to_string())
    };
    assert_eq!(skipped("[2011-12-30..2011-12]", "Pacific/Apia").as_deref(), Some("2011-12-30"));
    assert_eq!(skipped("2011-12-29/2011-12-30?", "Pacific/Apia").as_deref(), Some("2011-12-30"));
    assert_eq!(skipped("2011-12", "Pacific/Apia"), None);
    assert_eq!(skipped("2011-12-30", "Pacific/Auckland"), None);
}

#[test]
fn a_clock_time_is_shown_once_twice_or_never() {
    let shown = |clock: &str, name: &str| -> Vec<String> {
        zone(name).showing(clock.parse().unwrap()).iter().map(chrono::DateTime::to_rfc3339).collect()
    };
    let read = |clock: &str, name: &str| -> Vec<String> {
        zone(name).readings(clock.parse().unwrap()).iter().map(chrono::DateTime::to_rfc3339).collect()
    };
    assert_eq!(shown("2025-07-19T11:15:00", "Asia/Jerusalem"), ["2025-07-19T11:15:00+03:00"]);
    assert_eq!(shown("2025-04-25T00:30:00", "Africa/Cairo"), [""; 0]);
    let leapt = ["2025-04-25T00:30:00+02:00", "2025-04-25T00:30:00+03:00"];
    assert_eq!(read("2025-04-25T00:30:00", "Africa/Cairo"), leapt);
    let twice = ["2025-10-26T02:30:00+02:00", "2025-10-26T02:30:00+01:00"];
    assert_eq!(shown("2025-10-26T02:30:00", "Europe/Berlin"), twice);
    assert_eq!(shown("2011-12-30T12:00:00", "Pacific/Apia"), [""; 0]);
}

#[test]
fn days_of_an_instant_are_those_of_the_zone() {
    let late: WrittenDate = "2025-05-16T23:59Z".parse().unwrap();
    assert_eq!(late.first_day(Zone::UTC), late.last_day(Zone::UTC));
    assert_eq!(late.last_day(zone("Europe/Istanbul")).to_string(), "2025-05-17");
    let year: WrittenDate = "2024".parse().unwrap();
    assert_eq!(year.last_day(zone("Europe/Istanbul")).to_string(), "2024-12-31");
}

#[test]
fn an_instant_is_asked_for_by_name() {
    assert_eq!(
        WrittenDate::parse_instant("2025-05-16T12:30Z").unwrap().to_rfc3339(),
        "2025-05-16T12:30:00+00:00"
    );
    assert_eq!(
        WrittenDate::parse_instant("2025-05").unwrap_err().to_string(),
        "`2025-05`: no clock time; write an instant such as 2025-05-16T12:30+03:00"
    );
}

#[test]
fn days_beyond_the_years_are_refused() {
    for day in [NaiveDate::MIN, NaiveDate::MAX, NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap()] {
        assert_eq!(WrittenDate::try_from(day).unwrap_err().kind(), &DateErrorKind::YearOutOfRange);
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
    fn days_tile_time_in_every_zone(first in days(), zone in zones()) {
        // So many days that clocks are set in most of them, where they ever are.
        for day in first.iter_days().take(200) {
            let (start, end) = WrittenDate::try_from(day).unwrap().bounds(zone);
            prop_assert!(start <= end);
            prop_assert_eq!(end, start_of_day(day_after(day), zone));
        }
    }

    #[test]
    fn the_last_minute_of_a_day_ends_with_it(day in days(), zone in zones()) {
        let next = start_of_day(day_after(day), zone);
        let minute = (next - TimeDelta::minutes(1)).format("%Y-%m-%dT%H:%MZ").to_string();
        // Offsets that were not whole minutes put midnight within a minute of UTC.
        if next.format("%S").to_string() == "00" {
            prop_assert_eq!(minute.parse::<WrittenDate>().unwrap().bounds(zone).1, next);
        }
    }

    #[test]
    fn any_text_is_read_or_explained_in_one_line(text in any::<String>()) {
        if let Err(error) = text.parse::<WrittenDate>() {
            prop_assert_eq!(error.to_string().lines().count(), 1);
        }
    }

    #[test]
    fn texts_near_a_date_are_read_or_explained(
        (text, near) in (
            "[0-9TtZ+:./ é-]{0,30}",
            "20[0-9]{2}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,3})?)?(Z|[+-]0[0-9]:30))?",
        ),
    ) {
        for stretch in [text, near].iter().filter_map(|text| text.parse::<WrittenDate>().ok()) {
            let (start, end) = stretch.bounds(zone("Europe/Istanbul"));
            prop_assert!(start < end);
        }
    }
}
