use std::path::PathBuf;
use std::process::ExitCode;

use asof_core::{Key, Text, Zone};
use asof_query::{Answer, Beginning, Log, Party, command_line, key_of_title, zone};
use asof_store::{Location, StoreError};
use clap::{Args, ValueHint};

use crate::context::Context;
use crate::failure::Failure;

/// Creates a log: registers a negotiation, its time zone and its parties
///
/// The key of the negotiation is the value of --process, or is made from its title.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to create the log: a new file *.jsonl, database *.db or stream nats://HOST:PORT/STREAM [default: --log, or
    /// events/ID.jsonl].
    #[arg(value_name = "LOCATION", value_hint = ValueHint::FilePath)]
    location: Option<Location>,
    /// Create an SQLite database, events/ID.db.
    #[arg(long, conflicts_with = "location")]
    db: bool,
    /// The full name of the negotiation.
    #[arg(long, value_name = "TEXT")]
    title: Text,
    /// The time zone of its days, such as Europe/Istanbul.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    zone: Zone,
    /// A party as KEY=NAME, such as russia=Russia; repeat for each party.
    #[arg(long, value_name = "KEY=NAME", required = true)]
    party: Vec<Party>,
}

impl Init {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let process = self.process(context)?;
        let (title, zone, parties) = (self.title.clone(), self.zone, self.party.clone());
        let named = context.global.log.as_ref().map(|_| context.location()).transpose()?;
        let location = match (&self.location, named) {
            (Some(location), Some(named)) if *location != named && !context.is_log_of_environment() => {
                return Err(Failure::Usage(format!(
                    "the location is `{location}`, but --log names `{named}`: give only one"
                )));
            }
            (Some(location), _) => location.clone(),
            (None, Some(named)) => named,
            (None, None) if self.db => Location::Sqlite(PathBuf::from(format!("events/{process}.db"))),
            (None, None) => Location::JsonLines(PathBuf::from(format!("events/{process}.jsonl"))),
        };
        let beginning = Beginning { process, title, zone, parties };
        // What can be refused is refused before there is a file.
        beginning.check().map_err(|error| {
            Failure::Usage(format!("{error}: choose with --party KEY=NAME and --process ID"))
        })?;
        beginning.try_out()?;
        let mut store = context.create_at(&location)?;
        let there = Log::read(&*store)?;
        if !(there.events().is_empty() && there.damage().is_empty()) {
            return Err(StoreError::Exists { path: PathBuf::from(location.to_string()) }.into());
        }
        let appended = beginning.write(&mut *store)?;
        let answer = beginning.answer(&appended, &location.to_string());
        let code = context.answer_written(
            Answer::new(answer, appended.after.names()),
            &[],
            appended.receipt.head,
        )?;
        context.advise(&next_steps(&context.words_to_reach(&location)));
        Ok(code)
    }

    /// Returns the key of the negotiation: as named, else made of the title, which is said.
    fn process(&self, context: &Context<'_>) -> Result<Key, Failure> {
        if let Some(named) = &context.global.process {
            return named.parse().map_err(|error| Failure::Usage(format!("--process: {error}")));
        }
        let made = key_of_title(&self.title).map_err(|error| {
            Failure::Usage(format!(
                "the title cannot be turned into a key: {error}; choose one with --process ID"
            ))
        })?;
        context.warn(&format!("its key, made from the title, is `{made}`; --process ID sets another"));
        Ok(made)
    }
}

/// Says what to do with a log that has begun; the words name it to every command.
fn next_steps(words: &[String]) -> String {
    let line = |command: &[&str], what: &str| {
        let words: Vec<&str> = words.iter().map(String::as_str).chain(command.iter().copied()).collect();
        format!("  {:<44}  {what}\n", command_line(&words))
    };
    let mut steps = "\nNext:\n".to_owned();
    steps += &line(&["draft", "registered/source"], "prints a form for a source: fill it in, then append it");
    steps += &line(&["draft"], "lists every kind of event that has a form");
    steps += &line(&["append", "FILE"], "appends the filled-in form and shows what it changes");
    steps += &line(&["state"], "shows the current state");
    steps
}
