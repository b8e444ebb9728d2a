//! Implements [`Field`] for each role: how a field is written to JSON, described in the schema, shown in a table and
//! searched by a filter.

use std::any::Any;

use asof_core::{Claimant, Duration, Key, Quantity};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::schema::{Described, Holds, columns};
use super::values::{Dated, DueDate};
use super::{Describe, Fields, Row};

/// The two methods of a field that is written and described as the value that it is.
macro_rules! as_written {
    () => {
        fn put(&self, name: &str, row: &mut Row<'_>) {
            row.put(name, plain(self));
        }

        fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
            described.add::<Self>(name, about);
        }
    };
}

mod amounts;
mod dates;
mod texts;

/// A value in a role: the same key is a person in one field, and an event in another.
pub trait Field<Role> {
    /// Writes the value under `name`, with derived fields such as `{name}_from`.
    fn put(&self, name: &str, row: &mut Row<'_>);
    /// Describes those fields.
    fn describe_as(name: &str, about: &str, described: &mut Described<'_>);
    /// Returns what the value says, for people to read.
    fn cell(&self) -> Cell<'_> {
        Cell::Nothing
    }
    /// Hands over the persons and bodies that it names.
    fn actors_in<'a>(&'a self, _visit: &mut dyn FnMut(&'a Key)) {}
    /// Replaces invisible characters in its texts by their code points (`<U+202E>`).
    fn escape_invisible(&mut self) {}
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

/// A nested row. By its type a renderer knows in which words to show it.
pub trait Nested: Fields + Any + std::fmt::Debug {
    /// Returns the row for a cast to its type.
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
    /// A derived field: computed from other rows or from the date asked about. `Role` says how it is written. Diffs
    /// ignore it.
    #[derive(Debug)]
    pub struct Derived<Role = Plain>(PhantomData<Role>);
}

impl<T: Serialize + JsonSchema> Field<role::Plain> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Plain(plain(self))
    }

    as_written!();
}

fn plain(value: &(impl Serialize + ?Sized)) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| unreachable!("plain data: {error}"))
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

#[allow(private_bounds, reason = "the trait is sealed: only these types may have the role")]
impl<T: Events + Serialize + JsonSchema> Field<role::Event> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Events(self.keys())
    }

    as_written!();
}

impl Field<role::Claimants> for Vec<Claimant> {
    fn cell(&self) -> Cell<'_> {
        Cell::Claimants(self)
    }

    as_written!();
}

/// Keys of what is registered with names: one, one that may be missing, or several.
trait Keys {
    fn keys(&self) -> &[Key];
}

impl Keys for Key {
    fn keys(&self) -> &[Key] {
        std::slice::from_ref(self)
    }
}

impl Keys for Option<Key> {
    fn keys(&self) -> &[Key] {
        self.as_slice()
    }
}

impl Keys for Vec<Key> {
    fn keys(&self) -> &[Key] {
        self
    }
}

impl Field<role::Named> for Vec<Key> {
    as_written!();

    fn cell(&self) -> Cell<'_> {
        named(self)
    }
}

impl Field<role::Named> for Key {
    fn cell(&self) -> Cell<'_> {
        named(self)
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
        named(self)
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

fn named(keys: &impl Keys) -> Cell<'_> {
    Cell::Named(keys.keys().iter().collect())
}

#[allow(private_bounds, reason = "the trait is sealed: only these types may have the role")]
impl<T: Keys + Field<role::Named>> Field<role::Actor> for T {
    fn cell(&self) -> Cell<'_> {
        Field::<role::Named>::cell(self)
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        Field::<role::Named>::put(self, name, row);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        <Self as Field<role::Named>>::describe_as(name, about, described);
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        self.keys().iter().for_each(visit);
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

    fn escape_invisible(&mut self) {
        Fields::escape_invisible(self);
    }
}

impl<T: Fields + Describe + JsonSchema + std::fmt::Debug + 'static> Field<role::Rows> for Vec<T> {
    fn cell(&self) -> Cell<'_> {
        Cell::Rows(self.iter().map(|row| row as &dyn Nested).collect())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        let rows = self.iter().map(|nested| row.nested(nested)).collect();
        row.put(name, rows);
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
        described.holds(Holds::Rows(columns::<T>()));
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        self.iter().for_each(|row| row.actors(visit));
    }

    fn escape_invisible(&mut self) {
        self.iter_mut().for_each(Fields::escape_invisible);
    }
}

impl<T: Fields + Describe + JsonSchema + std::fmt::Debug + 'static> Field<role::Rows> for Option<T> {
    fn cell(&self) -> Cell<'_> {
        Cell::Rows(self.iter().map(|row| row as &dyn Nested).collect())
    }

    fn put(&self, name: &str, row: &mut Row<'_>) {
        let nested = self.as_ref().map(|nested| row.nested(nested));
        row.put(name, nested.unwrap_or_default());
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        described.add::<Self>(name, about);
        described.holds(Holds::Rows(columns::<T>()));
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        self.iter().for_each(|row| row.actors(visit));
    }

    fn escape_invisible(&mut self) {
        self.iter_mut().for_each(Fields::escape_invisible);
    }
}

impl<T: Fields + Describe> Field<role::Flat> for T {
    fn put(&self, _: &str, row: &mut Row<'_>) {
        self.write(row);
    }

    fn describe_as(_: &str, _: &str, described: &mut Described<'_>) {
        <T as Describe>::describe(described);
    }

    fn actors_in<'a>(&'a self, visit: &mut dyn FnMut(&'a Key)) {
        Fields::actors(self, visit);
    }

    fn escape_invisible(&mut self) {
        Fields::escape_invisible(self);
    }
}

impl<T> Field<role::Hidden> for T {
    fn put(&self, _: &str, _: &mut Row<'_>) {}

    fn describe_as(_: &str, _: &str, _: &mut Described<'_>) {}
}

impl<T: Field<Role>, Role> Field<role::Derived<Role>> for T {
    fn put(&self, name: &str, row: &mut Row<'_>) {
        if !row.is_as_written() {
            Field::<Role>::put(self, name, row);
        }
    }

    fn describe_as(name: &str, about: &str, described: &mut Described<'_>) {
        <T as Field<Role>>::describe_as(name, about, described);
    }

    fn escape_invisible(&mut self) {
        Field::<Role>::escape_invisible(self);
    }
}
