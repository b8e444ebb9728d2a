//! Writers that expect the same of a log: one wins. `ASOF_RACES` says how many races of each sort are run.

use std::path::Path;
use std::sync::Barrier;
use std::thread;

use asof_store::{Expected, StoreError};

use crate::support::{body, sound};
use crate::writers::{FILES, Writer, count, is_writer, open, say};

const WRITERS: u64 = 8;

fn races() -> u64 {
    count("ASOF_RACES", 10)
}

/// Appends one event to a log that is expected to stand at `head`; returns whether it was this writer's.
fn wins(path: &Path, name: &str, head: u64) -> bool {
    wins_with(&mut *open(path), name, head)
}

fn wins_with(log: &mut dyn asof_store::EventLog, name: &str, head: u64) -> bool {
    match log.append(&[body(&format!("w{name}-{head}"), "W")], Expected::Head(head)) {
        Ok(receipt) => {
            assert_eq!(receipt.head, head + 1);
            true
        }
        Err(StoreError::Conflict { expected, head: found }) => {
            assert_eq!((expected, found), (head, head + 1));
            false
        }
        Err(error) => panic!("{error}"),
    }
}

/// Checks that the winner of each race, and nobody else, stands in the log, in order.
fn hold(path: &Path, winners: &[String]) {
    let contents = sound(&*open(path));
    let keys = contents.events().iter().map(|event| event.draft.key.to_string());
    let won = (0..).zip(winners).map(|(head, name): (u64, _)| format!("w{name}-{head}"));
    assert!(keys.eq(won), "no gap, and nobody twice");
    assert!(contents.events().iter().map(|event| event.seq).eq(1..=races()));
}

#[test]
fn of_eight_threads_with_one_expectation_one_wins() {
    for file in FILES {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        open(&path);
        let race = |head: u64| {
            let barrier = Barrier::new(usize::try_from(WRITERS).unwrap());
            let (barrier, path) = (&barrier, &path);
            let attempt = |name: u64| {
                barrier.wait();
                wins(path, &name.to_string(), head).then(|| name.to_string())
            };
            let won: Vec<String> = thread::scope(|scope| {
                let threads: Vec<_> = (0..WRITERS).map(|name| scope.spawn(move || attempt(name))).collect();
                threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
            });
            let [winner] = &won[..] else { panic!("{won:?} won race {head}") };
            winner.clone()
        };
        let winners: Vec<String> = (0..races()).map(race).collect();
        hold(&path, &winners);
        println!("{file}: {} races of {WRITERS} threads, one winner each", races());
    }
}

#[test]
fn of_eight_processes_with_one_expectation_one_wins() {
    if let Some((name, path)) = is_writer() {
        let mut log = open(&path);
        for line in std::io::stdin().lines() {
            let head = line.unwrap().parse().unwrap();
            say(wins_with(&mut *log, &name, head));
        }
        return;
    }
    for file in FILES {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        open(&path);
        let test = "races::of_eight_processes_with_one_expectation_one_wins";
        let mut writers: Vec<Writer> =
            (0..WRITERS).map(|name| Writer::start(test, &name.to_string(), &path)).collect();
        let race = |head: u64| {
            writers.iter_mut().for_each(|writer| writer.tell(head));
            let said = writers.iter_mut().map(|writer| writer.hear().unwrap());
            let won: Vec<usize> =
                said.enumerate().filter(|(_, said)| said == "true").map(|(name, _)| name).collect();
            let [winner] = won[..] else { panic!("{won:?} won race {head}") };
            winner.to_string()
        };
        let winners: Vec<String> = (0..races()).map(race).collect();
        writers.into_iter().for_each(Writer::end);
        hold(&path, &winners);
        let distinct: std::collections::BTreeSet<_> = winners.iter().collect();
        println!("{file}: {} races of {WRITERS} processes, {} of which won some", races(), distinct.len());
    }
}
