//! `diff`: what changed between two moments; `append`: what the log took in and what that changed.

use asof_core::Key;
use asof_query::rows::{Accepted, AppendAnswer, ChangeRow, DiffAnswer};

use super::changes::{self, Change, Moved, Told, count};
use super::due;
use super::head;
use super::layout::choose;
use super::numbers::counted;
use super::page::{Page, code};
use super::summary;
use super::view::{Detail, View, capitalised, plain};

/// How many lines a difference may take: two screens.
pub(super) const SCREENS: usize = 88;

/// Returns a difference of two states.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a DiffAnswer, width: usize) -> Page {
    let view = view.with(if answer.only.is_empty() { Detail::Short } else { Detail::Full });
    let mut page = Page::new(width);
    page.line(0, &head::labelled("From", &answer.from, Some(answer.counted_from)));
    page.line(0, &head::labelled("To", &answer.to, Some(answer.counted_to)));
    head::process_of_wide(&mut page, &answer.envelope, answer.processes.len());
    head::selected(&mut page, &view, &answer.selection);
    let changes = changes::read(&answer.changes, Told::All);
    if changes.is_empty() {
        page.line(0, &nothing(&view, answer));
        due::passed(&mut page, &view, answer);
        return page;
    }
    page.blank();
    page.line(0, &format!("{} {}", differ(&changes), summary::because(&changes)));
    if let Some(summed_up) = summary::summed_up(&changes) {
        page.line(0, &summed_up);
    }
    page.aside(0, &format!("+ is new, ~ is changed, - is gone; {}.", view.where_nobody_is_named()));
    legend(&mut page, &view);
    let mut behind = Page::new(width);
    due::passed(&mut behind, &view, answer);
    let lines = SCREENS.saturating_sub(page.height() + behind.height());
    if answer.processes.is_empty() {
        by_process(&mut page, &view, &answer.changes, Told::All, lines);
    } else {
        every_process(&mut page, &view, answer, lines);
    }
    page.blank();
    page.append(behind);
    page
}

/// Says how to read the brackets of an overview.
pub(crate) fn legend(page: &mut Page, view: &View<'_>) {
    if view.detail == Detail::Short {
        page.aside(
            0,
            "In brackets: the events behind each line, +n for n more, ? if a date or link among them is inferred.",
        );
    }
}

/// Writes the changes, those of several processes each below its name: in full, or as many as fit so many lines.
pub(crate) fn by_process<'a>(
    page: &mut Page,
    view: &View<'a>,
    changes: &'a [ChangeRow],
    told: Told,
    lines: usize,
) {
    let processes = changes::processes(changes, told);
    for process in &processes {
        let of_process = view.of_process(process);
        if processes.len() > 1 {
            page.section(view.name(process), &code(process.as_str()));
        }
        let changes = changes::in_view(&of_process, changes, told);
        match view.detail {
            Detail::Short => fitting(page, &of_process, &changes, lines),
            Detail::Full => changes::write(page, &of_process, &changes),
        }
    }
}

/// Writes the changes of every process of a log that has any, each below its name; says in how many nothing changed.
fn every_process<'a>(page: &mut Page, view: &View<'a>, answer: &'a DiffAnswer, lines: usize) {
    let mut changes = answer.changes.chunk_by(|one, next| one.process == next.process).peekable();
    let mut unchanged: Vec<&Key> = Vec::new();
    for of in &answer.processes {
        // They stand in the order of the processes.
        let Some(rows) = changes.next_if(|rows| rows[0].process == of.process) else {
            unchanged.push(&of.process);
            continue;
        };
        page.section(&of.process_name, &code(of.process.as_str()));
        let view = view.of_one_of_all(&of.process, &of.to, &[], &[]);
        let changes = changes::read(rows, Told::All);
        match view.detail {
            Detail::Short => fitting(page, &view, &changes, lines),
            Detail::Full => changes::write(page, &view, &changes),
        }
    }
    if !unchanged.is_empty() {
        page.blank();
        let changed = answer.processes.len() - unchanged.len();
        page.line(0, &head::untold("Nothing changed", changed, &unchanged));
    }
}

fn nothing<'a>(view: &View<'a>, answer: &'a DiffAnswer) -> String {
    match head::asked_for(view, &answer.only, &answer.selection) {
        None => "Nothing that this record holds differs between the two.".to_owned(),
        Some(asked) => format!("Nothing that this record holds of {asked} differs between the two."),
    }
}

fn differ(changes: &[Change<'_>]) -> String {
    match changes {
        [one] => match one.moved {
            Moved::Added(_) => "One entry is new.".to_owned(),
            Moved::Removed(_) => "One entry is gone.".to_owned(),
            Moved::Fields(_) => "One entry is changed.".to_owned(),
        },
        changes => format!("{}.", capitalised(&count(changes))),
    }
}

/// Writes as many changes as fit so many lines, subject by subject, and says what was left out.
fn fitting(page: &mut Page, view: &View<'_>, changes: &[Change<'_>], lines: usize) {
    let parts = changes::parts(view, changes);
    // The last lines may have to say what was left out altogether.
    let lines = lines.saturating_sub(3);
    let chosen = choose(&parts.iter().collect::<Vec<_>>(), page.width(), lines);
    parts.iter().zip(&chosen).for_each(|(part, units)| part.write(page, *units));
    let untold: Vec<String> = parts
        .iter()
        .zip(&chosen)
        .filter(|(_, units)| **units == 0)
        .map(|(part, _)| format!("{} ({})", part.name, part.total))
        .collect();
    if !untold.is_empty() {
        page.blank();
        page.typed(
            0,
            &format!("Left out here, each by {} and its name: {}.", code("--only"), untold.join(", ")),
        );
    }
}

/// Returns the effect of an append.
pub(crate) fn appended<'a>(view: &View<'a>, answer: &'a AppendAnswer, width: usize) -> Page {
    let view = &view.in_zone(view.zone.or_else(|| changes::zone(&answer.changes)));
    let mut page = Page::new(width);
    head::process_of_any(&mut page, &answer.envelope);
    let is_dry_run = answer.dry_run;
    let appended = if is_dry_run { "A dry run; would be appended" } else { "Appended" };
    entries(&mut page, appended, &answer.appended);
    entries(&mut page, "Already in the log, unchanged", &answer.unchanged);
    let ends = if is_dry_run { "The log would end" } else { "The log ends" };
    page.line(0, &format!("{ends} at event {}.", answer.head));
    let changes = changes::read(&answer.changes, Told::All);
    let dated = &answer.at_their_dates;
    page.blank();
    if changes.is_empty() {
        let at_the_end = if dated.is_empty() { "" } else { " at the end of the log" };
        page.line(0, &format!("The state does not change{at_the_end}."));
    } else {
        page.line(0, &format!("What changes in the state, {}:", count(&changes)));
        changes::write(&mut page, view, &changes);
    }
    for date in dated {
        let changes = changes::read(&date.changes, Told::All);
        page.blank();
        page.line(0, &format!("What else changes in the state at {}, {}:", date.at, count(&changes)));
        changes::write(&mut page, view, &changes);
    }
    page
}

fn entries(page: &mut Page, what: &str, rows: &[Accepted]) {
    if rows.is_empty() {
        return;
    }
    page.line(0, &format!("{what}: {}.", counted(rows.len() as u64, "entry")));
    for Accepted { seq, key, kind, .. } in rows {
        page.line(2, &format!("entry {seq}: {} ({})", code(key.as_str()), plain(kind.name())));
    }
}
