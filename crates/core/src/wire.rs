//! The wire: one entry is one flat line of JSON, read into types with exactly the fields of its class.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::draft::{
    Assertion, Because, Citation, Confirmation, Correction, Delivery, Discrepancy, Draft, Entry, RecordEntry,
    RecordKind, Registered, RegistryEntry, Replacement, Retraction, WorldEntry,
};
use crate::event::{Digest, Event, EventId, Recorded};
use crate::kind::{
    Agreement, Announcement, Answer, Attendance, Ceasefire, Claim, Commitment, Delegation, Exchange, Meeting,
    Office, Position, Proposal, Turn, WorldKind,
};
use crate::names::{Claimant, EventRef, Key};
use crate::text::Text;
use crate::when::{Known, Occurred};

/// What is wrong with a line: the one problem at which reading it stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LineError {
    /// The column, counted from 1 in Unicode scalar values; `None` if the whole line is at fault.
    pub column: Option<usize>,
    /// What was wrong, what was expected.
    pub message: String,
}

impl LineError {
    fn whole(message: impl Into<String>) -> Self {
        Self { column: None, message: message.into() }
    }
}

impl Draft {
    /// Reads a draft from JSON.
    ///
    /// # Errors
    ///
    /// The text is not JSON, has a field that drafts of its kind do not have, lacks one that they need,
    /// or has one that only the log sets.
    ///
    /// ```
    /// use asof_core::Draft;
    /// let draft = Draft::from_json(r#"{"key":"russia","what":{"registered":{"body":{"names":[{"name":"Russia"}]}}}}"#)?;
    /// assert_eq!(draft.kind_name(), "registered");
    /// # Ok::<(), asof_core::LineError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, LineError> {
        let wire = Wire::read(text)?;
        if let Some(field) = wire.first_log_field() {
            return Err(LineError::whole(format!(
                "`{field}` is set by the log alone: leave `seq`, `recorded`, `commit` and `hash` out of a draft"
            )));
        }
        wire.into_draft()
    }

    /// Returns the draft as JSON on one line, with its id if it has one.
    pub fn to_json(&self) -> String {
        write(&Wire::from_draft(self.clone()))
    }
}

impl Event {
    /// Reads an event from a line of a log.
    ///
    /// # Errors
    ///
    /// The line is not JSON, has a field that entries of its kind do not have, or lacks one that they need.
    pub fn from_line(line: &str) -> Result<Self, LineError> {
        let mut wire = Wire::read(line)?;
        let missing =
            |field: &str| LineError::whole(format!("a line of a log has `{field}`; this one lacks it"));
        let seq = wire.seq.ok_or_else(|| missing("seq"))?;
        let recorded = wire.recorded.ok_or_else(|| missing("recorded"))?;
        let commit = wire.commit.ok_or_else(|| missing("commit"))?;
        let hash = wire.hash.ok_or_else(|| missing("hash"))?;
        let id = wire.id.take().ok_or_else(|| missing("id"))?;
        Ok(Self { seq, recorded, commit, hash, id, draft: wire.into_draft()? })
    }

    /// Returns the event as one line of a log, without the line's end.
    pub fn to_line(&self) -> String {
        let mut wire = Wire::from_draft(self.draft.clone());
        wire.seq = Some(self.seq);
        wire.recorded = Some(self.recorded);
        wire.commit = Some(self.commit);
        wire.hash = Some(self.hash);
        wire.id = Some(self.id);
        write(&wire)
    }
}

fn write(wire: &Wire) -> String {
    serde_json::to_string(wire).unwrap_or_else(|error| unreachable!("a wire entry is always JSON: {error}"))
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recorded: Option<Recorded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commit: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<EventId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    process: Option<Key>,
    key: Key,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    occurred: Option<Occurred>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known: Option<Known>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attributed_to: Vec<Claimant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    via: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said_in: Option<Key>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Key>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    issues: Vec<Key>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    after: Vec<EventRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    delivers: Vec<Delivery>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sources: Vec<Citation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    summary: Option<Text>,
    what: What,
}

