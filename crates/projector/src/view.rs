//! A log as of a point: worked out once, and asked for states, dates and the registry.

use std::rc::Rc;
use std::sync::Arc;

use asof_core::{AsOf, Event, Key};

use crate::diff::{Diff, between};
use crate::log_dates::LogDates;
use crate::occurrences::{Occurrence, Registry, Times};
use crate::project::{self, RegistryRows, project_visible};
use crate::rows::{Counted, State};
use crate::transfers::{TransferRow, transfers};
use crate::visibility::Visibility;
use crate::visible_event::EventStatus;

/// A log as of a point.
///
/// ```
/// use asof_core::{AsOf, Event};
/// use asof_projector::View;
///
/// let log: Vec<Event> = Vec::new();
/// let view = View::new(&log, &AsOf::ALL);
/// assert!(view.occurrences().is_empty());
/// ```
#[derive(Debug, Clone)]
pub struct View<'a> {
    visibility: Rc<Visibility<'a>>,
}

impl<'a> View<'a> {
    /// Works out how each event of a log stands as of a point.
    pub fn new(events: &'a [Event], as_of: &AsOf) -> Self {
        Self { visibility: Rc::new(Visibility::new(events, as_of)) }
    }

    /// The same with what other views of the log have worked out of its dates.
    pub fn with(dates: &LogDates, events: &'a [Event], as_of: &AsOf) -> Self {
        Self { visibility: Rc::new(Visibility::with(dates, events, as_of)) }
    }

    /// Returns the state of a process.
    pub fn state(&self, process: &Key) -> State {
        project_visible(&self.visibility, process, RegistryRows::Included)
    }

    /// Returns the state of a process but for the registry, which is the same in the states of all processes of a log.
    pub fn state_without_registry(&self, process: &Key) -> State {
        project_visible(&self.visibility, process, RegistryRows::LeftOut)
    }

    /// Returns what changed hands in a process, lot by lot.
    pub fn transfers(&self, process: &Key) -> Vec<TransferRow> {
        transfers(&self.visibility, process)
    }

    /// Returns how many events of a process count, as its state says.
    pub fn counted(&self, process: &Key) -> Counted {
        project::counted(&self.visibility, process)
    }

    /// Returns what differs in a process between this point and another one, of the same log.
    pub fn diff(&self, to: &Self, process: &Key) -> Diff {
        between([&self.visibility, &to.visibility], process)
    }

    /// Returns when the events that are in force, possible or under way occurred, in the order of the log.
    pub fn occurrences(&self) -> Vec<Occurrence<'a>> {
        self.visibility.facts.iter().map(Occurrence::of).collect()
    }

    /// Returns whether the states at both points, of one log, have the same slots as far as how events stand tells: where it
    /// returns false, they may have them all the same.
    pub fn has_the_same_slots(&self, other: &Self) -> bool {
        let [a, b] = [&self.visibility, &other.visibility];
        // What is known and recorded decides all but whether an event has happened by the point.
        let is_one_knowledge = (a.as_of.known, a.as_of.recorded, a.as_of.inferred)
            == (b.as_of.known, b.as_of.recorded, b.as_of.inferred);
        is_one_knowledge
            && Arc::ptr_eq(&a.precedence, &b.precedence)
            && a.evaluated.iter().map(|of| of.status).eq(b.evaluated.iter().map(|of| of.status))
            && a.facts.iter().map(|fact| fact.goes_on).eq(b.facts.iter().map(|fact| fact.goes_on))
    }

    /// Returns how each event stands, in the order of the log.
    pub fn statuses(&self) -> Vec<EventStatus> {
        self.visibility.evaluated.iter().map(|evaluated| evaluated.status).collect()
    }

    /// Returns how each event stands and its dates, in the order of the log.
    pub fn times(&self) -> Vec<Times> {
        let evaluated = self.visibility.evaluated.iter().enumerate();
        evaluated.map(|(place, evaluated)| Times::of(&self.visibility, place, evaluated)).collect()
    }

    /// Returns the registry: corrections applied, retracted entries gone.
    pub fn registry(&self) -> Registry<'a> {
        Registry::of(self.visibility.clone())
    }
}
