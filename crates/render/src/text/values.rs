//! The value of any field of a row in words, by what the field is in it.

use std::borrow::Cow;
use std::collections::HashSet;

use asof_core::{Deadline, Key, Quantity, Text, Word};
use asof_projector::state::ceasefires::Denial;
use asof_projector::state::commitments::{DeliveryValue, Direction, ReportedTerms};
use asof_projector::state::delegations::MemberValue;
use asof_projector::state::incidents::CountValue;
use asof_projector::state::proposals::TermValue;
use asof_projector::state::rounds::RoundValue;
use asof_projector::{Cell, DueDate, Field, Fields, Nested, StateRow, Value as RowValue, Writing, role};
use asof_query::rows::Fact;
use serde_json::Value;

use super::dates;
use super::numbers::{bare, counted, is_zero, lasting, quantity};
use super::page::{bracketed, listed};
use super::state::{due, figures, gatherings, offers, promises, registry, said};
use super::stored;
use super::view::{View, joined, plain};

/// One field of a row.
#[derive(Debug, Clone)]
pub(crate) struct Side<'a> {
    name: &'a str,
    /// The row; `None` where there is none, or where the field is not as the row has it.
    row: Option<&'a StateRow>,
    /// What the field says; nothing where only its JSON does.
    cell: Cell<'a>,
    /// The field as JSON, null if it is not stated.
    value: Cow<'a, Value>,
}

impl<'a> Side<'a> {
    /// Returns the field of a row that a fact is; one that is not stated if it is none.
    pub(crate) fn of(name: &'a str, fact: &'a Fact) -> Self {
        match fact {
            Fact::Nothing | Fact::Row(_) => Self::not_stated(name),
            Fact::Field { row, value, .. } => {
                Self { name, row: Some(row), cell: cell(row, name), value: Cow::Borrowed(value) }
            }
        }
    }

    /// Returns a field that is not stated.
    pub(crate) fn not_stated(name: &'a str) -> Self {
        Self { name, row: None, cell: Cell::Nothing, value: Cow::Owned(Value::Null) }
    }

    /// Returns a field as a snapshot keeps it, which no row has.
    pub(crate) fn kept(name: &'a str, value: &'a Value) -> Self {
        Self { name, row: None, cell: Cell::Nothing, value: Cow::Borrowed(value) }
    }

    /// Returns the field as JSON.
    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    /// Returns whether it is not stated.
    pub(crate) fn is_null(&self) -> bool {
        self.value.is_null()
    }

    /// Returns the field as the one text that it is; `None` if it is none.
    pub(crate) fn text(&self) -> Option<&str> {
        self.value.as_str()
    }

    /// Returns the quantity that it is.
    pub(crate) fn amount(&self) -> Option<Quantity> {
        match self.cell {
            Cell::Amount(quantity) => Some(quantity.clone()),
            Cell::Nothing => stored::amount(&self.value),
            _ => None,
        }
    }

    /// Returns whether it holds keys of events.
    pub(crate) fn is_of_events(&self) -> bool {
        matches!(self.cell, Cell::Events(_))
    }

    /// Returns the elements of a list as JSON; `None` if it is no list.
    pub(crate) fn items(&self) -> Option<&[Value]> {
        self.value.as_array().map(Vec::as_slice)
    }

    /// Returns an element of a list of rows of this type.
    pub(crate) fn row_at<T: 'static>(&self, place: usize) -> Option<&'a T> {
        match &self.cell {
            Cell::Rows(rows) => rows.get(place)?.as_any().downcast_ref(),
            _ => None,
        }
    }

    /// Returns an element of a list in words.
    pub(crate) fn element(&self, view: &View<'a>, place: usize) -> String {
        let said = match &self.cell {
            Cell::Claimants(claimants) => claimants.get(place).map(|by| view.claimant(by).to_owned()),
            Cell::Events(keys) => keys.get(place).cloned(),
            Cell::Named(keys) => keys.get(place).map(|key| view.name(key).to_owned()),
            Cell::Prose(texts) => texts.get(place).map(|text| (*text).to_owned()),
            Cell::Rows(rows) => rows.get(place).map(|row| element(view, *row)),
            _ => None,
        };
        let item = || self.items().and_then(|items| items.get(place)).unwrap_or(&Value::Null);
        said.unwrap_or_else(|| stored::element(view, self.name, item()))
    }

