//! What was agreed, promised and delivered.

use crate::render::text::dates::date;
use crate::render::text::fields::Fields;
use crate::render::text::numbers::{bare, counted, is_zero, quantity};
use crate::render::text::page::{Item, bracketed};
use crate::render::text::view::{Detail, Knowledge, View, capitalised, plain};

/// How many terms an overview prints.
const TERMS: usize = 2;

pub(crate) fn agreement<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let title = row.text("title").or(row.text("key")).unwrap_or_default();
    let stage = row.text("stage").map_or_else(|| "no own word of the parties".to_owned(), plain);
    let since = date(row, "since").map_or(String::new(), |since| format!(" {since}"));
    let mut text = format!("{title}: {stage}{since}, between {}", view.names(&row.texts("parties")));
    let mediators = row.texts("mediators");
    if !mediators.is_empty() {
        text.push_str(&format!(", mediated by {}", view.names(&mediators)));
    }
    let mut item = view.item(row, text);
    terms(view, row, &mut item);
    item
}

/// Adds the terms of a text, or says how many they are.
pub(crate) fn terms<'a>(view: &View<'a>, row: Fields<'a>, item: &mut Item) {
    let terms: Vec<&str> = row.rows("terms").into_iter().filter_map(|term| term.text("text")).collect();
    if view.detail == Detail::Full {
        item.below.extend(terms.iter().map(|term| format!("- {term}")));
    } else if terms.len() > TERMS {
        let key = row.text("key").unwrap_or_default();
        item.note(format!("({}: asof show {key})", counted(terms.len() as u64, "term")));
    } else if !terms.is_empty() {
        item.note(format!("terms: {}", terms.join("; ")));
    }
}

pub(crate) fn commitment<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let category = plain(row.text("category").unwrap_or("something"));
    let what = row.text("what").map_or(category, str::to_owned);
    let status =
        row.text("status").map_or_else(|| "Only reported".to_owned(), |word| capitalised(&plain(word)));
    let strength = row.text("strength").unwrap_or("owed");
    let mut text = format!("{status}: {what}; {strength} by {}", parties(view, row));
    if let Some(through) = view.named(row, "through") {
        text.push_str(&format!(", through {through}"));
    }
    text.push_str(&due(row));
    if let Some(condition) = row.text("condition") {
        text.push_str(&format!(", on condition: {condition}"));
    }
    if let Some(told_by) = view.told_by(row) {
        text.push_str(&format!(", {told_by}"));
    }
    let lots = deliveries(view, row);
    let delivered: Vec<&str> = row.rows("deliveries").iter().filter_map(|lot| lot.text("event")).collect();
    let mut item = Item::new(text).on(row.texts("events").into_iter().filter(|key| !delivered.contains(key)));
    view.mark(row, &mut item);
    let balance = balance(view, row);
    for (place, line) in balance.into_iter().chain(lots).enumerate() {
        item.below.insert(place, line);
    }
    item
}

/// Returns by when something is due.
pub(crate) fn due(row: Fields<'_>) -> String {
    match date(row, "due") {
        Some(due) => format!(", due {}", due.replacen("until ", "by ", 1)),
        None => String::new(),
    }
}

/// Returns who owes to whom.
fn parties<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let (by, to) = (row.texts("owed_by"), row.texts("owed_to"));
    let is_mutual = by.len() > 1 && to.len() == by.len() && by.iter().all(|side| to.contains(side));
    match (is_mutual, to.is_empty()) {
        (true, _) => format!("{} to each other", view.names(&by)),
        (false, true) => view.names(&by),
        (false, false) => format!("{} to {}", view.names(&by), view.names(&to)),
    }
}

/// Returns promised, delivered and outstanding; nothing where nothing is counted.
fn balance<'a>(view: &View<'a>, row: Fields<'a>) -> Option<String> {
    let promised = row.row("promised");
    let delivered = row.row("delivered");
    let has_deliveries = !row.rows("deliveries").is_empty();
    let promises_uncounted = is_uncounted(promised);
    let both_uncounted = promises_uncounted && is_uncounted(delivered);
    if !(promised.is_there() || delivered.is_there() && has_deliveries) {
        return None;
    }
    let directions = row.rows("directions");
    let silent: Vec<Fields<'a>> =
        directions.iter().copied().filter(|direction| !direction.row("delivered").is_there()).collect();
    let mut parts = Vec::new();
    if both_uncounted && has_deliveries {
        parts.push("how many were promised and delivered is not stated".to_owned());
    } else if promises_uncounted {
        parts.push("how many were promised is not stated".to_owned());
    } else if promised.is_there() {
        parts.push(format!("promised {}", quantity(promised)));
    }
    if both_uncounted && has_deliveries {
        // Said above.
    } else if has_deliveries && silent.is_empty() {
        parts.push(format!("delivered {}", quantity(delivered)));
        parts.extend(outstanding(row));
    } else if has_deliveries {
        parts.extend(
            silent.iter().map(|direction| format!("no delivery on record, {}", way(view, *direction))),
        );
    } else {
        parts.push(match view.knowledge {
            Knowledge::Hindsight => no_delivery(view.knowledge).to_owned(),
            Knowledge::ByThen => format!("delivered: {}", no_delivery(view.knowledge)),
        });
    }
    let mut text = parts.join("; ");
    // Directions that all say the same say no more than the sum does.
    let spoken = directions.iter().filter(|direction| direction.row("delivered").is_there());
    let figures: Vec<String> = spoken.map(|direction| bare(direction.row("delivered"))).collect();
    let differ = !silent.is_empty() || figures.windows(2).any(|pair| pair[0] != pair[1]);
    if has_deliveries && differ {
        for direction in directions.iter().filter(|direction| direction.row("delivered").is_there()) {
            text.push_str(&format!("; {}: {}", way(view, *direction), bare(direction.row("delivered"))));
        }
    }
    Some(text)
}

