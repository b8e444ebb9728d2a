//! `hindsight`: what had happened unseen, what became of what was expected, what stands as it did.

use asof_projector::Family;

use super::changes::{self, because, family, reasons, slot_name};
use super::dates;
use super::fields::Fields;
use super::head;
use super::numbers::counted;
use super::page::{Item, Page};
use super::state;
use super::view::{View, plain};

/// Returns how a moment looked then and looks now as text.
pub(crate) fn text(view: &View<'_>, width: usize) -> String {
    let mut page = Page::new(width);
    let document = view.document;
    // The count is that of the moment as it was known then.
    page.line(0, &format!("Then: {}.", head::counting(view, "from")));
    page.line(0, &format!("Now: {}.", head::sentence(document.row("to"))));
    head::process(&mut page, view);
    unseen(&mut page, view);
    outcomes(&mut page, view);
    unchanged(&mut page, view);
    state::possible(&mut page, view);
    page.into_text()
}

fn unseen(page: &mut Page, view: &View<'_>) {
    let changes = changes::read(view.document);
    page.heading("1. HAD HAPPENED, BUT IS NOT DATED AS PUBLIC BY THEN IN THIS RECORD");
    if changes.is_empty() {
        page.line(2, "This record dates nothing of that moment as public only later.");
        return;
    }
    let others: Vec<String> = reasons(&changes)
        .into_iter()
        .filter(|(why, _)| *why != "learned")
        .map(|(why, count)| format!("{}: {}", because(why), counted(count as u64, "time")))
        .collect();
    if !others.is_empty() {
        page.line(2, &format!("Among it what was put right since ({}).", others.join("; ")));
    }
    changes::write(page, view, &changes);
}

fn outcomes(page: &mut Page, view: &View<'_>) {
    page.heading("2. WHAT BECAME OF WHAT WAS EXPECTED");
    let outcomes = view.document.rows("outcomes");
    if outcomes.is_empty() {
        page.line(
            2,
            "Nothing was open then: no gathering planned, nobody announced, no promise or proposal open.",
        );
    }
    for outcome in outcomes {
        page.item(2, "", &item(view, outcome));
    }
}

fn item<'a>(view: &View<'a>, outcome: Fields<'a>) -> Item {
    let path = outcome.text("path").unwrap_or_default();
    let name = slot_name(view, path, outcome.text("title"));
    let (expected, became) = match family(path) {
        Some(Family::Meetings) => (planned(view, outcome), held(outcome)),
        Some(Family::Attendance) => (awaited(view, outcome), seen(outcome)),
        Some(Family::Delegations) => (announced(view, outcome), came(outcome)),
        _ => (word(outcome, "expected"), standing(outcome, "became")),
    };
    let text = match family(path) {
        // The name of the list says already that it was announced.
        Some(Family::Delegations) => format!("{name}: {expected} -> {became}"),
        _ if expected == became => format!("{name}: {expected}, and still so at the end of the record"),
        _ => format!("{name}: {expected} -> {became}"),
    };
    let mut item = Item::new(text).on(outcome.texts("events"));
    people(view, outcome, &mut item);
    item
}

fn word(outcome: Fields<'_>, field: &str) -> String {
    plain(outcome.text(field).unwrap_or("not-stated"))
}

/// Returns what became of something, where the record may no longer tell of it.
fn standing(outcome: Fields<'_>, field: &str) -> String {
    match outcome.text(field) {
        Some("retracted") => "no longer in the record".to_owned(),
        _ => word(outcome, field),
    }
}

/// Returns how and for when a gathering was planned.
fn planned(view: &View<'_>, outcome: Fields<'_>) -> String {
    let status = word(outcome, "expected");
    match outcome.text("planned_for") {
        Some(date) => format!("{status} for {}", dates::when(date, view.zone)),
        None => status,
    }
}

/// Returns what became of a gathering.
fn held(outcome: Fields<'_>) -> String {
    let became = standing(outcome, "became");
    match (outcome.text("became"), outcome.text("instead")) {
        (Some("not-held"), Some(instead)) => format!("{became}; instead {instead}"),
        (Some("proposed" | "scheduled"), _) => format!("{became}: no outcome in the record"),
        _ => became,
    }
}

/// Returns what somebody had said of their coming, or what others had.
fn awaited<'a>(view: &View<'a>, outcome: Fields<'a>) -> String {
    let expected = word(outcome, "expected");
    let by = outcome.texts("expected_by");
    match (outcome.text("expected"), by.is_empty()) {
        (_, true) => expected,
        (Some("expected"), false) => format!("expected by {}", view.claimants(&by)),
        (_, false) => format!("{expected} as reported by {}, not in their own word", view.claimants(&by)),
    }
}

/// Returns whether somebody came; where that is not told, whether there was anything to come to.
fn seen(outcome: Fields<'_>) -> String {
    let became = word(outcome, "became");
    let instead = outcome.text("instead").map_or(String::new(), |instead| format!(", instead {instead}"));
    match (outcome.text("became"), outcome.text("meeting_status")) {
        (Some("present" | "absent"), _) => became,
        (_, Some("not-held")) => format!("{became}; the meeting was not held{instead}"),
        (_, Some("cancelled")) => format!("{became}; the meeting was cancelled"),
        _ => became,
    }
}

