//! Names, quantities and readings.

use super::{BASE, problems, problems_after, world};

fn says(summary: &str) -> String {
    world("", r#"{"claim":{"says":"y"}}"#).replace(r#""summary":"x""#, &format!(r#""summary":"{summary}""#))
}

fn registered(key: &str, what: &str) -> String {
    format!(r#"{{"key":"{key}","what":{{"registered":{what}}}}}"#)
}

#[test]
fn a_name_spelt_otherwise_is_found_where_it_stands() {
    let person =
        registered("zel", r#"{"person":{"names":[{"name":"Volodymyr Zelenskyy"},{"name":"Zelensky"}]}}"#);
    let found = |summary: &str| problems_after(&format!("{BASE}\n{person}"), &says(summary));
    let wrong = |word: &str, name: &str| {
        vec![format!(
            "unregistered-spelling: summary: `{word}` looks like another spelling of the registered `{name}`"
        )]
    };
    assert_eq!(found("What Zelenskii’s envoy said."), wrong("Zelenskii", "Zelenskyy"));
    assert_eq!(found("Volodimir said it."), wrong("Volodimir", "Volodymyr"));
    for sound in [
        "What Zelenskyy's envoy said.",
        "Zelensky said it.",
        "The Zelenskyys said it.",
        "It was not zelenskii who said it.",
        "Vladimir said it.",
        "Zelenograd is another place.",
    ] {
        assert_eq!(found(sound), Vec::<String>::new(), "{sound}");
    }
}

#[test]
fn a_month_is_nobody() {
    let person = registered("marco", r#"{"person":{"names":[{"name":"Marco Rubio"}]}}"#);
    assert_eq!(
        problems_after(&format!("{BASE}\n{person}"), &says("Since March 2022.")),
        Vec::<String>::new()
    );
}

#[test]
fn two_readings_of_one_event_are_noted() {
    let one = says("The head of the delegation said that talks would go on next week.")
        .replace("\"new\"", "\"one\"");
    let base = format!("{BASE}\n{one}");
    let other = says("The head of the delegation said talks would go on the next week.");
    assert_eq!(
        problems_after(&base, &other),
        [
            "could-merge: summary: `new` says nearly the same as `one`, about the same day and from the same claimant"
        ]
    );
    let counted = one.replace("next week", "in 3 days");
    let otherwise = other.replace("the next week", "in 5 days").replace("\"y\"", "\"z\"");
    assert_eq!(problems_after(&format!("{BASE}\n{counted}"), &otherwise), Vec::<String>::new());
    for differs in [
        other.replace("2025-05-17", "2025-05-18"),
        other.replace(r#"["source"]"#, r#"["ann"]"#),
        says("The head of the delegation thanked the hosts.").replace("\"y\"", "\"z\""),
        other.replace(r#"{"claim":{"says":"y"}}"#, r#"{"claim":{"says":"y","about":["c"]}}"#),
    ] {
        assert_eq!(problems_after(&base, &differs), Vec::<String>::new(), "{differs}");
    }
}

#[test]
fn what_is_registered_has_a_name_of_its_own() {
    assert_eq!(
        problems(&registered("x", r#"{"body":{"names":[]}}"#)),
        ["no-name: names: a body without a name"]
    );
    assert_eq!(
        problems(&registered("anne", r#"{"person":{"names":[{"name":"Anne"},{"name":"Ann"}]}}"#)),
        ["same-name: names: `ann` is also a person named `Ann`"]
    );
    // A place may have the name of a body.
    assert_eq!(problems(&registered("land", r#"{"place":{"names":[{"name":"A"}]}}"#)), Vec::<String>::new());
}

#[test]
fn nothing_is_a_part_of_itself() {
    let inner = registered("inner", r#"{"place":{"names":[{"name":"Inner"}],"part_of":"outer"}}"#);
    let found = super::super::check(
        &[super::super::Rule::Registry],
        &[
            super::super::Subject::from(&crate::Draft::from_json(&inner).unwrap()),
            super::super::Subject::from(
                &crate::Draft::from_json(
                    &inner
                        .replace("inner", "x")
                        .replace("outer", "inner")
                        .replace("\"x\"", "\"outer\"")
                        .replace("Inner", "Outer"),
                )
                .unwrap(),
            ),
        ],
    );
    let found: Vec<_> =
        found.iter().map(|problem| (problem.entry, problem.code.name(), &*problem.field)).collect();
    assert_eq!(found, [(0, "registry-circle", "part_of"), (1, "registry-circle", "part_of")]);
}

#[test]
fn quantities_are_of_something_in_one_unit_and_say_their_direction() {
    let transfer = |extra: &str, quantity: &str| {
        world(
            "",
            &format!(
                r#"{{"exchange":{{"carried-out":{{"transfers":[{{"category":"x",{extra}"quantity":{{{quantity}}}}}]}}}}}}"#
            ),
        )
    };
    let promise = |owed: &str, per: &str| {
        world(
            "",
            &format!(
                r#"{{"commitment":{{"offered":{{"owed_by":[{owed}],"category":"x","quantity":{{"low":5,"high":5,"bound":"exact","unit":"person","per":"{per}"}}}}}}}}"#
            ),
        )
    };
    let five = r#""low":5,"high":5,"bound":"exact","unit":"person","per":"#;
    let base = format!("{BASE}\n{}", promise(r#""a""#, "unstated").replace("\"new\"", "\"five\""));
    for (line, expected) in [
        (
            transfer("", r#""low":0,"high":0,"bound":"exact","unit":"person","per":"total""#),
            Some("zero-quantity: quantity"),
        ),
        (transfer("", &format!(r#"{five}"one-way""#)), Some("per-direction: per: the transfer is `one-way`")),
        (transfer(r#""from":"a","#, &format!(r#"{five}"one-way""#)), None),
        (
            transfer(r#""from":"a","#, &format!(r#"{five}"each-side""#)),
            Some("per-direction: per: the transfer counts `each-side`"),
        ),
        (transfer("", &format!(r#"{five}"each-side""#)), None),
        (
            transfer("", &format!(r#"{five}"total""#)).replace("person", "Persons"),
            Some("unit-spelling: unit: the unit `Persons` is written `person` elsewhere"),
        ),
        (promise(r#""a""#, "each-side"), Some("per-direction: per: the promise")),
        (promise(r#""a","b""#, "each-side"), None),
    ] {
        let found = problems_after(&base, &line);
        match expected {
            Some(expected) => assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?}"),
            None => assert_eq!(found, Vec::<String>::new(), "{line}"),
        }
    }
}
