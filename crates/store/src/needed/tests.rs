use super::*;

fn line(seq: usize, draft: &str) -> String {
    let (recorded, rest) = ("2026-11-23T10:00:00.000000Z", draft.strip_prefix('{').unwrap());
    let (hash, id) = ("0".repeat(64), format!("01a207d9-0000-7000-8000-{seq:012}"));
    format!(r#"{{"seq":{seq},"recorded":"{recorded}","commit":{seq},"hash":"{hash}","id":"{id}",{rest}"#)
}

fn process(key: &str, rest: &str) -> String {
    format!(
        r#"{{"key":"{key}","what":{{"registered":{{"process":{{"title":"T","zone":"UTC","parties":["x"]{rest}}}}}}}}}"#
    )
}

fn body(key: &str, rest: &str) -> String {
    format!(r#"{{"key":"{key}","what":{{"registered":{{"body":{{"names":[{{"name":"N"}}]{rest}}}}}}}}}"#)
}

/// Returns an event of a process by somebody's word.
fn event(process: &str, key: &str, by: &str, rest: &str) -> String {
    format!(
        r#"{{"process":"{process}","key":"{key}","occurred":"2025","known":"2025","attributed_to":["{by}"],"sources":[{{"source":"book"}}]{rest},"summary":"S","what":{{"claim":{{"says":"s"}}}}}}"#
    )
}

/// Returns the keys of what a question about `a` needs of a log of three processes, of which the third continues the
/// second, of bodies `x` (which `y` is of, and `z` of `y`), `p` and `q`, and of some lines more.
fn needed_for_a(more: &[String]) -> BTreeSet<String> {
    needed_for(&["a", "state"], RegistryPart::Named, more)
}

fn needed_for(named: &[&str], registry: RegistryPart, more: &[String]) -> BTreeSet<String> {
    let mut drafts = vec![
        process("a", ""),
        process("b", ""),
        process("c", r#","continues":"b""#),
        r#"{"key":"book","what":{"registered":{"source":{"title":"B"}}}}"#.to_owned(),
        body("x", ""),
        body("y", r#","party":"x""#),
        body("z", r#","part_of":"y""#),
        body("p", ""),
        body("q", r#","party":"p""#),
        event("a", "a-event", "y", ""),
        event("b", "b-event", "q", ""),
        event("c", "c-event", "q", ""),
    ];
    drafts.extend_from_slice(more);
    drafts.push(process("end", ""));
    let lines: Vec<String> = (1..).zip(&drafts).map(|(seq, draft)| line(seq, draft)).collect();
    let mut seen = Lines::default();
    lines.iter().for_each(|line| seen.see(line.as_bytes()));
    let named = named.iter().map(ToString::to_string).collect();
    let needed = needed_of(&seen, &named, registry, |line| lines[line].as_bytes()).unwrap();
    let keys = needed.values().map(|needed| needed.event.as_ref().unwrap().draft.key.to_string());
    keys.collect()
}

fn keys(of: &str) -> BTreeSet<String> {
    of.split(' ').map(str::to_owned).collect()
}

#[test]
fn a_process_of_which_nothing_has_to_do_with_the_question_is_not_needed() {
    let own = keys("a a-event book x y end");
    assert_eq!(needed_for_a(&[]), own);
    for more in [
        event("b", "f", "x", r#","after":["b-event"]"#),
        event("b", "f", "x", r#","in_response_to":["nowhere/e"]"#),
        event("b", "f", "x", r#","occurred":"2025-05-23/2025-05-25""#).replacen(r#""occurred":"2025","#, "", 1),
        r#"{"process":"b","key":"f","sources":[{"source":"book"}],"summary":"S","what":{"retraction":{"of":"b-event","because":"record","reason":"r"}}}"#.to_owned(),
        membership("b", "y", "p"),
    ] {
        assert_eq!(needed_for_a(std::slice::from_ref(&more)), own, "{more}");
    }
}

#[test]
fn the_path_of_a_fact_is_no_process() {
    let assertion = |process: &str| {
        format!(
            r#"{{"process":"{process}","key":"holds","summary":"S","what":{{"assertion":{{"at":"2025-05-17","path":"claims/{process}-event","equals":{{"says":"s"}}}}}}}}"#
        )
    };
    let needed = needed_for_a(&[assertion("a"), assertion("b")]);
    assert_eq!(needed, keys("a a-event book end holds x y"));
}

fn membership(process: &str, member: &str, of: &str) -> String {
    event(process, "joins", "x", "").replace(
        r#"{"claim":{"says":"s"}}"#,
        &format!(r#"{{"membership":{{"joined":{{"member":"{member}","of":"{of}"}}}}}}"#),
    )
}

#[test]
fn a_process_that_may_act_on_the_one_asked_is_needed_with_its_chain() {
    let both = keys("a a-event b b-event book c c-event f end p q x y");
    for more in [
        event("c", "f", "x", r#","after":["a/a-event"]"#),
        event("a", "f", "x", r#","after":["b/b-event"]"#),
        r#"{"process":"b","key":"f","sources":[{"source":"book"}],"summary":"S","what":{"retraction":{"of":"y","because":"record","reason":"r"}}}"#.to_owned(),
        amendment(r#"{"body":{"names":[{"name":"Y"}]}}"#),
    ] {
        assert_eq!(needed_for_a(std::slice::from_ref(&more)), both, "{more}");
    }
}

/// Returns the correction of a registered body, in another process.
fn amendment(registered: &str) -> String {
    format!(
        r#"{{"process":"b","key":"f","sources":[{{"source":"book"}}],"summary":"S","what":{{"correction":{{"of":"y","with":{{"what":{{"registered":{registered}}}}},"because":"record","reason":"r"}}}}}}"#
    )
}

#[test]
fn who_changes_sides_needs_who_says_that_something_is_a_party() {
    // That `q` is of `p` makes `p` a party.
    let joins = membership("a", "z", "p");
    assert_eq!(needed_for_a(std::slice::from_ref(&joins)), keys("a a-event book end joins p q x y z"));
    // Processes list `x`: where the first of them is amended, the others may matter.
    let amends = r#"{"process":"b","key":"f","sources":[{"source":"book"}],"summary":"S","what":{"retraction":{"of":"a","because":"record","reason":"r"}}}"#;
    assert_eq!(
        needed_for_a(&[joins, amends.to_owned()]),
        keys("a a-event b b-event book c c-event end f joins p q x y z")
    );
}

#[test]
fn further_spellings_of_what_is_named_are_needed() {
    let spelling = |of: &str| {
        format!(r#"{{"key":"spelt","what":{{"registered":{{"spelling":{{"of":"{of}","name":"S"}}}}}}}}"#)
    };
    assert_eq!(needed_for_a(&[spelling("y")]), keys("a a-event book end spelt x y"));
    assert_eq!(needed_for_a(&[spelling("q")]), keys("a a-event book end x y"));
}

#[test]
fn a_line_that_is_written_in_an_unusual_way_is_read() {
    let both = keys("a a-event b b-event book c c-event f end p q x y");
    for (usual, unusual) in [
        (r#""process":"b""#, r#""process": "b""#),
        (r#""after":["a/a-event"]"#, r#""after":["\u0061/a-event"]"#),
    ] {
        let line = event("b", "f", "x", r#","after":["a/a-event"]"#).replace(usual, unusual);
        assert_eq!(needed_for_a(&[line]), both, "{unusual}");
    }
}

#[test]
fn everything_is_needed_where_no_process_is_named_or_a_line_cannot_be_read() {
    let lines = [line(1, &process("a", "")), line(2, &event("a", "e", "x", "")), "not a line".to_owned()];
    let needed = |lines: &[String], name: &str| {
        let mut seen = Lines::default();
        lines.iter().for_each(|line| seen.see(line.as_bytes()));
        needed_of(&seen, &BTreeSet::from([name.to_owned()]), RegistryPart::Named, |line| {
            lines[line].as_bytes()
        })
        .is_some()
    };
    assert!(needed(&lines[..2], "a"));
    assert!(!needed(&lines[..2], "b"));
    assert!(!needed(&lines, "a"));
}

#[test]
fn the_whole_registry_is_read_with_what_amends_it_and_no_event_besides() {
    let registry = keys("a b c book x y z p q end");
    assert_eq!(needed_for(&[], RegistryPart::Whole, &[]), registry);
    assert_eq!(needed_for(&["a"], RegistryPart::Whole, &[]), &registry | &keys("a-event"));
    let mended = r#"{"process":"b","key":"mended","sources":[{"source":"book"}],"summary":"S","what":{"correction":{"of":"q","because":"record","reason":"R","with":{"what":{"registered":{"body":{"names":[{"name":"M"}]}}}}}}}"#;
    // Whether it stands is told by the others of its process, and of those that affect it.
    let amending = keys("mended b-event c-event");
    assert_eq!(needed_for(&[], RegistryPart::Whole, &[mended.to_owned()]), &registry | &amending);
}
