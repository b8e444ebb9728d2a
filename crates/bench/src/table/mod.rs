//! The table: what asof takes, what it must not take more than, and what a peer takes in the same run.

mod answers;
mod append;
mod cold;
mod figure;
mod ground;
mod memory;
mod shapes;
mod warm;
mod whole;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::measure::Outcome;
use figure::Row;
use ground::Ground;

/// Of what the table is made.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many events the log has.
    #[arg(long, default_value_t = 10_000)]
    events: usize,
    /// Only the rows whose name contains this.
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
    /// The program to measure.
    #[arg(long, default_value = "target/release/asof")]
    asof: PathBuf,
    /// A Python with the package duckdb; without one its row is left out.
    #[arg(long, default_value = "python3")]
    python: PathBuf,
}

/// With fewer events there are too few processes to ask about several.
const FEWEST: usize = 1_000;

/// Prints the table.
///
/// # Errors
///
/// A log cannot be made, a program cannot be run, or answers differ.
pub(crate) fn print(options: &Options) -> Outcome<ExitCode> {
    let Options { events, only, asof, python } = options;
    if *events < FEWEST {
        return Err(format!(
            "{events} events are too few: the table asks about several processes of 200 events; take --events {FEWEST} or more"
        )
        .into());
    }
    let word = only.as_deref().unwrap_or_default();
    let rows: Vec<Row> = rows().filter(|row| row.name.contains(word)).collect();
    if rows.is_empty() {
        let names: Vec<&str> = self::rows().map(|row| row.name).collect();
        return Err(
            format!("no row has `{word}` in its name; these are the rows:\n{}", names.join("\n")).into()
        );
    }
    let folder = tempfile::tempdir()?;
    let ground = Ground::new(*events, asof, python, folder.path())?;
    let compared = answers::compare(&ground)?;
    println!(
        "{events} events in {} processes, {} bytes a line; medians of one run; {compared} answers are those of SQLite by hand",
        ground.processes.len(),
        ground.log.len() / ground.log.lines().count().max(1),
    );
    println!("{}", figure::HEADING);
    for row in rows {
        println!("{}", row.measured(&ground)?);
    }
    Ok(ExitCode::SUCCESS)
}

fn rows() -> impl Iterator<Item = Row> {
    [whole::ROWS, cold::ROWS, warm::ROWS, append::ROWS, shapes::ROWS, memory::ROWS]
        .into_iter()
        .flatten()
        .copied()
}
