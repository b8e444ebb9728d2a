//! Offices, positions, proposals and agreements.

use asof_core::kind::Force;
use asof_core::{Claimant, EventRef, HowEnded, Key, When, Word};
use asof_projector::state::proposals::ProposalStanding;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::contract::common::{Instant, Reported, Term, Transition};
use crate::contract::macros::{part, row};

row! {
    /// A person's hold on a post. A second post attested does not mean that the first was left.
    Office {
        /// The person.
        named person => person_name,
        /// The post.
        post: Word,
        /// The title, as last worded; null if not stated.
        title: Option<String>,
        /// The party on whose side the person speaks; null if none.
        named? party => party_name,
        /// The first time at which they are on record as holding it; null if they are only on record as having left.
        moment? attested_from => attested_from_from, attested_from_until, attested_from_inferred, attested_from_narrowed_by,
        /// The last time at which they are on record as holding it; null where `attested_from` is.
        moment? attested_until => attested_until_from, attested_until_until, attested_until_inferred, attested_until_narrowed_by,
        /// When they left it; null if that is not on record.
        moment? left => left_from, left_until, left_inferred, left_narrowed_by,
    }
}

row! {
    /// A party's stance on one item of an issue. Items add up; one ends when another replaces it, or an event says so.
    Position {
        /// The party.
        named party => party_name,
        /// The issue.
        named issue => issue_name,
        /// Which item of the issue.
        item: Word,
        /// What the party wants; null if only others say so.
        stance: Option<String>,
        /// How firmly; null where the stance is.
        force: Option<Force>,
        /// What it depends on; null if not stated.
        condition: Option<String>,
        /// When it was first said, however worded, since nothing replaced it; null where the stance is.
        moment? since => since_from, since_until, since_inferred, since_narrowed_by,
        /// When it was last said, in the words of the stance; null where that is.
        moment? said => said_from, said_until, said_inferred, said_narrowed_by,
        /// How it ended; null if it has not. One that was replaced is no row any more.
        ended: Option<HowEnded>,
        /// The event that says so; null where that is.
        ended_by: Option<Key>,
        /// When; null where that is.
        moment? ended_on => ended_on_from, ended_on_until, ended_on_inferred, ended_on_narrowed_by,
        /// What others say that the party wants.
        reported: Vec<Reported>,
    }
}

row! {
    /// A proposal, with the latest answer of each who was asked.
    Proposal {
        /// The key of the event that tabled it.
        key: Key,
        /// Who proposes.
        tabled_by: Vec<Key>,
        /// Whose consent is asked.
        to: Vec<Key>,
        /// What it is called; null if it has no title.
        title: Option<String>,
        /// What is proposed, term by term.
        terms: Vec<Term>,
        /// By when it is to be done; null if not stated.
        date? due => due_from, due_until, due_inferred,
        /// How it stands.
        standing: ProposalStanding,
        /// The latest answer of each side that was asked.
        answers: Vec<Answer>,
        /// The agreement whose text it became; null if it became none.
        agreement: Option<Key>,
        /// What others say that the answer was.
        reported: Vec<Reported>,
        /// How many days the last day on which it is due is gone by at the date asked about; null if it is not, or it is
        /// answered.
        overdue_days: Option<u64>,
        /// How many days after its last day it was decided at the least; null if it was not late.
        late_days: Option<u64>,
    }
}

part! {
    /// The latest answer of one who was asked.
    Answer {
        /// Who answers.
        named answered_by => answered_by_name,
        /// The answer.
        answer: ProposalStanding,
        /// What it depends on; null if not stated.
        condition: Option<String>,
        /// The event.
        event: Key,
        /// Whose word the answer is.
        attributed_to: Vec<Claimant>,
    }
}

row! {
    /// An agreement and the stage that it last reached.
    Agreement {
        /// The key of the event that opened it.
        key: Key,
        /// The parties to it.
        parties: Vec<Key>,
        /// The stage; null if no party speaks of it, only others.
        stage: Option<AgreementStage>,
        /// What it is called; null if it has no title.
        title: Option<String>,
        /// What was agreed, term by term.
        terms: Vec<Term>,
        /// Who mediated it.
        mediators: Vec<Key>,
        /// Who supported it without being a party or a mediator.
        supporters: Vec<Key>,
        /// Who answers for it that the others keep it.
        guarantors: Vec<Key>,
        /// Who witnessed it.
        witnesses: Vec<Key>,
        /// The phases in which it is to be carried out.
        phases: Vec<AgreementPhase>,
        /// The bodies that ratified it.
        ratifications: Vec<Ratification>,
        /// When it reached the stage; null where that is.
        moment? since => since_from, since_until, since_inferred, since_narrowed_by,
        /// The sides that have not spoken for themselves.
        unvouched: Vec<Key>,
        /// What others say of it.
        reported: Vec<Reported>,
    }
}

part! {
    /// A phase in which an agreement is to be carried out.
    AgreementPhase {
        /// Its name within the agreement.
        id: Word,
        /// What it is called; null if not stated.
        title: Option<String>,
        /// When it is to begin: as written, or as the days after an event come out; null if not stated or not known.
        date? begins => begins_from, begins_until, begins_inferred,
        /// The event from which the days count; null if it is a date.
        begins_after: Option<EventRef>,
        /// How many days after the last day of that event; null where that is.
        begins_days: Option<u32>,
        /// When it is to end, that day included; null if not stated or not known.
        date? ends => ends_from, ends_until, ends_inferred,
        /// The event from which the days count; null if it is a date.
        ends_after: Option<EventRef>,
        /// How many days after the last day of that event; null where that is.
        ends_days: Option<u32>,
    }
}

part! {
    /// The approval of an agreement by a body.
    Ratification {
        /// The body.
        by: Key,
        /// How many were in favour; null if no votes are stated.
        in_favour: Option<u32>,
        /// How many were against; null where that is.
        against: Option<u32>,
        /// How many abstained; null if not stated.
        abstained: Option<u32>,
        /// The event.
        event: Key,
        /// When.
        moment occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
        /// Whose word it is.
        attributed_to: Vec<Claimant>,
    }
}

/// A stage of an agreement: initialling is not signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AgreementStage {
    /// Said to be agreed.
    Announced,
    /// Initialled.
    Initialled,
    /// Signed.
    Signed,
    /// Approved by a body whose approval it needs.
    Ratified,
    /// Took effect.
    InForce,
    /// Out of effect for the time being.
    Suspended,
    /// Ended.
    Lapsed,
}
