//! A state on one screen: what its day brought, how ceasefires and agreements stand, what is overdue, halted and open,
//! and how many rows there are of all else.

use asof_projector::{Collection, StateRow, Value};
use asof_query::rows::{Dispute, Mention, Overview, StateAnswer};

use super::{bar, brief, gatherings, possible, rows, subjects};
use crate::text::dates;
use crate::text::head;
use crate::text::layout::{Said, Section, Unit, choose};
use crate::text::page::{Item, Page, clipped, code};
use crate::text::state::figures::nothing_on_record;
use crate::text::view::{View, capitalised};

/// How to read the brackets, and lines without a claimant.
const BRACKETS: &str = "In brackets: the event that decided, +n for n more, ? if a date or link is inferred. Where no \
                        claimant is named, the source itself says it.";

/// The same where a log has several sources.
const BRACKETS_OF_SEVERAL: &str = "In brackets: the event that decided, +n for n more, ? if a date or link is \
                                   inferred. Where no claimant is named, the source of that event itself says it.";

/// Writes what fits a screen below so many lines of it, and what was left out.
pub(super) fn write<'a>(page: &mut Page, view: &View<'a>, answer: &'a StateAnswer, above: usize) {
    let mut below = Page::new(page.width());
    let parts = parts(view, answer, page.width());
    let mut nothing_told = Page::new(page.width());
    left_out(&mut nothing_told, view, answer, &[]);
    let lines = view.screen.saturating_sub(above + nothing_told.height() + 1);
    let plain: Vec<&Section<'_>> = parts.iter().map(|(part, _)| part).collect();
    let chosen = choose(&plain, page.width(), lines);
    let mut told: Vec<&StateRow> = Vec::new();
    for ((part, rows), units) in parts.iter().zip(&chosen) {
        part.write(&mut below, *units);
        told.extend(&rows[..(*units).min(rows.len())]);
    }
    left_out(&mut below, view, answer, &told);
    let mut legend = Page::new(page.width());
    // Of several processes it stands once, at the end.
    if answer.chain.is_empty() && answer.processes.is_empty() {
        self::legend(&mut legend, view);
    }
    if above + 1 + below.height() + legend.height() <= view.screen {
        below.append(legend);
    }
    page.blank();
    page.append(below);
}

/// Says how to read what stands in brackets.
pub(crate) fn legend(page: &mut Page, view: &View<'_>) {
    page.aside(0, if view.has_several_sources() { BRACKETS_OF_SEVERAL } else { BRACKETS });
}

/// A part with the rows of its units.
type Telling<'a> = (Section<'a>, Vec<&'a StateRow>);

/// Returns the parts in the order of reading.
fn parts<'a>(view: &View<'a>, answer: &'a StateAnswer, width: usize) -> Vec<Telling<'a>> {
    let Some(overview) = overview(view, answer) else { return Vec::new() };
    let view = &view.of_day(overview.day);
    let part = |rank: usize, wish: usize, title: &str, command: &str, rows: Vec<&'a StateRow>| {
        let units = rows.iter().enumerate().map(|(place, row)| unit(view, place, row, width)).collect();
        let command = command.to_owned();
        // What is overdue, halted or open is never dropped without a word.
        let is_always_said = !rows.is_empty() && (2..=5).contains(&rank);
        let part = Section {
            rank,
            wish,
            units,
            command,
            is_close: true,
            is_always_said,
            ..Section::new(title, "", rows.len())
        };
        (part, rows)
    };
    let overdue = told(answer, &overview.overdue);
    let (results, others) = brought(answer, overview, &overdue);
    let standing = standing(answer, overview, &results);
    // What else the parties want, the newest first, where there is room left for it.
    let mut positions = rows(view, answer, Collection::Positions);
    positions.reverse();
    positions.retain(|row| !is_among(row, &others));
    let day = day(overview);
    let also = if results.is_empty() { format!("New on {day}") } else { "Also new that day".to_owned() };
    // Behind what a round brought, what else was new may wait; on other days it is the news.
    let rank_of_others = if results.is_empty() { 3 } else { 7 };
    let Commands { of_day, of_round, open } = Commands::new(view, answer, overview);
    let anomalies = rows(view, answer, Collection::Anomalies);
    let halted = told(answer, &overview.halted);
    let parts = [
        part(0, 1, subjects::of(Collection::Anomalies).heading, "--only anomalies", anomalies),
        part(3, results.len(), &heading(overview, &day), &of_round, results),
        part(rank_of_others, 3, &also, &of_day, others),
        none_on_record(view, answer),
        part(1, 2, "", "", standing),
        part(2, 2, "Overdue", &open, overdue),
        part(4, 2, "Suspended or withdrawn", "--only commitments,proposals,agreements,ceasefires", halted),
        part(5, 3, "Open", &open, told(answer, &overview.open)),
        part(5, 3, "Who is to come", "--only attendance,delegations", told(answer, &overview.coming)),
        disputes(view, answer, overview, width),
        part(8, 0, subjects::of(Collection::Positions).heading, "--only positions", positions),
    ];
    parts.into_iter().filter(|(part, _)| !part.units.is_empty()).collect()
}

