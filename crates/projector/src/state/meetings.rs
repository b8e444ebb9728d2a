//! Gatherings: plans accumulate, each with its claimant; only held or not held sets what was.

use asof_core::kind::{Format, Held, Level, Meeting, MeetingPlan, WorldKind};
use asof_core::{Claimant, Duration, Key, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, dated, occurred};
use crate::path::{Collection, Path};
use crate::row::{Dated, Row};
use crate::slot::Value;
use crate::undecided::Rivals;
use crate::visible_event::VisibleEvent;

/// How a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MeetingStatus {
    /// Somebody suggested it.
    Proposed,
    /// It was set.
    Scheduled,
    /// It was called off before its time.
    Cancelled,
    /// It took place.
    Held,
    /// Its time passed without it.
    NotHeld,
}

/// A gathering: what was planned by whom, and what was.
///
/// Once it was held, only the account of it fills the fields; before that the latest plan says whose
/// meeting it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct MeetingValue {
    pub key: Key,
    pub title: Option<Text>,
    pub round: Option<u32>,
    pub status: MeetingStatus,
    pub planned: Vec<PlannedMeeting>,
    pub occurred: Option<Dated>,
    pub start: Option<Dated>,
    pub duration: Option<Duration>,
    pub level: Option<Level>,
    pub venue: Option<Key>,
    pub format: Option<Format>,
    pub host: Option<Key>,
    pub chair: Option<Key>,
    pub mediators: Vec<Key>,
    pub parties: Vec<Key>,
    pub discussed: Vec<Key>,
    pub became: Option<Key>,
    pub reason: Option<Text>,
}

/// One plan for a gathering.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "fields of the JSON contract")]
pub struct PlannedMeeting {
    /// Proposed or scheduled.
    pub status: MeetingStatus,
    pub planned_for: Option<Dated>,
    pub level: Option<Level>,
    pub venue: Option<Key>,
    pub format: Option<Format>,
    pub host: Option<Key>,
    pub round: Option<u32>,
    pub mediators: Vec<Key>,
    pub parties: Vec<Key>,
    pub agenda: Vec<Key>,
    pub attributed_to: Vec<Claimant>,
    pub event: Key,
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
            event: fact.key.clone(),
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

pub(crate) fn fold(slot: &Fold<'_, '_>) -> Folded {
    let mut folded = Folded::default();
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
            folded.turn(fact, status_name(value.status));
        } else if !value.is_decided() {
            folded.add_claimants(&fact.assertion.attributed_to);
        }
    }
    folded.value = current.map(|value| Value::Meeting(Box::new(value)));
    folded
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

fn status_name(status: MeetingStatus) -> &'static str {
    match status {
        MeetingStatus::Proposed => "proposed",
        MeetingStatus::Scheduled => "scheduled",
        MeetingStatus::Cancelled => "cancelled",
        MeetingStatus::Held => "held",
        MeetingStatus::NotHeld => "not-held",
    }
}

impl PlannedMeeting {
    fn row(&self) -> Row {
        let mut row = Row::default();
        row.value("status", self.status);
        row.date("planned_for", self.planned_for.as_ref());
        row.value("level", self.level);
        row.text("venue", self.venue.as_ref());
        row.value("format", self.format);
        row.text("host", self.host.as_ref());
        row.value("round", self.round);
        row.list("mediators", &self.mediators);
        row.list("parties", &self.parties);
        row.list("agenda", &self.agenda);
        row.list("attributed_to", &self.attributed_to);
        row.list("events", [&self.event]);
        row
    }
}

impl MeetingValue {
    pub(crate) fn write(&self, row: &mut Row) {
        row.text("key", Some(&self.key));
        row.text("title", self.title.as_ref());
        row.value("round", self.round);
        row.value("status", self.status);
        row.rows("planned", self.planned.iter().map(PlannedMeeting::row));
        row.occurred("occurred", self.occurred.as_ref());
        row.date("start", self.start.as_ref());
        row.duration("duration", self.duration.as_ref());
        row.value("level", self.level);
        row.text("venue", self.venue.as_ref());
        row.value("format", self.format);
        row.text("host", self.host.as_ref());
        row.text("chair", self.chair.as_ref());
        row.list("mediators", &self.mediators);
        row.list("parties", &self.parties);
        row.list("discussed", &self.discussed);
        row.text("became", self.became.as_ref());
        row.text("reason", self.reason.as_ref());
    }
}
