//! What is put into a log: processes of two hundred events of all kinds, or one of many events of one sort.

use chrono::{Days, NaiveDate};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::GenerateError;

/// Of what a log is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// A process for each two hundred events, of all kinds but memberships, discrepancies and denials. One event in twenty becomes public a month late, two in a hundred
    /// are entered long after they happened, and one in a hundred is corrected or retracted.
    Mixed,
    /// The same events in one process.
    OneProcess,
    /// One promise, and a delivery on it in every event.
    Deliveries,
    /// One claim, and a correction of it in every event.
    Corrections,
}

/// How many events a process has.
const OF_A_PROCESS: usize = 200;

/// How many events a cycle of a process has: a meeting, what came before it and what came of it.
const CYCLE: usize = 20;

const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2005, 1, 1).unwrap();

/// Calls `out` with each draft of a log with this many events, the registry first.
pub(crate) fn each(
    shape: Shape,
    events: usize,
    mut out: impl FnMut(&Value) -> Result<(), GenerateError>,
) -> Result<(), GenerateError> {
    registry().iter().try_for_each(&mut out)?;
    let processes = match shape {
        Shape::Mixed => events.div_ceil(OF_A_PROCESS).max(1),
        Shape::OneProcess | Shape::Deliveries | Shape::Corrections => 1,
    };
    for process in 0..processes {
        let registered = json!({ "registered": { "process": {
            "title": format!("Talks number {process}"), "zone": "Etc/UTC", "parties": ["north", "south"],
        } } });
        out(&json!({ "key": process_key(process), "what": registered }))?;
    }
    for event in 0..events {
        let (process, step) = (event % processes, event / processes);
        out(&match shape {
            Shape::Mixed | Shape::OneProcess => mixed(process, step),
            Shape::Deliveries => delivery(step),
            Shape::Corrections => correction(step),
        })?;
    }
    Ok(())
}

fn process_key(process: usize) -> String {
    format!("talks-{process}")
}

fn registry() -> Vec<Value> {
    let names = |name: String| json!([{ "name": name }]);
    let body = |key: &str, name: &str| json!({ "key": key, "what": { "registered": { "body": { "names": names(name.to_owned()) } } } });
    let mut entries =
        vec![body("north", "North"), body("south", "South"), body("council", "Council of the Coast")];
    for number in 0..8 {
        let party = if number % 2 == 0 { "north" } else { "south" };
        let person = json!({ "party": party, "names": names(format!("Delegate Number {number}")) });
        let registered = json!({ "registered": { "person": person } });
        entries.push(json!({ "key": format!("delegate-{number}"), "what": registered }));
    }
    for (sort, key, name) in [
        ("place", "ferry-house", "Ferry House"),
        ("issue", "prisoners", "prisoners"),
        ("issue", "water", "water"),
    ] {
        let named = match sort {
            "place" => json!({ "place": { "names": names(name.to_owned()) } }),
            _ => json!({ "issue": { "names": names(name.to_owned()) } }),
        };
        entries.push(json!({ "key": key, "what": { "registered": named } }));
    }
    let source = json!({ "source": { "title": "Chronicle of the talks", "publisher": "Coast Press" } });
    entries.push(json!({ "key": "chronicle", "what": { "registered": source } }));
    entries
}

/// Returns the day on which a step of a process happens.
fn day(process: usize, step: usize) -> NaiveDate {
    let days = process % 5000 + step;
    FIRST_DAY + Days::new(u64::try_from(days).unwrap_or(0))
}

/// An event before it has its dates.
struct Step<'s> {
    process: usize,
    key: String,
    issue: &'s str,
    by: &'s str,
    summary: String,
    what: Value,
}

impl Step<'_> {
    /// Returns the draft of what happened on one day and became public on another.
    fn draft(self, occurred: NaiveDate, known: NaiveDate) -> Value {
        let Self { process, key, issue, by, summary, what } = self;
        json!({
            "process": process_key(process), "key": key, "occurred": occurred.to_string(), "known": known.to_string(),
            "attributed_to": [by], "issues": [issue],
            "sources": [{ "source": "chronicle", "page": (process % 900 + 1).to_string() }],
            "summary": summary, "what": what,
        })
    }
}

/// One event of a process of all kinds of event.
struct Turn {
    process: usize,
    cycle: usize,
    /// Its place in the cycle.
    at: usize,
    /// Who begins in this cycle, and the other side.
    party: &'static str,
    other: &'static str,
    delegate: String,
    occurred: NaiveDate,
}

