//! Proposals with their answers, ceasefires, and the tally of what changed hands.

use asof_core::{Claimant, Key};
use asof_projector::StateRow;
use asof_projector::state::ceasefires::{Allegation, CeasefireValue, Phase};
use asof_projector::state::exchanges::TallyValue;
use asof_projector::state::proposals::{AnswerValue, ProposalValue};

use super::card::Card;
use super::figures::{nothing_on_record, uncertain};
use super::lateness::{due_by, duration_over, lateness};
use super::promises::titled;
use crate::text::dates::date;
use crate::text::numbers::{counted, lasting, quantity_of};
use crate::text::page::{bracketed, listed};
use crate::text::view::{View, capitalised, plain, without_repetition};

pub(crate) fn proposal<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ProposalValue) -> Card {
    let (standing, told_by) = standing(view, row, value);
    let due = format!("{}{}", due_by(value.due.as_ref()), lateness(row));
    let due = due.strip_prefix(", due ").or(due.strip_prefix(", ")).map(ToOwned::to_owned);
    let unanswered = is_unanswered(value).then(|| nothing_on_record("answer", view.knowledge));
    let answers = value.answers.iter().map(|given| answer(view, given)).chain(unanswered);
    Card::new(titled(value.title.as_ref(), &value.key))
        .titled(["title"])
        .saying("standing", "standing", [format!("{standing}{told_by}")])
        .saying("due", "due", due)
        .saying("answers", "answers", answers)
        .saying(
            "agreement",
            "its text",
            value.agreement.iter().map(|of| format!("that of the agreement {of}")),
        )
}

/// Returns whether nobody answered a proposal by an own word or by another's, nor made an agreement of it.
pub(super) fn is_unanswered(value: &ProposalValue) -> bool {
    value.agreement.is_none() && value.answers.is_empty() && value.reported.is_empty()
}

/// Returns how a proposal stands and by whose answer, then whose word that answer is, if not their own.
pub(super) fn standing<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ProposalValue) -> (String, String) {
    let said = view.standing(row, value.standing.name());
    if !row.grounds.undecided_between.is_empty() {
        return (said, String::new());
    }
    let answers = || value.answers.iter().filter(|given| given.answer == value.standing);
    let by: Vec<&Key> = answers().map(|given| &given.answered_by).collect();
    let claimants: Vec<&Claimant> = answers().flat_map(|given| &given.attributed_to).collect();
    let said = match by.is_empty() {
        true => said,
        false => format!("{said} by {}", view.names(by.iter().copied())),
    };
    let is_own = claimants.iter().all(|claimant| match claimant {
        Claimant::Source => true,
        Claimant::Unstated => false,
        Claimant::Actor(key) => by.contains(&key),
    });
    let told_by = match is_own {
        true => String::new(),
        false => format!(", according to {}", view.claimants_at(row, without_repetition(&claimants))),
    };
    (said, told_by)
}

pub(crate) fn answer<'a>(view: &View<'a>, value: &'a AnswerValue) -> String {
    let by = view.name(&value.answered_by);
    let answer = plain(value.answer.name());
    let condition =
        value.condition.as_ref().map_or(String::new(), |condition| format!(", on condition: {condition}"));
    let is_own = matches!(value.attributed_to.first(), Some(Claimant::Actor(by)) if *by == value.answered_by);
    let told_by = view.told_by(value).filter(|_| !is_own).map_or(String::new(), |by| format!(", {by}"));
    format!("{by} answered: {answer}{condition}{told_by} {}", bracketed(&[&value.event]))
}

pub(crate) fn ceasefire<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CeasefireValue) -> Card {
    let phase = match value.phase {
        Some(phase) => view.standing(row, phase.name()),
        None => "only said to be broken".to_owned(),
    };
    let outlook = match value.phase {
        Some(Phase::Announced) => format!(" ({})", nothing_on_record("beginning or end", view.knowledge)),
        _ => String::new(),
    };
    let lasts = value.duration.as_ref().map(|duration| {
        let over = duration_over(value).map_or(String::new(), |over| format!("; {over}"));
        format!("{}{over}", lasting(duration))
    });
    let by = match value.declared_by.as_slice() {
        [] => "not stated".to_owned(),
        sides => view.names(sides),
    };
    let broken = value.allegations.iter().map(|said| {
        let of = value.denials.iter().filter(|denial| denial.of == said.event);
        let deniers: Vec<&Claimant> = of.flat_map(|denial| &denial.attributed_to).collect();
        allegation(view, said, &without_repetition(&deniers))
    });
    Card::new(format!("Ceasefire {phase} {}{outlook}", date(&value.since)))
        .titled(["phase", "since", "denials"])
        .saying("declared_by", "declared by", [by])
        .saying("duration", "lasts", lasts)
        .saying("allegations", "allegations", broken)
}

