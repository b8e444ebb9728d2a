//! `check`: every problem of a log, by named checks in running order.

mod anomalies;
pub(crate) mod assertion;
mod assertions;
mod chain;
mod integrity;
pub(crate) mod problem;
mod structure;

use asof_core::check::{Rule, Severity, Subject};
use asof_projector::{role, row};
use asof_store::{Damage, DamageKind, StoredEvent};

pub(crate) use anomalies::anomalies;
pub(crate) use assertions::{Failed, at as assertion_at, failed as failed_assertions};
pub use integrity::code::IntegrityCode;
pub use integrity::{Against, AgainstRow, Integrity, integrity, recorded_ahead};

use crate::answers::document::Document;
use crate::check::problem::{Passage, Problem, ProblemRow, of_meaning};
use crate::source::log::Log;

row! {
    /// Whatever is wrong with a log, with its place: what `check` prints. It has no as-of point.
    pub struct CheckDocument as "Check" {
        /// Where the log is, from where it was asked.
        file: String as role::Prose,
        /// How many events could be read.
        events: usize,
        /// The checks that were run, in running order.
        checks: Vec<&'static str>,
        /// The checks that were not, because lines that cannot be read may hold what others name.
        skipped: Vec<&'static str>,
        /// How many problems were found.
        counted: FoundRow as role::One,
        /// What was read and hashed again; null unless integrity was asked for.
        integrity: Option<Integrity> as role::Rows,
        /// Whether the log begins with what a receipt is of; null unless one was given.
        against: Option<AgainstRow> as role::Rows,
        /// Every problem, in the order of its place; problems without a place come last.
        problems: Vec<ProblemRow> as role::Rows,
    }
}

row! {
    /// How many problems of each severity were found.
    pub struct FoundRow as "Found" {
        /// What cannot mean what it says: it fails a check.
        errors: usize,
        /// What is probably a slip: it fails a strict check.
        warnings: usize,
        /// What is worth knowing.
        notes: usize,
    }
}

row! {
    /// The named checks in running order: what `check --list` prints. It has no as-of point.
    pub struct Checks as "Checks" {
        /// The checks.
        checks: Vec<NamedCheck> as role::Rows,
    }
}

row! {
    /// A named check.
    pub struct NamedCheck as "Named" {
        /// Its name, as `check NAME` takes it.
        name: &'static str,
        /// What it demands, in a sentence.
        about: &'static str,
    }
}

impl Document for CheckDocument {
    const NAME: &'static str = "check";
}

impl Document for Checks {
    const NAME: &'static str = "checks";
}

impl Checks {
    /// Returns all checks as a document.
    pub fn all() -> Self {
        let named = |check: Check| NamedCheck { name: check.name(), about: check.about() };
        Self { checks: Check::ALL.map(named).into() }
    }
}

/// A named check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Every line is an event, and follows the one before it.
    Structure,
    /// No line was changed after it was written.
    Chain,
    /// The entries satisfy a rule of meaning.
    Meaning(Rule),
    /// The final states accept every event.
    Anomalies,
    /// Every assertion matches the state it is about.
    Assertions,
}

impl Check {
    /// All checks, in running order.
    pub const ALL: [Self; Rule::ALL.len() + 4] = {
        let mut all = [Self::Structure; Rule::ALL.len() + 4];
        all[1] = Self::Chain;
        let mut rule = 0;
        while rule < Rule::ALL.len() {
            all[rule + 2] = Self::Meaning(Rule::ALL[rule]);
            rule += 1;
        }
        all[rule + 2] = Self::Anomalies;
        all[rule + 3] = Self::Assertions;
        all
    };

    /// Returns the check's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Chain => "chain",
            Self::Meaning(rule) => rule.name(),
            Self::Anomalies => "anomalies",
            Self::Assertions => "assertions",
        }
    }

    /// Returns what the check demands, in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::Structure => {
                "every line is an event with the fields of its kind and follows the previous line"
            }
            Self::Chain => "every line is as the log accepted it: its recomputed hash matches the stored one",
            Self::Meaning(rule) => rule.about(),
            Self::Anomalies => "every event fits the states it leads to",
            Self::Assertions => "every assertion matches the state it is about",
        }
    }

    /// Returns the check with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.name() == name)
    }

    /// Returns whether lines that are missing would make it find problems that are none.
    fn needs_all_lines(self) -> bool {
        match self {
            Self::Meaning(Rule::References | Rule::Mending | Rule::Parts | Rule::Spellings)
            | Self::Anomalies
            | Self::Assertions => true,
            Self::Meaning(
                Rule::Duplicates
                | Rule::Citations
                | Rule::Characters
                | Rule::Registry
                | Rule::Dates
                | Rule::Meetings
                | Rule::Promises
                | Rule::Quantities
                | Rule::Kinds
                | Rule::Twins
                | Rule::ToldTwice,
            )
            | Self::Structure
            | Self::Chain => false,
        }
    }
}

