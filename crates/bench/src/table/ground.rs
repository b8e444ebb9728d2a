//! What every row is measured on: one log as a file, as a database and by hand, and the peers' times.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::fs::{self, File};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use asof_bench::{Process, Shape, processes, write_log};
use asof_query::Log;
use asof_store::SqliteLog;
use chrono::Days;
use rusqlite::Connection;

use crate::measure::{Outcome, built, median, run};
use crate::peers;

/// The log that is measured, and what belongs to it.
pub(super) struct Ground<'g> {
    pub(super) asof: &'g Path,
    pub(super) python: &'g Path,
    folder: &'g Path,
    empty: PathBuf,
    pub(super) events: usize,
    pub(super) log: String,
    pub(super) file: String,
    pub(super) database: String,
    pub(super) by_hand: Connection,
    pub(super) processes: Vec<Process>,
    read: OnceCell<Log>,
    times: RefCell<HashMap<&'static str, Duration>>,
}

/// A process and a day that are asked about.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) process: String,
    /// The day on which the process begins.
    pub(super) first: String,
    pub(super) day: String,
}

/// About how many processes and days is asked.
const POINTS: usize = 9;

/// What a question may take beside the scan of the file.
pub(super) const LEEWAY: Duration = Duration::from_millis(10);

impl<'g> Ground<'g> {
    /// Makes the log.
    ///
    /// # Errors
    ///
    /// It cannot be written, or a program is missing.
    pub(super) fn new(events: usize, asof: &'g Path, python: &'g Path, folder: &'g Path) -> Outcome<Self> {
        let empty = std::env::current_exe()?.with_file_name("asof-bench-empty");
        built(asof)?;
        built(&empty)?;
        let mut log = Vec::new();
        write_log(&mut log, Shape::Mixed, events)?;
        let log = String::from_utf8(log)?;
        let place = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let (file, database) = (place("log.jsonl"), place("log.db"));
        fs::write(&file, &log)?;
        run(asof, &["copy", &file, &database, "-q"])?;
        let by_hand = peers::by_hand(&log, &folder.join("by-hand.db"))?;
        let processes = processes(Shape::Mixed, events);
        let (read, times) = (OnceCell::new(), RefCell::default());
        Ok(Self { asof, python, folder, empty, events, log, file, database, by_hand, processes, read, times })
    }

    /// Returns where a file of this name is.
    pub(super) fn place(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }

    /// Removes a database and what lies next to it.
    pub(super) fn remove_database(&self, name: &str) {
        for suffix in ["", "-wal", "-shm"] {
            // Not all of them are there.
            drop(fs::remove_file(self.folder.join(format!("{name}{suffix}"))));
        }
    }

    /// Returns the processes and days that are asked about: the same in every run, and spread over the log.
    pub(super) fn points(&self) -> Vec<Point> {
        let point = |number: usize| {
            let process = &self.processes[(number * 7919 + 3) % self.processes.len()];
            let day = process.first + Days::new(40 + (number as u64 * 53) % 150);
            Point { process: process.key.clone(), first: process.first.to_string(), day: day.to_string() }
        };
        (0..POINTS).map(point).collect()
    }

    /// Returns the log as the library reads it, once.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub(super) fn read(&self) -> Outcome<&Log> {
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let read = Log::read(&SqliteLog::open(&self.database)?)?;
        Ok(self.read.get_or_init(|| read))
    }

    /// Returns a time that several rows need, measured once.
    ///
    /// # Errors
    ///
    /// Those of the measurement.
    pub(super) fn once(
        &self,
        name: &'static str,
        measure: impl FnOnce() -> Outcome<Duration>,
    ) -> Outcome<Duration> {
        if let Some(time) = self.times.borrow().get(name) {
            return Ok(*time);
        }
        let time = measure()?;
        self.times.borrow_mut().insert(name, time);
        Ok(time)
    }

    /// Returns the path of the program that does nothing.
    pub(super) fn empty_program(&self) -> &Path {
        &self.empty
    }

    /// Returns how long it takes to start and end a program.
    pub(super) fn empty(&self) -> Outcome<Duration> {
        self.once("empty", || median(|_| run(&self.empty, &[]).map(drop)))
    }

    /// Returns how long it takes to read the file and find the ends of its lines.
    pub(super) fn scan(&self) -> Outcome<Duration> {
        self.once("scan", || {
            median(|_| {
                black_box(peers::scan(Path::new(&self.file))?);
                Ok(())
            })
        })
    }

    /// Returns how long it takes to read the file and each line of it into its fields, by sonic-rs.
    pub(super) fn sonic(&self) -> Outcome<Duration> {
        self.once("sonic", || {
            median(|_| {
                black_box(peers::sonic_parse(&fs::read_to_string(&self.file)?)?);
                Ok(())
            })
        })
    }

    /// Returns the same by `serde_json`.
    pub(super) fn serde(&self) -> Outcome<Duration> {
        self.once("serde", || {
            median(|_| {
                black_box(peers::serde_parse(&fs::read_to_string(&self.file)?)?);
                Ok(())
            })
        })
    }

    /// Returns how long it takes to write a line and wait for the disk.
    pub(super) fn sync(&self) -> Outcome<Duration> {
        self.once("sync", || {
            let mut probe = File::create(self.place("probe"))?;
            median(|_| Ok(peers::synced(&mut probe)?))
        })
    }
}
