//! Changes of slots: grouped by subject, fields as `before -> after`, with why and by which events.

use std::collections::HashSet;

use asof_core::{Key, Text};
use asof_projector::{Cell, ChangeReason, Collection, Fields, Op, Path, StateRow, Value as RowValue};
use asof_query::rows::{CauseRow, ChangeRow, Fact, KeptChange, KeptFact, Move, MovedRow};
use chrono::FixedOffset;
use serde_json::{Map, Value};

pub(crate) use super::changed::slot_name;
use super::dates::offset;
use super::grouping::{is_told_together, told_together};
use super::layout::{Said, Section, Unit};
use super::numbers::counted;
use super::page::{Page, bracketed};
use super::state::subjects::{self, Subject};
use super::values::{Differing, Side, differing};
use super::view::{View, without_repetition};

/// What happened to one slot.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    pub(crate) collection: Collection,
    process: Option<&'a Key>,
    pub(crate) path: &'a Path,
    pub(super) title: Option<&'a str>,
    pub(crate) moved: Moved<'a>,
    pub(crate) causes: Vec<(&'a str, &'static str)>,
    pub(crate) mendings: Vec<Mending<'a>>,
    /// What the slot may be now, where the order of the events that decide is not recorded.
    pub(super) undecided: Vec<&'a str>,
}

/// The reason for which an event was corrected or withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mending<'a> {
    why: &'static str,
    by: &'a str,
    reason: &'a str,
}

/// Returns the reasons that corrections and retractions give among the causes of a row or field.
pub(crate) fn mendings<'a>(causes: &'a [CauseRow]) -> Vec<Mending<'a>> {
    let mending = |cause: &'a CauseRow| {
        let (by, reason) = cause.by.as_deref().zip(cause.reason.as_ref().map(Text::as_str))?;
        Some(Mending { why: cause.why.name(), by, reason })
    };
    causes.iter().filter_map(mending).collect()
}

/// Returns in words the reasons that are given for one way of being mended, each once; empty if there is none.
pub(crate) fn given(mendings: &[Mending<'_>], why: &str) -> String {
    let mut seen = HashSet::new();
    let reasons = mendings.iter().filter(|mending| mending.why == why);
    let reasons = reasons.map(|mending| format!("{} {}", mending.reason, bracketed(&[mending.by])));
    let said: Vec<String> = reasons.filter(|reason| seen.insert(reason.clone())).collect();
    if said.is_empty() { String::new() } else { format!("; reason: {}", said.join("; ")) }
}

#[derive(Debug)]
pub(crate) enum Moved<'a> {
    Added(&'a StateRow),
    Removed(Gone<'a>),
    /// The fields that have another value; none if but a date is known more or less closely.
    Fields(Vec<Field<'a>>),
}

/// A row that is gone.
#[derive(Debug)]
pub(crate) enum Gone<'a> {
    /// As it was.
    Row(&'a StateRow),
    /// The fields that a snapshot keeps of a row that the log has otherwise or not at all.
    Kept(&'a Map<String, Value>),
}

/// A field that has another value.
#[derive(Debug, Clone)]
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) before: Side<'a>,
    pub(crate) after: Side<'a>,
    /// Whether the row promises each side the same, so that it is told by its directions.
    pub(crate) is_each_way: bool,
}

impl<'a> Field<'a> {
    /// Returns a field by what it was and what it is.
    pub(crate) fn of(name: &'a str, before: &'a Fact, after: &'a Fact) -> Self {
        Self { name, before: Side::of(name, before), after: Side::of(name, after), is_each_way: false }
    }
}

/// The ends of somebody's time in a post or body: the entry that a difference is of says its date itself.
const BESIDE: [&str; 2] = ["joined", "left"];

/// Which changes of an answer are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// All of them.
    All,
    /// What happened, or when it became known.
    Happened,
    /// What was said about it later: confirmed, denied, put right.
    Said,
}

impl Told {
    fn tells(self, row: &ChangeRow) -> bool {
        match self {
            Self::All => true,
            Self::Happened => !is_said_about_it(row),
            Self::Said => is_said_about_it(row),
        }
    }
}

/// The reason of what was said about an event later, which did not happen at its date.
pub(crate) const SAID: &str = "said";

/// Returns whether all that moved a row or field are entries about the record.
fn is_said_about_it(row: &ChangeRow) -> bool {
    let causes = causes(row);
    !causes.is_empty() && causes.iter().all(|(_, why)| matches!(*why, SAID | "corrected" | "retracted"))
}

/// What is to be known of a row or field that moved to say what moved it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caused<'a> {
    field: Option<&'a str>,
    after: &'a Fact,
    causes: &'a [CauseRow],
}

