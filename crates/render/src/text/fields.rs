//! The fields of a JSON object, read as the contract types them: what is missing reads as not stated.

use serde_json::Value;

use super::numbers::{grouped, grouped_decimal};

/// An object of the document; a missing one has no fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a>(&'a Value);

static NONE: Value = Value::Null;

impl<'a> Fields<'a> {
    pub(crate) fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// Returns the field, null if it is missing.
    pub(crate) fn value(self, field: &str) -> &'a Value {
        self.0.get(field).unwrap_or(&NONE)
    }

    /// Returns whether both are one object of one document.
    pub(crate) fn is_same(self, other: Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }

    /// Returns whether there is an object at all.
    pub(crate) fn is_there(self) -> bool {
        self.0.is_object()
    }

    pub(crate) fn row(self, field: &str) -> Self {
        Self(self.value(field))
    }

    pub(crate) fn text(self, field: &str) -> Option<&'a str> {
        self.value(field).as_str()
    }

    /// Returns a number of a quantity, whole or a decimal, with its thousands set apart.
    pub(crate) fn figure(self, field: &str) -> Option<String> {
        match self.value(field) {
            Value::Number(whole) => whole.as_u64().map(grouped),
            Value::String(decimal) => Some(grouped_decimal(decimal)),
            _ => None,
        }
    }

    pub(crate) fn number(self, field: &str) -> Option<u64> {
        self.value(field).as_u64()
    }

    pub(crate) fn flag(self, field: &str) -> bool {
        self.value(field).as_bool().unwrap_or(false)
    }

    /// Returns the texts of a list: keys, claimants.
    pub(crate) fn texts(self, field: &str) -> Vec<&'a str> {
        texts(self.value(field))
    }

    /// Returns the objects of a list.
    pub(crate) fn rows(self, field: &str) -> Vec<Self> {
        self.value(field).as_array().into_iter().flatten().map(Self).collect()
    }

    /// Returns every field in the order of the document.
    pub(crate) fn entries(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.0.as_object().into_iter().flatten().map(|(field, value)| (field.as_str(), value))
    }
}

/// Returns the texts of a list.
pub(crate) fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_or_of_another_type_reads_as_not_stated() {
        let document = json!({ "text": "a", "list": ["b", 1], "rows": [{ "n": 2 }] });
        let fields = Fields::new(&document);
        assert_eq!(fields.text("text"), Some("a"));
        assert_eq!(fields.texts("list"), ["b"]);
        assert_eq!(fields.rows("rows")[0].number("n"), Some(2));
        assert!(fields.row("nothing").row("deeper").texts("at all").is_empty());
        assert!(!fields.row("nothing").is_there() && !fields.flag("text"));
    }
}
