//! What an append says where the log does not hold it, and that it reads no more of the log than it needs.

use std::ops::RangeInclusive;

use asof_core::Inferred;
use asof_store::{Access, EventBatch, Replicated, VerifiedBatch};
use serde_json::Value;

use super::*;
use crate::answers::document::Document;
use crate::ask::query::Query;
use crate::check::problem::ProblemRow;
use crate::source::names::Names;

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
    let gone = append(&mut log, &read("a"), None, None).unwrap_err();
    assert!(matches!(gone, AppendError::Gone { head: 1 }), "{gone}");
    // Another event stands in its place.
    let mut log = Forgetful(MemoryLog::new());
    append(&mut log.0, &read("a"), None, None).unwrap();
    let gone = append(&mut log, &read("b"), None, None).unwrap_err();
    assert!(matches!(gone, AppendError::Gone { head: 2 }), "{gone}");
}

/// Returns the shipped record, and behind it an invented negotiation that has nothing to do with it.
fn two_chains() -> MemoryLog {
    let record = include_str!("../../../../../events/istanbul.jsonl");
    let mut log = MemoryLog::from_text(record, Access::ReadWrite);
    let drafts = include_str!("../../../../../fixtures/logs/cinder-pass.drafts.jsonl");
    let drafts: Vec<Draft> = drafts.lines().map(|line| Draft::from_json(line).unwrap()).collect();
    log.append(&drafts, Expected::Any).unwrap();
    log
}

