use std::process::ExitCode;

use asof_query::{Selection, state, state_of_every};
use asof_render::Shape;
use clap::Args;

use super::state::{About, parts, shape};
use crate::context::Context;
use crate::failure::Failure;

/// Shows what the public could know at a moment and, separately, what it may have known
#[derive(Debug, Args)]
pub(crate) struct Known {
    /// The moment: a day, an instant, today, round:2 or the key of an event, optionally with an offset such as -1d.
    #[arg(value_name = "WHEN")]
    when: Option<String>,
    /// Only these parts, such as commitments,positions.
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    about: About,
}

impl Known {
    pub(crate) fn shape(&self) -> Shape {
        shape(&self.only)
    }

    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let selection = Selection { only: parts(&self.only)?, ..Selection::default() };
        let question = context.question()?;
        if question.known.is_some() {
            return Err(Failure::Usage(
                "`known WHEN` means `state WHEN --known WHEN`: for another --known, use `state`".to_owned(),
            ));
        }
        let log = context.read_of_one()?;
        let selection = self.about.narrow(log, selection)?;
        let when = self.when.as_deref();
        if context.asks_all() {
            let asked = question.known_at_for_all(log, when)?;
            let next = context.of_as_many(&["state", when.unwrap_or("WHEN")]);
            return context.answer(log, state_of_every(log, &asked, &selection), &next);
        }
        let asked = question.known_at(log, when)?;
        context.answer(log, state(log, &asked, &selection), &["hindsight", when.unwrap_or("WHEN")])
    }
}
