//! What was read of a log: the events, the text of each as it is stored, and what is damaged.

use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};

use asof_core::{Digest, Event};

use crate::RegistryPart;
use crate::damage::{Damage, DamageKind};
use crate::error::StoreError;
use crate::foreign::ForeignMessage;
use crate::hash::{content_hash, next_content_root, next_log_root};
use crate::needed::needed_of;
use crate::seen::Lines;

/// What was read of a log. A damaged log still gives all that can be read of it.
#[derive(Debug, Clone, Default)]
pub struct EventBatch {
    events: Vec<Event>,
    places: Vec<Place>,
    text: String,
    head: u64,
    log_root: Option<Digest>,
    damage: Vec<Damage>,
    foreign: Vec<ForeignMessage>,
    /// The `seq` and `hash` of the event before the first one here, if they are known.
    before: Option<(u64, Digest)>,
}

#[derive(Debug, Clone)]
struct Place {
    line: usize,
    text: Range<usize>,
}

/// An event with its stored text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredEvent<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its text as stored, without the line's end.
    pub text: &'a str,
    /// The line on which it stands, counted from 1.
    pub line: usize,
}

/// What hashing every stored line again showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The content root of the events read; `None` if there are none.
    pub content_root: Option<Digest>,
    /// The lines whose hash does not hold.
    pub damage: Vec<Damage>,
}

