//! Questions asked of a person at the terminal.

use std::io::{self, IsTerminal};

use clap::ColorChoice;
use inquire::ui::RenderConfig;
use inquire::{InquireError, Select};

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

/// What asks.
pub(crate) trait Asker {
    /// Asks to choose one of several, and returns its place among them.
    fn choose(&mut self, question: &str, of: &[&str]) -> Result<usize, Stop>;
}

/// A person at the terminal.
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
    fn choose(&mut self, question: &str, of: &[&str]) -> Result<usize, Stop> {
        let asked = Select::new(question, of.to_vec()).with_render_config(self.style());
        Ok(asked.without_filtering().raw_prompt()?.index)
    }
}
