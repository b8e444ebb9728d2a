//! Answers: what a command says, as a value of one type a command. Every rendering is a view of it.

use asof_core::Key;
use asof_projector::{Fields, Naming};
use serde_json::Value;

use crate::answers::about::About;
use crate::answers::brief::Brief;
use crate::answers::compare::Compare;
use crate::answers::diff::DiffAnswer;
use crate::answers::disputes::Disputes;
use crate::answers::document::Document;
use crate::answers::due::DueList;
use crate::answers::hindsight::Hindsight;
use crate::answers::history::History;
use crate::answers::log::Listing;
use crate::answers::names::NameList;
use crate::answers::processes::ProcessList;
use crate::answers::replay::ReplayAnswer;
use crate::answers::show::Show;
use crate::answers::state::StateAnswer;
use crate::answers::why::Why;
use crate::snapshot::SnapshotAnswer;
use crate::source::names::Names;
use crate::source::process::ProcessChoice;
use crate::write::append::{AppendAnswer, ImportAnswer};
use crate::write::copy::CopyAnswer;
use crate::write::init::InitAnswer;
use crate::write::table::ImportTableAnswer;

/// Declares what a command can answer with, each with the name of its document.
macro_rules! answers {
    ($($variant:ident($answer:ty) = $name:literal,)+) => {
        /// What a command answers with.
        #[derive(Debug, Clone)]
        #[allow(missing_docs, reason = "each variant is documented by its type")]
        pub enum Body {
            $($variant(Box<$answer>),)+
        }

        impl Body {
            /// Returns the answer as JSON, with the name to show behind each registered key.
            pub fn json(&self, names: &dyn Naming) -> Value {
                match self {
                    $(Self::$variant(answer) => answer.json(names),)+
                }
            }

            /// Returns the process that answers, and why it; `None` if the answer is of no one negotiation.
            pub fn chosen(&self) -> Option<(&Key, ProcessChoice)> {
                match self {
                    $(Self::$variant(answer) => answer.envelope.chosen(),)+
                }
            }

            fn escape_invisible(&mut self) {
                match self {
                    $(Self::$variant(answer) => Fields::escape_invisible(answer),)+
                }
            }
        }

        $(
            impl Document for $answer {
                const NAME: &'static str = $name;
            }

            impl From<$answer> for Body {
                fn from(answer: $answer) -> Self {
                    Self::$variant(Box::new(answer))
                }
            }
        )+
    };
}

answers! {
    State(StateAnswer) = "state",
    Hindsight(Hindsight) = "hindsight",
    Diff(DiffAnswer) = "diff",
    Due(DueList) = "due",
    Disputes(Disputes) = "disputes",
    Brief(Brief) = "brief",
    Log(Listing) = "log",
    Show(Show) = "show",
    Why(Why) = "why",
    History(History) = "history",
    Compare(Compare) = "compare",
    About(About) = "about",
    Names(NameList) = "names",
    Processes(ProcessList) = "processes",
    Append(AppendAnswer) = "append",
    Import(ImportAnswer) = "import",
    ImportTable(ImportTableAnswer) = "import-table",
    Replay(ReplayAnswer) = "replay",
    Snapshot(SnapshotAnswer) = "snapshot",
    Copy(CopyAnswer) = "copy",
    Init(InitAnswer) = "init",
}

/// An answer, with the names to show for its keys.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What is answered.
    pub body: Body,
    /// The names to show for keys.
    pub names: Names,
}

impl Answer {
    /// Returns an answer with the names of the log that it is about.
    pub fn new(body: impl Into<Body>, names: &Names) -> Self {
        Self { body: body.into(), names: names.clone() }
    }

    /// Returns the answer as one JSON document.
    pub fn json(&self) -> Value {
        self.body.json(&self.names)
    }

    /// Returns the answer for people to read: in each of its texts the characters that no reader sees stand as their
    /// numbers ([`asof_core::unseen`]).
    #[must_use]
    pub fn visible(mut self) -> Self {
        self.body.escape_invisible();
        Self { names: self.names.visible(), ..self }
    }
}
