//! A state on one screen: what its day brought, how ceasefires and agreements stand, what is overdue, halted and open,
//! and how many rows there are of all else.

use asof_projector::Collection;

use super::{COUNTS, brief, gatherings, possible, rows};
use crate::text::dates;
use crate::text::fields::Fields;
use crate::text::head;
use crate::text::layout::{Said, Section, Unit, choose};
use crate::text::page::{Item, Page, clipped, code};
use crate::text::state::figures::nothing_on_record;
use crate::text::view::{View, capitalised};

/// How to read what stands in brackets.
const BRACKETS: &str = "In brackets the event behind a line, +n others, ? if a date or link is inferred; unless \
                        somebody is named, the source tells it.";

/// The same where a log has several sources.
const BRACKETS_OF_SEVERAL: &str = "In brackets the event behind a line, +n others, ? if a date or link is inferred; \
                                   unless somebody is named, the source of that event tells it.";

/// A row that an overview tells.
#[derive(Clone, Copy)]
struct Told<'a> {
    collection: Collection,
    row: Fields<'a>,
}

impl Told<'_> {
    fn is_among(&self, others: &[Told<'_>]) -> bool {
        others.iter().any(|other| other.row.is_same(self.row))
    }
}

/// Writes what fits a screen below so many lines of it, and what was left out.
pub(super) fn write(page: &mut Page, view: &View<'_>, above: usize) {
    let mut below = Page::new(page.width());
    let parts = parts(view, page.width());
    let mut nothing_told = Page::new(page.width());
    left_out(&mut nothing_told, view, &[]);
    let lines = view.screen.saturating_sub(above + nothing_told.height() + 1);
    let plain: Vec<&Section<'_>> = parts.iter().map(|(part, _)| part).collect();
    let chosen = choose(&plain, page.width(), lines);
    let mut told = Vec::new();
    for ((part, rows), units) in parts.iter().zip(&chosen) {
        part.write(&mut below, *units);
        told.extend(&rows[..(*units).min(rows.len())]);
    }
    left_out(&mut below, view, &told);
    let mut legend = Page::new(page.width());
    // Of a chain it stands once, at the end.
    if view.document.rows("chain").is_empty() {
        self::legend(&mut legend, view);
    }
    if above + 1 + below.height() + legend.height() <= view.screen {
        below.append(legend);
    }
    page.blank();
    page.append(below);
}

/// Says how to read what stands in brackets.
pub(super) fn legend(page: &mut Page, view: &View<'_>) {
    page.aside(0, if view.has_several_sources() { BRACKETS_OF_SEVERAL } else { BRACKETS });
}

/// A part with the rows of its units.
type Telling<'a> = (Section<'a>, Vec<Told<'a>>);

