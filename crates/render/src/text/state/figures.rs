//! The figures of a promise: promised, delivered, outstanding, and the occasions behind them.

use std::collections::{HashMap, HashSet};

use asof_core::{Claimant, Key, Number, Per, Quantity, Word};
use asof_projector::StateRow;
use asof_projector::state::commitments::{
    CommitmentStatus, CommitmentValue, DeliveryValue, Direction, Period,
};

use crate::text::dates::{date, is_of_one_day};
use crate::text::numbers::{bare, counted, is_uncounted, is_zero, of_all, plural, quantity_of};
use crate::text::page::{bracketed, listed};
use crate::text::view::{Knowledge, View, joined, plain, without_repetition};

/// What a promise comes to, in words; `None` where nothing is said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Balance {
    pub(super) promised: Option<String>,
    pub(super) delivered: Option<String>,
    pub(super) outstanding: Option<String>,
}

/// Returns promised, delivered and outstanding.
pub(super) fn balance<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CommitmentValue) -> Balance {
    if !is_counted(value) {
        return uncounted(view, value);
    }
    let (delivered, outstanding) = if value.deliveries.is_empty() {
        let left = match value.status {
            Some(CommitmentStatus::Withdrawn) => "withdrawn",
            _ => "all, as far as this record shows",
        };
        (no_delivery(view.knowledge), left.to_owned())
    } else {
        let figures_by = figures_by(view, row, value);
        match value.promised.as_ref().is_some_and(|promised| promised.every().is_some()) {
            true => (format!("{}{figures_by}", by_period(value)), "a rate has none".to_owned()),
            false => (format!("{}{figures_by}", carried(view, value)), outstanding(view, value)),
        }
    };
    let promised = Some(promised(value).unwrap_or_else(|| "no number".to_owned()));
    Balance { promised, delivered: Some(delivered), outstanding: Some(outstanding) }
}

/// Returns how many were promised; `None` where nothing is said of that.
fn promised(value: &CommitmentValue) -> Option<String> {
    let promised = value.promised.as_ref()?;
    Some(match is_uncounted(promised) {
        true => "a number not stated".to_owned(),
        false => quantity_of(Some(value.category.as_str()), promised),
    })
}

/// Returns the figures of a promise that states no number.
fn uncounted(view: &View<'_>, value: &CommitmentValue) -> Balance {
    let promised = promised(value);
    let occasions = occasions(&value.deliveries).len() as u64;
    let delivered = match (occasions, &promised) {
        (0, None) if value.status == Some(CommitmentStatus::Withdrawn) => None,
        (0, None) => Some(nothing_on_record("delivery", view.knowledge)),
        (0, Some(_)) => Some(no_delivery(view.knowledge)),
        (_, None) => None,
        (occasions, Some(_)) => Some(uncounted_on(occasions)),
    };
    Balance { promised, delivered, outstanding: None }
}

fn uncounted_on(occasions: u64) -> String {
    format!("a number not stated, on {}", counted(occasions, "occasion"))
}

/// Returns what was delivered on a rate in each time, beside what the rate comes to in it.
fn by_period(value: &CommitmentValue) -> String {
    let told: Vec<String> = value.periods.iter().map(period).collect();
    match told.is_empty() {
        true => "a number not stated".to_owned(),
        false => told.join("; "),
    }
}

/// Returns what was delivered on a rate in some time, of what the rate comes to in it.
pub(crate) fn period(period: &Period) -> String {
    let when = date(&period.occurred);
    match &period.promised {
        Some(promised) => format!("{} ({when})", of_all(&period.delivered, promised)),
        None => format!("{}, no whole period ({when})", bare(&period.delivered)),
    }
}

/// Returns why a sum is uncertain: what may be one occasion told twice, what may be another of the occasions.
pub(super) fn uncertain(could_merge: &[Key], may_overlap: &[Key]) -> Vec<String> {
    let mut notes = Vec::new();
    if !could_merge.is_empty() {
        notes.push(format!("may be one occasion told twice: {}", listed(could_merge)));
    }
    if !may_overlap.is_empty() {
        notes.push(format!("may be another of these occasions, by its dates: {}", listed(may_overlap)));
    }
    notes
}

/// Returns whose figures what was delivered rests on, where they are not the source's alone.
fn figures_by<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CommitmentValue) -> String {
    let counted = value.deliveries.iter().filter(|lot| is_with_figure(lot));
    let claimants: Vec<&Claimant> = counted.flat_map(|lot| &lot.attributed_to).collect();
    match claimants.iter().all(|claimant| **claimant == Claimant::Source) {
        true => String::new(),
        false => format!(", figures by {}", view.claimants_at(row, without_repetition(&claimants))),
    }
}

/// Returns whether a number is said of a lot.
fn is_with_figure(lot: &DeliveryValue) -> bool {
    is_said(lot.quantity.as_ref())
}

/// Returns whether a number is said.
fn is_said(quantity: Option<&Quantity>) -> bool {
    quantity.is_some_and(|quantity| !is_uncounted(quantity))
}

