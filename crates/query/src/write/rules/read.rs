//! A rules file, read section by section, with all that is wrong with it.

use asof_core::When;
use encoding_rs::Encoding;
use toml::de::DeTable;

use super::condition::Conditions;
use super::map::MapRule;
use super::node::{Faults, Fields, Is, Node, text};
use super::template::{CellOf, Template};
use super::value::Value;
use super::{
    Again, BecauseRule, By, Clean, Column, Edition, EventRule, FieldRule, FileRules, Formulas, Header,
    Merged, ProcessRule, RegisterRule, RuleFault, Rules, Scope, SheetRules, TableFormat,
};
use crate::write::plain::{Shape, Shapes};

/// What a rules file says first.
const VERSION: &str = "import/1";

/// Why an edition has other values.
#[derive(Clone, Copy)]
enum Why {
    Record,
    World,
}

/// A rules file while it is read.
pub(super) struct Reading<'t> {
    pub(super) faults: Faults<'t>,
    text: &'t str,
    columns: Vec<Column>,
    /// The names of `[let]` that were read so far, and those that come later.
    lets: Vec<String>,
    later: Vec<String>,
    maps: Vec<MapRule>,
    /// How deep in lists of pieces the value is that is read.
    pub(super) in_pieces: usize,
    is_again: bool,
    /// The line of what is read.
    line: usize,
}

impl Scope for Reading<'_> {
    fn cell(&mut self, name: &str) -> Result<CellOf, String> {
        if name.is_empty() {
            return match self.in_pieces {
                0 => Err("`{}` is the piece of a list, and this is none: name a column".to_owned()),
                _ => Ok(CellOf::Piece),
            };
        }
        if self.is_again {
            match name {
                "edition" => return Ok(CellOf::Edition),
                "fields" => return Ok(CellOf::Fields),
                _ => {}
            }
        }
        if let Some(number) = self.lets.iter().position(|known| known == name) {
            return Ok(CellOf::Let(number));
        }
        if self.later.iter().any(|later| later == name) {
            return Err(format!("`{name}` comes later in [let]: put it before this"));
        }
        let known = self.columns.iter().position(|column| column.name == name);
        let number = known.unwrap_or_else(|| {
            self.columns.push(Column { name: name.to_owned(), line: self.line });
            self.columns.len() - 1
        });
        let line = &mut self.columns[number].line;
        *line = self.line.min(*line);
        Ok(CellOf::Column(number))
    }

    fn map(&self, name: &str) -> Result<usize, String> {
        let number = self.maps.iter().position(|map| map.name == name);
        number.ok_or_else(|| format!("there is no [maps.{name}]"))
    }
}

/// Reads a rules file.
pub(super) fn rules(text: &str) -> Result<Rules, Vec<RuleFault>> {
    let mut faults = Faults::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        faults.add(&error.span().unwrap_or(0..0), error.message(), None);
    }
    if !errors.is_empty() {
        return Err(faults.into_found());
    }
    let root = Node::of_table(table.get_ref(), 0..0);
    let mut reading = Reading {
        faults,
        text,
        columns: Vec::new(),
        lets: Vec::new(),
        later: Vec::new(),
        maps: Vec::new(),
        in_pieces: 0,
        is_again: false,
        line: 1,
    };
    let rules = reading.rules(&root);
    match rules {
        Some(rules) if reading.faults.is_empty() => Ok(rules),
        _ => Err(reading.faults.into_found()),
    }
}

