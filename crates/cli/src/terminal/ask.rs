//! Questions asked of a person at the terminal.

use std::io::{self, IsTerminal};

use asof_core::unseen::visible;
use clap::ColorChoice;
use inquire::autocompletion::Replacement;
use inquire::list_option::ListOption;
use inquire::ui::RenderConfig;
use inquire::validator::Validation;
use inquire::{Autocomplete, CustomUserError, InquireError, MultiSelect, Select, Text};

/// How many choices are shown at once.
const PAGE: usize = 12;

/// What stands between a word to choose and what it means.
const BEHIND_WORD: &str = "  ";

/// The columns before a choice: whether it is the one that Enter takes, and whether it is chosen.
const MARKS: usize = 8;

/// Why a question got no answer.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Ctrl-C.
    Interrupted,
    /// Esc: back to what was asked before.
    Back,
    /// The terminal is gone.
    Io(io::Error),
}

impl From<InquireError> for Stop {
    fn from(error: InquireError) -> Self {
        match error {
            InquireError::OperationInterrupted => Self::Interrupted,
            InquireError::OperationCanceled => Self::Back,
            InquireError::IO(error) => Self::Io(error),
            other => Self::Io(io::Error::other(other.to_string())),
        }
    }
}

/// Returns whether a person can be asked: they see the questions on standard error, and answer on standard input.
pub(crate) fn can_be_asked() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// What is asked, and what helps to answer it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'q> {
    pub(crate) text: &'q str,
    pub(crate) help: &'q str,
}

/// A word to choose, and what it means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choosable<'q> {
    pub(crate) word: &'q str,
    pub(crate) about: &'q str,
}

/// A text to be typed.
#[derive(Clone, Copy)]
pub(crate) struct Line<'q> {
    /// What Enter alone answers.
    pub(crate) default: Option<&'q str>,
    /// Returns what may be meant by what is typed so far.
    pub(crate) suggest: &'q dyn Fn(&str) -> Vec<String>,
    /// Returns the answer that a suggestion stands for.
    pub(crate) chosen: &'q dyn Fn(&str) -> String,
    /// Returns an answer as it is shown once it is given.
    pub(crate) told: &'q dyn Fn(&str) -> String,
    /// Returns why an answer is none.
    pub(crate) refuse: &'q dyn Fn(&str) -> Option<String>,
}

/// What asks.
pub(crate) trait Asker {
    /// Asks to choose one of several, and returns its place among them.
    fn choose(&mut self, question: Question<'_>, of: &[Choosable<'_>], first: usize) -> Result<usize, Stop>;

    /// Asks to choose any of several, and returns their places among them.
    fn choose_several(&mut self, question: Question<'_>, of: &[Choosable<'_>]) -> Result<Vec<usize>, Stop>;

    /// Asks for a text.
    fn text(&mut self, question: Question<'_>, line: Line<'_>) -> Result<String, Stop>;
}

/// A person at the terminal. Nothing that they are shown commands it.
#[derive(Debug)]
pub(crate) struct Person {
    color: ColorChoice,
}

impl Person {
    pub(crate) fn new(color: ColorChoice) -> Self {
        Self { color }
    }

    fn style(&self) -> RenderConfig<'static> {
        let is_plain = match super::choice(self.color) {
            anstream::ColorChoice::Auto => {
                anstream::AutoStream::choice(&io::stderr()) == anstream::ColorChoice::Never
            }
            chosen => chosen == anstream::ColorChoice::Never,
        };
        if is_plain { RenderConfig::empty() } else { RenderConfig::default_colored() }
    }
}

impl Asker for Person {
    fn choose(&mut self, question: Question<'_>, of: &[Choosable<'_>], first: usize) -> Result<usize, Stop> {
        let (text, help) = (visible(question.text), visible(question.help));
        let mut asked = Select::new(&text, labels(of))
            .with_render_config(self.style())
            .with_page_size(PAGE)
            .with_starting_cursor(first)
            .with_formatter(&|chosen: ListOption<&String>| word_of(chosen.value).to_owned());
        if !help.is_empty() {
            asked = asked.with_help_message(&help);
        }
        Ok(asked.raw_prompt()?.index)
    }

    fn choose_several(&mut self, question: Question<'_>, of: &[Choosable<'_>]) -> Result<Vec<usize>, Stop> {
        let (text, help) = (visible(question.text), visible(question.help));
        let help = format!("{help}; space to select, Enter to go on");
        let words = |chosen: &[ListOption<&String>]| {
            chosen.iter().map(|chosen| word_of(chosen.value)).collect::<Vec<_>>().join(", ")
        };
        let asked = MultiSelect::new(&text, labels(of))
            .with_render_config(self.style())
            .with_page_size(PAGE)
            .with_formatter(&words)
            .with_help_message(&help);
        Ok(asked.raw_prompt()?.iter().map(|chosen| chosen.index).collect())
    }

    fn text(&mut self, question: Question<'_>, line: Line<'_>) -> Result<String, Stop> {
        let (text, help) = (visible(question.text), visible(question.help));
        let default = line.default.map(visible);
        let refuse = line.refuse;
        let validator = move |answer: &str| -> Result<Validation, CustomUserError> {
            let refusal = refuse(answer).map(|why| Validation::Invalid(visible(&why).into_owned().into()));
            Ok(refusal.unwrap_or(Validation::Valid))
        };
        let formatter = |answer: &str| visible(&(line.told)(answer)).into_owned();
        let mut asked = Text::new(&text)
            .with_render_config(self.style())
            .with_autocomplete(Suggesting(line))
            .with_validator(validator)
            .with_formatter(&formatter);
        if !help.is_empty() {
            asked = asked.with_help_message(&help);
        }
        if let Some(default) = &default {
            asked = asked.with_default(default);
        }
        Ok(asked.prompt()?)
    }
}

/// Returns the choices as they are listed, each on one line.
fn labels(of: &[Choosable<'_>]) -> Vec<String> {
    let longest = of.iter().map(|option| option.word.len()).max().unwrap_or_default();
    let room = super::width().saturating_sub(longest + BEHIND_WORD.len() + MARKS);
    let label = |option: &Choosable<'_>| {
        let about: String = option.about.chars().take(room).collect();
        let cut = if about.len() < option.about.len() { "…" } else { "" };
        visible(&format!("{:longest$}{BEHIND_WORD}{about}{cut}", option.word)).into_owned()
    };
    of.iter().map(label).collect()
}

fn word_of(label: &str) -> &str {
    label.split_once(BEHIND_WORD).map_or(label, |(word, _)| word)
}

/// Completes a line.
#[derive(Clone)]
struct Suggesting<'q>(Line<'q>);

impl Autocomplete for Suggesting<'_> {
    fn get_suggestions(&mut self, input: &str) -> Result<Vec<String>, CustomUserError> {
        let suggested = (self.0.suggest)(input);
        Ok(suggested.iter().map(|text| visible(text).into_owned()).collect())
    }

    fn get_completion(
        &mut self,
        input: &str,
        highlighted: Option<String>,
    ) -> Result<Replacement, CustomUserError> {
        let first = || (self.0.suggest)(input).into_iter().next();
        Ok(highlighted.or_else(first).map(|text| (self.0.chosen)(&text)))
    }
}
