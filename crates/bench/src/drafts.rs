//! What is put into a log: processes of two hundred events of all kinds, or one of many events of one sort.

mod growing;
mod mixed;
mod registry;

use chrono::{Days, NaiveDate};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::GenerateError;

/// Of what a log is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// A process for each two hundred events, of all kinds. Of a hundred events five become public a month late, two are
    /// entered a year after they happened, and one corrects or retracts another. One process in fifty continues another,
    /// and one in ten names an event of another.
    Mixed,
    /// The same events in one process.
    OneProcess,
    /// One promise, and a delivery on it in every event.
    Deliveries,
    /// One claim, and a correction of it in every event.
    Corrections,
}

/// How many events a process of a mixed log has.
const OF_A_PROCESS: usize = 200;

/// The day on which a log begins.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2005, 1, 1).unwrap();

/// Over how many days the processes of a mixed log begin.
const BEGINNINGS: usize = 5000;

/// Over how many days one process goes on at most: past that, more happens on each day.
const LONGEST: usize = 7000;

/// When what happens in a log happens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    shape: Shape,
    events: usize,
    processes: usize,
    /// How many events of a process are entered on one day.
    of_a_day: usize,
}

impl Schedule {
    pub(crate) fn new(shape: Shape, events: usize) -> Self {
        let (processes, of_a_day) = match shape {
            Shape::Mixed => (events.div_ceil(OF_A_PROCESS).max(1), 1),
            Shape::OneProcess => (1, events.div_ceil(LONGEST).max(1)),
            Shape::Deliveries => (1, events.div_ceil(LONGEST).max(8)),
            Shape::Corrections => (1, events.max(1)),
        };
        Self { shape, events, processes, of_a_day }
    }

    pub(crate) fn processes(&self) -> usize {
        self.processes
    }

    /// Returns how many events a process has.
    pub(crate) fn steps(&self, process: usize) -> usize {
        self.events / self.processes + usize::from(process < self.events % self.processes)
    }

    /// Returns how many days after the log a process begins.
    fn begins(&self, process: usize) -> usize {
        process * BEGINNINGS / self.processes
    }

    /// Returns the day on which a step of a process is entered.
    pub(crate) fn day(&self, process: usize, step: usize) -> NaiveDate {
        later(FIRST_DAY, self.begins(process) + step / self.of_a_day)
    }

    fn draft(&self, process: usize, step: usize) -> Value {
        let day = self.day(process, step);
        match self.shape {
            Shape::Mixed | Shape::OneProcess => mixed::draft(self, process, step),
            Shape::Deliveries => growing::delivery(step, day),
            Shape::Corrections => growing::correction(step, day),
        }
    }
}

/// Calls `out` with each draft of a log with this many events, and the day on which it is entered: in the order of these
/// days, the registry first, and what a process adds to it where the process begins.
pub(crate) fn each(
    shape: Shape,
    events: usize,
    mut out: impl FnMut(&Value, NaiveDate) -> Result<(), GenerateError>,
) -> Result<(), GenerateError> {
    let schedule = Schedule::new(shape, events);
    registry::shared().iter().try_for_each(|entry| out(entry, FIRST_DAY))?;
    let (mut over, mut begun) = (0, 0);
    for days in 0.. {
        let today = later(FIRST_DAY, days);
        while begun < schedule.processes && schedule.begins(begun) <= days {
            registry::of_process(begun).iter().try_for_each(|entry| out(entry, today))?;
            begun += 1;
        }
        for process in over..begun {
            let from = (days - schedule.begins(process)) * schedule.of_a_day;
            let until = (from + schedule.of_a_day).min(schedule.steps(process));
            (from..until).try_for_each(|step| out(&schedule.draft(process, step), today))?;
        }
        let is_over =
            |process| (days + 1 - schedule.begins(process)) * schedule.of_a_day >= schedule.steps(process);
        while over < begun && is_over(over) {
            over += 1;
        }
        if over == schedule.processes {
            break;
        }
    }
    Ok(())
}

/// Returns the key of a process by its number.
pub(crate) fn process_key(process: usize) -> String {
    format!("talks-{process}")
}

fn later(day: NaiveDate, days: usize) -> NaiveDate {
    day + Days::new(u64::try_from(days).unwrap_or(u64::MAX))
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

/// The fields that only an event about the world has.
const OF_AN_EVENT: [&str; 4] = ["occurred", "known", "attributed_to", "issues"];

fn drop_fields(draft: &mut Value, fields: &[&str]) {
    if let Some(draft) = draft.as_object_mut() {
        fields.iter().for_each(|field| drop(draft.remove(*field)));
    }
}

fn persons(number: usize) -> Value {
    json!({ "low": number, "high": number, "bound": "exact", "unit": "person", "per": "one-way" })
}

fn claim(number: usize) -> Value {
    let says = format!("count number {number} of the prisoners was kept by the chronicle");
    json!({ "claim": { "says": says, "quantity": persons(number + 1) } })
}

/// Returns a correction of a claim that happened on a day.
fn corrected(of: &str, occurred: NaiveDate, number: usize) -> Value {
    json!({ "correction": { "of": of, "because": "record", "reason": "The number was misread.", "with": {
        "occurred": occurred.to_string(), "known": occurred.to_string(), "attributed_to": ["source"], "issues": ["prisoners"],
        "summary": format!("The chronicle has count number {number}, read anew."), "what": claim(number),
    } } })
}
