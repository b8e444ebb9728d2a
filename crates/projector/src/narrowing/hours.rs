//! The hours of held meetings: a meeting took place in them, and what was observed there too.

use asof_core::kind::{Attendance, Delegation, Held, Meeting, WorldKind};
use asof_core::{Bounds, Key, WrittenDate};
use chrono::TimeDelta;
use foldhash::{HashMap, HashMapExt};

use super::facts::{Narrower, Node, intersection};
use super::graph::Kept;
use crate::lots::days;
use crate::visible_event::{ClockStatus, Dates, VisibleEvent};

/// Returns a fact with the bounds that it has by itself, and of a held meeting by its hours.
pub(super) fn alone<'n, 'a>(fact: &'n VisibleEvent<'a>) -> Node<'n, 'a> {
    let mut node = Node::new(fact);
    if let Some(hours) = of_held(fact) {
        node.bound(hours);
    }
    node
}

/// Returns from when to when a held meeting lasted, as far as its start and duration say; without a duration, to the end of
/// the day on which it began.
fn of_held(fact: &VisibleEvent<'_>) -> Option<Bounds> {
    let held = held(fact)?;
    let start = held.start.as_ref()?.bounds(fact.zone);
    let longest = held
        .duration
        .as_ref()
        .and_then(|duration| i64::try_from(duration.minutes_high()).ok().and_then(TimeDelta::try_minutes));
    let latest = match held.duration {
        Some(_) => start.latest.zip(longest).and_then(|(start, longest)| start.checked_add_signed(longest)),
        None => days(start, fact.zone)
            .1
            .and_then(|day| WrittenDate::try_from(day).ok())
            .map(|day| day.bounds(fact.zone).1),
    };
    Some(Bounds { earliest: start.earliest, latest })
}

/// Returns whether a held meeting had begun by the point: its stated start is over.
pub(crate) fn has_begun(fact: &VisibleEvent<'_>, is_past: impl Fn(Bounds) -> bool) -> bool {
    held(fact).and_then(|held| held.start.as_ref()).is_some_and(|start| is_past(start.bounds(fact.zone)))
}

fn held<'a>(fact: &VisibleEvent<'a>) -> Option<&'a Held> {
    match &fact.assertion.kind {
        WorldKind::Meeting(Meeting::Held(held)) => Some(held),
        _ => None,
    }
}

/// Returns the meeting at which a fact was observed.
fn observed_at<'a>(fact: &VisibleEvent<'a>) -> Option<&'a Key> {
    match &fact.assertion.kind {
        WorldKind::Delegation(Delegation::Observed(list)) => Some(&list.meeting),
        WorldKind::Attendance(Attendance::Present(seen) | Attendance::Absent(seen)) => Some(&seen.meeting),
        _ => None,
    }
}

/// Returns the meetings whose hours a fact has, tells or takes part in.
pub(super) fn meetings<'a>(fact: &VisibleEvent<'a>) -> impl Iterator<Item = &'a Key> {
    let held = held(fact).map(|held| &held.meeting);
    let at = fact.assertion.at.as_ref();
    [held, observed_at(fact), at].into_iter().flatten()
}

/// A meeting of a process, by its key.
type Name<'a> = (&'a Key, &'a Key);

/// Narrows what was observed at a meeting to when that was held, and what was done at it to after its start.
///
/// A meeting that several events say was held narrows nothing.
pub(super) fn narrow(
    nodes: &mut [Node<'_, '_>],
    meetings: &[Dates],
    reach: impl Fn(&Node<'_, '_>) -> ClockStatus,
) {
    let mut held_by: HashMap<Name<'_>, Option<usize>> = HashMap::new();
    for (index, node) in nodes.iter().enumerate() {
        if let Some(held) = held(node.fact)
            && reach(node) == ClockStatus::Past
        {
            let name = (node.fact.process, &held.meeting);
            held_by.entry(name).and_modify(|only| *only = None).or_insert(Some(index));
        }
    }
    let hours: Vec<(Option<Bounds>, Bounds)> = nodes
        .iter()
        .zip(meetings)
        .map(|(node, dates)| {
            let own = intersection(node.dates.occurred, dates.occurred);
            (of_held(node.fact), own.unwrap_or(node.dates.occurred))
        })
        .collect();
    let inferred: Vec<bool> = nodes.iter().map(Node::ends_inferred).collect();
    for node in nodes {
        let meeting = |key| held_by.get(&(node.fact.process, key)).copied().flatten();
        let observed = observed_at(node.fact).and_then(meeting).map(|by| (by, hours[by].1));
        let done = node.fact.assertion.at.as_ref().and_then(meeting).and_then(|by| {
            let start = hours[by].0?.earliest;
            Some((by, Bounds { earliest: start, latest: None }))
        });
        for (by, bounds) in [observed, done].into_iter().flatten() {
            if node.bound(bounds) {
                node.held = Some(Narrower { fact: by, inferred: inferred[by] });
            }
        }
    }
}

/// Returns the dates that links narrowed, if they narrowed those of a held meeting at which something was observed.
pub(super) fn narrowed(facts: &[VisibleEvent<'_>], kept: &Kept) -> Option<Vec<Dates>> {
    let is_observed = facts.iter().any(|fact| observed_at(fact).is_some());
    // Its own hours are known already.
    let is_narrowed =
        |index: usize| held(&facts[index]).is_some() && kept.dates[index] != alone(&facts[index]).dates;
    (is_observed && (0..facts.len()).any(is_narrowed)).then(|| kept.dates.clone())
}