/// Returns a step of a process of all kinds of event.
fn mixed(process: usize, step: usize) -> Value {
    let (cycle, at) = (step / CYCLE, step % CYCLE);
    let (party, other) = if cycle.is_multiple_of(2) { ("north", "south") } else { ("south", "north") };
    let delegate = format!("delegate-{}", (cycle % 4) * 2 + usize::from(party == "south"));
    Turn { process, cycle, at, party, other, delegate, occurred: day(process, step) }.draft()
}

impl Turn {
    fn key(&self, at: usize) -> String {
        format!("e-{}-{at}", self.cycle)
    }

    fn later(&self, days: u64) -> NaiveDate {
        self.occurred + Days::new(days)
    }

    fn draft(&self) -> Value {
        let Self { process, cycle, at, .. } = *self;
        let by = match at {
            0..=3 | 6 | 8 | 10..=14 => self.party,
            7 | 9 => self.other,
            18 => "south",
            _ => "source",
        };
        // One in twenty becomes public late; two in a hundred happened long before they were entered.
        let known = if at == 13 { self.later(30) } else { self.occurred };
        let is_backfilled = at == 1 && [0, 2, 6, 8].contains(&(cycle % 10));
        let occurred = if is_backfilled { self.occurred - Days::new(400) } else { self.occurred };
        let issue = if (6..=8).contains(&at) { "water" } else { "prisoners" };
        let summary = format!(
            "In cycle {cycle} of the talks number {process} this was entry {at}, as the chronicle has it."
        );
        let what = if at < 10 { self.talks() } else { self.outcome() };
        let mut draft = Step { process, key: self.key(at), issue, by, summary, what }.draft(occurred, known);
        match at {
            12 | 13 => set(&mut draft, "delivers", json!([{ "commitment": self.key(11) }])),
            18 => drop_fields(&mut draft, &["occurred", "issues"]),
            19 if cycle % 5 == 4 => drop_fields(&mut draft, &OF_AN_EVENT),
            _ => {}
        }
        draft
    }

    /// Returns what is said and wanted, up to the answer to a proposal.
    fn talks(&self) -> Value {
        let Self { cycle, party, other, delegate, .. } = self;
        let (meeting, title) = (format!("meeting-{cycle}"), format!("Round {} of the talks", cycle + 1));
        match self.at {
            0 if *cycle == 0 => json!({ "process": { "opened": {} } }),
            0 | 1 => json!({ "announcement": { "speaker": delegate, "act": "statement",
                "gist": format!("{party} expects the talks to go on after round {cycle}") } }),
            2 => {
                json!({ "meeting": { "scheduled": { "meeting": meeting, "planned_for": self.later(2).to_string(),
                "title": title, "venue": "ferry-house", "parties": ["north", "south"] } } })
            }
            3 => json!({ "attendance": { "accepted": { "who": delegate, "meeting": meeting } } }),
            4 => json!({ "meeting": { "held": { "meeting": meeting, "title": title, "round": cycle + 1,
                "venue": "ferry-house", "parties": ["north", "south"] } } }),
            5 => json!({ "delegation": { "observed": { "meeting": meeting, "party": party, "complete": false,
                "head": delegate, "members": [{ "person": delegate }] } } }),
            8 => {
                json!({ "proposal": { "title": format!("Outline number {cycle}"), "tabled_by": [party], "to": [other],
                "terms": [{ "id": "share", "text": "the water of the river is shared by season" }] } })
            }
            9 => json!({ "answer": { "accepted": { "proposal": self.key(8), "answered_by": other } } }),
            at => {
                let (wants, share) = (if at == 6 { party } else { other }, 30 + cycle % 40);
                json!({ "position": { "party": wants, "issue": "water", "item": "share", "force": "demand",
                    "stance": format!("{wants} receives a share of {share} parts in a hundred of the water") } })
            }
        }
    }

