//! The drafts of one row: its process, what it registers, its events, and the corrections of those that the log has otherwise.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use asof_core::{Draft, FieldPlaces, Key, Zone, did_you_mean, nearest_zones};
use serde_json::{Map, Value as Json, json};

use super::again::{Beside, Differing, KnownOf, Standing};
use super::make::{NO_EVENT, TableOptions, free_key};
use super::row::{RowValues, column, first_cell};
use crate::write::plain::Stands;
use crate::write::rules::{
    Again, BecauseRule, CellOf, EventRule, FieldRule, ProcessRule, RegisterRule, Rules, Stop, Value,
};

/// A process that the log has, or a row registered.
pub(super) struct KnownProcess {
    pub(super) title: String,
    pub(super) zone: Zone,
    /// The line of the row that registered it.
    pub(super) line: Option<u64>,
}

/// What a row made.
#[derive(Default)]
pub(super) struct OfRow {
    pub(super) drafts: Vec<(Json, u16)>,
    pub(super) process: Option<(String, KnownProcess)>,
    pub(super) registered: Vec<(String, u64)>,
    pub(super) made: Vec<(u64, u64)>,
    pub(super) once: Vec<u64>,
    pub(super) unchanged: u64,
    pub(super) retracted: u64,
    pub(super) corrected: u64,
    pub(super) repeated: u64,
}

/// What makes the drafts of one row.
pub(super) struct RowMaker<'m, 'a, 'v> {
    pub(super) rules: &'a Rules,
    pub(super) options: TableOptions<'a>,
    pub(super) standing: &'m mut Standing<'a>,
    pub(super) processes: &'m HashMap<String, KnownProcess>,
    pub(super) registered: &'m HashMap<String, u64>,
    pub(super) hasher: &'m RandomState,
    pub(super) made: &'m HashMap<u64, (u64, u32)>,
    pub(super) once: &'m HashSet<u64>,
    pub(super) values: &'m mut RowValues<'v>,
    pub(super) of_row: OfRow,
}

