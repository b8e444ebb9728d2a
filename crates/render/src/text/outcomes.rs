//! What became of what was expected, a sentence each.

use asof_core::{Key, Text};
use asof_projector::Collection;
use asof_projector::state::meetings::MeetingStatus;
use asof_query::rows::{OutcomeRow, TurnedOut};

use super::changes::slot_name;
use super::dates::{date, deadline, is_of_one_day};
use super::numbers::counted;
use super::page::{Item, code, glued};
use super::state::late;
use super::view::{Detail, View, joined, order_not_recorded, plain};

/// Returns what was expected and what became of it, in one sentence.
pub(super) fn item<'a>(view: &View<'a>, row: &'a OutcomeRow) -> Item {
    let said = match row.path.collection() {
        Collection::Meetings => gathering(view, row),
        Collection::Attendance => coming(view, row),
        Collection::Delegations => delegation(view, row),
        Collection::Positions => objective(view, row),
        _ => promise(view, row),
    };
    let said = match view.other_process(Some(&row.process)) {
        Some(process) => format!("{}: {said}", code(process.as_str())),
        None => said,
    };
    let keys = &row.outcome.events;
    let mut item = match view.detail {
        Detail::Short => Item::new(format!("{said} [{}]", last_and_count(keys))),
        Detail::Full => Item::new(said).on(keys),
    };
    people(view, row, &mut item);
    item
}

/// Returns the last of some keys, what came of it, and how many others there are.
fn last_and_count(keys: &[Key]) -> String {
    match keys {
        [] => String::new(),
        [one] => code(one.as_str()),
        [rest @ .., last] => format!("{}{}", code(last.as_str()), glued(&format!(" +{}", rest.len()))),
    }
}

/// Returns in words what was expected or what became of it.
fn word(word: &str) -> String {
    match word {
        "retracted" => "no longer in the record".to_owned(),
        word => plain(word),
    }
}

/// Returns how what was expected is joined to what became of it.
fn joint(row: &OutcomeRow) -> &'static str {
    match row.outcome.turned_out {
        TurnedOut::Otherwise => ", but ",
        TurnedOut::AsExpected => ", and ",
        TurnedOut::Late | TurnedOut::Settled | TurnedOut::Open => "; ",
    }
}

/// Returns how a meeting was planned and whether it was held.
fn gathering<'a>(view: &View<'a>, row: &'a OutcomeRow) -> String {
    let outcome = &row.outcome;
    let name = slot_name(view, &row.path, row.title.as_deref());
    let expected = word(&outcome.expected);
    let planned = match &outcome.planned_for {
        Some(planned_for) => format!("{expected} for {}", date(planned_for)),
        None => expected,
    };
    let became = match (outcome.became.as_str(), &outcome.instead, &outcome.occurred) {
        ("held", _, Some(occurred)) => format!("held {}", date(occurred)),
        ("not-held", Some(instead), _) => format!("not held; instead {}", code(instead.as_str())),
        ("proposed" | "scheduled", ..) => {
            format!("no outcome on record{}", overdue(row).unwrap_or_default())
        }
        (became, ..) => word(became),
    };
    format!("{name}: {planned}{}{became}", joint(row))
}

/// Returns what had been said of somebody's coming, and whether they came.
fn coming<'a>(view: &View<'a>, row: &'a OutcomeRow) -> String {
    let mut segments = row.path.segments();
    let meeting = code(segments.next().unwrap_or_default());
    let who = segments.next().map_or("Somebody", |who| view.name_of(who));
    let by = &row.outcome.expected_by;
    let status = row.outcome.expected.as_str();
    let expected = match (status, by.is_empty()) {
        ("expected", false) => format!("was expected at {meeting} by {}", view.claimants_at(row, by)),
        (_, false) => {
            let by = view.claimants_at(row, by);
            format!("by the word of {by}, not their own, {} for {meeting}", word(status))
        }
        ("accepted", true) => format!("had agreed to come to {meeting}"),
        ("declined", true) => format!("had declined to come to {meeting}"),
        ("tentative", true) => format!("had left open whether to come to {meeting}"),
        ("delegated", true) => format!("had named somebody else for {meeting}"),
        (_, true) => format!("{} for {meeting}", word(status)),
    };
    format!("{who} {expected}{}{}", joint(row), came(row, who))
}

