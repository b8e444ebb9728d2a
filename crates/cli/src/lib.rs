//! The asof command line: arguments in, an answer rendered, an exit code out.

mod args;
mod commands;
mod context;
mod failure;
mod files;
mod global;
mod help;
mod output;
mod terminal;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use asof_core::unseen::spelt_out;
use clap::error::ContextValue;
use clap::{Command, FromArgMatches};

use args::Args;
use context::Context;

pub use help::command;

/// Runs the command line and returns its exit code.
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let args = match read(&words) {
        Ok(args) => args,
        Err(error) => {
            let words: Vec<String> =
                words.iter().map(|word| spelt_out(&word.to_string_lossy()).into_owned()).collect();
            return failure::usage(&read_visibly(&words).unwrap_or_else(|| visible(error)), &words);
        }
    };
    outlive_limits();
    let words = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let context = Context::new(&args.global, words, help::command);
    match commands::run(&args.command, &context) {
        Ok(code) => code,
        Err(failure) => context.report(&failure),
    }
}

/// Makes a file that may grow no further (`ulimit -f`) an error of writing: the system would end the program instead, with
/// half an answer or half an append in the file.
fn outlive_limits() {
    #[cfg(unix)]
    {
        let was_told = std::sync::Arc::default();
        // It fails for signals that cannot be caught alone.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, was_told);
    }
}

fn read(words: &[OsString]) -> Result<Args, clap::Error> {
    let read =
        |command| read_by(&mut without_process_where_all(without_empty_variables(command), words), words);
    read(help::named_in(words)).or_else(|_| read(help::grouped()))
}

/// Lets the options that the environment names leave out a variable that is empty: `ASOF_LOG=` says as much as none.
fn without_empty_variables(command: Command) -> Command {
    command.mut_args(|arg| match arg.get_env().map(std::env::var_os) {
        Some(Some(value)) if value.is_empty() => arg.env(None),
        Some(_) | None => arg,
    })
}

/// Lets `--all-processes` go before `ASOF_PROCESS`, which is no contradiction: the environment names what is asked by default.
fn without_process_where_all(command: Command, words: &[OsString]) -> Command {
    if words.iter().any(|word| word == "--all-processes") {
        command.mut_arg("process", |arg| arg.env(None::<&str>))
    } else {
        command
    }
}

/// Returns what is wrong with words in which nothing is hidden. The error of clap holds the words that it names among its own
/// styles, where nobody can tell them apart any longer.
fn read_visibly(words: &[String]) -> Option<clap::Error> {
    read(&words.iter().map(OsString::from).collect::<Vec<_>>()).err()
}

/// Returns an error of clap that names the words in which something is hidden by their numbers. What of it holds words among
/// styles, such as a suggestion, goes with words that [`read_visibly`] does not take either.
fn visible(mut error: clap::Error) -> clap::Error {
    let texts = error.context().filter_map(|(kind, value)| match value {
        ContextValue::String(text) => Some((kind, spelt_out(text).into_owned())),
        _ => None,
    });
    for (kind, text) in texts.collect::<Vec<_>>() {
        error.insert(kind, ContextValue::String(text));
    }
    error
}

fn read_by(command: &mut Command, words: &[OsString]) -> Result<Args, clap::Error> {
    let matches = command.try_get_matches_from_mut(words)?;
    Args::from_arg_matches(&matches).map_err(|error| error.format(command))
}
