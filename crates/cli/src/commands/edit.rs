use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use asof_core::Key;
use asof_query::{
    Destination, DraftForm, FormAbove, Forms, Kind, Log, Named, Problem, Read, effect, one_of,
    plain_correction, plain_form, read_drafts, with_problems, without_problems,
};
use asof_store::StoreError;
use clap::{Args, ValueHint};
use tempfile::NamedTempFile;

use super::append::Writing;
use crate::context::{Context, editor, form_of_path};
use crate::failure::Failure;
use crate::terminal::ask::{Asker, Choosable, Person, Question, Stop, can_be_asked};
use crate::terminal::signals;

/// Opens a correction, a form or drafts in your editor, and appends what you save
///
/// The editor is $VISUAL, else $EDITOR, else vi. What is wrong comes back as comments above the lines that it is about, and
/// the editor opens again until the text can be appended or is closed as it was. Then the effect is shown, and you are asked
/// whether to append.
#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// The key of an event or registry entry to correct, or a file of drafts in plain text: ./FILE, FILE.asof.
    #[arg(value_name = "KEY|FILE", required_unless_present = "kind", value_hint = ValueHint::FilePath)]
    what: Option<String>,
    /// Open the form of a kind: claim, meeting/held, person. `asof draft` lists them.
    #[arg(long = "new", value_name = "KIND", conflicts_with = "what")]
    kind: Option<String>,
    /// Append without showing the effect first and asking.
    #[arg(long)]
    yes: bool,
}

/// Whether the author is asked before drafts are appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Consent {
    Given,
    Asked,
}

/// How it ended.
pub(super) enum Ended {
    Appended(ExitCode),
    /// Nothing was written into the text, or all was taken out.
    Unchanged,
    /// The author left it as it was, with these problems.
    GivenUp(Vec<Problem>),
    /// The author chose not to append.
    Declined,
}

/// What becomes of a text that was saved.
enum Round {
    Appended(ExitCode),
    Empty,
    Refused(Vec<Problem>),
    Again,
    Declined,
}

impl Edit {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let can_be_asked = can_be_asked() && context.is_shown_as_text();
        if !self.yes && !can_be_asked {
            let why = "asof edit asks before it appends: run it on a terminal without --format and -o, or add --yes";
            return Err(Failure::Usage(why.to_owned()));
        }
        context.refuse_read_only()?;
        if !self.yes {
            signals::give_terminal_back().map_err(Failure::Terminal)?;
        }
        let log = context.read_whole()?;
        let mut sheet = self.sheet(context, log)?;
        let consent = if self.yes { Consent::Given } else { Consent::Asked };
        match rounds(context, consent, log.head(), &mut sheet) {
            Ok(Ended::Appended(code)) => Ok(code),
            Ok(Ended::Unchanged) => {
                context.advise("nothing changed\n");
                Ok(ExitCode::SUCCESS)
            }
            Ok(Ended::GivenUp(problems)) => {
                let path = sheet.keep(context)?;
                Err(Failure::Refused { file: Some(path.display().to_string()), problems })
            }
            Ok(Ended::Declined) => {
                sheet.keep(context)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(failure) => {
                sheet.keep_changed(context)?;
                Err(failure)
            }
        }
    }

    /// Returns the text to open.
    fn sheet(&self, context: &Context<'_>, log: &Log) -> Result<Sheet, Failure> {
        match (&self.kind, &self.what) {
            (Some(kind), _) => form(context, log, kind),
            (None, Some(what)) => match what.parse::<Key>() {
                Ok(key) => correction(context, log, &key),
                Err(_) => Sheet::of_file(context, Path::new(what)),
            },
            (None, None) => Err(Failure::Usage("name an entry, a file, or --new KIND".to_owned())),
        }
    }
}

