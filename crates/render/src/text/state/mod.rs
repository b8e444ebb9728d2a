//! `state` and `known`: where things stood, in the reading order of an analyst.

mod brief;
mod card;
mod events;
mod every;
pub(super) mod figures;
mod full;
pub(super) mod gatherings;
pub(super) mod lateness;
pub(super) mod offers;
mod overview;
mod people;
mod positions;
mod possible;
pub(super) mod promises;
pub(super) mod registry;
pub(super) mod said;
pub(crate) mod subjects;

use asof_core::Key;
use asof_projector::state::attendance::AttendanceValue;
use asof_projector::state::meetings::{MeetingStatus, MeetingValue};
use asof_projector::{Collection, StateRow, Value};
use asof_query::StatePart;
use asof_query::rows::{Selected, StateAnswer};

use super::head::{self, Head};
use super::page::{Item, Page, code};
use crate::svg::Bar;

use super::view::{DISPUTED, Detail, Knowledge, View, capitalised, plain};

pub(crate) use brief::{fitted as in_brief, item as whole_in_brief};
pub(crate) use card::is_standing;
pub(crate) use figures::{new_deliveries, no_delivery};
pub(crate) use lateness::{due, late, over, without_a_word};
pub(crate) use overview::legend;
pub(crate) use people::{is_only_present, present};
pub(crate) use possible::{Clock, asked, command, write as possible, write_in_short as possible_in_short};
pub(crate) use promises::parties;
pub(crate) use registry::spelling;

/// Returns a state: on one screen, or the parts that were asked for in full. Of a chain that is read whole, each process
/// has its own.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a StateAnswer, width: usize) -> Page {
    let mut page = Page::new(width);
    let head = Head::of_wide(&answer.envelope, answer.processes.len());
    let head = head.chained(&answer.chain).selected(&answer.selection);
    head::answered(&mut page, view, &head);
    let is_on_record = head::outside_the_record(&mut page, view, &answer.record, answer.envelope.counted);
    let links = &answer.chain;
    let is_all = answer.only.is_empty();
    let is_of_every = !answer.processes.is_empty();
    let is_of_one = links.is_empty() && !is_of_every;
    if is_all && is_of_one {
        overview::talks(&mut page, view, answer);
    }
    if is_on_record && !is_all {
        page.aside(0, &format!("{}.", capitalised(&view.where_nobody_is_named())));
    }
    if is_of_one {
        let above = page.height();
        process(&mut page, view, answer, above);
    }
    if is_of_every {
        every::write(&mut page, view, answer);
    }
    for link in links {
        page.section(&link.process_name, &code(link.process.as_str()));
        let view = view.of_process(&link.process);
        if is_all {
            overview::talks(&mut page, &view, answer);
        }
        process(&mut page, &view, answer, 0);
    }
    if is_all && !is_of_one {
        overview::legend(&mut page, view);
    }
    page.say_once(DISPUTED);
    page
}

/// Writes the state of a process, below so many lines of a screen.
fn process<'a>(page: &mut Page, view: &View<'a>, answer: &'a StateAnswer, above: usize) {
    let only = &answer.only;
    if only.is_empty() {
        return overview::write(page, view, answer, above);
    }
    let view = &view.with(Detail::Full);
    let is_asked = |collection: &Collection| only.contains(&StatePart::Collection(*collection));
    for collection in subjects::reading().into_iter().filter(is_asked) {
        section(page, view, answer, collection);
    }
    possible(page, view, only);
}

/// Returns a row in words, as much of it as the view is to tell.
pub(crate) fn item<'a>(view: &View<'a>, row: &'a StateRow) -> Item {
    let item = match view.detail {
        Detail::Short => brief::item(view, row),
        Detail::Full => full::item(view, row),
    };
    Item { bar: bar(row), ..item }
}

/// Returns the figures of a promise, to be drawn.
fn bar(row: &StateRow) -> Option<Box<Bar>> {
    match &row.value {
        Value::Commitment(promise) => Bar::of(promise).map(Box::new),
        _ => None,
    }
}

/// Returns the rows of a collection that are of the process in view.
fn rows<'a>(view: &View<'_>, answer: &'a StateAnswer, collection: Collection) -> Vec<&'a StateRow> {
    // What belongs to no process stands with the one that answers.
    if let Some(process) = view.process().filter(|_| !collection.is_registry()) {
        return answer.parts.of_process(collection, process).iter().collect();
    }
    of_view(view, answer.parts.get(collection).unwrap_or_default()).collect()
}

fn of_view<'a>(view: &View<'_>, rows: &'a [StateRow]) -> impl Iterator<Item = &'a StateRow> {
    rows.iter().filter(|row| view.tells(row.process.as_ref()))
}

