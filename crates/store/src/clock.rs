//! The time and the chance that a log needs to accept entries, and the ids made of them.

use std::time::SystemTime;

use asof_core::{EventId, Recorded};
use chrono::{DateTime, Utc};
use uuid::{Builder, NoContext, Timestamp, Uuid};

/// Where a log takes the instant of recording and the chance in its ids from.
pub trait Clock: Send {
    /// Returns the present instant. It may go back; what a log records does not.
    fn now(&self) -> DateTime<Utc>;

    /// Returns bits of chance, of which an id takes the lower 62.
    fn chance(&self) -> u64 {
        let id = Uuid::new_v7(Timestamp::from_unix(NoContext, 0, 0));
        id.as_u64_pair().1
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        SystemTime::now().into()
    }
}

/// An id that came with its draft may lie in the future; ids made here follow it this far and no further.
const FOLLOWED_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// Makes the ids of one append: UUIDv7, ascending, with the place in the append as counter (RFC 9562, 6.2)
/// and 62 bits of chance.
pub(crate) struct Ids {
    millis: u64,
    made: u64,
}

impl Ids {
    /// Returns ids of this instant, or of the millisecond after `latest` if that is not earlier.
    pub(crate) fn new(recorded: Recorded, latest: Option<u64>) -> Self {
        let after = latest.map_or(0, |latest| latest + 1);
        Self { millis: after.max(millis(recorded)), made: 0 }
    }

    pub(crate) fn make(&mut self, clock: &dyn Clock) -> EventId {
        let (turn, counter) = (self.made >> 12, self.made & 0xfff);
        self.made += 1;
        let mut bytes = [0; 10];
        bytes[..2].copy_from_slice(&counter.to_be_bytes()[6..]);
        bytes[2..].copy_from_slice(&clock.chance().to_be_bytes());
        EventId::new(Builder::from_unix_timestamp_millis(self.millis + turn, &bytes).into_uuid())
    }
}

/// Returns the millisecond in an id that later ids are to follow; `None` if it is no UUIDv7, or so far ahead
/// of its recording that following it would spoil the ids to come.
pub(crate) fn followed_millis(id: EventId, recorded: Recorded) -> Option<u64> {
    let uuid = id.uuid();
    let written = uuid.as_u64_pair().0 >> 16;
    (uuid.get_version_num() == 7 && written <= millis(recorded) + FOLLOWED_MILLIS).then_some(written)
}

fn millis(recorded: Recorded) -> u64 {
    recorded.instant().timestamp_millis().try_into().unwrap_or(0)
}
