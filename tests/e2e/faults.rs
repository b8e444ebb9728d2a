//! An append that is killed, or told of an error, at any system call that it makes to the files of a log: what it said
//! of the append holds, nothing is half done, and the append can be sent again.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use asof_store::{ALL, EventLog, JsonlLog, SqliteLog};

use crate::support::Sandbox;

/// A log before an append: the name of its file, and what was done to it last.
#[derive(Debug, Clone, Copy)]
struct Before {
    log: &'static str,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It was closed in order.
    Sound,
    /// Its last writer was killed: in a file it left the beginning of an append, of a database the write-ahead log.
    LeftByKilled,
    /// It was begun, and nothing was appended.
    Empty,
}

const BEFORE: [Before; 5] = [
    Before { log: "log.jsonl", state: State::Sound },
    Before { log: "log.jsonl", state: State::LeftByKilled },
    Before { log: "log.jsonl", state: State::Empty },
    Before { log: "log.db", state: State::Sound },
    Before { log: "log.db", state: State::LeftByKilled },
];

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

impl Before {
    /// Makes the log in a folder of its own.
    fn make(self) -> Sandbox {
        let sandbox = Sandbox::empty();
        sandbox.file("drafts.jsonl", DRAFTS);
        if self.state == State::Empty {
            sandbox.file(self.log, "");
            return sandbox;
        }
        sandbox
            .run(&[
                "init",
                self.log,
                "--title",
                "Talks",
                "--zone",
                "Europe/Istanbul",
                "--party",
                "a=A",
                "--party",
                "b=B",
            ])
            .text();
        if self.state == State::LeftByKilled {
            sandbox.file("last.jsonl", &DRAFTS.replace("ne\"", "ther\"").replace("wo\"", "hird\""));
            // The last sync of an append comes when all of it is written.
            let (call, times) = if self.log.ends_with("db") { ("unlink", 1) } else { ("fdatasync", 1) };
            let killed = strace(&sandbox, self, "last.jsonl", Some((call, times, Fault::Killed)));
            assert_eq!(killed.status.signal(), Some(9), "{killed:?}");
            if self.log.ends_with("jsonl") {
                let text = fs::read_to_string(sandbox.path(self.log)).unwrap();
                fs::write(sandbox.path(self.log), &text[..text.len() - 20]).unwrap();
            }
        }
        sandbox
    }

    fn is_database(self) -> bool {
        self.log.ends_with(".db")
    }

    /// Returns how many events the log holds, which is sound.
    fn events(self, folder: &Path) -> usize {
        let path = folder.join(self.log);
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

/// Runs an append under `strace`, which sees the calls that concern the log and can bring one of them to fail.
fn strace(sandbox: &Sandbox, before: Before, drafts: &str, fault: Option<(&str, usize, Fault)>) -> Output {
    let program = sandbox.command();
    let folder = fs::canonicalize(sandbox.path(".")).unwrap();
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "trace"]).current_dir(&folder);
    for name in ["", "-wal", "-shm"].map(|suffix| folder.join(format!("{}{suffix}", before.log))) {
        strace.arg("-P").arg(name);
    }
    if let Some((call, times, fault)) = fault {
        let what = match fault {
            Fault::Killed => "signal=SIGKILL".to_owned(),
            Fault::Error(error) => format!("error={error}"),
        };
        strace.args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:{what}:when={times}")]);
    }
    strace.arg(program.get_program()).args(["--log", folder.join(before.log).to_str().unwrap()]);
    strace.args(["append", drafts]).env_clear().env("ASOF_NOW", "2026-11-23T10:00+00:00");
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
fn files(sandbox: &Sandbox, before: Before) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let names = ["", "-wal", "-shm"].map(|suffix| sandbox.path(&format!("{}{suffix}", before.log)));
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
    appended: usize,
    refused: usize,
    unknown: usize,
}

/// Holds what the program said of an append against what the log holds since.
fn judge(ran: &Output, was: usize, is: usize, figures: &mut Figures) {
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(is == was || is == was + 2, "all or nothing: {was} events before, {is} since");
    let is_appended = is == was + 2;
    assert!(!said.contains("panicked"), "{said}");
    if ran.status.signal().is_some() {
        figures.killed += 1;
        return;
    }
    figures.errors += 1;
    let acknowledges = ran.status.success() || said.contains("it was appended");
    let denies = said.contains("nothing was appended") || said.contains("nothing was written");
    let leaves_open = said.contains("is unknown") || said.contains("may lack it");
    assert!(usize::from(acknowledges) + usize::from(denies) + usize::from(leaves_open) <= 1, "{said}");
    assert!(!acknowledges || is_appended, "it was said to be appended, and is not there: {said}");
    assert!(!denies || !is_appended, "it was said not to be appended, and is there: {said}");
    assert!(!is_appended || acknowledges || leaves_open, "it is there, and that was not said: {said}");
    assert!(ran.status.success() || said.starts_with("asof: "), "{said}");
    figures.appended += usize::from(acknowledges);
    figures.unknown += usize::from(leaves_open);
    figures.refused += usize::from(!acknowledges && !leaves_open);
}

#[test]
#[ignore = "needs strace"]
fn an_append_that_fails_at_any_system_call_says_what_became_of_it() {
    for before in BEFORE {
        let sandbox = before.make();
        let was = before.events(sandbox.path(".").as_path());
        // Reading it has tidied up what a killed writer left.
        let sandbox = before.make();
        let files = files(&sandbox, before);
        let whole = strace(&sandbox, before, "drafts.jsonl", None);
        assert!(whole.status.success(), "{whole:?}");
        let (calls, mut figures, mut points) = (calls(&sandbox), Figures::default(), 0);
        assert!(calls.len() >= 6, "{calls:?}");
        for (call, times, fault) in calls.iter().flat_map(|(call, times)| {
            (1..=*times).flat_map(move |time| faults(call).into_iter().map(move |fault| (call, time, fault)))
        }) {
            put_back(&files);
            let ran = strace(&sandbox, before, "drafts.jsonl", Some((call, times, fault)));
            println!("{before:?}: {call} {times} {fault:?}");
            judge(&ran, was, before.events(sandbox.path(".").as_path()), &mut figures);
            let again = sandbox.run(&["--log", before.log, "append", "drafts.jsonl"]);
            assert_eq!(again.code, 0, "{}", again.stderr);
            assert_eq!(before.events(sandbox.path(".").as_path()), was + 2, "sent again, it is there once");
            points += 1;
        }
        println!("faults in {} ({:?}): {points} points: {figures:?}", before.log, before.state);
    }
}
