//! `disputes`: where accounts differ, what each of them says and by whom, and which of them the record follows.

use asof_core::kind::{Commitment, WorldKind};
use asof_core::{
    Assertion, Citation, Claimant, Discrepancy, Entry, Event, EventRef, Key, Lines, Quantity, Reading,
    RecordKind, Registered, Text,
};
use asof_projector::{EventStatus, Occurrence, Registry, View, role, row};
use chrono::{DateTime, Utc};
use foldhash::HashMap;

use crate::answers::envelope::{Envelope, together};
use crate::answers::log::{CitationRow, citations};
use crate::ask::query::ResolvedQuery;
use crate::source::log::Log;

row! {
    /// Where accounts differ as far as that was known by the point: what `disputes` prints.
    pub struct Disputes as "Disputes" {
        /// What every answer begins with.
        envelope: Envelope as role::Flat,
        /// The disputes that are about an event of the negotiation or compare one, and its own, in the order of the events that
        /// they are about.
        disputes: Vec<DisputeRow> as role::Rows,
        /// How many disputes are left out because fewer than two of their accounts are certain to have been public by
        /// then: it is not known when the sources of the others came out.
        left_out: u64,
    }
}

row! {
    /// Accounts that differ.
    pub struct DisputeRow as "DisputeInFull" {
        /// The negotiation of its entry.
        process: Key,
        /// The discrepancy that shows them, by its key.
        discrepancy: Key as role::Event,
        /// What differs, in a sentence; null if its entry has none.
        summary: Option<Text> as role::Prose,
        /// The events that it is about; in full if they are of another negotiation than its entry.
        about: Vec<EventRef> as role::Event,
        /// What each account says.
        readings: Vec<AccountRow> as role::Rows,
        /// How many more accounts there are of which nobody can tell that they were public by the point.
        left_out: u64,
        /// The account that the record follows, in words; null if it follows none, or if an account is left out.
        followed: Option<Text> as role::Prose,
        /// Where the entry is found.
        sources: Vec<CitationRow> as role::Rows,
    }
}

row! {
    /// One of the accounts that differ.
    pub struct AccountRow as "Account" {
        /// The negotiation of the event that says so; null if no event does.
        process: Option<Key>,
        /// That event; null if the source says so beside all events.
        event: Option<Key> as role::Event,
        /// Whose word that event is; empty if no event says so: it is the source's own.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// What is said.
        says: Text as role::Prose,
        /// The number of which the event tells; null if it tells of none, or of several.
        quantity: Option<Quantity> as role::Amount,
        /// The source that says so; null if the entry cites several of which each can be meant.
        source: Option<Key> as role::Named,
        /// The lines of that source; null if not stated.
        lines: Option<Lines>,
    }
}

/// Returns where accounts differ about events of the processes read, whichever process shows it, as far as that was known.
///
/// A dispute stands once every event that it names counts, as in the state. An account of the source beside all events is
/// shown from when the source was out.
pub fn disputes(log: &Log, asked: &ResolvedQuery) -> Disputes {
    let view = log.as_of(&asked.as_of);
    let asking = Asking { log, asked, registry: view.registry(), facts: facts(&view) };
    let standing = log.events().iter().zip(view.statuses());
    let standing = standing.filter(|(_, status)| *status == EventStatus::InForce);
    let shown = standing.filter_map(|(event, _)| asking.dispute(event));
    let (mut disputes, mut left_out) = (Vec::new(), 0);
    for (first, dispute) in shown {
        match dispute.readings.len() {
            // One account that contradicts itself is a dispute, what is left of several is none.
            0 | 1 if dispute.left_out > 0 => left_out += 1,
            _ => disputes.push((first, dispute)),
        }
    }
    disputes.sort_by_key(|(first, _)| *first);
    let counted = together(asked.reading.iter().map(|process| view.counted(process)));
    Disputes {
        envelope: Envelope::new(asked, log.names(), counted),
        disputes: disputes.into_iter().map(|(_, dispute)| dispute).collect(),
        left_out,
    }
}

/// Events about the world as they count at a point.
type Facts<'a> = HashMap<(&'a Key, &'a Key), Occurrence<'a>>;

fn facts<'a>(view: &View<'a>) -> Facts<'a> {
    view.occurrences().into_iter().map(|fact| ((fact.process, fact.key), fact)).collect()
}

/// Where in the order of what is disputed something stands: by the end of the first event that it is about.
type Place = Option<(bool, Option<DateTime<Utc>>)>;

