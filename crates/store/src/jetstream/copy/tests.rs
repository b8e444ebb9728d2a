use asof_core::Draft;

use super::*;
use crate::jetstream::notes::Notes;
use crate::{ALL, EventLog, Expected, MemoryLog};

const ID: Option<&str> = Some("01a207d9-2100-7707-8707-070707070701");

/// A stream: appends of one event, by their key in lower case, and other messages.
fn stream(messages: &[&str]) -> Vec<String> {
    let mut log = MemoryLog::new();
    let mut append = |key: &str| {
        let json = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"KEY"}]}}}}"#;
        log.append(&[Draft::from_json(&json.replace("KEY", key)).unwrap()], Expected::Any).unwrap();
        log.read(ALL).unwrap().iter().next_back().unwrap().text.to_owned()
    };
    let is_key = |message: &&str| message.starts_with(|c: char| c.is_ascii_lowercase());
    messages
        .iter()
        .map(|message| if is_key(message) { append(message) } else { (*message).to_owned() })
        .collect()
}

fn read(messages: &[String]) -> KnownStream {
    let mut known = KnownStream::default();
    messages.iter().for_each(|message| known.take_in(ID, message.as_bytes()));
    known
}

fn foreign(known: &KnownStream) -> Vec<u64> {
    known.reader.contents.foreign().iter().map(|foreign| foreign.message).collect()
}

/// What a copy of the first events says, and the notes of the first so many messages.
fn known_again(whole: &KnownStream, events: u64, noted: u64) -> KnownStream {
    let contents = whole.reader.contents.clone().restrict(&(0..=events));
    let mut reader = LogReader::default();
    reader.feed(contents.to_text().as_bytes());
    let notes = whole.reader.contents.foreign().iter().filter(|foreign| foreign.message <= noted);
    KnownStream::of_copy(reader, notes.map(|foreign| (foreign.message, foreign.clone())).collect())
}

#[test]
fn other_messages_are_passed_over_and_counted() {
    let known = read(&stream(&["a", "", "HELLO", "b", "\n", "c"]));
    let keys: Vec<String> =
        known.reader.contents.events().iter().map(|event| event.draft.key.to_string()).collect();
    assert_eq!((keys.join(" "), known.read_to), ("a b c".to_owned(), 6));
    assert_eq!(foreign(&known), [2, 3, 5]);
    assert_eq!(known.reader.contents.damage(), []);
}

#[test]
fn every_message_again_changes_nothing() {
    let messages = stream(&["a", "b", "c"]);
    let twice: Vec<String> = messages.iter().flat_map(|message| [message.clone(), message.clone()]).collect();
    let known = read(&twice);
    assert_eq!(known.reader.contents.to_text(), read(&messages).reader.contents.to_text());
    assert_eq!(foreign(&known), [2, 4, 6]);
}

#[test]
fn an_append_sent_before_its_time_is_passed_over_and_taken_in_its_place() {
    let messages = stream(&["a", "b", "c"]);
    let known = read(&[&messages[2..], &messages[..]].concat());
    assert_eq!((foreign(&known), known.reader.contents.head()), (vec![1], 3));
}

#[test]
fn what_uses_an_id_or_key_again_is_passed_over() {
    let first = stream(&["a"]);
    let mut known = read(&first);
    // Another writer's log that began alike, and does not refuse the key.
    for (from, to) in [("\"key\":\"b\"", "\"key\":\"a\""), ("ID", "ID")] {
        let mut line = stream(&["a", "b"])[1].replacen(from, to, 1);
        let (one, other) = (Event::from_line(&first[0]).unwrap(), Event::from_line(&line).unwrap());
        if from == "ID" {
            line = line.replace(&other.id.to_string(), &one.id.to_string());
        }
        let content = crate::hash::content_hash(&line).unwrap();
        let hash =
            crate::hash::next_log_root(Some(one.hash), other.seq, other.recorded, other.commit, content);
        known.take_in(ID, line.replace(&other.hash.to_string(), &hash.to_string()).as_bytes());
    }
    let whys: Vec<WhyForeign> = known.reader.contents.foreign().iter().map(|foreign| foreign.why).collect();
    assert_eq!(whys, [WhyForeign::Reused, WhyForeign::Reused]);
}

