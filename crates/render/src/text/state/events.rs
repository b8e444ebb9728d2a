//! Who belongs to what, what happened on the ground, what others resolved.

use asof_core::{Key, Text};
use asof_projector::state::incidents::IncidentValue;
use asof_projector::state::memberships::MembershipValue;
use asof_projector::state::resolutions::ResolutionValue;
use asof_projector::{StateRow, Value};

use super::said::{about, is_told_by};
use crate::text::dates::date;
use crate::text::numbers::quantity;
use crate::text::page::{Item, code};
use crate::text::view::{View, capitalised, plain};

pub(crate) fn membership<'a>(view: &View<'a>, row: &'a StateRow, value: &'a MembershipValue) -> Item {
    view.item(row, belonging(view, value))
}

pub(crate) fn membership_in_short<'a>(
    view: &View<'a>,
    row: &'a StateRow,
    value: &'a MembershipValue,
) -> Item {
    view.brief(row, belonging(view, value))
}

/// Returns who belongs to what, as what, since when and until when.
fn belonging<'a>(view: &View<'a>, value: &'a MembershipValue) -> String {
    let member = view.name(&value.member);
    let of = joined_by(view, &value.of);
    let role = value.role.as_ref().map_or(String::new(), |role| format!(" ({role})"));
    match (value.joined.as_ref().map(date), value.left.as_ref().map(date)) {
        (Some(joined), Some(left)) => format!("{member} joined {of}{role} {joined}, left {left}"),
        (Some(joined), None) => format!("{member} joined {of}{role} {joined}"),
        (None, Some(left)) => {
            format!("{member} left {of}{role} {left}; since when they belonged to it is not on record")
        }
        (None, None) => format!("{member} belongs to {of}{role}; dates not stated"),
    }
}

/// Returns what somebody joins: a party or body by its name, an agreement by its title, where the answer has it.
fn joined_by<'a>(view: &View<'a>, of: &'a Key) -> String {
    let agreements = view.agreements.iter().filter(|row| view.tells(row.process.as_ref()));
    let mut joined = agreements.filter_map(|row| match &row.value {
        Value::Agreement(agreement) if agreement.key == *of => Some(agreement),
        _ => None,
    });
    match (view.name(of), joined.next().and_then(|agreement| agreement.title.as_ref())) {
        (name, _) if name != of.as_str() => name.to_owned(),
        (_, Some(title)) => format!("the agreement \"{title}\""),
        (_, None) => format!("the agreement {}", code(of.as_str())),
    }
}

pub(crate) fn incident<'a>(view: &View<'a>, row: &'a StateRow, value: &'a IncidentValue) -> Item {
    let mut item = view.marked(row, happened(view, row, value));
    if let Some(ceasefire) = &value.about {
        let by = view.claimants_of(row);
        item.note(format!("by the word of {by} a breach of {ceasefire}"));
    }
    item
}

pub(crate) fn incident_in_short<'a>(view: &View<'a>, row: &'a StateRow, value: &'a IncidentValue) -> Item {
    view.briefly(row, &happened(view, row, value))
}

/// Returns an incident: when, whose account it is, what sort of act, by whom, against whom, where, how many.
fn happened<'a>(view: &View<'a>, row: &'a StateRow, value: &'a IncidentValue) -> String {
    let when = capitalised(&date(&value.occurred));
    let teller = view.claimants_of(row);
    let mut text = format!("{when}, by the account of {teller}: {}", plain(value.r#type.as_str()));
    for (who, word) in [(&value.by, "by"), (&value.against, "against")] {
        if !who.is_empty() {
            text.push_str(&format!(" {word} {}", view.names(who)));
        }
    }
    if let Some(place) = &value.place {
        text.push_str(&format!(", at {}", view.name(place)));
    }
    let counts = value.counts.iter();
    let counts: Vec<String> = counts
        .map(|count| format!("{}: {}", plain(count.category.as_str()), quantity(&count.quantity)))
        .collect();
    if !counts.is_empty() {
        text.push_str(&format!(" ({})", counts.join("; ")));
    }
    text
}

pub(crate) fn resolution<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ResolutionValue) -> Item {
    let text = resolved(view, value);
    let mut item = if is_own(row, value) { view.marked(row, text) } else { view.item(row, text) };
    about(&value.about, &mut item);
    item
}

pub(crate) fn resolution_in_short<'a>(
    view: &View<'a>,
    row: &'a StateRow,
    value: &'a ResolutionValue,
) -> Item {
    let text = resolved(view, value);
    if is_own(row, value) { view.briefly(row, &text) } else { view.brief(row, text) }
}

