//! The table: what asof takes, what its peer takes in the same run, and how much that is.

use std::fs::{self, File};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use asof_bench::{Shape, write_log};
use asof_core::Event;
use memchr::memchr_iter;
use rusqlite::Connection;
use serde_json::Value;

use crate::measure::{done, median, run};
use crate::peers;

/// A figure beside that of its peer.
struct Figure {
    work: &'static str,
    peer: &'static str,
    took: Duration,
    peer_took: Duration,
    /// What the ratio is to be at most.
    limit: f64,
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Prints the table for a log of this many events.
///
/// # Errors
///
/// A log cannot be made, a program cannot be run, or answers differ.
pub(crate) fn print(events: usize, asof: &Path) -> Outcome<ExitCode> {
    let folder = tempfile::tempdir()?;
    let bench = Bench::new(events, asof, folder.path())?;
    println!(
        "{events} events, {} bytes each; medians, both figures of one run",
        bench.log.len() / events.max(1)
    );
    println!("{:40} {:>10}  {:34} {:>10} {:>7} {:>6}", "work", "asof", "peer", "peer", "ratio", "must");
    for figure in bench.figures()? {
        let Figure { work, peer, took, peer_took, limit } = figure;
        let ratio = ratio(took, peer_took);
        println!(
            "{work:40} {:>10}  {peer:34} {:>10} {ratio:>7.1} {limit:>6.1}",
            shown(took),
            shown(peer_took)
        );
    }
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::float_arithmetic, reason = "times are measured, not counted")]
fn ratio(took: Duration, peer_took: Duration) -> f64 {
    took.as_secs_f64() / peer_took.as_secs_f64()
}

fn shown(time: Duration) -> String {
    match time.as_micros() {
        micros if micros < 10_000 => format!("{micros} us"),
        _ => format!("{} ms", time.as_millis()),
    }
}

struct Bench<'b> {
    asof: &'b Path,
    folder: &'b Path,
    log: String,
    file: String,
    database: String,
    by_hand: Connection,
}

/// The process and the day that are asked about.
const PROCESS: &str = "talks-0";
const DAY: &str = "2005-05-01";

impl<'b> Bench<'b> {
    fn new(events: usize, asof: &'b Path, folder: &'b Path) -> Outcome<Self> {
        let mut log = Vec::new();
        write_log(&mut log, Shape::Mixed, events)?;
        let log = String::from_utf8(log)?;
        let place = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let (file, database) = (place("log.jsonl"), place("log.db"));
        fs::write(&file, &log)?;
        run(asof, &["copy", &file, &database, "-q"])?;
        let by_hand = peers::by_hand(&log, &folder.join("by-hand.db"))?;
        Ok(Self { asof, folder, log, file, database, by_hand })
    }

    fn figures(&self) -> Outcome<Vec<Figure>> {
        self.compare_answers()?;
        let mut empty = Command::new("/bin/true");
        let empty = median(|| drop(empty.output()));
        let parse = median(|| {
            black_box(done(peers::typed_parse(&self.log)));
        });
        let scan =
            median(|| drop(black_box(fs::read(&self.file).map(|read| memchr_iter(b'\n', &read).count()))));
        let insert = median(|| self.insert_by_hand());
        let mut probe = File::create(self.folder.join("probe"))?;
        let sync = median(|| drop(peers::synced(&mut probe)));
        let asked = |log: &str, what: &[&str]| {
            let arguments = [&["--log", log, "--process", PROCESS], what].concat();
            median(|| drop(black_box(done(run(self.asof, &arguments)))))
        };
        let whole =
            |log: &str, what: &str| median(|| drop(black_box(done(run(self.asof, &["--log", log, what])))));
        let strict =
            median(|| self.log.lines().for_each(|line| drop(black_box(done(Event::from_line(line))))));
        let figure = |work, took, peer, peer_took, limit| Figure { work, peer, took, peer_took, limit };
        let state = ["state", DAY, "--format", "json"];
        Ok(vec![
            figure("every line read strictly, in memory", strict, "typed parse", parse, 3.5),
            figure(
                "replay: both roots and the state hash",
                whole(&self.file, "replay"),
                "typed parse",
                parse,
                10.0,
            ),
            figure("check", whole(&self.file, "check"), "typed parse", parse, 10.0),
            figure(
                "state of one process, SQLite",
                asked(&self.database, &state),
                "empty process",
                empty,
                3.0,
            ),
            figure(
                "state of one process, JSON Lines",
                asked(&self.file, &state),
                "byte scan",
                scan + LEEWAY,
                1.0,
            ),
            figure(
                "diff of one process, SQLite",
                asked(&self.database, &["diff", "first", DAY]),
                "empty process",
                empty,
                6.0,
            ),
            figure("append of one event, SQLite", self.append(&self.database)?, "fdatasync", sync, 5.0),
            figure(
                "append of one event, JSON Lines",
                self.append(&self.file)?,
                "byte scan",
                scan + LEEWAY,
                1.0,
            ),
            figure("copy of all into SQLite", self.copy()?, "SQLite by hand: insert", insert, 11.0),
        ])
    }

