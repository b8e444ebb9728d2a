use std::process::ExitCode;

use asof_query::rows::DiffAnswer;
use asof_query::{Log, Query, Selection, StatePart, difference, difference_of_every};
use clap::Args;

use super::state::{About, parts};
use crate::context::Context;
use crate::failure::Failure;

/// Shows what changed between two moments, why, and through which events
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The first moment; with --known A..B, the single moment whose known state is compared.
    #[arg(value_name = "FROM")]
    from: String,
    /// The second moment.
    #[arg(value_name = "TO")]
    to: Option<String>,
    /// Only these parts of the state, such as commitments,positions.
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    about: About,
    /// Exit with code 1 if anything changed.
    #[arg(long)]
    exit_code: bool,
}

impl Diff {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let selection = compared(&self.only)?;
        let question = context.question()?;
        let log = context.read_of_one()?;
        let selection = self.about.narrow(log, selection)?;
        let answer = match context.asks_all() {
            true => self.difference_of_every(log, &question, &selection)?,
            false => self.difference(log, &question, &selection)?,
        };
        let changed = !answer.changes.is_empty();
        let range = format!("{}..{}", self.from, self.to.as_ref().unwrap_or(&self.from));
        context.answer(log, answer, &context.of_as_many(&["log", &range, "--oneline"]))?;
        Ok(ExitCode::from(u8::from(self.exit_code && changed)))
    }

    fn difference(
        &self,
        log: &Log,
        question: &Query<'_>,
        selection: &Selection,
    ) -> Result<DiffAnswer, Failure> {
        let (from, to) = match (&self.to, question.known) {
            (Some(to), _) => question.between(log, &self.from, to)?,
            (None, Some(known)) => question.learned(log, &self.from, known)?,
            (None, None) => return Err(needs_two_dates("round:1 round:2")),
        };
        Ok(difference(log, &from, &to, selection))
    }

    fn difference_of_every(
        &self,
        log: &Log,
        question: &Query<'_>,
        selection: &Selection,
    ) -> Result<DiffAnswer, Failure> {
        let (from, to) = match (&self.to, question.known) {
            (Some(to), _) => question.between_for_all(log, &self.from, to)?,
            (None, Some(known)) => question.learned_for_all(log, &self.from, known)?,
            (None, None) => return Err(needs_two_dates("2025-05-16 2025-06-02")),
        };
        Ok(difference_of_every(log, &from, &to, selection))
    }
}

/// Returns the refusal of one date alone; `dates` are two that would do.
fn needs_two_dates(dates: &str) -> Failure {
    Failure::Usage(format!(
        "a diff needs two dates, or one date and a range for --known: `asof diff {dates}`, or `asof diff 2025-05-24 \
         --known 2025-05-24..2025-05-26`"
    ))
}

/// Selects the parts of the state to compare; what is only possible changes nothing.
pub(super) fn compared(names: &[String]) -> Result<Selection, Failure> {
    let only = parts(names)?;
    if only.contains(&StatePart::Possible) {
        return Err(Failure::Usage(
            "what is only possible is not part of a state, so a diff cannot show it".to_owned(),
        ));
    }
    Ok(Selection { only, ..Selection::default() })
}
