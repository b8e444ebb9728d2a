//! Whole logs that somebody changed.

use asof_core::Draft;
use asof_store::{ALL, Access, EventLog, Expected, MemoryLog};

use crate::mutation::{Mutation, Tally, repository};

#[test]
fn a_changed_log_is_damaged_or_holds_a_beginning_of_what_it_held() {
    static TALLY: Tally = Tally::new();
    let text = std::fs::read_to_string(repository().join("fixtures/logs/first-days.jsonl")).unwrap();
    let whole = MemoryLog::from_text(&text, Access::ReadOnly).read(ALL).unwrap();
    let events = whole.events().to_vec();
    let logs = [text];
    let draft = Draft::from_json(r#"{"key":"new","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#);
    let draft = draft.unwrap();
    bolero::check!().with_type::<Mutation>().for_each(|mutation| {
        let mut log = MemoryLog::from_text(&mutation.of(&logs), Access::ReadWrite);
        let contents = log.read(ALL).unwrap();
        let is_sound = contents.faults().is_empty();
        TALLY.count(is_sound);
        if is_sound {
            assert_eq!(contents.events(), &events[..contents.events().len()]);
        }
        if contents.damage().len() == usize::from(contents.unfinished().is_some()) {
            let head = contents.head();
            let receipt = log.append(std::slice::from_ref(&draft), Expected::Head(head)).unwrap();
            assert_eq!(receipt.set_aside.is_some(), contents.unfinished().is_some());
        } else {
            assert!(log.append(std::slice::from_ref(&draft), Expected::Any).is_err());
        }
    });
    TALLY.tell("changed logs");
}
