//! What of a table stands in the log already: found by its id in the data set or by its key, and compared.

use std::collections::{HashMap, HashSet};

use asof_core::{
    AsOf, Assertion, Citation, Draft, Entry, Event, Key, Known, RecordKind, Replacement, When, WorldEntry,
    Zone,
};
use asof_projector::EventStatus;
use serde_json::{Map, Value, json};

use super::row::last_of_span;
use crate::source::log::Log;
use crate::write::rules::{By, Mark};

/// The events of a log about the world, as they stand.
pub(super) struct Standing<'l> {
    log: &'l Log,
    entries: Vec<Entered<'l>>,
    by_key: HashMap<Target<'l>, usize>,
    by_id: HashMap<&'l str, usize>,
    keys: HashSet<&'l str>,
    scheme: Option<&'l str>,
}

/// An event with what stands in its place.
struct Entered<'l> {
    event: &'l Event,
    assertion: &'l Assertion,
    /// The source of the correction that stands, or its own.
    sources: &'l [Citation],
    is_retracted: bool,
    /// Whether the table has it.
    is_seen: bool,
}

/// Whose date a draft has as its `known`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KnownOf {
    /// The table has it.
    Table,
    /// It fell back to another.
    Fallback,
}

/// How a draft stands beside the log.
pub(super) enum Beside {
    /// The log does not have it.
    New,
    /// The log has it as it is.
    Same,
    /// The log has it, and it was retracted there.
    Retracted,
    /// The log has it otherwise.
    Differs(Differing),
}

/// How an event of the log differs from its row.
pub(super) struct Differing {
    pub(super) process: String,
    pub(super) key: String,
    /// The names of the fields that differ.
    pub(super) fields: Vec<String>,
    /// When it was known, as the log has it, if that is the log's own and not before the event as the table has it.
    pub(super) known: Option<String>,
}

impl<'l> Standing<'l> {
    /// Returns the events of a log; `by` says how a row finds its own.
    pub(super) fn of(log: &'l Log, by: Option<&'l By>) -> Self {
        let scheme = match by {
            Some(By::Scheme(scheme)) => Some(scheme.as_str()),
            Some(By::Key) | None => None,
        };
        let mut standing = Self {
            log,
            entries: Vec::new(),
            by_key: HashMap::new(),
            by_id: HashMap::new(),
            keys: log.events().iter().map(|event| event.draft.key.as_str()).collect(),
            scheme,
        };
        let statuses = log.as_of(&AsOf::ALL).statuses();
        let corrections = corrections(log, &statuses);
        for (event, status) in log.events().iter().zip(&statuses) {
            let Entry::World(world) = &event.draft.entry else { continue };
            let corrected = corrections.get(&(&world.process, &event.draft.key));
            let (assertion, sources) = corrected
                .map_or((&world.assertion, &*world.sources), |(assertion, sources)| (*assertion, *sources));
            let is_retracted = *status == EventStatus::Absent;
            let number = standing.entries.len();
            standing.entries.push(Entered { event, assertion, sources, is_retracted, is_seen: false });
            standing.by_key.insert((&world.process, &event.draft.key), number);
            for id in &event.draft.external_ids {
                if Some(id.scheme.as_str()) == scheme {
                    standing.by_id.insert(id.id.as_str(), number);
                }
            }
        }
        standing
    }

    /// Returns whether an entry of the log has a key.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Notes that the table has an event, by its key or by an id.
    pub(super) fn see(&mut self, process: Option<&str>, key: Option<&str>, ids: Option<&Value>) {
        let ids = ids.and_then(Value::as_array).into_iter().flatten();
        let of_scheme =
            ids.filter(|id| id["scheme"].as_str() == self.scheme).filter_map(|id| id["id"].as_str());
        let by_id = of_scheme.filter_map(|id| self.by_id.get(id)).next().copied();
        let name = process.and_then(|process| process.parse().ok()).zip(key.and_then(|key| key.parse().ok()));
        let by_key = || {
            name.as_ref().and_then(|(process, key): &(Key, Key)| self.by_key.get(&(process, key)).copied())
        };
        if let Some(number) = by_id.or_else(by_key) {
            self.entries[number].is_seen = true;
        }
    }

