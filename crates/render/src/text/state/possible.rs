//! What may have happened or been known by the point: listed apart, never counted, never dropped.

use asof_core::Key;
use asof_projector::{Axis, Path, PossibleKind};
use asof_query::StatePart;
use asof_query::rows::{AsOfRow, PossibleRow, UntilRow};
use chrono::NaiveTime;

use crate::text::dates;
use crate::text::layout::{Said, Section, Unit};
use crate::text::numbers::counted;
use crate::text::page::{Item, Page, SEVERAL, code, listed, several};
use crate::text::view::{Knowledge, View, joined, without_repetition};

/// The heading above what is possible.
pub(super) const TITLE: &str = "Possibly already known or happened, and not counted above";

/// The name by which `--only` shows it.
const NAME: &str = "possible";

/// What stands in a command for a moment that ends within a day.
const WHEN: &str = "WHEN";

/// A clock of a point on which a limit may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// What has happened.
    Occurred,
    /// What the public could know.
    Known,
}

impl Clock {
    fn of(self, as_of: &AsOfRow) -> &UntilRow {
        match self {
            Self::Occurred => &as_of.occurred,
            Self::Known => &as_of.known,
        }
    }
}

/// Returns what is possible of the process in view.
fn in_view<'a>(view: &View<'a>) -> Vec<&'a PossibleRow> {
    view.possible.iter().filter(|row| view.tells(Some(&row.process))).collect()
}

/// Returns what is possible for an overview: a unit for all of which the same is uncertain.
pub(super) fn in_short<'a>(view: &View<'a>) -> Section<'a> {
    let all = in_view(view);
    let mut groups: Vec<(&'static str, Vec<&'a PossibleRow>)> = Vec::new();
    for possible in all.iter().copied() {
        let doubt = doubt(possible);
        match groups.iter_mut().find(|(other, _)| *other == doubt) {
            Some((_, rows)) => rows.push(possible),
            None => groups.push((doubt, vec![possible])),
        }
    }
    let unit = |(place, (doubt, rows)): (usize, (&'static str, Vec<&'a PossibleRow>))| {
        Unit::new(rows.len().min(SEVERAL), place, move || {
            let keys: Vec<&Key> = rows.iter().map(|row| &row.possible.event).collect();
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
    let command = format!("asof known {} --only {NAME}", asked(view, Clock::Known));
    let part = Section { command, ..in_short(view) };
    part.write(page, part.units.len());
}

/// Returns how many events there are and which parts of the state they would change.
fn touching(rows: &[&PossibleRow]) -> String {
    let paths = rows.iter().flat_map(|row| &row.possible.paths);
    let collections: Vec<&str> = paths.map(|path| path.collection().name()).collect();
    let collections = without_repetition(&collections);
    let events = counted(rows.len() as u64, "event");
    match collections.is_empty() {
        true => events,
        false => format!("{events} that would change {}", joined(&collections)),
    }
}

/// Returns whether something possible of the process in view is told with the parts asked for.
pub(super) fn is_told(view: &View<'_>, only: &[StatePart]) -> bool {
    let is_named = view.names_possible() || only.contains(&StatePart::Possible);
    in_view(view).iter().any(|possible| !is_named || concerns(possible, only))
}

/// Writes what is possible in full, grouped by what is not certain about it: what would change the parts asked for.
pub(crate) fn write(page: &mut Page, view: &View<'_>, only: &[StatePart]) {
    let all = in_view(view);
    let (shown, other): (Vec<&PossibleRow>, Vec<&PossibleRow>) =
        all.iter().partition(|possible| concerns(possible, only));
    if all.is_empty() {
        return;
    }
    if !view.names_possible() && !only.contains(&StatePart::Possible) {
        return page.aside(0, &uncounted(all.len()));
    }
    page.heading(TITLE);
    let mut told: Vec<String> = Vec::new();
    for possible in &shown {
        let heading = uncertainty(possible);
        if told.contains(&heading) {
            continue;
        }
        page.line(2, &heading);
        for possible in shown.iter().filter(|other| uncertainty(other) == heading) {
            page.item(4, "", &item(possible));
        }
        told.push(heading);
    }
    if !other.is_empty() {
        let others = counted(other.len() as u64, "possible event");
        let is_known = view.as_of.is_some_and(|as_of| as_of.known.until.is_some());
        let (question, clock) = if is_known { ("known", Clock::Known) } else { ("state", Clock::Occurred) };
        let stated = if view.knowledge == Knowledge::Stated { " --no-inferred" } else { "" };
        let process = view.process_option();
        let command = code(&format!("asof {question} {}{stated} --only {NAME}{process}", asked(view, clock)));
        page.aside(2, &format!("({others} would change other parts: {command})"));
    }
}

/// Returns a command of the name for a point, by what the public could know then if the point is of that.
pub(crate) fn command(view: &View<'_>, name: &str, as_of: &AsOfRow) -> String {
    let known = match as_of.known.until {
        Some(_) => format!(" --known {}", last_day(&as_of.known)),
        None => String::new(),
    };
    let stated = if view.knowledge == Knowledge::Stated { " --no-inferred" } else { "" };
    format!("asof {name} {}{known}{stated}{}", last_day(&as_of.occurred), view.process_option())
}

/// Returns the day that a clock of the answer's point ends with, as a command takes it; `WHEN` if it ends within a day.
pub(crate) fn asked(view: &View<'_>, clock: Clock) -> String {
    view.as_of.map_or_else(|| WHEN.to_owned(), |as_of| last_day(clock.of(as_of)))
}

fn last_day(limit: &UntilRow) -> String {
    let until = limit.until.map(|until| until.0);
    let midnight = until.filter(|until| until.time() == NaiveTime::MIN);
    let day = midnight.and_then(|until| until.date_naive().pred_opt());
    day.map_or_else(|| WHEN.to_owned(), |day| day.to_string())
}

/// Returns whether an event would change one of the parts asked for; any if none is.
fn concerns(possible: &PossibleRow, only: &[StatePart]) -> bool {
    let is_asked = |path: &Path| only.contains(&StatePart::Collection(path.collection()));
    only.is_empty() || only.contains(&StatePart::Possible) || possible.possible.paths.iter().any(is_asked)
}

/// Returns a possible event: its sentence and what it would change.
fn item(row: &PossibleRow) -> Item {
    let possible = &row.possible;
    let mut item = Item::new(possible.summary.as_deref().unwrap_or("no summary")).on([&possible.event]);
    if let (Some(force), Some(stance)) = (row.force, &row.stance) {
        item.note(format!("{force}: {stance}"));
    }
    let paths: Vec<String> = possible.paths.iter().map(Path::to_string).collect();
    if !paths.is_empty() {
        item.note(format!("would change {}", listed(&paths)));
    }
    item
}

/// Returns what may have happened or been known, and when at the earliest and the latest.
pub(crate) fn uncertainty(row: &PossibleRow) -> String {
    format!("{} ({})", doubt(row), dates::between(row.possible.from, row.possible.until))
}

/// Returns what is not certain about an event, as its axes and its kind have it.
fn doubt(row: &PossibleRow) -> &'static str {
    let axes = &row.possible.axes;
    let is_under_way = row.possible.kind == PossibleKind::UnderWay;
    match (axes.contains(&Axis::Occurred), axes.contains(&Axis::Known)) {
        (true, _) if is_under_way => "Under way, not over by then",
        (true, true) => "Whether it had happened and was public is not certain",
        (true, false) => "Whether it had happened is not certain",
        (false, _) => "Had happened; when the public learned of it is not certain",
    }
}
