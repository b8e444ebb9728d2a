//! Changes alike, told in one item: who sat at one table, which offices are attested once more.

use asof_projector::Family;
use serde_json::Value;

use super::changes::{Change, Field, Moved};
use super::fields::Fields;
use super::page::Item;
use super::state::{is_only_present, present};
use super::values::{is_derived, words};
use super::view::View;

/// Returns whether a change is one of many alike: somebody sat at a table, an office is attested once more.
pub(crate) fn is_told_together(change: &Change<'_>) -> bool {
    match (&change.moved, change.family) {
        (Moved::Added(row), Family::Attendance) => is_only_present(*row),
        (Moved::Fields(fields), Family::Offices) => fields
            .iter()
            .all(|field| is_derived(field.name) || matches!(field.name, "attested_until" | "title")),
        _ => false,
    }
}

pub(crate) fn told_together<'a>(view: &View<'a>, changes: &[&Change<'a>]) -> Vec<(&'static str, Item)> {
    let mut tables: Vec<(&str, Vec<Fields<'a>>)> = Vec::new();
    let mut attested: Vec<(String, Vec<String>, Vec<&str>)> = Vec::new();
    for change in changes {
        match &change.moved {
            Moved::Added(row) => {
                let meeting = row.text("meeting").unwrap_or_default();
                match tables.iter_mut().find(|(other, _)| *other == meeting) {
                    Some((_, rows)) => rows.push(*row),
                    None => tables.push((meeting, vec![*row])),
                }
            }
            Moved::Fields(fields) => {
                let (until, who) = attested_again(view, change, fields);
                let causes = change.causes.iter().map(|(event, _)| *event);
                match attested.iter_mut().find(|(other, ..)| *other == until) {
                    Some((_, people, events)) => {
                        people.push(who);
                        events.extend(causes);
                    }
                    None => attested.push((until, vec![who], causes.collect())),
                }
            }
            Moved::Removed(_) => {}
        }
    }
    let tables = tables.into_iter().map(|(meeting, rows)| {
        let item = present(view, &rows);
        ("+ ", Item { text: format!("{meeting}: {}", item.text), ..item })
    });
    let attested = attested.into_iter().map(|(until, people, mut events)| {
        events.sort_unstable();
        events.dedup();
        ("~ ", Item::new(format!("attested again, {until}: {}", people.join(", "))).on(events))
    });
    tables.chain(attested).collect()
}

/// Returns until when an office is attested now, and whose it is.
fn attested_again<'a>(view: &View<'a>, change: &Change<'a>, fields: &[Field<'a>]) -> (String, String) {
    let after = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.after);
    let until = after("attested_until")
        .map_or_else(|| "worded otherwise".to_owned(), |until| words(view, "attested_until", until));
    let person = change.path.split('/').nth(1).map_or("somebody", |person| view.name(person));
    match after("title").and_then(Value::as_str) {
        Some(title) => (until, format!("{person} (now worded: {title})")),
        None => (until, person.to_owned()),
    }
}