impl Reading<'_> {
    fn rules(&mut self, root: &Node) -> Option<Rules> {
        let mut sections = Fields::of(root, "the rules", &mut self.faults);
        self.version(&mut sections);
        let [file, edition, maps, lets, process, register, each, event, again] =
            ["file", "edition", "maps", "let", "process", "register", "each", "event", "again"]
                .map(|name| sections.take(name));
        sections.finish(&mut self.faults);
        for map in maps.and_then(Node::fields).unwrap_or_default() {
            let map = MapRule::read(&map.name, &map.node, &mut self.faults);
            self.maps.push(map);
        }
        let lets = self.lets(lets);
        let file = file.map_or_else(FileRules::default, |node| self.file(node));
        let edition = match edition {
            Some(node) => self.edition(node),
            None => {
                let said =
                    "the rules need [edition] with `source` and `title`: the source that every event cites";
                self.faults.add(&(0..0), said, None);
                None
            }
        };
        let process = process.and_then(|node| self.process(node));
        let mut registers = Vec::new();
        for node in items(register) {
            registers.extend(self.register(node));
        }
        let mut events = Vec::new();
        for node in items(event) {
            let merged = each.map_or_else(|| node.clone(), |each| Node::merged(each, node));
            events.extend(self.event(&merged, process.is_some()));
        }
        if event.is_none() {
            self.faults.add(&(0..0), "the rules have no [[event]]: a row would make nothing", None);
        }
        let again = again.and_then(|node| self.again(node));
        Some(Rules {
            file,
            edition: edition?,
            columns: std::mem::take(&mut self.columns),
            lets,
            maps: std::mem::take(&mut self.maps),
            process,
            register: registers,
            events,
            again,
        })
    }

    fn version(&mut self, sections: &mut Fields<'_>) {
        let node = sections.take("asof");
        let said = format!("rules begin with asof = \"{VERSION}\"");
        match node {
            Some(node) if node.text() == Some(VERSION) => {}
            Some(node) => self.faults.add(&node.span, said, None),
            None => self.faults.add(&(0..0), said, None),
        }
    }

    /// Reads a template; nothing where it is faulty.
    pub(super) fn template(&mut self, node: &Node) -> Option<Template> {
        let written = match &node.is {
            Is::Text(text) => text.clone(),
            Is::Whole(number) => number.to_string(),
            _ => {
                self.faults.add(&node.span, "this is a text, with columns in braces: \"{Column}\"", None);
                return None;
            }
        };
        self.line = self.text.get(..node.span.start).unwrap_or_default().matches('\n').count() + 1;
        match Template::read(&written, self) {
            Ok(template) => Some(template),
            Err((within, message)) => {
                // Behind an escape the place is that of the text.
                let at = node.span.start + 1 + within.start;
                let is_verbatim =
                    self.text.get(node.span.start + 1..).is_some_and(|text| text.starts_with(&written));
                let span = if is_verbatim { at..at + within.len() } else { node.span.clone() };
                self.faults.add(&span, message, None);
                None
            }
        }
    }

    fn lets(&mut self, node: Option<&Node>) -> Vec<Value> {
        let fields = node.and_then(Node::fields).unwrap_or_default();
        self.later = fields.iter().map(|field| field.name.clone()).collect();
        let mut values = Vec::new();
        for field in fields {
            let value = self.value(&field.node, &field.name);
            if matches!(
                value,
                Some(Value::List(_) | Value::Object(_) | Value::Pieces(_) | Value::Quantity(_))
            ) {
                let said =
                    format!("`{}` of [let] is a text, a date, or who or what bears a name", field.name);
                self.faults.add(&field.node.span, said, None);
            }
            self.later.retain(|later| *later != field.name);
            self.lets.push(field.name.clone());
            values.push(value.unwrap_or(Value::List(Vec::new())));
        }
        values
    }

    fn file(&mut self, node: &Node) -> FileRules {
        let mut fields = Fields::of(node, "file", &mut self.faults);
        let faults = &mut self.faults;
        let format = fields.word("format", &TableFormat::ALL, faults);
        let encoding = fields.take("encoding").and_then(|node| {
            let label = text(node, "encoding", faults)?;
            let encoding = Encoding::for_label(label.as_bytes());
            if encoding.is_none() {
                let said = format!(
                    "`{label}` is no encoding of the web: utf-8, windows-1252, iso-8859-2, shift_jis"
                );
                faults.add(&node.span, said, None);
            }
            encoding
        });
        let delimiter = one_byte(&mut fields, "delimiter", faults);
        let quote = one_byte(&mut fields, "quote", faults).unwrap_or(b'"');
        let comment = one_byte(&mut fields, "comment", faults);
        let columns = fields.texts("columns", faults);
        let header = match fields.take("header").map(|node| (&node.is, &node.span)) {
            None => Header::Line(1),
            Some((Is::Whole(0), _)) if !columns.is_empty() => Header::Named(columns),
            Some((Is::Whole(0), span)) => {
                faults.add(
                    span,
                    "without a header the rules name the columns: columns = [\"id\", ...]",
                    None,
                );
                Header::Line(1)
            }
            Some((Is::Whole(line), _)) if *line > 0 => Header::Line(line.unsigned_abs()),
            Some((_, span)) => {
                faults.add(
                    span,
                    "`header` is the line with the names of the columns, counted from 1, or 0",
                    None,
                );
                Header::Line(1)
            }
        };
        let empty = fields.texts("empty", faults);
        let clean = self.clean(&mut fields);
        let mut skip = Vec::new();
        for node in items(fields.take("skip")) {
            skip.push(self.conditions(node, "skip"));
        }
        let sheet = sheet(&mut fields, &mut self.faults);
        fields.finish(&mut self.faults);
        FileRules { format, encoding, delimiter, quote, comment, header, empty, clean, skip, sheet }
    }

    fn clean(&mut self, fields: &mut Fields<'_>) -> Vec<Clean> {
        const WORDS: [(&str, Clean); 4] = [
            ("trim", Clean::Trim),
            ("spaces", Clean::Spaces),
            ("html", Clean::Html),
            ("quotes", Clean::Quotes),
        ];
        let Some(node) = fields.take("clean") else { return Vec::new() };
        let mut clean = Vec::new();
        for word in super::node::texts(node, "clean", &mut self.faults) {
            match WORDS.iter().find(|(name, _)| *name == word) {
                Some((_, step)) => clean.push(*step),
                None => {
                    let all = WORDS.map(|(name, _)| name).join(", ");
                    self.faults.add(&node.span, format!("`clean` has {all}, not `{word}`"), None);
                }
            }
        }
        clean
    }

    fn conditions(&mut self, node: &Node, name: &str) -> Conditions {
        self.line = self.text.get(..node.span.start).unwrap_or_default().matches('\n').count() + 1;
        let mut faults = std::mem::replace(&mut self.faults, Faults::new(""));
        let conditions = Conditions::read(node, name, self, &mut faults);
        self.faults = faults;
        conditions
    }

    fn edition(&mut self, node: &Node) -> Option<Edition> {
        let mut fields = Fields::of(node, "edition", &mut self.faults);
        let source = fields.need("source", &mut self.faults);
        fields.need("title", &mut self.faults);
        let source = source.and_then(|node| {
            let key = text(node, "source", &mut self.faults)?;
            let key = key.parse::<asof_core::Key>();
            key.map_err(|error| self.faults.add(&node.span, error.to_string(), None)).ok()
        });
        let mut found = Vec::new();
        for field in node.fields().unwrap_or_default().iter().filter(|field| field.name != "source") {
            if Shapes::published().field("registered/source", &field.name).is_none() {
                let known = Shapes::published().fields("registered/source");
                super::node::unknown(field, "edition", &known, &mut self.faults);
            }
            if let Some(text) = text(&field.node, &field.name, &mut self.faults) {
                found.push((field.name.clone(), text.to_owned()));
            }
        }
        let issued = found.iter().find(|(name, _)| name == "issued").map(|(_, text)| text.clone());
        if let Some(node) = node.field("issued")
            && let Some(Err(error)) = node.text().map(str::parse::<When>)
        {
            self.faults.add(&node.span, error.to_string(), None);
        }
        Some(Edition { source: source?, issued, fields: found })
    }

    fn process(&mut self, node: &Node) -> Option<ProcessRule> {
        let mut fields = Fields::of(node, "process", &mut self.faults);
        let [key, title, zone] = ["key", "title", "zone"]
            .map(|name| fields.need(name, &mut self.faults).and_then(|node| self.template(node)));
        let rest = self.fields_of(node, "registered/process", &["key", "title", "zone"], "process");
        Some(ProcessRule { key: key?, title: title?, zone: zone?, fields: rest })
    }

    fn register(&mut self, node: &Node) -> Option<RegisterRule> {
        let mut fields = Fields::of(node, "register", &mut self.faults);
        let kind = fields.need("kind", &mut self.faults);
        let kind = kind.and_then(|node| text(node, "kind", &mut self.faults))?;
        let kind = format!("registered/{}", kind.trim_start_matches("registered/"));
        let key = fields.need("key", &mut self.faults).and_then(|node| self.template(node));
        let names = match fields.take("names").map(|node| (&node.is, node)) {
            Some((Is::List(items), _)) => items.iter().filter_map(|node| self.template(node)).collect(),
            Some((_, node)) => self.template(node).into_iter().collect(),
            None => Vec::new(),
        };
        let rest = self.fields_of(node, &kind, &["kind", "key", "names"], "register");
        Some(RegisterRule { kind, key: key?, names, fields: rest })
    }

    fn event(&mut self, node: &Node, has_process: bool) -> Option<EventRule> {
        let mut fields = Fields::of(node, "event", &mut self.faults);
        let kind = fields.need("kind", &mut self.faults);
        let kind_node = kind?;
        let kind = text(kind_node, "kind", &mut self.faults)?.to_owned();
        if !Shapes::published().is_of_world(&kind) {
            let said = format!("there is no kind `{kind}`: `asof draft` lists the kinds");
            self.faults.add(&kind_node.span, said, None);
            return None;
        }
        let key = fields.need("key", &mut self.faults).and_then(|node| self.template(node));
        let when = fields.take("when").map_or_else(Conditions::default, |node| self.conditions(node, "when"));
        let once_per = fields.take("once_per").and_then(|node| self.template(node));
        let process = fields.take("process").and_then(|node| self.template(node));
        if has_process && let Some(node) = node.field("process") {
            self.faults.add(&node.span, "the rules have [process], which every event is of", None);
        }
        let rest = self.fields_of(node, &kind, &["kind", "key", "when", "once_per", "process"], &kind);
        if node.field("sources").is_none() {
            let said = "an event needs `sources`: where in the edition it stands, such as \"paragraph \\\"id {id}\\\"\"";
            self.faults.add(&node.span, said, None);
        }
        Some(EventRule { kind, when, once_per, key: key?, process, fields: rest })
    }

    /// Reads the fields of a kind that have no rule of their own.
    fn fields_of(&mut self, node: &Node, kind: &str, own: &[&str], name: &str) -> Vec<FieldRule> {
        let mut read = Vec::new();
        for field in node.fields().unwrap_or_default() {
            if own.contains(&field.name.as_str()) {
                continue;
            }
            let Some((stands, shape)) = Shapes::published().field(kind, &field.name) else {
                let known = Shapes::published().fields(kind);
                super::node::unknown(field, name, &known, &mut self.faults);
                continue;
            };
            if let Some(value) = self.value(&field.node, &field.name) {
                self.constant(&field.node, &field.name, &value, shape);
                self.items(&field.node, &field.name, &value, shape);
                read.push(FieldRule { name: field.name.clone(), stands, shape, value });
            }
        }
        read
    }

    /// Checks a text without cells, which is the same in every row.
    fn constant(&mut self, node: &Node, name: &str, value: &Value, shape: &Shape) {
        let (Value::Text(template), Some(text)) = (value, node.text()) else { return };
        if template.cells().next().is_none()
            && !shape.is_text()
            && let Err(error) = shape.read(name, text, Some("edition"))
        {
            self.faults.add(&node.span, error.message, error.hint);
        }
    }

    /// Checks the names of the fields of items that are written as tables.
    fn items(&mut self, node: &Node, name: &str, value: &Value, shape: &Shape) {
        match (value, &node.is) {
            (Value::List(values), Is::List(nodes)) => {
                values.iter().zip(nodes).for_each(|(value, node)| self.items(node, name, value, shape));
            }
            (Value::Object(_), Is::Table(fields)) => {
                let known = shape.names();
                for field in fields.iter().filter(|field| !known.contains(&field.name.as_str())) {
                    super::node::unknown(field, name, &known, &mut self.faults);
                }
            }
            _ => {}
        }
    }

    fn again(&mut self, node: &Node) -> Option<Again> {
        let mut fields = Fields::of(node, "again", &mut self.faults);
        let by = fields.need("by", &mut self.faults).and_then(|node| text(node, "by", &mut self.faults));
        let by = by.map(|by| if by == "key" { By::Key } else { By::Scheme(by.to_owned()) });
        fields.need("because", &mut self.faults);
        let words = [("record", Why::Record), ("world", Why::World)];
        let why = fields.word("because", &words, &mut self.faults);
        self.is_again = true;
        let reason = fields.need("reason", &mut self.faults).and_then(|node| self.template(node));
        self.is_again = false;
        let known = fields.take("known").and_then(|node| self.value(node, "known"));
        let attributed_to = fields.texts("attributed_to", &mut self.faults);
        let because = match (why?, known) {
            (Why::Record, _) => BecauseRule::Record,
            (Why::World, Some(known)) if !attributed_to.is_empty() => {
                BecauseRule::World { known, attributed_to }
            }
            (Why::World, _) => {
                let said = "because of \"world\" needs `known` and `attributed_to`: when the public learned, and from whom";
                self.faults.add(&node.span, said, None);
                return None;
            }
        };
        fields.finish(&mut self.faults);
        Some(Again { by: by?, because, reason: reason? })
    }
}

