//! One change in words: a slot that came or went, or its fields as `before -> after`.

use asof_projector::Collection;
use serde_json::Value;

use super::changes::{Change, Field, Moved, because, given, reasons};
use super::dates::date;
use super::fields::Fields;
use super::numbers::{bare, is_zero, quantity};
use super::page::{Item, bracketed, code, several};
use super::state::{item, new_deliveries, no_delivery};
use super::values::{element, gained_and_lost, is_derived, is_of_events, label, list_change, only_in, words};
use super::view::{Detail, Knowledge, View, capitalised, first_and_count, joined, order_not_recorded, plain};

/// Returns whether a field says how a row stands: the phase of a promise is that of the agreement in which it is due.
fn is_standing(collection: Collection, field: &str) -> bool {
    match field {
        "status" | "standing" | "stage" => true,
        "phase" => collection != Collection::Commitments,
        _ => false,
    }
}

impl<'a> Change<'a> {
    pub(super) fn item(&self, view: &View<'a>) -> (&'static str, Item) {
        match &self.moved {
            Moved::Added(row) => ("+ ", item(view, self.collection, *row)),
            Moved::Removed(row) => ("- ", item(view, self.collection, *row)),
            Moved::Fields(fields) => ("~ ", self.changed(view, fields)),
        }
    }

