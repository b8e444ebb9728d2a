use std::process::ExitCode;

use asof_query::state;
use clap::Args;

use super::state::Only;
use crate::context::Context;
use crate::failure::Failure;

/// Shows what the public could know at a moment, and apart from it what it possibly knew
#[derive(Debug, Args)]
pub(crate) struct Known {
    /// The moment: a day, an instant, today, round:2, the key of an event, with an offset such as -1d.
    #[arg(value_name = "WHEN")]
    when: String,
    #[command(flatten)]
    selection: Only,
}

impl Known {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let selection = self.selection.selection()?;
        let question = context.question()?;
        if question.known.is_some() {
            return Err(Failure::Usage(
                "`known WHEN` is `state WHEN --known WHEN`: for another date of knowledge use `state`"
                    .to_owned(),
            ));
        }
        let log = context.read()?;
        let asked = question.known_at(&log, &self.when)?;
        context.answer(&state(&log, &asked, &selection), &["hindsight", &self.when])
    }
}
