use std::process::ExitCode;

use asof_core::Key;
use asof_query::{Mending, Named, Read, retraction};
use clap::Args;

use super::append::Writing;
use super::correct::AmendmentArguments;
use crate::context::Context;
use crate::failure::Failure;

/// Appends a retraction: from then on, the event counts as never said
#[derive(Debug, Args)]
#[command(mut_arg("learned", |arg| arg.help("When the public learned it (with --because world)")))]
#[command(mut_arg("attributed_to", |arg| arg.help("Who says so (with --because world)")))]
pub(crate) struct Retract {
    /// The key of the event or registry entry to retract.
    #[arg(value_name = "KEY")]
    key: Key,
    #[command(flatten)]
    why: AmendmentArguments,
    #[command(flatten)]
    writing: Writing,
}

impl Retract {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read_whole()?;
        let key = self.key.as_str();
        let process = context.question()?.about(log, Named::Event(key))?.at(log, None)?.process;
        if log.find(&process, &self.key).is_none() {
            return Err(Failure::unknown_key(log, &process, self.key.as_str()));
        }
        let mending = Mending { because: self.why.because(log, None)?, reason: self.why.reason().clone() };
        let draft = retraction(log, &process, &self.key, mending);
        self.writing.write(context, None, &[Read::made(draft)])
    }
}
