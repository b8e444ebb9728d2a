//! `due`: what is overdue, what is due next, who owes it.

use asof_core::Key;
use asof_query::rows::{AsOfRow, DiffAnswer, DueList, DueRow, DueSort};

use super::changes::slot_name;
use super::dates::{deadline, first_and_last_day};
use super::head::{self, Head};
use super::numbers::{counted, grouped};
use super::page::{Item, Page, code};
use super::state::{command, over, parties, without_a_word};
use super::view::{Detail, View, without_repetition};

/// Returns what is overdue, then what is due next.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a DueList, width: usize) -> Page {
    let mut page = Page::new(width);
    head::answered(&mut page, view, &Head::of(&answer.envelope));
    let (overdue, next): (Vec<_>, Vec<_>) = answer.due.iter().partition(|row| row.overdue_days.is_some());
    for (title, rows) in [("Overdue", &overdue), ("Due next", &next)] {
        if !rows.is_empty() {
            page.section(title, &rows.len().to_string());
            rows.iter().for_each(|row| page.item(2, "", &item(view, row)));
        }
    }
    if overdue.is_empty() && next.is_empty() {
        page.line(0, "This record has nothing that is awaited by a date then.");
    }
    let aside = |count: u64, [one, several]: [&str; 2]| {
        (count > 0).then(|| format!("{} more {}", grouped(count), if count == 1 { one } else { several }))
    };
    let undated = aside(answer.undated, ["without a date is still open", "without a date are still open"]);
    let suspended = aside(answer.suspended, ["with a date is suspended", "with a date are suspended"]);
    let reported = aside(answer.reported, ["with a date is only reported", "with a date are only reported"]);
    let asides: Vec<String> = undated.into_iter().chain(suspended).chain(reported).collect();
    if !asides.is_empty() {
        page.blank();
        let open = code(&command(view, "open", &answer.envelope.as_of));
        page.aside(0, &format!("{} ({open}).", asides.join("; ")));
    }
    page
}

/// Writes what passed between two points while nothing was heard of it.
pub(crate) fn passed<'a>(page: &mut Page, view: &View<'a>, answer: &'a DiffAnswer) {
    let rows = &answer.passed;
    if rows.is_empty() {
        return;
    }
    page.section("Fell due in between and still open", &rows.len().to_string());
    let shown = match view.detail {
        Detail::Short => &rows[..rows.len().min(SHOWN)],
        Detail::Full => &rows[..],
    };
    shown.iter().for_each(|row| page.item(2, "", &item(view, row)));
    if shown.len() < rows.len() {
        let due = code(&command(view, "due", later(&answer.from, &answer.to)));
        page.line(2, &format!("and {} more, by {due}", rows.len() - shown.len()));
    }
}

/// How many dues that passed an overview of what changed names.
const SHOWN: usize = 5;

/// Returns the later of the two points between which something passed.
fn later<'a>(from: &'a AsOfRow, to: &'a AsOfRow) -> &'a AsOfRow {
    match (from.occurred.until, to.occurred.until) {
        (Some(first), Some(last)) if last < first => from,
        _ => to,
    }
}

/// Returns one thing that is due: what, who owes it, by when, and how late it is or how many days are left.
pub(super) fn item<'a>(view: &View<'a>, row: &'a DueRow) -> Item {
    let name = slot_name(view, &row.path, row.title.as_deref());
    let due = deadline(&row.due);
    let said = match row.sort {
        DueSort::Commitment => format!("{}, due {due}{}", owed(view, row), late(row)),
        DueSort::Answer => format!("an answer{} due {due}{}", by(view, row), late(row)),
        DueSort::Meeting => format!("planned for {due}{}", late(row)),
        DueSort::Ceasefire => quiet(view, row, &due),
    };
    let process = view.other_process(Some(&row.process));
    let process = process.map_or(String::new(), |process| format!("{}: ", code(process.as_str())));
    Item::new(format!("{process}{name}: {said}{}", view.may_have_changed(&row.maybe))).on(&row.events)
}

/// Returns the names of those on a side, each once; empty where none is stated.
fn side<'a>(view: &View<'a>, side: &'a [Key]) -> String {
    let who = without_repetition(&side.iter().collect::<Vec<&Key>>());
    if who.is_empty() { String::new() } else { view.names(who) }
}

/// Returns by whom something is to be done; empty where that is not stated.
fn by<'a>(view: &View<'a>, row: &'a DueRow) -> String {
    let who = side(view, &row.owed_by);
    if who.is_empty() { String::new() } else { format!(" by {who}") }
}

/// Returns by whom something is owed to whom.
fn owed<'a>(view: &View<'a>, row: &'a DueRow) -> String {
    match (row.owed_by.is_empty(), row.owed_to.is_empty()) {
        (true, true) => "owed".to_owned(),
        (true, false) => format!("owed to {}", side(view, &row.owed_to)),
        (false, _) => format!("owed by {}", parties(view, &row.owed_by, &row.owed_to)),
    }
}

/// Returns who declared a ceasefire, and when its duration ends or was over.
fn quiet<'a>(view: &View<'a>, row: &'a DueRow, due: &str) -> String {
    let declared = match by(view, row) {
        by if by.is_empty() => String::new(),
        by => format!("declared{by}; "),
    };
    match row.overdue_days {
        Some(days) => format!("{declared}{}", over(row.phase, due, days)),
        None => format!("{declared}its announced duration ends {due}{}", late(row)),
    }
}

