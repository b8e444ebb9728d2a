//! What is refused, and the messages.

use asof_core::DateErrorKind;

use super::*;

#[test]
fn ranges_that_are_none_are_refused() {
    record().check(
        Record::range,
        "
        round:2 .. round:1 => `round:2 .. round:1`: the first end comes after the last; did you mean round:1..round:2?
        2025-06-03..2025-06-02 => `2025-06-03..2025-06-02`: the first end comes after the last; did you mean 2025-06-02..2025-06-03?
        2025-06-02T13:00+03:00..2025-06-02T12:59+03:00 => `2025-06-02T13:00+03:00..2025-06-02T12:59+03:00`: the first end comes after the last; did you mean 2025-06-02T12:59+03:00..2025-06-02T13:00+03:00?
        2025-05..2025-06-02 => `2025-05`: a month; did you mean 2025-05-01?
        ..2025-06 => `2025-06`: a month; did you mean 2025-06-30?
        2025.. => `2025`: a year; did you mean 2025-01-01?
        2025-05-1d => `2025-05`: a month; did you mean 2025-05-31?
        round:1..round:2..round:3 => `round:2..round:3`: a range; name one day or instant here
        round:1..5/26 => `5/26`: which year? write YYYY-05-26",
    );
    record().check(
        Record::point,
        "
        round:1..round:2 => `round:1..round:2`: a range; name one day or instant here
        2025 => `2025`: a year; did you mean 2025-12-31?",
    );
}

#[test]
fn rounds_without_the_date_asked_say_what_is_recorded() {
    chain().check(
        Record::point,
        "
        round:4 => `round:4`: the record does not say that it was held; planned for 2025-08-25, 2025-08
        round:4@start => `round:4@start`: the record does not say that it was held; planned for 2025-08-25, 2025-08
        round:5 => `round:5`: the record does not say that it was held; no plan has a date
        round:2@start => `round:2@start`: the start is not recorded; planned for 2025-06-02T13:00+03:00
        round:8@start => `round:8@start`: the start is not recorded; no plan has a date
        round:7 => `round:7`: recorded as [2022-04..], which is open; write a day such as 2025-06-02
        round:7@start => `round:7@start`: recorded as [2022-04..], which is open; write a day such as 2025-06-02
        round:6@start => 2022-03-29T10:31
        round:2@end => `round:2@end`: the end needs an exact start and an exact duration; no start is recorded and the duration is recorded as PT1H
        round:3@end => `round:3@end`: the end needs an exact start and an exact duration; the start is recorded as 2025-07-23T20:40+03:00 and no duration is recorded
        round:6@end => `round:6@end`: the end needs an exact start and an exact duration; the start is recorded as [2022-03-29T10:00+03:00..2022-03-29T10:30+03:00] and the duration is recorded as PT4H
        minsk-2014/round:6@end => `minsk-2014/round:6@end`: the end needs an exact start and an exact duration; the start is recorded as 2014-09-05T10:00+03:00 and the duration is recorded as [PT4H..PT5H]",
    );
}

#[test]
fn rounds_in_another_form_are_told_theirs() {
    let form =
        "write a round as round:2, round:2@start, round:2@end or, for another process, ukraine-2022/round:2";
    for text in [
        "round2",
        "round 2",
        "Round:2",
        "round:",
        "round:two",
        "round:2@",
        "round:2@middle",
        "round:-1",
        "rounds",
        "ukraine-2022/round-1",
    ] {
        assert_eq!(record().point(text), format!("`{text}`: {form}"));
    }
}

#[test]
fn keys_without_a_day_are_refused() {
    let no_day =
        "this entry has no `occurred` and so no day; write a day, or the key of an event that has one";
    for text in ["fix-r3-start", "istanbul-2025/fix-r3-start", "umerov"] {
        assert_eq!(record().point(text), format!("`{text}`: {no_day}"));
    }
    assert_eq!(
        record().point("since-then"),
        "`since-then`: recorded as [2025-07-20..], which is open; write a day such as 2025-06-02"
    );
    let named_alike = Record::new("", "- umerov -\nistanbul-2025 umerov 2025-05-16");
    assert_eq!(named_alike.point("umerov"), "end of Fri 16 May 2025");
}

#[test]
fn words_without_a_meaning_here_are_refused() {
    let empty = Record { now: None, ..Record::new("", "istanbul-2025 since-then [2025-07-20..]") };
    empty.check(
        Record::point,
        "
        today => `today`: the current time is not given; write a day such as 2025-06-02
        now - 1d => `now`: the current time is not given; write a day such as 2025-06-02
        last => `last`: this record has no dated event; write a day such as 2025-06-02
        first => end of Sun 20 July 2025",
    );
    let far = Record { now: Some(DateTime::<Utc>::MAX_UTC), ..empty };
    assert_eq!(far.point("today"), "`today`: years run from 0001 to 9999");
    assert_eq!(far.point("now+1h"), "`now`: years run from 0001 to 9999");
}

