//! `hindsight`: what had happened unseen, what became of what was expected, what stands as it did.

use asof_query::rows::{Hindsight, OutcomeRow, TurnedOut};

use super::changes::{self, Change, Told, because, count, reasons};
use super::diff::SCREENS;
use super::diff::{by_process, legend};
use super::head;
use super::numbers::counted;
use super::outcomes;
use super::page::{Page, code};
use super::state::{self, Clock};
use super::view::{Detail, View, capitalised};

/// How few lines what had happened unseen gets, however much was expected.
const LEAST: usize = 24;

/// How many aims an overview lists.
const AIMS: usize = 3;

/// The heading above what turned out otherwise; it stands there even where nothing did.
const OTHERWISE: &str = "2. Turned out otherwise than expected";

/// How what was expected may have turned out, in the order of reading, with a heading for each.
const TURNED_OUT: [(TurnedOut, &str); 5] = [
    (TurnedOut::Otherwise, OTHERWISE),
    (TurnedOut::Late, "Came late"),
    (TurnedOut::AsExpected, "Came about as expected"),
    (TurnedOut::Settled, "Had been left open and was settled"),
    (TurnedOut::Open, "Still open at the end of this record, or no outcome on record"),
];

/// Returns how a moment looked then and looks now.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a Hindsight, width: usize) -> Page {
    let view = view.with(if answer.only.is_empty() { Detail::Short } else { Detail::Full });
    let asked = head::asked_for(&view, &answer.only, &answer.selection);
    let asked = asked.as_deref();
    let mut page = Page::new(width);
    page.line(0, &head::labelled("Then", &answer.from, Some(answer.counted_from)));
    page.line(0, &head::labelled("Now", &answer.to, Some(answer.counted_to)));
    head::process(&mut page, &answer.envelope);
    head::selected(&mut page, &view, &answer.selection);
    page.aside(0, &format!("{}.", capitalised(&view.where_nobody_is_named())));
    legend(&mut page, &view);
    let mut behind = Page::new(width);
    turned_out(&mut behind, &view, &answer.outcomes, asked);
    unchanged(&mut behind, &view, answer.unchanged);
    match view.detail {
        Detail::Short => state::possible_in_short(&mut behind, &view),
        Detail::Full => state::possible(&mut behind, &view, &answer.only),
    }
    unseen(&mut page, &view, answer, asked, behind.height());
    page.blank();
    page.append(behind);
    page
}

/// Returns what had happened by a moment and is not certain to have been public by then, in about so many lines, and how many
/// entries it is; `None` if the record dates nothing so.
pub(crate) fn not_yet_public<'a>(
    view: &View<'a>,
    answer: &'a Hindsight,
    width: usize,
    lines: usize,
) -> Option<Page> {
    let view = view.with(Detail::Short);
    let changes = changes::read(&answer.changes, Told::Happened);
    if changes.is_empty() {
        return None;
    }
    let mut page = Page::new(width);
    let all = code(&format!("asof hindsight {}", state::asked(&view, Clock::Known)));
    page.section("Happened, but not yet public", &format!("{}; all: {all}", extent(&changes)));
    by_process(&mut page, &view, &answer.changes, Told::Happened, lines);
    Some(page)
}

/// Writes what had happened unseen, as much of it as what follows leaves room for.
fn unseen<'a>(page: &mut Page, view: &View<'a>, answer: &'a Hindsight, asked: Option<&str>, behind: usize) {
    let changes = changes::read(&answer.changes, Told::Happened);
    page.section("1. Had happened, but is not certain to have been public by then", &extent(&changes));
    if changes.is_empty() {
        let said = match asked {
            None => "This record dates nothing of that moment as public only later.".to_owned(),
            Some(asked) => {
                format!("Of {asked} this record dates nothing of that moment as public only later.")
            }
        };
        page.line(2, &said);
    }
    let others: Vec<String> = reasons(&changes)
        .into_iter()
        .filter(|(why, _)| *why != "learned")
        .map(|(why, count)| format!("{}: {}", because(why), counted(count as u64, "time")))
        .collect();
    if !others.is_empty() {
        page.line(2, &format!("Among it what was put right since ({}).", others.join("; ")));
    }
    let lines = SCREENS.saturating_sub(page.height() + behind).max(LEAST);
    by_process(page, view, &answer.changes, Told::Happened, lines);
    said_later(page, view, answer);
}

