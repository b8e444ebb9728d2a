//! `asof.hindsight/2`: how a moment looked then, how it looks now, and what became of what was expected.

use asof_core::{Claimant, Key, When};
use asof_projector::state::meetings::MeetingStatus;

use super::common::Instant;
use super::diff::Change;
use super::envelope::{Chosen, Counted, AsOf, Document, Possible, Tag};
use super::macros::{document, part};
use super::state::Selected;
pub use crate::answers::hindsight::TurnedOut;

document! {
    /// How a moment looked then, how it looks now, and what became of what was expected: what `hindsight` prints.
    Hindsight = "hindsight" of one process {
        /// The moment by what the public could know then; the point of the answer.
        from: AsOf,
        /// The same moment by all that the log knows.
        to: AsOf,
        /// How many events count by what the public could know then.
        counted_from: Counted,
        /// How many events count by all that the log knows.
        counted_to: Counted,
        /// The parts of the state asked for; empty if all are compared.
        only: Vec<String>,
        /// Which rows of them are compared.
        selection: Selected,
        /// What looks otherwise now, by path.
        changes: Vec<Change>,
        /// What became, by the end of the log, of every meeting planned, attendance, delegation and ceasefire announced,
        /// promise and proposal open, and objective of a party held then.
        outcomes: Vec<Outcome>,
        /// How many rows look now as they looked then.
        unchanged: u64,
        /// What may have happened or been known then.
        possible: Vec<Possible>,
    }
}

part! {
    /// What became of one thing expected.
    Outcome {
        /// The negotiation.
        process: Key,
        /// The row of what was expected, by its path.
        path: String,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String>,
        /// What was expected: the status that the row had then.
        expected: String,
        /// What became of it: the status at the end of the log; of a delegation `as-announced` or `otherwise`; of an objective
        /// `met`, `withdrawn`, `restated` in other words, or `replaced` by another; `not-stated` where the record does not
        /// tell, `retracted` where it no longer does.
        became: String,
        /// How the two compare.
        turned_out: TurnedOut,
        /// For when a meeting was planned last; null if not stated or not a meeting.
        date? planned_for => planned_for_from, planned_for_until, planned_for_inferred,
        /// By when a promise, or the answer to a proposal, was due; null if not stated or neither.
        date? due => due_from, due_until, due_inferred,
        /// How many days after that it came at the least; null if it was not late.
        late_days: Option<u64>,
        /// By how many days it is overdue at the end of the record, if it is still awaited then; else null.
        overdue_days: Option<u64>,
        /// When a meeting was held, or a promise fulfilled; null if it was not, or neither.
        date? occurred => occurred_from, occurred_until, occurred_inferred,
        /// What the party wants at the end of the log in the place of an objective that it replaced; null if it replaced none.
        replaced_by: Option<String>,
        /// Who else expected or reported it, where there was no own word.
        expected_by: Vec<Claimant>,
        /// The meeting that was held instead; null if none was.
        instead: Option<Key>,
        /// How the meeting stands at the end of the log; null if it has none.
        meeting_status: Option<MeetingStatus>,
        /// Whose word the row was then; empty where there was no own word.
        attributed_to: Vec<Claimant>,
        /// Who was announced by name.
        announced: Vec<Key>,
        /// Who was announced without a name, as described.
        announced_unnamed: Vec<String>,
        /// Whether the list of who was announced is complete; null if there is none.
        announced_complete: Option<bool>,
        /// Who is on the list of who came without a name, as described.
        came_unnamed: Vec<String>,
        /// Who came without having been announced.
        added: Vec<Key>,
        /// Who was announced and is not on the list of who came; where that is not complete they may have come.
        missing: Vec<Key>,
        /// Whether the list of who came is complete; null if there is none.
        complete: Option<bool>,
        /// Of somebody's coming: whether a delegation of this party was seen at the meeting; null of all else.
        delegation_observed: Option<bool>,
        /// What it may have become, where the order of the events that decide is not recorded; empty if it is.
        undecided_between: Vec<String>,
        /// The keys of the events that tell of it.
        events: Vec<Key>,
    }
}
