use std::process::ExitCode;

use asof_query::names;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Lists persons, bodies, places, issues and sources with every spelling, their offices and delegations
#[derive(Debug, Args)]
pub(crate) struct Names {
    /// Only those with this text in a spelling or in the key.
    #[arg(value_name = "TEXT")]
    text: Option<String>,
}

impl Names {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read()?;
        let asked = context.question()?.at(log, None)?;
        context.answer(names(log, &asked, self.text.as_deref()), &["log", "--person", "KEY"])
    }
}
