//! What a log in a stream promises beyond the contract, on a cluster of three servers.
//!
//! With the feature `jetstream` the contract runs on it too, and needs nats-server.

mod copies;
mod copy_faults;
mod foreign;
mod outages;
mod reaching;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, OnceLock};
use std::thread;
use std::time::Duration;

use asof_core::Draft;
use asof_store::{
    EventLog, Expected, JetStreamLog, MAX_EVENT_BYTES, Reach, SizeLimit, SqliteLog, StoreError, Unsynced,
};
use async_nats::HeaderMap;
use async_nats::jetstream::stream::{Config, StorageType};

use crate::cluster::Cluster;
use crate::support::{body, claim, outcomes, sound};

/// Returns an empty log in a new stream, with its local copy in this folder.
pub(crate) fn empty(folder: &Path) -> JetStreamLog {
    static STREAMS: AtomicUsize = AtomicUsize::new(0);
    let stream = format!("LOG-{}", STREAMS.fetch_add(1, Ordering::Relaxed));
    let reach = Reach { copies: Some(folder.to_owned()), ..Reach::default() };
    JetStreamLog::create(&shared().address(&stream), &reach).unwrap()
}

/// The cluster of the tests that kill no server.
fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(Cluster::start)
}

/// How often to do what chance decides; an example does it more often.
fn times(variable: &str, few: usize) -> usize {
    std::env::var(variable).map_or(few, |count| count.parse().unwrap())
}

/// A draft that tells itself by a number.
fn numbered(writer: usize, number: usize) -> Draft {
    claim("talks", &format!("claim-{writer}-{number}"), &format!("statement {number} of {writer}"))
}

