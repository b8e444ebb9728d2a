//! People, bodies and places with every spelling, and what a slot could not accept.

use asof_core::Key;
use asof_projector::state::anomalies::AnomalyValue;
use asof_projector::state::registry::NameValue;
use asof_query::lines_in_words;

use super::card::Card;
use crate::text::view::{View, plain, without_repetition};

/// Returns a person, body or place with every spelling, and what it is of.
pub(crate) fn named<'a>(view: &View<'a>, key: &Key, names: &[NameValue], of: [&'a Option<Key>; 2]) -> Card {
    let mut spelt = names.iter().map(spelling);
    let first = spelt.next().unwrap_or_else(|| key.to_string());
    let of: Vec<&str> = of.into_iter().flatten().map(|key| view.name(key)).collect();
    let title = std::iter::once(first.as_str()).chain(without_repetition(&of)).collect::<Vec<_>>().join(", ");
    Card::new(title).titled(["party", "part_of"]).saying("names", "also", spelt)
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

pub(crate) fn anomaly(value: &AnomalyValue) -> Card {
    let AnomalyValue { code, message, path } = value;
    Card::new(format!("{path}: {message} ({})", plain(code.name()))).titled(["code", "message", "path"])
}
