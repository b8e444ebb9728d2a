mod amendments;
mod characters;
mod dates;
mod record;
mod words;

use super::*;

const BASE: &str = r#"
{"key":"p","what":{"registered":{"process":{"title":"P","zone":"Europe/Istanbul","parties":["a","b"]}}}}
{"key":"a","what":{"registered":{"body":{"names":[{"name":"A"}]}}}}
{"key":"b","what":{"registered":{"body":{"names":[{"name":"B"}]}}}}
{"key":"ann","what":{"registered":{"person":{"party":"a","names":[{"name":"Ann"}]}}}}
{"key":"s","what":{"registered":{"source":{"title":"S"}}}}
{"key":"i","what":{"registered":{"issue":{"names":[{"name":"I"}]}}}}
{"process":"p","key":"m-held","occurred":"2025-05-16","known":"2025-05-16","attributed_to":["source"],"sources":[{"source":"s","lines":"1"}],"summary":"x","what":{"meeting":{"held":{"meeting":"m","parties":["a","b"]}}}}
{"process":"p","key":"c","occurred":"2025-05-16","known":"2025-05-16","attributed_to":["ann"],"at":"m","issues":["i"],"sources":[{"source":"s","lines":"1"}],"summary":"x","what":{"commitment":{"made":{"owed_by":["a"],"owed_to":["b"],"category":"prisoners"}}}}
"#;

/// When the log accepted what stands in it.
const RECORDED: &str = "2026-11-23T10:00:00.000000Z";

/// Returns the problems of a sound log with one more draft, as `code: field: message`.
fn problems(line: &str) -> Vec<String> {
    problems_after(BASE, line)
}

fn problems_after(base: &str, line: &str) -> Vec<String> {
    let drafts: Vec<Draft> =
        base.lines().chain([line]).filter(|l| !l.is_empty()).map(|l| Draft::from_json(l).unwrap()).collect();
    let (new, stored) = drafts.split_last().expect("a draft");
    let recorded = RECORDED.parse().ok();
    let stored = stored.iter().map(|draft| Subject { draft, recorded });
    let subjects: Vec<Subject<'_>> = stored.chain([Subject::from(new)]).collect();
    check(Rule::ALL, &subjects)
        .into_iter()
        .map(|p| {
            assert_eq!(p.entry, drafts.len() - 1);
            format!("{}: {}: {}", p.code, p.field, p.message)
        })
        .collect()
}

fn world(extra: &str, what: &str) -> String {
    format!(
        r#"{{"process":"p","key":"new","occurred":"2025-05-17","known":"2025-05-17","attributed_to":["source"],{extra}"sources":[{{"source":"s","lines":"1"}}],"summary":"x","what":{what}}}"#
    )
}

fn record(key: &str, extra: &str, what: &str) -> String {
    format!(
        r#"{{"process":"p","key":"{key}",{extra}"sources":[{{"source":"s","lines":"1"}}],"summary":"x","what":{what}}}"#
    )
}

#[test]
fn a_sound_log_has_no_problems() {
    assert_eq!(problems(""), Vec::<String>::new());
}

