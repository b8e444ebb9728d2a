//! The laws of the model as property tests over small logs in which everything collides.
//!
//! `log` makes the logs, `entries` their contents, `points` the questions; the other files hold the laws.

mod affecting;
mod commitments;
mod coverage;
mod diffs;
mod entries;
mod gatherings;
mod log;
mod maybe;
mod narrowing;
mod points;
mod record;
mod states;
mod visibility;

use proptest::test_runner::Config;

/// Returns how many cases a law is tried on: `PROPTEST_CASES`, else a number that keeps all laws within a
/// minute.
fn cases(otherwise: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    Config { cases: asked.unwrap_or(otherwise), failure_persistence: None, ..Config::default() }
}
