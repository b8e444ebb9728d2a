//! The point in words and as a row.

mod every;

pub(crate) use every::as_of_row_of_every;

use asof_core::{AsOf, AsOfToken, Head, Inferred, Key, Until, WrittenDate, Zone};
use asof_projector::{Instant, role, row};
use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};

row! {
    /// What part of a log was asked: up to where on each of the three clocks.
    pub struct AsOfRow as "AsOf" {
        /// What has happened.
        occurred: UntilRow as role::One,
        /// What the public could know.
        known: UntilRow as role::One,
        /// What the log had accepted: up to the event of this number, included.
        recorded: u64,
        /// The process and all clocks in one word, which gives the same answer on the same log for ever. Null where every
        /// negotiation is read: each has its own, in `processes`.
        token: Option<String>,
        /// The point in a sentence.
        sentence: String,
        /// The point.
        point: AsOf as role::Hidden,
        /// The zone of the process.
        zone: Zone as role::Hidden,
    }
}

row! {
    /// How far a point reaches on one clock.
    pub struct UntilRow as "Until" {
        /// The limit in words.
        text: String,
        /// The moment up to which it reaches, not included: of a day named, the midnight that ends it. Null is all that
        /// the log holds. Where every negotiation is read, a day ends in the zone of each: this is the latest of their
        /// moments, and `processes` has that of each.
        until: Option<Instant>,
    }
}

/// Returns a limit in words: `the end of Saturday 24 May 2025`, `12:00 on Thursday 15 May 2025`.
pub(crate) fn limit_in_words(limit: Until, zone: Zone) -> String {
    match limit {
        Until::All => "the end of the log".to_owned(),
        Until::Before(until) => instant_in_words(until, zone),
    }
}

fn instant_in_words(until: DateTime<Utc>, zone: Zone) -> String {
    if let Some(day) = day_ended_by(until, zone) {
        return format!("the end of {}", day.format("%A %-d %B %Y"));
    }
    let local = zone.clock(until);
    if local.second() == 0 && local.nanosecond() == 0 {
        let minute = zone.clock(until - TimeDelta::minutes(1));
        format!("{} on {}", minute.format("%H:%M%:z"), minute.format("%A %-d %B %Y"))
    } else {
        format!("just before {} on {}", local.format("%H:%M:%S%.f%:z"), local.format("%A %-d %B %Y"))
    }
}

/// Returns the moment of an answer in one sentence: the day or time, the zone, what knowledge it uses.
pub(crate) fn as_of_in_words(as_of: &AsOf, zone: Zone, head: u64) -> String {
    let words = PointInWords {
        occurred: moment_or_all(as_of.occurred, zone),
        place: Some(zone.to_string()),
        known: Knowledge::of(as_of, |known| moment(known, zone)),
        inferred: as_of.inferred,
        recorded: entry_below(as_of.recorded, head).map(|seq| seq.to_string()),
    };
    words.sentence()
}

/// The parts of the sentence that tells a point.
struct PointInWords {
    /// Up to when it happened.
    occurred: String,
    /// In which zone days end; `None` if the end is no moment.
    place: Option<String>,
    known: Knowledge,
    inferred: Inferred,
    /// The number of the last entry that is read, if it is not the last of the log.
    recorded: Option<String>,
}

/// What knowledge a point uses.
enum Knowledge {
    All,
    /// What could be known at the moment itself.
    Then,
    /// What could be known by another moment.
    By(String),
}

impl Knowledge {
    fn of(as_of: &AsOf, word: impl Fn(DateTime<Utc>) -> String) -> Self {
        match as_of.known {
            Until::All => Self::All,
            known if known == as_of.occurred => Self::Then,
            Until::Before(known) => Self::By(word(known)),
        }
    }
}

impl PointInWords {
    fn sentence(&self) -> String {
        let Self { occurred, .. } = self;
        let place = self.place.as_ref().map_or(String::new(), |place| format!(" ({place})"));
        let knowledge = match (&self.known, &self.recorded) {
            (Knowledge::All, None) => "with everything this log knows today".to_owned(),
            (Knowledge::All, Some(_)) => "with everything this log knew then".to_owned(),
            (Knowledge::Then, _) => "with what the public could know then".to_owned(),
            (Knowledge::By(known), _) => format!("with what the public could know by {known}"),
        };
        let stated = match self.inferred {
            Inferred::Include => "",
            Inferred::Exclude => ", without dates of knowledge that the encoder inferred",
        };
        let recorded = self.recorded.as_ref();
        let recorded = recorded.map_or(String::new(), |seq| format!(", as the log stood at entry {seq}"));
        format!("As of {occurred}{place}, {knowledge}{stated}{recorded}")
    }
}

