//! The cut in words and as JSON.

use asof_core::{Admission, Cut, CutToken, Head, Key, Limit, Stretch, Zone};
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Timelike, Utc};
use serde_json::{Value, json};

/// Returns a limit in words: `the end of Saturday 24 May 2025`, `12:00 on Thursday 15 May 2025`.
pub(crate) fn limit_in_words(limit: Limit, zone: Zone) -> String {
    match limit {
        Limit::All => "the end of the log".to_owned(),
        Limit::Until(until) => instant_in_words(until, zone),
    }
}

fn instant_in_words(until: DateTime<Utc>, zone: Zone) -> String {
    let local = zone.clock(until);
    let day_before = zone.clock(until - TimeDelta::microseconds(1)).date_naive();
    if is_end_of(day_before, until, zone) {
        format!("the end of {}", day_before.format("%A %-d %B %Y"))
    } else if local.second() == 0 && local.nanosecond() == 0 {
        let minute = zone.clock(until - TimeDelta::minutes(1));
        format!("{} on {}", minute.format("%H:%M%:z"), minute.format("%A %-d %B %Y"))
    } else {
        format!("just before {} on {}", local.format("%H:%M:%S%.f%:z"), local.format("%A %-d %B %Y"))
    }
}

/// Returns whether a day ends at an instant: at midnight, or where the clocks leapt over that.
fn is_end_of(day: NaiveDate, until: DateTime<Utc>, zone: Zone) -> bool {
    Stretch::try_from(day).is_ok_and(|day| day.bounds(zone).1 == until)
}

/// Returns the cut in one sentence: weekday, date, zone, what knowledge it uses.
pub(crate) fn cut_in_words(cut: &Cut, zone: Zone, head: u64) -> String {
    let at = limit_in_words(cut.occurred, zone);
    let knowledge = match (cut.known, cut.admission) {
        (known, _) if known == cut.occurred && known != Limit::All => {
            "by what the public could know then".to_owned()
        }
        (Limit::All, _) => "with all that the log knows".to_owned(),
        (known, _) => format!("by what the public could know at {}", limit_in_words(known, zone)),
    };
    let stated = match cut.admission {
        Admission::All => "",
        Admission::Stated => ", leaving out what only the encoder dated as known",
    };
    let recorded = match cut.recorded {
        Head::Seq(seq) if seq < head => format!(", as the log stood at event {seq}"),
        Head::Seq(_) | Head::All => String::new(),
    };
    format!("At {at} ({zone}), {knowledge}{stated}{recorded}")
}

/// Returns the cut as the JSON contract has it; its token fixes the process and the head.
pub(crate) fn cut_json(process: &Key, cut: &Cut, zone: Zone, head: u64) -> Value {
    let limit = |limit: Limit| limit_json(limit, zone);
    let fixed = fixed(cut, head);
    let recorded = match fixed.recorded {
        Head::Seq(seq) => seq,
        Head::All => head,
    };
    json!({
        "occurred": limit(cut.occurred),
        "known": limit(cut.known),
        "recorded": recorded,
        "token": CutToken::new(process.clone(), fixed).to_text(zone),
        "sentence": cut_in_words(cut, zone, head),
    })
}

/// Returns a limit in words and as an instant.
pub(crate) fn limit_json(limit: Limit, zone: Zone) -> Value {
    let until = match limit {
        Limit::All => None,
        Limit::Until(until) => Some(zone.clock(until).to_rfc3339_opts(SecondsFormat::AutoSi, false)),
    };
    json!({ "text": limit_in_words(limit, zone), "until": until })
}

/// Returns the cut with the head of the log written out, so that it means the same for ever.
fn fixed(cut: &Cut, head: u64) -> Cut {
    let recorded = match cut.recorded {
        Head::Seq(seq) => Head::Seq(seq.min(head)),
        Head::All => Head::Seq(head),
    };
    Cut { recorded, ..*cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(until: &str, zone: &str) -> String {
        limit_in_words(Limit::Until(until.parse().unwrap()), zone.parse().unwrap())
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
