use super::*;

const WORLD: &str = r#"{"process":"istanbul-2025","key":"r1-prisoners","occurred":"2025-05-16","known":"2025-05-16","attributed_to":["umerov"],"at":"r1-trilateral","issues":["prisoners"],"sources":[{"source":"kure-2025","lines":"148"}],"summary":"A minister said that the two sides had agreed on an exchange.","what":{"commitment":{"made":{"owed_by":["russia","ukraine"],"owed_to":["ukraine","russia"],"category":"prisoners","quantity":{"low":1000,"high":1000,"bound":"exact","unit":"person","per":"each-side"}}}}}"#;
const REGISTRY: &str = r#"{"key":"umerov","sources":[{"source":"kure-2025","lines":"100"}],"what":{"registered":{"person":{"party":"ukraine","names":[{"name":"Rustem Umerov"},{"name":"Ruslan Umerov","status":"error","lines":"118,135"}]}}}}"#;
const CORRECTION: &str = r#"{"process":"istanbul-2025","key":"fix-r3","known":"2025-07-24","attributed_to":["source"],"sources":[{"source":"kure-2025"}],"summary":"It began later.","what":{"correction":{"of":"r3-held","because":"world","reason":"A later report.","with":{"occurred":"2025-07-23","known":"2025-07-23","attributed_to":["source"],"summary":"Held.","what":{"meeting":{"held":{"meeting":"r3-trilateral","round":3}}}}}}}"#;
const DISCREPANCY: &str = r#"{"process":"istanbul-2025","key":"dates-of-r1","sources":[{"source":"kure-2025","lines":"16,110"}],"summary":"Two days are given.","what":{"discrepancy":{"about":["r1-held"],"between":[{"lines":"16","says":"15 May"},{"event":"r1-held","lines":"113","says":"16 May"}]}}}"#;
const ASSERTION: &str = r#"{"process":"istanbul-2025","key":"thousand-by-25-may","what":{"assertion":{"at":"2025-05-25","known":"2025-06-02","path":"commitments/r1-prisoners","equals":{"delivered":{"low":1000},"due":null,"owed_by":["russia","ukraine"]}}}}"#;

fn message(line: &str) -> String {
    Draft::from_json(line).unwrap_err().message
}

#[test]
fn what_is_read_is_written_back_byte_for_byte() {
    for line in [WORLD, REGISTRY, CORRECTION, DISCREPANCY, ASSERTION] {
        assert_eq!(Draft::from_json(line).unwrap().to_json(), line);
    }
}

