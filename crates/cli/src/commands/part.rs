//! One part of a state: the same answer as `state --only PART`.

use std::process::ExitCode;

use asof_projector::Collection;
use asof_query::Selection;
use clap::Args;

use super::state::{About, WhenArgument, answer};
use crate::context::Context;
use crate::failure::Failure;

/// The arguments of a command that shows one part of a state.
#[derive(Debug, Args)]
pub(crate) struct PartArguments {
    #[command(flatten)]
    moment: WhenArgument,
    #[command(flatten)]
    about: About,
}

impl PartArguments {
    /// Shows one part of the state.
    pub(crate) fn run(&self, context: &Context<'_>, collection: Collection) -> Result<ExitCode, Failure> {
        self.select(context, Selection::part(collection))
    }

    /// Shows what is still open.
    pub(crate) fn run_pending(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        self.select(context, Selection::pending())
    }

    fn select(&self, context: &Context<'_>, selection: Selection) -> Result<ExitCode, Failure> {
        let when = self.moment.written(context);
        let next = context.of_as_many(&["state", when.unwrap_or("WHEN")]);
        answer(context, when, &self.about, selection, &next)
    }
}
