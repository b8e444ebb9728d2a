//! `snapshot record` and `snapshot check`: which snapshots hold, and what made the others differ.

use asof_query::Names;
use asof_query::rows::{Action, AsOfRow, Beginning, KeptChange, KeptRow, KeptStatus, SnapshotAnswer};

use super::changes::{self, because, count, read_kept, reasons};
use super::numbers::{counted, grouped};
use super::page::Page;
use super::view::View;

/// Returns what became of the snapshots: all of them in short, then what is to be said of those that differ.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a SnapshotAnswer, width: usize) -> Page {
    let mut page = Page::new(width);
    page.line(0, &summary(answer));
    if answer.left_out > 0 {
        page.line(0, &format!("Left out: {} of other processes.", counted(answer.left_out, "snapshot")));
    }
    list(&mut page, &answer.snapshots);
    // What was accepted is counted; what was found is shown.
    for row in &answer.snapshots {
        if row.status == KeptStatus::Changed {
            changed(&mut page, view, row);
        }
    }
    page
}

fn summary(answer: &SnapshotAnswer) -> String {
    let SnapshotAnswer { folder, snapshots: rows, .. } = answer;
    if rows.is_empty() {
        return format!("There is no snapshot in {folder}: `asof snapshot record` makes some.");
    }
    let ends = format!("the log ends at entry {}", grouped(answer.head));
    let of =
        |statuses: &[KeptStatus]| rows.iter().filter(|row| statuses.contains(&row.status)).count() as u64;
    if answer.action == Action::Record {
        let recorded = of(&[KeptStatus::New, KeptStatus::Recorded]);
        return format!("Recorded {} in {folder}; {ends}.", counted(recorded, "snapshot"));
    }
    let all = rows.len() as u64;
    let snapshots = counted(all, "snapshot");
    match all - of(&[KeptStatus::Unchanged]) {
        0 => format!("{snapshots} in {folder} {}; {ends}.", if all == 1 { "holds" } else { "hold" }),
        failing => {
            let does = if failing == 1 { "does" } else { "do" };
            format!("{} of {snapshots} in {folder} {does} not hold; {ends}.", grouped(failing))
        }
    }
}

/// Lists what became of each; those in which nothing differs, on one line.
fn list(page: &mut Page, rows: &[KeptRow]) {
    let (same, others): (Vec<&KeptRow>, Vec<&KeptRow>) =
        rows.iter().partition(|row| row.status == KeptStatus::Unchanged);
    for row in others {
        let name = row.name.as_deref().or(row.file.as_deref()).unwrap_or_default();
        page.line(2, &format!("{name}: {}{}", row.status, told(row)));
    }
    let same: Vec<&str> = same.iter().filter_map(|row| row.name.as_deref()).collect();
    if !same.is_empty() {
        page.line(2, &format!("unchanged: {}", same.join(", ")));
    }
}

/// Returns in a few words what else is to be said of a snapshot in the list.
fn told(row: &KeptRow) -> String {
    let changes = read_kept(&row.comparison.changes);
    match row.status {
        KeptStatus::New => format!(". {}.", row.as_of.as_ref().map_or("", |as_of| as_of.sentence.as_str())),
        KeptStatus::Recorded | KeptStatus::Changed if changes.is_empty() => {
            "; the state is the same".to_owned()
        }
        KeptStatus::Recorded | KeptStatus::Changed => format!("; {}", count(&changes)),
        _ => row.message.as_ref().map_or_else(String::new, |message| format!("; {message}")),
    }
}

/// Says of a snapshot what differs, and why.
fn changed<'a>(page: &mut Page, view: &View<'a>, row: &'a KeptRow) {
    let view = &at(view, row.as_of.as_ref());
    page.heading(&format!("{} does not hold", row.name.as_deref().unwrap_or_default()));
    if let Some(AsOfRow { sentence, recorded, .. }) = &row.as_of {
        let head = grouped(*recorded);
        page.line(0, &format!("{sentence}; recorded when the log ended at entry {head}."));
    }
    for moved in &row.comparison.moved {
        let date = moved.date.as_deref().unwrap_or_default();
        page.line(0, &format!("`{date}` was {} and is now {}.", moved.was.text, moved.is.text));
    }
    beginning(page, row);
    let (explained, unexplained): (Vec<&'a KeptChange>, Vec<&'a KeptChange>) =
        row.comparison.changes.iter().partition(|change| change.explained);
    let of_events = read_kept(explained);
    if !of_events.is_empty() {
        let whys: Vec<String> =
            reasons(&of_events).iter().map(|(why, count)| format!("{} ({count})", because(why))).collect();
        page.line(0, &format!("{}. Why: {}.", count(&of_events), whys.join(", ")));
        changes::write(page, view, &of_events);
    }
    let of_none = read_kept(unexplained);
    if !of_none.is_empty() {
        page.blank();
        page.line(0, &format!("No event explains {}; {}.", count(&of_none), what_may_be(row)));
        changes::write(page, view, &of_none);
    }
}

/// Returns the view at the point of a snapshot.
fn at<'a>(view: &View<'a>, as_of: Option<&'a AsOfRow>) -> View<'a> {
    let names = Names::default();
    let View { knowledge, zone, .. } = View::new(as_of, None, &names);
    let mut at = *view;
    (at.as_of, at.answering, at.knowledge, at.zone) = (as_of, None, knowledge, zone);
    at
}

/// Says how the log stands to the one of which the snapshot was taken, where it is no longer that.
fn beginning(page: &mut Page, row: &KeptRow) {
    let recorded = row.as_of.as_ref().map_or_else(String::new, |as_of| grouped(as_of.recorded));
    match (row.comparison.log, &row.comparison.damage) {
        (Some(Beginning::Shorter), _) => page.line(
            0,
            &format!("The log no longer begins with what was recorded: it ends before entry {recorded}."),
        ),
        (Some(Beginning::Altered), Some(damage)) => {
            page.line(0, &format!("The log no longer begins with what was recorded: {damage}."));
        }
        (Some(Beginning::Altered), None) => page.line(
            0,
            &format!(
                "The log no longer begins with what was recorded: its first {recorded} entries are others, or in \
                 another order."
            ),
        ),
        (Some(Beginning::Same) | None, _) => {}
    }
}

/// Returns what may have happened where no event explains a difference.
fn what_may_be(row: &KeptRow) -> String {
    let is_edited = row.comparison.edited == Some(true);
    match (row.comparison.log, is_edited) {
        (Some(Beginning::Same), true) => "the log is the same up to there: the file was edited".to_owned(),
        (Some(Beginning::Same), false) => {
            "the log is the same up to there and the file as it was written: the rules of the program changed"
                .to_owned()
        }
        (_, true) => "the log is another one, and the file was edited".to_owned(),
        (_, false) => "the log is another one".to_owned(),
    }
}
