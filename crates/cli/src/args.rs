//! The arguments: the options that every command shares, and one command.

use clap::Parser;

use crate::commands::Command;
use crate::global::Global;

/// What was the state of a negotiation on a given day, and what could the public know of it that day?
#[derive(Debug, Parser)]
#[command(name = "asof", bin_name = "asof", version, max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}
