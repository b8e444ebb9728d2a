//! The figures of a promise: promised, delivered, outstanding, and the occasions behind them.

use std::collections::{HashMap, HashSet};

use crate::text::dates::{date, is_of_one_day};
use crate::text::fields::Fields;
use crate::text::numbers::{bare, counted, is_zero, of_all, plural, quantity_of};
use crate::text::page::{bracketed, listed};
use crate::text::view::{Knowledge, View, joined, plain, without_repetition};

/// What a promise comes to, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Balance {
    pub(super) promised: String,
    pub(super) delivered: String,
    pub(super) outstanding: String,
}

/// Returns promised, delivered and outstanding; `None` where no number is said of either.
pub(super) fn balance<'a>(view: &View<'a>, row: Fields<'a>) -> Option<Balance> {
    if !is_counted(row) {
        return None;
    }
    let promised = row.row("promised");
    let promised = match (promised.is_there(), is_uncounted(promised)) {
        (false, _) => "no number".to_owned(),
        (true, true) => "a number not stated".to_owned(),
        (true, false) => quantity_of(row.text("category"), promised),
    };
    if row.rows("deliveries").is_empty() {
        let delivered = no_delivery(view.knowledge);
        let outstanding = if row.text("status") == Some("withdrawn") {
            "withdrawn"
        } else {
            "all, as far as this record tells"
        };
        return Some(Balance { promised, delivered, outstanding: outstanding.to_owned() });
    }
    if row.row("promised").text("every").is_some() {
        let delivered = format!("{}{}", by_period(row), figures_by(view, row));
        return Some(Balance { promised, delivered, outstanding: "a rate has none".to_owned() });
    }
    let delivered = format!("{}{}", carried(view, row), figures_by(view, row));
    Some(Balance { promised, delivered, outstanding: outstanding(view, row) })
}

/// Returns what was delivered on a rate in each time, beside what the rate comes to in it.
fn by_period(row: Fields<'_>) -> String {
    let told: Vec<String> = row.rows("periods").into_iter().map(period).collect();
    match told.is_empty() {
        true => "a number not stated".to_owned(),
        false => told.join("; "),
    }
}

/// Returns what was delivered on a rate in some time, of what the rate comes to in it.
pub(crate) fn period(period: Fields<'_>) -> String {
    let when = date(period, "occurred").unwrap_or_else(|| "a date not stated".to_owned());
    let (delivered, promised) = (period.row("delivered"), period.row("promised"));
    match promised.is_there() {
        true => format!("{} ({when})", of_all(delivered, promised)),
        false => format!("{}, no whole period ({when})", bare(delivered)),
    }
}

/// Returns why a sum is uncertain: what may be one occasion told twice, what may be another of the occasions.
pub(super) fn uncertain(row: Fields<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let twice = row.texts("could_merge");
    if !twice.is_empty() {
        notes.push(format!("may be one occasion told twice: {}", listed(&twice)));
    }
    let wide = row.texts("may_overlap");
    if !wide.is_empty() {
        notes.push(format!("may be another of these occasions, by its dates: {}", listed(&wide)));
    }
    notes
}

/// Returns whose figures what was delivered rests on, where they are not the source's alone.
fn figures_by<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let lots = row.rows("deliveries");
    let counted = lots.iter().filter(|lot| is_with_figure(lot));
    let claimants: Vec<&str> = counted.flat_map(|lot| lot.texts("attributed_to")).collect();
    match claimants.iter().all(|claimant| *claimant == "source") {
        true => String::new(),
        false => format!(", figures by {}", view.claimants_at(row, &without_repetition(&claimants))),
    }
}

/// Returns whether a number is said of a lot.
fn is_with_figure(lot: &Fields<'_>) -> bool {
    let quantity = lot.row("quantity");
    quantity.is_there() && !is_uncounted(quantity)
}

