//! The format: what is written reads back, and what was edited badly is told with its place.

use asof_core::{AsOfToken, Digest, Inferred};
use asof_projector::{Collection, Path};
use asof_store::{Access, MemoryLog};
use chrono::{DateTime, FixedOffset, TimeDelta};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::{collection, option, sample};
use serde_json::{Map, Value, json};

use super::file::{FORMER, Schema, digest};
use super::slots::{KeptSlot, Slots, said};
use super::*;
use crate::source::log::Log;

fn golden(rows: Slots) -> Snapshot {
    let day: DateTime<FixedOffset> = "2025-05-25T00:00:00+03:00".parse().unwrap();
    Snapshot {
        schema: Schema::Golden,
        question: KeptQuery {
            process: "talks".parse().unwrap(),
            at: "round:2 - 1d".to_owned(),
            known: Some("2025-05-24".to_owned()),
            inferred: Inferred::Exclude,
        },
        as_of: KeptPoint {
            occurred: Some(day),
            known: Some(day),
            recorded: 57,
            token: "talks@2025-05-25T00:00+03:00,2025-05-25T00:00+03:00,57,stated".to_owned(),
            sentence: "At the end of it".to_owned(),
        },
        counted: Map::from_iter([("events".to_owned(), json!(2))]),
        log_root: Digest::new([7; 32]),
        digest: digest(&rows),
        rows,
    }
}

fn small() -> String {
    let path = Path::new(Collection::Claims, ["a"]);
    let fields: Map<String, Value> = serde_json::from_value(json!({
        "says": "Çırağan: a \"palace\"\nor not", "quantity": { "low": 1 }, "between": [{ "event": "b" }],
    }))
    .unwrap();
    let events = vec!["a".parse().unwrap()];
    golden(Slots::from([(path, KeptSlot { fields, events })])).to_text()
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
        let fields = fields.into_iter().filter(|(name, _)| name != "events");
        said(&fields.collect())
    });
    let events = collection::vec("k[0-9]{1,6}".prop_map(|key| key.parse().unwrap()), 0..40);
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
        prop_assert!(!golden.is_edited());
        prop_assert_eq!(Snapshot::read(&golden.to_text()), Ok(golden));
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
            prop_assert_eq!(Snapshot::read(&taken.to_text()), Ok(taken));
            Ok(())
        })?;
    }
}

#[test]
fn a_snapshot_is_lines_that_a_person_reads() {
    let text = small();
    let rows = text.split_once("  \"rows\": ").unwrap().1.split_once(",\n  \"digest\"").unwrap().0;
    assert_eq!(
        rows,
        r#"{
    "claims/a": {
      "says": "Çırağan: a \"palace\"\nor not",
      "quantity": {
        "low": 1
      },
      "between": [
        {
          "event": "b"
        }
      ],
      "events": [
        "a"
      ]
    }
  }"#
    );
    assert!(text.starts_with(
        "{\n  \"schema\": \"asof.golden/2\",\n  \"question\": {\n    \"process\": \"talks\",\n"
    ));
    assert!(text.ends_with("\"\n}\n"));
}

#[test]
fn a_snapshot_has_its_point_as_answers_have_it() {
    let log = record();
    let question = KeptQuery {
        process: "istanbul-2025".parse().unwrap(),
        at: "2025-05-24".to_owned(),
        known: Some("2025-05-26".to_owned()),
        inferred: Inferred::Exclude,
    };
    let taken = Snapshot::take(&log, &question).unwrap();
    let token: AsOfToken = taken.as_of.token.parse().unwrap();
    assert_eq!((token.process, token.as_of), (question.process, taken.point()));
}

#[test]
fn line_ends_and_marks_and_layouts_of_other_programs_are_no_edits() {
    let text = small();
    let read = Snapshot::read(&text).unwrap();
    let compact: Value = serde_json::from_str(&text).unwrap();
    for other in [
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r\n").trim_end().to_owned(),
        format!("\u{feff}{text}"),
        text.trim_end().to_owned(),
        format!("{text}\n\n"),
        compact.to_string(),
    ] {
        assert_eq!(Snapshot::read(&other).unwrap(), read, "{other:?}");
    }
    assert!(!read.is_edited());
}

#[test]
fn an_edit_of_a_row_shows_and_null_says_as_much_as_nothing() {
    let edited = small().replace("\"low\": 1", "\"low\": 2");
    assert!(Snapshot::read(&edited).unwrap().is_edited());
    let nothing = small().replace("\"low\": 1", "\"high\": null, \"low\": 1, \"parts\": []");
    assert_eq!(Snapshot::read(&nothing).unwrap(), Snapshot::read(&small()).unwrap());
}

#[test]
fn what_cannot_be_read_says_where_and_what_was_expected() {
    let rows = [
        (
            "asof.golden/2",
            "asof.golden/3",
            "line 2, column 27: `\"schema\": \"asof.golden/3\",`: unknown variant",
        ),
        ("\"as_of\"", "\"notes\"", "line 9, column 9: `\"notes\": {`: unknown field `notes`"),
        ("talks\"", "Talks\"", "line 4, column 22: `\"process\": \"Talks\",`: invalid value: `Talks` is no"),
        ("round:2 - 1d", "today-1d", "`today-1d` in the question changes with the clock"),
        ("exclude", "maybe", "line 7, column 23: `\"inferred\": \"maybe\"`: unknown variant `maybe`"),
        ("05-25T00:00", "05-25", "line 10, column "),
        (": 57", ": \"all\"", "line 12, column 21: `\"recorded\": \"all\",`: invalid type"),
        (": \"0707", ": \"070", "is not a SHA-256 digest"),
        (
            "claims/a",
            "people/a",
            "line 21, column 14: `\"people/a\": {`: expected the path of a row, such as",
        ),
        ("\"claims/a\"", "<<<<<<< ours\n", "line 21, column 5: `<<<<<<< ours`: key must be a string"),
        ("between\": [", "between\" [", "line 26, column 17: `\"between\" [`: expected `:`"),
        ("says", "Says ", "expected field names made of a-z, 0-9 and _"),
        ("events\": [", "event\": [", "line 34, column 5: `}`: missing field `events`"),
        ("\"a\"\n", "1\n", "line 32, column 9: `1`: invalid type: integer `1`, expected a key"),
        ("digest", "digests", "unknown field `digests`"),
    ];
    for (old, new, expected) in rows {
        let Unreadable { message, .. } = Snapshot::read(&small().replacen(old, new, 1)).unwrap_err();
        assert!(message.contains(expected), "{new}: {message}");
        assert!(
            message.ends_with("record NAME --at POINT`") || message.ends_with("write the day"),
            "{message}"
        );
    }
    let twice = small().replace("    \"claims/a\"", "    \"claims/a\": {\"events\": []},\n    \"claims/a\"");
    let error = Snapshot::read(&twice).unwrap_err();
    assert_eq!((error.line, error.column), (Some(22), Some(14)));
    assert!(error.message.contains("this row already appears above"), "{error}");
    assert!(Snapshot::read("").unwrap_err().message.starts_with("line 1, column 1: EOF"));
}

#[test]
fn what_earlier_programs_wrote_is_refused() {
    let text = include_str!("../../../../fixtures/snapshots/v1.snapshot");
    let error = Snapshot::read(text).unwrap_err();
    assert_eq!((error.line, error.message.as_str()), (None, FORMER));
}
