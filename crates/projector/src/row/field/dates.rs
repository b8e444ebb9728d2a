//! Fields that are dates, deadlines and durations.

use asof_core::{Deadline, Duration, EventRef, When};

use super::{Cell, Field, plain, role};
use crate::row::Row;
use crate::row::schema::Described;
use crate::row::values::{Dated, DueDate, Instant};

/// A date that may be missing.
trait MaybeDated {
    /// Whether it may be.
    const IS_OPTIONAL: bool;
    fn dated(&self) -> Option<&Dated>;
}

impl MaybeDated for Dated {
    const IS_OPTIONAL: bool = false;

    fn dated(&self) -> Option<&Dated> {
        Some(self)
    }
}

impl MaybeDated for Option<Dated> {
    const IS_OPTIONAL: bool = true;

    fn dated(&self) -> Option<&Dated> {
        self.as_ref()
    }
}

#[allow(private_bounds, reason = "the trait is sealed: only these types may have the role")]
impl<T: MaybeDated> Field<role::Date> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::date(self.dated())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        put_date(self.dated(), name, row);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        describe_date(name, about, Self::IS_OPTIONAL, described);
    }
}

#[allow(private_bounds, reason = "the trait is sealed: only these types may have the role")]
impl<T: MaybeDated> Field<role::Occurred> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::date(self.dated())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        put_date(self.dated(), name, row);
        if !row.is_as_written() {
            let narrowed_by = self.dated().map_or(&[][..], |dated| &dated.narrowed_by);
            row.put(&format!("{name}_narrowed_by"), plain(narrowed_by));
        }
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        describe_date(name, about, Self::IS_OPTIONAL, described);
        let narrowed = format!("The events by which the bounds of `{name}` are narrower than written.");
        described.add::<Vec<String>>(&format!("{name}_narrowed_by"), &narrowed);
    }
}

fn put_date(dated: Option<&Dated>, name: &str, row: &mut Row<'_>) {
    row.put(name, plain(&dated.map(|dated| &dated.when)));
    if !row.is_as_written() {
        row.put(&format!("{name}_from"), plain(&dated.and_then(Dated::from)));
        row.put(&format!("{name}_until"), plain(&dated.and_then(Dated::until)));
        row.put(&format!("{name}_inferred"), plain(&dated.map(|dated| dated.when.is_inferred())));
    }
}

fn describe_date(name: &str, about: &str, is_optional: bool, described: &mut Described<'_>) {
    let unsaid = if is_optional { "not stated or " } else { "" };
    let from = format!("The first moment that `{name}` can be, included; null if {unsaid}open to the past.");
    let until =
        format!("The moment by which `{name}` is over, not included; null if {unsaid}open to the future.");
    let null = if is_optional { "; null if not stated" } else { "" };
    let inferred = format!("Whether the encoder inferred `{name}` and no source states it{null}.");
    if is_optional {
        described.add::<Option<When>>(name, about);
    } else {
        described.add::<When>(name, about);
    }
    described.add::<Option<Instant>>(&format!("{name}_from"), &from);
    described.add::<Option<Instant>>(&format!("{name}_until"), &until);
    if is_optional {
        described.add::<Option<bool>>(&format!("{name}_inferred"), &inferred);
    } else {
        described.add::<bool>(&format!("{name}_inferred"), &inferred);
    }
}

impl Field<role::Due> for DueDate {
    fn cell(&self) -> Cell<'_> {
        Cell::Due(self)
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        let after = self.written.as_ref().and_then(Deadline::after);
        // What a deadline after an event comes to is not what is written.
        let day = self.day.as_ref().filter(|_| after.is_none() || !row.is_as_written());
        put_date(day, name, row);
        row.put(&format!("{name}_after"), plain(&after.map(|after| &after.after)));
        row.put(&format!("{name}_days"), plain(&after.map(|after| after.days)));
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        describe_date(name, about, true, described);
        let after = "The event from which the days count; null if it is a date.";
        described.add::<Option<EventRef>>(&format!("{name}_after"), after);
        let days = "How many days after the last day of that event; null where that is.";
        described.add::<Option<u32>>(&format!("{name}_days"), days);
    }
}

impl Field<role::Span> for Option<Duration> {
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Nothing, Cell::Span)
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        row.put(name, plain(self));
        if !row.is_as_written() {
            let minutes = self.as_ref().and_then(Duration::minutes);
            row.put(&format!("{name}_minutes"), plain(&minutes));
            let low = self.as_ref().map(Duration::minutes_low);
            row.put(&format!("{name}_minutes_low"), plain(&low));
            let high = self.as_ref().map(Duration::minutes_high);
            row.put(&format!("{name}_minutes_high"), plain(&high));
        }
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
        for (ending, about) in [
            ("minutes", "That in minutes, if there is one number; null for a range."),
            ("minutes_low", "The shortest that it can be, in minutes, included."),
            ("minutes_high", "The longest that it can be, in minutes, included."),
        ] {
            described.add::<Option<u64>>(&format!("{name}_{ending}"), about);
        }
    }
}