/// Returns whether somebody came; where that is not told, whether there was anything to come to.
fn came(row: &OutcomeRow, who: &str) -> String {
    let outcome = &row.outcome;
    let expected = outcome.expected.as_str();
    let became = Some(outcome.became.as_str()).filter(|became| *became != "not-stated");
    let untold = format!("whether {who} came is not stated");
    match (became, outcome.meeting_status) {
        (None | Some("accepted" | "declined" | "tentative" | "delegated" | "present"), _)
            if outcome.delegation_observed == Some(true) =>
        {
            "a delegation was there".to_owned()
        }
        (Some("present"), _) => "was there".to_owned(),
        (Some("absent"), _) => "was absent".to_owned(),
        (Some("declined"), _) if expected != "declined" => "declined later".to_owned(),
        (Some("accepted"), _) if expected != "accepted" => "accepted later".to_owned(),
        (_, Some(MeetingStatus::NotHeld)) => {
            let instead = outcome.instead.as_ref();
            let instead = instead.map_or(String::new(), |key| format!("; instead {}", code(key.as_str())));
            format!("the meeting was not held{instead}")
        }
        (_, Some(MeetingStatus::Cancelled)) => "the meeting was cancelled".to_owned(),
        (Some(other), _) if other != expected => format!("{}; {untold}", plain(other)),
        _ => untold,
    }
}

/// Returns who was announced and how the list of those who came compares.
fn delegation<'a>(view: &View<'a>, row: &'a OutcomeRow) -> String {
    let outcome = &row.outcome;
    let mut segments = row.path.segments();
    let meeting = segments.next().unwrap_or_default();
    let party = segments.next().map_or("Somebody", |party| view.name_of(party));
    let told_by = view.told_by(row).map_or(String::new(), |by| format!(", {by}"));
    let partial = match outcome.announced_complete {
        Some(false) => " (partial list)",
        Some(true) | None => "",
    };
    let came = match (outcome.became.as_str(), outcome.turned_out) {
        ("as-announced", _) if unnamed_of(&outcome.announced_unnamed, &outcome.came_unnamed).is_empty() => {
            "these came"
        }
        ("as-announced", _) => "those named came",
        ("otherwise", TurnedOut::Otherwise) => "came otherwise",
        ("otherwise", _) => "the list of who came differs without contradicting it",
        _ => "who of them came is not stated",
    };
    let aside = match (&outcome.instead, outcome.meeting_status) {
        (Some(instead), _) => format!(" (at {}, held instead)", code(instead.as_str())),
        (None, Some(MeetingStatus::NotHeld)) => "; the meeting was not held".to_owned(),
        (None, Some(MeetingStatus::Cancelled)) => "; the meeting was cancelled".to_owned(),
        _ => String::new(),
    };
    let people = announced(view, row);
    format!("{party}, announced for {}{partial}{told_by}: {people}; {came}{aside}", code(meeting))
}

/// Returns who was announced, by name and without one.
fn announced<'a>(view: &View<'a>, row: &'a OutcomeRow) -> String {
    let (named, unnamed) = (&row.outcome.announced, unnamed_of(&row.outcome.announced_unnamed, &[]));
    match (named.is_empty(), unnamed.is_empty()) {
        (true, true) => "nobody by name".to_owned(),
        (true, false) => format!("unnamed: {}", joined(&unnamed)),
        (false, true) => view.names(named),
        (false, false) => format!("{}, and unnamed: {}", view.names(named), joined(&unnamed)),
    }
}

/// Returns who is on a list without a name and is not on the other in the same words.
fn unnamed_of<'a>(list: &'a [Text], other: &[Text]) -> Vec<&'a str> {
    list.iter().filter(|unnamed| !other.contains(unnamed)).map(Text::as_str).collect()
}

