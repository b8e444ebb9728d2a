//! What was agreed and promised, by whom to whom.

use asof_core::{Key, Text};
use asof_projector::StateRow;
use asof_projector::state::agreements::{AgreementValue, PhaseValue, RatificationValue};
use asof_projector::state::commitments::{CommitmentValue, Strength};
use asof_projector::state::proposals::TermValue;

use super::card::Card;
use super::figures::{Balance, balance, deliveries, uncertain};
use super::lateness::{days_after, due, lateness};
use crate::text::dates::date;
use crate::text::numbers::counted;
use crate::text::page::{bracketed, code};
use crate::text::view::{View, capitalised, plain, without_repetition};

pub(crate) fn agreement<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AgreementValue) -> Card {
    let since = value.since.as_ref().map_or(String::new(), |since| format!(" {}", date(since)));
    let stage = match value.stage {
        Some(stage) => view.standing(row, stage.name()),
        None => "no own word of the parties".to_owned(),
    };
    let unstated = value.parties.is_empty().then(|| "not stated".to_owned());
    let parties = (!value.parties.is_empty()).then(|| view.names(&value.parties));
    Card::new(titled(value.title.as_ref(), &value.key))
        .titled(["title", "since"])
        .saying("stage", "stage", [format!("{stage}{since}")])
        .saying("parties", "between", unstated.or(parties))
        .saying("ratifications", "ratified by", value.ratifications.iter().map(|given| ratified(view, given)))
}

/// Returns a title with the key behind it, or the key alone.
pub(super) fn titled(title: Option<&Text>, key: &Key) -> String {
    title.map_or_else(|| key.to_string(), ToString::to_string)
}

/// Returns a phase of an agreement: what it is called, from when to when.
pub(crate) fn phase(value: &PhaseValue) -> String {
    let title = value.title.as_ref().map_or(String::new(), |title| format!(" ({title})"));
    let ends = [(&value.begins, "from"), (&value.ends, "to")].map(|(due, word)| {
        let on = due.day.as_ref().map(date);
        let counted = days_after(due);
        match (on, counted) {
            (None, None) => String::new(),
            (Some(on), None) => format!(" {word} {on}"),
            (Some(on), Some(counted)) => format!(" {word} {on} ({counted})"),
            (None, Some(counted)) => format!(" {word} {counted}"),
        }
    });
    format!("phase {}{title}{}{}", value.id, ends[0], ends[1])
}

/// Returns who ratified an agreement, when and with what vote.
pub(crate) fn ratification<'a>(view: &View<'a>, value: &'a RatificationValue) -> String {
    format!("ratified by {}", ratified(view, value))
}

fn ratified<'a>(view: &View<'a>, value: &'a RatificationValue) -> String {
    let by = view.name(&value.by);
    let when = date(&value.occurred);
    let votes = match (value.in_favour, value.against, value.abstained) {
        (Some(yes), Some(no), Some(abstained)) => format!(", {yes} to {no} with {abstained} abstaining"),
        (Some(yes), Some(no), None) => format!(", {yes} to {no}"),
        _ => String::new(),
    };
    let told_by = view.told_by(value).map_or(String::new(), |by| format!(", {by}"));
    format!("{by} {when}{votes}{told_by} {}", bracketed(&[&value.event]))
}

/// Returns how many terms a text has.
pub(crate) fn count_of_terms(terms: &[TermValue]) -> String {
    match terms.len() {
        0 => String::new(),
        terms => format!(", {}", counted(terms as u64, "term")),
    }
}

pub(crate) fn commitment<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CommitmentValue) -> Card {
    let status = value.status.map(|status| view.standing(row, status.name()));
    let status = status.unwrap_or_else(|| "only reported".to_owned());
    let owed = format!("{} by", value.strength.map_or("owed", Strength::name));
    let in_return_for = value.in_return_for.as_ref().map(|other| {
        let ratio =
            value.ratio.map_or(String::new(), |ratio| format!(" ({} for {})", ratio.this(), ratio.that()));
        format!("{}{ratio}", code(other.as_str()))
    });
    let phase = value.agreement.as_ref().zip(value.phase.as_ref());
    let phase = phase.map(|(agreement, phase)| format!("{phase} of {}", code(agreement.as_str())));
    let due = format!("{}{}", due(&value.due), lateness(row));
    let due = due.strip_prefix(", due ").or(due.strip_prefix(", ")).map(ToOwned::to_owned);
    let Balance { promised, delivered, outstanding } = balance(view, row, value);
    let what = value.what.as_ref().map_or_else(|| plain(value.category.as_str()), Text::to_string);
    let each = [
        "what",
        "category",
        "strength",
        "owed_to",
        "ratio",
        "directions",
        "periods",
        "due_after",
        "due_days",
    ];
    Card::new(capitalised(&what))
        .titled(each)
        .saying("status", "status", [status])
        .saying("owed_by", owed, [parties(view, &value.owed_by, &value.owed_to)])
        .saying("in_return_for", "in return for", in_return_for)
        .saying("phase", "phase", phase)
        .saying("promised", "promised", promised)
        .saying("delivered", "delivered", delivered)
        .saying("outstanding", "outstanding", outstanding)
        .saying("due", "due", due)
        .saying("reason", "reason given", value.reason.as_ref().map(Text::to_string))
        .saying("deliveries", "deliveries", deliveries(view, row, value))
        .saying("deliveries", "uncertain", uncertain(&value.could_merge, &value.may_overlap))
}

/// Returns whether sides owe the same to each other.
pub(super) fn is_mutual(owed_by: &[Key], owed_to: &[Key]) -> bool {
    owed_by.len() > 1 && owed_to.len() == owed_by.len() && owed_by.iter().all(|side| owed_to.contains(side))
}

/// Returns who owes to whom.
pub(crate) fn parties<'a>(view: &View<'a>, owed_by: &'a [Key], owed_to: &'a [Key]) -> String {
    if is_mutual(owed_by, owed_to) {
        return format!("{} to each other", view.names(owed_by));
    }
    let each = |side: &'a [Key]| view.names(without_repetition(&side.iter().collect::<Vec<&Key>>()));
    match owed_to.is_empty() {
        true => each(owed_by),
        false => format!("{} to {}", each(owed_by), each(owed_to)),
    }
}
