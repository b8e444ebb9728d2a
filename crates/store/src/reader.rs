//! Reading the text of a log line by line, with what a writer has to know of it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use asof_core::{Columns, Event, EventId, Key, LineError, Recorded};
use foldhash::HashMap;
use memchr::memchr_iter;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::clock::followed_millis;
use crate::damage::{Damage, DamageKind};
use crate::event_batch::{EventBatch, StoredEvent};
use crate::needed::{Needed, NeededLine, needed_of};
use crate::parallel::read_by_several;
use crate::seen::Lines;
use crate::{MAX_EVENT_BYTES, RegistryPart};

/// The name of an entry: its process (none in the registry) and its key.
pub(crate) type Name = (Option<Key>, Key);

/// A log as far as it was read; more can be read into it.
#[derive(Debug, Default)]
pub(crate) struct LogReader {
    pub(crate) contents: EventBatch,
    pub(crate) ids: HashMap<EventId, usize>,
    /// The first event of each name; made when a writer first asks.
    names: OnceLock<HashMap<Name, usize>>,
    /// The millisecond of the latest id, which later ids are to follow.
    pub(crate) latest_id_millis: Option<u64>,
    lines: usize,
    /// Lines that were not read since the last event: as many numbers may be missing.
    unread: u64,
}

impl LogReader {
    /// Reads lines up to the end of an append, with or without an end to the last one.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.feed_lines(bytes);
        let last = self.contents.iter().next_back();
        let cut_off = last.filter(|last| last.event.seq < last.event.commit && self.unread == 0);
        if let Some(StoredEvent { event, text, line }) = cut_off {
            let kind = DamageKind::Commit { found: event.commit, reason: "the log ends before it" };
            let damage = Damage::new(line, text, kind);
            self.contents.damage_mut().push(damage);
        }
    }

    fn feed_lines(&mut self, bytes: &[u8]) {
        self.contents.reserve(bytes.len(), memchr_iter(b'\n', bytes).count());
        read_by_several(bytes, |line| self.feed_needed_line(line));
    }

    /// Reads those of the lines that are needed, and passes over the others.
    pub(crate) fn feed_needed(&mut self, bytes: &[u8], named: &BTreeSet<String>, registry: RegistryPart) {
        let (mut seen, mut lines) = (Lines::default(), Vec::new());
        for line in lines_of(bytes) {
            seen.see(line);
            lines.push(line);
        }
        match needed_of(&seen, named, registry, |line| lines[line]) {
            Some(needed) => self.feed_needed_lines(needed),
            None => lines.into_iter().for_each(|line| self.feed_line(line)),
        }
    }

    /// Reads lines, counted from 0, that were found to be needed, and passes over those between them.
    pub(crate) fn feed_needed_lines<T: AsRef<[u8]>>(&mut self, needed: Needed<T>) {
        let mut next = 0;
        for (line, needed) in needed {
            self.pass_over(line - next);
            self.feed_needed_line(needed);
            next = line + 1;
        }
    }

    /// Reads a line that was found to be needed.
    pub(crate) fn feed_needed_line<T: AsRef<[u8]>>(&mut self, NeededLine { text, event }: NeededLine<T>) {
        self.feed_line_of(text.as_ref(), |text| event.map_or_else(|| Event::from_line(text), Ok));
    }

    /// Takes so many lines to be sound that nobody needs.
    pub(crate) fn pass_over(&mut self, lines: u64) {
        self.lines += usize::try_from(lines).unwrap_or(usize::MAX);
        self.unread += lines;
    }

    /// Returns a reader that goes on behind an event.
    pub(crate) fn behind(last: Option<StoredEvent<'_>>) -> Self {
        let mut reader = Self::default();
        if let Some(last) = last {
            reader.lines = last.line;
            reader.keep(last.event.clone(), last.text);
        }
        reader
    }

    /// Takes in an event that was just written as one more line.
    pub(crate) fn push(&mut self, event: Event, text: &str) {
        self.lines += 1;
        self.keep(event, text);
    }

    /// Returns the place of the first event with this name.
    pub(crate) fn named(&self, name: &Name) -> Option<usize> {
        let names = self.names.get_or_init(|| {
            // Of several with one name the first comes last, and stays.
            let events = self.contents.events().iter().enumerate().rev();
            events.map(|(index, event)| (name_of(event), index)).collect()
        });
        names.get(name).copied()
    }

    /// Returns how many lines were read.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// Returns the last event that could be read.
    pub(crate) fn last(&self) -> Option<&Event> {
        self.contents.events().last()
    }

    /// Returns what is to be said of an unfinished append that follows; nothing if there is none.
    pub(crate) fn unfinished(&self, fragment: &[u8]) -> Option<Damage> {
        let shown = String::from_utf8_lossy(fragment.split(|byte| *byte == b'\n').next()?);
        let kind = DamageKind::Unfinished { bytes: fragment.len() };
        (!fragment.is_empty()).then(|| Damage::new(self.lines + 1, &shown, kind))
    }

    /// Reads one line.
    pub(crate) fn feed_line(&mut self, bytes: &[u8]) {
        self.feed_line_of(bytes, Event::from_line);
    }

    fn feed_line_of(&mut self, bytes: &[u8], event: impl FnOnce(&str) -> Result<Event, LineError>) {
        self.lines += 1;
        let bytes = self.without_byte_order_mark(bytes);
        let bytes = self.without_carriage_return(bytes);
        let text = match str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let first = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).chars().count() + 1;
                let columns = Columns { first, end: first + 1 };
                return self.skip(&String::from_utf8_lossy(bytes), DamageKind::NotUtf8, Some(columns));
            }
        };
        if bytes.len() > MAX_EVENT_BYTES {
            self.report(text, DamageKind::TooLong { bytes: bytes.len() });
        }
        if text.trim().is_empty() {
            return self.skip(text, DamageKind::Blank, None);
        }
        match event(text) {
            Ok(event) => self.accept(event, text),
            Err(error) => {
                let columns = error.columns(text);
                self.skip(text, DamageKind::NotAnEvent(error), columns);
            }
        }
    }

    fn without_byte_order_mark<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        match bytes.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) if self.lines == 1 => {
                self.report("", DamageKind::ByteOrderMark);
                rest
            }
            Some(_) | None => bytes,
        }
    }

    fn without_carriage_return<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some(rest) = bytes.strip_suffix(b"\r") else { return bytes };
        let known = self.contents.damage_mut().iter_mut().find_map(|damage| match &mut damage.kind {
            DamageKind::CarriageReturn { lines } => Some(lines),
            _ => None,
        });
        match known {
            Some(lines) => *lines += 1,
            None => self.report(&String::from_utf8_lossy(rest), DamageKind::CarriageReturn { lines: 1 }),
        }
        rest
    }

    fn skip(&mut self, text: &str, kind: DamageKind, columns: Option<Columns>) {
        self.unread += 1;
        let damage = Damage::at(self.lines, text, columns, kind);
        self.contents.damage_mut().push(damage);
    }

    fn report(&mut self, text: &str, kind: DamageKind) {
        let damage = Damage::new(self.lines, text, kind);
        self.contents.damage_mut().push(damage);
    }

    fn accept(&mut self, event: Event, text: &str) {
        if let Some(&index) = self.ids.get(&event.id) {
            let first = self.contents.stored(index).map_or(0, |stored| stored.line);
            return self.report(text, DamageKind::DuplicateId { id: event.id, first });
        }
        for kind in self.misfits(&event) {
            self.report(text, kind);
        }
        self.keep(event, text);
        self.unread = 0;
    }

    /// Returns how the event does not follow the one before it.
    fn misfits(&self, event: &Event) -> Vec<DamageKind> {
        let last = self.last();
        let expected = last.map_or(1, |last| last.seq.saturating_add(1));
        let mut misfits = Vec::new();
        if !(expected..=expected.saturating_add(self.unread)).contains(&event.seq) {
            misfits.push(DamageKind::Sequence { expected, found: event.seq });
        }
        if let Some(last) = last.filter(|last| event.recorded < last.recorded) {
            misfits.push(DamageKind::RecordedBack { found: event.recorded, before: last.recorded });
        }
        let begun = last.filter(|last| last.seq < last.commit && expected == event.seq);
        if let Some(reason) = commit_misfit(event, begun) {
            misfits.push(DamageKind::Commit { found: event.commit, reason });
        }
        misfits
    }

    fn keep(&mut self, event: Event, text: &str) {
        let index = self.contents.events().len();
        self.ids.insert(event.id, index);
        if let Some(names) = self.names.get_mut() {
            names.entry(name_of(&event)).or_insert(index);
        }
        self.latest_id_millis = self.latest_id_millis.max(followed_millis(event.id, event.recorded));
        self.contents.push(event, text, self.lines);
    }
}

