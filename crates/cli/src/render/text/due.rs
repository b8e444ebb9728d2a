//! `due`: what is overdue, what is due next, who owes it.

use super::changes::slot_name;
use super::dates::date;
use super::fields::Fields;
use super::head;
use super::numbers::{counted, grouped};
use super::page::{Item, Page, code};
use super::view::{Detail, View, capitalised, without_repetition};

/// Returns what is overdue, then what is due next.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let mut page = Page::new(width);
    head::answered(&mut page, view);
    let rows = view.document.rows("due");
    let (overdue, next): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.number("overdue_days").is_some());
    for (title, rows) in [("Overdue", &overdue), ("Due next", &next)] {
        if !rows.is_empty() {
            page.section(title, &rows.len().to_string());
            rows.iter().for_each(|row| page.item(2, "", &item(view, *row)));
        }
    }
    if overdue.is_empty() && next.is_empty() {
        page.line(0, "This record has nothing that is awaited by a date then.");
    }
    let aside = |count: &str, said: &str| {
        let count = view.document.number(count).filter(|count| *count > 0)?;
        Some(format!("{} {said}", grouped(count)))
    };
    let undated = aside("undated", "more without a date are still open");
    let suspended = aside("suspended", "with a date suspended");
    let asides: Vec<String> = undated.into_iter().chain(suspended).collect();
    if !asides.is_empty() {
        page.blank();
        page.aside(0, &format!("{} ({}).", asides.join("; "), code("asof open")));
    }
    page
}

/// Writes what passed between two cuts while nothing was heard of it.
pub(crate) fn passed(page: &mut Page, view: &View<'_>) {
    let rows = view.document.rows("passed");
    if rows.is_empty() {
        return;
    }
    page.section("Its day passed between the two, and it is still awaited", &rows.len().to_string());
    let shown = match view.detail {
        Detail::Short => &rows[..rows.len().min(SHOWN)],
        Detail::Full => &rows[..],
    };
    shown.iter().for_each(|row| page.item(2, "", &item(view, *row)));
    if shown.len() < rows.len() {
        page.line(2, &format!("and {} more, by {}", rows.len() - shown.len(), code("asof due")));
    }
}

/// How many dues that passed an overview of what changed names.
const SHOWN: usize = 5;

/// Returns one thing that is due: what, who owes it, by when, and how late it is or how many days are left.
fn item<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let name = slot_name(view, row.text("path").unwrap_or_default(), row.text("title"));
    let due = date(row, "due")
        .map_or_else(|| "a date not stated".to_owned(), |due| due.replacen("until ", "by ", 1));
    let who = without_repetition(&row.texts("owed_by"));
    let to = without_repetition(&row.texts("owed_to"));
    let by = if who.is_empty() { String::new() } else { format!(" by {}", view.names(&who)) };
    let said = match row.text("sort") {
        Some("commitment") if to.is_empty() => format!("owed{by}, due {due}"),
        Some("commitment") => format!("owed{by} to {}, due {due}", view.names(&to)),
        Some("answer") => format!("an answer{by} due {due}"),
        Some("meeting") => format!("planned for {due}"),
        _ if row.number("overdue_days").is_some() => {
            format!("declared{by}, its announced duration was over by {due}")
        }
        _ => format!("declared{by}, its announced duration ends {due}"),
    };
    let late = match (row.number("overdue_days"), row.number("days_left"), row.text("sort")) {
        (Some(days), _, Some("meeting")) => {
            format!(", passed {} ago without a word of it", counted(days, "day"))
        }
        (Some(days), _, Some("ceasefire")) => {
            format!(", {} ago, and no ending is on record", counted(days, "day"))
        }
        (Some(days), ..) => format!(", overdue by {}", counted(days, "day")),
        (None, Some(0), _) => ", that day".to_owned(),
        (None, Some(days), _) => format!(", in {}", counted(days, "day")),
        (None, None, _) => String::new(),
    };
    let process = view.other_process(row).map_or(String::new(), |process| format!("{}: ", code(process)));
    Item::new(format!("{process}{}: {said}{late}", capitalised(&name))).on(row.texts("events"))
}
