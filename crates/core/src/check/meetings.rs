//! A meeting is one round, is planned before it takes place, and its hours lie within its days.

use chrono::TimeDelta;
use foldhash::{HashMap, HashMapExt};

use super::{Code, Entries, Found};
use crate::kind::{Held, Meeting, MeetingPlan, WorldKind};
use crate::names::Key;
use crate::world::Assertion;
use crate::zone::Zone;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let mut rounds: HashMap<(&Key, &Key), (u32, &Key)> = HashMap::new();
    for (number, draft) in entries.standing() {
        let (Some(process), Some(assertion)) = (draft.process(), draft.assertion()) else { continue };
        let WorldKind::Meeting(meeting) = &assertion.kind else { continue };
        found.entry = number;
        let zone = entries.zone(draft);
        let round = match meeting {
            Meeting::Proposed(plan) | Meeting::Scheduled(plan) => {
                planned(assertion, plan, zone, found);
                plan.round
            }
            Meeting::Held(held) => {
                hours(assertion, held, zone, found);
                held.round
            }
            Meeting::Cancelled(_) | Meeting::NotHeld(_) => None,
        };
        let Some(round) = round.map(u32::from) else { continue };
        let (first, by) = *rounds.entry((process, meeting.meeting())).or_insert((round, &draft.key));
        if first != round {
            let message =
                format!("`{}` is round {round} here, but round {first} in `{by}`", meeting.meeting());
            let hint = "a meeting has one round number: give another meeting another key, or fix the number";
            found.report(Code::TwoRounds, "round", message, Some(hint));
        }
    }
}

fn planned(assertion: &Assertion, plan: &MeetingPlan, zone: Zone, found: &mut Found) {
    let Some(planned_for) = &plan.planned_for else { return };
    if planned_for.bounds(zone).is_over_before(assertion.occurred.when().bounds(zone)) {
        let message =
            format!("planned for `{planned_for}`, before the plan was made (`{}`)", assertion.occurred);
        let hint = "`occurred` is when the plan was made; a meeting that took place is `held`";
        found.report(Code::PlannedTooEarly, ("planned_for", planned_for), message, Some(hint));
    }
}

/// The hours of a meeting lie within its days: where they do not, the days are followed.
fn hours(assertion: &Assertion, held: &Held, zone: Zone, found: &mut Found) {
    let Some(start) = &held.start else { return };
    let (occurred, begun) = (assertion.occurred.when().bounds(zone), start.bounds(zone));
    let hint = "fix the wrong one; write a meeting that ran past midnight as a span, `2025-05-16/2025-05-17`";
    if begun.is_over_before(occurred) || occurred.is_over_before(begun) {
        let message = format!("it starts at `{start}`, but was held on `{}`", assertion.occurred);
        found.report(Code::HoursOutside, ("start", start), message, Some(hint));
        return;
    }
    let lasted = held.duration.as_ref().and_then(|duration| i64::try_from(duration.minutes_low()).ok());
    let (Some(lasted), Some(begun), Some(over)) =
        (lasted.and_then(TimeDelta::try_minutes), begun.earliest, occurred.latest)
    else {
        return;
    };
    if begun.checked_add_signed(lasted).is_some_and(|ended| ended > over) {
        let duration = held.duration.as_ref().map(ToString::to_string).unwrap_or_default();
        let message = format!(
            "it starts at `{start}` and lasts `{duration}`, past the end of `{}`",
            assertion.occurred
        );
        found.report(Code::HoursOutside, ("duration", duration), message, Some(hint));
    }
}
