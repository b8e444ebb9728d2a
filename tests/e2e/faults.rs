//! A command that writes to a log and is killed, or told of an error, at any system call that it makes to the files of
//! the log: what it said of the events holds, nothing is half done, and it can be run again.

#[cfg(feature = "jetstream")]
mod stream;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use asof_store::{ALL, EventLog, JsonlLog, SqliteLog};

use crate::support::Sandbox;

/// A command that writes to a log, and the log before it.
#[derive(Debug, Clone, Copy)]
struct Case {
    log: &'static str,
    state: State,
    writes: Writes,
}

/// What was done last to a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It was closed in order.
    Sound,
    /// Its last writer was killed: in a file it left the beginning of an append, of a database the write-ahead log.
    LeftByKilled,
    /// It was begun, and nothing was appended.
    Empty,
    /// It is not there.
    Missing,
}

/// The command that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writes {
    Append,
    Copy,
    Init,
}

const CASES: [Case; 9] = [
    Case { log: "log.jsonl", state: State::Sound, writes: Writes::Append },
    Case { log: "log.jsonl", state: State::LeftByKilled, writes: Writes::Append },
    Case { log: "log.jsonl", state: State::Empty, writes: Writes::Append },
    Case { log: "log.jsonl", state: State::Sound, writes: Writes::Copy },
    Case { log: "log.jsonl", state: State::Missing, writes: Writes::Init },
    Case { log: "log.db", state: State::Sound, writes: Writes::Append },
    Case { log: "log.db", state: State::LeftByKilled, writes: Writes::Append },
    Case { log: "log.db", state: State::Sound, writes: Writes::Copy },
    Case { log: "log.db", state: State::Missing, writes: Writes::Init },
];

const INIT: [&str; 9] =
    ["init", "LOG", "--title", "Talks", "--zone", "Europe/Istanbul", "--party", "a=A", "--party=b=B"];

const DRAFTS: &str = r#"{"key":"one","what":{"registered":{"body":{"names":[{"name":"One"}]}}}}
{"key":"two","what":{"registered":{"body":{"names":[{"name":"Two"}]}}}}
"#;

/// What befalls the program at a system call.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Killed,
    Error(&'static str),
}

/// Returns what may befall a program at a system call: to be killed, and the errors that the call has by its manual.
fn faults(call: &str) -> Vec<Fault> {
    let errors: &[&str] = match call {
        "openat" => &["EMFILE", "EACCES", "ENOSPC"],
        "write" | "pwrite64" => &["ENOSPC", "EIO", "EFBIG"],
        "ftruncate" => &["ENOSPC", "EIO"],
        "mmap" => &["ENOMEM"],
        "flock" | "fcntl" => &["ENOLCK"],
        "readlink" | "unlink" => &["EACCES"],
        "fchown" => &["EPERM"],
        _ => &["EIO"],
    };
    [Fault::Killed].into_iter().chain(errors.iter().map(|error| Fault::Error(error))).collect()
}

impl Case {
    /// Makes the log in a folder of its own.
    fn make(self) -> Sandbox {
        let sandbox = Sandbox::empty();
        sandbox.file("drafts.jsonl", DRAFTS);
        match self.state {
            State::Missing => return sandbox,
            State::Empty => {
                sandbox.file(self.log, "");
                return sandbox;
            }
            State::Sound | State::LeftByKilled => {}
        }
        sandbox.run(&INIT.map(|word| if word == "LOG" { self.log } else { word })).text();
        if self.writes == Writes::Copy {
            sandbox.run(&["copy", self.log, "original.jsonl"]).text();
            sandbox.run(&["--log", "original.jsonl", "append", "drafts.jsonl"]).text();
        }
        if self.state == State::LeftByKilled {
            self.leave(&sandbox);
        }
        sandbox
    }

    /// Has an append killed when all of it is written.
    fn leave(self, sandbox: &Sandbox) {
        sandbox.file("last.jsonl", &DRAFTS.replace("ne\"", "ther\"").replace("wo\"", "hird\""));
        let call = if self.is_database() { "unlink" } else { "fdatasync" };
        let words = ["--log", self.log, "append", "last.jsonl"];
        let killed = strace(sandbox, self, &words, Some((call, 1, Fault::Killed)));
        assert_eq!(killed.status.signal(), Some(9), "{killed:?}");
        if !self.is_database() {
            let text = fs::read_to_string(sandbox.path(self.log)).unwrap();
            fs::write(sandbox.path(self.log), &text[..text.len() - 20]).unwrap();
        }
    }

    /// Returns the command.
    fn words(self) -> Vec<&'static str> {
        match self.writes {
            Writes::Append => vec!["--log", self.log, "append", "drafts.jsonl"],
            Writes::Copy => vec!["copy", "original.jsonl", self.log],
            Writes::Init => INIT.map(|word| if word == "LOG" { self.log } else { word }).into(),
        }
    }

    /// Returns how many events it adds.
    fn adds(self) -> usize {
        match self.writes {
            Writes::Append | Writes::Copy => 2,
            Writes::Init => 3,
        }
    }

    fn is_database(self) -> bool {
        self.log.ends_with(".db")
    }

    /// Returns how many events the log holds, which is sound.
    fn events(self, folder: &Path) -> usize {
        let path = folder.join(self.log);
        if !path.exists() {
            return 0;
        }
        let log: Box<dyn EventLog> = if self.is_database() {
            Box::new(SqliteLog::open(path).unwrap())
        } else {
            Box::new(JsonlLog::open(path).unwrap())
        };
        let contents = log.read(ALL).unwrap();
        assert_eq!(contents.faults(), []);
        contents.events().len()
    }
}

