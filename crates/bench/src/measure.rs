//! Medians of how long something takes.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How often something is done to tell how long it takes.
const TIMES: usize = 9;

/// How long one round of all is to take at most: what takes longer is done less often.
const ENOUGH: Duration = Duration::from_secs(8);

/// Returns the median time of doing something.
pub(crate) fn median(mut work: impl FnMut()) -> Duration {
    let begun = Instant::now();
    let mut times = Vec::new();
    while times.len() < TIMES && (times.len() < 3 || begun.elapsed() < ENOUGH) {
        let begun = Instant::now();
        work();
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2]
}

/// Returns what was done, or ends the program: the time of what failed is no figure.
pub(crate) fn done<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// Returns what a program printed.
///
/// # Errors
///
/// It cannot be run, or failed: with what it said.
pub(crate) fn run(program: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let said = |Output { status, stdout, stderr }: Output| match status.success() {
        true => Ok(stdout),
        false => Err(format!("{arguments:?}: {status}\n{}", String::from_utf8_lossy(&stderr))),
    };
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    output.map_err(|error| format!("{}: {error}", program.display())).and_then(said)
}
