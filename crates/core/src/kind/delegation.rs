//! Who sits for a party at a gathering: as announced, and apart from that as observed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{Key, Word};
use crate::reference::{Reference, References};
use crate::text::Text;

/// A party's people at a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Delegation {
    /// Who is to come.
    Announced(Box<DelegationList>),
    /// Who came.
    Observed(Box<DelegationList>),
}

/// One party's list of people.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DelegationList {
    /// The meeting.
    #[schemars(extend("x-asof-names" = "meeting"))]
    pub meeting: Key,
    /// The party.
    #[schemars(extend("x-asof-names" = "body"))]
    pub party: Key,
    /// In what role it is there; absent for a party to the negotiation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<DelegationRole>,
    /// Whether the list names everybody.
    pub complete: bool,
    /// Who leads, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "person"))]
    pub head: Option<Key>,
    /// What they may talk about or decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Text>,
    /// The people.
    pub members: Vec<Member>,
}

crate::words! {
    /// In what role a delegation is at a meeting.
    pub enum DelegationRole {
        /// A party to the negotiation.
        Party = "party",
        /// Mediates between the parties.
        Mediator = "mediator",
        /// Hosts or facilitates it; nobody says that it mediates.
        Host = "host",
        /// Answers for it that an agreement is kept.
        Guarantor = "guarantor",
        /// Witnesses what is agreed.
        Witness = "witness",
        /// Is there without being any of these.
        Observer = "observer",
    }
}

/// Somebody in a delegation: a registered person, or a description of somebody unnamed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-asof-names" = "person"))]
    pub person: Option<Key>,
    /// Who it is, where no name is given ("officials of the intelligence services").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// The office in which they are listed, as a word of the log's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Word>,
    /// The title, as worded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What they are in the delegation, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<MemberRole>,
}

crate::words! {
    /// What somebody is in a delegation.
    pub enum MemberRole {
        /// Leads it.
        Head = "head",
        /// Belongs to it.
        Member = "member",
        /// Belongs to it at expert level.
        Expert = "expert",
    }
}

crate::words! {
    /// What a list of people rests on.
    pub enum Basis {
        /// A list published beforehand.
        Announced = "announced",
        /// Who sat at the table.
        Observed = "observed",
    }
}

impl Delegation {
    /// Returns the list.
    pub fn list(&self) -> &DelegationList {
        match self {
            Self::Announced(list) | Self::Observed(list) => list,
        }
    }

    /// Returns what the list rests on.
    pub fn basis(&self) -> Basis {
        match self {
            Self::Announced(_) => Basis::Announced,
            Self::Observed(_) => Basis::Observed,
        }
    }

    pub(crate) fn references<'a>(&'a self, out: &mut References<'a>) {
        let list = self.list();
        out.push("meeting", Reference::Meeting(&list.meeting));
        out.push("party", Reference::Body(&list.party));
        out.each("head", &list.head, Reference::Person);
        out.each("person", list.members.iter().filter_map(|m| m.person.as_ref()), Reference::Person);
    }
}
