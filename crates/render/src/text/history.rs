//! `history`: how one fact moved, a line a change.

use asof_projector::state::attendance::AttendanceStatus;
use asof_projector::{Op, Path, StateRow, Value};
use asof_query::rows::{Fact, History, Move, Moving};

use super::changes::{Field, SAID, because, causes as causes_of, given, mendings, slot_name};
use super::head::{self, Head};
use super::page::{Item, Note, Page, bracketed};
use super::state;
use super::values::{Side, cell_of, label, words};
use super::view::{Knowledge, View, order_not_recorded, without_repetition};

/// Returns how a fact moved.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a History, width: usize) -> Page {
    let moves = &answer.changes;
    let zone = moves.iter().find_map(|moment| moment.at_until).map(|until| *until.0.offset());
    let view = &view.in_zone(view.zone.or(zone));
    let mut page = Page::new(width);
    head::answered(&mut page, view, &Head::of(&answer.envelope));
    let slot = answer.slot.as_str();
    // A person is no slot, and is told by name.
    let name = match answer.title.as_ref().filter(|_| !slot.contains('/')) {
        Some(person) => person.clone(),
        None => named(view, slot, answer.title.as_deref()),
    };
    let of = answer.field.as_ref().map_or(name.clone(), |field| format!("{name}: {}", label(field)));
    page.heading(&format!("{of}, {}", moving(view, answer)));
    if moves.is_empty() {
        page.line(2, "It never moves: this record has nothing of it.");
    }
    for fact in moves.chunk_by(|a, b| slot_of(a) == slot_of(b)) {
        // Of a person all facts are told, each under its name.
        let own = fact.first().map_or("", slot_of);
        if own != slot {
            page.line(2, &named(view, own, None));
        }
        let indent = if own == slot { 2 } else { 4 };
        for moment in fact.chunk_by(|a, b| a.at == b.at) {
            page.item(indent, "", &turn(view, moment));
        }
    }
    page
}

/// Returns the slot of a row: its path without the field.
fn slot_of(row: &Move) -> &str {
    let field = row.field.as_ref().and_then(|field| row.path.strip_suffix(field.as_str())?.strip_suffix('/'));
    field.unwrap_or(&row.path)
}

/// Returns the slot of a path in words, with its title where the answer has one.
fn named(view: &View<'_>, slot: &str, title: Option<&str>) -> String {
    Path::read(slot).map_or_else(|| slot.to_owned(), |path| slot_name(view, &path, title))
}

/// Returns by what the fact moves and, where that is the world, what is known of it at each moment: the same at all.
fn moving(view: &View<'_>, answer: &History) -> String {
    if answer.by == Moving::Knowledge {
        return "as the public could learn of it".to_owned();
    }
    let known = &answer.envelope.as_of.known;
    let knowledge = match known.until {
        Some(_) => format!("by what the public could know at {}", known.text),
        None => "with all that the log knows".to_owned(),
    };
    let stated = match view.knowledge {
        Knowledge::Stated => ", leaving out what only the encoder dated as known",
        Knowledge::Hindsight | Knowledge::ByThen => "",
    };
    format!("as it happened, {knowledge}{stated}")
}

/// Returns what moved at one moment, with the events that moved it and why they count from then on.
fn turn<'a>(view: &View<'a>, rows: &'a [Move]) -> Item {
    let at = rows.first().map_or("", |row| row.at.as_str());
    let said = said(view, rows);
    let causes: Vec<(&str, &str)> = rows.iter().flat_map(causes_of).collect();
    let causes = without_repetition(&causes);
    let mendings: Vec<_> = rows.iter().flat_map(|row| mendings(&row.causes)).collect();
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
        item.below = said.into_iter().map(Note::new).collect();
    }
    let undecided = rows.iter().map(|row| &row.undecided_between).find(|outcomes| !outcomes.is_empty());
    undecided.into_iter().for_each(|outcomes| item.note(order_not_recorded(outcomes)));
    // What was said is dated by when it was said.
    let later = |why: &str| !matches!(why, "happened" | SAID);
    let whys: Vec<&str> = causes.iter().map(|(_, why)| *why).filter(|why| later(why)).collect();
    for why in without_repetition(&whys) {
        let events: Vec<&str> =
            causes.iter().filter(|(_, other)| *other == why).map(|(event, _)| *event).collect();
        let of =
            if events.len() == causes.len() { String::new() } else { format!(" {}", bracketed(&events)) };
        item.fact("why", format!("{}{of}{}", because(why), given(&mendings, why)));
    }
    item
}

/// Returns what moved at one moment, a line or more a field.
fn said<'a>(view: &View<'a>, rows: &'a [Move]) -> Vec<String> {
    if rows.iter().all(|row| row.before == row.after) {
        return vec!["what was learned cancels out; it stands as before".to_owned()];
    }
    let of = |name: &str| rows.iter().find(|row| row.field.as_deref() == Some(name));
    let is_counted = of("delivered").or_else(|| of("outstanding")).is_some();
    let is_each_way = of("directions").is_some();
    // Who was there or was not needs no plans any more.
    let is_seen = of("status").is_some_and(|row| is_of_who_was_seen(&row.after));
    let allegations = of("allegations").map(|row| Side::of("allegations", &row.after));
    let is_told = |row: &&'a Move| {
        let Some(name) = row.field.as_deref() else { return true };
        let field = Field::of(name, &row.before, &row.after);
        let is_of_plan = matches!(name, "condition" | "reason" | "delegated_to");
        let is_dropped = is_seen && is_of_plan && is_empty(&field.after);
        !(is_counted && name == "directions"
            || is_dropped
            || allegations.as_ref().is_some_and(|said| field.is_told_by_allegations(said)))
    };
    rows.iter().filter(is_told).flat_map(|row| moved(view, row, is_each_way)).collect()
}

