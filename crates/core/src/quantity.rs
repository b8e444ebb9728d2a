//! Numbers with their doubt: an interval, how it is meant, its unit, and whether it is per side.

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use crate::as_text::{Form, not_of_form};
use crate::number::Number;
use crate::text::Text;

crate::words! {
    /// How the numbers of a quantity are meant.
    pub enum Bound {
        /// Exactly this number: `low` equals `high`.
        Exact = "exact",
        /// About this number, or about between these two.
        About = "about",
        /// This number or more: `low` only.
        AtLeast = "at-least",
        /// More than this number, which itself it cannot be: `low` only.
        MoreThan = "more-than",
        /// This number or fewer: `high` only.
        AtMost = "at-most",
        /// Fewer than this number, which itself it cannot be: `high` only.
        FewerThan = "fewer-than",
        /// Between the two numbers, both included.
        Range = "range",
        /// Some, but it is not said how many: neither number. Never zero and never absent.
        Unknown = "unknown",
    }
}

crate::words! {
    /// What a count is a count of, where two sides are involved. Counts are never converted between these.
    pub enum Per {
        /// The number for each side.
        EachSide = "each-side",
        /// The number for all sides together.
        Total = "total",
        /// The number in one direction, which is named.
        OneWay = "one-way",
        /// The source does not say.
        Unstated = "unstated",
    }
}

crate::words! {
    /// The period of a rate.
    pub enum Every {
        /// A calendar day.
        Day = "day",
        /// Seven calendar days.
        Week = "week",
        /// A calendar month.
        Month = "month",
    }
}

/// A count or an amount that may be imprecise: an interval `[low, high]`, of which the bounds `more-than` and
/// `fewer-than` leave out the number itself. With `every` it is a rate and never adds up with counts.
///
/// A bare number cannot be one: [`Quantity::new`] wants the bound, the unit and the side said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(into = "WireQuantity")]
pub struct Quantity {
    low: Number,
    high: Option<Number>,
    best: Option<Number>,
    bound: Bound,
    unit: Text,
    per: Per,
    every: Option<Every>,
}

/// Why numbers and bound do not make a quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// A bound without the numbers that it needs, or with one that it cannot have.
    #[error("a quantity with the bound `{0}` needs {1}")]
    Numbers(&'static str, &'static str),
    /// `low` above `high`.
    #[error("a quantity from {0} to {1}: put the lower number first")]
    Inverted(Number, Number),
    /// `best` where it cannot be.
    #[error("the best estimate {0} is outside the range of the quantity ({1})")]
    BestOutside(Number, String),
}

