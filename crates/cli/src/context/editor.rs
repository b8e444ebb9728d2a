//! The editor of the author, which takes the terminal while it runs.

use std::io;
use std::path::Path;
use std::process::Command;

use asof_core::unseen::{is_seen, spelt_out};

use crate::failure::Failure;

/// Opens a file in the editor that the environment names, and waits until it is closed.
///
/// # Errors
///
/// It cannot be run, or says by its exit code that it failed.
pub(crate) fn open(path: &Path) -> Result<(), Failure> {
    let named =
        ["VISUAL", "EDITOR"].iter().find_map(|name| Some(std::env::var(name).ok()?.trim().to_owned()));
    let editor = named.filter(|named| !named.is_empty()).unwrap_or_else(|| "vi".to_owned());
    let failed = |why: String| Failure::Editor { editor: spelt_out(&editor).into_owned(), why };
    if !is_seen(&editor) {
        return Err(failed("it has hidden characters".to_owned()));
    }
    let words = shlex::split(&editor).filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| failed("a quotation mark in it has no end".to_owned()))?;
    match while_it_takes_interrupts(|| Command::new(&words[0]).args(&words[1..]).arg(path).status()) {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("it ended with {status}"))),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// Runs something that shares the terminal: what is typed there to interrupt it does not end this program too.
#[cfg(unix)]
fn while_it_takes_interrupts<T>(run: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    let ends_us = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register_conditional_default(signal_hook::consts::SIGINT, Arc::clone(&ends_us))?;
    let done = run();
    ends_us.store(true, Ordering::SeqCst);
    done
}

#[cfg(not(unix))]
fn while_it_takes_interrupts<T>(run: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    run()
}
