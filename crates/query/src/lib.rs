//! Questions asked of a log of a negotiation: dates, processes, cuts, answers.
//!
//! The face of asof as a library. A [`Log`] is what was read of a log; a [`Question`] resolves dates as people
//! write them to a cut; each answer is one document, of which text, JSON and rows are renderings. Nothing
//! here renders or reads a clock: `now` is handed in.

mod about;
mod answer;
mod appending;
mod assertion;
mod bare;
mod beginning;
mod check;
mod compare;
pub mod contract;
mod copying;
mod dates;
mod difference;
mod drafts;
mod due;
mod explain;
mod fact;
mod filter;
mod hindsight;
mod history;
mod listing;
mod log;
mod mending;
mod names;
mod nearby;
mod overview;
mod place;
mod problem;
mod process;
mod question;
mod receipt;
mod replay;
mod rows;
mod selection;
mod sentence;
mod shell;
mod show;
pub mod snapshot;
mod spellings;
mod state;
mod thing;
mod why;

pub use about::about;
pub use answer::Answer;
pub use appending::{AppendError, Appended, Writing, append, effect, problems, try_out};
pub use assertion::AssertionCode;
pub use bare::{AmbiguousName, Named, entry_of_external_id, event_of_meeting, meeting_of_round};
pub use beginning::{Beginning, Party, PartyError, SameKeyError, ZoneError, key_of_title, zone};
pub use check::{
    Against, Check, Checked, Integrity, IntegrityCode, check, damage, integrity, recorded_ahead,
};
pub use compare::{COMPARED, CompareError, compare};
pub use copying::{Copied, CopyError, Survey, copy};
pub use dates::{
    Calendar, DateQuestionError, DateQuestionErrorKind, DatedKey, GRAMMAR, Phase, Point, Range, Reading,
    Round,
};
pub use difference::difference;
pub use drafts::{Read, read_drafts};
pub use due::due;
pub use explain::{Page, near_codes, page};
pub use fact::{Fact, PathError, facts_of_person};
pub use filter::{Filter, FilterError, claimant_named, key_named, one_of, source_named};
pub use hindsight::hindsight;
pub use history::{Moving, history, history_of_person};
pub use listing::{Listed, Order, listing, select};

pub use log::Log;
pub use mending::{Mending, MendingError, because_world, correction, retraction};
pub use names::Names;
pub use nearby::near;
pub use place::{lines_in_words, place_in_words};
pub use problem::{Code, Excerpt, Problem, Refusal};
pub use process::{ProcessError, ProcessInfo, Why};
pub use question::{Asked, Question, QuestionError, Scope};
pub use receipt::{Receipt, ReceiptError, ReceiptFormError, receipt};
pub use replay::{Replay, replay, replayed, state_hash};
pub use selection::{Part, Pending, Selection};
pub use shell::{command_line, quoted};
pub use show::show;
pub use spellings::names;
pub use state::state;
pub use thing::ThingError;
pub use why::why;
