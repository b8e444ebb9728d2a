use std::process::ExitCode;

use asof_query::{
    Answers, Ask, Choice, DraftForm, Flow, FlowStart, Forms, Kind, Log, Read, effect, one_of, read_drafts,
    source_named,
};
use asof_render as render;
use clap::Args;

use super::append::Writing;
use super::edit::{Ended, edit_entry};
use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::ask::{Asker, Choosable, Line, Person, Question, Stop, can_be_asked};
use crate::terminal::{signals, width};

/// Asks for the fields of an entry one by one, and appends it
///
/// Enter takes what stands in brackets, Tab completes a name, Esc goes back to the question before, Ctrl-C ends without
/// writing anything. What is typed is plain text, as in a file for `append`. A name that is not registered yet is registered
/// in the same append.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The kind of entry, with its phase if it has one: claim, meeting/held, person. Without it, it is asked for.
    #[arg(value_name = "KIND")]
    kind: Option<String>,
    /// The source of the lines that you name; by default, that of the last event.
    #[arg(long, value_name = "KEY")]
    source: Option<String>,
    /// Show the entry and what it would change, but write nothing.
    #[arg(long)]
    dry_run: bool,
}

/// How problems name an entry that is in no file.
const ENTRY: &str = "entry";

/// What comes after an entry.
enum Next {
    End(ExitCode),
    Another(FlowStart),
}

impl Add {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        if !(can_be_asked() && context.is_shown_as_text()) {
            return Err(Failure::Usage(
                "asof add asks at a terminal, and this is none, or the answer goes elsewhere: `asof append FILE` takes \
                 drafts from a file, and `asof draft KIND` prints a form for one"
                    .to_owned(),
            ));
        }
        if !self.dry_run {
            context.refuse_read_only()?;
        }
        signals::give_terminal_back().map_err(Failure::Terminal)?;
        let mut log = context.read_whole()?;
        let mut start = self.start(context, log)?;
        loop {
            match self.entry(context, log, Flow::new(log, start))? {
                Next::End(code) => return Ok(code),
                Next::Another(next) => start = next,
            }
            log = context.read_whole()?;
        }
    }

    /// Returns what the command line says already.
    fn start(&self, context: &Context<'_>, log: &Log) -> Result<FlowStart, Failure> {
        let kind = self.kind.as_deref().map(kind_named).transpose()?;
        // One that is not registered yet can be registered on the way.
        let registered =
            |named: &String| source_named(log, named).map_or(named.clone(), |(key, _)| key.to_string());
        let source = self.source.as_ref().map(registered);
        let is_of_process = kind.as_ref().is_some_and(|kind| !kind.starts_with("registered/"));
        let is_to_be_found = context.global.process.is_some() || is_of_process && log.processes().is_empty();
        // One that there is not is told before anything is asked.
        let process = is_to_be_found.then(|| Ok::<_, Failure>(context.question()?.at(log, None)?.process));
        let process = process.transpose()?;
        Ok(FlowStart { kind, process, source, occurred: None })
    }

    /// Asks for an entry, and does with it what is wanted.
    fn entry(&self, context: &Context<'_>, log: &Log, mut flow: Flow<'_>) -> Result<Next, Failure> {
        let mut person = Person::new(context.global.color);
        loop {
            if !ask_all(&mut person, &mut flow).map_err(|stop| stopped(stop, &flow))? {
                context.advise("nothing was written\n");
                return Ok(Next::End(ExitCode::SUCCESS));
            }
            let read = self.shown(context, &flow)?;
            if self.dry_run && read.is_some() {
                return Ok(Next::End(ExitCode::SUCCESS));
            }
            let choices = if read.is_some() { &SOUND[..] } else { &FAULTY[..] };
            let options: Vec<_> = choices.iter().map(|choice| choice.shown()).collect();
            let asked = Question { text: "What now?", help: "" };
            let chosen = match person.choose(asked, &options, 0) {
                Ok(at) => choices[at],
                Err(Stop::Back) => {
                    flow.back();
                    continue;
                }
                Err(stop) => return Err(stopped(stop, &flow)),
            };
            match chosen {
                Chosen::Append => return append(context, &flow, &read.unwrap_or_default()),
                Chosen::Another => {
                    append(context, &flow, &read.unwrap_or_default())?;
                    return Ok(Next::Another(flow.another()));
                }
                Chosen::Change => change(&mut person, &mut flow).map_err(|stop| stopped(stop, &flow))?,
                Chosen::Edit => match edit_entry(context, log.head(), flow.text())? {
                    Ended::Appended(code) => return Ok(Next::End(code)),
                    Ended::GivenUp(problems) => return Err(Failure::Refused { file: None, problems }),
                    Ended::Declined => return Ok(Next::End(ExitCode::SUCCESS)),
                    Ended::Unchanged => {}
                },
                Chosen::Discard => {
                    context.advise("nothing was written\n");
                    return Ok(Next::End(ExitCode::SUCCESS));
                }
            }
        }
    }

    /// Shows the entry with its problems, or else with what it would change; returns it if it can be appended.
    fn shown(&self, context: &Context<'_>, flow: &Flow<'_>) -> Result<Option<Vec<Read>>, Failure> {
        let text = flow.text();
        context.print(&format!("\n{text}\n"))?;
        let problems = match read_drafts(&text, DraftForm::Plain, &context.destination()) {
            Ok(read) => match Writing::TRIAL.append(context, Some(ENTRY), &read) {
                Ok(tried) => {
                    context.answer(&tried.after, effect(&tried, &context.question()?), &[])?;
                    return Ok(Some(read));
                }
                Err(Failure::Refused { problems, .. }) => problems,
                Err(failure) => return Err(failure),
            },
            Err(problems) => problems,
        };
        context.remark(&format!("{}\n", render::problems(Some(ENTRY), &problems, width())));
        Ok(None)
    }
}

