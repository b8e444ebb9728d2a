//! `import`: what became of the rows of a table.

use std::cmp::Reverse;

use asof_query::rows::{ImportTableAnswer, RefusedRowAnswer};

use super::numbers::counted;
use super::page::{Page, code};
use super::view::{joined, plain};

/// How many rows, texts and events are listed of each sort. JSON lists more.
const LISTED: usize = 20;

/// Returns what an import of a table did.
pub(crate) fn page(answer: &ImportTableAnswer, width: usize) -> Page {
    let mut page = Page::new(width);
    read(&mut page, answer);
    written(&mut page, answer);
    values(&mut page, answer);
    refused(&mut page, answer);
    missing(&mut page, answer);
    if !answer.first_events.is_empty() {
        page.blank();
        page.line(0, "The first events:");
        for event in &answer.first_events {
            page.blank();
            event.lines.iter().for_each(|line| page.line(2, line));
        }
    }
    page
}

/// Says how the table was read, and what became of its rows.
fn read(page: &mut Page, answer: &ImportTableAnswer) {
    let form = match answer.delimiter.as_deref() {
        Some("tab") => format!("{}, tabs between cells", answer.format),
        Some(delimiter) => format!("{}, `{delimiter}` between cells", answer.format),
        None => answer.format.clone(),
    };
    let form = match &answer.sheet {
        Some(sheet) => format!("{form}, sheet {sheet}"),
        None => format!("{form}, {}", answer.encoding),
    };
    page.line(0, &format!("Read {} of {} ({form}).", counted(answer.rows, "row"), answer.file));
    let counts = [
        ("blank", answer.blank),
        ("left out by the rules", answer.skipped),
        ("twice in the table", answer.repeated),
        ("in the log as they are", answer.unchanged),
        ("retracted in the log, and left so", answer.retracted),
    ];
    for (what, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        page.line(2, &format!("{what}: {count}"));
    }
}

/// Says what was written.
fn written(page: &mut Page, answer: &ImportTableAnswer) {
    if answer.held_back {
        page.line(0, &format!("Nothing was imported: {} refused.", counted(answer.refused, "row")));
        return;
    }
    let imported = if answer.dry_run { "A dry run; would be appended" } else { "Appended" };
    page.line(0, &format!("{imported}: {}.", counted(answer.appended, "entry")));
    let mut kinds: Vec<_> = answer.kinds.iter().collect();
    kinds.sort_by_key(|of| Reverse(of.appended));
    for of in kinds {
        page.line(2, &format!("{} ({})", plain(of.kind.name()), counted(of.appended, "entry")));
    }
    let registered = answer.registered.iter().map(|of| counted(of.count, &of.sort)).collect::<Vec<_>>();
    if !registered.is_empty() {
        page.line(2, &format!("registered on the way: {}", joined(&registered)));
    }
    if answer.corrected > 0 {
        page.line(2, &format!("of another edition, corrected: {}", counted(answer.corrected, "event")));
    }
    let ends = if answer.dry_run { "The log would end" } else { "The log ends" };
    page.line(0, &format!("{ends} at event {}.", answer.head));
}

/// Says what was done to values that the rules do not take as they are.
fn values(page: &mut Page, answer: &ImportTableAnswer) {
    let counts = [
        ("dates coarser than a day", answer.coarsened),
        ("dates that the table does not have, from another", answer.fell_back),
        ("dates of `known` before `occurred`, which stands for them", answer.raised),
        ("quantities with numbers out of order", answer.crossed),
    ];
    let told: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    if told.is_empty() && answer.unknown.is_empty() && answer.notes.is_empty() {
        return;
    }
    page.blank();
    page.line(0, "Worth a look:");
    for (what, count) in told {
        page.line(2, &format!("{what}: {count}"));
    }
    for row in answer.first_crossed.iter().take(LISTED) {
        page.line(4, &format!("line {} ({})", row.line, row.numbers));
    }
    for text in answer.unknown.iter().take(LISTED) {
        let times = counted(text.count, "time");
        page.line(
            2,
            &format!(
                "not in maps.{}: \"{}\" {times}, first in line {}",
                text.map, text.text, text.first_line
            ),
        );
    }
    more(page, answer.unknown.len() as u64);
    for note in &answer.notes {
        page.line(2, &note.note);
    }
}

fn refused(page: &mut Page, answer: &ImportTableAnswer) {
    if answer.refused == 0 {
        return;
    }
    page.blank();
    page.line(0, &format!("Refused: {}.", counted(answer.refused, "row")));
    for row in answer.refused_rows.iter().take(LISTED) {
        page.line(2, &refused_row(&answer.file, row));
    }
    more(page, answer.refused);
}

fn refused_row(file: &str, row: &RefusedRowAnswer) -> String {
    let column = row.column.as_ref().map_or_else(String::new, |column| format!(" {column}:"));
    let cell = row.cell.as_ref().filter(|cell| !cell.is_empty() && !row.reason.contains(cell.as_str()));
    let cell = cell.map_or_else(String::new, |cell| format!(" (\"{cell}\")"));
    format!("{file}:{}:{column} {}{cell}", row.line, row.reason)
}

fn missing(page: &mut Page, answer: &ImportTableAnswer) {
    if answer.missing == 0 {
        return;
    }
    page.blank();
    let retracted = if answer.missing_retracted > 0 { ", retracted by this import" } else { "" };
    let events = counted(answer.missing, "event");
    page.line(0, &format!("In the log and no longer in the table: {events}{retracted}."));
    for event in answer.missing_events.iter().take(LISTED) {
        page.line(2, &format!("{} of {}", code(event.key.as_str()), code(event.process.as_str())));
    }
    more(page, answer.missing);
}

fn more(page: &mut Page, all: u64) {
    if all > LISTED as u64 {
        page.line(2, &format!("and {} more: `--format json` has up to 1,000", all - LISTED as u64));
    }
}
