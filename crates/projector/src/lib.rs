//! The state of a negotiation as of a point, and what differs between two points.
//!
//! Events and a point go in, a state comes out: a sorted map of slots, each one typed value with the events
//! that it rests on. A slot folds its own few events and nothing else's. Nothing here knows where events
//! are kept, reads a clock, or fails.
//!
//! ```
//! use asof_core::{AsOf, Event, Until};
//! use asof_projector::{Collection, Value, View};
//!
//! let text = include_str!("../../../fixtures/logs/first-days.jsonl");
//! let events = text.lines().map(Event::from_line).collect::<Result<Vec<_>, _>>()?;
//! let talks = "talks".parse()?;
//! let on_15_may = AsOf { occurred: Until::Before("2025-05-15T21:00:00Z".parse()?), ..AsOf::ALL };
//!
//! // As of a date: the slots of one collection, each with its typed value.
//! let before = View::new(&events, &on_15_may);
//! assert!(before.state(&talks).collection(Collection::Commitments).is_empty());
//! let after = View::new(&events, &AsOf::ALL);
//! for (path, slot) in after.state(&talks).collection(Collection::Commitments) {
//!     let Value::Commitment(promise) = &slot.value else { continue };
//!     println!("{path}: {:?} by {:?}", promise.status, slot.events);
//! }
//!
//! // What differs between two points, and by which events.
//! for change in before.diff(&after, &talks).changes {
//!     println!("{:?} {} by {:?}", change.op, change.full_path(), change.causes);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod acting;
mod affecting;
mod anchors;
mod anomaly;
mod asserting;
mod causes;
mod change;
mod companies;
mod complete;
mod diff;
mod dropped;
mod entries;
mod evaluate;
mod fold;
mod grounds;
mod grouped;
mod last;
mod lateness;
mod log_dates;
mod lookups;
mod lots;
mod named;
mod narrowing;
mod occurrences;
mod order;
mod parts;
mod path;
mod possible;
mod precedence;
mod project;
mod record;
mod registrations;
mod row;
mod rows;
mod sides;
mod slot;
pub mod state;
mod state_row;
mod tally;
mod timelines;
mod transfers;
mod undecided;
mod view;
mod visibility;
mod visible_event;
mod whys;

pub use affecting::events_affecting;
pub use anomaly::AnomalyCode;
pub use asserting::without_assertions;
pub use change::{Cause, Change, ChangeReason, Op};
pub use diff::{ComparedFields, Diff, apply, diff, fields, for_each_diff};
pub use fold::{Reported, Transition};
pub use grounds::Grounds;
pub use lateness::Lateness;
pub use log_dates::LogDates;
pub use occurrences::{Occurrence, Registry, Times, registered};
pub use path::{Collection, Path};
pub use possible::{Axis, Possible, PossibleKind};
pub use project::{for_each_state, project, project_all};
#[doc(hidden)]
pub use row::schemars;
pub use row::{
    Cell, CellType, Column, Dated, Describe, Described, DueDate, Field, Fields, Holds, Instant, Naming,
    Nested, Row, Writing, columns, describe, role,
};
pub use rows::{Counted, State};
pub use slot::{Slot, Undecided};
pub use state::facets::Facets;
pub use state::value::Value;
pub use state_row::StateRow;
pub use transfers::TransferRow;
pub use view::View;
pub use visible_event::EventStatus;
