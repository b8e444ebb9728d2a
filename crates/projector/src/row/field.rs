//! The fields of rows by their roles: what JSON, a schema, a table and a filter have of each.

use std::any::Any;
use std::borrow::Cow;

use asof_core::unseen::{is_seen, visible};
use asof_core::{Bound, Every, Per};
use asof_core::{Claimant, Deadline, Duration, EventRef, Key, Number, Quantity, Text, When};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::schema::{Described, Holds};
use super::values::{Dated, DueDate, Instant};
use super::{Describe, Fields, Row};

/// A value in a role: the same key is a person in one field, and an event in another.
pub trait Field<Role> {
    /// Puts the fields that the value makes of a name.
    fn put(&self, name: &str, row: &mut Row<'_>);
    /// Describes those fields.
    fn describe_as(name: &str, about: &str, described: &mut Described<'_>);
    /// Returns what the value says, for people to read.
    fn cell(&self) -> Cell<'_> {
        Cell::Nothing
    }
    /// Hands over the persons and bodies that it names.
    fn actors_in<'a>(&'a self, _visit: &mut dyn FnMut(&'a Key)) {}
    /// Writes each character of its texts that no reader sees as its number.
    fn show_unseen(&mut self) {}
}

/// What a field says, for people to read.
#[derive(Debug, Clone)]
pub enum Cell<'a> {
    /// Nothing.
    Nothing,
    /// A word of a closed list, a category, a number, a flag; null if it is not stated.
    Plain(Value),
    /// Texts that somebody wrote; none if not stated.
    Prose(Vec<&'a str>),
    /// Registered persons, bodies, places or issues.
    Named(Vec<&'a Key>),
    /// Keys of events, or of what events open.
    Events(Vec<String>),
    /// Those whose word something is.
    Claimants(&'a [Claimant]),
    /// A date.
    Date(&'a Dated),
    /// A deadline.
    Due(&'a DueDate),
    /// A duration.
    Span(&'a Duration),
    /// A quantity.
    Amount(&'a Quantity),
    /// Rows within the row.
    Rows(Vec<&'a dyn Nested>),
}

impl<'a> Cell<'a> {
    fn date(dated: Option<&'a Dated>) -> Self {
        dated.map_or(Self::Nothing, Self::Date)
    }
}

/// A row within a row: one of the types that rows are made of, by which a reader tells it in words of its own.
pub trait Nested: Fields + Any + std::fmt::Debug {
    /// Returns the row as what it is.
    fn as_any(&self) -> &dyn Any;
}

impl<T: Fields + std::fmt::Debug + 'static> Nested for T {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// What a field is in its row.
pub mod role {
    use std::marker::PhantomData;

    /// A value that is written as it is: a word of a closed list, a category, a number, a flag.
    #[derive(Debug)]
    pub enum Plain {}
    /// Keys of events, or of what events open.
    #[derive(Debug)]
    pub enum Event {}
    /// Those whose word something is.
    #[derive(Debug)]
    pub enum Claimants {}
    /// Text that somebody wrote.
    #[derive(Debug)]
    pub enum Prose {}
    /// A person or body, or several; the name of one stands behind its key.
    #[derive(Debug)]
    pub enum Actor {}
    /// A place, issue or source, whose name stands behind its key.
    #[derive(Debug)]
    pub enum Named {}
    /// A date: as written, from, until (not included), whether it is inferred.
    #[derive(Debug)]
    pub enum Date {}
    /// The date of an event: as [`Date`], and what narrowed its bounds.
    #[derive(Debug)]
    pub enum Occurred {}
    /// A deadline: as [`Date`], and the event and the days after it from which it counts.
    #[derive(Debug)]
    pub enum Due {}
    /// A duration: as written, and in minutes.
    #[derive(Debug)]
    pub enum Span {}
    /// A quantity.
    #[derive(Debug)]
    pub enum Amount {}
    /// Rows within the row, or one that may be missing.
    #[derive(Debug)]
    pub enum Rows {}
    /// One row within the row.
    #[derive(Debug)]
    pub enum One {}
    /// Fields of the row itself, declared elsewhere.
    #[derive(Debug)]
    pub enum Flat {}
    /// In no row.
    #[derive(Debug)]
    pub enum Hidden {}
    /// What follows from other rows and the date asked about, in another role: no difference compares it.
    #[derive(Debug)]
    pub struct Derived<Role = Plain>(PhantomData<Role>);
}

impl<T: Serialize + JsonSchema> Field<role::Plain> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Plain(plain(self))
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        row.put(name, plain(self));
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
    }
}

fn plain(value: &(impl Serialize + ?Sized)) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| unreachable!("plain data: {error}"))
}

/// Text that can show what no reader sees.
trait Readable {
    fn make_readable(&mut self);
    fn texts(&self) -> Vec<&str>;
}

impl Readable for String {
    fn texts(&self) -> Vec<&str> {
        vec![self]
    }

    fn make_readable(&mut self) {
        if let Cow::Owned(visible) = visible(self) {
            *self = visible;
        }
    }
}

impl Readable for Text {
    fn texts(&self) -> Vec<&str> {
        vec![self.as_str()]
    }

    fn make_readable(&mut self) {
        if !is_seen(self.as_str())
            && let Ok(visible) = visible(self.as_str()).parse()
        {
            *self = visible;
        }
    }
}

impl<T: Readable> Readable for Option<T> {
    fn texts(&self) -> Vec<&str> {
        self.iter().flat_map(T::texts).collect()
    }

    fn make_readable(&mut self) {
        self.iter_mut().for_each(T::make_readable);
    }
}

impl<T: Readable> Readable for Vec<T> {
    fn texts(&self) -> Vec<&str> {
        self.iter().flat_map(T::texts).collect()
    }

    fn make_readable(&mut self) {
        self.iter_mut().for_each(T::make_readable);
    }
}

#[allow(private_bounds, reason = "which types are text is said here alone")]
impl<T: Readable + Serialize + JsonSchema> Field<role::Prose> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Prose(self.texts())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        row.put(name, plain(self));
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
    }

    fn show_unseen(&mut self) {
        self.make_readable();
    }
}

/// Keys of events.
trait Events {
    fn keys(&self) -> Vec<String>;
}

impl<T: ToString> Events for Option<T> {
    fn keys(&self) -> Vec<String> {
        self.iter().map(T::to_string).collect()
    }
}

impl<T: ToString> Events for Vec<T> {
    fn keys(&self) -> Vec<String> {
        self.iter().map(T::to_string).collect()
    }
}

impl Events for Key {
    fn keys(&self) -> Vec<String> {
        vec![self.to_string()]
    }
}

impl Events for String {
    fn keys(&self) -> Vec<String> {
        vec![self.clone()]
    }
}

#[allow(private_bounds, reason = "which types are keys of events is said here alone")]
impl<T: Events + Serialize + JsonSchema> Field<role::Event> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Events(self.keys())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        row.put(name, plain(self));
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
    }
}

impl Field<role::Claimants> for Vec<Claimant> {
    fn cell(&self) -> Cell<'_> {
        Cell::Claimants(self)
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        row.put(name, plain(self));
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
    }
}

