use std::path::PathBuf;
use std::process::ExitCode;

use asof_query::{Read, append, effect, read_drafts, try_out};
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Appends drafts to the log, all or none, and prints what they changed
#[derive(Debug, Args)]
pub(crate) struct Append {
    /// A file of drafts as JSON, one or one a line; `-` is standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    writing: Writing,
}

/// How to write.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// Only if the log ends at this event.
    #[arg(long, value_name = "SEQ")]
    expect: Option<u64>,
    /// Show what would change, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Append {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let drafts = read_drafts(&context.input(&self.file)?).map_err(Failure::Refused)?;
        if drafts.is_empty() {
            return Err(Failure::Usage(format!(
                "`{}` holds no draft; `asof draft KIND` prints the form for one",
                self.file.display()
            )));
        }
        self.writing.write(context, &drafts)
    }
}

impl Writing {
    /// Checks drafts against the log, writes them, and prints the effect.
    pub(crate) fn write(&self, context: &Context<'_>, drafts: &[Read]) -> Result<ExitCode, Failure> {
        let question = context.question()?;
        let mut store = context.open()?;
        let appended = if self.dry_run {
            try_out(&*store, drafts, self.expect)?
        } else {
            append(&mut *store, drafts, self.expect)?
        };
        if let Some(aside) = &appended.receipt.set_aside {
            context.warn_set_aside(aside);
        }
        let answer = effect(&appended, &question);
        if self.dry_run {
            context.answer(&answer, &["state"])
        } else {
            context.answer_written(&answer, &["state"], appended.receipt.head)
        }
    }
}
