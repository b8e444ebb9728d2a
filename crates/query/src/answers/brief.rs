//! `brief`: a briefing about one moment: what holds, what changed, what is owed, where accounts differ, what comes next.

use asof_projector::{Collection, Counted, Op, Path, StateRow, role, row};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use self::rows::Writer;
use crate::answers::diff::{ChangeRow, difference};
use crate::answers::disputes::{DisputeRow, disputes};
use crate::answers::due::{DueRow, due};
use crate::answers::envelope::{Dispute, Envelope};
use crate::answers::sentence::AsOfRow;
use crate::answers::state::{Extent, state};
use crate::ask::selection::{Selection, StatePart};
use crate::source::log::Log;

mod points;
mod rows;

pub use points::BriefPoints;

row! {
    /// A briefing about one moment of a negotiation: what `brief` prints. The document has every row that belongs to a
    /// part; the text chooses as many as two pages hold.
    pub struct Brief as "Brief" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// Which form was asked for.
        form: BriefForm,
        /// The point since which changes are told.
        since: AsOfRow as role::One,
        /// The number of the round that was held on the last day of that point; null if none is on record for it.
        since_round: Option<u32>,
        /// Whether that point is before anything on record.
        since_start: bool,
        /// How many events count at that point.
        counted_since: Counted as role::One,
        /// How far the record of the negotiation reaches.
        record: Extent as role::One,
        /// The parts, in the order of reading.
        parts: Vec<BriefPart> as role::Rows,
        /// How much changed, a collection each, the weightiest first.
        counts: Vec<BriefCount> as role::Rows,
        /// Where accounts differ of what the rows rest on, each dispute in words and with the events that it is about.
        disputes: Vec<Dispute> as role::Rows,
    }
}

row! {
    /// A part of a briefing.
    pub struct BriefPart as "BriefPart" {
        /// Which part.
        part: BriefHeading,
        /// What it says, the weightiest first.
        sentences: Vec<BriefSentence> as role::Rows,
    }
}

row! {
    /// What one sentence of a briefing says: a row of the state, what changed of it, something due, or a dispute.
    pub struct BriefSentence as "BriefSentence" {
        /// The path of the row; null of a dispute.
        path: Option<Path>,
        /// What happened to the row since; null if nothing did.
        change: Option<Op>,
        /// The row as it is in the state; null of a dispute, of something due, and of a row that is gone.
        row: Option<StateRow> as role::Rows,
        /// What changed of it, field by field; of a row that is gone, the row. Empty if nothing did or the row is new.
        changes: Vec<ChangeRow> as role::Rows,
        /// What is due; null of all else.
        due: Option<DueRow> as role::Rows,
        /// The accounts that differ; null of all else.
        dispute: Option<DisputeRow> as role::Rows,
        /// The events that the sentence rests on.
        events: Vec<String>,
    }
}

row! {
    /// How many rows of a collection changed.
    pub struct BriefCount as "BriefCount" {
        /// The collection, by the name of its part of a state.
        part: StatePart,
        /// How many are new.
        added: u64,
        /// How many are otherwise than before.
        changed: u64,
        /// How many are gone.
        removed: u64,
        /// The events that moved them, each once.
        events: Vec<String>,
    }
}

asof_core::words! {
    /// How long a briefing is.
    pub enum BriefForm {
        /// Two pages.
        Whole = "whole",
        /// Ten lines.
        Short = "short",
    }
}

asof_core::words! {
    /// A part of a briefing.
    pub enum BriefHeading {
        /// What holds.
        Holds = "holds",
        /// What changed and is in no other part.
        Changed = "changed",
        /// What is promised and not delivered, and what is overdue or suspended.
        Owed = "owed",
        /// Where accounts differ of what the other parts say.
        Disputed = "disputed",
        /// What is planned, due or awaits an answer.
        Next = "next",
    }
}

