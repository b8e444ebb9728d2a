use std::path::{Path, PathBuf};
use std::process::ExitCode;

use asof_core::Draft;
use asof_core::unseen::seen_json;
use asof_query::{DraftForm, PlainWriter, read_drafts, with_keys};
use asof_render::Format as OutputFormat;
use clap::{Args, ValueEnum, ValueHint};

use super::append::name_of;
use crate::context::{Context, form_of_path};
use crate::failure::Failure;
use crate::output::Output;
use crate::terminal::Shown;

/// Prints drafts, or the log, in plain text or as JSON
///
/// Plain text is for writing by hand: one entry a block, `field: value` on each line. `append` and `correct` take both forms.
/// A file in plain text is printed as it stands, with the keys that its entries lack.
#[derive(Debug, Args)]
pub(crate) struct Format {
    /// A file of drafts in either form; `-` is standard input. Without it, every entry of the log.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// The form to print; by default plain text, or JSON if the output is to be JSON.
    #[arg(long, value_enum)]
    to: Option<To>,
    /// Print the ids of the log's entries too, so that appending them elsewhere gives the same content root.
    #[arg(long, conflicts_with = "file")]
    ids: bool,
    /// Write the keys that entries lack into the file, which is in plain text.
    #[arg(short, long, requires = "file", conflicts_with = "to")]
    write: bool,
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
        if self.write {
            return write_keys(context, file, form, &with_keys(&text, &read), &text);
        }
        if (form, self.to(context)) == (DraftForm::Plain, To::Plain) {
            context.print_stored(&with_keys(&text, &read))?;
        } else {
            self.print(context, read.into_iter().map(|read| read.draft))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn to(&self, context: &Context<'_>) -> To {
        self.to.unwrap_or(match context.global.format() {
            OutputFormat::Json | OutputFormat::Jsonl => To::Json,
            OutputFormat::Text
            | OutputFormat::Csv
            | OutputFormat::Md
            | OutputFormat::Html
            | OutputFormat::CloudEvents
            | OutputFormat::Github => To::Plain,
        })
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
        let (mut writer, to) = (PlainWriter::default(), self.to(context));
        let text = drafts.map(|draft| match to {
            To::Plain => writer.write(&draft),
            To::Json => format!("{}\n", seen_json(&draft.to_json())),
        });
        context.print_stored(&text.collect::<String>())
    }
}

/// Writes a file anew that is in plain text, if its text is another now.
fn write_keys(
    context: &Context<'_>,
    file: &Path,
    form: DraftForm,
    text: &str,
    before: &str,
) -> Result<ExitCode, Failure> {
    if form != DraftForm::Plain || file == Path::new("-") {
        return Err(Failure::Usage("-w writes keys into a file in plain text: leave it out here".to_owned()));
    }
    if text != before {
        let mut output = Output::to(file)?;
        output.write(&Shown::as_it_is(text), context.global.color)?;
        output.finish()?;
    }
    Ok(ExitCode::SUCCESS)
}
