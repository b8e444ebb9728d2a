//! One change in words: a slot that came or went, or its fields as `before -> after`.

use std::collections::HashSet;

use asof_core::{Key, Per, Quantity};
use asof_projector::state::ceasefires::{Allegation, Denial};
use asof_projector::state::commitments::DeliveryValue;
use asof_projector::{Collection, Path};
use serde_json::Value;

use super::changes::{Change, Field, Gone, Moved, because, given, reasons};
use super::dates::date;
use super::numbers::{bare, is_zero, quantity};
use super::page::{Item, Note, bracketed, code, several};
use super::state::{is_standing, item, new_deliveries, no_delivery};
use super::stored;
use super::values::{Side, elements, label, list_change, only_in, words};
use super::view::{Detail, Knowledge, View, capitalised, first_and_count, joined, order_not_recorded, plain};

impl<'a> Change<'a> {
    pub(super) fn item(&self, view: &View<'a>) -> (&'static str, Item) {
        match &self.moved {
            Moved::Added(row) => ("+ ", item(view, row)),
            Moved::Removed(Gone::Row(row)) => ("- ", item(view, row)),
            Moved::Removed(Gone::Kept(fields)) => {
                let said = stored::fields_in_words(view, fields);
                ("- ", Item::new(format!("{}: {said}", self.name(view))))
            }
            Moved::Fields(fields) => ("~ ", self.changed(view, fields)),
        }
    }

    fn changed(&self, view: &View<'a>, fields: &[Field<'a>]) -> Item {
        let is_counted = fields.iter().any(|field| matches!(field.name, "delivered" | "outstanding"));
        let allegations = fields.iter().find(|field| field.name == "allegations").map(|field| &field.after);
        let told = fields.iter().filter(|field| {
            !(is_counted && field.name == "directions"
                || allegations.is_some_and(|said| field.is_told_by_allegations(said)))
        });
        let causes: Vec<&str> = self.causes.iter().map(|(event, _)| *event).collect();
        if view.detail == Detail::Short {
            let is_restated = fields.iter().any(|field| field.name == "stance");
            let mut told: Vec<_> =
                told.filter(|field| !(is_restated && ["since", "said"].contains(&field.name))).collect();
            // How it stands comes first.
            told.sort_by_key(|field| !is_standing(self.collection, field.name));
            let lines: Vec<String> = told.into_iter().flat_map(|field| field.in_short(view)).collect();
            let said = format!("{}: {}", self.name(view), lines.join("; "));
            // What ends with its own event needs it no second time.
            let is_named = causes.is_empty() || said.ends_with(&bracketed(&causes));
            let said = match self.undecided.as_slice() {
                [] => said,
                outcomes => format!("{said} ({})", order_not_recorded(outcomes)),
            };
            return Item::new(if is_named { said } else { format!("{said} [{}]", several(&causes)) });
        }
        let lines: Vec<String> = told.flat_map(|field| field.lines(view)).collect();
        let mut item = match lines.as_slice() {
            [one] => Item::new(format!("{}: {one}", self.name(view))),
            _ => Item::new(self.name(view)),
        };
        // A line that ends with its own event needs it no second time.
        if !item.text.ends_with(&bracketed(&causes)) {
            item = item.on(causes);
        }
        if lines.len() > 1 {
            item.below = lines.into_iter().map(Note::new).collect();
        }
        if !self.undecided.is_empty() {
            item.note(order_not_recorded(&self.undecided));
        }
        item
    }

    /// Returns whether an event that moved it may have been public by the moment looked at.
    pub(super) fn is_possible(&self, view: &View<'a>) -> bool {
        let is_possible = |event: &str| view.possible.iter().any(|row| row.possible.event.as_str() == event);
        self.causes.iter().any(|(event, _)| is_possible(event))
    }

    /// Returns the slot in words.
    pub(crate) fn name(&self, view: &View<'a>) -> String {
        slot_name(view, self.path, self.title)
    }

    pub(super) fn say_why(&self, item: &mut Item) {
        for (why, _) in reasons(std::slice::from_ref(self)) {
            let of = self.causes.iter().filter(|(_, other)| *other == why);
            let events: Vec<&str> = of.map(|(event, _)| *event).collect();
            let given = given(&self.mendings, why);
            item.note(format!("why: {} {}{given}", because(why), bracketed(&events)));
        }
    }
}

