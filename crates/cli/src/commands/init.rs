use std::path::PathBuf;
use std::process::ExitCode;

use asof_core::{Key, Text, Zone};
use asof_query::{Answer, Beginning, Log, Party, command_line, key_of_title, zone};
use asof_store::{Location, StoreError};
use clap::{Args, ValueHint};

use crate::context::Context;
use crate::failure::Failure;

/// Begins a log: registers a negotiation, its time zone and its parties
///
/// The negotiation is called as --process says, else after its title.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where the log is to be: a new file *.jsonl, database *.db or stream nats://HOST:PORT/STREAM [default: as --log
    /// says, else events/ID.jsonl].
    #[arg(value_name = "LOCATION", value_hint = ValueHint::FilePath)]
    location: Option<Location>,
    /// Makes the log an SQLite database, events/ID.db.
    #[arg(long, conflicts_with = "location")]
    db: bool,
    /// What the negotiation is called in full.
    #[arg(long, value_name = "TEXT")]
    title: Text,
    /// The time zone in which its days begin and end, such as Europe/Istanbul.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    zone: Zone,
    /// A party, its key and its name, such as russia=Russia; once for each.
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
                    "the log is to be `{location}`, and --log names `{named}`: name it once"
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
            Failure::Usage(format!("no key can be made of the title: {error}; name one with --process ID"))
        })?;
        context.warn(&format!("its key is `{made}`, made of the title; --process ID names another"));
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
    steps += &line(&["draft", "registered/source"], "the form for a source: fill it in, then append it");
    steps += &line(&["draft"], "every sort of event there is a form for");
    steps += &line(&["append", "FILE"], "adds what is filled in, and says what it changes");
    steps += &line(&["state"], "where things stand");
    steps
}
