//! Characters that no reader sees.

use super::{BASE, problems, record, world};
use crate::check::{Rule, Severity, Subject, check};
use crate::draft::Draft;

fn drafts(lines: &str) -> Vec<Draft> {
    lines.lines().filter(|line| !line.is_empty()).map(|line| Draft::from_json(line).unwrap()).collect()
}

fn says(text: &str) -> String {
    world("", &format!(r#"{{"claim":{{"says":"{text}"}}}}"#))
}

#[test]
fn what_no_reader_sees_is_refused_where_it_stands() {
    insta::assert_snapshot!(problems(&says("They \u{202e}agreed\u{2069} on a ceasefire of thirty days")).join("\n"), @"unseen-character: says: `says` holds U+202E, which reverses the text after it and is never closed, and 1 more like it: `They <U+202E>agreed<U+2069> on a ceasefi…`");
    for (text, said) in [
        ("a\u{9b}31mb", "holds U+009B, a control character that terminals obey: `a<U+009B>31mb`"),
        ("a\u{2028}b", "holds U+2028, which some programs treat as the end of a line"),
        ("a\u{200b}b", "holds U+200B, which is invisible"),
        ("a\u{feff}b", "holds U+FEFF, which is invisible"),
        ("a\u{e0041}b", "holds U+E0041, which is invisible"),
        ("a\u{2069}b", "holds U+2069, which closes something that was never opened"),
    ] {
        let found = problems(&says(text));
        assert!(matches!(&found[..], [one] if one.contains(said)), "{found:?}");
    }
    assert_eq!(problems(&says("علی\u{200c}رضا, \u{2068}شرکت\u{2069}, שלום\u{200f}.")), [""; 0]);
}

#[test]
fn an_assertion_holds_none_in_what_it_names_either() {
    let line = r#"{"process":"p","key":"new","sources":[{"source":"s","lines":"1"}],"what":{"assertion":{"at":"2025-05-17","path":"commitments/c","equals":{"KEY":["VALUE"]}}}}"#;
    for text in [line.replace("KEY", "a\u{200b}"), line.replace("VALUE", "a\u{200b}")] {
        let found = problems(&text);
        assert!(matches!(&found[..], [one] if one.starts_with("unseen-character: ")), "{found:?}");
    }
}

/// Returns the codes of a log of the base and a line, all of it accepted.
fn stored(line: &str) -> Vec<(&'static str, Severity)> {
    let recorded = Some("2026-01-31T08:00:00.000000Z".parse().unwrap());
    let drafts = drafts(&[BASE, line].join("\n"));
    let subjects: Vec<_> = drafts.iter().map(|draft| Subject { draft, recorded }).collect();
    let found = check(Rule::ALL, &subjects).into_iter();
    found.map(|problem| (problem.code.name(), problem.code.severity())).collect()
}

#[test]
fn a_line_that_a_log_took_before_stays_sound() {
    assert_eq!(stored(&says("a\u{202e}b")), [("stored-unseen-character", Severity::Warning)]);
    assert_eq!(stored(&says("a")), []);
}

#[test]
fn a_retraction_beside_it_does_not_let_a_draft_in() {
    let retraction = record("r", "", r#"{"retraction":{"of":"new","because":"record","reason":"x"}}"#);
    let drafts = drafts(&[BASE, &says("a\u{9b}b"), &retraction].join("\n"));
    let subjects: Vec<Subject<'_>> = drafts.iter().map(Subject::from).collect();
    let codes: Vec<&str> = check(Rule::ALL, &subjects).iter().map(|p| p.code.name()).collect();
    assert_eq!(codes, ["unseen-character"]);
}
