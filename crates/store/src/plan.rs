//! What an append would do: which drafts stand in the log already, and the lines that the others become.

use asof_core::{Digest, Draft, Event, EventId, Recorded};
use foldhash::HashMap;

use crate::clock::{Clock, Ids};
use crate::error::{Existing, StoreError};
use crate::event_batch::EventBatch;
use crate::hash::{content_hash_without_id, draft_hash, draft_hash_without_id, next_log_root};
use crate::reader::{LogReader, Name, recorded_after};
use crate::{AppendResult, Expected, MAX_EVENT_BYTES, Outcome, TornTail, Written};

/// What an append would do, all or nothing.
pub(crate) struct AppendPlan {
    /// For each draft, where its event stands in the reader once the new ones are in it.
    places: Vec<Place>,
    /// The new events with their lines.
    new: Vec<(Event, String)>,
}

#[derive(Clone, Copy)]
struct Place {
    index: usize,
    is_new: bool,
}

impl AppendPlan {
    /// Judges a batch against a log.
    ///
    /// What stands in the log already comes before the expectation, so that an append can be sent again.
    pub(crate) fn new(
        reader: &LogReader,
        batch: &[Draft],
        expected: Expected,
        clock: &dyn Clock,
    ) -> Result<Self, StoreError> {
        let (places, new) = judged(reader, batch)?;
        let head = reader.contents.head();
        match expected {
            Expected::Head(expected) if expected != head && !new.is_empty() => {
                return Err(StoreError::Conflict { expected, head });
            }
            Expected::Head(_) | Expected::Any => {}
        }
        Ok(Self { places, new: write_events(reader, &new, clock, chain)? })
    }

    pub(crate) fn writes_nothing(&self) -> bool {
        self.new.is_empty()
    }

    /// Returns the lines to write, each with its end.
    pub(crate) fn text(&self) -> String {
        self.new.iter().flat_map(|(_, line)| [line.as_str(), "\n"]).collect()
    }

    /// Returns the new events, each with its line without its end.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (u64, &str)> {
        self.new.iter().map(|(event, line)| (event.seq, line.as_str()))
    }

    /// Puts the new events, now written, into the reader and says what became of each draft.
    pub(crate) fn carry_out(self, reader: &mut LogReader, set_aside: Option<TornTail>) -> AppendResult {
        let written = self.new.first().map(|(first, _)| Written {
            first: first.seq,
            commit: first.commit,
            recorded: first.recorded,
        });
        for (event, line) in self.new {
            reader.push(event, &line);
        }
        let events = reader.contents.events();
        let outcome = |place: &Place| {
            let event = events[place.index].clone();
            if place.is_new { Outcome::Appended(event) } else { Outcome::Unchanged(event) }
        };
        AppendResult {
            outcomes: self.places.iter().map(outcome).collect(),
            written,
            head: reader.contents.head(),
            root: reader.contents.log_root(),
            set_aside,
        }
    }
}

/// Returns the events of a log as they would be with a batch, for questions about what would be: the new ones have blank
/// hashes, and no lines.
///
/// # Errors
///
/// An id or a key is that of something else.
pub(crate) fn with_batch(
    mut reader: LogReader,
    batch: &[Draft],
    clock: &dyn Clock,
) -> Result<EventBatch, StoreError> {
    let (_, new) = judged(&reader, batch)?;
    let unchained = |_, event, _| Ok((event, String::new()));
    for (event, line) in write_events(&reader, &new, clock, unchained)? {
        reader.push(event, &line);
    }
    Ok(reader.contents)
}

/// The drafts of a batch that are new, each with its place in it.
type New<'b> = Vec<(usize, &'b Draft)>;

/// Returns where each draft of a batch stands or will stand, and the drafts that are new, each with its place in the batch.
fn judged<'b>(reader: &LogReader, batch: &'b [Draft]) -> Result<(Vec<Place>, New<'b>), StoreError> {
    let mut judge = DuplicateFinder {
        reader,
        batch,
        ids: HashMap::default(),
        names: HashMap::default(),
        new: Vec::new(),
    };
    let judged: Result<Vec<Place>, _> =
        batch.iter().enumerate().map(|(number, draft)| judge.place(number, draft)).collect();
    let new = judge.new.iter().map(|number| (*number, &batch[*number])).collect();
    Ok((judged?, new))
}

/// Tells drafts that are new from those that stand in the log, or earlier in the batch, already.
struct DuplicateFinder<'a> {
    reader: &'a LogReader,
    batch: &'a [Draft],
    ids: HashMap<EventId, usize>,
    names: HashMap<Name, usize>,
    /// The places in the batch of those that are new.
    new: Vec<usize>,
}

