//! What the fields of a draft can name, as the schema says of each.

use asof_core::Opens;
use serde_json::Value;

/// Where the schema says of a field what it can name.
const ANNOTATION: &str = "x-asof-names";

asof_core::codes! {
    /// What the value of a field can name.
    pub enum Nameable {
        /// A person or body.
        Actor = "actor",
        /// A person or body, the source itself, or nobody who is stated.
        Claimant = "claimant",
        /// A person, body, place or issue.
        Named = "named",
        /// A person.
        Person = "person",
        /// A body.
        Body = "body",
        /// A body, a negotiation, or an agreement by the event that opened it.
        Joinable = "joinable",
        /// A place.
        Place = "place",
        /// An issue.
        Issue = "issue",
        /// A source.
        Source = "source",
        /// A negotiation.
        Process = "process",
        /// A meeting of the negotiation.
        Meeting = "meeting",
        /// A meeting of the negotiation, or one that has no event yet.
        OwnMeeting = "meeting:own",
        /// An event.
        Event = "event",
        /// An event, or an entry of the registry.
        Entry = "entry",
        /// The event that opened a proposal.
        Proposal = "opener:proposal",
        /// The event that opened an agreement.
        Agreement = "opener:agreement",
        /// The event that opened a commitment.
        Commitment = "opener:commitment",
        /// The event that opened a ceasefire.
        Ceasefire = "opener:ceasefire",
        /// The event that took a position.
        Position = "opener:position",
        /// The event that announced something.
        Announcement = "opener:announcement",
    }
}

impl Nameable {
    /// Returns what a field can name, if it names anything.
    pub(super) fn of(field: &Value) -> Option<Self> {
        let named = field[ANNOTATION].as_str()?;
        Self::ALL.iter().copied().find(|sort| sort.name() == named)
    }