/// A replacing draft within a correction: without id, key, process and sources.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireReplacement {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    occurred: Option<Occurred>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known: Option<Known>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attributed_to: Vec<Claimant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    via: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said_in: Option<Key>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Key>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    issues: Vec<Key>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    after: Vec<EventRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    delivers: Vec<Delivery>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    summary: Option<Text>,
    what: What,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCorrection {
    of: Key,
    because: WireBecause,
    reason: Text,
    with: Box<WireReplacement>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRetraction {
    of: Key,
    because: WireBecause,
    reason: Text,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireConfirmation {
    of: Key,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gist: Option<Text>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WireBecause {
    World,
    Record,
}

/// Declares the kinds as they stand on a line, and their way to and from [`WorldKind`].
macro_rules! kinds {
    ($($world:ident),+ $(,)?) => {
        #[derive(Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        enum What {
            $($world($world),)+
            Confirmation(WireConfirmation),
            Denial(WireConfirmation),
            Discrepancy(Discrepancy),
            Correction(WireCorrection),
            Retraction(WireRetraction),
            Registered(Registered),
        }

        impl What {
            fn into_kind(self) -> Kind {
                match self {
                    $(Self::$world(kind) => Kind::World(WorldKind::$world(kind)),)+
                    Self::Confirmation(kind) => Kind::Record(WireRecord::Confirmation(kind)),
                    Self::Denial(kind) => Kind::Record(WireRecord::Denial(kind)),
                    Self::Discrepancy(kind) => Kind::Record(WireRecord::Discrepancy(kind)),
                    Self::Correction(kind) => Kind::Record(WireRecord::Correction(kind)),
                    Self::Retraction(kind) => Kind::Record(WireRecord::Retraction(kind)),
                    Self::Registered(kind) => Kind::Registry(kind),
                }
            }
        }

        impl From<WorldKind> for What {
            fn from(kind: WorldKind) -> Self {
                match kind {
                    $(WorldKind::$world(kind) => Self::$world(kind),)+
                }
            }
        }
    };
}

type Process = Turn;

kinds!(
    Process,
    Announcement,
    Meeting,
    Attendance,
    Delegation,
    Office,
    Position,
    Proposal,
    Answer,
    Agreement,
    Commitment,
    Exchange,
    Ceasefire,
    Claim,
);

enum Kind {
    World(WorldKind),
    Record(WireRecord),
    Registry(Registered),
}

enum WireRecord {
    Confirmation(WireConfirmation),
    Denial(WireConfirmation),
    Discrepancy(Discrepancy),
    Correction(WireCorrection),
    Retraction(WireRetraction),
}

impl Wire {
    fn read(text: &str) -> Result<Self, LineError> {
        serde_json::from_str(text).map_err(|error| explain(text, &error))
    }

    fn first_log_field(&self) -> Option<&'static str> {
        let set = [
            ("seq", self.seq.is_some()),
            ("recorded", self.recorded.is_some()),
            ("commit", self.commit.is_some()),
            ("hash", self.hash.is_some()),
        ];
        set.into_iter().find_map(|(field, present)| present.then_some(field))
    }

    fn into_draft(self) -> Result<Draft, LineError> {
        let Self { id, process, key, sources, what, .. } = self;
        let fields = Fields {
            occurred: self.occurred,
            known: self.known,
            attributed_to: self.attributed_to,
            via: self.via,
            said_in: self.said_in,
            at: self.at,
            issues: self.issues,
            after: self.after,
            delivers: self.delivers,
            summary: self.summary,
        };
        let entry = match what.into_kind() {
            Kind::World(kind) => {
                let of = kind.name();
                let process = needed(process, of, "process")?;
                let assertion = fields.into_assertion(kind)?;
                Entry::World(Box::new(WorldEntry {
                    process,
                    sources: listed(sources, of, "sources")?,
                    assertion,
                }))
            }
            Kind::Record(kind) => Entry::Record(Box::new(fields.into_record(process, sources, kind)?)),
            Kind::Registry(registered) => {
                refuse(process.is_some(), "registered", "process")?;
                fields.refuse_all_but(&[], "registered")?;
                Entry::Registry(Box::new(RegistryEntry { sources, registered }))
            }
        };
        Ok(Draft { id, key, entry })
    }

    fn from_draft(draft: Draft) -> Self {
        let Draft { id, key, entry } = draft;
        let (process, sources, fields, what) = match entry {
            Entry::World(world) => {
                let (fields, what) = Fields::from_assertion(world.assertion);
                (Some(world.process), world.sources, fields, what)
            }
            Entry::Record(record) => {
                let (fields, what) = Fields::from_record_kind(record.kind);
                let fields =
                    Fields { via: record.via, said_in: record.said_in, summary: record.summary, ..fields };
                (Some(record.process), record.sources, fields, what)
            }
            Entry::Registry(registry) => {
                (None, registry.sources, Fields::default(), What::Registered(registry.registered))
            }
        };
        Self {
            seq: None,
            recorded: None,
            commit: None,
            hash: None,
            id,
            process,
            key,
            occurred: fields.occurred,
            known: fields.known,
            attributed_to: fields.attributed_to,
            via: fields.via,
            said_in: fields.said_in,
            at: fields.at,
            issues: fields.issues,
            after: fields.after,
            delivers: fields.delivers,
            sources,
            summary: fields.summary,
            what,
        }
    }
}

/// The fields of an entry that a correction's replacement has too.
#[derive(Default)]
struct Fields {
    occurred: Option<Occurred>,
    known: Option<Known>,
    attributed_to: Vec<Claimant>,
    via: Option<Text>,
    said_in: Option<Key>,
    at: Option<Key>,
    issues: Vec<Key>,
    after: Vec<EventRef>,
    delivers: Vec<Delivery>,
    summary: Option<Text>,
}

fn needed<T>(value: Option<T>, kind: &str, field: &str) -> Result<T, LineError> {
    value.ok_or_else(|| LineError::whole(format!("an entry of kind `{kind}` needs `{field}`")))
}

fn listed<T>(list: Vec<T>, kind: &str, field: &str) -> Result<Vec<T>, LineError> {
    if list.is_empty() {
        return Err(LineError::whole(format!(
            "an entry of kind `{kind}` needs `{field}`, with at least one item"
        )));
    }
    Ok(list)
}

fn refuse(present: bool, kind: &str, field: &str) -> Result<(), LineError> {
    if present {
        return Err(LineError::whole(format!("an entry of kind `{kind}` has no `{field}`: leave it out")));
    }
    Ok(())
}

impl Fields {
    fn into_assertion(self, kind: WorldKind) -> Result<Assertion, LineError> {
        let of = kind.name();
        Ok(Assertion {
            occurred: needed(self.occurred, of, "occurred")?,
            known: needed(self.known, of, "known")?,
            attributed_to: listed(self.attributed_to, of, "attributed_to")?,
            via: self.via,
            said_in: self.said_in,
            at: self.at,
            issues: self.issues,
            after: self.after,
            delivers: self.delivers,
            summary: needed(self.summary, of, "summary")?,
            kind,
        })
    }

    fn from_assertion(assertion: Assertion) -> (Self, What) {
        let fields = Self {
            occurred: Some(assertion.occurred),
            known: Some(assertion.known),
            attributed_to: assertion.attributed_to,
            via: assertion.via,
            said_in: assertion.said_in,
            at: assertion.at,
            issues: assertion.issues,
            after: assertion.after,
            delivers: assertion.delivers,
            summary: Some(assertion.summary),
        };
        (fields, assertion.kind.into())
    }

    fn refuse_all_but(&self, allowed: &[&str], kind: &str) -> Result<(), LineError> {
        let present = [
            ("occurred", self.occurred.is_some()),
            ("known", self.known.is_some()),
            ("attributed_to", !self.attributed_to.is_empty()),
            ("via", self.via.is_some()),
            ("said_in", self.said_in.is_some()),
            ("at", self.at.is_some()),
            ("issues", !self.issues.is_empty()),
            ("after", !self.after.is_empty()),
            ("delivers", !self.delivers.is_empty()),
            ("summary", self.summary.is_some()),
        ];
        present
            .into_iter()
            .filter(|(field, _)| !allowed.contains(field))
            .try_for_each(|(field, present)| refuse(present, kind, field))
    }

    fn because(&mut self, because: WireBecause, kind: &str) -> Result<Because, LineError> {
        match because {
            WireBecause::World => Ok(Because::World {
                known: needed(self.known.take(), kind, "known")?,
                attributed_to: listed(std::mem::take(&mut self.attributed_to), kind, "attributed_to")?,
            }),
            WireBecause::Record => {
                let kind = format!("{kind}` because of `record");
                refuse(self.known.is_some(), &kind, "known")?;
                refuse(!self.attributed_to.is_empty(), &kind, "attributed_to")?;
                Ok(Because::Record)
            }
        }
    }

    fn confirmation(&mut self, wire: WireConfirmation, kind: &str) -> Result<Confirmation, LineError> {
        Ok(Confirmation {
            of: wire.of,
            known: needed(self.known.take(), kind, "known")?,
            attributed_to: listed(std::mem::take(&mut self.attributed_to), kind, "attributed_to")?,
            gist: wire.gist,
        })
    }

    fn into_record(
        mut self,
        process: Option<Key>,
        sources: Vec<Citation>,
        wire: WireRecord,
    ) -> Result<RecordEntry, LineError> {
        let kind = match wire {
            WireRecord::Confirmation(wire) => {
                RecordKind::Confirmation(self.confirmation(wire, "confirmation")?)
            }
            WireRecord::Denial(wire) => RecordKind::Denial(self.confirmation(wire, "denial")?),
            WireRecord::Discrepancy(discrepancy) => RecordKind::Discrepancy(discrepancy),
            WireRecord::Correction(wire) => {
                let because = self.because(wire.because, "correction")?;
                let with = wire.with.into_replacement()?;
                RecordKind::Correction(Correction { of: wire.of, because, reason: wire.reason, with })
            }
            WireRecord::Retraction(wire) => {
                let because = self.because(wire.because, "retraction")?;
                RecordKind::Retraction(Retraction { of: wire.of, because, reason: wire.reason })
            }
        };
        let name = kind.name();
        self.refuse_all_but(&["via", "said_in", "summary"], name)?;
        let process = needed(process, name, "process")?;
        if let RecordKind::Discrepancy(discrepancy) = &kind {
            for (field, empty) in
                [("about", discrepancy.about.is_empty()), ("between", discrepancy.between.is_empty())]
            {
                if empty {
                    return Err(LineError::whole(format!(
                        "a discrepancy needs `{field}`, with at least one item"
                    )));
                }
            }
        }
        if !matches!(kind, RecordKind::Retraction(_)) {
            listed(sources.iter().collect(), name, "sources")?;
            needed(self.summary.as_ref(), name, "summary")?;
        }
        Ok(RecordEntry {
            process,
            via: self.via,
            said_in: self.said_in,
            summary: self.summary,
            sources,
            kind,
        })
    }

    fn from_record_kind(kind: RecordKind) -> (Self, What) {
        let with = |known, attributed_to| Self { known, attributed_to, ..Self::default() };
        let split = |because| match because {
            Because::World { known, attributed_to } => (with(Some(known), attributed_to), WireBecause::World),
            Because::Record => (Self::default(), WireBecause::Record),
        };
        let confirmed = |confirmation: Confirmation| {
            let Confirmation { of, known, attributed_to, gist } = confirmation;
            (with(Some(known), attributed_to), WireConfirmation { of, gist })
        };
        match kind {
            RecordKind::Confirmation(confirmation) => {
                let (fields, wire) = confirmed(confirmation);
                (fields, What::Confirmation(wire))
            }
            RecordKind::Denial(confirmation) => {
                let (fields, wire) = confirmed(confirmation);
                (fields, What::Denial(wire))
            }
            RecordKind::Discrepancy(discrepancy) => (Self::default(), What::Discrepancy(discrepancy)),
            RecordKind::Correction(Correction { of, because, reason, with }) => {
                let (fields, because) = split(because);
                let with = Box::new(with.into());
                (fields, What::Correction(WireCorrection { of, because, reason, with }))
            }
            RecordKind::Retraction(Retraction { of, because, reason }) => {
                let (fields, because) = split(because);
                (fields, What::Retraction(WireRetraction { of, because, reason }))
            }
        }
    }
}

impl WireReplacement {
    fn into_replacement(self) -> Result<Replacement, LineError> {
        let fields = Fields {
            occurred: self.occurred,
            known: self.known,
            attributed_to: self.attributed_to,
            via: self.via,
            said_in: self.said_in,
            at: self.at,
            issues: self.issues,
            after: self.after,
            delivers: self.delivers,
            summary: self.summary,
        };
        match self.what.into_kind() {
            Kind::World(kind) => Ok(Replacement::World(Box::new(fields.into_assertion(kind)?))),
            Kind::Registry(registered) => {
                fields.refuse_all_but(&[], "registered")?;
                Ok(Replacement::Registry(Box::new(registered)))
            }
            Kind::Record(_) => Err(LineError::whole(
                "a correction replaces an event about the world or a registry entry: to mend a correction, \
                 correct its target again or retract it",
            )),
        }
    }
}

impl From<Replacement> for WireReplacement {
    fn from(replacement: Replacement) -> Self {
        let (fields, what) = match replacement {
            Replacement::World(assertion) => Fields::from_assertion(*assertion),
            Replacement::Registry(registered) => (Fields::default(), What::Registered(*registered)),
        };
        Self {
            occurred: fields.occurred,
            known: fields.known,
            attributed_to: fields.attributed_to,
            via: fields.via,
            said_in: fields.said_in,
            at: fields.at,
            issues: fields.issues,
            after: fields.after,
            delivers: fields.delivers,
            summary: fields.summary,
            what,
        }
    }
}

/// Puts what serde says of a line into our words, with the column in characters.
fn explain(text: &str, error: &serde_json::Error) -> LineError {
    let column = character_column(text, error.line(), error.column());
    if let Some(message) = several_kinds(text) {
        return LineError { column, message };
    }
    let full = error.to_string();
    let message = full.split(" at line ").next().unwrap_or(&full).to_owned();
    LineError { column, message }
}

/// Turns serde's line and byte column into a character column of the (last) line.
fn character_column(text: &str, line: usize, column: usize) -> Option<usize> {
    let line = text.lines().nth(line.checked_sub(1)?)?;
    let bytes = line.as_bytes().get(..column.min(line.len()))?;
    Some(String::from_utf8_lossy(bytes).chars().count().max(1))
}

/// Says which kinds stand in a `what` that does not hold exactly one, of which serde says nothing useful.
fn several_kinds(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    let what = value.get("what")?.as_object()?;
    let names: Vec<_> = what.keys().map(|key| format!("`{key}`")).collect();
    match names.len() {
        0 => Some("`what` is empty: it holds exactly one kind".to_owned()),
        1 => None,
        _ => Some(format!("`what` holds exactly one kind, and here stand {}", names.join(" and "))),
    }
}

#[cfg(test)]
mod tests;
