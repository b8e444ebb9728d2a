//! Which rows a briefing tells, in which part and in which order.

use asof_core::Key;
use asof_projector::{Collection, Op, Path, StateRow, Value as SlotValue};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::BriefSentence;
use crate::answers::diff::ChangeRow;
use crate::answers::due::{DueRow, DueSort};
use crate::answers::overview::{Mention, Overview};
use crate::answers::state::StateAnswer;
use crate::ask::selection::is_pending;

/// Returns the changes by the row that they are of.
fn by_slot(changes: &[ChangeRow]) -> HashMap<&Path, Vec<&ChangeRow>> {
    let mut by_slot: HashMap<&Path, Vec<&ChangeRow>> = HashMap::new();
    for change in changes {
        by_slot.entry(&change.slot).or_default().push(change);
    }
    by_slot
}

/// What a briefing is made of, and which rows it has told.
pub(super) struct Writer<'a> {
    stood: &'a StateAnswer,
    changes: HashMap<&'a Path, Vec<&'a ChangeRow>>,
    told: HashSet<&'a Path>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(stood: &'a StateAnswer, changes: &'a [ChangeRow]) -> Self {
        Self { stood, changes: by_slot(changes), told: HashSet::new() }
    }

    fn overview(&self) -> Option<&'a Overview> {
        self.stood.overview.first()
    }

    /// Returns what holds: how the talks stand, when the parties met last, ceasefires, agreements, what was exchanged.
    pub(super) fn holds(&mut self) -> Vec<BriefSentence> {
        let Some(overview) = self.overview() else { return Vec::new() };
        let late: HashSet<&Path> = overview.overdue.iter().map(|mention| &mention.path).collect();
        let mut rows: Vec<&'a StateRow> = self.part(Collection::Status).iter().collect();
        rows.extend(overview.last_met.iter().filter_map(|met| self.row(met)));
        let of_talks = overview.ceasefires.iter().chain(&overview.agreements);
        rows.extend(of_talks.filter(|mention| !late.contains(&mention.path)).filter_map(|of| self.row(of)));
        rows.extend(self.part(Collection::Exchanges));
        self.tell(rows)
    }

    /// Returns what is overdue, what was suspended, then what else is promised and not delivered: what is due next first.
    pub(super) fn owed(&mut self) -> Vec<BriefSentence> {
        let Some(overview) = self.overview() else { return Vec::new() };
        let mut owed = self.pending(Collection::Commitments);
        // The day brought some of them; what is open names the others, what is due next first.
        let place = |row: &&StateRow| overview.open.iter().position(|open| open.path == row.path);
        owed.sort_by_key(|row| (weight(row), place(row)));
        let late = overview.overdue.iter().chain(&overview.halted).filter_map(|mention| self.row(mention));
        let rows = late.chain(owed).collect();
        self.tell(rows)
    }

    /// Returns what is to come: planned meetings, who is to come to them, days on which something is due, proposals that
    /// await an answer.
    pub(super) fn next(&mut self, awaited: Vec<DueRow>) -> Vec<BriefSentence> {
        let Some(overview) = self.overview() else { return Vec::new() };
        let planned = self.pending(Collection::Meetings);
        let coming = overview.coming.iter().filter_map(|mention| self.row(mention));
        let rows = planned.into_iter().chain(coming).collect();
        let mut sentences = self.tell(rows);
        let is_of_row = |row: &DueRow| row.sort == DueSort::Meeting;
        let to_come = awaited.into_iter().filter(|row| row.overdue_days.is_none() && !is_of_row(row));
        sentences.extend(to_come.map(|row| self.awaited(row)));
        let proposals = self.pending(Collection::Proposals);
        sentences.extend(self.tell(proposals));
        sentences
    }

    /// Returns what changed and was not told yet: the weightiest first, what is new before what moved on.
    pub(super) fn changed(&mut self) -> Vec<BriefSentence> {
        let mut changed: Vec<(u8, usize, usize, &'a StateRow)> = Vec::new();
        for collection in CHANGED {
            let mut of_party: HashMap<&Key, usize> = HashMap::new();
            let rows = self.part(collection).iter().enumerate();
            for (place, row) in rows.filter(|(_, row)| !self.told.contains(&row.path)) {
                let Some((op, rank)) = self.op(&row.path).zip(rank(row)) else { continue };
                // No party's positions push those of another off the page.
                let turn = match &row.value {
                    SlotValue::Position(position) => {
                        let turn = of_party.entry(&position.party).or_default();
                        *turn += 1;
                        *turn
                    }
                    _ => 0,
                };
                changed.push((rank + u8::from(op == Op::Changed), turn, place, row));
            }
        }
        changed.sort_by_key(|(rank, turn, place, row)| (*rank, *turn, *place, &row.path));
        let rows = changed.into_iter().map(|(.., row)| row).collect();
        let mut sentences = self.tell(rows);
        sentences.extend(self.gone());
        sentences
    }

    /// Returns the rows that are gone.
    fn gone(&self) -> Vec<BriefSentence> {
        let mut gone: Vec<&&'a ChangeRow> = self
            .changes
            .values()
            .flatten()
            .filter(|change| change.field.is_none() && change.op == Op::Removed)
            .filter(|change| CHANGED.contains(&change.slot.collection()))
            .collect();
        gone.sort_by_key(|change| &change.slot);
        let sentence = |change: &&&'a ChangeRow| BriefSentence {
            path: Some(change.slot.clone()),
            change: Some(Op::Removed),
            changes: vec![(**change).clone()],
            events: change.causes.iter().map(|cause| cause.event.clone()).collect(),
            ..BriefSentence::empty()
        };
        gone.iter().map(sentence).filter(|sentence| !sentence.events.is_empty()).collect()
    }

    /// Tells rows that were not told yet.
    fn tell(&mut self, rows: Vec<&'a StateRow>) -> Vec<BriefSentence> {
        let told = &mut self.told;
        let fresh: Vec<&'a StateRow> = rows.into_iter().filter(|row| told.insert(&row.path)).collect();
        fresh.into_iter().map(|row| self.sentence(row)).collect()
    }

    fn sentence(&self, row: &StateRow) -> BriefSentence {
        let fields =
            self.changes.get(&row.path).into_iter().flatten().filter(|change| change.field.is_some());
        BriefSentence {
            path: Some(row.path.clone()),
            change: self.op(&row.path),
            row: Some(row.clone()),
            changes: fields.map(|change| (*change).clone()).collect(),
            events: row.grounds.events.iter().map(ToString::to_string).collect(),
            ..BriefSentence::empty()
        }
    }

    fn awaited(&self, row: DueRow) -> BriefSentence {
        BriefSentence {
            path: Some(row.path.clone()),
            change: self.op(&row.path),
            events: row.events.iter().map(ToString::to_string).collect(),
            due: Some(row),
            ..BriefSentence::empty()
        }
    }

    /// Returns what happened to a row: it came, or some of its fields changed.
    fn op(&self, path: &Path) -> Option<Op> {
        let changes = self.changes.get(path)?;
        let is_whole = |change: &&&ChangeRow| change.field.is_none();
        Some(changes.iter().find(is_whole).map_or(Op::Changed, |change| change.op))
    }

    fn part(&self, collection: Collection) -> &'a [StateRow] {
        self.stood.parts.get(collection).unwrap_or_default()
    }

    /// Returns the rows of a part that wait for something: promises to be kept, meetings to be held, proposals to be answered.
    fn pending(&self, collection: Collection) -> Vec<&'a StateRow> {
        self.part(collection).iter().filter(|row| is_pending(&row.value)).collect()
    }

    fn row(&self, mention: &Mention) -> Option<&'a StateRow> {
        self.part(mention.path.collection()).get(mention.row)
    }
}

impl BriefSentence {
    pub(super) fn empty() -> Self {
        Self {
            path: None,
            change: None,
            row: None,
            changes: Vec::new(),
            due: None,
            dispute: None,
            events: Vec::new(),
        }
    }
}

/// The collections of which a briefing tells what changed, one by one.
const CHANGED: [Collection; 9] = [
    Collection::Status,
    Collection::Meetings,
    Collection::Agreements,
    Collection::Ceasefires,
    Collection::Commitments,
    Collection::Proposals,
    Collection::Positions,
    Collection::Incidents,
    Collection::Resolutions,
];

/// Returns the rank of a row among the changes: meetings of parties first, as what else is new came of them.
fn rank(row: &StateRow) -> Option<u8> {
    match &row.value {
        SlotValue::Meeting(meeting) if meeting.round.is_some() => Some(0),
        value => value.facets().news_rank(),
    }
}

/// Returns the order of promises: those with a number, those that are owed to somebody, the others.
fn weight(row: &StateRow) -> u8 {
    match &row.value {
        SlotValue::Commitment(promise) if promise.is_counted() => 0,
        SlotValue::Commitment(promise) if !promise.owed_to.is_empty() => 1,
        _ => 2,
    }
}
