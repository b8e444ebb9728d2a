//! Reads the text of a snapshot, and says of every line that cannot be read what was expected there.

use asof_core::unseen::spelt_out;
use asof_core::{AsOfToken, Digest, Head, Inferred};
use serde_json::{Map, Value};

use super::kept::KeptQuery;
use super::problem::{ProblemKind as Kind, SnapshotProblem};
use super::slots::{KeptSlot, Slots, is_stated, read_path};
use super::write::{FORMAT, TITLE, digest};
use super::{EditedBy, Snapshot};
use crate::ask::dates::is_of_the_clock;

impl Snapshot {
    /// Reads what [`Snapshot::to_text`] wrote, and says whether it still stands as it was written. Lines may end in
    /// CR LF, as a checkout on Windows makes them, and the text may begin with a byte order mark, as its editors do.
    ///
    /// # Errors
    ///
    /// The first line of the header that cannot be read, or else every line of the slots that cannot.
    pub fn read(text: &str) -> Result<(Self, EditedBy), Vec<SnapshotProblem>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
        let mut header = Header { lines: &lines, next: 0 };
        let (mut snapshot, written) = header.read().map_err(|problem| vec![problem])?;
        let mut body = Body::default();
        for (place, line) in lines.iter().enumerate().skip(header.next) {
            body.read(place + 1, line);
        }
        snapshot.slots = body.finish()?;
        let stands = digest(&lines[header.next..].join("\n"));
        Ok((snapshot, if stands == written { EditedBy::Program } else { EditedBy::Another }))
    }
}

/// The header on its way: its lines in their order.
struct Header<'t> {
    lines: &'t [&'t str],
    next: usize,
}

impl<'t> Header<'t> {
    /// Reads the header: the snapshot without its slots, and the digest of its body.
    fn read(&mut self) -> Result<(Snapshot, Digest), SnapshotProblem> {
        self.title()?;
        let at = self.line("at")?;
        let at = self.lasting(at)?;
        let known = self.optional("known").map(|known| self.lasting(known)).transpose()?;
        let inferred = match self.optional("stated") {
            None => Inferred::Include,
            Some("yes") => Inferred::Exclude,
            Some(_) => return Err(self.problem(Kind::Stated)),
        };
        let process = self.parsed("process")?;
        let question = KeptQuery { process, at, known, inferred };
        let sentence = self.line("cut")?.to_owned();
        let counted = self.line("counted")?.to_owned();
        let token: AsOfToken = self.parsed("token")?;
        self.agrees(&question, &token)?;
        let root = self.parsed("root")?;
        let body = self.parsed("body")?;
        Ok((Snapshot { question, sentence, counted, token, root, slots: Slots::new() }, body))
    }

    fn title(&mut self) -> Result<(), SnapshotProblem> {
        let first = self.lines.first().copied().unwrap_or_default();
        self.next = 1;
        match first.strip_prefix(TITLE) {
            Some(FORMAT) => Ok(()),
            Some(format) if !format.is_empty() => {
                Err(self.problem(Kind::OtherFormat(spelt_out(format).into_owned())))
            }
            Some(_) | None => Err(self.problem(Kind::NotASnapshot)),
        }
    }

    /// Reads the head, and measures the question against the token, which says all of it once more.
    fn agrees(&mut self, question: &KeptQuery, token: &AsOfToken) -> Result<(), SnapshotProblem> {
        let head = self.line("head")?;
        let differs = |this: &Self, what: String| Err(this.problem(Kind::OtherThanToken(what)));
        match token.as_of.recorded {
            Head::Seq(seq) if head.parse() == Ok(seq) => {}
            Head::Seq(seq) => return differs(self, format!("event {seq}")),
            Head::All => return differs(self, "no event at which the log ended".to_owned()),
        }
        if question.process != token.process {
            return differs(self, format!("process {}", token.process));
        }
        if question.inferred != token.as_of.inferred {
            return differs(self, "otherwise what counts beside what a source states".to_owned());
        }
        Ok(())
    }

    /// Takes the date that was read last, unless it moves with the clock.
    fn lasting(&self, date: &str) -> Result<String, SnapshotProblem> {
        if is_of_the_clock(date) { Err(self.problem(Kind::Clock)) } else { Ok(date.to_owned()) }
    }

