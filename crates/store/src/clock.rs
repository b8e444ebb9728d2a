//! The time and the chance that a log needs to accept entries, and the ids made of them.

use std::time::SystemTime;

use asof_core::{EventId, Recorded};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
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
        utc(SystemTime::now())
    }
}

/// Returns an instant of the machine as a log keeps it: one beyond the years 0001 to 9999 is the nearest within them. A clock
/// that is so far off is no reason to end the program, and a line with such a year could not be read again.
fn utc(time: SystemTime) -> DateTime<Utc> {
    let since_epoch = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => TimeDelta::from_std(after).ok(),
        Err(before) => TimeDelta::from_std(before.duration()).ok().map(|before| -before),
    };
    let is_late = time > SystemTime::UNIX_EPOCH;
    let instant = since_epoch.and_then(|since| DateTime::UNIX_EPOCH.checked_add_signed(since));
    instant.unwrap_or(if is_late { LAST } else { FIRST }).clamp(FIRST, LAST)
}

/// The first and the last instant that a log can keep: of the years 0001 to 9999, as RFC 3339 writes them.
const FIRST: DateTime<Utc> = NaiveDate::from_ymd_opt(1, 1, 1).unwrap().and_time(NaiveTime::MIN).and_utc();
const LAST: DateTime<Utc> =
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap().and_hms_micro_opt(23, 59, 59, 999_999).unwrap().and_utc();

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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_beyond_all_years_is_taken_for_the_nearest_that_a_log_can_keep() {
        let (epoch, seconds) = (SystemTime::UNIX_EPOCH, Duration::from_secs);
        let utc = |time: Option<SystemTime>| Recorded::new(utc(time.unwrap())).to_string();
        assert_eq!(utc(epoch.checked_add(Duration::from_micros(1_500_000))), "1970-01-01T00:00:01.500000Z");
        assert_eq!(utc(epoch.checked_sub(Duration::from_micros(500_000))), "1969-12-31T23:59:59.500000Z");
        for late in [300_000_000_000, 9_000_000_000_000, 9_000_000_000_000_000_000] {
            assert_eq!(utc(epoch.checked_add(seconds(late))), "9999-12-31T23:59:59.999999Z", "{late}");
        }
        for early in [70_000_000_000, 9_000_000_000_000, 9_000_000_000_000_000_000] {
            assert_eq!(utc(epoch.checked_sub(seconds(early))), "0001-01-01T00:00:00.000000Z", "{early}");
        }
    }
}
