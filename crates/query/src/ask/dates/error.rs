//! What is wrong with a date of a question, and what to write instead.

use std::fmt;

use asof_core::unseen::spelt_out;
use asof_core::{DateErrorKind, Duration, Key, When, Zone};
use chrono::NaiveDate;

use super::Round;
use super::near::did_you_mean;

/// The grammar of dates in questions, in three lines.
pub const GRAMMAR: &str = "\
point: 2025-06-02 | 2025-05-15T12:00+03:00 | today | now | first | last | round:2 | round:2@start | round:2@end | KEY of an event | KEY/phase:1@end
offset of a point: + or -, a number and h, d, w, mo or y, as in round:2-1d
range: POINT..POINT | POINT.. | ..POINT | 2025-05 | 2025 | round:2, both ends included";

/// A date of a question that cannot be resolved. Its message says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}`: {kind}", spelt_out(text))]
pub struct DateQuestionError {
    text: Box<str>,
    kind: Box<DateQuestionErrorKind>,
}

impl DateQuestionError {
    /// Returns the part of the expression that was refused.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns what is wrong with it.
    pub fn kind(&self) -> &DateQuestionErrorKind {
        &self.kind
    }
}

/// What is wrong with a date of a question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateQuestionErrorKind {
    /// It is a date, but not one that can be read.
    #[error(transparent)]
    Date(DateErrorKind),
    /// A month as a point or as an end; the day that was probably meant.
    #[error("a month; did you mean {0}?")]
    WholeMonth(NaiveDate),
    /// A year as a point or as an end; the day that was probably meant.
    #[error("a year; did you mean {0}?")]
    WholeYear(NaiveDate),
    /// A date of the log that is not a single day; for each thing that it may be, what a question writes.
    #[error("not a single day: {}", list(.0, "; or "))]
    NotOneDay(Vec<Reading>),
    /// A day that the zone skipped.
    #[error("clocks in {zone} skipped that day; write {before} or {after}")]
    SkippedDay {
        /// The zone.
        zone: Zone,
        /// The day before it.
        before: NaiveDate,
        /// The day after it.
        after: NaiveDate,
    },
    /// A clock time that the zone never had; what it is with the offset before and with that after the leap.
    #[error("clocks in {zone} skipped it; write {}", list(.readings, " or "))]
    NeverShown {
        /// The zone.
        zone: Zone,
        /// The clock time with either offset.
        readings: Vec<String>,
    },
    /// A clock time that the zone had twice; what it is with the offset before and with that after.
    #[error("clocks in {zone} showed it twice; write {}", list(.readings, " or "))]
    ShownTwice {
        /// The zone.
        zone: Zone,
        /// The clock time with either offset, the earlier first.
        readings: Vec<String>,
    },
    /// A range where a point is needed.
    #[error("a range; name one day or instant here")]
    RangeForPoint,
    /// A range whose first end comes after its last; the range the other way round.
    #[error("the first end comes after the last; did you mean {0}?")]
    Inverted(String),
    /// `today` or `now` where no instant is given for it.
    #[error("the current time is not given; write a day such as 2025-06-02")]
    NoClock,
    /// `first` or `last` of a record without dates.
    #[error("this record has no dated event; write a day such as 2025-06-02")]
    EmptyRecord,
    /// It begins like the name of a round and goes on otherwise.
    #[error(
        "write a round as round:2, round:2@start, round:2@end or, for another process, ukraine-2022/round:2"
    )]
    RoundForm,
    /// No round has the number.
    #[error("{}", rounds_there_are(asked, sought, rounds))]
    NoSuchRound {
        /// The process that is asked.
        asked: Key,
        /// The process of which the round should be: the one written, else the asked one.
        sought: Key,
        /// The rounds among which it was sought, those of one process together.
        rounds: Vec<Round>,
    },
    /// The record does not say that the round was held.
    #[error("the record does not say that it was held; {}", plans(planned))]
    NotHeld {
        /// The dates of its plans, oldest first.
        planned: Vec<When>,
    },
    /// The start of a round held is not recorded.
    #[error("the start is not recorded; {}", plans(planned))]
    NoStart {
        /// The dates of its plans, oldest first.
        planned: Vec<When>,
    },
    /// The end of a round held does not follow from what is recorded.
    #[error("the end needs an exact start and an exact duration; {} and {}", recorded("start", start.as_ref()), recorded("duration", duration.as_ref()))]
    NoEnd {
        /// The start as recorded.
        start: Option<When>,
        /// The duration as recorded.
        duration: Option<Duration>,
    },
    /// It has the name of a phase in it and goes on otherwise.
    #[error(
        "write a phase as AGREEMENT/phase:1, AGREEMENT/phase:1@start or AGREEMENT/phase:1@end, where AGREEMENT is the \
         key of the event that opened the agreement"
    )]
    PhaseForm,
    /// No agreement has the phase.
    #[error("{}", phases_there_are(known))]
    NoSuchPhase {
        /// The phases that there are, as they are written.
        known: Vec<String>,
    },
    /// Several agreements have the phase.
    #[error("several agreements have it; write {}", list(meant, " or "))]
    SeveralPhases {
        /// Two of them, as they are written.
        meant: Vec<String>,
    },
    /// A phase of which one end is not recorded.
    #[error("the phase has no {end} recorded; write a day such as 2025-06-02")]
    NoPhaseDate {
        /// Which end.
        end: &'static str,
    },
    /// A phase of which the end is recorded before its beginning.
    #[error("the phase ends before it begins; write a day such as 2025-06-02")]
    PhaseReversed,
    /// What is named is recorded with an open date, which has no last day.
    #[error("recorded as {0}, which is open; write a day such as 2025-06-02")]
    OpenDate(When),
    /// The key of an entry that tells of nothing that occurred.
    #[error("this entry has no `occurred` and so no day; write a day, or the key of an event that has one")]
    NoOccurred,
    /// It names another moment, or none, in each process, and every process is asked.
    #[error(
        "this depends on the negotiation, and --all-processes asks about all of them; write a date such as 2025-06-02, \
         or name one negotiation with --process instead"
    )]
    OfOneProcess,
    /// It is no date, and every process is asked.
    #[error(
        "not a date{}; with --all-processes write a day such as 2025-06-02, an instant such as \
         2025-05-15T12:00+03:00, today or now, with or without an offset such as -1d",
        did_you_mean(near)
    )]
    UnknownInEvery {
        /// What to write if it is mistyped, nearest first.
        near: Vec<String>,
    },
    /// The process of a round or key is not known.
    #[error("there is no process `{}` among {}{}", spelt_out(process), list(known, ", "), did_you_mean(near))]
    NoSuchProcess {
        /// The process as written.
        process: String,
        /// The processes that there are, the asked one first.
        known: Vec<Key>,
        /// Those with a name near to it, nearest first.
        near: Vec<Key>,
    },
    /// An offset from nothing.
    #[error("an offset from what? write today-1d or round:2+3h")]
    NoBase,
    /// More than one offset.
    #[error("a point can have only one offset")]
    TwoOffsets,
    /// An offset in another form; the expression to write.
    #[error("write an offset as a sign, a number and h, d, w, mo or y; did you mean {meant}?")]
    OffsetForm {
        /// What to write.
        meant: String,
    },
    /// Nothing has that name.
    #[error("not a date or the key of an event{}\n{GRAMMAR}", did_you_mean(near))]
    Unknown {
        /// What to write if the name is mistyped, nearest first.
        near: Vec<String>,
    },
}

