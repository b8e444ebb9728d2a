//! The first lines of an answer: its as-of point, how many events count there, and which process answers.

use super::dates;
use super::fields::Fields;
use super::numbers::{counted, grouped};
use super::page::{Page, code};
use super::view::{Knowledge, View, capitalised};
use super::wording::joined;

/// Says which process answers, and which come before and after it.
pub(crate) fn process(page: &mut Page, view: &View<'_>) {
    let document = view.document;
    let Some(key) = document.text("process") else { return };
    let mut line = format!("{} ({}).", document.text("process_name").unwrap_or(key), code(key));
    let later = document.texts("continued_by");
    let earlier: Vec<&str> =
        document.texts("others").into_iter().filter(|other| !later.contains(other)).collect();
    // Only a log of one chain chooses: of a process that was named, nothing is said of the log.
    let place = match (document.text("chosen"), later.is_empty()) {
        (Some("begun-last" | "newest"), true) => " Latest negotiation in this log.",
        (Some("begun-last"), false) => " Latest negotiation by then.",
        (Some("oldest"), _) => " None had begun by then; this is the first.",
        _ => "",
    };
    line.push_str(place);
    for (when, others) in [("Earlier", earlier), ("Later", later)] {
        let named: Vec<String> =
            others.iter().map(|other| format!("{other} ({})", code(&format!("--process {other}")))).collect();
        if !named.is_empty() {
            line.push_str(&format!(" {when}: {}.", named.join(", ")));
        }
    }
    page.line(0, &line);
}

/// Writes the as-of point and how many events count there, then which process answers.
pub(crate) fn answered(page: &mut Page, view: &View<'_>) {
    page.line(0, &counting(view, "as_of", "counted"));
    process(page, view);
    chain(page, view);
    selected(page, view);
}

/// Says which processes are read one behind the other, where a whole chain is.
fn chain(page: &mut Page, view: &View<'_>) {
    let links: Vec<String> = view
        .document
        .rows("chain")
        .into_iter()
        .filter_map(|link| {
            let (process, count) = (link.text("process")?, link.row("counted"));
            let number = |field: &str| count.number(field).unwrap_or_default();
            Some(format!("{}, {}", code(process), count_in_words(number("in_force"), number("events"))))
        })
        .collect();
    if !links.is_empty() {
        page.line(0, &format!("The whole chain, the oldest first: {}.", links.join("; ")));
    }
}

/// Returns what is asked for in words, to stand behind "of": `positions`, `what is about Crimea`; `None` if all is.
pub(crate) fn asked_for(view: &View<'_>) -> Option<String> {
    let only = view.document.texts("only");
    let parts = (!only.is_empty()).then(|| joined(&only));
    let rows = narrowed(view);
    match (parts, rows.is_empty()) {
        (None, true) => None,
        (None, false) => Some(rows.join(" and of that ")),
        (Some(parts), true) => Some(parts),
        (Some(parts), false) => Some(format!("{parts}, of {}", rows.join(" and of that "))),
    }
}

/// Returns of which rows the answer is, in words; empty if of all.
fn narrowed(view: &View<'_>) -> Vec<String> {
    let selection = view.document.row("selection");
    let mut of = Vec::new();
    if selection.flag("pending") {
        of.push("what is still open".to_owned());
    }
    of.extend(selection.text("issue").map(|issue| format!("what is about {}", view.name(issue))));
    of.extend(
        selection
            .text("party")
            .map(|party| format!("what names {} or somebody of its side", view.name(party))),
    );
    of
}

/// Says of what the rows are, where only some of them are asked for, and how many were left out.
pub(crate) fn selected(page: &mut Page, view: &View<'_>) {
    let selection = view.document.row("selection");
    let of = narrowed(view);
    if !of.is_empty() {
        let number = |field: &str| selection.number(field).unwrap_or_default();
        let left_out: Vec<String> = [("left_out", "other row"), ("possible_left_out", "possible event")]
            .into_iter()
            .filter(|(field, _)| number(field) > 0)
            .map(|(field, noun)| counted(number(field), noun))
            .collect();
        let left_out = match left_out.as_slice() {
            [] => "nothing was left out".to_owned(),
            counts => format!("{} left out", counts.join(" and ")),
        };
        page.line(0, &format!("Only {}; {left_out}.", of.join(", and of that ")));
    }
}

/// Returns the point in a field of the document in a sentence, and behind it how many events count there and how many may,
/// as another field has it.
pub(crate) fn counting(view: &View<'_>, as_of: &str, counts: &str) -> String {
    let mut text = format!("{}.", sentence(view.document.row(as_of)));
    let count = view.document.row(counts);
    if count.is_there() {
        let number = |field: &str| count.number(field).unwrap_or_default();
        text.push_str(&format!(" {}", capitalised(&count_in_words(number("in_force"), number("events")))));
        if number("possible") > 0 {
            text.push_str(&format!(", {} more may", grouped(number("possible"))));
        }
        text.push('.');
    }
    text
}