/// Opens the text again and again until it is appended or given up.
fn rounds(context: &Context<'_>, consent: Consent, head: u64, sheet: &mut Sheet) -> Result<Ended, Failure> {
    let mut expected = head;
    let mut round = Round::Again;
    loop {
        let problems = match round {
            Round::Appended(code) => return Ok(Ended::Appended(code)),
            Round::Declined => return Ok(Ended::Declined),
            Round::Empty => return Ok(Ended::Unchanged),
            Round::Refused(problems) => problems,
            Round::Again => Vec::new(),
        };
        let has_changed = sheet.edit(&problems)?;
        match (has_changed, problems.is_empty()) {
            (false, true) if !sheet.has_changed => return Ok(Ended::Unchanged),
            (false, false) => return Ok(Ended::GivenUp(problems)),
            (true, _) | (false, true) => {}
        }
        round = settle(context, consent, &mut expected, sheet)?;
    }
}

/// Checks the text, and appends it if its author wants that.
fn settle(
    context: &Context<'_>,
    consent: Consent,
    expected: &mut u64,
    sheet: &Sheet,
) -> Result<Round, Failure> {
    let read = match read_drafts(&sheet.text, DraftForm::Plain, &context.destination()) {
        Ok(read) if read.is_empty() => return Ok(Round::Empty),
        Ok(read) => read,
        Err(problems) => return Ok(Round::Refused(problems)),
    };
    let name = sheet.path().display().to_string();
    let done = if consent == Consent::Given {
        Writing::at(*expected).write(context, Some(&name), &read).map(Round::Appended)
    } else {
        offer(context, expected, &name, &read)
    };
    match done {
        Err(Failure::Refused { problems, .. }) => Ok(Round::Refused(problems)),
        Ok(Round::Appended(code)) => {
            context.tell_filled(&read);
            Ok(Round::Appended(code))
        }
        other => other,
    }
}

/// What can be done with a text that is sound.
const CHOICES: [Choosable<'static>; 3] = [
    Choosable { word: "Append", about: "write it to the log" },
    Choosable { word: "Edit again", about: "open it in the editor" },
    Choosable { word: "Leave it", about: "write nothing, and keep the text" },
];

/// Opens an entry that was begun elsewhere in the editor of its author.
pub(super) fn edit_entry(context: &Context<'_>, head: u64, text: String) -> Result<Ended, Failure> {
    let mut sheet = Sheet::new("entry", text)?;
    let ended = rounds(context, Consent::Asked, head, &mut sheet);
    match &ended {
        Ok(Ended::GivenUp(_) | Ended::Declined) => drop(sheet.keep(context)?),
        Err(_) => sheet.keep_changed(context)?,
        Ok(Ended::Appended(_) | Ended::Unchanged) => {}
    }
    ended
}

