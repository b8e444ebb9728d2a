//! Compares the states of two rounds, and says why each thing changed.
//!
//! `cargo run -p asof-query --example diff -- round:1 round:2`

use std::error::Error;
use std::time::SystemTime;

use asof_query::rows::ChangeRow;
use asof_query::{Log, Query, Selection, difference};
use asof_store::JsonlLog;

const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events/istanbul.jsonl");

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let from = words.next().unwrap_or("round:1".to_owned());
    let to = words.next().unwrap_or("round:2".to_owned());
    for change in changes(&Log::read(&JsonlLog::open(RECORD)?)?, &from, &to)? {
        let why: Vec<String> = change.causes.iter().map(|cause| cause.event.to_string()).collect();
        println!("{} {} by {}", change.op.name(), change.path, why.join(", "));
    }
    Ok(())
}

/// Returns what differs between two moments: rows that were added or removed whole, and fields that changed.
fn changes(log: &Log, from: &str, to: &str) -> Result<Vec<ChangeRow>, Box<dyn Error>> {
    let question = Query::of(None, SystemTime::now().into());
    let [from, to] = [question.at(log, Some(from))?, question.at(log, Some(to))?];
    Ok(difference(log, &from, &to, &Selection::default()).changes)
}

#[test]
fn every_change_between_the_rounds_has_its_causes() {
    let log = Log::read(&JsonlLog::open(RECORD).unwrap()).unwrap();
    let changes = changes(&log, "round:1", "round:2").unwrap();
    assert!(changes.len() > 20 && changes.iter().all(|change| !change.causes.is_empty()));
    assert!(changes.iter().any(|change| change.path == "commitments/r1-prisoners/delivered"));
}