impl Field<role::Named> for Vec<Key> {
    fn cell(&self) -> Cell<'_> {
        Cell::Named(self.iter().collect())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        row.put(name, plain(self));
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
    }
}

impl Field<role::Named> for Key {
    fn cell(&self) -> Cell<'_> {
        Cell::Named(vec![self])
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        row.put(name, plain(self));
        row.put_name(name, Some(self));
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
        described.add::<String>(&format!("{name}_name"), &format!("The name to show for `{name}`."));
    }
}

impl Field<role::Named> for Option<Key> {
    fn cell(&self) -> Cell<'_> {
        Cell::Named(self.iter().collect())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        row.put(name, plain(self));
        row.put_name(name, self.as_ref());
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
        let named = format!("The name to show for `{name}`; null where that is.");
        described.add::<Option<String>>(&format!("{name}_name"), &named);
    }
}

impl Field<role::Actor> for Key {
    fn cell(&self) -> Cell<'_> {
        Cell::Named(vec![self])
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        Field::<role::Named>::put(self, name, row);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        <Self as Field<role::Named>>::describe_as(name, about, described);
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        visit(self);
    }
}

impl Field<role::Actor> for Option<Key> {
    fn cell(&self) -> Cell<'_> {
        Cell::Named(self.iter().collect())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        Field::<role::Named>::put(self, name, row);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        <Self as Field<role::Named>>::describe_as(name, about, described);
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        self.iter().for_each(visit);
    }
}

