//! Changes of slots: grouped by subject, fields as `before -> after`, with why and by which events.

use asof_projector::Family;
use serde_json::Value;

use super::fields::Fields;
use super::numbers::{bare, counted, is_zero, quantity};
use super::page::{Item, Page, bracketed, listed};
use super::state::{READING, item, no_delivery, title};
use super::together::{is_told_together, told_together};
use super::values::{gained_and_lost, is_derived, label, list_change, words};
use super::view::{Knowledge, View, capitalised, joined, plain};

/// What happened to one slot.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    pub(crate) family: Family,
    pub(crate) path: &'a str,
    title: Option<&'a str>,
    pub(crate) moved: Moved<'a>,
    pub(crate) causes: Vec<(&'a str, &'a str)>,
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
    before: &'a Value,
    pub(crate) after: &'a Value,
}

/// The fields of a row that say on what it rests, not what it is.
const BESIDE: [&str; 9] =
    ["process", "key", "events", "history", "inferred", "maybe", "joined", "left", "compared_with"];

/// Returns the changes of a document, one a slot.
pub(crate) fn read<'a>(document: Fields<'a>) -> Vec<Change<'a>> {
    let mut changes: Vec<Change<'a>> = Vec::new();
    for row in document.rows("changes") {
        let path = row.text("slot").unwrap_or_default();
        let Some(family) = family(path) else { continue };
        let (before, after) = (row.value("before"), row.value("after"));
        let field = row.text("field").map(|name| Field { name, before, after });
        if let (Some(field), Some(Change { path: last, moved: Moved::Fields(fields), .. })) =
            (field, changes.last_mut())
            && *last == path
        {
            fields.push(field);
            continue;
        }
        let moved = match field {
            Some(field) => Moved::Fields(vec![field]),
            None if row.text("op") == Some("removed") => Moved::Removed(Fields::new(before)),
            None => Moved::Added(Fields::new(after)),
        };
        let causes = row.rows("causes").into_iter();
        let causes = causes.filter_map(|cause| Some((cause.text("event")?, cause.text("why")?))).collect();
        changes.push(Change { family, path, title: row.text("title"), moved, causes });
    }
    changes
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
        let title = ["title", "what"].iter().find_map(|field| new.text(field).or(old.text(field)));
        Some(Change { family: family(path)?, path, title, moved, causes: Vec::new() })
    };
    before.iter().zip(after).filter_map(change).collect()
}

fn differing<'a>(before: Fields<'a>, after: Fields<'a>) -> Option<Vec<Field<'a>>> {
    let fields: Vec<Field<'a>> = after
        .entries()
        .filter(|(name, _)| !BESIDE.contains(name))
        .map(|(name, after)| Field { name, before: before.value(name), after })
        .filter(|field| field.before != field.after)
        .collect();
    (!fields.is_empty()).then_some(fields)
}

/// Returns the family of a path.
pub(crate) fn family(path: &str) -> Option<Family> {
    path.split('/').next().and_then(Family::from_name)
}

/// Returns how many slots came, changed and went, in words.
pub(crate) fn count(changes: &[Change<'_>]) -> String {
    let of = |wanted: fn(&Moved<'_>) -> bool| changes.iter().filter(|change| wanted(&change.moved)).count();
    format!(
        "{}: {} new, {} changed, {} gone",
        counted(changes.len() as u64, "entry").replace("entrys", "entries"),
        of(|moved| matches!(moved, Moved::Added(_))),
        of(|moved| matches!(moved, Moved::Fields(_))),
        of(|moved| matches!(moved, Moved::Removed(_))),
    )
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
        "happened" => "happened between the two moments",
        "learned" => "had happened before, became known",
        "recorded-late" => "entered in the log later",
        "corrected" => "a correction took its place or was taken back",
        "retracted" => "withdrawn or the withdrawal taken back",
        other => other,
    }
}

/// Writes changes by subject in the order of reading. Why is said of each only where reasons differ.
pub(crate) fn write<'a>(page: &mut Page, view: &View<'a>, changes: &[Change<'a>]) {
    let is_mixed = reasons(changes).len() > 1;
    for family in READING {
        let of_family: Vec<&Change<'a>> = changes.iter().filter(|change| change.family == family).collect();
        if of_family.is_empty() {
            continue;
        }
        page.heading(title(family));
        let (together, apart): (Vec<_>, Vec<_>) =
            of_family.into_iter().partition(|change| !is_mixed && is_told_together(change));
        for change in apart {
            let (mark, mut item) = change.item(view);
            if is_mixed {
                change.say_why(&mut item);
            }
            page.item(2, mark, &item);
        }
        for (mark, item) in told_together(view, &together) {
            page.item(2, mark, &item);
        }
    }
}

impl<'a> Change<'a> {
    fn item(&self, view: &View<'a>) -> (&'static str, Item) {
        match &self.moved {
            Moved::Added(row) => ("+ ", item(view, self.family, *row)),
            Moved::Removed(row) => ("- ", item(view, self.family, *row)),
            Moved::Fields(fields) => ("~ ", self.changed(view, fields)),
        }
    }

    fn changed(&self, view: &View<'a>, fields: &[Field<'a>]) -> Item {
        let is_counted = fields.iter().any(|field| field.name == "delivered");
        let told = fields
            .iter()
            .filter(|field| !(is_derived(field.name) || is_counted && field.name == "directions"));
        let lines: Vec<String> = told.flat_map(|field| field.lines(view)).collect();
        let causes = self.causes.iter().map(|(event, _)| *event);
        let mut item = match lines.as_slice() {
            [one] => Item::new(format!("{}: {one}", self.name(view))),
            _ => Item::new(self.name(view)),
        };
        // A line that ends with its own event needs it no second time.
        let causes: Vec<&str> = causes.collect();
        if !item.text.ends_with(&bracketed(&causes)) {
            item = item.on(causes);
        }
        if lines.len() > 1 {
            item.below = lines;
        }
        item
    }

    /// Returns the slot in words.
    pub(crate) fn name(&self, view: &View<'a>) -> String {
        slot_name(view, self.path, self.title)
    }

    fn say_why(&self, item: &mut Item) {
        for (why, _) in reasons(std::slice::from_ref(self)) {
            let of = self.causes.iter().filter(|(_, other)| *other == why);
            let events: Vec<&str> = of.map(|(event, _)| *event).collect();
            item.note(format!("why: {}: {}", because(why), listed(&events)));
        }
    }
}

