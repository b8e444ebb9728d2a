use std::process::ExitCode;

use asof_query::{ShowNamed, show_named};
use asof_render::Format;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Shows one event: what it says, its sources, the state before and after it, and what changes it
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The key of the event or of a meeting, round:2, or SCHEME:ID from its external_ids. Write PROCESS/KEY if several
    /// processes have it.
    #[arg(value_name = "KEY")]
    key: String,
    /// Print only its citation.
    #[arg(long)]
    cite: bool,
}

impl Show {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        // An id that others gave may be that of an entry of any negotiation.
        let log = if self.key.contains(':') { context.read_whole()? } else { context.read()? };
        let ShowNamed { show, is_of_meeting } = show_named(log, &context.question()?, &self.key)?;
        if is_of_meeting {
            context.warn(&format!("`{}` is a meeting: its event is `{}`", self.key, show.event.key));
        }
        if self.cite && context.global.format() == Format::Text {
            context.print(&format!("{}\n", show.citation))?;
            return Ok(ExitCode::SUCCESS);
        }
        context.answer(log, show, &["log", "--oneline"])
    }
}
