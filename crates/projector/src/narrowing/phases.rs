//! Phases: each has one predecessor, which it presupposes where only one event can be it.

use std::collections::{HashMap, HashSet};

use asof_core::kind::{
    Agreement, Ceasefire, Delegation, Meeting, Membership, Office, ProcessChange, WorldKind,
};
use asof_core::{Key, Word};

use super::facts::Facts;
use super::graph::Kept;
use super::links::{Link, moves_something};
use crate::visible_event::{ClockStatus, VisibleEvent};

/// A stage in the life of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Phase {
    Opened,
    Suspended,
    Signed,
    InForce,
    InEffect,
    Took,
    Joined,
    Planned,
    Announced,
}

/// What goes through phases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Of<'a> {
    Process,
    Agreement(&'a Key),
    Ceasefire(&'a Key),
    Office(&'a Key, &'a Word),
    Membership(&'a Key, &'a Key),
    Meeting(&'a Key),
    Delegation(&'a Key, &'a Key),
}

/// Returns what of that a fact is about.
pub(super) fn of<'a>(fact: &VisibleEvent<'a>) -> Option<Of<'a>> {
    stage(fact).map(|stage| stage.of)
}

/// Where a fact stands in the phases of something: what it can serve as, and what it presupposes.
struct Stage<'a> {
    of: Of<'a>,
    serves: Option<Phase>,
    presupposes: &'static [Phase],
}

fn stage<'a>(fact: &VisibleEvent<'a>) -> Option<Stage<'a>> {
    let (of, serves, presupposes): (_, _, &[Phase]) = match &fact.assertion.kind {
        WorldKind::Process(turn) => {
            let (serves, presupposes) = of_process(turn);
            (Of::Process, serves, presupposes)
        }
        WorldKind::Agreement(agreement) => {
            let key = agreement.named().unwrap_or(fact.key);
            let (serves, presupposes) = of_agreement(agreement);
            (Of::Agreement(key), serves, presupposes)
        }
        WorldKind::Ceasefire(ceasefire) => {
            let key = ceasefire.named().unwrap_or(fact.key);
            let (serves, presupposes) = of_ceasefire(ceasefire);
            (Of::Ceasefire(key), serves, presupposes)
        }
        WorldKind::Office(office) => {
            let held = office.held();
            let (serves, presupposes): (_, &[Phase]) = match office {
                Office::Took(_) => (Some(Phase::Took), &[]),
                Office::Left(_) => (None, &[Phase::Took]),
                Office::Attested(_) => (None, &[]),
            };
            (Of::Office(&held.person, &held.post), serves, presupposes)
        }
        WorldKind::Membership(membership) => {
            let event = membership.event();
            let (serves, presupposes): (_, &[Phase]) = match membership {
                Membership::Joined(_) => (Some(Phase::Joined), &[]),
                Membership::Left(_) => (None, &[Phase::Joined]),
            };
            (Of::Membership(&event.member, &event.of), serves, presupposes)
        }
        WorldKind::Meeting(meeting) => {
            let (serves, presupposes): (_, &[Phase]) = match meeting {
                Meeting::Proposed(_) | Meeting::Scheduled(_) => (Some(Phase::Planned), &[]),
                Meeting::Cancelled(_) | Meeting::Held(_) | Meeting::NotHeld(_) => (None, &[Phase::Planned]),
            };
            (Of::Meeting(meeting.meeting()), serves, presupposes)
        }
        WorldKind::Delegation(delegation) => {
            let list = delegation.list();
            let (serves, presupposes): (_, &[Phase]) = match delegation {
                Delegation::Announced(_) => (Some(Phase::Announced), &[]),
                Delegation::Observed(_) => (None, &[Phase::Announced]),
            };
            (Of::Delegation(&list.meeting, &list.party), serves, presupposes)
        }
        WorldKind::Announcement(_)
        | WorldKind::Attendance(_)
        | WorldKind::Position(_)
        | WorldKind::Proposal(_)
        | WorldKind::Answer(_)
        | WorldKind::Commitment(_)
        | WorldKind::Exchange(_)
        | WorldKind::Incident(_)
        | WorldKind::Resolution(_)
        | WorldKind::Claim(_) => return None,
    };
    Some(Stage { of, serves, presupposes })
}

fn of_process(turn: &ProcessChange) -> (Option<Phase>, &'static [Phase]) {
    match turn {
        ProcessChange::Opened(_) => (Some(Phase::Opened), &[]),
        ProcessChange::Suspended(_) => (Some(Phase::Suspended), &[Phase::Opened]),
        ProcessChange::Resumed(_) => (None, &[Phase::Opened, Phase::Suspended]),
        ProcessChange::Concluded(_) => (None, &[Phase::Opened]),
    }
}

fn of_agreement(agreement: &Agreement) -> (Option<Phase>, &'static [Phase]) {
    match agreement {
        Agreement::Announced(_) | Agreement::Initialled(_) => (None, &[]),
        Agreement::Signed(_) => (Some(Phase::Signed), &[]),
        Agreement::Ratified(_) => (None, &[Phase::Signed]),
        Agreement::InForce(_) => (Some(Phase::InForce), &[Phase::Signed]),
        Agreement::Suspended(_) | Agreement::Lapsed(_) => (None, &[Phase::InForce]),
    }
}

