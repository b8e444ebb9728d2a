//! Writers in processes of their own: this program, started again to run one of its tests.

use std::env;
use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use asof_store::{EventLog, JsonlLog, SqliteLog};

/// The stores in which several processes write: the end of the file's name says which it is.
pub(crate) const FILES: [&str; 2] = ["log.jsonl", "log.db"];

/// Longer than any writer waits for seven others.
const PATIENCE: Duration = Duration::from_secs(60);

/// Opens the log in a file of one of [`FILES`], or creates it.
pub(crate) fn open(path: &Path) -> Box<dyn EventLog> {
    if path.extension().is_some_and(|extension| extension == "db") {
        Box::new(SqliteLog::open_or_create(path).unwrap().with_patience(PATIENCE))
    } else {
        Box::new(JsonlLog::open_or_create(path).unwrap().with_patience(PATIENCE))
    }
}

/// Returns the number in a variable of the environment, or the one that is usual.
pub(crate) fn count(variable: &str, usual: u64) -> u64 {
    env::var(variable).map_or(usual, |text| text.parse().unwrap())
}

/// The variable that makes this program a writer: the name of the writer and the path of the log.
const WRITES: &str = "ASOF_TEST_WRITES";
/// What a writer says stands behind this on its line, to be told from what the harness prints.
const SAID: &str = "said ";

/// A writer in a process of its own.
pub(crate) struct Writer {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Writer {
    /// Starts this program as a writer that runs the test of this name.
    pub(crate) fn start(test: &str, name: &str, path: &Path) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(WRITES, format!("{name} {}", path.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// Tells the writer something, on a line.
    pub(crate) fn tell(&mut self, what: impl Display) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{what}").unwrap();
    }

    /// Returns what the writer says next; `None` once it has ended.
    pub(crate) fn hear(&mut self) -> Option<String> {
        let mut lines = (&mut self.lines).lines().map(Result::unwrap);
        lines.find_map(|line| line.strip_prefix(SAID).map(str::to_owned))
    }

    /// Kills the writer as it stands, and returns what it had said that was not heard yet.
    pub(crate) fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::iter::from_fn(|| self.hear()).collect()
    }

    /// Lets the writer come to its end.
    pub(crate) fn end(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

/// Returns the name of the writer that this process is, with the path of its log; `None` if it is none.
pub(crate) fn is_writer() -> Option<(String, PathBuf)> {
    let text = env::var(WRITES).ok()?;
    let (name, path) = text.split_once(' ')?;
    Some((name.to_owned(), PathBuf::from(path)))
}

/// Says something to the process that started this one, with one call, so that it arrives whole or not at all.
pub(crate) fn say(what: impl Display) {
    let mut out = std::io::stdout();
    out.write_all(format!("\n{SAID}{what}\n").as_bytes()).and_then(|()| out.flush()).unwrap();
}