/// Returns whether a resolution is told by the body whose it is, which needs no second name.
fn is_own(row: &StateRow, value: &ResolutionValue) -> bool {
    is_told_by(row, &value.body)
}

/// Returns a resolution: whose it is, what it is called, what came of it, when, and the votes.
fn resolved<'a>(view: &View<'a>, value: &'a ResolutionValue) -> String {
    let (body, when) = (view.name(&value.body), date(&value.occurred));
    let title = value.title.as_ref().map_or("a resolution", Text::as_str);
    let votes = value.votes.as_ref().map_or(String::new(), |votes| {
        let abstained = votes.abstained.map_or(String::new(), |abstained| format!(", {abstained} abstained"));
        format!(", {} in favour, {} against{abstained}", votes.in_favour, votes.against)
    });
    format!("{body}: {title}, {} {when}{votes}", value.outcome)
}

#[cfg(test)]
mod tests {
    use asof_core::kind::ResolutionOutcome;
    use asof_core::{Claimant, Zone};
    use asof_projector::state::agreements::AgreementValue;
    use asof_projector::{Collection, Dated, Grounds, Path};
    use asof_query::Names;

    use super::*;
    use crate::text::page::plainly;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    fn day(written: &str) -> Dated {
        Dated::written(written.parse().unwrap(), Zone::UTC)
    }

    fn agreement(named: &str, title: &str) -> StateRow {
        let value = AgreementValue {
            key: key(named),
            parties: Vec::new(),
            stage: None,
            title: Some(title.parse().unwrap()),
            terms: Vec::new(),
            mediators: Vec::new(),
            supporters: Vec::new(),
            guarantors: Vec::new(),
            witnesses: Vec::new(),
            phases: Vec::new(),
            ratifications: Vec::new(),
            since: None,
            unvouched: Vec::new(),
            reported: Vec::new(),
        };
        StateRow {
            process: None,
            path: Path::new(Collection::Agreements, [named]),
            value: Value::Agreement(Box::new(value)),
            grounds: Grounds::default(),
        }
    }

    #[test]
    fn who_joins_an_agreement_joins_it_by_its_title() {
        let names = Names::default();
        let memberships = [
            MembershipValue {
                member: key("hadrel"),
                of: key("deal"),
                joined: Some(day("2019-01-28")),
                left: None,
                role: Some("guarantor".parse().unwrap()),
            },
            MembershipValue {
                member: key("marr"),
                of: key("accord"),
                joined: None,
                left: Some(day("2019-02-05")),
                role: None,
            },
        ];
        let agreements = [agreement("deal", "Agreement on quiet")];
        let view = View::new(None, None, &names).with_agreements(&agreements);
        let said = memberships.iter().map(|value| plainly(&belonging(&view, value)));
        let said: Vec<String> = said.collect();
        assert_eq!(
            said,
            [
                "hadrel joined the agreement \"Agreement on quiet\" (guarantor) Mon 28 January 2019",
                "marr left the agreement accord Tue 5 February 2019; since when they belonged to it is not on record",
            ]
        );
    }

    #[test]
    fn a_resolution_told_by_its_body_names_it_once() {
        let names = Names::default();
        let said = |teller: &str| {
            let value = ResolutionValue {
                key: key("resolution-118"),
                body: key("assembly"),
                title: Some("Resolution 118".parse().unwrap()),
                outcome: ResolutionOutcome::Adopted,
                votes: None,
                about: Vec::new(),
                occurred: day("2019-01-28"),
            };
            let attributed_to = vec![Claimant::Actor(key(teller))];
            let row = StateRow {
                process: None,
                path: Path::new(Collection::Resolutions, ["resolution-118"]),
                value: Value::Resolution(Box::new(value.clone())),
                grounds: Grounds { attributed_to, ..Grounds::default() },
            };
            resolution(&View::new(None, None, &names), &row, &value).text
        };
        assert_eq!(said("assembly"), "assembly: Resolution 118, adopted Mon 28 January 2019");
        assert_eq!(
            said("gazette"),
            "assembly: Resolution 118, adopted Mon 28 January 2019, according to gazette"
        );
    }
}