impl Quantity {
    /// Returns the quantity with these numbers, as the bound requires them.
    ///
    /// # Errors
    ///
    /// The bound needs other numbers, or they are in the wrong order.
    pub fn new(
        low: Option<Number>,
        high: Option<Number>,
        bound: Bound,
        unit: Text,
        per: Per,
    ) -> Result<Self, QuantityError> {
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            return Err(QuantityError::Inverted(low, high));
        }
        let fits = match bound {
            Bound::Exact => low.is_some() && low == high,
            Bound::About => low.is_some() && high.is_some(),
            Bound::Range => low.is_some() && high.is_some() && low != high,
            Bound::AtLeast | Bound::MoreThan => low.is_some() && high.is_none(),
            Bound::AtMost => low.is_none() && high.is_some(),
            Bound::FewerThan => low.is_none() && high.is_some_and(|high| high > Number::ZERO),
            Bound::Unknown => low.is_none() && high.is_none(),
        };
        if fits {
            Ok(Self { low: low.unwrap_or_default(), high, best: None, bound, unit, per, every: None })
        } else {
            let (name, needs) = needs(bound);
            Err(QuantityError::Numbers(name, needs))
        }
    }

    /// Returns the exact quantity `n`.
    pub fn exact(n: Number, unit: Text, per: Per) -> Self {
        Self { low: n, high: Some(n), best: None, bound: Bound::Exact, unit, per, every: None }
    }

    /// Returns a computed quantity with the best estimate given, where it adds something. That it is about so many goes
    /// before that it is more or fewer; where both numbers are there, a range of what is counted leaves out the open end.
    ///
    /// Unlike an author's, a computed `about` may lack an upper number.
    pub fn computed(interval: Interval, best: Option<Number>, unit: Text, per: Per) -> Self {
        let (low, high, bound) = interval.stated(&unit);
        // Of an exact number the best estimate is the number.
        let best = best.filter(|_| bound != Bound::Exact);
        Self { low, high, best, bound, unit, per, every: None }
    }

    /// Returns the quantity with a best estimate.
    ///
    /// # Errors
    ///
    /// The estimate is not a number that the quantity can be, or nothing is said of the quantity.
    pub fn with_best(self, best: Number) -> Result<Self, QuantityError> {
        let Interval { low, high, above, below, .. } = self.interval();
        let fits = best >= low
            && !(above && best == low)
            && high.is_none_or(|high| best <= high && !(below && best == high))
            && self.bound != Bound::Unknown;
        if fits {
            Ok(Self { best: Some(best), ..self })
        } else {
            let (name, _) = needs(self.bound);
            let numbers = [Some(low).filter(|low| *low > Number::ZERO), high].into_iter().flatten();
            let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
            Err(QuantityError::BestOutside(
                best,
                format!("{name} {}", numbers.join(" to ")).trim().to_owned(),
            ))
        }
    }

    /// Returns the same numbers of another unit.
    #[must_use]
    pub fn in_unit(self, unit: Text) -> Self {
        Self { unit, ..self }
    }

    /// Returns the quantity as a count: what a rate comes to in so many periods; `None` where that is above
    /// [`Number::LARGEST`].
    pub fn times(&self, periods: u64) -> Option<Self> {
        let times = |number: Option<Number>| {
            number.map(|number| number.times(periods)).map_or(Some(None), |n| n.map(Some))
        };
        Some(Self {
            low: self.low.times(periods)?,
            high: times(self.high)?,
            best: times(self.best)?,
            every: None,
            ..self.clone()
        })
    }

    /// Returns the numbers that it can be.
    pub fn interval(&self) -> Interval {
        Interval {
            low: self.low,
            high: self.high,
            about: self.bound == Bound::About,
            above: self.bound == Bound::MoreThan,
            below: self.bound == Bound::FewerThan,
        }
    }

    /// Returns the best estimate: the number itself where it is exact, else the one that is stated.
    pub fn best(&self) -> Option<Number> {
        self.best.or(self.high.filter(|_| self.bound == Bound::Exact))
    }

    /// Returns the best estimate as it is stated, `None` if none is.
    pub fn stated_best(&self) -> Option<Number> {
        self.best
    }

    /// Returns the period of a rate; `None` of a count.
    pub fn every(&self) -> Option<Every> {
        self.every
    }

    /// Returns the stated numbers: `None` where the bound has none.
    pub fn stated(&self) -> (Option<Number>, Option<Number>) {
        let has_low = !matches!(self.bound, Bound::AtMost | Bound::FewerThan | Bound::Unknown);
        (has_low.then_some(self.low), self.high)
    }

    /// Returns the smallest number that it can be, 0 where none is said; of `more-than` the number that it is above.
    pub fn low(&self) -> Number {
        self.low
    }

    /// Returns the largest number that it can be, `None` where there is no upper bound; of `fewer-than` the number that
    /// it is below.
    pub fn high(&self) -> Option<Number> {
        self.high
    }

    /// Returns the smallest number that it can be: more than 1,200 persons are 1,201. Of what is measured there is no next
    /// number: more than 12 km can be as little as 12, which itself it is not.
    pub fn least(&self) -> Number {
        self.interval().least(&self.unit)
    }

    /// Returns the largest number that it can be, as [`Quantity::least`]; `None` where there is no upper bound.
    pub fn most(&self) -> Option<Number> {
        let previous = |high: Number| if is_counted(&self.unit) { high.previous() } else { high };
        self.high.map(|high| if self.bound == Bound::FewerThan { previous(high) } else { high })
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

/// The numbers that a quantity can be: `low` to `high`, both included; `above` leaves out `low`, `below` leaves out `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The lower number; 0 where there is none.
    pub low: Number,
    /// The upper number; `None` where there is none.
    pub high: Option<Number>,
    /// Whether the numbers are approximate.
    pub about: bool,
    /// Whether it is more than `low` and not `low` itself.
    pub above: bool,
    /// Whether it is less than `high` and not `high` itself.
    pub below: bool,
}

impl Interval {
    /// Returns the smallest number that it can be, as [`Quantity::least`].
    pub fn least(self, unit: &Text) -> Number {
        if self.above && is_counted(unit) { self.low.next() } else { self.low }
    }

    /// Returns the numbers and the bound that say it best: `above` and `below` are kept where the other number is
    /// missing, and counted in where both are there.
    fn stated(self, unit: &Text) -> (Number, Option<Number>, Bound) {
        let Self { low, high, about, above, below } = self;
        let (low, high) = match high {
            // `about` leaves no place for "fewer than": both numbers are counted in.
            Some(high) if low < high && (about || above || low > Number::ZERO) => {
                let least = self.least(unit);
                let most = if below && is_counted(unit) { high.previous() } else { high };
                (least, Some(most.max(least)))
            }
            // Fewer than one is none.
            Some(high) if below && low == Number::ZERO && high == Number::from(1) && is_counted(unit) => {
                (low, Some(Number::ZERO))
            }
            // Nor has it a place for "more than".
            None if about => (self.least(unit), None),
            _ => (low, high),
        };
        let bound = match high {
            _ if about => Bound::About,
            None if above => Bound::MoreThan,
            None if low == Number::ZERO => Bound::Unknown,
            None => Bound::AtLeast,
            Some(high) if high == low => Bound::Exact,
            Some(_) if below && low == Number::ZERO => Bound::FewerThan,
            Some(_) => Bound::Range,
        };
        (low, high, bound)
    }
}

