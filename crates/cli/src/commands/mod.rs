//! The commands, one file each: arguments, help and what it does.

mod append;
mod correct;
mod diff;
mod draft;
mod hindsight;
mod known;
mod log;
mod replay;
mod retract;
mod show;
mod state;

use std::process::ExitCode;

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    State(state::State),
    Known(known::Known),
    Hindsight(hindsight::Hindsight),
    Diff(diff::Diff),
    Log(log::Log),
    Show(show::Show),
    Replay(replay::Replay),
    Draft(draft::Draft),
    Append(append::Append),
    Correct(correct::Correct),
    Retract(retract::Retract),
}

/// Runs a command.
pub(crate) fn run(command: &Command, context: &Context<'_>) -> Result<ExitCode, Failure> {
    match command {
        Command::State(command) => command.run(context),
        Command::Known(command) => command.run(context),
        Command::Hindsight(command) => command.run(context),
        Command::Diff(command) => command.run(context),
        Command::Log(command) => command.run(context),
        Command::Show(command) => command.run(context),
        Command::Replay(command) => command.run(context),
        Command::Draft(command) => command.run(context),
        Command::Append(command) => command.run(context),
        Command::Correct(command) => command.run(context),
        Command::Retract(command) => command.run(context),
    }
}
