//! The same on the way to a stream: calls to files, among them those of the local copy, and to servers.

use std::process::{Command, Output};

use asof_store::{ALL, EventBatch, EventLog, JetStreamLog, Reach};

use super::{DRAFTS, Figures, INIT, calls, judge};
use crate::cluster::Cluster;
use crate::support::Sandbox;

/// How many of the times that a system call is made are tried, since a server takes its time.
const TIMES: usize = 6;

/// The calls to files and servers.
const CALLS: [&str; 12] = [
    "openat",
    "write",
    "writev",
    "pwrite64",
    "pread64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "unlink",
    "connect",
    "sendto",
    "recvfrom",
];

/// Returns the error that a call may have.
fn error(call: &str) -> Option<&'static str> {
    match call {
        // The client wakes its own thread by it, which cannot fail.
        "write" => None,
        "connect" => Some("error=ECONNREFUSED"),
        "sendto" | "recvfrom" | "writev" => Some("error=ECONNRESET"),
        "openat" => Some("error=EMFILE"),
        _ => Some("error=EIO"),
    }
}

/// A log in a stream, with a local copy of its writers and one of whoever judges them.
struct Stream {
    sandbox: Sandbox,
    location: String,
    judge: JetStreamLog,
}

impl Stream {
    fn begin(cluster: &Cluster) -> Self {
        let sandbox = Sandbox::empty();
        let (address, copies) = (cluster.address("FAULTS"), sandbox.path("copies"));
        let location = address.to_string();
        let init = INIT.map(|word| if word == "LOG" { &location } else { word });
        let begun = sandbox.command().env("ASOF_COPIES", copies).args(init).output().unwrap();
        assert!(begun.status.success(), "{begun:?}");
        let reach = Reach { copies: Some(sandbox.path("of-judge")), ..Reach::default() };
        Self { judge: JetStreamLog::open(&address, &reach).unwrap(), sandbox, location }
    }

    /// Runs an append under `strace`, with a fault or without one.
    fn append(&self, drafts: &str, inject: &[String]) -> Output {
        self.sandbox.file("drafts.jsonl", drafts);
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o", "trace"]).args(inject).arg(self.sandbox.command().get_program());
        strace.args(["--log", &self.location, "append", "drafts.jsonl"]).current_dir(self.sandbox.path("."));
        strace.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
        strace.env("ASOF_COPIES", self.sandbox.path("copies")).output().expect("strace is installed")
    }

    fn contents(&self) -> EventBatch {
        self.judge.read(ALL).unwrap()
    }

    /// Appends two events with a fault, holds what was said against the stream, and appends them again.
    fn try_fault(&self, call: &str, time: usize, what: &str, point: usize, figures: &mut Figures) {
        let was = self.contents().events().len();
        let drafts = ["one", "two"].iter().fold(DRAFTS.to_owned(), |drafts, key| {
            drafts.replace(&format!("\"{key}\""), &format!("\"{key}-{point}x\""))
        });
        let inject = [format!("trace={call}"), format!("inject={call}:{what}:when={time}")];
        let inject: Vec<String> = inject.into_iter().flat_map(|what| ["-e".to_owned(), what]).collect();
        let ran = self.append(&drafts, &inject);
        judge(&ran, 2, was, self.contents().events().len(), figures);
        let again = self.append(&drafts, &[]);
        assert!(again.status.success(), "{again:?}");
        let contents = self.contents();
        assert_eq!((contents.faults(), contents.events().len()), (Vec::new(), was + 2), "it is there once");
    }
}

#[test]
#[ignore = "needs nats-server, strace"]
fn what_fails_at_a_system_call_on_the_way_to_a_stream_says_what_became_of_the_events() {
    let cluster = Cluster::start();
    let stream = Stream::begin(&cluster);
    let whole = stream.append(DRAFTS, &[]);
    assert!(whole.status.success(), "{whole:?}");
    let (mut figures, mut points) = (Figures::default(), 0);
    for (call, times) in calls(&stream.sandbox).into_iter().filter(|(call, _)| CALLS.contains(&call.as_str()))
    {
        let tried = TIMES.min(times);
        for time in (0..tried).map(|part| 1 + part * times / tried) {
            for what in error(&call).into_iter().chain(["signal=SIGKILL"]) {
                println!("stream: {call} {time} of {times}, {what}");
                stream.try_fault(&call, time, what, points, &mut figures);
                points += 1;
            }
        }
    }
    assert!(points > 50, "{points}");
    println!("faults at {points} points on the way to a stream: {figures:?}");
}
