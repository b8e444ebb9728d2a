//! What became of what was expected, a sentence each.

use asof_projector::Collection;

use super::changes::{collection, slot_name};
use super::dates::{date, deadline, is_of_one_day};
use super::fields::Fields;
use super::numbers::counted;
use super::page::{Item, code, glued};
use super::state::late;
use super::view::{Detail, View, joined, plain, stands};

/// Returns what was expected and what became of it, in one sentence.
pub(super) fn item<'a>(view: &View<'a>, outcome: Fields<'a>) -> Item {
    let path = outcome.text("path").unwrap_or_default();
    let said = match collection(path) {
        Some(Collection::Meetings) => gathering(view, outcome),
        Some(Collection::Attendance) => coming(view, outcome),
        Some(Collection::Delegations) => delegation(view, outcome),
        Some(Collection::Positions) => aim(view, outcome),
        _ => promise(view, outcome),
    };
    let said = match view.other_process(outcome) {
        Some(process) => format!("{}: {said}", code(process)),
        None => said,
    };
    let keys = outcome.texts("events");
    let mut item = match view.detail {
        Detail::Short => Item::new(format!("{said} [{}]", last_and_count(&keys))),
        Detail::Full => Item::new(said).on(keys),
    };
    people(view, outcome, &mut item);
    item
}

/// Returns the last of some keys, what came of it, and how many others there are.
fn last_and_count(keys: &[&str]) -> String {
    match keys {
        [] => String::new(),
        [one] => code(one),
        [rest @ .., last] => format!("{}{}", code(last), glued(&format!(" +{}", rest.len()))),
    }
}

fn word(outcome: Fields<'_>, field: &str) -> String {
    match outcome.text(field) {
        None | Some("not-stated") => "not stated".to_owned(),
        Some("retracted") => "no longer in the record".to_owned(),
        Some(word) => plain(word),
    }
}

/// Returns how what was expected is joined to what became of it.
fn joint(outcome: Fields<'_>) -> &'static str {
    match outcome.text("turned_out") {
        Some("otherwise") => ", but ",
        Some("as-expected") => ", and ",
        _ => "; ",
    }
}

/// Returns how a meeting was planned and whether it was held.
fn gathering<'a>(view: &View<'a>, outcome: Fields<'a>) -> String {
    let name = slot_name(view, outcome.text("path").unwrap_or_default(), outcome.text("title"));
    let expected = word(outcome, "expected");
    let planned = match date(outcome, "planned_for") {
        Some(date) => format!("{expected} for {date}"),
        None => expected,
    };
    let became = match (outcome.text("became"), outcome.text("instead"), date(outcome, "occurred")) {
        (Some("held"), _, Some(date)) => format!("held {date}"),
        (Some("not-held"), Some(instead), _) => format!("not held; instead {}", code(instead)),
        (Some("proposed" | "scheduled"), ..) => {
            format!("this record tells of no outcome{}", overdue(outcome).unwrap_or_default())
        }
        _ => word(outcome, "became"),
    };
    format!("{name}: {planned}{}{became}", joint(outcome))
}

/// Returns what had been said of somebody's coming, and whether they came.
fn coming<'a>(view: &View<'a>, outcome: Fields<'a>) -> String {
    let mut segments = outcome.text("path").unwrap_or_default().split('/').skip(1);
    let meeting = code(segments.next().unwrap_or_default());
    let who = segments.next().map_or("Somebody", |who| view.name(who));
    let by = outcome.texts("expected_by");
    let status = outcome.text("expected");
    let expected = match (status, by.is_empty()) {
        (Some("expected"), false) => {
            format!("was expected at {meeting} by {}", view.claimants_at(outcome, &by))
        }
        (_, false) => {
            let by = view.claimants_at(outcome, &by);
            format!("by the word of {by}, not their own, {} for {meeting}", word(outcome, "expected"))
        }
        (Some("accepted"), true) => format!("had agreed to come to {meeting}"),
        (Some("declined"), true) => format!("had declined to come to {meeting}"),
        (Some("tentative"), true) => format!("had left open whether to come to {meeting}"),
        (Some("delegated"), true) => format!("had named somebody else for {meeting}"),
        (_, true) => format!("{} for {meeting}", word(outcome, "expected")),
    };
    format!("{who} {expected}{}{}", joint(outcome), came(outcome, who))
}