/// Returns the lines of a text without their ends; the last may lack one.
pub(crate) fn lines_of(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    let ends = memchr_iter(b'\n', bytes)
        .chain((!bytes.is_empty() && !bytes.ends_with(b"\n")).then_some(bytes.len()));
    ends.map(move |end| &bytes[std::mem::replace(&mut start, end + 1)..end])
}

/// Returns the name of an entry.
pub(crate) fn name_of(event: &Event) -> Name {
    (event.draft.process().cloned(), event.draft.key.clone())
}

fn commit_misfit(event: &Event, begun: Option<&Event>) -> Option<&'static str> {
    if event.commit < event.seq {
        return Some("an append cannot end before one of its events");
    }
    let begun = begun?;
    if event.commit != begun.commit {
        Some("the previous append was not finished")
    } else if event.recorded != begun.recorded {
        Some("all events of an append are recorded at the same instant")
    } else {
        None
    }
}

/// Returns how many of the bytes of a log belong to finished appends: all, unless the last line is torn
/// (no end, and not JSON) or the last lines are the beginning of an append, soundly chained.
///
/// A last line that lacks nothing but its end is whole: an editor may have taken it. Lines that end before
/// their `commit` and are not sound were changed by hand; they are damage, and no writer may set them aside.
/// `before` is the event that the bytes follow; `None` where the log begins with them.
pub(crate) fn finished_len(before: Option<StoredEvent<'_>>, bytes: &[u8]) -> usize {
    let whole = without_torn_line(bytes);
    let Some(last) = last_line(whole).filter(|last| last.seq < last.commit) else { return whole.len() };
    let (mut previous, mut begun) = (0, last.start);
    while let Some(line) = last_line(&bytes[..begun]) {
        previous = line.start;
        if line.commit != last.commit {
            break;
        }
        begun = line.start;
    }
    let mut reader = if begun == 0 { LogReader::behind(before) } else { LogReader::default() };
    reader.feed_lines(&bytes[previous..begun]);
    if is_sound(reader, &whole[begun..]) { begun } else { whole.len() }
}

