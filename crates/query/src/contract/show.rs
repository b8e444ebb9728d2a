//! `asof.show/2`: one entry, what acts upon it, and the rows that it moves before and after it.

use asof_core::{Claimant, Key, Lines, When};
use asof_projector::EventStatus;
use serde_json::Value;

use super::common::Instant;
use super::envelope::{Chosen, Counted, AsOf, Dispute, Document, Tag};
use super::log::{ListedEvent, kind_schema};
use super::macros::{document, part};
use super::state::{row_or_field_schema, row_schema};

document! {
    /// One entry of the log, with what acts upon it and what it moves: what `show` prints.
    Show = "show" of one process {
        /// How it stands at the point.
        standing: EventStatus,
        /// The entry.
        event: ListedEvent,
        /// Where it is found.
        sources: Vec<Source>,
        /// How to cite it, in one line.
        citation: String,
        /// What comes of it if it is an assertion; null if it is none.
        assertion: Option<Judged>,
        /// The entries that confirm, deny, correct, retract or compare it.
        acted_upon_by: Vec<Acting>,
        /// The events about the world that name it.
        referred_to_by: Vec<Referring>,
        /// Where accounts differ of the rows that it moves, in words.
        disputes: Vec<Dispute>,
        /// The rows that it moves, as they are without it at the moment from which it counts.
        before: Vec<Moved>,
        /// The same rows with it.
        after: Vec<Moved>,
    }
}

part! {
    /// Where an entry is found in a source.
    Source {
        /// The source.
        source: Key,
        /// Its title.
        title: String,
        /// The section's heading; null if not stated.
        section: Option<String>,
        /// The page; null if not stated.
        page: Option<String>,
        /// The paragraph; null if not stated.
        paragraph: Option<String>,
        /// The lines of the source's text; null if not stated.
        lines: Option<Lines>,
        /// The time in a recording; null if not stated.
        timestamp: Option<String>,
        /// The address of the place itself; null if not stated.
        url: Option<String>,
    }
}

part! {
    /// An assertion held against the state that it is about, as far as the log was asked.
    Judged {
        /// Whether the state is as asserted.
        holds: bool,
        /// What stands at the path; null if nothing does.
        #[schemars(schema_with = "row_or_field_schema")]
        found: Value,
        /// The keys of the events that it rests on.
        rests_on: Vec<Key>,
        /// The code of the problem; null if it holds.
        code: Option<String>,
        /// What is wrong, in a sentence; null if it holds.
        message: Option<String>,
    }
}

part! {
    /// An entry about the record that acts upon another.
    Acting {
        /// Its key.
        event: Key,
        /// Its kind.
        #[schemars(schema_with = "kind_schema")]
        kind: String,
        /// When the public could know of it; null if it holds at every such date.
        date? known => known_from, known_until, known_inferred,
        /// Whose word it is; empty where it is nobody's.
        attributed_to: Vec<Claimant>,
        /// Its sentence for reading; null if it has none.
        summary: Option<String>,
    }
}

part! {
    /// An event that names another.
    Referring {
        /// Its process.
        process: Key,
        /// Its key.
        event: Key,
        /// Its kind.
        #[schemars(schema_with = "kind_schema")]
        kind: String,
        /// The field in which it does.
        field: String,
        /// Its sentence for reading; null if it has none.
        summary: Option<String>,
    }
}

part! {
    /// A row that an entry moves.
    Moved {
        /// Its path.
        path: String,
        /// What the row is called, or what it is about; null if it has no such name.
        title: Option<String>,
        /// The row; null if it is not there.
        #[schemars(schema_with = "row_schema")]
        slot: Value,
    }
}
