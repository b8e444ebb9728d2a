//! Who belongs to what, what happened on the ground, what others resolved.

use super::said::about;
use crate::text::dates::date;
use crate::text::fields::Fields;
use crate::text::numbers::quantity;
use crate::text::page::{Item, code};
use crate::text::view::{View, capitalised, plain};

pub(crate) fn membership<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.item(row, belonging(view, row))
}

pub(crate) fn membership_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.brief(row, belonging(view, row))
}

/// Returns who belongs to what, as what, since when and until when.
fn belonging<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let member = view.named(row, "member").unwrap_or("Somebody");
    let of = row.text("of").map_or_else(|| "something".to_owned(), |of| joined_by(view, of));
    let role = row.text("role").map_or(String::new(), |role| format!(" ({role})"));
    match (date(row, "joined"), date(row, "left")) {
        (Some(joined), Some(left)) => format!("{member} joined {of}{role} {joined}, left {left}"),
        (Some(joined), None) => format!("{member} joined {of}{role} {joined}"),
        (None, Some(left)) => {
            format!("{member} left {of}{role} {left}; since when they belonged to it is not on record")
        }
        (None, None) => format!("{member} belongs to {of}{role}; dates not stated"),
    }
}

/// Returns what somebody joins: a party or body by its name, an agreement by its title, where the document has it.
fn joined_by<'a>(view: &View<'a>, of: &'a str) -> String {
    let agreements = view.rows("agreements");
    let title = agreements.iter().find(|row| row.text("key") == Some(of)).and_then(|row| row.text("title"));
    match (view.name(of), title) {
        (name, _) if name != of => name.to_owned(),
        (_, Some(title)) => format!("the agreement \"{title}\""),
        (_, None) => format!("the agreement {}", code(of)),
    }
}

pub(crate) fn incident<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = view.marked(row, happened(view, row));
    if let Some(ceasefire) = row.text("about") {
        let by = view.claimants_of(row);
        item.note(format!("by the word of {by} a breach of {ceasefire}"));
    }
    item
}

pub(crate) fn incident_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.briefly(row, &happened(view, row))
}

/// Returns an incident: when, whose account it is, what sort of act, by whom, against whom, where, how many.
fn happened<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let when = capitalised(&date(row, "occurred").unwrap_or_else(|| "Date not stated".to_owned()));
    let teller = view.claimants_of(row);
    let mut text =
        format!("{when}, by the account of {teller}: {}", plain(row.text("type").unwrap_or("act")));
    for (field, word) in [("by", "by"), ("against", "against")] {
        let who = row.texts(field);
        if !who.is_empty() {
            text.push_str(&format!(" {word} {}", view.names(&who)));
        }
    }
    if let Some(place) = view.named(row, "place") {
        text.push_str(&format!(", at {place}"));
    }
    let counts = row.rows("counts").into_iter().map(|count| {
        format!("{}: {}", plain(count.text("category").unwrap_or_default()), quantity(count.row("quantity")))
    });
    let counts: Vec<String> = counts.collect();
    if !counts.is_empty() {
        text.push_str(&format!(" ({})", counts.join("; ")));
    }
    text
}

pub(crate) fn resolution<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let text = resolved(view, row);
    let mut item = if is_own(row) { view.marked(row, text) } else { view.item(row, text) };
    about(row, &mut item);
    item
}

pub(crate) fn resolution_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let text = resolved(view, row);
    if is_own(row) { view.briefly(row, &text) } else { view.brief(row, text) }
}

/// Returns whether a resolution is told by the body whose it is, which needs no second name.
fn is_own(row: Fields<'_>) -> bool {
    row.text("body").is_some_and(|body| row.texts("attributed_to") == [body])
}

/// Returns a resolution: whose it is, what it is called, what came of it, when, and the votes.
fn resolved<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let body = view.named(row, "body").unwrap_or("a body");
    let title = row.text("title").unwrap_or("a resolution");
    let when = date(row, "occurred").map_or(String::new(), |when| format!(" {when}"));
    let outcome = row.text("outcome").unwrap_or("outcome not stated");
    let votes = row.row("votes");
    let abstained = match votes.number("abstained") {
        Some(abstained) => format!(", {abstained} abstained"),
        None => String::new(),
    };
    let votes = match (votes.number("in_favour"), votes.number("against")) {
        (Some(in_favour), Some(against)) => format!(", {in_favour} in favour, {against} against{abstained}"),
        _ => String::new(),
    };
    format!("{body}: {title}, {outcome}{when}{votes}")
}

#[cfg(test)]
mod tests {
    use asof_query::Names;
    use serde_json::json;

    use super::*;
    use crate::text::page::plainly;

    #[test]
    fn who_joins_an_agreement_joins_it_by_its_title() {
        let names = Names::default();
        let document = json!({
            "agreements": [{ "key": "deal", "title": "Agreement on quiet" }],
            "memberships": [
                { "member": "hadrel", "of": "deal", "role": "guarantor", "joined": "2019-01-28" },
                { "member": "marr", "of": "accord", "role": null, "joined": null, "left": "2019-02-05" },
            ],
        });
        let view = View::new(Fields::new(&document), &names);
        let said: Vec<String> =
            view.rows("memberships").iter().map(|row| plainly(&belonging(&view, *row))).collect();
        assert_eq!(
            said,
            [
                "hadrel joined the agreement \"Agreement on quiet\" (guarantor) Mon 28 January 2019",
                "marr left the agreement accord Tue 5 February 2019; since when they belonged to it is not on record",
            ]
        );
    }

    #[test]
    fn a_resolution_told_by_its_body_names_it_once() {
        let names = Names::default();
        let mut row = json!({
            "body": "assembly", "title": "Resolution 118", "outcome": "adopted", "attributed_to": ["assembly"],
        });
        let said = |row: &serde_json::Value| {
            let view = View::new(Fields::new(row), &names);
            resolution(&view, Fields::new(row)).text
        };
        assert_eq!(said(&row), "assembly: Resolution 118, adopted");
        row["attributed_to"] = json!(["gazette"]);
        assert_eq!(said(&row), "assembly: Resolution 118, adopted, told by gazette");
    }
}
