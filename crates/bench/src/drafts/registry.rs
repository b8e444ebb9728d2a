//! The registry: actors that all processes share, and each process with two to four of its own.

use serde_json::{Value, json};

use super::process_key;

/// The zones of the processes, in turn.
const ZONES: [&str; 6] =
    ["Etc/UTC", "Europe/Istanbul", "Asia/Kolkata", "America/New_York", "Africa/Nairobi", "Asia/Tokyo"];

fn registered(key: &str, what: &Value) -> Value {
    json!({ "key": key, "what": { "registered": what } })
}

fn named(key: &str, sort: &str, name: &str) -> Value {
    registered(key, &json!({ sort: { "names": [{ "name": name }] } }))
}

fn person(key: &str, party: &str, name: &str) -> Value {
    registered(key, &json!({ "person": { "party": party, "names": [{ "name": name }] } }))
}

/// Returns the entries that every log begins with.
pub(super) fn shared() -> Vec<Value> {
    let mut entries = vec![
        named("north", "body", "North"),
        named("south", "body", "South"),
        named("council", "body", "Council of the Coast"),
        named("ferry-house", "place", "Ferry House"),
        named("prisoners", "issue", "prisoners"),
        named("water", "issue", "water"),
        registered(
            "chronicle",
            &json!({ "source": { "title": "Chronicle of the talks", "publisher": "Coast Press" } }),
        ),
    ];
    for number in 0..8 {
        let party = if number % 2 == 0 { "north" } else { "south" };
        entries.push(person(&format!("delegate-{number}"), party, &format!("Delegate Number {number}")));
    }
    entries
}

/// Returns what a process adds to the registry: itself, a body of its own and one to three persons.
pub(super) fn of_process(process: usize) -> Vec<Value> {
    let mut talks = json!({
        "title": format!("Talks number {process}"), "zone": ZONES[process % ZONES.len()], "parties": ["north", "south"],
    });
    if let Some(earlier) = continued(process) {
        talks["continues"] = json!(process_key(earlier));
    }
    let body = named(&body_key(process), "body", &format!("{} Committee", spoken(process)));
    let mut entries = vec![body, registered(&process_key(process), &json!({ "process": talks }))];
    for number in 0..persons(process) {
        let name = format!("{} {}", GIVEN[number], spoken(process));
        entries.push(person(&person_key(process, number), PARTIES[number % 2], &name));
    }
    entries
}

const PARTIES: [&str; 2] = ["north", "south"];
const GIVEN: [&str; 3] = ["Alma", "Bero", "Cilia"];

/// Returns the process that a process continues: one in fifty does.
fn continued(process: usize) -> Option<usize> {
    (process % 50 == 7).then(|| process - 1)
}

fn persons(process: usize) -> usize {
    1 + process % 3
}

/// Returns the body that belongs to a process alone.
pub(super) fn body_key(process: usize) -> String {
    format!("committee-{process}")
}

fn person_key(process: usize, number: usize) -> String {
    format!("envoy-{process}-{number}")
}

/// Returns who speaks for a party: an envoy of the process, else one of the delegates that all processes share.
pub(super) fn speaker(process: usize, party: &str, cycle: usize) -> String {
    let number = usize::from(party == PARTIES[1]);
    if number < persons(process) && cycle.is_multiple_of(3) {
        return person_key(process, number);
    }
    format!("delegate-{}", (cycle % 4) * 2 + number)
}

/// Returns a name for a number, another one for each.
fn spoken(number: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "ze"];
    let (mut rest, mut name) = (number, String::new());
    for _ in 0..3 {
        name.insert_str(0, SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    while rest > 0 {
        name.insert_str(0, SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    name[..1].to_uppercase() + &name[1..]
}
