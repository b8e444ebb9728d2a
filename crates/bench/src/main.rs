//! Writes logs made by rule, and measures what asof takes for them beside what others take.

mod measure;
mod peers;
mod table;

use std::fs::File;
use std::io::BufWriter;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use asof_bench::{GenerateError, Shape, write_log};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Writes logs made by rule, and measures what asof takes for them")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes a log: the same arguments give the same bytes.
    Generate {
        /// Of what it is made.
        #[arg(long, value_enum, default_value = "mixed")]
        shape: Shape,
        /// How many events it has.
        #[arg(long, default_value_t = 10_000)]
        events: usize,
        /// The file to write.
        file: PathBuf,
    },
    /// Prints what asof takes for its work on a log of this size, beside what it must not exceed and what a peer takes in the
    /// same run. It compares the answers, and fails if they differ.
    Table(table::Options),
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    match Arguments::parse().command {
        Command::Generate { shape, events, file } => {
            generate(shape, events, file)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Table(options) => table::print(&options),
    }
}

fn generate(shape: Shape, events: usize, file: PathBuf) -> Result<(), GenerateError> {
    let mut out = BufWriter::new(File::create(file)?);
    write_log(&mut out, shape, events)?;
    Ok(out.flush()?)
}