/// Returns a slot by its path, in words, with its title where the document has one.
pub(crate) fn slot_name<'a>(view: &View<'a>, path: &'a str, title: Option<&'a str>) -> String {
    let segments: Vec<&str> = path.split('/').collect();
    match segments.as_slice() {
        ["status", ..] => "The talks".to_owned(),
        ["rounds", number] => format!("Round {number}"),
        ["attendance", meeting, who] => format!("{meeting}: {}", view.name(who)),
        ["delegations", meeting, party, basis] => format!("{meeting}, {}, as {basis}", view.name(party)),
        ["offices", person, post] => format!("{}, {}", view.name(person), plain(post)),
        ["positions", party, issue, item] => {
            format!("On {}, {} ({})", view.name(issue), view.name(party), plain(item))
        }
        ["exchanges", category, "unstated", "unstated", ..] => {
            format!("{}, direction not stated", plain(category))
        }
        ["exchanges", category, from, to, ..] => {
            format!("{}, {} to {}", plain(category), view.name(from), view.name(to))
        }
        ["people" | "bodies" | "places", key] => view.name(key).to_owned(),
        // A gathering may have the key of the place where it was.
        [_, key] => title.map_or((*key).to_owned(), |title| format!("{} ({key})", capitalised(title))),
        _ => path.to_owned(),
    }
}

impl<'a> Field<'a> {
    fn lines(&self, view: &View<'a>) -> Vec<String> {
        let name = label(self.name);
        if let (Value::Array(before), Value::Array(after)) = (self.before, self.after) {
            let (gained, lost) = gained_and_lost(view, self.name, before, after);
            if before.iter().chain(after).any(Value::is_object) {
                let gone = lost.iter().map(|line| format!("no longer: {line}"));
                let prefix = prefix(self.name);
                return gained.iter().map(|line| format!("{prefix}{line}")).chain(gone).collect();
            }
            let change = if before.is_empty() {
                format!("now {}", joined(&gained))
            } else {
                list_change(&gained, &lost)
            };
            return vec![format!("{name}: {change}")];
        }
        if let Some(line) = self.counts() {
            return vec![line];
        }
        let side = |value: &'a Value, knowledge: Knowledge| match self.name {
            "delivered" if value.is_null() => no_delivery(knowledge).to_owned(),
            field => words(view, field, value),
        };
        // What is learned later stands on the other side of the arrow.
        let before = side(self.before, view.knowledge);
        vec![format!("{name}: {before} -> {}", side(self.after, Knowledge::Hindsight))]
    }
}

impl Field<'_> {
    /// Returns a change of a count, saying once what it is a count of.
    fn counts(&self) -> Option<String> {
        let (before, after) = (Fields::new(self.before), Fields::new(self.after));
        let per = after.text("per")?;
        if self.name == "outstanding" {
            let left = |count| if is_zero(count) { "none".to_owned() } else { bare(count) };
            return Some(format!("outstanding: {} -> {}", left(before), left(after)));
        }
        let is_alike = before.text("per") == Some(per) && !is_zero(before) && !is_zero(after);
        is_alike.then(|| format!("{}: {} -> {}", label(self.name), bare(before), quantity(after)))
    }
}

/// Returns what stands before a new element of a list.
fn prefix(field: &str) -> String {
    match field {
        "planned" => "new ".to_owned(),
        "deliveries" => "new delivery: ".to_owned(),
        "answers" | "directions" => "now: ".to_owned(),
        "reported" => "now ".to_owned(),
        "terms" => "new term: ".to_owned(),
        "members" => "new member: ".to_owned(),
        field => format!("{}: ", label(field)),
    }
}