/// Returns whether a unit is counted in whole ones; time, distance, area, weight, money and shares are measured.
fn is_counted(unit: &Text) -> bool {
    const MEASURED: [&str; 30] = [
        "second",
        "minute",
        "hour",
        "day",
        "week",
        "month",
        "year",
        "mm",
        "cm",
        "m",
        "metre",
        "meter",
        "km",
        "kilometre",
        "kilometer",
        "mile",
        "ha",
        "hectare",
        "acre",
        "g",
        "kg",
        "kilogram",
        "tonne",
        "ton",
        "litre",
        "liter",
        "barrel",
        "percent",
        "%",
        "degree",
    ];
    const MONEY: [&str; 14] = [
        "usd", "eur", "gbp", "uah", "rub", "chf", "ils", "jpy", "cny", "dollar", "euro", "hryvnia", "rouble",
        "ruble",
    ];
    let lower = unit.as_str().to_lowercase();
    let mut words = lower.split([' ', '-']);
    !words.any(|word| MEASURED.contains(&word) || MONEY.contains(&word))
}

fn needs(bound: Bound) -> (&'static str, &'static str) {
    match bound {
        Bound::Exact => ("exact", "`low` and `high`, both the same"),
        Bound::About => ("about", "`low` and `high`, which may be the same"),
        Bound::Range => ("range", "`low` and `high`, which differ"),
        Bound::AtLeast => ("at-least", "`low` and no `high`"),
        Bound::MoreThan => ("more-than", "`low` and no `high`"),
        Bound::AtMost => ("at-most", "`high` and no `low`"),
        Bound::FewerThan => ("fewer-than", "`high`, above 0, and no `low`"),
        Bound::Unknown => ("unknown", "no `low` and no `high`"),
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = numbers_of_bounds)]
struct WireQuantity {
    /// The smallest number that it can be, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<Number>,
    /// The largest number that it can be, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<Number>,
    /// The best estimate, within the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    best: Option<Number>,
    /// How the numbers are meant.
    bound: Bound,
    /// What is counted, in the singular.
    unit: Text,
    /// What the count is a count of.
    per: Per,
    /// Of a rate, its period; absent of a count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    every: Option<Every>,
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
        rule(&[Bound::AtLeast, Bound::MoreThan], &["low"], &["high"]),
        rule(&[Bound::AtMost, Bound::FewerThan], &["high"], &["low"]),
        rule(&[Bound::Unknown], &[], &["low", "high", "best"]),
    ]);
    schema.insert("allOf".to_owned(), rules);
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let WireQuantity { low, high, best, bound, unit, per, every } =
            Deserialize::deserialize(deserializer)?;
        let quantity = Self::new(low, high, bound, unit, per).map(|quantity| Self { every, ..quantity });
        let quantity = match best {
            Some(best) => quantity.and_then(|quantity| quantity.with_best(best)),
            None => quantity,
        };
        quantity.map_err(|error| not_of_form(Form::Quantity, &error))
    }
}

impl From<Quantity> for WireQuantity {
    fn from(quantity: Quantity) -> Self {
        let (low, high) = quantity.stated();
        let Quantity { best, bound, unit, per, every, .. } = quantity;
        Self { low, high, best, bound, unit, per, every }
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
            (r#""low":1200"#, "more-than", true),
            (r#""low":1200,"high":1300"#, "more-than", false),
            (r#""high":1200"#, "fewer-than", true),
            (r#""high":0"#, "fewer-than", false),
            (r#""low":1,"high":5,"best":3"#, "range", true),
            (r#""low":1,"high":5,"best":6"#, "range", false),
            (r#""low":5,"best":5"#, "more-than", false),
            (r#""high":5,"best":5"#, "fewer-than", false),
            (r#""best":5"#, "unknown", false),
            (r#""low":-2,"high":1"#, "range", false),
            (r#""low":1.5,"high":2"#, "range", false),
            (r#""low":"1.5","high":2"#, "range", true),
            (r#""low":"1.50","high":"1.5""#, "exact", true),
            (r#""low":"2","high":2"#, "exact", false),
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
            r#"{"low":1200,"best":1250,"bound":"more-than","unit":"person","per":"total"}"#,
            r#"{"high":12,"bound":"fewer-than","unit":"person","per":"total"}"#,
            r#"{"low":600,"high":600,"bound":"exact","unit":"truck","per":"one-way","every":"day"}"#,
            r#"{"low":"12.50","high":"12.50","bound":"exact","unit":"km","per":"total"}"#,
        ] {
            assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        }
    }
}
