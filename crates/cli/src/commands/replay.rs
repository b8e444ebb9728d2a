use std::process::ExitCode;
use std::time::Instant;

use asof_query::replay;
use clap::Args;
use serde_json::json;

use crate::args::Format;
use crate::context::Context;
use crate::failure::Failure;

/// Folds the log from the start and prints its roots and the hash of the state
#[derive(Debug, Args)]
pub(crate) struct Replay {}

impl Replay {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let global = context.global;
        if global.known.is_some() || global.recorded.is_some() || global.stated {
            return Err(Failure::Usage(
                "replay folds the whole log: --known, --recorded and --stated are for questions".to_owned(),
            ));
        }
        let begun = Instant::now();
        let log = context.read()?;
        let replay = replay(&log).map_err(|error| Failure::Usage(error.to_string()))?;
        let taken = begun.elapsed();
        // Milliseconds as text: no floating point.
        let seconds = format!("{}.{:03}", taken.as_secs(), taken.subsec_millis());
        let root = |root: Option<asof_core::Digest>| root.map(|root| root.to_string());
        if matches!(context.global.format(), Format::Text | Format::Md) {
            let none = || "none: the log is empty".to_owned();
            context.print(&format!(
                "events        {}\nhead          {}\ncontent root  {}\nlog root      {}\nstate hash    {}\ntime          {seconds} s\n",
                replay.events,
                replay.head,
                root(replay.content_root).unwrap_or_else(none),
                root(replay.log_root).unwrap_or_else(none),
                replay.state_hash,
            ))?;
        } else {
            let document = json!({
                "schema": "asof.replay/1",
                "events": replay.events,
                "head": replay.head,
                "content_root": root(replay.content_root),
                "log_root": root(replay.log_root),
                "state_hash": replay.state_hash.to_string(),
                "seconds": seconds,
                "damage": replay.damage,
            });
            context.print(&format!("{document}\n"))?;
        }
        for damage in &replay.damage {
            context.warn(damage);
        }
        Ok(ExitCode::from(u8::from(!replay.damage.is_empty())))
    }
}