/// Returns a slot by its path, in words, with its title where the answer has one.
pub(crate) fn slot_name<'a>(view: &View<'a>, path: &'a Path, title: Option<&'a str>) -> String {
    let segments: Vec<&str> = path.segments().collect();
    match (path.collection(), segments.as_slice()) {
        (Collection::Status, _) => "The talks".to_owned(),
        (Collection::Rounds, [number]) => format!("Round {number}"),
        (Collection::Attendance, [meeting, who]) => format!("{meeting}: {}", view.name_of(who)),
        (Collection::Delegations, [meeting, party, basis]) => {
            format!("{meeting}, {}, as {basis}", view.name_of(party))
        }
        (Collection::Memberships, [member, of]) => format!("{}, {}", view.name_of(member), view.name_of(of)),
        (Collection::Offices, [person, post]) => format!("{}, {}", view.name_of(person), plain(post)),
        (Collection::Positions, [party, issue, item]) => {
            format!("On {}, {} ({})", view.name_of(issue), view.name_of(party), plain(item))
        }
        (Collection::Exchanges, [category, "unstated", "unstated", ..]) => {
            format!("{}, direction not stated", plain(category))
        }
        (Collection::Exchanges, [category, from, to, ..]) => {
            format!("{}, {} to {}", plain(category), view.name_of(from), view.name_of(to))
        }
        (Collection::People | Collection::Bodies | Collection::Places, [key]) => view.name_of(key).to_owned(),
        // A meeting may have the key of the place where it was.
        (_, [key]) => {
            title.map_or_else(|| code(key), |title| format!("{} ({})", capitalised(title), code(key)))
        }
        _ => path.to_string(),
    }
}

impl<'a> Field<'a> {
    /// Returns a list before and after, as JSON; `None` if it is no list.
    fn lists(&self) -> Option<(&[Value], &[Value])> {
        self.before.items().zip(self.after.items())
    }

    /// Returns a change for an overview: of many keys or deliveries the first and how many.
    fn in_short(&self, view: &View<'a>) -> Vec<String> {
        let Some((before, after)) = self.lists() else { return self.lines(view) };
        let (gained, lost) = (only_in(after, before), only_in(before, after));
        if self.name == "deliveries" && lost.is_empty() {
            return arrived(view, gained.iter().filter_map(|place| self.after.row_at(*place)).collect());
        }
        if self.after.is_of_events() && !gained.is_empty() {
            let keys = |list: &'_ [Value], places: &[usize]| first_and_count(&keys_at(list, places));
            let gone =
                if lost.is_empty() { String::new() } else { format!(", no longer {}", keys(before, &lost)) };
            return vec![format!("{}: now also {}{gone}", label(self.name), keys(after, &gained))];
        }
        self.lines(view)
    }

    /// Returns whether it names but the denials that the allegations name themselves.
    pub(super) fn is_told_by_allegations(&self, allegations: &Side<'_>) -> bool {
        let Some((before, after)) = self.lists() else { return false };
        let named = (0..).map_while(|place| allegations.row_at::<Allegation>(place));
        let named: HashSet<&Key> = named.flat_map(|said| &said.denied_by).collect();
        let is_only_gained = only_in(before, after).is_empty();
        let gained = only_in(after, before);
        let denied = |key: &str| named.iter().any(|denial| denial.as_str() == key);
        match self.name {
            "denied_by" => is_only_gained && keys_at(after, &gained).into_iter().all(denied),
            "denials" => {
                let denials = gained.iter().map(|place| self.after.row_at::<Denial>(*place));
                is_only_gained
                    && denials.into_iter().all(|said| said.is_some_and(|said| named.contains(&said.event)))
            }
            _ => false,
        }
    }

