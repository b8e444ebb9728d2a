//! One promise with many deliveries; one claim with many corrections.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{OF_AN_EVENT, Step, claim, corrected, drop_fields, persons};

/// Returns a promise, then deliveries on it: no two of a day are of one number, so that none could be the other.
pub(super) fn delivery(step: usize, occurred: NaiveDate) -> Value {
    let summary = format!("On occasion number {step} persons were released, as the chronicle has it.");
    let by = format!("delegate-{}", step % 8);
    if step == 0 {
        let made = json!({ "owed_by": ["north"], "owed_to": ["south"], "category": "prisoners",
            "what": "all prisoners are released", "quantity": persons(1_000_000_000) });
        let what = json!({ "commitment": { "made": made } });
        let event =
            Step { process: 0, key: "promise".to_owned(), issue: "prisoners", by: "north", summary, what };
        return event.draft(occurred, occurred);
    }
    let lot = json!({ "category": "prisoners", "from": "north", "to": "south", "quantity": persons(step % 997 + 1) });
    let what = json!({ "exchange": { "carried-out": { "transfers": [lot] } } });
    let event = Step { process: 0, key: format!("lot-{step}"), issue: "prisoners", by: &by, summary, what };
    let mut draft = event.draft(occurred, occurred);
    draft["delivers"] = json!([{ "commitment": "promise" }]);
    draft
}

/// Returns a claim, then corrections of it.
pub(super) fn correction(step: usize, occurred: NaiveDate) -> Value {
    let (key, what) = match step {
        0 => ("count".to_owned(), claim(0)),
        step => (format!("count-{step}"), corrected("count", occurred, step)),
    };
    let summary = format!("The chronicle's count was entered for the {step}th time.");
    let event = Step { process: 0, key, issue: "prisoners", by: "source", summary, what };
    let mut draft = event.draft(occurred, occurred);
    if step > 0 {
        drop_fields(&mut draft, &OF_AN_EVENT);
    }
    draft
}
