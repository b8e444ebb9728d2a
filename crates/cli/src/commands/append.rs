use std::path::{Path, PathBuf};
use std::process::ExitCode;

use asof_query::{Answer, AppendError, Read, append, effect, read_drafts, recorded_ahead, try_out};
use asof_render as render;
use asof_store::{Clock, SystemClock};
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::width;

/// Appends drafts to the log, all or none, and prints what they changed
#[derive(Debug, Args)]
pub(crate) struct Append {
    /// A file with one JSON draft, or one per line; `-` is standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    writing: Writing,
}

/// How to append.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// Append only if the log ends at this event; ignored if nothing new would be written.
    #[arg(long, value_name = "SEQ")]
    expect: Option<u64>,
    /// Show what would change, but write nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Append {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let file = name_of(&self.file);
        let read = read_drafts(&context.input(&self.file)?, context.zones());
        let drafts = read.map_err(|problems| Failure::Refused { file: Some(file.clone()), problems })?;
        if drafts.is_empty() {
            return Err(Failure::Usage(format!(
                "`{}` contains no draft; `asof draft KIND` prints a form for one",
                self.file.display()
            )));
        }
        self.writing.write(context, Some(&file), &drafts)
    }
}

impl Writing {
    /// Checks drafts against the log, writes them, and prints the effect.
    pub(crate) fn write(
        &self,
        context: &Context<'_>,
        file: Option<&str>,
        drafts: &[Read],
    ) -> Result<ExitCode, Failure> {
        let question = context.question()?;
        let mut store = context.open()?;
        let written = if self.dry_run {
            try_out(&*store, drafts, self.expect, question.process)
        } else {
            append(&mut *store, drafts, self.expect, question.process)
        };
        let appended = written.map_err(|error| match error {
            AppendError::Refused(problems) => Failure::Refused { file: file.map(str::to_owned), problems },
            AppendError::Altered(damage) => context.damaged(&damage),
            other => other.into(),
        })?;
        if !appended.remarks.is_empty() {
            context.remark(&format!("{}\n", render::problems(file, &appended.remarks, width())));
        }
        if let Some(aside) = &appended.receipt.set_aside {
            context.warn_set_aside(aside);
        }
        if let Some(recorded) = appended.receipt.written.map(|written| written.recorded)
            && recorded_ahead(recorded, SystemClock.now()).is_some()
        {
            context.warn(&format!(
                "recorded at {recorded}, which is in the future: the previous event was recorded by a clock that was \
                     ahead"
            ));
        }
        let answer = effect(&appended, &question);
        if self.dry_run {
            context.answer(&appended.after, answer, &["state"])
        } else {
            context.answer_written(
                Answer::new(answer, appended.after.names()),
                &["state"],
                appended.receipt.head,
            )
        }
    }
}

/// Returns how problems name a file of drafts.
pub(crate) fn name_of(file: &Path) -> String {
    if file == Path::new("-") { "stdin".to_owned() } else { file.display().to_string() }
}