    fn changed(&self, view: &View<'a>, fields: &[Field<'a>]) -> Item {
        let is_counted = fields.iter().any(|field| matches!(field.name, "delivered" | "outstanding"));
        let allegations = fields.iter().find(|field| field.name == "allegations").map(|field| field.after);
        let told = fields.iter().filter(|field| {
            !(is_derived(field.name)
                || is_counted && field.name == "directions"
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
            item.below = lines;
        }
        if !self.undecided.is_empty() {
            item.note(order_not_recorded(&self.undecided));
        }
        item
    }

    /// Returns whether an event that moved it may have been public by the moment looked at.
    pub(super) fn is_possible(&self, view: &View<'a>) -> bool {
        let possible = view.document.rows("possible");
        let is_possible = |event: &str| possible.iter().any(|row| row.text("event") == Some(event));
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

/// Returns a slot by its path, in words, with its title where the document has one.
pub(crate) fn slot_name<'a>(view: &View<'a>, path: &'a str, title: Option<&'a str>) -> String {
    let segments: Vec<&str> = path.split('/').collect();
    match segments.as_slice() {
        ["status", ..] => "The talks".to_owned(),
        ["rounds", number] => format!("Round {number}"),
        ["attendance", meeting, who] => format!("{meeting}: {}", view.name(who)),
        ["delegations", meeting, party, basis] => format!("{meeting}, {}, as {basis}", view.name(party)),
        ["memberships", member, of] => format!("{}, {}", view.name(member), view.name(of)),
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
        // A meeting may have the key of the place where it was.
        [_, key] => {
            title.map_or_else(|| code(key), |title| format!("{} ({})", capitalised(title), code(key)))
        }
        _ => path.to_owned(),
    }
}

impl<'a> Field<'a> {
    /// Returns a change for an overview: of many keys or deliveries the first and how many.
    fn in_short(&self, view: &View<'a>) -> Vec<String> {
        let (Value::Array(before), Value::Array(after)) = (self.before, self.after) else {
            return self.lines(view);
        };
        let (gained, lost) = (only_in(after, before), only_in(before, after));
        if self.name == "deliveries" && lost.is_empty() {
            return arrived(view, gained.into_iter().map(Fields::new).collect());
        }
        let keys =
            |items: &[&'a Value]| -> Vec<&'a str> { items.iter().filter_map(|item| item.as_str()).collect() };
        if is_of_events(self.name) && !gained.is_empty() {
            let gone = if lost.is_empty() {
                String::new()
            } else {
                format!(", no longer {}", first_and_count(&keys(&lost)))
            };
            return vec![format!("{}: now also {}{gone}", label(self.name), first_and_count(&keys(&gained)))];
        }
        self.lines(view)
    }

    /// Returns whether it names but the denials that the allegations name themselves.
    pub(super) fn is_told_by_allegations(&self, allegations: &Value) -> bool {
        let denied = |key: &Value| {
            let rows = allegations.as_array().into_iter().flatten();
            rows.filter_map(|row| row["denied_by"].as_array()).flatten().any(|denial| denial == key)
        };
        let (Value::Array(before), Value::Array(after)) = (self.before, self.after) else { return false };
        let is_only_gained = only_in(before, after).is_empty();
        let mut gained = only_in(after, before).into_iter();
        match self.name {
            "denied_by" => is_only_gained && gained.all(denied),
            "denials" => is_only_gained && gained.all(|denial| denied(&denial["event"])),
            _ => false,
        }
    }

    pub(super) fn lines(&self, view: &View<'a>) -> Vec<String> {
        let name = label(self.name);
        if let (Value::Array(before), Value::Array(after)) = (self.before, self.after) {
            if self.name == "allegations" {
                return allegations(view, before, after);
            }
            let (gained, lost) = gained_and_lost(view, self.name, before, after);
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
        let side = |value: &'a Value, knowledge: Knowledge| match self.name {
            "delivered" if value.is_null() => no_delivery(knowledge),
            field => words(view, field, value),
        };
        // What is learned later stands on the other side of the arrow.
        let before = side(self.before, view.knowledge);
        vec![format!("{name}: {before} -> {}", side(self.after, Knowledge::Hindsight))]
    }
}

/// Returns which allegations are new, which are told otherwise now, as where somebody denies one, and which are gone.
fn allegations<'a>(view: &View<'a>, before: &'a [Value], after: &'a [Value]) -> Vec<String> {
    let (gained, lost) = (only_in(after, before), only_in(before, after));
    let said = |prefix: &str, item: &'a Value| format!("{prefix}{}", element(view, "allegations", item));
    let is_among = |items: &[&Value], item: &Value| items.iter().any(|other| other["event"] == item["event"]);
    let now = gained.iter().map(|item| match is_among(&lost, item) {
        true => said("now: ", item),
        false => said("new allegation: ", item),
    });
    let gone = lost.iter().filter(|item| !is_among(&gained, item)).map(|item| said("no longer: ", item));
    now.chain(gone).collect()
}

/// Returns new deliveries in short. Beside occasions with a figure, word of one without any tells that it was done.
fn arrived<'a>(view: &View<'a>, lots: Vec<Fields<'a>>) -> Vec<String> {
    let (counted, words): (Vec<_>, Vec<_>) = lots.into_iter().partition(|lot| lot.row("quantity").is_there());
    if counted.is_empty() {
        return vec![new_deliveries(view, words)];
    }
    let mut said = vec![new_deliveries(view, counted)];
    let told = words.into_iter().map(|lot| {
        let by = view.claimants_of(lot);
        let at = date(lot, "occurred").map_or_else(String::new, |at| format!(", {at}"));
        format!("said without a figure by {by}{at} {}", bracketed(&[lot.text("event").unwrap_or_default()]))
    });
    said.extend(told);
    said
}

impl Field<'_> {
    /// Returns a change of a count, saying once what it is a count of.
    fn counts(&self) -> Option<String> {
        let (before, after) = (Fields::new(self.before), Fields::new(self.after));
        let per = after.text("per")?;
        if self.name == "outstanding" {
            let left = |count| if is_zero(count) { "none".to_owned() } else { bare(count) };
            // What a promise per side comes to by figures that do not say whether they are.
            let is_of_each_side = self.is_each_way || before.text("per") == Some("each-side");
            let rests_on =
                if is_of_each_side && per == "unstated" { ", if the figures are per side" } else { "" };
            return Some(format!("outstanding: {} -> {}{rests_on}", left(before), left(after)));
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

#[cfg(test)]
mod tests {
    use asof_query::Names;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_denial_of_an_allegation_is_told_with_it_alone() {
        let allegations = json!([{ "event": "accused", "attributed_to": ["a"], "denied_by": ["denied"] }]);
        let of = |name: &'static str, after: Value| {
            let (before, after) = (json!([]), after);
            let field = Field { name, before: &before, after: &after, is_each_way: false };
            field.is_told_by_allegations(&allegations)
        };
        assert!(of("denied_by", json!(["denied"])));
        assert!(of("denials", json!([{ "of": "accused", "event": "denied" }])));
        assert!(!of("denied_by", json!(["denied", "denies-the-phase"])));
        assert!(!of("denials", json!([{ "of": "begun", "event": "denies-the-phase" }])));
        assert!(!of("declared_by", json!(["denied"])));
    }

    #[test]
    fn an_allegation_that_is_denied_now_is_no_new_one() {
        let names = Names::default();
        let document = json!({});
        let view = View::new(Fields::new(&document), &names);
        let before = json!([{ "event": "accused", "attributed_to": ["a"], "denied_by": [] }]);
        let after = json!([
            { "event": "accused", "attributed_to": ["a"], "denied_by": ["denied"] },
            { "event": "again", "attributed_to": ["b"], "denied_by": [] },
        ]);
        let (Value::Array(before), Value::Array(after)) = (&before, &after) else { panic!("lists") };
        let said: Vec<String> =
            allegations(&view, before, after).iter().map(|line| super::super::page::plainly(line)).collect();
        assert_eq!(
            said,
            [
                "now: said to be broken, told by a, denied in denied [accused]",
                "new allegation: said to be broken, told by b [again]",
            ]
        );
    }
}
