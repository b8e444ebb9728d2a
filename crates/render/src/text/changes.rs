//! Changes of slots: grouped by subject, fields as `before -> after`, with why and by which events.

use std::collections::HashSet;

use asof_projector::Collection;
use chrono::FixedOffset;
use serde_json::Value;

pub(crate) use super::changed::slot_name;
use super::dates::offset;
use super::fields::Fields;
use super::grouping::{is_told_together, told_together};
use super::layout::{Said, Section, Unit};
use super::numbers::counted;
use super::page::{Page, bracketed};
use super::state::{READING, title};
use super::view::{View, without_repetition};

/// What happened to one slot.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    pub(crate) collection: Collection,
    process: Option<&'a str>,
    pub(crate) path: &'a str,
    pub(super) title: Option<&'a str>,
    pub(crate) moved: Moved<'a>,
    pub(crate) causes: Vec<(&'a str, &'a str)>,
    pub(crate) mendings: Vec<Mending<'a>>,
    /// What the slot may be now, where the order of the events that decide is not recorded.
    pub(super) undecided: Vec<&'a str>,
}

/// The reason for which an event was corrected or withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mending<'a> {
    why: &'a str,
    by: &'a str,
    reason: &'a str,
}

/// Returns the reasons that corrections and retractions give among the causes of a row or field.
pub(crate) fn mendings<'a>(row: Fields<'a>) -> Vec<Mending<'a>> {
    let mending = |cause: &Fields<'a>| {
        Some(Mending { why: cause.text("why")?, by: cause.text("by")?, reason: cause.text("reason")? })
    };
    row.rows("causes").iter().filter_map(mending).collect()
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
    Added(Fields<'a>),
    Removed(Fields<'a>),
    Fields(Vec<Field<'a>>),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) before: &'a Value,
    pub(crate) after: &'a Value,
    /// Whether the row promises each side the same, so that it is told by its directions.
    pub(crate) is_each_way: bool,
}

/// The fields of a row that say on what it rests or how it stands to the moment asked about, not what it is.
const BESIDE: [&str; 16] = [
    "process",
    "key",
    "events",
    "history",
    "inferred",
    "maybe",
    "discrepancies",
    "joined",
    "left",
    "compared_with",
    "overdue_days",
    "late_days",
    "duration_over",
    "duration_until",
    "order_undecided",
    "undecided_between",
];

/// Which changes of a document are told.
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
    fn tells(self, row: &Fields<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Happened => !is_said_about_it(*row),
            Self::Said => is_said_about_it(*row),
        }
    }
}

/// The reason of what was said about an event later, which did not happen at its date.
pub(crate) const SAID: &str = "said";

/// Returns whether all that moved a row or field are entries about the record.
fn is_said_about_it(row: Fields<'_>) -> bool {
    let causes = causes(row);
    !causes.is_empty() && causes.iter().all(|(_, why)| matches!(*why, SAID | "corrected" | "retracted"))
}

/// Returns what moved a row or field and why: a confirmation or denial was said.
pub(crate) fn causes<'a>(row: Fields<'a>) -> Vec<(&'a str, &'a str)> {
    let words: HashSet<&str> = match row.text("field") {
        Some("confirmed_by" | "denied_by") => row.texts("after").into_iter().collect(),
        Some(_) => HashSet::new(),
        None => {
            ["confirmed_by", "denied_by"].into_iter().flat_map(|said| row.row("after").texts(said)).collect()
        }
    };
    let why = |event: &str, why: &'a str| if why == "learned" && words.contains(event) { SAID } else { why };
    let causes = row.rows("causes").into_iter();
    causes
        .filter_map(|cause| cause.text("event").zip(cause.text("why")))
        .map(|(e, w)| (e, why(e, w)))
        .collect()
}

/// Returns the changes of a document, one a slot.
pub(crate) fn read<'a>(document: Fields<'a>, told: Told) -> Vec<Change<'a>> {
    slots(document.rows("changes").into_iter().filter(|row| told.tells(row)))
}

/// Returns the offset of the process, as the dates of the rows that came or went tell it.
pub(crate) fn zone(document: Fields<'_>) -> Option<FixedOffset> {
    let changes = document.rows("changes").into_iter();
    changes.flat_map(|change| [change.row("after"), change.row("before")]).find_map(offset)
}

/// Returns the changes of the process in view, one a slot.
pub(crate) fn in_view<'a>(view: &View<'a>, told: Told) -> Vec<Change<'a>> {
    slots(view.rows("changes").into_iter().filter(|row| told.tells(row)))
}

