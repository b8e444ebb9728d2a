//! How far a long command has come, for a person who waits.

use asof_render::said;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How long nothing is said, and how long what was said stands.
const QUIET: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(200);

/// One line on stderr, written over again; nothing on what is no terminal, or in the first second.
pub(crate) struct Progress {
    is_watched: bool,
    due: Instant,
    shown: bool,
}

impl Progress {
    pub(super) fn new(is_quiet: bool) -> Self {
        let is_watched = !is_quiet && io::stderr().is_terminal();
        Self { is_watched, due: Instant::now() + QUIET, shown: false }
    }

    /// Says how far the command has come, if it is time to.
    pub(crate) fn show(&mut self, text: impl FnOnce() -> String) {
        let now = Instant::now();
        if self.is_watched && now >= self.due {
            self.due = now + PAUSE;
            self.shown = true;
            Self::write(&text());
        }
    }

    /// Writes over the line; nothing is left to report to if stderr is gone.
    fn write(text: &str) {
        let _ = write!(io::stderr().lock(), "\r\x1b[K{}", said(text)).and_then(|()| io::stderr().flush());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            Self::write("");
        }
    }
}