/// Returns who says that a ceasefire was broken, by whom, how, where and when, and who denies it.
pub(crate) fn allegation<'a>(view: &View<'a>, said: &'a Allegation, deniers: &[&'a Claimant]) -> String {
    let mut text = "said to be broken".to_owned();
    if !said.by.is_empty() {
        text.push_str(&format!(" by {}", view.names(&said.by)));
    }
    if let Some(how) = &said.how {
        text.push_str(&format!(": {how}"));
    }
    if let Some(place) = &said.place {
        text.push_str(&format!(", at {}", view.name(place)));
    }
    let (when, claimants, denied) = (date(&said.occurred), view.claimants_of(said), &said.denied_by);
    let denied = match (denied.is_empty(), deniers.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!(", denied in {}", listed(denied)),
        (false, false) => {
            format!(", denied by {} {}", view.claimants(deniers.iter().copied()), bracketed(denied))
        }
    };
    format!("{text}, {when}, according to {claimants}{denied} {}", bracketed(&[&said.event]))
}

/// Returns how many allegations of a breach are on record of a ceasefire, and how many of them are denied.
pub(crate) fn accused(value: &CeasefireValue) -> String {
    let allegations = &value.allegations;
    let denied = allegations.iter().filter(|said| !said.denied_by.is_empty()).count();
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

pub(crate) fn tally<'a>(view: &View<'a>, value: &'a TallyValue) -> Card {
    Card::new(exchanged(view, value))
        .titled(["category", "from", "to", "occasions", "unknown_occasions"])
        .saying("quantity", "uncertain", uncertain(&value.could_merge, &value.may_overlap))
}

/// Returns what changed hands, from whom to whom, how many on how many occasions.
fn exchanged<'a>(view: &View<'a>, value: &'a TallyValue) -> String {
    let direction = match (&value.from, &value.to) {
        (None, None) => "direction not stated".to_owned(),
        (from, to) => {
            let side =
                |side: &'a Option<Key>| side.as_ref().map_or("a side not stated", |side| view.name(side));
            format!("{} to {}", side(from), side(to))
        }
    };
    let category = value.category.as_str();
    let (occasions, unknown) = (value.occasions, value.unknown_occasions);
    let count = if unknown > 0 && unknown == occasions {
        format!("{}, how many is not stated", counted(occasions, "occasion"))
    } else {
        let aside = match unknown {
            0 => String::new(),
            unknown => format!(", {unknown} of them without a figure"),
        };
        let quantity = quantity_of(Some(category), &value.quantity);
        format!("{quantity} on {}{aside}", counted(occasions, "occasion"))
    };
    format!("{}, {direction}: {count}", capitalised(&plain(category)))
}

#[cfg(test)]
mod tests {
    use asof_core::Zone;
    use asof_projector::Dated;

    use super::*;

    #[test]
    fn allegations_are_counted_with_those_that_are_denied() {
        let said = |denied: &[bool]| accused(&ceasefire(denied.iter().map(|denied| allegation(*denied))));
        assert_eq!(said(&[true]), "; 1 allegation that it was broken, denied");
        assert_eq!(said(&[true, true]), "; 2 allegations that it was broken, all denied");
        assert_eq!(said(&[true, false]), "; 2 allegations that it was broken, 1 of them denied");
        assert_eq!(said(&[false]), "; 1 allegation that it was broken");
        assert_eq!(said(&[]), "");
    }

    fn some_day() -> Dated {
        Dated::written("2025-05-16".parse().unwrap(), Zone::UTC)
    }

    fn ceasefire(allegations: impl Iterator<Item = Allegation>) -> CeasefireValue {
        CeasefireValue {
            key: "quiet".parse().unwrap(),
            phase: None,
            declared_by: Vec::new(),
            scope: None,
            duration: None,
            purpose: None,
            since: some_day(),
            allegations: allegations.collect(),
            denials: Vec::new(),
            duration_until: None,
            duration_over: None,
            begun: None,
            has_taken_effect: false,
        }
    }

    fn allegation(is_denied: bool) -> Allegation {
        Allegation {
            event: "broken".parse().unwrap(),
            by: Vec::new(),
            how: None,
            place: None,
            occurred: some_day(),
            attributed_to: Vec::new(),
            confirmed_by: Vec::new(),
            denied_by: is_denied.then(|| "d".parse().unwrap()).into_iter().collect(),
        }
    }
}
