//! Sums of imprecise counts: interval arithmetic on exact numbers.

use std::fmt::Display;

use asof_core::{Interval, Number, Per, Quantity, Text};

/// A running sum of counts; `about` if any part was, above or below its numbers if any part was. A sum above
/// [`Number::LARGEST`] has no upper bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) low: Number,
    pub(crate) high: Option<Number>,
    pub(crate) about: bool,
    above: bool,
    below: bool,
    /// Whether it is more than a log can hold.
    pub(crate) beyond: bool,
    /// The sum of the best estimates, if every part has one.
    best: Option<Number>,
}

impl Default for Tally {
    fn default() -> Self {
        let none = Number::ZERO;
        Self {
            low: none,
            high: Some(none),
            about: false,
            above: false,
            below: false,
            beyond: false,
            best: Some(none),
        }
    }
}

impl Tally {
    /// Some, but it is not said how many.
    pub(crate) const UNKNOWN: Self = Self {
        low: Number::ZERO,
        high: None,
        about: false,
        above: false,
        below: false,
        beyond: false,
        best: None,
    };

    pub(crate) fn of(quantity: &Quantity) -> Self {
        let Interval { low, high, about, above, below } = quantity.interval();
        Self { low, high, about, above, below, beyond: false, best: quantity.best() }
    }

    /// Returns whether it is at least all that was promised.
    pub(crate) fn reaches(self, promised: &Quantity) -> bool {
        let unit = promised.unit();
        promised.most().is_some_and(|most| self.interval().least(unit) >= most)
    }

    /// Returns whether it is more than all that was promised.
    pub(crate) fn exceeds(self, promised: &Quantity) -> bool {
        let least = self.interval().least(promised.unit());
        promised.most().is_some_and(|most| least > most || self.above && least == self.low && least == most)
    }

    pub(crate) fn plus(&mut self, other: Self) {
        let sum = |a: Option<Number>, b: Option<Number>| a.zip(b).and_then(|(a, b)| a.plus(b));
        let (low, high) = (self.low.plus(other.low), sum(self.high, other.high));
        self.beyond |=
            other.beyond || low.is_none() || self.high.is_some() && other.high.is_some() && high.is_none();
        self.low = low.unwrap_or(Number::LARGEST);
        self.high = high;
        self.best = sum(self.best, other.best);
        self.about |= other.about;
        self.above |= other.above;
        self.below |= other.below;
    }

    /// Returns the sum of the two.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.plus(other);
        self
    }

    /// Returns between nothing and all of it.
    pub(crate) fn up_to(self) -> Self {
        let best = self.best.filter(|best| *best == Number::ZERO);
        Self { low: Number::ZERO, above: false, best, ..self }
    }

    /// Returns the sum from the least of one to the most of the other.
    pub(crate) fn from_to(least: Self, most: Self) -> Self {
        let best = least.best.filter(|best| Some(*best) == most.best && least.low == most.low);
        Self {
            low: least.low,
            above: least.above,
            about: least.about || most.about,
            beyond: least.beyond || most.beyond,
            best,
            ..most
        }
    }

    /// Returns the lower of the two, bound by bound; `about` if one that gives a bound is. Nothing is less than
    /// nothing, so a bound of 0 is never about.
    pub(crate) fn lower(self, other: Self) -> Self {
        let high = match (self.high, other.high) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, None) | (None, one) => one,
        };
        let low = self.low.min(other.low);
        let gives_low = |one: &Self| one.low == low;
        let gives_high = |one: &Self| one.high == high;
        let gives = |one: &Self| {
            (low > Number::ZERO && gives_low(one)) || (high != Some(Number::ZERO) && gives_high(one))
        };
        let both = [self, other];
        Self {
            low,
            high,
            about: both.iter().any(|one| one.about && gives(one)),
            // What is not above the number may be that number.
            above: both.iter().all(|one| one.above || !gives_low(one)),
            below: both.iter().any(|one| one.below && gives_high(one)),
            beyond: self.beyond || other.beyond,
            best: self.best.zip(other.best).map(|(a, b)| a.min(b)),
        }
    }

    /// Returns what is left of a promise: never less than nothing, without upper bound if the promise has none.
    pub(crate) fn outstanding(promised: Self, delivered: Self) -> Self {
        let low = delivered.high.map_or(Number::ZERO, |high| promised.low.minus(high));
        let high = promised.high.map(|high| high.minus(delivered.low));
        let best = promised.best.zip(delivered.best).map(|(promised, delivered)| promised.minus(delivered));
        Self {
            low,
            high,
            about: promised.about || delivered.about,
            above: low > Number::ZERO && (promised.above || delivered.below),
            below: high.is_some_and(|high| high > Number::ZERO) && (promised.below || delivered.above),
            beyond: promised.beyond || delivered.beyond,
            best,
        }
    }

    fn interval(self) -> Interval {
        let Self { low, high, about, above, below, .. } = self;
        Interval { low, high, about, above, below }
    }

    pub(crate) fn quantity(self, unit: Text, per: Per) -> Quantity {
        Quantity::computed(self.interval(), self.best, unit, per)
    }

    pub(crate) fn to_text(self) -> String {
        let about = if self.about { "about " } else { "" };
        match self.high {
            Some(high) if high == self.low => format!("{about}{high}"),
            Some(high) if self.below && self.low == Number::ZERO => format!("fewer than {high}"),
            Some(high) => format!("{about}{} to {high}", self.low),
            None if self.above => format!("more than {}", self.low),
            None => format!("{about}{} or more", self.low),
        }
    }
}