/// Returns what an append of a draft says, but for what its instant decides; or why it is refused.
fn told(log: &MemoryLog, draft: &str, scope: &AppendScope) -> Result<Value, Vec<ProblemRow>> {
    let drafts = vec![Read::made(Draft::from_json(draft).unwrap())];
    match try_out_in(log, &drafts, None, scope) {
        Ok(appended) => {
            let now = "2026-11-23T10:00:00Z".parse().unwrap();
            let query = Query {
                process: None,
                scope: crate::Scope::Process,
                as_of: None,
                known: None,
                recorded: None,
                inferred: Inferred::Include,
                now,
            };
            let mut document = effect(&appended, &query).json(&Names::default());
            document.as_object_mut().unwrap().remove("log_root");
            Ok(document)
        }
        Err(AppendError::Refused(problems)) => {
            Err(problems.iter().map(|problem| problem.row(None)).collect())
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn an_append_says_of_a_part_of_the_log_what_it_says_of_all() {
    let log = two_chains();
    let draft = |key: &str, rest: &str| {
        format!(
            r#"{{"id":"01a207d9-2100-7707-8707-070707070707","process":"cinder-pass-2023","key":"{key}","occurred":"2023-05-02","known":"2023-05-02","attributed_to":["fenwright"],"sources":[{{"source":"tannow-2023","lines":"14"}}],"summary":"Fenwright said so.",{rest}}}"#
        )
    };
    let said = r#""what":{"announcement":{"speaker":"fenwright","act":"statement","gist":"so"}}"#;
    for draft in [
        draft("said-in-may", said),
        draft("r1-held", said),
        draft("said-after", &format!(r#""after":["istanbul-2025/r1-held"],{said}"#)),
        draft("said-after", &format!(r#""after":["nowhere/r1-held"],{said}"#)),
        draft(
            "delivered",
            r#""delivers":[{"commitment":"release-offer"}],"what":{"exchange":{"completed":{}}}"#,
        ),
        draft("delivered", r#""delivers":[{"commitment":"no-offer"}],"what":{"exchange":{"completed":{}}}"#),
        // Who changes sides does so in their negotiation alone.
        draft("thole-joins", r#""what":{"membership":{"joined":{"member":"thole","of":"border-guard"}}}"#),
        draft("putin-joins", r#""what":{"membership":{"joined":{"member":"putin","of":"hill-league"}}}"#),
        r#"{"id":"01a207d9-2100-7707-8707-070707070707","process":"cinder-pass-2023","key":"mended","sources":[{"source":"tannow-2023","lines":"14"}],"summary":"It was later.","what":{"correction":{"of":"opened","because":"record","reason":"misread","with":{"occurred":"2023-01-11","known":"2023-01-11","attributed_to":["source"],"summary":"They would talk.","what":{"process":{"opened":{}}}}}}}"#.to_owned(),
        // What another collection has is compared within its negotiation.
        draft("known-elsewhere", r#""external_ids":[{"scheme":"ucdp","id":"7"}],"what":{"claim":{"says":"x"}}"#),
        amendment("withdrawn", r#""retraction":{"of":"opened","because":"record","reason":"misread"}"#),
        amendment("withdrawn", r#""retraction":{"of":"no-such-event","because":"record","reason":"misread"}"#),
        // Names are compared with the whole registry.
        body("newcomer", "Newcomer", ""),
        body("second-fenwright", "Fenwright", ""),
        body("second-ukraine", "Ukraine", ""),
        body("newcomer", "Newcomer", r#","party":"ukraine""#),
        body("newcomer", "Newcomer", r#","party":"nobody""#),
        body("ukraine", "Newcomer", ""),
        process("next", r#""hill-league","ukraine""#, ""),
        process("next", r#""hill-league""#, r#","continues":"istanbul-2025""#),
    ] {
        let drafts = [Read::made(Draft::from_json(&draft).unwrap())];
        let part = scope(&drafts, None);
        // Of two chains that it joins, all that the log has is read.
        let is_of_both = ["istanbul-2025", r#""ukraine""#].iter().any(|word| draft.contains(word));
        assert!(is_of_both || part.read(&log, &drafts).unwrap().is_part(), "{draft}");
        assert_eq!(told(&log, &draft, &part), told(&log, &draft, &AppendScope::Whole), "{draft}");
    }
}

#[test]
fn an_assertion_of_another_negotiation_at_the_end_of_the_log_is_not_held_against_a_part() {
    let mut log = two_chains();
    let holds = r#"{"process":"istanbul-2025","key":"holds","summary":"Round 1 was held.","what":{"assertion":{"at":"2025-05-17","path":"rounds/1/number","equals":1}}}"#;
    let added = append(&mut log, &[Read::made(Draft::from_json(holds).unwrap())], None, None);
    added.unwrap();
    let draft =
        amendment("withdrawn", r#""retraction":{"of":"opened","because":"record","reason":"misread"}"#);
    append(&mut log, &[Read::made(Draft::from_json(&draft).unwrap())], None, None).unwrap();
}

#[test]
fn what_may_affect_any_negotiation_is_held_against_the_whole_log() {
    let mut log = two_chains();
    let mended = registry_correction("mended", "united-nations");
    log.append(&[Draft::from_json(&mended).unwrap()], Expected::Any).unwrap();
    for draft in [
        registry_correction("mended-again", "ukraine"),
        amendment("withdrawn", r#""retraction":{"of":"ukraine","because":"record","reason":"misread"}"#),
        // What withdraws a correction of the registry changes the registry.
        amendment("withdrawn", r#""retraction":{"of":"mended","because":"record","reason":"misread"}"#),
        // The Red Cross was no party.
        process("next", r#""icrc""#, ""),
        body("newcomer", "Newcomer", r#","party":"icrc""#),
    ] {
        let drafts = [Read::made(Draft::from_json(&draft).unwrap())];
        assert!(!scope(&drafts, None).read(&log, &drafts).unwrap().is_part(), "{draft}");
    }
}

/// Returns an entry of the invented negotiation about another entry.
fn amendment(key: &str, what: &str) -> String {
    format!(
        r#"{{"id":"01a207d9-2100-7707-8707-070707070707","process":"cinder-pass-2023","key":"{key}","sources":[{{"source":"tannow-2023","lines":"14"}}],"summary":"It was misread.","what":{{{what}}}}}"#
    )
}

fn registry_correction(key: &str, of: &str) -> String {
    let body = r#"{"what":{"registered":{"body":{"names":[{"name":"Another"}]}}}}"#;
    amendment(
        key,
        &format!(r#""correction":{{"of":"{of}","because":"record","reason":"misread","with":{body}}}"#),
    )
}

fn body(key: &str, name: &str, rest: &str) -> String {
    format!(
        r#"{{"id":"01a207d9-2100-7707-8707-070707070707","key":"{key}","what":{{"registered":{{"body":{{"names":[{{"name":"{name}"}}]{rest}}}}}}}}}"#
    )
}

fn process(key: &str, parties: &str, rest: &str) -> String {
    format!(
        r#"{{"id":"01a207d9-2100-7707-8707-070707070707","key":"{key}","what":{{"registered":{{"process":{{"title":"T","zone":"UTC","parties":[{parties}]{rest}}}}}}}}}"#
    )
}
