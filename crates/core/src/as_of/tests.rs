use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

use super::*;
use crate::date::WrittenDate;
use crate::names::Key;
use crate::zone::Zone;

fn istanbul() -> Zone {
    "Europe/Istanbul".parse().unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    WrittenDate::parse_instant(text).unwrap().to_utc()
}

#[test]
fn a_limit_is_an_exclusive_end() {
    let midnight = instant("2025-05-25T00:00+03:00");
    let later = instant("2025-05-25T00:01+03:00");
    let limit = Until::Before(midnight);
    assert!(limit.admits(Some(midnight)) && !limit.admits(Some(later)) && !limit.admits(None));
    assert!(!limit.has_begun(Some(midnight)) && limit.has_begun(None) && !limit.has_begun(Some(later)));
    assert!(Until::All.admits(None) && Until::All.has_begun(Some(later)));
    assert!(Head::Seq(3).admits(3) && !Head::Seq(3).admits(4) && Head::All.admits(u64::MAX));
}

#[test]
fn all_is_the_greatest() {
    assert!(Until::All > Until::Before(DateTime::<Utc>::MAX_UTC));
    assert!(Head::All > Head::Seq(u64::MAX));
    assert!(Inferred::Include > Inferred::Exclude);
}

#[test]
fn a_token_is_as_precise_as_it_must_be() {
    let process: Key = "istanbul-2025".parse().unwrap();
    let rows = [
        ("2025-05-24T21:00Z", "2025-05-25T00:00+03:00"),
        ("2025-05-24T21:00:01Z", "2025-05-25T00:00:01+03:00"),
        ("2025-05-24T21:00:00.5Z", "2025-05-25T00:00:00.500000+03:00"),
        // Istanbul was 1:56:56 ahead of Greenwich.
        ("1900-01-01T00:00Z", "1900-01-01T00:00+00:00"),
    ];
    for (end, shown) in rows {
        let as_of =
            AsOf { recorded: Head::Seq(57), inferred: Inferred::Exclude, ..AsOf::known_at(instant(end)) };
        let text = AsOfToken::new(process.clone(), as_of).to_text(istanbul());
        assert_eq!(text, format!("istanbul-2025@{shown},{shown},57,stated"));
    }
    assert_eq!(AsOfToken::new(process, AsOf::ALL).to_text(istanbul()), "istanbul-2025@all,all,all");
}

#[test]
fn a_broken_token_says_which_part_is_wrong() {
    let table = "
        P@all,all,1 => process of the token: `P` is not a key: use lower-case letters a-z and digits, joined by single hyphens
        p@2025-05-25,all,1 => occurred of the token: `2025-05-25`: no clock time; write an instant such as 2025-05-16T12:30+03:00
        p@all,2025-02-30,1 => known of the token: `2025-02-30`: February 2025 has 28 days
        p@all,all,-1 => recorded of the token: `-1`: write the number of the last event, or all
        p@all,all, => recorded of the token: ``: write the number of the last event, or all
        p@all,all,1, => end of the token: ``: only `stated` may follow
        p@all,all,1,stated,x => end of the token: `stated,x`: only `stated` may follow";
    for (text, expected) in table.lines().filter_map(|row| row.trim().split_once(" => ")) {
        assert_eq!(text.parse::<AsOfToken>().unwrap_err().to_string(), expected);
    }
    for text in ["", "p", "p@", "p@all,all"] {
        assert_eq!(text.parse::<AsOfToken>(), Err(TokenError::Form(text.to_owned())));
    }
}

fn limits() -> impl Strategy<Value = Until> {
    let limit = |seconds, micros| Until::Before(DateTime::from_timestamp(seconds, micros * 1000).unwrap());
    prop_oneof![
        Just(Until::All),
        (-62_135_000_000_i64..253_402_200_000).prop_map(move |seconds| limit(seconds, 0)),
        (-1_000_000_000_i64..3_000_000_000, 0..1_000_000_u32)
            .prop_map(move |(seconds, micros)| limit(seconds, micros)),
    ]
}

proptest! {
    #[test]
    fn tokens_read_back_the_same(
        (occurred, known) in (limits(), limits()),
        seq in any::<Option<u64>>(),
        stated in any::<bool>(),
        zone in select(Zone::all().collect::<Vec<_>>()),
    ) {
        let recorded = seq.map_or(Head::All, Head::Seq);
        let inferred = if stated { Inferred::Exclude } else { Inferred::Include };
        let as_of = AsOf { occurred, known, recorded, inferred };
        let token = AsOfToken::new("istanbul-2025".parse().unwrap(), as_of);
        let text = token.to_text(zone);
        prop_assert_eq!(text.parse::<AsOfToken>(), Ok(token), "{}", text);
    }
}
