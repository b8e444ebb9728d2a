//! The names of the registry, for showing beside keys.

use std::sync::Arc;

use asof_core::unseen::{is_seen, visible};
use asof_core::{AsOf, Claimant, Entry, Event, Key, RecordKind, Registered};
use asof_projector::{Naming, registered};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

/// The name to show for each registered key. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Names(Arc<NameTable>);

#[derive(Debug, Default, Clone)]
struct NameTable {
    shown: HashMap<Box<str>, String>,
    /// Of a place, the place that it is part of.
    within: HashMap<Box<str>, Key>,
    /// Of a process that cites several sources, those that an entry cites which is their word, by process and key.
    sources: HashMap<Box<str>, Cited>,
}

/// The sources that the entries of a process cite, by key.
type Cited = HashMap<Box<str>, Vec<Box<str>>>;

impl Names {
    /// Collects the names of a log's registry, corrections applied.
    pub fn new(events: &[Event]) -> Self {
        let mut names = NameTable::default();
        let mut enter = |key: &Key, registered: &Registered| {
            if let Some(name) = registered.display_name() {
                names.shown.entry(key.as_str().into()).or_insert_with(|| name.to_string());
            }
            if let Registered::Place(place) = registered
                && let Some(whole) = &place.part_of
            {
                names.within.entry(key.as_str().into()).or_insert_with(|| whole.clone());
            }
        };
        if is_amended(events) {
            registered(events, &AsOf::ALL).into_iter().for_each(|(key, registered)| enter(key, registered));
        } else {
            for event in events {
                if let Entry::Registry(entry) = &event.draft.entry {
                    enter(&event.draft.key, &entry.registered);
                }
            }
        }
        names.sources = told_by_sources(events);
        Self(Arc::new(names))
    }

    /// Returns the names with each character that no reader sees as its number.
    pub(crate) fn visible(&self) -> Self {
        if self.0.shown.values().all(|name| is_seen(name)) {
            return self.clone();
        }
        let mut names = NameTable::clone(&self.0);
        for name in names.shown.values_mut() {
            *name = visible(name).into_owned();
        }
        Self(Arc::new(names))
    }

    /// Returns the sources that an entry cites which is the word of its source, where its process cites several.
    pub fn sources(&self, process: &str, key: &str) -> impl Iterator<Item = &str> {
        let of = self.0.sources.get(process).and_then(|events| events.get(key));
        of.into_iter().flatten().map(|source| &**source)
    }

    /// Returns whether a process cites several sources, so that "the source" says too little.
    pub fn has_several_sources(&self, process: &str) -> bool {
        self.0.sources.contains_key(process)
    }

    /// Returns the name to show for a key; the key itself if it is not registered.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.shown.get(key).map_or(key, String::as_str)
    }

    /// Returns the name to show for a place with that of the place it is part of, unless the one says the other.
    pub fn place(&self, key: &str) -> String {
        let name = self.get(key);
        match self.0.within.get(key).map(|whole| self.get(whole.as_str())) {
            Some(whole) if !name.contains(whole) => format!("{name}, {whole}"),
            Some(_) | None => name.to_owned(),
        }
    }
}

impl Naming for Names {
    fn name<'a>(&'a self, key: &'a str) -> &'a str {
        self.get(key)
    }
}

/// Returns the sources that entries cite which are the word of their source, of the processes that cite several.
fn told_by_sources(events: &[Event]) -> HashMap<Box<str>, Cited> {
    let of_process = || events.iter().filter_map(|event| Some((event.draft.process()?, &event.draft)));
    let mut first: HashMap<&Key, &Key> = HashMap::new();
    let mut cites_several: HashSet<&Key> = HashSet::new();
    for (process, draft) in of_process() {
        for cited in draft.sources() {
            if *first.entry(process).or_insert(&cited.source) != &cited.source {
                cites_several.insert(process);
            }
        }
    }
    let mut told: HashMap<Box<str>, Cited> =
        cites_several.iter().map(|process| (process.as_str().into(), Cited::new())).collect();
    for (process, draft) in of_process() {
        if let Some(of_process) = told.get_mut(process.as_str())
            && draft.attributed_to().contains(&Claimant::Source)
        {
            let cited = draft.sources().iter().map(|cited| cited.source.as_str().into());
            of_process.insert(draft.key.as_str().into(), cited.collect());
        }
    }
    told
}

/// Returns whether a registry entry is a process.
pub(crate) fn as_process(registered: &Registered) -> Option<&asof_core::RegisteredProcess> {
    match registered {
        Registered::Process(process) => Some(process),
        _ => None,
    }
}

/// Returns whether a log holds a correction or a retraction, so that entries do not stand as they are written.
pub(crate) fn is_amended(events: &[Event]) -> bool {
    events.iter().any(|event| match &event.draft.entry {
        Entry::Record(record) => matches!(record.kind, RecordKind::Correction(_) | RecordKind::Retraction(_)),
        Entry::World(_) | Entry::Registry(_) => false,
    })
}
