//! What ties events together so that one may narrow or order another.

use asof_core::Key;

use super::kinds::Of;
use super::phases::of;
use super::{hours, links};
use crate::visible_event::VisibleEvent;

/// What two events share if one may narrow or order the other directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Knot<'a> {
    /// An event, by its process and key.
    Event(&'a Key, &'a Key),
    /// What goes through phases, in a process.
    Phases(&'a Key, Of<'a>),
    /// A meeting of a process.
    Meeting(&'a Key, &'a Key),
}

/// Returns what ties a fact to others.
pub(crate) fn knots<'a>(fact: &VisibleEvent<'a>) -> Vec<Knot<'a>> {
    let mut knots = vec![Knot::Event(fact.process, fact.key)];
    links::each(fact, |_, named| {
        knots.push(match named {
            links::Named::Event(reference) => {
                let (process, key) = reference.resolve(fact.process);
                Knot::Event(process, key)
            }
            links::Named::Opener(key) => Knot::Event(fact.process, key),
        });
    });
    knots.extend(of(fact).map(|of| Knot::Phases(fact.process, of)));
    knots.extend(hours::meetings(fact).map(|meeting| Knot::Meeting(fact.process, meeting)));
    knots
}