#[test]
fn an_assertion_is_of_the_record_alone_and_of_a_value_that_a_state_can_print() {
    for (from, to, expected) in [
        (r#""what""#, r#""occurred":"2025-05-25","what""#, "has no `occurred`"),
        (r#""what""#, r#""known":"2025-05-25","what""#, "has no `known`"),
        (r#""what""#, r#""attributed_to":["source"],"what""#, "has no `attributed_to`"),
        (r#""what""#, r#""via":"A paper","what""#, "has no `via`"),
        (r#""at":"2025-05-25""#, r#""at":"2025-05-25/2025-05-26""#, "one day or at one instant"),
        (r#""known":"2025-06-02""#, r#""known":"2025-06-02?""#, "one day or at one instant"),
        (
            r#""low":1000"#,
            r#""low":1000.0"#,
            "in `low` of `delivered` of `equals` of `assertion`, no state can contain 1000",
        ),
        (r#""low":1000"#, r#""low":9007199254740992"#, "numbers are whole and below 2^53"),
        (r#""due":null"#, r#""delivered":null"#, "`delivered` appears twice"),
        (r#""due":null"#, r#""due":"a\tb""#, "control character U+0009"),
        (
            r#","equals":{"delivered":{"low":1000},"due":null,"owed_by":["russia","ukraine"]}"#,
            "",
            "needs `equals`",
        ),
    ] {
        let line = ASSERTION.replacen(from, to, 1);
        assert_ne!(line, ASSERTION, "{from}");
        let said = message(&line);
        assert!(said.contains(expected), "{said}");
    }
    let of_a_correction = CORRECTION.replace(
        r#"{"meeting":{"held":{"meeting":"r3-trilateral","round":3}}}"#,
        r#"{"assertion":{"at":"2025-05-25","path":"status","equals":null}}"#,
    );
    assert!(message(&of_a_correction).contains("a correction replaces an event about the world"));
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
    assert!(message(&line).contains("`seq`"));
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
        (DISCREPANCY.replace(r#"["r1-held"]"#, "[]"), "an entry of kind `discrepancy` needs `about`"),
        (DISCREPANCY.replace(r#""summary":"Two days are given.","#, ""), "needs `summary`"),
    ] {
        assert!(message(&line).contains(expected), "{} in {line}", message(&line));
    }
}

#[test]
fn two_kinds_in_one_line_are_named() {
    let line = WORLD.replacen(r#""what":{"#, r#""what":{"meeting":{"held":{"meeting":"m"}},"#, 1);
    assert_eq!(message(&line), "`what` must have exactly one kind, but has `meeting` and `commitment`");
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
        let span = error.span.unwrap();
        assert_eq!(&line[span], "\"colour\"");
    }
}

#[test]
fn columns_count_characters_not_bytes() {
    let plain = Draft::from_json(r#"{"key":"a","x":1}"#).unwrap_err();
    let accented = Draft::from_json(r#"{"via":"é","x":1}"#).unwrap_err();
    let columns = |error: LineError, line: &str| error.columns(line).unwrap();
    let plain = columns(plain, r#"{"key":"a","x":1}"#);
    assert_eq!(plain, columns(accented, r#"{"via":"é","x":1}"#));
    assert_eq!((plain.first, plain.end), (12, 15));
}

#[test]
fn corrections_do_not_replace_entries_about_the_record() {
    let line = CORRECTION.replace(
        r#""what":{"meeting":{"held":{"meeting":"r3-trilateral","round":3}}}"#,
        r#""what":{"retraction":{"of":"x","because":"record","reason":"y"}}"#,
    );
    let error = Draft::from_json(&line).unwrap_err();
    assert!(error.hint.unwrap().contains("correct its target again"));
}

/// Returns what is said of a mistake: its code, what it points at, the message and the hint.
fn said(line: &str) -> String {
    let error = Draft::from_json(line).unwrap_err();
    let pointed_at = error.span.map_or("(all of it)", |span| &line[span]);
    let hint = error.hint.map_or(String::new(), |hint| format!("\n    {hint}"));
    format!("{}: {pointed_at}\n  {}{hint}", error.code.name(), error.message)
}

#[test]
fn mistakes_are_told_in_plain_words() {
    let mistakes = [
        ("occurred", "ocurred"),
        (r#""summary""#, r#""venue""#),
        (r#""category":"prisoners""#, r#""category":"prisoners","summary":"x""#),
        (r#""category":"prisoners","#, ""),
        (r#""per":"each-side""#, r#""per":"each""#),
        (r#","per":"each-side""#, ""),
        (r#""unit""#, r#""low":1,"unit""#),
        (r#"["umerov"]"#, r#""umerov""#),
        (r#"["umerov"]"#, r#"[["umerov"]]"#),
        (r#"["umerov"]"#, r#"["Rustem Umerov"]"#),
        (r#"[{"source":"kure-2025","lines":"148"}]"#, r#"{"source":"kure-2025","lines":"148"}"#),
        (r#""148""#, "148"),
        (r#""148""#, r#""p. 148""#),
        (r#""2025-05-16","known""#, r#""16/05/2025","known""#),
        (r#""2025-05-16","known""#, r#""2025-02-30","known""#),
        (r#""2025-05-16","known""#, r#""26 May","known""#),
        (r#""2025-05-16","known""#, r#"20250516,"known""#),
        (r#""known":"2025-05-16""#, r#""known":"2025-05-16/2025-05-18""#),
        (r#""low":1000"#, r#""low":-1000"#),
        (r#""low":1000"#, r#""low":1000.5"#),
        (r#""low":1000"#, r#""low":"1000""#),
        (r#""low":1000"#, r#""low":1200"#),
        ("\"quantity\":{", "\"quantity\":5,\"due\":{"),
        (r#"{"commitment":{"#, r#"{"comitment":{"#),
        (r#"{"made":{"#, r#"{"agreed":{"#),
        (r#"{"made":{"#, r#"{"offered":{"owed_by":["russia"],"category":"x"},"made":{"#),
        (r#""what":{"#, r#""what":"claim","x":{"#),
        (r#""what":{"#, r#""what":{},"x":{"#),
        ("\"what\":{", "\"what\":[],\"x\":{"),
        (r#""key":"r1-prisoners""#, r#""key":"R1 prisoners""#),
        (r#""key":"r1-prisoners""#, r#""key":"round-1""#),
        (r#""key":"r1-prisoners""#, r#""key":"r1","key":"r2""#),
        (r#""key":"r1-prisoners""#, r#""key":null"#),
        (r#""key":"r1-prisoners""#, r#""key":"r1","seq":5"#),
        (r#""key":"r1-prisoners""#, r#""key":"r1","id":"5""#),
        (r#""summary":""#, r#""summary":"two	tabs"#),
        (r#""summary":""#, r#""summary":"\n"#),
        (r#""summary":""#, r#""summary":"C:\dacha"#),
        (r#""summary":""#, r#""summary":"\u12G4"#),
        (r#""summary":""#, r#""summary":"\ud800"#),
        (r#","at":"#, r#" "at":"#),
        (r#""at":"#, r#""at" "#),
        (r#""at":"#, r#"“at”:"#),
        (r#"{"process""#, r#"{process"#),
        (r#""each-side"}}}}"#, r#""each-side"}}}},"#),
        (r#""each-side"}}}}"#, r#""each-side",}}}}"#),
        (r#""each-side"}}}}"#, r#""each-si"#),
    ];
    let said: Vec<String> = mistakes
        .iter()
        .map(|(right, wrong)| {
            assert!(WORLD.contains(right), "{right}");
            said(&WORLD.replacen(right, wrong, 1))
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn mistakes_in_the_registry_and_in_corrections_are_told_in_plain_words() {
    let process = r#"{"key":"p","what":{"registered":{"process":{"title":"P","zone":"Europe/Instanbul"}}}}"#;
    let turn = WORLD.replacen("commitment", "process", 1).replacen("made", "opened", 1);
    let lines = [
        process.to_owned(),
        process.replacen("process", "proces", 1),
        process.replacen(r#""key":"p","#, "", 1),
        turn,
        WORLD.replacen("commitment", "meeting", 1).replacen("made", "held", 1),
        CORRECTION.replacen(r#""round":3"#, r#""round":0"#, 1),
        CORRECTION.replacen(r#""occurred":"2025-07-23","#, "", 1),
        CORRECTION.replacen(r#""with":{"#, r#""with":{"key":"x","#, 1),
        CORRECTION.replacen(r#""because":"world""#, r#""because":"slip""#, 1),
        DISCREPANCY.replacen(r#"["r1-held"]"#, r#"[{"event":"r1-held"}]"#, 1),
        format!("[{WORLD}]"),
        "nonsense".to_owned(),
        "5".to_owned(),
        "[".repeat(500),
    ];
    let said: Vec<String> = lines.iter().map(|line| said(line)).collect();
    insta::assert_snapshot!(said.join("\n"));
}

proptest::proptest! {
    /// Whatever is cut out of a line, or put into it, is told without the words of the libraries that read it.
    #[test]
    fn no_message_speaks_of_insides(
        from in 0..WORLD.len(), length in 0_usize..40, put in "[ -~]{0,3}|null|\\{\\}|\\[\\]|-1|1\\.5|true|\"x\"",
        line in proptest::sample::select(&[WORLD, REGISTRY, CORRECTION, DISCREPANCY, ASSERTION]),
    ) {
        let from = from.min(line.len());
        let until = (from + length).min(line.len());
        if let (Some(before), Some(after)) = (line.get(..from), line.get(until..))
            && let Err(error) = Draft::from_json(&format!("{before}{put}{after}"))
        {
            let said = format!("{} {}", error.message, error.hint.unwrap_or_default());
            for inside in ["struct", "enum", "expected", "invalid type", "invalid value", "u64", "u32", "Wire", "column"] {
                proptest::prop_assert!(!said.contains(inside), "{}", said);
            }
        }
    }
}
