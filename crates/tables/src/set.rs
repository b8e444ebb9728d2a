//! Which tables there are: one of the events, one of each part of a state, and one of each sort of rows within those.

use asof_core::{Key, Registered, Text, When};
use asof_projector::{
    CellType, Collection, Column as Field, Dated, Describe, Fields, Holds, StateRow, TransferRow, Writing,
    columns, role, row,
};
use asof_query::rows::EventRow;
use asof_query::{Filter, Log, ResolvedQuery, Selection, disputes, due, listing, state};
use serde_json::{Map, Value};

use crate::shape::{columns as cells_of, in_one_cell, put};
use crate::table::{Column, Parent, Table, Type};

/// Returns the tables of what counts at a point, always the same ones.
pub fn tables(log: &Log, asked: &ResolvedQuery) -> Vec<Table> {
    let stood = state(log, asked, &Selection::default());
    let mut set = Set { writing: Writing::named(log.names()), tables: Vec::new() };
    set.add_events(&listing(log, asked, &Filter::default()).events);
    for collection in Collection::ALL {
        set.add_collection(collection, stood.parts.get(collection).unwrap_or_default());
    }
    let view = log.as_of(&asked.as_of);
    let transfers: Vec<TransferRow> =
        asked.reading.iter().flat_map(|process| view.transfers(process)).collect();
    set.add_rows(DELIVERIES, &transfers);
    set.add_rows(POSSIBLE, &stood.possible);
    set.add_rows(DUE, &due(log, asked).due);
    set.add_rows(DISPUTES, &disputes(log, asked).disputes);
    let registry = view.registry();
    let sources: Vec<SourceEntry> =
        registry.iter().filter_map(|(key, entry)| SourceEntry::of(key, entry)).collect();
    set.add_rows(SOURCES, &sources);
    let issues: Vec<IssueEntry> =
        registry.iter().filter_map(|(key, entry)| IssueEntry::of(key, entry)).collect();
    set.add_rows(ISSUES, &issues);
    set.tables.push(exported(log, asked));
    set.tables
}

/// A table before its rows.
#[derive(Debug, Clone, Copy)]
struct What<'n> {
    name: &'n str,
    /// What a row is.
    about: &'n str,
    /// The columns that name a row; none of them is ever empty.
    key: &'static [&'static str],
    /// The columns that stand in the tables of its parts too.
    id: &'static [&'static str],
}

impl<'n> What<'n> {
    const fn new(name: &'n str, about: &'n str, key: &'static [&'static str]) -> Self {
        Self { name, about, key, id: key }
    }
}

const EVENTS: What<'static> =
    What::new("events", "The events that count or may count at the point.", &["process", "key"]);
const DELIVERIES: What<'static> = What::new(
    "deliveries",
    "What changed hands, each lot once. To sum, add up adds_low and adds_high of one row of exchanges: they allow for lots \
     that may be told twice.",
    &["process", "event", "number"],
);
const POSSIBLE: What<'static> =
    What::new("possible", "What may have happened or been known by the point.", &["process", "event"]);
const DUE: What<'static> =
    What::new("due", "What is awaited by a date, and how late it is.", &["process", "path"]);
const DISPUTES: What<'static> = What::new("disputes", "Where accounts differ.", &["process", "discrepancy"]);
const SOURCES: What<'static> = What::new("sources", "The sources of the log.", &["key"]);
const ISSUES: What<'static> = What::new("issues", "The issues of the log.", &["key"]);

row! {
    /// A source as it is registered.
    struct SourceEntry as "SourceEntry" {
        /// Its key.
        key: Key,
        /// Its title.
        title: Text as role::Prose,
        /// Who wrote it; null if not stated.
        author: Option<Text> as role::Prose,
        /// Who published it; null if not stated.
        publisher: Option<Text> as role::Prose,
        /// Where it was read; null if not stated.
        url: Option<Text> as role::Prose,
        /// When it was published; null if not stated.
        issued: Option<Dated> as role::Date,
        /// When it was read; null if not stated.
        retrieved: Option<Dated> as role::Date,
        /// The language of the text whose lines are cited; null if not stated.
        language: Option<Text> as role::Prose,
        /// The language that it was translated from; null if it was not, or that is not stated.
        translated_from: Option<Text> as role::Prose,
        /// The licence of its text; null if not stated.
        licence: Option<Text> as role::Prose,
        /// The SHA-256 of that text, in hexadecimal; null if not stated.
        sha256: Option<Text> as role::Prose,
    }
}