/// Returns a briefing in a form.
pub fn brief(log: &Log, points: &BriefPoints, form: BriefForm) -> Brief {
    let BriefPoints { at, since, round, is_start } = points;
    let whole = Selection::default();
    let stood = state(log, at, &whole);
    let diff = difference(log, since, at, &whole);
    let awaited = due(log, at);
    let mut writer = Writer::new(&stood, &diff.changes);
    let holds = writer.holds();
    let owed = writer.owed();
    let next = writer.next(awaited.due);
    let changed = writer.changed();
    let mut parts = vec![
        BriefPart { part: BriefHeading::Holds, sentences: holds },
        BriefPart { part: BriefHeading::Changed, sentences: changed },
        BriefPart { part: BriefHeading::Owed, sentences: owed },
    ];
    let disputed = disputed(&parts, disputes(log, at).disputes);
    parts.push(BriefPart { part: BriefHeading::Disputed, sentences: disputed });
    parts.push(BriefPart { part: BriefHeading::Next, sentences: next });
    Brief {
        envelope: Envelope::new(at, log.names(), diff.counted_to),
        form,
        since: since.as_of_row(),
        since_round: *round,
        since_start: *is_start,
        counted_since: diff.counted_from,
        record: stood.record.clone(),
        parts,
        counts: counts(&diff.changes),
        disputes: stood.disputes.clone(),
    }
}

/// Returns the disputes about what some parts tell: first those about what was agreed, promised and exchanged, then those about
/// meetings, then those about what is said.
fn disputed(parts: &[BriefPart], disputes: Vec<DisputeRow>) -> Vec<BriefSentence> {
    let rank = |sentence: &&BriefSentence| match sentence.path.as_ref().map(Path::collection) {
        Some(Collection::Meetings | Collection::Status) => 1,
        Some(Collection::Positions | Collection::Attendance | Collection::Delegations) => 2,
        _ => 0,
    };
    let mut told: Vec<&BriefSentence> = parts.iter().flat_map(|part| &part.sentences).collect();
    told.sort_by_key(rank);
    let mut place: HashMap<&str, usize> = HashMap::new();
    for (at, sentence) in told.iter().enumerate() {
        for event in &sentence.events {
            place.entry(event).or_insert(at);
        }
    }
    let placed = disputes.into_iter().filter_map(|dispute| {
        let about = dispute.about.iter().map(ToString::to_string);
        let first = about.filter_map(|event| place.get(event.as_str()).copied()).min()?;
        Some((first, dispute))
    });
    let mut placed: Vec<(usize, DisputeRow)> = placed.collect();
    placed.sort_by_key(|(first, _)| *first);
    let sentence = |(_, dispute): (usize, DisputeRow)| BriefSentence {
        events: vec![dispute.discrepancy.to_string()],
        dispute: Some(dispute),
        ..BriefSentence::empty()
    };
    placed.into_iter().map(sentence).collect()
}

/// Returns how many rows of each collection changed: what the talks brought before what was said in them.
fn counts(changes: &[ChangeRow]) -> Vec<BriefCount> {
    let of = |collection: Collection| {
        let mut seen: HashSet<&Path> = HashSet::new();
        let (mut added, mut changed, mut removed) = (0, 0, 0);
        let mut events: Vec<String> = Vec::new();
        for change in changes.iter().filter(|change| change.slot.collection() == collection) {
            for cause in &change.causes {
                if !events.contains(&cause.event) {
                    events.push(cause.event.clone());
                }
            }
            match (change.field.is_none(), change.op) {
                _ if !seen.insert(&change.slot) => {}
                (true, Op::Added) => added += 1,
                (true, Op::Removed) => removed += 1,
                _ => changed += 1,
            }
        }
        let part = StatePart::Collection(collection);
        (!seen.is_empty()).then_some(BriefCount { part, added, changed, removed, events })
    };
    let others =
        Collection::ALL.into_iter().filter(|other| !WEIGHTIEST.contains(other) && !other.is_registry());
    WEIGHTIEST.into_iter().chain(others).filter_map(of).collect()
}

/// The collections of which is said first how much changed.
const WEIGHTIEST: [Collection; 6] = [
    Collection::Rounds,
    Collection::Agreements,
    Collection::Ceasefires,
    Collection::Commitments,
    Collection::Proposals,
    Collection::Positions,
];
