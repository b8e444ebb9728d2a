//! What every command shares: the log, the question asked of it, and where the answer goes.

mod asking;
pub(crate) mod editor;
mod input;
#[cfg(any(feature = "web", feature = "mcp"))]
mod opening;
mod pager;
mod printing;
mod progress;
mod sparing;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use asof_core::unseen::{is_seen, spelt_out};
use asof_query::{Answer, Body, Log, QueryError, command_line};
use asof_render::{self as render, Format, Shape, said};
use asof_store::{
    Access, Damage, EventLog, Location, MemoryLog, StoreError, TornTail, Unsynced, find_upwards,
    is_same_file, open_location, open_or_create_location,
};
use clap::Command;

use crate::failure::Failure;
use crate::global::Global;
use crate::output::Output;
use crate::terminal::{self, Shown, lines, width};
use crate::words::{path_word, since};
use progress::Progress;
use sparing::spare_database_beside;

pub(crate) use input::{DraftInput, LazyLog, form_of_path, text_of, unreadable};

/// How many lines stand behind an answer on a terminal: an empty one, what to try next, the prompt.
const BEHIND: usize = 3;

/// The shipped record, read-only.
const DEMO: &str = include_str!("../../../events/istanbul.jsonl");

pub(crate) struct Context<'a> {
    pub(crate) global: &'a Global,
    /// Builds the whole command line, from which the manual and the completions are made.
    pub(crate) declared: fn() -> Command,
    begun: Instant,
    output: RefCell<Output>,
    /// The words of the command line, which may name other processes than the one that is asked.
    words: Vec<String>,
    reading: Cell<Reading>,
    /// Whether it was said that the log is damaged.
    is_warned: Cell<bool>,
}

/// A log of more bytes takes long to read.
const LARGE: u64 = 1 << 20;

/// How much of the log is read for a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// What the processes named need, where one is named; nothing was read yet.
    Needed,
    /// That was read.
    Part,
    /// Everything.
    Whole,
}

impl<'a> Context<'a> {
    pub(crate) fn new(global: &'a Global, words: Vec<String>, declared: fn() -> Command) -> Self {
        let output = RefCell::new(Output::Standard);
        Self {
            global,
            declared,
            begun: Instant::now(),
            output,
            words,
            reading: Cell::new(Reading::Needed),
            is_warned: Cell::new(false),
        }
    }

    /// Refuses what cannot be printed or written as asked, before anything is done for it.
    pub(crate) fn prepare(&self, shape: Shape) -> Result<(), Failure> {
        if let Some(refusal) = self.global.unwritten_format(shape) {
            return Err(Failure::Usage(refusal));
        }
        if let Some(refusal) = self.global.excel_without_csv(shape) {
            return Err(Failure::Usage(refusal));
        }
        shape.fits(self.global.format()).map_err(Failure::Usage)?;
        if let Some(path) = &self.global.output {
            *self.output.borrow_mut() = Output::to(path)?;
        }
        // A command that reads no log works where there is none.
        self.location_to_spare().map_or(Ok(()), |location| self.spare_from_output(&location))
    }

    /// Ends the answer: a file that was written to is now in its place.
    pub(crate) fn finish(&self) -> Result<(), Failure> {
        Ok(self.output.replace(Output::Standard).finish()?)
    }

    /// Returns where the log is that is named, or else the nearest one.
    pub(crate) fn location(&self) -> Result<Location, Failure> {
        if let Some(named) = &self.global.log {
            return Ok(in_utf8(named)?.parse::<Location>()?);
        }
        let nearest = nearest()?;
        nearest.file().map_or(Ok(""), in_utf8)?;
        Ok(nearest)
    }

    /// Returns whether the log is named by the environment alone.
    pub(crate) fn is_log_of_environment(&self) -> bool {
        self.global
            .log
            .as_ref()
            .is_some_and(|log| std::env::var_os("ASOF_LOG").as_deref() == Some(log.as_os_str()))
    }

    /// Returns how problems name the log: from here, if it lies below.
    pub(crate) fn log_name(&self) -> Result<String, Failure> {
        let name = self.location()?.to_string();
        let here = std::env::current_dir().ok();
        let from_here =
            here.and_then(|here| Some(Path::new(&name).strip_prefix(here).ok()?.display().to_string()));
        Ok(from_here.unwrap_or(name))
    }

    /// Opens the log that is named, or the nearest one.
    pub(crate) fn open(&self) -> Result<Box<dyn EventLog>, Failure> {
        let location = self.location()?;
        let log = self.open_at(&location)?;
        self.tell(|| match self.global.log {
            Some(_) => format!("the log is {location}"),
            None => format!("the log is {location}, the nearest one here or in a folder above"),
        });
        Ok(log)
    }

