//! What may have happened or been known by the cut: listed apart, never counted, never dropped.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::kind::WorldKind;
use asof_core::{Entry, Key, RecordKind, Reference, Zone};
use chrono::{DateTime, Utc};

use crate::path::{Family, Path};
use crate::row::Row;
use crate::slot::Slot;
use crate::standing::{Clocks, Fact, Reach, Standing, Weighed};
use crate::state;
use crate::weighing::Weighing;

/// An event that may count by the cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// Its key.
    pub event: Key,
    /// Its sentence for reading.
    pub summary: Option<String>,
    /// The clocks on which the cut falls into it: `occurred`, `known`.
    pub axes: Vec<&'static str>,
    /// Whether it is a span that the cut falls into; else an unknown moment.
    pub under_way: bool,
    /// From when it may count; open if `None`.
    pub from: Option<DateTime<Utc>>,
    /// From when it counts for certain (exclusive end of its dates); open if `None`.
    pub until: Option<DateTime<Utc>>,
    /// The zone of the process.
    pub zone: Zone,
    /// The slots that it would change.
    pub paths: Vec<Path>,
}

impl Possible {
    /// Returns the fields of the JSON contract.
    pub fn row(&self) -> Row {
        let instant = |instant: Option<DateTime<Utc>>| {
            instant
                .map(|instant| self.zone.clock(instant).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false))
        };
        let mut row = Row::default();
        row.text("event", Some(&self.event));
        row.text("summary", self.summary.as_ref());
        row.value("axes", &self.axes);
        row.text("kind", Some(if self.under_way { "under-way" } else { "unknown-moment" }));
        row.text("from", instant(self.from));
        row.text("until", instant(self.until));
        row.list("paths", &self.paths);
        row
    }
}

/// Returns what is possible or under way of a process, in world order.
pub(crate) fn possible(
    weighing: &Weighing<'_>,
    process: &Key,
    slots: &BTreeMap<Path, Slot>,
) -> Vec<Possible> {
    let mut found = Vec::new();
    for (place, weighed) in weighing.weighed.iter().enumerate() {
        if weighed.event.draft.process() != Some(process)
            || !matches!(weighed.standing, Standing::Possible | Standing::UnderWay)
        {
            continue;
        }
        let target = match &weighed.event.draft.entry {
            Entry::Record(record) => weighing.target(record),
            Entry::World(_) | Entry::Registry(_) => Some(place),
        };
        let fact = target.and_then(|target| weighing.fact(target));
        let summary = match (&weighed.event.draft.entry, fact) {
            (Entry::World(_), Some(fact)) => Some(fact.assertion.summary.to_string()),
            _ => weighed.event.draft.summary().map(ToString::to_string),
        };
        let (from, until) = bounds(weighing, weighed, fact);
        found.push(Possible {
            event: weighed.event.draft.key.clone(),
            summary,
            axes: axes(weighed.clocks),
            under_way: weighed.standing == Standing::UnderWay,
            from,
            until,
            zone: weighing.zone(process),
            paths: paths(weighing, place, slots),
        });
    }
    found.sort_by(|a, b| {
        let key = |possible: &Possible| (possible.until.is_none(), possible.until, possible.from);
        key(a).cmp(&key(b)).then_with(|| a.event.cmp(&b.event))
    });
    found
}

fn axes(clocks: Clocks) -> Vec<&'static str> {
    let within = [("occurred", clocks.occurred), ("known", clocks.known)];
    within.into_iter().filter(|(_, reach)| *reach == Reach::Within).map(|(name, _)| name).collect()
}

/// Returns from when it may and from when it must count: the later of the clocks that the cut falls into.
fn bounds(
    weighing: &Weighing<'_>,
    weighed: &Weighed<'_>,
    fact: Option<&Fact<'_>>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let own_known = match &weighed.event.draft.entry {
        Entry::Record(record) => {
            record.kind.known().map(|known| known.when().bounds(weighing.zone(&record.process)))
        }
        Entry::World(_) | Entry::Registry(_) => None,
    };
    let occurred = fact.filter(|_| weighed.clocks.occurred == Reach::Within).map(|fact| fact.occurred);
    let known = own_known.or(fact.map(|fact| fact.known)).filter(|_| weighed.clocks.known == Reach::Within);
    let within: Vec<_> = [occurred, known].into_iter().flatten().collect();
    let from = within.iter().filter_map(|bounds| bounds.earliest).max();
    let open = within.iter().any(|bounds| bounds.latest.is_none());
    let until = within.iter().filter_map(|bounds| bounds.latest).max().filter(|_| !open);
    (from, until)
}