    /// Returns whether it is a field of a place.
    fn is_of_a_place(&self) -> bool {
        self.row.is_some_and(|row| matches!(row.value, RowValue::Place(_)))
    }
}

/// Returns the fields of a row that a difference compares, in the order of the contract, and those of a round that its
/// meeting tells.
pub(crate) fn cells(row: &StateRow) -> Vec<(&'static str, Cell<'_>)> {
    let mut cells = Vec::new();
    row.value.cells(&mut |name, cell| match (&row.value, cell) {
        (_, Cell::Due(due)) => cells.extend(deadline(due)),
        (RowValue::Round(round), Cell::Nothing) => cells.push((name, of_its_meeting(round, name))),
        (_, cell) => cells.push((name, cell)),
    });
    let keys = |keys: &[Key]| Cell::Events(keys.iter().map(Key::to_string).collect());
    let grounds = &row.grounds;
    cells.push(("attributed_to", Cell::Claimants(&grounds.attributed_to)));
    cells.push(("confirmed_by", keys(&grounds.confirmed_by)));
    cells.push(("denied_by", keys(&grounds.denied_by)));
    cells
}

/// Returns the three fields of a deadline.
fn deadline(due: &DueDate) -> [(&'static str, Cell<'_>); 3] {
    let after = due.written.as_ref().and_then(Deadline::after);
    let day = due.day.as_ref().map_or(Cell::Nothing, Cell::Date);
    let event = after.map_or(Cell::Nothing, |after| Cell::Events(vec![after.after.to_string()]));
    let days = after.map_or(Cell::Nothing, |after| Cell::Plain(after.days.into()));
    [("due", day), ("due_after", event), ("due_days", days)]
}

/// Returns a field of a round that follows from its meeting and the round before.
fn of_its_meeting<'a>(round: &'a RoundValue, name: &str) -> Cell<'a> {
    match name {
        "venue" => Field::<role::Named>::cell(&round.venue),
        "start" => Field::<role::Date>::cell(&round.start),
        "duration" => Field::<role::Span>::cell(&round.duration),
        "days_since_previous" => Field::<role::Plain>::cell(&round.days_since_previous),
        "came" => Field::<role::Rows>::cell(&round.came),
        _ => Cell::Nothing,
    }
}

fn cell<'a>(row: &'a StateRow, name: &str) -> Cell<'a> {
    let mut cells = cells(row).into_iter();
    cells.find(|(other, _)| *other == name).map_or(Cell::Nothing, |(_, cell)| cell)
}

/// Returns a field of a row.
pub(crate) fn cell_of<'a>(row: &'a StateRow, name: &'a str) -> Side<'a> {
    let value = Writing::whole().row(row).remove(name).unwrap_or_default();
    Side { name, row: Some(row), cell: cell(row, name), value: Cow::Owned(value) }
}

/// What moved of a row.
#[derive(Debug, Default)]
pub(crate) struct Differing<'a> {
    /// The fields that have another value, each before and after.
    pub(crate) fields: Vec<(&'static str, [Side<'a>; 2])>,
    /// Whether a date is known more or less closely than before.
    pub(crate) is_dated_otherwise: bool,
}

/// Returns in which fields two rows of one slot differ.
pub(crate) fn differing<'a>(before: &'a StateRow, after: &'a StateRow) -> Differing<'a> {
    let [mut old, mut new] = [before, after].map(|row| Writing::whole().row(row));
    let mut differing = Differing::default();
    for ((name, was), (_, is)) in cells(before).into_iter().zip(cells(after)) {
        let side = |row, cell, fields: &mut serde_json::Map<String, Value>| {
            let value = fields.remove(name).unwrap_or_default();
            Side { name, row: Some(row), cell, value: Cow::Owned(value) }
        };
        let sides = [side(before, was, &mut old), side(after, is, &mut new)];
        match &sides {
            // What follows from other rows and the date asked about.
            [Side { cell: Cell::Nothing, .. }, Side { cell: Cell::Nothing, .. }] => {}
            [was, is] if was.value != is.value => differing.fields.push((name, sides)),
            [Side { cell: Cell::Date(was), .. }, Side { cell: Cell::Date(is), .. }] => {
                differing.is_dated_otherwise |= was != is;
            }
            _ => {}
        }
    }
    differing
}

