use std::process::ExitCode;

use asof_query::disputes;
use clap::Args;

use super::state::WhenArgument;
use crate::context::Context;
use crate::failure::Failure;

/// Lists where accounts differ, who says what, and which account the record follows, as of a moment
#[derive(Debug, Args)]
pub(crate) struct Disputes {
    #[command(flatten)]
    moment: WhenArgument,
}

impl Disputes {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read_of_one()?;
        let asked = context.question()?.at(log, self.moment.written(context))?;
        context.answer(log, disputes(log, &asked), &["show", "KEY"])
    }
}
