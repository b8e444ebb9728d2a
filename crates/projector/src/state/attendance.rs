//! Who comes to a gathering: the last own word; what was seen beats what was announced.
//!
//! Whom a party sends is its own word that it comes, and a delegation of it that was seen was its coming; but a
//! delegation says so only where something else asks for it: a word on the party's coming itself.

use asof_core::kind::{Attendance, Delegation, Reply, WorldKind};
use asof_core::{Key, Text};

use super::facets::Facets;
use crate::anomaly::AnomalyCode;
use crate::fold::{Fold, Folded, Reported, Rivals, occurred};
use crate::path::{Collection, Path};
use crate::row;
use crate::row::{Dated, role};
use crate::visible_event::VisibleEvent;

asof_core::words! {
    /// Somebody's participation status (iCalendar's PARTSTAT, then what was seen).
    pub enum AttendanceStatus {
        /// They say that they come.
        Accepted = "accepted",
        /// They say that they do not come.
        Declined = "declined",
        /// They may come.
        Tentative = "tentative",
        /// They send somebody else.
        Delegated = "delegated",
        /// They were seen there.
        Present = "present",
        /// They were seen not to be there.
        Absent = "absent",
    }
}

row! {
    /// Somebody's coming to a meeting: the last own word; what was seen beats what was announced. Of a party of whose
    /// coming somebody speaks, a delegation that it announced itself is its word that it comes, and one that was seen
    /// there is its coming.
    pub struct AttendanceValue as "Attendance" {
        /// The meeting, by its own key.
        meeting: Key as role::Event,
        /// The person or party.
        who: Key as role::Actor,
        /// How it stands; null if there is neither own word nor observation, only what others reported.
        status: Option<AttendanceStatus>,
        /// What it depends on; null if not stated.
        condition: Option<Text> as role::Prose,
        /// Why, as claimed; null if not stated.
        reason: Option<Text> as role::Prose,
        /// Who comes instead.
        delegated_to: Vec<Key> as role::Actor,
        /// When that was said or seen; null where the status is.
        since: Option<Dated> as role::Occurred,
        /// What others said or expected.
        reported: Vec<Reported> as role::Rows,
    }
}

impl Facets for AttendanceValue {
    fn news_rank(&self) -> Option<u8> {
        // That somebody sat at a table comes with the delegations.
        Some(if self.status == Some(AttendanceStatus::Present) { 28 } else { 14 })
    }

    fn has_own_word(&self) -> bool {
        self.status.is_some()
    }

    fn reported(&self) -> &[Reported] {
        &self.reported
    }
}

fn path(meeting: &Key, who: &Key) -> Path {
    Path::new(Collection::Attendance, [meeting, who])
}

pub(crate) fn routes(attendance: &Attendance) -> Vec<Path> {
    vec![path(attendance.meeting(), attendance.who())]
}

/// A member of an observed delegation was present.
pub(crate) fn routes_of_delegation(delegation: &Delegation) -> Vec<Path> {
    match delegation {
        Delegation::Observed(list) => {
            let people = list.members.iter().filter_map(|member| member.person.as_ref());
            people.map(|person| path(&list.meeting, person)).collect()
        }
        Delegation::Announced(_) => Vec::new(),
    }
}

/// A delegation says that its party comes, or came, where somebody's word made that a question.
pub(crate) fn joined_by_delegation(delegation: &Delegation) -> Option<Path> {
    let list = delegation.list();
    let path = path(&list.meeting, &list.party);
    (!routes_of_delegation(delegation).contains(&path)).then_some(path)
}

/// What one event says of somebody's coming.
enum Said<'a> {
    Own(AttendanceStatus, Option<&'a Reply>),
    Expected,
    Seen(AttendanceStatus),
}