impl Field<role::Actor> for Vec<Key> {
    fn cell(&self) -> Cell<'_> {
        Cell::Named(self.iter().collect())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        row.put(name, plain(self));
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        self.iter().for_each(visit);
    }
}

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

#[allow(private_bounds, reason = "which types are dates is said here alone")]
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

#[allow(private_bounds, reason = "which types are dates is said here alone")]
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

crate::row! {
    /// A count or an amount that may be imprecise: between two numbers, both included unless the bound is `more-than` or
    /// `fewer-than`. Where no number is said it is null, and neither zero nor absent.
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
        /// What the count is a count of. Counts are never converted between these.
        per: Per,
        /// The period of a rate: so many in each; null if it is a count.
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

    fn show_unseen(&mut self) {
        let mut unit = self.unit().clone();
        unit.make_readable();
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

    fn show_unseen(&mut self) {
        self.iter_mut().for_each(Field::<role::Amount>::show_unseen);
    }
}

impl<T: Fields + JsonSchema + std::fmt::Debug + 'static> Field<role::One> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Rows(vec![self])
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        let nested = row.nested(self);
        row.put(name, nested);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        self.actors(visit);
    }

    fn show_unseen(&mut self) {
        self.make_visible();
    }
}

impl<T: Fields + JsonSchema + std::fmt::Debug + 'static> Field<role::Rows> for Vec<T> {
    fn cell(&self) -> Cell<'_> {
        Cell::Rows(self.iter().map(|row| row as &dyn Nested).collect())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        let rows = self.iter().map(|nested| row.nested(nested)).collect();
        row.put(name, rows);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        self.iter().for_each(|row| row.actors(visit));
    }

    fn show_unseen(&mut self) {
        self.iter_mut().for_each(T::make_visible);
    }
}

impl<T: Fields + JsonSchema + std::fmt::Debug + 'static> Field<role::Rows> for Option<T> {
    fn cell(&self) -> Cell<'_> {
        Cell::Rows(self.iter().map(|row| row as &dyn Nested).collect())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        let nested = self.as_ref().map(|nested| row.nested(nested));
        row.put(name, nested.unwrap_or_default());
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        self.iter().for_each(|row| row.actors(visit));
    }

    fn show_unseen(&mut self) {
        self.iter_mut().for_each(T::make_visible);
    }
}

impl<T: Fields + Describe> Field<role::Flat> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Nothing
    }

    fn put(&self, _: &str, row: &mut Row<'_>) {
        self.write(row);
    }

    fn describe_as(_: &str, _: &str, described: &mut Described<'_>) {
        <T as Describe>::describe(described);
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        Fields::actors(self, visit);
    }

    fn show_unseen(&mut self) {
        Fields::make_visible(self);
    }
}

impl<T> Field<role::Hidden> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Nothing
    }

    fn put(&self, _: &str, _: &mut Row<'_>) {}

    fn describe_as(_: &str, _: &str, _: &mut Described<'_>) {}
}

impl<T: Field<Role>, Role> Field<role::Derived<Role>> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Nothing
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        if !row.is_as_written() {
            Field::<Role>::put(self, name, row);
        }
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        <T as Field<Role>>::describe_as(name, about, described);
    }

    fn show_unseen(&mut self) {
        Field::<Role>::show_unseen(self);
    }
}
