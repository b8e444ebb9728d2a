//! One contract, every backend: each promise once. A new backend is one line in `BACKENDS`.

use std::path::Path;

use asof_core::{Draft, Entry, Event};
use asof_store::{
    ALL, Access, AppendResult, EventBatch, EventLog, Existing, Expected, JsonlLog, MAX_EVENT_BYTES,
    MemoryLog, Replicated, SqliteLog, StoreError, VerifiedBatch, content_hash, next_content_root,
    next_log_root,
};

use crate::support::{Hands, NOON, body, claim, outcomes, sound, with_id};

type Make = fn(&Path, Hands) -> Box<dyn EventLog>;

const BACKENDS: &[(&str, Make)] = &[
    ("memory", |_, clock| Box::new(MemoryLog::new().with_clock(clock))),
    ("json lines", |folder, clock| {
        Box::new(JsonlLog::create(folder.join("log.jsonl")).unwrap().with_clock(clock))
    }),
    ("sqlite", |folder, clock| Box::new(SqliteLog::create(folder.join("log.db")).unwrap().with_clock(clock))),
    #[cfg(feature = "jetstream")]
    ("jetstream", |folder, clock| Box::new(crate::jetstream::empty(folder).with_clock(clock))),
];

/// Runs a promise on an empty log of every backend.
fn each(promise: impl Fn(&mut dyn EventLog, &Hands)) {
    for (name, make) in BACKENDS {
        println!("on {name}");
        let folder = tempfile::tempdir().unwrap();
        let clock = Hands::at(NOON);
        promise(&mut *make(folder.path(), clock.clone()), &clock);
    }
}

fn append(log: &mut dyn EventLog, batch: &[Draft]) -> String {
    outcomes(&log.append(batch, Expected::Any).unwrap())
}

#[test]
fn an_empty_log_is_a_log() {
    each(|log, _| {
        assert_eq!(log.head().unwrap(), 0);
        let contents = sound(log);
        assert_eq!((contents.events().len(), contents.head(), contents.log_root()), (0, 0, None));
        let receipt = log.append(&[], Expected::Head(0)).unwrap();
        assert_eq!((receipt.outcomes.len(), receipt.written, receipt.root), (0, None, None));
    });
}

#[test]
fn an_append_numbers_dates_and_chains_its_events() {
    each(|log, clock| {
        assert_eq!(append(log, &[body("russia", "Russia"), body("ukraine", "Ukraine")]), "+1 +2");
        clock.set("2026-11-23T12:00:01.500000Z");
        let receipt = log.append(&[claim("talks", "a", "one")], Expected::Head(2)).unwrap();
        let written = receipt.written.unwrap();
        assert_eq!((written.first, written.commit), (3, 3));
        assert_eq!(written.recorded.to_string(), "2026-11-23T12:00:01.500000Z");

        let contents = sound(log);
        let marks = |event: &Event| (event.seq, event.commit, event.recorded.to_string());
        let expected = [(1, 2, NOON), (2, 2, NOON), (3, 3, "2026-11-23T12:00:01.500000Z")];
        assert_eq!(
            contents.events().iter().map(marks).collect::<Vec<_>>(),
            expected.map(|(seq, commit, recorded)| (seq, commit, recorded.to_owned()))
        );
        let (mut content_root, mut log_root) = (None, None);
        for stored in contents.iter() {
            let Event { seq, recorded, commit, hash, .. } = *stored.event;
            let content = content_hash(stored.text).unwrap();
            content_root = Some(next_content_root(content_root, content));
            log_root = Some(next_log_root(log_root, seq, recorded, commit, content));
            assert_eq!(log_root, Some(hash));
        }
        assert_eq!((contents.log_root(), receipt.root), (log_root, log_root));
        assert_eq!(contents.verify().content_root, content_root);
        assert_eq!((contents.head(), receipt.head, log.head().unwrap()), (3, 3, 3));
    });
}

#[test]
fn what_a_receipt_says_is_what_is_read_and_stored() {
    each(|log, _| {
        let receipt =
            log.append(&[body("russia", "Россия"), claim("talks", "a", "\\\"🕊")], Expected::Any).unwrap();
        let contents = sound(log);
        for (outcome, stored) in receipt.outcomes.iter().zip(contents.iter()) {
            assert_eq!(outcome.event(), stored.event);
            assert_eq!(stored.text, stored.event.to_line());
        }
        assert_eq!(contents.to_text().lines().count(), 2);
    });
}