/// Returns the way of a direction: from whom to whom.
fn way<'a>(view: &View<'a>, direction: Fields<'a>) -> String {
    let from = view.named(direction, "from").unwrap_or("?");
    let to = view.named(direction, "to").unwrap_or("somebody not stated");
    format!("{from} to {to}")
}

/// Returns what to say where no delivery counts: never that there was none.
pub(crate) fn no_delivery(knowledge: Knowledge) -> &'static str {
    match knowledge {
        Knowledge::Hindsight => "no delivery on record by then",
        Knowledge::ByThen => "this record has no figure dated as public by then",
    }
}

fn is_uncounted(quantity: Fields<'_>) -> bool {
    quantity.text("bound") == Some("unknown")
}

/// Returns what is outstanding, with what that rests on; nothing of a promise said to be fulfilled that the figures
/// do not contradict.
fn outstanding(row: Fields<'_>) -> Option<String> {
    let quantity = row.row("outstanding");
    let is_fulfilled = row.text("status") == Some("fulfilled");
    let per = |field: &str| row.row(field).text("per");
    let rests_on = match (per("promised"), per("outstanding")) {
        (Some("each-side"), Some("unstated")) => ", if the figures are per side",
        _ => "",
    };
    if !quantity.is_there() {
        None
    } else if is_zero(quantity) {
        Some(format!("none outstanding{rests_on}"))
    } else if is_fulfilled && quantity.number("low") == Some(0) {
        None
    } else {
        Some(format!("outstanding {}{rests_on}", bare(quantity)))
    }
}

/// Returns the deliveries, a line an occasion; many without a figure are one line in an overview.
fn deliveries<'a>(view: &View<'a>, row: Fields<'a>) -> Vec<String> {
    let occasions = occasions(row.rows("deliveries"));
    if view.detail == Detail::Short && are_many_without_a_figure(&occasions) {
        return uncounted_occasions(&occasions).into_iter().collect();
    }
    let said = row.rows("history");
    let is_completion = |event: Option<&str>| {
        said.iter().any(|turn| turn.text("event") == event && turn.text("value") == Some("completed"))
    };
    occasions.iter().map(|lots| occasion(view, lots, is_completion(lots[0].text("event")))).collect()
}

/// Returns whether more than two occasions have nothing to tell but their dates.
fn are_many_without_a_figure(occasions: &[Vec<Fields<'_>>]) -> bool {
    let is_counted = |lot: &Fields<'_>| {
        let quantity = lot.row("quantity");
        quantity.is_there() && !is_uncounted(quantity)
    };
    occasions.len() > 2 && !occasions.iter().flatten().any(is_counted)
}

/// Returns the deliveries by the event that carried them.
fn occasions(lots: Vec<Fields<'_>>) -> Vec<Vec<Fields<'_>>> {
    let mut occasions: Vec<Vec<Fields<'_>>> = Vec::new();
    for lot in lots {
        match occasions.iter_mut().find(|lots| lots[0].text("event") == lot.text("event")) {
            Some(lots) => lots.push(lot),
            None => occasions.push(vec![lot]),
        }
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

fn occasion<'a>(view: &View<'a>, lots: &[Fields<'a>], is_completion: bool) -> String {
    let Some(first) = lots.first() else { return String::new() };
    let when = date(*first, "occurred").unwrap_or_else(|| "date not stated".to_owned());
    let figures: Vec<String> = lots.iter().filter_map(|lot| figure(view, *lot)).collect();
    let what = match (figures.is_empty(), is_completion) {
        (true, true) => "said to be complete".to_owned(),
        (true, false) => "without a figure".to_owned(),
        (false, _) => figures.join(", "),
    };
    let by = view.told_by(*first).map_or(String::new(), |by| format!(", {by}"));
    format!("{when}: {what}{by} [{}]", first.text("event").unwrap_or_default())
}

/// Returns one lot: how many of what from whom to whom.
pub(crate) fn figure<'a>(view: &View<'a>, lot: Fields<'a>) -> Option<String> {
    let quantity = lot.row("quantity");
    if !quantity.is_there() {
        return None;
    }
    let category = lot.text("category").map_or(String::new(), |category| format!(" ({})", plain(category)));
    let direction = match (view.named(lot, "from"), view.named(lot, "to")) {
        (Some(from), Some(to)) => format!(" from {from} to {to}"),
        (Some(from), None) => format!(" from {from}"),
        (None, Some(to)) => format!(" to {to}"),
        (None, None) => String::new(),
    };
    Some(format!("{}{category}{direction}", bare(quantity)))
}

/// Returns deliveries as a change names them, a line an occasion.
pub(crate) fn delivered<'a>(view: &View<'a>, lots: Vec<Fields<'a>>) -> Vec<String> {
    let occasions = occasions(lots);
    if are_many_without_a_figure(&occasions) {
        return uncounted_occasions(&occasions).into_iter().collect();
    }
    occasions.iter().map(|lots| occasion(view, lots, false)).collect()
}
