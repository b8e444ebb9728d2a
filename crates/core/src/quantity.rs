//! Numbers with their doubt: an interval, how it is meant, its unit, and whether it is per side.

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use crate::as_text::{Form, not_of_form};
use crate::text::Text;

/// The largest integer that canonical JSON carries exactly (2^53 - 1).
const LARGEST: u64 = (1 << 53) - 1;

/// How the numbers of a quantity are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// Exactly this number: `low` equals `high`.
    Exact,
    /// About this number, or about between these two.
    About,
    /// This number or more: `low` only.
    AtLeast,
    /// This number or fewer: `high` only.
    AtMost,
    /// Between the two numbers, both included.
    Range,
    /// Some, but it is not said how many: neither number. Never zero and never absent.
    Unknown,
}

/// What a count is a count of, where two sides are involved. Counts are never converted between these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// So many from each side.
    EachSide,
    /// So many from all sides together.
    Total,
    /// So many in the one direction named.
    OneWay,
    /// The source does not say.
    Unstated,
}

/// A count that may be imprecise: a closed interval of whole units `[low, high]`.
///
/// A bare number cannot be one: [`Quantity::new`] wants the bound, the unit and the side said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(into = "WireQuantity")]
pub struct Quantity {
    low: u64,
    high: Option<u64>,
    bound: Bound,
    unit: Text,
    per: Per,
}

/// Why numbers and bound do not make a quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// A bound without the numbers that it needs, or with one that it cannot have.
    #[error("a quantity that is `{0}` has {1}")]
    Numbers(&'static str, &'static str),
    /// `low` above `high`.
    #[error("a quantity from {0} to {1}: the lower number comes first")]
    Inverted(u64, u64),
    /// More than 2^53 - 1.
    #[error("{0} is more than a log can hold exactly (at most 2^53 - 1)")]
    TooLarge(u64),
}

impl Quantity {
    /// Returns the quantity with these numbers, as the bound requires them.
    ///
    /// # Errors
    ///
    /// The bound needs other numbers, they are in the wrong order, or one is above 2^53 - 1.
    pub fn new(
        low: Option<u64>,
        high: Option<u64>,
        bound: Bound,
        unit: Text,
        per: Per,
    ) -> Result<Self, QuantityError> {
        for number in [low, high].into_iter().flatten() {
            if number > LARGEST {
                return Err(QuantityError::TooLarge(number));
            }
        }
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            return Err(QuantityError::Inverted(low, high));
        }
        let fits = match bound {
            Bound::Exact => low.is_some() && low == high,
            Bound::About => low.is_some() && high.is_some(),
            Bound::Range => low.is_some() && high.is_some() && low != high,
            Bound::AtLeast => low.is_some() && high.is_none(),
            Bound::AtMost => low.is_none() && high.is_some(),
            Bound::Unknown => low.is_none() && high.is_none(),
        };
        if fits {
            Ok(Self { low: low.unwrap_or(0), high, bound, unit, per })
        } else {
            let (name, needs) = needs(bound);
            Err(QuantityError::Numbers(name, needs))
        }
    }

    /// Returns the exact quantity `n`.
    pub fn exact(n: u64, unit: Text, per: Per) -> Self {
        Self { low: n, high: Some(n), bound: Bound::Exact, unit, per }
    }

    /// Returns a computed quantity: the bound is derived from the interval, and is `about` if any part was.
    ///
    /// Unlike an author's, a computed `about` may lack an upper number.
    pub fn computed(low: u64, high: Option<u64>, about: bool, unit: Text, per: Per) -> Self {
        let bound = match (about, high) {
            (false, None) if low == 0 => Bound::Unknown,
            (true, _) => Bound::About,
            (false, None) => Bound::AtLeast,
            (false, Some(high)) if high == low => Bound::Exact,
            (false, Some(_)) => Bound::Range,
        };
        Self { low, high, bound, unit, per }
    }

    /// Returns the smallest number that it can be; 0 where none is said.
    pub fn low(&self) -> u64 {
        self.low
    }

    /// Returns the largest number that it can be; `None` where there is no upper bound.
    pub fn high(&self) -> Option<u64> {
        self.high
    }

    /// Returns how the numbers are meant.
    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// Returns the unit, in the singular (`person`).
    pub fn unit(&self) -> &Text {
        &self.unit
    }

    /// Returns what the count is a count of.
    pub fn per(&self) -> Per {
        self.per
    }
}

