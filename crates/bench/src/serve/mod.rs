//! What the page takes: how many views a second, how long one takes at a fixed rate, how much memory, beside Datasette.

mod client;
mod server;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use asof_bench::{Shape, processes, write_log};
use clap::Args;

use self::client::{Load, at_rate, flat_out};
use self::server::Server;
use crate::measure::{Outcome, built, run};

/// What is measured, and how long.
#[derive(Args)]
pub(crate) struct Options {
    /// The program to measure.
    #[arg(long, default_value = "target/release/asof")]
    asof: PathBuf,
    /// The shipped record.
    #[arg(long, default_value = "events/istanbul.jsonl")]
    record: PathBuf,
    /// How many events the large log has.
    #[arg(long, default_value_t = 1_000_000)]
    events: usize,
    /// How many seconds each load lasts.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Datasette, which serves the database of the record in the same run; it is left out if it is not named.
    #[arg(long)]
    datasette: Option<PathBuf>,
    /// How many requests the memory is watched for; 0 leaves that out.
    #[arg(long, default_value_t = 100_000)]
    requests: u64,
}

/// How many requests a second the time of each is taken at.
const RATE: u32 = 200;

/// How many days of the record are asked for in turn.
const DAYS: u32 = 74;

/// Prints what each load took.
///
/// # Errors
///
/// A program cannot be run, or an answer was not the one expected.
pub(crate) fn print(options: &Options) -> Outcome<ExitCode> {
    built(&options.asof)?;
    let folder = tempfile::tempdir()?;
    let lasting = Duration::from_secs(options.seconds);
    println!("{:44} {:>10} {:>9} {:>9} {:>9}", "", "a second", "p50 ms", "p99 ms", "RSS MB");
    let record = options.record.to_string_lossy().into_owned();
    let server = Server::asof(&options.asof, &record)?;
    // Each was answered before from the second round on.
    let days = days();
    let views: Vec<String> =
        days.iter().flat_map(|day| [format!("/?at={day}"), format!("/?at={day}&known={day}")]).collect();
    let of_record =
        told("views of the record, as fast as they come", &server, &flat_out(&server, &views, lasting)?);
    told(&format!("the same, {RATE} a second"), &server, &at_rate(&server, &views, RATE, lasting)?);
    let fresh = moments();
    told("moments of it that nobody asked before", &server, &flat_out(&server, &fresh, lasting)?);
    told("others of them, 50 a second", &server, &at_rate(&server, &fresh[fresh.len() / 2..], 50, lasting)?);
    drop(server);
    if options.requests > 0 {
        memory(options, &record, &views)?;
    }
    if let Some(datasette) = &options.datasette {
        beside(options, datasette, folder.path(), lasting, of_record)?;
    }
    if options.events > 0 {
        large(options, folder.path(), lasting)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what a load took, and returns how many requests a second were answered.
fn told(what: &str, server: &Server, load: &Load) -> u64 {
    let [median, slowest] = [50, 99].map(|percent| load.milliseconds(percent));
    let megabytes = server.resident() / 1_000_000;
    println!("{what:44} {:>10} {median:>9} {slowest:>9} {megabytes:>9}", load.a_second());
    load.a_second()
}

/// Returns the days of the record.
fn days() -> Vec<String> {
    let first = chrono::NaiveDate::from_ymd_opt(2025, 5, 11).unwrap_or_default();
    first.iter_days().take(DAYS as usize).map(|day| day.to_string()).collect()
}

/// Returns views of moments, each another one, in both modes.
fn moments() -> Vec<String> {
    let minutes =
        (0..24 * 60).step_by(7).map(|minute| format!("T{:02}:{:02}%2B03:00", minute / 60, minute % 60));
    let minutes: Vec<String> = minutes.collect();
    let of_day = |day: String| minutes.clone().into_iter().map(move |minute| format!("{day}{minute}"));
    let moments = days().into_iter().flat_map(of_day);
    moments.flat_map(|at| [format!("/?at={at}"), format!("/?at={at}&known={at}")]).collect()
}

/// Prints how much memory the server has after a tenth of the requests and after all of them.
fn memory(options: &Options, record: &str, views: &[String]) -> Outcome<()> {
    let server = Server::asof(&options.asof, record)?;
    let mut seen = Vec::new();
    for requests in [options.requests / 10, options.requests - options.requests / 10] {
        client::so_many(&server, views, requests)?;
        seen.push(server.resident() / 1_000);
    }
    println!(
        "{:44} {:>10} KB, then {} KB",
        format!("memory after {} requests", options.requests / 10),
        seen[0],
        seen[1]
    );
    Ok(())
}

/// Prints what Datasette takes for a page of the table of the same record.
fn beside(
    options: &Options,
    datasette: &Path,
    folder: &Path,
    lasting: Duration,
    of_record: u64,
) -> Outcome<()> {
    let database = folder.join("record.db");
    let place = database.to_string_lossy().into_owned();
    run(&options.asof, &["copy", &options.record.to_string_lossy(), &place, "-q"])?;
    let server = Server::datasette(datasette, &place)?;
    let pages: Vec<String> = vec!["/record/event?_size=20".to_owned()];
    let load = flat_out(&server, &pages, lasting)?;
    let peer = told("Datasette: 20 rows of the table of the record", &server, &load);
    println!("{:44} {:>10}", "views of the record for each of them", of_record / peer.max(1));
    Ok(())
}

/// Prints what states of a large log take, negotiation by negotiation.
fn large(options: &Options, folder: &Path, lasting: Duration) -> Outcome<()> {
    let database = folder.join("large.db").to_string_lossy().into_owned();
    let file = folder.join("large.jsonl");
    write_log(&mut std::io::BufWriter::new(std::fs::File::create(&file)?), Shape::Mixed, options.events)?;
    run(&options.asof, &["copy", &file.to_string_lossy(), &database, "-q"])?;
    let server = Server::asof(&options.asof, &database)?;
    let processes = processes(Shape::Mixed, options.events);
    let views: Vec<String> = processes.iter().map(|process| format!("/?process={}", process.key)).collect();
    let some: Vec<String> = views.iter().take(50).cloned().collect();
    let name = |what: &str| format!("{} events: {what}", options.events);
    told(&name("50 negotiations in turn"), &server, &flat_out(&server, &some, lasting)?);
    told(&name(&format!("the same, {RATE} a second")), &server, &at_rate(&server, &some, RATE, lasting)?);
    told(&name("each another one"), &server, &flat_out(&server, &views, lasting)?);
    Ok(())
}
