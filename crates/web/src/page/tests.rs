//! What a page weighs, and where it leads.

use std::sync::Arc;

use asof_query::{Log, Query, stops};
use asof_store::{Access, MemoryLog};
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate};

use super::Asset;
use crate::respond::respond;
use crate::routes::Settings;
use crate::served::Served;

/// How many bytes of HTML an overview has at most, as first shown.
const OF_OVERVIEW: usize = 20 << 10;
const OF_SCRIPT: usize = 4 << 10;
const OF_STYLE: usize = 8 << 10;

#[test]
fn scripts_and_styles_are_small() {
    for (asset, most) in
        [(Asset::Script, OF_SCRIPT), (Asset::SiteScript, OF_SCRIPT), (Asset::Style, OF_STYLE)]
    {
        let bytes = asset.text().len();
        assert!((100..=most).contains(&bytes), "{}: {bytes} bytes", asset.name());
    }
}

#[test]
fn a_style_sheet_is_squeezed_only_where_spaces_mean_nothing() {
    let sheet = include_str!("style.css");
    for line in sheet.lines().map(str::trim) {
        assert!(line.is_empty() || line.ends_with([';', '{', '}', ',']), "goes on in the next line: {line}");
    }
    let quoted: Vec<&str> = sheet.split('"').skip(1).step_by(2).collect();
    assert!(quoted.iter().all(|text| super::squeezed(text) == text.trim()), "{quoted:?}");
    let squeezed = super::squeezed("a :hover, b {\n  color: red;\n  margin: 0 1px;\n}\n");
    assert_eq!(squeezed, "a :hover,b{color:red;margin:0 1px}");
}

fn record() -> Log {
    let record = include_str!("../../../../events/istanbul.jsonl");
    Log::read(&MemoryLog::from_text(record, Access::ReadOnly)).unwrap()
}

#[test]
fn a_person_leads_to_all_that_moved_of_them_and_a_place_to_nothing_that_moves() {
    let now = Arc::new(Served::still(record())).now();
    let clock = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let page = |asked: &str| {
        let answered = respond(&Settings::default(), &now, asked, clock);
        assert_eq!(answered.status, StatusCode::OK, "{asked}");
        String::from_utf8(answered.body.to_vec()).unwrap()
    };
    assert!(page("/person/kostyukov").contains("/history?by=world&amp;path=kostyukov&amp;"));
    assert!(
        page("/history?by=world&path=kostyukov").contains("Director of the Main Intelligence Directorate")
    );
    assert!(!page("/place/ciragan").contains("/history?"));
    assert!(page("/commitment/istanbul-2025/r1-prisoners").contains("path=commitments%2Fr1-prisoners"));
}

#[test]
fn the_overview_of_every_day_is_small_in_both_modes() {
    let log = record();
    let clock = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let mut asked = vec!["/".to_owned()];
    for info in log.processes() {
        let key = info.key.as_str();
        let stops = stops(&log, &Query::of(Some(key), clock).at(&log, None).unwrap());
        let (first, last) = stops.first.zip(stops.last).unwrap();
        // Between two stops only a count of days changes: of the earlier talks only these are taken.
        let is_taken = |day: &NaiveDate| {
            log.processes().last() == Some(info) || stops.stops.iter().any(|stop| stop.day == *day)
        };
        for day in first.iter_days().take_while(|day| *day <= last).filter(is_taken) {
            asked.push(format!("/?process={key}&at={day}"));
            asked.push(format!("/?process={key}&at={day}&known={day}"));
        }
    }
    assert!(asked.len() > 150, "{}", asked.len());
    let now = Arc::new(Served::still(log)).now();
    for asked in asked {
        let answered = respond(&Settings::default(), &now, &asked, clock);
        assert_eq!(answered.status, StatusCode::OK, "{asked}");
        let bytes = answered.body.len();
        assert!(bytes <= OF_OVERVIEW, "{asked}: {bytes} bytes");
    }
}
