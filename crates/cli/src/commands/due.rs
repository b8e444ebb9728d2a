use std::process::ExitCode;

use asof_query::due;
use clap::Args;

use super::state::WhenArgument;
use crate::context::Context;
use crate::failure::Failure;

/// Lists what is due next and what is overdue, by how long, and who owes it, as of a moment
#[derive(Debug, Args)]
pub(crate) struct Due {
    #[command(flatten)]
    moment: WhenArgument,
}

impl Due {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read_of_one()?;
        let when = self.moment.written(context);
        let asked = context.question()?.at(log, when)?;
        context.answer(log, due(log, &asked), &["open", when.unwrap_or("WHEN")])
    }
}
