use std::process::ExitCode;

use asof_query::hindsight;
use clap::Args;

use super::diff::compared;
use super::state::About;
use crate::context::Context;
use crate::failure::Failure;

/// Shows how a moment looked then, how it looks now, and how expectations turned out
#[derive(Debug, Args)]
pub(crate) struct Hindsight {
    /// The moment: a day, an instant, today, round:2 or the key of an event, optionally with an offset such as -1d.
    #[arg(value_name = "WHEN")]
    when: Option<String>,
    /// Only these parts of the state, such as commitments,attendance.
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    about: About,
}

impl Hindsight {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let selection = compared(&self.only)?;
        let log = context.read_of_one()?;
        let selection = self.about.narrow(log, selection)?;
        let now = context.question()?.at_moment(log, self.when.as_deref())?.with_hindsight();
        let next = ["known", self.when.as_deref().unwrap_or("WHEN")];
        context.answer(log, hindsight(log, &now.as_known_then(), &now, &selection), &next)
    }
}
