//! Dates: as events write them, as questions write them, and in tokens of points.

use std::sync::LazyLock;

use asof_core::{AsOfToken, Inferred, When, WrittenDate, Zone};
use asof_query::{Log, Query, Scope};
use asof_store::{Access, MemoryLog};
use chrono::{DateTime, Utc};

use crate::mutation::{Mutation, Tally, owned, repository};

fn zones() -> [Zone; 4] {
    ["UTC", "Europe/Istanbul", "Pacific/Apia", "America/New_York"].map(|zone| zone.parse().unwrap())
}

#[test]
fn a_written_point_has_bounds_in_every_zone_or_is_refused() {
    static TALLY: Tally = Tally::new();
    let points =
        owned(&["2025", "2025-05", "2025-05-16", "2025-05-16T12:30+03:00", "2025-05-16T12:30:59.123456Z"]);
    bolero::check!().with_type::<Mutation>().for_each(|mutation| {
        let text = mutation.of(&points);
        let read = text.parse::<WrittenDate>();
        TALLY.count(read.is_ok());
        match read {
            Ok(stretch) => {
                for zone in zones() {
                    let (start, end) = stretch.bounds(zone);
                    assert!(start <= end, "{text}");
                    assert!(stretch.first_day(zone) <= stretch.last_day(zone), "{text}");
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    });
    TALLY.tell("written points");
}

#[test]
fn a_written_date_is_read_from_its_own_text_as_the_same_or_refused() {
    static TALLY: Tally = Tally::new();
    let dates = owned(&[
        "2025-05-16",
        "2025-05-23/2025-05-25",
        "[2025-07-20..]",
        "[..2025-07-20]",
        "[2025-05-17..2025-05-16T22:00Z]",
        "2022-04~",
        "2025-05-16?",
        "2025-05-16T14:00+03:00/2025-05-16T15:45+03:00",
    ]);
    bolero::check!().with_type::<Mutation>().for_each(|mutation| {
        let text = mutation.of(&dates);
        let read = text.parse::<When>();
        TALLY.count(read.is_ok());
        match read {
            Ok(when) => {
                assert_eq!(when.text().parse::<When>().as_ref(), Ok(&when), "{text}");
                for zone in zones() {
                    let _ = (
                        when.bounds(zone),
                        when.first_day(zone),
                        when.last_day(zone),
                        when.is_inverted(zone),
                    );
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    });
    TALLY.tell("written dates");
}

#[test]
fn the_token_of_a_cut_is_written_and_read_as_the_same_or_refused() {
    static TALLY: Tally = Tally::new();
    let tokens = owned(&[
        "istanbul-2025@2025-05-25T00:00+03:00,all,57",
        "istanbul-2025@all,all,all,stated",
        "ukraine-2022@2022-03-29T10:00:01.500000Z,2025-05-16T12:30-05:30,all",
    ]);
    bolero::check!().with_type::<Mutation>().for_each(|mutation| {
        let text = mutation.of(&tokens);
        let read = text.parse::<AsOfToken>();
        TALLY.count(read.is_ok());
        match read {
            Ok(token) => {
                for zone in zones() {
                    let written = token.to_text(zone);
                    assert_eq!(written.parse::<AsOfToken>().as_ref(), Ok(&token), "{text} as {written}");
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    });
    TALLY.tell("tokens of cuts");
}

static RECORD: LazyLock<Log> = LazyLock::new(|| {
    let text = std::fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap();
    Log::read(&MemoryLog::from_text(&text, Access::ReadOnly)).unwrap()
});

#[test]
fn a_date_of_a_question_is_resolved_or_refused() {
    static TALLY: Tally = Tally::new();
    let asked = owned(&[
        "2025-06-02",
        "2025-06",
        "2025-06-02T13:00+03:00",
        "round:2 - 1d",
        "round:2+3h",
        "ukraine-2022/round:1",
        "r1-held + 1mo",
        "istanbul-2025/r1-prisoners",
        "first",
        "last - 2w",
        "today",
        "now - 36h",
        "round:1..round:2",
        "..2025-05-16",
        "2025-05-16..",
        "2025-05..2025-06-01 + 1y",
    ]);
    let question = Query {
        process: None,
        scope: Scope::Process,
        as_of: None,
        known: None,
        recorded: None,
        inferred: Inferred::Include,
        now: "2025-11-23T12:00:00Z".parse::<DateTime<Utc>>().unwrap(),
    };
    bolero::check!().with_type::<Mutation>().for_each(|mutation| {
        let text = mutation.of(&asked);
        let point = question.at(&RECORD, Some(&text));
        let range = question.during(&RECORD, Some(&text));
        TALLY.count(point.is_ok() || range.is_ok());
        if let Ok((_, Some(range))) = &range
            && let (Some(from), Some(until)) = (range.from, range.until)
        {
            assert!(from <= until, "{text}");
        }
        for error in [point.err(), range.err()].into_iter().flatten() {
            assert!(!error.to_string().is_empty());
        }
    });
    TALLY.tell("dates of questions");
}