    /// Compares a draft with the log.
    ///
    /// # Errors
    ///
    /// What is the same event stands in another process.
    pub(super) fn compare(&mut self, draft: &Draft, known: KnownOf) -> Result<Beside, String> {
        let Entry::World(world) = &draft.entry else { return Ok(Beside::New) };
        let id = draft.external_ids.iter().find(|id| Some(id.scheme.as_str()) == self.scheme);
        let found = id
            .and_then(|id| self.by_id.get(id.id.as_str()))
            .or_else(|| self.by_key.get(&(&world.process, &draft.key)));
        let Some(number) = found.copied() else { return Ok(Beside::New) };
        let entered = &mut self.entries[number];
        entered.is_seen = true;
        if entered.is_retracted {
            return Ok(Beside::Retracted);
        }
        let process = entered.event.draft.process().map_or("", Key::as_str);
        if process != world.process.as_str() {
            return Err(format!(
                "it stands in the log as `{}` of `{process}`, and the rules put it into `{}`",
                entered.event.draft.key, world.process
            ));
        }
        let fields = differing(entered.assertion, &world.assertion, known);
        if fields.is_empty() {
            return Ok(Beside::Same);
        }
        Ok(Beside::Differs(Differing {
            process: process.to_owned(),
            key: entered.event.draft.key.to_string(),
            fields,
            known: own_known(entered.assertion, &world.assertion, self.log.zone(&world.process)),
        }))
    }

    /// Returns the events of the data set that the table does not have, each with its process and key: those that have an id of
    /// its scheme, or else those that cite a source which an event of the table cites.
    pub(super) fn missing(&self, edition: &str) -> Vec<(&'l Key, &'l Key)> {
        let of_table = self.entries.iter().filter(|entered| entered.is_seen);
        let mut cited: HashSet<&str> = of_table
            .flat_map(|entered| entered.event.draft.sources())
            .map(|cited| cited.source.as_str())
            .collect();
        cited.insert(edition);
        let is_of_set = |entered: &&Entered<'l>| match self.scheme {
            Some(scheme) => entered.event.draft.external_ids.iter().any(|id| id.scheme.as_str() == scheme),
            None => entered.event.draft.sources().iter().any(|of| cited.contains(of.source.as_str())),
        };
        let missing =
            self.entries.iter().filter(is_of_set).filter(|entered| !entered.is_seen && !entered.is_retracted);
        missing
            .filter_map(|entered| Some((entered.event.draft.process()?, &entered.event.draft.key)))
            .collect()
    }

    /// Returns the newest edition in the log that was issued after this one, with its date.
    pub(super) fn newer(&self, edition: &str, issued: Option<&str>) -> Option<(String, String)> {
        let end = |when: &When| when.bounds(Zone::UTC).latest;
        let own = end(&issued?.parse().ok()?)?;
        let of_set = self.entries.iter().filter(|entered| match self.scheme {
            Some(scheme) => entered.event.draft.external_ids.iter().any(|id| id.scheme.as_str() == scheme),
            None => entered.is_seen,
        });
        let sources: HashSet<&str> =
            of_set.flat_map(|entered| entered.sources).map(|of| of.source.as_str()).collect();
        let dated = self.log.events().iter().filter_map(|event| match &event.draft.entry {
            Entry::Registry(entry)
                if sources.contains(event.draft.key.as_str()) && event.draft.key.as_str() != edition =>
            {
                match &entry.registered {
                    asof_core::Registered::Source(source) => {
                        let issued = source.issued.as_ref()?;
                        Some((end(issued)?, event.draft.key.to_string(), issued.to_string()))
                    }
                    _ => None,
                }
            }
            _ => None,
        });
        let newest = dated.filter(|(at, ..)| *at > own).max_by_key(|(at, ..)| *at);
        newest.map(|(_, key, issued)| (key, issued))
    }
}

/// What corrections put in the place of events, by process and key, each with the sources of the correction.
type Corrections<'l> = HashMap<Target<'l>, With<'l>>;

