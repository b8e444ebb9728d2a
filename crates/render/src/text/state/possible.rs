//! What may have happened or been known by the point: listed apart, never counted, never dropped.

use chrono::NaiveTime;

use crate::text::dates;
use crate::text::fields::Fields;
use crate::text::layout::{Said, Section, Unit};
use crate::text::numbers::counted;
use crate::text::page::{Item, Page, SEVERAL, code, listed, several};
use crate::text::view::{Knowledge, View, joined, without_repetition};

/// The heading above what is possible.
const TITLE: &str = "Possibly already known or happened, and not counted above";

/// The name by which `--only` shows it.
const NAME: &str = "possible";

/// Returns what is possible for an overview: a unit for all of which the same is uncertain.
pub(super) fn in_short<'a>(view: &View<'a>) -> Section<'a> {
    let all = view.rows("possible");
    let mut groups: Vec<(&'static str, Vec<Fields<'a>>)> = Vec::new();
    for possible in &all {
        let doubt = doubt(*possible);
        match groups.iter_mut().find(|(other, _)| *other == doubt) {
            Some((_, rows)) => rows.push(*possible),
            None => groups.push((doubt, vec![*possible])),
        }
    }
    let unit = |(place, (doubt, rows)): (usize, (&'static str, Vec<Fields<'a>>))| {
        Unit::new(rows.len().min(SEVERAL), place, move || {
            let keys: Vec<&str> = rows.iter().filter_map(|row| row.text("event")).collect();
            let item = Item::new(format!("{doubt}: {} [{}]", touching(&rows), several(&keys)));
            Said { mark: "", item }
        })
    };
    Section {
        units: groups.into_iter().enumerate().map(unit).collect(),
        ..Section::new(TITLE, NAME, all.len())
    }
}

/// Says how many entries may have been public by a moment, and nothing of them.
pub(super) fn uncounted(entries: usize) -> String {
    let entries = counted(entries as u64, "more entry");
    let only = code(&format!("--only {NAME}"));
    format!("{entries} may have been public by then; what this record leaves uncertain: {only}.")
}

/// Writes what was possible at a moment of which more than the state is told: a line for all of which the same is
/// uncertain.
pub(crate) fn write_in_short(page: &mut Page, view: &View<'_>) {
    let part =
        Section { command: format!("asof known {} --only {NAME}", asked(view, "known")), ..in_short(view) };
    part.write(page, part.units.len());
}

/// Returns how many events there are and which parts of the state they would change.
fn touching(rows: &[Fields<'_>]) -> String {
    let collections: Vec<&str> =
        rows.iter().flat_map(|row| row.texts("paths")).filter_map(|path| path.split('/').next()).collect();
    let collections = without_repetition(&collections);
    let events = counted(rows.len() as u64, "event");
    match collections.is_empty() {
        true => events,
        false => format!("{events} that would change {}", joined(&collections)),
    }
}

/// Writes what is possible in full, grouped by what is not certain about it.
pub(crate) fn write(page: &mut Page, view: &View<'_>) {
    let only = view.document.texts("only");
    let all = view.rows("possible");
    let (shown, other): (Vec<_>, Vec<_>) = all.iter().partition(|possible| concerns(**possible, &only));
    if all.is_empty() {
        return;
    }
    if !view.names_possible() && !only.contains(&NAME) {
        return page.aside(0, &uncounted(all.len()));
    }
    page.heading(TITLE);
    let mut told: Vec<String> = Vec::new();
    for possible in &shown {
        let heading = uncertainty(*possible);
        if told.contains(&heading) {
            continue;
        }
        page.line(2, &heading);
        for possible in shown.iter().filter(|other| uncertainty(**other) == heading) {
            page.item(4, "", &item(*possible));
        }
        told.push(heading);
    }
    if !other.is_empty() {
        let others = counted(other.len() as u64, "possible event");
        let is_known = view.document.row("as_of").row("known").text("until").is_some();
        let (question, clock) = if is_known { ("known", "known") } else { ("state", "occurred") };
        let stated = if view.knowledge == Knowledge::Stated { " --no-inferred" } else { "" };
        let command = code(&format!("asof {question} {}{stated} --only {NAME}", asked(view, clock)));
        page.aside(2, &format!("({others} would change other parts: {command})"));
    }
}

/// Returns a command of the name for a point, by what the public could know then if the point is of that.
pub(crate) fn command(view: &View<'_>, name: &str, as_of: Fields<'_>) -> String {
    let known = match as_of.row("known").text("until") {
        Some(_) => format!(" --known {}", last_day(as_of, "known")),
        None => String::new(),
    };
    let stated = if view.knowledge == Knowledge::Stated { " --no-inferred" } else { "" };
    format!("asof {name} {}{known}{stated}", last_day(as_of, "occurred"))
}

/// Returns the day that a clock of the document's point ends with, as a command takes it; `WHEN` if it ends within a day.
pub(crate) fn asked(view: &View<'_>, clock: &str) -> String {
    last_day(view.document.row("as_of"), clock)
}

fn last_day(as_of: Fields<'_>, clock: &str) -> String {
    let until = as_of.row(clock).text("until").and_then(dates::instant);
    let midnight = until.filter(|until| until.time() == NaiveTime::MIN);
    let day = midnight.and_then(|until| until.date_naive().pred_opt());
    day.map_or_else(|| "WHEN".to_owned(), |day| day.to_string())
}

/// Returns whether an event would change one of the parts asked for; any if none is.
fn concerns(possible: Fields<'_>, only: &[&str]) -> bool {
    let collection = |path: &str| path.split('/').next().is_some_and(|collection| only.contains(&collection));
    only.is_empty() || only.contains(&NAME) || possible.texts("paths").into_iter().any(collection)
}

/// Returns a possible event: its sentence and what it would change.
fn item(possible: Fields<'_>) -> Item {
    let event = possible.text("event").unwrap_or_default();
    let mut item = Item::new(possible.text("summary").unwrap_or("no summary")).on([event]);
    let (force, stance) = (possible.text("force"), possible.text("stance"));
    if let (Some(force), Some(stance)) = (force, stance) {
        item.note(format!("{force}: {stance}"));
    }
    let paths = possible.texts("paths");
    if !paths.is_empty() {
        item.note(format!("would change {}", listed(&paths)));
    }
    item
}

/// Returns what may have happened or been known, and when at the earliest and the latest.
pub(crate) fn uncertainty(possible: Fields<'_>) -> String {
    format!("{} ({})", doubt(possible), dates::between(possible.text("from"), possible.text("until")))
}

/// Returns what is not certain about an event, as its axes and its kind have it.
fn doubt(possible: Fields<'_>) -> &'static str {
    let axes = possible.texts("axes");
    let is_under_way = possible.text("kind") == Some("under-way");
    match (axes.contains(&"occurred"), axes.contains(&"known")) {
        (true, _) if is_under_way => "Under way, not over by then",
        (true, true) => "Whether it had happened and was public is not certain",
        (true, false) => "Whether it had happened is not certain",
        (false, _) => "Had happened; when the public learned of it is not certain",
    }
}
