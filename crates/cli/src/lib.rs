//! The asof command line: arguments in, an answer rendered, an exit code out.

mod args;
mod commands;
mod context;
mod failure;
mod files;
mod render;

use std::process::ExitCode;

use clap::Parser;

use args::Args;
use context::Context;

/// Runs the command line and returns its exit code.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            return failure::usage(&error);
        }
    };
    let context = Context::new(&args.global);
    match commands::run(&args.command, &context) {
        Ok(code) => code,
        Err(failure) => context.report(&failure),
    }
}
