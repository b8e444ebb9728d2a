//! The values of a row: templates filled in, tables made into dates, quantities and names.

use asof_core::{When, Zone};
use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Map, Value as Json, json};

use super::again::KnownOf;
use super::names::{Names, Naming};
use super::tally::{Noted, Unknown};
use crate::write::plain::Shape;
use crate::write::rules::{
    CellOf, DateOf, DateRule, Early, FallBack, FieldRule, Fine, Looked, Mark, NamedRule, Otherwise,
    PieceRule, Precision, PrecisionRule, QuantityRule, RowText, Rules, Stop, Template, Value, made, of_parts,
    parsed, written,
};

/// What the cells of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowsAre {
    /// Text.
    Text,
    /// Cells of a workbook, with their types.
    Cells,
}

/// A row while its values are made.
pub(super) struct RowValues<'a> {
    pub(super) rules: &'a Rules,
    pub(super) line: u64,
    pub(super) cells: &'a [String],
    pub(super) names: &'a mut Names,
    pub(super) unknown: &'a mut Unknown,
    /// The values of `[let]` that were asked for; an absent one is empty.
    lets: Vec<Option<String>>,
    piece: Option<String>,
    /// The fields that an edition has otherwise.
    pub(super) fields: String,
    pub(super) zone: Zone,
    /// When it occurred, once that is known.
    pub(super) occurred: Option<String>,
    pub(super) rows_are: RowsAre,
    /// Whose date its `known` is, once that is known.
    pub(super) known: KnownOf,
    pub(super) noted: Noted,
    /// What the row has no value for, with the cell that is empty.
    pub(super) absent: Vec<(String, Option<CellOf>)>,
}

impl RowText for RowValues<'_> {
    fn cell(&mut self, of: CellOf) -> Result<String, Stop> {
        Ok(match of {
            CellOf::Column(number) => self.cells[number].clone(),
            CellOf::Let(number) => return self.named_value(number),
            CellOf::Piece => self.piece.clone().unwrap_or_default(),
            CellOf::Edition => self.rules.edition.source.to_string(),
            CellOf::Fields => self.fields.clone(),
        })
    }

    fn mapped(&mut self, map: usize, text: &str) -> Result<String, Stop> {
        let rule = &self.rules.maps[map];
        match rule.look_up(text) {
            Looked::Found(found) => Ok(found),
            Looked::Else(other) => {
                self.unknown.note(map, text, self.line);
                Ok(other)
            }
            Looked::Skip => {
                self.unknown.note(map, text, self.line);
                Err(Stop::Skipped)
            }
            Looked::Refused => {
                self.unknown.note(map, text, self.line);
                Err(Stop::refused(format!("[maps.{}] does not have `{text}`", rule.name)))
            }
        }
    }
}

impl<'a> RowValues<'a> {
    /// Returns a row of which no value was made yet.
    pub(super) fn new(
        rules: &'a Rules,
        line: u64,
        cells: &'a [String],
        names: &'a mut Names,
        unknown: &'a mut Unknown,
    ) -> Self {
        Self {
            rules,
            line,
            cells,
            names,
            unknown,
            lets: vec![None; rules.lets.len()],
            piece: None,
            fields: String::new(),
            zone: Zone::UTC,
            occurred: None,
            rows_are: RowsAre::Text,
            known: KnownOf::Table,
            noted: Noted::default(),
            absent: Vec::new(),
        }
    }

    /// Returns the text of a value of `[let]`, which is made once.
    fn named_value(&mut self, number: usize) -> Result<String, Stop> {
        if let Some(known) = &self.lets[number] {
            return Ok(known.clone());
        }
        let text = match &self.rules.lets[number] {
            Value::Text(template) => template.raw(self)?,
            Value::Date(rule) => self.date(rule)?,
            Value::Named(rule) => self.named(rule)?,
            _ => None,
        };
        let text = text.unwrap_or_default();
        self.lets[number] = Some(text.clone());
        Ok(text)
    }

