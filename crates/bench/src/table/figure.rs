//! A row of the table.

use std::fmt;
use std::time::Duration;

use super::ground::Ground;
use crate::measure::Outcome;

/// A row before it is measured.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) measure: fn(&Ground<'_>) -> Outcome<Measured>,
}

/// What was measured for a row.
pub(super) enum Measured {
    Figure(Figure),
    /// Why it was not measured.
    LeftOut(&'static str),
}

/// A figure, what it must not exceed, and what a peer took.
pub(super) struct Figure {
    pub(super) took: Amount,
    pub(super) must: Option<Amount>,
    pub(super) peer: Option<(&'static str, Amount)>,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    Time(Duration),
    Bytes(u64),
    Count(u64),
}

/// The heading of the table.
pub(super) const HEADING: &str = "work                                               asof       must       peer                                peer   ratio";

impl Row {
    /// Returns the row as it is printed.
    ///
    /// # Errors
    ///
    /// It cannot be measured.
    pub(super) fn measured(&self, ground: &Ground<'_>) -> Outcome<String> {
        let Self { name, measure } = self;
        let figure = match measure(ground).map_err(|error| format!("{name}: {error}"))? {
            Measured::Figure(figure) => figure,
            Measured::LeftOut(why) => return Ok(format!("{name:44}  left out: {why}")),
        };
        let Figure { took, must, peer } = figure;
        let over = if must.is_some_and(|must| took.number() > must.number()) { "over" } else { "" };
        let must = must.map_or_else(String::new, |must| must.to_string());
        let (peer, peer_took, ratio) = peer.map_or_else(Default::default, |(peer, peer_took)| {
            (peer, peer_took.to_string(), format!("{:.2}", ratio(took, peer_took)))
        });
        let line = format!(
            "{name:44} {:>10} {must:>10} {over:4}  {peer:29} {peer_took:>10} {ratio:>7}",
            took.to_string()
        );
        Ok(line.trim_end().to_owned())
    }
}

impl Figure {
    /// Returns a time beside its peer's. `hundredths` is the limit: hundredths of the peer's time.
    pub(super) fn beside(
        took: Duration,
        hundredths: u32,
        peer: &'static str,
        peer_took: Duration,
    ) -> Measured {
        Self::within(took, peer_took * hundredths / 100, peer, peer_took)
    }

    /// Returns a time that has a limit, beside a peer's.
    pub(super) fn within(
        took: Duration,
        must: Duration,
        peer: &'static str,
        peer_took: Duration,
    ) -> Measured {
        Measured::Figure(Self {
            took: Amount::Time(took),
            must: Some(Amount::Time(must)),
            peer: Some((peer, Amount::Time(peer_took))),
        })
    }

    /// Returns a time without a limit, beside a peer's.
    pub(super) fn reported(took: Duration, peer: &'static str, peer_took: Duration) -> Measured {
        let peer = Some((peer, Amount::Time(peer_took)));
        Measured::Figure(Self { took: Amount::Time(took), must: None, peer })
    }

    /// Returns an amount that has a limit and no peer.
    pub(super) fn alone(took: Amount, must: Amount) -> Measured {
        Measured::Figure(Self { took, must: Some(must), peer: None })
    }
}

impl Amount {
    /// Returns the amount in the unit in which it was measured.
    fn number(self) -> u128 {
        match self {
            Self::Time(time) => time.as_nanos(),
            Self::Bytes(number) | Self::Count(number) => u128::from(number),
        }
    }
}

#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "what is measured is not exact")]
fn ratio(took: Amount, peer_took: Amount) -> f64 {
    took.number() as f64 / peer_took.number() as f64
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Time(time) if time.as_millis() >= 100 => write!(f, "{} ms", time.as_millis()),
            Self::Time(time) if time.as_micros() >= 1_000 => {
                let micros = time.as_micros();
                write!(f, "{}.{:02} ms", micros / 1_000, micros % 1_000 / 10)
            }
            Self::Time(time) => write!(f, "{}.{} us", time.as_micros(), time.as_nanos() % 1_000 / 100),
            Self::Bytes(bytes) => write!(f, "{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}