/// Returns what was promised and what of it is delivered so far, in a few words; `None` where no quantity is spoken of.
pub(super) fn so_far<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CommitmentValue) -> Option<String> {
    if is_counted(value) {
        let Balance { promised, delivered, .. } = balance(view, row, value);
        let delivered = delivered.filter(|_| !value.deliveries.is_empty());
        return match (promised, delivered) {
            (Some(promised), Some(delivered)) => Some(format!("promised {promised}, delivered {delivered}")),
            (promised, _) => promised,
        };
    }
    value.promised.as_ref().map(|_| match occasions(&value.deliveries).len() as u64 {
        0 => "number not stated".to_owned(),
        occasions => format!("{}, numbers not stated", counted(occasions, "occasion")),
    })
}

/// Returns whether a number is said of what was promised or delivered.
pub(super) fn is_counted(value: &CommitmentValue) -> bool {
    is_said(value.promised.as_ref()) || !value.deliveries.is_empty() && is_said(value.delivered.as_ref())
}

/// Returns what was delivered, and each way of it where the ways differ.
fn carried<'a>(view: &View<'a>, value: &'a CommitmentValue) -> String {
    let figure =
        |direction: &Direction| direction.delivered.as_ref().map_or("no delivery on record".to_owned(), bare);
    if let Some(each_way) = each_way(view, value, figure) {
        return each_way;
    }
    match &value.delivered {
        Some(delivered) if !is_uncounted(delivered) => quantity_of(Some(value.category.as_str()), delivered),
        _ => uncounted_on(occasions(&value.deliveries).len() as u64),
    }
}

/// Returns a figure of each direction; `None` where all say the same, which says no more than the sum does.
fn each_way<'a>(
    view: &View<'a>,
    value: &'a CommitmentValue,
    figure: impl Fn(&Direction) -> String,
) -> Option<String> {
    let directions = &value.directions;
    let figures: Vec<String> = directions.iter().map(figure).collect();
    let differ = figures.windows(2).any(|pair| pair[0] != pair[1]);
    let ways = directions.iter().zip(&figures);
    let ways = ways.map(|(direction, figure)| format!("{}: {figure}", way(view, direction)));
    differ.then(|| ways.collect::<Vec<_>>().join("; "))
}

/// Returns the way of a direction: from whom to whom.
fn way<'a>(view: &View<'a>, direction: &'a Direction) -> String {
    let to = direction.to.as_ref().map_or("somebody not stated", |to| view.name(to));
    format!("{} to {to}", view.name(&direction.from))
}

/// Returns what to say where no delivery of something counted is on record.
pub(crate) fn no_delivery(knowledge: Knowledge) -> String {
    match knowledge {
        Knowledge::ByThen => "no figure known to be public by then".to_owned(),
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

/// Returns what is outstanding, each way where the ways differ, with what that rests on.
fn outstanding<'a>(view: &View<'a>, value: &'a CommitmentValue) -> String {
    let Some(quantity) = &value.outstanding else { return "not stated".to_owned() };
    let is_per_side = value.promised.as_ref().is_some_and(|promised| promised.per() == Per::EachSide);
    let rests_on = match quantity.per() {
        Per::Unstated if is_per_side => ", if the figures are per side",
        _ => "",
    };
    let is_said_to_be_fulfilled = value.status == Some(CommitmentStatus::Fulfilled)
        && quantity.stated().0.is_none_or(|low| low == Number::ZERO);
    if is_zero(quantity) {
        format!("none{rests_on}")
    } else if is_said_to_be_fulfilled {
        "none, as is said".to_owned()
    } else {
        let each_way = each_way(view, value, |direction| left(&direction.outstanding));
        format!("{}{rests_on}", each_way.unwrap_or_else(|| left(quantity)))
    }
}

/// Returns how many are left.
fn left(quantity: &Quantity) -> String {
    if is_zero(quantity) {
        "none".to_owned()
    } else if is_uncounted(quantity) {
        "how many is not known".to_owned()
    } else {
        bare(quantity)
    }
}

/// Returns the deliveries, a line an occasion; occasions of which the same is said are one line.
pub(super) fn deliveries<'a>(view: &View<'a>, row: &StateRow, value: &'a CommitmentValue) -> Vec<String> {
    let completions = row.grounds.history.iter().filter(|turn| turn.value == "completed");
    let completions: HashSet<&Key> = completions.map(|turn| &turn.event).collect();
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for lots in occasions(&value.deliveries) {
        let (when, what) = occasion(view, &lots, completions.contains(&lots[0].event));
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
fn are_many_without_a_figure(occasions: &[Vec<&DeliveryValue>]) -> bool {
    occasions.len() > 2 && !occasions.iter().flatten().any(|lot| is_with_figure(lot))
}

/// Returns the deliveries by the event that carried them.
fn occasions<'a>(lots: impl IntoIterator<Item = &'a DeliveryValue>) -> Vec<Vec<&'a DeliveryValue>> {
    let mut occasions: Vec<Vec<&DeliveryValue>> = Vec::new();
    let mut places = HashMap::new();
    for lot in lots {
        let place = *places.entry(&lot.event).or_insert(occasions.len());
        if place == occasions.len() {
            occasions.push(Vec::new());
        }
        occasions[place].push(lot);
    }
    occasions
}