    /// Returns the text of a template that must not be absent.
    pub(super) fn needed(&mut self, template: &Template, name: &str) -> Result<String, Stop> {
        match template.raw(self)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => {
                let stop = Stop::refused(format!("`{name}` has no value"));
                Err(stop.at(template.first_cell()))
            }
        }
    }

    /// Returns the value of a field; `None` if it is absent.
    pub(super) fn field(&mut self, rule: &FieldRule) -> Result<Option<Json>, Stop> {
        let value = match &rule.value {
            Value::Date(date) if rule.name == "known" => {
                let before = self.noted.fell_back;
                let text = self.known(date)?;
                if self.noted.fell_back > before {
                    self.known = KnownOf::Fallback;
                }
                text.map(|text| self.read(rule.shape, &rule.name, &text, &rule.value)).transpose()?
            }
            value => self.value(value, &rule.name, Some(rule.shape))?,
        };
        if value.is_none() {
            let empty = self.empty_cell(&rule.value);
            self.absent.push((rule.name.clone(), empty));
        }
        if rule.name == "occurred" {
            self.occurred = value.as_ref().and_then(Json::as_str).map(str::to_owned);
        }
        Ok(value)
    }

    /// Returns the cell for want of which there is no value: of a template the first that is empty.
    fn empty_cell(&mut self, value: &Value) -> Option<CellOf> {
        let Value::Text(template) = value else { return first_cell(value) };
        template.cells().find(|cell| matches!(cell.text(self), Ok(None))).map(|cell| cell.of)
    }

    /// Returns a value by its shape; what has none is text.
    fn value(&mut self, value: &Value, name: &str, shape: Option<&Shape>) -> Result<Option<Json>, Stop> {
        let text = match value {
            Value::Text(template) => match shape.filter(|shape| !shape.is_text()) {
                Some(_) => template.plain(self)?,
                None => return Ok(template.raw(self)?.filter(|text| !text.is_empty()).map(Json::String)),
            },
            Value::Date(rule) => self.date(rule)?,
            Value::Named(rule) => self.named(rule)?,
            Value::Quantity(rule) => return Ok(self.quantity(rule)?.map(Json::Object)),
            Value::Pieces(rule) => return self.pieces(rule, name, shape),
            Value::List(items) => return self.list(items, name, shape),
            Value::Object(fields) => return self.object(fields, shape),
            Value::Fixed(value) => return Ok(Some(value.clone())),
        };
        let text = text.filter(|text| !text.is_empty());
        match shape {
            Some(shape) => text.map(|text| self.read(shape, name, &text, value)).transpose(),
            None => Ok(text.map(Json::String)),
        }
    }

    /// Reads the plain text of a field.
    fn read(&self, shape: &Shape, name: &str, text: &str, value: &Value) -> Result<Json, Stop> {
        shape.read(name, text, Some(self.rules.edition.source.as_str())).map_err(|error| {
            let hint = error.hint.map_or_else(String::new, |hint| format!("; {hint}"));
            let stop = Stop::refused(format!("{}{hint}", error.message));
            stop.at(first_cell(value))
        })
    }

    fn list(&mut self, items: &[Value], name: &str, shape: Option<&Shape>) -> Result<Option<Json>, Stop> {
        let mut list = Vec::new();
        for item in items {
            list.extend(self.value(item, name, shape.map(Shape::of_items))?);
        }
        Ok(Some(Json::Array(list)).filter(|list| list.as_array().is_some_and(|list| !list.is_empty())))
    }

    /// Returns an object; a value that is absent is left out, and without one that it needs there is none.
    fn object(&mut self, fields: &[(String, Value)], shape: Option<&Shape>) -> Result<Option<Json>, Stop> {
        let mut object = Map::new();
        for (name, value) in fields {
            match self.value(value, name, shape.and_then(|shape| shape.of_field(name)))? {
                Some(value) => drop(object.insert(name.clone(), value)),
                None if shape.is_some_and(|shape| shape.needs(name)) => return Ok(None),
                None => {}
            }
        }
        Ok(Some(Json::Object(object))
            .filter(|object| object.as_object().is_some_and(|object| !object.is_empty())))
    }

    fn pieces(&mut self, rule: &PieceRule, name: &str, shape: Option<&Shape>) -> Result<Option<Json>, Stop> {
        let Some(text) = rule.list.raw(self)? else { return Ok(None) };
        let mut list = Vec::new();
        for piece in text.split(rule.split.as_str()).map(str::trim).filter(|piece| !piece.is_empty()) {
            let outer = self.piece.replace(piece.to_owned());
            let value = self.value(&rule.each, name, shape.map(Shape::of_items));
            self.piece = outer;
            list.extend(value?);
        }
        Ok((!list.is_empty()).then_some(Json::Array(list)))
    }

    fn named(&mut self, rule: &NamedRule) -> Result<Option<String>, Stop> {
        let Some(name) = rule.name.raw(self)?.filter(|name| !name.is_empty()) else { return Ok(None) };
        let key = self.needed(&rule.key, "key")?;
        let id = match &rule.external_ids {
            Some(template) => template.raw(self)?,
            None => None,
        };
        let id = id.and_then(|id| id.split_once(' ').map(|(scheme, id)| (scheme.to_owned(), id.to_owned())));
        let mut fields = Vec::new();
        for (field, template) in [("party", &rule.party), ("part_of", &rule.part_of)] {
            if let Some(template) = template
                && let Some(text) = template.raw(self)?.filter(|text| !text.is_empty())
            {
                fields.push((field, text));
            }
        }
        let naming =
            Naming { sort: rule.sort, registered_as: rule.registered_as, name: &name, key, id, fields };
        let stop_at = rule.name.first_cell();
        let found = self.names.key_of(naming);
        found.map(Some).map_err(|stop| stop.at(stop_at))
    }

    fn quantity(&mut self, rule: &QuantityRule) -> Result<Option<Map<String, Json>>, Stop> {
        let mut numbers = [const { String::new() }; 3];
        for (number, template) in numbers.iter_mut().zip(&rule.numbers) {
            if let Some(template) = template {
                *number = template.raw(self)?.unwrap_or_default();
            }
        }
        let [low, best, high] = &numbers;
        let made = made([low, best, high], rule.crossed, rule.zero, rule.meant).map_err(|reason| {
            let stop = Stop::refused(reason);
            let first = rule.numbers.iter().flatten().flat_map(Template::cells).next();
            stop.at(first.map(|cell| cell.of))
        })?;
        let Some(made) = made else { return Ok(None) };
        if made.was_crossed {
            let said = [("low", low), ("best", best), ("high", high)]
                .into_iter()
                .filter(|(_, text)| !text.is_empty());
            let said = said.map(|(name, text)| format!("{name} {text}")).collect::<Vec<_>>().join(", ");
            self.noted.crossed.push(said);
        }
        let mut quantity = made.quantity;
        quantity.insert("unit".to_owned(), json!(self.needed(&rule.unit, "unit")?));
        let per = match &rule.per {
            Some(per) => self.needed(per, "per")?,
            None => "unstated".to_owned(),
        };
        quantity.insert("per".to_owned(), json!(per));
        if let Some(every) = &rule.every
            && let Some(every) = every.raw(self)?
        {
            quantity.insert("every".to_owned(), json!(every));
        }
        Ok(Some(quantity))
    }

    /// Returns the text of a date; `None` if there is none.
    pub(super) fn date(&mut self, rule: &DateRule) -> Result<Option<String>, Stop> {
        let from = match &rule.from {
            Some(of) => self.fine(of, rule)?,
            None => None,
        };
        let Some(from) = from else { return self.fallback(rule.otherwise.as_ref()) };
        let at = |stop: Stop| stop.at(first_of_date(rule));
        let time = match &rule.time {
            Some(template) => template.raw(self)?,
            None => None,
        };
        let from =
            time.map_or(Ok(from), |time| from.at(&time)).map_err(|reason| at(Stop::refused(reason)))?;
        let to = match &rule.to {
            Some(of) => self.fine(of, rule)?.filter(|to| *to != from),
            None => None,
        };
        let (precision, mark) = self.precision(rule)?;
        let (from, coarse) = match to {
            None => from.coarsened(rule.first_of_month, rule.first_of_year),
            Some(_) => (from, Mark::None),
        };
        self.noted.coarsened +=
            u64::from(coarse != Mark::None || matches!(from, Fine::Month(..) | Fine::Year(_)));
        let text = written(from, to, precision, rule.apart, rule.zone);
        text.map(|text| Some(mark.on(&coarse.on(&text)))).map_err(|reason| at(Stop::refused(reason)))
    }

    fn fine(&mut self, of: &DateOf, rule: &DateRule) -> Result<Option<Fine>, Stop> {
        let (read, cell) = match of {
            DateOf::Text(template) => {
                let Some(text) = template.raw(self)?.filter(|text| !text.is_empty()) else { return Ok(None) };
                (self.parsed(&text, rule).map(Some), template.cells().next())
            }
            DateOf::Parts(parts) => {
                let mut texts = [const { String::new() }; 3];
                for (text, part) in texts.iter_mut().zip(parts) {
                    if let Some(part) = part {
                        *text = part.raw(self)?.unwrap_or_default();
                    }
                }
                let [year, month, day] = &texts;
                (
                    of_parts(year, month, day, &rule.unknown),
                    parts.iter().flatten().flat_map(Template::cells).next(),
                )
            }
        };
        read.map_err(|reason| {
            let stop = Stop::refused(reason);
            stop.at(cell.map(|cell| cell.of))
        })
    }

    /// Reads the text of a date. A workbook that has it as a date shows it in one form, whatever form the rules name.
    fn parsed(&self, text: &str, rule: &DateRule) -> Result<Fine, String> {
        match iso(text).filter(|_| self.rows_are == RowsAre::Cells) {
            Some(date) => Ok(date),
            None => parsed(text, &rule.formats, &rule.unknown),
        }
    }

    fn precision(&mut self, rule: &DateRule) -> Result<(Precision, Mark), Stop> {
        let Some(PrecisionRule { of, codes }) = &rule.precision else {
            return Ok((Precision::Day, Mark::None));
        };
        let code = self.needed(of, "precision")?;
        let found = codes.iter().find(|(name, ..)| *name == code);
        found.map(|(_, precision, mark)| (*precision, *mark)).ok_or_else(|| {
            let stop = Stop::refused(format!("`precision` of the rules does not say what `{code}` is"));
            stop.at(of.first_cell())
        })
    }

    /// Returns when the public could know: never before it occurred.
    fn known(&mut self, rule: &DateRule) -> Result<Option<String>, Stop> {
        let Some(known) = self.date(rule)? else { return Ok(None) };
        let is_early = || {
            let zone = self.zone;
            let occurred: When = self.occurred.as_ref()?.parse().ok()?;
            let (begun, known) =
                (occurred.bounds(zone).earliest?, known.parse::<When>().ok()?.bounds(zone).latest?);
            Some(known <= begun)
        };
        if is_early() != Some(true) {
            return Ok(Some(known));
        }
        match rule.early {
            Early::Raised(mark) => {
                self.noted.raised += 1;
                Ok(self.occurred.as_deref().map(|occurred| mark.on(last_of_span(occurred))))
            }
            Early::Refused => {
                let occurred = self.occurred.clone().unwrap_or_default();
                let said = format!(
                    "known on {known}, before it could have begun ({occurred}): early = \"raise?\" takes that instead"
                );
                let stop = Stop::refused(said);
                Err(stop.at(first_of_date(rule)))
            }
        }
    }

    /// Returns what stands where there is no date.
    fn fallback(&mut self, otherwise: Option<&Otherwise>) -> Result<Option<String>, Stop> {
        let Some(Otherwise { to, mark }) = otherwise else { return Ok(None) };
        let date = match to {
            FallBack::Occurred => match &self.occurred {
                Some(occurred) => last_of_span(occurred).to_owned(),
                None => return Ok(None),
            },
            FallBack::Edition => match &self.rules.edition.issued {
                Some(issued) => issued.clone(),
                None => return Err(Stop::refused("the edition has no `issued`")),
            },
            FallBack::Date(date) => date.clone(),
        };
        self.noted.fell_back += 1;
        Ok(Some(mark.on(&date)))
    }
}