/// What shows all of what an overview tells some of.
struct Commands {
    of_day: String,
    of_round: String,
    open: String,
}

impl Commands {
    fn new(view: &View<'_>, answer: &StateAnswer, overview: &Overview) -> Self {
        let as_of = view.as_of.unwrap_or(&answer.envelope.as_of);
        let command = |name: &str| possible::command(view, name, as_of);
        let is_as_known = as_of.known.until == as_of.occurred.until;
        // What became known that day is in the log of the day by what was known.
        let of_day = format!("{}{}", command("log"), if is_as_known { " --order known" } else { "" });
        let of_round = overview.round.map(|round| command(&format!("about round:{round}")));
        Self { of_round: of_round.unwrap_or_else(|| of_day.clone()), of_day, open: command("open") }
    }
}

/// Returns what came of the day, then what else was new on it; how the talks stand and what is overdue
/// stands elsewhere.
fn brought<'a>(
    answer: &'a StateAnswer,
    overview: &Overview,
    overdue: &[&StateRow],
) -> (Vec<&'a StateRow>, Vec<&'a StateRow>) {
    // How the talks stand is said above.
    let is_told_elsewhere =
        |row: &&StateRow| row.path.collection() == Collection::Status || is_among(row, overdue);
    let brought = told(answer, &overview.brought).into_iter().filter(|row| !is_told_elsewhere(row));
    brought.partition(|row| is_result(row))
}

/// Returns the last ceasefire and the main agreement, unless the day brought it or another agreement.
fn standing<'a>(answer: &'a StateAnswer, overview: &Overview, results: &[&StateRow]) -> Vec<&'a StateRow> {
    let first = |mentions: &[Mention]| told(answer, mentions).into_iter().next();
    let has_agreed = results.iter().any(|row| row.path.collection() == Collection::Agreements);
    let agreement = first(&overview.agreements).filter(|_| !has_agreed);
    first(&overview.ceasefires).into_iter().chain(agreement).filter(|row| !is_among(row, results)).collect()
}

/// Returns the overview of the process in view.
fn overview<'a>(view: &View<'_>, answer: &'a StateAnswer) -> Option<&'a Overview> {
    answer.overview.iter().find(|overview| view.tells(Some(&overview.process)))
}

/// Returns the rows that a list of the overview names.
fn told<'a>(answer: &'a StateAnswer, mentions: &[Mention]) -> Vec<&'a StateRow> {
    mentions.iter().filter_map(|mention| named(answer, mention)).collect()
}

fn named<'a>(answer: &'a StateAnswer, mention: &Mention) -> Option<&'a StateRow> {
    answer.parts.get(mention.path.collection())?.get(mention.row)
}

/// Returns whether a row is one of some others of the answer.
fn is_among(row: &StateRow, others: &[&StateRow]) -> bool {
    others.iter().any(|other| std::ptr::eq(*other, row))
}

/// Returns whether a row is what talks are for: where they stand, what was agreed, promised and proposed.
fn is_result(row: &StateRow) -> bool {
    matches!(
        row.path.collection(),
        Collection::Status
            | Collection::Agreements
            | Collection::Ceasefires
            | Collection::Commitments
            | Collection::Proposals
    )
}

fn unit<'a>(view: &View<'a>, place: usize, row: &'a StateRow, width: usize) -> Unit<'a> {
    let view = *view;
    Unit::new(1, place, move || Said {
        mark: "",
        item: Item { bar: bar(row), ..brief::fitted(&view, row, width) },
    })
}

/// Returns the day of the overview in words.
fn day(overview: &Overview) -> String {
    overview.day.map_or_else(|| "the last day".to_owned(), dates::day)
}

/// Returns the heading of what the day brought.
fn heading(overview: &Overview, day: &str) -> String {
    match overview.round {
        // The record need not say that the meeting brought it.
        Some(round) => format!("New on {day}, the day of round {round}"),
        None => format!("New on {day}"),
    }
}

/// Returns whether only some of the rows are asked for.
fn is_narrowed(view: &View<'_>, answer: &StateAnswer) -> bool {
    head::asked_for(view, &answer.only, &answer.selection).is_some()
}