/// Returns the items of a list of tables, or the one table.
fn items(node: Option<&Node>) -> Vec<&Node> {
    match node {
        Some(Node { is: Is::List(items), .. }) => items.iter().collect(),
        other => other.into_iter().collect(),
    }
}

/// Reads what of a workbook is read.
fn sheet(fields: &mut Fields<'_>, faults: &mut Faults<'_>) -> SheetRules {
    let (mut name, mut number) = (None, None);
    match fields.take("sheet").map(|node| (&node.is, &node.span)) {
        None => {}
        Some((Is::Text(text), _)) => name = Some(text.clone()),
        Some((Is::Whole(whole), _)) if *whole > 0 => number = usize::try_from(*whole).ok(),
        Some((_, span)) => faults.add(span, "`sheet` is its name, or its number, counted from 1", None),
    }
    let words = [("refuse", Merged::Refuse), ("fill", Merged::Fill)];
    let merged = fields.word("merged", &words, faults).unwrap_or(Merged::Refuse);
    let words = [("refuse", Formulas::Refuse), ("value", Formulas::Value)];
    let formulas = fields.word("formulas", &words, faults).unwrap_or(Formulas::Refuse);
    SheetRules { name, number, merged, formulas }
}

/// Returns a field of one character.
fn one_byte(fields: &mut Fields<'_>, name: &'static str, faults: &mut Faults<'_>) -> Option<u8> {
    let node = fields.take(name)?;
    let written = text(node, name, faults)?;
    match written.as_bytes() {
        [byte] if byte.is_ascii() => Some(*byte),
        _ => {
            faults.add(&node.span, format!("`{name}` is one character, such as \",\""), None);
            None
        }
    }
}

impl Default for FileRules {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            delimiter: None,
            quote: b'"',
            comment: None,
            header: Header::Line(1),
            empty: Vec::new(),
            clean: Vec::new(),
            skip: Vec::new(),
            sheet: SheetRules {
                name: None,
                number: None,
                merged: Merged::Refuse,
                formulas: Formulas::Refuse,
            },
        }
    }
}