row! {
    /// An issue as it is registered.
    struct IssueEntry as "IssueEntry" {
        /// Its key.
        key: Key,
        /// The name that is shown for it.
        name: Text as role::Prose,
    }
}

impl SourceEntry {
    fn of(key: &Key, entry: &Registered) -> Option<Self> {
        let Registered::Source(source) = entry else { return None };
        let source = (**source).clone();
        // A source is of no negotiation, so its days have no zone but UTC.
        let dated = |when: Option<When>| Some(Dated::written(when?, asof_core::Zone::UTC));
        Some(Self {
            key: key.clone(),
            title: source.title,
            author: source.author,
            publisher: source.publisher,
            url: source.url,
            issued: dated(source.issued),
            retrieved: dated(source.retrieved),
            language: source.language,
            translated_from: source.translated_from,
            licence: source.licence,
            sha256: source.sha256,
        })
    }
}

impl IssueEntry {
    fn of(key: &Key, entry: &Registered) -> Option<Self> {
        let Registered::Issue(issue) = entry else { return None };
        Some(Self { key: key.clone(), name: issue.names.first()?.name.clone() })
    }
}

/// What the row that an anomaly is about is called.
const SLOT: &str = "slot";

/// Returns a field that holds text.
fn text(name: &str, about: &str) -> Field {
    Field { name: name.to_owned(), about: about.to_owned(), holds: Holds::Cell(CellType::Text) }
}

/// The tables made so far.
struct Set<'n> {
    writing: Writing<'n>,
    tables: Vec<Table>,
}

impl Set<'_> {
    fn add_events(&mut self, events: &[EventRow]) {
        let mut fields = columns::<EventRow>();
        let kind = fields.iter().position(|field| field.name == "kind").map_or(0, |kind| kind + 1);
        fields.insert(kind, text("phase", "The phase of its kind, such as held; empty if that has none."));
        let written = events.iter().map(|event| {
            let mut row = self.writing.row(event);
            row.insert("phase".to_owned(), event.phase().map_or(Value::Null, Value::from));
            row
        });
        let written: Vec<_> = written.collect();
        self.add(EVENTS, &fields, &written);
    }

    /// Adds the rows of a part of the state, with the path behind the negotiation.
    fn add_collection(&mut self, collection: Collection, rows: &[StateRow]) {
        let mut fields = collection.columns();
        // Of an anomaly, the row that it is about: what names its own row is called the same in every table.
        fields
            .iter_mut()
            .filter(|field| field.name == "path")
            .for_each(|field| SLOT.clone_into(&mut field.name));
        let about = "The row, by its path: its table and the keys of what it is about.";
        fields.insert(1, text("path", about));
        let id: &[&str] = &["process", "path"];
        // What is registered is of no negotiation.
        let key: &[&str] = if collection.is_registry() { &["path"] } else { id };
        let what = What { key, ..What::new(collection.name(), collection.about(), id) };
        let written = rows.iter().map(|row| {
            let mut fields = self.writing.row(row);
            if let Some(slot) = fields.insert("path".to_owned(), row.path.to_string().into()) {
                fields.insert(SLOT.to_owned(), slot);
            }
            fields
        });
        let written: Vec<_> = written.collect();
        self.add(what, &fields, &written);
    }

    fn add_rows<R: Fields + Describe>(&mut self, what: What<'_>, rows: &[R]) {
        let rows: Vec<_> = rows.iter().map(|row| self.writing.row(row)).collect();
        self.add(what, &columns::<R>(), &rows);
    }

    /// Adds a table of rows, and one for each of their fields that holds rows.
    fn add(&mut self, what: What<'_>, fields: &[Field], rows: &[Map<String, Value>]) {
        let written = rows.iter().map(|row| {
            let mut cells = Vec::new();
            fields.iter().for_each(|field| put(field, row, &mut cells));
            cells
        });
        self.tables.push(Table {
            name: what.name.to_owned(),
            about: what.about.to_owned(),
            key: what.key.to_vec(),
            parent: None,
            columns: fields.iter().flat_map(cells_of).collect(),
            rows: written.collect(),
        });
        for field in fields {
            if let Holds::Rows(inner) = &field.holds {
                self.add_parts(what, fields, (field, inner), rows);
            }
        }
    }

    /// Adds the rows that one field of rows holds to their table: fields that say the same of any row share one.
    fn add_parts(
        &mut self,
        what: What<'_>,
        of: &[Field],
        (field, inner): (&Field, &[Field]),
        rows: &[Map<String, Value>],
    ) {
        let inner: Vec<Field> = inner.iter().map(in_one_cell).collect();
        let is_taken = |column: &Column| what.id.contains(&column.name.as_str());
        let id: Vec<&Field> = of.iter().filter(|field| what.id.contains(&field.name.as_str())).collect();
        let is_shared = SHARED.iter().find(|(name, _)| *name == field.name);
        let name =
            is_shared.map_or_else(|| format!("{}_{}", what.name, field.name), |(name, _)| (*name).to_owned());
        let place = self.tables.iter().position(|table| table.name == name).unwrap_or_else(|| {
            let about = is_shared.map_or(field.about.as_str(), |(_, about)| *about);
            let mut table = parts(&name, about, what, &id, &inner);
            // Behind the columns that name the row, a field of the part may be called the same.
            let own = table.columns.iter_mut().skip(id.len() + 1).filter(|column| is_taken(column));
            own.for_each(|column| column.name.insert_str(0, "part_"));
            self.tables.push(table);
            self.tables.len() - 1
        });
        for row in rows {
            let held = row.get(&field.name).map(elements).unwrap_or_default();
            for (position, element) in held.iter().enumerate() {
                let mut cells = Vec::new();
                id.iter().for_each(|field| put(field, row, &mut cells));
                cells.push((position as u64 + 1).into());
                inner.iter().for_each(|field| put(field, element, &mut cells));
                self.tables[place].rows.push(cells);
            }
        }
    }
}

