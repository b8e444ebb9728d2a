//! `processes`: the negotiations of a log.

use asof_core::{AsOf, Key, Text};
use asof_projector::{role, row};
use chrono::NaiveDate;

use crate::answers::envelope::OpenEnvelope;
use crate::answers::sentence::token;
use crate::source::log::Log;
use crate::source::process::ProcessInfo;

row! {
    /// The negotiations of a log: what `processes` prints.
    pub struct ProcessList as "Processes" {
        /// What every answer begins with; of no one negotiation, so that all of it is null or empty.
        envelope: OpenEnvelope as role::Flat,
        /// The number of the last entry of the log.
        recorded: u64,
        /// The negotiations, in the order in which they were registered.
        processes: Vec<ListedProcess> as role::Rows,
    }
}

row! {
    /// A negotiation of a log.
    pub struct ListedProcess as "ListedProcess" {
        /// Its key, which other questions take as `process`.
        process: Key,
        /// Its title.
        title: Text as role::Prose,
        /// The time zone in which its days begin and end.
        zone: String,
        /// Its parties.
        parties: Vec<Key> as role::Actor,
        /// The negotiation that it continues; null if none.
        continues: Option<Key>,
        /// The day of the earliest thing that its record tells of; null if it tells of none.
        first: Option<NaiveDate>,
        /// The day of the latest, included.
        last: Option<NaiveDate>,
        /// The as-of point of all that the log now holds and knows of it, in one word, which gives the same answers on the same
        /// log for ever.
        token: String,
    }
}

/// Returns the negotiations of a log.
pub fn processes(log: &Log) -> ProcessList {
    let row = |info: &ProcessInfo| {
        let (first, last) = log.days(&info.key);
        ListedProcess {
            process: info.key.clone(),
            title: info.title.clone(),
            zone: info.zone.to_string(),
            parties: info.parties.clone(),
            continues: info.continues.clone(),
            first,
            last,
            token: token(&info.key, &AsOf::ALL, info.zone, log.head()),
        }
    };
    let processes = log.processes().iter().map(row).collect();
    ProcessList { envelope: OpenEnvelope::default(), recorded: log.head(), processes }
}
