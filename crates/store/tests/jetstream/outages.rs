//! Servers that are killed, or stopped for a while, under writers.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use asof_core::Draft;
use asof_store::{ALL, AppendResult, EventLog, Expected, JetStreamLog, Reach, SqliteLog, StoreError};

use super::{numbered, times};
use crate::cluster::Cluster;
use crate::support::{body, outcomes, sound};

/// What was acknowledged to a writer, by its number, and how long it waited for one of them at most.
struct Acknowledged {
    events: Vec<(u64, Draft)>,
    longest: Duration,
}

/// Has writers append while something happens to the servers.
fn write_through(logs: Vec<JetStreamLog>, happens: impl FnOnce()) -> Vec<Acknowledged> {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let over = &over;
        let write = |(writer, mut log): (usize, JetStreamLog)| {
            scope.spawn(move || {
                let mut acknowledged = Acknowledged { events: Vec::new(), longest: Duration::ZERO };
                for number in 0.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let (draft, begun) = (numbered(writer, number), Instant::now());
                    let receipt = until_settled(&mut log, std::slice::from_ref(&draft));
                    acknowledged.longest = acknowledged.longest.max(begun.elapsed());
                    acknowledged.events.push((receipt.outcomes[0].event().seq, draft));
                }
                acknowledged
            })
        };
        let writing: Vec<_> = logs.into_iter().enumerate().map(write).collect();
        happens();
        over.store(true, Ordering::Relaxed);
        writing.into_iter().map(|writing| writing.join().unwrap()).collect()
    })
}

/// Holds what was acknowledged against what a reader who knows nothing finds, and prints how many events there are, what
/// they went through, and the longest that a writer waited.
fn stand_once_and_in_order(cluster: &Cluster, stream: &str, acknowledged: &[Acknowledged], through: &str) {
    let mut log = cluster.log(stream, "a reader that knows nothing");
    let contents = sound(&log);
    let count: usize = acknowledged.iter().map(|one| one.events.len()).sum();
    assert_eq!((contents.events().len(), contents.foreign().len()), (count, 0), "each stands once");
    for one in acknowledged {
        assert!(one.events.is_sorted_by_key(|(seq, _)| seq), "in the order of their writer");
        for (seq, draft) in &one.events {
            let event = &contents.events()[usize::try_from(*seq).unwrap() - 1];
            assert_eq!((event.seq, &event.draft.key), (*seq, &draft.key));
        }
    }
    // What is sent again after all of it is found where it stands.
    for (seq, draft) in acknowledged.iter().filter_map(|one| one.events.first()) {
        let receipt = log.append(std::slice::from_ref(draft), Expected::Head(0)).unwrap();
        assert_eq!(outcomes(&receipt), format!("={seq}"));
    }
    let longest = acknowledged.iter().map(|one| one.longest).max().unwrap_or_default();
    println!(
        "{count} of {count} acknowledged events once and in order, through {through}; the longest append took {longest:?}"
    );
}

fn writers(cluster: &Cluster, stream: &str) -> Vec<JetStreamLog> {
    (0..3).map(|writer| cluster.log(stream, &format!("writer-{writer}"))).collect()
}

/// Waits until so many more events are there.
fn wait_for_more(cluster: &Cluster, stream: &str, events: u64) {
    let (since, begun) = (Instant::now(), cluster.log(stream, "judge").head().unwrap());
    while cluster.log(stream, "judge").head().unwrap() < begun + events {
        assert!(since.elapsed() < Duration::from_secs(120), "the writers do not go on");
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
#[ignore = "needs nats-server"]
fn what_is_acknowledged_while_leaders_are_killed_stands_once_and_in_order() {
    let kills = times("ASOF_KILLS", 2);
    let mut cluster = Cluster::start();
    let logs = writers(&cluster, "KILLS");
    let acknowledged = write_through(logs, || {
        for _ in 0..kills {
            thread::sleep(Duration::from_secs(2));
            let killed = cluster.kill_leader("KILLS");
            // Only once the others go on without it does it come back.
            wait_for_more(&cluster, "KILLS", 20);
            cluster.start_node(killed);
            cluster.wait_until_whole("KILLS");
        }
    });
    let through = format!("{kills} kills of the leader");
    stand_once_and_in_order(&cluster, "KILLS", &acknowledged, &through);
}

#[test]
#[ignore = "needs nats-server"]
fn what_is_acknowledged_while_servers_are_stopped_stands_once_and_in_order() {
    const STOPPED: Duration = Duration::from_secs(10);
    let stops = times("ASOF_KILLS", 2);
    let cluster = Cluster::start();
    let logs = writers(&cluster, "STOPS");
    let acknowledged = write_through(logs, || {
        for number in 0..stops {
            thread::sleep(Duration::from_secs(1));
            // In turn the leader and another one; what it was in the middle of it does when it goes on.
            let stopped = (cluster.leader("STOPS") + number % 2) % 3;
            cluster.stop(stopped);
            thread::sleep(STOPPED);
            cluster.go_on(stopped);
            wait_for_more(&cluster, "STOPS", 20);
            cluster.wait_until_whole("STOPS");
        }
    });
    let through = format!("{stops} stops of a server");
    stand_once_and_in_order(&cluster, "STOPS", &acknowledged, &through);
}

#[test]
#[ignore = "needs nats-server"]
fn appends_go_on_while_a_server_is_stopped() {
    let cluster = Cluster::start();
    let mut logs = writers(&cluster, "GOES-ON");
    for number in 0..3 {
        cluster.stop(number);
        let begun = Instant::now();
        for (writer, log) in logs.iter_mut().enumerate() {
            // Whichever server a writer talks to, one append finds the others within its patience.
            log.append(&[numbered(writer, number)], Expected::Any).unwrap();
        }
        println!("with one server stopped, three writers appended in {:?}", begun.elapsed());
        cluster.go_on(number);
        cluster.wait_until_whole("GOES-ON");
    }
}

/// Appends, and again where it is unknown or nobody was there, as a caller would.
fn until_settled(log: &mut JetStreamLog, batch: &[Draft]) -> AppendResult {
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
fn where_no_server_is_within_reach_the_copy_is_named() {
    let mut cluster = Cluster::start();
    let mut log = cluster.log("AWAY", "away").with_patience(Duration::from_secs(1));
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    let address = cluster.address("AWAY");
    let reach = |copies| Reach { patience: Duration::from_secs(1), ..cluster.reach(copies) };
    let (away, new) = (reach("away"), reach("new"));
    (0..3).for_each(|number| cluster.kill(number));
    for refused in [
        JetStreamLog::open(&address, &away).err().unwrap(),
        log.read(ALL).unwrap_err(),
        log.append(&[body("b", "B")], Expected::Any).unwrap_err(),
    ] {
        let StoreError::Unavailable { copy: Some(copy), .. } = &refused else { panic!("{refused}") };
        assert_eq!(SqliteLog::open(copy).unwrap().head().unwrap(), 1);
    }
    let refused = JetStreamLog::open(&address, &new).err().unwrap();
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