impl DuplicateFinder<'_> {
    fn place(&mut self, number: usize, draft: &Draft) -> Result<Place, StoreError> {
        // Only what stands in the way of a draft is compared with it: those that are new are hashed when they are written.
        let is_same = |index| {
            let content = draft_hash_without_id(draft).map_err(|source| StoreError::NotCanonical {
                draft: number,
                key: draft.key.clone(),
                source,
            })?;
            Ok::<bool, StoreError>(self.content(index) == Some(content))
        };
        if let Some((id, index)) = draft.id.and_then(|id| Some((id, self.with_id(id)?))) {
            return match is_same(index)? {
                true => Ok(Place { index, is_new: false }),
                false => Err(StoreError::IdReused { draft: number, id, existing: self.existing(index) }),
            };
        }
        let name = (draft.process().cloned(), draft.key.clone());
        let Some(index) = self.with_name(&name) else { return Ok(self.add(number, draft.id, name)) };
        if draft.id.is_none() && is_same(index)? {
            return Ok(Place { index, is_new: false });
        }
        let (process, key) = name;
        Err(StoreError::KeyReused { draft: number, process, key, existing: self.existing(index) })
    }

    fn add(&mut self, number: usize, id: Option<EventId>, name: Name) -> Place {
        let index = self.logged() + self.new.len();
        if let Some(id) = id {
            self.ids.insert(id, index);
        }
        self.names.insert(name, index);
        self.new.push(number);
        Place { index, is_new: true }
    }

    fn logged(&self) -> usize {
        self.reader.contents.events().len()
    }

    fn with_id(&self, id: EventId) -> Option<usize> {
        self.reader.ids.get(&id).or_else(|| self.ids.get(&id)).copied()
    }

    fn with_name(&self, name: &Name) -> Option<usize> {
        self.reader.named(name).or_else(|| self.names.get(name).copied())
    }

    /// Returns the content hash without id; ids are compared apart. `None` if the stored line has none.
    fn content(&self, index: usize) -> Option<Digest> {
        match self.reader.contents.stored(index) {
            Some(stored) => content_hash_without_id(stored.text).ok(),
            None => draft_hash_without_id(&self.batch[self.new[index - self.logged()]]).ok(),
        }
    }

    fn existing(&self, index: usize) -> Existing {
        match self.reader.contents.events().get(index) {
            Some(event) => Existing::Seq(event.seq),
            None => Existing::Draft(self.new[index - self.logged()]),
        }
    }
}

/// Makes the drafts, each with its place in the batch, into the events of one append, each by what gives it its hash and line.
fn write_events(
    reader: &LogReader,
    drafts: &New<'_>,
    clock: &dyn Clock,
    chain: impl Fn(Option<Digest>, Event, usize) -> Result<(Event, String), StoreError>,
) -> Result<Vec<(Event, String)>, StoreError> {
    let recorded = recorded_after(reader.last(), Recorded::new(clock.now()));
    let mut ids = Ids::new(recorded, reader.latest_id_millis);
    let head = reader.contents.head();
    let commit = head + drafts.len() as u64;
    let mut root = reader.contents.log_root();
    let mut events = Vec::with_capacity(drafts.len());
    for (seq, (number, draft)) in (head + 1..).zip(drafts) {
        let id = draft.id.unwrap_or_else(|| ids.make(clock));
        let draft = Draft { id: Some(id), ..(*draft).clone() };
        let hash = Digest::new([0; 32]);
        let (event, line) = chain(root, Event { seq, recorded, commit, hash, id, draft }, *number)?;
        root = Some(event.hash);
        events.push((event, line));
    }
    Ok(events)
}

/// Gives an event, whose hash is still blank, its hash and its line.
fn chain(before: Option<Digest>, mut event: Event, number: usize) -> Result<(Event, String), StoreError> {
    let key = event.draft.key.clone();
    let content = match draft_hash(&event.draft) {
        Ok(content) => content,
        Err(source) => return Err(StoreError::NotCanonical { draft: number, key, source }),
    };
    event.hash = next_log_root(before, event.seq, event.recorded, event.commit, content);
    let line = event.to_line();
    if line.len() > MAX_EVENT_BYTES {
        return Err(StoreError::TooLarge { draft: number, key, bytes: line.len(), limit: MAX_EVENT_BYTES });
    }
    // The event is read from its line: what a reader will get, or a refusal before anything is written.
    match Event::from_line(&line) {
        Ok(event) => Ok((event, line)),
        Err(source) => Err(StoreError::Unwritable { draft: number, key, source: Box::new(source) }),
    }
}