/// Shows what drafts would change, and appends them if that is wanted.
fn offer(context: &Context<'_>, expected: &mut u64, name: &str, read: &[Read]) -> Result<Round, Failure> {
    loop {
        let tried = Writing::TRIAL.append(context, Some(name), read)?;
        context.answer(&tried.after, effect(&tried, &context.question()?), &[])?;
        let mut person = Person::new(context.global.color);
        let question = Question { text: "Append?", help: "" };
        match person.choose(question, &CHOICES, 0) {
            Ok(0) => {}
            Ok(1) | Err(Stop::Back) => return Ok(Round::Again),
            Ok(_) => return Ok(Round::Declined),
            Err(Stop::Interrupted) => return Err(Failure::Interrupted { so_far: String::new() }),
            Err(Stop::Io(source)) => return Err(Failure::Terminal(source)),
        }
        let _writing = signals::uninterrupted();
        match Writing::at(*expected).append(context, Some(name), read) {
            Ok(appended) => {
                context.advise(&format!("appended; the log ends at entry {}\n", appended.receipt.head));
                return Ok(Round::Appended(ExitCode::SUCCESS));
            }
            Err(Failure::Store(StoreError::Conflict { head, .. })) => {
                context.warn(&format!(
                    "others appended to the log meanwhile: it ends at entry {head}. This is what your text changes now:"
                ));
                *expected = head;
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// Returns the form of a kind.
fn form(context: &Context<'_>, log: &Log, asked: &str) -> Result<Sheet, Failure> {
    let kinds = Forms::published().kinds();
    one_of("kind", asked, kinds.iter().flat_map(Kind::words))?;
    let Some(kind) = kinds.iter().find(|kind| kind.words().any(|word| word == asked)) else {
        return Err(Failure::Usage(format!("there is no kind `{asked}`")));
    };
    let process = context.destination().process();
    let last = log.events().iter().rev().find_map(|event| event.draft.sources().first());
    let source = last.map(|citation| citation.source.as_str());
    let text = plain_form(&kind.name, FormAbove { process: process.as_deref(), source });
    Sheet::new(&kind.name.replace('/', "-"), text)
}

/// Returns the correction of an entry.
fn correction(context: &Context<'_>, log: &Log, key: &Key) -> Result<Sheet, Failure> {
    let question = context.question()?;
    let process = question.about(log, Named::Event(key.as_str()))?.at(log, None)?.process;
    let text = plain_correction(log, &process, key)?;
    let text = text.ok_or_else(|| Failure::unknown_key(log, &process, key.as_str()))?;
    Sheet::new(key.as_str(), text)
}

/// A text that is written in an editor.
struct Sheet {
    place: SheetPlace,
    /// As it was last saved, without what is said of its problems.
    text: String,
    /// Whether its author ever changed it.
    has_changed: bool,
}

enum SheetPlace {
    /// A temporary file, which goes unless it is kept.
    Temporary(NamedTempFile),
    /// A file of the author's own.
    Own(PathBuf),
}

impl Sheet {
    /// Returns a text in a temporary file that nobody else can read.
    fn new(name: &str, text: String) -> Result<Self, Failure> {
        let file = tempfile::Builder::new()
            .prefix(&format!("asof-{name}-"))
            .suffix(".asof")
            .rand_bytes(4)
            .tempfile()
            .map_err(|source| unwritable(&std::env::temp_dir(), source))?;
        Ok(Self { place: SheetPlace::Temporary(file), text, has_changed: false })
    }

    /// Returns a file of drafts.
    fn of_file(context: &Context<'_>, path: &Path) -> Result<Self, Failure> {
        context.spare(path, "file")?;
        let text = context.input(path)?;
        let form = form_of_path(path).unwrap_or_else(|| DraftForm::of(&text));
        if form == DraftForm::Json {
            let name = path.display();
            return Err(Failure::Usage(format!(
                "`{name}` is JSON, in which nothing can be said of a line: `asof format {name} -o FILE.asof` makes it \
                 plain text"
            )));
        }
        let text = without_problems(&text);
        Ok(Self { place: SheetPlace::Own(path.to_owned()), text, has_changed: false })
    }

    fn path(&self) -> &Path {
        match &self.place {
            SheetPlace::Temporary(file) => file.path(),
            SheetPlace::Own(path) => path,
        }
    }

    /// Opens it with its problems in the editor. Returns whether it was changed.
    fn edit(&mut self, problems: &[Problem]) -> Result<bool, Failure> {
        self.save(&with_problems(&self.text, problems))?;
        let edited = editor::open(self.path());
        let saved = fs::read_to_string(self.path());
        let saved = saved.map_err(|source| crate::context::unreadable(self.path(), source));
        let saved = without_problems(&saved?);
        let has_changed = saved.trim_end() != self.text.trim_end();
        self.has_changed |= has_changed;
        if has_changed {
            self.text = saved;
        }
        if !problems.is_empty() {
            self.save(&self.text)?;
        }
        edited.map(|()| has_changed)
    }

    fn save(&self, text: &str) -> Result<(), Failure> {
        fs::write(self.path(), text).map_err(|source| unwritable(self.path(), source))
    }

    /// Keeps the text, and says where.
    fn keep(&mut self, context: &Context<'_>) -> Result<PathBuf, Failure> {
        self.save(&self.text)?;
        let path = self.path().to_owned();
        if let SheetPlace::Temporary(file) = &mut self.place {
            file.disable_cleanup(true);
        }
        let again = context.command_again(&["append", &path.display().to_string()]);
        context.warn(&format!("your text is in {}: {again}", path.display()));
        Ok(path)
    }

    /// Keeps the text if there is anything of its author's in it.
    fn keep_changed(&mut self, context: &Context<'_>) -> Result<(), Failure> {
        if self.has_changed { self.keep(context).map(drop) } else { Ok(()) }
    }
}

fn unwritable(path: &Path, source: std::io::Error) -> Failure {
    Failure::Unwritable { path: path.display().to_string(), source }
}
