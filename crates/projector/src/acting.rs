//! Entries about the record: which of them act as of a point, and upon what.

use asof_core::{Entry, RecordKind, Replacement, withdrawn};
use foldhash::{HashMap, HashMapExt};

use crate::record::{correction, discrepancy, is_assertion};
use crate::visibility::Visibility;
use crate::visible_event::{ClockStatus, EvaluatedEvent, EventStatus, status_of};

/// The correction that stands in the place of an entry.
#[derive(Debug)]
pub(crate) struct Winner {
    pub(crate) correction: usize,
    /// The others of which nobody knows whether they came later.
    pub(crate) rivals: Vec<usize>,
}

impl Winner {
    fn new(correction: usize) -> Self {
        Self { correction, rivals: Vec::new() }
    }
}

impl Visibility<'_> {
    /// Returns which entries a retraction withdraws.
    pub(crate) fn retracted(&self) -> Vec<bool> {
        let retractions = self.evaluated.iter().enumerate().filter_map(|(place, evaluated)| {
            let Entry::Record(record) = &evaluated.event.draft.entry else { return None };
            let is_acting = matches!(record.kind, RecordKind::Retraction(_)) && self.acts(place);
            is_acting.then(|| Some((place, self.target(record)?)))?
        });
        let retractions: Vec<(usize, usize)> = retractions.collect();
        let mut retracted = vec![false; self.evaluated.len()];
        for target in withdrawn(&retractions).into_keys() {
            retracted[target] = true;
        }
        retracted
    }

    /// Returns, of each corrected entry, the correction that wins: the greatest by `(known.latest, id)`,
    /// those without `known` lowest; and the others that became known at the same time and say otherwise.
    pub(crate) fn winning_corrections(&self) -> HashMap<usize, Winner> {
        let mut winners: HashMap<usize, Winner> = HashMap::new();
        for (place, evaluated) in self.evaluated.iter().enumerate() {
            if let Entry::Record(record) = &evaluated.event.draft.entry
                && let RecordKind::Correction(correction) = &record.kind
                && self.acts(place)
                && !evaluated.retracted
                && let Some(target) = self.target(record)
                && replaces(&correction.with, &self.evaluated[target].event.draft.entry)
            {
                winners.entry(target).or_insert_with(|| Winner::new(place)).rivals.push(place);
            }
        }
        for winner in winners.values_mut() {
            self.choose(winner);
        }
        winners
    }

    fn choose(&self, winner: &mut Winner) {
        let known = |place: usize| match &self.evaluated[place].event.draft.entry {
            Entry::Record(record) => record
                .kind
                .known()
                .map(|known| known.when().bounds(self.zone(&record.process)).latest_order()),
            Entry::World(_) | Entry::Registry(_) => None,
        };
        let rank = |place: usize| (known(place), self.evaluated[place].event.id);
        winner.correction =
            winner.rivals.iter().copied().max_by_key(|place| rank(*place)).unwrap_or(winner.correction);
        let (wins, says) = (known(winner.correction), self.says(winner.correction));
        // Of corrections of the encoder's own slips the later one wins by design.
        winner.rivals.retain(|place| wins.is_some() && known(*place) == wins && self.says(*place) != says);
        winner.rivals.sort_by_key(|place| self.evaluated[*place].event.id);
    }

    fn says(&self, place: usize) -> Option<&Replacement> {
        correction(self.evaluated[place].event).map(|correction| &correction.with)
    }

    /// Evaluates the entries about the record, once the world is evaluated.
    pub(crate) fn evaluate_record(&mut self, corrections: &HashMap<usize, Winner>) {
        for place in 0..self.evaluated.len() {
            let Entry::Record(record) = &self.evaluated[place].event.draft.entry else { continue };
            let evaluated = &self.evaluated[place];
            if evaluated.clocks.recorded != ClockStatus::Past || evaluated.retracted {
                continue;
            }
            let by_clocks = status_of(evaluated.clocks, false);
            let status = match &record.kind {
                RecordKind::Correction(_) => match self.target(record) {
                    Some(target)
                        if corrections.get(&target).is_some_and(|winner| winner.correction == place) =>
                    {
                        if !self.evaluated[target].retracted {
                            continue;
                        }
                        EventStatus::Absent
                    }
                    // Another correction beats it, also one of what was withdrawn.
                    Some(_) if by_clocks == EventStatus::InForce => EventStatus::Replaced,
                    Some(target) if self.evaluated[target].retracted => EventStatus::Absent,
                    Some(_) => by_clocks,
                    None => EventStatus::Absent,
                },
                RecordKind::Retraction(_) | RecordKind::Assertion(_) => by_clocks,
                RecordKind::Confirmation(_) | RecordKind::Denial(_) => {
                    if self.target(record).is_some_and(|target| self.is_in_force(target)) {
                        by_clocks
                    } else {
                        EventStatus::Absent
                    }
                }
                // It may be about any of the others.
                RecordKind::Discrepancy(_) => continue,
            };
            self.evaluated[place].status = status;
        }
        self.evaluate_discrepancies();
    }

    /// A discrepancy is visible when all that it names is in force; it may name another discrepancy. An assertion is no
    /// account of anything: what names one is not visible.
    fn evaluate_discrepancies(&mut self) {
        let hidden: Vec<usize> = (0..self.evaluated.len())
            .filter(|place| {
                let evaluated = &self.evaluated[*place];
                evaluated.clocks.recorded == ClockStatus::Past
                    && !evaluated.retracted
                    && discrepancy(evaluated.event).is_some()
            })
            .collect();
        let mut naming: HashMap<usize, Vec<usize>> = HashMap::new();
        for place in &hidden {
            for named in &self.evaluated[*place].rests_on {
                naming.entry(*named).or_default().push(*place);
            }
        }
        let mut open = hidden;
        while let Some(place) = open.pop() {
            if self.evaluated[place].status != EventStatus::InForce && self.all_named_is_in_force(place) {
                self.evaluated[place].status = EventStatus::InForce;
                // Those that name it are looked at again.
                open.extend(naming.get(&place).into_iter().flatten());
            }
        }
    }

    /// Returns whether the log holds all that a discrepancy names.
    pub(crate) fn finds_all_named(&self, evaluated: &EvaluatedEvent<'_>) -> bool {
        discrepancy(evaluated.event)
            .is_some_and(|(_, discrepancy)| discrepancy.named().count() == evaluated.rests_on.len())
    }

    fn all_named_is_in_force(&self, place: usize) -> bool {
        discrepancy(self.evaluated[place].event).is_some_and(|(process, discrepancy)| {
            discrepancy.named().all(|reference| {
                self.find(reference, process).is_some_and(|named| {
                    let own = self.evaluated[named].status;
                    !is_assertion(self.evaluated[named].event)
                        && self.fact(named).map_or(own, |fact| fact.status) == EventStatus::InForce
                })
            })
        })
    }
}

/// Returns whether a replacement is of the class of what it is to replace.
fn replaces(with: &Replacement, target: &Entry) -> bool {
    matches!(
        (with, target),
        (Replacement::World(_), Entry::World(_)) | (Replacement::Registry(_), Entry::Registry(_))
    )
}
