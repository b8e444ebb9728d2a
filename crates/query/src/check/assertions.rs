//! What assertions say stands in the states that they are about.

use asof_core::{AsOf, Head, find_field};
use asof_projector::EventStatus;
use asof_store::StoredEvent;
use foldhash::HashSet;

use super::passage;
use crate::check::assertion::{AssertionChecker, Failure, assertion};
use crate::check::problem::{Code, Passage, Problem};
use crate::source::log::Log;

/// Returns the assertions that do not hold, each at the value or path that is at fault.
pub(crate) fn problems(log: &Log) -> Vec<Problem> {
    let failed = failed(log).into_iter();
    failed
        .map(|failed| at(passage(failed.stored), failed.stored.event.draft.key.clone(), failed.failure))
        .collect()
}

/// An assertion that does not hold.
pub(crate) struct Failed<'l> {
    pub(crate) stored: StoredEvent<'l>,
    pub(crate) failure: Failure,
    /// The keys of the events that what stands there rests on.
    pub(crate) rests_on: HashSet<asof_core::Key>,
}

/// Returns the assertions of a log that do not hold, in the order of the moments that they look at, then of what was
/// known by then, then of their keys. One that was retracted asserts nothing.
pub(crate) fn failed(log: &Log) -> Vec<Failed<'_>> {
    let is_assertion = |stored: &StoredEvent<'_>| assertion(stored.event).is_some();
    if !log.contents().iter().any(|stored| is_assertion(&stored)) {
        return Vec::new();
    }
    let statuses = log.as_of(&AsOf::ALL).statuses();
    let standing =
        log.contents().iter().zip(statuses).filter(|(_, standing)| *standing == EventStatus::InForce);
    let mut judge = AssertionChecker::new(log, Head::All);
    let asserting = standing.filter_map(|(stored, _)| {
        let (process, asserted) = assertion(stored.event)?;
        Some((judge.as_of(process, asserted), process, asserted, stored))
    });
    let mut asserting: Vec<_> = asserting.collect();
    asserting.sort_by_key(|(as_of, process, _, stored)| {
        (as_of.occurred, as_of.known, &stored.event.draft.key, *process)
    });
    let judged = asserting.into_iter().filter_map(|(_, process, asserted, stored)| {
        let judged = judge.judge(process, asserted);
        Some(Failed { stored, failure: judged.failure?, rests_on: judged.rests_on.into_iter().collect() })
    });
    judged.collect()
}

/// Returns a failure as a problem of the entry that stands here.
pub(crate) fn at(passage: Passage<'_>, key: asof_core::Key, failure: Failure) -> Problem {
    let field = failure.field();
    let Failure { code, message, hint } = failure;
    let span = find_field(passage.text, field, None);
    let problem = passage.at(span, Code::Assertion(code), message, Some(hint), Some(key));
    Problem { field: Some(field.to_owned()), ..problem }
}