impl RowMaker<'_, '_, '_> {
    /// Makes all drafts of the row.
    pub(super) fn make(&mut self) -> Result<(), Stop> {
        let rules = self.rules;
        let mut matching = Vec::new();
        for (number, event) in (0u16..).zip(&rules.events) {
            if event.when.hold(self.values)? {
                matching.push((number, event));
            }
        }
        if matching.is_empty() {
            return Err(self.no_event());
        }
        let process = self.process()?;
        for register in &rules.register {
            self.register(register)?;
        }
        for (number, event) in matching {
            self.event(number, event, process.as_deref())?;
        }
        Ok(())
    }

    /// Refuses a row for which there is no event, by the cells that the events ask for.
    fn no_event(&mut self) -> Stop {
        let mut cells: Vec<usize> = Vec::new();
        let asked = self.rules.events.iter().flat_map(|event| event.when.cells());
        for number in asked.filter_map(|of| column(self.rules, of)) {
            if !cells.contains(&number) {
                cells.push(number);
            }
        }
        let said = cells
            .iter()
            .map(|number| format!("{} \"{}\"", self.rules.columns[*number].name, self.values.cells[*number]));
        let said = said.collect::<Vec<_>>().join(", ");
        let stop = Stop::refused(format!("no event of the rules is for this row ({said})"));
        stop.at(cells.first().map(|number| CellOf::Column(*number)))
    }

    /// Returns the process of the row, and registers it if it is the first of it.
    fn process(&mut self) -> Result<Option<String>, Stop> {
        if let Some(key) = self.options.process {
            let known = self.processes.get(key);
            let known = known.ok_or_else(|| {
                Stop::refused(format!("the log has no process `{key}`, which --process names"))
            })?;
            self.values.zone = known.zone;
            return Ok(Some(key.to_owned()));
        }
        let Some(rule) = &self.rules.process else {
            let mut all = self.processes.iter();
            return Ok(match (all.next(), all.next()) {
                (Some((key, known)), None) => {
                    self.values.zone = known.zone;
                    Some(key.clone())
                }
                _ => None,
            });
        };
        let key = self.values.needed(&rule.key, "process.key")?;
        let title = self.values.needed(&rule.title, "process.title")?;
        let zone_text = self.values.needed(&rule.zone, "process.zone")?;
        let at = rule.zone.first_cell();
        let refused = |said: String| at.map_or(Stop::refused(&*said), |of| Stop::refused(&*said).at(of));
        let zone: Zone = zone_text.parse().map_err(|_| {
            let near =
                did_you_mean(&nearest_zones(&zone_text)).map_or_else(String::new, |near| format!(": {near}"));
            refused(format!("`{zone_text}` is no time zone{near}"))
        })?;
        self.values.zone = zone;
        match self.processes.get(&key) {
            Some(known) if known.zone != zone => {
                let other =
                    known.line.map_or_else(|| "in the log".to_owned(), |line| format!("by line {line}"));
                return Err(refused(format!(
                    "the process `{key}` has the zone {} {other}, and {} here: a zone never changes",
                    known.zone.name(),
                    zone.name()
                )));
            }
            Some(known) if known.title != title => {
                self.of_row.process = Some((key.clone(), KnownProcess { title, zone, line: None }));
            }
            Some(_) => {}
            None => {
                self.new_process(rule, &key, &title, zone)?;
                let line = Some(self.values.line);
                self.of_row.process = Some((key.clone(), KnownProcess { title, zone, line }));
            }
        }
        Ok(Some(key))
    }

    fn new_process(&mut self, rule: &ProcessRule, key: &str, title: &str, zone: Zone) -> Result<(), Stop> {
        if let Err(error) = key.parse::<Key>() {
            let stop = Stop::refused(error.to_string());
            return Err(stop.at(rule.key.first_cell()));
        }
        let mut process =
            Map::from_iter([("title".to_owned(), json!(title)), ("zone".to_owned(), json!(zone.name()))]);
        let mut beside = Map::from_iter([("key".to_owned(), json!(key))]);
        self.fields(&rule.fields, &mut beside, &mut process)?;
        beside.insert("what".to_owned(), json!({ "registered": { "process": process } }));
        self.of_row.drafts.push((Json::Object(beside), NO_EVENT));
        Ok(())
    }

    fn register(&mut self, rule: &RegisterRule) -> Result<(), Stop> {
        let key = self.values.needed(&rule.key, "register.key")?;
        let mut said = Map::new();
        let mut beside = Map::from_iter([("key".to_owned(), json!(key))]);
        let mut names = Vec::new();
        for name in &rule.names {
            names.extend(name.raw(self.values)?.map(|name| json!({ "name": name })));
        }
        if !names.is_empty() {
            said.insert("names".to_owned(), Json::Array(names));
        }
        self.fields(&rule.fields, &mut beside, &mut said)?;
        beside.insert("what".to_owned(), within(&rule.kind, said));
        let draft = Json::Object(beside);
        let content = self.hasher.hash_one(draft.to_string());
        match self.registered.get(&key) {
            Some(known) if *known == content => {}
            Some(_) => return Err(Stop::refused(format!("another row registers `{key}` otherwise"))),
            None if self.standing.has_key(&key) => {}
            None => {
                self.of_row.registered.push((key, content));
                self.of_row.drafts.push((draft, NO_EVENT));
            }
        }
        Ok(())
    }

    /// Makes one event of the row.
    fn event(&mut self, number: u16, rule: &EventRule, process: Option<&str>) -> Result<(), Stop> {
        if let Some(once) = &rule.once_per {
            let text = self.values.needed(once, "once_per")?;
            let hash = self.hasher.hash_one((number, text));
            if self.once.contains(&hash) {
                return Ok(());
            }
            self.of_row.once.push(hash);
        }
        self.values.absent.clear();
        self.values.occurred = None;
        self.values.known = KnownOf::Table;
        let key = self.values.needed(&rule.key, "key")?;
        let process = match &rule.process {
            Some(template) if self.options.process.is_none() => {
                Some(self.values.needed(template, "process")?)
            }
            _ => process.map(str::to_owned),
        };
        let Some(process) = process else {
            return Err(Stop::refused(
                "the rules do not say of which process it is: write [process], or name one by --process",
            ));
        };
        let draft = self.draft(rule, &process, &key)?;
        let text = draft.to_string();
        let read = self.checked(rule, &text)?;
        let known = self.values.known;
        let name = self.hasher.hash_one((&process, &key));
        let content = self.hasher.hash_one(&text);
        let in_row = self.of_row.made.iter().find(|(other, _)| *other == name);
        match self.made.get(&name).copied() {
            Some((known, _)) if known == content => {
                self.of_row.repeated += 1;
                return Ok(());
            }
            Some((_, line)) => {
                return Err(self
                    .at_key(rule, format!("`{key}` is the key of line {line} too, which has other values")));
            }
            None if in_row.is_some() => {
                return Err(self.at_key(rule, format!("two events of this row have the key `{key}`")));
            }
            None => {}
        }
        let beside = self.standing.compare(&read, known).map_err(Stop::refused)?;
        match beside {
            Beside::New => self.of_row.drafts.push((draft, number)),
            Beside::Same => self.of_row.unchanged += 1,
            Beside::Retracted => self.of_row.retracted += 1,
            Beside::Differs(differing) => {
                let correction = self.correction(&differing, draft, known)?;
                self.of_row.corrected += 1;
                self.of_row.drafts.push((correction, number));
            }
        }
        self.of_row.made.push((name, content));
        Ok(())
    }

    fn at_key(&self, rule: &EventRule, said: String) -> Stop {
        let stop = Stop::refused(said);
        stop.at(rule.key.first_cell())
    }

    fn draft(&mut self, rule: &EventRule, process: &str, key: &str) -> Result<Json, Stop> {
        let mut beside =
            Map::from_iter([("process".to_owned(), json!(process)), ("key".to_owned(), json!(key))]);
        let mut said = Map::new();
        self.fields(&rule.fields, &mut beside, &mut said)?;
        if !rule.fields.iter().any(|field| field.name == "known")
            && let Some(occurred) = self.values.occurred.clone()
        {
            self.values.noted.fell_back += 1;
            self.values.known = KnownOf::Fallback;
            beside.insert("known".to_owned(), json!(occurred));
        }
        beside.entry("attributed_to").or_insert_with(|| json!(["source"]));
        let source = self.rules.edition.source.as_str();
        let cited = beside.entry("sources").or_insert_with(|| json!([{ "source": source }]));
        for citation in cited.as_array_mut().into_iter().flatten().filter_map(Json::as_object_mut) {
            citation.entry("source").or_insert_with(|| json!(source));
        }
        beside.insert("what".to_owned(), within(&rule.kind, said));
        Ok(Json::Object(beside))
    }

    /// Makes the fields of an entry: first when it occurred, which others fall back to.
    fn fields(
        &mut self,
        rules: &[FieldRule],
        beside: &mut Map<String, Json>,
        said: &mut Map<String, Json>,
    ) -> Result<(), Stop> {
        let (first, rest): (Vec<_>, Vec<_>) = rules.iter().partition(|field| field.name == "occurred");
        for field in first.into_iter().chain(rest) {
            let Some(value) = self.values.field(field)? else { continue };
            let into = match field.stands {
                Stands::BesideWhat => &mut *beside,
                Stands::InKind => &mut *said,
            };
            into.insert(field.name.clone(), value);
        }
        Ok(())
    }

    /// Reads a draft as an append would; a fault of it is placed in its column.
    fn checked(&self, rule: &EventRule, text: &str) -> Result<Draft, Stop> {
        Draft::from_json(text).map_err(|error| {
            let mut reason = error.message;
            let absent = self.values.absent.iter().find(|(name, _)| reason.contains(&format!("`{name}`")));
            let mut of = absent.and_then(|(_, of)| *of);
            if let Some(number) = of.and_then(|of| column(self.rules, of)) {
                reason = format!("{reason}: {} is empty", self.rules.columns[number].name);
            }
            if let Some(hint) = error.hint {
                reason = format!("{reason}; {hint}");
            }
            if of.is_none()
                && let Some(span) = error.span
            {
                let mut places = FieldPlaces::of(text);
                let holds = |field: &&FieldRule| {
                    places
                        .find(&field.name, None)
                        .is_some_and(|place| place.start <= span.start && span.end <= place.end)
                };
                of = rule.fields.iter().find(holds).and_then(|field| first_cell(&field.value));
                let is_key = text.get(span).is_some_and(|value| {
                    value.starts_with('"') && text.contains(&format!("\"key\":{value}"))
                });
                of = of.or_else(|| rule.key.first_cell().filter(|_| is_key));
            }
            let stop = Stop::refused(reason);
            stop.at(of)
        })
    }

    /// Returns the correction of an event that this edition has otherwise.
    fn correction(&mut self, differing: &Differing, draft: Json, known: KnownOf) -> Result<Json, Stop> {
        let Some(again) = &self.rules.again else {
            return Err(Stop::refused(format!(
                "`{}` stands in the log with other values ({}), and the rules do not say what to do: write [again]",
                differing.key,
                differing.fields.join(", ")
            )));
        };
        let Again { because, reason, .. } = again;
        self.values.fields = differing.fields.join(", ");
        let reason = self.values.needed(reason, "reason")?;
        let Json::Object(mut with) = draft else { return Err(Stop::refused("it is no draft")) };
        let sources = with.remove("sources").unwrap_or_default();
        for name in ["process", "key", "external_ids"] {
            with.remove(name);
        }
        if let Some(known) = differing.known.as_ref().filter(|_| known == KnownOf::Fallback) {
            with.insert("known".to_owned(), json!(known));
        }
        let edition = self.rules.edition.source.as_str();
        let key = free_key(self.standing, &format!("fix-{}-{edition}", differing.key));
        let mut correction = json!({
            "process": differing.process,
            "key": key,
            "sources": sources,
            "summary": reason,
            "what": { "correction": { "of": differing.key, "because": "record", "reason": reason, "with": with } },
        });
        if let BecauseRule::World { known, attributed_to } = because {
            correction["what"]["correction"]["because"] = json!("world");
            correction["attributed_to"] = json!(attributed_to);
            correction["known"] = json!(self.learned(known)?);
        }
        Ok(correction)
    }

    /// Returns when the public learned better.
    fn learned(&mut self, known: &Value) -> Result<String, Stop> {
        let text = match known {
            Value::Text(template) => template.raw(self.values)?,
            Value::Date(rule) => self.values.date(rule)?,
            _ => None,
        };
        text.ok_or_else(|| Stop::refused("`known` of [again] has no value"))
    }
}

/// Returns what a kind says within the kind and its phase.
fn within(kind: &str, said: Map<String, Json>) -> Json {
    kind.rsplit('/').fold(Json::Object(said), |within, name| json!({ name: within }))
}