/// Returns whether somebody came; where that is not told, whether there was anything to come to.
fn came(outcome: Fields<'_>, who: &str) -> String {
    let became = outcome.text("became").filter(|became| *became != "not-stated");
    let untold = format!("whether {who} came is not stated");
    match (became, outcome.text("meeting_status")) {
        (None | Some("accepted" | "declined" | "tentative" | "delegated" | "present"), _)
            if outcome.flag("delegation_observed") =>
        {
            "a delegation was there".to_owned()
        }
        (Some("present"), _) => "was there".to_owned(),
        (Some("absent"), _) => "was absent".to_owned(),
        (Some("declined"), _) if outcome.text("expected") != Some("declined") => "declined later".to_owned(),
        (Some("accepted"), _) if outcome.text("expected") != Some("accepted") => "accepted later".to_owned(),
        (_, Some("not-held")) => {
            let instead =
                outcome.text("instead").map_or(String::new(), |key| format!("; instead {}", code(key)));
            format!("the meeting was not held{instead}")
        }
        (_, Some("cancelled")) => "the meeting was cancelled".to_owned(),
        (Some(other), _) if Some(other) != outcome.text("expected") => format!("{}; {untold}", plain(other)),
        _ => untold,
    }
}

/// Returns who was announced and how the list of those who came compares.
fn delegation<'a>(view: &View<'a>, outcome: Fields<'a>) -> String {
    let mut segments = outcome.text("path").unwrap_or_default().split('/').skip(1);
    let meeting = segments.next().unwrap_or_default();
    let party = segments.next().map_or("Somebody", |party| view.name(party));
    let told_by = view.told_by(outcome).map_or(String::new(), |by| format!(", {by}"));
    let partial = match outcome.value("announced_complete").as_bool() {
        Some(false) => " (partial list)",
        Some(true) | None => "",
    };
    let came = match (outcome.text("became"), outcome.text("turned_out")) {
        (Some("as-announced"), _) if unnamed_and_gone(outcome).is_empty() => "these came",
        (Some("as-announced"), _) => "those named came",
        (Some("otherwise"), Some("otherwise")) => "came otherwise",
        (Some("otherwise"), _) => "the list of who came differs without contradicting it",
        _ => "who of them came is not stated",
    };
    let aside = match (outcome.text("instead"), outcome.text("meeting_status")) {
        (Some(instead), _) => format!(" (at {}, held instead)", code(instead)),
        (None, Some("not-held")) => "; the meeting was not held".to_owned(),
        (None, Some("cancelled")) => "; the meeting was cancelled".to_owned(),
        _ => String::new(),
    };
    let people = announced(view, outcome);
    format!("{party}, announced for {}{partial}{told_by}: {people}; {came}{aside}", code(meeting))
}

/// Returns who was announced, by name and without one.
fn announced<'a>(view: &View<'a>, outcome: Fields<'a>) -> String {
    let (named, unnamed) = (outcome.texts("announced"), outcome.texts("announced_unnamed"));
    match (named.is_empty(), unnamed.is_empty()) {
        (true, true) => "nobody by name".to_owned(),
        (true, false) => format!("unnamed: {}", joined(&unnamed)),
        (false, true) => view.names(&named),
        (false, false) => format!("{}, and unnamed: {}", view.names(&named), joined(&unnamed)),
    }
}

/// Returns who was announced without a name and is not on the list of who came in the same words.
fn unnamed_and_gone(outcome: Fields<'_>) -> Vec<&str> {
    let came = outcome.texts("came_unnamed");
    outcome.texts("announced_unnamed").into_iter().filter(|unnamed| !came.contains(unnamed)).collect()
}

/// Returns whether an outcome is of what a party aimed at.
pub(super) fn is_of_an_aim(outcome: Fields<'_>) -> bool {
    outcome.text("path").and_then(collection) == Some(Collection::Positions)
}

/// Returns what a party aimed at, and what is told of it since.
fn aim<'a>(view: &View<'a>, outcome: Fields<'a>) -> String {
    let mut segments = outcome.text("path").unwrap_or_default().split('/').skip(1);
    let party = segments.next().map_or("Somebody", |party| view.name(party));
    let issue = segments.next().map_or("", |issue| view.name(issue));
    let aim = outcome.text("title").unwrap_or_default();
    let by = outcome.texts("expected_by");
    let told = match by.is_empty() {
        true => String::new(),
        false => format!(", by the word of {} alone", view.claimants_at(outcome, &by)),
    };
    let became = match outcome.text("became") {
        Some("not-stated") => String::new(),
        Some("restated") => "; worded otherwise later".to_owned(),
        Some("replaced") => format!("; at the end: {}", outcome.text("replaced_by").unwrap_or_default()),
        _ => format!("{}{}", joint(outcome), word(outcome, "became")),
    };
    format!("{party}, {issue}: {aim}{told}{became}")
}

