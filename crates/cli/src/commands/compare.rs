use std::process::ExitCode;

use asof_query::{Named, compare};
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Compares meetings or rounds side by side, or a meeting's plan and its outcome
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Two or more meetings: round:1, the key of a meeting, or the key of an event that planned or held it. Write
    /// PROCESS/KEY if several processes have it. For a single meeting, compares the plan and the outcome.
    #[arg(value_name = "MEETING", required = true)]
    meetings: Vec<String>,
}

impl Compare {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read()?;
        let apart: Vec<_> = self.meetings.iter().map(|meeting| log.apart(meeting)).collect();
        let mut processes: Vec<&str> = apart.iter().filter_map(|(process, _)| *process).collect();
        processes.dedup();
        if let [one, other, ..] = processes.as_slice() {
            return Err(Failure::Usage(format!(
                "only meetings of the same process can be compared: one is in `{one}`, another in `{other}`"
            )));
        }
        let mut question = context.question()?;
        question.process = processes.first().copied().or(question.process);
        let keys: Vec<&str> = apart.iter().map(|(_, key)| *key).collect();
        let asked = question.about(log, Named::Meetings(&keys))?.at(log, None)?;
        let answer = compare(log, &asked, &keys)?;
        context.answer(log, answer, &["state", "--only", "meetings,delegations"])
    }
}