    /// Refuses a log that nobody can write to, before anybody has written anything for it.
    pub(crate) fn refuse_read_only(&self) -> Result<(), Failure> {
        match self.location()? {
            Location::Demo => Err(StoreError::ReadOnly.into()),
            _ => Ok(()),
        }
    }

    /// Opens the log at a location.
    pub(crate) fn open_at(&self, location: &Location) -> Result<Box<dyn EventLog>, Failure> {
        self.spare_from_output(location)?;
        Ok(open_store(location, self.unsynced())?)
    }

    /// Opens the log at a location, or creates an empty one there.
    pub(crate) fn create_at(&self, location: &Location) -> Result<Box<dyn EventLog>, Failure> {
        self.spare_from_output(location)?;
        spare_database_beside(location)?;
        Ok(open_or_create_location(location, self.unsynced())?)
    }

    fn unsynced(&self) -> Unsynced {
        if self.global.allow_unsynced { Unsynced::Allow } else { Unsynced::Refuse }
    }

    /// Returns the words with which a command that is run here reaches the log at a location; none if it finds it by
    /// itself.
    pub(crate) fn words_to_reach(&self, location: &Location) -> Vec<String> {
        let found = std::env::current_dir().ok().and_then(|here| find_upwards(&here).ok());
        match (location.file(), found.as_ref().and_then(Location::file)) {
            (Some(path), Some(found)) if is_same_file(path, found) => Vec::new(),
            _ => vec!["--log".to_owned(), path_word(&location.to_string()).into_owned()],
        }
    }

