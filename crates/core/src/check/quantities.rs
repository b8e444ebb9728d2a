//! Quantities are of something, in one unit, and say their direction as they mean it.
//!
//! That their numbers fit their bound is seen when they are read.

use foldhash::{HashMap, HashMapExt};

use super::{Code, Entries, Found};
use crate::kind::{Commitment, Exchange, Transfer, WorldKind};
use crate::number::Number;
use crate::quantity::{Per, Quantity};
use crate::world::Assertion;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let mut units: HashMap<String, &str> = HashMap::new();
    for (number, draft) in entries.standing() {
        found.entry = number;
        let Some(assertion) = draft.assertion() else { continue };
        for quantity in quantities(assertion) {
            let unit = quantity.unit().as_str();
            let first = units.entry(singular(unit)).or_insert(unit);
            if *first != unit {
                let message = format!("the unit `{unit}` is written `{first}` elsewhere in this log");
                let hint = "write it the same way everywhere, in the singular: counts in different units never add up";
                found.report(Code::UnitSpelling, ("unit", unit), message, Some(hint));
            }
        }
        match &assertion.kind {
            WorldKind::Commitment(Commitment::Offered(phase) | Commitment::Made(phase)) => {
                if let Some(quantity) = &phase.quantity {
                    not_nothing(quantity, found);
                    if quantity.per() == Per::EachSide && phase.owed_by.len() == 1 {
                        let message = "the promise counts `each-side`, but only one party owes it".to_owned();
                        let hint = "name every side in `owed_by`, or write \"per\": \"one-way\"";
                        found.report(Code::PerDirection, ("per", "each-side"), message, Some(hint));
                    }
                }
            }
            WorldKind::Exchange(exchange) => exchanged(exchange, found),
            WorldKind::Incident(incident) => {
                incident.counts.iter().for_each(|count| not_nothing(&count.quantity, found));
            }
            _ => {}
        }
    }
}

fn exchanged(exchange: &Exchange, found: &mut Found) {
    for Transfer { from, to, quantity, .. } in &exchange.phase().transfers {
        not_nothing(quantity, found);
        let has_direction = from.is_some() || to.is_some();
        let (message, hint) = match quantity.per() {
            Per::EachSide if has_direction => (
                "the transfer counts `each-side`, but has a direction",
                "write one transfer per direction, with \"per\": \"one-way\", or leave out `from` and `to`",
            ),
            Per::OneWay if !has_direction => (
                "the transfer is `one-way`, but does not say which way",
                "add `from` or `to`, or write \"per\": \"unstated\"",
            ),
            Per::EachSide | Per::OneWay | Per::Total | Per::Unstated => continue,
        };
        let per = if has_direction { "each-side" } else { "one-way" };
        found.report(Code::PerDirection, ("per", per), message.to_owned(), Some(hint));
    }
}

fn not_nothing(quantity: &Quantity, found: &mut Found) {
    if quantity.high() == Some(Number::ZERO) {
        let message = "the quantity is zero".to_owned();
        let hint = "if the source gives no count, write \"bound\": \"unknown\" without numbers; otherwise leave it out";
        found.report(Code::ZeroQuantity, "quantity", message, Some(hint));
    }
}

fn quantities(assertion: &Assertion) -> Vec<&Quantity> {
    match &assertion.kind {
        WorldKind::Commitment(Commitment::Offered(phase) | Commitment::Made(phase)) => {
            phase.quantity.iter().collect()
        }
        WorldKind::Exchange(exchange) => exchange.phase().transfers.iter().map(|lot| &lot.quantity).collect(),
        WorldKind::Incident(incident) => incident.counts.iter().map(|count| &count.quantity).collect(),
        WorldKind::Claim(claim) => claim.quantity.iter().collect(),
        _ => Vec::new(),
    }
}

/// Returns a unit as it is compared: in lower case, without the ending of a plural.
fn singular(unit: &str) -> String {
    let lower = unit.to_lowercase();
    lower.strip_suffix('s').map(str::to_owned).unwrap_or(lower)
}