#[test]
#[ignore = "needs nats-server"]
fn of_eight_writers_with_one_expectation_exactly_one_wins() {
    const WRITERS: usize = 8;
    let cluster = shared();
    let races = times("ASOF_RACES", 20);
    let (line_up, log) = (Barrier::new(WRITERS), cluster.log("RACES", "judge"));
    let ran: Vec<Vec<Result<u64, StoreError>>> = thread::scope(|scope| {
        let run = |writer: usize| {
            let mut log = cluster.log("RACES", &format!("writer-{writer}"));
            let line_up = &line_up;
            scope.spawn(move || {
                let race = |race: usize| {
                    line_up.wait();
                    let receipt = log.append(&[numbered(writer, race)], Expected::Head(race as u64))?;
                    Ok(receipt.head)
                };
                (0..races).map(race).collect()
            })
        };
        let runs: Vec<_> = (0..WRITERS).map(run).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    for race in 0..races {
        let head = race as u64 + 1;
        let of_race: Vec<_> = ran.iter().map(|one| &one[race]).collect();
        let is_winner = |one: &&&Result<u64, StoreError>| matches!(one, Ok(won) if *won == head);
        let is_loser = |one: &&&Result<u64, StoreError>| matches!(one, Err(StoreError::Conflict { head: stands, .. }) if *stands == head);
        let (won, lost) = (of_race.iter().filter(is_winner).count(), of_race.iter().filter(is_loser).count());
        assert_eq!((won, lost), (1, WRITERS - 1), "race {race}: {of_race:?}");
    }
    assert_eq!(sound(&log).head(), races as u64);
    println!("{races} races of {WRITERS} writers: one winner each");
}

#[test]
#[ignore = "needs nats-server"]
fn a_message_is_the_lines_of_one_append_and_has_no_message_id() {
    let cluster = shared();
    let mut log = cluster.log("MESSAGES", "messages");
    log.append(&[body("a", "Türkiye 🕊"), body("b", "B")], Expected::Any).unwrap();
    log.append(&[claim("talks", "c", "one")], Expected::Head(2)).unwrap();
    log.append(&[claim("talks", "c", "one")], Expected::Head(2)).unwrap();
    let raw = cluster.raw();
    let text = sound(&log).to_text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(raw.info("MESSAGES").state.last_sequence, 2);
    for (sequence, expected) in [(1, lines[..2].join("\n")), (2, lines[2].to_owned())] {
        let message = raw.message("MESSAGES", sequence);
        assert_eq!(message.payload, expected);
        assert!(message.headers.get("Nats-Msg-Id").is_none());
        assert!(message.headers.get("Asof-Append").is_some());
        let behind = message.headers.get("Nats-Expected-Last-Sequence").unwrap();
        assert_eq!(behind.as_str(), (sequence - 1).to_string());
    }
}

#[test]
#[ignore = "needs nats-server"]
fn another_client_cannot_delete_purge_or_change_what_was_accepted() {
    let cluster = shared();
    let mut log = cluster.log("KEPT", "kept");
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    let before = sound(&log).to_text();
    let raw = cluster.raw();
    let stream = raw.runtime.block_on(raw.context.get_stream("KEPT")).unwrap();
    raw.runtime.block_on(stream.delete_message(1)).unwrap_err();
    raw.runtime.block_on(async { stream.purge().await }).unwrap_err();
    let config = raw.info("KEPT").config;
    for weaker in [Config { deny_delete: false, ..config.clone() }, Config { deny_purge: false, ..config }] {
        raw.runtime.block_on(raw.context.update_stream(&weaker)).unwrap_err();
    }
    // Neither does a roll-up, which would replace what is there.
    let mut headers = HeaderMap::new();
    headers.insert("Nats-Rollup", "all");
    let rolled_up =
        async { raw.context.publish_with_headers("asof.KEPT", headers, "x".into()).await.unwrap().await };
    raw.runtime.block_on(rolled_up).unwrap_err();
    assert_eq!(sound(&cluster.log("KEPT", "anew")).to_text(), before);
}

#[test]
#[ignore = "needs nats-server"]
fn two_logs_with_one_local_copy_get_along() {
    let cluster = shared();
    let (mut one, mut other) = (cluster.log("SHARED", "shared"), cluster.log("SHARED", "shared"));
    for number in 0..10 {
        one.append(&[numbered(1, number)], Expected::Any).unwrap();
        other.append(&[numbered(2, number)], Expected::Any).unwrap();
    }
    assert_eq!(sound(&one).to_text(), sound(&other).to_text());
    assert_eq!(SqliteLog::open(one.copy()).unwrap().head().unwrap(), 20);
}

#[test]
#[ignore = "needs nats-server"]
fn a_long_log_is_read_anew_by_who_has_no_copy() {
    let cluster = shared();
    let mut log = cluster.log("LONG", "writer");
    for number in 0..600 {
        log.append(&[numbered(1, number)], Expected::Head(number as u64)).unwrap();
    }
    assert_eq!(sound(&cluster.log("LONG", "reader")).to_text(), sound(&log).to_text());
}

#[test]
#[ignore = "needs nats-server"]
fn an_append_that_fills_a_message_is_taken_and_a_larger_one_is_refused_with_the_limit() {
    let cluster = shared();
    let mut log = cluster.log("LARGE", "large");
    let batch = |bytes: usize, key: &str| {
        [body(&format!("{key}-a"), &"x".repeat(bytes / 2)), body(&format!("{key}-b"), &"y".repeat(bytes / 2))]
    };
    let refused = log.append(&batch(MAX_EVENT_BYTES, "refused"), Expected::Any).unwrap_err();
    let by = SizeLimit::MaxPayload;
    assert!(
        matches!(refused, StoreError::AppendTooLarge { limit: 1_048_576, by: told, .. } if told == by),
        "{refused}"
    );
    assert!(refused.to_string().contains("max_payload"), "{refused}");
    assert_eq!(log.head().unwrap(), 0);
    log.append(&batch(MAX_EVENT_BYTES - 2000, "taken"), Expected::Any).unwrap();
    assert_eq!(sound(&cluster.log("LARGE", "another")).to_text(), sound(&log).to_text());
}

#[test]
#[ignore = "needs nats-server"]
fn an_append_larger_than_the_stream_takes_is_refused_with_the_limit_of_the_stream() {
    let (raw, mut log) = (shared().raw(), shared().log("NARROW", "narrow"));
    let config = Config { max_message_size: 5000, ..raw.info("NARROW").config };
    raw.runtime.block_on(raw.context.update_stream(&config)).unwrap();
    let refused = log.append(&[body("a", &"x".repeat(5000))], Expected::Any).unwrap_err();
    let by = SizeLimit::MaxMsgSize;
    assert!(
        matches!(refused, StoreError::AppendTooLarge { limit: 5000, by: told, .. } if told == by),
        "{refused}"
    );
    assert!(refused.to_string().contains("max_msg_size"), "{refused}");
    log.append(&[body("a", &"x".repeat(4000))], Expected::Head(0)).unwrap();
}

#[test]
#[ignore = "needs nats-server"]
fn a_full_stream_says_so_and_stays_as_it_was() {
    let cluster = shared();
    let mut log = cluster.log("FULL", "full");
    let raw = cluster.raw();
    let config = Config { max_bytes: 4000, ..raw.info("FULL").config };
    raw.runtime.block_on(raw.context.update_stream(&config)).unwrap();
    log.append(&[body("a", &"x".repeat(2000))], Expected::Any).unwrap();
    let refused = log.append(&[body("b", &"y".repeat(2000))], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    assert_eq!(sound(&log).head(), 1);
    log.append(&[body("c", "C")], Expected::Head(1)).unwrap();
}

#[test]
#[ignore = "needs nats-server"]
fn a_stream_that_may_lose_events_is_written_to_only_if_that_is_allowed() {
    let single = Cluster::of(1);
    let address = single.address("LOG");
    let refused = JetStreamLog::create(&address, &single.reach("refused")).unwrap_err();
    assert!(matches!(&refused, StoreError::Unsynced { .. }), "{refused}");
    let allowed = Reach { unsynced: Unsynced::Allow, ..single.reach("allowed") };
    let mut log = JetStreamLog::create(&address, &allowed).unwrap();
    log.append(&[body("a", "A")], Expected::Head(0)).unwrap();
    let mut log = JetStreamLog::open(&address, &single.reach("careful")).unwrap();
    assert_eq!(sound(&log).head(), 1, "it may be read");
    assert_eq!(outcomes(&log.append(&[body("a", "A")], Expected::Any).unwrap()), "=1");
    let refused = log.append(&[body("b", "B")], Expected::Any).unwrap_err();
    assert!(matches!(&refused, StoreError::Unsynced { why, .. } if why.contains("1 of 3")), "{refused}");

    let raw = shared().raw();
    let weak = Config {
        name: "WEAK".to_owned(),
        subjects: vec!["weak".to_owned()],
        storage: StorageType::Memory,
        max_age: Duration::from_secs(3600),
        num_replicas: 3,
        ..Config::default()
    };
    raw.runtime.block_on(raw.context.create_stream(weak)).unwrap();
    let cautions = shared().log("WEAK", "weak").cautions().join("\n");
    for word in ["memory", "old", "discards", "deleted", "purged", "sync_interval"] {
        assert!(cautions.contains(word), "{word}: {cautions}");
    }
    assert_eq!(shared().log("READY", "sound").cautions().len(), 1, "only what cannot be seen");
}
