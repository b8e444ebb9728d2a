//! What something takes: medians of times, and what Linux says of a program while it runs.

use std::fs;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What was measured, or why it was not.
pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// How often something is done to tell how long it takes.
const TIMES: usize = 9;

/// How long one round of all is to take at most: what takes longer is done less often.
const ENOUGH: Duration = Duration::from_secs(8);

/// How long to wait between two looks at a program that runs.
const BETWEEN: Duration = Duration::from_micros(50);

/// Returns the median time of doing something; `work` is handed how often it was done before.
///
/// # Errors
///
/// Those of the work: the time of what failed is no figure.
pub(crate) fn median(mut work: impl FnMut(usize) -> Outcome<()>) -> Outcome<Duration> {
    let begun = Instant::now();
    let mut times = Vec::new();
    while times.len() < TIMES && (times.len() < 3 || begun.elapsed() < ENOUGH) {
        let begun = Instant::now();
        work(times.len())?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

/// Returns the median time of something that may take microseconds: each turn does it for every one of some points.
///
/// # Errors
///
/// Those of the work; there are no points.
pub(crate) fn median_of_each<T>(points: &[T], mut work: impl FnMut(&T) -> Outcome<()>) -> Outcome<Duration> {
    let begun = Instant::now();
    let mut times = Vec::new();
    while times.len() < points.len() * TIMES && (times.is_empty() || begun.elapsed() < ENOUGH) {
        for point in points {
            let begun = Instant::now();
            work(point)?;
            times.push(begun.elapsed());
        }
    }
    times.sort_unstable();
    times.get(times.len() / 2).copied().ok_or_else(|| "there is nothing to measure".into())
}

/// Makes sure that a program of this workspace was built.
///
/// # Errors
///
/// It is not there.
pub(crate) fn built(program: &Path) -> Outcome<()> {
    let build = "cargo build --release -p asof-cli -p asof-bench";
    match program.exists() {
        true => Ok(()),
        false => Err(format!("{} does not exist: build it with `{build}`", program.display()).into()),
    }
}

/// Returns what a program printed.
///
/// # Errors
///
/// It cannot be run, or failed: with what it said.
pub(crate) fn run(program: &Path, arguments: &[&str]) -> Outcome<Vec<u8>> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{}: {error}", program.display()))?;
    succeeded(program, arguments, output)
}

fn succeeded(program: &Path, arguments: &[&str], output: Output) -> Outcome<Vec<u8>> {
    let Output { status, stdout, stderr } = output;
    let said =
        || format!("{} {arguments:?}: {status}\n{}", program.display(), String::from_utf8_lossy(&stderr));
    if status.success() { Ok(stdout) } else { Err(said().into()) }
}

/// What Linux says that a program took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Taken {
    /// The most anonymous memory that was seen, in bytes (`RssAnon`): memory that no file backs.
    pub(crate) anonymous: u64,
    /// The most memory of all sorts at once, in bytes (`VmHWM`).
    pub(crate) resident: u64,
    /// How often a page was not there yet, without a disk being asked (`minflt`).
    pub(crate) faults: u64,
}

/// Runs a program and watches it until it has ended. Its memory is read again and again, so that what is held for less than
/// about a tenth of a millisecond may be missed.
///
/// # Errors
///
/// It cannot be run, or failed; there is no `/proc`.
pub(crate) fn watch(program: &Path, arguments: &[&str]) -> Outcome<Taken> {
    // Nobody reads from a pipe while the program is watched: it would wait for ever once the pipe is full.
    let mut said = tempfile::tempfile()?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(said.try_clone()?);
    let mut child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
    let taken = watched(&child)?;
    let status = child.wait()?;
    let mut stderr = Vec::new();
    said.rewind()?;
    said.read_to_end(&mut stderr)?;
    succeeded(program, arguments, Output { status, stdout: Vec::new(), stderr })?;
    Ok(taken)
}

/// Returns what a child took. Once it has ended, and before it is waited for, only its faults are left to read.
fn watched(child: &Child) -> Outcome<Taken> {
    let place = format!("/proc/{}", child.id());
    let mut taken = Taken::default();
    loop {
        let status = fs::read_to_string(format!("{place}/status"))?;
        let bytes = |field| kibibytes(&status, field).map_or(0, |kibibytes| kibibytes * 1024);
        taken.anonymous = taken.anonymous.max(bytes("RssAnon:"));
        taken.resident = taken.resident.max(bytes("VmHWM:"));
        let stat = fs::read_to_string(format!("{place}/stat"))?;
        // The name of the program, in brackets, may hold anything.
        let fields: Vec<&str> =
            stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        if fields.first() == Some(&"Z") {
            let faults = fields.get(7).and_then(|faults| faults.parse().ok());
            taken.faults = faults.ok_or("/proc/PID/stat has no number of page faults: is this Linux?")?;
            return Ok(taken);
        }
        sleep(BETWEEN);
    }
}

/// Returns a size that Linux says of a program in kibibytes.
pub(crate) fn kibibytes(status: &str, field: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Returns the median of what was counted.
pub(crate) fn middle(mut counts: Vec<u64>) -> u64 {
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or(0)
}
