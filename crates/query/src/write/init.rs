//! `init`: the registration of a process, with which a log begins.

use std::str::FromStr;

use asof_core::{
    Digest, Draft, Entry, Key, KeyError, Name, Registered, RegisteredBody, RegisteredProcess, RegistryEntry,
    Text, TextError, Zone, nearest_zones,
};
use asof_projector::{role, row};
use asof_store::{EventLog, MemoryLog};

use crate::answers::envelope::OpenEnvelope;
use crate::ask::dates::near::did_you_mean;
use crate::write::append::{AppendError, Appended, append};
use crate::write::drafts::Read;

row! {
    /// A log begun with the registration of a negotiation: what `init` prints. Nothing was asked of it yet.
    pub struct InitAnswer as "Init" {
        /// What every answer begins with.
        envelope: OpenEnvelope as role::Flat,
        /// Where the log stands.
        location: String as role::Prose,
        /// The time zone in which the days of the negotiation begin and end (IANA name).
        zone: String,
        /// Its parties.
        parties: Vec<PartyRow> as role::Rows,
        /// The keys of the entries that were written.
        events: Vec<Key> as role::Event,
        /// The greatest `seq` of the log.
        head: u64,
        /// The log root; null if the log is empty.
        log_root: Option<Digest>,
    }
}

row! {
    /// A party to a negotiation.
    pub struct PartyRow as "Party" {
        /// Its key.
        party: Key as role::Actor,
    }
}

/// A process to be registered, with its parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// Its key.
    pub process: Key,
    /// Its title.
    pub title: Text,
    /// The zone in which its days begin and end.
    pub zone: Zone,
    /// Its parties.
    pub parties: Vec<Party>,
}

/// A party to be registered, written `russia=Russia`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its key.
    pub key: Key,
    /// Its name.
    pub name: Text,
}

/// Why a text is no party.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartyError {
    /// It has no `=`.
    #[error("`{0}` is not a key with a name: write both, as in russia=Russia")]
    Form(String),
    /// What stands before `=` is no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Nothing stands behind `=`.
    #[error("`{0}` has no name after `=`")]
    Nameless(String),
    /// What stands behind `=` cannot be a name.
    #[error("the name after `=`: {0}")]
    Name(#[from] TextError),
}

impl FromStr for Party {
    type Err = PartyError;

    fn from_str(text: &str) -> Result<Self, PartyError> {
        let (key, name) = text.split_once('=').ok_or_else(|| PartyError::Form(text.to_owned()))?;
        let name = name.trim();
        if name.is_empty() {
            return Err(PartyError::Nameless(text.to_owned()));
        }
        Ok(Self { key: key.trim().parse()?, name: name.parse()? })
    }
}

/// A text that names no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no time zone `{named}`{}", suggestion(near))]
pub struct ZoneError {
    /// The name as written.
    pub named: String,
    /// The nearest names that there are.
    pub near: Vec<&'static str>,
}

/// Reads the IANA name of a time zone.
///
/// # Errors
///
/// There is no zone of that name; the nearest are named.
pub fn zone(named: &str) -> Result<Zone, ZoneError> {
    named.parse().map_err(|_| ZoneError { named: named.to_owned(), near: nearest_zones(named) })
}

fn suggestion(near: &[&str]) -> String {
    match near {
        [] => ": write a name such as Europe/Istanbul, or UTC".to_owned(),
        near => did_you_mean(near),
    }
}

/// A key that two of the entries to be registered have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("two of them would have the key `{0}`; the negotiation and each party need different keys")]
pub struct SameKeyError(pub Key);

/// Makes a key of a title: its words in plain letters, joined by hyphens.
///
/// # Errors
///
/// What comes of it is no key.
pub fn key_of_title(title: &Text) -> Result<Key, KeyError> {
    slug::slugify(title.as_str()).parse()
}

impl Beginning {
    /// Appends the registration to an empty log.
    ///
    /// # Errors
    ///
    /// Those of [`append`]; a log that is not empty is a conflict.
    pub fn write(&self, store: &mut dyn EventLog) -> Result<Appended, AppendError> {
        append(store, &self.drafts(), Some(0), None)
    }

    /// Does what [`Self::write`] does to a log in memory: what it refuses is known before there is any other.
    ///
    /// # Errors
    ///
    /// Those of [`append`].
    pub fn try_out(&self) -> Result<Appended, AppendError> {
        self.write(&mut MemoryLog::new())
    }

    /// Checks that the negotiation and its parties have keys of their own.
    ///
    /// # Errors
    ///
    /// Names the first key that two of them have.
    pub fn check(&self) -> Result<(), SameKeyError> {
        let keys: Vec<&Key> = self.parties.iter().map(|party| &party.key).chain([&self.process]).collect();
        let twice = keys.iter().enumerate().find(|(place, key)| keys[..*place].contains(key));
        twice.map_or(Ok(()), |(_, key)| Err(SameKeyError((*key).clone())))
    }

