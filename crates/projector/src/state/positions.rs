//! What a party wants: items add up; one ends when another replaces it or an event says that it
//! was met or withdrawn; silence ends nothing.

use asof_core::kind::{Force, Position, WorldKind};
use asof_core::{HowEnded, Key, Text, Word};
use foldhash::HashSet;

use super::facets::Facets;
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, Reported, Rivals, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

row! {
    /// A party's stance on one item of an issue. Items add up; one ends when another replaces it, or an event says so.
    pub struct PositionValue as "Position" {
        /// The party.
        party: Key as role::Actor,
        /// The issue.
        issue: Key as role::Named,
        /// Which item of the issue.
        item: Word,
        /// What the party wants, or wanted when it ended; null if only others say so.
        stance: Option<Text> as role::Prose,
        /// How firmly; null where the stance is.
        force: Option<Force>,
        /// What it depends on; null if not stated.
        condition: Option<Text> as role::Prose,
        /// When it was first said, however worded, since nothing replaced it; null where the stance is.
        since: Option<Dated> as role::Occurred,
        /// When it was last said, in the words of the stance; null where that is.
        said: Option<Dated> as role::Occurred,
        /// How it ended; null if it has not. One that was replaced is no row any more.
        ended: Option<HowEnded>,
        /// The event that says so; null where that is.
        ended_by: Option<Key> as role::Event,
        /// When; null where that is.
        ended_on: Option<Dated> as role::Occurred,
        /// What others say that the party wants.
        reported: Vec<Reported> as role::Rows,
        /// How firmly it is wanted by what others said last, where there is no own word.
        reported_force: Option<Force> as role::Hidden,
    }
}

impl Facets for PositionValue {
    fn news_rank(&self) -> Option<u8> {
        Some(20)
    }

    fn has_own_word(&self) -> bool {
        self.stance.is_some()
    }

    fn reported(&self) -> &[Reported] {
        &self.reported
    }
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

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<PositionValue> {
    let mut reported = Vec::new();
    // What is held, with the events that say so since it is.
    let mut current: Option<(Vec<&Key>, &Position, Dated)> = None;
    let mut since: Option<Dated> = None;
    let mut here: Option<&Position> = None;
    let mut ended: Option<(HowEnded, &Key, Dated)> = None;
    for fact in slot.facts {
        if let Some((keys, held, _)) = &current
            && let Some(how) = how_ended(fact, keys)
        {
            if slot.visibility.is_own_word(fact, [&held.party]) {
                folded.note(fact, how.name());
                folded.add_claimants(&fact.assertion.attributed_to);
                ended = Some((how, fact.key, occurred(fact)));
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
            note_missing(slot, position, fact, folded);
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
            folded.note(fact, &format!("replaced by `{}`", path(position)));
            folded.replaced_by = Some(path(position));
            (current, since) = (None, None);
        }
    }
    let position = here.filter(|_| current.is_some() || !reported.is_empty())?;
    let held = current.zip(since).map(|((_, position, said), since)| (position, since, said));
    Some(PositionValue::of(position, held, ended, reported))
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
    let outcome = |fact: &VisibleEvent<'_>| match of(fact) {
        Some(position) if here.contains(fact.key) => Some(position.stance.to_string()),
        Some(position)
            if position.replaces.iter().any(|key| here.contains(key))
                && slot.visibility.is_own_word(fact, [&position.party]) =>
        {
            Some(format!("replaced by `{}`", path(position)))
        }
        _ => {
            let ended = fact.assertion.ends.iter().find(|end| here.contains(&end.position));
            ended.map(|end| end.how.name().to_owned())
        }
    };
    slot.rivals(|fact| outcome(fact).filter(|_| slot.visibility.is_own_word(fact, [party])))
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
    fn of(
        position: &Position,
        held: Option<(&Position, Dated, Dated)>,
        ended: Option<(HowEnded, &Key, Dated)>,
        reported: Vec<Reported>,
    ) -> Self {
        let reported_force = (held.is_none() && !reported.is_empty()).then_some(position.force);
        let wanted = held.as_ref().map(|(position, ..)| *position);
        let (since, said) = held.map(|(_, since, said)| (since, said)).unzip();
        let (how, by, on) = ended.map_or((None, None, None), |(how, by, on)| (Some(how), Some(by), Some(on)));
        Self {
            party: position.party.clone(),
            issue: position.issue.clone(),
            item: position.item.clone(),
            stance: wanted.map(|position| position.stance.clone()),
            force: wanted.map(|position| position.force),
            condition: wanted.and_then(|position| position.condition.clone()),
            since,
            said,
            ended: how,
            ended_by: by.cloned(),
            ended_on: on,
            reported,
            reported_force,
        }
    }

    /// Returns what is wanted and how firmly: by the party's own word, else by what others said last. `None` once it ended.
    pub fn wanted(&self) -> Option<(&str, Force)> {
        match (&self.stance, &self.ended) {
            (_, Some(_)) => None,
            (Some(stance), None) => Some((stance.as_str(), self.force?)),
            (None, None) => Some((&self.reported.last()?.status, self.reported_force?)),
        }
    }
}
