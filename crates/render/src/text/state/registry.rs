//! People, bodies and places with every spelling, and what a slot could not accept.

use asof_query::lines_in_words;

use crate::text::fields::Fields;
use crate::text::page::Item;
use crate::text::view::{View, plain, without_repetition};

/// Returns a person, body or place with every spelling.
pub(crate) fn registered<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let names = row.rows("names");
    let mut spelt = names.into_iter().map(spelling);
    let mut text = spelt.next().unwrap_or_else(|| row.text("key").unwrap_or_default().to_owned());
    let of = [view.named(row, "party"), view.named(row, "part_of")];
    let of: Vec<&str> = of.into_iter().flatten().collect();
    let of = without_repetition(&of);
    if !of.is_empty() {
        text.push_str(&format!(", {}", of.join(", ")));
    }
    let others: Vec<String> = spelt.collect();
    if !others.is_empty() {
        text.push_str(&format!("; also: {}", others.join(", ")));
    }
    view.item(row, text)
}

/// Returns one spelling of a name, with its status and where it stands.
pub(crate) fn spelling(name: Fields<'_>) -> String {
    let spelt = name.text("name").unwrap_or_default();
    match (name.text("status"), name.text("lines")) {
        (Some(status), Some(numbers)) => format!("{spelt} ({}, {})", plain(status), lines_in_words(numbers)),
        (Some(status), None) => format!("{spelt} ({})", plain(status)),
        (None, _) => spelt.to_owned(),
    }
}

pub(crate) fn anomaly<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let message = row.text("message").unwrap_or_default();
    let code = row.text("code").map_or_else(String::new, plain);
    let path = row.text("path").unwrap_or_default();
    view.item(row, format!("{path}: {message} ({code})"))
}
