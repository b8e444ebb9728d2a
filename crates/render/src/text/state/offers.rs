//! Proposals with their answers, ceasefires, and the tally of what changed hands.

use super::figures::nothing_on_record;
use super::figures::uncertain;
use super::lateness::{due, duration_over, lateness};
use super::promises::{count_of_terms, terms};
use crate::text::dates::date;
use crate::text::fields::Fields;
use crate::text::numbers::{counted, duration, quantity_of};
use crate::text::page::{Item, bracketed, listed};
use crate::text::view::{DISPUTED, View, capitalised, plain, stands, without_repetition};

pub(crate) fn proposal<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let title = row.text("title").or(row.text("key")).unwrap_or_default();
    let (standing, _) = standing(view, row);
    let mut text = format!("{standing}: {title}; tabled by {}", view.names(&row.texts("tabled_by")));
    let to = row.texts("to");
    if !to.is_empty() {
        text.push_str(&format!(", to {}", view.names(&to)));
    }
    text.push_str(&due(row));
    text.push_str(&lateness(row));
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
    let mut text = format!(
        "{standing}{told_by}: {title}; tabled by {by}{to}{}{}{}",
        due(row),
        lateness(row),
        count_of_terms(row)
    );
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
    if !row.texts("undecided_between").is_empty() {
        return (capitalised(&format!("{}{}", stands(row, standing), view.otherwise(row))), String::new());
    }
    let mut said = capitalised(&format!("{}{}", plain(standing), view.otherwise(row)));
    if !by.is_empty() {
        said.push_str(&format!(" by {}", view.names(&by)));
    }
    let is_own = claimants.iter().all(|claimant| *claimant == "source" || by.contains(claimant));
    let told_by = match is_own {
        true => String::new(),
        false => format!(", told by {}", view.claimants_at(row, &without_repetition(&claimants))),
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
    let mut item = view.item(row, text);
    let denials = row.rows("denials");
    for said in row.rows("allegations") {
        let of = denials.iter().filter(|denial| denial.text("of") == said.text("event"));
        let deniers: Vec<&str> = of.flat_map(|denial| denial.texts("attributed_to")).collect();
        item.note(allegation(view, said, &without_repetition(&deniers)));
    }
    item
}

/// Returns who says that a ceasefire was broken, by whom, how, where and when, and who denies it.
pub(crate) fn allegation<'a>(view: &View<'a>, row: Fields<'a>, deniers: &[&'a str]) -> String {
    let claimants = view.claimants_of(row);
    let by = match row.texts("by") {
        by if by.is_empty() => String::new(),
        by => format!(" by {}", view.names(&by)),
    };
    let mut text = format!("said to be broken{by}");
    if let Some(how) = row.text("how") {
        text.push_str(&format!(": {how}"));
    }
    if let Some(place) = view.named(row, "place") {
        text.push_str(&format!(", at {place}"));
    }
    if let Some(when) = date(row, "occurred") {
        text.push_str(&format!(", {when}"));
    }
    let denied = row.texts("denied_by");
    let denied = match (denied.is_empty(), deniers.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!(", denied in {}", listed(&denied)),
        (false, false) => format!(", denied by {} {}", view.claimants(deniers), bracketed(&denied)),
    };
    let event: Vec<&str> = row.text("event").into_iter().collect();
    format!("{text}, told by {claimants}{denied} {}", bracketed(&event))
}

/// Returns how many allegations of a breach are on record of a ceasefire, and how many of them are denied.
pub(crate) fn accused(row: Fields<'_>) -> String {
    let allegations = row.rows("allegations");
    let denied = allegations.iter().filter(|said| !said.texts("denied_by").is_empty()).count();
    let denied = match (denied, allegations.len()) {
        (0, _) => String::new(),
        (1, 1) => ", denied".to_owned(),
        (denied, all) if denied == all => ", all denied".to_owned(),
        (denied, _) => format!(", {denied} of them denied"),
    };
    match allegations.len() as u64 {
        0 => String::new(),
        said => format!("; {} that it was broken{denied}", counted(said, "allegation")),
    }
}

pub(crate) fn ceasefire_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let text = silence(view, row);
    let accused = accused(row);
    view.brief(row, format!("{text}{accused}"))
}

/// Returns how a ceasefire stands, since when, by whose word, for how long and where.
fn silence<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let phase = view.standing(row, "phase");
    let phase = phase.map_or("Only said to be broken".to_owned(), |phase| capitalised(&phase));
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
        let over = duration_over(row).map_or(String::new(), |over| format!("; {over}"));
        text.push_str(&format!("; for {duration}{over}"));
    }
    if let Some(scope) = row.text("scope") {
        text.push_str(&format!("; where: {scope}"));
    }
    text
}

pub(crate) fn tally<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = view.item(row, exchanged(view, row));
    uncertain(row).into_iter().for_each(|note| item.note(note));
    item
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
        let quantity = quantity_of(row.text("category"), row.row("quantity"));
        format!("{quantity} on {}{aside}", counted(occasions, "occasion"))
    };
    format!("{category}, {direction}: {count}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn allegations_are_counted_with_those_that_are_denied() {
        let said = |denied: &[bool]| {
            let allegation = |denied: &bool| match denied {
                true => json!({ "denied_by": ["d"] }),
                false => json!({ "denied_by": [] }),
            };
            let row = json!({ "allegations": denied.iter().map(allegation).collect::<Vec<_>>() });
            accused(Fields::new(&row))
        };
        assert_eq!(said(&[true]), "; 1 allegation that it was broken, denied");
        assert_eq!(said(&[true, true]), "; 2 allegations that it was broken, all denied");
        assert_eq!(said(&[true, false]), "; 2 allegations that it was broken, 1 of them denied");
        assert_eq!(said(&[false]), "; 1 allegation that it was broken");
        assert_eq!(said(&[]), "");
    }
}
