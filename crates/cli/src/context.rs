//! The only door to the outside: the log, the clock, the files and the terminal.

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use asof_core::{Admission, Stretch};
use asof_query::{Answer, Log, Question, Scope};
use asof_store::{Access, EventLog, Location, MemoryLog, find_upwards, open_location};
use chrono::{DateTime, Utc};

use crate::args::{Format, Global};
use crate::failure::Failure;
use crate::render;

/// The shipped record, read-only.
const DEMO: &str = include_str!("../../../events/istanbul.jsonl");

pub(crate) struct Context<'a> {
    pub(crate) global: &'a Global,
}

impl<'a> Context<'a> {
    pub(crate) fn new(global: &'a Global) -> Self {
        Self { global }
    }

    /// Returns where the log is that is named, or else the nearest one.
    pub(crate) fn location(&self) -> Result<Location, Failure> {
        match &self.global.log {
            Some(named) => Ok(named.to_string_lossy().parse::<Location>()?),
            None => {
                let here = std::env::current_dir()
                    .map_err(|source| Failure::Input { path: ".".to_owned(), source })?;
                Ok(Location::JsonLines(find_upwards(&here)?))
            }
        }
    }

    /// Opens the log that is named, or the nearest one.
    pub(crate) fn open(&self) -> Result<Box<dyn EventLog>, Failure> {
        match self.location()? {
            Location::Demo => Ok(Box::new(MemoryLog::from_text(DEMO, Access::ReadOnly))),
            other => Ok(open_location(&other)?),
        }
    }

    /// Reads the log; says on stderr what is damaged, or refuses if that was asked for.
    pub(crate) fn read(&self) -> Result<Log, Failure> {
        let log = Log::read(&*self.open()?)?;
        if self.global.strict {
            let damage = [log.damage(), &log.altered()].concat();
            return if damage.is_empty() { Ok(log) } else { Err(Failure::Damaged(damage)) };
        }
        let rest =
            if log.events().is_empty() { "nothing is left to answer from" } else { "the rest is answered" };
        match log.damage() {
            [] => {}
            [one] => self.warn(&format!("{one}; {rest}")),
            [first, others @ ..] => {
                self.warn(&format!("{first}; and {} more such places; {rest}", others.len()));
            }
        }
        Ok(log)
    }

    /// Returns what the global flags say of a question.
    pub(crate) fn question(&self) -> Result<Question<'_>, Failure> {
        let admission = if self.global.stated { Admission::Stated } else { Admission::All };
        let scope = if self.global.chain { Scope::Chain } else { Scope::Process };
        Ok(Question {
            process: self.global.process.as_deref(),
            scope,
            cut: self.global.cut.as_deref(),
            known: self.global.known.as_deref(),
            recorded: self.global.recorded.as_deref(),
            admission,
            now: self.now()?,
        })
    }

    fn now(&self) -> Result<DateTime<Utc>, Failure> {
        match &self.global.now {
            None => Ok(DateTime::from(SystemTime::now())),
            Some(text) => match Stretch::parse_instant(text) {
                Ok(instant) => Ok(instant.to_utc()),
                Err(error) => Err(Failure::Usage(format!("--now {error}"))),
            },
        }
    }

    /// Reads a file, or standard input for `-`.
    pub(crate) fn input(&self, path: &Path) -> Result<String, Failure> {
        let read = if path == Path::new("-") {
            let mut text = String::new();
            io::stdin().lock().read_to_string(&mut text).map(|_| text)
        } else {
            std::fs::read_to_string(path)
        };
        read.map_err(|source| Failure::Input { path: path.display().to_string(), source })
    }

    /// Prints an answer in the format asked for, on a terminal with the command to try next as its last line.
    pub(crate) fn answer(&self, answer: &Answer, next: &[&str]) -> Result<ExitCode, Failure> {
        self.refuse_rows()?;
        match self.global.format {
            Format::Text if io::stdout().is_terminal() => {
                let text = render::text(answer, self.width());
                self.print(&format!("{text}\nNext: {}\n", command_line(next)))
            }
            Format::Text => self.print(&render::text(answer, self.width())),
            Format::Json | Format::Jsonl => self.print(&render::json(answer)),
        }?;
        Ok(ExitCode::SUCCESS)
    }

    /// Refuses the format of rows for an answer that has none.
    pub(crate) fn refuse_rows(&self) -> Result<(), Failure> {
        match self.global.format {
            Format::Text | Format::Json => Ok(()),
            Format::Jsonl => Err(Failure::Usage(
                "jsonl is for rows, such as those of `log`: use --format json here".to_owned(),
            )),
        }
    }

    /// Prints to stdout. A reader that has gone away is not an error.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
            _ => Ok(()),
        }
    }

    /// Says something beside the answer.
    pub(crate) fn warn(&self, text: &str) {
        self.say(&format!("asof: {text}\n"));
    }

    /// Writes to stderr; nothing is left to report to if that is gone.
    pub(crate) fn say(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Reports a failure and returns its exit code.
    pub(crate) fn report(&self, failure: &Failure) -> ExitCode {
        match self.global.format {
            Format::Text => self.say(&failure.text()),
            Format::Json | Format::Jsonl => self.say(&format!("{}\n", failure.document())),
        }
        ExitCode::from(failure.exit_code())
    }

    /// Returns the width to wrap to: that of the terminal if it says so, at most 110, else 100.
    fn width(&self) -> usize {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        match columns {
            Some(columns) if io::stdout().is_terminal() => usize::clamp(columns, 60, 110),
            _ => 100,
        }
    }
}

/// Returns the words of a command as one would type them: what a shell would take apart is quoted.
fn command_line(words: &[&str]) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,+@".contains(c);
    let quoted =
        |word: &&str| if word.chars().all(is_plain) { (*word).to_owned() } else { format!("'{word}'") };
    std::iter::once("asof".to_owned()).chain(words.iter().map(quoted)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_try_next_can_be_typed_as_it_stands() {
        assert_eq!(command_line(&["known", "2025-05-15T12:00+03:00"]), "asof known 2025-05-15T12:00+03:00");
        assert_eq!(command_line(&["known", "round:2 - 1d"]), "asof known 'round:2 - 1d'");
    }
}
