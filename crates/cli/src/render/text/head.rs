//! The first lines of an answer: which process answers, at which cut, and how many events count.

use super::dates;
use super::fields::Fields;
use super::numbers::counted;
use super::page::Page;
use super::view::{Knowledge, View, joined};

/// Says which process answers, and which other ones there are.
pub(crate) fn process(page: &mut Page, view: &View<'_>) {
    let document = view.document;
    let key = document.text("process").unwrap_or_default();
    page.line(0, &format!("{} ({key})", document.text("process_name").unwrap_or(key)));
    let others = document.texts("others");
    if !others.is_empty() {
        let named: Vec<String> =
            others.iter().map(|other| format!("{} ({other})", view.name(other))).collect();
        page.line(0, &format!("Of the same chain: {}; ask with --process.", joined(&named)));
    }
}

/// Says which process answers at which cut.
pub(crate) fn answered(page: &mut Page, view: &View<'_>) {
    process(page, view);
    page.line(0, &format!("{}.", sentence(view.document.row("cut"))));
}

/// Returns a cut in a sentence.
pub(crate) fn sentence(cut: Fields<'_>) -> &str {
    cut.text("sentence").unwrap_or("At a cut that is not stated")
}

/// Says how many events count and how many may.
pub(crate) fn counted_events(page: &mut Page, view: &View<'_>) {
    let count = view.document.row("counted");
    let number = |field: &str| count.number(field).unwrap_or_default();
    let possible = match number("possible") {
        0 => String::new(),
        possible => format!("; {possible} more may count and are listed apart"),
    };
    let events = counted(number("events"), "event");
    page.line(0, &format!("{} of {events} count{possible}.", number("in_force")));
}

/// Says that the moment is before or after the record, where it is.
pub(crate) fn outside_the_record(page: &mut Page, view: &View<'_>) {
    let document = view.document;
    let record = document.row("record");
    let (first, last) = (record.text("first"), record.text("last"));
    if document.row("counted").number("in_force") == Some(0) {
        let why = match (first, view.knowledge) {
            (None, _) => "Nothing: this log holds no dated event of the process.".to_owned(),
            (Some(first), Knowledge::Hindsight) => {
                format!("Nothing yet: the record begins on {}.", dates::day(first))
            }
            (Some(first), Knowledge::ByThen) => {
                format!("Nothing dated as public yet: the record begins on {}.", dates::day(first))
            }
        };
        page.line(0, &why);
        return;
    }
    let until = document.row("cut").row("occurred").text("until").and_then(dates::instant);
    if let (Some(until), Some(last)) = (until, last)
        && (until - chrono::TimeDelta::seconds(1)).date_naive().to_string().as_str() > last
    {
        page.line(0, &format!("The record ends on {}: what came later is not in it.", dates::day(last)));
    }
}
