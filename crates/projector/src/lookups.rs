//! What the rows of a state look up, found once for all of them.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::Key;
use asof_core::kind::Basis;
use foldhash::{HashMap, HashMapExt, HashSet};

use crate::path::Path;
use crate::possible::Possible;
use crate::slot::Slot;
use crate::state::delegations::DelegationValue;
use crate::state::value::Value;

/// What the rows of a state look up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lookups {
    /// The possible events that would change a slot: their numbers, in world order.
    possible: HashMap<Path, Vec<usize>>,
    /// The discrepancies that are about an event of the process.
    discrepancies: HashMap<Key, Vec<Key>>,
    /// The events of meetings.
    meeting_events: HashSet<Key>,
    /// The number of the round that a meeting is, else as which it was planned first.
    numbers: HashMap<Key, u32>,
    /// The rounds that were held, by number.
    rounds: BTreeMap<u32, Path>,
    /// The delegations of a party on one basis, by the number of their round.
    delegations: HashMap<(Key, Basis), BTreeMap<u32, Path>>,
}

impl Lookups {
    pub(crate) fn new(process: &Key, slots: &BTreeMap<Path, Slot>, possible: &[Possible]) -> Self {
        let mut lookups = Self::default();
        for (number, possible) in possible.iter().enumerate() {
            for path in &possible.paths {
                lookups.possible.entry(path.clone()).or_default().push(number);
            }
        }
        let mut meetings: HashMap<&Key, Vec<u32>> = HashMap::new();
        let mut delegations: Vec<(&Path, &DelegationValue)> = Vec::new();
        for (path, slot) in slots {
            match &slot.value {
                Value::Round(round) => {
                    meetings.entry(&round.meeting).or_default().push(round.number);
                    lookups.rounds.insert(round.number, path.clone());
                }
                Value::Meeting(meeting) => {
                    let planned = meeting.planned.iter().filter_map(|plan| plan.round);
                    meetings.entry(&meeting.key).or_default().extend(planned);
                    lookups.meeting_events.extend(slot.events.iter().cloned());
                }
                Value::Delegation(delegation) => delegations.push((path, delegation)),
                Value::Discrepancy(value) => {
                    for about in &value.about {
                        let (of, key) = about.resolve(process);
                        if of == process {
                            lookups.discrepancies.entry(key.clone()).or_default().push(value.key.clone());
                        }
                    }
                }
                _ => {}
            }
        }
        lookups.add_delegations(&meetings, &delegations);
        lookups
    }

    fn add_delegations(
        &mut self,
        meetings: &HashMap<&Key, Vec<u32>>,
        delegations: &[(&Path, &DelegationValue)],
    ) {
        for (path, delegation) in delegations {
            let DelegationValue { meeting, party, basis, .. } = delegation;
            let Some(numbers) = meetings.get(meeting) else { continue };
            let rounds = self.delegations.entry((party.clone(), *basis)).or_default();
            // Of several at one number, that of the last meeting by key, which comes last here.
            rounds.extend(numbers.iter().map(|number| (*number, (*path).clone())));
        }
        let first =
            meetings.iter().filter_map(|(meeting, numbers)| Some(((*meeting).clone(), *numbers.first()?)));
        self.numbers = first.collect();
    }

    /// Returns the numbers of the possible events that would change a slot.
    pub(crate) fn possible(&self, path: &Path) -> &[usize] {
        self.possible.get(path).map_or(&[], Vec::as_slice)
    }

    /// Returns the discrepancies that are about a slot by an event on which it rests.
    pub(crate) fn discrepancies<'s>(&'s self, slot: &Slot) -> BTreeSet<&'s Key> {
        let own = slot.events.iter().filter(|event| !self.is_of_a_meeting(slot, event));
        own.filter_map(|event| self.discrepancies.get(event)).flatten().collect()
    }

    /// Returns whether an event of a promise is a meeting that carries it out.
    pub(crate) fn is_of_a_meeting(&self, slot: &Slot, event: &Key) -> bool {
        matches!(slot.value, Value::Commitment(_)) && self.meeting_events.contains(event)
    }

    /// Returns the slot of the latest round before a number.
    pub(crate) fn round_before(&self, number: u32) -> Option<&Path> {
        self.rounds.range(..number).next_back().map(|(_, path)| path)
    }

    /// Returns the slot of a party's delegation on the same basis at the latest earlier round that has one.
    pub(crate) fn previous(&self, now: &DelegationValue) -> Option<&Path> {
        let number = self.numbers.get(&now.meeting)?;
        let rounds = self.delegations.get(&(now.party.clone(), now.basis))?;
        rounds.range(..number).next_back().map(|(_, path)| path)
    }
}
