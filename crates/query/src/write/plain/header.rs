//! What is said once above entries, and holds for all below until it is said anew.

use asof_core::{LineCode, LineError, one_line};
use serde_json::Value;

use super::lines::{Lines, not_plain};
use super::shape::Shapes;
use super::value::{self, HeaderPlace, meant};

/// What holds for the entries below.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Header {
    values: Vec<(&'static str, Value)>,
    /// The source and section of places that name none.
    pub(super) place: HeaderPlace,
}

/// The kind whose fields beside `what` a header has: it may have all of them.
const LIKE: &str = "claim";

impl Header {
    /// What a header can say.
    const FIELDS: [&'static str; 8] =
        ["process", "sources", "attributed_to", "via", "said_in", "at", "issues", "known"];

    /// What holds for every entry that may have it, and not only for those that need it.
    pub(super) const IS_OF_ALL: [&'static str; 4] = ["via", "said_in", "at", "issues"];

    /// Reads the lines of a block without a head.
    ///
    /// # Errors
    ///
    /// A field that no header has, or a value that is none of its field.
    pub(super) fn read(&mut self, lines: &Lines<'_>) -> Result<(), LineError> {
        for line in &lines.fields {
            let name = line.name;
            let Some(field) = Self::FIELDS.iter().find(|field| **field == name.text) else {
                let message = format!("`{}` cannot stand above entries", one_line(name.text));
                let is_kind = Shapes::published().kind(name.text).is_some();
                let hint =
                    is_kind.then(|| format!("an entry begins with its kind and no colon: {} KEY", name.text));
                let hint = hint.or_else(|| meant(name.text, Self::FIELDS.into_iter()));
                let hint = hint.unwrap_or_else(|| format!("use one of {}", Self::FIELDS.join(", ")));
                let fault = not_plain(name.span(), message, Some(&hint));
                return Err(LineError { code: LineCode::UnknownField, ..fault });
            };
            self.values.retain(|(before, _)| before != field);
            let place = std::mem::take(&mut self.place);
            if *field != "sources" {
                self.place = place;
            }
            if line.value.is_empty() && line.items.is_empty() {
                continue;
            }
            let Some((_, shape)) = Shapes::published().field(LIKE, field) else { continue };
            let value = value::read(line, shape, &HeaderPlace::default())?.into_value();
            if *field == "sources" {
                let text = |name: &str| value[0][name].as_str().map(str::to_owned);
                self.place = HeaderPlace { source: text("source"), section: text("section") };
            }
            self.values.push((field, value));
        }
        Ok(())
    }

    /// Returns whether it says something of a field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.value(field).is_some()
    }

    /// Returns what it says of a field.
    pub(super) fn value(&self, field: &str) -> Option<&Value> {
        self.values().find_map(|(name, value)| (name == field).then_some(value))
    }

    /// Returns all that it says.
    pub(super) fn values(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }
}
