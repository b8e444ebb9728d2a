//! The cut in words and as JSON.

use asof_core::{Admission, Cut, CutToken, Head, Key, Limit, Zone};
use chrono::{DateTime, SecondsFormat, TimeDelta, Timelike, Utc};
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
    if local.num_seconds_from_midnight() == 0 && local.nanosecond() == 0 {
        let day = zone.clock(until - TimeDelta::seconds(1));
        format!("the end of {}", day.format("%A %-d %B %Y"))
    } else if local.second() == 0 && local.nanosecond() == 0 {
        let minute = zone.clock(until - TimeDelta::minutes(1));
        format!("{} on {}", minute.format("%H:%M"), minute.format("%A %-d %B %Y"))
    } else {
        format!("just before {} on {}", local.format("%H:%M:%S%.f"), local.format("%A %-d %B %Y"))
    }
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
