use std::process::ExitCode;

use asof_query::{Document, Log, Names, ReceiptError, damage, receipt};
use asof_render::Format;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Prints a one-line receipt of the log, to keep elsewhere
///
/// Every line up to the event is hashed again first. Later, `asof check --against RECEIPT` shows that the log still
/// begins with exactly these events.
#[derive(Debug, Args)]
pub(crate) struct Receipt {
    /// The last event it covers; by default, the last event of the log.
    #[arg(long, value_name = "SEQ", value_parser = clap::value_parser!(u64).range(1..))]
    at: Option<u64>,
}

impl Receipt {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let global = context.global;
        if global.known.is_some() || global.recorded.is_some() || global.no_inferred {
            return Err(Failure::Usage(
                "a receipt covers the log up to an event: name it with --at; --known, --recorded and --no-inferred \
                 are only for questions"
                    .to_owned(),
            ));
        }
        let file = context.log_name()?;
        let log = Log::read(&*context.open()?)?;
        let receipt = receipt(&log, self.at).map_err(|error| match error {
            ReceiptError::Damaged { damage: found, .. } => {
                Failure::Damaged { file: Some(file.clone()), problems: damage(&found) }
            }
            other @ (ReceiptError::Empty | ReceiptError::Beyond { .. }) => Failure::Usage(other.to_string()),
        })?;
        match global.format() {
            Format::Text | Format::Md => context.print(&format!("{receipt}\n"))?,
            Format::Json
            | Format::Jsonl
            | Format::Csv
            | Format::Html
            | Format::CloudEvents
            | Format::Github => {
                context.print(&format!("{:#}\n", receipt.document(&file).json(&Names::default())))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
