//! What may have happened or been known by the cut: listed apart, never counted, never dropped.

use crate::render::text::dates;
use crate::render::text::fields::Fields;
use crate::render::text::numbers::counted;
use crate::render::text::page::{Item, Page, clipped, listed};
use crate::render::text::view::{Detail, View};

/// How many possible events are told in whole sentences in an overview.
const IN_FULL: usize = 8;

/// Writes what is possible, grouped by what is not certain about it.
pub(crate) fn write(page: &mut Page, view: &View<'_>) {
    let only = view.document.texts("only");
    let all = view.document.rows("possible");
    let (shown, other): (Vec<_>, Vec<_>) = all.iter().partition(|possible| concerns(**possible, &only));
    if all.is_empty() {
        return;
    }
    page.heading("Possibly already known or happened, and not counted above");
    let is_long = view.detail == Detail::Short && shown.len() > IN_FULL;
    let mut told: Vec<String> = Vec::new();
    for possible in &shown {
        let heading = uncertainty(*possible);
        if told.contains(&heading) {
            continue;
        }
        page.line(2, &heading);
        for possible in shown.iter().filter(|other| uncertainty(**other) == heading) {
            let room = is_long.then_some(page.width().saturating_sub(6));
            page.item(4, "", &item(*possible, room));
        }
        told.push(heading);
    }
    if is_long {
        page.line(2, "(what each would change: asof show KEY)");
    }
    if !other.is_empty() {
        page.line(
            2,
            &format!("({} would change other parts)", counted(other.len() as u64, "possible event")),
        );
    }
}

/// Returns whether an event would change one of the parts asked for; any if none is.
fn concerns(possible: Fields<'_>, only: &[&str]) -> bool {
    let family = |path: &str| path.split('/').next().is_some_and(|family| only.contains(&family));
    only.is_empty() || possible.texts("paths").into_iter().any(family)
}

/// Returns a possible event: its sentence and what it would change, or as much of the sentence as there is room for.
fn item(possible: Fields<'_>, room: Option<usize>) -> Item {
    let event = possible.text("event").unwrap_or_default();
    let summary = possible.text("summary").unwrap_or("no summary");
    if let Some(room) = room {
        return Item::new(clipped(summary, room.saturating_sub(event.len() + 3))).on([event]);
    }
    let mut item = Item::new(summary).on([event]);
    let paths = possible.texts("paths");
    if !paths.is_empty() {
        item.note(format!("would change {}", listed(&paths)));
    }
    item
}

/// Returns what may have happened or been known, as its axes and its kind have it.
pub(crate) fn uncertainty(possible: Fields<'_>) -> String {
    let axes = possible.texts("axes");
    let between = dates::between(possible.text("from"), possible.text("until"));
    let is_under_way = possible.text("kind") == Some("under-way");
    match (axes.contains(&"occurred"), axes.contains(&"known")) {
        (true, _) if is_under_way => format!("Under way, not over by then ({between})"),
        (true, true) => format!("Whether it had happened and was public is not certain: {between}"),
        (true, false) => format!("Whether it had happened is not certain: {between}"),
        (false, _) => format!("Had happened; when the public learned of it is not certain: {between}"),
    }
}
