use std::path::PathBuf;
use std::process::ExitCode;

use asof_core::Draft;
use asof_query::{DraftForm, PlainWriter, read_drafts, with_keys};
use clap::{Args, ValueEnum, ValueHint};

use super::append::name_of;
use crate::context::{Context, form_of_path};
use crate::failure::Failure;

/// Prints drafts, or the log, in plain text or as JSON
///
/// Plain text is for writing by hand: one entry a block, `field: value` on each line. `append` and `correct` take both forms.
/// A file in plain text is printed as it stands, with the keys that its entries lack: `asof format FILE -o FILE` writes them
/// into it.
#[derive(Debug, Args)]
pub(crate) struct Format {
    /// A file of drafts in either form; `-` is standard input. Without it, every entry of the log.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// The form to print.
    #[arg(long, value_enum, default_value_t = To::Plain)]
    to: To,
    /// Print the ids of the log's entries too, so that appending them elsewhere gives the same content root.
    #[arg(long, conflicts_with = "file")]
    ids: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Blocks of plain text.
    Plain,
    /// One JSON object on each line.
    Json,
}

impl Format {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let Some(file) = &self.file else { return self.print_log(context) };
        let text = context.input(file)?;
        let form = form_of_path(file).unwrap_or_else(|| DraftForm::of(&text));
        let read = read_drafts(&text, form, &context.destination());
        let read = read.map_err(|problems| Failure::Refused { file: Some(name_of(file)), problems })?;
        if (form, self.to) == (DraftForm::Plain, To::Plain) {
            context.print_stored(&with_keys(&text, &read))?;
        } else {
            self.print(context, read.into_iter().map(|read| read.draft))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Prints all entries of the log, in its order.
    fn print_log(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read_whole()?;
        let drafts = log.events().iter().map(|event| {
            let id = self.ids.then_some(event.id);
            Draft { id, ..event.draft.clone() }
        });
        self.print(context, drafts)?;
        Ok(ExitCode::SUCCESS)
    }

    fn print(&self, context: &Context<'_>, drafts: impl Iterator<Item = Draft>) -> Result<(), Failure> {
        let mut writer = PlainWriter::default();
        let text = drafts.map(|draft| match self.to {
            To::Plain => writer.write(&draft),
            To::Json => format!("{}\n", draft.to_json()),
        });
        context.print_stored(&text.collect::<String>())
    }
}
