//! The name of a slot: its collection and segments, such as `commitments/r1-prisoners`.

use std::fmt;

/// The collections of slots, in the order in which a state lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each family is documented by its projection")]
pub enum Collection {
    Status,
    Rounds,
    Meetings,
    Attendance,
    Delegations,
    Offices,
    Memberships,
    Positions,
    Proposals,
    Agreements,
    Commitments,
    Exchanges,
    Ceasefires,
    Incidents,
    Resolutions,
    Statements,
    Claims,
    Discrepancies,
    People,
    Bodies,
    Places,
    Anomalies,
}

impl Collection {
    /// Every collection, in the order in which a state lists them.
    pub const ALL: [Self; 22] = [
        Self::Status,
        Self::Rounds,
        Self::Meetings,
        Self::Attendance,
        Self::Delegations,
        Self::Offices,
        Self::Memberships,
        Self::Positions,
        Self::Proposals,
        Self::Agreements,
        Self::Commitments,
        Self::Exchanges,
        Self::Ceasefires,
        Self::Incidents,
        Self::Resolutions,
        Self::Statements,
        Self::Claims,
        Self::Discrepancies,
        Self::People,
        Self::Bodies,
        Self::Places,
        Self::Anomalies,
    ];

    /// Returns the collection's name, as in paths and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Rounds => "rounds",
            Self::Meetings => "meetings",
            Self::Attendance => "attendance",
            Self::Delegations => "delegations",
            Self::Offices => "offices",
            Self::Memberships => "memberships",
            Self::Positions => "positions",
            Self::Proposals => "proposals",
            Self::Agreements => "agreements",
            Self::Commitments => "commitments",
            Self::Exchanges => "exchanges",
            Self::Ceasefires => "ceasefires",
            Self::Incidents => "incidents",
            Self::Resolutions => "resolutions",
            Self::Statements => "statements",
            Self::Claims => "claims",
            Self::Discrepancies => "discrepancies",
            Self::People => "people",
            Self::Bodies => "bodies",
            Self::Places => "places",
            Self::Anomalies => "anomalies",
        }
    }

    /// Returns the collection with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.name() == name)
    }

    /// Returns whether whose side somebody speaks on can decide what a slot of the collection says.
    pub(crate) fn asks_for_sides(self) -> bool {
        match self {
            Self::Attendance
            | Self::Offices
            | Self::Positions
            | Self::Proposals
            | Self::Agreements
            | Self::Commitments => true,
            Self::Status
            | Self::Rounds
            | Self::Meetings
            | Self::Delegations
            | Self::Memberships
            | Self::Exchanges
            | Self::Ceasefires
            | Self::Incidents
            | Self::Resolutions
            | Self::Statements
            | Self::Claims
            | Self::Discrepancies
            | Self::People
            | Self::Bodies
            | Self::Places
            | Self::Anomalies => false,
        }
    }

    /// Returns whether the collection lists the registry, which belongs to the log and not to a process.
    pub fn is_registry(self) -> bool {
        matches!(self, Self::People | Self::Bodies | Self::Places)
    }
}

/// The name of a slot within a process: stable, readable, its segments are keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    collection: Collection,
    segments: Vec<Box<str>>,
}

impl Path {
    /// Returns the path of the slot in this collection with these segments.
    pub fn new<S: fmt::Display>(collection: Collection, segments: impl IntoIterator<Item = S>) -> Self {
        Self { collection, segments: segments.into_iter().map(|s| s.to_string().into()).collect() }
    }

    /// Returns the path that is written so, whether or not a state has it; `None` if no collection begins it.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split('/');
        let collection = words.next().and_then(Collection::from_name)?;
        Some(Self::new(collection, words))
    }

    /// Returns the collection.
    pub fn collection(&self) -> Collection {
        self.collection
    }

    /// Returns the segments after the collection.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().map(AsRef::as_ref)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.collection.name())?;
        self.segments().try_for_each(|segment| write!(f, "/{segment}"))
    }
}
