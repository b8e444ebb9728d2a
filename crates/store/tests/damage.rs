//! A damaged log: what is wrong is found and named, and all the rest is still read.

use asof_core::Event;
use asof_store::{
    ALL, Access, DamageKind, EventBatch, EventLog, Expected, MemoryLog, StoreError, content_hash,
    next_log_root,
};

use crate::support::{Hands, NOON, body, claim};

/// A sound log: appends of 1, of 2 to 4, and of 5.
fn text() -> String {
    let clock = Hands::at(NOON);
    let mut log = MemoryLog::new().with_clock(clock.clone());
    let batch = [claim("talks", "a", "one"), claim("talks", "b", "two"), claim("talks", "c", "three")];
    log.append(&[body("russia", "Russia")], Expected::Any).unwrap();
    clock.set("2026-11-23T12:00:01.000000Z");
    log.append(&batch, Expected::Any).unwrap();
    clock.set("2026-11-23T12:00:02.000000Z");
    log.append(&[body("ukraine", "Ukraine")], Expected::Any).unwrap();
    log.read(ALL).unwrap().to_text()
}

fn lines() -> Vec<String> {
    text().lines().map(str::to_owned).collect()
}

fn read(text: &str) -> EventBatch {
    MemoryLog::from_text(text, Access::ReadWrite).read(ALL).unwrap()
}

/// The damage of a log, a line each, without ids, and the numbers of the events that were read.
fn found(lines: &[String]) -> (Vec<String>, Vec<u64>) {
    let contents = read(&(lines.join("\n") + "\n"));
    let damage = contents.damage().iter().map(ToString::to_string).collect();
    (damage, contents.events().iter().map(|event| event.seq).collect())
}

#[test]
fn a_line_that_is_no_event_is_named_and_the_others_are_read() {
    for (bad, message) in [
        ("", "line 2: an empty line"),
        ("{\"seq\":2,", "line 2, column 9: the text ends before the entry does"),
        ("{}", "line 2: an entry needs `what`"),
    ] {
        let mut lines = lines();
        bad.clone_into(&mut lines[1]);
        let (damage, seqs) = found(&lines);
        assert_eq!(damage, [message]);
        assert_eq!(seqs, [1, 3, 4, 5]);
    }
}

#[test]
fn a_line_too_many_is_the_only_damage_it_does() {
    let mut lines = lines();
    lines.insert(2, "<<<<<<< HEAD".into());
    let (damage, seqs) = found(&lines);
    assert_eq!(damage, ["line 3, column 1: not JSON from here on: `<` is not allowed here"]);
    assert_eq!(seqs, [1, 2, 3, 4, 5]);
}

#[test]
fn a_missing_line_is_a_gap() {
    let mut lines = lines();
    lines.remove(2);
    let (damage, seqs) = found(&lines);
    assert_eq!(damage, ["line 3: seq is 4, but 3 was expected"]);
    assert_eq!(seqs, [1, 2, 4, 5]);
    assert_eq!(read(&(lines.join("\n") + "\n")).verify().damage, []);
}

#[test]
fn lines_in_another_order_are_named() {
    let mut lines = lines();
    lines.swap(0, 1);
    let (damage, seqs) = found(&lines);
    assert_eq!(
        damage,
        [
            "line 1: seq is 2, but 1 was expected",
            "line 2: seq is 1, but 3 was expected",
            "line 2: recorded 2026-11-23T12:00:00.000000Z, earlier than the previous event \
             (2026-11-23T12:00:01.000000Z)",
            "line 3: seq is 3, but 2 was expected",
        ]
    );
    assert_eq!(seqs, [2, 1, 3, 4, 5]);
}

#[test]
fn a_line_twice_is_read_once() {
    let mut lines = lines();
    lines.insert(3, lines[1].clone());
    let contents = read(&(lines.join("\n") + "\n"));
    let [damage] = contents.damage() else { panic!("{:?}", contents.damage()) };
    assert!(matches!(damage.kind, DamageKind::DuplicateId { first: 2, .. }) && damage.line == 4);
    assert_eq!(contents.events().len(), 5);
}

#[test]
fn lines_of_one_append_agree_on_it() {
    for (index, from, to, message) in [
        (
            2,
            "\"commit\":4",
            "\"commit\":5",
            "line 3: commit 5 does not fit: the previous append was not finished",
        ),
        (
            3,
            ":01.0",
            ":01.5",
            "line 4: commit 4 does not fit: all events of an append are recorded at the same instant",
        ),
        (
            4,
            "\"commit\":5",
            "\"commit\":4",
            "line 5: commit 4 does not fit: an append cannot end before one of its events",
        ),
    ] {
        let mut lines = lines();
        lines[index] = lines[index].replacen(from, to, 1);
        let (damage, seqs) = found(&lines);
        assert_eq!(damage[0], message);
        assert_eq!(seqs, [1, 2, 3, 4, 5]);
    }
}