/// The process and the key of an event.
type Target<'l> = (&'l Key, &'l Key);

/// What a correction puts in the place of an event, and its sources.
type With<'l> = (&'l Assertion, &'l [Citation]);

fn corrections<'l>(log: &'l Log, statuses: &[EventStatus]) -> Corrections<'l> {
    let mut found: HashMap<Target<'_>, (Rank<'_>, With<'_>)> = HashMap::new();
    for (event, status) in log.events().iter().zip(statuses) {
        let Entry::Record(record) = &event.draft.entry else { continue };
        let RecordKind::Correction(correction) = &record.kind else { continue };
        let Replacement::World(with) = &correction.with else { continue };
        if *status == EventStatus::Absent {
            continue;
        }
        let zone = log.zone(&record.process);
        let known = record.kind.known().map(|known: &Known| known.when().bounds(zone).latest_order());
        let rank = (known, &event.id);
        let entry = found.entry((&record.process, &correction.of));
        let new = (rank, (&**with, &*record.sources));
        entry
            .and_modify(|old| {
                if old.0 < new.0 {
                    *old = new;
                }
            })
            .or_insert(new);
    }
    found.into_iter().map(|(target, (_, with))| (target, with)).collect()
}

/// What decides which of several corrections stands.
type Rank<'l> = (Option<(bool, Option<chrono::DateTime<chrono::Utc>>)>, &'l asof_core::EventId);

/// Returns when the log has it that an event was known, unless that is only when it occurred, or before it can have begun as
/// the table has it.
fn own_known(log: &Assertion, table: &Assertion, zone: Zone) -> Option<String> {
    let known = log.known.to_string();
    let occurred = log.occurred.to_string();
    let is_copy = Mark::split(&known).0 == last_of_span(Mark::split(&occurred).0);
    let begun = table.occurred.when().bounds(zone).earliest;
    let known_by = log.known.when().bounds(zone).latest;
    let is_early = matches!((begun, known_by), (Some(begun), Some(known_by)) if known_by <= begun);
    (!is_copy && !is_early).then_some(known)
}

/// Returns the names of the fields in which two assertions differ. A `known` that fell back says nothing.
fn differing(log: &Assertion, table: &Assertion, known: KnownOf) -> Vec<String> {
    let (log, table) = (fields(log), fields(table));
    let mut names: Vec<&String> = log.keys().chain(table.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let is_compared = |name: &&String| known == KnownOf::Table || *name != "known";
    let differs = |name: &&String| log.get(*name) != table.get(*name) && is_compared(name);
    names.into_iter().filter(differs).cloned().collect()
}

/// Returns the fields of an assertion, those of its kind among them.
fn fields(assertion: &Assertion) -> Map<String, Value> {
    let key = || "x".parse::<Key>();
    let (Ok(process), Ok(name)) = (key(), key()) else { return Map::new() };
    let world = WorldEntry { process, sources: Vec::new(), assertion: assertion.clone() };
    let draft = Draft { id: None, key: name, external_ids: Vec::new(), entry: Entry::World(Box::new(world)) };
    let Value::Object(mut fields) = draft.to_value() else { return Map::new() };
    for field in ["key", "process", "sources"] {
        fields.remove(field);
    }
    let what = fields.remove("what").unwrap_or_default();
    let (kind, mut said) = one(&what);
    let mut name = kind.to_owned();
    // A kind with phases has its fields one deeper.
    if assertion.kind.name() == kind
        && said.as_object().is_some_and(|said| said.len() == 1 && said.values().all(Value::is_object))
    {
        let (phase, within) = one(said);
        name = format!("{kind}/{phase}");
        said = within;
    }
    fields.insert("kind".to_owned(), json!(name));
    for (field, value) in said.as_object().into_iter().flatten() {
        fields.insert(field.clone(), value.clone());
    }
    fields
}

fn one(value: &Value) -> (&str, &Value) {
    let first = value.as_object().and_then(|fields| fields.iter().next());
    first.map_or(("", value), |(name, value)| (name.as_str(), value))
}
