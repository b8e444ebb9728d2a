//! Lots that giver and receiver may both have told of: equal lots in the same direction on one day, from different
//! claimants. What happened once is one event; who else reports it is a confirmation.

use chrono::NaiveDate;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::{Code, Entries, Found};
use crate::draft::Draft;
use crate::kind::{Exchange, Transfer, WorldKind};
use crate::names::{Claimant, Key, Word};
use crate::quantity::Quantity;

/// A lot with its event, its day and its claimants.
struct Lot<'a> {
    draft: &'a Draft,
    process: &'a Key,
    day: NaiveDate,
    by: &'a [Claimant],
    transfer: &'a Transfer,
}

/// What two lots that may be one have in common: process, day, category and quantity.
type Alike<'a> = (&'a Key, NaiveDate, &'a Word, &'a Quantity);

/// With how many of the lots that may be the same one is compared: few claimants tell of as many on one day.
const COMPARED: usize = 25;

/// Who tells of a lot, and which way it went.
type Told<'a> = (&'a [Claimant], Option<&'a Key>, Option<&'a Key>);

impl<'a> Lot<'a> {
    fn alike(&self) -> Alike<'a> {
        (self.process, self.day, &self.transfer.category, &self.transfer.quantity)
    }

    fn told(&self) -> Told<'a> {
        (self.by, self.transfer.from.as_ref(), self.transfer.to.as_ref())
    }
}

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    // Of lots that the same people tell of the same way, the first stands for all.
    let mut earlier: HashMap<Alike<'_>, Vec<Lot<'_>>> = HashMap::new();
    let mut entered: HashSet<(Alike<'_>, Told<'_>)> = HashSet::new();
    for (number, draft) in entries.standing() {
        found.entry = number;
        let lots = lots(entries, draft);
        let twin = lots.iter().find_map(|lot| {
            earlier
                .get(&lot.alike())
                .and_then(|alike| alike.iter().take(COMPARED).find(|other| may_be_one(lot, other)))
        });
        if let Some(twin) = twin {
            let (day, other) = (twin.day, &twin.draft.key);
            let message = format!(
                "`{}` and `{other}` report the same number of {} on {day} from different claimants: if it is one \
                 occasion, it counts twice",
                draft.key, twin.transfer.category
            );
            let hint = format!(
                "if it is one occasion, retract this event and add a `confirmation` of `{other}` by its claimant"
            );
            found.report(Code::ToldTwice, "transfers", message, Some(&hint));
        }
        for lot in lots {
            if entered.insert((lot.alike(), lot.told())) {
                earlier.entry(lot.alike()).or_default().push(lot);
            }
        }
    }
}

/// Returns the lots of an occasion that happened on one day.
fn lots<'a>(entries: &Entries<'_>, draft: &'a Draft) -> Vec<Lot<'a>> {
    let (Some(process), Some(assertion)) = (draft.process(), draft.assertion()) else { return Vec::new() };
    let WorldKind::Exchange(Exchange::CarriedOut(occasion)) = &assertion.kind else { return Vec::new() };
    let (zone, occurred) = (entries.zone(draft), assertion.occurred.when());
    let day = occurred.first_day(zone).filter(|day| occurred.last_day(zone) == Some(*day));
    let by = &assertion.attributed_to;
    let lot = |day| occasion.transfers.iter().map(move |transfer| Lot { draft, process, day, by, transfer });
    day.map(lot).into_iter().flatten().collect()
}

fn may_be_one(one: &Lot<'_>, other: &Lot<'_>) -> bool {
    let fits = |one: &Option<Key>, other: &Option<Key>| one.is_none() || other.is_none() || one == other;
    let (this, that) = (one.transfer, other.transfer);
    one.draft.key != other.draft.key
        && this.quantity.stated() != (None, None)
        && fits(&this.from, &that.from)
        && fits(&this.to, &that.to)
        && !one.by.iter().any(|claimant| other.by.contains(claimant))
}
