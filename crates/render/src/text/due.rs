//! `due`: what is overdue, what is due next, who owes it.

use super::changes::slot_name;
use super::dates::{deadline, first_and_last_day, instant};
use super::fields::Fields;
use super::head;
use super::numbers::{counted, grouped};
use super::page::{Item, Page, code};
use super::state::{command, over, parties, without_a_word};
use super::view::{Detail, View, without_repetition};

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
    let aside = |count: &str, [one, several]: [&str; 2]| {
        let count = view.document.number(count).filter(|count| *count > 0)?;
        Some(format!("{} more {}", grouped(count), if count == 1 { one } else { several }))
    };
    let undated = aside("undated", ["without a date is still open", "without a date are still open"]);
    let suspended = aside("suspended", ["with a date is suspended", "with a date are suspended"]);
    let asides: Vec<String> = undated.into_iter().chain(suspended).collect();
    if !asides.is_empty() {
        page.blank();
        let open = code(&command(view, "open", view.document.row("as_of")));
        page.aside(0, &format!("{} ({open}).", asides.join("; ")));
    }
    page
}

/// Writes what passed between two points while nothing was heard of it.
pub(crate) fn passed(page: &mut Page, view: &View<'_>) {
    let rows = view.document.rows("passed");
    if rows.is_empty() {
        return;
    }
    page.section("Fell due in between and still open", &rows.len().to_string());
    let shown = match view.detail {
        Detail::Short => &rows[..rows.len().min(SHOWN)],
        Detail::Full => &rows[..],
    };
    shown.iter().for_each(|row| page.item(2, "", &item(view, *row)));
    if shown.len() < rows.len() {
        let due = code(&command(view, "due", later_as_of(view.document)));
        page.line(2, &format!("and {} more, by {due}", rows.len() - shown.len()));
    }
}

/// How many dues that passed an overview of what changed names.
const SHOWN: usize = 5;

/// Returns the later of the two points between which it passed.
fn later_as_of(document: Fields<'_>) -> Fields<'_> {
    let [from, to] = ["from", "to"].map(|as_of| document.row(as_of));
    let until = |as_of: Fields<'_>| as_of.row("occurred").text("until").and_then(instant);
    match (until(from), until(to)) {
        (Some(first), Some(last)) if last < first => from,
        _ => to,
    }
}

/// Returns one thing that is due: what, who owes it, by when, and how late it is or how many days are left.
fn item<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let name = slot_name(view, row.text("path").unwrap_or_default(), row.text("title"));
    let due = deadline(row, "due").unwrap_or_else(|| "a date not stated".to_owned());
    let said = match row.text("sort") {
        Some("commitment") => format!("{}, due {due}{}", owed(view, row), late(row)),
        Some("answer") => format!("an answer{} due {due}{}", by(view, row), late(row)),
        Some("meeting") => format!("planned for {due}{}", late(row)),
        _ => quiet(view, row, &due),
    };
    let process = view.other_process(row).map_or(String::new(), |process| format!("{}: ", code(process)));
    Item::new(format!("{process}{name}: {said}{}", view.otherwise(row))).on(row.texts("events"))
}

/// Returns by whom something is to be done; empty where that is not stated.
fn by<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let who = without_repetition(&row.texts("owed_by"));
    if who.is_empty() { String::new() } else { format!(" by {}", view.names(&who)) }
}

/// Returns by whom something is owed to whom.
fn owed<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let to = without_repetition(&row.texts("owed_to"));
    match (row.texts("owed_by").is_empty(), to.is_empty()) {
        (true, true) => "owed".to_owned(),
        (true, false) => format!("owed to {}", view.names(&to)),
        (false, _) => format!("owed by {}", parties(view, row)),
    }
}

/// Returns who declared a ceasefire, and when its duration ends or was over.
fn quiet<'a>(view: &View<'a>, row: Fields<'a>, due: &str) -> String {
    let declared = match by(view, row) {
        by if by.is_empty() => String::new(),
        by => format!("declared{by}; "),
    };
    match row.number("overdue_days") {
        Some(days) => format!("{declared}{}", over(row.text("phase"), due, days)),
        None => format!("{declared}its announced duration ends {due}{}", late(row)),
    }
}

/// Returns for how long something is overdue, or how many days are left for it.
fn late(row: Fields<'_>) -> String {
    match (row.number("overdue_days"), row.number("days_left"), row.text("sort")) {
        (Some(days), _, Some("meeting")) => {
            format!(", passed {} ago{}", counted(days, "day"), without_a_word(row))
        }
        (Some(days), ..) => format!(", overdue by {}", counted(days, "day")),
        (None, Some(0), _) => ", that day".to_owned(),
        (None, Some(days), _) => {
            let is_of_several_days = first_and_last_day(row, "due").is_some_and(|(first, last)| first < last);
            format!(", {} {}", if is_of_several_days { "within" } else { "in" }, counted(days, "day"))
        }
        (None, None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use asof_query::Names;
    use serde_json::{Value, json};

    use super::super::page::plainly;
    use super::*;

    fn said(row: &Value) -> String {
        let names = Names::default();
        let document = json!({});
        let view = View::new(Fields::new(&document), &names);
        plainly(&item(&view, Fields::new(row)).line())
    }

    #[test]
    fn what_is_due_some_day_is_due_within_so_many_days() {
        let mut row = json!({
            "path": "commitments/mm", "title": null, "sort": "commitment", "owed_by": ["a", "b"],
            "owed_to": ["b", "a"], "due": "2019-03", "due_from": "2019-03-01T00:00:00Z",
            "due_until": "2019-04-01T00:00:00Z", "days_left": 30, "events": ["e"],
        });
        assert_eq!(
            said(&row),
            "mm: owed by a and b to each other, due some day in March 2019, within 30 days [e]"
        );
        row["due"] = json!("2019-03-31");
        row["due_from"] = json!("2019-03-31T00:00:00Z");
        row["owed_to"] = json!([]);
        assert_eq!(said(&row), "mm: owed by a and b, due Sun 31 March 2019, in 30 days [e]");
    }

    #[test]
    fn a_ceasefire_that_never_began_has_no_ending_to_wait_for() {
        let mut row = json!({
            "path": "ceasefires/quiet", "title": "ceasefire (the lambing)", "sort": "ceasefire", "owed_by": [],
            "owed_to": [], "phase": "announced", "due": "2025-06-05", "overdue_days": 5, "events": ["quiet"],
        });
        assert_eq!(
            said(&row),
            "Ceasefire (the lambing) (quiet): counted from its announcement, its time was over by Thu 5 June 2025, 5 \
             days ago [quiet]"
        );
        row["phase"] = json!("in-effect");
        row["owed_by"] = json!(["a"]);
        assert_eq!(
            said(&row),
            "Ceasefire (the lambing) (quiet): declared by a; its duration was over by Thu 5 June 2025, 5 days ago; no \
             ending is on record [quiet]"
        );
    }

    #[test]
    fn what_else_is_open_is_counted_for_the_moment_asked_about() {
        let names = Names::default();
        let document = json!({
            "as_of": {
                "occurred": { "until": "2025-06-11T00:00:00+03:00" }, "known": { "until": "2025-06-12T00:00:00+03:00" },
            },
            "due": [], "undated": 1, "suspended": 2,
        });
        let view = View::new(Fields::new(&document), &names);
        let text = strip_str(&page(&view, 200).into_text()).to_string();
        let aside = "1 more without a date is still open; 2 more with a date are suspended (asof open 2025-06-10 \
                     --known 2025-06-11).";
        assert!(text.contains(aside), "{text}");
    }
}
