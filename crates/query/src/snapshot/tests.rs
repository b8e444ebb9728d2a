//! The format: what is written reads back, and what was edited badly is told with its place.

use asof_core::{AsOf, AsOfToken, Head, Inferred, Until};
use asof_projector::{Collection, Path};
use asof_store::{Access, MemoryLog};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use proptest::{collection, option, sample};
use serde_json::{Map, Value, json};

use super::slots::{KeptSlot, Slots, is_stated};
use super::*;

fn golden(slots: Slots) -> Snapshot {
    let process: asof_core::Key = "talks".parse().unwrap();
    let until = Until::Before("2025-05-25T00:00:00+03:00".parse::<DateTime<Utc>>().unwrap());
    let as_of = AsOf { occurred: until, known: until, recorded: Head::Seq(57), inferred: Inferred::Exclude };
    Snapshot {
        question: KeptQuery {
            process: process.clone(),
            at: "round:2 - 1d".to_owned(),
            known: Some("2025-05-24".to_owned()),
            inferred: Inferred::Exclude,
        },
        sentence: "At the end of it".to_owned(),
        counted: "1 of 2 events, 0 more possible".to_owned(),
        token: AsOfToken::new(process, as_of),
        root: Digest::new([7; 32]),
        slots,
    }
}

fn small() -> String {
    let path = Path::new(Collection::Claims, ["a"]);
    let fields: Map<String, Value> = serde_json::from_value(json!({
        "says": "Çırağan: a \"palace\"\nor not", "quantity": { "low": 1, "high": null }, "about": ["b", "c"],
        "between": [{ "event": "b" }, { "event": "c" }],
    }))
    .unwrap();
    let events = vec!["a".to_owned()];
    golden(Slots::from([(path, KeptSlot { fields, events })])).to_text("Europe/Istanbul".parse().unwrap())
}