/// Writes what was said later about what had happened: it has no date of its own before it was said.
fn said_later<'a>(page: &mut Page, view: &View<'a>, answer: &'a Hindsight) {
    let changes = changes::read(&answer.changes, Told::Said);
    if changes.is_empty() {
        return;
    }
    page.section("Said about it later", &extent(&changes));
    let reasons = reasons(&changes);
    let whys: Vec<&str> = reasons.into_iter().map(|(why, _)| because(why)).collect();
    page.line(2, &format!("Why: {}.", whys.join("; ")));
    by_process(page, view, &answer.changes, Told::Said, LEAST);
}

fn extent(changes: &[Change<'_>]) -> String {
    if changes.is_empty() { String::new() } else { count(changes) }
}

/// Writes what became of what was expected, of what is asked for.
fn turned_out<'a>(page: &mut Page, view: &View<'a>, outcomes: &'a [OutcomeRow], asked: Option<&str>) {
    if outcomes.is_empty() {
        page.heading(OTHERWISE);
        let said = match asked {
            None => {
                "Nothing was open then: no meeting planned, nobody announced, no promise, proposal or ceasefire open, and \
                 nothing aimed at."
                    .to_owned()
            }
            Some(asked) => format!(
                "Of {asked} nothing was open then; outcomes are of meetings, attendance, delegations, proposals, \
                 commitments, ceasefires and aims."
            ),
        };
        page.line(2, &said);
        return;
    }
    for (kind, heading) in TURNED_OUT {
        let of_kind = outcomes.iter().filter(|row| row.outcome.turned_out == kind);
        let (aims, rows): (Vec<_>, Vec<_>) =
            of_kind.partition(|row| kind == TurnedOut::Open && outcomes::is_of_an_objective(row));
        untold_aims(page, view, &aims);
        if rows.is_empty() && kind != TurnedOut::Otherwise {
            continue;
        }
        let count = if rows.is_empty() { String::new() } else { rows.len().to_string() };
        page.section(heading, &count);
        if rows.is_empty() {
            page.line(2, "Nothing of what was expected then, as far as this record shows.");
        }
        rows.into_iter().for_each(|row| page.item(2, "", &outcomes::item(view, row)));
    }
}

/// Writes what was aimed at and has no end on record: in an overview the latest.
fn untold_aims<'a>(page: &mut Page, view: &View<'a>, aims: &[&'a OutcomeRow]) {
    if aims.is_empty() {
        return;
    }
    let (count, shown) = match view.detail {
        Detail::Short if aims.len() > AIMS => {
            let all = code(&format!("asof hindsight {} --only positions", state::asked(view, Clock::Known)));
            (format!("{AIMS} of {}; all: {all}", aims.len()), AIMS)
        }
        _ => (aims.len().to_string(), aims.len()),
    };
    page.section("Aims held then whose end is not on record", &count);
    aims.iter().rev().take(shown).for_each(|row| page.item(2, "", &outcomes::item(view, row)));
}

fn unchanged(page: &mut Page, view: &View<'_>, unchanged: usize) {
    page.heading("3. Unchanged: looked then as it looks now");
    let known = code(&format!("asof known {}", state::asked(view, Clock::Known)));
    let lists = if unchanged == 1 { "lists it" } else { "lists them" };
    page.line(2, &format!("{} ({known} {lists}).", counted(unchanged as u64, "entry")));
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use asof_core::{AsOf, Until};
    use asof_projector::Instant;
    use asof_query::Names;
    use asof_query::rows::{AsOfRow, UntilRow};

    use super::*;

    #[test]
    fn where_nothing_was_open_it_says_of_what() {
        let names = Names::default();
        let until = "2019-01-21T00:00:00+05:45".parse().unwrap();
        let as_of = AsOfRow {
            occurred: UntilRow { text: String::new(), until: None },
            known: UntilRow { text: String::new(), until: Some(Instant(until)) },
            recorded: 0,
            token: Some(String::new()),
            sentence: String::new(),
            point: AsOf { known: Until::Before(until.to_utc()), ..AsOf::ALL },
            zone: "Asia/Kathmandu".parse().unwrap(),
        };
        let view = View::new(Some(&as_of), None, &names);
        let mut page = Page::new(200);
        turned_out(&mut page, &view, &[], None);
        unchanged(&mut page, &view, 35);
        let text = strip_str(&page.into_text()).to_string();
        assert!(
            text.contains("no meeting planned, nobody announced, no promise, proposal or ceasefire open"),
            "{text}"
        );
        assert!(text.contains("35 entries (asof known 2019-01-20 lists them)."), "{text}");
    }
}
