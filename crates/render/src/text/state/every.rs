//! The states of every process of a log, each below its name; what has nothing to tell is only counted.

use std::collections::HashMap;

use asof_core::Key;
use asof_projector::{Collection, StateRow};
use asof_query::StatePart;
use asof_query::rows::{Dispute, PossibleRow, ProcessOfState, StateAnswer};

use super::{Beside, nothing, overview, possible, rows_of, subjects};
use crate::text::head::{count_in_words, untold};
use crate::text::numbers::grouped;
use crate::text::page::{Page, code};
use crate::text::view::{Detail, View, capitalised};

/// Writes the state of each process that has something to tell, then the registry, which is that of the log.
pub(super) fn write<'a>(page: &mut Page, view: &View<'a>, answer: &'a StateAnswer) {
    let disputes = by_process(&answer.disputes, |dispute| &dispute.process);
    let possible = by_process(&answer.possible, |possible| &possible.process);
    let has_several_zones = answer.processes.iter().any(|of| of.read.zone != answer.processes[0].read.zone);
    let mut untold_of: Vec<&Key> = Vec::new();
    for of in &answer.processes {
        let key = &of.read.process;
        let disputes: &[Dispute] = disputes.get(key).copied().unwrap_or_default();
        let possible: &[PossibleRow] = possible.get(key).copied().unwrap_or_default();
        let view = view.of_one_of_all(key, &of.read.as_of, disputes, possible);
        if !is_told(&view, answer, of) {
            untold_of.push(key);
            continue;
        }
        page.section(&of.read.process_name, &code(key.as_str()));
        page.aside(0, &counting(of, has_several_zones));
        if answer.only.is_empty() {
            overview::talks(page, &view, answer);
            overview::write(page, &view, answer, 0);
        } else {
            parts(page, &view.with(Detail::Full), answer, of);
        }
    }
    registry(page, view, answer);
    rest(page, view, answer, &untold_of);
}

/// Returns the parts of a list that are of each process; what is of one process stands together.
fn by_process<T>(list: &[T], process: impl Fn(&T) -> &Key) -> HashMap<&Key, &[T]> {
    let together = list.chunk_by(|one, next| process(one) == process(next));
    together.map(|of_process| (process(&of_process[0]), of_process)).collect()
}

/// Returns the collections asked for that are of processes, in the order of reading.
fn asked(answer: &StateAnswer, is_registry: bool) -> impl Iterator<Item = Collection> {
    let of = move |collection: &Collection| {
        collection.is_registry() == is_registry && answer.only.contains(&StatePart::Collection(*collection))
    };
    subjects::reading().into_iter().filter(of)
}

/// Returns whether a process has something to tell: an event that counts, or a row of the parts asked for.
fn is_told(view: &View<'_>, answer: &StateAnswer, of: &ProcessOfState) -> bool {
    if answer.only.is_empty() {
        return of.read.counted.in_force > 0;
    }
    let has_row = |collection| !answer.parts.of_process(collection, &of.read.process).is_empty();
    let is_possible_asked = answer.only.contains(&StatePart::Possible);
    asked(answer, false).any(has_row) || is_possible_asked && possible::is_told(view, &answer.only)
}

/// Says how many events of a process count, and in which zone its days end where that differs.
fn counting(of: &ProcessOfState, has_several_zones: bool) -> String {
    let counted = of.read.counted;
    let mut said = capitalised(&count_in_words(counted));
    if counted.possible > 0 {
        said.push_str(&format!(", {} more may", grouped(counted.possible as u64)));
    }
    if has_several_zones {
        said.push_str(&format!("; days end in {}", of.read.zone));
    }
    format!("{said}.")
}

/// Writes the parts asked for of a process, those that have rows.
fn parts<'a>(page: &mut Page, view: &View<'a>, answer: &'a StateAnswer, of: &'a ProcessOfState) {
    let rows = |collection| answer.parts.of_process(collection, &of.read.process);
    for collection in asked(answer, false) {
        let told: Vec<&StateRow> = rows(collection).iter().collect();
        if !told.is_empty() {
            page.section(subjects::of(collection).heading, &told.len().to_string());
            let beside = Beside { meetings: rows(Collection::Meetings), parties: &of.parties };
            rows_of(page, view, collection, &told, beside);
        }
    }
    if possible::is_told(view, &answer.only) {
        possible::write(page, view, &answer.only);
    }
}

/// Writes the parts asked for of the registry, which are of no process.
fn registry<'a>(page: &mut Page, view: &View<'a>, answer: &'a StateAnswer) {
    let view = &view.with(Detail::Full);
    for collection in asked(answer, true) {
        let rows: Vec<&StateRow> = answer.parts.get(collection).unwrap_or_default().iter().collect();
        let heading = subjects::of(collection).heading;
        if rows.is_empty() {
            page.heading(heading);
            page.line(2, &nothing(view, &answer.selection, collection));
        } else {
            page.section(heading, &rows.len().to_string());
            rows_of(page, view, collection, &rows, Beside::default());
        }
    }
}

/// Says of how many processes nothing is told, and why.
fn rest(page: &mut Page, view: &View<'_>, answer: &StateAnswer, untold_of: &[&Key]) {
    let told = answer.processes.len() - untold_of.len();
    let is_of_registry_alone = !answer.only.is_empty()
        && answer.only.iter().all(|part| match part {
            StatePart::Collection(collection) => collection.is_registry(),
            StatePart::Possible => false,
        });
    if untold_of.is_empty() || is_of_registry_alone {
        return;
    }
    let what = match (answer.only.as_slice(), answer.selection.pending) {
        ([], _) => "Nothing counts yet".to_owned(),
        (_, true) if is_narrowed(answer) => "None of those asked for is still open".to_owned(),
        (_, true) => "Nothing is still open".to_owned(),
        ([StatePart::Collection(collection)], _) => {
            nothing(view, &answer.selection, *collection).trim_end_matches('.').to_owned()
        }
        _ => "Nothing of what was asked for".to_owned(),
    };
    page.blank();
    page.line(0, &untold(&what, told, untold_of));
}

fn is_narrowed(answer: &StateAnswer) -> bool {
    answer.selection.issue.is_some() || answer.selection.party.is_some()
}
