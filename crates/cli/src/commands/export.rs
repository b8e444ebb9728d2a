mod calendar;
mod folder;
#[cfg(feature = "web")]
mod site;
mod tables;

use std::process::ExitCode;

use asof_render::Shape;
use clap::{Args, Subcommand};

use crate::context::Context;
use crate::failure::Failure;

/// Writes the record for other programs
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Calendar(calendar::Calendar),
    Tables(tables::Tables),
    #[cfg(feature = "web")]
    Site(site::Site),
}

impl Export {
    /// Returns what it answers with.
    pub(crate) fn shape(&self) -> Shape {
        match &self.what {
            What::Calendar(_) => Shape::Calendar,
            What::Tables(_) => Shape::Files,
            #[cfg(feature = "web")]
            What::Site(_) => Shape::Files,
        }
    }

    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        match &self.what {
            What::Calendar(calendar) => calendar.run(context),
            What::Tables(tables) => tables.run(context),
            #[cfg(feature = "web")]
            What::Site(site) => site.run(context),
        }
    }
}
