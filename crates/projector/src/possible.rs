//! What may have happened or been known by the point: listed apart, never counted, never dropped.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use asof_core::kind::WorldKind;
use asof_core::{Bounds, Entry, Key, RecordKind, Reference};
use chrono::{DateTime, Utc};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::narrowing::put_before;
use crate::order::Latest;
use crate::path::{Collection, Path};
use crate::record::is_assertion;
use crate::row;
use crate::row::{Instant, role};
use crate::slot::Slot;
use crate::state;
use crate::visibility::Visibility;
use crate::visible_event::{ClockStatus, Clocks, EvaluatedEvent, EventStatus, VisibleEvent};

row! {
    /// An event that may have happened or been known by the point: listed apart, never counted, never dropped.
    pub struct Possible as "Possible" {
        /// Its key.
        event: Key as role::Event,
        /// Its sentence for reading; null if it has none.
        summary: Option<String> as role::Prose,
        /// The clocks on which the point falls into its date.
        axes: Vec<Axis>,
        /// Whether it is one unknown moment, or went on.
        kind: PossibleKind,
        /// From when it may count, included; null if open to the past.
        from: Option<Instant>,
        /// From when it counts for certain: the end of its dates, not included. Null if open to the future.
        until: Option<Instant>,
        /// The rows that it would change, by their paths.
        paths: Vec<Path>,
    }
}

asof_core::words! {
    /// A clock on which a date may be uncertain.
    pub enum Axis {
        /// When it happened.
        Occurred = "occurred",
        /// When the public could know of it.
        Known = "known",
    }
}

asof_core::words! {
    /// Why an event is only possible.
    pub enum PossibleKind {
        /// It is one moment, and it is not known which.
        UnknownMoment = "unknown-moment",
        /// It had begun and was not over.
        UnderWay = "under-way",
    }
}

/// Returns what is possible or under way of a process, in world order.
pub(crate) fn possible(
    visibility: &Visibility<'_>,
    process: &Key,
    slots: &BTreeMap<Path, Slot>,
) -> Vec<Possible> {
    let mut found = Vec::new();
    let zone = visibility.zone(process);
    let indexes = Indexes::new(visibility, process, slots);
    for (place, evaluated) in visibility.entries_of(process) {
        if !matches!(evaluated.status, EventStatus::Possible | EventStatus::UnderWay) {
            continue;
        }
        let target = match &evaluated.event.draft.entry {
            Entry::Record(record) => visibility.target(record),
            Entry::World(_) | Entry::Registry(_) => Some(place),
        };
        let fact = target.and_then(|target| visibility.fact(target));
        let summary = match (&evaluated.event.draft.entry, fact) {
            (Entry::World(_), Some(fact)) => Some(fact.assertion.summary.to_string()),
            _ => evaluated.event.draft.summary().map(ToString::to_string),
        };
        let (from, until) = bounds(visibility, evaluated, fact);
        found.push(Possible {
            event: evaluated.event.draft.key.clone(),
            summary,
            axes: axes(evaluated.clocks),
            kind: match evaluated.status {
                EventStatus::UnderWay => PossibleKind::UnderWay,
                _ => PossibleKind::UnknownMoment,
            },
            from: from.map(|instant| Instant::new(instant, zone)),
            until: until.map(|instant| Instant::new(instant, zone)),
            paths: paths(&indexes, place),
        });
    }
    found.sort_by(|a, b| {
        let key = |possible: &Possible| (possible.until.is_none(), possible.until, possible.from);
        key(a).cmp(&key(b)).then_with(|| a.event.cmp(&b.event))
    });
    found
}

fn axes(clocks: Clocks) -> Vec<Axis> {
    let within = [(Axis::Occurred, clocks.occurred), (Axis::Known, clocks.known)];
    within.into_iter().filter(|(_, reach)| *reach == ClockStatus::Within).map(|(axis, _)| axis).collect()
}

/// Returns from when it may and from when it must count: the later of the clocks that the point falls into.
fn bounds(
    visibility: &Visibility<'_>,
    evaluated: &EvaluatedEvent<'_>,
    fact: Option<&VisibleEvent<'_>>,
) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let own_known = match &evaluated.event.draft.entry {
        Entry::Record(record) => {
            record.kind.known().map(|known| known.when().bounds(visibility.zone(&record.process)))
        }
        Entry::World(_) | Entry::Registry(_) => None,
    };
    let occurred =
        fact.filter(|_| evaluated.clocks.occurred == ClockStatus::Within).map(|fact| fact.occurred);
    let known =
        own_known.or(fact.map(|fact| fact.known)).filter(|_| evaluated.clocks.known == ClockStatus::Within);
    let within: Vec<_> = [occurred, known].into_iter().flatten().collect();
    let from = within.iter().filter_map(|bounds| bounds.earliest).max();
    let open = within.iter().any(|bounds| bounds.latest.is_none());
    let until = within.iter().filter_map(|bounds| bounds.latest).max().filter(|_| !open);
    (from, until)
}