#[test]
fn all_problems_of_an_entry_are_found_at_once() {
    let line = world(
        r#""at":"nowhere","issues":["a","zz"],"after":["gone"],"delivers":[{"commitment":"m-held"}],"#,
        r#"{"claim":{"says":"x"}}"#,
    );
    insta::assert_snapshot!(problems(&line).join("\n"), @r"
    unknown-reference: at: no meeting event names the meeting `nowhere`
    wrong-reference: issues: `a` is registered as a body, but this field needs an issue
    unknown-reference: issues: no issue `zz` is registered
    unknown-reference: after: there is no event `gone`
    wrong-reference: delivers: `m-held` is an event of kind `meeting` and does not open a commitment
    ");
}

#[test]
fn keys_are_unique_in_their_process() {
    let line = world("", r#"{"claim":{"says":"x"}}"#).replace("\"new\"", "\"c\"");
    assert_eq!(problems(&line), ["duplicate-key: key: the key `c` is already taken in the process `p`"]);
}

#[test]
fn targets_exist_and_can_be_acted_upon() {
    for (line, expected) in [
        (
            record("r", "", r#"{"retraction":{"of":"gone","because":"record","reason":"x"}}"#),
            "unknown-target",
        ),
        (
            record(
                "r",
                r#""known":"2025-06-01","attributed_to":["source"],"#,
                r#"{"retraction":{"of":"ann","because":"world","reason":"x"}}"#,
            ),
            "wrong-target: because",
        ),
        (
            record(
                "r",
                "",
                r#"{"correction":{"of":"p","because":"record","reason":"x","with":{"what":{"registered":{"process":{"title":"P","zone":"UTC"}}}}}}"#,
            ),
            "zone-changed",
        ),
        (
            record(
                "r",
                "",
                r#"{"correction":{"of":"c","because":"record","reason":"x","with":{"what":{"registered":{"body":{"names":[{"name":"C"}]}}}}}}"#,
            ),
            "not of the same class",
        ),
        (
            record("r", r#""known":"2025-06-01","attributed_to":["b"],"#, r#"{"confirmation":{"of":"ann"}}"#),
            "not an event about the world",
        ),
    ] {
        let mut found = problems(&line);
        found.retain(|problem| !problem.starts_with("still-named"));
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
    }
}

#[test]
fn nothing_is_known_before_it_can_have_begun() {
    let line =
        world("", r#"{"claim":{"says":"x"}}"#).replace(r#""known":"2025-05-17""#, r#""known":"2025-05-16""#);
    assert!(problems(&line)[0].starts_with("known-too-early"), "{:?}", problems(&line));
}

#[test]
fn nobody_confirms_or_denies_their_own_word() {
    let by = |kind: &str, of: &str, claimants: &str| {
        let attributed = format!(r#""known":"2025-06-01","attributed_to":[{claimants}],"#);
        problems(&record("r", &attributed, &format!(r#"{{"{kind}":{{"of":"{of}"}}}}"#)))
    };
    assert_eq!(
        by("confirmation", "c", r#""ann""#),
        ["wrong-target: of: `c` is attributed to `ann`, who cannot also confirm it"]
    );
    assert_eq!(
        by("denial", "m-held", r#""source""#),
        ["wrong-target: of: `m-held` is attributed to `source`, who cannot also deny it"]
    );
    assert_eq!(by("confirmation", "c", r#""b""#), Vec::<String>::new());
    assert_eq!(by("confirmation", "c", r#""ann","b""#), Vec::<String>::new(), "with somebody else");
    assert_eq!(by("confirmation", "c", r#""a""#), Vec::<String>::new(), "a party is not its envoy");
}

#[test]
fn one_unnamed_claimant_may_confirm_another() {
    let unnamed = BASE.replace(r#""attributed_to":["ann"]"#, r#""attributed_to":["unstated"]"#);
    let line =
        record("r", r#""known":"2025-06-01","attributed_to":["unstated"],"#, r#"{"denial":{"of":"c"}}"#);
    assert_eq!(problems_after(&unnamed, &line), Vec::<String>::new());
}

#[test]
fn a_response_names_the_claimants_once_for_all() {
    let both = BASE.replace(r#""attributed_to":["ann"]"#, r#""attributed_to":["ann","b"]"#);
    let line =
        record("r", r#""known":"2025-06-01","attributed_to":["b","ann"],"#, r#"{"confirmation":{"of":"c"}}"#);
    assert_eq!(
        problems_after(&both, &line),
        ["wrong-target: of: `c` is attributed to `b` and `ann`, who cannot also confirm it"]
    );
}

/// Returns a correction of the commitment: why, with its own clocks if it has any, and the clocks of what
/// replaces it.
fn correction(because: &str, own: &str, occurred: &str, known: &str) -> String {
    let with = format!(
        r#"{{"occurred":"{occurred}","known":"{known}","attributed_to":["ann"],"summary":"x","what":{{"commitment":{{"made":{{"owed_by":["a"],"owed_to":["b"],"category":"prisoners"}}}}}}}}"#
    );
    record(
        "r",
        own,
        &format!(r#"{{"correction":{{"of":"c","because":"{because}","reason":"x","with":{with}}}}}"#),
    )
}

#[test]
fn a_correction_is_dated_by_when_the_public_learned_better() {
    let own = |known: &str| format!(r#""known":"{known}","attributed_to":["b"],"#);
    for (line, expected) in [
        // The older `known` of what replaces it does not count.
        (correction("world", &own("2025-05-20"), "2025-05-18", "2025-05-16"), None),
        (
            correction("world", &own("2025-05-17"), "2025-05-18", "2025-05-19"),
            Some(
                "known-too-early: known: learned on `2025-05-17`, before it could have begun (`2025-05-18`)",
            ),
        ),
        (correction("world", &own("2025-05-18"), "2025-05-18", "2025-05-18"), None),
        (correction("record", "", "2025-05-18", "2025-05-18"), None),
        (
            correction("record", "", "2025-05-18", "2025-05-16"),
            Some("known-too-early: known: known on `2025-05-16`, before it could have begun (`2025-05-18`)"),
        ),
    ] {
        assert_eq!(problems(&line), expected.into_iter().collect::<Vec<_>>(), "{line}");
    }
}

#[test]
fn no_known_of_a_record_entry_ends_before_it_begins() {
    // The instant is after the end of the day in Istanbul; only the zone can tell.
    let inverted = r#""known":"[2025-06-02T00:30+03:00..2025-06-01]","attributed_to":["b"],"#;
    for line in [
        record("r", inverted, r#"{"confirmation":{"of":"c"}}"#),
        record("r", inverted, r#"{"denial":{"of":"c"}}"#),
        record("r", inverted, r#"{"retraction":{"of":"c","because":"world","reason":"x"}}"#),
        correction("world", inverted, "2025-05-18", "2025-05-18"),
    ] {
        assert_eq!(
            problems(&line),
            ["inverted-date: known: `[2025-06-02T00:30+03:00..2025-06-01]` ends before it begins"],
            "{line}"
        );
    }
}

#[test]
fn kinds_have_the_shape_that_they_need() {
    let quantity = r#"{"bound":"unknown","unit":"person","per":"unstated"}"#;
    for (what, expected) in [
        (r#"{"commitment":{"made":{"owed_by":[],"category":"x"}}}"#.to_owned(), "owed_by"),
        (r#"{"commitment":{"made":{"owed_by":["a","b"],"owed_to":["b"],"category":"x"}}}"#.to_owned(), "owed_to"),
        (r#"{"exchange":{"carried-out":{}}}"#.to_owned(), "nothing changed hands"),
        (
            format!(r#"{{"exchange":{{"completed":{{"transfers":[{{"category":"x","quantity":{quantity}}}]}}}}}}"#),
            "`completed` sums up",
        ),
        (
            format!(
                r#"{{"exchange":{{"carried-out":{{"transfers":[{{"category":"x","from":"a","to":"a","quantity":{quantity}}}]}}}}}}"#
            ),
            "are the same",
        ),
        (
            r#"{"delegation":{"observed":{"meeting":"m","party":"a","complete":true,"members":[{"title":"x"}]}}}"#
                .to_owned(),
            "either `person` or `description`",
        ),
        (
            r#"{"delegation":{"observed":{"meeting":"m","party":"a","complete":true,"head":"ann","members":[]}}}"#
                .to_owned(),
            "the head `ann` is not among",
        ),
    ] {
        let found = problems(&world("", &what));
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
    }
}
