use std::process::ExitCode;

use asof_query::{Selection, StatePart, difference};
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
        let log = context.read()?;
        let selection = self.about.narrow(log, selection)?;
        let (from, to) = match (&self.to, question.known) {
            (Some(to), _) => question.between(log, &self.from, to)?,
            (None, Some(known)) => question.learned(log, &self.from, known)?,
            (None, None) => {
                return Err(Failure::Usage(
                    "a diff needs two dates, or one date and a range for --known: `asof diff round:1 round:2`, or \
                     `asof diff 2025-05-24 --known 2025-05-24..2025-05-26`"
                        .to_owned(),
                ));
            }
        };
        let answer = difference(log, &from, &to, &selection);
        let changed = !answer.changes.is_empty();
        context.answer(
            log,
            answer,
            &["log", &format!("{}..{}", self.from, self.to.as_ref().unwrap_or(&self.from)), "--oneline"],
        )?;
        Ok(ExitCode::from(u8::from(self.exit_code && changed)))
    }
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
