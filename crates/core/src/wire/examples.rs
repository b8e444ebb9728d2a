//! How each field is written, as an example to copy.

/// Returns a field with a value of the right form.
pub(super) fn example(field: &str) -> Option<&'static str> {
    Some(match field {
        "process" => r#""process": "KEY", the key of the registered negotiation"#,
        "key" => r#""key": "r1-held", a short, unique name"#,
        "occurred" => r#""occurred": "2025-05-16", when it happened"#,
        "known" => r#""known": "2025-05-16", when the public could know of it"#,
        "attributed_to" => r#""attributed_to": ["KEY"], who says so; ["source"] if the source itself does"#,
        "sources" => r#""sources": [{"source": "KEY", "lines": "148"}], where it comes from"#,
        "external_ids" => {
            r#""external_ids": [{"scheme": "ucdp", "id": "487210"}], its id in another collection"#
        }
        "source" => r#""source": "KEY", the key of the registered source"#,
        "summary" => r#""summary": "One sentence of your own.""#,
        "what" => r#""what": {"claim": {"says": "..."}}, with one kind; `asof draft` lists them"#,
        "delivers" => r#""delivers": [{"commitment": "KEY"}]"#,
        "quantity" => {
            r#""quantity": {"low": 1000, "high": 1000, "bound": "exact", "unit": "person", "per": "each-side"}"#
        }
        "bound" => r#""bound": "exact"; or about, at-least, more-than, at-most, fewer-than, range, unknown"#,
        "unit" => r#""unit": "person", in the singular"#,
        "per" => r#""per": "each-side"; or total, one-way, unstated"#,
        "terms" => r#""terms": [{"id": "ceasefire", "text": "..."}]"#,
        "members" => {
            r#""members": [{"person": "KEY"}], or {"description": "..."} for somebody the source does not name"#
        }
        "transfers" => {
            r#""transfers": [{"category": "soldiers", "quantity": {"bound": "unknown", "unit": "person", "per": "unstated"}}]"#
        }
        "names" => r#""names": [{"name": "..."}], every spelling found; the first one is shown"#,
        "zone" => r#""zone": "Europe/Istanbul", an IANA time zone"#,
        "meeting" => r#""meeting": "r1", a key for the meeting, the same in all its events"#,
        "planned_for" => r#""planned_for": "2025-05-15""#,
        "start" => r#""start": "2025-05-16T12:30+03:00""#,
        "duration" => r#""duration": "PT1H45M""#,
        "round" => r#""round": 1, if the source numbers it"#,
        "due" => r#""due": "2025-08-31"; or {"after": "KEY", "days": 15}, days after an event"#,
        "every" => r#""every": "day"; or week, month: the period of a rate"#,
        "ratio" => r#""ratio": "30:1", thirty of this for one of that"#,
        "ends" => r#""ends": [{"position": "KEY", "how": "met"}]; or withdrawn"#,
        "phases" => r#""phases": [{"id": "1", "begins": "2025-01-19", "ends": "2025-03-01"}]"#,
        "votes" => r#""votes": {"in_favour": 24, "against": 8}"#,
        "complete" => r#""complete": true, or false if only some are named"#,
        "of" => r#""of": "KEY", the key of the entry it is about"#,
        "because" => r#""because": "record" if the encoder erred, "world" if the public learned better"#,
        "reason" => r#""reason": "Why, in a sentence.""#,
        "with" => r#""with": {...}, the whole replacement entry"#,
        "owed_by" => r#""owed_by": ["KEY"], who promises"#,
        "category" => r#""category": "prisoners", a word you choose"#,
        "party" => r#""party": "KEY", a registered body"#,
        "equals" => r#""equals": {"low": 390}, the value at that path; null if there is none"#,
        "path" => r#""path": "commitments/KEY/status", in full, as in `asof why`"#,
        "who" => r#""who": "KEY", a registered person or body"#,
        _ => return None,
    })
}
