use std::process::ExitCode;

use asof_query::names;
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
        let is_of_all = question.process.is_none() && question.as_of.is_none();
        let mut asked = question.of_registry(log).at(log, None)?;
        if is_of_all && asked.reading.len() + asked.others.len() < log.processes().len() {
            // Several chains have one registry: offices and delegations are those of all.
            asked.reading = log.processes().iter().map(|info| info.key.clone()).collect();
        }
        context.answer(log, names(log, &asked, self.text.as_deref()), &["log", "--person", "KEY"])
    }
}