/// Reads a date in the form in which a workbook shows it.
fn iso(text: &str) -> Option<Fine> {
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Fine::Day);
    let clock = || NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok().map(Fine::Instant);
    Some(text).filter(|text| text.len() >= 10).and_then(|_| day().or_else(clock))
}

/// Returns the end of a span with its mark; what is no span, as it is.
pub(super) fn last_of_span(date: &str) -> &str {
    date.split_once('/').map_or(date, |(_, last)| last)
}

/// Returns the first cell that a value is made of.
pub(super) fn first_cell(value: &Value) -> Option<CellOf> {
    let of = |template: &Template| template.first_cell();
    match value {
        Value::Text(template) => of(template),
        Value::Date(rule) => first_of_date(rule),
        Value::Quantity(rule) => rule.numbers.iter().flatten().find_map(of),
        Value::Named(rule) => of(&rule.name),
        Value::Pieces(rule) => of(&rule.list),
        Value::List(items) => items.iter().find_map(first_cell),
        Value::Object(fields) => fields.iter().find_map(|(_, value)| first_cell(value)),
        Value::Fixed(_) => None,
    }
}

fn first_of_date(rule: &DateRule) -> Option<CellOf> {
    let first = match rule.from.as_ref()? {
        DateOf::Text(template) => template.cells().next(),
        DateOf::Parts(parts) => parts.iter().flatten().flat_map(Template::cells).next(),
    };
    first.map(|cell| cell.of)
}

/// Returns the number of the column that a value comes from.
pub(super) fn column(rules: &Rules, of: CellOf) -> Option<usize> {
    match of {
        CellOf::Column(number) => Some(number),
        CellOf::Let(number) => column(rules, first_cell(&rules.lets[number])?),
        CellOf::Piece | CellOf::Edition | CellOf::Fields => None,
    }
}