#[test]
fn what_only_a_later_version_reads_is_damage_and_what_follows_it_is_read() {
    let messages = stream(&["a", "b", "c"]);
    let mut known = read(&messages[..1]);
    // To this reader the second append is what an event of an unknown kind is: its hashes hold.
    known.feed(Tail::of(read(&messages[..2]).reader.contents.iter().next_back()), b"{}");
    known.read_to += 1;
    known.take_in(ID, messages[2].as_bytes());
    assert_eq!((foreign(&known), known.reader.contents.damage().len()), (vec![], 1));
    assert_eq!(known.reader.contents.head(), 3);
    known.reader.contents.refuse_damaged().unwrap_err();
}

/// Whatever a process that was killed left of the copy and the notes, going on from there gives what reading all of it
/// gives, or shows that it has to be read from its beginning.
#[test]
fn a_copy_goes_on_from_wherever_it_was_left() {
    let messages = stream(&["A", "a", "", "a-b", "A", "A", "b", "c", "X", "Y"]);
    // An append that was sent again later looks like the last one.
    let messages = [&messages[..], &messages[1..2], &messages[7..8]].concat();
    let whole = read(&messages);
    for (events, noted) in (0..=4).flat_map(|events| (0..=12).map(move |noted| (events, noted))) {
        let mut known = known_again(&whole, events, noted);
        let holds = |evidence: &Evidence| {
            let message = usize::try_from(evidence.sequence()).unwrap() - 1;
            evidence.is(messages[message].as_bytes())
        };
        if !known.evidence().iter().all(holds) {
            let is_noted = |message: &u64| *message <= noted;
            let before =
                whole.reader.contents.events()[usize::try_from(events).unwrap() - 1].draft.key.clone();
            let place = [2, 4, 7, 8][usize::try_from(events).unwrap() - 1];
            let lacks = foreign(&whole).iter().any(|message| *message < place && !is_noted(message));
            assert!(lacks, "behind {before} with notes up to {noted}");
            continue;
        }
        let begun = usize::try_from(known.read_to).unwrap();
        messages[begun..].iter().for_each(|message| known.take_in(ID, message.as_bytes()));
        assert_eq!(known.reader.contents.to_text(), whole.reader.contents.to_text(), "{events} {noted}");
        assert_eq!((known.read_to, foreign(&known)), (12, foreign(&whole)), "{events} {noted}");
    }
}

#[test]
fn notes_are_those_of_one_stream_and_survive_torn_lines() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("log.db");
    let (notes, others) = (Notes::beside(&copy, "one".into()), Notes::beside(&copy, "other".into()));
    assert!(notes.read().unwrap().is_empty());
    let known = read(&stream(&["", "HELLO \u{1b}[2J", "a", "\u{202e}"]));
    let all = known.reader.contents.foreign();
    notes.add(&all[..1]).unwrap();
    let path = folder.path().join("log.db-foreign");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"created\":\"one\",\"mess");
    std::fs::write(&path, bytes).unwrap();
    notes.add(&all[1..]).unwrap();
    assert_eq!(notes.read().unwrap().len(), all.len());
    notes.add(&all[1..]).unwrap();
    assert_eq!(notes.read().unwrap().into_values().collect::<Vec<_>>(), all);
    assert!(others.read().unwrap().is_empty());
    notes.forget().unwrap();
    notes.forget().unwrap();
    assert!(notes.read().unwrap().is_empty());
}

#[test]
fn a_report_shows_no_control_characters() {
    let known = read(&stream(&["HELLO \u{1b}[2J\u{202e}", "", "?", &"X".repeat(100_000)]));
    let said: Vec<String> = known.reader.contents.foreign().iter().map(ToString::to_string).collect();
    assert_eq!(
        said[..3],
        [
            "message 1 of the stream is not an append to this log: it does not consist of events; it has 13 bytes, \
             starting with \"HELLO \\u{1b}[2J\\u{202e}\"",
            "message 2 of the stream is not an append to this log: it is empty",
            "message 3 of the stream is not an append to this log: it does not consist of events; it has 1 byte, \
             \"?\"",
        ]
    );
    assert!(said[3].len() < 250 && said[3].contains("has 100000 bytes"), "{}", said[3]);
}
