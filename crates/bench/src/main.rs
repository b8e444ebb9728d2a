//! Writes logs made by rule, and measures what asof takes for them beside what others take.

mod growth;
mod measure;
mod peers;
mod serve;
mod table;

use std::fs::File;
use std::io::BufWriter;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use asof_bench::{GenerateError, Shape, write_log};
use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

use crate::measure::Outcome;

/// What the library takes is measured with the allocator of the program, and so are its peers.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
    /// Prints how many views of the page a server answers, how long they take, and how much memory it has, on the shipped record
    /// and on a large log.
    Serve(serve::Options),
    /// Counts the instructions of a state and of an append on a log and on one ten times as long, and fails if they grow by more
    /// than they may.
    Growth {
        /// The program to measure.
        #[arg(long, default_value = "target/release/asof")]
        asof: PathBuf,
    },
}

fn main() -> ExitCode {
    carry_out(Arguments::parse().command).unwrap_or_else(|error| {
        let mut said = error.to_string();
        let mut source = error.source();
        while let Some(why) = source {
            said = format!("{said}: {why}");
            source = why.source();
        }
        eprintln!("asof-bench: {said}");
        ExitCode::FAILURE
    })
}

fn carry_out(command: Command) -> Outcome<ExitCode> {
    match command {
        Command::Generate { shape, events, file } => {
            generate(shape, events, file)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Table(options) => table::print(&options),
        Command::Serve(options) => serve::print(&options),
        Command::Growth { asof } => growth::print(&asof),
    }
}

fn generate(shape: Shape, events: usize, file: PathBuf) -> Result<(), GenerateError> {
    let mut out = BufWriter::new(File::create(file)?);
    write_log(&mut out, shape, events)?;
    Ok(out.flush()?)
}
