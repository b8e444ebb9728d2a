//! The commands, one file each: arguments, help and what it does.

mod about;
mod add;
mod append;
mod brief;
mod check;
mod compare;
mod completions;
mod copy;
mod correct;
mod diff;
mod disputes;
mod draft;
mod due;
mod edit;
mod explain;
mod export;
mod follow;
mod format;
mod hindsight;
mod history;
mod import;
mod init;
mod known;
mod log;
mod man;
#[cfg(feature = "mcp")]
mod mcp;
mod names;
mod part;
mod plot;
mod processes;
mod receipt;
mod replay;
mod retract;
mod schema;
#[cfg(feature = "web")]
mod serve;
mod show;
mod snapshot;
mod state;
mod why;

use std::process::ExitCode;

use asof_projector::Collection;
use asof_render::Shape;
use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;

/// What the commands are for. Each names its heading in [`Command`].
pub(crate) const HEADINGS: [&str; 5] = [ASK, LOOK_CLOSER, WRITE, KEEP, SET_UP];
const ASK: &str = "Ask about the state";
const LOOK_CLOSER: &str = "Look closer";
const WRITE: &str = "Add to the record";
const KEEP: &str = "Check and copy the record";
const SET_UP: &str = "Set up";

/// The commands, each with the heading under which the help lists it.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(subcommand_help_heading = ASK)]
    State(state::State),
    #[command(subcommand_help_heading = ASK)]
    Known(known::Known),
    #[command(subcommand_help_heading = ASK)]
    Hindsight(hindsight::Hindsight),
    #[command(subcommand_help_heading = ASK)]
    About(about::About),
    #[command(subcommand_help_heading = ASK)]
    Diff(diff::Diff),
    #[command(subcommand_help_heading = ASK)]
    Brief(brief::Brief),
    /// Lists the rounds that were held, as of a moment
    #[command(subcommand_help_heading = ASK)]
    Rounds(part::PartArguments),
    /// Lists who was on the delegations, announced and observed, as of a moment
    #[command(subcommand_help_heading = ASK)]
    Delegations(part::PartArguments),
    /// Lists what each party wants or insists on, as of a moment
    #[command(subcommand_help_heading = ASK)]
    Positions(part::PartArguments),
    /// Lists what was promised, delivered and still outstanding, as of a moment
    #[command(subcommand_help_heading = ASK)]
    Commitments(part::PartArguments),
    /// Lists what is still open at a moment: proposals, commitments, meetings to come, ceasefires announced
    #[command(subcommand_help_heading = ASK)]
    Open(part::PartArguments),
    #[command(subcommand_help_heading = ASK)]
    Due(due::Due),
    #[command(subcommand_help_heading = ASK)]
    Disputes(disputes::Disputes),
    #[cfg(feature = "web")]
    #[command(subcommand_help_heading = ASK)]
    Serve(serve::Serve),
    #[cfg(feature = "mcp")]
    #[command(subcommand_help_heading = ASK)]
    Mcp(mcp::Mcp),
    #[command(subcommand_help_heading = LOOK_CLOSER)]
    Log(log::Log),
    #[command(subcommand_help_heading = LOOK_CLOSER)]
    Follow(follow::Follow),
    #[command(subcommand_help_heading = LOOK_CLOSER)]
    Show(show::Show),
    #[command(subcommand_help_heading = LOOK_CLOSER)]
    Why(why::Why),
    #[command(subcommand_help_heading = LOOK_CLOSER)]
    History(history::History),
    #[command(subcommand_help_heading = LOOK_CLOSER)]
    Compare(compare::Compare),
    #[command(subcommand_help_heading = LOOK_CLOSER)]
    Plot(plot::Plot),
    #[command(subcommand_help_heading = LOOK_CLOSER)]
    Names(names::Names),
    #[command(subcommand_help_heading = LOOK_CLOSER)]
    Processes(processes::Processes),
    #[command(subcommand_help_heading = WRITE)]
    Add(add::Add),
    #[command(subcommand_help_heading = WRITE)]
    Draft(draft::Draft),
    #[command(subcommand_help_heading = WRITE)]
    Format(format::Format),
    #[command(subcommand_help_heading = WRITE)]
    Append(append::Append),
    #[command(subcommand_help_heading = WRITE)]
    Import(import::Import),
    #[command(subcommand_help_heading = WRITE)]
    Correct(correct::Correct),
    #[command(subcommand_help_heading = WRITE)]
    Edit(edit::Edit),
    #[command(subcommand_help_heading = WRITE)]
    Retract(retract::Retract),
    #[command(subcommand_help_heading = KEEP)]
    Check(check::Check),
    #[command(subcommand_help_heading = KEEP)]
    Explain(explain::Explain),
    #[command(subcommand_help_heading = KEEP)]
    Receipt(receipt::Receipt),
    #[command(subcommand_help_heading = KEEP)]
    Replay(replay::Replay),
    #[command(subcommand_help_heading = KEEP)]
    Snapshot(snapshot::Snapshot),
    #[command(subcommand_help_heading = KEEP)]
    Copy(copy::Copy),
    #[command(subcommand_help_heading = KEEP)]
    Export(export::Export),
    #[command(subcommand_help_heading = SET_UP)]
    Init(init::Init),
    #[command(subcommand_help_heading = SET_UP)]
    Completions(completions::Completions),
    #[command(subcommand_help_heading = SET_UP)]
    Man(man::Man),
    #[command(subcommand_help_heading = SET_UP)]
    Schema(schema::Schema),
}