/// Returns whether a fact is one of somebody who was seen at a meeting, or seen not to be there.
fn is_of_who_was_seen(fact: &Fact) -> bool {
    match fact.state_row().map(|row| &row.value) {
        Some(Value::Attendance(attendance)) => {
            matches!(attendance.status, Some(AttendanceStatus::Present | AttendanceStatus::Absent))
        }
        _ => false,
    }
}

fn is_empty(side: &Side<'_>) -> bool {
    side.is_null() || side.items().is_some_and(|items| items.is_empty())
}

fn moved<'a>(view: &View<'a>, row: &'a Move, is_each_way: bool) -> Vec<String> {
    let (before, after) = (&row.before, &row.after);
    match (row.field.as_deref(), row.op) {
        (_, Op::Removed) => vec!["no longer on record".to_owned()],
        (None, _) => after.state_row().map(|row| whole(view, row)).into_iter().collect(),
        (Some("delivered"), Op::Added) if after.is_nothing() => {
            vec![format!("on record; {}", state::no_delivery(Knowledge::Hindsight))]
        }
        (Some(name), Op::Added) => {
            vec![format!("on record; {}: {}", label(name), words(view, &Side::of(name, after)))]
        }
        (Some(name), Op::Changed) => Field { is_each_way, ..Field::of(name, before, after) }.lines(view),
    }
}

/// Returns what a fact says when it comes on record: what leads it, not all of it.
fn whole<'a>(view: &View<'a>, row: &'a StateRow) -> String {
    let leading = ["phase", "status", "standing", "stage", "stance", "gist", "says", "promised", "quantity"];
    // The phase of what has a status is that of the agreement in which it is due.
    let has_status = !cell_of(row, "status").is_null();
    let leading = leading.into_iter().filter(|field| *field != "phase" || !has_status);
    let sides = leading.map(|field| (field, cell_of(row, field))).filter(|(_, side)| !side.is_null());
    let said = sides.map(|(field, side)| format!("{}: {}", label(field), words(view, &side)));
    let said: Vec<String> = std::iter::once("on record".to_owned()).chain(said).collect();
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use asof_core::{Key, Zone};
    use asof_projector::state::ceasefires::{CeasefireValue, Phase};
    use asof_projector::state::commitments::{CommitmentStatus, CommitmentValue};
    use asof_projector::{Collection, Dated, DueDate, Grounds};
    use asof_query::Names;

    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    /// Returns an open promise that is due in a phase of its agreement.
    fn promise() -> CommitmentValue {
        CommitmentValue {
            key: key("p"),
            agreement: None,
            phase: Some("1".parse().unwrap()),
            part_of: None,
            in_return_for: None,
            ratio: None,
            owed_by: Vec::new(),
            owed_to: Vec::new(),
            through: None,
            category: "prisoners".parse().unwrap(),
            what: None,
            strength: None,
            promised: None,
            delivered: None,
            outstanding: None,
            directions: Vec::new(),
            periods: Vec::new(),
            due: DueDate::default(),
            condition: None,
            status: Some(CommitmentStatus::Open),
            suspended_by: None,
            reason: None,
            deliveries: Vec::new(),
            could_merge: Vec::new(),
            may_overlap: Vec::new(),
            unvouched: Vec::new(),
            reported: Vec::new(),
            reported_terms: Vec::new(),
            overdue_days: None,
            late_days: None,
            discrepancies: Vec::new(),
            fulfilled_by: None,
        }
    }

    /// Returns a ceasefire in effect.
    fn ceasefire() -> CeasefireValue {
        CeasefireValue {
            key: key("c"),
            phase: Some(Phase::InEffect),
            declared_by: Vec::new(),
            scope: None,
            duration: None,
            purpose: None,
            since: Dated::written("2025-05-16".parse().unwrap(), Zone::UTC),
            allegations: Vec::new(),
            denials: Vec::new(),
            duration_until: None,
            duration_over: None,
            begun: None,
            has_taken_effect: true,
        }
    }

    #[test]
    fn the_phase_of_an_agreement_is_no_standing_of_a_promise() {
        let names = Names::default();
        let view = View::new(None, None, &names);
        let whole = |collection: Collection, value: Value| {
            let path = Path::new(collection, ["x"]);
            whole(&view, &StateRow { process: None, path, value, grounds: Grounds::default() })
        };
        let promised = Value::Commitment(Box::new(promise()));
        assert_eq!(whole(Collection::Commitments, promised), "on record; status: open");
        let ceased = Value::Ceasefire(Box::new(ceasefire()));
        assert_eq!(whole(Collection::Ceasefires, ceased), "on record; phase: in effect");
    }
}