/// Says that a sum is above [`Number::LARGEST`].
pub(crate) fn beyond_numbers(of: &dyn Display) -> String {
    format!("`{of}` adds up to more than a log can hold exactly (2^53 - 1): the sum has no upper bound")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_nothing_is_lower_than_about_two() {
        let (two, three) = (Number::from(2), Number::from(3));
        let about_two = Tally { low: two, high: Some(two), about: true, best: None, ..Tally::default() };
        let nothing = Tally { best: None, ..Tally::default() };
        assert_eq!(about_two.lower(Tally::default()), nothing);
        assert_eq!(Tally::default().lower(about_two), nothing);
        assert_eq!(about_two.up_to().lower(Tally::default()), nothing);
        let three = Tally { low: three, high: Some(three), best: Some(three), ..Tally::default() };
        assert_eq!(three.lower(about_two), about_two);
        assert_eq!(Tally::UNKNOWN.lower(about_two), Tally { low: Number::ZERO, ..about_two });
    }

    fn quantity(json: &str) -> Quantity {
        serde_json::from_str(json).unwrap()
    }

    fn sum(parts: &[&str]) -> String {
        let mut sum = Tally::default();
        parts.iter().for_each(|part| sum.plus(Tally::of(&quantity(part))));
        serde_json::to_string(&sum.quantity("person".parse().unwrap(), Per::Total)).unwrap()
    }

    #[test]
    fn a_sum_keeps_more_than_and_a_best_estimate_that_every_part_has() {
        const TEN: &str = r#"{"low":10,"high":10,"bound":"exact","unit":"person","per":"total"}"#;
        const MORE: &str = r#"{"low":1200,"bound":"more-than","unit":"person","per":"total"}"#;
        const FEWER: &str = r#"{"high":5,"bound":"fewer-than","unit":"person","per":"total"}"#;
        const BEST: &str = r#"{"low":1,"high":9,"best":4,"bound":"range","unit":"person","per":"total"}"#;
        const WIDE: &str = r#"{"low":1,"high":9,"bound":"range","unit":"person","per":"total"}"#;
        assert_eq!(sum(&[TEN, MORE]), r#"{"low":1210,"bound":"more-than","unit":"person","per":"total"}"#);
        assert_eq!(sum(&[FEWER]), r#"{"high":5,"bound":"fewer-than","unit":"person","per":"total"}"#);
        assert_eq!(
            sum(&[TEN, FEWER]),
            r#"{"low":10,"high":14,"bound":"range","unit":"person","per":"total"}"#
        );
        let best = r#"{"low":11,"high":19,"best":14,"bound":"range","unit":"person","per":"total"}"#;
        assert_eq!(sum(&[TEN, BEST]), best);
        assert!(!sum(&[BEST, WIDE]).contains("best"));
        // About one and more than 1,200 are 1,201 or more.
        let about = r#"{"low":0,"high":1,"bound":"about","unit":"person","per":"total"}"#;
        assert_eq!(sum(&[about, MORE]), r#"{"low":1201,"bound":"about","unit":"person","per":"total"}"#);
    }

    #[test]
    fn what_is_left_after_more_than_some_is_fewer() {
        let promised = quantity(r#"{"low":50,"high":50,"bound":"exact","unit":"person","per":"total"}"#);
        let delivered = quantity(r#"{"low":20,"bound":"more-than","unit":"person","per":"total"}"#);
        let left = Tally::outstanding(Tally::of(&promised), Tally::of(&delivered));
        assert_eq!(left.to_text(), "fewer than 30");
    }

    #[test]
    fn what_is_left_of_fewer_than_three_is_one_at_most_once_about_one_is_delivered() {
        let promised = quantity(r#"{"high":3,"bound":"fewer-than","unit":"person","per":"total"}"#);
        let delivered = quantity(r#"{"low":1,"high":3,"bound":"about","unit":"person","per":"total"}"#);
        let left = Tally::outstanding(Tally::of(&promised), Tally::of(&delivered));
        let left = left.quantity("person".parse().unwrap(), Per::Total);
        assert_eq!((left.least(), left.most()), (Number::ZERO, Some(Number::from(1))));
    }
}