    pub(super) fn lines(&self, view: &View<'a>) -> Vec<String> {
        let name = label(self.name);
        if let Some((before, after)) = self.lists() {
            if self.name == "allegations" {
                return allegations(view, &self.before, &self.after);
            }
            let gained = elements(view, &self.after, &only_in(after, before));
            let lost = elements(view, &self.before, &only_in(before, after));
            if before.iter().chain(after).any(Value::is_object) {
                let gone = lost.iter().map(|line| format!("no longer: {line}"));
                let prefix = match (self.name, view.knowledge) {
                    ("reported", Knowledge::ByThen) => "also on record now: ".to_owned(),
                    (name, _) => prefix(name),
                };
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
        let said = |side: &Side<'a>, knowledge: Knowledge| match self.name {
            "delivered" if side.is_null() => no_delivery(knowledge),
            _ => words(view, side),
        };
        // What is learned later stands on the other side of the arrow.
        let before = said(&self.before, view.knowledge);
        vec![format!("{name}: {before} -> {}", said(&self.after, Knowledge::Hindsight))]
    }

    /// Returns a change of a count, saying once what it is a count of.
    fn counts(&self) -> Option<String> {
        let (before, after) = (self.before.amount(), &self.after.amount()?);
        if self.name == "outstanding" {
            let left = |count: &Quantity| if is_zero(count) { "none".to_owned() } else { bare(count) };
            // What a promise per side comes to by figures that do not say whether they are.
            let is_per_side = |count: &Quantity| count.per() == Per::EachSide;
            let is_of_each_side = self.is_each_way || before.as_ref().is_some_and(is_per_side);
            let is_unstated = is_of_each_side && after.per() == Per::Unstated;
            let rests_on = if is_unstated { ", if the figures are per side" } else { "" };
            let before = before.as_ref().map_or_else(|| "an unstated number of units".to_owned(), left);
            return Some(format!("outstanding: {before} -> {}{rests_on}", left(after)));
        }
        let is_alike = |before: &Quantity| before.per() == after.per() && !is_zero(before) && !is_zero(after);
        let before = before.filter(is_alike)?;
        Some(format!("{}: {} -> {}", label(self.name), bare(&before), quantity(after)))
    }
}

/// Returns the keys at some places of a list.
fn keys_at<'v>(list: &'v [Value], places: &[usize]) -> Vec<&'v str> {
    places.iter().filter_map(|place| list.get(*place)?.as_str()).collect()
}

/// Returns which allegations are new, which are told otherwise now, as where somebody denies one, and which are gone.
fn allegations<'a>(view: &View<'a>, before: &Side<'a>, after: &Side<'a>) -> Vec<String> {
    let (Some(old), Some(new)) = (before.items(), after.items()) else { return Vec::new() };
    let (gained, lost) = (only_in(new, old), only_in(old, new));
    let is_among = |items: &[Value], places: &[usize], item: &Value| {
        places.iter().any(|place| items[*place]["event"] == item["event"])
    };
    let now = gained.iter().map(|place| {
        let prefix = if is_among(old, &lost, &new[*place]) { "now" } else { "new allegation" };
        format!("{prefix}: {}", after.element(view, *place))
    });
    let gone = lost.iter().filter(|place| !is_among(new, &gained, &old[**place]));
    let gone = gone.map(|place| format!("no longer: {}", before.element(view, *place)));
    now.chain(gone).collect()
}

/// Returns new deliveries in short. Beside occasions with a figure, word of one without any tells that it was done.
fn arrived<'a>(view: &View<'a>, lots: Vec<&'a DeliveryValue>) -> Vec<String> {
    let (counted, words): (Vec<_>, Vec<_>) = lots.into_iter().partition(|lot| lot.quantity.is_some());
    if counted.is_empty() {
        return vec![new_deliveries(view, words)];
    }
    let mut said = vec![new_deliveries(view, counted)];
    let told = words.into_iter().map(|lot| {
        let (by, at) = (view.claimants_of(lot), date(&lot.occurred));
        format!("said without a figure by {by}, {at} {}", bracketed(&[&lot.event]))
    });
    said.extend(told);
    said
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

