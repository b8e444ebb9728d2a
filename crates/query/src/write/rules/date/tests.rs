//! Dates of cells: read as fine as they are, and never guessed.

use super::*;

fn formats(texts: &[&str]) -> Vec<DateFormat> {
    texts.iter().map(|text| DateFormat::read(text).unwrap()).collect()
}

fn read(text: &str, texts: &[&str], unknown: &[&str]) -> Result<String, String> {
    let unknown: Vec<String> = unknown.iter().map(|text| (*text).to_owned()).collect();
    parsed(text, &formats(texts), &unknown).map(Fine::text)
}

#[test]
fn a_cell_is_read_as_fine_as_it_is() {
    let cases = [
        ("2019-01-14", "%Y-%m-%d", "2019-01-14"),
        ("2019-02-00", "%Y-%m-%d", "2019-02"),
        ("2019-00-00", "%Y-%m-%d", "2019"),
        ("19 January 2019", "%d %B %Y", "2019-01-19"),
        ("20190114", "%Y%m%d", "2019-01-14"),
        ("2019-01-19 00:00:00.000", "%Y-%m-%d %H:%M:%S%.f", "2019-01-19"),
        ("2019-01-19 12:30:00", "%Y-%m-%d %H:%M:%S", "2019-01-19T12:30:00"),
    ];
    for (text, format, expected) in cases {
        assert_eq!(read(text, &[format], &["00"]).unwrap(), expected, "{text} {format}");
    }
}

#[test]
fn no_date_is_guessed() {
    for (text, format) in [
        ("2019-02-30", "%Y-%m-%d"),
        ("2019-01-14 x", "%Y-%m-%d"),
        ("14.01.2019", "%Y-%m-%d"),
        ("19-01-14", "%Y-%m-%d"),
        ("2019-02-00", "%Y-%m-%d"),
        ("", "%Y-%m-%d"),
    ] {
        assert!(read(text, &[format], &[]).is_err(), "{text}");
    }
    assert!(read("2019-00-14", &["%Y-%m-%d"], &["00"]).is_err());
    let two = ["%d/%m/%Y", "%m/%d/%Y"];
    assert_eq!(read("31/01/2019", &two, &[]).unwrap(), "2019-01-31");
    assert_eq!(read("01/01/2019", &two, &[]).unwrap(), "2019-01-01");
    let error = read("02/01/2019", &two, &[]).unwrap_err();
    assert!(error.contains("2019-01-02 by `%d/%m/%Y` and 2019-02-01"), "{error}");
    for format in ["%y-%m-%d", "%D", "%m-%d", "%Q", "nonsense"] {
        assert!(DateFormat::read(format).is_err(), "{format}");
    }
}

#[test]
fn parts_are_taken_as_far_as_they_are_filled_in() {
    let parts =
        |year, month, day| of_parts(year, month, day, &["0".to_owned()]).map(|date| date.map(Fine::text));
    assert_eq!(parts("2019", "1", "4"), Ok(Some("2019-01-04".to_owned())));
    assert_eq!(parts("2019", "02", ""), Ok(Some("2019-02".to_owned())));
    assert_eq!(parts("2019", "0", "0"), Ok(Some("2019".to_owned())));
    assert_eq!(parts("", "", ""), Ok(None));
    for (year, month, day) in [
        ("2019", "", "4"),
        ("", "1", ""),
        ("2019", "13", ""),
        ("2019", "2", "30"),
        ("19", "1", "1"),
        ("x", "", ""),
    ] {
        assert!(parts(year, month, day).is_err(), "{year} {month} {day}");
    }
}

fn day(text: &str) -> Fine {
    parsed(text, &formats(&["%Y-%m-%d"]), &[]).unwrap()
}

#[test]
fn two_dates_are_as_precise_as_is_said() {
    let said = |from, to, precision, apart| {
        let to: Option<&str> = to;
        written(day(from), to.map(day), precision, apart, None)
    };
    let (first, third) = ("2019-03-01", Some("2019-03-03"));
    let cases = [
        (first, None, Precision::Day, Apart::Refused, "2019-03-01"),
        (first, Some(first), Precision::Day, Apart::Refused, "2019-03-01"),
        (first, third, Precision::Day, Apart::Span, "2019-03-01/2019-03-03"),
        (first, third, Precision::Day, Apart::Range, "[2019-03-01..2019-03-03]"),
        (first, third, Precision::Range, Apart::Refused, "[2019-03-01..2019-03-03]"),
        (first, None, Precision::Range, Apart::Refused, "2019-03-01"),
        (first, third, Precision::Week, Apart::Refused, "[2019-02-25..2019-03-03]"),
        (first, third, Precision::Month, Apart::Refused, "2019-03"),
        (first, Some("2019-12-31"), Precision::Year, Apart::Refused, "2019"),
        (first, None, Precision::Around(3), Apart::Refused, "[2019-02-26..2019-03-04]"),
    ];
    for (from, to, precision, apart, expected) in cases {
        assert_eq!(said(from, to, precision, apart).unwrap(), expected, "{precision:?} {apart:?}");
    }
    for (to, precision) in [
        (third, Precision::Day),
        (Some("2019-03-04"), Precision::Week),
        (Some("2019-04-01"), Precision::Month),
        (Some("2020-01-01"), Precision::Year),
        (third, Precision::Around(3)),
        (Some("2019-02-28"), Precision::Range),
    ] {
        assert!(said(first, to, precision, Apart::Refused).is_err(), "{precision:?}");
    }
}

#[test]
fn a_clock_time_takes_the_offset_of_its_zone() {
    let at = day("2019-01-14").at("14:30").unwrap();
    let oslo = "Europe/Oslo".parse().ok();
    assert_eq!(at.text_in(oslo).unwrap(), "2019-01-14T14:30+01:00");
    assert!(at.text_in(None).unwrap_err().contains("zone"));
    let skipped = day("2019-03-31").at("02:30").unwrap();
    assert!(skipped.text_in(oslo).unwrap_err().contains("never"));
    let twice = day("2019-10-27").at("02:30").unwrap();
    assert!(twice.text_in(oslo).unwrap_err().contains("twice"));
}

#[test]
fn marks_add_up() {
    assert_eq!(Mark::Inferred.on("2019"), "2019?");
    assert_eq!(Mark::Inferred.on("[a..b]?"), "[a..b]?");
    assert_eq!(Mark::Inferred.on("2019~"), "2019%");
    assert_eq!(Mark::None.on("2019~"), "2019~");
    let month = Coarser { to: Coarse::Month, mark: Mark::Inferred };
    let year = Coarser { to: Coarse::Year, mark: Mark::None };
    let coarse = |text| {
        let (date, mark) = day(text).coarsened(Some(month), Some(year));
        mark.on(&date.text())
    };
    assert_eq!(coarse("2019-02-01"), "2019-02?");
    assert_eq!(coarse("2019-01-01"), "2019");
    assert_eq!(coarse("2019-01-02"), "2019-01-02");
}
