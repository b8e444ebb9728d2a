//! A calendar as iCalendar (RFC 5545), for the programs in which people keep theirs.

use asof_core::Key;
use asof_core::unseen::visible;
use asof_projector::state::attendance::{AttendanceStatus, AttendanceValue};
use asof_projector::state::meetings::MeetingStatus;
use asof_query::rows::{DueRow, DueSort};
use asof_query::{CalendarAttendance, CalendarMeeting, CalendarSlot, MeetingCalendar};
use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Component, EventLike, Property};

use crate::text::{View, date, deadline, lasting};

/// Whether what is due stands in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadlines {
    /// As tasks.
    Include,
    /// Not at all.
    Exclude,
}

/// Returns a calendar as the text of a file. The same point gives the same bytes: the moment of each entry is that of the
/// record.
pub fn icalendar(calendar: &MeetingCalendar, deadlines: Deadlines) -> String {
    let mut written = icalendar::Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", concat!("-//asof//asof ", env!("CARGO_PKG_VERSION"), "//EN")),
        ("CALSCALE", "GREGORIAN"),
    ] {
        written.append_property(Property::new(name, value));
    }
    // Programs show these names; those of RFC 7986 are not escaped by the library.
    written.append_property(Property::new("X-WR-CALNAME", &calendar.title));
    written.append_property(Property::new("X-WR-CALDESC", format!("{}.", calendar.as_of.sentence)));
    if let Some(token) = &calendar.as_of.token {
        written.append_property(Property::new("X-ASOF-AS-OF", token));
    }
    let view = View::new(Some(&calendar.as_of), Some(&calendar.process), &calendar.names);
    let writer = Writer { calendar, view };
    calendar.meetings.iter().for_each(|meeting| {
        written.push(writer.meeting(meeting));
    });
    if deadlines == Deadlines::Include {
        calendar.due.iter().for_each(|row| {
            written.push(writer.due(row));
        });
    }
    folded(&written.to_string())
}

/// The most octets of a line, without its end (RFC 5545, section 3.1).
const OCTETS: usize = 75;

/// Returns lines folded anew: the library does not count the space with which the last piece of a line begins. In each of
/// them the characters that no reader sees stand as their numbers: people read a calendar.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut used = 0;
        for character in visible(line).chars() {
            if used + character.len_utf8() > OCTETS {
                folded.push_str("\r\n ");
                used = 1;
            }
            folded.push(character);
            used += character.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

struct Writer<'c> {
    calendar: &'c MeetingCalendar,
    view: View<'c>,
}

impl<'c> Writer<'c> {
    fn meeting(&self, of: &'c CalendarMeeting) -> icalendar::Event {
        let meeting = &of.meeting;
        let mut event = icalendar::Event::new();
        event.uid(&self.urn("meeting", meeting.key.as_str())).timestamp(self.calendar.stamp);
        event.append_property(Property::new("SEQUENCE", of.sequence.to_string()));
        event.append_property(Property::new("LAST-MODIFIED", utc(of.modified)));
        event.append_property(Property::new("STATUS", status(meeting.status)));
        event.summary(&self.title(of));
        match of.slot {
            CalendarSlot::Time { start, end } => {
                event.starts(start);
                if let Some(end) = end {
                    event.ends(end);
                }
            }
            CalendarSlot::Days { first, last } => {
                event.append_property(on("DTSTART", first));
                // The end is not included.
                event.append_property(on("DTEND", last.succ_opt().unwrap_or(last)));
                // Whoever may come on one of several days is not busy on all of them.
                event.append_property(Property::new("TRANSP", "TRANSPARENT"));
            }
        }
        let planned = meeting.planned.iter().rev().find_map(|plan| plan.venue.as_ref());
        if let Some(venue) = meeting.venue.as_ref().or(planned) {
            event.location(&self.calendar.names.place(venue.as_str()));
        }
        event.description(&self.about(of));
        of.attendance.iter().for_each(|attendance| {
            event.append_multi_property(self.attendee(&attendance.value));
        });
        self.resting_on(&mut event, &of.events);
        event
    }

