use std::process::ExitCode;

use asof_query::{Named, compare, meeting_of_round};
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Shows two meetings beside each other, or a meeting's plan and its outcome
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// A meeting, a round such as round:1, or an event that planned or held one; with its process before it, as PROCESS/KEY, where several have
    /// one.
    #[arg(value_name = "KEY")]
    one: String,
    /// The other; without it, the plan and the outcome of the first are compared.
    #[arg(value_name = "OTHER")]
    other: Option<String>,
}

impl Compare {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read()?;
        let mut question = context.question()?;
        let in_full = |name: &str| match meeting_of_round(log, question.process, name) {
            Some((process, meeting)) if log.apart(name).0.is_some() => format!("{process}/{meeting}"),
            Some((_, meeting)) => meeting.to_string(),
            None => name.to_owned(),
        };
        let (one, other) = (in_full(&self.one), self.other.as_deref().map(in_full));
        let (process, one) = log.apart(&one);
        let (its_process, other) =
            other.as_deref().map_or((None, None), |other| (log.apart(other).0, Some(log.apart(other).1)));
        if let (Some(process), Some(its_process)) = (process, its_process)
            && process != its_process
        {
            return Err(Failure::Usage(format!(
                "two meetings of one process are compared: one is of `{process}`, the other of `{its_process}`"
            )));
        }
        question.process = process.or(its_process).or(question.process);
        let keys: Vec<&str> = std::iter::once(one).chain(other).collect();
        let asked = question.about(log, Named::Meetings(&keys))?.at(log, None)?;
        let answer = compare(log, &asked, one, other)?;
        context.answer(answer, &["state", "--only", "meetings,delegations"])
    }
}