/// Returns the same of one of two moments, behind what it is.
pub(crate) fn labelled(label: &str, view: &View<'_>, as_of: &str, counts: &str) -> String {
    format!("{label}: {}", counting(view, as_of, counts).replacen("As of", "as of", 1))
}

fn count_in_words(in_force: u64, events: u64) -> String {
    let count = if in_force == 1 || events == 1 { "counts" } else { "count" };
    format!("{} of {} {count}", grouped(in_force), counted(events, "event"))
}

/// Returns a point in a sentence.
pub(crate) fn sentence(as_of: Fields<'_>) -> &str {
    as_of.text("sentence").unwrap_or("As of a moment that is not stated")
}

/// Says that the moment is before or after the record, where it is. Returns whether anything is told of it.
pub(crate) fn outside_the_record(page: &mut Page, view: &View<'_>) -> bool {
    let document = view.document;
    let record = document.row("record");
    let (first, last) = (record.text("first"), record.text("last"));
    let until = document.row("as_of").row("occurred").text("until").and_then(dates::instant);
    let last_day = until.map(|until| (until - chrono::TimeDelta::seconds(1)).date_naive().to_string());
    let is_before = last_day.as_deref().zip(first).is_some_and(|(day, first)| day < first);
    let begins = dates::date(record, "earliest").unwrap_or_default();
    // Entries about the record may count before anything happened.
    if is_before || document.row("counted").number("in_force") == Some(0) {
        page.warning(0, &none_yet(view, is_before, &dates::when_told(&begins)));
        return false;
    }
    if let (Some(day), Some(last)) = (last_day.as_deref(), last)
        && day > last
    {
        let latest = dates::date(record, "latest").unwrap_or_else(|| dates::day(last));
        page.warning(0, &format!("The last event of this record happened {}.", dates::when_told(&latest)));
    }
    true
}

/// Says why nothing counts: the record begins later, or holds nothing, or nothing that is certain by then.
fn none_yet(view: &View<'_>, is_before: bool, begins: &str) -> String {
    let counts = view.document.row("counted");
    let number = |field: &str| counts.number(field).unwrap_or_default();
    if number("events") == 0 {
        return "Nothing: this log holds no dated event of the process.".to_owned();
    }
    let (nothing, certain) = match view.knowledge {
        Knowledge::Hindsight => ("Nothing yet", "Nothing certain yet"),
        Knowledge::Stated => (
            "Nothing with a stated date of knowledge yet",
            "Nothing certain with a stated date of knowledge yet",
        ),
        Knowledge::ByThen => ("Nothing dated as public yet", "Nothing certain to be public yet"),
    };
    match (number("possible"), is_before || begins.is_empty()) {
        (0, _) if begins.is_empty() => format!("{nothing}."),
        (0, _) | (_, true) if !begins.is_empty() => format!("{nothing}: the record begins {begins}."),
        (possible, _) => format!("{certain}; {} may count.", counted(possible, "event")),
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use asof_query::Names;
    use serde_json::{Value, json};

    use super::*;

    fn first_lines(document: &Value) -> String {
        let names = Names::default();
        let view = View::new(Fields::new(document), &names);
        let mut page = Page::new(200);
        answered(&mut page, &view);
        strip_str(&page.into_text()).to_string()
    }

    #[test]
    fn the_moment_and_its_count_come_first_then_the_process_and_its_siblings() {
        let mut document = json!({
            "as_of": { "sentence": "As of noon (UTC), with everything this log knows today" },
            "process": "p", "process_name": "The talks", "others": ["newer", "older"], "continued_by": ["newer"],
            "chosen": "begun-last", "counted": { "events": 1260, "in_force": 103, "possible": 6 },
        });
        let process = "The talks (p). Latest negotiation by then. Earlier: older \
                       (--process older). Later: newer (--process newer).\n";
        let sentence = "As of noon (UTC), with everything this log knows today.";
        assert_eq!(
            first_lines(&document),
            format!("{sentence} 103 of 1,260 events count, 6 more may.\n{process}")
        );
        document["continued_by"] = json!([]);
        document["counted"] = json!({ "events": 1, "in_force": 0, "possible": 0 });
        let text = first_lines(&document);
        assert!(text.contains("today. 0 of 1 event counts.\n"), "{text}");
        assert!(
            text.contains("Latest negotiation in this log. Earlier: newer (--process newer), older"),
            "{text}"
        );
        document["counted"] = Value::Null;
        document["chosen"] = json!("named");
        assert!(first_lines(&document).starts_with(&format!("{sentence}\nThe talks (p). Earlier: newer")));
    }
}