#[test]
fn ids_ascend_while_the_clock_stands_still_and_chance_fails() {
    each(|log, _| {
        log.append(&[body("a", "A"), body("b", "B")], Expected::Any).unwrap();
        log.append(&[body("c", "C")], Expected::Any).unwrap();
        let ids: Vec<_> = sound(log).events().iter().map(|event| event.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
        assert!(ids.iter().all(|id| id.uuid().get_version_num() == 7));
    });
}

#[test]
fn an_id_of_the_far_future_does_not_drag_later_ids_along() {
    each(|log, _| {
        let far =
            Draft { id: Some("fffffff0-0000-7000-8000-000000000000".parse().unwrap()), ..body("a", "A") };
        append(log, &[far]);
        append(log, &[body("b", "B")]);
        let contents = sound(log);
        assert!(contents.events()[1].id < contents.events()[0].id);
    });
}

#[test]
fn recorded_does_not_go_back_when_the_clock_does() {
    each(|log, clock| {
        append(log, &[body("a", "A")]);
        clock.set("2026-11-23T11:00:00.000000Z");
        append(log, &[body("b", "B")]);
        assert_eq!(sound(log).events()[1].recorded.to_string(), NOON);
    });
}

#[test]
fn what_is_there_already_changes_nothing() {
    each(|log, clock| {
        let batch = [with_id(&body("russia", "Russia"), "01"), claim("talks", "a", "one")];
        assert_eq!(append(log, &batch), "+1 +2");
        let before = sound(log).to_text();
        clock.set("2026-11-23T13:00:00.000000Z");
        let receipt = log.append(&batch, Expected::Any).unwrap();
        assert_eq!(outcomes(&receipt), "=1 =2");
        assert_eq!((receipt.written, receipt.head), (None, 2));
        assert_eq!(receipt.root, sound(log).log_root());
        assert_eq!(append(log, &[body("russia", "Russia")]), "=1");
        assert_eq!(sound(log).to_text(), before);
    });
}

#[test]
fn new_and_old_stand_mixed_in_a_batch() {
    each(|log, _| {
        append(log, &[body("a", "A"), body("b", "B")]);
        let batch = [body("c", "C"), body("b", "B"), body("d", "D"), body("c", "C")];
        assert_eq!(append(log, &batch), "+3 =2 +4 =3");
        let numbers: Vec<_> = sound(log).events().iter().map(|event| (event.seq, event.commit)).collect();
        assert_eq!(numbers, [(1, 2), (2, 2), (3, 4), (4, 4)]);
    });
}

#[test]
fn an_id_names_one_event_for_ever() {
    each(|log, _| {
        let one = with_id(&claim("talks", "a", "one"), "01");
        append(log, std::slice::from_ref(&one));
        let before = sound(log).to_text();
        let others = [claim("talks", "a", "two"), claim("talks", "b", "one"), claim("others", "a", "one")];
        for other in others.map(|other| with_id(&other, "01")) {
            let refused = log.append(&[body("x", "X"), other], Expected::Any).unwrap_err();
            let StoreError::IdReused { draft: 1, id, existing: Existing::Seq(1) } = refused else {
                panic!("{refused}")
            };
            assert_eq!(Some(id), one.id);
        }
        assert_eq!(sound(log).to_text(), before, "a refused batch leaves nothing behind");
    });
}

#[test]
fn a_key_names_one_entry_of_its_process_for_ever() {
    each(|log, _| {
        append(log, &[claim("talks", "a", "one")]);
        for other in [claim("talks", "a", "two"), with_id(&claim("talks", "a", "one"), "01")] {
            let refused = log.append(&[other], Expected::Any).unwrap_err();
            let StoreError::KeyReused { draft: 0, process, key, existing: Existing::Seq(1) } = refused else {
                panic!("{refused}")
            };
            assert_eq!((process.unwrap().as_str(), key.as_str()), ("talks", "a"));
        }
        assert_eq!(append(log, &[claim("others", "a", "two"), body("a", "A")]), "+2 +3");
        let place = r#"{"key":"a","what":{"registered":{"place":{"names":[{"name":"A"}]}}}}"#;
        let refused = log.append(&[Draft::from_json(place).unwrap()], Expected::Any).unwrap_err();
        assert!(matches!(refused, StoreError::KeyReused { process: None, existing: Existing::Seq(3), .. }));
    });
}

#[test]
fn a_batch_is_held_to_the_same_rules_within_itself() {
    each(|log, _| {
        let (one, two) = (claim("talks", "a", "one"), claim("talks", "a", "two"));
        for (batch, by_id) in [
            ([one.clone(), two.clone()], false),
            ([one.clone(), with_id(&one, "01")], false),
            ([with_id(&one, "01"), with_id(&two, "01")], true),
        ] {
            let refused = log.append(&batch, Expected::Any).unwrap_err();
            match refused {
                StoreError::IdReused { draft: 1, existing: Existing::Draft(0), .. } if by_id => {}
                StoreError::KeyReused { draft: 1, existing: Existing::Draft(0), .. } if !by_id => {}
                other => panic!("{other}"),
            }
        }
        assert_eq!(log.head().unwrap(), 0);
        assert_eq!(append(log, &[with_id(&one, "01"), one.clone(), with_id(&one, "01")]), "+1 =1 =1");
    });
}

#[test]
fn an_expectation_that_fails_names_the_head() {
    each(|log, _| {
        append(log, &[body("a", "A"), body("b", "B")]);
        for expected in [0, 1, 3] {
            let refused = log.append(&[body("c", "C")], Expected::Head(expected)).unwrap_err();
            assert!(matches!(refused, StoreError::Conflict { expected: e, head: 2 } if e == expected));
        }
        assert_eq!(log.append(&[body("c", "C")], Expected::Head(2)).unwrap().head, 3);
    });
}

#[test]
fn an_append_sent_again_is_no_conflict() {
    each(|log, _| {
        let batch = [body("a", "A"), claim("talks", "a", "one")];
        log.append(&batch, Expected::Head(0)).unwrap();
        append(log, &[body("b", "B")]);
        assert_eq!(outcomes(&log.append(&batch, Expected::Head(0)).unwrap()), "=1 =2");
        let reused = log.append(&[body("a", "Other")], Expected::Head(0)).unwrap_err();
        assert!(matches!(reused, StoreError::KeyReused { .. }), "{reused}");
    });
}

#[test]
fn a_range_has_both_its_ends() {
    each(|log, _| {
        append(log, &["a", "b", "c", "d"].map(|key| body(key, key)));
        for (range, expected) in [(2..=3, vec![2, 3]), (4..=9, vec![4]), (5..=9, vec![]), (0..=1, vec![1])] {
            let contents = log.read(range).unwrap();
            assert_eq!(contents.events().iter().map(|event| event.seq).collect::<Vec<_>>(), expected);
            assert_eq!((contents.head(), contents.log_root()), (4, sound(log).log_root()));
            assert_eq!(contents.verify().damage, []);
            assert!(contents.iter().zip(expected).all(|(stored, seq)| stored.line as u64 == seq));
        }
    });
}

#[test]
fn what_cannot_be_kept_is_refused_with_its_place() {
    each(|log, _| {
        let large = body("large", &"x".repeat(MAX_EVENT_BYTES));
        let refused = log.append(&[body("a", "A"), large], Expected::Any).unwrap_err();
        assert!(
            matches!(refused, StoreError::TooLarge { draft: 1, limit: MAX_EVENT_BYTES, .. }),
            "{refused}"
        );
        let unreadable = without_sources(claim("talks", "a", "one"));
        let refused = log.append(&[body("a", "A"), unreadable], Expected::Any).unwrap_err();
        assert!(matches!(refused, StoreError::Unwritable { draft: 1, .. }), "{refused}");
        assert_eq!(log.head().unwrap(), 0);
    });
}

/// A draft that no reader would accept, as a program can make it.
fn without_sources(draft: Draft) -> Draft {
    let Entry::World(mut world) = draft.entry else { panic!("not about the world") };
    world.sources.clear();
    Draft { entry: Entry::World(world), ..draft }
}

#[test]
fn every_backend_gives_the_same_content_root() {
    let roots = BACKENDS.iter().map(|(_, make)| {
        let folder = tempfile::tempdir().unwrap();
        let mut log = make(folder.path(), Hands::at(NOON));
        append(&mut *log, &[with_id(&body("a", "A"), "01")]);
        append(&mut *log, &[with_id(&claim("talks", "a", "one"), "02"), with_id(&body("b", "B"), "03")]);
        (sound(&*log).verify().content_root, sound(&*log).to_text())
    });
    let roots: Vec<_> = roots.collect();
    assert!(roots.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_log_that_is_read_only_refuses_every_append() {
    let mut log = MemoryLog::from_text("", Access::ReadOnly);
    assert!(matches!(log.append(&[body("a", "A")], Expected::Any), Err(StoreError::ReadOnly)));
    assert!(matches!(log.replicate(&original(&three()).unwrap()), Err(StoreError::ReadOnly)));
    assert_eq!(log.read(ALL).unwrap().head(), 0);
}

/// Returns the original that a text in JSON Lines is, or what is wrong with it.
fn original(text: &str) -> Result<VerifiedBatch, StoreError> {
    VerifiedBatch::read(&MemoryLog::from_text(text, Access::ReadOnly))
}

/// Returns the text of a log of three events in two appends.
fn three() -> String {
    let mut log = MemoryLog::new();
    log.append(&[body("a", "A"), claim("talks", "b", "Türkiye 🕊")], Expected::Any).unwrap();
    log.append(&[body("c", "C")], Expected::Any).unwrap();
    sound(&log).to_text()
}

#[test]
fn a_log_takes_over_what_it_lacks_of_another_line_by_line() {
    let text = three();
    let ends: Vec<usize> = text.match_indices('\n').map(|(end, _)| end + 1).collect();
    // From nothing, from the first append, from all of it.
    for (begun, lacking) in [(0, 3), (ends[1], 1), (ends[2], 0)] {
        each(|log, _| {
            log.replicate(&original(&text[..begun]).unwrap()).unwrap();
            assert_eq!(sound(log).to_text(), text[..begun]);
            let adopted = log.replicate(&original(&text).unwrap()).unwrap();
            assert_eq!((adopted.written, adopted.set_aside), (lacking, None));
            assert_eq!(sound(log).to_text(), text);
            assert_eq!(append(log, &[body("a", "A"), body("d", "D")]), "=1 +4", "it goes on from there");
        });
    }
}

#[test]
fn a_log_with_events_of_its_own_takes_over_nothing() {
    let text = three();
    each(|log, _| {
        append(log, &[body("a", "A")]);
        let before = sound(log).to_text();
        let refused = log.replicate(&original(&text).unwrap()).unwrap_err();
        assert!(matches!(refused, StoreError::Diverged { seq: 1 }), "{refused}");
        assert_eq!(sound(log).to_text(), before);
    });
    each(|log, _| {
        log.replicate(&original(&text).unwrap()).unwrap();
        append(log, &[body("d", "D")]);
        let adopted = log.replicate(&original(&text).unwrap()).unwrap();
        assert_eq!(adopted.written, 0, "what it holds behind them is not looked at");
    });
}

#[test]
fn a_part_of_a_log_is_taken_over_behind_what_it_follows_only() {
    let text = three();
    let source = MemoryLog::from_text(&text, Access::ReadOnly);
    let behind_two = || VerifiedBatch::read(&Read(source.read(3..=3).unwrap())).unwrap();
    each(|log, _| {
        let refused = log.replicate(&behind_two()).unwrap_err();
        assert!(matches!(refused, StoreError::Diverged { .. }), "{refused}");
        append(log, &[body("x", "X"), body("y", "Y")]);
        let refused = log.replicate(&behind_two()).unwrap_err();
        assert!(matches!(refused, StoreError::Diverged { seq: 2 }), "{refused}");
        assert_eq!(sound(log).head(), 2);
    });
    each(|log, _| {
        log.replicate(&original(&text).unwrap().up_to(2)).unwrap();
        for written in [1, 0] {
            assert_eq!(log.replicate(&behind_two()).unwrap().written, written);
            assert_eq!(sound(log).to_text(), text);
        }
    });
}

/// What was read of a log, as a log of its own.
struct Read(EventBatch);

impl EventLog for Read {
    fn head(&self) -> Result<u64, StoreError> {
        Ok(self.0.head())
    }

    fn read(&self, _: std::ops::RangeInclusive<u64>) -> Result<EventBatch, StoreError> {
        Ok(self.0.clone())
    }

    fn append(&mut self, _: &[Draft], _: Expected) -> Result<AppendResult, StoreError> {
        Err(StoreError::ReadOnly)
    }

    fn replicate(&mut self, _: &VerifiedBatch) -> Result<Replicated, StoreError> {
        Err(StoreError::ReadOnly)
    }
}

#[test]
fn a_log_is_read_part_by_part_up_to_its_end() {
    each(|log, _| {
        assert_eq!(log.batches(0).count(), 0, "an empty log has no part");
        append(log, &[body("a", "A"), body("b", "B")]);
        append(log, &[body("c", "C")]);
        for (after, from) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
            let parts: Vec<EventBatch> = log.batches(after).map(Result::unwrap).collect();
            assert!(parts.iter().all(|part| part.faults().is_empty() && !part.events().is_empty()));
            let text: String = parts.iter().map(EventBatch::to_text).collect();
            assert_eq!(text, log.read(from..=u64::MAX).unwrap().to_text(), "behind {after}");
        }
        let mut parts = log.batches(0);
        while parts.next().is_some() {}
        assert!(parts.next().is_none(), "where nothing was appended, nothing goes on");
    });
}

#[test]
fn an_original_is_sound_but_for_an_unfinished_append_which_is_left_out() {
    let text = three();
    let torn = format!("{text}{}", &text[..40]);
    let left_out = original(&torn).unwrap();
    assert_eq!(left_out.contents().to_text(), text);
    assert!(left_out.left_out().is_some() && original(&text).unwrap().left_out().is_none());
    for damaged in
        [text.replacen("Türkiye", "Turkey", 1), text.replacen('\n', "\n\n", 1), text.replace('\n', "\r\n")]
    {
        let refused = original(&damaged).unwrap_err();
        assert!(matches!(refused, StoreError::Damaged { .. }), "{refused}");
    }
}