/// What the possible events have in common to look up, each index made once.
struct Indexes<'w, 'a> {
    visibility: &'w Visibility<'a>,
    process: &'w Key,
    slots: &'w BTreeMap<Path, Slot>,
    /// The slots that rest on an event, but for those of the registry.
    resting: OnceCell<HashMap<&'w Key, Vec<&'w Path>>>,
    speaking: OnceCell<Speaking<'w>>,
    /// What links put directly after a place.
    after: OnceCell<HashMap<usize, Vec<usize>>>,
    spans: OnceCell<Spans>,
    /// The discrepancies of the process that name a place, and may be shown.
    naming: OnceCell<HashMap<usize, Vec<usize>>>,
}

/// How far the slots reach that begin by a rank, or end behind it, in the order that links make.
struct Spans {
    /// Of each rank, the last on which a slot rests that rests on this one or an earlier.
    until: Vec<usize>,
    /// Of each rank, the first on which a slot rests that rests on this one or a later.
    from: Vec<usize>,
}

impl Spans {
    fn new(spans: impl Iterator<Item = (usize, usize)>, ranks: usize) -> Self {
        let (mut until, mut from): (Vec<usize>, Vec<usize>) = ((0..ranks).collect(), (0..ranks).collect());
        for (first, last) in spans {
            until[first] = until[first].max(last);
            from[last] = from[last].min(first);
        }
        for rank in 1..ranks {
            until[rank] = until[rank].max(until[rank - 1]);
        }
        for rank in (1..ranks).rev() {
            from[rank - 1] = from[rank - 1].min(from[rank]);
        }
        Self { until, from }
    }
}

impl<'w, 'a> Indexes<'w, 'a> {
    fn new(visibility: &'w Visibility<'a>, process: &'w Key, slots: &'w BTreeMap<Path, Slot>) -> Self {
        let (resting, speaking) = (OnceCell::new(), OnceCell::new());
        let (after, spans, naming) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { visibility, process, slots, resting, speaking, after, spans, naming }
    }

    fn resting_on(&self, key: &Key) -> &[&'w Path] {
        let resting = self.resting.get_or_init(|| {
            let mut resting: HashMap<&Key, Vec<&Path>> = HashMap::new();
            for (path, slot) in self.slots.iter().filter(|(path, _)| !path.collection().is_registry()) {
                for key in &slot.events {
                    resting.entry(key).or_default().push(path);
                }
            }
            resting
        });
        resting.get(key).map_or(&[], Vec::as_slice)
    }

    fn speaking(&self) -> &Speaking<'w> {
        self.speaking.get_or_init(|| Speaking::new(self.visibility, self.process, self.slots))
    }

    fn after(&self, place: usize) -> &[usize] {
        let after = self.after.get_or_init(|| {
            let mut after: HashMap<usize, Vec<usize>> = HashMap::new();
            for (earlier, later) in self.visibility.precedence.links() {
                after.entry(earlier).or_default().push(later);
            }
            after
        });
        after.get(&place).map_or(&[], Vec::as_slice)
    }

    fn spans(&self) -> &Spans {
        self.spans.get_or_init(|| {
            let mut spans: HashMap<&Path, (usize, usize)> = HashMap::new();
            for fact in &self.visibility.facts {
                let rank = self.visibility.precedence.rank(fact.place);
                for path in self.resting_on(fact.key) {
                    let (first, last) = spans.entry(path).or_insert((rank, rank));
                    (*first, *last) = (rank.min(*first), rank.max(*last));
                }
            }
            Spans::new(spans.into_values(), self.visibility.evaluated.len())
        })
    }

    /// Returns the ranks between which whatever rests with an event before a place, and with one after it, on one slot is
    /// found. A chain may be long, and the slots on it short.
    fn ranks_around(&self, before: &[usize], place: usize) -> RangeInclusive<usize> {
        let precedence = &self.visibility.precedence;
        let (rank, last) = (precedence.rank(place), self.visibility.evaluated.len().saturating_sub(1));
        let highest = before.iter().map(|before| precedence.rank(*before)).max().unwrap_or(last);
        // A link that was dropped, or is not kept yet, may lead against the order.
        if !precedence.dropped.is_empty() || highest >= rank || rank >= last {
            return 0..=last;
        }
        let Spans { until, from } = self.spans();
        from[rank + 1]..=until[highest]
    }

    fn discrepancies_naming(&self, place: usize) -> &[usize] {
        let naming = self.naming.get_or_init(|| {
            let mut naming: HashMap<usize, Vec<usize>> = HashMap::new();
            for (place, evaluated) in self.visibility.entries_of(self.process) {
                let may_be_shown = evaluated.is_discrepancy()
                    && evaluated.clocks.recorded == ClockStatus::Past
                    && !evaluated.retracted;
                for named in evaluated.rests_on.iter().filter(|_| may_be_shown) {
                    naming.entry(*named).or_default().push(place);
                }
            }
            naming
        });
        naming.get(&place).map_or(&[], Vec::as_slice)
    }
}

