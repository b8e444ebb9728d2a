//! A process of all kinds of event: cycles of a meeting, what came before it and what came of it.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::registry::{body_key, speaker};
use super::{OF_AN_EVENT, Schedule, Step, claim, corrected, drop_fields, persons, process_key};

/// How many events a cycle has.
const CYCLE: usize = 20;

/// After how many days something becomes public that becomes so late.
const LATE: u64 = 30;

/// After how many days something is entered that is entered long after it happened.
const BACK: u64 = 400;

/// One event.
struct Turn<'s> {
    schedule: &'s Schedule,
    process: usize,
    cycle: usize,
    /// Its place in the cycle.
    at: usize,
    /// Who begins in this cycle, and the other side.
    party: &'static str,
    other: &'static str,
    delegate: String,
}

/// Returns a step of a process.
pub(super) fn draft(schedule: &Schedule, process: usize, step: usize) -> Value {
    let (cycle, at) = (step / CYCLE, step % CYCLE);
    let (party, other) = if cycle.is_multiple_of(2) { ("north", "south") } else { ("south", "north") };
    let delegate = speaker(process, party, cycle);
    Turn { schedule, process, cycle, at, party, other, delegate }.draft()
}

impl Turn<'_> {
    fn key(&self, at: usize) -> String {
        format!("e-{}-{at}", self.cycle)
    }

    /// Returns the day of an event of the cycle.
    fn day(&self, at: usize) -> NaiveDate {
        self.schedule.day(self.process, self.cycle * CYCLE + at)
    }

    /// Returns when it happened and when it became public. What becomes public late is entered when it does; what is entered
    /// late happened, and was public, long before.
    fn dates(&self) -> (NaiveDate, NaiveDate) {
        let entered = self.day(self.at);
        match self.at {
            15 => (entered - Days::new(LATE), entered),
            1 if [0, 2, 6, 8].contains(&(self.cycle % 10)) => {
                let long_ago = entered - Days::new(BACK);
                (long_ago, long_ago)
            }
            _ => (entered, entered),
        }
    }

    fn draft(&self) -> Value {
        let Self { process, cycle, at, .. } = *self;
        let by = match at {
            0..=3 | 6 | 8 | 10..=14 => self.party,
            7 | 9 => self.other,
            18 => "south",
            _ => "source",
        };
        let (occurred, known) = self.dates();
        let issue = if (6..=8).contains(&at) { "water" } else { "prisoners" };
        let summary = format!("Entry {at} of cycle {cycle}, as the chronicle has it.");
        let what = match at {
            0..10 => self.talks(),
            10..19 => self.outcome(),
            _ => self.record(),
        };
        let mut draft = Step { process, key: self.key(at), issue, by, summary, what }.draft(occurred, known);
        match at {
            12 | 13 => draft["delivers"] = json!([{ "commitment": self.key(11) }]),
            17 if cycle == 1 && process % 20 == 13 => {
                draft["after"] = json!([format!("{}/e-0-10", process_key(process - 1))]);
            }
            18 => drop_fields(&mut draft, &["occurred", "issues"]),
            19 if [1, 4].contains(&(cycle % 5)) => drop_fields(&mut draft, &OF_AN_EVENT),
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
            0 => self.announcement(&format!("{party} expects the talks to go on after round {cycle}")),
            1 => self.announcement(&format!("the hosts of round {cycle} are thanked by {party}")),
            2 => {
                json!({ "meeting": { "scheduled": { "meeting": meeting, "planned_for": self.day(4).to_string(),
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
                let item = format!("season-{}", cycle % 4);
                json!({ "position": { "party": wants, "issue": "water", "item": item, "force": "demand",
                    "stance": format!("{wants} receives a share of {share} parts in a hundred of the water") } })
            }
        }
    }

    fn announcement(&self, gist: &str) -> Value {
        json!({ "announcement": { "speaker": self.delegate, "act": "statement", "gist": gist } })
    }

    /// Returns what came of it: an agreement, a promise and its deliveries, and what others say and resolve.
    fn outcome(&self) -> Value {
        let Self { cycle, party, other, .. } = self;
        match self.at {
            10 => json!({ "agreement": { "signed": { "title": format!("Accord number {cycle}"),
                "parties": ["north", "south"], "terms": [{ "id": "release", "text": "prisoners are released" }] } } }),
            11 => {
                let due = self.day(11) + Days::new(30);
                json!({ "commitment": { "made": { "agreement": self.key(10), "owed_by": [party], "owed_to": [other],
                "category": "prisoners", "what": format!("{party} releases a hundred prisoners"),
                "quantity": persons(100), "due": due.to_string() } } })
            }
            12 | 13 => {
                json!({ "exchange": { "carried-out": { "transfers": [{ "category": "prisoners", "from": party,
                "to": other, "quantity": persons(if self.at == 12 { 40 } else { 60 }) }] } } })
            }
            14 => json!({ "ceasefire": { "announced": { "declared_by": [party], "duration": "P10D",
                "scope": "along the river" } } }),
            15 => {
                let wounded = 1 + cycle % 5;
                json!({ "incident": { "type": "shooting", "by": [other], "against": [party], "place": "ferry-house",
                "counts": [{ "category": "wounded", "quantity": { "low": wounded, "high": wounded,
                    "bound": "exact", "unit": "person", "per": "total" } }] } })
            }
            16 => json!({ "resolution": { "body": "council", "title": format!("Resolution {cycle}"),
                "outcome": "adopted", "votes": { "in_favour": 12, "against": 3, "abstained": 1 } } }),
            17 => claim(*cycle),
            _ if cycle.is_multiple_of(2) => json!({ "confirmation": { "of": self.key(17) } }),
            _ => json!({ "denial": { "of": self.key(17) } }),
        }
    }

    /// Returns what ends a cycle: a correction, a retraction or a discrepancy, who came and went, or who held an office.
    fn record(&self) -> Value {
        let Self { process, cycle, delegate, .. } = self;
        let observer =
            || json!({ "member": body_key(*process), "of": process_key(*process), "role": "observer" });
        match cycle % 10 {
            4 => corrected(&self.key(17), self.day(17), *cycle),
            9 => {
                json!({ "retraction": { "of": self.key(15), "because": "record", "reason": "It was entered twice." } })
            }
            1 | 6 => self.discrepancy(),
            2 if *cycle == 2 => json!({ "membership": { "joined": observer() } }),
            7 if *cycle == 7 => json!({ "membership": { "left": observer() } }),
            _ => {
                json!({ "office": { "attested": { "person": delegate, "post": "envoy", "title": "Envoy" } } })
            }
        }
    }

    /// Returns two accounts that differ, in one process of twenty one of them told in another process.
    fn discrepancy(&self) -> Value {
        let other = match self.process % 20 {
            3 if self.cycle == 1 => format!("{}/e-0-17", process_key(self.process - 1)),
            _ => self.key(15),
        };
        json!({ "discrepancy": { "about": [self.key(17)], "followed": "the count of the chronicle", "between": [
            { "event": self.key(17), "says": "the chronicle counts them" },
            { "event": other, "says": "they cannot have been counted" },
        ] } })
    }
}
