//! What other clients publish to the stream of a log: passed over, reported, and nothing is lost by it.

use asof_core::Draft;
use asof_store::{
    ALL, EventBatch, EventLog, Expected, JetStreamLog, MAX_EVENT_BYTES, MemoryLog, Reach, StoreError,
    VerifiedBatch, WhyForeign,
};
use async_nats::jetstream::stream::Config;

use super::{numbered, shared};
use crate::cluster::Raw;
use crate::support::{body, claim, outcomes, sound};

/// Returns the next append of a log as another writer would publish it, a line an event.
fn next_append(log: &dyn EventLog, batch: &[Draft]) -> Vec<String> {
    let mut elsewhere = MemoryLog::new();
    elsewhere.replicate(&VerifiedBatch::read(log).unwrap()).unwrap();
    elsewhere.append(batch, Expected::Any).unwrap();
    let text = elsewhere.read(ALL).unwrap().to_text();
    text.lines().skip(log.head().unwrap().try_into().unwrap()).map(str::to_owned).collect()
}

/// Returns what is no append of a log of two appends at least, each by what it is.
fn garbage(log: &dyn EventLog) -> Vec<(&'static str, Vec<u8>, WhyForeign)> {
    let earlier = sound(log).to_text().lines().next().unwrap().to_owned();
    let next = next_append(log, &[body("next", "N")]).remove(0);
    let two = next_append(log, &[body("one", "1"), body("two", "2")]);
    let mut elsewhere = MemoryLog::new();
    elsewhere.replicate(&VerifiedBatch::read(log).unwrap()).unwrap();
    for key in ["one", "two"] {
        elsewhere.append(&[body(key, key)], Expected::Any).unwrap();
    }
    let text = elsewhere.read(ALL).unwrap().to_text();
    let apart: Vec<&str> = text.lines().rev().take(2).collect();
    let not_utf8 = [next.as_bytes(), b"\xff"].concat();
    vec![
        ("an empty message", Vec::new(), WhyForeign::Empty),
        ("a blank line", b"\n".into(), WhyForeign::LineEnds),
        ("an append with a trailing newline", format!("{next}\n").into(), WhyForeign::LineEnds),
        ("lines that end in CR LF", two.join("\r\n").into(), WhyForeign::LineEnds),
        ("a blank line between lines", two.join("\n\n").into(), WhyForeign::LineEnds),
        ("what is not JSON", b"hello \x1b[31m".into(), WhyForeign::NotAnEvent),
        ("JSON that is no event", br#"{"temperature":21.5}"#.into(), WhyForeign::NotAnEvent),
        ("half an append", next[..next.len() / 2].into(), WhyForeign::NotAnEvent),
        ("an earlier append", earlier.into(), WhyForeign::Sequence),
        ("an append with a wrong hash", next.replace("\"N\"", "\"X\"").into(), WhyForeign::Hash),
        ("an append with a wrong seq", apart[0].into(), WhyForeign::Sequence),
        (
            "two appends in one message",
            format!("{}\n{}", apart[1], apart[0]).into(),
            WhyForeign::NotOneAppend,
        ),
        ("an unfinished append", two[0].clone().into(), WhyForeign::NotOneAppend),
        ("what is not UTF-8", not_utf8, WhyForeign::NotUtf8),
        ("something huge", "x".repeat(MAX_EVENT_BYTES - 1000).into(), WhyForeign::NotAnEvent),
        ("the key of another event", reusing(log), WhyForeign::Reused),
    ]
}

/// Returns an append whose hashes hold, of an event that has the key of the first one.
fn reusing(log: &dyn EventLog) -> Vec<u8> {
    let (last, key) = {
        let contents = sound(log);
        (contents.log_root(), contents.events()[0].draft.key.to_string())
    };
    let next = next_append(log, &[claim("talks", "next", "N")]).remove(0);
    let line = next.replace("\"next\"", &format!("\"{key}\""));
    let event = asof_core::Event::from_line(&line).unwrap();
    let content = asof_store::content_hash(&line).unwrap();
    let hash = asof_store::next_log_root(last, event.seq, event.recorded, event.commit, content);
    line.replace(&event.hash.to_string(), &hash.to_string()).into()
}

fn whys(contents: &EventBatch) -> Vec<(u64, WhyForeign)> {
    contents.foreign().iter().map(|foreign| (foreign.message, foreign.why)).collect()
}

fn reader(stream: &str, copies: &str) -> JetStreamLog {
    JetStreamLog::open(&shared().address(stream), &shared().reach(copies)).unwrap()
}

#[test]
#[ignore = "needs nats-server"]
fn whatever_another_client_publishes_is_reported_and_reading_and_appending_go_on() {
    let raw = shared().raw();
    let mut log = shared().log("GARBAGE", "garbage");
    let mut watcher = shared().log("GARBAGE", "garbage-watcher");
    for number in 0..2 {
        log.append(&[numbered(0, number)], Expected::Any).unwrap();
    }
    let mut expected = Vec::new();
    let mut sequence = 2;
    for (number, (what, bytes, why)) in garbage(&log).into_iter().enumerate() {
        raw.publish("asof.GARBAGE", bytes);
        // What it is made of depends on where the log stands.
        let (_, forged, _) = garbage(&log).remove(number);
        raw.forge("asof.GARBAGE", forged);
        expected.extend([(sequence + 1, WhyForeign::NoAppendId), (sequence + 2, why)]);
        let before = number as u64 + 2;
        let contents = sound(&watcher);
        assert_eq!((contents.head(), whys(&contents)), (before, expected.clone()), "{what}");
        // Half of the appends are those of a writer that has not read it yet, half of one that has.
        let writer = if number % 2 == 0 { &mut log } else { &mut watcher };
        let receipt = writer.append(&[numbered(1, number)], Expected::Head(before)).unwrap();
        assert_eq!(receipt.head, before + 1, "{what}");
        sequence += 3;
    }
    let contents = sound(&log);
    assert_eq!(whys(&contents), expected);
    assert_eq!(contents.events().len(), expected.len() / 2 + 2);
    // Whoever has a copy, has none, or has had none until now, reads the same.
    for copies in ["garbage", "garbage-watcher", "garbage-new"] {
        let log = reader("GARBAGE", copies);
        assert_eq!(sound(&log).to_text(), contents.to_text(), "{copies}");
        assert_eq!(whys(&sound(&log)), expected, "{copies}");
    }
    assert_eq!(outcomes(&log.append(&[numbered(0, 0)], Expected::Any).unwrap()), "=1");
    let parts: Vec<EventBatch> = log.batches(3).map(Result::unwrap).collect();
    assert_eq!(parts.iter().map(|part| part.events().len()).sum::<usize>(), contents.events().len() - 3);
    let mut copy = MemoryLog::new();
    copy.replicate(&VerifiedBatch::read(&log).unwrap()).unwrap();
    assert_eq!(copy.read(ALL).unwrap().to_text(), contents.to_text());
}

#[test]
#[ignore = "needs nats-server"]
fn each_of_them_alone_hides_nothing_from_commands_that_follow_each_other() {
    let raw = shared().raw();
    for number in 0..16 {
        let stream = format!("ALONE-{number}");
        // Each call is a process of its own that has the copy and nothing else.
        let open = || shared().log(&stream, &stream);
        for earlier in 0..2 {
            open().append(&[numbered(0, earlier)], Expected::Any).unwrap();
        }
        let (what, bytes, _) = garbage(&open()).remove(number);
        raw.forge(&format!("asof.{stream}"), bytes);
        for round in 0..3 {
            assert_eq!(whys(&sound(&open())).len(), 1, "{what}");
            assert_eq!(
                open().append(&[numbered(1, round)], Expected::Any).unwrap().head,
                round as u64 + 3,
                "{what}"
            );
        }
        assert_eq!(
            sound(&reader(&stream, &format!("{stream}-new"))).to_text(),
            sound(&open()).to_text(),
            "{what}"
        );
    }
}

#[test]
#[ignore = "needs nats-server"]
fn a_log_is_taken_over_into_a_stream_with_other_messages_in_it() {
    let raw = shared().raw();
    let mut original = MemoryLog::new();
    for number in 0..4 {
        original.append(&[numbered(0, number), numbered(1, number)], Expected::Any).unwrap();
    }
    let text = original.read(ALL).unwrap().to_text();
    let lines: Vec<&str> = text.lines().collect();
    let mut log = shared().log("TAKEN", "taken");
    // The last append, before its time; after a part of the log was taken over, an earlier one again.
    raw.forge("asof.TAKEN", lines[6..].join("\n"));
    log.replicate(&VerifiedBatch::read(&original).unwrap().up_to(4)).unwrap();
    raw.forge("asof.TAKEN", lines[..2].join("\n"));
    raw.publish("asof.TAKEN", "hello");
    let adopted = log.replicate(&VerifiedBatch::read(&original).unwrap()).unwrap();
    assert_eq!(adopted.written, 4);
    for log in [&log, &reader("TAKEN", "taken"), &reader("TAKEN", "taken-new")] {
        let contents = sound(log);
        assert_eq!(contents.to_text(), text);
        let messages: Vec<u64> = contents.foreign().iter().map(|foreign| foreign.message).collect();
        assert_eq!(messages, [1, 4, 5]);
    }
}

#[test]
#[ignore = "needs nats-server"]
fn another_client_that_never_stops_does_not_stop_writers() {
    let (raw, mut log) = (shared().raw(), shared().log("NOISE", "noise"));
    let noise = |raw: &Raw, count: usize| (0..count).for_each(|_| raw.publish("asof.NOISE", "noise"));
    std::thread::scope(|scope| {
        let noisy = scope.spawn(|| noise(&shared().raw(), 1500));
        for number in 0..20 {
            log.append(&[numbered(0, number)], Expected::Head(number as u64)).unwrap();
        }
        noisy.join().unwrap();
    });
    noise(&raw, 300);
    let contents = sound(&reader("NOISE", "noise-new"));
    assert_eq!((contents.head(), contents.foreign().len()), (20, 1800));
    assert_eq!(whys(&sound(&reader("NOISE", "noise"))), whys(&contents));
}

#[test]
#[ignore = "needs nats-server"]
fn an_append_that_no_reader_would_take_is_not_published() {
    let mut original = MemoryLog::new();
    original.append(&[body("a", "A"), body("b", "B")], Expected::Any).unwrap();
    let mut log = shared().log("HALF", "half");
    // Half of an append is no append.
    let refused = log.replicate(&VerifiedBatch::read(&original).unwrap().up_to(1)).unwrap_err();
    assert!(matches!(&refused, StoreError::NotWritable { .. }), "{refused}");
    assert_eq!(shared().raw().info("HALF").state.last_sequence, 0);
}

#[test]
#[ignore = "needs nats-server"]
fn what_a_later_version_wrote_is_not_taken_for_foreign_and_nothing_is_written_behind_it() {
    let (raw, mut log) = (shared().raw(), shared().log("LATER", "later"));
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    let line = next_append(&log, &[body("b", "B")]).remove(0);
    let event = asof_core::Event::from_line(&line).unwrap();
    let later = line.replace("\"registered\"", "\"foretold\"");
    let content = asof_store::content_hash(&later).unwrap();
    let root = sound(&log).log_root();
    let hash = asof_store::next_log_root(root, event.seq, event.recorded, event.commit, content);
    raw.forge("asof.LATER", later.replace(&event.hash.to_string(), &hash.to_string()));
    for log in [&mut log, &mut reader("LATER", "later"), &mut reader("LATER", "later-new")] {
        let contents = log.read(ALL).unwrap();
        assert_eq!((contents.events().len(), contents.damage().len(), contents.foreign().len()), (1, 1, 0));
        let refused = log.append(&[body("c", "C")], Expected::Any).unwrap_err();
        assert!(matches!(refused, StoreError::LaterVersion { .. }), "{refused}");
    }
    assert_eq!(raw.info("LATER").state.last_sequence, 2);
}

#[test]
#[ignore = "needs nats-server"]
fn a_stream_that_lost_messages_or_has_not_one_subject_says_what_to_do_with() {
    let (cluster, raw) = (shared(), shared().raw());
    let create = |name: &str, subjects: &[&str]| {
        let subjects = subjects.iter().map(|subject| (*subject).to_owned()).collect();
        let config = Config { name: name.into(), subjects, ..Config::default() };
        raw.runtime.block_on(raw.context.create_stream(config)).unwrap()
    };
    let open = |name: &str| JetStreamLog::open(&cluster.address(name), &cluster.reach(name)).unwrap_err();
    for (name, subjects) in [("ANY", &["any.>"][..]), ("SEVERAL", &["several", "another"])] {
        create(name, subjects);
        let refused = open(name);
        assert!(
            matches!(&refused, StoreError::OtherStream { subjects: told, .. } if told == subjects),
            "{refused}"
        );
        assert!(subjects.iter().all(|subject| refused.to_string().contains(subject)), "{refused}");
    }
    let lost = create("LOST", &["lost"]);
    let unsynced = Reach { unsynced: asof_store::Unsynced::Allow, ..cluster.reach("LOST") };
    let mut log = JetStreamLog::open(&cluster.address("LOST"), &unsynced).unwrap();
    for number in 0..3 {
        log.append(&[numbered(0, number)], Expected::Any).unwrap();
    }
    raw.runtime.block_on(lost.delete_message(2)).unwrap();
    let refused = open("LOST");
    let StoreError::MessagesMissing { missing: 1, of: 3, copy: Some(copy), .. } = &refused else {
        panic!("{refused}")
    };
    assert_eq!(copy, log.copy());
    // The copy has all of it, and goes into a new stream.
    let copy = asof_store::SqliteLog::open(copy).unwrap();
    let mut again = cluster.log("FOUND", "found");
    again.replicate(&VerifiedBatch::read(&copy).unwrap()).unwrap();
    assert_eq!(sound(&again).head(), 3);
    let nowhere = open("NOWHERE");
    assert!(matches!(&nowhere, StoreError::NotFound { .. }), "{nowhere}");
}