impl<'a> From<&'a ChangeRow> for Caused<'a> {
    fn from(row: &'a ChangeRow) -> Self {
        Self { field: row.field.as_deref(), after: &row.after, causes: &row.causes }
    }
}

impl<'a> From<&'a Move> for Caused<'a> {
    fn from(row: &'a Move) -> Self {
        Self { field: row.field.as_deref(), after: &row.after, causes: &row.causes }
    }
}

/// Returns what moved a row or field and why: a confirmation or denial was said.
pub(crate) fn causes<'a>(row: impl Into<Caused<'a>>) -> Vec<(&'a str, &'static str)> {
    let Caused { field, after, causes } = row.into();
    let grounds = after.state_row().map(|row| &row.grounds);
    let words = grounds.map(|grounds| match field {
        Some("confirmed_by") => vec![&grounds.confirmed_by],
        Some("denied_by") => vec![&grounds.denied_by],
        Some(_) => Vec::new(),
        None => vec![&grounds.confirmed_by, &grounds.denied_by],
    });
    let words: HashSet<&str> = words.into_iter().flatten().flatten().map(Key::as_str).collect();
    let why = |cause: &CauseRow| match cause.why {
        ChangeReason::Learned if words.contains(cause.event.as_str()) => SAID,
        why => why.name(),
    };
    causes.iter().map(|cause| (cause.event.as_str(), why(cause))).collect()
}

/// Returns the changes of an answer, one a slot.
pub(crate) fn read(changes: &[ChangeRow], told: Told) -> Vec<Change<'_>> {
    slots(changes.iter().filter(|row| told.tells(row)).map(Row::from))
}

/// Returns the changes since a snapshot was taken, one a slot.
pub(crate) fn read_kept<'a>(changes: impl IntoIterator<Item = &'a KeptChange>) -> Vec<Change<'a>> {
    slots(changes.into_iter().map(Row::from))
}

/// Returns the offset of the process, as the dates of the rows that came or went tell it.
pub(crate) fn zone(changes: &[ChangeRow]) -> Option<FixedOffset> {
    let rows = changes.iter().flat_map(|change| [&change.after, &change.before]);
    let rows = rows.filter_map(|fact| match fact {
        Fact::Row(row) => Some(&**row),
        Fact::Nothing | Fact::Field { .. } => None,
    });
    rows.filter_map(offset_of).next()
}

/// Returns the offset of the process, as the dates of a row tell it.
pub(crate) fn offset_of(row: &StateRow) -> Option<FixedOffset> {
    let mut found = None;
    row.value.cells(&mut |_, cell| {
        let dated = match cell {
            Cell::Date(dated) => Some(dated),
            Cell::Due(due) => due.day.as_ref(),
            _ => None,
        };
        found = found.or_else(|| offset(dated?));
    });
    found
}

/// Returns the changes of the process in view, one a slot.
pub(crate) fn in_view<'a>(view: &View<'a>, changes: &'a [ChangeRow], told: Told) -> Vec<Change<'a>> {
    let rows = changes.iter().filter(|row| view.tells(Some(&row.process)) && told.tells(row));
    slots(rows.map(Row::from))
}

/// A change as an answer has it.
struct Row<'a> {
    process: &'a Key,
    path: &'a Path,
    title: Option<&'a str>,
    field: Option<&'a str>,
    op: Op,
    before: Before<'a>,
    after: &'a Fact,
    undecided: &'a [String],
    caused: Caused<'a>,
}

/// What a row or field was.
enum Before<'a> {
    Told(&'a Fact),
    /// A row as a snapshot keeps it.
    KeptRow(&'a Map<String, Value>),
    /// A field as a snapshot keeps it.
    KeptField(&'a Value),
}

impl<'a> From<&'a ChangeRow> for Row<'a> {
    fn from(row: &'a ChangeRow) -> Self {
        Self {
            process: &row.process,
            path: &row.slot,
            title: row.title.as_deref(),
            field: row.field.as_deref(),
            op: row.op,
            before: Before::Told(&row.before),
            after: &row.after,
            undecided: &row.undecided_between,
            caused: row.into(),
        }
    }
}

impl<'a> From<&'a KeptChange> for Row<'a> {
    fn from(row: &'a KeptChange) -> Self {
        let before = match &row.before {
            KeptFact::Told(fact) => Before::Told(fact),
            KeptFact::Kept(Value::Object(fields)) if row.field.is_none() => Before::KeptRow(fields),
            KeptFact::Kept(value) => Before::KeptField(value),
        };
        let field = row.field.as_deref();
        Self {
            process: &row.process,
            path: &row.slot,
            title: row.title.as_deref(),
            field,
            op: row.op,
            before,
            after: &row.after,
            undecided: &row.undecided_between,
            caused: Caused { field, after: &row.after, causes: &row.causes },
        }
    }
}