/// Returns how a promise or a proposal stood then and stands at the end.
fn promise<'a>(view: &View<'a>, outcome: Fields<'a>) -> String {
    let name = slot_name(view, outcome.text("path").unwrap_or_default(), outcome.text("title"));
    let (expected, became) = (word(outcome, "expected"), word(outcome, "became"));
    if !outcome.texts("undecided_between").is_empty() {
        let became = stands(outcome, &became);
        return format!("{name}: {expected} then; at the end of this record {became}");
    }
    if let Some(days) = outcome.number("late_days") {
        let due = due(outcome).map_or(String::new(), |due| format!(": {due}"));
        let came = date(outcome, "occurred").map_or(String::new(), |came| format!(", delivered {came}"));
        let late = late(days, is_of_one_day(outcome, "occurred"));
        return format!("{name}: {expected} then, {became} {late}{due}{came}");
    }
    let overdue = overdue(outcome).unwrap_or_default();
    if expected == became {
        return format!("{name}: {expected} then and at the end of this record{overdue}");
    }
    format!("{name}: {expected} then, {became} at the end of this record{overdue}")
}

/// Returns by when something was due.
fn due(outcome: Fields<'_>) -> Option<String> {
    deadline(outcome, "due").map(|due| format!("due {due}"))
}

/// Returns by how long it is overdue at the end of the record.
fn overdue(outcome: Fields<'_>) -> Option<String> {
    let late = counted(outcome.number("overdue_days")?, "day");
    Some(match due(outcome) {
        Some(due) => format!(", {late} overdue ({due})"),
        None => format!(", {late} after the day planned"),
    })
}

/// Says who came without being announced, and who was announced and is not on the list of who came.
fn people<'a>(view: &View<'a>, outcome: Fields<'a>, item: &mut Item) {
    let missing = match outcome.flag("complete") {
        true => "announced and not there",
        // Who is missing from a list that is not complete may have come all the same.
        false => "announced and not on that list, but may have come all the same",
    };
    let announced = outcome.texts("announced_unnamed");
    let unnamed: Vec<&str> =
        outcome.texts("came_unnamed").into_iter().filter(|unnamed| !announced.contains(unnamed)).collect();
    if !unnamed.is_empty() {
        item.note(format!("there without a name: {}", joined(&unnamed)));
    }
    for (field, label) in [("added", "named there and not before"), ("missing", missing)] {
        let people = outcome.texts(field);
        if !people.is_empty() {
            item.note(format!("{label}: {}", view.names(&people)));
        }
    }
}

#[cfg(test)]
mod tests {
    use asof_query::Names;
    use serde_json::{Value, json};

    use super::super::page::plainly;
    use super::*;

    /// Returns the words for an outcome and what stands below them.
    fn words(outcome: &Value) -> (String, Vec<String>) {
        let document = json!({ "as_of": { "occurred": { "until": "2025-06-02T00:00:00+03:00" } } });
        let names = Names::default();
        let view = View::new(Fields::new(&document), &names);
        let item = item(&view, Fields::new(outcome));
        (plainly(&item.line()), item.below)
    }

    fn said(outcome: &Value) -> String {
        words(outcome).0
    }

    #[test]
    fn a_gathering_was_held_or_not_or_nothing_is_told_of_it() {
        let mut outcome = json!({
            "path": "meetings/m", "title": "the talks", "expected": "proposed", "turned_out": "otherwise",
            "planned_for": "2025-05-15", "became": "not-held", "instead": "r1", "meeting_status": "not-held",
            "events": ["a", "b", "c"],
        });
        assert_eq!(
            said(&outcome),
            "The talks (m): proposed for Thu 15 May 2025, but not held; instead r1 [c +2]"
        );
        outcome["became"] = json!("held");
        outcome["occurred"] = json!("2025-05-15");
        outcome["turned_out"] = json!("as-expected");
        assert!(said(&outcome).contains("proposed for Thu 15 May 2025, and held Thu 15 May 2025"));
        outcome["became"] = json!("scheduled");
        outcome["turned_out"] = json!("open");
        assert!(said(&outcome).contains("proposed for Thu 15 May 2025; this record tells of no outcome"));
        outcome["became"] = json!("retracted");
        outcome["turned_out"] = json!("otherwise");
        assert!(said(&outcome).contains(", but no longer in the record"));
    }