fn of_ceasefire(ceasefire: &Ceasefire) -> (Option<Phase>, &'static [Phase]) {
    match ceasefire {
        Ceasefire::Announced(_) | Ceasefire::Violated(_) => (None, &[]),
        Ceasefire::InEffect(_) => (Some(Phase::InEffect), &[]),
        Ceasefire::Suspended(_) | Ceasefire::Ended(_) => (None, &[Phase::InEffect]),
    }
}

/// One phase of one thing.
type Name<'a> = (&'a Key, Of<'a>, Phase);

/// Returns the links by which facts presuppose the only event that can be their predecessor, where none that can is proved
/// to stand before them.
pub(super) fn presupposed(facts: &Facts<'_, '_>, kept: &Kept) -> Vec<Link> {
    let mut serving: HashMap<Name<'_>, Vec<usize>> = HashMap::new();
    let mut presupposing = Vec::new();
    for (index, node) in facts.nodes.iter().enumerate().filter(|(_, node)| node.reach != ClockStatus::Before)
    {
        let Some(stage) = stage(node.fact) else { continue };
        // What is not known yet can become so only as the same moment.
        let may_serve = kept.is_visible(index) || node.is_one_moment;
        if let Some(phase) = stage.serves.filter(|_| may_serve && moves_something(facts, node.fact)) {
            serving.entry((node.fact.process, stage.of, phase)).or_default().push(index);
        }
        for phase in stage.presupposes {
            presupposing.push((index, (node.fact.process, stage.of, *phase)));
        }
    }
    let sorted = |(name, serving)| (name, Serving::new(serving, kept));
    let serving: HashMap<Name<'_>, Serving<'_>> = serving.into_iter().map(sorted).collect();
    let mut links = Vec::new();
    for (after, name) in presupposing {
        let only = serving.get(&name).and_then(|serving| serving.only_predecessor(after));
        if let Some(before) = only
            && moves_something(facts, facts.nodes[after].fact)
        {
            links.push(Link { before, after, names: false, narrows: true, presupposed: true });
        }
    }
    links
}

/// The events that can serve as one phase of one thing, sorted so that most are decided without looking at all.
struct Serving<'k> {
    kept: &'k Kept,
    by_beginning: Vec<usize>,
    by_rank: Vec<usize>,
    /// Those that are over first: the second where the first is the event asked about.
    over_first: Vec<usize>,
}

impl<'k> Serving<'k> {
    fn new(serving: Vec<usize>, kept: &'k Kept) -> Self {
        let occurred = |index: usize| kept.dates[index].occurred;
        let (mut by_beginning, mut by_rank, mut over_first) = (serving.clone(), serving.clone(), serving);
        by_beginning.sort_by_key(|index| occurred(*index).earliest);
        by_rank.sort_by_key(|index| kept.rank[*index]);
        over_first.sort_by_key(|index| occurred(*index).latest_order());
        over_first.truncate(2);
        Self { kept, by_beginning, by_rank, over_first }
    }

    /// Returns the only event that may stand before a fact; `None` if one is proved to, or there are several, or none.
    fn only_predecessor(&self, fact: usize) -> Option<usize> {
        let own = self.kept.dates[fact].occurred;
        let is_other = |other: &&usize| **other != fact;
        let is_over = |other: &usize| self.kept.dates[*other].occurred.is_over_before(own);
        if self.over_first.iter().filter(is_other).any(is_over) {
            return None;
        }
        let may_be_before = |other: &usize| !own.is_over_before(self.kept.dates[*other].occurred);
        let open = &self.by_beginning[..self.by_beginning.partition_point(may_be_before)];
        if !self.kept.has_after(fact) {
            // None of them is put after it.
            return self.unless_put_before(fact, &HashSet::new(), open);
        }
        // What ranks before the fact is not put after it.
        let earlier = self.by_rank.iter().take_while(|other| self.kept.rank[**other] < self.kept.rank[fact]);
        if earlier.filter(|other| may_be_before(other)).nth(1).is_some() {
            return None;
        }
        let last = self.by_rank.last().map_or(0, |last| self.kept.rank[*last]);
        self.unless_put_before(fact, &self.kept.all_after(fact, last), open)
    }

    /// Returns the only one of those that may stand before a fact and are not put after it, unless links already put one
    /// before it.
    fn unless_put_before(&self, fact: usize, later: &HashSet<usize>, open: &[usize]) -> Option<usize> {
        // The fact itself may be among them.
        if open.len() > later.len() + 2 {
            return None;
        }
        let open: HashSet<usize> = open.iter().copied().filter(|other| *other != fact).collect();
        if self.kept.reaches_back(fact, &open) {
            return None;
        }
        let mut left = open.iter().filter(|other| !later.contains(other));
        let only = left.next()?;
        left.next().is_none().then_some(*only)
    }
}
