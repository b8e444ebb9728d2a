use std::process::ExitCode;

use asof_query::calendar;
use asof_render::{Deadlines, icalendar};
use clap::Args;

use super::super::state::WhenArgument;
use crate::context::Context;
use crate::failure::Failure;

/// Writes the meetings and what is due as a calendar file (iCalendar), for the program in which you keep yours
///
/// Each meeting is an appointment: tentative while it is planned, confirmed once it was held, cancelled if it was called off
/// or not held. What is due is a task. Write the file again when more is known, and the program replaces what changed.
#[derive(Debug, Args)]
pub(super) struct Calendar {
    #[command(flatten)]
    moment: WhenArgument,
    /// Leave out what is due.
    #[arg(long)]
    no_due: bool,
}

impl Calendar {
    pub(super) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read_of_one()?;
        let asked = context.question()?.at(log, self.moment.written(context))?;
        let calendar = calendar(log, &asked);
        if !calendar.undated.is_empty() {
            let keys: Vec<&str> = calendar.undated.iter().map(|key| key.as_str()).collect();
            context.warn(&format!("left out, as the record gives no date: {}", keys.join(", ")));
        }
        let deadlines = if self.no_due { Deadlines::Exclude } else { Deadlines::Include };
        context.print_as_it_is(&icalendar(&calendar, deadlines))?;
        Ok(ExitCode::SUCCESS)
    }
}
