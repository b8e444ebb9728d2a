//! Who belongs to what, what happened on the ground, what others resolved.

use super::said::about;
use crate::render::text::dates::date;
use crate::render::text::fields::Fields;
use crate::render::text::numbers::quantity;
use crate::render::text::page::Item;
use crate::render::text::view::{View, capitalised, plain};

pub(crate) fn membership<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.item(row, belonging(view, row))
}

pub(crate) fn membership_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.brief(row, belonging(view, row))
}

/// Returns who belongs to what, as what, since when and until when.
fn belonging<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let member = view.named(row, "member").unwrap_or("somebody");
    let of = view.named(row, "of").unwrap_or("something");
    let role = row.text("role").map_or(String::new(), |role| format!(" ({role})"));
    let said = match (date(row, "joined"), date(row, "left")) {
        (Some(joined), Some(left)) => format!("joined {joined}, left {left}"),
        (Some(joined), None) => format!("joined {joined}"),
        (None, Some(left)) => format!("left {left}; since when they belonged to it is not on record"),
        (None, None) => "dates not stated".to_owned(),
    };
    format!("{member}, {of}{role}: {said}")
}

pub(crate) fn incident<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = view.marked(row, happened(view, row));
    if let Some(ceasefire) = row.text("about") {
        let by = view.claimants(&row.texts("attributed_to"));
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
    let teller = view.claimants(&row.texts("attributed_to"));
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
    let mut item = view.item(row, resolved(view, row));
    about(row, &mut item);
    item
}

pub(crate) fn resolution_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.brief(row, resolved(view, row))
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
