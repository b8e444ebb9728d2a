//! What a log in a stream promises beyond the contract, on a cluster of three servers.
//!
//! With the feature `jetstream` the contract runs on it too, and needs nats-server.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Barrier, OnceLock};
use std::thread;
use std::time::Duration;

use asof_core::Draft;
use asof_store::{
    ALL, EventLog, Expected, JetStreamLog, MAX_EVENT_BYTES, MemoryLog, Reach, Receipt, SqliteLog, StoreError,
    Unsynced,
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
fn what_is_acknowledged_while_leaders_are_killed_stands_once_and_in_order() {
    const WRITERS: usize = 3;
    let kills = times("ASOF_KILLS", 2);
    let mut cluster = Cluster::start();
    let over = AtomicBool::new(false);
    let logs: Vec<JetStreamLog> =
        (0..WRITERS).map(|writer| cluster.log("KILLS", &format!("writer-{writer}"))).collect();
    let acknowledged: Vec<Vec<(u64, Draft)>> = thread::scope(|scope| {
        let over = &over;
        let write = |(writer, mut log): (usize, JetStreamLog)| {
            scope.spawn(move || {
                let mut acknowledged = Vec::new();
                for number in 0.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let draft = numbered(writer, number);
                    let receipt = until_settled(&mut log, std::slice::from_ref(&draft));
                    acknowledged.push((receipt.outcomes[0].event().seq, draft));
                }
                acknowledged
            })
        };
        let writing: Vec<_> = logs.into_iter().enumerate().map(write).collect();
        for _ in 0..kills {
            thread::sleep(Duration::from_secs(2));
            let begun = cluster.log("KILLS", "judge").head().unwrap();
            let killed = cluster.kill_leader("KILLS");
            // Only once the others go on without it does it come back.
            while cluster.log("KILLS", "judge").head().unwrap() < begun + 20 {
                thread::sleep(Duration::from_millis(100));
            }
            cluster.start_node(killed);
            cluster.wait_until_whole("KILLS");
        }
        over.store(true, Ordering::Relaxed);
        writing.into_iter().map(|writing| writing.join().unwrap()).collect()
    });
    let log = cluster.log("KILLS", "a reader that knows nothing");
    let contents = sound(&log);
    let count: usize = acknowledged.iter().map(Vec::len).sum();
    assert_eq!(contents.events().len(), count, "each stands once");
    for one in &acknowledged {
        assert!(one.is_sorted_by_key(|(seq, _)| seq), "in the order of their writer");
        for (seq, draft) in one {
            let event = &contents.events()[usize::try_from(*seq).unwrap() - 1];
            assert_eq!((event.seq, &event.draft.key), (*seq, &draft.key));
        }
    }
    // What is sent again after all of it is found where it stands.
    let mut log = log;
    for (seq, draft) in acknowledged.iter().filter_map(|one| one.first()) {
        assert_eq!(
            outcomes(&log.append(std::slice::from_ref(draft), Expected::Head(0)).unwrap()),
            format!("={seq}")
        );
    }
    println!("{count} of {count} acknowledged events once and in order, through {kills} kills of the leader");
}

