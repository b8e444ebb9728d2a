//! Sums of imprecise counts: interval arithmetic on whole numbers.

use asof_core::{Bound, Per, Quantity, Text};

/// The largest integer that canonical JSON carries exactly (2^53 - 1).
const LARGEST: u64 = (1 << 53) - 1;

/// A running sum `[low, high]`; `about` if any part was. Sums saturate at the largest integer of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) low: u64,
    pub(crate) high: Option<u64>,
    pub(crate) about: bool,
}

impl Default for Tally {
    fn default() -> Self {
        Self { low: 0, high: Some(0), about: false }
    }
}

impl Tally {
    /// Some, but it is not said how many.
    pub(crate) const UNKNOWN: Self = Self { low: 0, high: None, about: false };

    pub(crate) fn of(quantity: &Quantity) -> Self {
        Self { low: quantity.low(), high: quantity.high(), about: quantity.bound() == Bound::About }
    }

    pub(crate) fn add(&mut self, quantity: &Quantity) {
        self.plus(Self::of(quantity));
    }

    pub(crate) fn plus(&mut self, other: Self) {
        let sum = |a: u64, b: u64| a.saturating_add(b).min(LARGEST);
        self.low = sum(self.low, other.low);
        self.high = self.high.zip(other.high).map(|(a, b)| sum(a, b));
        self.about |= other.about;
    }

    /// Returns between nothing and all of it.
    pub(crate) fn up_to(self) -> Self {
        Self { low: 0, ..self }
    }

    /// Returns the lower of the two, bound by bound; `about` if one that gives a bound is. Nothing is less than
    /// nothing, so a bound of 0 is never about.
    pub(crate) fn lower(self, other: Self) -> Self {
        let high = match (self.high, other.high) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, None) | (None, one) => one,
        };
        let low = self.low.min(other.low);
        let gives = |one: &Self| (low > 0 && one.low == low) || (high != Some(0) && one.high == high);
        let about = [self, other].iter().any(|one| one.about && gives(one));
        Self { low, high, about }
    }

    /// Returns what is left of a promise: never less than nothing, without upper bound if the promise has none.
    pub(crate) fn outstanding(promised: Self, delivered: Self) -> Self {
        Self {
            low: delivered.high.map_or(0, |high| promised.low.saturating_sub(high)),
            high: promised.high.map(|high| high.saturating_sub(delivered.low)),
            about: promised.about || delivered.about,
        }
    }

    pub(crate) fn quantity(self, unit: Text, per: Per) -> Quantity {
        Quantity::computed(self.low, self.high, self.about, unit, per)
    }

    pub(crate) fn to_text(self) -> String {
        let about = if self.about { "about " } else { "" };
        match self.high {
            Some(high) if high == self.low => format!("{about}{high}"),
            Some(high) => format!("{about}{} to {high}", self.low),
            None => format!("{about}{} or more", self.low),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_nothing_is_lower_than_about_two() {
        let about_two = Tally { low: 2, high: Some(2), about: true };
        assert_eq!(about_two.lower(Tally::default()), Tally::default());
        assert_eq!(Tally::default().lower(about_two), Tally::default());
        assert_eq!(about_two.up_to().lower(Tally::default()), Tally::default());
        let three = Tally { low: 3, high: Some(3), about: false };
        assert_eq!(three.lower(about_two), about_two);
        assert_eq!(Tally::UNKNOWN.lower(about_two), Tally { low: 0, high: Some(2), about: true });
    }
}