/// What a question writes for a date that is not a single day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its last day, where a point is asked for; `None` if it is open.
    pub end: Option<NaiveDate>,
    /// All of it, where a range is asked for.
    pub range: String,
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { end, range } = self;
        match end {
            Some(end) => write!(f, "write {end} for its last day, or {range} for the range"),
            None => write!(f, "write {range} for the range"),
        }
    }
}

impl DateQuestionErrorKind {
    /// Makes the error of a text.
    pub(super) fn of(self, text: &str) -> DateQuestionError {
        DateQuestionError { text: text.into(), kind: Box::new(self) }
    }
}

/// Returns the items with something between them.
pub(crate) fn list<T: fmt::Display>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(between)
}

fn plans(planned: &[When]) -> String {
    if planned.is_empty() {
        "no plan has a date".to_owned()
    } else {
        format!("planned for {}", list(planned, ", "))
    }
}

fn recorded(what: &str, date: Option<&impl fmt::Display>) -> String {
    date.map_or_else(|| format!("no {what} is recorded"), |date| format!("the {what} is recorded as {date}"))
}

fn rounds_there_are(asked: &Key, sought: &Key, rounds: &[Round]) -> String {
    let name = |process: &Key| if process == asked { "this process".to_owned() } else { process.to_string() };
    let of_process = rounds.chunk_by(|a, b| a.process == b.process);
    let has = of_process.map(|rounds| {
        let mut by_number: Vec<&Round> = rounds.iter().collect();
        by_number.sort_by_key(|round| round.number);
        let noun = if rounds.len() == 1 { "round" } else { "rounds" };
        let process = by_number.first().map_or_else(|| name(sought), |round| name(&round.process));
        format!("{process} has {noun} {}", list(by_number.into_iter().map(round_with_date), ", "))
    });
    let none = (rounds.iter().all(|round| round.process != *sought))
        .then(|| format!("{} has no rounds", name(sought)));
    list(none.into_iter().chain(has), "; ")
}

fn phases_there_are(known: &[String]) -> String {
    match known.is_empty() {
        true => "no agreement of this process has phases".to_owned(),
        false => format!("there is no such phase; there are {}", list(known, ", ")),
    }
}

fn round_with_date(round: &Round) -> String {
    let date = match (&round.held_on, round.planned_for.last()) {
        (Some(held_on), _) => held_on.when.to_string(),
        (None, Some(planned)) => format!("planned for {planned}"),
        (None, None) => "not held".to_owned(),
    };
    format!("{} ({date})", round.number)
}
