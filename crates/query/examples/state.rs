//! Asks what was promised and delivered by a day, with hindsight and as it was known that day.
//!
//! `cargo run -p asof-query --example state -- 2025-05-24`

use std::error::Error;
use std::time::SystemTime;

use asof_projector::{Collection, Value};
use asof_query::{Log, Query, ResolvedQuery, Selection, StatePart, state};
use asof_store::JsonlLog;

const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events/istanbul.jsonl");

fn main() -> Result<(), Box<dyn Error>> {
    let day = std::env::args().nth(1).unwrap_or("2025-05-24".to_owned());
    let log = Log::read(&JsonlLog::open(RECORD)?)?;
    // Without a process, the latest negotiation of the log answers.
    let question = Query::of(None, SystemTime::now().into());
    for (how, asked) in [
        ("with what is known today", question.at(&log, Some(&day))?),
        ("as known that day", question.known_at(&log, Some(&day))?),
    ] {
        println!("{day}, {how}:");
        promises(&log, &asked).iter().for_each(|line| println!("  {line}"));
    }
    Ok(())
}

/// Returns each promise of a number with what was delivered on it.
fn promises(log: &Log, asked: &ResolvedQuery) -> Vec<String> {
    let only =
        Selection { only: vec![StatePart::Collection(Collection::Commitments)], ..Selection::default() };
    let stood = state(log, asked, &only);
    let rows = stood.parts.get(Collection::Commitments).unwrap_or_default();
    let promises = rows.iter().filter_map(|row| match &row.value {
        Value::Commitment(promise) => Some(promise),
        _ => None,
    });
    let line = |promise: &asof_projector::state::commitments::CommitmentValue| {
        let promised = promise.promised.as_ref()?;
        // A quantity is never a bare number: it has two ends, and either may be open.
        let delivered = promise.delivered.as_ref().map_or_else(
            || "no delivery on record".to_owned(),
            |delivered| match delivered.high() {
                Some(high) => format!("{} to {high}", delivered.low()),
                None => format!("{} or more", delivered.low()),
            },
        );
        Some(format!(
            "{}: {} {} promised, delivered: {delivered}",
            promise.key,
            promised.low(),
            promised.unit()
        ))
    };
    promises.filter_map(|promise| line(promise)).collect()
}

#[test]
fn what_was_delivered_by_24_may_came_out_on_the_day_after() {
    let log = Log::read(&JsonlLog::open(RECORD).unwrap()).unwrap();
    let question = Query::of(None, SystemTime::now().into());
    let told =
        |asked| promises(&log, &asked).into_iter().find(|line| line.starts_with("r1-prisoners:")).unwrap();
    let hindsight = told(question.at(&log, Some("2025-05-24")).unwrap());
    assert_eq!(hindsight, "r1-prisoners: 1000 person promised, delivered: 697 to 697");
    let then = told(question.known_at(&log, Some("2025-05-24")).unwrap());
    assert_eq!(then, "r1-prisoners: 1000 person promised, delivered: no delivery on record");
}
