//! Gatherings: plans accumulate, each with its claimant; only held or not held sets what was.

use asof_core::kind::{Format, Held, Level, Meeting, MeetingPlan, WorldKind};
use asof_core::{Claimant, Duration, Key, Text};

use super::facets::Facets;
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, Rivals, dated, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visible_event::VisibleEvent;

asof_core::words! {
    /// How a meeting stands.
    pub enum MeetingStatus {
        /// Somebody suggested it.
        Proposed = "proposed",
        /// It was set.
        Scheduled = "scheduled",
        /// It was called off before its time.
        Cancelled = "cancelled",
        /// It took place.
        Held = "held",
        /// Its time passed without it.
        NotHeld = "not-held",
    }
}

row! {
    /// A meeting: what was planned by whom, and what was. Once it was held, only the account of it fills the fields
    /// behind `planned`; before that the latest plan says whose meeting it is to be.
    pub struct MeetingValue as "Meeting" {
        /// The meeting's own key.
        key: Key as role::Event,
        /// What it is called; null if it has no title.
        title: Option<Text> as role::Prose,
        /// The number of the round that was held; null if it was not held or the source does not number it.
        round: Option<u32>,
        /// How it stands.
        status: MeetingStatus,
        /// Every plan for it, each with its claimant.
        planned: Vec<PlannedMeeting> as role::Rows,
        /// When it was held; null unless it was.
        occurred: Option<Dated> as role::Occurred,
        /// When it began; null if not stated.
        start: Option<Dated> as role::Date,
        /// How long it lasted; null if not stated.
        duration: Option<Duration> as role::Span,
        /// Whose meeting it is; null if not stated.
        level: Option<Level>,
        /// Where it was held; null if it was not or it is not stated. Where it was to be stands in `planned`.
        venue: Option<Key> as role::Named,
        /// How many parties at one table; null if not stated.
        format: Option<Format>,
        /// Who provides the place; null if not stated.
        host: Option<Key> as role::Actor,
        /// Who chaired; null if not stated.
        chair: Option<Key> as role::Actor,
        /// Who mediates.
        mediators: Vec<Key> as role::Actor,
        /// The parties.
        parties: Vec<Key> as role::Actor,
        /// The issues that were dealt with.
        discussed: Vec<Key> as role::Named,
        /// The meeting that was held instead; null if none is stated.
        became: Option<Key> as role::Event,
        /// Why it was called off or not held, as claimed; null if not stated.
        reason: Option<Text> as role::Prose,
        /// How many days the day for which it was planned last is gone by at the date asked about without a word of it;
        /// null if it is not.
        overdue_days: Option<u64> as role::Derived,
    }
}

row! {
    /// One plan for a meeting.
    pub struct PlannedMeeting as "Plan" {
        /// Whether it was `proposed` or `scheduled` by it.
        status: MeetingStatus,
        /// When it was to be; null if not stated.
        planned_for: Option<Dated> as role::Date,
        /// Whose meeting it was to be; null if not stated.
        level: Option<Level>,
        /// Where it was to be; null if not stated.
        venue: Option<Key> as role::Named,
        /// How many parties at one table; null if not stated.
        format: Option<Format>,
        /// Who was to provide the place; null if not stated.
        host: Option<Key> as role::Actor,
        /// The number of the round that it was to be; null if not stated.
        round: Option<u32>,
        /// Who was to mediate.
        mediators: Vec<Key> as role::Actor,
        /// The parties.
        parties: Vec<Key> as role::Actor,
        /// The issues that were to be dealt with.
        agenda: Vec<Key> as role::Named,
        /// Whose plan it is.
        attributed_to: Vec<Claimant> as role::Claimants,
        /// The event of the plan.
        events: Vec<Key> as role::Event,
    }
}

impl Facets for MeetingValue {
    fn own_key(&self) -> Option<&Key> {
        Some(&self.key)
    }

    fn title(&self) -> Option<String> {
        self.title.as_ref().map(ToString::to_string)
    }

    fn news_rank(&self) -> Option<u8> {
        Some(16)
    }

    fn has_own_word(&self) -> bool {
        true
    }
}

pub(crate) fn routes(meeting: &Meeting) -> Vec<Path> {
    vec![Path::new(Collection::Meetings, [meeting.meeting()])]
}

impl MeetingValue {
    fn new(key: &Key) -> Self {
        Self {
            key: key.clone(),
            title: None,
            round: None,
            status: MeetingStatus::Proposed,
            planned: Vec::new(),
            occurred: None,
            start: None,
            duration: None,
            level: None,
            venue: None,
            format: None,
            host: None,
            chair: None,
            mediators: Vec::new(),
            parties: Vec::new(),
            discussed: Vec::new(),
            became: None,
            reason: None,
            overdue_days: None,
        }
    }

    fn is_decided(&self) -> bool {
        matches!(self.status, MeetingStatus::Held | MeetingStatus::NotHeld)
    }

