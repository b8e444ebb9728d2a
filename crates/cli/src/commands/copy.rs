use std::process::ExitCode;

use asof_query::{CopyError, copy};
use asof_store::{Location, Original};
use clap::{Args, ValueHint};

use crate::context::Context;
use crate::failure::Failure;

/// Copies a log to another place, every line as it stands
///
/// The other place is empty, or holds the beginning of the log: then what it lacks is written behind it. At the end
/// both are compared by their log roots.
#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// The log to copy: a file *.jsonl, a database *.db, a stream nats://HOST:PORT/STREAM, or `demo`, the shipped record.
    #[arg(value_name = "FROM", value_hint = ValueHint::FilePath)]
    from: Location,
    /// Where to: a file *.jsonl, a database *.db or a stream nats://HOST:PORT/STREAM, new or older.
    #[arg(value_name = "TO", value_hint = ValueHint::FilePath)]
    to: Location,
}

impl Copy {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let (from, to) = (self.from.to_string(), self.to.to_string());
        let store = context.open_at(&self.from)?;
        let original =
            Original::read(&*store).map_err(|source| Failure::CopyFrom { location: from.clone(), source })?;
        if let Some(unfinished) = original.left_out() {
            context.warn(&format!("{unfinished}; it is not copied"));
        }
        let failed = |error: CopyError| Failure::CopyTo {
            from: from.clone(),
            location: to.clone(),
            source: Box::new(error),
        };
        let mut store = context.create_at(&self.to).map_err(|failure| match failure {
            Failure::Store(error) => failed(error.into()),
            other => other,
        })?;
        let copied = copy(&original, &mut *store).map_err(failed)?;
        if let Some(aside) = &copied.set_aside {
            context.warn_set_aside(aside);
        }
        let next = context.words_to_reach(&self.to);
        let next: Vec<&str> = next.iter().map(String::as_str).chain(["state"]).collect();
        context.answer_written(copied.answer(&from, &to), &next, original.contents().head())
    }
}