fn announced<'a>(view: &View<'a>, outcome: Fields<'a>) -> String {
    let people = outcome.texts("announced");
    if people.is_empty() { "nobody by name".to_owned() } else { view.names(&people) }
}

/// Returns who came of those announced, to their gathering or to the one held instead.
fn came(outcome: Fields<'_>) -> String {
    let is_complete = outcome.flag("complete");
    let came = match outcome.text("became") {
        Some("as-announced") => "came as announced",
        Some("otherwise") if is_complete => "came otherwise",
        Some("otherwise") => "the list of who came differs, and is not complete",
        _ => "who of them came is not stated",
    };
    match (outcome.text("instead"), outcome.text("meeting_status")) {
        (Some(instead), _) => format!("{came} (at {instead}, held instead)"),
        (None, Some("not-held")) => format!("{came}; the meeting was not held"),
        (None, Some("cancelled")) => format!("{came}; the meeting was cancelled"),
        _ => came.to_owned(),
    }
}

/// Says who came without being announced, and who was announced and is not on the list of who came.
fn people<'a>(view: &View<'a>, outcome: Fields<'a>, item: &mut Item) {
    let missing = match outcome.flag("complete") {
        true => "announced and not there",
        // Who is missing from a list that is not complete may have come all the same.
        false => "announced and not on that list, but may have come all the same",
    };
    for (field, label) in [("added", "named there and not before"), ("missing", missing)] {
        let people = outcome.texts(field);
        if !people.is_empty() {
            item.note(format!("{label}: {}", view.names(&people)));
        }
    }
}

fn unchanged(page: &mut Page, view: &View<'_>) {
    let Some(unchanged) = view.document.number("unchanged") else { return };
    page.heading("3. LOOKED THEN AS IT LOOKS NOW");
    let parts = counted(unchanged, "entry");
    page.line(2, &format!("{parts} of the state of that moment: `asof known` shows them."));
}

#[cfg(test)]
mod tests {
    use asof_query::Names;
    use serde_json::{Value, json};

    use super::*;

    /// Returns the words for an outcome and what stands below them.
    fn words(outcome: &Value) -> (String, Vec<String>) {
        let document = json!({ "cut": { "occurred": { "until": "2025-06-02T00:00:00+03:00" } } });
        let names = Names::default();
        let view = View::new(Fields::new(&document), &names);
        let item = item(&view, Fields::new(outcome));
        (item.line(), item.below)
    }

    #[test]
    fn a_gathering_was_held_or_not_or_nothing_is_told_of_it() {
        let mut outcome = json!({
            "path": "meetings/m", "title": "the talks", "expected": "proposed",
            "planned_for": "2025-05-15", "became": "not-held", "instead": "r1", "meeting_status": "not-held",
            "events": ["a"],
        });
        assert_eq!(
            words(&outcome).0,
            "The talks (m): proposed for Thu 15 May 2025 -> not held; instead r1 [a]"
        );
        outcome["became"] = json!("scheduled");
        let text = words(&outcome).0;
        assert_eq!(
            text,
            "The talks (m): proposed for Thu 15 May 2025 -> scheduled: no outcome in the record [a]"
        );
        outcome["became"] = json!("retracted");
        assert!(words(&outcome).0.ends_with("-> no longer in the record [a]"));
    }

    #[test]
    fn coming_is_told_by_whom_it_was_expected() {
        let mut outcome = json!({
            "path": "attendance/m/putin", "title": null, "expected": "expected", "expected_by": ["trump", "source"],
            "became": "absent", "meeting_status": "not-held", "events": [],
        });
        assert_eq!(words(&outcome).0, "m: putin: expected by trump and the source -> absent");
        outcome["became"] = json!("not-stated");
        assert!(words(&outcome).0.ends_with("-> not stated; the meeting was not held"));
        outcome["expected"] = json!("declined");
        assert!(
            words(&outcome).0.contains("declined as reported by trump and the source, not in their own word")
        );
        let still = json!({ "path": "attendance/m/x", "expected": "accepted", "became": "accepted" });
        assert_eq!(words(&still).0, "m: x: accepted, and still so at the end of the record");
    }

    #[test]
    fn who_is_missing_from_a_list_that_is_not_complete_may_have_come() {
        let mut outcome = json!({
            "path": "delegations/m/ukraine/announced", "expected": "announced", "became": "otherwise",
            "announced": ["a", "b"], "added": ["c"], "missing": ["b"], "complete": false, "instead": "n",
        });
        let (text, below) = words(&outcome);
        assert_eq!(
            text,
            "m, ukraine, as announced: a and b -> the list of who came differs, and is not complete (at n, held \
             instead)"
        );
        assert_eq!(
            below,
            [
                "named there and not before: c",
                "announced and not on that list, but may have come all the same: b"
            ]
        );
        outcome["complete"] = json!(true);
        let (text, below) = words(&outcome);
        assert!(
            text.contains("-> came otherwise (at n, held instead)")
                && below[1] == "announced and not there: b"
        );
    }
}