/// Returns the figures in one line; `None` where nothing is counted.
pub(super) fn in_one_line<'a>(view: &View<'a>, row: Fields<'a>) -> Option<String> {
    if let Some(Balance { promised, delivered, outstanding }) = balance(view, row) {
        let delivered = match row.rows("deliveries").is_empty() {
            true if view.knowledge != Knowledge::ByThen => delivered,
            _ => format!("delivered: {delivered}"),
        };
        return Some(format!("promised {promised}; {delivered}; outstanding: {outstanding}"));
    }
    let occasions = occasions(row.rows("deliveries")).len() as u64;
    match (row.row("promised").is_there(), occasions) {
        (false, 0) if row.text("status") == Some("withdrawn") => None,
        (false, 0) => Some(nothing_on_record("delivery", view.knowledge)),
        (false, _) => None,
        (true, 0) => Some(format!("how many were promised is not stated; {}", no_delivery(view.knowledge))),
        (true, occasions) => Some(format!(
            "how many were promised and delivered is not stated; {}",
            counted(occasions, "occasion")
        )),
    }
}

/// Returns what was promised and what of it is delivered so far, in a few words; `None` where no quantity is spoken of.
pub(super) fn so_far<'a>(view: &View<'a>, row: Fields<'a>) -> Option<String> {
    let has_deliveries = !row.rows("deliveries").is_empty();
    match balance(view, row) {
        Some(Balance { promised, delivered, .. }) if has_deliveries => {
            Some(format!("promised {promised}, delivered {delivered}"))
        }
        Some(Balance { promised, .. }) => Some(promised),
        None => row.row("promised").is_there().then(|| {
            let occasions = occasions(row.rows("deliveries")).len() as u64;
            match occasions {
                0 => "number not stated".to_owned(),
                occasions => format!("{}, numbers not stated", counted(occasions, "occasion")),
            }
        }),
    }
}

/// Returns whether a number is said of what was promised or delivered.
pub(super) fn is_counted(row: Fields<'_>) -> bool {
    let has_deliveries = !row.rows("deliveries").is_empty();
    let is_said = |field: &str| row.row(field).is_there() && !is_uncounted(row.row(field));
    is_said("promised") || has_deliveries && is_said("delivered")
}

/// Returns what was delivered, and each way of it where the ways differ.
fn carried<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let figure = |direction: Fields<'a>| {
        let delivered = direction.row("delivered");
        if delivered.is_there() { bare(delivered) } else { "no delivery on record".to_owned() }
    };
    if let Some(each_way) = each_way(view, row, figure) {
        return each_way;
    }
    let delivered = row.row("delivered");
    if delivered.is_there() && !is_uncounted(delivered) {
        return quantity_of(row.text("category"), delivered);
    }
    let occasions = occasions(row.rows("deliveries")).len() as u64;
    format!("a number not stated, on {}", counted(occasions, "occasion"))
}

/// Returns a figure of each direction; `None` where all say the same, which says no more than the sum does.
fn each_way<'a>(view: &View<'a>, row: Fields<'a>, figure: impl Fn(Fields<'a>) -> String) -> Option<String> {
    let directions = row.rows("directions");
    let figures: Vec<String> = directions.iter().map(|direction| figure(*direction)).collect();
    let differ = figures.windows(2).any(|pair| pair[0] != pair[1]);
    let ways = directions.iter().zip(&figures);
    let ways = ways.map(|(direction, figure)| format!("{}: {figure}", way(view, *direction)));
    differ.then(|| ways.collect::<Vec<_>>().join("; "))
}

/// Returns the way of a direction: from whom to whom.
fn way<'a>(view: &View<'a>, direction: Fields<'a>) -> String {
    let from = view.named(direction, "from").unwrap_or("?");
    let to = view.named(direction, "to").unwrap_or("somebody not stated");
    format!("{from} to {to}")
}

/// Returns what to say where no delivery of something counted is on record.
pub(crate) fn no_delivery(knowledge: Knowledge) -> String {
    match knowledge {
        Knowledge::ByThen => "this record has no figure dated as public by then".to_owned(),
        Knowledge::Hindsight | Knowledge::Stated => nothing_on_record("delivery", knowledge),
    }
}

/// Returns what to say where nothing of a kind is on record: never that there was none.
pub(crate) fn nothing_on_record(what: &str, knowledge: Knowledge) -> String {
    match knowledge {
        Knowledge::Hindsight => format!("no {what} on record by then"),
        Knowledge::ByThen => format!("no {what} on record as public by then"),
        Knowledge::Stated => format!("no {what} with a stated date of knowledge"),
    }
}

