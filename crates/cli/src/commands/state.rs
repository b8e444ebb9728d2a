use std::process::ExitCode;

use asof_query::{Log, Selection, StatePart, state, state_of_every};
use asof_render::Shape;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Shows the state at a moment, with everything the log knows
#[derive(Debug, Args)]
pub(crate) struct State {
    #[command(flatten)]
    moment: WhenArgument,
    /// Only these parts, such as commitments,positions.
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    about: About,
}

/// The moment of a question about a state.
#[derive(Debug, Args)]
pub(crate) struct WhenArgument {
    /// The moment: a day, an instant, today, round:2 or the key of an event, optionally with an offset such as -1d; by
    /// default, today.
    #[arg(value_name = "WHEN")]
    when: Option<String>,
}

/// Of what a state is shown.
#[derive(Debug, Args)]
pub(crate) struct About {
    /// Only what concerns this issue.
    #[arg(long, value_name = "NAME")]
    issue: Option<String>,
    /// Only what names this party or somebody on its side.
    #[arg(long, value_name = "NAME")]
    party: Option<String>,
}

impl WhenArgument {
    /// Returns the moment as written; today if none is, and no token says it.
    pub(crate) fn written<'m>(&'m self, context: &Context<'_>) -> Option<&'m str> {
        let today = || context.global.as_of.is_none().then_some("today");
        self.when.as_deref().or_else(today)
    }
}

impl About {
    /// Narrows a selection to an issue or a party, each by its key or a name of it.
    pub(crate) fn narrow(&self, log: &Log, selection: Selection) -> Result<Selection, Failure> {
        Ok(selection.narrowed(log, self.issue.as_deref(), self.party.as_deref())?)
    }
}

/// Returns the parts of a state with these names.
pub(crate) fn parts(names: &[String]) -> Result<Vec<StatePart>, Failure> {
    Ok(StatePart::named(names.iter().map(String::as_str))?)
}

/// Returns what a state of the parts named is: rows if it is one.
pub(crate) fn shape(names: &[String]) -> Shape {
    match names.len() {
        1 => Shape::Rows,
        _ => Shape::Whole("ask for one part of the state, as in `--only commitments`, or use --format json"),
    }
}

impl State {
    pub(crate) fn shape(&self) -> Shape {
        shape(&self.only)
    }

    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let selection = Selection { only: parts(&self.only)?, ..Selection::default() };
        let when = self.moment.written(context);
        let next = context.of_as_many(&["known", when.unwrap_or("WHEN")]);
        answer(context, when, &self.about, selection, &next)
    }
}

/// Answers with the state at a moment, or a part of it.
pub(crate) fn answer(
    context: &Context<'_>,
    when: Option<&str>,
    about: &About,
    selection: Selection,
    next: &[&str],
) -> Result<ExitCode, Failure> {
    let log = context.read_of_one()?;
    let selection = about.narrow(log, selection)?;
    let question = context.question()?;
    let stood = match context.asks_all() {
        true => state_of_every(log, &question.at_for_all(log, when)?, &selection),
        false => state(log, &question.at(log, when)?, &selection),
    };
    context.answer(log, stood, next)
}