fn needs(bound: Bound) -> (&'static str, &'static str) {
    match bound {
        Bound::Exact => ("exact", "`low` and `high`, both the same"),
        Bound::About => ("about", "`low` and `high`, which may be the same"),
        Bound::Range => ("range", "`low` and `high`, which differ"),
        Bound::AtLeast => ("at-least", "`low` and no `high`"),
        Bound::AtMost => ("at-most", "`high` and no `low`"),
        Bound::Unknown => ("unknown", "neither `low` nor `high`"),
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = numbers_of_bounds)]
struct WireQuantity {
    /// The smallest number that it can be, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = LARGEST))]
    low: Option<u64>,
    /// The largest number that it can be, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = LARGEST))]
    high: Option<u64>,
    /// How the numbers are meant.
    bound: Bound,
    /// What is counted, in the singular.
    unit: Text,
    /// What the count is a count of.
    per: Per,
}

/// Says which numbers each bound has.
fn numbers_of_bounds(schema: &mut Schema) {
    let rule = |bounds: &[Bound], has: &[&str], has_not: &[&str]| {
        let absent: Map<String, Value> =
            has_not.iter().map(|number| ((*number).to_owned(), Value::Bool(false))).collect();
        json!({
            "if": { "properties": { "bound": { "enum": bounds } } },
            "then": { "required": has, "properties": absent },
        })
    };
    let rules = json!([
        rule(&[Bound::Exact, Bound::About, Bound::Range], &["low", "high"], &[]),
        rule(&[Bound::AtLeast], &["low"], &["high"]),
        rule(&[Bound::AtMost], &["high"], &["low"]),
        rule(&[Bound::Unknown], &[], &["low", "high"]),
    ]);
    schema.insert("allOf".to_owned(), rules);
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let WireQuantity { low, high, bound, unit, per } = Deserialize::deserialize(deserializer)?;
        Self::new(low, high, bound, unit, per).map_err(|error| not_of_form(Form::Quantity, &error))
    }
}

impl From<Quantity> for WireQuantity {
    fn from(quantity: Quantity) -> Self {
        let Quantity { low, high, bound, unit, per } = quantity;
        let low = (!matches!(bound, Bound::AtMost | Bound::Unknown)).then_some(low);
        Self { low, high, bound, unit, per }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Quantity, String> {
        serde_json::from_str(json).map_err(|e| e.to_string())
    }

    #[test]
    fn every_bound_has_its_own_numbers() {
        for (numbers, bound, fits) in [
            (r#""low":1000,"high":1000"#, "exact", true),
            (r#""low":1000,"high":1200"#, "exact", false),
            (r#""low":1000,"high":1200"#, "about", true),
            (r#""low":1,"high":1"#, "range", false),
            (r#""low":1"#, "at-least", true),
            (r#""low":1"#, "at-most", false),
            (r#""high":1"#, "at-most", true),
            (r#""high":0"#, "unknown", false),
            (r#""low":2,"high":1"#, "range", false),
            (r#""low":-2,"high":1"#, "range", false),
            (r#""low":1.5,"high":2"#, "range", false),
            (r#""low":9007199254740992"#, "at-least", false),
        ] {
            let json = format!(r#"{{{numbers},"bound":"{bound}","unit":"person","per":"total"}}"#);
            assert_eq!(read(&json).is_ok(), fits, "{json}");
        }
        assert!(read(r#"{"bound":"unknown","unit":"person","per":"unstated"}"#).is_ok());
    }

    #[test]
    fn what_is_read_is_written_back() {
        for json in [
            r#"{"low":1000,"high":1200,"bound":"about","unit":"person","per":"each-side"}"#,
            r#"{"high":3,"bound":"at-most","unit":"person","per":"one-way"}"#,
            r#"{"bound":"unknown","unit":"person","per":"unstated"}"#,
        ] {
            assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        }
    }
}