/// Returns how many of the bytes of a log that goes on behind them belong to lines with which an append ends, or that
/// cannot be read; 0 if there are none.
pub(crate) fn finished_appends_len(bytes: &[u8]) -> usize {
    let mut end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    while let Some(line) = last_line(&bytes[..end]).filter(|line| line.seq < line.commit) {
        end = line.start;
    }
    end
}

/// Returns whether the lines of an append follow the line before it as they should.
fn is_sound(mut reader: LogReader, append: &[u8]) -> bool {
    let known = reader.contents.damage().len();
    reader.feed_lines(append);
    reader.contents.damage().len() == known && reader.contents.verify().damage.is_empty()
}

fn without_torn_line(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let is_json = serde_json::from_slice::<IgnoredAny>(&bytes[start..]).is_ok();
    if is_json { bytes } else { &bytes[..start] }
}

struct LastLine {
    start: usize,
    seq: u64,
    commit: u64,
}

/// Returns whether the last line of a log has an end and ends an append.
pub(crate) fn ends_an_append(bytes: &[u8]) -> bool {
    bytes.ends_with(b"\n") && last_line(bytes).is_some_and(|last| last.seq >= last.commit)
}

/// Returns where the last line begins and what it says of its append, if it does.
fn last_line(bytes: &[u8]) -> Option<LastLine> {
    #[derive(Deserialize)]
    struct Append {
        seq: u64,
        commit: u64,
    }

    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let start = line.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let Append { seq, commit } = serde_json::from_slice(&line[start..]).ok()?;
    Some(LastLine { start, seq, commit })
}

/// Returns what `recorded` becomes when the clock shows `now` after the last event.
pub(crate) fn recorded_after(last: Option<&Event>, now: Recorded) -> Recorded {
    last.map_or(now, |last| now.max(last.recorded))
}
