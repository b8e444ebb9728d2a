//! `processes`: the negotiations of a log.

use asof_query::rows::{ListedProcess, ProcessList};

use super::dates::day;
use super::numbers::counted;
use super::page::{Item, Page, code};
use super::view::{View, joined};

/// Returns the negotiations of a log, in the order in which they were registered.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a ProcessList, width: usize) -> Page {
    let mut page = Page::new(width);
    let count = counted(answer.processes.len() as u64, "negotiation");
    page.line(0, &format!("{count} in this log, which ends at entry {}.", answer.recorded));
    for process in &answer.processes {
        page.blank();
        page.item(0, "", &item(view, process));
    }
    page
}

fn item<'a>(view: &View<'a>, process: &'a ListedProcess) -> Item {
    let mut item = Item::new(process.title.as_str()).on([&process.process]);
    let parties: Vec<&str> = process.parties.iter().map(|party| view.name(party)).collect();
    item.fact("Parties", if parties.is_empty() { "none registered".to_owned() } else { joined(&parties) });
    let record = match (process.first, process.last) {
        (Some(first), Some(last)) => format!("{} to {}", day(first), day(last)),
        (Some(first), None) => format!("from {}", day(first)),
        (None, Some(last)) => format!("to {}", day(last)),
        (None, None) => "nothing with a date yet".to_owned(),
    };
    item.fact("Record", record);
    item.fact("Days end in", process.zone.as_str());
    if let Some(continued) = &process.continues {
        item.fact("Continues", code(continued.as_str()));
    }
    item
}
