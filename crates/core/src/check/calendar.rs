//! Dates that no calendar of the place has, or that nobody means: a day that the zone skipped, a year of three digits.

use chrono::Datelike;

use super::{Code, Entries, Found};
use crate::deadline::Deadline;
use crate::draft::{Draft, Entry};
use crate::kind::{Commitment, Meeting, WorldKind};
use crate::record::RecordKind;
use crate::registry::Registered;
use crate::when::When;
use crate::zone::Zone;

/// Years before this one are taken for a slip of the pen.
const FIRST_YEAR: i32 = 1000;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    for (number, draft) in entries.iter() {
        found.entry = number;
        let zone = entries.zone(draft);
        for (field, when) in dates(draft) {
            skipped_day(field, when, zone, found);
            early_year(field, when, found);
        }
    }
}

fn skipped_day(field: &'static str, when: &When, zone: Zone, found: &mut Found) {
    let Some(day) = when.skipped_day(zone) else { return };
    let message = format!("clocks in {zone} skipped {day}, so nothing can have happened then");
    let (before, after) = (day.pred_opt().unwrap_or(day), day.succ_opt().unwrap_or(day));
    let hint = format!("write {before} or {after}, whichever the source means");
    found.report(Code::SkippedDay, (field, when), message, Some(&hint));
}

fn early_year(field: &'static str, when: &When, found: &mut Found) {
    let days = [when.first_day(Zone::UTC), when.last_day(Zone::UTC)];
    if let Some(day) = days.into_iter().flatten().find(|day| day.year() < FIRST_YEAR) {
        let message = format!("`{when}` is in the year {}", day.year());
        let hint = "write all four digits of the year, such as 2025";
        found.report(Code::EarlyYear, (field, when), message, Some(hint));
    }
}

/// Returns every date that an entry says, with its field; of a correction those of what it puts in the place of its
/// target too.
fn dates(draft: &Draft) -> Vec<(&'static str, &When)> {
    let mut dates: Vec<(&'static str, &When)> = match &draft.entry {
        Entry::Record(record) => of_record(&record.kind),
        Entry::Registry(entry) => of_registry(&entry.registered),
        Entry::World(_) => Vec::new(),
    };
    if let Some(assertion) = draft.assertion() {
        dates.extend([("occurred", assertion.occurred.when()), ("known", assertion.known.when())]);
        dates.extend(of_kind(&assertion.kind));
    }
    dates
}

fn of_record(kind: &RecordKind) -> Vec<(&'static str, &When)> {
    match kind {
        RecordKind::Assertion(assertion) => {
            let known = assertion.known.as_ref().map(|known| ("known", known.when()));
            known.into_iter().chain([("at", assertion.at.when())]).collect()
        }
        RecordKind::Correction(_)
        | RecordKind::Retraction(_)
        | RecordKind::Confirmation(_)
        | RecordKind::Denial(_)
        | RecordKind::Discrepancy(_) => {
            kind.known().map(|known| ("known", known.when())).into_iter().collect()
        }
    }
}

fn of_registry(registered: &Registered) -> Vec<(&'static str, &When)> {
    match registered {
        Registered::Source(source) => {
            let dates = [("issued", &source.issued), ("retrieved", &source.retrieved)];
            dates.into_iter().filter_map(|(field, when)| Some((field, when.as_ref()?))).collect()
        }
        Registered::Process(_)
        | Registered::Person(_)
        | Registered::Body(_)
        | Registered::Place(_)
        | Registered::Issue(_)
        | Registered::Spelling(_) => Vec::new(),
    }
}

fn of_kind(kind: &WorldKind) -> Vec<(&'static str, &When)> {
    match kind {
        WorldKind::Meeting(Meeting::Proposed(plan) | Meeting::Scheduled(plan)) => {
            plan.planned_for.iter().map(|when| ("planned_for", when)).collect()
        }
        WorldKind::Meeting(Meeting::Held(held)) => held.start.iter().map(|when| ("start", when)).collect(),
        WorldKind::Proposal(proposal) => proposal.due.iter().map(|due| ("due", due.when())).collect(),
        WorldKind::Commitment(Commitment::Offered(phase) | Commitment::Made(phase)) => {
            phase.due.iter().filter_map(Deadline::date).map(|due| ("due", due.when())).collect()
        }
        WorldKind::Agreement(agreement) => {
            let phases = agreement.stage().into_iter().flat_map(|stage| &stage.phases);
            let ends = phases.flat_map(|phase| [("begins", &phase.begins), ("ends", &phase.ends)]);
            ends.filter_map(|(field, end)| Some((field, end.as_ref()?.date()?.when()))).collect()
        }
        _ => Vec::new(),
    }
}