    /// Reads what a question needs of the log; says on stderr what is damaged of that, or refuses a log that is if that was
    /// asked for.
    ///
    /// It lives as long as the program, which ends with its answer: giving it back piece by piece would take longer than
    /// some of what is asked of it.
    pub(crate) fn read(&self) -> Result<&'static Log, Failure> {
        Ok(Box::leak(Box::new(self.read_anew()?)))
    }

    /// Reads the log as [`Context::read`] does, for a question about one negotiation. If the question names none and the log
    /// has several, the registry tells, and of a large log no more is read.
    pub(crate) fn read_of_one(&self) -> Result<&'static Log, Failure> {
        let Global { process, as_of, strict, .. } = self.global;
        let is_open = process.is_none() && as_of.is_none() && !*strict && !self.asks_all();
        if is_open
            && self.is_large()
            && let Some(error) = Log::several_chains(&*self.open()?)?
        {
            return Err(QueryError::from(error).into());
        }
        self.read()
    }

    /// Returns whether the log is in a file that takes long to read.
    fn is_large(&self) -> bool {
        let location = self.location();
        let file = location.as_ref().ok().and_then(Location::file);
        file.and_then(|file| file.metadata().ok()).is_some_and(|file| file.len() > LARGE)
    }

    /// Reads the whole log; otherwise as [`Context::read`].
    pub(crate) fn read_whole(&self) -> Result<&'static Log, Failure> {
        self.reading.set(Reading::Whole);
        self.read()
    }

    /// Returns whether a question that failed is to be asked of the whole log, which is read from now on: only that has all
    /// that might have been meant.
    pub(crate) fn reads_whole_after(&self, failure: &Failure) -> bool {
        let is_of_the_question = matches!(
            failure,
            Failure::Query(_)
                | Failure::Filter(_)
                | Failure::Ambiguous(_)
                | Failure::Path(_)
                | Failure::Compare(_)
                | Failure::Thing(_)
                | Failure::Usage(_)
                | Failure::UnknownKey { .. }
        );
        is_of_the_question && self.reading.replace(Reading::Whole) == Reading::Part
    }

    /// Returns the names among which are those of the processes that a question is about; `None` if it may be about any.
    fn processes(&self) -> Option<BTreeSet<String>> {
        let Global { process, as_of, recorded, strict, .. } = self.global;
        let is_named = process.is_some() || as_of.is_some();
        // When something was recorded is looked up in the whole log.
        let is_by_number = recorded.as_ref().is_none_or(|recorded| recorded.parse::<u64>().is_ok());
        if !is_named || !is_by_number || *strict || self.reading.get() == Reading::Whole {
            return None;
        }
        let is_of_no_key = |character: char| !(character.is_ascii_alphanumeric() || character == '-');
        let words = self.words.iter().chain(process).chain(as_of);
        Some(words.flat_map(|word| word.split(is_of_no_key)).map(str::to_owned).collect())
    }

    fn read_anew(&self) -> Result<Log, Failure> {
        let store = self.open()?;
        let begun = Instant::now();
        // The shipped record is parsed when it is opened: reading a part of it would parse that again.
        let is_demo = matches!(self.location(), Ok(Location::Demo));
        let log = match self.processes().filter(|_| !is_demo) {
            Some(processes) => {
                self.reading.set(Reading::Part);
                Log::read_about(&*store, &processes)?
            }
            None => Log::read(&*store)?,
        };
        self.tell(|| {
            let (entries, head) = (log.events().len(), log.head());
            format!("it has {entries} entries, the last is number {head}; read in {}", since(begun))
        });
        // They are no part of the log and cannot be taken away, so that every answer would be told with them.
        let foreign = log.contents().foreign().len();
        if foreign > 0 {
            self.tell(|| {
                format!(
                    "messages in its stream that are not part of the log: {foreign}; `asof check` lists them"
                )
            });
        }
        if self.global.strict {
            let damage = [log.damage(), &log.altered()].concat();
            return if damage.is_empty() { Ok(log) } else { Err(self.damaged(&damage)) };
        }
        self.warn_of_damage(&log);
        Ok(log)
    }

    /// Returns the log that drafts are read for. It is read when it is first asked, and once.
    pub(crate) fn destination(&self) -> LazyLog<'_> {
        LazyLog { context: self, log: OnceCell::new() }
    }

    /// Returns the refusal of a damaged log.
    pub(crate) fn damaged(&self, damage: &[Damage]) -> Failure {
        Failure::Damaged { file: self.log_name().ok(), problems: asof_query::damage(damage) }
    }

    /// Says in one line that a log is damaged, and what shows all of it.
    fn warn_of_damage(&self, log: &Log) {
        let Some(damage) = log.damage_in_words() else { return };
        if self.is_warned.replace(true) {
            return;
        }
        let check = self.command_again(&["check"]);
        self.warn(&format!("{damage}. See: {check}"));
    }

    /// Prints an answer in the format asked for, on a terminal with the command to try next as its last line. Like the
    /// log, it lives as long as the program.
    pub(crate) fn answer(
        &self,
        log: &Log,
        answer: impl Into<Body>,
        next: &[&str],
    ) -> Result<ExitCode, Failure> {
        self.print_answer(Answer::new(answer, log.names()), next)
    }

    /// Prints an answer with the names to show for its keys.
    pub(crate) fn print_answer(&self, answer: Answer, next: &[&str]) -> Result<ExitCode, Failure> {
        // JSON, and rows for a program, have the texts as they are.
        let answer = if self.is_read_as_words() { answer.visible() } else { answer };
        let answer: &'static Answer = Box::leak(Box::new(answer));
        self.tell(|| match self.asks_all() {
            true => "every process answers: --all-processes asks for all".to_owned(),
            false => render::choice(answer),
        });
        let text = match self.global.format() {
            Format::Text => render::text(answer, width(), lines(if self.suggests() { BEHIND } else { 0 })),
            Format::Json => render::json(answer),
            Format::Jsonl => render::jsonl(answer).map_err(Failure::Usage)?,
            Format::Csv => render::csv(answer, self.dialect()).map_err(Failure::Usage)?,
            Format::Md => render::markdown(answer),
            Format::Html => render::html_document(answer),
            Format::CloudEvents | Format::Github => render::json(answer),
        };
        let next = if self.suggests() && !next.is_empty() {
            format!("\nNext: {}\n", said(&self.command_again(next)))
        } else {
            String::new()
        };
        self.show(&format!("{text}{next}"))?;
        Ok(ExitCode::SUCCESS)
    }

    /// Shows a whole answer: by a pager if a person reads it and it is longer than their terminal.
    fn show(&self, text: &str) -> Result<(), Failure> {
        let is_text = matches!(self.global.format(), Format::Text | Format::Md);
        let is_shown = is_text && !self.global.no_pager && self.output.borrow().target().is_none();
        let shown = self.shown(text);
        // The prompt of the shell takes the last line.
        let is_long = terminal::height().is_some_and(|height| text.lines().count() >= height);
        if is_shown
            && is_long
            && let Some(pager) = self.pager()
            && pager::show(&pager, &terminal::styled(&shown, self.global.color))
        {
            return Ok(());
        }
        self.put(&shown)
    }

    /// Returns the pager that the environment names, if nothing is hidden in its command: the shell says it back as it is
    /// where it cannot be run, and a terminal would obey that.
    fn pager(&self) -> Option<String> {
        let pager = pager::from_environment()?;
        if is_seen(&pager) {
            return Some(pager);
        }
        self.warn(&format!(
            "the pager `{}` has hidden characters and is not run: name one without them in ASOF_PAGER or PAGER",
            spelt_out(&pager)
        ));
        None
    }

    /// Prints the answer of a command that has written to the log, up to the event `head`: if the answer is lost,
    /// that is said.
    pub(crate) fn answer_written(
        &self,
        answer: Answer,
        next: &[&str],
        head: u64,
    ) -> Result<ExitCode, Failure> {
        let whole = self.print_answer(answer, next).and_then(|code| self.finish().map(|()| code));
        whole.map_err(|failure| match failure {
            Failure::Output(source) => Failure::Unsaid { head, source },
            other => other,
        })
    }

    /// Returns the next command, which asks the same log and process.
    pub(crate) fn command_again(&self, next: &[&str]) -> String {
        let again = self.words_again();
        let words: Vec<&str> = again.iter().map(AsRef::as_ref).chain(next.iter().copied()).collect();
        command_line(&words)
    }

    /// Returns the words with which the next command asks the same log and process, where the environment does not.
    fn words_again(&self) -> Vec<Cow<'_, str>> {
        let named = [("--log", "ASOF_LOG", self.global.log.as_ref().and_then(|log| log.to_str()))];
        let named = named.into_iter().chain([("--process", "ASOF_PROCESS", self.global.process.as_deref())]);
        let given = named.filter_map(|(option, variable, value)| {
            let value = value.filter(|value| std::env::var(variable).as_deref() != Ok(value))?;
            Some([option.into(), if option == "--log" { path_word(value) } else { value.into() }])
        });
        given.flatten().collect()
    }

    /// Returns whether to say what to try next: to a person at a terminal.
    fn suggests(&self) -> bool {
        let is_read = self.output.borrow().target().is_none() && terminal::is_watched();
        self.global.format() == Format::Text && is_read && !self.global.quiet
    }

    /// Says something beside the answer, unless nothing is to be said.
    pub(crate) fn warn(&self, text: &str) {
        if !self.global.quiet {
            self.say(&format!("asof: {}\n", said(text)));
        }
    }

    /// Says that an unfinished append was found, and where it is kept.
    pub(crate) fn warn_set_aside(&self, aside: &TornTail) {
        let kept = aside
            .kept_in
            .as_ref()
            .map_or(String::new(), |path| format!("; it was moved to {}", path.display()));
        self.warn(&format!("found an unfinished append at entry {}{kept}", aside.seq));
    }

    /// Says to a person what to do with the answer.
    pub(crate) fn advise(&self, text: &str) {
        self.remark(&said(text));
    }

    /// Says something with styles of its own to a person, who reads it beside the answer.
    pub(crate) fn remark(&self, styled: &str) {
        if !self.global.quiet && self.global.format() == Format::Text {
            self.say(styled);
        }
    }

    /// Returns what says how far a long command has come, unless nothing is to be said.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new(self.global.quiet)
    }

    /// Says how the answer comes about, if that was asked for.
    pub(crate) fn tell(&self, text: impl FnOnce() -> String) {
        if self.global.verbose {
            self.say(&format!("asof: {}\n", said(&text())));
        }
    }

    /// Says how long everything took, if that was asked for.
    pub(crate) fn tell_time(&self) {
        self.tell(|| format!("done in {}", since(self.begun)));
    }

    /// Writes words to stderr.
    fn say(&self, text: &str) {
        terminal::say(&Shown::words(text), self.global.color);
    }

    /// Reports a failure and returns its exit code.
    pub(crate) fn report(&self, failure: &Failure) -> ExitCode {
        match self.global.format {
            Some(Format::Json | Format::Jsonl) => {
                terminal::say(&Shown::json(&format!("{}\n", failure.document())), self.global.color);
            }
            Some(
                Format::Text | Format::Csv | Format::Md | Format::Html | Format::CloudEvents | Format::Github,
            )
            | None => {
                self.say(&failure.text(width()));
            }
        }
        ExitCode::from(failure.exit_code())
    }
}