/// Appends, and again where it is unknown or nobody was there, as a caller would.
fn until_settled(log: &mut JetStreamLog, batch: &[Draft]) -> Receipt {
    loop {
        match log.append(batch, Expected::Any) {
            Ok(receipt) => return receipt,
            Err(
                StoreError::Unavailable { .. } | StoreError::Indeterminate { .. } | StoreError::Busy { .. },
            ) => {}
            Err(error) => panic!("{error}: {:?}", error.source()),
        }
    }
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
fn what_is_no_append_is_damage_with_its_place() {
    let cluster = shared();
    let mut log = cluster.log("FOREIGN", "foreign");
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    let line = sound(&log).to_text();
    let raw = cluster.raw();
    raw.publish("asof.FOREIGN", "hello");
    let contents = log.read(ALL).unwrap();
    assert_eq!((contents.to_text(), contents.damage().len()), (line, 1));
    let refused = log.append(&[body("b", "B")], Expected::Any).unwrap_err();
    assert!(matches!(refused, StoreError::Damaged { count: 1, .. }), "{refused}");
}

#[test]
#[ignore = "needs nats-server"]
fn lines_that_do_not_hold_their_hash_and_two_appends_in_one_message_are_damage() {
    let cluster = shared();
    let mut elsewhere = MemoryLog::new();
    elsewhere.append(&[body("a", "A")], Expected::Any).unwrap();
    elsewhere.append(&[body("b", "B")], Expected::Any).unwrap();
    let text = sound(&elsewhere).to_text();
    for (stream, message) in [("ALTERED", text.replace("\"A\"", "\"X\"")), ("TWO", text)] {
        let log = cluster.log(stream, stream);
        let lines = if stream == "TWO" { message.trim_end() } else { message.lines().next().unwrap() };
        cluster.raw().publish(&format!("asof.{stream}"), lines);
        assert_eq!(log.read(ALL).unwrap().damage().len(), 1, "{stream}");
    }
}

#[test]
#[ignore = "needs nats-server"]
fn a_copy_that_was_written_to_or_belongs_to_another_stream_is_refused_and_kept() {
    let cluster = shared();
    let mut log = cluster.log("FIRST", "first");
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    let copy = log.copy().to_owned();
    drop(log);
    SqliteLog::open(&copy).unwrap().append(&[body("b", "B")], Expected::Any).unwrap();
    let mut log = cluster.log("FIRST", "first").with_patience(Duration::from_secs(1));
    let refused = log.append(&[body("c", "C")], Expected::Any).unwrap_err();
    assert!(matches!(&refused, StoreError::CopyDiffers { copy: named, .. } if *named == copy), "{refused}");

    let mut other = cluster.log("SECOND", "second");
    other.append(&[body("x", "X")], Expected::Any).unwrap();
    let other_copy = other.copy().to_owned();
    drop(other);
    fs::copy(&copy, &other_copy).unwrap();
    let refuse = || {
        let log = cluster.log("SECOND", "second").with_patience(Duration::from_secs(1));
        let refused = log.read(ALL).unwrap_err();
        assert!(matches!(refused, StoreError::CopyDiffers { .. }), "{refused}");
    };
    refuse();
    // A stream that goes further than the copy is no more its own.
    let mut elsewhere = cluster.log("SECOND", "elsewhere");
    for key in ["y", "z"] {
        elsewhere.append(&[body(key, key)], Expected::Any).unwrap();
    }
    refuse();
    assert_eq!(SqliteLog::open(&other_copy).unwrap().head().unwrap(), 2, "nothing was thrown away");
    // Without a copy, it is made anew.
    fs::remove_file(&other_copy).unwrap();
    assert_eq!(sound(&cluster.log("SECOND", "second")).head(), 3);
    assert_eq!(SqliteLog::open(&other_copy).unwrap().head().unwrap(), 3);
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
    assert!(matches!(refused, StoreError::AppendTooLarge { limit: 1_048_576, .. }), "{refused}");
    assert_eq!(log.head().unwrap(), 0);
    log.append(&batch(MAX_EVENT_BYTES - 2000, "taken"), Expected::Any).unwrap();
    assert_eq!(sound(&cluster.log("LARGE", "another")).to_text(), sound(&log).to_text());
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
    for word in ["memory", "old", "discarding", "deleted", "purged", "sync_interval"] {
        assert!(cautions.contains(word), "{word}: {cautions}");
    }
    assert_eq!(shared().log("READY", "sound").cautions().len(), 1, "only what cannot be seen");
}

#[test]
#[ignore = "needs nats-server"]
fn a_stream_that_lost_messages_or_takes_those_of_others_is_no_log() {
    let (cluster, raw) = (shared(), shared().raw());
    let create = |name: &str, subject: &str| {
        let config = Config { name: name.into(), subjects: vec![subject.into()], ..Config::default() };
        raw.runtime.block_on(raw.context.create_stream(config)).unwrap()
    };
    create("OTHERS", "others.>");
    let refused = JetStreamLog::open(&cluster.address("OTHERS"), &cluster.reach("others")).unwrap_err();
    assert!(matches!(refused, StoreError::OtherStream { .. }), "{refused}");
    let lost = create("LOST", "lost");
    (0..3).for_each(|_| raw.publish("lost", "x"));
    raw.runtime.block_on(lost.delete_message(2)).unwrap();
    let refused = JetStreamLog::open(&cluster.address("LOST"), &cluster.reach("lost")).unwrap_err();
    assert!(matches!(&refused, StoreError::Unreadable { .. }), "{refused}");
    let refused = JetStreamLog::open(&cluster.address("NOWHERE"), &cluster.reach("none")).unwrap_err();
    assert!(matches!(&refused, StoreError::NotFound { .. }), "{refused}");
}

#[test]
#[ignore = "needs nats-server"]
fn where_no_server_is_within_reach_the_copy_is_named() {
    let mut cluster = Cluster::start();
    let mut log = cluster.log("AWAY", "away").with_patience(Duration::from_secs(1));
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    let (address, reach) = (cluster.address("AWAY"), cluster.reach("away"));
    (0..3).for_each(|number| cluster.kill(number));
    for refused in [
        JetStreamLog::open(&address, &reach).err().unwrap(),
        log.read(ALL).unwrap_err(),
        log.append(&[body("b", "B")], Expected::Any).unwrap_err(),
    ] {
        let StoreError::Unavailable { copy: Some(copy), .. } = &refused else { panic!("{refused}") };
        assert_eq!(SqliteLog::open(copy).unwrap().head().unwrap(), 1);
    }
    let refused = JetStreamLog::open(&address, &cluster.reach("new")).err().unwrap();
    assert!(matches!(refused, StoreError::Unavailable { copy: None, .. }), "{refused}");
}

#[test]
#[ignore = "needs nats-server"]
fn two_of_three_servers_are_enough_and_one_is_not() {
    let mut cluster = Cluster::start();
    let mut log = cluster.log("QUORUM", "quorum");
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    cluster.kill(0);
    until_settled(&mut log, &[body("b", "B")]);
    cluster.kill(1);
    let mut log = log.with_patience(Duration::from_secs(3));
    let refused = log.append(&[body("c", "C")], Expected::Any).unwrap_err();
    assert!(
        matches!(refused, StoreError::Unavailable { .. } | StoreError::Indeterminate { .. }),
        "{refused}"
    );
    (0..2).for_each(|number| cluster.start_node(number));
    let receipt = until_settled(&mut log, &[body("c", "C")]);
    assert_eq!(receipt.head, 3);
    assert_eq!(sound(&cluster.log("QUORUM", "new")).head(), 3);
}