/// What checks of a log found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Where the log is.
    pub file: String,
    /// The checks that were run.
    pub checks: Vec<Check>,
    /// The checks that were not, because lines could not be read that may hold what entries name.
    pub skipped: Vec<Check>,
    /// What they found, by place.
    pub problems: Vec<Problem>,
    /// How many events could be read.
    pub events: usize,
    /// What was read and hashed again, where integrity was asked for.
    pub integrity: Option<Integrity>,
    /// Whether the log begins with what a receipt is of, where one was given.
    pub against: Option<Against>,
}

impl Checked {
    /// Returns how many of the problems are as bad as this.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity() == severity).count()
    }

    /// Returns whether anything was found that is at least as bad as this.
    pub fn has(&self, severity: Severity) -> bool {
        self.problems.iter().any(|problem| problem.severity() >= severity)
    }

    /// Returns what was found as a document.
    pub fn document(&self) -> CheckDocument {
        let names = |checks: &[Check]| checks.iter().map(|check| check.name()).collect();
        CheckDocument {
            file: self.file.clone(),
            events: self.events,
            checks: names(&self.checks),
            skipped: names(&self.skipped),
            counted: FoundRow {
                errors: self.count(Severity::Error),
                warnings: self.count(Severity::Warning),
                notes: self.count(Severity::Note),
            },
            integrity: self.integrity.clone(),
            against: self.against.map(Against::row),
            problems: self.problems.iter().map(|problem| problem.row(Some(&self.file))).collect(),
        }
    }
}

/// Returns what is damaged in a log as problems.
pub fn damage(damage: &[Damage]) -> Vec<Problem> {
    damage.iter().map(structure::problem).collect()
}

/// Runs checks on a log that is kept in `file`.
pub fn check(log: &Log, file: &str, checks: &[Check]) -> Checked {
    let has_gaps = has_gaps(log);
    let (skipped, run): (Vec<Check>, Vec<Check>) =
        checks.iter().partition(|check| has_gaps && check.needs_all_lines());
    let mut problems = Vec::new();
    if run.contains(&Check::Structure) {
        problems.extend(log.damage().iter().map(structure::problem));
        problems.extend(log.contents().foreign().iter().map(structure::foreign));
    }
    if run.contains(&Check::Chain) {
        problems.extend(chain::problems(log));
    }
    problems.extend(meaning(log, &run));
    if run.contains(&Check::Anomalies) {
        problems.extend(anomalies(log));
    }
    if run.contains(&Check::Assertions) {
        problems.extend(assertions::problems(log));
    }
    problems.sort_by_key(|problem| (problem.line, problem.columns));
    Checked {
        file: file.to_owned(),
        checks: run,
        skipped,
        problems,
        events: log.events().len(),
        integrity: None,
        against: None,
    }
}

/// Returns whether events are missing or cannot be read: between those that can, or behind them.
fn has_gaps(log: &Log) -> bool {
    let last = log.contents().iter().next_back().map_or(0, |stored| stored.line);
    let is_behind = |damage: &Damage| {
        let is_unread = matches!(damage.kind, DamageKind::NotUtf8 | DamageKind::NotAnEvent(_));
        is_unread && damage.line > last
    };
    log.events().len() as u64 != log.head() || log.damage().iter().any(is_behind)
}

fn meaning(log: &Log, checks: &[Check]) -> Vec<Problem> {
    let rules: Vec<Rule> = checks
        .iter()
        .filter_map(|check| match check {
            Check::Meaning(rule) => Some(*rule),
            Check::Structure | Check::Chain | Check::Anomalies | Check::Assertions => None,
        })
        .collect();
    let subjects: Vec<Subject<'_>> = log.events().iter().map(Subject::from).collect();
    let found = asof_core::check::check(&rules, &subjects);
    of_meaning(&found, |number| {
        let stored = log.contents().stored(number)?;
        Some((passage(stored), &stored.event.draft.key))
    })
}

fn passage(stored: StoredEvent<'_>) -> Passage<'_> {
    Passage { text: stored.text, line: stored.line, column: 1, origin: None }
}