    fn title(&self, of: &CalendarMeeting) -> String {
        let meeting = &of.meeting;
        let title =
            meeting.title.as_ref().map_or_else(|| format!("Meeting {}", meeting.key), ToString::to_string);
        let planned = meeting.planned.iter().find_map(|plan| plan.round);
        match meeting.round.or(planned) {
            Some(round) => format!("{title} (round {round})"),
            None => title,
        }
    }

    /// Returns how a meeting stands, when it was or is to be, why it is not, and whose word that is.
    fn about(&self, of: &'c CalendarMeeting) -> String {
        let meeting = &of.meeting;
        let when = date(&of.written);
        let mut said = vec![match meeting.status {
            MeetingStatus::Held => match &meeting.duration {
                Some(duration) => format!("Held {when}, for {}.", lasting(duration)),
                None => format!("Held {when}."),
            },
            MeetingStatus::Proposed => format!("Proposed for {when}."),
            MeetingStatus::Scheduled => format!("Scheduled for {when}."),
            MeetingStatus::Cancelled => format!("Called off; it was planned for {when}."),
            MeetingStatus::NotHeld => format!("Not held; it was planned for {when}."),
        }];
        if let CalendarSlot::Days { first, last } = of.slot
            && first < last
        {
            said.push("On which of these days is not known.".to_owned());
        }
        said.extend(meeting.reason.as_ref().map(|reason| format!("Reason given: {reason}.")));
        said.extend(meeting.became.as_ref().map(|other| format!("Instead: {other}.")));
        if !of.row.grounds.attributed_to.is_empty() {
            said.push(format!("According to {}.", self.view.claimants(&of.row.grounds.attributed_to)));
        }
        said.extend(of.attendance.iter().flat_map(|coming| self.reports(coming)));
        said.push(format!("{}.", self.calendar.as_of.sentence));
        said.push(format!("Events: {}.", listed(&of.events)));
        said.join("\n")
    }

    /// Returns whether somebody comes or came and whose word that is, and what others say of it.
    fn reports(&self, coming: &'c CalendarAttendance) -> Vec<String> {
        let who = self.calendar.names.get(coming.value.who.as_str());
        let own = coming.value.status.map(|status| {
            format!("{who}: {}, according to {}.", status.name(), self.view.claimants(&coming.attributed_to))
        });
        let others = coming.value.reported.iter().map(|said| {
            let by = self.view.claimants(&said.attributed_to);
            format!("{who}: {}, reported by {by}, not in their own word.", said.status)
        });
        own.into_iter().chain(others).collect()
    }

    /// Returns who comes, with the participation status that RFC 5545 has for it: who was seen there had accepted, and who
    /// was seen not to be there had declined.
    fn attendee(&self, coming: &AttendanceValue) -> Property {
        let status = match coming.status {
            Some(AttendanceStatus::Accepted | AttendanceStatus::Present) => "ACCEPTED",
            Some(AttendanceStatus::Declined | AttendanceStatus::Absent) => "DECLINED",
            Some(AttendanceStatus::Tentative) => "TENTATIVE",
            Some(AttendanceStatus::Delegated) => "DELEGATED",
            None => "NEEDS-ACTION",
        };
        let mut attendee = Property::new("ATTENDEE", self.urn("actor", coming.who.as_str()));
        attendee.add_parameter("CN", &parameter(self.calendar.names.get(coming.who.as_str())));
        attendee.add_parameter("PARTSTAT", status);
        if let Some(seen) = coming.status {
            attendee.add_parameter("X-ASOF-STATUS", seen.name());
        }
        if !coming.delegated_to.is_empty() {
            let to = coming.delegated_to.iter().map(|who| format!("\"{}\"", self.urn("actor", who.as_str())));
            attendee.add_parameter("DELEGATED-TO", &to.collect::<Vec<_>>().join(","));
        }
        attendee.done()
    }