    #[test]
    fn coming_is_told_by_whom_it_was_expected() {
        let mut outcome = json!({
            "path": "attendance/m/putin", "title": null, "expected": "expected", "expected_by": ["trump", "source"],
            "became": "absent", "turned_out": "otherwise", "meeting_status": "not-held", "events": ["a"],
        });
        assert_eq!(said(&outcome), "putin was expected at m by trump and the source, but was absent [a]");
        outcome["became"] = json!("not-stated");
        assert!(said(&outcome).contains("by trump and the source, but the meeting was not held"));
        outcome["expected"] = json!("declined");
        assert!(
            said(&outcome).contains("by the word of trump and the source, not their own, declined for m")
        );
        let still = json!({
            "path": "attendance/m/x", "expected": "accepted", "became": "accepted", "turned_out": "as-expected",
            "meeting_status": "held", "delegation_observed": true,
        });
        assert!(said(&still).starts_with("x had agreed to come to m, and a delegation was there"));
        let still = json!({
            "path": "attendance/m/x", "expected": "accepted", "became": "accepted", "turned_out": "open",
            "meeting_status": "held",
        });
        assert!(said(&still).starts_with("x had agreed to come to m; whether x came is not stated"));
    }

    #[test]
    fn who_is_missing_from_a_list_that_is_not_complete_may_have_come() {
        let mut outcome = json!({
            "path": "delegations/m/ukraine/announced", "expected": "announced", "became": "otherwise",
            "turned_out": "open", "announced": ["a", "b"], "added": ["c"], "missing": ["b"], "complete": false,
            "instead": "n", "events": ["e"],
        });
        let (text, below) = words(&outcome);
        assert_eq!(
            text,
            "ukraine, announced for m: a and b; the list of who came differs without contradicting it (at n, held \
             instead) [e]"
        );
        assert_eq!(
            below,
            [
                "named there and not before: c",
                "announced and not on that list, but may have come all the same: b"
            ]
        );
        outcome["complete"] = json!(true);
        outcome["turned_out"] = json!("otherwise");
        let (text, below) = words(&outcome);
        assert!(
            text.contains("; came otherwise (at n") && below[1] == "announced and not there: b",
            "{text}"
        );
    }

    #[test]
    fn a_delegation_is_told_with_whom_it_does_not_name_and_by_whose_word() {
        let mut outcome = json!({
            "path": "delegations/m/ukraine/announced", "expected": "announced", "became": "as-announced",
            "turned_out": "as-expected", "attributed_to": ["zelenskyy", "source"], "announced": ["a", "b"],
            "announced_unnamed": ["two advisers"], "came_unnamed": ["two advisers", "a clerk"], "events": ["e"],
        });
        let (text, below) = words(&outcome);
        assert_eq!(
            text,
            "ukraine, announced for m, told by zelenskyy and the source: a and b, and unnamed: two advisers; these \
             came [e]"
        );
        assert_eq!(below, ["there without a name: a clerk"]);
        outcome["came_unnamed"] = json!([]);
        assert!(words(&outcome).0.contains("; those named came"));
        outcome["announced"] = json!([]);
        outcome["became"] = json!("not-stated");
        assert!(words(&outcome).0.contains(": unnamed: two advisers; who of them came is not stated"));
    }

    #[test]
    fn a_promise_says_how_it_stood_and_stands() {
        let mut outcome = json!({
            "path": "commitments/p", "title": "exchange", "expected": "preparing", "became": "fulfilled",
            "turned_out": "as-expected", "events": ["p"],
        });
        assert_eq!(said(&outcome), "Exchange (p): preparing then, fulfilled at the end of this record [p]");
        outcome["late_days"] = json!(5);
        outcome["due"] = json!("2025-02-22");
        outcome["occurred"] = json!("2025-02-27");
        outcome["occurred_from"] = json!("2025-02-27T00:00:00+03:00");
        outcome["occurred_until"] = json!("2025-02-28T00:00:00+03:00");
        let late = "Exchange (p): preparing then, fulfilled 5 days late: due Sat 22 February 2025, delivered Thu 27 \
                    February 2025 [p]";
        assert_eq!(said(&outcome), late);
        outcome["occurred_until"] = json!("2025-03-01T00:00:00+03:00");
        assert!(said(&outcome).contains("fulfilled at least 5 days late: due"));
        outcome["late_days"] = json!(null);
        outcome["became"] = json!("preparing");
        assert_eq!(said(&outcome), "Exchange (p): preparing then and at the end of this record [p]");
        outcome["overdue_days"] = json!(12);
        let overdue = "Exchange (p): preparing then and at the end of this record, 12 days overdue (due Sat 22 February \
                       2025) [p]";
        assert_eq!(said(&outcome), overdue);
    }
}