/// Returns the slots that an event would change: its own, and those that rest on what it acts upon.
fn paths(weighing: &Weighing<'_>, place: usize, slots: &BTreeMap<Path, Slot>) -> Vec<Path> {
    let chain = chain(weighing, place);
    let root = chain.last().copied().unwrap_or(place);
    let mut paths = BTreeSet::new();
    let revived = revived(weighing, &chain, root);
    for fact in weighing.fact(root).into_iter().chain(&revived) {
        paths.extend(state::routes(fact, weighing));
        paths.extend(state::joined(fact).filter(|path| slots.contains_key(path)));
        paths.extend(of_sides(fact, weighing, slots));
    }
    let keys: Vec<&Key> = chain[1..].iter().map(|place| &weighing.weighed[*place].event.draft.key).collect();
    let rests = |slot: &Slot| slot.events.iter().any(|key| keys.contains(&key));
    let resting = slots.iter().filter(|(path, slot)| !path.family().is_registry() && rests(slot));
    paths.extend(resting.map(|(path, _)| path.clone()));
    paths.extend(discrepancies(weighing, &chain, &revived));
    paths.into_iter().collect()
}

/// Returns the slots that a change of side may move: those of its process in which somebody speaks who belongs to the
/// member, or is the member.
fn of_sides(fact: &Fact<'_>, weighing: &Weighing<'_>, slots: &BTreeMap<Path, Slot>) -> Vec<Path> {
    let WorldKind::Membership(membership) = &fact.assertion.kind else { return Vec::new() };
    let moved = weighing.those_behind(&membership.event().member);
    let speaks = |key: &Key| {
        weighing.in_force(fact.process, key).is_some_and(|told| {
            told.assertion.references().iter().any(|cited| match cited.reference {
                Reference::Actor(actor) | Reference::Person(actor) | Reference::Body(actor) => {
                    moved.contains(actor)
                }
                _ => false,
            })
        })
    };
    let asked = slots.iter().filter(|(path, _)| path.family().asks_for_sides());
    asked.filter(|(_, slot)| slot.events.iter().any(speaks)).map(|(path, _)| path.clone()).collect()
}

/// Returns what an entry may put in the place of what stands: corrections, and what the author wrote if a
/// correction or retraction is taken back.
fn revived<'a>(weighing: &Weighing<'a>, chain: &[usize], root: usize) -> Vec<Fact<'a>> {
    let Some(written) = weighing.as_written(root) else { return Vec::new() };
    let mut revived: Vec<Fact<'a>> = chain
        .iter()
        .filter_map(|place| {
            let mut fact = written.clone();
            weighing.replace(&mut fact, *place);
            fact.correction.is_some().then_some(fact)
        })
        .collect();
    revived.extend((chain.len() > 2).then_some(written));
    revived.retain(|fact| fact.by_clocks() != Standing::Absent);
    revived
}

/// Returns the places of an entry, of what it acts upon, of what that acts upon, and so on, as far as they
/// act at the cut.
fn chain(weighing: &Weighing<'_>, place: usize) -> Vec<usize> {
    let mut chain = vec![place];
    let mut last = place;
    while let Entry::Record(record) = &weighing.weighed[last].event.draft.entry
        && let Some(target) = weighing.target(record)
        && !chain.contains(&target)
        && weighing.may_count(target)
    {
        chain.push(target);
        last = target;
    }
    chain
}

/// Returns the discrepancies that an entry would show or hide: they name it, or what it would take back or
/// bring back.
fn discrepancies(weighing: &Weighing<'_>, chain: &[usize], revived: &[Fact<'_>]) -> Vec<Path> {
    let event = weighing.weighed[chain[0]].event;
    let may_go = match &event.draft.entry {
        Entry::Record(record) => match record.kind {
            RecordKind::Correction(_) | RecordKind::Retraction(_) => chain,
            RecordKind::Confirmation(_)
            | RecordKind::Denial(_)
            | RecordKind::Discrepancy(_)
            | RecordKind::Assertion(_) => &chain[..1],
        },
        Entry::World(_) | Entry::Registry(_) => &chain[..1],
    };
    let may_come = if revived.is_empty() { &chain[..1] } else { may_go };
    let here = weighing.weighed.iter().filter(|weighed| {
        weighed.is_discrepancy()
            && weighed.clocks.recorded == Reach::Past
            && !weighed.retracted
            && weighed.event.draft.process() == event.draft.process()
    });
    let naming = here.filter(|weighed| {
        let is_shown = weighed.standing == Standing::InForce;
        let moved = if is_shown { may_go } else { may_come };
        // What is hidden comes only with all that it compares.
        let may_show = |named: &usize| {
            let is_of_the_world = matches!(weighing.weighed[*named].event.draft.entry, Entry::World(_));
            let is_there = if is_of_the_world {
                weighing.fact(*named).is_some()
            } else {
                weighing.may_count(*named) && !weighing.weighed[*named].retracted
            };
            moved.contains(named) || is_there
        };
        weighed.rests_on.iter().any(|named| moved.contains(named))
            && (is_shown || weighing.finds_all_named(weighed) && weighed.rests_on.iter().all(may_show))
    });
    naming.map(|weighed| Path::new(Family::Discrepancies, [&weighed.event.draft.key])).collect()
}