/// Returns a field's name in words.
pub(crate) fn label(field: &str) -> String {
    match field {
        "attributed_to" => "claimant".to_owned(),
        "planned_for" => "planned for".to_owned(),
        // Their values are the keys of events, not of who says so.
        "confirmed_by" => "confirmed in".to_owned(),
        "denied_by" => "denied in".to_owned(),
        "at" => "said or done at".to_owned(),
        "chair" => "chaired by".to_owned(),
        "mediators" => "mediated by".to_owned(),
        "supporters" => "supported by".to_owned(),
        "guarantors" => "guaranteed by".to_owned(),
        "witnesses" => "witnessed by".to_owned(),
        field => plain(field),
    }
}

/// Returns a field in words.
pub(crate) fn words<'a>(view: &View<'a>, side: &Side<'a>) -> String {
    match (&side.cell, side.value()) {
        (_, Value::Null) => "not stated".to_owned(),
        (_, Value::Array(items)) if items.is_empty() => "none".to_owned(),
        (Cell::Nothing, value) => stored::words(view, side.name, value),
        (Cell::Events(_), Value::String(key)) => key.clone(),
        (Cell::Named(keys), Value::String(_)) if !side.is_of_a_place() => {
            keys.iter().map(|key| view.place(key)).collect()
        }
        (cell, _) => cell_in_words(view, cell),
    }
}

/// Returns what a field of a row says, a line each for the elements of a list of rows.
pub(crate) fn said<'a>(view: &View<'a>, row: &StateRow, cell: &Cell<'a>) -> Vec<String> {
    match cell {
        Cell::Rows(rows) => rows.iter().map(|row| element(view, *row)).collect(),
        Cell::Named(keys) if !matches!(row.value, RowValue::Place(_)) => {
            vec![joined(&keys.iter().map(|key| view.place(key)).collect::<Vec<_>>())]
        }
        cell => vec![cell_in_words(view, cell)],
    }
}

/// Returns what a field says in words.
fn cell_in_words<'a>(view: &View<'a>, cell: &Cell<'a>) -> String {
    match cell {
        Cell::Nothing => "not stated".to_owned(),
        Cell::Plain(Value::String(word)) => plain(word),
        Cell::Plain(value) => stored::words(view, "", value),
        Cell::Prose(texts) => joined(texts),
        Cell::Named(keys) => view.names(keys.iter().copied()),
        Cell::Events(keys) => listed(keys),
        Cell::Claimants(claimants) => view.claimants(*claimants),
        Cell::Date(dated) => dates::when(dated.when.text(), view.zone),
        Cell::Due(due) => {
            due.day.as_ref().map_or("not stated".to_owned(), |day| dates::when(day.when.text(), view.zone))
        }
        Cell::Span(duration) => lasting(duration),
        Cell::Amount(amount) => quantity(amount),
        Cell::Rows(rows) => {
            let rows: Vec<String> = rows.iter().map(|row| element(view, *row)).collect();
            rows.join("; ")
        }
    }
}

/// Returns whether a field says anything.
pub(crate) fn is_said(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Nothing => false,
        Cell::Plain(value) => stored::is_said(value),
        Cell::Prose(texts) => !texts.is_empty(),
        Cell::Named(keys) => !keys.is_empty(),
        Cell::Events(keys) => !keys.is_empty(),
        Cell::Claimants(claimants) => !claimants.is_empty(),
        Cell::Rows(rows) => !rows.is_empty(),
        Cell::Date(_) | Cell::Due(_) | Cell::Span(_) | Cell::Amount(_) => true,
    }
}

/// Returns a row within a row in words: as what it is, else its fields.
fn element<'a>(view: &View<'a>, row: &'a dyn Nested) -> String {
    let told = [
        of(row, |plan| gatherings::planned(view, plan)),
        of(row, |given| offers::answer(view, given)),
        of(row, |said| view.reported(said)),
        of(row, |said| offers::allegation(view, said, &[])),
        of(row, |said| denial(view, said)),
        of(row, |given| promises::ratification(view, given)),
        of(row, |lot| figures::delivered(view, vec![lot]).join("; ")),
        of(row, |way| direction(view, way)),
        of(row, |terms| said_of_others(view, terms)),
        of(row, said::reading),
        of(row, promises::phase),
        of(row, figures::period),
        of(row, registry::spelling),
        of(row, |term: &TermValue| term.text.to_string()),
        of(row, |of: &CountValue| count(&of.category, &of.quantity)),
        of(row, |MemberValue { person, description, title, .. }| {
            member(view, person.as_ref(), description.as_ref(), title.as_ref())
        }),
    ];
    told.into_iter().flatten().next().unwrap_or_else(|| fields_in_words(view, row))
}