fn section<'a>(page: &mut Page, view: &View<'a>, answer: &'a StateAnswer, collection: Collection) {
    let all = rows(view, answer, collection);
    if all.is_empty() {
        page.heading(subjects::of(collection).heading);
        page.line(2, &nothing(view, &answer.selection, collection));
        return;
    }
    page.section(subjects::of(collection).heading, &all.len().to_string());
    let meetings = answer.parts.get(Collection::Meetings).unwrap_or_default();
    rows_of(page, view, collection, &all, Beside { meetings, parties: &answer.parties });
}

/// What an answer has beside the rows of a collection, and what they are told by.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    /// The meetings, whose titles stand above who came.
    pub(crate) meetings: &'a [StateRow],
    /// The parties, whose positions stand beside each other.
    pub(crate) parties: &'a [Key],
}

/// Writes rows of a collection, as much of each as the view is to tell.
pub(crate) fn rows_of<'a>(
    page: &mut Page,
    view: &View<'a>,
    collection: Collection,
    rows: &[&'a StateRow],
    beside: Beside<'a>,
) {
    match collection {
        Collection::Attendance => attendance(page, view, rows, beside.meetings),
        Collection::Positions => positions::write(page, view, beside.parties, rows),
        _ => rows.iter().for_each(|row| page.item(2, "", &item(view, row))),
    }
}

/// Returns why a part that was asked for is empty.
fn nothing(view: &View<'_>, selection: &Selected, collection: Collection) -> String {
    let what = collection.name();
    let is_narrowed = selection.issue.is_some() || selection.party.is_some();
    match (selection.pending, is_narrowed) {
        (true, true) => return "None of those asked for is still open.".to_owned(),
        (true, false) => return "None is still open.".to_owned(),
        (false, true) => return "None of those asked for.".to_owned(),
        (false, false) => {}
    }
    match (view.knowledge, collection) {
        (Knowledge::ByThen, Collection::Exchanges) => {
            "This record has no figure known to be public by then.".to_owned()
        }
        (_, Collection::Anomalies) => "None: the record fits together.".to_owned(),
        (Knowledge::Stated, _) => {
            format!("This record has no {what} with a stated date of knowledge by then.")
        }
        (Knowledge::ByThen, _) => format!("This record has no {what} known to be public by then."),
        (Knowledge::Hindsight, _) => format!("This record has no {what} by then."),
    }
}

fn attendance<'a>(page: &mut Page, view: &View<'a>, rows: &[&'a StateRow], meetings: &'a [StateRow]) {
    let coming: Vec<(&StateRow, &AttendanceValue)> = rows.iter().filter_map(|row| attending(row)).collect();
    for (meeting, rows) in grouped(coming, |(_, value)| &value.meeting) {
        page.line(2, &named_meeting(view, meetings, meeting));
        let (present_only, told): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|(row, _)| is_only_present(row));
        for (row, value) in told {
            page.item(4, "", &full::item_of(&people::coming(view, row, value), view, row));
        }
        if !present_only.is_empty() {
            let rows: Vec<&StateRow> = present_only.into_iter().map(|(row, _)| row).collect();
            page.item(4, "", &present(view, &rows));
        }
    }
}

fn attending(row: &StateRow) -> Option<(&StateRow, &AttendanceValue)> {
    match &row.value {
        Value::Attendance(value) => Some((row, value)),
        _ => None,
    }
}

/// Returns a meeting by its key, that it came to nothing, if it did, and its title where the answer has it.
fn named_meeting(view: &View<'_>, meetings: &[StateRow], key: &Key) -> String {
    let mut found = of_view(view, meetings).filter_map(|row| match &row.value {
        Value::Meeting(value) if value.key == *key => Some(value),
        _ => None,
    });
    let Some(meeting) = found.next() else { return key.to_string() };
    let key = with_status(meeting);
    meeting.title.as_ref().map_or_else(|| key.clone(), |title| format!("{key}: {title}"))
}

/// Returns a meeting by its key, and that it came to nothing, if it did.
fn with_status(meeting: &MeetingValue) -> String {
    let key = &meeting.key;
    match meeting.status {
        MeetingStatus::Cancelled | MeetingStatus::NotHeld => {
            format!("{key} ({})", plain(meeting.status.name()))
        }
        MeetingStatus::Proposed | MeetingStatus::Scheduled | MeetingStatus::Held => key.to_string(),
    }
}

/// Returns what is in a list by the group that each belongs to, in the order in which each group first appears.
pub(super) fn grouped<T: Copy, G: PartialEq>(
    list: impl IntoIterator<Item = T>,
    group: impl Fn(T) -> G,
) -> Vec<(G, Vec<T>)> {
    let mut groups: Vec<(G, Vec<T>)> = Vec::new();
    for one in list {
        let of = group(one);
        match groups.iter_mut().find(|(group, _)| *group == of) {
            Some((_, all)) => all.push(one),
            None => groups.push((of, vec![one])),
        }
    }
    groups
}
