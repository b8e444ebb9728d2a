//! Answers: what a command says, as a value of one type a command. Every rendering is a view of it.

use asof_core::Key;
use asof_projector::{Counted, Describe, Fields, Naming, State, Writing};
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use crate::answers::about::About;
use crate::answers::compare::Compare;
use crate::answers::diff::DiffAnswer;
use crate::answers::due::DueList;
use crate::answers::envelope::{Envelope, PossibleRow};
use crate::answers::hindsight::Hindsight;
use crate::answers::history::History;
use crate::answers::log::Listing;
use crate::answers::names::NameList;
use crate::answers::replay::ReplayAnswer;
use crate::answers::show::Show;
use crate::answers::state::StateAnswer;
use crate::answers::why::Why;
use crate::ask::query::ResolvedQuery;
use crate::ask::selection::{LeftOut, Selecting};
use crate::snapshot::SnapshotAnswer;
use crate::source::names::Names;
use crate::source::process::ProcessChoice;
use crate::write::append::AppendAnswer;
use crate::write::copy::CopyAnswer;
use crate::write::init::InitAnswer;

/// The version of every document: a field is never renamed within one.
const VERSION: u32 = 2;

/// A document that the program prints.
pub trait Document: Fields + Describe + JsonSchema {
    /// Its name, as `asof schema NAME` takes it.
    const NAME: &'static str;

    /// Returns what the field `schema` of the document says, such as `asof.state/2`.
    fn id() -> String {
        format!("asof.{}/{VERSION}", Self::NAME)
    }

    /// Returns the document as JSON, with the name to show behind each registered key.
    fn json(&self, names: &dyn Naming) -> Value
    where
        Self: Sized,
    {
        let mut document = Map::from_iter([("schema".to_owned(), json!(Self::id()))]);
        document.extend(Writing::named(names).row(self));
        Value::Object(document)
    }
}

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

            fn make_visible(&mut self) {
                match self {
                    $(Self::$variant(answer) => answer.make_visible(),)+
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
    Log(Listing) = "log",
    Show(Show) = "show",
    Why(Why) = "why",
    History(History) = "history",
    Compare(Compare) = "compare",
    About(About) = "about",
    Names(NameList) = "names",
    Append(AppendAnswer) = "append",
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
    pub(crate) fn new(body: impl Into<Body>, names: &Names) -> Self {
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
        self.body.make_visible();
        Self { names: self.names.visible(), ..self }
    }
}

impl Envelope {
    pub(crate) fn new(asked: &ResolvedQuery, names: &Names, counted: Counted) -> Self {
        Self {
            as_of: asked.as_of_row(),
            process: asked.process.clone(),
            process_name: names.get(asked.process.as_str()).to_owned(),
            others: asked.others.clone(),
            continued_by: asked.later.clone(),
            chosen: asked.why,
            counted,
        }
    }
}

/// Returns how many events of several processes count; the registry is that of the log.
pub(crate) fn together(counts: impl IntoIterator<Item = Counted>) -> Counted {
    counts.into_iter().fold(Counted::default(), |sum, counted| Counted {
        events: sum.events + counted.events,
        in_force: sum.in_force + counted.in_force,
        possible: sum.possible + counted.possible,
        registered: counted.registered,
    })
}

/// Returns what is possible of a state and is shown, under its process; counts what is left out.
pub(crate) fn possible_rows(
    state: &State,
    selecting: &Selecting<'_>,
    left_out: &mut LeftOut,
) -> Vec<PossibleRow> {
    let (shown, others): (Vec<_>, Vec<_>) =
        state.possible.iter().partition(|possible| selecting.shows_possible(state, possible));
    left_out.possible += others.len();
    let row = |possible: &asof_projector::Possible| {
        let position = selecting.position(&state.process, &possible.event);
        PossibleRow {
            process: state.process.clone(),
            possible: possible.clone(),
            stance: position.map(|position| position.stance.clone()),
            force: position.map(|position| position.force),
        }
    };
    shown.into_iter().map(row).collect()
}
