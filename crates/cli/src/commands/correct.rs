use std::path::PathBuf;
use std::process::ExitCode;

use asof_core::{Because, Key, Known, Text};
use asof_query::{
    DraftForm, Log, Mending, Named, Read, because_world, claimant_named, correction, read_drafts,
};
use clap::{Args, ValueEnum};

use super::append::{Writing, name_of};
use crate::context::{Context, form_of_path};
use crate::failure::Failure;

/// Appends a correction, which replaces what an event says and deletes nothing
#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// The key of the event or registry entry to correct.
    #[arg(value_name = "KEY")]
    key: Key,
    /// A file with the replacement draft, in plain text or as JSON; `-` is standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    why: AmendmentArguments,
    #[command(flatten)]
    writing: Writing,
}

/// Why an entry is mended, and in whose word.
#[derive(Debug, Args)]
pub(crate) struct AmendmentArguments {
    /// Whether the public learned better or the record was wrong.
    #[arg(long, value_enum)]
    because: Learned,
    /// Why, in a sentence.
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    /// When the public learned it (with --because world); by default, as in the replacement draft.
    #[arg(long, value_name = "DATE")]
    learned: Option<Known>,
    /// Who says so (with --because world); by default, as in the replacement draft.
    #[arg(long, value_name = "CLAIMANT", value_delimiter = ',')]
    attributed_to: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Learned {
    /// The public learned better; what was known before stays unchanged.
    World,
    /// The record was wrong; it is corrected for every date.
    Record,
}

impl Correct {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let file = name_of(&self.file);
        let text = context.input(&self.file)?;
        let form = form_of_path(&self.file).unwrap_or_else(|| DraftForm::of(&text));
        let read = read_drafts(&text, form, &context.destination());
        let drafts = read.map_err(|problems| Failure::Refused { file: Some(file.clone()), problems })?;
        let [read] = <[Read; 1]>::try_from(drafts).map_err(|drafts| {
            Failure::Usage(format!(
                "`{}` contains {} drafts: a correction takes a single draft with the full new content of the event",
                self.file.display(),
                drafts.len()
            ))
        })?;
        let log = context.read_whole()?;
        let mut question = context.question()?;
        let process = read.draft.process().map(ToString::to_string);
        question.process = process.as_deref().or(question.process);
        let process = question.about(log, Named::Event(self.key.as_str()))?.at(log, None)?.process;
        if log.find(&process, &self.key).is_none() {
            return Err(Failure::unknown_key(log, &process, self.key.as_str()));
        }
        let because = self.why.because(log, Some(&read.draft))?;
        let mending = Mending { because, reason: self.why.reason.clone() };
        let draft = correction(log, &process, &self.key, read.draft.clone(), mending)?;
        self.writing.write(context, Some(&file), &[read.with(draft)])
    }
}

impl AmendmentArguments {
    pub(crate) fn because(&self, log: &Log, with: Option<&asof_core::Draft>) -> Result<Because, Failure> {
        let by = self.attributed_to.iter().map(|name| claimant_named(log, name));
        let by = by.collect::<Result<Vec<_>, _>>()?;
        match self.because {
            Learned::Record if self.learned.is_some() || !self.attributed_to.is_empty() => Err(Failure::Usage(
                "--learned and --attributed-to need --because world: nobody ever claimed what the record got wrong"
                    .to_owned(),
            )),
            Learned::Record => Ok(Because::Record),
            Learned::World => because_world(with, self.learned.clone(), by).ok_or_else(|| {
                Failure::Usage(
                    "--because world needs --learned DATE and --attributed-to CLAIMANT: when the public learned it, and \
                     from whom"
                        .to_owned(),
                )
            }),
        }
    }

    pub(crate) fn reason(&self) -> &Text {
        &self.reason
    }
}
