//! Who belongs to what, what happened on the ground, what others resolved.

use asof_core::{Key, Text};
use asof_projector::state::incidents::IncidentValue;
use asof_projector::state::memberships::MembershipValue;
use asof_projector::state::resolutions::ResolutionValue;
use asof_projector::{StateRow, Value};

use super::card::Card;
use super::said::is_told_by;
use crate::text::dates::date;
use crate::text::numbers::quantity;
use crate::text::page::code;
use crate::text::view::{View, capitalised, plain};

pub(crate) fn membership<'a>(view: &View<'a>, value: &'a MembershipValue) -> Card {
    Card::new(belonging(view, value)).titled(["member", "of", "joined", "left", "role"])
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

pub(crate) fn incident<'a>(view: &View<'a>, row: &'a StateRow, value: &'a IncidentValue) -> Card {
    let breach = value
        .about
        .as_ref()
        .map(|ceasefire| format!("{}, by the word of {}", code(ceasefire.as_str()), view.claimants_of(row)));
    let titled = ["type", "by", "against", "place", "counts", "occurred"];
    let card = Card::new(happened(view, row, value)).titled(titled).naming_its_claimant(true);
    card.saying("about", "a breach of", breach)
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

pub(crate) fn resolution<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ResolutionValue) -> Card {
    let titled = ["body", "title", "outcome", "votes", "occurred"];
    // The body whose it is needs no second name.
    Card::new(resolved(view, value)).titled(titled).naming_its_claimant(is_told_by(row, &value.body))
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
    use crate::text::page::{Note, plainly};
    use crate::text::state::full::item_of;

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
            let view = View::new(None, None, &names);
            let below = item_of(&resolution(&view, &row, &value), &view, &row).below;
            plainly(&below.iter().map(Note::line).collect::<Vec<_>>().join("; "))
        };
        assert_eq!(said("assembly"), "");
        assert_eq!(said("gazette"), "according to: gazette");
    }
}
