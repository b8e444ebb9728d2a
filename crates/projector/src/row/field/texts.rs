//! Fields that are texts somebody wrote.

use std::borrow::Cow;

use asof_core::Text;
use asof_core::unseen::{is_seen, visible};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, Field, plain, role};
use crate::row::Row;
use crate::row::schema::Described;

/// Text in which invisible characters can be replaced by their code points.
pub(super) trait Readable {
    fn escape_invisible(&mut self);
    fn texts(&self) -> Vec<&str>;
}

impl Readable for String {
    fn texts(&self) -> Vec<&str> {
        vec![self]
    }

    fn escape_invisible(&mut self) {
        if let Cow::Owned(visible) = visible(self) {
            *self = visible;
        }
    }
}

impl Readable for Text {
    fn texts(&self) -> Vec<&str> {
        vec![self.as_str()]
    }

    fn escape_invisible(&mut self) {
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

    fn escape_invisible(&mut self) {
        self.iter_mut().for_each(Readable::escape_invisible);
    }
}

impl<T: Readable> Readable for Vec<T> {
    fn texts(&self) -> Vec<&str> {
        self.iter().flat_map(T::texts).collect()
    }

    fn escape_invisible(&mut self) {
        self.iter_mut().for_each(Readable::escape_invisible);
    }
}

#[allow(private_bounds, reason = "the trait is sealed: only these types may have the role")]
impl<T: Readable + Serialize + JsonSchema> Field<role::Prose> for T {
    fn cell(&self) -> Cell<'_> {
        Cell::Prose(self.texts())
    }

    as_written!();

    fn escape_invisible(&mut self) {
        Readable::escape_invisible(self);
    }
}