#[cfg(test)]
mod tests {
    use asof_core::Zone;
    use asof_projector::state::ceasefires::{CeasefireValue, Phase};
    use asof_projector::{Dated, Grounds, Naming, StateRow, Value as RowValue, Writing};
    use asof_query::Names;
    use asof_query::rows::Fact;

    use super::super::page::plainly;
    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    fn keys(texts: &[&str]) -> Vec<Key> {
        texts.iter().map(|text| key(text)).collect()
    }

    fn allegation(event: &str, by: &str, denied_by: &[&str]) -> Allegation {
        Allegation {
            event: key(event),
            by: Vec::new(),
            how: None,
            place: None,
            occurred: some_day(),
            attributed_to: vec![by.parse().unwrap()],
            confirmed_by: Vec::new(),
            denied_by: keys(denied_by),
        }
    }

    fn some_day() -> Dated {
        Dated::written("2025-05-16".parse().unwrap(), Zone::UTC)
    }

    /// Returns a ceasefire with these allegations, denials of them, and denials of all.
    fn ceasefire(allegations: Vec<Allegation>, denials: &[[&str; 2]], denied_by: &[&str]) -> StateRow {
        let denial = |[of, event]: &[&str; 2]| Denial {
            of: key(of),
            event: key(event),
            attributed_to: vec!["b".parse().unwrap()],
        };
        let value = CeasefireValue {
            key: key("quiet"),
            phase: Some(Phase::InEffect),
            declared_by: Vec::new(),
            scope: None,
            duration: None,
            purpose: None,
            since: some_day(),
            allegations,
            denials: denials.iter().map(denial).collect(),
            duration_until: None,
            duration_over: None,
            begun: None,
            has_taken_effect: true,
        };
        StateRow {
            process: Some(key("talks")),
            path: Path::new(Collection::Ceasefires, ["quiet"]),
            value: RowValue::Ceasefire(Box::new(value)),
            grounds: Grounds { denied_by: keys(denied_by), ..Grounds::default() },
        }
    }

    /// Returns a field of a row as a change has it.
    fn fact(row: &StateRow, name: &str) -> Fact {
        let names: &dyn Naming = &Names::default();
        let value = Writing::named(names).row(row)[name].clone();
        Fact::Field { row: Box::new(row.clone()), name: name.to_owned(), value }
    }

    #[test]
    fn a_denial_of_an_allegation_is_told_with_it_alone() {
        let before = ceasefire(Vec::new(), &[], &[]);
        let accused = || vec![allegation("accused", "a", &["denied"])];
        let said = fact(&ceasefire(accused(), &[], &[]), "allegations");
        let of = |name: &str, after: StateRow| {
            let (before, after) = (fact(&before, name), fact(&after, name));
            Field::of(name, &before, &after).is_told_by_allegations(&Side::of("allegations", &said))
        };
        assert!(of("denied_by", ceasefire(accused(), &[], &["denied"])));
        assert!(of("denials", ceasefire(accused(), &[["accused", "denied"]], &[])));
        assert!(!of("denied_by", ceasefire(accused(), &[], &["denied", "denies-the-phase"])));
        assert!(!of("denials", ceasefire(accused(), &[["begun", "denies-the-phase"]], &[])));
        let mut declared = ceasefire(accused(), &[], &[]);
        if let RowValue::Ceasefire(value) = &mut declared.value {
            value.declared_by = keys(&["denied"]);
        }
        assert!(!of("declared_by", declared));
    }

    #[test]
    fn an_allegation_that_is_denied_now_is_no_new_one() {
        let names = Names::default();
        let view = View::new(None, None, &names);
        let row = |allegations| fact(&ceasefire(allegations, &[], &[]), "allegations");
        let before = row(vec![allegation("accused", "a", &[])]);
        let after = row(vec![allegation("accused", "a", &["denied"]), allegation("again", "b", &[])]);
        let lines = Field::of("allegations", &before, &after).lines(&view);
        let said: Vec<String> = lines.iter().map(|line| plainly(line)).collect();
        assert_eq!(
            said,
            [
                "now: said to be broken, Fri 16 May 2025, according to a, denied in denied [accused]",
                "new allegation: said to be broken, Fri 16 May 2025, according to b [again]",
            ]
        );
    }
}
