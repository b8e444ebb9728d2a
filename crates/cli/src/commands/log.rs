use std::process::ExitCode;

use asof_query::rows::Listing;
use asof_query::{
    Answer, DateRange, Filter, Listed, Order, WordedFilter, listing, listing_of_every, select,
    select_of_every,
};
use asof_render as render;
use clap::{Args, ValueEnum};

use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::width;
use asof_render::Format;

/// Lists the events
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// The days: A..B (both ends included), a month, a year or round:2.
    #[arg(value_name = "RANGE")]
    range: Option<String>,
    /// Which date orders the events and is compared with the range.
    #[arg(long, value_enum, default_value_t = By::Occurred)]
    order: By,
    /// Only these kinds, such as meeting,exchange.
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    kind: Vec<String>,
    /// Only events that name a party or somebody on its side.
    #[arg(long, value_name = "NAME")]
    party: Option<String>,
    /// Only events that name a person.
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// Only events that concern an issue.
    #[arg(long, value_name = "NAME")]
    issue: Option<String>,
    /// Only events attributed to a claimant.
    #[arg(long, value_name = "CLAIMANT")]
    attributed_to: Option<String>,
    /// Only events that cite a source or its lines: kure-2025:165-169.
    #[arg(long, value_name = "NAME[:LINES]")]
    source: Option<String>,
    /// Only events with a date inferred by the encoder.
    #[arg(long)]
    inferred: bool,
    /// Only events whose line contains this text; repeat it for several.
    #[arg(long, value_name = "TEXT")]
    grep: Vec<String>,
    /// One line per event. Dates begin with the last possible day: `<` by then, `>` from then on, `?` inferred by the
    /// encoder, `~` about.
    #[arg(long)]
    oneline: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// When it happened.
    Occurred,
    /// When the public could know it.
    Known,
    /// When the log accepted it.
    Recorded,
}

impl Log {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let log = context.read_of_one()?;
        let question = context.question()?;
        if context.asks_all() {
            let (asked, ranges) = question.during_for_all(log, self.range.as_deref())?;
            let filter = self.filter(log, None)?;
            let stored = || select_of_every(log, &asked, &ranges, &filter);
            let listing = || listing_of_every(log, &asked, &ranges, &filter);
            self.print(context, log, (stored, listing), "PROCESS/KEY")?;
        } else {
            let (asked, range) = question.during(log, self.range.as_deref())?;
            let filter = self.filter(log, range)?;
            let stored = || select(log, &asked, &filter);
            let listing = || listing(log, &asked, &filter);
            self.print(context, log, (stored, listing), "KEY")?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Prints the events as they are stored, or as a listing; `key` is how the next command names one.
    fn print<'l>(
        &self,
        context: &Context<'_>,
        log: &asof_query::Log,
        (stored, listing): (impl FnOnce() -> Vec<Listed<'l>>, impl FnOnce() -> Listing),
        key: &str,
    ) -> Result<(), Failure> {
        if context.global.format() == Format::Jsonl {
            let lines = stored().into_iter().map(|(stored, _)| format!("{}\n", stored.text));
            context.print_stored(&lines.collect::<String>())
        } else if self.oneline && context.global.format() == Format::Text {
            let answer = Answer::new(listing(), log.names()).visible();
            context.print(&render::oneline(&answer, width()))
        } else {
            context.answer(log, listing(), &["show", key]).map(|_| ())
        }
    }

    /// Returns the filter, with what is named in it found in the log.
    fn filter(&self, log: &asof_query::Log, range: Option<DateRange>) -> Result<Filter, Failure> {
        let worded = WordedFilter {
            range,
            order: match self.order {
                By::Occurred => Order::Occurred,
                By::Known => Order::Known,
                By::Recorded => Order::Recorded,
            },
            kinds: self.kind.clone(),
            party: self.party.as_deref(),
            person: self.person.as_deref(),
            issue: self.issue.as_deref(),
            attributed_to: self.attributed_to.as_deref(),
            source: self.source.as_deref(),
            inferred: self.inferred,
            grep: self.grep.clone(),
        };
        Ok(worded.find(log)?)
    }
}
