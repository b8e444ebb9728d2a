//! `history`: how one fact moved, a line a change.

use serde_json::Value;

use super::changes::{Field, SAID, because, causes as causes_of, given, mendings, slot_name};
use super::dates;
use super::fields::Fields;
use super::head;
use super::page::{Item, Page, bracketed};
use super::state;
use super::values::{is_derived, label, words};
use super::view::{Knowledge, View, order_not_recorded, without_repetition};

/// Returns how a fact moved.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let document = view.document;
    let moments = document.rows("changes");
    let zone = view.zone.or_else(|| moments.iter().find_map(|moment| dates::offset(*moment)));
    let view = &view.in_zone(zone);
    let mut page = Page::new(width);
    head::answered(&mut page, view);
    let slot = document.text("slot").unwrap_or_default();
    // A person is no slot, and is told by name.
    let name = match document.text("title").filter(|_| !slot.contains('/')) {
        Some(person) => person.to_owned(),
        None => slot_name(view, slot, document.text("title")),
    };
    let of = document.text("field").map_or(name.clone(), |field| format!("{name}: {}", label(field)));
    page.heading(&format!("{of}, {}", moving(view)));
    let rows = moments;
    if rows.is_empty() {
        page.line(2, "It never moves: this record has nothing of it.");
    }
    let facts: Vec<_> = rows.chunk_by(|a, b| slot_of(*a) == slot_of(*b)).collect();
    for fact in &facts {
        // Of a person all facts are told, each under its name.
        let own = fact.first().map_or("", |row| slot_of(*row));
        if own != slot {
            page.line(2, &slot_name(view, own, None));
        }
        let indent = if own == slot { 2 } else { 4 };
        for moment in fact.chunk_by(|a, b| a.text("at") == b.text("at")) {
            page.item(indent, "", &turn(view, moment));
        }
    }
    page
}

/// Returns the slot of a row: its path without the field.
fn slot_of<'a>(row: Fields<'a>) -> &'a str {
    let path = row.text("path").unwrap_or_default();
    let field = row.text("field").and_then(|field| path.strip_suffix(field)?.strip_suffix('/'));
    field.unwrap_or(path)
}

/// Returns by what the fact moves and, where that is the world, what is known of it at each moment: the same at all.
fn moving(view: &View<'_>) -> String {
    let document = view.document;
    if document.text("by") == Some("knowledge") {
        return "as the public could learn of it".to_owned();
    }
    let known = document.row("as_of").row("known");
    let knowledge = match known.text("until") {
        Some(_) => {
            format!(
                "by what the public could know at {}",
                known.text("text").unwrap_or("a moment not stated")
            )
        }
        None => "with all that the log knows".to_owned(),
    };
    let stated = match view.knowledge {
        Knowledge::Stated => ", leaving out what only the encoder dated as known",
        Knowledge::Hindsight | Knowledge::ByThen => "",
    };
    format!("as it happened, {knowledge}{stated}")
}

