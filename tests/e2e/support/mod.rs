//! A sandbox for the program: its own folder, environment and clock.

pub(crate) mod contract;
#[cfg(unix)]
pub(crate) mod terminal;
pub(crate) mod unseen;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Returns how many entries the shipped record has.
pub(crate) fn entries_of_record() -> usize {
    std::fs::read_to_string(repository().join("events/istanbul.jsonl")).unwrap().lines().count()
}

/// The repository's top folder.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a folder of the repository")
}

/// Asserts that a text has these pieces, wherever its lines are broken.
#[track_caller]
pub(crate) fn assert_has(text: &str, pieces: &[&str]) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for piece in pieces {
        assert!(text.contains(piece), "no {piece:?} in {text}");
    }
}

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
            code: output.status.code().expect("the program ends by itself"),
        }
    }
}

impl Ran {
    /// Returns the answer as JSON, which is as contracted.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self.document()
    }

    /// Returns the document that was printed, an answer or an error, which is as contracted.
    #[track_caller]
    pub(crate) fn document(&self) -> Value {
        let printed = if self.stdout.is_empty() { &self.stderr } else { &self.stdout };
        let document = serde_json::from_str(printed).unwrap_or_else(|_| panic!("not JSON: {printed}"));
        contract::assert_holds(&document);
        document
    }

    /// Asserts the exit code and returns what was said on stderr.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        &self.stderr
    }

    /// Asserts success and returns what was printed.
    #[track_caller]
    pub(crate) fn text(&self) -> &str {
        assert_eq!(self.code, 0, "{}", self.stderr);
        &self.stdout
    }
}

/// A folder to work in, with or without a log.
pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// Returns an empty folder.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder") }
    }

    /// Returns a folder with a copy of the shipped record at `events/log.jsonl`.
    pub(crate) fn with_record() -> Self {
        Self::with_log(&repository().join("events/istanbul.jsonl"))
    }

    /// Returns a folder with the shipped record as it is without its assertions, which end it: what they guard may be
    /// mended there at will.
    pub(crate) fn with_unguarded_record() -> Self {
        let sandbox = Self::with_record();
        let log = std::fs::read_to_string(sandbox.log()).expect("a log");
        let is_guard = |line: &&str| line.contains(r#""what":{"assertion""#);
        let lines = log.lines().take_while(|line| !is_guard(line)).map(|line| format!("{line}\n"));
        sandbox.file("events/log.jsonl", &lines.collect::<String>());
        sandbox
    }

    /// Returns a folder with a copy of a log at `events/log.jsonl`.
    pub(crate) fn with_log(log: &Path) -> Self {
        let sandbox = Self::empty();
        std::fs::create_dir(sandbox.path("events")).expect("a folder");
        std::fs::copy(log, sandbox.log()).expect("a log to copy");
        sandbox
    }

    /// Returns a path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns the path of its log.
    pub(crate) fn log(&self) -> PathBuf {
        self.path("events/log.jsonl")
    }

    /// Writes a file and returns its name.
    pub(crate) fn file<'n>(&self, name: &'n str, text: &str) -> &'n str {
        std::fs::write(self.path(name), text).expect("a file to write");
        name
    }

    /// Returns the program, to be run in the folder with a clock that stands still.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asof-under-test"));
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("ASOF_NOW", "2026-11-23T10:00+00:00")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.command().args(args).output().expect("the program starts").into()
    }

    /// Makes a named pipe, which nobody writes to or reads from, and returns its name.
    #[cfg(target_os = "linux")]
    pub(crate) fn pipe<'n>(&self, name: &'n str) -> &'n str {
        assert!(Command::new("mkfifo").arg(self.path(name)).status().expect("mkfifo starts").success());
        name
    }

    /// Runs the program where it is ended, with code 124, if it waits without end.
    #[cfg(target_os = "linux")]
    pub(crate) fn run_in_time(&self, args: &[&str]) -> Ran {
        let program = self.command();
        let mut command = Command::new("timeout");
        command.args(["20", program.get_program().to_str().expect("a name in UTF-8")]).args(args);
        command
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
            .into()
    }

    /// Runs the program and returns its answer as JSON.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        self.run(&[args, &["--format", "json"]].concat()).json()
    }
}

/// Returns the rows of a list in an answer of which a field has this value.
#[track_caller]
pub(crate) fn row<'a>(answer: &'a Value, list: &str, field: &str, value: &str) -> &'a Value {
    let rows = answer[list].as_array().unwrap_or_else(|| panic!("no list `{list}`"));
    rows.iter().find(|row| row[field] == value).unwrap_or_else(|| panic!("no {field} {value} in {list}"))
}

/// Returns the values of a field over the rows of a list.
pub(crate) fn column<'a>(answer: &'a Value, list: &str, field: &str) -> Vec<&'a str> {
    answer[list].as_array().into_iter().flatten().filter_map(|row| row[field].as_str()).collect()
}
