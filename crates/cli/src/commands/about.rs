use std::process::ExitCode;

use asof_query::{Named, about};
use asof_render::Shape;
use clap::Args;

use super::state::WhenArgument;
use crate::context::Context;
use crate::failure::Failure;

/// Shows everything about one thing: a meeting or round, a promise, a proposal, a person, a body, an issue, a place
#[derive(Debug, Args)]
pub(crate) struct About {
    /// The thing: round:2, a key such as r2-memorandum, or a name such as "Rustem Umerov". Write PROCESS/KEY if several
    /// processes have it.
    #[arg(value_name = "THING")]
    thing: String,
    #[command(flatten)]
    moment: WhenArgument,
}

impl About {
    pub(crate) const SHAPE: Shape = Shape::Whole(
        "use --format json here, or ask for one part, as in `asof commitments --format csv`, or for the events, as in \
         `asof log --grep TEXT --format csv`",
    );

    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read()?;
        let (process, thing) = log.apart(&self.thing);
        let mut question = context.question()?;
        question.process = process.or(question.process);
        let asked = question.about(log, Named::Thing(thing))?.at(log, self.moment.written(context))?;
        context.answer(log, about(log, &asked, thing)?, &["show", "KEY"])
    }
}