    fn parsed<T>(&mut self, name: &'static str) -> Result<T, SnapshotProblem>
    where
        T: std::str::FromStr,
        Kind: From<T::Err>,
    {
        self.line(name)?.parse().map_err(|error: T::Err| self.problem(error.into()))
    }

    fn line(&mut self, name: &'static str) -> Result<&'t str, SnapshotProblem> {
        self.optional(name).ok_or_else(|| {
            let (place, line) = (self.next + 1, self.lines.get(self.next).copied().unwrap_or_default());
            SnapshotProblem::new(place, line, Kind::Header(name))
        })
    }

    fn optional(&mut self, name: &str) -> Option<&'t str> {
        let value = self.lines.get(self.next)?.strip_prefix(name)?.strip_prefix(": ")?;
        self.next += 1;
        Some(value)
    }

    /// Returns a problem of the line read last.
    fn problem(&self, kind: Kind) -> SnapshotProblem {
        let line = self.next.checked_sub(1).and_then(|last| self.lines.get(last));
        SnapshotProblem::new(self.next, line.copied().unwrap_or_default(), kind)
    }
}

/// The body on its way: the slots that are read, the slot and the list that is open, and the problems.
#[derive(Default)]
struct Body {
    slots: Slots,
    places: std::collections::BTreeMap<String, usize>,
    open: Option<Open>,
    /// Whether the last line was empty.
    parted: bool,
    problems: Vec<SnapshotProblem>,
}

/// A slot on its way.
struct Open {
    line: usize,
    path: asof_projector::Path,
    fields: Map<String, Value>,
    /// The place of each field, and the last one's name if it is a list to which items may follow.
    places: Vec<(String, usize)>,
    list: Option<String>,
}

impl Body {
    fn read(&mut self, place: usize, line: &str) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_empty = line.trim().is_empty();
        let read = match indent {
            _ if is_empty => Ok(()),
            0 => self.slot(place, line),
            2 => self.field(place, line),
            4 => self.item(place, line),
            _ => Err(SnapshotProblem::new(place, line, Kind::Shape)),
        };
        self.problems.extend(read.err());
        self.parted = is_empty;
    }

    fn slot(&mut self, place: usize, line: &str) -> Result<(), SnapshotProblem> {
        let problem = |kind| SnapshotProblem::new(place, line, kind);
        let Some(path) = read_path(line.trim_end()) else {
            // A stray line within a slot leaves it open. What stands below the path of a slot that cannot be read
            // is no matter of its own.
            if self.parted {
                self.close();
            }
            return Err(problem(Kind::Shape));
        };
        self.close();
        let first = *self.places.entry(path.to_string()).or_insert(place);
        self.open = Some(Open { line: place, path, fields: Map::new(), places: Vec::new(), list: None });
        if first == place { Ok(()) } else { Err(problem(Kind::Twice(first))) }
    }

    fn field(&mut self, place: usize, line: &str) -> Result<(), SnapshotProblem> {
        let Some(open) = &mut self.open else { return self.below_nothing(place, line) };
        open.list = None;
        let problem = |kind| SnapshotProblem::new(place, line, kind);
        let (field, value) = line.trim_start().split_once(':').ok_or_else(|| problem(Kind::Shape))?;
        if field.is_empty()
            || !field.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            return Err(problem(Kind::Shape));
        }
        if let Some((_, first)) = open.places.iter().find(|(name, _)| name == field) {
            return Err(problem(Kind::Twice(*first)));
        }
        open.places.push((field.to_owned(), place));
        if value.trim().is_empty() {
            open.list = Some(field.to_owned());
            open.fields.insert(field.to_owned(), Value::Array(Vec::new()));
            return Ok(());
        }
        let value = json(place, line, value)?;
        open.fields.insert(field.to_owned(), value);
        Ok(())
    }

    fn item(&mut self, place: usize, line: &str) -> Result<(), SnapshotProblem> {
        let Some(open) = &mut self.open else { return self.below_nothing(place, line) };
        let list = open.list.as_ref().and_then(|list| open.fields.get_mut(list));
        let Some(Value::Array(items)) = list else {
            let stray = "an item of no list: above it stands a field that has its value";
            return Err(SnapshotProblem::new(place, line, Kind::Astray(stray)));
        };
        items.push(json(place, line, line)?);
        Ok(())
    }

    fn below_nothing(&self, place: usize, line: &str) -> Result<(), SnapshotProblem> {
        // Below a path that could not be read there is nothing more to say.
        if self.problems.is_empty() {
            let stray = "it belongs to no slot: the path of one stands above its fields";
            return Err(SnapshotProblem::new(place, line, Kind::Astray(stray)));
        }
        Ok(())
    }

    /// Enters the slot that is open.
    fn close(&mut self) {
        let Some(Open { line, path, mut fields, places, .. }) = self.open.take() else { return };
        let name = path.to_string();
        let events = match fields.shift_remove("events") {
            Some(events) => serde_json::from_value(events).map_err(|_| {
                let place =
                    places.iter().find(|(field, _)| field == "events").map_or(line, |(_, line)| *line);
                SnapshotProblem::new(place, "events", Kind::Events)
            }),
            // A line that could not be read was spoken of.
            None if places.iter().any(|(field, _)| field == "events") => Ok(Vec::new()),
            None => Err(SnapshotProblem::new(line, &name, Kind::NoEvents)),
        };
        match events {
            Ok(events) => {
                fields.retain(|_, value| is_stated(value));
                self.slots.insert(path, KeptSlot { fields, events });
            }
            Err(problem) => self.problems.push(problem),
        }
    }

    fn finish(mut self) -> Result<Slots, Vec<SnapshotProblem>> {
        self.close();
        if self.problems.is_empty() {
            return Ok(self.slots);
        }
        self.problems.sort_by_key(|problem| problem.line);
        Err(self.problems)
    }
}

/// Reads a value that ends a line.
fn json(place: usize, line: &str, value: &str) -> Result<Value, SnapshotProblem> {
    serde_json::from_str(value).map_err(|error| {
        // What serde counts are bytes of the value, and its message ends with them.
        let before = line.len() - value.len() + error.column().saturating_sub(1);
        let before = line.char_indices().take_while(|(at, _)| *at < before).count();
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
        SnapshotProblem::new(place, line, Kind::Json(message)).at(before + 1)
    })
}
