//! Filters and selections as they are worded, on a command line or in a URL: names are found in the log.

use asof_core::Key;

use crate::ask::dates::DateRange;
use crate::ask::filter::{Filter, FilterError, Order, claimant_named, key_named, one_of, source_named};
use crate::ask::selection::{Selection, StatePart};
use crate::source::log::Log;

/// Which events to list, as it is worded.
#[derive(Debug, Clone, Default)]
pub struct WordedFilter<'w> {
    /// The days, on the clock of the order.
    pub range: Option<DateRange>,
    /// The clock of the order.
    pub order: Order,
    /// The kinds, by their names on the wire.
    pub kinds: Vec<String>,
    /// A party, by its key or a name of it.
    pub party: Option<&'w str>,
    /// A person, by their key or a name.
    pub person: Option<&'w str>,
    /// An issue, by its key or a name of it.
    pub issue: Option<&'w str>,
    /// A claimant.
    pub attributed_to: Option<&'w str>,
    /// A source, with lines of it or without: `kure-2025:165-169`.
    pub source: Option<&'w str>,
    /// Whether only events that rest on a date inferred by the encoder.
    pub inferred: bool,
    /// Texts that a line has to hold.
    pub grep: Vec<String>,
}

impl WordedFilter<'_> {
    /// Returns the filter.
    ///
    /// # Errors
    ///
    /// Nothing has one of the names, or several things have it; a kind is none.
    pub fn find(self, log: &Log) -> Result<Filter, FilterError> {
        let source = self.source.map(|source| source_named(log, source)).transpose()?;
        let (source, lines) = source.map_or((None, None), |(source, lines)| (Some(source), lines));
        let filter = Filter {
            range: self.range,
            order: self.order,
            kinds: self.kinds,
            party: named(log, "party", self.party, "body")?,
            person: named(log, "person", self.person, "person")?,
            issue: named(log, "issue", self.issue, "issue")?,
            attributed_to: self.attributed_to.map(|name| claimant_named(log, name)).transpose()?,
            source,
            lines,
            inferred: self.inferred,
            grep: self.grep,
        };
        filter.check()?;
        Ok(filter)
    }
}

impl Selection {
    /// Returns it narrowed to an issue or a party, each by its key or a name of it.
    ///
    /// # Errors
    ///
    /// Nothing has one of the names, or several things have it.
    pub fn narrowed(self, log: &Log, issue: Option<&str>, party: Option<&str>) -> Result<Self, FilterError> {
        let issue = named(log, "issue", issue, "issue")?;
        let party = named(log, "party", party, "body")?;
        Ok(Self { issue, party, ..self })
    }
}

impl StatePart {
    /// Returns the parts with these names.
    ///
    /// # Errors
    ///
    /// There is no part of one of them.
    pub fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Vec<Self>, FilterError> {
        let mut parts = Vec::new();
        for name in names.into_iter().map(str::trim) {
            one_of("part of a state", name, Self::all().map(Self::name))?;
            parts.extend(Self::from_name(name));
        }
        Ok(parts)
    }
}

fn named(log: &Log, what: &'static str, name: Option<&str>, sort: &str) -> Result<Option<Key>, FilterError> {
    name.map(|name| key_named(log, what, name, &[sort])).transpose()
}
