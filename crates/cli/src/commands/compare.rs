use std::process::ExitCode;

use asof_query::compare;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Shows two meetings beside each other, or a meeting's plan and its outcome
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// A meeting, or an event that planned or held one.
    #[arg(value_name = "KEY")]
    one: String,
    /// The other; without it, the plan and the outcome of the first are compared.
    #[arg(value_name = "OTHER")]
    other: Option<String>,
}

impl Compare {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read()?;
        let asked = context.question()?.at(log, None)?;
        let answer = compare(log, &asked, &self.one, self.other.as_deref())?;
        context.answer(&answer, &["state", "--only", "meetings,delegations"])
    }
}
