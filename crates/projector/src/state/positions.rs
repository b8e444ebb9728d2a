//! What a party wants: items add up; one ends when another replaces it or an event says that it
//! was met or withdrawn; silence ends nothing.

use std::collections::HashSet;

use asof_core::kind::{Force, Position, WorldKind};
use asof_core::{HowEnded, Key, Text, Word};

use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, Reported, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::{Transition, Value};
use crate::undecided::Rivals;
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

/// A party's stance on one item of an issue. With others' word alone, the stance is null.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct PositionValue {
    pub party: Key,
    pub issue: Key,
    pub item: Word,
    /// What is wanted, or was when it ended.
    pub stance: Option<Stance>,
    pub ended: Option<Ended>,
    pub reported: Vec<Reported>,
    /// How firmly it is wanted by what others said last, where there is no own word; in no row.
    pub reported_force: Option<Force>,
}

/// How a position ended, by which event and when.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct Ended {
    pub how: HowEnded,
    pub event: Key,
    pub on: Dated,
}

/// What is wanted, how firmly, on what condition: since when, and when it was last said.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct Stance {
    pub text: Text,
    pub force: Force,
    pub condition: Option<Text>,
    pub since: Dated,
    pub said: Dated,
}

fn path(position: &Position) -> Path {
    Path::new(
        Collection::Positions,
        [position.party.as_str(), position.issue.as_str(), position.item.as_str()],
    )
}

/// Its own slot, and those of the positions that it replaces.
pub(crate) fn routes(position: &Position, fact: &VisibleEvent<'_>, visibility: &Visibility<'_>) -> Vec<Path> {
    let replaced = position.replaces.iter().filter_map(|key| visibility.in_force(fact.process, key));
    replaced.filter_map(|fact| of(fact)).chain([position]).map(path).collect()
}

/// The slots of the positions that an event ends.
pub(crate) fn routes_of_endings(fact: &VisibleEvent<'_>, visibility: &Visibility<'_>) -> Vec<Path> {
    let ended = fact.assertion.ends.iter();
    let ended = ended.filter_map(|end| visibility.in_force(fact.process, &end.position));
    ended.filter_map(|fact| of(fact)).map(path).collect()
}

fn of<'a>(fact: &VisibleEvent<'a>) -> Option<&'a Position> {
    match &fact.assertion.kind {
        WorldKind::Position(position) => Some(position),
        _ => None,
    }
}

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
    let mut reported = Vec::new();
    // What is held, with the events that say so since it is.
    let mut current: Option<(Vec<&Key>, &Position, Dated)> = None;
    let mut since: Option<Dated> = None;
    let mut here: Option<&Position> = None;
    let mut ended: Option<Ended> = None;
    for fact in slot.facts {
        if let Some((keys, held, _)) = &current
            && let Some(how) = how_ended(fact, keys)
        {
            if slot.visibility.is_own_word(fact, [&held.party]) {
                folded.history.push(Transition { event: fact.key.clone(), value: how.name().to_owned() });
                folded.add_claimants(&fact.assertion.attributed_to);
                ended = Some(Ended { how, event: fact.key.clone(), on: occurred(fact) });
            } else {
                reported.push(Reported::new(fact, how.name()));
            }
        }
        let Some(position) = of(fact) else { continue };
        let is_here = path(position) == *slot.path;
        if is_here {
            here = Some(position);
        }
        if !slot.visibility.is_own_word(fact, [&position.party]) {
            if is_here {
                reported.push(Reported::new(fact, &position.stance));
            }
            continue;
        }
        if is_here {
            note_missing(slot, position, fact, &mut folded);
            folded.turn(fact, &position.stance);
            // A stance that is only said again, however worded, is not since then; one that replaces another is.
            let replaces = current
                .as_ref()
                .is_some_and(|(keys, held, _)| replaces_any(position, keys) && !is_restated(held, position));
            let mut keys = current.map_or_else(Vec::new, |(keys, ..)| keys);
            if ended.take().is_some() || replaces || since.is_none() {
                since = Some(occurred(fact));
                keys.clear();
            }
            keys.push(fact.key);
            current = Some((keys, position, occurred(fact)));
        } else if current.as_ref().is_some_and(|(keys, held, _)| {
            replaces_any(position, keys) && slot.visibility.is_own_word(fact, [&held.party])
        }) {
            folded.history.push(Transition {
                event: fact.key.clone(),
                value: format!("replaced by `{}`", path(position)),
            });
            folded.replaced_by = Some(path(position));
            (current, since) = (None, None);
        }
    }
    if let Some(position) = here
        && (current.is_some() || !reported.is_empty())
    {
        let stance = current.zip(since).map(|((_, position, said), since)| Stance {
            text: position.stance.clone(),
            force: position.force,
            condition: position.condition.clone(),
            since,
            said,
        });
        folded.value = Some(Value::Position(PositionValue::new(position, stance, ended, reported)));
    }
    folded
}