/// Returns the slots that an event would change: its own, and those that rest on what it acts upon.
fn paths(indexes: &Indexes<'_, '_>, place: usize) -> Vec<Path> {
    let Indexes { visibility, slots, .. } = indexes;
    let chain = chain(visibility, place);
    let root = chain.last().copied().unwrap_or(place);
    let mut paths = BTreeSet::new();
    let revived = revived(visibility, &chain, root);
    for fact in visibility.fact(root).into_iter().chain(&revived) {
        paths.extend(state::routes(fact, visibility));
        paths.extend(state::also_routed_to(fact).filter(|path| slots.contains_key(path)));
        paths.extend(between(indexes, &put_before(visibility, fact), fact.place));
        if let WorldKind::Membership(membership) = &fact.assertion.kind {
            paths.extend(indexes.speaking().of(&membership.event().member));
        }
    }
    for place in &chain[1..] {
        let resting = indexes.resting_on(&visibility.evaluated[*place].event.draft.key);
        paths.extend(resting.iter().map(|path| (*path).clone()));
    }
    paths.extend(discrepancies(indexes, &chain, &revived));
    paths.into_iter().collect()
}

/// Returns the slots that an event may order anew: they rest on something before it and on something after it, unless
/// their dates put these in that order already.
fn between(indexes: &Indexes<'_, '_>, before: &[usize], place: usize) -> Vec<Path> {
    if before.is_empty() || indexes.after(place).is_empty() {
        return Vec::new();
    }
    let precedence = &indexes.visibility.precedence;
    let ranks = indexes.ranks_around(before, place);
    let is_within = |place: usize| ranks.contains(&precedence.rank(place));
    let later = reach(&[place], is_within, |place| indexes.after(place));
    let earlier = reach(before, is_within, |place| precedence.before(place));
    // By slot, the latest end of what is before, and the first beginning of what is after.
    let mut ends: BTreeMap<&Path, Latest> = BTreeMap::new();
    for (bounds, path) in resting(indexes, &earlier, place) {
        let end = ends.entry(path).or_insert(bounds.latest_order());
        *end = bounds.latest_order().max(*end);
    }
    let mut begins: BTreeMap<&Path, Option<DateTime<Utc>>> = BTreeMap::new();
    for (bounds, path) in resting(indexes, &later, place) {
        let begin = begins.entry(path).or_insert(bounds.earliest);
        *begin = bounds.earliest.min(*begin);
    }
    let is_open = |(path, end): &(&&Path, &Latest)| {
        let Some(begin) = begins.get(**path) else { return false };
        end.1.zip(*begin).is_none_or(|(end, begin)| begin < end)
    };
    ends.iter().filter(is_open).map(|(path, _)| (*path).clone()).collect()
}

/// Returns the slots that rest on places other than one, each with the dates of the event.
fn resting<'s, 'w>(
    indexes: &'s Indexes<'w, '_>,
    places: &'s HashSet<usize>,
    but: usize,
) -> impl Iterator<Item = (Bounds, &'w Path)> + 's {
    let facts =
        places.iter().filter(move |place| **place != but).filter_map(|place| indexes.visibility.fact(*place));
    facts.flat_map(|fact| indexes.resting_on(fact.key).iter().map(|path| (fact.occurred, *path)))
}

/// Returns some places and all that steps lead to from them, without going on from what is not within.
fn reach<'s>(
    from: &[usize],
    is_within: impl Fn(usize) -> bool,
    next: impl Fn(usize) -> &'s [usize],
) -> HashSet<usize> {
    let (mut seen, mut open) = (HashSet::new(), from.to_vec());
    while let Some(place) = open.pop() {
        if is_within(place) && seen.insert(place) {
            open.extend(next(place));
        }
    }
    seen
}

/// Which slots a change of side may move, found once for all that are possible.
struct Speaking<'w> {
    /// Those whose side goes by another's.
    behind: HashMap<&'w Key, Vec<&'w Key>>,
    /// The slots in which somebody speaks, or is named.
    slots: HashMap<&'w Key, BTreeSet<&'w Path>>,
}

