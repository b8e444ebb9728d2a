//! The arguments that every command shares.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, ValueEnum};

use crate::commands::Command;

/// What was the state of a negotiation on a given day, and what could anyone have known of it that day?
#[derive(Debug, Parser)]
#[command(name = "asof", version, max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Global {
    /// The log: a path ending in .jsonl, or `demo` for the shipped record. Without it, the one in the nearest
    /// `events` folder upwards.
    #[arg(long, global = true, env = "ASOF_LOG", value_name = "LOCATION")]
    pub(crate) log: Option<PathBuf>,
    /// The negotiation, if the log holds several.
    #[arg(long, global = true, env = "ASOF_PROCESS", value_name = "ID")]
    pub(crate) process: Option<String>,
    /// Read the whole chain of negotiations that continue one another, each row under its own.
    #[arg(long, global = true)]
    pub(crate) chain: bool,
    /// A moment by the token that an answer carries: it says the negotiation and every clock.
    #[arg(long, global = true, value_name = "TOKEN")]
    pub(crate) cut: Option<String>,
    /// Only what the public could know by then; with `diff WHEN` a range A..B.
    #[arg(long, global = true, value_name = "POINT")]
    pub(crate) known: Option<String>,
    /// Only what the log held by then: an event's number, or a point in time.
    #[arg(long, global = true, value_name = "SEQ|POINT")]
    pub(crate) recorded: Option<String>,
    /// Leave out events whose date of knowledge the encoder inferred.
    #[arg(long, global = true)]
    pub(crate) stated: bool,
    /// What `now` and `today` stand for, instead of the clock.
    #[arg(long, global = true, env = "ASOF_NOW", value_name = "INSTANT")]
    pub(crate) now: Option<String>,
    /// Refuse to answer from a damaged log.
    #[arg(long, global = true)]
    pub(crate) strict: bool,
    /// How to print the answer.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// One JSON object a row; with `log`, the stored lines.
    Jsonl,
}
