use std::process::ExitCode;

use asof_core::Key;
use asof_query::{Named, entry_of_external_id, event_of_meeting, meeting_of_round, show};
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
        let mut question = context.question()?;
        let round = meeting_of_round(log, question.process, &self.key);
        let external = if round.is_none() { entry_of_external_id(log, &self.key)? } else { None };
        let (process, key) = match (&round, &external, self.key.split_once('/')) {
            (Some((process, meeting)), _, written) => (written.map(|_| process.as_str()), meeting.as_str()),
            (None, Some((process, key)), _) => (process.as_ref().map(Key::as_str), key.as_str()),
            (None, None, Some((process, key))) => (Some(process), key),
            (None, None, None) => (None, self.key.as_str()),
        };
        question.process = process.or(question.process);
        let asked = question.about(log, Named::Event(key))?.at(log, None)?;
        let shown = key.parse::<Key>().ok().and_then(|key| show(log, &asked, &key));
        let of_meeting = || {
            let event = event_of_meeting(log, &asked.process, key)?;
            context.warn(&format!("`{}` is a meeting: its event is `{event}`", self.key));
            show(log, &asked, &event)
        };
        match shown.or_else(of_meeting) {
            Some(shown) if self.cite && context.global.format() == Format::Text => {
                context.print(&format!("{}\n", shown.citation))?;
                Ok(ExitCode::SUCCESS)
            }
            Some(shown) => context.answer(log, shown, &["log", "--oneline"]),
            None => Err(Failure::unknown_key(log, &asked.process, key)),
        }
    }
}
