//! Judges how what was expected turned out. The rows of all that was expected are made in `outcomes`.

use asof_core::HowEnded;
use asof_projector::Dated;
use asof_projector::state::attendance::AttendanceStatus;
use asof_projector::state::ceasefires::Phase;
use asof_projector::state::commitments::CommitmentStatus;
use asof_projector::state::meetings::{MeetingStatus, MeetingValue};
use asof_projector::state::proposals::ProposalStanding;

asof_core::words! {
    /// How what was expected compares with what became of it.
    pub enum TurnedOut {
        /// It became something else, or is no longer in the record.
        Otherwise = "otherwise",
        /// It came about, after the day by which it was due.
        Late = "late",
        /// It came about.
        AsExpected = "as-expected",
        /// It had been left open, and was decided.
        Settled = "settled",
        /// The record tells of no end of it.
        Open = "open",
    }
}

/// What somebody's word, or that of others, leads to expect.
enum Expectation {
    Coming,
    StayingAway,
    Either,
}

/// Returns how a planned gathering turned out: one that was held on another day turned out otherwise.
pub(super) fn meeting(planned_for: Option<&Dated>, later: Option<&MeetingValue>) -> TurnedOut {
    let Some(later) = later else { return TurnedOut::Otherwise };
    match later.status {
        MeetingStatus::NotHeld | MeetingStatus::Cancelled => TurnedOut::Otherwise,
        MeetingStatus::Proposed | MeetingStatus::Scheduled => TurnedOut::Open,
        MeetingStatus::Held => match planned_for.zip(later.occurred.as_ref()) {
            Some((planned, held)) if are_apart(planned, held) => TurnedOut::Otherwise,
            _ => TurnedOut::AsExpected,
        },
    }
}

/// Returns how an objective that ended turned out.
pub(super) fn objective(ended: HowEnded) -> TurnedOut {
    match ended {
        HowEnded::Met => TurnedOut::AsExpected,
        HowEnded::Withdrawn => TurnedOut::Otherwise,
    }
}

/// Returns whether two dates have no moment in common.
fn are_apart(a: &Dated, b: &Dated) -> bool {
    let (a, b) = (a.bounds, b.bounds);
    a.is_over_before(b) || b.is_over_before(a)
}

/// Returns how somebody's coming turned out. Who was to come to what was not held did not come to it.
pub(super) fn attendance(
    expected: &str,
    became: Option<AttendanceStatus>,
    gathering: Option<MeetingStatus>,
) -> TurnedOut {
    let expectation = match expected {
        "declined" | "delegated" | "absent" => Expectation::StayingAway,
        "tentative" => Expectation::Either,
        _ => Expectation::Coming,
    };
    let came_to_nothing = matches!(gathering, Some(MeetingStatus::NotHeld | MeetingStatus::Cancelled));
    match (expectation, became) {
        (Expectation::Coming, Some(AttendanceStatus::Present))
        | (Expectation::StayingAway, Some(AttendanceStatus::Absent)) => TurnedOut::AsExpected,
        (
            Expectation::Coming,
            Some(AttendanceStatus::Absent | AttendanceStatus::Declined | AttendanceStatus::Delegated),
        )
        | (Expectation::StayingAway, Some(AttendanceStatus::Present | AttendanceStatus::Accepted)) => {
            TurnedOut::Otherwise
        }
        (
            Expectation::Either,
            Some(
                AttendanceStatus::Present
                | AttendanceStatus::Absent
                | AttendanceStatus::Declined
                | AttendanceStatus::Delegated,
            ),
        ) => TurnedOut::Settled,
        (Expectation::Coming, Some(AttendanceStatus::Accepted | AttendanceStatus::Tentative) | None)
            if came_to_nothing =>
        {
            TurnedOut::Otherwise
        }
        (_, Some(_) | None) => TurnedOut::Open,
    }
}

/// Returns how an announced delegation turned out of which the record does not tell who came.
pub(super) fn untold_delegation(planned: Option<&MeetingValue>) -> TurnedOut {
    let came_to_nothing = planned.is_some_and(|meeting| {
        matches!(meeting.status, MeetingStatus::NotHeld | MeetingStatus::Cancelled)
            && meeting.became.is_none()
    });
    if came_to_nothing { TurnedOut::Otherwise } else { TurnedOut::Open }
}

