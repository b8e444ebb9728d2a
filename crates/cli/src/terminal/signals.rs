//! What a signal that ends the program leaves behind: a terminal as it was, and an append that is whole.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Held while the log is written to.
static WRITING: Mutex<()> = Mutex::new(());

/// Lets no signal end the program while the guard lives.
pub(crate) fn uninterrupted() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the terminal back before a signal ends the program, which then has the exit code that a shell would say.
#[cfg(unix)]
pub(crate) fn give_terminal_back() -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGHUP, SIGTERM])?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let _writing = uninterrupted();
            restore();
            std::process::exit(128 + signal);
        }
    });
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn give_terminal_back() -> std::io::Result<()> {
    Ok(())
}

/// Makes the terminal read whole lines again and show its cursor.
#[cfg(unix)]
fn restore() {
    use crossterm::{cursor, event, execute, terminal};
    // It may be gone.
    let _ = terminal::disable_raw_mode();
    let _ = execute!(std::io::stderr(), event::DisableBracketedPaste, cursor::Show);
}
