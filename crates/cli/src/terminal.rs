//! The terminal: whether it is one, how wide it is, whether styles are kept.

pub(crate) mod ask;
mod shown;
pub(crate) mod signals;

use std::io::{self, IsTerminal, Write};

use anstream::AutoStream;
use anstream::adapter::strip_str;
use clap::ColorChoice;

pub(crate) use shown::Shown;

/// The width of a text where no terminal says its own.
const WIDTH: usize = 100;
/// The widths between which a text can be read.
const NARROWEST: usize = 60;
const WIDEST: usize = 110;

/// Returns whether a person reads standard output as it is printed.
pub(crate) fn is_watched() -> bool {
    io::stdout().is_terminal()
}

/// Returns the width to wrap to: `COLUMNS` if it is set, else that of the terminal, else 100.
pub(crate) fn width() -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    set.or_else(measured).map_or(WIDTH, |columns: usize| columns.clamp(NARROWEST, WIDEST))
}

/// The heights between which an overview is made for the terminal's.
const LOWEST: usize = 24;
const HIGHEST: usize = 48;

/// Returns how many lines the terminal shows; `None` where a person does not read it as it is printed.
pub(crate) fn height() -> Option<usize> {
    is_watched()
        .then(|| terminal_size::terminal_size_of(io::stdout()))
        .flatten()
        .map(|(_, height)| usize::from(height.0))
}

/// Returns how many lines an overview may take: `LINES` if it is set, else those of the terminal, else 24. On a terminal
/// this leaves room for `behind` more lines.
pub(crate) fn lines(behind: usize) -> usize {
    let set = std::env::var("LINES").ok().and_then(|lines| lines.parse().ok());
    let bounded = |lines: usize| lines.clamp(LOWEST, HIGHEST);
    match (set, height()) {
        (Some(lines), None) => bounded(lines),
        (set, Some(height)) => bounded(set.unwrap_or(height)) - behind,
        (None, None) => LOWEST,
    }
}

/// Returns a text as standard output shows it: with its styles, or without.
pub(crate) fn styled(text: &Shown<'_>, color: ColorChoice) -> String {
    let text = text.as_str();
    let choice = match choice(color) {
        anstream::ColorChoice::Auto => AutoStream::choice(&io::stdout()),
        chosen => chosen,
    };
    match choice {
        anstream::ColorChoice::Never => strip_str(text).to_string(),
        _ => text.to_owned(),
    }
}

/// Returns what anstream calls a choice; `Auto` follows the terminal and the environment.
fn choice(color: ColorChoice) -> anstream::ColorChoice {
    match color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
}

/// Prints a text to standard output; returns whether its reader is still there.
pub(crate) fn print(text: &Shown<'_>, color: ColorChoice) -> io::Result<bool> {
    let stdout = io::stdout();
    let choice = match choice(color) {
        anstream::ColorChoice::Auto => AutoStream::choice(&stdout),
        chosen => chosen,
    };
    let written = match (text, choice) {
        (Shown::Data(text), _) => {
            let mut out = stdout.lock();
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        }
        // Without styles it is written in one go, not piece by piece between them.
        (Shown::Words(text), anstream::ColorChoice::Never) => {
            let mut out = stdout.lock();
            out.write_all(strip_str(text).to_string().as_bytes()).and_then(|()| out.flush())
        }
        (Shown::Words(text), kept) => {
            let mut out = AutoStream::new(stdout.lock(), kept);
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        }
    };
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true),
    }
}

/// Says a text on standard error; nothing is left to report to if that is gone.
pub(crate) fn say(text: &Shown<'_>, color: ColorChoice) {
    let _ = AutoStream::new(io::stderr().lock(), choice(color)).write_all(text.as_str().as_bytes());
}
