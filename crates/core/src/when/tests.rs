use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn when(text: &str) -> When {
    text.parse().unwrap()
}

fn message(text: &str) -> String {
    text.parse::<When>().unwrap_err().to_string()
}

fn shown(text: &str) -> String {
    let bounds = when(text).bounds(zone("Europe/Istanbul"));
    let show = |at: Option<DateTime<Utc>>| {
        at.map_or("open".to_owned(), |at| {
            zone("Europe/Istanbul").clock(at).format("%Y-%m-%dT%H:%M").to_string()
        })
    };
    format!("{} {}", show(bounds.earliest), show(bounds.latest))
}

#[test]
fn bounds_are_half_open_in_the_zone() {
    let rows = [
        ("2025-05-16", "2025-05-16T00:00 2025-05-17T00:00"),
        ("2025-07?", "2025-07-01T00:00 2025-08-01T00:00"),
        ("2022~", "2022-01-01T00:00 2023-01-01T00:00"),
        ("2025-05-16T12:30+03:00%", "2025-05-16T12:30 2025-05-16T12:31"),
        ("2025-05-23/2025-05-25", "2025-05-23T00:00 2025-05-26T00:00"),
        ("2025-06-02/..", "2025-06-02T00:00 open"),
        ("../2025-08-31", "open 2025-09-01T00:00"),
        ("[2025-06-02..2025-07-23]", "2025-06-02T00:00 2025-07-24T00:00"),
        ("[..2022-05-17]", "open 2022-05-18T00:00"),
        ("[2022-05-17..]", "2022-05-17T00:00 open"),
        ("[2025-05-15T00:00+03:00..2025-05-15T12:00+03:00]", "2025-05-15T00:00 2025-05-15T12:01"),
        ("2025-07/2025", "2025-07-01T00:00 2026-01-01T00:00"),
        ("2024/2025", "2024-01-01T00:00 2026-01-01T00:00"),
    ];
    for (text, expected) in rows {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn a_minute_that_ends_a_day_ends_with_it() {
    assert_eq!(
        when("2025-05-16T23:59+03:00").bounds(zone("Europe/Istanbul")).latest,
        when("2025-05-16").bounds(zone("Europe/Istanbul")).latest
    );
}

#[test]
fn qualifiers_are_told_apart() {
    let qualities = |text| (when(text).is_inferred(), when(text).is_approximate());
    assert_eq!(qualities("2025"), (false, false));
    assert_eq!(qualities("2025?"), (true, false));
    assert_eq!(qualities("[2025..2026]~"), (false, true));
    assert_eq!(qualities("2025/2026%"), (true, true));
}

#[test]
fn mistakes_are_told_what_to_write() {
    let table = "
        02/06/2025 => `02/06/2025`: 2 June or 6 February? write 2025-06-02 or 2025-02-06
        5/26 => `5/26`: which year? write YYYY-05-26
        2025-02-30? => `2025-02-30`: February 2025 has 28 days
        2025-02-30/2025-03-01 => first end: `2025-02-30`: February 2025 has 28 days
        [2025-03-01..26 May] => last end: `26 May`: which year? write YYYY-05-26
        2025?~ => `2025?~`: write only one of `?` (inferred), `~` (approximate) and `%` (both)
        2025?/2026 => `2025?/2026`: write `?`, `~` or `%` once, at the very end
        [2025..2026?] => `[2025..2026?]`: write `?`, `~` or `%` once, at the very end
        2025..2026 => `2025..2026`: write [2025..2026] for one unknown moment or 2025/2026 for a span
        2025--2026 => `2025--2026`: write [2025..2026] for one unknown moment or 2025/2026 for a span
        ..2026 => `..2026`: write [..2026] for one unknown moment or ../2026 for a span
        2024/2025/2026 => `2024/2025/2026`: a span has two ends, a/b; an unknown moment is written [a..b]
        2025-05/ => `2025-05/`: one end is missing; write `..` for an open end
        [2025/2026] => `[2025/2026]`: one unknown moment is written [a..b], [..b] or [a..]
        2025..2026] => `2025..2026]`: one unknown moment is written [a..b], [..b] or [a..]
        [..] => `[..]`: at least one end must be a date
        ../.. => `../..`: at least one end must be a date
        .. => `..`: at least one end must be a date
        2025-06/2025-05 => `2025-06/2025-05`: the first end comes after the last
        [2025-05-16T12:30Z..2025-05-16T12:30+03:00] => `[2025-05-16T12:30Z..2025-05-16T12:30+03:00]`: the first end comes after the last";
    for (text, expected) in table.lines().filter_map(|row| row.trim().split_once(" => ")) {
        assert_eq!(message(text), expected);
    }
    assert_eq!(message("?"), "no date; write one, such as 2025-05-16");
    assert!(message("nonsense").starts_with("`nonsense`: not a date; write 2025, "));
}

#[test]
fn each_clock_refuses_what_it_cannot_be() {
    assert!("2025-06-02/..".parse::<Due>().is_ok());
    assert!("2025-06-02/2025-06-03".parse::<Occurred>().is_ok());
    assert!("[..2025-06-02]".parse::<Occurred>().is_ok());
    assert_eq!(
        "2025-06-02/..".parse::<Occurred>().unwrap_err().to_string(),
        "`2025-06-02/..`: `occurred` cannot be open; write something that lasts as two events, its beginning and its \
             end"
    );
    assert!("[2025-06-02..2025-06-03]?".parse::<Known>().is_ok());
    assert_eq!(
        "2025-06-02/2025-06-03".parse::<Known>().unwrap_err().to_string(),
        "`2025-06-02/2025-06-03`: something becomes known at one moment; write the day, or [a..b] if the day is \
             uncertain"
    );
}

#[test]
fn serde_uses_the_text_and_refuses_with_the_message() {
    let known: Known = serde_json::from_str("\"2025-05-16?\"").unwrap();
    assert_eq!(serde_json::to_string(&known).unwrap(), "\"2025-05-16?\"");
    let error = serde_json::from_str::<Occurred>("\"5/26\"").unwrap_err().to_string();
    assert!(error.contains("`5/26`: which year? write YYYY-05-26"), "{error}");
}

#[test]
fn a_mixed_pair_shows_its_order_only_in_the_zone() {
    let mixed = when("[2025-05-17..2025-05-16T22:00Z]");
    assert!(mixed.is_inverted(zone("Europe/London")) && !mixed.is_inverted(zone("Europe/Istanbul")));
    let bounds = mixed.bounds(zone("Europe/London"));
    assert!(bounds.earliest.is_some() && bounds.earliest <= bounds.latest);
    // A day that Samoa skipped is empty, not inverted.
    assert!(!when("2011-12-30/2011-12-30").is_inverted(zone("Pacific/Apia")));
}

#[test]
fn open_ends_have_no_day_and_sort_outermost() {
    let (past, future) = (when("[..2025]"), when("[2025..]"));
    assert_eq!((past.first_day(Zone::UTC), future.last_day(Zone::UTC)), (None, None));
    assert_eq!(past.last_day(Zone::UTC), NaiveDate::from_ymd_opt(2025, 12, 31));
    let point = when("2025").bounds(Zone::UTC);
    assert!(past.bounds(Zone::UTC).earliest_order() < point.earliest_order());
    assert!(future.bounds(Zone::UTC).latest_order() > point.latest_order());
}

fn points() -> impl Strategy<Value = String> {
    prop_oneof![
        "20[0-9]{2}",
        "20[0-9]{2}-(0[1-9]|1[0-2])",
        "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
        "20[0-9]{2}-0[1-9]-2[0-8]T(0[0-9]|1[0-9]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-]0[0-9]:30)",
    ]
}

fn whens() -> impl Strategy<Value = String> {
    let shape = prop_oneof![
        points(),
        (points(), points()).prop_map(|(a, b)| format!("{a}/{b}")),
        (points(), points()).prop_map(|(a, b)| format!("[{a}..{b}]")),
        points().prop_map(|a| format!("[..{a}]")),
        points().prop_map(|a| format!("{a}/..")),
    ];
    (shape, "[?~%]?").prop_map(|(shape, qualifier)| shape + &qualifier)
}

proptest! {
    #[test]
    fn what_is_read_prints_as_written_and_is_in_order(text in whens()) {
        match text.parse::<When>() {
            Ok(when) => {
                prop_assert_eq!(when.to_string(), text);
                let Bounds { earliest, latest } = when.bounds(zone("Europe/Istanbul"));
                prop_assert!(latest.is_none() || earliest <= latest);
                prop_assert_eq!(when.is_open(), earliest.is_none() || latest.is_none());
                if let (Some(first), Some(last)) =
                    (when.first_day(zone("Europe/Istanbul")), when.last_day(zone("Europe/Istanbul")))
                {
                    prop_assert!(first <= last || when.is_inverted(zone("Europe/Istanbul")));
                }
            }
            Err(error) => prop_assert!(matches!(error, WhenError::Inverted(_)), "{}", error),
        }
    }

    #[test]
    fn any_text_is_read_or_explained_in_one_line(text in any::<String>()) {
        if let Err(error) = text.parse::<When>() {
            prop_assert_eq!(error.to_string().lines().count(), 1);
        }
    }
}
