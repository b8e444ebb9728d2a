//! Opens a log, whatever it is kept in, and says what it holds.
//!
//! `cargo run -p asof-query --example open -- events/istanbul.jsonl`

use std::error::Error;

use asof_query::{Log, replay};
use asof_store::{Location, Unsynced, open_location};

fn main() -> Result<(), Box<dyn Error>> {
    let location = std::env::args().nth(1).unwrap_or("events/istanbul.jsonl".to_owned());
    println!("{}", said(&location)?);
    Ok(())
}

/// Returns how many entries a log has, of which negotiations, and the receipt of all of them.
fn said(location: &str) -> Result<String, Box<dyn Error>> {
    // A file of JSON Lines, a SQLite database or, with the feature `jetstream`, a stream.
    let location: Location = location.parse()?;
    let log = Log::read(&*open_location(&location, Unsynced::Refuse)?)?;
    // A log that is damaged still answers what it can: look before you trust it.
    for damage in log.damage() {
        eprintln!("damaged: {damage}");
    }
    let processes: Vec<&str> = log.processes().iter().map(|process| process.key.as_str()).collect();
    let root = replay(&log)?.log_root.map_or_else(|| "none".to_owned(), |root| root.to_string());
    Ok(format!("{} entries of {}; log root {root}", log.head(), processes.join(", ")))
}

#[test]
fn it_says_what_the_shipped_record_holds() {
    let said = said(concat!(env!("CARGO_MANIFEST_DIR"), "/../../events/istanbul.jsonl")).unwrap();
    assert!(said.contains("entries of ukraine-2022, istanbul-2025; log root "), "{said}");
}