/// Returns the parts in the order of reading.
fn parts<'a>(view: &'a View<'a>, width: usize) -> Vec<Telling<'a>> {
    let Some(overview) = overview(view) else { return Vec::new() };
    let part = |rank: usize, wish: usize, title: &str, command: &str, rows: Vec<Told<'a>>| {
        let units = rows.iter().enumerate().map(|(place, told)| unit(view, place, *told, width)).collect();
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
    let all =
        |collection: Collection| rows(view, collection).into_iter().map(move |row| Told { collection, row });
    let overdue = told(view, overview, "overdue");
    let (results, others) = brought(view, overview, &overdue);
    let standing = standing(view, overview, &results);
    // What else the parties want, the newest first, where there is room left for it.
    let positions = all(Collection::Positions).rev().filter(|told| !told.is_among(&others)).collect();
    let day = day(view, overview);
    let also = if results.is_empty() { format!("New on {day}") } else { "Also new that day".to_owned() };
    // Behind what a round brought, what else was new may wait; on other days it is the news.
    let rank_of_others = if results.is_empty() { 3 } else { 7 };
    let Commands { of_day, of_round, open } = Commands::new(view, overview);
    let anomalies = all(Collection::Anomalies).collect();
    let halted = told(view, overview, "halted");
    let parts = [
        part(0, 1, super::title(Collection::Anomalies), "--only anomalies", anomalies),
        part(3, results.len(), &heading(overview, &day), &of_round, results),
        part(rank_of_others, 3, &also, &of_day, others),
        none_on_record(view),
        part(1, 2, "", "", standing),
        part(2, 2, "Overdue", &open, overdue),
        part(4, 2, "Suspended or withdrawn", "--only commitments,proposals,agreements,ceasefires", halted),
        part(5, 3, "Open", &open, told(view, overview, "open")),
        part(5, 3, "Who is to come", "--only attendance,delegations", told(view, overview, "coming")),
        disputes(view, overview, width),
        part(8, 0, super::title(Collection::Positions), "--only positions", positions),
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
    fn new(view: &View<'_>, overview: Fields<'_>) -> Self {
        let command = |name: &str| possible::command(view, name, view.document.row("as_of"));
        let as_of = view.document.row("as_of");
        let is_as_known = as_of.row("known").text("until") == as_of.row("occurred").text("until");
        // What became known that day is in the log of the day by what was known.
        let of_day = format!("{}{}", command("log"), if is_as_known { " --order known" } else { "" });
        let of_round = overview.number("round").map(|round| command(&format!("about round:{round}")));
        Self { of_round: of_round.unwrap_or_else(|| of_day.clone()), of_day, open: command("open") }
    }
}

/// Returns what came of the day, then what else was new on it; how the talks stand and what is overdue
/// stands elsewhere.
fn brought<'a>(
    view: &View<'a>,
    overview: Fields<'a>,
    overdue: &[Told<'a>],
) -> (Vec<Told<'a>>, Vec<Told<'a>>) {
    // How the talks stand is said above.
    let is_told_elsewhere = |told: &Told<'_>| told.collection == Collection::Status || told.is_among(overdue);
    let brought = told(view, overview, "brought").into_iter().filter(|told| !is_told_elsewhere(told));
    brought.partition(|told| is_result(told.collection))
}

/// Returns the last ceasefire and the main agreement, unless the day brought it or another agreement.
fn standing<'a>(view: &View<'a>, overview: Fields<'a>, results: &[Told<'a>]) -> Vec<Told<'a>> {
    let first = |list: &str| told(view, overview, list).into_iter().next();
    let has_agreed = results.iter().any(|told| told.collection == Collection::Agreements);
    let agreement = first("agreements").filter(|_| !has_agreed);
    first("ceasefires").into_iter().chain(agreement).filter(|told| !told.is_among(results)).collect()
}

/// Returns the overview of the process in view.
fn overview<'a>(view: &View<'a>) -> Option<Fields<'a>> {
    view.rows("overview").into_iter().find(|overview| view.tells(*overview))
}

/// Returns the rows that a list of the overview names.
fn told<'a>(view: &View<'a>, overview: Fields<'a>, list: &str) -> Vec<Told<'a>> {
    let mention = |mention: Fields<'a>| {
        let collection = Collection::from_name(mention.text("part")?)?;
        let place = usize::try_from(mention.number("row")?).ok()?;
        let row = match collection {
            Collection::Status => view.document.row(collection.name()),
            _ => *view.document.rows(collection.name()).get(place)?,
        };
        Some(Told { collection, row })
    };
    overview.rows(list).into_iter().filter_map(mention).collect()
}

/// Returns whether a row is what talks are for: where they stand, what was agreed, promised and proposed.
fn is_result(collection: Collection) -> bool {
    matches!(
        collection,
        Collection::Status
            | Collection::Agreements
            | Collection::Ceasefires
            | Collection::Commitments
            | Collection::Proposals
    )
}

fn unit<'a>(view: &'a View<'a>, place: usize, told: Told<'a>, width: usize) -> Unit<'a> {
    Unit::new(1, place, move || Said { mark: "", item: brief::item(view, told.collection, told.row, width) })
}

/// Returns the day of the overview in words.
fn day(view: &View<'_>, overview: Fields<'_>) -> String {
    overview.text("day").map_or_else(|| "the last day".to_owned(), |day| dates::when(day, view.zone))
}