/// Returns whether the outcome is of an objective of a party.
pub(super) fn is_of_an_objective(row: &OutcomeRow) -> bool {
    row.path.collection() == Collection::Positions
}

/// Returns the objective of a party, and what became of it.
fn objective<'a>(view: &View<'a>, row: &'a OutcomeRow) -> String {
    let outcome = &row.outcome;
    let mut segments = row.path.segments();
    let party = segments.next().map_or("Somebody", |party| view.name_of(party));
    let issue = segments.next().map_or("", |issue| view.name_of(issue));
    let objective = row.title.as_deref().unwrap_or_default();
    let by = &outcome.expected_by;
    let told = match by.is_empty() {
        true => String::new(),
        false => format!(", by the word of {} alone", view.claimants_at(row, by)),
    };
    let became = match outcome.became.as_str() {
        "not-stated" => String::new(),
        "restated" => "; worded otherwise later".to_owned(),
        "replaced" => format!("; at the end: {}", outcome.replaced_by.as_deref().unwrap_or_default()),
        became => format!("{}{}", joint(row), word(became)),
    };
    format!("{party}, {issue}: {objective}{told}{became}")
}

/// Returns how a promise or a proposal stood then and stands at the end.
fn promise<'a>(view: &View<'a>, row: &'a OutcomeRow) -> String {
    let outcome = &row.outcome;
    let name = slot_name(view, &row.path, row.title.as_deref());
    let (expected, became) = (word(&outcome.expected), word(&outcome.became));
    if !outcome.undecided_between.is_empty() {
        let became = order_not_recorded(&outcome.undecided_between);
        return format!("{name}: {expected} then; at the end of this record {became}");
    }
    if let Some(days) = outcome.late_days {
        let due = due(row).map_or(String::new(), |due| format!(": {due}"));
        let occurred = outcome.occurred.as_ref();
        let came = occurred.map_or(String::new(), |came| format!(", delivered {}", date(came)));
        let late = late(days, occurred.is_some_and(is_of_one_day));
        return format!("{name}: {expected} then, {became} {late}{due}{came}");
    }
    let overdue = overdue(row).unwrap_or_default();
    if expected == became {
        return format!("{name}: {expected} then and at the end of this record{overdue}");
    }
    format!("{name}: {expected} then, {became} at the end of this record{overdue}")
}

/// Returns by when something was due.
fn due(row: &OutcomeRow) -> Option<String> {
    row.outcome.due.as_ref().map(|due| format!("due {}", deadline(due)))
}

/// Returns by how many days it is overdue at the end of the log.
fn overdue(row: &OutcomeRow) -> Option<String> {
    let late = counted(row.outcome.overdue_days?, "day");
    Some(match due(row) {
        Some(due) => format!(", {late} overdue ({due})"),
        None => format!(", {late} after the day planned"),
    })
}

/// Says who came without being announced, and who was announced and is not on the list of who came.
fn people<'a>(view: &View<'a>, row: &'a OutcomeRow, item: &mut Item) {
    let outcome = &row.outcome;
    let missing = match outcome.complete {
        Some(true) => "announced and not there",
        // Who is missing from a list that is not complete may have come all the same.
        Some(false) | None => "announced and not on that list, but may have come all the same",
    };
    let unnamed = unnamed_of(&outcome.came_unnamed, &outcome.announced_unnamed);
    if !unnamed.is_empty() {
        item.note(format!("there without a name: {}", joined(&unnamed)));
    }
    for (people, label) in [(&outcome.added, "named there and not before"), (&outcome.missing, missing)] {
        if !people.is_empty() {
            item.note(format!("{label}: {}", view.names(people)));
        }
    }
}

#[cfg(test)]
mod tests {
    use asof_core::{Inferred, When};
    use asof_projector::{Dated, Path};
    use asof_query::{Log, Names, Query, Scope, Selection, hindsight};
    use asof_store::{Access, MemoryLog};
    use chrono::DateTime;

