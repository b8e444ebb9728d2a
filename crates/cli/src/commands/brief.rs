use std::process::ExitCode;

use asof_query::brief;
use asof_query::rows::BriefForm;
use clap::Args;

use super::state::WhenArgument;
use crate::context::Context;
use crate::failure::Failure;

/// Writes a briefing of one to two pages: what holds, what changed, what is owed, what is disputed, what comes next
///
/// Every sentence names the events that it rests on. With --format md or html, or with -o FILE.md or FILE.html, it is a
/// document to hand on; word processors open the HTML.
#[derive(Debug, Args)]
pub(crate) struct Brief {
    #[command(flatten)]
    moment: WhenArgument,
    /// The moment, as an option.
    #[arg(long, value_name = "WHEN", conflicts_with = "when")]
    at: Option<String>,
    /// Tell what changed since this moment.
    ///
    /// By default, since the last round that was held before that day; since the start if there is none.
    #[arg(long, value_name = "POINT")]
    since: Option<String>,
    /// Ten lines instead of two pages.
    #[arg(long)]
    short: bool,
}

impl Brief {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        if context.global.chain {
            return Err(Failure::Usage(
                "a briefing is about one negotiation: leave out --chain, and name one with --process"
                    .to_owned(),
            ));
        }
        let log = context.read_of_one()?;
        let when = self.at.as_deref().or_else(|| self.moment.written(context));
        let points = context.question()?.briefing(log, when, self.since.as_deref())?;
        let form = if self.short { BriefForm::Short } else { BriefForm::Whole };
        context.answer(log, brief(log, &points, form), &["about", "KEY"])
    }
}