#[test]
fn foreign_line_ends_and_marks_are_named_and_read_over() {
    let text = format!("\u{feff}{}", text().replace('\n', "\r\n"));
    let contents = read(&text);
    let damage: Vec<_> = contents.damage().iter().map(ToString::to_string).collect();
    assert_eq!(
        damage,
        [
            "line 1: the file begins with a byte order mark",
            "line 1: lines end in CR LF instead of LF, on 5 lines from here",
        ]
    );
    assert_eq!(contents.events().len(), 5);
    assert_eq!(contents.verify().damage, []);
}

#[test]
fn one_change_by_hand_is_one_damage_where_it_was_made() {
    for (index, from, to) in [(0, "Russia", "russia"), (2, "two", "twö"), (4, ":02.0", ":03.0")] {
        let mut lines = lines();
        lines[index] = lines[index].replacen(from, to, 1);
        let contents = read(&(lines.join("\n") + "\n"));
        assert_eq!(contents.damage(), [], "reading does not hash");
        let damage = contents.verify().damage;
        let [damage] = &damage[..] else { panic!("{damage:?}") };
        assert!(matches!(damage.kind, DamageKind::Hash { .. }));
        assert_eq!(damage.line, index + 1);
    }
}

#[test]
fn a_change_with_its_hash_made_anew_shows_on_the_next_line() {
    let mut lines = lines();
    let line = lines[1].replacen("one", "six", 1);
    let before = Event::from_line(&lines[0]).unwrap().hash;
    let event = Event::from_line(&line).unwrap();
    let content = content_hash(&line).unwrap();
    let hash = next_log_root(Some(before), event.seq, event.recorded, event.commit, content);
    lines[1] = line.replace(&event.hash.to_string(), &hash.to_string());
    let damage = read(&(lines.join("\n") + "\n")).verify().damage;
    assert_eq!(damage.iter().map(|damage| damage.line).collect::<Vec<_>>(), [3]);
}

#[test]
fn numbers_at_the_end_of_all_numbers_are_named() {
    let mut lines = lines();
    for (index, seq) in [(2, u64::MAX), (3, u64::MAX), (4, 0)] {
        lines[index] = lines[index].replacen(&format!("\"seq\":{}", index + 1), &format!("\"seq\":{seq}"), 1);
    }
    let contents = read(&(lines.join("\n") + "\n"));
    assert_eq!((contents.head(), contents.events().len()), (u64::MAX, 5), "{:?}", contents.damage());
    assert!(!contents.damage().is_empty());
    contents.verify();
}

#[test]
fn a_range_is_measured_against_the_event_before_it() {
    let text = text().replacen("one", "six", 1);
    let log = MemoryLog::from_text(&text, Access::ReadWrite);
    let lines = |range| log.read(range).unwrap().verify().damage.iter().map(|d| d.line).collect::<Vec<_>>();
    assert_eq!((lines(1..=1), lines(2..=2), lines(3..=5)), (vec![], vec![2], vec![]));
}

#[test]
fn a_damaged_log_is_not_added_to() {
    let mut lines = lines();
    lines[1] = "?".into();
    lines.remove(3);
    let mut log = MemoryLog::from_text(&(lines.join("\n") + "\n"), Access::ReadWrite);
    let refused = log.append(&[body("x", "X")], Expected::Any).unwrap_err();
    assert!(matches!(&refused, StoreError::Damaged { first, count: 2 } if first.line == 2), "{refused}");
    assert!(refused.to_string().ends_with("(and 1 more)"), "{refused}");
}

#[test]
fn a_last_line_changed_into_an_unfinished_append_is_not_set_aside() {
    for (from, to) in [("\"commit\":5", "\"commit\":7"), ("\"seq\":5", "\"seq\":3")] {
        let mut lines = lines();
        lines[4] = lines[4].replacen(from, to, 1);
        let mut log = MemoryLog::from_text(&(lines.join("\n") + "\n"), Access::ReadWrite);
        assert_eq!(log.read(ALL).unwrap().events().len(), 5);
        let refused = log.append(&[body("x", "X")], Expected::Any).unwrap_err();
        assert!(matches!(&refused, StoreError::Damaged { first, .. } if first.line == 5), "{refused}");
    }
}

#[test]
fn an_unfinished_append_in_memory_is_set_aside_too() {
    let lines = lines();
    let torn = lines[..3].join("\n") + "\n";
    let mut log = MemoryLog::from_text(&torn, Access::ReadWrite);
    let contents = log.read(ALL).unwrap();
    assert_eq!(contents.events().len(), 1);
    let bytes = lines[1].len() + lines[2].len() + 2;
    assert_eq!(
        contents.damage()[0].to_string(),
        format!("line 2: an unfinished append of {bytes} bytes, ignored")
    );
    let receipt = log.append(&[body("x", "X")], Expected::Head(1)).unwrap();
    assert_eq!(receipt.set_aside.unwrap().fragment, torn.as_bytes()[lines[0].len() + 1..]);
    assert_eq!(log.read(ALL).unwrap().damage(), []);
}
