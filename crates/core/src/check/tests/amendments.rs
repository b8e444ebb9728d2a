//! What was taken back is not named, not taken back again, not corrected; what was mended is not complained of.

use super::{BASE, problems_after, record, world};

const RETRACTION: &str = r#"{"retraction":{"of":"c","because":"record","reason":"x"}}"#;

fn after(lines: &[String], line: &str) -> Vec<String> {
    problems_after(&format!("{BASE}\n{}", lines.join("\n")), line)
}

fn delivery(key: &str) -> String {
    world(r#""delivers":[{"commitment":"c"}],"#, r#"{"claim":{"says":"x"}}"#)
        .replace("\"new\"", &format!("\"{key}\""))
}

#[test]
fn what_is_retracted_is_not_named_any_more() {
    assert_eq!(
        after(&[delivery("d")], &record("r", "", RETRACTION)),
        ["still-named: of: `c` is retracted, but still named by `d`"]
    );
    assert_eq!(
        after(&[record("r", "", RETRACTION)], &delivery("d")),
        ["names-retracted: delivers: `c` is no longer in the record: it was retracted by `r`"]
    );
}

#[test]
fn what_the_public_learned_never_was_may_have_been_named_before() {
    let world = record(
        "r",
        r#""known":"2025-06-01","attributed_to":["b"],"#,
        &RETRACTION.replace("\"record\"", "\"world\""),
    );
    assert_eq!(after(&[world], &delivery("d")), Vec::<String>::new());
}

#[test]
fn a_party_and_a_process_that_are_named_are_not_retracted() {
    for of in ["a", "p", "s"] {
        let line = record("r", "", &RETRACTION.replace("\"c\"", &format!("\"{of}\"")));
        let found = after(&[], &line);
        assert!(
            found.iter().any(|problem| problem.starts_with(&format!("still-named: of: `{of}` is retracted"))),
            "{found:?}"
        );
    }
}

#[test]
fn a_gathering_is_there_as_long_as_one_event_tells_of_it() {
    let gone = record("r", "", &RETRACTION.replace("\"c\"", "\"m-held\""));
    assert_eq!(after(&[], &gone), ["still-named: of: `m-held` is retracted, but still named by `c`"]);
    let plan = world("", r#"{"meeting":{"proposed":{"meeting":"m"}}}"#);
    assert_eq!(after(&[plan], &gone), Vec::<String>::new());
}

#[test]
fn a_retraction_that_is_retracted_takes_nothing_back() {
    let again = record("r2", "", &RETRACTION.replace("\"c\"", "\"r\""));
    assert_eq!(after(&[record("r", "", RETRACTION), again], &delivery("d")), Vec::<String>::new());
}

#[test]
fn nothing_is_taken_back_twice_or_corrected_after_it() {
    assert_eq!(
        after(&[record("r", "", RETRACTION)], &record("r2", "", RETRACTION)),
        ["retracted-twice: of: `c` is already retracted, by `r`"]
    );
    let correction = super::correction("record", "", "2025-05-16", "2025-05-16").replace("\"r\"", "\"fix\"");
    assert_eq!(
        after(&[record("r", "", RETRACTION)], &correction),
        ["corrects-retracted: of: `c` is retracted, by `r`, so correcting it changes nothing"]
    );
    // The other way round it was corrected first, and then taken back.
    assert_eq!(after(&[correction], &record("r", "", RETRACTION)), Vec::<String>::new());
}

#[test]
fn of_what_is_mended_nothing_is_said() {
    let slip = world(r#""issues":["i","i"],"#, r#"{"claim":{"says":"x"}}"#);
    assert_eq!(after(&[], &slip), ["repeated: issues: `i` appears twice in `issues`"]);
    let retraction = record("r", "", &RETRACTION.replace("\"c\"", "\"new\""));
    assert_eq!(after(std::slice::from_ref(&slip), &retraction), Vec::<String>::new());
    let with = r#"{"occurred":"2025-05-17","known":"2025-05-17","attributed_to":["source"],"issues":["i"],"summary":"x","what":{"claim":{"says":"x"}}}"#;
    let correction = record(
        "r",
        "",
        &format!(r#"{{"correction":{{"of":"new","because":"record","reason":"x","with":{with}}}}}"#),
    );
    assert_eq!(after(std::slice::from_ref(&slip), &correction), Vec::<String>::new());
    // What a correction puts in its place is judged like anything else.
    let worse = correction.replace(r#"["i"]"#, r#"["i","i"]"#);
    assert_eq!(after(&[slip], &worse), ["repeated: issues: `i` appears twice in `issues`"]);
}

#[test]
fn a_circle_of_retractions_takes_nothing_back() {
    let of = |key: &str, of: &str| record(key, "", &RETRACTION.replace("\"c\"", &format!("\"{of}\"")));
    let circle = [of("r", "r2")];
    assert!(after(&circle, &of("r2", "r")).iter().all(|problem| !problem.contains("names-retracted")));
    // No member of an odd circle took another back before somebody else does.
    for circle in [vec![of("r", "r")], vec![of("r", "r2"), of("r2", "r3"), of("r3", "r")]] {
        assert_eq!(after(&circle, &of("again", "r")), Vec::<String>::new());
    }
}

#[test]
fn a_retraction_that_closes_a_circle_is_refused_and_one_that_leads_to_it_is_not() {
    let of = |key: &str, of: &str| record(key, "", &RETRACTION.replace("\"c\"", &format!("\"{of}\"")));
    assert_eq!(after(&[], &of("r", "r")), ["retraction-circle: of: `r` retracts itself"]);
    let found = after(&[of("r", "r2"), of("r2", "r3")], &of("r3", "r"));
    let message = "retraction-circle: of: `r3` retracts `r`, which in the end retracts `r3`";
    assert!(found.contains(&message.to_owned()), "{found:?}");
    let found = after(&[of("r", "r2"), of("r2", "r")], &of("r3", "r"));
    assert!(found.iter().all(|problem| !problem.contains("circle")), "{found:?}");
    let found = after(&[of("r", "c"), of("r2", "r")], &of("r3", "r2"));
    assert!(found.iter().all(|problem| !problem.contains("circle")), "{found:?}");
}

#[test]
fn no_event_names_itself() {
    for (fields, what, field) in [
        (r#""after":["new"],"#, r#"{"claim":{"says":"x"}}"#, "after"),
        (r#""after":["p/new"],"#, r#"{"claim":{"says":"x"}}"#, "after"),
        ("", r#"{"claim":{"about":["new"],"says":"x"}}"#, "about"),
        ("", r#"{"commitment":{"withdrawn":{"commitment":"new"}}}"#, "commitment"),
    ] {
        let found = after(&[], &world(fields, what));
        let message = format!("names-itself: {field}: `new` names itself in `{field}`");
        assert!(found.contains(&message), "{found:?}");
    }
}

#[test]
fn a_long_chain_of_retractions_is_followed_to_its_end() {
    let of = |key: &str, of: &str| record(key, "", &RETRACTION.replace("\"c\"", &format!("\"{of}\"")));
    let mut lines = vec![of("r1", "c")];
    lines.extend((2..=10_000).map(|number| of(&format!("r{number}"), &format!("r{}", number - 1))));
    // Ten thousand reinstate, and one more takes it back.
    assert_eq!(after(&lines, &delivery("d")), Vec::<String>::new());
    lines.push(of("r10001", "r10000"));
    assert_eq!(
        after(&lines, &delivery("d")),
        ["names-retracted: delivers: `c` is no longer in the record: it was retracted by `r1`"]
    );
}