fn is_uncounted(quantity: Fields<'_>) -> bool {
    quantity.text("bound") == Some("unknown")
}

/// Returns what is outstanding, each way where the ways differ, with what that rests on.
fn outstanding<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let quantity = row.row("outstanding");
    let per = |field: &str| row.row(field).text("per");
    let rests_on = match (per("promised"), per("outstanding")) {
        (Some("each-side"), Some("unstated")) => ", if the figures are per side",
        _ => "",
    };
    let is_said_to_be_fulfilled =
        row.text("status") == Some("fulfilled") && quantity.figure("low").is_none_or(|low| low == "0");
    if !quantity.is_there() {
        "not stated".to_owned()
    } else if is_zero(quantity) {
        format!("none{rests_on}")
    } else if is_said_to_be_fulfilled {
        "none, as is said".to_owned()
    } else {
        let left = |direction: Fields<'a>| left(direction.row("outstanding"));
        format!("{}{rests_on}", each_way(view, row, left).unwrap_or_else(|| self::left(quantity)))
    }
}

/// Returns how many are left.
fn left(quantity: Fields<'_>) -> String {
    if is_zero(quantity) {
        "none".to_owned()
    } else if is_uncounted(quantity) {
        "how many is not known".to_owned()
    } else {
        bare(quantity)
    }
}

/// Returns the deliveries, a line an occasion; occasions of which the same is said are one line.
pub(super) fn deliveries<'a>(view: &View<'a>, row: Fields<'a>) -> Vec<String> {
    let said = row.rows("history");
    let completions = said.iter().filter(|turn| turn.text("value") == Some("completed"));
    let completions: HashSet<Option<&str>> = completions.map(|turn| turn.text("event")).collect();
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for lots in occasions(row.rows("deliveries")) {
        let (when, what) = occasion(view, &lots, completions.contains(&lots[0].text("event")));
        match lines.last_mut() {
            Some((last, dates)) if *last == what => dates.push(when),
            _ => lines.push((what, vec![when])),
        }
    }
    let line = |(what, dates): (String, Vec<String>)| match dates.as_slice() {
        [one] => format!("{one}: {what}"),
        dates => format!("{}: each time {what}", dates.join(", ")),
    };
    lines.into_iter().map(line).collect()
}

