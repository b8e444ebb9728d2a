//! `append` of many drafts: how many entries the log took in, and of what.

use std::cmp::Reverse;

use asof_query::rows::ImportAnswer;

use super::changes::{self, Told, count};
use super::head;
use super::numbers::counted;
use super::page::{Page, code};
use super::view::{View, plain};

/// How many negotiations are listed. JSON lists all.
const NAMED: usize = 10;

/// Returns what an append of many drafts did.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a ImportAnswer, width: usize) -> Page {
    let view = &view.in_zone(view.zone.or_else(|| changes::zone(&answer.changes)));
    let mut page = Page::new(width);
    head::process_of_any(&mut page, &answer.envelope);
    let is_dry_run = answer.dry_run;
    let appended = if is_dry_run { "A dry run; would be appended" } else { "Appended" };
    let entries = counted(answer.appended, "entry");
    page.line(0, &format!("{appended}: {entries}, in {}.", counted(answer.batches as u64, "append")));
    if answer.unchanged > 0 {
        page.line(0, &format!("Already in the log, unchanged: {}.", counted(answer.unchanged, "entry")));
    }
    let ends = if is_dry_run { "The log would end" } else { "The log ends" };
    page.line(0, &format!("{ends} at event {}.", answer.head));
    if answer.appended > 0 {
        kinds(&mut page, answer);
    }
    if answer.processes.iter().filter(|of| of.process.is_some()).count() == 1 {
        let changes = changes::read(&answer.changes, Told::All);
        page.blank();
        if changes.is_empty() {
            page.line(0, "The state does not change.");
        } else {
            page.line(0, &format!("What changes in the state, {}:", count(&changes)));
            changes::write(&mut page, view, &changes);
        }
    } else if answer.appended > 0 {
        processes(&mut page, answer);
    }
    page
}

fn kinds(page: &mut Page, answer: &ImportAnswer) {
    page.blank();
    page.line(0, "By kind:");
    let mut kinds: Vec<_> = answer.kinds.iter().collect();
    kinds.sort_by_key(|of| Reverse(of.appended));
    for of in kinds {
        page.line(2, &format!("{} ({})", plain(of.kind.name()), counted(of.appended, "entry")));
    }
}

fn processes(page: &mut Page, answer: &ImportAnswer) {
    let mut processes: Vec<_> =
        answer.processes.iter().filter(|of| of.appended > 0 && of.process.is_some()).collect();
    processes.sort_by_key(|of| Reverse(of.appended));
    let all = processes.len();
    page.blank();
    page.line(0, &format!("In {}; those with most:", counted(all as u64, "negotiation")));
    for of in processes.iter().take(NAMED) {
        let process = of.process.as_ref().map_or_else(String::new, |process| code(process.as_str()));
        page.line(2, &format!("{process} ({})", counted(of.appended, "entry")));
    }
    if all > NAMED {
        page.line(2, &format!("and {} more: `--format json` has all of them", all - NAMED));
    }
}