impl Command {
    /// Returns what it answers with.
    fn shape(&self) -> Shape {
        match self {
            Self::Log(_)
            | Self::Rounds(_)
            | Self::Delegations(_)
            | Self::Positions(_)
            | Self::Commitments(_)
            | Self::History(_)
            | Self::Due(_)
            | Self::Disputes(_)
            | Self::Names(_)
            | Self::Processes(_) => Shape::Rows,
            Self::State(state) => state.shape(),
            Self::Known(known) => known.shape(),
            Self::Open(_) => Shape::Whole(
                "use --format json here, or ask for one part of a state, as in `asof commitments --format csv`",
            ),
            Self::Diff(_) => Shape::Whole(
                "use --format json here, or `asof log FROM..TO --format csv` for the events between two moments",
            ),
            Self::About(_) => about::About::SHAPE,
            Self::Check(check) => check.shape(),
            Self::Plot(_) => Shape::Picture,
            Self::Brief(_) => Shape::Briefing,
            Self::Follow(_) => Shape::Stream,
            Self::Draft(_) | Self::Format(_) => Shape::Drafts,
            Self::Hindsight(_)
            | Self::Explain(_)
            | Self::Show(_)
            | Self::Why(_)
            | Self::Compare(_)
            | Self::Add(_)
            | Self::Append(_)
            | Self::Import(_)
            | Self::Correct(_)
            | Self::Edit(_)
            | Self::Retract(_)
            | Self::Receipt(_)
            | Self::Replay(_)
            | Self::Snapshot(_)
            | Self::Copy(_)
            | Self::Init(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Schema(_) => Shape::DOCUMENT,
            Self::Export(export) => export.shape(),
            #[cfg(feature = "web")]
            Self::Serve(_) => Shape::DOCUMENT,
            #[cfg(feature = "mcp")]
            Self::Mcp(_) => Shape::DOCUMENT,
        }
    }

    /// Returns whether it can read every process of a log at once.
    fn reads_all_processes(&self) -> bool {
        match self {
            Self::State(_)
            | Self::Known(_)
            | Self::Diff(_)
            | Self::Rounds(_)
            | Self::Delegations(_)
            | Self::Positions(_)
            | Self::Commitments(_)
            | Self::Open(_)
            | Self::Log(_) => true,
            Self::Hindsight(_)
            | Self::About(_)
            | Self::Brief(_)
            | Self::Due(_)
            | Self::Disputes(_)
            | Self::Follow(_)
            | Self::Show(_)
            | Self::Why(_)
            | Self::History(_)
            | Self::Compare(_)
            | Self::Plot(_)
            | Self::Names(_)
            | Self::Processes(_)
            | Self::Add(_)
            | Self::Draft(_)
            | Self::Format(_)
            | Self::Append(_)
            | Self::Import(_)
            | Self::Correct(_)
            | Self::Edit(_)
            | Self::Retract(_)
            | Self::Check(_)
            | Self::Explain(_)
            | Self::Receipt(_)
            | Self::Replay(_)
            | Self::Snapshot(_)
            | Self::Copy(_)
            | Self::Export(_)
            | Self::Init(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Schema(_) => false,
            #[cfg(feature = "web")]
            Self::Serve(_) => false,
            #[cfg(feature = "mcp")]
            Self::Mcp(_) => false,
        }
    }

    fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        match self {
            Self::State(command) => command.run(context),
            Self::Known(command) => command.run(context),
            Self::Hindsight(command) => command.run(context),
            Self::About(command) => command.run(context),
            Self::Diff(command) => command.run(context),
            Self::Brief(command) => command.run(context),
            Self::Rounds(part) => part.run(context, Collection::Rounds),
            Self::Delegations(part) => part.run(context, Collection::Delegations),
            Self::Positions(part) => part.run(context, Collection::Positions),
            Self::Commitments(part) => part.run(context, Collection::Commitments),
            Self::Open(part) => part.run_pending(context),
            Self::Due(command) => command.run(context),
            Self::Disputes(command) => command.run(context),
            Self::Log(command) => command.run(context),
            Self::Follow(command) => command.run(context),
            Self::Show(command) => command.run(context),
            Self::Why(command) => command.run(context),
            Self::History(command) => command.run(context),
            Self::Compare(command) => command.run(context),
            Self::Plot(command) => command.run(context),
            Self::Names(command) => command.run(context),
            Self::Processes(command) => command.run(context),
            Self::Add(command) => command.run(context),
            Self::Draft(command) => command.run(context),
            Self::Format(command) => command.run(context),
            Self::Append(command) => command.run(context),
            Self::Import(command) => command.run(context),
            Self::Correct(command) => command.run(context),
            Self::Edit(command) => command.run(context),
            Self::Retract(command) => command.run(context),
            Self::Check(command) => command.run(context),
            Self::Explain(command) => command.run(context),
            Self::Receipt(command) => command.run(context),
            Self::Replay(command) => command.run(context),
            Self::Snapshot(command) => command.run(context),
            Self::Copy(command) => command.run(context),
            Self::Init(command) => command.run(context),
            Self::Completions(command) => command.run(context),
            Self::Man(command) => command.run(context),
            Self::Schema(command) => command.run(context),
            #[cfg(feature = "web")]
            Self::Serve(command) => command.run(context),
            Self::Export(command) => command.run(context),
            #[cfg(feature = "mcp")]
            Self::Mcp(command) => command.run(context),
        }
    }
}

/// Why a command that is of one negotiation, or of none, refuses to read all of them.
const ONE_PROCESS: &str = "this command does not take --all-processes: it works with state, known, open, rounds, \
                           delegations, positions, commitments, diff and log; leave it out here";

/// Runs a command, and puts its answer where it is to go.
pub(crate) fn run(command: &Command, context: &Context<'_>) -> Result<ExitCode, Failure> {
    if let Some(refusal) = context.global.all_beside_one() {
        return Err(Failure::Usage(refusal));
    }
    if context.asks_all() && !command.reads_all_processes() {
        return Err(Failure::Usage(ONE_PROCESS.to_owned()));
    }
    context.prepare(command.shape())?;
    let code = match command.run(context) {
        Err(failure) if context.reads_whole_after(&failure) => command.run(context)?,
        other => other?,
    };
    context.finish()?;
    context.tell_time();
    Ok(code)
}