    /// Returns the sorts of registry entries that it can be.
    pub fn registered(self) -> &'static [&'static str] {
        match self {
            Self::Actor | Self::Claimant => &["person", "body"],
            Self::Named => &["person", "body", "place", "issue"],
            Self::Person => &["person"],
            Self::Body => &["body"],
            Self::Joinable => &["body", "process"],
            Self::Place => &["place"],
            Self::Issue => &["issue"],
            Self::Source => &["source"],
            Self::Process => &["process"],
            Self::Entry => &["person", "body", "place", "issue", "source", "process"],
            Self::Meeting
            | Self::OwnMeeting
            | Self::Event
            | Self::Proposal
            | Self::Agreement
            | Self::Commitment
            | Self::Ceasefire
            | Self::Position
            | Self::Announcement => &[],
        }
    }

    /// Returns what an event must have opened to be named by it.
    pub fn opens(self) -> Option<Opens> {
        match self {
            Self::Proposal => Some(Opens::Proposal),
            Self::Agreement | Self::Joinable => Some(Opens::Agreement),
            Self::Commitment => Some(Opens::Commitment),
            Self::Ceasefire => Some(Opens::Ceasefire),
            Self::Position => Some(Opens::Position),
            Self::Announcement => Some(Opens::Announcement),
            Self::Actor
            | Self::Claimant
            | Self::Named
            | Self::Person
            | Self::Body
            | Self::Place
            | Self::Issue
            | Self::Source
            | Self::Process
            | Self::Meeting
            | Self::OwnMeeting
            | Self::Event
            | Self::Entry => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use asof_core::{Draft, Reference};
    use serde_json::json;

    use super::*;
    use crate::write::schema::DraftSchema;

    /// Fills in every field of a draft, each that names something with a key of its own.
    struct Filling {
        schema: DraftSchema,
        /// What each key stands for.
        named: BTreeMap<String, Nameable>,
    }

    impl Filling {
        fn draft(&mut self, kind: &str) -> Value {
            let entry = self.schema.entry(kind);
            let said = self.schema.said(kind).clone();
            let mut draft = self.value(&entry, None);
            let said = self.value(&said, None);
            draft["what"] = kind.rsplit('/').fold(said, |within, name| json!({ name: within }));
            draft
        }

        fn value(&mut self, of: &Value, sort: Option<Nameable>) -> Value {
            let sort = Nameable::of(of).or(sort);
            let name = of["$ref"].as_str().and_then(|name| name.rsplit('/').next()).map(str::to_owned);
            let of = self.schema.resolved(of).clone();
            let first = of["oneOf"][0]["const"].clone();
            let example = of["examples"][0].clone();
            match (name.as_deref(), of["type"].as_str(), sort) {
                (Some("Quantity"), ..) => json!({"low":1,"high":1,"unit":"x","bound":"exact","per":"total"}),
                (Some("Deadline"), ..) => self.value(&json!({"$ref": "#/$defs/DaysAfter"}), None),
                (_, Some("array"), _) => json!([self.value(&of["items"], sort)]),
                (_, Some("object"), _) => {
                    let fields: Vec<(String, Value)> = self
                        .schema
                        .fields(&of)
                        .map(|field| (field.name.to_owned(), field.of.clone()))
                        .collect();
                    fields.into_iter().map(|(name, of)| (name, self.value(&of, None))).collect()
                }
                (_, Some("integer"), _) => json!(1),
                (_, Some("boolean"), _) => json!(true),
                (.., Some(sort)) => {
                    let key = format!("key-{}", self.named.len());
                    self.named.insert(key.clone(), sort);
                    json!(key)
                }
                _ if !first.is_null() => first,
                _ if !example.is_null() => example,
                _ => json!("text"),
            }
        }
    }

    fn sort_of(reference: Reference<'_>) -> Nameable {
        match reference {
            Reference::Actor(_) => Nameable::Actor,
            Reference::Named(_) => Nameable::Named,
            Reference::Person(_) => Nameable::Person,
            Reference::Body(_) => Nameable::Body,
            Reference::Joinable(_) => Nameable::Joinable,
            Reference::Place(_) => Nameable::Place,
            Reference::Issue(_) => Nameable::Issue,
            Reference::Source(_) => Nameable::Source,
            Reference::Process(_) => Nameable::Process,
            Reference::Meeting(_) => Nameable::Meeting,
            Reference::Event(_) => Nameable::Event,
            Reference::Opener(Opens::Proposal, _) => Nameable::Proposal,
            Reference::Opener(Opens::Agreement, _) => Nameable::Agreement,
            Reference::Opener(Opens::Commitment, _) => Nameable::Commitment,
            Reference::Opener(Opens::Ceasefire, _) => Nameable::Ceasefire,
            Reference::Opener(Opens::Position, _) => Nameable::Position,
            Reference::Opener(Opens::Announcement, _) => Nameable::Announcement,
        }
    }

    #[test]
    fn the_schema_says_of_each_field_what_the_checks_hold_it_to() {
        let mut checked = 0;
        for kind in DraftSchema::published().kinds() {
            if ["correction", "retraction"].contains(&&*kind.name) {
                continue;
            }
            let mut filling = Filling { schema: DraftSchema::published(), named: BTreeMap::new() };
            let text = filling.draft(&kind.name).to_string();
            let draft = Draft::from_json(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let references = draft.references();
            let held: BTreeMap<String, Nameable> = references
                .iter()
                .map(|cited| (cited.reference.to_string(), sort_of(cited.reference)))
                .collect();
            for (key, said) in &filling.named {
                let expected = match said {
                    // Who says so is an actor, or no name.
                    Nameable::Claimant => Some(Nameable::Actor),
                    // A meeting may begin with this event.
                    Nameable::OwnMeeting => None,
                    // Targets have rules of their own.
                    Nameable::Event
                        if draft
                            .record()
                            .and_then(|record| record.kind.target())
                            .is_some_and(|of| of.as_str() == key) =>
                    {
                        None
                    }
                    said => Some(*said),
                };
                assert_eq!(held.get(key).copied(), expected, "{} {key} in {text}", kind.name);
                checked += 1;
            }
            for (key, sort) in &held {
                assert!(
                    filling.named.contains_key(key),
                    "{} does not say that `{key}` names {sort}: {text}",
                    kind.name
                );
            }
        }
        assert!(checked > 300, "{checked}");
    }
}
