//! A question in the words of whoever asks, and its answer: a page and an assistant ask by the same type.

use crate::answers::about::about;
use crate::answers::answer::{Answer, Body};
use crate::answers::compare::{CompareError, compare};
use crate::answers::diff::difference;
use crate::answers::disputes::disputes;
use crate::answers::due::due;
use crate::answers::hindsight::hindsight;
use crate::answers::history::{Moving, history_named};
use crate::answers::log::listing;
use crate::answers::names::names;
use crate::answers::processes::processes;
use crate::answers::show::{ShowError, show_named};
use crate::answers::state::state;
use crate::answers::why::why;
use crate::ask::ambiguity::{AmbiguousName, Named};
use crate::ask::filter::FilterError;
use crate::ask::query::{Query, QueryError, ResolvedQuery};
use crate::ask::selection::{Pending, Selection, StatePart};
use crate::ask::state_path::{PathError, StatePath};
use crate::ask::thing::ThingError;
use crate::ask::worded::WordedFilter;
use crate::source::log::Log;

/// What is asked, each word as a person writes it. What every question may say besides is in a [`Query`].
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "a question is documented by the function that answers it")]
pub enum Question<'q> {
    /// Which negotiations the log has.
    Processes,
    /// [`state`]: by what the query knows, or by what the public could know at that moment.
    State { moment: Moment<'q>, rows: Rows<'q> },
    /// [`hindsight`].
    Hindsight { when: Option<&'q str>, rows: Rows<'q> },
    /// [`difference`]: of two moments; of one, if the query has a range of knowledge.
    Diff { from: &'q str, to: Option<&'q str>, rows: Rows<'q> },
    /// [`due`].
    Due { moment: Moment<'q> },
    /// [`disputes`].
    Disputes { moment: Moment<'q> },
    /// [`listing`]: the range of the filter is that of `during`.
    Log { during: Option<&'q str>, filter: Box<WordedFilter<'q>> },
    /// [`show_named`].
    Show { key: &'q str },
    /// [`about`].
    About { thing: &'q str, moment: Moment<'q> },
    /// [`why`].
    Why { path: &'q str, moment: Moment<'q> },
    /// [`history_named`].
    History { path: &'q str, by: Moving },
    /// [`compare`].
    Compare { meetings: Vec<&'q str> },
    /// [`names`].
    Names { text: Option<&'q str> },
}

/// A moment as it is written, and by whose knowledge it is asked about. Without one, that of the token, or the end of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment<'q> {
    /// By the knowledge that the query says.
    At(Option<&'q str>),
    /// By what the public could know at the moment itself.
    KnownAt(Option<&'q str>),
}

impl Moment<'_> {
    /// Returns the question about this moment.
    ///
    /// # Errors
    ///
    /// Those of [`Query::at`].
    pub fn resolve(self, log: &Log, query: &Query<'_>) -> Result<ResolvedQuery, QueryError> {
        match self {
            Self::At(when) => query.at(log, when),
            Self::KnownAt(when) => Ok(query.at(log, when)?.as_known_then()),
        }
    }
}

/// Which rows are asked for, each name as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows<'q> {
    /// The parts of a state; all if empty.
    pub only: Vec<&'q str>,
    /// An issue, by its key or a name of it.
    pub issue: Option<&'q str>,
    /// A party, by its key or a name of it.
    pub party: Option<&'q str>,
    /// Whether what is settled is asked for.
    pub pending: Pending,
}

impl Rows<'_> {
    /// Returns the selection, with what is named found in the log.
    ///
    /// # Errors
    ///
    /// Nothing has one of the names, or several things have it.
    pub fn find(&self, log: &Log) -> Result<Selection, FilterError> {
        let all = match self.pending {
            Pending::Only => Selection::pending(),
            Pending::AndSettled => Selection::default(),
        };
        let mut selection = all.narrowed(log, self.issue, self.party)?;
        selection.only.extend(StatePart::named(self.only.iter().copied())?);
        Ok(selection)
    }

    /// Returns the selection of a comparison: what is only possible changes nothing.
    fn compared(&self, log: &Log) -> Result<Selection, QuestionError> {
        let selection = self.find(log)?;
        if selection.only.contains(&StatePart::Possible) {
            return Err(QuestionError::OnlyPossible);
        }
        Ok(selection)
    }
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// The process or a date.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A name by which rows or events are chosen.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// A name that several processes have.
    #[error(transparent)]
    Ambiguous(#[from] AmbiguousName),
    /// The event to show.
    #[error(transparent)]
    Show(#[from] ShowError),
    /// The thing that is asked about.
    #[error(transparent)]
    Thing(#[from] ThingError),
    /// The path of a value.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The meetings to compare.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A comparison of one moment by one knowledge.
    #[error("a diff needs two dates, or one date and a range A..B for what was known")]
    OneMoment,
    /// A comparison of what is no part of a state.
    #[error("what is only possible is not part of a state, so a diff cannot show it")]
    OnlyPossible,
}

impl<'q> Question<'q> {
    /// Returns the answer, with the names to show for its keys.
    ///
    /// # Errors
    ///
    /// A date, a name or a path cannot be found in the log.
    pub fn answer(&self, log: &'q Log, query: &Query<'q>) -> Result<Answer, QuestionError> {
        Ok(Answer::new(self.body(log, query)?, log.names()))
    }

    fn body(&self, log: &'q Log, query: &Query<'q>) -> Result<Body, QuestionError> {
        Ok(match self {
            Self::Processes => processes(log).into(),
            Self::State { moment, rows } => state(log, &moment.resolve(log, query)?, &rows.find(log)?).into(),
            Self::Hindsight { when, rows } => {
                let now = query.at_moment(log, *when)?.with_hindsight();
                hindsight(log, &now.as_known_then(), &now, &rows.compared(log)?).into()
            }
            Self::Diff { from, to, rows } => {
                let (from, to) = match (to, query.known) {
                    (Some(to), _) => query.between(log, from, to)?,
                    (None, Some(known)) => query.learned(log, from, known)?,
                    (None, None) => return Err(QuestionError::OneMoment),
                };
                difference(log, &from, &to, &rows.compared(log)?).into()
            }
            Self::Due { moment } => due(log, &moment.resolve(log, query)?).into(),
            Self::Disputes { moment } => disputes(log, &moment.resolve(log, query)?).into(),
            Self::Log { during, filter } => {
                let (resolved, range) = query.during(log, *during)?;
                let filter = WordedFilter { range, ..(**filter).clone() };
                listing(log, &resolved, &filter.find(log)?).into()
            }
            Self::Show { key } => show_named(log, query, key)?.show.into(),
            Self::About { thing, moment } => {
                let (query, thing) = apart(log, query, thing);
                let resolved = moment.resolve(log, &query.about(log, Named::Thing(thing))?)?;
                about(log, &resolved, thing)?.into()
            }
            Self::Why { path, moment } => {
                let (query, path) = apart(log, query, path);
                let resolved = moment.resolve(log, &query.about(log, Named::StatePath(path))?)?;
                let fact = StatePath::find(log, &resolved.process, &resolved.as_of, path)?;
                why(log, &resolved, &fact).into()
            }
            Self::History { path, by } => {
                let (query, path) = apart(log, query, path);
                let resolved = query.about(log, Named::StatePath(path))?.at(log, None)?;
                history_named(log, &resolved, path, *by)?.into()
            }
            Self::Compare { meetings } => {
                let query = query.clone().about(log, Named::Meetings(meetings))?;
                compare(log, &query.at(log, None)?, meetings)?.into()
            }
            Self::Names { text } => names(log, &of_registry(log, query)?, *text).into(),
        })
    }
}

/// Takes the process off a name: `PROCESS/NAME`.
fn apart<'q>(log: &'q Log, query: &Query<'q>, name: &'q str) -> (Query<'q>, &'q str) {
    let (process, name) = log.apart(name);
    (Query { process: process.or(query.process), ..query.clone() }, name)
}

/// Returns a question about the registry. Several chains have one: offices and delegations are those of all, unless a process is
/// named.
///
/// # Errors
///
/// Those of [`Query::at`].
pub fn of_registry(log: &Log, query: &Query<'_>) -> Result<ResolvedQuery, QueryError> {
    let is_of_all = query.process.is_none() && query.as_of.is_none();
    let mut asked = query.clone().of_registry(log).at(log, None)?;
    if is_of_all && asked.reading.len() + asked.others.len() < log.processes().len() {
        asked.reading = log.processes().iter().map(|info| info.key.clone()).collect();
    }
    Ok(asked)
}
