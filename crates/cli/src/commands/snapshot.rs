use std::path::PathBuf;
use std::process::ExitCode;

use asof_core::Inferred;
use asof_query::snapshot::{Folder, RecordError, Report, Verdict, Wanted, check, record};
use asof_query::{Query, Scope};
use asof_store::Location;
use clap::{Args, Subcommand};

use crate::context::Context;
use crate::failure::Failure;
use crate::files;

/// Stores the states of a log at chosen moments, and reports when the log no longer agrees with them
#[derive(Debug, Args)]
pub(crate) struct Snapshot {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Record(Record),
    Check(Check),
}

/// Records the current states: at the given moments, or at the moments of the existing snapshots, or at every round
/// that was held and the last day
#[derive(Debug, Args)]
struct Record {
    /// Which snapshots to record again; with --at, a name for each. Without a name, the moment is the name.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// A moment to record; repeat for more: a day, an instant, round:2, last or the key of an event, optionally with an
    /// offset such as -1d. --known POINT and --no-inferred are stored with it.
    #[arg(long, value_name = "POINT")]
    at: Vec<String>,
    #[command(flatten)]
    place: Place,
}

/// Compares snapshots with the log's current states at the same moments, and shows which events make the difference
#[derive(Debug, Args)]
struct Check {
    /// Which snapshots to compare; without a name, all in the folder.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
struct Place {
    /// The folder of the snapshots; by default, `snapshots` next to the log.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Snapshot {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        match &self.action {
            Action::Record(action) => action.run(context),
            Action::Check(action) => action.run(context),
        }
    }
}

impl Record {
    fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let question = context.question()?;
        refuse_other_points(&question)?;
        let place = self.place.folder(context)?;
        let log = context.read_whole()?;
        let folder = files::snapshots(&place)?;
        spare_recorded(context, &folder)?;
        let wanted = Wanted { names: &self.names, moments: &self.at, question };
        let report = record(log, &folder, &wanted).map_err(|error| match error {
            RecordError::Damaged(damage) => context.damaged(&damage),
            other => other.into(),
        })?;
        for (file, _) in &report.writes {
            context.spare_input(&place.join(file))?;
        }
        files::write(&place, &report.writes)?;
        answer(context, report, "check")
    }
}

impl Check {
    fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let question = context.question()?;
        refuse_other_points(&question)?;
        if question.known.is_some() || question.inferred == Inferred::Exclude {
            return Err(Failure::Usage(
                "every snapshot stores its own question: --known and --no-inferred are only for `snapshot record --at \
                     POINT`"
                    .to_owned(),
            ));
        }
        let place = self.place.folder(context)?;
        let log = context.read_whole()?;
        let folder = files::snapshots(&place)?;
        spare_recorded(context, &folder)?;
        let report = check(log, &folder, &self.names, question.process)
            .map_err(|error| Failure::Query(error.into()))?;
        answer(context, report, "record")
    }
}

/// Refuses to write the answer over a snapshot that is there.
fn spare_recorded(context: &Context<'_>, folder: &Folder) -> Result<(), Failure> {
    folder.found.iter().try_for_each(|found| context.spare_input(&files::file_of(&folder.place, &found.name)))
}

/// Refuses the flags of which a snapshot says the same otherwise.
fn refuse_other_points(question: &Query<'_>) -> Result<(), Failure> {
    let refused = if question.recorded.is_some() {
        "a snapshot is of the current log and stores where it ended: --recorded is only for questions"
    } else if question.as_of.is_some() {
        "a snapshot stores its moment as a date and resolves it each time: use --at POINT instead of --as-of"
    } else if question.scope == Scope::Chain {
        "a snapshot covers one process: name it with --process instead of --chain"
    } else {
        return Ok(());
    };
    Err(Failure::Usage(refused.to_owned()))
}

impl Place {
    /// Returns the folder that is named, or else the one beside the log.
    fn folder(&self, context: &Context<'_>) -> Result<PathBuf, Failure> {
        if let Some(named) = &self.dir {
            return Ok(named.clone());
        }
        match context.location()? {
            Location::JsonLines(path) | Location::Sqlite(path) => Ok(files::beside(&path)),
            Location::JetStream(_) | Location::Demo => Err(Failure::Usage(
                "this log is not in a folder: name one for its snapshots with --dir".to_owned(),
            )),
        }
    }
}

fn answer(context: &Context<'_>, report: Report, next: &str) -> Result<ExitCode, Failure> {
    context.print_answer(report.answer, &["snapshot", next])?;
    Ok(ExitCode::from(match report.verdict {
        Verdict::Clean => 0,
        Verdict::Finding => 1,
        Verdict::Unreadable => 3,
    }))
}