    /// Returns what was done, as an answer.
    pub fn answer(&self, appended: &Appended, location: &str) -> InitAnswer {
        let Appended { receipt, after, .. } = appended;
        let envelope = OpenEnvelope {
            process: Some(self.process.clone()),
            process_name: Some(self.title.to_string()),
            ..OpenEnvelope::default()
        };
        InitAnswer {
            envelope,
            location: location.to_owned(),
            zone: self.zone.name().to_owned(),
            parties: self.parties.iter().map(|party| PartyRow { party: party.key.clone() }).collect(),
            events: after.events().iter().map(|event| event.draft.key.clone()).collect(),
            head: receipt.head,
            log_root: receipt.root,
        }
    }

    /// Returns the entries: the parties, then the process that names them.
    fn drafts(&self) -> Vec<Read> {
        let parties = self.parties.iter().map(|party| {
            let name = Name { name: party.name.clone(), status: None, lines: None };
            let body = RegisteredBody { names: vec![name], party: None, part_of: None };
            entry(&party.key, Registered::Body(body))
        });
        let process = RegisteredProcess {
            title: self.title.clone(),
            zone: self.zone,
            parties: self.parties.iter().map(|party| party.key.clone()).collect(),
            continues: None,
        };
        let entries = parties.chain([entry(&self.process, Registered::Process(process))]);
        entries.map(Read::made).collect()
    }
}

fn entry(key: &Key, registered: Registered) -> Draft {
    let entry = RegistryEntry { sources: Vec::new(), registered };
    Draft { id: None, key: key.clone(), external_ids: Vec::new(), entry: Entry::Registry(Box::new(entry)) }
}

#[cfg(test)]
mod tests {
    use asof_store::{MemoryLog, StoreError};
    use serde_json::json;

    use super::*;
    use crate::answers::document::Document;
    use crate::source::names::Names;

    fn key(title: &str) -> String {
        let key = key_of_title(&title.parse().unwrap());
        key.map_or_else(|error| error.to_string(), |key| key.to_string())
    }

    #[test]
    fn a_title_in_any_letters_gives_a_key() {
        assert_eq!(
            key("Istanbul talks between Russia & Ukraine, 2025"),
            "istanbul-talks-between-russia-ukraine-2025"
        );
        assert_eq!(key("Türkiye görüşmeleri"), "turkiye-gorusmeleri");
        assert_eq!(key("Стамбул, 2025"), "stambul-2025");
        assert!(key("Round table").contains("cannot be a key") && key("???").contains("not a key"));
    }

    #[test]
    fn a_zone_that_there_is_not_is_met_with_those_that_may_be_meant() {
        assert_eq!(zone("Europe/Istanbul").unwrap().name(), "Europe/Istanbul");
        for (named, meant) in [
            ("Europe/Istambul", "Europe/Istanbul"),
            ("istanbul", "Europe/Istanbul"),
            ("europe/kyiv", "Europe/Kyiv"),
        ] {
            let error = zone(named).unwrap_err();
            assert!(error.near.contains(&meant), "{error}");
        }
        assert!(zone("+03:00").unwrap_err().to_string().contains("Europe/Istanbul"));
    }

    #[test]
    fn a_party_is_a_key_with_a_name() {
        let party: Party = "ukraine = Ukraine".parse().unwrap();
        assert_eq!((party.key.as_str(), party.name.as_str()), ("ukraine", "Ukraine"));
        for (text, said) in
            [("Ukraine", "russia=Russia"), ("Ukraine=x", "lower-case"), ("ukraine=", "no name")]
        {
            assert!(text.parse::<Party>().unwrap_err().to_string().contains(said), "{text}");
        }
    }

    fn beginning(process: &str, parties: &[&str]) -> Beginning {
        Beginning {
            process: process.parse().unwrap(),
            title: "Talks".parse().unwrap(),
            zone: zone("Europe/Istanbul").unwrap(),
            parties: parties.iter().map(|party| party.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn a_log_begins_with_the_parties_and_the_process_and_only_once() {
        let talks = beginning("talks", &["a=A", "b=B"]);
        let mut store = MemoryLog::new();
        let appended = talks.write(&mut store).unwrap();
        assert_eq!(
            talks.answer(&appended, "here").json(&Names::default())["events"],
            json!(["a", "b", "talks"])
        );
        assert_eq!(appended.after.processes()[0].zone, talks.zone);
        let second = beginning("others", &["a=A"]).write(&mut store).unwrap_err();
        assert!(matches!(second, AppendError::Store(StoreError::Conflict { head: 3, .. })), "{second}");
    }

    #[test]
    fn two_entries_of_one_key_are_refused() {
        assert_eq!(beginning("talks", &["a=A", "b=B"]).check(), Ok(()));
        assert_eq!(beginning("talks", &["a=A", "a=B"]).check(), Err(SameKeyError("a".parse().unwrap())));
        assert_eq!(beginning("talks", &["talks=T"]).check(), Err(SameKeyError("talks".parse().unwrap())));
    }
}
