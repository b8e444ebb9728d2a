use std::process::ExitCode;

use asof_query::{Answer, CopyError, Names, VerifiedLog, copy};
use asof_store::Location;
use clap::{Args, ValueHint};

use crate::context::Context;
use crate::failure::Failure;

/// Copies a log to another place, every line unchanged
///
/// The other place is empty or already has the beginning of the log; the missing events are then added. So the same
/// command continues a copy that was interrupted. At the end, the log roots of both are compared.
#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// The log to copy: a file *.jsonl, a database *.db, a stream nats://HOST:PORT/STREAM, or `demo`, the built-in
    /// record.
    #[arg(value_name = "FROM", value_hint = ValueHint::FilePath)]
    from: Location,
    /// Where to copy it: a file *.jsonl, a database *.db or a stream nats://HOST:PORT/STREAM, new or existing.
    #[arg(value_name = "TO", value_hint = ValueHint::FilePath)]
    to: Location,
}

impl Copy {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let (from, to) = (self.from.to_string(), self.to.to_string());
        let source = context.open_at(&self.from)?;
        let original = VerifiedLog::of(&*source)
            .map_err(|source| Failure::CopyFrom { location: from.clone(), source })?;
        if let Some(unfinished) = &original.left_out {
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
        let (head, mut progress) = (original.head, context.progress());
        let copied = copy(&*source, original, &mut *store, &mut |seq| {
            progress.show(|| format!("copied {seq} of {head} entries to {to}"));
        })
        .map_err(failed)?;
        drop(progress);
        if let Some(aside) = &copied.set_aside {
            context.warn_set_aside(aside);
        }
        let next = context.words_to_reach(&self.to);
        let next: Vec<&str> = next.iter().map(String::as_str).chain(["state"]).collect();
        context.answer_written(Answer::new(copied.answer(&from, &to), &Names::default()), &next, head)
    }
}
