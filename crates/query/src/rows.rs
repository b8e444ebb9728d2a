//! The types of which answers and documents are made.

pub use crate::answers::about::{About, Related, Relation, ThingRow};
pub use crate::answers::brief::{Brief, BriefCount, BriefForm, BriefHeading, BriefPart, BriefSentence};
pub use crate::answers::compare::{
    Aspect, Coming, Compare, ComparedField, List, Listed, Pair, People, Side, SideField, Stated, Verdict,
};
pub use crate::answers::diff::{CauseRow, ChangeRow, DiffAnswer};
pub use crate::answers::disputes::{AccountRow, DisputeRow, Disputes};
pub use crate::answers::drawn::{Lane, Marks, Promise};
pub use crate::answers::due::{DueList, DueRow, DueSort};
pub use crate::answers::envelope::{Dispute, Envelope, OpenEnvelope, PossibleRow, WideEnvelope};
pub use crate::answers::every::{ProcessOfDiff, ProcessOfState, ReadProcess};
pub use crate::answers::explain::{Codes, Explain, Explained};
pub use crate::answers::fact::Fact;
pub use crate::answers::hindsight::{Hindsight, OutcomeRow, TurnedOut};
pub use crate::answers::history::{History, Move, Moving};
pub use crate::answers::log::{
    CitationRow, DeliversRow, EventRow, ExternalIdRow, KindName, Listing, PlaceInSource, What,
};
pub use crate::answers::names::{NameList, RegisteredRow, RegisteredSort};
pub use crate::answers::overview::{Mention, Overview};
pub use crate::answers::processes::{ListedProcess, ProcessList};
pub use crate::answers::receipt::ReceiptDocument;
pub use crate::answers::replay::{ReplayAnswer, Seconds};
pub use crate::answers::sentence::{AsOfRow, UntilRow};
pub use crate::answers::show::{ActingRow, MovedRow, ReferringRow, Show, SourceRow};
pub use crate::answers::state::{Extent, Link, Parts, StateAnswer};
pub use crate::answers::stops::{MeetingDays, Stop, Stops};
pub use crate::answers::why::{Beaten, EventInShort, Ground, How, Later, Role, Why};
pub use crate::ask::selection::Selected;
pub use crate::ask::thing::Sort;
pub use crate::check::assertion::Judged;
pub use crate::check::problem::{ErrorDocument, ProblemRow};
pub use crate::check::{AgainstRow, CheckDocument, Checks, FoundRow, Integrity, NamedCheck};
pub use crate::snapshot::{
    Action, Beginning, Comparison, KeptChange, KeptFact, KeptRow, KeptStatus, MovedDate, SnapshotAnswer,
};
pub use crate::write::append::{Accepted, AppendAnswer, AtDate, ImportAnswer, OfCode, OfKind, OfProcess};
pub use crate::write::copy::{CopyAnswer, Roots};
pub use crate::write::init::{InitAnswer, PartyRow};
pub use crate::write::table::{
    CrossedRow, FirstEvent, ImportTableAnswer, MissingRow, NoteRow, OfRegistry, RefusedRowAnswer, UnknownText,
};
