use asof_core::kind::DelegationRole;
use asof_projector::Reported;
use asof_projector::state::delegations::MemberValue;

use super::*;

fn key(text: &str) -> Key {
    text.parse().unwrap()
}

fn came(people: &[&str]) -> DelegationValue {
    let member = |person: &&str| MemberValue {
        person: Some(key(person)),
        description: None,
        post: None,
        title: None,
        role: None,
    };
    DelegationValue {
        meeting: key("m"),
        party: key("ukraine"),
        basis: Basis::Observed,
        role: DelegationRole::Party,
        complete: false,
        head: None,
        mandate: None,
        members: people.iter().map(member).collect(),
        joined: Vec::new(),
        left: Vec::new(),
        compared_with: None,
    }
}

#[test]
fn who_came_is_compared_only_where_people_are_named() {
    let announced = [key("a"), key("b")];
    let otherwise = compared(&announced, false, &came(&["a", "c"]));
    assert_eq!((&*otherwise.expected, &*otherwise.became), ("announced", "otherwise"));
    assert_eq!((otherwise.added, otherwise.missing), (vec![key("c")], vec![key("b")]));
    let same = compared(&announced, false, &came(&["b", "a"]));
    assert_eq!((&*same.became, same.turned_out), ("as-announced", TurnedOut::AsExpected));
    for unnamed in [compared(&[], false, &came(&["a"])), compared(&announced, false, &came(&[]))] {
        assert_eq!(unnamed.became, NOT_STATED);
        assert!(unnamed.added.is_empty() && unnamed.missing.is_empty());
    }
}

#[test]
fn lists_that_are_not_complete_contradict_nothing() {
    let announced = [key("a"), key("b")];
    let turned_out = |is_complete, list: &DelegationValue| compared(&announced, is_complete, list).turned_out;
    assert_eq!(turned_out(false, &came(&["a", "c"])), TurnedOut::Open);
    assert_eq!(turned_out(true, &came(&["a", "c"])), TurnedOut::Otherwise);
    assert_eq!(turned_out(true, &came(&["a"])), TurnedOut::Open);
    let all_who_came = DelegationValue { complete: true, ..came(&["a"]) };
    assert_eq!(turned_out(false, &all_who_came), TurnedOut::Otherwise);
}

fn awaited(status: Option<AttendanceStatus>, reported: &[(&str, &str)]) -> AttendanceValue {
    let said = |(by, status): &(&str, &str)| Reported {
        attributed_to: vec![by.parse().unwrap()],
        status: (*status).to_owned(),
        event: key("e"),
    };
    AttendanceValue {
        meeting: key("m"),
        who: key("a"),
        status,
        condition: None,
        reason: None,
        delegated_to: Vec::new(),
        since: None,
        reported: reported.iter().map(said).collect(),
    }
}

#[test]
fn what_others_said_last_is_expected_only_without_own_word() {
    let reported = [("x", "tentative"), ("y", "expected"), ("z", "expected"), ("y", "expected")];
    let (expected, by) = said_by_others(&awaited(None, &reported)).unwrap();
    let by: Vec<String> = by.iter().map(ToString::to_string).collect();
    assert_eq!((expected.as_str(), by), ("expected", vec!["y".to_owned(), "z".to_owned()]));
    assert!(said_by_others(&awaited(None, &[])).is_none());
}

/// A position of this force, by the party's own word or by that of somebody else.
fn position(text: &str, force: Force, is_own: bool) -> PositionValue {
    let at = asof_projector::Dated::written("2025-05-16".parse().unwrap(), asof_core::Zone::UTC);
    let said = Reported { attributed_to: vec![Claimant::Unstated], status: text.to_owned(), event: key("e") };
    PositionValue {
        party: key("turkiye"),
        issue: key("summit"),
        item: "ground".parse().unwrap(),
        stance: is_own.then(|| text.parse().unwrap()),
        force: is_own.then_some(force),
        condition: None,
        since: is_own.then(|| at.clone()),
        said: is_own.then_some(at),
        ended: None,
        ended_by: None,
        ended_on: None,
        reported: if is_own { Vec::new() } else { vec![said] },
        reported_force: (!is_own).then_some(force),
    }
}

#[test]
fn an_objective_has_an_outcome_and_a_demand_has_none() {
    let outcome = |then: &PositionValue, later: Option<PositionValue>| {
        let later = later.map(Box::new).map(SlotValue::Position);
        objective_outcome(then, later.as_ref(), None).map(|outcome| (outcome.became, outcome.turned_out))
    };
    for is_own in [true, false] {
        let objective = position("Lays the ground.", Force::Objective, is_own);
        let became = |later| outcome(&objective, later).unwrap();
        assert_eq!(became(Some(objective.clone())), (NOT_STATED.to_owned(), TurnedOut::Open));
        let reworded = position("Lays another.", Force::Objective, is_own);
        assert_eq!(became(Some(reworded)), ("restated".to_owned(), TurnedOut::Open));
        let firmer = position("Lays the ground.", Force::Demand, is_own);
        assert_eq!(became(Some(firmer)), ("restated".to_owned(), TurnedOut::Open));
        assert_eq!(became(None), (RETRACTED.to_owned(), TurnedOut::Otherwise));
        let by = SlotValue::Position(Box::new(position("Wants more.", Force::Demand, true)));
        let replaced = objective_outcome(&objective, None, Some(&by)).unwrap();
        assert_eq!((&*replaced.became, replaced.turned_out), ("replaced", TurnedOut::Open));
        assert_eq!(replaced.replaced_by.as_deref(), Some("Wants more."));
        let demand = position("Lays the ground.", Force::Demand, is_own);
        assert!(outcome(&demand, None).is_none());
        let by = objective_outcome(&objective, None, None).unwrap().expected_by;
        assert_eq!(by.is_empty(), is_own, "whose word it was, where it was not their own");
    }
    let on = asof_projector::Dated::written("2025-06-02".parse().unwrap(), asof_core::Zone::UTC);
    let objective = position("Lays the ground.", Force::Objective, true);
    for (how, expected) in [
        (asof_core::HowEnded::Met, ("met".to_owned(), TurnedOut::AsExpected)),
        (asof_core::HowEnded::Withdrawn, ("withdrawn".to_owned(), TurnedOut::Otherwise)),
    ] {
        let (ended, ended_by, ended_on) = (Some(how), Some(key("e")), Some(on.clone()));
        let later = PositionValue { ended, ended_by, ended_on, ..objective.clone() };
        assert_eq!(outcome(&objective, Some(later.clone())).unwrap(), expected);
        assert!(outcome(&later, None).is_none(), "what had ended by then is no longer an objective");
    }
}
