//! The fields that every entry may have, and those that the class of an entry demands and forbids.

use super::fault::{Fault, Misfit};
use super::kinds::What;
use crate::kind::WorldKind;
use crate::names::{Claimant, EventRef, Key};
use crate::text::Text;
use crate::when::{Known, Occurred};
use crate::world::{Assertion, Delivery, Ending};

/// The fields of an entry that a correction's replacement has too.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) occurred: Option<Occurred>,
    pub(super) known: Option<Known>,
    pub(super) attributed_to: Vec<Claimant>,
    pub(super) via: Option<Text>,
    pub(super) said_in: Option<Key>,
    pub(super) at: Option<Key>,
    pub(super) issues: Vec<Key>,
    pub(super) after: Vec<EventRef>,
    pub(super) in_response_to: Vec<EventRef>,
    pub(super) delivers: Vec<Delivery>,
    pub(super) ends: Vec<Ending>,
    pub(super) summary: Option<Text>,
}

impl Fields {
    /// Returns the fields that an assertion needs, each with whether it is there.
    pub(super) fn of_assertion(&self) -> [(&'static str, bool); 4] {
        [
            ("occurred", self.occurred.is_some()),
            ("known", self.known.is_some()),
            ("attributed_to", !self.attributed_to.is_empty()),
            ("summary", self.summary.is_some()),
        ]
    }

    pub(super) fn into_assertion(self, kind: WorldKind) -> Result<Assertion, Fault> {
        let of = kind.name();
        require(of, &self.of_assertion())?;
        Ok(Assertion {
            occurred: needed(self.occurred, of, "occurred")?,
            known: needed(self.known, of, "known")?,
            attributed_to: listed(self.attributed_to, of, "attributed_to")?,
            via: self.via,
            said_in: self.said_in,
            at: self.at,
            issues: self.issues,
            after: self.after,
            in_response_to: self.in_response_to,
            delivers: self.delivers,
            ends: self.ends,
            summary: needed(self.summary, of, "summary")?,
            kind,
        })
    }

    pub(super) fn from_assertion(assertion: Assertion) -> (Self, What) {
        let fields = Self {
            occurred: Some(assertion.occurred),
            known: Some(assertion.known),
            attributed_to: assertion.attributed_to,
            via: assertion.via,
            said_in: assertion.said_in,
            at: assertion.at,
            issues: assertion.issues,
            after: assertion.after,
            in_response_to: assertion.in_response_to,
            delivers: assertion.delivers,
            ends: assertion.ends,
            summary: Some(assertion.summary),
        };
        (fields, assertion.kind.into())
    }

    pub(super) fn refuse_all_but(&self, allowed: &[&str], kind: &str) -> Result<(), Fault> {
        // Taken apart by name, so that the compiler asks about a field that is added.
        let Self {
            occurred,
            known,
            attributed_to,
            via,
            said_in,
            at,
            issues,
            after,
            in_response_to,
            delivers,
            ends,
            summary,
        } = self;
        let present = [
            ("occurred", occurred.is_some()),
            ("known", known.is_some()),
            ("attributed_to", !attributed_to.is_empty()),
            ("via", via.is_some()),
            ("said_in", said_in.is_some()),
            ("at", at.is_some()),
            ("issues", !issues.is_empty()),
            ("after", !after.is_empty()),
            ("in_response_to", !in_response_to.is_empty()),
            ("delivers", !delivers.is_empty()),
            ("ends", !ends.is_empty()),
            ("summary", summary.is_some()),
        ];
        present
            .into_iter()
            .filter(|(field, _)| !allowed.contains(field))
            .try_for_each(|(field, present)| refuse(present, kind, field))
    }
}

/// Refuses an entry that lacks fields which its kind needs: all that it lacks at once, so that nobody mends them one by one.
pub(super) fn require(kind: &str, fields: &[(&'static str, bool)]) -> Result<(), Fault> {
    let missing: Vec<&'static str> =
        fields.iter().filter(|(_, present)| !present).map(|(field, _)| *field).collect();
    match missing[..] {
        [] => Ok(()),
        [list @ ("attributed_to" | "sources")] => listed(Vec::<()>::new(), kind, list).map(|_| ()),
        _ => Err(Fault::new(Misfit::Needed { fields: missing, kind: kind.to_owned() })),
    }
}

pub(super) fn needed<T>(value: Option<T>, kind: &str, field: &'static str) -> Result<T, Fault> {
    value.ok_or_else(|| Fault::new(Misfit::Needed { fields: vec![field], kind: kind.to_owned() }))
}

pub(super) fn listed<T>(list: Vec<T>, kind: &str, field: &'static str) -> Result<Vec<T>, Fault> {
    if list.is_empty() {
        return Err(Fault::new(Misfit::EmptyList { field, kind: kind.to_owned() }));
    }
    Ok(list)
}

pub(super) fn refuse(present: bool, kind: &str, field: &'static str) -> Result<(), Fault> {
    if present {
        return Err(Fault::new(Misfit::ForbiddenField { field, kind: kind.to_owned() }));
    }
    Ok(())
}