impl<'w> Speaking<'w> {
    fn new(visibility: &'w Visibility<'_>, process: &Key, slots: &'w BTreeMap<Path, Slot>) -> Self {
        let mut speaking: HashMap<&Key, BTreeSet<&Path>> = HashMap::new();
        for (path, slot) in slots.iter().filter(|(path, _)| path.collection().asks_for_sides()) {
            let facts = slot.events.iter().filter_map(|key| visibility.in_force(process, key));
            for cited in facts.flat_map(|fact| fact.assertion.references()) {
                if let Reference::Actor(actor) | Reference::Person(actor) | Reference::Body(actor) =
                    cited.reference
                {
                    speaking.entry(actor).or_default().insert(path);
                }
            }
        }
        Self { behind: visibility.behind(), slots: speaking }
    }

    /// Returns the slots that a membership may move: those in which the member speaks, or somebody whose side goes by
    /// the member's.
    fn of(&self, member: &Key) -> BTreeSet<Path> {
        let mut seen = HashSet::new();
        let mut open = vec![member];
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(self.behind.get(next).into_iter().flatten());
            }
        }
        let paths = seen.into_iter().filter_map(|actor| self.slots.get(actor)).flatten();
        paths.map(|path| (*path).clone()).collect()
    }
}

/// Returns what an entry may put in the place of what stands: corrections, and what the author wrote if a
/// correction or retraction is taken back.
fn revived<'a>(visibility: &Visibility<'a>, chain: &[usize], root: usize) -> Vec<VisibleEvent<'a>> {
    let Some(written) = visibility.as_written(root) else { return Vec::new() };
    let mut revived: Vec<VisibleEvent<'a>> = chain
        .iter()
        .filter_map(|place| {
            let mut fact = written.clone();
            visibility.replace(&mut fact, *place);
            fact.correction.is_some().then_some(fact)
        })
        .collect();
    revived.extend((chain.len() > 2).then_some(written));
    revived.retain(|fact| fact.by_clocks() != EventStatus::Absent);
    revived
}

/// Returns the places of an entry, of what it acts upon, of what that acts upon, and so on, as far as they
/// act at the point.
fn chain(visibility: &Visibility<'_>, place: usize) -> Vec<usize> {
    let mut chain = vec![place];
    let mut seen = HashSet::from_iter([place]);
    let mut last = place;
    while let Entry::Record(record) = &visibility.evaluated[last].event.draft.entry
        && let Some(target) = visibility.target(record)
        && visibility.may_count(target)
        && seen.insert(target)
    {
        chain.push(target);
        last = target;
    }
    chain
}

/// Returns the discrepancies that an entry would show or hide: they name it, or what it would take back or
/// bring back.
fn discrepancies(indexes: &Indexes<'_, '_>, chain: &[usize], revived: &[VisibleEvent<'_>]) -> Vec<Path> {
    let visibility = indexes.visibility;
    let event = visibility.evaluated[chain[0]].event;
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
    let here = may_go.iter().flat_map(|place| indexes.discrepancies_naming(*place));
    let here = here.map(|place| &visibility.evaluated[*place]);
    let naming = here.filter(|evaluated| {
        let is_shown = evaluated.status == EventStatus::InForce;
        let moved = if is_shown { may_go } else { may_come };
        // What is hidden comes only with all that it compares.
        let may_show = |named: &usize| {
            let is_of_the_world = matches!(visibility.evaluated[*named].event.draft.entry, Entry::World(_));
            let is_there = if is_of_the_world {
                visibility.fact(*named).is_some()
            } else {
                // What names an assertion is never shown.
                visibility.may_count(*named)
                    && !visibility.evaluated[*named].retracted
                    && has_ground(visibility, *named, moved)
                    && !is_assertion(visibility.evaluated[*named].event)
            };
            moved.contains(named) || is_there
        };
        evaluated.rests_on.iter().any(|named| moved.contains(named))
            && (is_shown || visibility.finds_all_named(evaluated) && evaluated.rests_on.iter().all(may_show))
    });
    naming.map(|evaluated| Path::new(Collection::Discrepancies, [&evaluated.event.draft.key])).collect()
}

/// Returns whether what an entry corrects, confirms or denies is there, or may come back with what is moved.
fn has_ground(visibility: &Visibility<'_>, place: usize, moved: &[usize]) -> bool {
    let evaluated = &visibility.evaluated[place];
    let rests_on_another = evaluated.event.draft.record().is_some_and(|record| {
        matches!(record.kind, RecordKind::Correction(_) | RecordKind::Confirmation(_) | RecordKind::Denial(_))
    });
    let is_there = |on: &usize| !visibility.evaluated[*on].retracted || moved.contains(on);
    !rests_on_another || evaluated.rests_on.iter().any(is_there)
}