/// Returns for how long something is overdue, or how many days are left for it.
fn late(row: &DueRow) -> String {
    match (row.overdue_days, row.days_left, row.sort) {
        (Some(days), _, DueSort::Meeting) => {
            format!(", passed {} ago{}", counted(days, "day"), without_a_word(&row.maybe))
        }
        (Some(days), ..) => format!(", overdue by {}", counted(days, "day")),
        (None, Some(0), _) => ", that day".to_owned(),
        (None, Some(days), _) => {
            let is_of_several_days = first_and_last_day(&row.due).is_some_and(|(first, last)| first < last);
            format!(", {} {}", if is_of_several_days { "within" } else { "in" }, counted(days, "day"))
        }
        (None, None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use asof_core::{AsOf, Until, Zone};
    use asof_projector::state::ceasefires::Phase;
    use asof_projector::{Counted, Dated, Instant, Path};
    use asof_query::rows::{Envelope, UntilRow};
    use asof_query::{Names, ProcessChoice};

    use super::super::page::plainly;
    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    fn keys(texts: &[&str]) -> Vec<Key> {
        texts.iter().map(|text| key(text)).collect()
    }

    fn dated(written: &str) -> Dated {
        Dated::written(written.parse().unwrap(), Zone::UTC)
    }

    fn due(sort: DueSort, path: &str, written: &str, events: &[&str]) -> DueRow {
        DueRow {
            process: key("talks"),
            path: Path::read(path).unwrap(),
            title: None,
            sort,
            owed_by: Vec::new(),
            owed_to: Vec::new(),
            due: dated(written),
            days_left: None,
            phase: None,
            overdue_days: None,
            events: keys(events),
            attributed_to: Vec::new(),
            confirmed_by: Vec::new(),
            denied_by: Vec::new(),
            inferred: Vec::new(),
            maybe: Vec::new(),
        }
    }

    fn said(row: &DueRow) -> String {
        let names = Names::default();
        let view = View::new(None, Some(&row.process), &names);
        plainly(&item(&view, row).line())
    }

    #[test]
    fn what_is_due_some_day_is_due_within_so_many_days() {
        let mut row = due(DueSort::Commitment, "commitments/mm", "2019-03", &["e"]);
        (row.owed_by, row.owed_to) = (keys(&["a", "b"]), keys(&["b", "a"]));
        row.days_left = Some(30);
        assert_eq!(
            said(&row),
            "mm: owed by a and b to each other, due some day in March 2019, within 30 days [e]"
        );
        row.due = dated("2019-03-31");
        row.owed_to = Vec::new();
        assert_eq!(said(&row), "mm: owed by a and b, due Sun 31 March 2019, in 30 days [e]");
    }

    #[test]
    fn a_ceasefire_that_never_began_has_no_ending_to_wait_for() {
        let mut row = due(DueSort::Ceasefire, "ceasefires/quiet", "2025-06-05", &["quiet"]);
        row.title = Some("ceasefire (the lambing)".to_owned());
        row.phase = Some(Phase::Announced);
        row.overdue_days = Some(5);
        assert_eq!(
            said(&row),
            "Ceasefire (the lambing) (quiet): counted from its announcement, its time was over by Thu 5 June 2025, 5 \
             days ago [quiet]"
        );
        row.phase = Some(Phase::InEffect);
        row.owed_by = keys(&["a"]);
        assert_eq!(
            said(&row),
            "Ceasefire (the lambing) (quiet): declared by a; its duration was over by Thu 5 June 2025, 5 days ago; no \
             ending is on record [quiet]"
        );
    }

    #[test]
    fn what_may_have_happened_by_then_makes_what_is_due_otherwise() {
        let mut row = due(DueSort::Meeting, "meetings/m", "2025-06-05", &["e"]);
        row.overdue_days = Some(1);
        assert_eq!(said(&row), "m: planned for Thu 5 June 2025, passed 1 day ago without a word of it [e]");
        row.maybe = keys(&["a", "b", "c"]);
        assert_eq!(
            said(&row),
            "m: planned for Thu 5 June 2025, passed 1 day ago (may have changed: a +2) [e]"
        );
    }

    #[test]
    fn what_else_is_open_is_counted_for_the_moment_asked_about() {
        let [occurred, known] = ["2025-06-11T00:00:00+03:00", "2025-06-12T00:00:00+03:00"]
            .map(|until| Instant(until.parse().unwrap()));
        let until = |until| UntilRow { text: String::new(), until: Some(until) };
        let before = |until: Instant| Until::Before(until.0.to_utc());
        let as_of = AsOfRow {
            occurred: until(occurred),
            known: until(known),
            recorded: 0,
            token: Some(String::new()),
            sentence: String::new(),
            point: AsOf { occurred: before(occurred), known: before(known), ..AsOf::ALL },
            zone: "Europe/Istanbul".parse().unwrap(),
        };
        let envelope = Envelope {
            as_of,
            process: key("talks"),
            process_name: "Talks".to_owned(),
            others: Vec::new(),
            continued_by: Vec::new(),
            chosen: ProcessChoice::Only,
            counted: Counted::default(),
        };
        let answer = DueList { envelope, due: Vec::new(), undated: 1, suspended: 2, reported: 0 };
        let names = Names::default();
        let view = View::of(&answer.envelope, &names);
        let text = strip_str(&page(&view, &answer, 200).into_text()).to_string();
        let aside = "1 more without a date is still open; 2 more with a date are suspended (asof open 2025-06-10 \
                     --known 2025-06-11).";
        assert!(text.contains(aside), "{text}");
    }
}
