use std::process::ExitCode;
use std::time::Instant;

use asof_query::rows::Seconds;
use asof_query::{Answer, replay, replayed};
use asof_render as render;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use asof_render::Format;

/// Replays the log from the start and prints its roots and the hash of the state
#[derive(Debug, Args)]
pub(crate) struct Replay {}

impl Replay {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let global = context.global;
        if global.known.is_some() || global.recorded.is_some() || global.no_inferred {
            return Err(Failure::Usage(
                "replay reads the whole log: --known, --recorded and --no-inferred are only for questions"
                    .to_owned(),
            ));
        }
        let begun = Instant::now();
        let log = context.read_whole()?;
        let replay = replay(log).map_err(|error| Failure::Usage(error.to_string()))?;
        let taken = begun.elapsed();
        if matches!(global.format(), Format::Text | Format::Md) {
            let root = |root: Option<asof_core::Digest>| {
                root.map_or_else(|| "none: the log is empty".to_owned(), |root| root.to_string())
            };
            context.print(&format!(
                "events        {}\nhead          {}\ncontent root  {}\nlog root      {}\nstate hash    {}\ntime          {} s\n",
                replay.events,
                replay.head,
                root(replay.content_root),
                root(replay.log_root),
                replay.state_hash,
                Seconds(taken),
            ))?;
        } else {
            let answer = Answer::new(replayed(&replay, taken), log.names());
            context.print(&render::json(&answer))?;
        }
        for damage in &replay.damage {
            context.warn(damage);
        }
        Ok(ExitCode::from(u8::from(!replay.damage.is_empty())))
    }
}
