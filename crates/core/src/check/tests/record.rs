//! The shipped record satisfies every rule, and a slip put into it is found.

use super::super::*;

fn events() -> Vec<Event> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../events/istanbul.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| Event::from_line(line).unwrap()).collect()
}

fn subjects(events: &[Event]) -> Vec<Subject<'_>> {
    events.iter().map(Subject::from).collect()
}

#[test]
fn the_shipped_record_is_sound() {
    assert_eq!(check(Rule::ALL, &subjects(&events())), []);
}

#[test]
fn names_misspelt_in_any_summary_of_it_are_found() {
    let slips = [
        ("Istanbul", "Instanbul"),
        ("Ukraine", "Ukrane"),
        ("Russia ", "Rusia "),
        ("Türkiye", "Turkiye"),
        ("Kremlin", "Kremlim"),
        ("Ankara", "Ankra"),
    ];
    for (right, wrong) in slips {
        let mut events = events();
        let line = events
            .iter()
            .position(|event| event.draft.summary().is_some_and(|summary| summary.as_str().contains(right)))
            .unwrap();
        let text = events[line].to_line();
        let at = text.find("\"summary\"").unwrap();
        events[line] =
            Event::from_line(&(text[..at].to_owned() + &text[at..].replacen(right, wrong, 1))).unwrap();
        let found = check(&[Rule::Spellings], &subjects(&events));
        let found: Vec<_> =
            found.iter().map(|problem| (problem.entry, problem.code, &*problem.field)).collect();
        assert_eq!(found, [(line, Code::UnregisteredSpelling, "summary")], "{wrong}");
    }
}

#[test]
fn an_event_written_twice_is_found() {
    let mut events = events();
    let twice = events.iter().position(|event| event.draft.key.as_str() == "exchange-24-may").unwrap();
    let again = events[twice].to_line().replace("exchange-24-may", "exchange-may-24").replacen(
        "were exchanged",
        "were freed",
        1,
    );
    events.push(Event::from_line(&again).unwrap());
    let found = check(Rule::ALL, &subjects(&events));
    let codes: Vec<_> = found.iter().map(|problem| (problem.entry, problem.code)).collect();
    assert_eq!(codes, [(events.len() - 1, Code::CouldMerge)]);
}