/// Returns what moved at one moment, with the events that moved it and why they count from then on.
fn turn<'a>(view: &View<'a>, rows: &[Fields<'a>]) -> Item {
    let at = rows.first().and_then(|row| row.text("at")).unwrap_or("a moment not stated");
    let is_counted = rows.iter().any(|row| matches!(row.text("field"), Some("delivered" | "outstanding")));
    let is_each_way = rows.iter().any(|row| row.text("field") == Some("directions"));
    // Who was there or was not needs no plans any more.
    let is_seen = rows.iter().any(|row| {
        row.text("field") == Some("status") && matches!(row.text("after"), Some("present" | "absent"))
    });
    let allegations = rows.iter().find(|row| row.text("field") == Some("allegations"));
    let is_told_by_allegations = |row: &Fields<'a>| {
        let (name, before, after) = (row.text("field"), row.value("before"), row.value("after"));
        name.zip(allegations).is_some_and(|(name, allegations)| {
            Field { name, before, after, is_each_way }.is_told_by_allegations(allegations.value("after"))
        })
    };
    let told = rows.iter().filter(|row| {
        let field = row.text("field").unwrap_or_default();
        let is_of_plan = matches!(field, "condition" | "reason" | "delegated_to");
        let is_dropped = is_seen && is_of_plan && is_empty(row.value("after"));
        !(is_derived(field)
            || is_counted && field == "directions"
            || is_dropped
            || is_told_by_allegations(row))
    });
    let is_cancelled = |row: &Fields<'_>| row.value("before") == row.value("after");
    let said: Vec<String> = if rows.iter().all(is_cancelled) {
        vec!["what was learned cancels out; it stands as before".to_owned()]
    } else {
        told.flat_map(|row| moved(view, *row, is_each_way)).collect()
    };
    let causes: Vec<(&str, &str)> = rows.iter().flat_map(|row| causes_of(*row)).collect();
    let causes = without_repetition(&causes);
    let mendings: Vec<_> = rows.iter().flat_map(|row| mendings(*row)).collect();
    let mut item = match said.as_slice() {
        [one] => Item::new(format!("By {at}: {one}")),
        _ => Item::new(format!("By {at}")),
    };
    // A line that ends with its own event needs it no second time.
    let keys: Vec<&str> = causes.iter().map(|(event, _)| *event).collect();
    if !item.text.ends_with(&bracketed(&keys)) {
        item = item.on(keys);
    }
    if said.len() != 1 {
        item.below = said;
    }
    let undecided =
        rows.iter().map(|row| row.texts("undecided_between")).find(|outcomes| !outcomes.is_empty());
    item.below.extend(undecided.map(|outcomes| order_not_recorded(&outcomes)));
    // What was said is dated by when it was said.
    let later = |why: &str| !matches!(why, "happened" | SAID);
    let whys: Vec<&str> = causes.iter().map(|(_, why)| *why).filter(|why| later(why)).collect();
    for why in without_repetition(&whys) {
        let events: Vec<&str> =
            causes.iter().filter(|(_, other)| *other == why).map(|(event, _)| *event).collect();
        let of =
            if events.len() == causes.len() { String::new() } else { format!(" {}", bracketed(&events)) };
        item.below.push(format!("why: {}{of}{}", because(why), given(&mendings, why)));
    }
    item
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn moved<'a>(view: &View<'a>, row: Fields<'a>, is_each_way: bool) -> Vec<String> {
    let (before, after) = (row.value("before"), row.value("after"));
    match (row.text("field"), row.text("op")) {
        (None, Some("removed")) => vec!["no longer on record".to_owned()],
        (None, _) => vec![whole(view, Fields::new(after))],
        (Some("delivered"), Some("added")) if after.is_null() => {
            vec![format!("on record; {}", state::no_delivery(Knowledge::Hindsight))]
        }
        (Some(name), Some("added")) => {
            vec![format!("on record; {}: {}", label(name), words(view, name, after))]
        }
        (Some(_), Some("removed")) => vec!["no longer on record".to_owned()],
        (Some(name), _) => Field { name, before, after, is_each_way }.lines(view),
    }
}

/// Returns what a fact says when it comes on record: what leads it, not all of it.
fn whole<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let leading = ["phase", "status", "standing", "stage", "stance", "gist", "says", "promised", "quantity"];
    // The phase of what has a status is that of the agreement in which it is due.
    let is_standing = |field: &str| field != "phase" || row.text("status").is_none();
    let fields = leading.iter().filter(|field| !row.value(field).is_null() && is_standing(field));
    let said = fields.map(|field| format!("{}: {}", label(field), words(view, field, row.value(field))));
    let said: Vec<String> = std::iter::once("on record".to_owned()).chain(said).collect();
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use asof_query::Names;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_phase_of_an_agreement_is_no_standing_of_a_promise() {
        let names = Names::default();
        let document = json!({});
        let view = View::new(Fields::new(&document), &names);
        let whole = |row: Value| {
            // The view borrows for as long as the values that it words.
            let row: &'static Value = Box::leak(Box::new(row));
            super::whole(&view, Fields::new(row))
        };
        assert_eq!(whole(json!({ "phase": "1", "status": "open" })), "on record; status: open");
        assert_eq!(whole(json!({ "phase": "in-effect" })), "on record; phase: in effect");
    }
}