/// A log that is asked for its disputes.
struct Asking<'a> {
    log: &'a Log,
    asked: &'a ResolvedQuery,
    registry: Registry<'a>,
    facts: Facts<'a>,
}

impl Asking<'_> {
    /// Returns the dispute that an entry shows, if it touches a process that is read, with its place in the order.
    fn dispute(&self, event: &Event) -> Option<(Place, DisputeRow)> {
        let Entry::Record(record) = &event.draft.entry else { return None };
        let RecordKind::Discrepancy(discrepancy) = &record.kind else { return None };
        let process = &record.process;
        let touches = |process: &Key| self.asked.reading.contains(process);
        if !touches(process) && !discrepancy.named().any(|named| touches(named.resolve(process).0)) {
            return None;
        }
        let known = discrepancy.between.iter().filter(|reading| self.is_known(event, process, reading));
        let readings: Vec<AccountRow> = known.map(|reading| self.account(event, process, reading)).collect();
        let left_out = (discrepancy.between.len() - readings.len()) as u64;
        let row = DisputeRow {
            process: process.clone(),
            discrepancy: event.draft.key.clone(),
            summary: event.draft.summary().cloned(),
            about: discrepancy.about.clone(),
            readings,
            left_out,
            // It may speak of the account that is left out.
            followed: discrepancy.followed.clone().filter(|_| left_out == 0),
            sources: citations(&event.draft),
        };
        Some((self.place(process, discrepancy), row))
    }

    fn place(&self, process: &Key, discrepancy: &Discrepancy) -> Place {
        let about = discrepancy.about.iter().filter_map(|about| self.facts.get(&about.resolve(process)));
        about.map(|fact| fact.bounds.latest_order()).min()
    }

    /// Returns whether an account was public by the point. That of an event was, or the dispute would not stand.
    fn is_known(&self, event: &Event, process: &Key, reading: &Reading) -> bool {
        reading.event.is_some()
            || cited(event, reading).into_iter().any(|source| {
                let issued = match self.registry.get(source) {
                    Some(Registered::Source(source)) => source.issued.as_ref(),
                    _ => None,
                };
                let zone = self.log.zone(process);
                self.asked.as_of.known.admits(issued.and_then(|issued| issued.bounds(zone).latest))
            })
    }

    fn account(&self, entry: &Event, process: &Key, reading: &Reading) -> AccountRow {
        let named = reading.event.as_ref().map(|event| event.resolve(process));
        let fact = named.and_then(|named| self.facts.get(&named)).map(|fact| fact.assertion);
        let claimants = match (fact, named) {
            (Some(fact), _) => &fact.attributed_to[..],
            (None, Some((process, key))) => {
                self.log.find(process, key).map_or(&[][..], |event| event.draft.attributed_to())
            }
            (None, None) => &[],
        };
        let source = match cited(entry, reading)[..] {
            [source] => Some(source.clone()),
            _ => None,
        };
        AccountRow {
            process: named.map(|(process, _)| process.clone()),
            event: named.map(|(_, key)| key.clone()),
            attributed_to: claimants.to_vec(),
            says: reading.says.clone(),
            quantity: fact.and_then(quantity).cloned(),
            source,
            lines: reading.lines.clone(),
        }
    }
}

/// Returns the sources that an account can be from: of those that its entry cites, the ones at its lines, else all.
fn cited<'e>(event: &'e Event, reading: &Reading) -> Vec<&'e Key> {
    let citations = event.draft.sources();
    let is_at = |cited: &&Citation| match (&cited.lines, &reading.lines) {
        (Some(cited), Some(lines)) => cited.overlaps(lines),
        _ => false,
    };
    let mut sources: Vec<&Key> = citations.iter().filter(is_at).map(|citation| &citation.source).collect();
    if sources.is_empty() {
        sources = citations.iter().map(|citation| &citation.source).collect();
    }
    sources.sort_unstable();
    sources.dedup();
    sources
}

/// Returns the one number of which an event tells.
fn quantity(assertion: &Assertion) -> Option<&Quantity> {
    match &assertion.kind {
        WorldKind::Claim(claim) => claim.quantity.as_ref(),
        WorldKind::Exchange(exchange) => match &exchange.phase().transfers[..] {
            [only] => Some(&only.quantity),
            _ => None,
        },
        WorldKind::Commitment(Commitment::Offered(promise) | Commitment::Made(promise)) => {
            promise.quantity.as_ref()
        }
        _ => None,
    }
}