impl<'a> Row<'a> {
    /// Returns the field that has another value; `None` of a whole row.
    fn field(&self) -> Option<Field<'a>> {
        let name = self.field?;
        let before = match self.before {
            Before::Told(fact) => Side::of(name, fact),
            Before::KeptField(value) => Side::kept(name, value),
            Before::KeptRow(_) => Side::not_stated(name),
        };
        Some(Field { name, before, after: Side::of(name, self.after), is_each_way: false })
    }

    /// Returns how a whole row came or went.
    fn whole(&self) -> Option<Moved<'a>> {
        match (self.op, &self.before) {
            (Op::Removed, Before::KeptRow(fields)) => Some(Moved::Removed(Gone::Kept(fields))),
            (Op::Removed, Before::Told(fact)) => fact.state_row().map(|row| Moved::Removed(Gone::Row(row))),
            _ => self.after.state_row().map(Moved::Added),
        }
    }
}

fn slots<'a>(rows: impl Iterator<Item = Row<'a>>) -> Vec<Change<'a>> {
    let mut changes: Vec<Change<'a>> = Vec::new();
    // The causes of the last of them.
    let mut counted: HashSet<(&str, &str)> = HashSet::new();
    for row in rows {
        let (path, process) = (row.path, Some(row.process));
        let (moved_by, mended) = (causes(row.caused), mendings(row.caused.causes));
        let last = changes.last_mut().filter(|last| (last.path, last.process) == (path, process));
        let moved = match (row.field(), last) {
            (Some(field), Some(Change { moved: Moved::Fields(fields), causes, mendings, .. })) => {
                fields.push(field);
                // Each field has the causes that moved it: the slot has those of all.
                causes.extend(moved_by.into_iter().filter(|cause| counted.insert(*cause)));
                mendings.extend(mended);
                continue;
            }
            (Some(field), _) => Some(Moved::Fields(vec![field])),
            (None, _) => row.whole(),
        };
        let Some(moved) = moved else { continue };
        counted = moved_by.iter().copied().collect();
        changes.push(Change {
            collection: path.collection(),
            process,
            path,
            title: row.title,
            moved,
            causes: moved_by,
            mendings: mended,
            undecided: row.undecided.iter().map(String::as_str).collect(),
        });
    }
    for change in &mut changes {
        if let Moved::Fields(fields) = &mut change.moved {
            let is_each_way = fields.iter().any(|field| field.name == "directions");
            fields.iter_mut().for_each(|field| field.is_each_way = is_each_way);
        }
    }
    changes
}

/// Returns the processes in which something changed, in the order of the answer.
pub(crate) fn processes(changes: &[ChangeRow], told: Told) -> Vec<&Key> {
    let told = changes.iter().filter(|row| told.tells(row));
    let processes: Vec<&Key> = told.map(|row| &row.process).collect();
    without_repetition(&processes)
}

/// Returns what differs between rows without an entry and with it.
pub(crate) fn between<'a>(before: &'a [MovedRow], after: &'a [MovedRow]) -> Vec<Change<'a>> {
    let change = |(before, after): (&'a MovedRow, &'a MovedRow)| {
        let moved = match (&before.slot, &after.slot) {
            (None, None) => return None,
            (None, Some(new)) => Moved::Added(new),
            (Some(old), None) => Moved::Removed(Gone::Row(old)),
            (Some(old), Some(new)) => Moved::Fields(moved(old, new)?),
        };
        let undecided = after.slot.iter().flat_map(|row| &row.grounds.undecided_between);
        Some(Change {
            collection: after.path.collection(),
            process: None,
            path: &after.path,
            title: after.title.as_deref(),
            moved,
            causes: Vec::new(),
            mendings: Vec::new(),
            undecided: undecided.map(String::as_str).collect(),
        })
    };
    before.iter().zip(after).filter_map(change).collect()
}