fn said<'a>(fact: &VisibleEvent<'a>) -> Option<Said<'a>> {
    Some(match &fact.assertion.kind {
        WorldKind::Attendance(attendance) => match attendance {
            Attendance::Accepted(reply) => Said::Own(AttendanceStatus::Accepted, Some(reply)),
            Attendance::Declined(reply) => Said::Own(AttendanceStatus::Declined, Some(reply)),
            Attendance::Tentative(reply) => Said::Own(AttendanceStatus::Tentative, Some(reply)),
            Attendance::Delegated(reply) => Said::Own(AttendanceStatus::Delegated, Some(reply)),
            Attendance::Expected(_) => Said::Expected,
            Attendance::Present(_) => Said::Seen(AttendanceStatus::Present),
            Attendance::Absent(_) => Said::Seen(AttendanceStatus::Absent),
        },
        WorldKind::Delegation(Delegation::Announced(_)) => Said::Own(AttendanceStatus::Accepted, None),
        WorldKind::Delegation(Delegation::Observed(_)) => Said::Seen(AttendanceStatus::Present),
        _ => return None,
    })
}

pub(crate) fn fold(slot: &Fold<'_, '_>, folded: &mut Folded) -> Option<AttendanceValue> {
    let mut keys = slot.path.segments().filter_map(|segment| segment.parse::<Key>().ok());
    let (Some(meeting), Some(who)) = (keys.next(), keys.next()) else { return None };
    let mut value = AttendanceValue {
        meeting,
        who,
        status: None,
        condition: None,
        reason: None,
        delegated_to: Vec::new(),
        since: None,
        reported: Vec::new(),
    };
    let mut seen: Option<(_, &Key)> = None;
    for fact in slot.facts {
        match said(fact) {
            Some(Said::Own(status, _)) if !slot.visibility.is_own_word(fact, [&value.who]) => {
                value.reported.push(Reported::new(fact, status.name()));
            }
            Some(Said::Own(status, reply)) => {
                if seen.is_none() {
                    value.move_to(status, reply, fact);
                    folded.turn(fact, status.name());
                } else {
                    folded.note(fact, status.name());
                }
            }
            Some(Said::Expected) => value.reported.push(Reported::new(fact, "expected")),
            Some(Said::Seen(status)) => {
                if let Some((_, before)) = seen.filter(|(before, _)| *before != status) {
                    let message =
                        format!("`{}` was seen present and absent at `{}`", value.who, value.meeting);
                    folded.anomaly_of(AnomalyCode::PresentAndAbsent, &[before, fact.key], message);
                }
                seen = Some((status, fact.key));
                value.move_to(status, None, fact);
                folded.turn(fact, status.name());
            }
            None => {}
        }
    }
    Some(value)
}

/// What was seen decides; where nothing was, the last own word.
pub(crate) fn rivals(slot: &Fold<'_, '_>) -> Rivals {
    let mut keys = slot.path.segments().filter_map(|segment| segment.parse::<Key>().ok());
    let Some(who) = keys.nth(1) else { return Rivals::new() };
    let (mut seen, mut own) = (Rivals::new(), Rivals::new());
    for (number, fact) in slot.facts.iter().enumerate() {
        match said(fact) {
            Some(Said::Seen(status)) => seen.push((number, status.name().to_owned())),
            Some(Said::Own(status, _)) if slot.visibility.is_own_word(fact, [&who]) => {
                own.push((number, status.name().to_owned()));
            }
            Some(Said::Own(..) | Said::Expected) | None => {}
        }
    }
    if seen.is_empty() { own } else { seen }
}

impl AttendanceValue {
    /// Takes a status with what was said of it; whom one sends and what was seen need no condition and no reason.
    fn move_to(&mut self, status: AttendanceStatus, reply: Option<&Reply>, fact: &VisibleEvent<'_>) {
        if self.status != Some(status) {
            self.since = Some(occurred(fact));
        }
        self.status = Some(status);
        self.condition = reply.and_then(|reply| reply.condition.clone());
        self.reason = reply.and_then(|reply| reply.reason.clone());
        self.delegated_to = reply.map_or_else(Vec::new, |reply| reply.delegated_to.clone());
    }
}
