//! Why events stand otherwise at the second of two points.

use std::collections::BTreeSet;

use crate::change::ChangeReason;
use crate::visibility::Visibility;
use crate::visible_event::{EventStatus, NarrowedDates};

/// What tells why an event stands otherwise.
enum Told {
    Itself(ChangeReason),
    /// What it rests on.
    ByOthers,
}

/// Returns, of each place, why its event stands otherwise at the second point; `None` if it does not.
pub(crate) fn whys(visibilities: [&Visibility<'_>; 2]) -> Vec<Option<ChangeReason>> {
    let told: Vec<Option<Told>> =
        (0..visibilities[0].evaluated.len()).map(|place| told(visibilities, place)).collect();
    let itself = |told: &Option<Told>| match told {
        Some(Told::Itself(why)) => Some(*why),
        Some(Told::ByOthers) | None => None,
    };
    let mut whys: Vec<Option<ChangeReason>> = told.iter().map(itself).collect();
    let rests_on = |place: usize| {
        let on = visibilities.iter().flat_map(move |visibility| &visibility.evaluated[place].rests_on);
        on.copied()
    };
    let is_open = |place: &usize, whys: &[Option<ChangeReason>]| {
        whys[*place].is_none() && matches!(told[*place], Some(Told::ByOthers))
    };
    // What an event rests on goes first; a discrepancy may be about another.
    let mut entered = vec![false; told.len()];
    for place in 0..told.len() {
        let mut stack = vec![(place, false)];
        while let Some((place, goes_last)) = stack.pop() {
            if goes_last {
                whys[place] = rests_on(place).filter_map(|on| whys[on]).min().or(Some(ChangeReason::Learned));
            } else if is_open(&place, &whys) && !std::mem::replace(&mut entered[place], true) {
                stack.push((place, true));
                stack.extend(rests_on(place).filter(|on| is_open(on, &whys)).map(|on| (on, false)));
            }
        }
    }
    whys
}

fn told(visibilities: [&Visibility<'_>; 2], place: usize) -> Option<Told> {
    let [a, b] = [&visibilities[0].evaluated[place], &visibilities[1].evaluated[place]];
    let why = if a.status == b.status {
        return None;
    } else if visibilities[0].is_withdrawn(a) != visibilities[1].is_withdrawn(b) {
        ChangeReason::Retracted
    } else if [a.status, b.status].contains(&EventStatus::Replaced) {
        ChangeReason::Corrected
    } else if !narrowers(visibilities, place).is_empty() {
        ChangeReason::Narrowed
    } else if a.clocks.occurred != b.clocks.occurred {
        ChangeReason::Happened
    } else if a.clocks.known != b.clocks.known {
        ChangeReason::Learned
    } else if a.clocks.recorded != b.clocks.recorded {
        ChangeReason::RecordedLate
    } else {
        return Some(Told::ByOthers);
    };
    Some(Told::Itself(why))
}

/// Returns the events that narrowed one at only one of the points, if it would stand the same at both with either point's
/// dates.
pub(crate) fn narrowers(visibilities: [&Visibility<'_>; 2], place: usize) -> Vec<usize> {
    let [a, b] = visibilities.map(|visibility| &visibility.evaluated[place]);
    let (Some(dates_a), Some(dates_b)) = (&a.dates, &b.dates) else { return Vec::new() };
    let is_same =
        visibilities[1].status_with(dates_a) == a.status || visibilities[0].status_with(dates_b) == b.status;
    if is_same { narrowing_once(visibilities, place) } else { Vec::new() }
}

/// Returns the events that narrowed one at only one of the points.
pub(crate) fn narrowing_once(visibilities: [&Visibility<'_>; 2], place: usize) -> Vec<usize> {
    let [a, b] = visibilities.map(|visibility| &visibility.evaluated[place]);
    let (Some(dates_a), Some(dates_b)) = (&a.dates, &b.dates) else { return Vec::new() };
    if dates_a.dates == dates_b.dates {
        return Vec::new();
    }
    let by =
        |dates: &NarrowedDates<'_>| dates.by.iter().copied().chain(dates.known_by).collect::<BTreeSet<_>>();
    by(dates_a).symmetric_difference(&by(dates_b)).copied().collect()
}