    use super::super::page::{Note, plainly};
    use super::*;

    /// Returns an outcome of a path of which nothing is told but how it compares: the one of a meeting in a log, with
    /// all else taken out.
    fn outcome(path: &str, [expected, became]: [&str; 2], turned_out: TurnedOut) -> OutcomeRow {
        let text = include_str!("../../../../fixtures/logs/first-days.jsonl");
        let log = Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap();
        let question = Query {
            process: None,
            scope: Scope::Process,
            known: None,
            recorded: None,
            as_of: None,
            inferred: Inferred::Include,
            now: DateTime::UNIX_EPOCH,
        };
        let now = question.at(&log, Some("2025-05-11")).unwrap();
        let answer = hindsight(&log, &now.as_known_then(), &now, &Selection::default());
        let mut row = answer.outcomes.into_iter().next().unwrap();
        row.path = Path::read(path).unwrap();
        row.title = None;
        let told = &mut row.outcome;
        (told.expected, told.became, told.turned_out) = (expected.to_owned(), became.to_owned(), turned_out);
        (told.planned_for, told.occurred, told.overdue_days) = (None, None, None);
        (told.instead, told.meeting_status) = (None, None);
        (told.attributed_to, told.events) = (Vec::new(), Vec::new());
        row
    }

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    fn keys(texts: &[&str]) -> Vec<Key> {
        texts.iter().map(|text| key(text)).collect()
    }

    fn claimants(texts: &[&str]) -> Vec<asof_core::Claimant> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn texts(texts: &[&str]) -> Vec<Text> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn dated(written: &str) -> Option<Dated> {
        Some(Dated::written(written.parse::<When>().unwrap(), "Europe/Istanbul".parse().unwrap()))
    }

    /// Returns the words for an outcome and what stands below them.
    fn words(outcome: &OutcomeRow) -> (String, Vec<String>) {
        let names = Names::default();
        let view = View::new(None, Some(&outcome.process), &names);
        let item = item(&view, outcome);
        (plainly(&item.line()), item.below.iter().map(Note::line).collect())
    }

    fn said(outcome: &OutcomeRow) -> String {
        words(outcome).0
    }

    #[test]
    fn a_gathering_was_held_or_not_or_nothing_is_told_of_it() {
        let mut row = outcome("meetings/m", ["proposed", "not-held"], TurnedOut::Otherwise);
        row.title = Some("the talks".to_owned());
        row.outcome.planned_for = dated("2025-05-15");
        row.outcome.instead = Some(key("r1"));
        row.outcome.meeting_status = Some(MeetingStatus::NotHeld);
        row.outcome.events = keys(&["a", "b", "c"]);
        assert_eq!(
            said(&row),
            "The talks (m): proposed for Thu 15 May 2025, but not held; instead r1 [c +2]"
        );
        row.outcome.became = "held".to_owned();
        row.outcome.occurred = dated("2025-05-15");
        row.outcome.turned_out = TurnedOut::AsExpected;
        assert!(said(&row).contains("proposed for Thu 15 May 2025, and held Thu 15 May 2025"));
        row.outcome.became = "scheduled".to_owned();
        row.outcome.turned_out = TurnedOut::Open;
        assert!(said(&row).contains("proposed for Thu 15 May 2025; no outcome on record"));
        row.outcome.became = "retracted".to_owned();
        row.outcome.turned_out = TurnedOut::Otherwise;
        assert!(said(&row).contains(", but no longer in the record"));
    }

