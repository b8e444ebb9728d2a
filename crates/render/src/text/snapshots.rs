//! `snapshot record` and `snapshot check`: which snapshots hold, and what made the others differ.

use asof_query::Names;
use serde_json::{Value, json};

use super::changes::{self, Told, because, count, reasons};
use super::fields::Fields;
use super::numbers::{counted, grouped};
use super::page::Page;
use super::view::View;

/// Returns what became of the snapshots: all of them in short, then what is to be said of those that differ.
pub(crate) fn page(view: &View<'_>, names: &Names, width: usize) -> Page {
    let mut page = Page::new(width);
    let document = view.document;
    let rows = document.rows("snapshots");
    page.line(0, &summary(document, &rows));
    let others = document.number("left_out").unwrap_or_default();
    if others > 0 {
        page.line(0, &format!("Left out: {} of other processes.", counted(others, "snapshot")));
    }
    list(&mut page, &rows);
    // What was accepted is counted; what was found is shown.
    for row in rows {
        match row.text("status") {
            Some("changed") => changed(&mut page, names, row),
            Some("unreadable") => problems(&mut page, row),
            _ => {}
        }
    }
    page
}

fn summary(document: Fields<'_>, rows: &[Fields<'_>]) -> String {
    let folder = document.text("folder").unwrap_or_default();
    if rows.is_empty() {
        return format!("There is no snapshot in {folder}: `asof snapshot record` makes some.");
    }
    let ends = document
        .number("head")
        .map_or_else(String::new, |head| format!("the log ends at event {}", grouped(head)));
    let of = |statuses: &[&str]| {
        let is_one = |row: &&Fields<'_>| row.text("status").is_some_and(|status| statuses.contains(&status));
        rows.iter().filter(is_one).count() as u64
    };
    if document.text("action") == Some("record") {
        return format!("Recorded {} in {folder}; {ends}.", counted(of(&["new", "recorded"]), "snapshot"));
    }
    let all = rows.len() as u64;
    let snapshots = counted(all, "snapshot");
    match all - of(&["unchanged"]) {
        0 => format!("{snapshots} in {folder} {}; {ends}.", if all == 1 { "holds" } else { "hold" }),
        failing => {
            let does = if failing == 1 { "does" } else { "do" };
            format!("{} of {snapshots} in {folder} {does} not hold; {ends}.", grouped(failing))
        }
    }
}

/// Lists what became of each; those in which nothing differs, on one line.
fn list(page: &mut Page, rows: &[Fields<'_>]) {
    let (same, others): (Vec<&Fields<'_>>, Vec<&Fields<'_>>) =
        rows.iter().partition(|row| row.text("status") == Some("unchanged"));
    for row in others {
        let name = row.text("name").or(row.text("file")).unwrap_or_default();
        let status = row.text("status").unwrap_or_default();
        page.line(2, &format!("{name}: {status}{}", told(*row)));
    }
    let same: Vec<&str> = same.iter().filter_map(|row| row.text("name")).collect();
    if !same.is_empty() {
        page.line(2, &format!("unchanged: {}", same.join(", ")));
    }
}

/// Returns in a few words what else is to be said of a snapshot in the list.
fn told(row: Fields<'_>) -> String {
    let changes = changes::read(row, Told::All);
    match row.text("status") {
        Some("new") => format!(". {}.", row.row("as_of").text("sentence").unwrap_or_default()),
        Some("recorded" | "changed") if changes.is_empty() => "; the state is the same".to_owned(),
        Some("recorded" | "changed") => format!("; {}", count(&changes)),
        _ => row.text("message").map_or_else(String::new, |message| format!("; {message}")),
    }
}

/// Says what is wrong with a file that cannot be read, line by line.
fn problems(page: &mut Page, row: Fields<'_>) {
    let problems = row.rows("problems");
    if problems.is_empty() {
        return;
    }
    page.heading(row.text("file").unwrap_or_default());
    for problem in problems {
        let line = problem.number("line").unwrap_or_default();
        let column = problem.number("column").map_or_else(String::new, |column| format!(", column {column}"));
        let text = match problem.text("text").unwrap_or_default() {
            "" => String::new(),
            text => format!("`{text}`: "),
        };
        page.line(2, &format!("line {line}{column}: {text}{}", problem.text("message").unwrap_or_default()));
    }
}

/// Says of a snapshot what differs, and why.
fn changed(page: &mut Page, names: &Names, row: Fields<'_>) {
    page.heading(&format!("{} does not hold", row.text("name").unwrap_or_default()));
    let as_of = row.row("as_of");
    let head = as_of.number("recorded").map_or_else(String::new, grouped);
    let sentence = as_of.text("sentence").unwrap_or_default();
    page.line(0, &format!("{sentence}; recorded when the log ended at event {head}."));
    for moved in row.rows("moved") {
        let date = moved.text("date").unwrap_or_default();
        let (was, is) = (moved.row("was").text("text"), moved.row("is").text("text"));
        let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
        page.line(0, &format!("`{date}` was {was} and is now {is}."));
    }
    beginning(page, row);
    let [explained, unexplained] = [true, false].map(|explained| part(row, explained));
    let shown = View::new(Fields::new(&explained), names);
    let of_events = changes::read(shown.document, Told::All);
    if !of_events.is_empty() {
        let whys: Vec<String> =
            reasons(&of_events).iter().map(|(why, count)| format!("{} ({count})", because(why))).collect();
        page.line(0, &format!("{}. Why: {}.", count(&of_events), whys.join(", ")));
        changes::write(page, &shown, &of_events);
    }
    let shown = View::new(Fields::new(&unexplained), names);
    let of_none = changes::read(shown.document, Told::All);
    if !of_none.is_empty() {
        page.blank();
        page.line(0, &format!("No event explains {}; {}.", count(&of_none), what_may_be(row)));
        changes::write(page, &shown, &of_none);
    }
}

/// Returns a row with those of its changes that events explain, or with the others.
fn part(row: Fields<'_>, explained: bool) -> Value {
    let changes = row.value("changes").as_array().into_iter().flatten();
    let changes = changes.filter(|change| change["explained"] == explained).cloned();
    json!({ "as_of": row.value("as_of"), "changes": changes.collect::<Vec<_>>() })
}

/// Says how the log stands to the one of which the snapshot was taken, where it is no longer that.
fn beginning(page: &mut Page, row: Fields<'_>) {
    let recorded = row.row("as_of").number("recorded").map_or_else(String::new, grouped);
    match (row.text("log"), row.text("damage")) {
        (Some("shorter"), _) => page.line(
            0,
            &format!("The log no longer begins with what was recorded: it ends before event {recorded}."),
        ),
        (Some("altered"), Some(damage)) => {
            page.line(0, &format!("The log no longer begins with what was recorded: {damage}."));
        }
        (Some("altered"), None) => page.line(
            0,
            &format!(
                "The log no longer begins with what was recorded: its first {recorded} events are others, or in \
                 another order."
            ),
        ),
        _ => {}
    }
}

/// Returns what may have happened where no event explains a difference.
fn what_may_be(row: Fields<'_>) -> String {
    match (row.text("log"), row.flag("edited")) {
        (Some("same"), true) => "the log is the same up to there: the file was edited".to_owned(),
        (Some("same"), false) => {
            "the log is the same up to there and the file as it was written: the rules of the program changed"
                .to_owned()
        }
        (_, true) => "the log is another one, and the file was edited".to_owned(),
        (_, false) => "the log is another one".to_owned(),
    }
}
