use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use asof_core::Event;
use asof_core::unseen::visible;
use asof_render::{Format, cloudevent};
use asof_store::{EventBatch, EventLog, StoredEvent};
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// How long a log is left alone before it is asked again.
const PAUSE: Duration = Duration::from_millis(200);

/// Prints every event in the log, then each new one as it is appended
///
/// One per line, in the order of the log, until interrupted. With --format jsonl, prints the lines of the log itself;
/// with --format cloudevents, each in the attributes of CloudEvents 1.0.
#[derive(Debug, Args)]
pub(crate) struct Follow {
    /// Only events after this number.
    #[arg(long, value_name = "SEQ", default_value_t = 0)]
    after: u64,
    /// Stop at the current end of the log instead of waiting.
    #[arg(long)]
    no_wait: bool,
}

impl Follow {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        self.refuse_what_has_no_end(context)?;
        let store = context.open()?;
        self.refuse_beyond_end(&*store)?;
        let mut parts = store.batches(self.after);
        loop {
            for part in parts.by_ref() {
                let part = part?;
                self.tell_damage(&part, context)?;
                if !part.events().is_empty()
                    && !context.print_to_reader(&lines(&part, context.global.format()))?
                {
                    return Ok(ExitCode::SUCCESS);
                }
            }
            if self.no_wait {
                return Ok(ExitCode::SUCCESS);
            }
            thread::sleep(PAUSE);
        }
    }

    fn refuse_beyond_end(&self, store: &dyn EventLog) -> Result<(), Failure> {
        // Every log has a beginning, and finding its end may mean to read it.
        let head = if self.after > 0 { store.head()? } else { 0 };
        if self.after <= head {
            return Ok(());
        }
        Err(Failure::Usage(format!(
            "--after {}: the log ends at entry {head}; `--after {head}` waits for the next",
            self.after
        )))
    }

    /// Says what is damaged in a part. What a writer is in the middle of will be whole when it is done.
    fn tell_damage(&self, part: &EventBatch, context: &Context<'_>) -> Result<(), Failure> {
        let damage: Vec<_> = part.damage().iter().filter(|damage| !damage.is_unfinished()).cloned().collect();
        match damage.first() {
            Some(_) if context.global.strict => return Err(context.damaged(&damage)),
            Some(first) => context.warn(&format!("the log is damaged: {first}; the rest is printed")),
            None => {}
        }
        Ok(())
    }

    fn refuse_what_has_no_end(&self, context: &Context<'_>) -> Result<(), Failure> {
        let global = context.global;
        let refused = if global.output.is_some() && !self.no_wait {
            "-o writes the file when the answer is complete, and this one never ends: use `>`, or --no-wait"
        } else if global.known.is_some()
            || global.recorded.is_some()
            || global.no_inferred
            || global.as_of.is_some()
        {
            "follow prints the events of the log unchanged: --known, --recorded, --no-inferred and --as-of are only \
                 for questions"
        } else {
            return Ok(());
        };
        Err(Failure::Usage(refused.to_owned()))
    }
}

fn lines(part: &EventBatch, format: Format) -> String {
    let line = |stored: StoredEvent<'_>| match format {
        Format::Jsonl => format!("{}\n", stored.text),
        Format::CloudEvents => format!("{}\n", cloudevent(stored.event, stored.text)),
        _ => format!("{}\n", line(stored.event)),
    };
    part.iter().map(line).collect()
}

/// Returns an event in a line: its number, when it was recorded, its kind, its process and key, what it says.
fn line(event: &Event) -> String {
    let draft = &event.draft;
    let process = draft.process().map_or_else(String::new, |process| format!("{process}/"));
    let said = draft.summary().map_or_else(String::new, |summary| format!("  {}", visible(summary.as_str())));
    format!("{:>6}  {}  {:<13}  {process}{}{said}", event.seq, event.recorded, draft.kind_name(), draft.key)
}
