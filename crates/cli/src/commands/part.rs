//! One part of a state: the same answer as `state --only PART`.

use std::process::ExitCode;

use asof_projector::Family;
use asof_query::Selection;
use clap::Args;

use super::state::{About, Moment, answer};
use crate::context::Context;
use crate::failure::Failure;

/// The arguments of a command that shows one part of a state.
#[derive(Debug, Args)]
pub(crate) struct Part {
    #[command(flatten)]
    moment: Moment,
    #[command(flatten)]
    about: About,
}

impl Part {
    /// Shows one part of the state.
    pub(crate) fn run(&self, context: &Context<'_>, family: Family) -> Result<ExitCode, Failure> {
        self.select(context, Selection::part(family))
    }

    /// Shows what is still open.
    pub(crate) fn run_pending(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        self.select(context, Selection::pending())
    }

    fn select(&self, context: &Context<'_>, selection: Selection) -> Result<ExitCode, Failure> {
        let when = self.moment.written(context);
        answer(context, when, &self.about, selection, &["state", when.unwrap_or("WHEN")])
    }
}
