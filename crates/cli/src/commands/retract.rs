use std::process::ExitCode;

use asof_core::Key;
use asof_query::{Mending, Read, retraction};
use clap::Args;

use super::append::Writing;
use super::correct::Why;
use crate::context::Context;
use crate::failure::Failure;

/// Appends a retraction: from then on the event was never said
#[derive(Debug, Args)]
pub(crate) struct Retract {
    /// The key of the event or registry entry to withdraw.
    #[arg(value_name = "KEY")]
    key: Key,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    writing: Writing,
}

impl Retract {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read()?;
        let process = context.question()?.at(log, None)?.process;
        if log.find(&process, &self.key).is_none() {
            return Err(Failure::unknown_key(log, &process, self.key.as_str()));
        }
        let mending = Mending { because: self.why.because(None)?, reason: self.why.reason().clone() };
        let draft = retraction(log, &process, &self.key, mending);
        self.writing.write(context, None, &[Read::made(draft)])
    }
}
