//! People, bodies and places with every spelling, and what a slot could not accept.

use asof_core::Key;
use asof_projector::StateRow;
use asof_projector::state::anomalies::AnomalyValue;
use asof_projector::state::registry::{BodyValue, NameValue, PersonValue, PlaceValue};
use asof_query::lines_in_words;

use crate::text::page::Item;
use crate::text::view::{View, plain, without_repetition};

pub(crate) fn person<'a>(view: &View<'a>, row: &'a StateRow, value: &'a PersonValue) -> Item {
    registered(view, row, &value.key, &value.names, &[value.party.as_ref()])
}

pub(crate) fn body<'a>(view: &View<'a>, row: &'a StateRow, value: &'a BodyValue) -> Item {
    registered(view, row, &value.key, &value.names, &[value.party.as_ref(), value.part_of.as_ref()])
}

pub(crate) fn place<'a>(view: &View<'a>, row: &'a StateRow, value: &'a PlaceValue) -> Item {
    registered(view, row, &value.key, &value.names, &[value.part_of.as_ref()])
}

/// Returns a person, body or place with every spelling, and what it is of.
fn registered<'a>(
    view: &View<'a>,
    row: &'a StateRow,
    key: &Key,
    names: &[NameValue],
    of: &[Option<&'a Key>],
) -> Item {
    let mut spelt = names.iter().map(spelling);
    let mut text = spelt.next().unwrap_or_else(|| key.to_string());
    let of: Vec<&str> = of.iter().copied().flatten().map(|key| view.name(key)).collect();
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
pub(crate) fn spelling(name: &NameValue) -> String {
    let spelt = name.name.as_str();
    match (name.status.map(|status| plain(status.name())), &name.lines) {
        (Some(status), Some(lines)) => format!("{spelt} ({status}, {})", lines_in_words(lines.as_str())),
        (Some(status), None) => format!("{spelt} ({status})"),
        (None, _) => spelt.to_owned(),
    }
}

pub(crate) fn anomaly<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AnomalyValue) -> Item {
    let AnomalyValue { code, message, path } = value;
    view.item(row, format!("{path}: {message} ({})", plain(code.name())))
}
