//! Which events of a log can bear on one slot, so that it can be asked for often.

use asof_core::kind::WorldKind;
use asof_core::{AsOf, Entry, Event, Key};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::narrowing::{Knot, asks_for_sides, knots};
use crate::parts::whole;
use crate::path::{Collection, Path};
use crate::state;
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

/// Returns the events of a log that can bear on a slot of a process, in the order of the log: with these alone, or with
/// any of them left out, the slot is at every point what it is with all others too.
///
/// These are the events that move the slot as written or as any correction has it, what narrows their dates or stands
/// between them, who is on whose side where that decides what narrows, whatever acts upon all these, and the registry.
/// Discrepancies, anomalies and the registry depend on the whole log: for them every event is returned.
pub fn events_affecting(events: &[Event], process: &Key, path: &Path) -> Vec<Event> {
    if is_of_the_whole_log(path.collection()) {
        return events.to_vec();
    }
    let visibility = Visibility::new(events, &AsOf::ALL);
    let mut acting: HashMap<Name<'_>, Vec<usize>> = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        if let Entry::Record(record) = &event.draft.entry
            && let Some(target) = record.kind.target()
        {
            acting.entry((&record.process, target)).or_default().push(place);
        }
    }
    let name =
        |place: usize| events[place].draft.process().map(|process| (process, &events[place].draft.key));
    let parts = match path.collection() {
        Collection::Commitments => parts(&visibility, process, path, &acting),
        _ => HashSet::new(),
    };
    // An entry acts upon the registry where no event has the key.
    let mut open: Vec<Name<'_>> =
        acting.keys().filter(|(_, target)| visibility.registered(target).is_some()).copied().collect();
    let moving = (0..events.len()).filter(|place| {
        name(*place).is_some_and(|name| {
            name.0 == process
                && versions(&visibility, *place, acting_upon(&acting, name))
                    .any(|fact| moves(&fact, &visibility, path, &parts))
        })
    });
    open.extend(moving.filter_map(name));
    let ties = Ties::new(&visibility, events, &acting);
    let mut tied: HashSet<Knot<'_>> = HashSet::new();
    let mut affecting: HashSet<Name<'_>> = HashSet::new();
    let mut memberships = ties.memberships.iter();
    while let Some(next) = open.pop() {
        if affecting.insert(next) {
            if ties.asking.contains(&next) {
                open.extend(memberships.by_ref());
            }
            open.extend(acting_upon(&acting, next).filter_map(name));
            for knot in ties.of.get(&next).into_iter().flatten() {
                if tied.insert(*knot) {
                    open.extend(ties.tied_by(knot));
                }
            }
        }
    }
    let bears = |place: &usize| name(*place).is_none_or(|name| affecting.contains(&name));
    (0..events.len()).filter(bears).map(|place| events[place].clone()).collect()
}

/// What ties the events about the world together, as written and as any correction has them: dates narrow, and events
/// stand before others, along these.
#[derive(Default)]
struct Ties<'a> {
    of: HashMap<Name<'a>, Vec<Knot<'a>>>,
    by: HashMap<Knot<'a>, Vec<Name<'a>>>,
    /// The events whose word narrows others only if it is a side's own.
    asking: HashSet<Name<'a>>,
    /// The events that say who is on whose side.
    memberships: HashSet<Name<'a>>,
}

impl<'a> Ties<'a> {
    fn new(visibility: &Visibility<'a>, events: &'a [Event], acting: &HashMap<Name<'a>, Vec<usize>>) -> Self {
        let mut ties = Self::default();
        for (place, event) in events.iter().enumerate() {
            let Some(process) = event.draft.process() else { continue };
            let name = (process, &event.draft.key);
            for fact in versions(visibility, place, acting_upon(acting, name)) {
                if matches!(fact.assertion.kind, WorldKind::Membership(_)) {
                    ties.memberships.insert(name);
                }
                if asks_for_sides(&fact) {
                    ties.asking.insert(name);
                }
                for knot in knots(&fact) {
                    ties.of.entry(name).or_default().push(knot);
                    ties.by.entry(knot).or_default().push(name);
                }
            }
        }
        ties
    }