/// Returns whether more than two occasions have nothing to tell but their dates.
fn are_many_without_a_figure(occasions: &[Vec<Fields<'_>>]) -> bool {
    occasions.len() > 2 && !occasions.iter().flatten().any(is_with_figure)
}

/// Returns the deliveries by the event that carried them.
fn occasions(lots: Vec<Fields<'_>>) -> Vec<Vec<Fields<'_>>> {
    let mut occasions: Vec<Vec<Fields<'_>>> = Vec::new();
    let mut places = HashMap::new();
    for lot in lots {
        let place = *places.entry(lot.text("event")).or_insert(occasions.len());
        if place == occasions.len() {
            occasions.push(Vec::new());
        }
        occasions[place].push(lot);
    }
    occasions
}

fn uncounted_occasions(occasions: &[Vec<Fields<'_>>]) -> Option<String> {
    let (first, last) = (occasions.first()?.first()?, occasions.last()?.first()?);
    let keys: Vec<&str> = occasions.iter().filter_map(|lots| lots[0].text("event")).collect();
    let when = |lot: &Fields<'_>| date(*lot, "occurred").unwrap_or_else(|| "a date not stated".to_owned());
    Some(format!(
        "{} without a figure, the first {}, the last {} {}",
        counted(occasions.len() as u64, "occasion"),
        when(first),
        when(last),
        bracketed(&keys),
    ))
}

/// Returns when an occasion was, with its event, and what was delivered by whose word.
fn occasion<'a>(view: &View<'a>, lots: &[Fields<'a>], is_completion: bool) -> (String, String) {
    let Some(first) = lots.first() else { return Default::default() };
    let when = date(*first, "occurred").unwrap_or_else(|| "date not stated".to_owned());
    let figures: Vec<String> = lots.iter().filter_map(|lot| figure(view, *lot)).collect();
    let what = match (figures.is_empty(), is_completion) {
        (true, true) => "said to be complete".to_owned(),
        (true, false) => "without a figure".to_owned(),
        (false, _) => figures.join(", "),
    };
    let by = view.told_by(*first).map_or(String::new(), |by| format!(", {by}"));
    let event: Vec<&str> = first.text("event").into_iter().collect();
    let link = if lots.iter().any(|lot| lot.flag("link_inferred")) { ", link inferred" } else { "" };
    (format!("{when} {}", bracketed(&event)), format!("{what}{by}{link}"))
}

/// Returns one lot: how many of what from whom to whom.
pub(crate) fn figure<'a>(view: &View<'a>, lot: Fields<'a>) -> Option<String> {
    let quantity = lot.row("quantity");
    if !quantity.is_there() {
        return None;
    }
    // `7 barges`, not `7 barges (barges)`.
    let unit = plural(quantity.text("unit").unwrap_or_default());
    let category = lot.text("category").map(plain).filter(|category| *category != unit);
    let category = category.map_or(String::new(), |category| format!(" ({category})"));
    let direction = match (view.named(lot, "from"), view.named(lot, "to")) {
        (Some(from), Some(to)) => format!(" from {from} to {to}"),
        (Some(from), None) => format!(" from {from}"),
        (None, Some(to)) => format!(" to {to}"),
        (None, None) => String::new(),
    };
    // What goes one way, or is not stated, is said of the sum.
    let per = match quantity.text("per") {
        Some("each-side") => " per side",
        Some("total") => " in total",
        _ => "",
    };
    Some(format!("{}{per}{category}{direction}", bare(quantity)))
}

/// Returns new deliveries in one clause: how many occasions, the first and the last, by whose word.
pub(crate) fn new_deliveries<'a>(view: &View<'a>, lots: Vec<Fields<'a>>) -> String {
    let occasions = occasions(lots);
    let when = |lots: Option<&Vec<Fields<'_>>>| {
        let first = lots.and_then(|lots| lots.first());
        first.and_then(|lot| date(*lot, "occurred")).unwrap_or_else(|| "a date not stated".to_owned())
    };
    let is_of_one_day = |lots: Option<&Vec<Fields<'_>>>| {
        lots.and_then(|lots| lots.first()).is_some_and(|lot| is_of_one_day(*lot, "occurred"))
    };
    let are_days = is_of_one_day(occasions.first()) && is_of_one_day(occasions.last());
    let (first, last) = (when(occasions.first()), when(occasions.last()));
    let when = match (first == last, are_days) {
        (true, _) => first,
        (false, true) => format!("{first} to {last}"),
        (false, false) => format!("the first {first}, the last {last}"),
    };
    let claimants: Vec<&str> =
        occasions.iter().flatten().flat_map(|lot| lot.texts("attributed_to")).collect();
    let claimants = without_repetition(&claimants);
    let told_by = match claimants.iter().all(|claimant| *claimant == "source") {
        true => String::new(),
        false => {
            let by: Vec<String> = occasions.iter().flatten().map(|lot| view.claimants_of(*lot)).collect();
            let by = without_repetition(&by.iter().map(String::as_str).collect::<Vec<_>>());
            format!(", told by {}", joined(&by))
        }
    };
    let deliveries = match occasions.len() {
        1 => "1 new delivery".to_owned(),
        several => format!("{several} new deliveries"),
    };
    format!("{deliveries}, {when}{told_by}")
}

/// Returns deliveries as a change names them, a line an occasion.
pub(crate) fn delivered<'a>(view: &View<'a>, lots: Vec<Fields<'a>>) -> Vec<String> {
    let occasions = occasions(lots);
    if are_many_without_a_figure(&occasions) {
        return uncounted_occasions(&occasions).into_iter().collect();
    }
    let line = |lots: &Vec<Fields<'a>>| {
        let (when, what) = occasion(view, lots, false);
        format!("{when}: {what}")
    };
    occasions.iter().map(line).collect()
}
