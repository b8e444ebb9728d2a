//! Proposals with their answers, ceasefires, and the tally of what changed hands.

use super::figures::nothing_on_record;
use super::promises::{count_of_terms, due, terms};
use crate::render::text::dates::date;
use crate::render::text::fields::Fields;
use crate::render::text::numbers::{counted, duration, quantity};
use crate::render::text::page::{Item, bracketed};
use crate::render::text::view::{DISPUTED, View, capitalised, plain, without_repetition};

pub(crate) fn proposal<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let title = row.text("title").or(row.text("key")).unwrap_or_default();
    let (standing, _) = standing(view, row);
    let mut text = format!("{standing}: {title}; tabled by {}", view.names(&row.texts("tabled_by")));
    let to = row.texts("to");
    if !to.is_empty() {
        text.push_str(&format!(", to {}", view.names(&to)));
    }
    text.push_str(&due(row));
    let mut item = view.item(row, text);
    for given in row.rows("answers") {
        item.note(answer(view, given));
    }
    outlook(view, row).into_iter().for_each(|outlook| item.note(outlook));
    terms(row, &mut item);
    item.below.sort_by_key(|line| line.starts_with(DISPUTED));
    item
}

/// Returns a proposal in one sentence: how it stands, what, by whom to whom, on what condition it was answered.
pub(crate) fn proposal_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let title = row.text("title").or(row.text("key")).unwrap_or_default();
    let (standing, told_by) = standing(view, row);
    let by = view.names(&row.texts("tabled_by"));
    let to = row.texts("to");
    let to = if to.is_empty() { String::new() } else { format!(" to {}", view.names(&to)) };
    let mut text =
        format!("{standing}{told_by}: {title}; tabled by {by}{to}{}{}", due(row), count_of_terms(row));
    // Whose word the offer is; the answer names its own.
    if let Some(told_by) = view.told_by(row) {
        text.push_str(&format!(", {told_by}"));
    }
    for given in row.rows("answers") {
        if let Some(condition) = given.text("condition") {
            let by = view.named(given, "answered_by").unwrap_or("somebody");
            let answer = plain(given.text("answer").unwrap_or("not stated"));
            text.push_str(&format!("; {by} answered: {answer}, on condition: {condition}"));
        }
    }
    text.push_str(&outlook(view, row).map_or(String::new(), |outlook| format!("; {outlook}")));
    view.briefly(row, &text)
}

/// Returns what became of an open proposal, as far as is known; `None` where its standing says that.
fn outlook<'a>(view: &View<'a>, row: Fields<'a>) -> Option<String> {
    let is_unanswered = row.rows("answers").is_empty() && row.rows("reported").is_empty();
    match row.text("agreement") {
        Some(agreement) => Some(format!("its text is that of the agreement {agreement}")),
        None => is_unanswered.then(|| nothing_on_record("answer", view.knowledge)),
    }
}

/// Returns how a proposal stands and by whose answer, then whose word that answer is, if not their own.
fn standing<'a>(view: &View<'a>, row: Fields<'a>) -> (String, String) {
    let standing = row.text("standing").unwrap_or("open");
    let answers: Vec<Fields<'a>> =
        row.rows("answers").into_iter().filter(|given| given.text("answer") == Some(standing)).collect();
    let by: Vec<&str> = answers.iter().filter_map(|given| given.text("answered_by")).collect();
    let claimants: Vec<&str> = answers.iter().flat_map(|given| given.texts("attributed_to")).collect();
    let mut said = capitalised(&format!("{}{}", plain(standing), view.otherwise(row)));
    if !by.is_empty() {
        said.push_str(&format!(" by {}", view.names(&by)));
    }
    let is_own = claimants.iter().all(|claimant| *claimant == "source" || by.contains(claimant));
    let told_by = match is_own {
        true => String::new(),
        false => format!(", told by {}", view.claimants(&without_repetition(&claimants))),
    };
    (said, told_by)
}