    fn tied_by(&self, knot: &Knot<'a>) -> impl Iterator<Item = Name<'a>> + '_ {
        self.by.get(knot).into_iter().flatten().copied()
    }
}

/// A process and the key of an event in it.
type Name<'a> = (&'a Key, &'a Key);

/// Returns the entries about the record that act upon what has this name.
fn acting_upon<'m>(
    acting: &'m HashMap<Name<'m>, Vec<usize>>,
    name: Name<'m>,
) -> impl Iterator<Item = usize> + 'm {
    acting.get(&name).into_iter().flatten().copied()
}

/// Returns whether slots of a collection are not folded of facts of their own.
fn is_of_the_whole_log(collection: Collection) -> bool {
    matches!(collection, Collection::Discrepancies | Collection::Anomalies) || collection.is_registry()
}

/// Returns an event about the world as written, and as each entry that acts upon it would have it.
fn versions<'w, 'a>(
    visibility: &'w Visibility<'a>,
    place: usize,
    acting: impl Iterator<Item = usize> + 'w,
) -> impl Iterator<Item = VisibleEvent<'a>> + 'w {
    let written = visibility.as_written(place);
    let replaced = acting.filter_map({
        let written = written.clone();
        move |by| {
            let mut fact = written.clone()?;
            visibility.replace(&mut fact, by);
            Some(fact)
        }
    });
    written.into_iter().chain(replaced)
}

/// Returns the commitments that are parts of a slot's own, of parts of it and so on, in any version of their events.
fn parts<'a>(
    visibility: &Visibility<'a>,
    process: &Key,
    path: &Path,
    acting: &HashMap<Name<'a>, Vec<usize>>,
) -> HashSet<&'a Key> {
    let opened = (0..visibility.evaluated.len()).filter_map(|place| {
        let written = visibility.as_written(place).filter(|fact| fact.process == process)?;
        Some((place, written.key))
    });
    let mut parts_of: HashMap<Key, Vec<&Key>> = HashMap::new();
    for (place, key) in opened {
        for fact in versions(visibility, place, acting_upon(acting, (process, key))) {
            if let Some(whole) = whole(&fact) {
                parts_of.entry(whole.clone()).or_default().push(key);
            }
        }
    }
    let own = path.segments().last().and_then(|key| key.parse::<Key>().ok());
    let mut open: Vec<&Key> = own.and_then(|own| parts_of.get(&own)).into_iter().flatten().copied().collect();
    let mut parts: HashSet<&Key> = HashSet::new();
    while let Some(part) = open.pop() {
        if parts.insert(part) {
            open.extend(parts_of.get(part).into_iter().flatten());
        }
    }
    parts
}

/// Returns whether a fact moves a slot, or may: a position is looked up by those that replace or end it, a part of a
/// commitment by what is delivered on it; a membership says on whose side somebody speaks.
fn moves(fact: &VisibleEvent<'_>, visibility: &Visibility<'_>, path: &Path, parts: &HashSet<&Key>) -> bool {
    let is_looked_up = match fact.assertion.kind {
        WorldKind::Position(_) => path.collection() == Collection::Positions,
        WorldKind::Membership(_) => path.collection().asks_for_sides(),
        _ => path.collection() == Collection::Positions && !fact.assertion.ends.is_empty(),
    };
    let is_of_a_part = || {
        parts.contains(fact.key)
            || fact.assertion.delivers.iter().any(|link| parts.contains(&link.commitment))
    };
    is_looked_up
        || is_of_a_part()
        || state::routes(fact, visibility).contains(path)
        || state::also_routed_to(fact).is_some_and(|also_routed_to| also_routed_to == *path)
}