/// Returns the fields of a row that are to be told as moved; `None` if nothing moved.
fn moved<'a>(before: &'a StateRow, after: &'a StateRow) -> Option<Vec<Field<'a>>> {
    let Differing { fields, is_dated_otherwise } = differing(before, after);
    if fields.is_empty() && !is_dated_otherwise {
        return None;
    }
    let is_each_way = match &after.value {
        RowValue::Commitment(promise) => !promise.directions.is_empty(),
        _ => false,
    };
    let fields = fields.into_iter().filter(|(name, _)| !BESIDE.contains(name));
    let fields = fields.map(|(name, [before, after])| Field { name, before, after, is_each_way });
    Some(fields.collect())
}

/// Returns how many slots came, changed and went, in words.
pub(crate) fn count(changes: &[Change<'_>]) -> String {
    let of = |wanted: fn(&Moved<'_>) -> bool| changes.iter().filter(|change| wanted(&change.moved)).count();
    let counts = [
        (of(|moved| matches!(moved, Moved::Added(_))), "new"),
        (of(|moved| matches!(moved, Moved::Fields(_))), "changed"),
        (of(|moved| matches!(moved, Moved::Removed(_))), "gone"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    format!("{}: {}", counted(changes.len() as u64, "entry"), counts.join(", "))
}

/// Returns the reasons of the changes with how many entries each moved, the commonest first.
pub(crate) fn reasons(changes: &[Change<'_>]) -> Vec<(&'static str, usize)> {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for change in changes {
        let mut whys: Vec<&str> = change.causes.iter().map(|(_, why)| *why).collect();
        whys.sort_unstable();
        whys.dedup();
        for why in whys {
            match reasons.iter_mut().find(|(other, _)| *other == why) {
                Some((_, count)) => *count += 1,
                None => reasons.push((why, 1)),
            }
        }
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    reasons
}

/// Returns why an event stands otherwise, in plain words.
pub(crate) fn because(why: &str) -> &str {
    match why {
        "happened" => "it happened between the two moments",
        SAID => "it was said later",
        "learned" => "it had happened before, and became known",
        "recorded-late" => "it was entered in the log later",
        "corrected" => "a correction took its place or was taken back",
        "narrowed" => "another event narrowed when it happened",
        "retracted" => "it was withdrawn, or the withdrawal was taken back",
        other => other,
    }
}

/// Writes all changes by subject in the order of reading.
pub(crate) fn write<'a>(page: &mut Page, view: &View<'a>, changes: &[Change<'a>]) {
    for part in parts(view, changes) {
        part.write(page, part.units.len());
    }
}

/// The mark of what may have been public by the moment looked at.
const POSSIBLE: &str = " (possibly public already)";

/// Returns the changes by subject in the order of reading. Why is said of each only where reasons differ.
pub(crate) fn parts<'a>(view: &View<'a>, changes: &[Change<'a>]) -> Vec<Section<'a>> {
    let is_mixed = reasons(changes).iter().filter(|(why, _)| *why != SAID).count() > 1;
    let of = |collection: Collection| -> Vec<&Change<'a>> {
        changes.iter().filter(|change| change.collection == collection).collect()
    };
    let part = |collection: Collection| {
        let changes = of(collection);
        let (together, apart): (Vec<_>, Vec<_>) =
            changes.iter().copied().partition(|change| !is_mixed && is_told_together(change));
        let (possible, certain): (Vec<_>, Vec<_>) =
            together.into_iter().partition(|change| change.is_possible(view));
        let possible = told_together(view, &possible).into_iter().map(|(rows, mark, mut item)| {
            item.text.push_str(POSSIBLE);
            (rows, mark, item)
        });
        let apart = apart.into_iter().map(|change| {
            let (mark, mut item) = change.item(view);
            if change.is_possible(view) {
                item.text.push_str(POSSIBLE);
            }
            if is_mixed {
                change.say_why(&mut item);
            }
            (1, mark, item)
        });
        let units = apart.chain(told_together(view, &certain)).chain(possible).enumerate();
        let unit = |(place, (rows, mark, item))| Unit::new(rows, place, move || Said { mark, item });
        let Subject { heading, rank, wish, .. } = subjects::of(collection);
        let units = units.map(unit).collect();
        Section { units, rank, wish, ..Section::new(heading, collection.name(), changes.len()) }
    };
    subjects::reading().into_iter().map(part).filter(|part| part.total > 0).collect()
}
