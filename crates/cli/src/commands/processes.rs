use std::process::ExitCode;

use asof_query::processes;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Lists the negotiations of the log, with their parties, time zones and how far the record of each reaches
#[derive(Debug, Args)]
pub(crate) struct Processes {}

impl Processes {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read_whole()?;
        context.answer(log, processes(log), &["state", "--process", "ID"])
    }
}