    /// Returns what came of it: an agreement, a promise and its deliveries, and what others say and resolve.
    fn outcome(&self) -> Value {
        let Self { cycle, party, other, delegate, .. } = self;
        match self.at {
            10 => json!({ "agreement": { "signed": { "title": format!("Accord number {cycle}"),
                "parties": ["north", "south"], "terms": [{ "id": "release", "text": "prisoners are released" }] } } }),
            11 => {
                json!({ "commitment": { "made": { "agreement": self.key(10), "owed_by": [party], "owed_to": [other],
                "category": "prisoners", "what": format!("{party} releases a hundred prisoners"),
                "quantity": persons(100), "due": self.later(30).to_string() } } })
            }
            12 | 13 => {
                json!({ "exchange": { "carried-out": { "transfers": [{ "category": "prisoners", "from": party,
                "to": other, "quantity": persons(if self.at == 12 { 40 } else { 60 }) }] } } })
            }
            14 => json!({ "ceasefire": { "announced": { "declared_by": [party], "duration": "P10D",
                "scope": "along the river" } } }),
            15 => {
                json!({ "incident": { "type": "shooting", "by": [other], "against": [party], "place": "ferry-house",
                "counts": [{ "category": "wounded", "quantity": { "low": 1 + cycle % 5, "high": 1 + cycle % 5,
                    "bound": "exact", "unit": "person", "per": "total" } }] } })
            }
            16 => json!({ "resolution": { "body": "council", "title": format!("Resolution {cycle}"),
                "outcome": "adopted", "votes": { "in_favour": 12, "against": 3, "abstained": 1 } } }),
            17 => claim(*cycle),
            18 => json!({ "confirmation": { "of": self.key(17) } }),
            _ if cycle % 10 == 4 => corrected(&self.key(17), self.occurred - Days::new(2), *cycle),
            _ if cycle % 10 == 9 => {
                json!({ "retraction": { "of": self.key(15), "because": "record", "reason": "It was entered twice." } })
            }
            _ => {
                json!({ "office": { "attested": { "person": delegate, "post": "envoy", "title": "Envoy" } } })
            }
        }
    }
}

/// The fields that only an event about the world has.
const OF_AN_EVENT: [&str; 4] = ["occurred", "known", "attributed_to", "issues"];

fn set(draft: &mut Value, field: &str, value: Value) {
    draft[field] = value;
}

fn drop_fields(draft: &mut Value, fields: &[&str]) {
    if let Some(draft) = draft.as_object_mut() {
        fields.iter().for_each(|field| {
            draft.remove(*field);
        });
    }
}

fn persons(number: usize) -> Value {
    json!({ "low": number, "high": number, "bound": "exact", "unit": "person", "per": "one-way" })
}

fn claim(number: usize) -> Value {
    json!({ "claim": { "says": format!("count number {number} of the prisoners was kept by the chronicle"), "quantity": persons(number + 1) } })
}

/// Returns a correction of a claim that happened on a day.
fn corrected(of: &str, occurred: NaiveDate, number: usize) -> Value {
    json!({ "correction": { "of": of, "because": "record", "reason": "The number was misread.", "with": {
        "occurred": occurred.to_string(), "known": occurred.to_string(), "attributed_to": ["source"], "issues": ["prisoners"],
        "summary": format!("The chronicle has count number {number}, read anew."), "what": claim(number),
    } } })
}

/// Returns a promise, then deliveries on it: on each day eight, each by the word of another delegate.
fn delivery(step: usize) -> Value {
    let (occurred, by) = (day(0, step / 8), format!("delegate-{}", step % 8));
    let summary = format!("On occasion number {step} persons were released, as the chronicle has it.");
    let (key, by, what) = match step {
        0 => {
            let made = json!({ "owed_by": ["north"], "owed_to": ["south"], "category": "prisoners",
                "what": "all prisoners are released", "quantity": persons(1_000_000) });
            ("promise".to_owned(), "north", json!({ "commitment": { "made": made } }))
        }
        step => {
            let lot = json!({ "category": "prisoners", "from": "north", "to": "south", "quantity": persons(step % 9 + 1) });
            (
                format!("lot-{step}"),
                by.as_str(),
                json!({ "exchange": { "carried-out": { "transfers": [lot] } } }),
            )
        }
    };
    let mut draft = Step { process: 0, key, issue: "prisoners", by, summary, what }.draft(occurred, occurred);
    if step > 0 {
        set(&mut draft, "delivers", json!([{ "commitment": "promise" }]));
    }
    draft
}

/// Returns a claim, then corrections of it.
fn correction(step: usize) -> Value {
    let occurred = day(0, 0);
    let (key, what) = match step {
        0 => ("count".to_owned(), claim(0)),
        step => (format!("count-{step}"), corrected("count", occurred, step)),
    };
    let summary = format!("The chronicle's count was entered for the {step}th time.");
    let event = Step { process: 0, key, issue: "prisoners", by: "source", summary, what };
    let mut draft = event.draft(occurred, occurred);
    if step > 0 {
        drop_fields(&mut draft, &OF_AN_EVENT);
    }
    draft
}
