//! Imports a table by rules into a new log, and then the same table again: nothing is written twice.
//!
//! `cargo run -p asof-query --example import`

use std::error::Error;
use std::fs::File;

use asof_query::{Log, Missing, Older, Rules, TableFormat, TableImport, TableOptions};
use asof_store::{Access, EventLog, MemoryLog};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/import/timelinejs.csv");
const RULES: &str = include_str!("../../../events/rules/timelinejs.toml");

fn main() -> Result<(), Box<dyn Error>> {
    let mut log = MemoryLog::from_text("", Access::ReadWrite);
    for time in ["first", "second"] {
        let (written, refused) = import(&mut log)?;
        println!("the {time} time: {written} entries written, {refused} rows refused");
    }
    Ok(())
}

/// Imports the table, and returns how many entries were written and how many rows refused.
fn import(store: &mut dyn EventLog) -> Result<(u64, usize), Box<dyn Error>> {
    let rules = Rules::read(RULES).map_err(|faults| format!("{} faults in the rules", faults.len()))?;
    let options = TableOptions {
        ending: Some(TableFormat::Csv),
        process: None,
        missing: Missing::Listed,
        older: Older::Refused,
    };
    let log = Log::read(store)?;
    let mut import = TableImport::new(&rules, File::open(TABLE)?, &log, options, &tempfile::tempfile)?;
    let imported = import.append(store, None, &mut |_| {})?;
    Ok((imported.head - log.head(), import.refused()))
}

#[test]
fn a_table_that_is_imported_again_is_not_written_twice() {
    let mut log = MemoryLog::from_text("", Access::ReadWrite);
    assert!(import(&mut log).unwrap().0 > 3);
    assert_eq!(import(&mut log).unwrap().0, 0);
}
