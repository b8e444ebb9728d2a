//! What is asked of every row, whatever it is of: its key and title, how much it weighs as news, what others say of it, what is
//! in doubt.

use asof_core::Key;

use super::ceasefires::{Allegation, Denial};
use super::commitments::DeliveryValue;
use crate::fold::Reported;

/// What is asked of the value of any row. A type of rows says what holds of it, and nothing where the default does.
pub trait Facets {
    /// Returns it as what is asked of every row: of a box what is in it, by the way in which methods are found.
    fn facets(&self) -> &dyn Facets
    where
        Self: Sized,
    {
        self
    }

    /// Returns the key of what the row is of, where it has one.
    fn own_key(&self) -> Option<&Key> {
        None
    }

    /// Returns what it is called, or what it is about, where its key does not say that.
    fn title(&self) -> Option<String> {
        None
    }

    /// Returns the rank of the row among what is new on a day: lower comes first, and what only changed ranks one after.
    /// `None` for what no overview tells.
    fn news_rank(&self) -> Option<u8> {
        None
    }

    /// Returns whether it says how something stands by an own word or by what was seen, not by others' words alone.
    fn has_own_word(&self) -> bool {
        false
    }

    /// Returns whether it has a word for how it stands, behind which a text says what may make it otherwise.
    fn says_how_it_stands(&self) -> bool {
        self.has_own_word()
    }

    /// Returns what others say of it.
    fn reported(&self) -> &[Reported] {
        &[]
    }

    /// Returns the sides that are said to have agreed and have not said so themselves.
    fn unvouched(&self) -> &[Key] {
        &[]
    }

    /// Returns the discrepancies that it names itself; `None` where a row names none.
    fn discrepancies(&self) -> Option<&[Key]> {
        None
    }

    /// Returns the events that may be one occasion told by several.
    fn could_merge(&self) -> &[Key] {
        &[]
    }

    /// Returns who says that it was broken.
    fn allegations(&self) -> &[Allegation] {
        &[]
    }

    /// Returns who denies which of its phases or of the allegations.
    fn denials(&self) -> &[Denial] {
        &[]
    }

    /// Returns the lots delivered.
    fn deliveries(&self) -> &[DeliveryValue] {
        &[]
    }
}