#[test]
fn offsets_in_another_form_are_told_theirs() {
    record().check(
        Record::point,
        "
        round:2 - 3 days => `round:2 - 3 days`: write an offset as a sign, a number and h, d, w, mo or y; did you mean round:2-3d?
        2025-06-02+1M => `2025-06-02+1M`: write an offset as a sign, a number and h, d, w, mo or y; did you mean 2025-06-02+1mo?
        today – 2 weeks => `today – 2 weeks`: write an offset as a sign, a number and h, d, w, mo or y; did you mean today-2w?
        r1-held−1d => `r1-held−1d`: write an offset as a sign, a number and h, d, w, mo or y; did you mean r1-held-1d?
        -1d => `-1d`: an offset from what? write today-1d or round:2+3h
        round:2-1d+3h => `round:2-1d+3h`: a point can have only one offset
        2025-05-15T12:00+3 h => `2025-05-15T12:00+3 h`: write an offset as a sign, a number and h, d, w, mo or y; did you mean 2025-05-15T12:00+3h?",
    );
}

#[test]
fn offsets_beyond_the_years_are_refused() {
    for base in ["round:2", "now", "first"] {
        for offset in [
            "+9000y",
            "-3000y",
            "+99999999d",
            "-4294967295w",
            "+4294967295mo",
            "-4294967295y",
            "+4294967295h",
            "-99999999999999999999h",
            "+2000000000h",
            "+70000000h",
        ] {
            let text = format!("{base}{offset}");
            let error = record().calendar().point(&text).unwrap_err();
            let beyond = DateQuestionErrorKind::Date(DateErrorKind::YearOutOfRange);
            assert_eq!((error.text(), error.kind()), (text.as_str(), &beyond));
        }
    }
}

#[test]
fn near_names_are_suggested() {
    let first_line = |text: &str| chain().point(text).lines().next().unwrap().to_owned();
    let table = "
        r1-hedl => did you mean r1-held or ukraine-2022/r1-held or r3-held?
        initialed => did you mean ukraine-2022/initialled?
        ukraine-2022/initialed => did you mean ukraine-2022/initialled?
        r1-trilateral => did you mean round:1?
        gomel => did you mean ukraine-2022/round:1?
        exchange => did you mean r1-exchange?
        Today => did you mean today?
        yesterday => did you mean today-1d?";
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (text, near) = row.split_once(" => ").unwrap();
        assert_eq!(first_line(text), format!("`{text}`: not a date or the key of an event; {near}"));
    }
    assert_eq!(
        first_line("ukraine-2021/initialled"),
        "`ukraine-2021/initialled`: there is no process `ukraine-2021` among istanbul-2025, ukraine-2022, minsk-2014; did you mean ukraine-2022?"
    );
    assert_eq!(first_line(""), "``: not a date or the key of an event");
    assert_eq!(first_line("a\nb"), "`a<U+000A>b`: not a date or the key of an event");
}

#[test]
fn what_is_not_a_single_day_is_told_what_a_question_writes() {
    let table = "
        mid-May 2025 => not a single day: write 2025-05-20 for its last day, or 2025-05-11..2025-05-20 for the range
        2025-Q2 => not a single day: write 2025-06-30 for its last day, or 2025-04-01..2025-06-30 for the range
        196X => not a single day: write 1969-12-31 for its last day, or 1960-01-01..1969-12-31 for the range
        ca. 1990 => not a single day: write 1990-12-31 for its last day, or 1990 for the range
        1990~ => not a single day: write 1990-12-31 for its last day, or 1990 for the range
        1990-11-00 => not a single day: write 1990-11-30 for its last day, or 1990-11 for the range
        May 2025 => not a single day: write 2025-05-31 for its last day, or 2025-05 for the range
        23-25 May 2025 => not a single day: write 2025-05-25 for its last day, or 2025-05-23..2025-05-25 for the range
        2025-05-23/2025-05-25 => not a single day: write 2025-05-25 for its last day, or 2025-05-23..2025-05-25 for the range
        by 17 May 2022 => not a single day: write 2022-05-17 for its last day, or ..2022-05-17 for the range
        since May 2025 => not a single day: write 2025-05-01.. for the range
        [..2022-05-17] => not a single day: write 2022-05-17 for its last day, or ..2022-05-17 for the range
        2025-05-16? => write 2025-05-16
        Friday 16 May 2025 => write 2025-05-16
        about 16 May 2025 => write 2025-05-16";
    for (text, expected) in table.lines().filter_map(|row| row.trim().split_once(" => ")) {
        assert_eq!(record().point(text), format!("`{text}`: {expected}"));
        assert_eq!(record().range(text), format!("`{text}`: {expected}"));
    }
    let winter = record().point("winter 2025");
    assert!(
        winter.contains("write 2025-02-28 for its last day") && winter.contains("; or write 2026-02-28"),
        "{winter}"
    );
}

#[test]
fn a_phase_that_ends_before_it_begins_says_so() {
    let record = Record::new("", "");
    let phase = Phase {
        process: record.process.clone(),
        zone: record.zone,
        agreement: "deal".parse().unwrap(),
        id: "1".parse().unwrap(),
        begins: Some("2025-03-10".parse().unwrap()),
        ends: Some("2025-03-01".parse().unwrap()),
    };
    let calendar = Calendar { phases: vec![phase], ..record.calendar() };
    let refused = calendar.range("deal/phase:1").unwrap_err().to_string();
    let said = "`deal/phase:1`: the phase ends before it begins; write a day such as 2025-06-02";
    assert_eq!(refused, said);
}