/// Returns how a proposal turned out; `None` is one that is no longer in the record.
pub(super) fn proposal(later: Option<ProposalStanding>) -> TurnedOut {
    match later {
        None => TurnedOut::Otherwise,
        Some(ProposalStanding::Open | ProposalStanding::UnderConsideration) => TurnedOut::Open,
        Some(
            ProposalStanding::Accepted
            | ProposalStanding::Rejected
            | ProposalStanding::TakenUp
            | ProposalStanding::Withdrawn,
        ) => TurnedOut::Settled,
    }
}

/// Returns how an announced ceasefire turned out; `None` is one that is no longer in the record. That somebody says it was
/// broken tells of no beginning.
pub(super) fn ceasefire(later: Option<Phase>) -> TurnedOut {
    match later {
        None => TurnedOut::Otherwise,
        Some(Phase::InEffect | Phase::Suspended | Phase::Ended) => TurnedOut::AsExpected,
        Some(Phase::Announced) => TurnedOut::Open,
    }
}

/// Returns how a promise turned out, which was late or not; `None` is one that is no longer on record as a promise.
pub(super) fn commitment(later: Option<CommitmentStatus>, is_late: bool) -> TurnedOut {
    match later {
        None | Some(CommitmentStatus::Withdrawn) => TurnedOut::Otherwise,
        Some(CommitmentStatus::Fulfilled) if is_late => TurnedOut::Late,
        Some(CommitmentStatus::Fulfilled) => TurnedOut::AsExpected,
        Some(
            CommitmentStatus::Open
            | CommitmentStatus::Preparing
            | CommitmentStatus::InProgress
            | CommitmentStatus::Suspended,
        ) => TurnedOut::Open,
    }
}

#[cfg(test)]
mod tests {
    use asof_core::Zone;

    use super::*;

    #[test]
    fn who_was_to_come_and_did_not_turned_out_otherwise_and_who_had_left_it_open_is_settled() {
        let turned = |expected, became| attendance(expected, became, Some(MeetingStatus::Held));
        let (present, absent) = (Some(AttendanceStatus::Present), Some(AttendanceStatus::Absent));
        assert_eq!(turned("accepted", absent), TurnedOut::Otherwise);
        assert_eq!(turned("expected", present), TurnedOut::AsExpected);
        assert_eq!(turned("declined", absent), TurnedOut::AsExpected);
        assert_eq!(turned("declined", present), TurnedOut::Otherwise);
        assert_eq!(turned("tentative", absent), TurnedOut::Settled);
        assert_eq!(turned("accepted", Some(AttendanceStatus::Accepted)), TurnedOut::Open);
        assert_eq!(turned("expected", None), TurnedOut::Open);
    }

    #[test]
    fn nobody_comes_to_what_is_not_held() {
        let turned = |expected| attendance(expected, None, Some(MeetingStatus::NotHeld));
        assert_eq!((turned("accepted"), turned("tentative")), (TurnedOut::Otherwise, TurnedOut::Open));
    }

    #[test]
    fn days_are_apart_where_they_have_no_moment_in_common() {
        let dated = |when: &str| Dated::written(when.parse().unwrap(), Zone::UTC);
        assert!(are_apart(&dated("2025-05-15"), &dated("2025-05-16")));
        assert!(!are_apart(&dated("2025-05"), &dated("2025-05-16")));
        assert!(!are_apart(&dated("2025-05-15"), &dated("[..2025-05-16]")));
    }

    #[test]
    fn a_promise_or_proposal_is_open_until_something_ends_it() {
        assert_eq!(commitment(Some(CommitmentStatus::InProgress), false), TurnedOut::Open);
        assert_eq!(commitment(Some(CommitmentStatus::Fulfilled), false), TurnedOut::AsExpected);
        assert_eq!(commitment(Some(CommitmentStatus::Fulfilled), true), TurnedOut::Late);
        assert_eq!(commitment(None, false), TurnedOut::Otherwise);
        assert_eq!(proposal(Some(ProposalStanding::Rejected)), TurnedOut::Settled);
        assert_eq!(proposal(None), TurnedOut::Otherwise);
    }

    #[test]
    fn an_announced_ceasefire_is_open_until_it_is_in_effect_or_over() {
        assert_eq!(ceasefire(Some(Phase::Announced)), TurnedOut::Open);
        assert_eq!(ceasefire(Some(Phase::InEffect)), TurnedOut::AsExpected);
        assert_eq!(ceasefire(None), TurnedOut::Otherwise);
    }
}