    fn due(&self, row: &DueRow) -> icalendar::Todo {
        let names = &self.calendar.names;
        let mut todo = icalendar::Todo::new();
        todo.uid(&self.urn("due", &row.path.to_string())).timestamp(self.calendar.stamp);
        let title = row.title.clone().unwrap_or_else(|| row.path.to_string());
        let who: Vec<&str> = row.owed_by.iter().map(|key| names.get(key.as_str())).collect();
        let by = if who.is_empty() { String::new() } else { format!(" by {}", who.join(", ")) };
        todo.summary(&match row.sort {
            DueSort::Commitment => format!("Due{by}: {title}"),
            DueSort::Answer => format!("Answer due{by}: {title}"),
            DueSort::Ceasefire => format!("Announced duration ends: {title}"),
            DueSort::Meeting => format!("Planned: {title}"),
        });
        if let Some(day) = last_day(row) {
            todo.append_property(on("DUE", day));
        }
        todo.append_property(Property::new("STATUS", "NEEDS-ACTION"));
        todo.description(&format!(
            "Due {}.\n{}.\nEvents: {}.",
            deadline(&row.due),
            self.calendar.as_of.sentence,
            listed(&row.events)
        ));
        self.resting_on(&mut todo, &row.events);
        todo
    }

    fn resting_on(&self, component: &mut impl Component, events: &[Key]) {
        let keys: Vec<&str> = events.iter().map(Key::as_str).collect();
        component.append_property(Property::new("X-ASOF-EVENTS", keys.join(",")));
    }

    /// Returns a name that stays the same in every calendar of the negotiation.
    fn urn(&self, sort: &str, key: &str) -> String {
        format!("urn:asof:{}:{sort}:{key}", self.calendar.process)
    }
}

fn listed(events: &[Key]) -> String {
    events.iter().map(Key::as_str).collect::<Vec<_>>().join(", ")
}

fn last_day(row: &DueRow) -> Option<NaiveDate> {
    let until = row.due.until()?.0;
    Some((until - chrono::TimeDelta::microseconds(1)).date_naive())
}

/// Returns the status of a meeting in the words of RFC 5545.
fn status(status: MeetingStatus) -> &'static str {
    match status {
        MeetingStatus::Proposed | MeetingStatus::Scheduled => "TENTATIVE",
        MeetingStatus::Held => "CONFIRMED",
        MeetingStatus::Cancelled | MeetingStatus::NotHeld => "CANCELLED",
    }
}

/// Returns a date without a time as a property.
fn on(name: &str, day: NaiveDate) -> Property {
    let mut property = Property::new(name, day.format("%Y%m%d").to_string());
    property.add_parameter("VALUE", "DATE").done()
}

fn utc(instant: DateTime<Utc>) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Returns a text as the value of a parameter, which may hold no quotation mark (RFC 6868).
fn parameter(text: &str) -> String {
    text.replace('^', "^^").replace('"', "^'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_takes_more_octets_than_allowed_and_none_is_cut_within_a_character() {
        for text in [format!("SUMMARY:{}", "a".repeat(300)), format!("SUMMARY:{}", "ş会議 ".repeat(60))] {
            for cut in 60..90 {
                let line: String = text.chars().take(cut).collect();
                let written = folded(&format!("{line}\r\n"));
                assert!(written.split_terminator("\r\n").all(|line| line.len() <= OCTETS), "{written}");
                assert_eq!(written.replace("\r\n ", ""), format!("{line}\r\n"));
            }
        }
    }

    #[test]
    fn the_value_of_a_parameter_has_no_quotation_mark() {
        assert_eq!(parameter("Ann \"Ace\" ^"), "Ann ^'Ace^' ^^");
    }
}
