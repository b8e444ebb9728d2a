//! `hindsight`: what had happened unseen, what became of what was expected, what stands as it did.

use super::changes::{self, Change, Told, because, count, reasons};
use super::diff::{by_process, legend};
use super::fields::Fields;
use super::head;
use super::numbers::counted;
use super::outcomes;
use super::page::{Page, code};
use super::state;
use super::view::{Detail, View, capitalised};

/// How many lines it may take: two screens, if what was expected leaves room for it.
const SCREENS: usize = 88;

/// How few lines what had happened unseen gets, however much was expected.
const LEAST: usize = 24;

/// How many aims an overview lists.
const AIMS: usize = 3;

/// How what was expected may have turned out, in the order of reading, with a heading for each.
const TURNED_OUT: [(&str, &str); 5] = [
    ("otherwise", "2. Turned out otherwise than expected"),
    ("late", "Came late"),
    ("as-expected", "Came about as expected"),
    ("settled", "Had been left open and was settled"),
    ("open", "Still open at the end of this record, or not told"),
];

/// Returns how a moment looked then and looks now.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let document = view.document;
    let only = document.texts("only");
    let view = view.with(if only.is_empty() { Detail::Short } else { Detail::Full });
    let mut page = Page::new(width);
    page.line(0, &head::labelled("Then", &view, "from", "counted_from"));
    page.line(0, &head::labelled("Now", &view, "to", "counted_to"));
    head::process(&mut page, &view);
    head::selected(&mut page, &view);
    page.aside(0, &format!("{}.", capitalised(&view.where_nobody_is_named())));
    legend(&mut page, &view);
    let mut behind = Page::new(width);
    turned_out(&mut behind, &view);
    unchanged(&mut behind, &view);
    match view.detail {
        Detail::Short => state::possible_in_short(&mut behind, &view),
        Detail::Full => state::possible(&mut behind, &view),
    }
    unseen(&mut page, &view, behind.height());
    page.blank();
    page.append(behind);
    page
}

/// Writes what had happened unseen, as much of it as what follows leaves room for.
fn unseen(page: &mut Page, view: &View<'_>, behind: usize) {
    let changes = changes::read(view.document, Told::Happened);
    page.section("1. Had happened, but is not certain to have been public by then", &extent(&changes));
    if changes.is_empty() {
        let said = match head::asked_for(view) {
            None => "This record dates nothing of that moment as public only later.".to_owned(),
            Some(asked) => {
                format!("Of {asked} this record dates nothing of that moment as public only later.")
            }
        };
        page.line(2, &said);
    }
    let others: Vec<String> = reasons(&changes)
        .into_iter()
        .filter(|(why, _)| *why != "learned")
        .map(|(why, count)| format!("{}: {}", because(why), counted(count as u64, "time")))
        .collect();
    if !others.is_empty() {
        page.line(2, &format!("Among it what was put right since ({}).", others.join("; ")));
    }
    let lines = SCREENS.saturating_sub(page.height() + behind).max(LEAST);
    by_process(page, view, Told::Happened, lines);
    said_later(page, view);
}

/// Writes what was said later about what had happened: it has no date of its own before it was said.
fn said_later(page: &mut Page, view: &View<'_>) {
    let changes = changes::read(view.document, Told::Said);
    if changes.is_empty() {
        return;
    }
    page.section("Said about it later", &extent(&changes));
    let reasons = reasons(&changes);
    let whys: Vec<&str> = reasons.into_iter().map(|(why, _)| because(why)).collect();
    page.line(2, &format!("Why: {}.", whys.join("; ")));
    by_process(page, view, Told::Said, LEAST);
}

fn extent(changes: &[Change<'_>]) -> String {
    if changes.is_empty() { String::new() } else { count(changes) }
}

fn turned_out(page: &mut Page, view: &View<'_>) {
    let outcomes = view.document.rows("outcomes");
    if outcomes.is_empty() {
        page.heading(TURNED_OUT[0].1);
        let said = match head::asked_for(view) {
            None => {
                "Nothing was open then: no meeting planned, nobody announced, no promise, proposal or ceasefire open, and \
                 nothing aimed at."
                    .to_owned()
            }
            Some(asked) => format!(
                "Of {asked} nothing was open then; outcomes are of meetings, attendance, delegations, proposals, \
                 commitments, ceasefires and aims."
            ),
        };
        page.line(2, &said);
        return;
    }
    for (kind, heading) in TURNED_OUT {
        let of_kind = outcomes.iter().filter(|row| row.text("turned_out") == Some(kind));
        let (aims, rows): (Vec<_>, Vec<_>) =
            of_kind.partition(|row| kind == "open" && outcomes::is_of_an_aim(**row));
        untold_aims(page, view, &aims);
        if rows.is_empty() && kind != "otherwise" {
            continue;
        }
        let count = if rows.is_empty() { String::new() } else { rows.len().to_string() };
        page.section(heading, &count);
        if rows.is_empty() {
            page.line(2, "Nothing of what was expected then, as far as this record tells.");
        }
        rows.into_iter().for_each(|row| page.item(2, "", &outcomes::item(view, *row)));
    }
}

/// Writes what was aimed at and has no end on record: in an overview the latest.
fn untold_aims(page: &mut Page, view: &View<'_>, aims: &[&Fields<'_>]) {
    if aims.is_empty() {
        return;
    }
    let (count, shown) = match view.detail {
        Detail::Short if aims.len() > AIMS => {
            let all = code(&format!("asof hindsight {} --only positions", state::asked(view, "known")));
            (format!("{AIMS} of {}; all: {all}", aims.len()), AIMS)
        }
        _ => (aims.len().to_string(), aims.len()),
    };
    page.section("Aims held then, of whose end nothing is told", &count);
    aims.iter().rev().take(shown).for_each(|row| page.item(2, "", &outcomes::item(view, **row)));
}

fn unchanged(page: &mut Page, view: &View<'_>) {
    let Some(unchanged) = view.document.number("unchanged") else { return };
    page.heading("3. Unchanged: looked then as it looks now");
    let known = code(&format!("asof known {}", state::asked(view, "known")));
    let lists = if unchanged == 1 { "lists it" } else { "lists them" };
    page.line(2, &format!("{} ({known} {lists}).", counted(unchanged, "entry")));
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use asof_query::Names;
    use serde_json::json;

    use super::*;

    #[test]
    fn where_nothing_was_open_it_says_of_what() {
        let names = Names::default();
        let document = json!({
            "as_of": { "known": { "until": "2019-01-21T00:00:00+05:45" } }, "outcomes": [], "unchanged": 35,
        });
        let view = View::new(Fields::new(&document), &names);
        let mut page = Page::new(200);
        turned_out(&mut page, &view);
        unchanged(&mut page, &view);
        let text = strip_str(&page.into_text()).to_string();
        assert!(
            text.contains("no meeting planned, nobody announced, no promise, proposal or ceasefire open"),
            "{text}"
        );
        assert!(text.contains("35 entries (asof known 2019-01-20 lists them)."), "{text}");
    }
}