fn slots<'a>(rows: impl Iterator<Item = Fields<'a>>) -> Vec<Change<'a>> {
    let mut changes: Vec<Change<'a>> = Vec::new();
    // The causes of the last of them.
    let mut counted: HashSet<(&str, &str)> = HashSet::new();
    for row in rows {
        let path = row.text("slot").unwrap_or_default();
        let Some(collection) = collection(path) else { continue };
        let (before, after) = (row.value("before"), row.value("after"));
        let field = row.text("field").map(|name| Field { name, before, after, is_each_way: false });
        let process = row.text("process");
        let moved_by = causes(row);
        if let (Some(field), Some(Change { moved: Moved::Fields(fields), causes, mendings: reasons, .. })) =
            (field, changes.last_mut().filter(|last| (last.path, last.process) == (path, process)))
        {
            fields.push(field);
            // Each field has the causes that moved it: the slot has those of all.
            causes.extend(moved_by.into_iter().filter(|cause| counted.insert(*cause)));
            reasons.extend(mendings(row));
            continue;
        }
        let causes = moved_by;
        counted = causes.iter().copied().collect();
        let moved = match field {
            Some(field) => Moved::Fields(vec![field]),
            None if row.text("op") == Some("removed") => Moved::Removed(Fields::new(before)),
            None => Moved::Added(Fields::new(after)),
        };
        let title = row.text("title");
        let (mendings, undecided) = (mendings(row), row.texts("undecided_between"));
        changes.push(Change { collection, process, path, title, moved, causes, mendings, undecided });
    }
    for change in &mut changes {
        if let Moved::Fields(fields) = &mut change.moved {
            let is_each_way = fields.iter().any(|field| field.name == "directions");
            fields.iter_mut().for_each(|field| field.is_each_way = is_each_way);
        }
    }
    changes
}

/// Returns the processes in which something changed, in the order of the document.
pub(crate) fn processes<'a>(view: &View<'a>, told: Told) -> Vec<&'a str> {
    let rows = view.document.rows("changes");
    let processes: Vec<&str> =
        rows.iter().filter(|row| told.tells(row)).filter_map(|row| row.text("process")).collect();
    without_repetition(&processes)
}

/// Returns what differs between two lists of `{path, slot}`.
pub(crate) fn between<'a>(before: &[Fields<'a>], after: &[Fields<'a>]) -> Vec<Change<'a>> {
    let change = |(before, after): (&Fields<'a>, &Fields<'a>)| {
        let path = after.text("path")?;
        let (old, new) = (before.row("slot"), after.row("slot"));
        let moved = match (old.is_there(), new.is_there()) {
            (false, false) => return None,
            (false, true) => Moved::Added(new),
            (true, false) => Moved::Removed(old),
            (true, true) => Moved::Fields(differing(old, new)?),
        };
        let title = after.text("title");
        let (causes, mendings) = (Vec::new(), Vec::new());
        let undecided = new.texts("undecided_between");
        Some(Change {
            collection: collection(path)?,
            process: None,
            path,
            title,
            moved,
            causes,
            mendings,
            undecided,
        })
    };
    before.iter().zip(after).filter_map(change).collect()
}

fn differing<'a>(before: Fields<'a>, after_row: Fields<'a>) -> Option<Vec<Field<'a>>> {
    let fields: Vec<Field<'a>> = after_row
        .entries()
        .filter(|(name, _)| !BESIDE.contains(name))
        .map(|(name, after)| Field {
            name,
            before: before.value(name),
            after,
            is_each_way: !after_row.rows("directions").is_empty(),
        })
        .filter(|field| field.before != field.after)
        .collect();
    (!fields.is_empty()).then_some(fields)
}

/// Returns the collection of a path.
pub(crate) fn collection(path: &str) -> Option<Collection> {
    path.split('/').next().and_then(Collection::from_name)
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
pub(crate) fn reasons<'a>(changes: &[Change<'a>]) -> Vec<(&'a str, usize)> {
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

/// Which subjects of a difference are told first when lines are short, and how many changes of each.
const RANKS: [(Collection, usize); 22] = [
    (Collection::Anomalies, 3),
    (Collection::Rounds, 9),
    (Collection::Meetings, 4),
    (Collection::Agreements, 3),
    (Collection::Commitments, 6),
    (Collection::Proposals, 4),
    (Collection::Ceasefires, 2),
    (Collection::Memberships, 2),
    (Collection::Resolutions, 2),
    (Collection::Incidents, 2),
    (Collection::Exchanges, 2),
    (Collection::Positions, 4),
    (Collection::Attendance, 3),
    (Collection::Delegations, 2),
    (Collection::Status, 1),
    (Collection::Claims, 1),
    (Collection::Statements, 1),
    (Collection::Discrepancies, 1),
    (Collection::Offices, 1),
    (Collection::People, 1),
    (Collection::Bodies, 1),
    (Collection::Places, 1),
];

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
        let rank = RANKS.iter().position(|(other, _)| *other == collection).unwrap_or(RANKS.len());
        let wish = RANKS.get(rank).map_or(1, |(_, wish)| *wish);
        let units = units.map(unit).collect();
        Section { units, rank, wish, ..Section::new(title(collection), collection.name(), changes.len()) }
    };
    READING.into_iter().map(part).filter(|part| part.total > 0).collect()
}