/// Returns whether a position says again what another said.
fn is_restated(before: &Position, now: &Position) -> bool {
    before.stance == now.stance && before.force == now.force && before.condition == now.condition
}

/// Stances, what replaces them and what ends them, by the word of the party.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let is_here = |fact: &&&VisibleEvent<'_>| of(fact).is_some_and(|position| path(position) == *slot.path);
    let here: HashSet<&Key> = slot.facts.iter().filter(is_here).map(|fact| fact.key).collect();
    let Some(party) = slot.facts.iter().find(is_here).and_then(|fact| of(fact)).map(|of| &of.party) else {
        return Rivals::new();
    };
    let mut rivals = Rivals::new();
    for (number, fact) in
        slot.facts.iter().enumerate().filter(|(_, fact)| slot.visibility.is_own_word(fact, [party]))
    {
        let ended = fact.assertion.ends.iter().find(|end| here.contains(&end.position));
        match of(fact) {
            Some(position) if here.contains(fact.key) => rivals.push((number, position.stance.to_string())),
            Some(position)
                if position.replaces.iter().any(|key| here.contains(key))
                    && slot.visibility.is_own_word(fact, [&position.party]) =>
            {
                rivals.push((number, format!("replaced by `{}`", path(position))));
            }
            _ => rivals.extend(ended.map(|end| (number, end.how.name().to_owned()))),
        }
    }
    rivals
}

/// Returns how a fact says that a position ended, which any of these events took, if it does.
fn how_ended(fact: &VisibleEvent<'_>, position: &[&Key]) -> Option<HowEnded> {
    fact.assertion.ends.iter().find(|end| position.contains(&&end.position)).map(|end| end.how)
}

fn replaces_any(position: &Position, others: &[&Key]) -> bool {
    position.replaces.iter().any(|key| others.contains(&key))
}

fn note_missing(slot: &Fold<'_, '_>, position: &Position, fact: &VisibleEvent<'_>, folded: &mut Folded) {
    for key in &position.replaces {
        if slot.visibility.in_force(fact.process, key).and_then(of).is_none() {
            let message = format!("`{}` replaces `{key}`, which is not visible", fact.key);
            folded.anomaly_of(AnomalyCode::NothingToReplace, &[fact.key], message);
        }
    }
}

impl PositionValue {
    fn new(
        position: &Position,
        stance: Option<Stance>,
        ended: Option<Ended>,
        reported: Vec<Reported>,
    ) -> Self {
        let Position { party, issue, item, force, .. } = position;
        let reported_force = (stance.is_none() && !reported.is_empty()).then_some(*force);
        let (party, issue, item) = (party.clone(), issue.clone(), item.clone());
        Self { party, issue, item, stance, ended, reported, reported_force }
    }

    /// Returns what is wanted and how firmly: by the party's own word, else by what others said last. `None` once it ended.
    pub fn wanted(&self) -> Option<(&str, Force)> {
        match (&self.stance, &self.ended) {
            (_, Some(_)) => None,
            (Some(stance), None) => Some((stance.text.as_str(), stance.force)),
            (None, None) => Some((&self.reported.last()?.status, self.reported_force?)),
        }
    }

    pub(crate) fn write(&self, row: &mut Row) {
        let stance = self.stance.as_ref();
        row.text("party", Some(&self.party));
        row.text("issue", Some(&self.issue));
        row.text("item", Some(&self.item));
        row.text("stance", stance.map(|stance| &stance.text));
        row.value("force", stance.map(|stance| stance.force));
        row.text("condition", stance.and_then(|stance| stance.condition.as_ref()));
        row.occurred("since", stance.map(|stance| &stance.since));
        row.occurred("said", stance.map(|stance| &stance.said));
        row.value("ended", self.ended.as_ref().map(|ended| ended.how));
        row.text("ended_by", self.ended.as_ref().map(|ended| &ended.event));
        row.occurred("ended_on", self.ended.as_ref().map(|ended| &ended.on));
        row.rows("reported", self.reported.iter().map(Reported::row));
    }
}