fn uncounted_occasions(occasions: &[Vec<&DeliveryValue>]) -> Option<String> {
    let (first, last) = (occasions.first()?.first()?, occasions.last()?.first()?);
    let keys: Vec<&Key> = occasions.iter().map(|lots| &lots[0].event).collect();
    Some(format!(
        "{} without a figure, the first {}, the last {} {}",
        counted(occasions.len() as u64, "occasion"),
        date(&first.occurred),
        date(&last.occurred),
        bracketed(&keys),
    ))
}

/// Returns when an occasion was, with its event, and what was delivered by whose word.
fn occasion<'a>(view: &View<'a>, lots: &[&'a DeliveryValue], is_completion: bool) -> (String, String) {
    let Some(first) = lots.first().copied() else { return Default::default() };
    let when = date(&first.occurred);
    let figures: Vec<String> = lots.iter().filter_map(|lot| figure(view, lot)).collect();
    let what = match (figures.is_empty(), is_completion) {
        (true, true) => "said to be complete".to_owned(),
        (true, false) => "without a figure".to_owned(),
        (false, _) => figures.join(", "),
    };
    let by = view.told_by(first).map_or(String::new(), |by| format!(", {by}"));
    let link = if lots.iter().any(|lot| lot.link_inferred) { ", link inferred" } else { "" };
    (format!("{when} {}", bracketed(&[&first.event])), format!("{what}{by}{link}"))
}

/// Returns one lot of a promise, `None` if it has no figure.
fn figure<'a>(view: &View<'a>, lot: &'a DeliveryValue) -> Option<String> {
    let DeliveryValue { category, from, to, quantity, .. } = lot;
    Some(self::lot(view, category.as_ref(), [from, to].map(Option::as_ref), quantity.as_ref()?, ""))
}

/// Returns how many of what from whom to whom; where neither side is stated, what is given for that.
pub(crate) fn lot<'a>(
    view: &View<'a>,
    category: Option<&Word>,
    sides: [Option<&'a Key>; 2],
    quantity: &Quantity,
    undirected: &str,
) -> String {
    // `7 barges`, not `7 barges (barges)`.
    let unit = plural(quantity.unit().as_str());
    let category = category.map(|category| plain(category.as_str())).filter(|category| *category != unit);
    let category = category.map_or(String::new(), |category| format!(" ({category})"));
    let direction = match sides.map(|side| side.map(|side| view.name(side))) {
        [Some(from), Some(to)] => format!(" from {from} to {to}"),
        [Some(from), None] => format!(" from {from}"),
        [None, Some(to)] => format!(" to {to}"),
        [None, None] => undirected.to_owned(),
    };
    // What goes one way, or is not stated, is said of the sum.
    let per = match quantity.per() {
        Per::EachSide => " per side",
        Per::Total => " in total",
        Per::OneWay | Per::Unstated => "",
    };
    format!("{}{per}{category}{direction}", bare(quantity))
}

/// Returns new deliveries in one clause: how many occasions, the first and the last, by whose word.
pub(crate) fn new_deliveries<'a>(view: &View<'a>, lots: Vec<&'a DeliveryValue>) -> String {
    let occasions = occasions(lots);
    let [first, last] = [occasions.first(), occasions.last()].map(|lots| lots.and_then(|lots| lots.first()));
    let are_days = [first, last].iter().all(|lot| lot.is_some_and(|lot| is_of_one_day(&lot.occurred)));
    let when =
        |lot: Option<&&DeliveryValue>| lot.map_or("a date not stated".to_owned(), |lot| date(&lot.occurred));
    let (first, last) = (when(first), when(last));
    let when = match (first == last, are_days) {
        (true, _) => first,
        (false, true) => format!("{first} to {last}"),
        (false, false) => format!("the first {first}, the last {last}"),
    };
    let mut claimants = occasions.iter().flatten().flat_map(|lot| &lot.attributed_to);
    let told_by = match claimants.all(|claimant| *claimant == Claimant::Source) {
        true => String::new(),
        false => {
            let by: Vec<String> = occasions.iter().flatten().map(|lot| view.claimants_of(*lot)).collect();
            format!(", according to {}", joined(&without_repetition(&by)))
        }
    };
    let deliveries = match occasions.len() {
        1 => "1 new delivery".to_owned(),
        several => format!("{several} new deliveries"),
    };
    format!("{deliveries}, {when}{told_by}")
}

/// Returns deliveries as a change names them, a line an occasion.
pub(crate) fn delivered<'a>(view: &View<'a>, lots: Vec<&'a DeliveryValue>) -> Vec<String> {
    let occasions = occasions(lots);
    if are_many_without_a_figure(&occasions) {
        return uncounted_occasions(&occasions).into_iter().collect();
    }
    let line = |lots: &Vec<&'a DeliveryValue>| {
        let (when, what) = occasion(view, lots, false);
        format!("{when}: {what}")
    };
    occasions.iter().map(line).collect()
}
