//! What an event, a date, a quantity and a point are, and the checks that a sound log satisfies.
//!
//! An author writes a [`Draft`]; a log that accepts it makes an [`Event`] of it, which nothing
//! changes afterwards. Three clocks date it: [`Occurred`] (when it happened in the world), [`Known`]
//! (when the public could know of it) and [`Recorded`] (when the log accepted it). A [`AsOf`] bounds
//! all three and is the one way to ask anything of a log.
//!
//! This crate reads no clock, no file and no environment, and prints nothing.

mod as_of;
mod as_text;
mod asserted;
pub mod check;
mod citation;
mod date;
mod deadline;
mod draft;
mod duration;
mod event;
mod json;
pub mod kind;
mod names;
mod near;
mod number;
mod quantity;
mod ratio;
mod record;
mod reference;
mod registry;
mod stamp;
mod text;
mod text_schema;
pub mod unseen;
mod when;
mod wire;
mod withdrawn;
mod words;
mod world;
mod zone;

pub use as_of::{AsOf, AsOfToken, Head, Inferred, TokenError, Until};
pub use asserted::Asserted;
pub use citation::Citation;
pub use date::{DateError, DateErrorKind, WrittenDate};
pub use deadline::{DaysAfter, Deadline};
pub use draft::{Draft, Entry, ExternalId};
pub use duration::{Duration, DurationError};
pub use event::Event;
pub use json::{Columns, FieldPlaces, Place, find_field};
pub use names::{Claimant, EventRef, Key, KeyError, Word};
pub use near::{did_you_mean, folded, nearest, nearest_zones};
pub use number::{Number, NumberError};
pub use quantity::{Bound, Every, Interval, Per, Quantity, QuantityError};
pub use ratio::{Ratio, RatioError};
pub use record::{
    Because, Confirmation, Correction, Discrepancy, Reading, RecordEntry, RecordKind, Replacement,
    Retraction, StateAssertion,
};
pub use reference::{Cited, Opens, Reference};
pub use registry::{
    Name, NameStatus, Registered, RegisteredBody, RegisteredIssue, RegisteredPerson, RegisteredPlace,
    RegisteredProcess, RegisteredSource, RegisteredSpelling, RegistryEntry,
};
pub use stamp::{Digest, DigestError, EventId, EventIdError, Recorded, RecordedError};
pub use text::{Lines, LinesError, Text, TextError, one_line};
pub use when::{Bounds, DayOrInstant, Due, Known, Occurred, When, WhenError};
pub use wire::{LineCode, LineError, as_on_a_line, what_schema};
pub use withdrawn::withdrawn;
pub use world::{Assertion, Delivery, Ending, HowEnded, WorldEntry};
pub use zone::{Zone, ZoneError};
