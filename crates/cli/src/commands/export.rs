mod folder;
#[cfg(feature = "web")]
mod site;
mod tables;

use std::process::ExitCode;

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
    Tables(tables::Tables),
    #[cfg(feature = "web")]
    Site(site::Site),
}

impl Export {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        match &self.what {
            What::Tables(tables) => tables.run(context),
            #[cfg(feature = "web")]
            What::Site(site) => site.run(context),
        }
    }
}