/// Opens the log at a location.
fn open_store(location: &Location, unsynced: Unsynced) -> Result<Box<dyn EventLog>, StoreError> {
    match location {
        Location::Demo => Ok(Box::new(MemoryLog::from_text(DEMO, Access::ReadOnly))),
        other => open_location(other, unsynced),
    }
}

/// Returns where the nearest log is, from here upwards.
fn nearest() -> Result<Location, Failure> {
    let here = std::env::current_dir().map_err(|source| Failure::Input { path: ".".to_owned(), source })?;
    Ok(find_upwards(&here)?)
}

/// Returns the name of a log, and refuses one that is not UTF-8: as it is shown it may be that of another file.
fn in_utf8(log: &Path) -> Result<&str, Failure> {
    log.to_str().ok_or_else(|| {
        Failure::Usage(format!(
            "the name of the log, `{}`, is not UTF-8: rename the file, or its folder",
            log.display()
        ))
    })
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::*;

    #[test]
    fn what_to_try_next_asks_the_same_log() {
        let words = ["asof", "--log", "demo", "--process", "istanbul-2025"];
        let matches = Global::augment_args(Command::new("asof")).try_get_matches_from(words).unwrap();
        let global = Global::from_arg_matches(&matches).unwrap();
        let context = Context::new(&global, Vec::new(), || Command::new("asof"));
        assert_eq!(context.words_again(), ["--log", "demo", "--process", "istanbul-2025"]);
    }
}