/// Says that no ceasefire or no agreement is on record, where none is.
fn none_on_record<'a>(view: &View<'a>, answer: &'a StateAnswer) -> Telling<'a> {
    let is_missing = |collection: &(Collection, &str)| rows(view, answer, collection.0).is_empty();
    let kinds = [(Collection::Ceasefires, "ceasefire"), (Collection::Agreements, "agreement")];
    let missing: Vec<&str> = kinds.iter().filter(|kind| is_missing(kind)).map(|(_, what)| *what).collect();
    let said = capitalised(&nothing_on_record(&missing.join(" and no "), view.knowledge));
    let unit = Unit::new(0, 0, move || Said { mark: "", item: Item::new(format!("{said}.")) });
    // What a filter leaves out is on record all the same.
    let is_said = !missing.is_empty() && !is_narrowed(view, answer);
    let units = if is_said { vec![unit] } else { Vec::new() };
    (Section { rank: 1, wish: 1, units, is_close: true, ..Section::new("", "", 0) }, Vec::new())
}

/// Returns where accounts differ of what the day brought and of what is open, a line each.
fn disputes<'a>(view: &View<'a>, answer: &'a StateAnswer, overview: &Overview, width: usize) -> Telling<'a> {
    let lists = [&overview.brought, &overview.ceasefires, &overview.overdue, &overview.open];
    let mut found: Vec<&'a Dispute> = Vec::new();
    for row in lists.into_iter().flat_map(|list| told(answer, list)).filter(|row| is_result(row)) {
        for dispute in view.disputes_of(row) {
            if !found.iter().any(|other| std::ptr::eq(*other, dispute)) {
                found.push(dispute);
            }
        }
    }
    let unit = |(place, dispute): (usize, &&'a Dispute)| {
        let dispute = *dispute;
        Unit::new(1, place, move || {
            let key = dispute.discrepancy.as_str();
            let summary = dispute.summary.as_ref().map_or(key, |summary| summary.as_str());
            let room = (2 * width).saturating_sub(key.len() + 20);
            let item = Item::new(format!("{} [{}]", clipped(summary, room), code(key)));
            Said { mark: "", item }
        })
    };
    let part = Section {
        rank: 6,
        wish: 1,
        units: found.iter().enumerate().map(unit).collect(),
        command: "--only discrepancies".to_owned(),
        is_close: true,
        ..Section::new("Accounts of these differ", "", found.len())
    };
    (part, Vec::new())
}

/// Says how the process stands, when the parties met last, and that the day brought nothing, if it did not.
pub(super) fn talks<'a>(page: &mut Page, view: &View<'a>, answer: &'a StateAnswer) {
    let Some(overview) = overview(view, answer) else { return };
    let mut said = Vec::new();
    let status = rows(view, answer, Collection::Status).into_iter().next();
    if let Some(row) = status
        && let Value::Status(status) = &row.value
    {
        said.push(gatherings::status_in_short(view, row, status));
    }
    let met = overview.last_met.as_ref().and_then(|met| named(answer, met));
    // The heading of a round's day says that they met.
    if let Some(row) = met.filter(|_| overview.round.is_none())
        && let Value::Meeting(met) = &row.value
    {
        said.push(gatherings::last_met(view, row, met));
    }
    if overview.brought.is_empty()
        && !is_narrowed(view, answer)
        && let Some(day) = overview.day
    {
        said.push(format!("nothing new on {}", dates::day(day)));
    }
    if !said.is_empty() {
        page.line(0, &format!("{}.", capitalised(&said.join("; "))));
    }
}

/// Says how many rows of each part were not told, and how to get them.
fn left_out(page: &mut Page, view: &View<'_>, answer: &StateAnswer, told: &[&StateRow]) {
    let of_family = |collection: Collection| {
        let all = rows(view, answer, collection).len();
        let told = told.iter().filter(|row| row.path.collection() == collection).count();
        (all > told).then(|| format!("{} {}", collection.name(), all - told.min(all)))
    };
    let mut counts: Vec<String> = subjects::counted().filter_map(of_family).collect();
    let possible = view.possible.iter().filter(|possible| view.tells(Some(&possible.process))).count();
    if possible > 0 && view.names_possible() {
        counts.push(format!("possible {possible}"));
    }
    if !counts.is_empty() {
        let only = code("--only");
        page.typed(0, &format!("Left out ({only} NAME): {}.", counts.join(", ")));
    }
    if possible > 0 && !view.names_possible() {
        page.aside(0, &possible::uncounted(possible));
    }
}
