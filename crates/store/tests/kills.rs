//! A writer that is killed at any moment (SIGKILL) loses nothing that it was told is written, and leaves nothing half done.
//!
//! `ASOF_KILLS` says how many are killed on each store, `ASOF_SEED` from which seed chance goes on.

use std::path::Path;
use std::thread;
use std::time::Duration;

use asof_core::Draft;
use asof_store::{ALL, EventBatch, EventLog, Expected};

use crate::support::{body, sound};
use crate::writers::{FILES, Writer, count, is_writer, open, say};

/// After so many writers a log is begun anew, so that reading it does not come to take longer than writing.
const WRITERS_A_LOG: u64 = 20;
/// The latest moment at which a writer is killed, counted from when it begins to write.
const LATEST_MICROS: u64 = 20_000;

/// Chance that can be had again: SplitMix64 (Steele, Lea, Flood 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Returns the append of this number that a writer attempts: of one to four events, now and then of large ones,
/// which a kill can cut in two. The first ones, which most writers live to see, are not of the same length for all.
fn batch(writer: &str, number: u64) -> Vec<Draft> {
    let name = "W".repeat(if number % 2 == 1 { 150_000 } else { 1 });
    let length = 1 + (number + writer.parse::<u64>().unwrap()) % 4;
    (0..length).map(|part| body(&format!("w{writer}-{number}-{part}"), &name)).collect()
}

/// Returns how many appends of a writer, each whole and in order, stand behind the first `known` events of a log.
fn recovered(contents: &EventBatch, known: usize, writer: &str) -> u64 {
    let mut keys = contents.events()[known..].iter().map(|event| event.draft.key.to_string()).peekable();
    let mut number = 0;
    while keys.peek().is_some() {
        for draft in batch(writer, number) {
            assert_eq!(keys.next(), Some(draft.key.to_string()), "all of append {number}, in order");
        }
        number += 1;
    }
    number
}

#[derive(Default)]
struct Figures {
    acknowledged: u64,
    unacknowledged: u64,
    torn: u64,
    before_any: u64,
}

/// Has a writer killed after a while and holds what it left against what it said.
fn kill_one(path: &Path, writer: &str, chance: &mut Chance, figures: &mut Figures) {
    let before = sound(&*open(path)).to_text();
    let test = "kills::what_was_acknowledged_outlives_the_killing_of_its_writer";
    let mut child = Writer::start(test, writer, path);
    assert_eq!(child.hear().as_deref(), Some("begun"));
    thread::sleep(Duration::from_micros(chance.below(LATEST_MICROS)));
    let said = child.kill();
    let acknowledged = said.len() as u64;
    assert!(said.iter().map(|said| said.parse::<u64>().unwrap()).eq(0..acknowledged));

    let mut log = open(path);
    let contents = log.read(ALL).unwrap();
    assert!(contents.faults().is_empty(), "{:?}", contents.faults());
    assert!(contents.to_text().starts_with(&before), "what stood there stands there");
    let known = before.lines().count();
    let recovered = recovered(&contents, known, writer);
    // It attempts no append before it has acknowledged the one before.
    assert!((acknowledged..=acknowledged + 1).contains(&recovered), "{acknowledged} said, {recovered} found");

    let head = contents.head();
    let receipt = log.append(&[body(&format!("after-{writer}"), "A")], Expected::Head(head)).unwrap();
    assert_eq!(receipt.set_aside.is_some(), contents.unfinished().is_some());
    assert_eq!(sound(&*log).head(), head + 1);
    figures.acknowledged += acknowledged;
    figures.unacknowledged += recovered - acknowledged;
    figures.torn += u64::from(receipt.set_aside.is_some());
    figures.before_any += u64::from(recovered == 0);
}

#[test]
fn what_was_acknowledged_outlives_the_killing_of_its_writer() {
    if let Some((name, path)) = is_writer() {
        let mut log: Box<dyn EventLog> = open(&path);
        say("begun");
        for number in 0_u64.. {
            log.append(&batch(&name, number), Expected::Any).unwrap();
            say(number);
        }
    }
    let kills = count("ASOF_KILLS", 40);
    for file in FILES {
        let seed = count("ASOF_SEED", u64::from(std::process::id()));
        println!("{file}: seed {seed}");
        let (mut chance, mut figures) = (Chance(seed), Figures::default());
        let mut folder = tempfile::tempdir().unwrap();
        for kill in 0..kills {
            if kill % WRITERS_A_LOG == 0 {
                folder = tempfile::tempdir().unwrap();
            }
            kill_one(&folder.path().join(file), &kill.to_string(), &mut chance, &mut figures);
        }
        let Figures { acknowledged, unacknowledged, torn, before_any } = figures;
        println!(
            "{file}: {kills} writers killed, {before_any} of them before any append stood; {acknowledged} appends \
             acknowledged, all there; {unacknowledged} there and not yet acknowledged; {torn} cut in two and set aside"
        );
        assert!(acknowledged > kills / 20, "writers wrote before they were killed: {acknowledged}");
    }
}
