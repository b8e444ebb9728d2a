//! Why events stand otherwise at the second of two cuts.

use std::collections::BTreeSet;

use crate::diff::Why;
use crate::standing::{NarrowedDates, Standing};
use crate::weighing::Weighing;

/// What tells why an event stands otherwise.
enum Told {
    Itself(Why),
    /// What it rests on.
    ByOthers,
}

/// Returns, of each place, why its event stands otherwise at the second cut; `None` if it does not.
pub(crate) fn whys(weighings: &[Weighing<'_>; 2]) -> Vec<Option<Why>> {
    let told: Vec<Option<Told>> =
        (0..weighings[0].weighed.len()).map(|place| told(weighings, place)).collect();
    let itself = |told: &Option<Told>| match told {
        Some(Told::Itself(why)) => Some(*why),
        Some(Told::ByOthers) | None => None,
    };
    let mut whys: Vec<Option<Why>> = told.iter().map(itself).collect();
    let rests_on = |place: usize| {
        let on = weighings.iter().flat_map(move |weighing| &weighing.weighed[place].rests_on);
        on.copied()
    };
    let is_open = |place: &usize, whys: &[Option<Why>]| {
        whys[*place].is_none() && matches!(told[*place], Some(Told::ByOthers))
    };
    // What an event rests on goes first; a discrepancy may be about another.
    let mut entered = vec![false; told.len()];
    for place in 0..told.len() {
        let mut stack = vec![(place, false)];
        while let Some((place, goes_last)) = stack.pop() {
            if goes_last {
                whys[place] = rests_on(place).filter_map(|on| whys[on]).min().or(Some(Why::Learned));
            } else if is_open(&place, &whys) && !std::mem::replace(&mut entered[place], true) {
                stack.push((place, true));
                stack.extend(rests_on(place).filter(|on| is_open(on, &whys)).map(|on| (on, false)));
            }
        }
    }
    whys
}

fn told(weighings: &[Weighing<'_>; 2], place: usize) -> Option<Told> {
    let [a, b] = [&weighings[0].weighed[place], &weighings[1].weighed[place]];
    let why = if a.standing == b.standing {
        return None;
    } else if weighings[0].is_withdrawn(a) != weighings[1].is_withdrawn(b) {
        Why::Retracted
    } else if [a.standing, b.standing].contains(&Standing::Replaced) {
        Why::Corrected
    } else if !narrowers(weighings, place).is_empty() {
        Why::Narrowed
    } else if a.clocks.occurred != b.clocks.occurred {
        Why::Happened
    } else if a.clocks.known != b.clocks.known {
        Why::Learned
    } else if a.clocks.recorded != b.clocks.recorded {
        Why::RecordedLate
    } else {
        return Some(Told::ByOthers);
    };
    Some(Told::Itself(why))
}

/// Returns the events that narrowed one at only one of the cuts, if it would stand the same at both with either cut's
/// dates.
pub(crate) fn narrowers(weighings: &[Weighing<'_>; 2], place: usize) -> Vec<usize> {
    let [a, b] = weighings.each_ref().map(|weighing| &weighing.weighed[place]);
    let (Some(dates_a), Some(dates_b)) = (&a.dates, &b.dates) else { return Vec::new() };
    let is_same = weighings[1].standing_with(dates_a) == a.standing
        || weighings[0].standing_with(dates_b) == b.standing;
    if is_same { narrowing_once(weighings, place) } else { Vec::new() }
}

/// Returns the events that narrowed one at only one of the cuts.
pub(crate) fn narrowing_once(weighings: &[Weighing<'_>; 2], place: usize) -> Vec<usize> {
    let [a, b] = weighings.each_ref().map(|weighing| &weighing.weighed[place]);
    let (Some(dates_a), Some(dates_b)) = (&a.dates, &b.dates) else { return Vec::new() };
    if dates_a.dates == dates_b.dates {
        return Vec::new();
    }
    let by =
        |dates: &NarrowedDates<'_>| dates.by.iter().copied().chain(dates.known_by).collect::<BTreeSet<_>>();
    by(dates_a).symmetric_difference(&by(dates_b)).copied().collect()
}
