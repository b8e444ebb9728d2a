//! Every line is as the log accepted it: hashes computed again.

use super::structure;
use crate::check::problem::Problem;
use crate::source::log::Log;

/// Returns the lines whose hash does not hold.
pub(crate) fn problems(log: &Log) -> Vec<Problem> {
    log.altered().iter().map(structure::problem).collect()
}
