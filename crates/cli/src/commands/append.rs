use std::path::PathBuf;
use std::process::ExitCode;

use asof_query::{Read, append, effect, problems, read_drafts};
use asof_store::{Expected, MemoryLog, SetAside};
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
            return Err(Failure::Usage(format!("`{}` holds no draft", self.file.display())));
        }
        self.writing.write(context, drafts)
    }
}

impl Writing {
    /// Checks drafts against the log, writes them, and prints the effect.
    pub(crate) fn write(&self, context: &Context<'_>, drafts: Vec<Read>) -> Result<ExitCode, Failure> {
        let mut store = context.open()?;
        let log = context.read_from(&*store)?;
        let found = problems(&log, &drafts);
        if !found.is_empty() {
            return Err(Failure::Refused(found));
        }
        let before = log.head();
        // What was checked is what is written: nobody appended in between.
        let expected = Expected::Head(self.expect.unwrap_or(before));
        let process = drafts.iter().find_map(|read| read.draft.process()).cloned();
        if self.dry_run {
            store = Box::new(MemoryLog::from_text(&log.contents().to_text(), asof_store::Access::ReadWrite));
        }
        let receipt = append(&mut *store, drafts, expected)?;
        let after = context.read_from(&*store)?;
        let mut question = context.question()?;
        let process = process.map(|process| process.to_string());
        question.process = process.as_deref().or(question.process);
        if let Some(aside) = &receipt.set_aside {
            context.warn(&set_aside(aside));
        }
        if self.dry_run {
            context.warn("a dry run: nothing was written");
        }
        let asked = question.at(&after, None)?;
        context.answer(&effect(&after, &asked, before, &receipt), &["state"])
    }
}

fn set_aside(aside: &SetAside) -> String {
    match &aside.kept_in {
        Some(path) => {
            format!("an unfinished append stood at event {}; it is kept in {}", aside.seq, path.display())
        }
        None => format!("an unfinished append stood at event {}", aside.seq),
    }
}
