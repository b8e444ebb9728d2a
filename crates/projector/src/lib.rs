//! The state of a negotiation at a cut, and what differs between two cuts.
//!
//! Events and a cut go in, a state comes out: a sorted map of slots, each one typed value with the events
//! that it rests on. A slot folds its own few events and nothing else's. Nothing here knows where events
//! are kept, reads a clock, or fails.

mod anomaly;
mod asserting;
mod bearing;
mod causes;
mod companies;
mod diff;
mod dropped;
mod fold;
mod last;
mod lateness;
mod lookups;
mod lots;
mod narrowing;
mod occurrences;
mod order;
mod parts;
mod path;
mod possible;
mod project;
mod record;
mod row;
mod sides;
mod slot;
mod standing;
pub mod state;
mod tally;
mod undecided;
mod view;
mod weighing;
mod whys;

pub use anomaly::AnomalyCode;
pub use asserting::without_assertions;
pub use bearing::bearing_on;
pub use diff::{Cause, Change, Diff, Fields, Op, Why, apply, diff, fields, for_each_diff};
pub use fold::Reported;
pub use lateness::Lateness;
pub use occurrences::{Occurrence, Registry, Times, counted, occurrences, standings, times};
pub use path::{Family, Path};
pub use possible::Possible;
pub use project::{for_each_state, project, project_all};
pub use row::{Dated, Row};
pub use slot::{Slot, Turn, Undecided, Value};
pub use standing::Standing;
pub use view::{Counted, State};
