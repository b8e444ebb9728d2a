//! Evaluates a log as of a point, in stages: what is withdrawn or corrected, the registry, the world, the record.

use std::sync::Arc;

use asof_core::{AsOf, Correction, Entry, Event, Registered, Replacement};
use foldhash::HashMap;

use crate::acting::Winner;
use crate::log_dates::LogDates;
use crate::narrowing::{has_begun, narrow};
use crate::record::correction;
use crate::timelines::Timelines;
use crate::visibility::Visibility;
use crate::visible_event::{ClockStatus, EventStatus};

impl<'a> Visibility<'a> {
    /// Evaluates a log as of a point.
    pub(crate) fn new(events: &'a [Event], as_of: &AsOf) -> Self {
        Self::with(&LogDates::default(), events, as_of)
    }

    /// Evaluates a log as of a point, with the dates of this log.
    pub(crate) fn with(dates: &LogDates, events: &'a [Event], as_of: &AsOf) -> Self {
        let (mut visibility, corrections) = Self::registered_only(events, as_of);
        visibility.evaluate_world(dates, &corrections);
        visibility.timelines = Timelines::new(&visibility.registry, &visibility.facts);
        visibility.evaluate_record(&corrections);
        visibility
    }

    /// Evaluates the registry of a log alone, and returns with it the corrections that hold.
    pub(crate) fn registered_only(events: &'a [Event], as_of: &AsOf) -> (Self, HashMap<usize, Winner>) {
        let mut visibility = Self::entered(events, as_of);
        let retracted = visibility.retracted();
        for (evaluated, retracted) in visibility.evaluated.iter_mut().zip(retracted) {
            evaluated.retracted = retracted;
        }
        let corrections = visibility.winning_corrections();
        visibility.evaluate_registry(&corrections);
        (visibility, corrections)
    }

    fn evaluate_registry(&mut self, corrections: &HashMap<usize, Winner>) {
        for place in 0..self.evaluated.len() {
            let evaluated = &mut self.evaluated[place];
            let Entry::Registry(entry) = &evaluated.event.draft.entry else { continue };
            if evaluated.clocks.recorded != ClockStatus::Past || evaluated.retracted {
                continue;
            }
            let (event, mut registered) = (evaluated.event, &entry.registered);
            evaluated.status = EventStatus::InForce;
            if let Some(winner) = corrections.get(&place) {
                evaluated.status = EventStatus::Replaced;
                let winning = &mut self.evaluated[winner.correction];
                winning.status = EventStatus::InForce;
                if let Some(Correction { with: Replacement::Registry(with), .. }) = correction(winning.event)
                {
                    registered = with;
                }
            }
            self.registry.enter(&event.draft.key, registered);
            if let Registered::Spelling(spelling) = registered {
                self.spellings.entry(&spelling.of).or_default().push((event, spelling));
            }
        }
    }

    fn evaluate_world(&mut self, dates: &LogDates, corrections: &HashMap<usize, Winner>) {
        let written = dates.written.get_or_init(|| self.written());
        let mut facts = Vec::with_capacity(self.evaluated.len());
        for (place, dates) in written.iter().enumerate() {
            let Some(mut fact) = dates.and_then(|dates| self.written_on(place, dates)) else { continue };
            let evaluated = &mut self.evaluated[place];
            evaluated.clocks = fact.clocks;
            if evaluated.clocks.recorded != ClockStatus::Past || evaluated.retracted {
                continue;
            }
            if let Some(winner) = corrections.get(&place) {
                evaluated.status = EventStatus::Replaced;
                self.replace(&mut fact, winner.correction);
                let rivals = winner.rivals.iter().chain([&winner.correction]);
                let keys = rivals.map(|place| &self.evaluated[*place].event.draft.key);
                fact.rival_corrections = if winner.rivals.is_empty() { Vec::new() } else { keys.collect() };
            }
            facts.push(fact);
        }
        let as_of = self.as_of;
        let narrowed = dates.narrowed(&as_of, || {
            // Whose own word an event is decides whether it narrows; once dates are narrowed, sides are read again.
            self.timelines = Timelines::new(&self.registry, &facts);
            narrow(self, &facts)
        });
        narrowed.apply(&mut facts);
        self.precedence = Arc::clone(&narrowed.precedence);
        for mut fact in facts {
            fact.goes_on |= has_begun(&fact, |start| self.as_of.occurred.admits(start.latest));
            fact.clocks = self.clocks_of(&fact);
            fact.status = fact.by_clocks();
            fact.inferred |= fact.happened_when_inferred() || fact.known_by.is_some_and(|by| by.inferred);
            let subject = &mut self.evaluated
                [corrections.get(&fact.place).map_or(fact.place, |winner| winner.correction)];
            (subject.status, subject.clocks) = (fact.status, fact.clocks);
            let dates = Some(fact.dates());
            subject.dates.clone_from(&dates);
            self.evaluated[fact.place].dates = dates;
            if fact.status != EventStatus::Absent {
                self.add_fact(fact);
            }
        }
    }
}
