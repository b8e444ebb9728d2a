use std::process::ExitCode;

use asof_query::{names, of_registry};
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Lists persons, bodies, places, issues and sources with every spelling, their offices and delegations
#[derive(Debug, Args)]
pub(crate) struct Names {
    /// Only those with this text in a spelling or the key.
    #[arg(value_name = "TEXT")]
    text: Option<String>,
}

impl Names {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read_whole()?;
        let question = context.question()?;
        let asked = of_registry(log, &question)?;
        context.answer(log, names(log, &asked, self.text.as_deref()), &["log", "--person", "KEY"])
    }
}