/// Returns the heading of what the day brought.
fn heading(overview: Fields<'_>, day: &str) -> String {
    match overview.number("round") {
        // The record need not say that the meeting brought it.
        Some(round) => format!("New on {day}, the day of round {round}"),
        None => format!("New on {day}"),
    }
}

/// Says that no ceasefire or no agreement is on record, where none is.
fn none_on_record<'a>(view: &'a View<'a>) -> Telling<'a> {
    let is_missing = |collection: &(Collection, &str)| rows(view, collection.0).is_empty();
    let kinds = [(Collection::Ceasefires, "ceasefire"), (Collection::Agreements, "agreement")];
    let missing: Vec<&str> = kinds.iter().filter(|kind| is_missing(kind)).map(|(_, what)| *what).collect();
    let said = capitalised(&nothing_on_record(&missing.join(" and no "), view.knowledge));
    let unit = Unit::new(0, 0, move || Said { mark: "", item: Item::new(format!("{said}.")) });
    // What a filter leaves out is on record all the same.
    let is_said = !missing.is_empty() && head::asked_for(view).is_none();
    let units = if is_said { vec![unit] } else { Vec::new() };
    (Section { rank: 1, wish: 1, units, is_close: true, ..Section::new("", "", 0) }, Vec::new())
}

/// Returns where accounts differ of what the day brought and of what is open, a line each.
fn disputes<'a>(view: &'a View<'a>, overview: Fields<'a>, width: usize) -> Telling<'a> {
    let lists = ["brought", "ceasefires", "overdue", "open"];
    let mut found: Vec<Fields<'a>> = Vec::new();
    for told in
        lists.iter().flat_map(|list| told(view, overview, list)).filter(|told| is_result(told.collection))
    {
        for dispute in view.disputes_of(told.row) {
            if !found.iter().any(|other| other.is_same(dispute)) {
                found.push(dispute);
            }
        }
    }
    let unit = |(place, dispute): (usize, &Fields<'a>)| {
        let dispute = *dispute;
        Unit::new(1, place, move || {
            let key = dispute.text("discrepancy").unwrap_or_default();
            let summary = dispute.text("summary").unwrap_or(key);
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
pub(super) fn talks(page: &mut Page, view: &View<'_>) {
    let Some(overview) = overview(view) else { return };
    let mut said: Vec<String> = rows(view, Collection::Status)
        .first()
        .map(|row| gatherings::status_in_short(view, *row))
        .into_iter()
        .collect();
    let met = overview.row("last_met").number("row").and_then(|row| usize::try_from(row).ok());
    let met = met.and_then(|row| view.document.rows(Collection::Meetings.name()).get(row).copied());
    // The heading of a round's day says that they met.
    let met = met.filter(|_| overview.number("round").is_none());
    said.extend(met.map(|met| gatherings::last_met(view, met)));
    if overview.rows("brought").is_empty()
        && head::asked_for(view).is_none()
        && let Some(day) = overview.text("day")
    {
        said.push(format!("nothing new on {}", dates::when(day, view.zone)));
    }
    if !said.is_empty() {
        page.line(0, &format!("{}.", capitalised(&said.join("; "))));
    }
}

/// Says how many rows of each part were not told, and how to get them.
fn left_out(page: &mut Page, view: &View<'_>, told: &[&Told<'_>]) {
    let of_family = |collection: Collection| {
        let all = rows(view, collection).len();
        let told = told.iter().filter(|told| told.collection == collection).count();
        (all > told).then(|| format!("{} {}", collection.name(), all - told.min(all)))
    };
    let mut counts: Vec<String> = COUNTS.into_iter().filter_map(of_family).collect();
    let possible = view.rows("possible").len();
    if possible > 0 && view.names_possible() {
        counts.push(format!("possible {possible}"));
    }
    if !counts.is_empty() {
        let only = code("--only");
        page.aside(0, &format!("Left out ({only} NAME): {}.", counts.join(", ")));
    }
    if possible > 0 && !view.names_possible() {
        page.aside(0, &possible::uncounted(possible));
    }
}
