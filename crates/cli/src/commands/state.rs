use std::process::ExitCode;

use asof_projector::Family;
use asof_query::{Selection, state};
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Shows where things stood at a moment, with all that the log knows
#[derive(Debug, Args)]
pub(crate) struct State {
    /// The moment: a day, an instant, today, round:2, the key of an event, with an offset such as -1d.
    #[arg(value_name = "WHEN", default_value = "today")]
    when: String,
    #[command(flatten)]
    selection: Only,
}

/// Which parts of a state to show.
#[derive(Debug, Args)]
pub(crate) struct Only {
    /// Only these parts, such as commitments,positions.
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    only: Vec<String>,
}

impl Only {
    pub(crate) fn selection(&self) -> Result<Selection, Failure> {
        let family = |name: &String| {
            Family::from_name(name.trim()).ok_or_else(|| {
                let known: Vec<_> = Family::ALL.iter().map(|family| family.name()).collect();
                Failure::Usage(format!("a state has no part `{name}`: it has {}", known.join(", ")))
            })
        };
        Ok(Selection { only: self.only.iter().map(family).collect::<Result<_, _>>()? })
    }
}

impl State {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let selection = self.selection.selection()?;
        let log = context.read()?;
        let asked = context.question()?.at(&log, Some(&self.when))?;
        context.answer(&state(&log, &asked, &selection), &["known", &self.when])
    }
}
