use super::*;

const WORLD: &str = r#"{"process":"istanbul-2025","key":"r1-prisoners","occurred":"2025-05-16","known":"2025-05-16","attributed_to":["umerov"],"at":"r1-trilateral","issues":["prisoners"],"sources":[{"source":"kure-2025","lines":"148"}],"summary":"A minister said that the two sides had agreed on an exchange.","what":{"commitment":{"made":{"owed_by":["russia","ukraine"],"owed_to":["ukraine","russia"],"category":"prisoners","quantity":{"low":1000,"high":1000,"bound":"exact","unit":"person","per":"each-side"}}}}}"#;
const REGISTRY: &str = r#"{"key":"umerov","sources":[{"source":"kure-2025","lines":"100"}],"what":{"registered":{"person":{"party":"ukraine","names":[{"name":"Rustem Umerov"},{"name":"Ruslan Umerov","status":"error","lines":"118,135"}]}}}}"#;
const CORRECTION: &str = r#"{"process":"istanbul-2025","key":"fix-r3","known":"2025-07-24","attributed_to":["source"],"sources":[{"source":"kure-2025"}],"summary":"It began later.","what":{"correction":{"of":"r3-held","because":"world","reason":"A later report.","with":{"occurred":"2025-07-23","known":"2025-07-23","attributed_to":["source"],"summary":"Held.","what":{"meeting":{"held":{"meeting":"r3-trilateral","round":3}}}}}}}"#;
const DISCREPANCY: &str = r#"{"process":"istanbul-2025","key":"dates-of-r1","sources":[{"source":"kure-2025","lines":"16,110"}],"summary":"Two days are given.","what":{"discrepancy":{"about":["r1-held"],"between":[{"lines":"16","says":"15 May"},{"event":"r1-held","lines":"113","says":"16 May"}]}}}"#;

fn message(line: &str) -> String {
    Draft::from_json(line).unwrap_err().message
}

#[test]
fn what_is_read_is_written_back_byte_for_byte() {
    for line in [WORLD, REGISTRY, CORRECTION, DISCREPANCY] {
        assert_eq!(Draft::from_json(line).unwrap().to_json(), line);
    }
}

#[test]
fn events_carry_what_the_log_set() {
    let digest = "0b".repeat(32);
    let log = format!(
        r#"{{"seq":57,"recorded":"2026-11-23T10:00:00.000000Z","commit":60,"hash":"{digest}","id":"01a207d9-2100-7707-8707-070707070707","#
    );
    let line = WORLD.replacen('{', &log, 1);
    let event = Event::from_line(&line).unwrap();
    assert_eq!((event.seq, event.commit), (57, 60));
    assert_eq!(event.to_line(), line);
    assert!(message(&line).contains("`seq` is set by the log alone"));
    assert!(Event::from_line(WORLD).unwrap_err().message.contains("has `seq`"));
}

#[test]
fn each_class_has_exactly_its_fields() {
    for (line, expected) in [
        (WORLD.replace(r#""occurred":"2025-05-16","#, ""), "an entry of kind `commitment` needs `occurred`"),
        (
            WORLD.replace(r#""attributed_to":["umerov"],"#, ""),
            "needs `attributed_to`, with at least one item",
        ),
        (WORLD.replace(r#""process":"istanbul-2025","#, ""), "needs `process`"),
        (REGISTRY.replacen('{', r#"{"process":"istanbul-2025","#, 1), "has no `process`"),
        (REGISTRY.replacen('{', r#"{"summary":"A person.","#, 1), "has no `summary`"),
        (CORRECTION.replacen('{', r#"{"occurred":"2025-05-16","#, 1), "has no `occurred`"),
        (CORRECTION.replace(r#""because":"world""#, r#""because":"record""#), "has no `known`"),
        (DISCREPANCY.replace(r#"["r1-held"]"#, "[]"), "a discrepancy needs `about`"),
        (DISCREPANCY.replace(r#""summary":"Two days are given.","#, ""), "needs `summary`"),
    ] {
        assert!(message(&line).contains(expected), "{} in {line}", message(&line));
    }
}

#[test]
fn two_kinds_in_one_line_are_named() {
    let line = WORLD.replacen(r#""what":{"#, r#""what":{"meeting":{"held":{"meeting":"m"}},"#, 1);
    assert_eq!(message(&line), "`what` holds exactly one kind, and here stand `meeting` and `commitment`");
    assert!(message(&WORLD.replacen(r#""what":{"#, r#""what":{},"x":{"#, 1)).contains('`'));
}

#[test]
fn unknown_fields_are_refused_at_every_depth_with_their_place() {
    for (field, line) in [
        ("colour", WORLD.replacen('{', r#"{"colour":1,"#, 1)),
        ("colour", WORLD.replacen(r#"{"owed_by""#, r#"{"colour":1,"owed_by""#, 1)),
        ("colour", WORLD.replacen(r#"{"low""#, r#"{"colour":1,"low""#, 1)),
        ("colour", CORRECTION.replacen(r#""with":{"#, r#""with":{"colour":1,"#, 1)),
        ("colour", REGISTRY.replacen(r#"{"name""#, r#"{"colour":1,"name""#, 1)),
    ] {
        let error = Draft::from_json(&line).unwrap_err();
        assert!(error.message.contains(field), "{error}");
        assert!(error.column.is_some(), "{error}");
    }
}

#[test]
fn columns_count_characters_not_bytes() {
    let plain = Draft::from_json(r#"{"key":"a","x":1}"#).unwrap_err();
    let accented = Draft::from_json(r#"{"via":"é","x":1}"#).unwrap_err();
    assert_eq!(plain.column, accented.column);
}

#[test]
fn corrections_do_not_replace_entries_about_the_record() {
    let line = CORRECTION.replace(
        r#""what":{"meeting":{"held":{"meeting":"r3-trilateral","round":3}}}"#,
        r#""what":{"retraction":{"of":"x","because":"record","reason":"y"}}"#,
    );
    assert!(message(&line).contains("correct its target again"));
}