    /// Compares what asof says was promised by a day with what SQLite by hand says.
    fn compare_answers(&self) -> Outcome<()> {
        let expected = peers::promised(&self.by_hand, PROCESS, DAY)?;
        for log in [&self.file, &self.database] {
            let said = run(
                self.asof,
                &["--log", log, "--process", PROCESS, "commitments", DAY, "--format", "json"],
            )?;
            let said: Value = serde_json::from_slice(&said)?;
            let rows = said["commitments"].as_array().into_iter().flatten();
            let mut keys: Vec<String> =
                rows.filter_map(|row| row["key"].as_str().map(str::to_owned)).collect();
            keys.sort_unstable();
            if keys.is_empty() || keys != expected {
                return Err(format!("{log}: {keys:?}, but SQLite by hand has {expected:?}").into());
            }
        }
        Ok(())
    }

    fn insert_by_hand(&self) {
        let again = self.folder.join("again.db");
        drop(peers::by_hand(&self.log, &again));
        for suffix in ["", "-wal", "-shm"] {
            drop(fs::remove_file(self.folder.join(format!("again.db{suffix}"))));
        }
    }

    /// Returns how long an append of one event takes from a new process.
    fn append(&self, log: &str) -> Outcome<Duration> {
        let mut number = 0;
        let draft = self.folder.join("draft.json");
        let mut failed = None;
        let took = median(|| {
            number += 1;
            let key = format!("one-more-{number}");
            let text = format!(
                r#"{{"process":"{PROCESS}","key":"{key}","occurred":"2024-12-{number:02}","known":"2024-12-{number:02}","attributed_to":["source"],"sources":[{{"source":"chronicle","page":"7"}}],"summary":"One more event, number {number}.","what":{{"claim":{{"says":"one more count was kept, number {number}"}}}}}}"#
            );
            let written = fs::write(&draft, text).map_err(|error| error.to_string());
            let said = written
                .and_then(|()| run(self.asof, &["--log", log, "append", &draft.to_string_lossy(), "-q"]));
            failed = said.err().or(failed.take());
        });
        failed.map_or(Ok(took), |error| Err(error.into()))
    }

    /// Returns how long it takes to write all into a new database.
    fn copy(&self) -> Outcome<Duration> {
        let copy = self.folder.join("copy.db");
        let mut failed = None;
        let took = median(|| {
            let said = run(self.asof, &["copy", &self.file, &copy.to_string_lossy(), "-q"]);
            failed = said.err().or(failed.take());
            for suffix in ["", "-wal", "-shm"] {
                drop(fs::remove_file(self.folder.join(format!("copy.db{suffix}"))));
            }
        });
        failed.map_or(Ok(took), |error| Err(error.into()))
    }
}

/// What a question may take beside the scan of the file.
const LEEWAY: Duration = Duration::from_millis(10);