impl EventBatch {
    /// Returns the events in the order in which they are stored.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Returns the event at this index of [`EventBatch::events`] with its stored text.
    pub fn stored(&self, index: usize) -> Option<StoredEvent<'_>> {
        let place = self.places.get(index)?;
        Some(StoredEvent {
            event: &self.events[index],
            text: &self.text[place.text.clone()],
            line: place.line,
        })
    }

    /// Returns each event with its stored text, in the order in which they are stored.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = StoredEvent<'_>> + DoubleEndedIterator + Clone {
        self.iter_from(0)
    }

    /// Returns those behind this index of [`EventBatch::events`], it included.
    pub(crate) fn iter_from(
        &self,
        index: usize,
    ) -> impl ExactSizeIterator<Item = StoredEvent<'_>> + DoubleEndedIterator + Clone {
        self.events[index..].iter().zip(&self.places[index..]).map(|(event, place)| StoredEvent {
            event,
            text: &self.text[place.text.clone()],
            line: place.line,
        })
    }

    /// Returns the stored lines, each with its end: a log without what could not be read of this one.
    pub fn to_text(&self) -> String {
        self.iter().flat_map(|stored| [stored.text, "\n"]).collect()
    }

    /// Returns the greatest `seq` of the log, 0 if it is empty, also where only a range was read.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// Returns the log root at the head as it is stored; `None` if the log is empty.
    pub fn log_root(&self) -> Option<Digest> {
        self.log_root
    }

    /// Returns the `seq` and hash of the event before the first one here, if they are known.
    pub(crate) fn before(&self) -> Option<(u64, Digest)> {
        self.before
    }

    /// Returns what is wrong with the log as far as reading shows it; [`EventBatch::verify`] shows more.
    pub fn damage(&self) -> &[Damage] {
        &self.damage
    }

    /// Refuses a log that is damaged by more than an unfinished append, as far as reading shows it.
    ///
    /// # Errors
    ///
    /// It is ([`StoreError::Damaged`]).
    pub fn refuse_damaged(&self) -> Result<(), StoreError> {
        StoreError::refuse(self.damage.iter().filter(|damage| !damage.is_unfinished()))
    }

    /// Returns the messages of a stream that are none of the log's, also where only a range was read. They are no damage.
    pub fn foreign(&self) -> &[ForeignMessage] {
        &self.foreign
    }

    /// Hashes every stored line again.
    ///
    /// A line is measured against the hash *stored* before it, so that one change is one damage, on the line
    /// changed. Where the event before is missing or unreadable, which reading reports, the line cannot be
    /// measured.
    pub fn verify(&self) -> Verification {
        self.verify_from(0)
    }

    /// Hashes the lines again behind this index of [`EventBatch::events`], it included.
    pub(crate) fn verify_from(&self, index: usize) -> Verification {
        let mut content_root = None;
        let before = index.checked_sub(1).map(|before| &self.events[before]);
        let mut before = before.map_or(self.before, |event| Some((event.seq, event.hash)));
        let mut damage = Vec::new();
        for stored in self.iter_from(index) {
            let event = stored.event;
            match content_hash(stored.text) {
                Ok(content) => {
                    content_root = Some(next_content_root(content_root, content));
                    damage.extend(hash_damage(stored, before, content));
                }
                Err(error) => {
                    damage.push(Damage::new(stored.line, stored.text, DamageKind::NotCanonical(error)));
                }
            }
            before = Some((event.seq, event.hash));
        }
        Verification { content_root, damage }
    }

    /// Returns the log root at an event, made anew of every line from the first on, whatever hashes stand on them;
    /// `None` if these are not all here and in order, or one cannot be hashed.
    pub fn log_root_at(&self, seq: u64) -> Option<Digest> {
        let mut root = None;
        for (stored, expected) in self.iter().zip(1..=seq) {
            let Event { seq: found, recorded, commit, .. } = *stored.event;
            let content = content_hash(stored.text).ok().filter(|_| found == expected)?;
            root = Some(next_log_root(root, found, recorded, commit, content));
        }
        root.filter(|_| self.events.len() as u64 >= seq)
    }

    /// Returns everything that is wrong with the log, each line hashed again, but for an unfinished append at its
    /// end, of which nothing was accepted.
    pub fn faults(&self) -> Vec<Damage> {
        let read = self.damage.iter().filter(|damage| !damage.is_unfinished()).cloned();
        read.chain(self.verify().damage).collect()
    }

    /// Returns the unfinished append at the end of the log, if there is one.
    pub fn unfinished(&self) -> Option<&Damage> {
        self.damage.iter().find(|damage| damage.is_unfinished())
    }

    /// Makes room for so many more bytes of text and events.
    pub(crate) fn reserve(&mut self, bytes: usize, events: usize) {
        self.text.reserve(bytes);
        self.places.reserve(events);
        self.events.reserve(events);
    }

    pub(crate) fn push(&mut self, event: Event, text: &str, line: usize) {
        if event.seq >= self.head {
            self.head = event.seq;
            self.log_root = Some(event.hash);
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.places.push(Place { line, text: start..self.text.len() });
        self.events.push(event);
    }

    pub(crate) fn damage_mut(&mut self) -> &mut Vec<Damage> {
        &mut self.damage
    }

    #[cfg(feature = "jetstream")]
    pub(crate) fn foreign_mut(&mut self) -> &mut Vec<ForeignMessage> {
        &mut self.foreign
    }

    /// Keeps only the events whose `seq` lies in the range.
    pub(crate) fn restrict(mut self, range: &RangeInclusive<u64>) -> Self {
        let kept: Vec<bool> = self.events.iter().map(|event| range.contains(&event.seq)).collect();
        let first = kept.iter().position(|kept| *kept).unwrap_or(kept.len());
        if let Some(before) = first.checked_sub(1).map(|before| &self.events[before]) {
            self.before = Some((before.seq, before.hash));
        }
        self.retain(&kept)
    }

    /// Keeps only the events for which it is said; the head stays that of the log.
    fn retain(mut self, kept: &[bool]) -> Self {
        let mut events_kept = kept.iter();
        self.events.retain(|_| events_kept.next() == Some(&true));
        let mut places_kept = kept.iter();
        self.places.retain(|_| places_kept.next() == Some(&true));
        self
    }

    /// Looks through all lines, so that [`EventBatch::about`] need not.
    pub fn seen(&self) -> SeenText {
        let mut lines = Lines::default();
        self.iter().for_each(|stored| lines.see(stored.text.as_bytes()));
        SeenText(lines)
    }

    /// Returns what a question needs of it in which some names occur, as [`EventLog::read_about`](crate::EventLog::read_about)
    /// reads it; the head and the damage stay those of the log. Of the stored lines, those of other events are left out. `seen`
    /// is what was seen of these lines.
    #[must_use]
    pub fn about(&self, seen: &SeenText, names: &BTreeSet<String>, registry: RegistryPart) -> Self {
        let text = |line| self.stored(line).map_or("", |stored| stored.text);
        let Some(needed) = needed_of(&seen.0, names, registry, text) else { return self.clone() };
        let (head, log_root, before) = (self.head, self.log_root, self.before);
        let (damage, foreign) = (self.damage.clone(), self.foreign.clone());
        let mut part = Self { head, log_root, damage, foreign, before, ..Self::default() };
        let needed = needed.into_keys().filter_map(|line| self.stored(usize::try_from(line).ok()?));
        needed.for_each(|stored| part.push(stored.event.clone(), stored.text, stored.line));
        part
    }
}

/// What was seen of the lines of a log: of which process each is, and what it says about others.
pub struct SeenText(Lines);

impl std::fmt::Debug for SeenText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SeenText")
    }
}

fn hash_damage(stored: StoredEvent<'_>, before: Option<(u64, Digest)>, content: Digest) -> Option<Damage> {
    let Event { seq, recorded, commit, hash, .. } = *stored.event;
    let before = match before {
        None if seq == 1 => None,
        Some((previous, root)) if previous.checked_add(1) == Some(seq) => Some(root),
        None | Some(_) => return None,
    };
    let computed = next_log_root(before, seq, recorded, commit, content);
    let kind = DamageKind::Hash { stored: hash, computed };
    (computed != hash).then(|| Damage::new(stored.line, stored.text, kind))
}