pub(crate) fn answer<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let by = view.named(row, "answered_by").unwrap_or("somebody");
    let answer = plain(row.text("answer").unwrap_or("not stated"));
    let condition =
        row.text("condition").map_or(String::new(), |condition| format!(", on condition: {condition}"));
    let event: Vec<&str> = row.text("event").into_iter().collect();
    let is_own = row.texts("attributed_to").first().copied() == row.text("answered_by");
    let told_by = view.told_by(row).filter(|_| !is_own).map_or(String::new(), |by| format!(", {by}"));
    format!("{by} answered: {answer}{condition}{told_by} {}", bracketed(&event))
}

pub(crate) fn ceasefire<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut text = silence(view, row);
    if let Some(purpose) = row.text("purpose") {
        text.push_str(&format!("; {purpose}"));
    }
    if is_violated(row) { view.marked(row, text) } else { view.item(row, text) }
}

pub(crate) fn ceasefire_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let text = silence(view, row);
    if is_violated(row) { view.briefly(row, &text) } else { view.brief(row, text) }
}

/// Returns whether a ceasefire is said to be broken, which is the word of somebody.
fn is_violated(row: Fields<'_>) -> bool {
    row.text("phase") == Some("violated")
}

/// Returns how a ceasefire stands, since when, by whose word, for how long and where.
fn silence<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let mut phase = view.standing(row, "phase").map_or("Not stated".to_owned(), |phase| capitalised(&phase));
    if is_violated(row) {
        phase.push_str(&format!(" according to {}", view.claimants(&row.texts("attributed_to"))));
        let said = row.rows("history").last().and_then(|turn| turn.text("event"));
        let denials = row.rows("denials").into_iter().filter(|denial| denial.text("of") == said);
        let deniers: Vec<&str> = denials.flat_map(|denial| denial.texts("attributed_to")).collect();
        if !deniers.is_empty() {
            phase.push_str(&format!(", which {} denies,", view.claimants(&without_repetition(&deniers))));
        }
    }
    let since = date(row, "since").map_or(String::new(), |since| format!(" {since}"));
    let declared = row.texts("declared_by");
    let by = match declared.is_empty() {
        true => "who declares it is not stated".to_owned(),
        false => format!("declared by {}", view.names(&declared)),
    };
    let outlook = match row.text("phase") {
        Some("announced") => format!(" ({})", nothing_on_record("beginning or end", view.knowledge)),
        _ => String::new(),
    };
    let mut text = format!("{phase}{since}{outlook}; {by}");
    if let Some(duration) = duration(row, "duration") {
        text.push_str(&format!("; for {duration}"));
    }
    if let Some(scope) = row.text("scope") {
        text.push_str(&format!("; where: {scope}"));
    }
    text
}

pub(crate) fn tally<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.item(row, exchanged(view, row))
}

pub(crate) fn tally_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.brief(row, exchanged(view, row))
}

/// Returns what changed hands, from whom to whom, how many on how many occasions.
fn exchanged<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let category = capitalised(&plain(row.text("category").unwrap_or("not stated")));
    let direction = match (view.named(row, "from"), view.named(row, "to")) {
        (None, None) => "direction not stated".to_owned(),
        (from, to) => {
            let side = |side: Option<&'a str>| side.unwrap_or("a side not stated");
            format!("{} to {}", side(from), side(to))
        }
    };
    let occasions = row.number("occasions").unwrap_or_default();
    let unknown = row.number("unknown_occasions").unwrap_or_default();
    let count = if unknown > 0 && unknown == occasions {
        format!("{}, how many is not stated", counted(occasions, "occasion"))
    } else {
        let aside = match unknown {
            0 => String::new(),
            unknown => format!(", {unknown} of them without a figure"),
        };
        format!("{} on {}{aside}", quantity(row.row("quantity")), counted(occasions, "occasion"))
    };
    format!("{category}, {direction}: {count}")
}
