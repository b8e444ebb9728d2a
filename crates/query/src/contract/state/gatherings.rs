//! Where the talks stand, the rounds, the meetings, who comes and who sits for whom.

use asof_core::kind::{Basis, DelegationRole, Format, Level, MemberRole, ProcessPhase};
use asof_core::{Claimant, Duration, Key, When, Word};
use asof_projector::state::attendance::AttendanceStatus;
use asof_projector::state::meetings::MeetingStatus;

use crate::contract::common::{Instant, Reported, Transition};
use crate::contract::macros::{part, row};

row! {
    /// Where the process itself stands.
    Status {
        /// The phase that it last reached.
        phase: ProcessPhase,
        /// When it reached that.
        moment since => since_from, since_until, since_inferred, since_narrowed_by,
        /// The reason given for it; null if none was.
        reason: Option<String>,
    }
}

row! {
    /// A round of talks that the source numbers.
    Round {
        /// Its number.
        number: u32,
        /// The meeting, by its own key.
        meeting: Key,
        /// When it was held.
        moment occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
        /// Where it was held; null if not stated.
        named? venue => venue_name,
        /// When it began; null if not stated.
        date? start => start_from, start_until, start_inferred,
        /// How long it lasted; null if not stated.
        duration: Option<Duration>,
        /// That in minutes, if there is one number; null for a range.
        duration_minutes: Option<u64>,
        /// The shortest that it can have lasted, in minutes, included.
        duration_minutes_low: Option<u64>,
        /// The longest that it can have lasted, in minutes, included.
        duration_minutes_high: Option<u64>,
        /// How many calendar days after the last day of the round before it began; null of the first.
        days_since_previous: Option<i64>,
        /// Who was seen there.
        came: Vec<Came>,
    }
}

part! {
    /// Who of a party was seen at a round.
    Came {
        /// The party.
        named party => party_name,
        /// In what role it was there.
        role: DelegationRole,
        /// Whether the list names everybody.
        complete: bool,
        /// Who led; null if not stated.
        named? head => head_name,
        /// Those named.
        people: Vec<Key>,
        /// Those of whom the source says only who they are.
        unnamed: Vec<String>,
    }
}

row! {
    /// A meeting: what was planned by whom, and what was. Once it was held, only the account of it fills the fields
    /// behind `planned`; before that the latest plan says whose meeting it is to be.
    Meeting {
        /// The meeting's own key.
        key: Key,
        /// What it is called; null if it has no title.
        title: Option<String>,
        /// The number of the round that was held; null if it was not held or the source does not number it.
        round: Option<u32>,
        /// How it stands.
        status: MeetingStatus,
        /// Every plan for it, each with its claimant.
        planned: Vec<Plan>,
        /// When it was held; null unless it was.
        moment? occurred => occurred_from, occurred_until, occurred_inferred, occurred_narrowed_by,
        /// When it began; null if not stated.
        date? start => start_from, start_until, start_inferred,
        /// How long it lasted; null if not stated.
        duration: Option<Duration>,
        /// That in minutes, if there is one number; null for a range.
        duration_minutes: Option<u64>,
        /// The shortest that it can have lasted, in minutes, included.
        duration_minutes_low: Option<u64>,
        /// The longest that it can have lasted, in minutes, included.
        duration_minutes_high: Option<u64>,
        /// Whose meeting it is; null if not stated.
        level: Option<Level>,
        /// Where it was held; null if it was not or it is not stated. Where it was to be stands in `planned`.
        named? venue => venue_name,
        /// How many parties at one table; null if not stated.
        format: Option<Format>,
        /// Who provides the place; null if not stated.
        named? host => host_name,
        /// Who chaired; null if not stated.
        named? chair => chair_name,
        /// Who mediates.
        mediators: Vec<Key>,
        /// The parties.
        parties: Vec<Key>,
        /// The issues that were dealt with.
        discussed: Vec<Key>,
        /// The meeting that was held instead; null if none is stated.
        became: Option<Key>,
        /// Why it was called off or not held, as claimed; null if not stated.
        reason: Option<String>,
        /// How many days the day for which it was planned last is gone by at the date asked about without a word of it;
        /// null if it is not.
        overdue_days: Option<u64>,
    }
}

part! {
    /// One plan for a meeting.
    Plan {
        /// Whether it was `proposed` or `scheduled` by it.
        status: MeetingStatus,
        /// When it was to be; null if not stated.
        date? planned_for => planned_for_from, planned_for_until, planned_for_inferred,
        /// Whose meeting it was to be; null if not stated.
        level: Option<Level>,
        /// Where it was to be; null if not stated.
        named? venue => venue_name,
        /// How many parties at one table; null if not stated.
        format: Option<Format>,
        /// Who was to provide the place; null if not stated.
        named? host => host_name,
        /// The number of the round that it was to be; null if not stated.
        round: Option<u32>,
        /// Who was to mediate.
        mediators: Vec<Key>,
        /// The parties.
        parties: Vec<Key>,
        /// The issues that were to be dealt with.
        agenda: Vec<Key>,
        /// Whose plan it is.
        attributed_to: Vec<Claimant>,
        /// The event of the plan.
        events: Vec<Key>,
    }
}

row! {
    /// Somebody's coming to a meeting: the last own word; what was seen beats what was announced. Of a party of whose
    /// coming somebody speaks, a delegation that it announced itself is its word that it comes, and one that was seen
    /// there is its coming.
    Attendance {
        /// The meeting, by its own key.
        meeting: Key,
        /// The person or party.
        named who => who_name,
        /// How it stands; null if there is neither own word nor observation, only what others reported.
        status: Option<AttendanceStatus>,
        /// What it depends on; null if not stated.
        condition: Option<String>,
        /// Why, as claimed; null if not stated.
        reason: Option<String>,
        /// Who comes instead.
        delegated_to: Vec<Key>,
        /// When that was said or seen; null where the status is.
        moment? since => since_from, since_until, since_inferred, since_narrowed_by,
        /// What others said or expected.
        reported: Vec<Reported>,
    }
}

row! {
    /// A party's people at a meeting, as announced and apart from that as observed.
    Delegation {
        /// The meeting, by its own key.
        meeting: Key,
        /// The party.
        named party => party_name,
        /// What the list rests on.
        basis: Basis,
        /// In what role it is there.
        role: DelegationRole,
        /// Whether the list names everybody.
        complete: bool,
        /// Who leads; null if not stated.
        named? head => head_name,
        /// What they may talk about or decide; null if not stated.
        mandate: Option<String>,
        /// The people.
        members: Vec<Member>,
        /// Who is on it and was not on the one before.
        joined: Vec<Key>,
        /// Who was on the one before and is not on it; of a list that is not complete they may have come all the same.
        left: Vec<Key>,
        /// The meeting of the one before: the party's at the last round before this, on the same basis. Null if there
        /// is none.
        compared_with: Option<Key>,
    }
}

part! {
    /// Somebody in a delegation.
    Member {
        /// The person; null if the source gives no name.
        named? person => person_name,
        /// Who it is, where no name is given; else null.
        description: Option<String>,
        /// The office in which they are listed; null if not stated.
        post: Option<Word>,
        /// The title, as worded; null if not stated.
        title: Option<String>,
        /// What they are in the delegation; null if not stated.
        role: Option<MemberRole>,
    }
}