    #[test]
    fn coming_is_told_by_whom_it_was_expected() {
        let mut row = outcome("attendance/m/putin", ["expected", "absent"], TurnedOut::Otherwise);
        row.outcome.expected_by = claimants(&["trump", "source"]);
        row.outcome.meeting_status = Some(MeetingStatus::NotHeld);
        row.outcome.events = keys(&["a"]);
        assert_eq!(said(&row), "putin was expected at m by trump and the source, but was absent [a]");
        row.outcome.became = "not-stated".to_owned();
        assert!(said(&row).contains("by trump and the source, but the meeting was not held"));
        row.outcome.expected = "declined".to_owned();
        assert!(said(&row).contains("by the word of trump and the source, not their own, declined for m"));
        let mut still = outcome("attendance/m/x", ["accepted", "accepted"], TurnedOut::AsExpected);
        still.outcome.meeting_status = Some(MeetingStatus::Held);
        still.outcome.delegation_observed = Some(true);
        assert!(said(&still).starts_with("x had agreed to come to m, and a delegation was there"));
        still.outcome.turned_out = TurnedOut::Open;
        still.outcome.delegation_observed = None;
        assert!(said(&still).starts_with("x had agreed to come to m; whether x came is not stated"));
    }

    #[test]
    fn who_is_missing_from_a_list_that_is_not_complete_may_have_come() {
        let mut row = outcome("delegations/m/ukraine/announced", ["announced", "otherwise"], TurnedOut::Open);
        row.outcome.announced = keys(&["a", "b"]);
        row.outcome.added = keys(&["c"]);
        row.outcome.missing = keys(&["b"]);
        row.outcome.complete = Some(false);
        row.outcome.instead = Some(key("n"));
        row.outcome.events = keys(&["e"]);
        let (text, below) = words(&row);
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
        row.outcome.complete = Some(true);
        row.outcome.turned_out = TurnedOut::Otherwise;
        let (text, below) = words(&row);
        assert!(
            text.contains("; came otherwise (at n") && below[1] == "announced and not there: b",
            "{text}"
        );
    }

    #[test]
    fn a_delegation_is_told_with_whom_it_does_not_name_and_by_whose_word() {
        let mut row =
            outcome("delegations/m/ukraine/announced", ["announced", "as-announced"], TurnedOut::AsExpected);
        row.outcome.attributed_to = claimants(&["zelenskyy", "source"]);
        row.outcome.announced = keys(&["a", "b"]);
        row.outcome.announced_unnamed = texts(&["two advisers"]);
        row.outcome.came_unnamed = texts(&["two advisers", "a clerk"]);
        row.outcome.events = keys(&["e"]);
        let (text, below) = words(&row);
        assert_eq!(
            text,
            "ukraine, announced for m, according to zelenskyy and the source: a and b, and unnamed: two advisers; these \
             came [e]"
        );
        assert_eq!(below, ["there without a name: a clerk"]);
        row.outcome.came_unnamed = Vec::new();
        assert!(words(&row).0.contains("; those named came"));
        row.outcome.announced = Vec::new();
        row.outcome.became = "not-stated".to_owned();
        assert!(words(&row).0.contains(": unnamed: two advisers; who of them came is not stated"));
    }

    #[test]
    fn a_promise_says_how_it_stood_and_stands() {
        let mut row = outcome("commitments/p", ["preparing", "fulfilled"], TurnedOut::AsExpected);
        row.title = Some("exchange".to_owned());
        row.outcome.events = keys(&["p"]);
        assert_eq!(said(&row), "Exchange (p): preparing then, fulfilled at the end of this record [p]");
        row.outcome.late_days = Some(5);
        row.outcome.due = dated("2025-02-22");
        row.outcome.occurred = dated("2025-02-27");
        let late = "Exchange (p): preparing then, fulfilled 5 days late: due Sat 22 February 2025, delivered Thu 27 \
                    February 2025 [p]";
        assert_eq!(said(&row), late);
        row.outcome.occurred = dated("2025-02-27/2025-02-28");
        assert!(said(&row).contains("fulfilled at least 5 days late: due"));
        row.outcome.late_days = None;
        row.outcome.became = "preparing".to_owned();
        assert_eq!(said(&row), "Exchange (p): preparing then and at the end of this record [p]");
        row.outcome.overdue_days = Some(12);
        let overdue = "Exchange (p): preparing then and at the end of this record, 12 days overdue (due Sat 22 February \
                       2025) [p]";
        assert_eq!(said(&row), overdue);
    }
}