    fn plan(&mut self, status: MeetingStatus, plan: &MeetingPlan, fact: &VisibleEvent<'_>) {
        self.planned.push(PlannedMeeting {
            status,
            planned_for: plan.planned_for.as_ref().map(|when| dated(when, fact)),
            level: plan.level,
            venue: plan.venue.clone(),
            format: plan.format,
            host: plan.host.clone(),
            round: plan.round.map(std::num::NonZeroU32::get),
            mediators: plan.mediators.clone(),
            parties: plan.parties.clone(),
            agenda: plan.agenda.clone(),
            attributed_to: fact.assertion.attributed_to.clone(),
            events: vec![fact.key.clone()],
        });
        if self.status == MeetingStatus::Held {
            return;
        }
        replace(&mut self.title, plan.title.as_ref());
        replace(&mut self.level, plan.level.as_ref());
        replace(&mut self.format, plan.format.as_ref());
        replace(&mut self.host, plan.host.as_ref());
        replace_list(&mut self.mediators, &plan.mediators);
        replace_list(&mut self.parties, &plan.parties);
    }

    fn hold(&mut self, held: &Held, fact: &VisibleEvent<'_>) {
        if self.status != MeetingStatus::Held {
            // What only a plan said is not what was.
            *self = Self {
                title: self.title.take(),
                planned: std::mem::take(&mut self.planned),
                ..Self::new(&self.key)
            };
        }
        self.status = MeetingStatus::Held;
        self.occurred = Some(occurred(fact));
        self.round = held.round.map(std::num::NonZeroU32::get).or(self.round);
        replace(&mut self.title, held.title.as_ref());
        replace(&mut self.start, held.start.as_ref().map(|when| dated(when, fact)).as_ref());
        replace(&mut self.duration, held.duration.as_ref());
        replace(&mut self.level, held.level.as_ref());
        replace(&mut self.venue, held.venue.as_ref());
        replace(&mut self.format, held.format.as_ref());
        replace(&mut self.host, held.host.as_ref());
        replace(&mut self.chair, held.chair.as_ref());
        replace_list(&mut self.mediators, &held.mediators);
        replace_list(&mut self.parties, &held.parties);
        replace_list(&mut self.discussed, &held.discussed);
    }
}

fn replace<T: Clone>(field: &mut Option<T>, with: Option<&T>) {
    if let Some(with) = with {
        *field = Some(with.clone());
    }
}

fn replace_list<T: Clone>(field: &mut Vec<T>, with: &[T]) {
    if !with.is_empty() {
        *field = with.to_vec();
    }
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<MeetingValue> {
    let mut current: Option<MeetingValue> = None;
    for fact in slot.facts {
        let WorldKind::Meeting(meeting) = &fact.assertion.kind else { continue };
        let value = current.get_or_insert_with(|| MeetingValue::new(meeting.meeting()));
        let before = value.status;
        match meeting {
            Meeting::Proposed(plan) => {
                value.plan(MeetingStatus::Proposed, plan, fact);
                if value.status == MeetingStatus::Cancelled {
                    value.status = MeetingStatus::Proposed;
                    value.reason = None;
                }
            }
            Meeting::Scheduled(plan) => {
                value.plan(MeetingStatus::Scheduled, plan, fact);
                if !value.is_decided() {
                    value.status = MeetingStatus::Scheduled;
                    value.reason = None;
                }
            }
            Meeting::Cancelled(cancellation) => {
                if !value.is_decided() {
                    value.status = MeetingStatus::Cancelled;
                    value.reason = cancellation.reason.clone();
                }
            }
            Meeting::Held(held) => value.hold(held, fact),
            Meeting::NotHeld(not_held) => {
                value.status = MeetingStatus::NotHeld;
                value.occurred = None;
                value.became = not_held.became.clone();
                value.reason = not_held.reason.clone();
            }
        }
        let outcomes = [MeetingStatus::Held, MeetingStatus::NotHeld];
        if before != value.status && outcomes.contains(&before) && outcomes.contains(&value.status) {
            let message = format!("`{}` is said to have been held and not to have been held", value.key);
            let decided = folded.history.last().map(|turn| turn.event.clone());
            let events: Vec<&Key> = decided.iter().chain([fact.key]).collect();
            folded.anomaly_of(AnomalyCode::HeldAndNotHeld, &events, message);
        }
        if before != value.status || folded.history.is_empty() {
            folded.turn(fact, value.status.name());
        } else if !value.is_decided() {
            folded.add_claimants(&fact.assertion.attributed_to);
        }
    }
    current
}

/// Whether it was held decides; until that is said, whether a plan or its cancellation came last.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let (mut outcomes, mut plans) = (Rivals::new(), Rivals::new());
    for (number, fact) in slot.facts.iter().enumerate() {
        let WorldKind::Meeting(meeting) = &fact.assertion.kind else { continue };
        match meeting {
            Meeting::Held(_) => outcomes.push((number, "held".to_owned())),
            Meeting::NotHeld(_) => outcomes.push((number, "not-held".to_owned())),
            Meeting::Proposed(_) | Meeting::Scheduled(_) => plans.push((number, "planned".to_owned())),
            Meeting::Cancelled(_) => plans.push((number, "cancelled".to_owned())),
        }
    }
    if outcomes.is_empty() { plans } else { outcomes }
}
