//! Questions asked of a log of a negotiation: dates, processes, points, answers.
//!
//! The face of asof as a library. A [`Log`] is what was read of a log; a [`Query`] resolves dates as people
//! write them to an as-of point; each question has an answer of its own type, made of [`rows`], which is one [`Document`] as JSON. Nothing
//! here renders or reads a clock: `now` is handed in.
//!
//! ```
//! use asof_query::{Document, Log, Query, Scope, Selection, difference, state};
//! use asof_store::JsonlLog;
//!
//! let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/logs/first-days.jsonl");
//! let log = Log::read(&JsonlLog::open(file)?)?;
//! let query = Query {
//!     process: None,
//!     scope: Scope::Process,
//!     as_of: None,
//!     known: None,
//!     recorded: None,
//!     inferred: asof_core::Inferred::Include,
//!     now: "2026-11-30T10:00:00Z".parse()?,
//! };
//!
//! // As of a date: typed rows, and the same as JSON.
//! let at_the_end = query.at(&log, Some("last"))?;
//! let stood = state(&log, &at_the_end, &Selection::default());
//! println!("{}", stood.envelope.as_of.sentence);
//! println!("{:#}", stood.json(log.names()));
//!
//! // What changed between two dates.
//! let before = query.at(&log, Some("2025-05-15"))?;
//! let diff = difference(&log, &before, &at_the_end, &Selection::default());
//! assert!(diff.changes.iter().any(|change| change.path.starts_with("commitments/")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answers;
mod ask;
mod check;
pub mod contract;
mod question;
pub mod rows;
pub mod snapshot;
mod source;
mod write;

pub use answers::about::about;
pub use answers::answer::{Answer, Body};
pub use answers::brief::{BriefPoints, brief};
pub use answers::calendar::{CalendarAttendance, CalendarMeeting, CalendarSlot, MeetingCalendar, calendar};
pub use answers::compare::{CompareError, compare};
pub use answers::diff::{difference, difference_of_every};
pub use answers::disputes::disputes;
pub use answers::document::Document;
pub use answers::drawn::{Drawn, Picture, drawn};
pub use answers::due::due;
pub use answers::explain::{Codes, Explain, Page, near_codes, page};
pub use answers::hindsight::hindsight;
pub use answers::history::{Moving, history, history_named};
pub use answers::log::{Listed, listing, listing_of_every, phase, select, select_of_every};
pub use ask::ambiguity::{AmbiguousName, Named};
pub use ask::dates::{
    Calendar, DatePoint, DateQuestionError, DateQuestionErrorKind, DateRange, DatedKey, GRAMMAR, Phase,
    Reading, Round,
};
pub use ask::filter::{
    Filter, FilterError, Order, claimant_named, key_named, named_one, one_of, source_named,
};
pub use ask::state_path::{PathError, StatePath};
pub use check::assertion::AssertionCode;
pub use check::{
    Against, Check, Checked, Checks, Integrity, IntegrityCode, check, damage, integrity, recorded_ahead,
};
pub use write::add::{Answers, Ask, Candidate, Choice, Flow, FlowStart};
pub use write::append::{
    ATTEMPTS, AppendError, Appended, ImportError, ImportFault, Imported, Writing, append, effect, import,
    problems, try_out,
};
pub use write::copy::{Copied, CopyError, VerifiedLog, copy};
pub use write::drafts::{BATCH, Destination, DraftFile, DraftFileError, DraftForm, Read, read_drafts};
pub use write::form::{FILL_IN, Form, Forms};
pub use write::init::{Beginning, Party, PartyError, SameKeyError, ZoneError, key_of_title, zone};
pub use write::rules::{RuleFault, Rules, TableFormat};
pub use write::table::{FilledSheets, Missing, Older, TableError, TableImport, TableOptions, TableRun};

pub use answers::names::names;
pub use answers::place::{lines_in_words, place_in_words};
pub use answers::processes::processes;
pub use answers::receipt::{Receipt, ReceiptError, ReceiptFormError, receipt};
pub use answers::replay::{Replay, replay, replayed, state_hash};
pub use answers::shell::{command_line, quoted};
pub use answers::show::{ShowError, ShowNamed, show, show_named};
pub use answers::slot_history::{Period, SlotPeriod, slot_history};
pub use answers::state::{state, state_of_every};
pub use answers::stops::stops;
pub use answers::why::why;
pub use ask::query::{ProcessAsOf, Query, QueryError, ResolvedForAll, ResolvedQuery, Scope};
pub use ask::selection::{Pending, Selection, StatePart};
pub use ask::suggest::near;
pub use ask::thing::{ThingError, registered_sort, sort_of};
pub use ask::worded::WordedFilter;
pub use check::problem::{Code, ErrorDocument, Excerpt, ExitCode, Problem, Refusal};
pub use question::{Moment, Question, QuestionError, Rows, of_registry};
pub use source::log::Log;
pub use source::names::Names;
pub use source::process::{ProcessChoice, ProcessError, ProcessInfo};
pub use source::watched::{Now, Opener, Watched};
pub use write::amendment::{AmendmentError, Mending, because_world, correction, retraction};
pub use write::nameable::Nameable;
pub use write::plain::{
    Filled, FormAbove, FormField, PlainWriter, block_of_cells, form_fields, plain_correction, plain_form,
    plain_sample, template_columns, with_keys, with_problems, without_problems,
};
pub use write::schema::{DraftSchema, Kind};
