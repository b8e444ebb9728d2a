//! The commands, one file each: arguments, help and what it does.

mod append;
mod compare;
mod correct;
mod diff;
mod draft;
mod hindsight;
mod history;
mod known;
mod log;
mod names;
mod part;
mod replay;
mod retract;
mod show;
mod snapshot;
mod state;
mod why;

use std::process::ExitCode;

use asof_projector::Family;
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
    /// Lists the rounds that were held, as of a moment
    Rounds(part::Part),
    /// Lists who was on the delegations, announced and observed, as of a moment
    Delegations(part::Part),
    /// Lists what each party wants or insists on, as of a moment
    Positions(part::Part),
    /// Lists what was promised, delivered and is outstanding, as of a moment
    Commitments(part::Part),
    /// Lists what is still open at a moment: proposals undecided, commitments undelivered, meetings not yet held
    Open(part::Part),
    Show(show::Show),
    Why(why::Why),
    History(history::History),
    Compare(compare::Compare),
    Names(names::Names),
    Replay(replay::Replay),
    Draft(draft::Draft),
    Append(append::Append),
    Correct(correct::Correct),
    Retract(retract::Retract),
    Snapshot(snapshot::Snapshot),
}

/// Runs a command.
pub(crate) fn run(command: &Command, context: &Context<'_>) -> Result<ExitCode, Failure> {
    match command {
        Command::State(command) => command.run(context),
        Command::Known(command) => command.run(context),
        Command::Hindsight(command) => command.run(context),
        Command::Diff(command) => command.run(context),
        Command::Log(command) => command.run(context),
        Command::Rounds(part) => part.run(context, Family::Rounds),
        Command::Delegations(part) => part.run(context, Family::Delegations),
        Command::Positions(part) => part.run(context, Family::Positions),
        Command::Commitments(part) => part.run(context, Family::Commitments),
        Command::Open(part) => part.run_pending(context),
        Command::Show(command) => command.run(context),
        Command::Why(command) => command.run(context),
        Command::History(command) => command.run(context),
        Command::Compare(command) => command.run(context),
        Command::Names(command) => command.run(context),
        Command::Replay(command) => command.run(context),
        Command::Draft(command) => command.run(context),
        Command::Append(command) => command.run(context),
        Command::Correct(command) => command.run(context),
        Command::Retract(command) => command.run(context),
        Command::Snapshot(command) => command.run(context),
    }
}
