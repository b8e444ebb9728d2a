use std::process::ExitCode;

use asof_query::{Picture, Selection, drawn};
use asof_render as render;
use clap::{Args, ValueEnum};

use super::state::{About, WhenArgument};
use crate::context::Context;
use crate::failure::Failure;

/// Draws a picture, as SVG
#[derive(Debug, Args)]
pub(crate) struct Plot {
    /// What to draw.
    #[arg(value_enum, value_name = "PICTURE")]
    picture: Which,
    #[command(flatten)]
    moment: WhenArgument,
    #[command(flatten)]
    about: About,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// What was public when it happened, and what came out later.
    Knowledge,
    /// Who did what, and when.
    Timeline,
    /// What was promised and delivered.
    Deliveries,
    /// Who was on the delegations, meeting by meeting.
    Delegations,
}

impl Plot {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read_of_one()?;
        let selection = self.about.narrow(log, Selection::default())?;
        let asked = context.question()?.at(log, self.moment.written(context))?;
        let picture = match self.picture {
            Which::Knowledge => Picture::Knowledge,
            Which::Timeline => Picture::Timeline,
            Which::Deliveries => Picture::Deliveries,
            Which::Delegations => Picture::Delegations,
        };
        context.print(&render::plot(&drawn(log, &asked, picture, &selection), None, true))?;
        Ok(ExitCode::SUCCESS)
    }
}
