use std::process::ExitCode;

use asof_query::{Named, StatePath, why};
use clap::Args;

use super::state::WhenArgument;
use crate::context::Context;
use crate::failure::Failure;

/// Shows the events behind a value of the state, and the events they override
#[derive(Debug, Args)]
pub(crate) struct Why {
    /// The path, such as commitments/r1-prisoners or commitments/r1-prisoners/delivered, or only its last word. Put the
    /// process before it if several processes have it.
    #[arg(value_name = "PATH")]
    path: String,
    #[command(flatten)]
    moment: WhenArgument,
}

impl Why {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read()?;
        let (process, path) = log.apart(&self.path);
        let mut question = context.question()?;
        question.process = process.or(question.process);
        let asked = question.about(log, Named::StatePath(path))?.at(log, self.moment.written(context))?;
        let fact = StatePath::find(log, &asked.process, &asked.as_of, path)?;
        context.answer(log, why(log, &asked, &fact), &["history", &self.path])
    }
}