/// The fields that rows of any part of a state have: each in one table for all parts, where the path says of which.
const SHARED: [(&str, &str); 2] = [
    ("history", "How the rows of a state came about: each turn of each, from the first to the last."),
    ("reported", "What others say of the rows of a state, which moves nothing."),
];

/// Returns the rows that a field holds: a list of them, or one that may be missing.
fn elements(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Array(elements) => elements.iter().filter_map(Value::as_object).collect(),
        Value::Object(element) => vec![element],
        _ => Vec::new(),
    }
}

/// Returns an empty table of parts of rows.
fn parts(name: &str, about: &str, what: What<'_>, id: &[&Field], inner: &[Field]) -> Table {
    let position =
        Column::new("position", Type::Integer, "Its place among the parts of its row, counted from 1.");
    let own = id.iter().flat_map(|field| cells_of(field));
    let is_shared = SHARED.iter().any(|(shared, _)| *shared == name);
    // The parts of what is registered have no negotiation either.
    let names_a_row: Vec<&'static str> = if is_shared { what.id.to_vec() } else { what.key.to_vec() };
    Table {
        name: name.to_owned(),
        about: about.to_owned(),
        key: names_a_row.iter().copied().chain(["position"]).collect(),
        parent: (!is_shared).then(|| Parent { table: what.name.to_owned(), key: names_a_row.clone() }),
        columns: own.chain([position]).chain(inner.iter().flat_map(cells_of)).collect(),
        rows: Vec::new(),
    }
}

/// Returns the table that says of what the others are: one row.
fn exported(log: &Log, asked: &ResolvedQuery) -> Table {
    let point = asked.as_of_row();
    let text = |name, about| Column::new(name, Type::Text, about);
    let moment = |instant: Option<asof_projector::Instant>| {
        instant.map_or(Value::Null, |instant| crate::cells::utc(instant.0.to_utc()).into())
    };
    let until = "up to which it was asked, not included; empty if all that the log holds was";
    Table {
        name: "exported".to_owned(),
        about: "What these tables are of: one negotiation, or its chain, as of one point.".to_owned(),
        key: Vec::new(),
        parent: None,
        columns: vec![
            text("process", "The negotiation."),
            text("process_name", "Its title."),
            text("zone", "The zone in which its days begin and end."),
            text("sentence", "The point in words."),
            text("token", "The negotiation and the point in one word, for `--as-of`."),
            Column::new("occurred_until", Type::Instant, format!("The moment of the world {until}.")),
            Column::new("known_until", Type::Instant, format!("The moment of public knowledge {until}.")),
            Column::new(
                "recorded",
                Type::Integer,
                "The last entry of the log that was asked, by its number.",
            ),
        ],
        rows: vec![vec![
            asked.process.as_str().into(),
            log.names().get(asked.process.as_str()).into(),
            asked.zone.to_string().into(),
            point.sentence.into(),
            point.token.map_or(Value::Null, Value::from),
            moment(point.occurred.until),
            moment(point.known.until),
            point.recorded.into(),
        ]],
    }
}
