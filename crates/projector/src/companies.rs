//! Lists of actors that many events are held against: the parties of an agreement, those whom a proposal asks.

use std::cell::RefCell;
use std::rc::Rc;

use asof_core::{Claimant, Key};
use foldhash::{HashMap, HashSet, HashSetExt};

use crate::sides::Side;
use crate::visibility::Visibility;
use crate::visible_event::VisibleEvent;

/// From how many actors on it pays to sort a list by side before it is asked about.
const MANY: usize = 16;

/// Actors sorted by side, so that one look tells whether somebody is on the side of any.
#[derive(Debug)]
pub(crate) struct Company<'k> {
    actors: HashSet<&'k Key>,
    /// The parties of those whose side is the same at all times.
    pub(crate) parties: HashSet<&'k Key>,
    /// The others; they are looked at one by one.
    pub(crate) changing: Vec<&'k Key>,
}

impl<'k> Company<'k> {
    fn new<'a: 'k>(visibility: &Visibility<'a>, process: &Key, actors: &'k [Key]) -> Self {
        let (mut parties, mut changing) = (HashSet::new(), Vec::new());
        for actor in actors {
            match visibility.lasting_side(process, actor) {
                Some(party) => drop(parties.insert(party)),
                None => changing.push(actor),
            }
        }
        Self { actors: actors.iter().collect(), parties, changing }
    }

    /// Returns whether somebody is on the side of any of them when something happens.
    fn includes(&self, visibility: &Visibility<'_>, actor: &Key, fact: &VisibleEvent<'_>) -> bool {
        if self.actors.contains(actor) {
            return true;
        }
        let Side::Of(party) = visibility.side(actor, fact) else { return false };
        self.parties.contains(party)
            || self.changing.iter().any(|other| visibility.side(other, fact) == Side::Of(party))
    }
}

/// The companies of one process that were put together so far.
#[derive(Debug, Default)]
pub(crate) struct Companies<'k>(RefCell<HashMap<*const [Key], Rc<Company<'k>>>>);

impl<'k> Companies<'k> {
    /// Returns the company of a list. It is known again by where it is: to compare its actors would take as long as to
    /// ask each.
    pub(crate) fn of<'a: 'k>(
        &self,
        visibility: &Visibility<'a>,
        process: &Key,
        actors: &'k [Key],
    ) -> Rc<Company<'k>> {
        let mut companies = self.0.borrow_mut();
        let new = || Rc::new(Company::new(visibility, process, actors));
        Rc::clone(companies.entry(std::ptr::from_ref(actors)).or_insert_with(new))
    }

    /// Returns whether somebody is on the side of any of a list when something happens.
    pub(crate) fn include<'a: 'k>(
        &self,
        visibility: &Visibility<'a>,
        actors: &'k [Key],
        actor: &Key,
        fact: &VisibleEvent<'_>,
    ) -> bool {
        if actors.len() < MANY {
            actors.iter().any(|other| visibility.is_one_side(other, actor, fact))
        } else {
            self.of(visibility, fact.process, actors).includes(visibility, actor, fact)
        }
    }

    /// Returns whether a fact is the own word of any of these lists, or the source's.
    pub(crate) fn speak<'a: 'k>(
        &self,
        visibility: &Visibility<'a>,
        lists: &[&'k [Key]],
        fact: &VisibleEvent<'_>,
    ) -> bool {
        fact.assertion.attributed_to.iter().any(|claimant| match claimant {
            Claimant::Source => true,
            Claimant::Unstated => false,
            Claimant::Actor(actor) => {
                lists.iter().any(|actors| self.include(visibility, actors, actor, fact))
            }
        })
    }
}
