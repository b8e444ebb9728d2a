//! What an append says where the log does not hold it.

use std::ops::RangeInclusive;

use asof_store::{EventBatch, Replicated, VerifiedBatch};

use super::*;

/// A place that says that it took an append, and holds what it held.
struct Forgetful(MemoryLog);

impl EventLog for Forgetful {
    fn head(&self) -> Result<u64, StoreError> {
        self.0.head()
    }

    fn read(&self, range: RangeInclusive<u64>) -> Result<EventBatch, StoreError> {
        self.0.read(range)
    }

    fn append(&mut self, batch: &[Draft], expected: Expected) -> Result<AppendResult, StoreError> {
        let text = self.0.read(asof_store::ALL)?.to_text();
        MemoryLog::from_text(&text, Access::ReadWrite).append(batch, expected)
    }

    fn replicate(&mut self, _: &VerifiedBatch) -> Result<Replicated, StoreError> {
        Err(StoreError::ReadOnly)
    }
}

#[test]
fn an_append_that_the_log_no_longer_holds_is_not_said_to_be_there() {
    let read = |key: &str| {
        let body = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"KEY"}]}}}}"#;
        vec![Read::made(Draft::from_json(&body.replace("KEY", key)).unwrap())]
    };
    let mut log = Forgetful(MemoryLog::new());
    let gone = append(&mut log, &read("a"), None).unwrap_err();
    assert!(matches!(gone, AppendError::Gone { head: 1 }), "{gone}");
    // Another event stands in its place.
    let mut log = Forgetful(MemoryLog::new());
    append(&mut log.0, &read("a"), None).unwrap();
    let gone = append(&mut log, &read("b"), None).unwrap_err();
    assert!(matches!(gone, AppendError::Gone { head: 2 }), "{gone}");
}