/// Returns the words of a row if it is of the type that they are of.
fn of<'a, T: 'static>(row: &'a dyn Nested, words: impl FnOnce(&'a T) -> String) -> Option<String> {
    row.as_any().downcast_ref().map(words)
}

fn denial<'a>(view: &View<'a>, said: &'a Denial) -> String {
    format!("{} by {} {}", said.of, view.claimants_of(said), bracketed(&[&said.event]))
}

/// Returns what was delivered one way, and what is left.
fn direction<'a>(view: &View<'a>, way: &'a Direction) -> String {
    let to = way.to.as_ref().map_or("a side not stated", |to| view.name(to));
    let figure = way.delivered.as_ref().map_or_else(|| "no delivery on record".to_owned(), quantity);
    let left = if is_zero(&way.outstanding) { "none".to_owned() } else { bare(&way.outstanding) };
    format!("{} to {to}: {figure}, outstanding: {left}", view.name(&way.from))
}

/// Returns how much somebody says that others promised, and by when.
fn said_of_others<'a>(view: &View<'a>, terms: &'a ReportedTerms) -> String {
    let figure = terms.promised.as_ref().map_or_else(|| "no number".to_owned(), quantity);
    format!("{figure}{}, {} {}", due(&terms.due), view.claimants_of(terms), bracketed(&[&terms.event]))
}

/// Returns somebody on a list, by name or as described, with a title.
pub(super) fn member<'a>(
    view: &View<'a>,
    person: Option<&'a Key>,
    description: Option<&'a Text>,
    title: Option<&'a Text>,
) -> String {
    let name = person.map(|person| view.name(person)).or(description.map(Text::as_str));
    let who = name.unwrap_or("somebody unnamed");
    match title {
        Some(title) if person.is_some() => format!("{who}, {title}"),
        _ => who.to_owned(),
    }
}

/// Returns how many of a category there were.
pub(super) fn count(category: &Word, of: &Quantity) -> String {
    format!("{}: {}", plain(category.as_str()), quantity(of))
}

/// Returns the fields of a row, each behind its name.
fn fields_in_words<'a>(view: &View<'a>, row: &'a dyn Nested) -> String {
    let mut said = Vec::new();
    row.cells(&mut |name, cell| {
        if is_said(&cell) {
            said.push(format!("{}: {}", label(name), cell_in_words(view, &cell)));
        }
    });
    if said.is_empty() { counted(0, "field") } else { said.join(", ") }
}

/// Returns the places of what is in one list and not in another.
pub(crate) fn only_in(list: &[Value], other: &[Value]) -> Vec<usize> {
    let other: HashSet<&Value> = other.iter().collect();
    let places = list.iter().enumerate().filter(|(_, item)| !other.contains(item));
    places.map(|(place, _)| place).collect()
}

/// Returns these elements of a list in words; of deliveries those of one event together.
pub(crate) fn elements<'a>(view: &View<'a>, list: &Side<'a>, places: &[usize]) -> Vec<String> {
    let lots: Vec<&DeliveryValue> = places.iter().filter_map(|place| list.row_at(*place)).collect();
    if lots.is_empty() {
        return places.iter().map(|place| list.element(view, *place)).collect();
    }
    figures::delivered(view, lots)
}

