//! `names`: what is registered, with every spelling, offices and delegations.

use super::dates::date;
use super::fields::Fields;
use super::head;
use super::numbers::counted;
use super::page::{Item, Page, code, listed};
use super::state::spelling;
use super::view::{View, joined, plain, without_repetition};
use super::wording::inferred;

/// The sorts of names in the order of reading, with their headings.
const SORTS: [(&str, &str); 6] = [
    ("person", "People"),
    ("body", "Bodies"),
    ("place", "Places"),
    ("issue", "Issues"),
    ("source", "Sources"),
    ("process", "Negotiations"),
];

/// Returns what is registered, by sort.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let mut page = Page::new(width);
    head::answered(&mut page, view);
    let rows = view.document.rows("names");
    if rows.is_empty() {
        nothing(&mut page, view);
    }
    // Of a single name everything is told.
    let is_overview = rows.len() > 3;
    for (sort, heading) in SORTS {
        let of_sort: Vec<&Fields<'_>> = rows.iter().filter(|row| row.text("sort") == Some(sort)).collect();
        if of_sort.is_empty() {
            continue;
        }
        page.section(heading, &of_sort.len().to_string());
        of_sort.into_iter().for_each(|row| page.item(2, "", &entry(view, *row, is_overview)));
    }
    page
}

fn nothing(page: &mut Page, view: &View<'_>) {
    let Some(text) = view.document.text("text") else {
        return page.line(0, "Nothing is registered by then.");
    };
    let near = view.document.texts("near");
    let meant = if near.is_empty() { String::new() } else { format!("; did you mean {}?", listed(&near)) };
    page.line(0, &format!("No name or key has \"{text}\"{meant}"));
}

fn entry<'a>(view: &View<'a>, row: Fields<'a>, is_overview: bool) -> Item {
    let key = row.text("key").unwrap_or_default();
    let mut text = row.text("name").unwrap_or(key).to_owned();
    let spellings: Vec<String> = row.rows("names").into_iter().skip(1).map(spelling).collect();
    if !spellings.is_empty() {
        text.push_str(&format!("; also {}", joined(&spellings)));
    }
    let of: Vec<&str> = ["party", "part_of"].iter().filter_map(|field| view.named(row, field)).collect();
    let of = without_repetition(&of);
    if !of.is_empty() {
        text.push_str(&format!("; of {}", joined(&of)));
    }
    let (offices, delegations) = (row.rows("offices"), row.rows("delegations"));
    let mut item = Item::new(text).on([key]);
    if is_overview {
        let mut counts = Vec::new();
        if !offices.is_empty() {
            counts.push(counted(offices.len() as u64, "office"));
        }
        if !delegations.is_empty() {
            counts.push(counted(delegations.len() as u64, "delegation"));
        }
        if !counts.is_empty() {
            item.text.push_str(&format!("; {}", joined(&counts)));
        }
        return item;
    }
    offices.into_iter().for_each(|office| item.note(office_line(office)));
    delegations.into_iter().for_each(|list| item.note(delegation_line(view, key, list)));
    item
}

/// Returns an office with the dates on which it is known to be held; no later one is implied.
fn office_line(office: Fields<'_>) -> String {
    let title =
        office.text("title").map_or_else(|| plain(office.text("post").unwrap_or_default()), str::to_owned);
    let mut text = title;
    match (date(office, "attested_from"), date(office, "attested_until")) {
        (Some(from), Some(until)) if from == until => text.push_str(&format!(", attested {from}")),
        (Some(from), Some(until)) => text.push_str(&format!(", attested from {from} to {until}")),
        (Some(from), None) => text.push_str(&format!(", attested {from}")),
        (None, _) => {}
    }
    text.push_str(&date(office, "left").map_or(String::new(), |left| format!(", left {left}")));
    if let Some(mark) = inferred(office)
        && !text.contains("(inferred date)")
    {
        text.push_str(mark);
    }
    format!("{text} {}", super::page::bracketed(&office.texts("events")))
}

fn delegation_line<'a>(view: &View<'a>, key: &str, list: Fields<'a>) -> String {
    let meeting = list.text("meeting").unwrap_or_default();
    let basis = list.text("basis").unwrap_or("listed");
    let party = view.named(list, "party").unwrap_or_default();
    let head = if list.text("head") == Some(key) { ", as its head" } else { "" };
    let told_by = view.told_by(list).map_or(String::new(), |by| format!(", {by}"));
    let mark = inferred(list).unwrap_or_default();
    format!(
        "{basis} in the delegation of {party} to {}{head}{told_by}{mark} {}",
        code(meeting),
        super::page::bracketed(&list.texts("events"))
    )
}