fn values() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    plain.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            collection::vec((any::<String>(), inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn paths() -> impl Strategy<Value = Path> {
    let collections: Vec<Collection> =
        Collection::ALL.into_iter().filter(|collection| !collection.is_registry()).collect();
    let segments = collection::vec("[a-z0-9]{1,6}(-[a-z0-9]{1,6})?", 0..4);
    (sample::select(collections), segments).prop_map(|(collection, segments)| Path::new(collection, segments))
}

fn any_slots() -> impl Strategy<Value = Slots> {
    let fields = collection::vec(("[a-z][a-z0-9_]{0,8}", values()), 0..6).prop_map(|fields| {
        let stated = fields.into_iter().filter(|(name, value)| name != "events" && is_stated(value));
        stated.collect::<Map<String, Value>>()
    });
    let events = collection::vec(any::<String>(), 0..40);
    let slot = (fields, events).prop_map(|(fields, events)| KeptSlot { fields, events });
    collection::btree_map(paths(), slot, 0..6)
}

/// Returns the shipped record.
fn record() -> Log {
    let text = include_str!("../../../../events/istanbul.jsonl");
    Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn whatever_is_written_reads_back(slots in any_slots()) {
        let golden = golden(slots);
        let text = golden.to_text("Europe/Istanbul".parse().unwrap());
        prop_assert_eq!(Snapshot::read(&text), Ok((golden, EditedBy::Program)));
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), at in 0..400usize, put in "[ -~\n]{0,6}") {
        let _ = Snapshot::read(&text);
        let mut edited = small();
        let place = edited.char_indices().nth(at).map_or(edited.len(), |(place, _)| place);
        let _ = Snapshot::read(&edited[..place]);
        edited.insert_str(place, &put);
        let _ = Snapshot::read(&edited);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn every_state_of_the_shipped_record_reads_back(day in 0..90i64, known in option::of(0..90i64)) {
        thread_local!(static RECORD: Log = record());
        let date = |days: i64| (chrono::NaiveDate::from_ymd_opt(2025, 5, 8).unwrap() + TimeDelta::days(days)).to_string();
        let question = KeptQuery {
            process: "istanbul-2025".parse().unwrap(),
            at: date(day),
            known: known.map(date),
            inferred: Inferred::Include,
        };
        RECORD.with(|log| {
            let taken = Snapshot::take(log, &question).unwrap();
            let text = taken.to_text(log.zone(&question.process));
            prop_assert_eq!(Snapshot::read(&text), Ok((taken, EditedBy::Program)));
            Ok(())
        })?;
    }
}

#[test]
fn a_snapshot_is_lines_that_a_person_reads() {
    let text = small();
    let body = text.split_once("\n\n").unwrap().1;
    assert_eq!(
        body,
        "claims/a\n  says: \"Çırağan: a \\\"palace\\\"\\nor not\"\n  quantity: {\"low\":1,\"high\":null}\n  \
         about: [\"b\",\"c\"]\n  between:\n    {\"event\":\"b\"}\n    {\"event\":\"c\"}\n  events: [\"a\"]\n"
    );
    assert!(
        text.starts_with(
            "asof snapshot 1\nat: round:2 - 1d\nknown: 2025-05-24\nstated: yes\nprocess: talks\n"
        )
    );
    assert!(
        text.contains("\ntoken: talks@2025-05-25T00:00+03:00,2025-05-25T00:00+03:00,57,stated\nhead: 57\n")
    );
}

#[test]
fn line_ends_and_marks_of_other_systems_are_no_edits() {
    let text = small();
    let read = Snapshot::read(&text).unwrap();
    for other in [
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r\n").trim_end().to_owned(),
        format!("\u{feff}{text}"),
        text.trim_end().to_owned(),
        format!("{text}\n\n"),
    ] {
        assert_eq!(Snapshot::read(&other).unwrap(), read, "{other:?}");
    }
}

#[test]
fn an_edit_of_a_slot_shows_and_null_says_as_much_as_nothing() {
    let edited = small().replace("\"low\":1", "\"low\":2");
    assert_eq!(Snapshot::read(&edited).unwrap().1, EditedBy::Another);
    let empty = small().replace("  about: ", "  chair: null\n  issues: []\n  about: ");
    let (read, hand) = Snapshot::read(&empty).unwrap();
    assert_eq!((read, hand), (Snapshot::read(&small()).unwrap().0, EditedBy::Another));
}

/// Returns what is said of the text, a line for each problem.
fn said(text: &str) -> Vec<String> {
    Snapshot::read(text).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn a_header_that_cannot_be_read_says_what_belongs_there() {
    let rows = [
        ("asof snapshot 1", "asof snapshot 2", "line 1: `asof snapshot 2`: a snapshot of format 2"),
        (
            "asof snapshot 1",
            "# notes",
            "line 1: `# notes`: a snapshot begins with the line `asof snapshot 1`",
        ),
        ("at: round:2 - 1d", "at: today-1d", "line 2: `at: today-1d`: a snapshot is of a moment that stays"),
        ("stated: yes", "stated: maybe", "line 4: `stated: maybe`: expected `stated: yes`"),
        ("process: talks", "process: Talks", "line 5: `process: Talks`: `Talks` is not a key"),
        ("process: talks", "process: others", "the token says process talks"),
        (
            "counted: ",
            "count: ",
            "line 7: `count: 1 of 2 events, 0 more possible`: expected the line `counted: ...`",
        ),
        ("head: 57", "head: 58", "line 9: `head: 58`: the token says event 57"),
        (",57,stated", ",all,stated", "the token says no event at which the log ended"),
        (",57,stated", ",57", "the token says otherwise what counts"),
        (
            "token: talks@",
            "token: talks",
            "line 8: `token: talks2025-05-25T00:00+03:00,2025-05-25T00:00+03:00,57…`: ",
        ),
        ("root: 07", "root: 7", "is not a SHA-256 digest"),
    ];
    for (old, new, expected) in rows {
        let found = said(&small().replacen(old, new, 1));
        assert!(found.len() == 1 && found[0].contains(expected), "{new}: {found:?}");
    }
    assert_eq!(said(""), ["line 1: a snapshot begins with the line `asof snapshot 1`"]);
    assert_eq!(said("asof snapshot 1\n"), ["line 2: expected the line `at: ...` of the header"]);
}

#[test]
fn every_line_of_the_slots_that_cannot_be_read_is_told() {
    let text = small()
        .replace("claims/a\n", "claims/a\n<<<<<<< ours\n")
        .replace("  about: [", "  about [")
        .replace("\"high\":null", "\"high\":nil")
        .replace("    {\"event\":\"c\"}", "\t{\"event\":\"c\"}")
        + "\nclaim/b\n  says: \"what stands below a bad path is left alone\"\n";
    let found = said(&text);
    let expected = [
        "line 14: `<<<<<<< ours`: expected the path of a slot",
        "line 16, column 30: `quantity: {\"low\":1,\"high\":nil}`: the value is no JSON: expected ident",
        "line 17: `about [\"b\",\"c\"]`: expected the path of a slot",
        "line 20: `{\"event\":\"c\"}`: expected the path of a slot",
        "line 23: `claim/b`: expected the path of a slot",
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn what_stands_twice_or_astray_or_is_missing_is_refused() {
    let rows = [
        (
            "claims/a",
            "claims/a\n  events: [\"a\"]\n\nclaims/a",
            "line 16: `claims/a`: it stands on line 13 already",
        ),
        ("  about", "  says: \"x\"\n  about", "line 16: `says: \"x\"`: it stands on line 14 already"),
        ("claims/a", "  says: \"x\"\nclaims/a", "line 13: `says: \"x\"`: it belongs to no slot"),
        ("  between:", "  between: []", "line 18: `{\"event\":\"b\"}`: an item of no list"),
        ("  events: [\"a\"]\n", "", "line 13: `claims/a`: this slot has no line `events: [...]`"),
        ("events: [\"a\"]", "events: \"a\"", "line 20: `events`: expected a list of event keys"),
        ("claims/a", "people/a", "line 13: `people/a`: expected the path of a slot"),
    ];
    for (old, new, expected) in rows {
        let found = said(&small().replacen(old, new, 1));
        assert!(found[0].contains(expected), "{new}: {found:?}");
    }
}