/// What can be done with an entry.
#[derive(Debug, Clone, Copy)]
enum Chosen {
    Append,
    Another,
    Change,
    Edit,
    Discard,
}

/// With one that can be appended.
const SOUND: [Chosen; 5] = [Chosen::Append, Chosen::Another, Chosen::Change, Chosen::Edit, Chosen::Discard];
/// With one that has problems.
const FAULTY: [Chosen; 3] = [Chosen::Edit, Chosen::Change, Chosen::Discard];

impl Chosen {
    fn shown(self) -> Choosable<'static> {
        let (word, about) = match self {
            Self::Append => ("Append", "write it to the log"),
            Self::Another => ("Append, another like this", "and go on with the same kind, source and date"),
            Self::Change => ("Change a field", "answer one of the questions again"),
            Self::Edit => ("Edit", "open it in your editor"),
            Self::Discard => ("Discard", "write nothing"),
        };
        Choosable { word, about }
    }
}

/// Returns the kind that a word names: in full, or by its kind or phase alone.
fn kind_named(asked: &str) -> Result<String, Failure> {
    let kinds = Forms::published().kinds();
    one_of("kind", asked, kinds.iter().flat_map(Kind::words))?;
    let found = kinds.iter().find(|kind| kind.words().any(|word| word == asked));
    found.map(|kind| kind.name.clone()).ok_or_else(|| Failure::Usage(format!("there is no kind `{asked}`")))
}

/// Asks until nothing is left to ask; returns whether it came to that, and not back to before the first question.
fn ask_all(person: &mut impl Asker, flow: &mut Flow<'_>) -> Result<bool, Stop> {
    while let Some(ask) = flow.next() {
        let answer = match &ask.answers {
            Answers::OneOf(choices) => one(person, &ask, choices),
            Answers::AnyOf(choices) => any(person, &ask, choices),
            Answers::Text(_) => text(person, &ask, flow),
        };
        match answer {
            // What it would be refused for, it was refused for before.
            Ok(answer) => _ = flow.answer(&answer),
            Err(Stop::Back) if flow.back() => {}
            Err(Stop::Back) => return Ok(false),
            Err(stop) => return Err(stop),
        }
    }
    Ok(true)
}

fn one(person: &mut impl Asker, ask: &Ask, choices: &[Choice]) -> Result<String, Stop> {
    let is_default = |choice: &Choice| Some(&choice.word) == ask.default.as_ref();
    let first = choices.iter().position(is_default).unwrap_or_default();
    let at = person.choose(question(ask), &choosable(choices), first)?;
    Ok(choices[at].word.clone())
}

fn any(person: &mut impl Asker, ask: &Ask, choices: &[Choice]) -> Result<String, Stop> {
    let chosen = person.choose_several(question(ask), &choosable(choices))?;
    Ok(chosen.into_iter().map(|at| choices[at].word.as_str()).collect::<Vec<_>>().join(", "))
}

fn text(person: &mut impl Asker, ask: &Ask, flow: &Flow<'_>) -> Result<String, Stop> {
    let line = Line {
        default: ask.default.as_deref().filter(|default| !default.is_empty()),
        suggest: &|typed| ask.suggestions(typed),
        chosen: &|offered| ask.chosen(offered),
        told: &|answer| told(ask, &ask.chosen(answer)),
        refuse: &|answer| flow.accept(ask, answer).err(),
    };
    person.text(question(ask), line)
}

/// Returns an answer as it is told back: a date in words too.
fn told(ask: &Ask, answer: &str) -> String {
    if ask.is_of_date() && !answer.is_empty() {
        format!("{answer} ({})", render::date_as_written(answer))
    } else {
        answer.to_owned()
    }
}

fn question(ask: &Ask) -> Question<'_> {
    Question { text: &ask.question, help: &ask.help }
}

fn choosable(choices: &[Choice]) -> Vec<Choosable<'_>> {
    choices.iter().map(|choice| Choosable { word: &choice.word, about: &choice.about }).collect()
}

/// Asks which question is to be answered anew.
fn change(person: &mut impl Asker, flow: &mut Flow<'_>) -> Result<(), Stop> {
    let answered: Vec<(String, String)> =
        flow.answered().map(|(id, text)| (id.to_owned(), text.to_owned())).collect();
    let options: Vec<_> = answered.iter().map(|(id, text)| Choosable { word: id, about: text }).collect();
    let asked = Question { text: "Which field?", help: "" };
    match person.choose(asked, &options, 0) {
        Ok(at) => flow.reopen(&answered[at].0),
        Err(Stop::Back) => {}
        Err(stop) => return Err(stop),
    }
    Ok(())
}

/// Appends the entry, and says how a script would.
fn append(context: &Context<'_>, flow: &Flow<'_>, read: &[Read]) -> Result<Next, Failure> {
    let _writing = signals::uninterrupted();
    let appended = Writing::NOW.append(context, Some(ENTRY), read).inspect_err(|_| {
        context.advise(&format!("\nyour entry:\n\n{}\n", flow.text()));
    })?;
    let again = context.command_again(&["append", "-"]);
    context.advise(&format!(
        "appended; the log ends at entry {}. As a command:\n\n{again} <<'END'\n{}END\n",
        appended.receipt.head,
        flow.text()
    ));
    Ok(Next::End(ExitCode::SUCCESS))
}

/// Returns why nothing was written, with what was answered so far.
fn stopped(stop: Stop, flow: &Flow<'_>) -> Failure {
    match stop {
        Stop::Interrupted | Stop::Back => Failure::Interrupted { so_far: flow.text() },
        Stop::Io(source) => Failure::Terminal(source),
    }
}