/// Returns the number of an entry up to which a log is read, if it is not its last.
fn entry_below(recorded: Head, head: u64) -> Option<u64> {
    match recorded {
        Head::Seq(seq) if seq < head => Some(seq),
        Head::Seq(_) | Head::All => None,
    }
}

fn moment_or_all(limit: Until, zone: Zone) -> String {
    match limit {
        Until::All => "the end of the log".to_owned(),
        Until::Before(until) => moment(until, zone),
    }
}

/// Returns an exclusive end in words, as a header has it: `Mon 2 June 2025, end of day`, `Thu 15 May 2025, 12:00`.
fn moment(until: DateTime<Utc>, zone: Zone) -> String {
    const DAY: &str = "%a %-d %B %Y";
    if let Some(day) = day_ended_by(until, zone) {
        return format!("{}, end of day", day.format(DAY));
    }
    let local = zone.clock(until);
    if local.second() == 0 && local.nanosecond() == 0 {
        let minute = zone.clock(until - TimeDelta::minutes(1));
        return format!("{}, {}", minute.format(DAY), minute.format("%H:%M%:z"));
    }
    format!("{}, just before {}", local.format(DAY), local.format("%H:%M:%S%.f%:z"))
}

/// Returns the day whose end an instant is; where a zone skips midnight, that is not 00:00 of the clock.
fn day_ended_by(until: DateTime<Utc>, zone: Zone) -> Option<NaiveDate> {
    let day = zone.clock(until - TimeDelta::microseconds(1)).date_naive();
    let (_, end) = WrittenDate::try_from(day).ok()?.bounds(zone);
    (end == until).then_some(day)
}

/// Returns the point as a row; its token fixes the process and the head.
pub(crate) fn as_of_row(process: &Key, as_of: &AsOf, zone: Zone, head: u64) -> AsOfRow {
    AsOfRow {
        occurred: until_row(as_of.occurred, zone),
        known: until_row(as_of.known, zone),
        recorded: last_entry(as_of, head),
        token: Some(token(process, as_of, zone, head)),
        sentence: as_of_in_words(as_of, zone, head),
        point: *as_of,
        zone,
    }
}

/// Returns the point and the process in one word.
pub(crate) fn token(process: &Key, as_of: &AsOf, zone: Zone, head: u64) -> String {
    // The head is written out, so that the token means the same for ever.
    let fixed = AsOf { recorded: Head::Seq(last_entry(as_of, head)), ..*as_of };
    AsOfToken::new(process.clone(), fixed).to_text(zone)
}

/// Returns the number of the last entry that is read.
fn last_entry(as_of: &AsOf, head: u64) -> u64 {
    match as_of.recorded {
        Head::Seq(seq) => seq.min(head),
        Head::All => head,
    }
}

/// Returns a limit in words and as an instant.
pub(crate) fn until_row(limit: Until, zone: Zone) -> UntilRow {
    UntilRow { text: limit_in_words(limit, zone), until: instant(limit, zone) }
}

/// Returns a limit as an instant; `None` if it is open.
pub(crate) fn instant(limit: Until, zone: Zone) -> Option<Instant> {
    match limit {
        Until::All => None,
        Until::Before(until) => Some(Instant::new(until, zone)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(until: &str, zone: &str) -> String {
        limit_in_words(Until::Before(until.parse().unwrap()), zone.parse().unwrap())
    }

    #[test]
    fn a_day_ends_at_midnight_or_where_the_clocks_leapt_over_it() {
        let end = "the end of Thursday 24 April 2025";
        assert_eq!(words("2025-04-24T22:00:00Z", "Africa/Cairo"), end);
        assert_eq!(words("2025-04-24T21:00:00Z", "Africa/Cairo"), "22:59+02:00 on Thursday 24 April 2025");
        // Midnight came twice in Havana, and the day ended with the first.
        assert_eq!(words("2023-11-05T04:00:00Z", "America/Havana"), "the end of Saturday 4 November 2023");
        assert_eq!(words("2023-11-05T05:00:00Z", "America/Havana"), "00:59-04:00 on Sunday 5 November 2023");
        assert_eq!(words("2011-12-30T10:00:00Z", "Pacific/Apia"), "the end of Thursday 29 December 2011");
        let just_before = "just before 13:00:30+03:00 on Friday 25 April 2025";
        assert_eq!(words("2025-04-25T10:00:30Z", "Africa/Cairo"), just_before);
    }
}
