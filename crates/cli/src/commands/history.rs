use std::process::ExitCode;

use asof_query::{Moving, Named, history_named};
use clap::{Args, ValueEnum};

use crate::context::Context;
use crate::failure::Failure;

/// Shows how one value of the state changed, one row per change
#[derive(Debug, Args)]
pub(crate) struct History {
    /// The path, such as commitments/r1-prisoners or commitments/r1-prisoners/delivered, or only its last word. Put the
    /// process before it if several processes have it. For a person, by key or name, everything on record.
    #[arg(value_name = "PATH")]
    path: String,
    /// Which changes to show: in the world, or in what the public could know.
    #[arg(long, value_enum, default_value_t = By::World)]
    by: By,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// As it happened, with everything the log knows.
    World,
    /// As the public could learn of it.
    Knowledge,
}

impl History {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let mut question = context.question()?;
        let moving = match self.by {
            By::World => Moving::World,
            By::Knowledge => Moving::Knowledge,
        };
        let log = context.read()?;
        let (process, path) = log.apart(&self.path);
        question.process = process.or(question.process);
        let asked = question.about(log, Named::StatePath(path))?.at(log, None)?;
        let answer = history_named(log, &asked, path, moving)?;
        context.answer(log, answer, &["why", &self.path])
    }
}
