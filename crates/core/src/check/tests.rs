use super::*;

const BASE: &str = r#"
{"key":"p","what":{"registered":{"process":{"title":"P","zone":"Europe/Istanbul","parties":["a","b"]}}}}
{"key":"a","what":{"registered":{"body":{"names":[{"name":"A"}]}}}}
{"key":"b","what":{"registered":{"body":{"names":[{"name":"B"}]}}}}
{"key":"ann","what":{"registered":{"person":{"party":"a","names":[{"name":"Ann"}]}}}}
{"key":"s","what":{"registered":{"source":{"title":"S"}}}}
{"key":"i","what":{"registered":{"issue":{"names":[{"name":"I"}]}}}}
{"process":"p","key":"m-held","occurred":"2025-05-16","known":"2025-05-16","attributed_to":["source"],"sources":[{"source":"s"}],"summary":"x","what":{"meeting":{"held":{"meeting":"m","parties":["a","b"]}}}}
{"process":"p","key":"c","occurred":"2025-05-16","known":"2025-05-16","attributed_to":["ann"],"at":"m","issues":["i"],"sources":[{"source":"s"}],"summary":"x","what":{"commitment":{"made":{"owed_by":["a"],"owed_to":["b"],"category":"prisoners"}}}}
"#;

/// Returns the problems of a sound log with one more entry, as `code: field: message`.
fn problems(line: &str) -> Vec<String> {
    let drafts: Vec<Draft> =
        BASE.lines().chain([line]).filter(|l| !l.is_empty()).map(|l| Draft::from_json(l).unwrap()).collect();
    let entries: Vec<&Draft> = drafts.iter().collect();
    check(&entries)
        .into_iter()
        .map(|p| {
            assert_eq!(p.entry, drafts.len() - 1);
            format!("{}: {}: {}", p.code, p.field, p.message)
        })
        .collect()
}

fn world(extra: &str, what: &str) -> String {
    format!(
        r#"{{"process":"p","key":"new","occurred":"2025-05-17","known":"2025-05-17","attributed_to":["source"],{extra}"sources":[{{"source":"s"}}],"summary":"x","what":{what}}}"#
    )
}

fn record(key: &str, extra: &str, what: &str) -> String {
    format!(
        r#"{{"process":"p","key":"{key}",{extra}"sources":[{{"source":"s"}}],"summary":"x","what":{what}}}"#
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
    unknown-reference: at: no meeting event names the gathering `nowhere`
    wrong-reference: issues: `a` is registered as a body, and here stands an issue
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
            "not of one class",
        ),
        (
            record("r", r#""known":"2025-06-01","attributed_to":["b"],"#, r#"{"confirmation":{"of":"ann"}}"#),
            "not an event about the world",
        ),
    ] {
        let found = problems(&line);
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
