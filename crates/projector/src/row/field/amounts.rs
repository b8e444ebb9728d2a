//! Fields that are quantities.

use asof_core::{Bound, Every, Number, Per, Quantity, Text};

use super::texts::Readable;
use super::{Cell, Field, role};
use crate::row::Row;
use crate::row::schema::{Described, Holds};

crate::row! {
    /// A count or an amount that may be imprecise: between two numbers, both included unless the bound is `more-than` or
    /// `fewer-than`. An unknown number is null.
    struct Stated as "Quantity" {
        /// The smallest number that it can be; null if nothing is said of it.
        low: Option<Number>,
        /// The largest number that it can be; null if there is no upper bound.
        high: Option<Number>,
        /// The best estimate where the number is not exact; of a sum only if every part has one. Null if there is none.
        best: Option<Number>,
        /// How the numbers are meant; with `unknown` both are null.
        bound: Bound,
        /// What is counted, in the singular.
        unit: Text as role::Prose,
        /// Whether the number is for each side, in total or in one direction. asof never converts between these.
        per: Per,
        /// The period of a rate; null if it is a count.
        every: Option<Every>,
    }
}

impl From<&Quantity> for Stated {
    fn from(quantity: &Quantity) -> Self {
        let (low, high) = quantity.stated();
        let (best, unit) = (quantity.stated_best(), quantity.unit().clone());
        Self { low, high, best, bound: quantity.bound(), unit, per: quantity.per(), every: quantity.every() }
    }
}

impl Field<role::Amount> for Quantity {
    fn cell(&self) -> Cell<'_> {
        Cell::Amount(self)
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        let stated = row.nested(&Stated::from(self));
        row.put(name, stated);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Stated>(name, about);
        described.holds(Holds::Quantity);
    }

    fn escape_invisible(&mut self) {
        let mut unit = self.unit().clone();
        Readable::escape_invisible(&mut unit);
        *self = self.clone().in_unit(unit);
    }
}

impl Field<role::Amount> for Option<Quantity> {
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Nothing, Cell::Amount)
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        let stated = self.as_ref().map(|quantity| row.nested(&Stated::from(quantity)));
        row.put(name, stated.unwrap_or_default());
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Option<Stated>>(name, about);
        described.holds(Holds::Quantity);
    }

    fn escape_invisible(&mut self) {
        self.iter_mut().for_each(Field::<role::Amount>::escape_invisible);
    }
}