/// Returns a change of a list in words: what came, what went.
pub(crate) fn list_change(gained: &[String], lost: &[String]) -> String {
    match (gained.is_empty(), lost.is_empty()) {
        (false, true) => format!("now also {}", joined(gained)),
        (true, false) => format!("no longer {}", joined(lost)),
        (false, false) => format!("now {}, no longer {}", joined(gained), joined(lost)),
        (true, true) => "in another order".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use asof_core::{Bound, Per, When, Zone};
    use asof_projector::state::commitments::Period;
    use asof_projector::state::resolutions::VotesValue;
    use asof_projector::{Collection, Dated, Grounds, Path};
    use asof_query::Names;
    use serde_json::json;

    use super::super::page::plainly;
    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    fn dated(written: &str) -> Dated {
        Dated::written(written.parse::<When>().unwrap(), Zone::UTC)
    }

    fn lorries(number: u32) -> Quantity {
        let number = Some(number.into());
        Quantity::new(number, number, Bound::Exact, "lorry".parse().unwrap(), Per::OneWay).unwrap()
    }

    fn round(days: Option<i64>, occurred: Dated) -> StateRow {
        let value = RoundValue {
            number: 2,
            meeting: key("m"),
            occurred,
            venue: Some(key("hall")),
            start: None,
            duration: Some("PT1H45M~".parse().unwrap()),
            days_since_previous: days,
            came: Vec::new(),
        };
        StateRow {
            process: Some(key("talks")),
            path: Path::new(Collection::Rounds, ["2"]),
            value: RowValue::Round(Box::new(value)),
            grounds: Grounds { attributed_to: vec!["source".parse().unwrap()], ..Grounds::default() },
        }
    }

    #[test]
    fn values_are_worded_by_what_they_are() {
        let names = Names::default();
        let view = View::new(None, None, &names);
        let row = round(None, dated("2025-05-16?"));
        let said = |name| words(&view, &cell_of(&row, name));
        assert_eq!(said("occurred"), "Fri 16 May 2025 (inferred date)");
        assert_eq!(said("duration"), "about 1 h 45 min");
        assert_eq!(said("number"), "2");
        assert_eq!(said("meeting"), "m");
        assert_eq!(said("venue"), "hall");
        assert_eq!(said("attributed_to"), "the source");
        assert_eq!(said("start"), "not stated");
        assert_eq!(said("denied_by"), "none");
    }

    #[test]
    fn what_only_a_snapshot_keeps_is_worded_by_its_field() {
        let names = Names::default();
        let view = View::new(None, None, &names);
        let (phase, list) = (json!("in-effect"), json!([{ "id": "1", "text": "Quiet." }, 1]));
        assert_eq!(words(&view, &Side::kept("phase", &phase)), "in effect");
        let terms = Side::kept("terms", &list);
        assert_eq!(elements(&view, &terms, &[0, 1]), ["Quiet.", "1"]);
    }

    #[test]
    fn a_row_differs_in_what_its_meeting_says_and_in_how_closely_it_is_dated() {
        let row = |days, earliest: Option<&str>| {
            let mut occurred = dated("[2025-05-11..2025-05-16]");
            if let Some(earliest) = earliest {
                occurred.bounds.earliest = dated(earliest).bounds.earliest;
            }
            round(days, occurred)
        };
        let [was, longer, closer] =
            [row(Some(86), None), row(Some(88), None), row(Some(86), Some("2025-05-12"))];
        let moved = differing(&was, &longer);
        let names: Vec<&str> = moved.fields.iter().map(|(name, _)| *name).collect();
        assert_eq!((names, moved.is_dated_otherwise), (vec!["days_since_previous"], false));
        let moved = differing(&was, &closer);
        assert!(moved.fields.is_empty() && moved.is_dated_otherwise);
        assert!(!differing(&was, &was).is_dated_otherwise);
    }

    #[test]
    fn rows_within_rows_are_worded_as_what_they_are() {
        let names = Names::default();
        let view = View::new(None, None, &names);
        let period = Period {
            occurred: dated("2019-01-20"),
            delivered: lorries(380),
            promised: Some(lorries(420)),
            events: Vec::new(),
        };
        assert_eq!(element(&view, &period), "380 of 420 lorries (Sun 20 January 2019)");
        let way = Direction { from: key("a"), to: None, delivered: None, outstanding: lorries(0) };
        assert_eq!(element(&view, &way), "a to a side not stated: no delivery on record, outstanding: none");
        let denial = Denial { of: key("said"), event: key("no"), attributed_to: vec!["a".parse().unwrap()] };
        assert_eq!(plainly(&element(&view, &denial)), "said by a [no]");
        let votes = VotesValue { in_favour: 1200, against: 0, abstained: None };
        assert_eq!(element(&view, &votes), "in favour: 1,200, against: 0");
    }

    #[test]
    fn lists_say_what_came_and_what_went() {
        assert_eq!(list_change(&["a".to_owned()], &[]), "now also a");
        assert_eq!(list_change(&["a".to_owned()], &["b".to_owned()]), "now a, no longer b");
        assert_eq!(list_change(&[], &[]), "in another order");
    }
}