/// Runs the program under `strace`, which sees the calls that concern the log and can bring one of them to fail.
fn strace(sandbox: &Sandbox, case: Case, words: &[&str], fault: Option<(&str, usize, Fault)>) -> Output {
    let program = sandbox.command();
    let folder = fs::canonicalize(sandbox.path(".")).unwrap();
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "trace"]).current_dir(&folder);
    // A name counts as it is written in the call, and as the file that is open by it.
    for name in ["", "-wal", "-shm"].map(|suffix| format!("{}{suffix}", case.log)) {
        strace.arg("-P").arg(folder.join(&name)).arg("-P").arg(name);
    }
    strace.arg("-P").arg(&folder);
    if let Some((call, times, fault)) = fault {
        let what = match fault {
            Fault::Killed => "signal=SIGKILL".to_owned(),
            Fault::Error(error) => format!("error={error}"),
        };
        strace.args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:{what}:when={times}")]);
    }
    strace.arg(program.get_program()).args(words).env_clear().env("ASOF_NOW", "2026-11-23T10:00+00:00");
    strace.env("PATH", std::env::var_os("PATH").unwrap()).output().expect("strace is installed")
}

/// Returns how often each system call was made.
fn calls(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut calls = BTreeMap::new();
    for line in fs::read_to_string(sandbox.path("trace")).unwrap().lines() {
        let call = line.split_once(' ').and_then(|(_, rest)| rest.trim().split_once('('));
        if let Some((call, _)) =
            call.filter(|(call, _)| call.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        {
            *calls.entry(call.to_owned()).or_insert(0) += 1;
        }
    }
    calls
}

/// The files of a log, to be put back.
fn files(sandbox: &Sandbox, case: Case) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let names = ["", "-wal", "-shm"].map(|suffix| sandbox.path(&format!("{}{suffix}", case.log)));
    names.map(|path| (path.clone(), fs::read(path).ok())).into()
}

fn put_back(files: &[(PathBuf, Option<Vec<u8>>)]) {
    for (path, bytes) in files {
        match bytes {
            Some(bytes) => fs::write(path, bytes).unwrap(),
            None => {
                let _ = fs::remove_file(path);
            }
        }
    }
}

#[derive(Debug, Default)]
struct Figures {
    killed: usize,
    errors: usize,
    acknowledged: usize,
    refused: usize,
    unknown: usize,
}

/// Holds what the program said of the events against what the log holds since.
fn judge(ran: &Output, adds: usize, was: usize, is: usize, figures: &mut Figures) {
    // What `strace` says of itself is not the program's word.
    let said = String::from_utf8_lossy(&ran.stderr);
    let said: String = said.split_inclusive('\n').filter(|line| !line.starts_with("strace: ")).collect();
    assert!(is == was || is == was + adds, "all or nothing: {was} events before, {is} since");
    let is_there = is > was;
    assert!(!said.contains("panicked"), "{said}");
    if ran.status.signal().is_some() {
        figures.killed += 1;
        return;
    }
    figures.errors += 1;
    let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
    let acknowledges = ran.status.success()
        || says(&["it was appended", "the append succeeded", "entries were written, but"]);
    let denies = says(&["nothing was appended", "nothing was written"]);
    let leaves_open = says(&["it is not known whether", "may lack it"]);
    assert!(usize::from(acknowledges) + usize::from(denies) + usize::from(leaves_open) <= 1, "{said}");
    assert!(!acknowledges || is_there, "it was said to be written, and is not there: {said}");
    assert!(!denies || !is_there, "it was said not to be written, and is there: {said}");
    assert!(!is_there || acknowledges || leaves_open, "it is there, and that was not said: {said}");
    // The call may be one of those with which the system starts a program.
    let is_started = !said.contains("error while loading shared libraries");
    assert!(ran.status.success() || !is_started || said.starts_with("asof: "), "{said}");
    figures.acknowledged += usize::from(acknowledges);
    figures.unknown += usize::from(leaves_open);
    figures.refused += usize::from(!acknowledges && !leaves_open);
}

/// Runs the command again, without a fault.
fn again(sandbox: &Sandbox, case: Case, was: usize) {
    let ran = sandbox.run(&case.words());
    let is_begun = case.writes == Writes::Init && ran.stderr.contains("already exists");
    assert!(ran.code == 0 || is_begun, "{}", ran.stderr);
    assert_eq!(case.events(sandbox.path(".").as_path()), was + case.adds(), "run again, it is there once");
}

/// Tries a command with every fault at every system call.
fn fails_everywhere(case: Case) {
    let was = case.events(case.make().path(".").as_path());
    // Reading that log has tidied up what a killed writer left.
    let sandbox = case.make();
    let files = files(&sandbox, case);
    let whole = strace(&sandbox, case, &case.words(), None);
    assert!(whole.status.success(), "{whole:?}");
    let (calls, mut figures, mut points) = (calls(&sandbox), Figures::default(), 0);
    assert!(calls.len() >= 5, "{calls:?}");
    for (call, times) in calls {
        for (time, fault) in
            (1..=times).flat_map(|time| faults(&call).into_iter().map(move |fault| (time, fault)))
        {
            println!("{case:?}: {call} {time} {fault:?}");
            put_back(&files);
            let ran = strace(&sandbox, case, &case.words(), Some((&call, time, fault)));
            judge(&ran, case.adds(), was, case.events(sandbox.path(".").as_path()), &mut figures);
            again(&sandbox, case, was);
            points += 1;
        }
    }
    println!("faults at {points} points of {case:?}: {figures:?}");
}

#[test]
#[ignore = "needs strace"]
fn what_fails_at_any_system_call_says_what_became_of_the_events() {
    for case in CASES {
        fails_everywhere(case);
    }
}
