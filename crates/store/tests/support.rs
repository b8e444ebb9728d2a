//! Drafts and a clock for the tests.

use std::sync::{Arc, Mutex};

use asof_core::{Draft, Recorded};
use asof_store::{ALL, AppendResult, Clock, EventBatch, EventLog, Outcome};
use chrono::{DateTime, Utc};

/// A clock that shows what it was set to, and chance that is none.
#[derive(Clone)]
pub(crate) struct Hands(Arc<Mutex<DateTime<Utc>>>);

impl Hands {
    pub(crate) fn at(recorded: &str) -> Self {
        Self(Arc::new(Mutex::new(instant(recorded))))
    }

    pub(crate) fn set(&self, recorded: &str) {
        *self.0.lock().unwrap() = instant(recorded);
    }
}

impl Clock for Hands {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    fn chance(&self) -> u64 {
        u64::MAX
    }
}

fn instant(recorded: &str) -> DateTime<Utc> {
    recorded.parse::<Recorded>().unwrap().instant()
}

pub(crate) const NOON: &str = "2026-11-23T12:00:00.000000Z";

/// A draft of the registry, without id.
pub(crate) fn body(key: &str, name: &str) -> Draft {
    let json = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"NAME"}]}}}}"#;
    Draft::from_json(&json.replace("KEY", key).replace("NAME", name)).unwrap()
}

/// A draft about the world, without id.
pub(crate) fn claim(process: &str, key: &str, says: &str) -> Draft {
    let json = r#"{"process":"PROCESS","key":"KEY","occurred":"2025-05-16","known":"2025-05-16",
        "attributed_to":["source"],"sources":[{"source":"kure-2025"}],"summary":"Something was said.",
        "what":{"claim":{"about":["x"],"says":"SAYS"}}}"#;
    Draft::from_json(&json.replace("PROCESS", process).replace("KEY", key).replace("SAYS", says)).unwrap()
}

pub(crate) fn with_id(draft: &Draft, last_digits: &str) -> Draft {
    let id = format!("01a207d9-2100-7707-8707-0707070707{last_digits}");
    Draft { id: Some(id.parse().unwrap()), ..draft.clone() }
}

/// What became of each draft: `+3` appended as seq 3, `=3` there already.
pub(crate) fn outcomes(receipt: &AppendResult) -> String {
    let outcome = |outcome: &Outcome| match outcome {
        Outcome::Appended(event) => format!("+{}", event.seq),
        Outcome::Unchanged(event) => format!("={}", event.seq),
    };
    receipt.outcomes.iter().map(outcome).collect::<Vec<_>>().join(" ")
}

/// Reads a whole log, which is sound.
pub(crate) fn sound(log: &dyn EventLog) -> EventBatch {
    let contents = log.read(ALL).unwrap();
    assert_eq!(contents.damage(), []);
    assert_eq!(contents.verify().damage, []);
    contents
}
