//! Who sat at the table: a column for each meeting, a row for each person, under the party for which they were there.

use std::collections::BTreeMap;

use asof_core::Key;
use asof_core::kind::Basis;
use asof_projector::state::delegations::DelegationValue;
use asof_projector::state::meetings::MeetingValue;
use asof_projector::{Dated, StateRow, Value};
use asof_query::Picture;
use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::words::{clipped, text};
use super::{MARGIN, Plotted, Plotter, WIDTH};
use crate::text::counted;

const LEFT: i64 = 236;

/// How high a row is.
const LINE: i64 = 24;

/// How many meetings have a column: the last ones.
const COLUMNS: usize = 24;

/// The list of a party at a meeting.
#[derive(Clone, Copy)]
struct List<'a> {
    row: &'a StateRow,
    value: &'a DelegationValue,
}

/// A meeting with its lists: of a party the one of those who were seen, and the one announced.
struct Column<'a> {
    key: &'a Key,
    meeting: Option<&'a MeetingValue>,
    lists: Vec<List<'a>>,
}

/// How somebody stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seat {
    Observed,
    Announced,
    /// There is a list of their party, which is not complete and does not name them.
    NotListed,
    /// There is a complete list of their party without them.
    NotThere,
}

pub(super) fn plotted(
    plotter: &Plotter<'_>,
    delegations: &[StateRow],
    meetings: &[StateRow],
    parties: &[Key],
) -> Plotted {
    let title = Picture::Delegations.title();
    let all = columns(delegations, meetings);
    let groups = groups(&all, parties);
    let said = said(plotter, &all, &groups);
    let columns = &all[all.len().saturating_sub(COLUMNS)..];
    if columns.is_empty() {
        return Plotted { title, said, height: 0, body: html! {} };
    }
    let wide = ((WIDTH - MARGIN - LEFT) / columns.len() as i64).min(120);
    let x = |column: usize| LEFT + wide / 2 + wide * column as i64;
    let (mut y, mut drawn) = (56, Vec::new());
    for (party, people) in &groups {
        let height = LINE * (people.len() as i64 + 1) + 8;
        drawn.push(html! {
            rect class="lane" x=(MARGIN / 2) y=(y) width=(WIDTH - MARGIN) height=(height) {}
            (text(MARGIN, y + 18, "said", &clipped(plotter.name(party), 30)))
            @for (person, row) in people.iter().zip(1..) {
                (of_person(plotter, party, person, columns, y + LINE * row + 12, &x))
            }
            (unnamed(party, columns, y + 18, &x))
        });
        y += height + 8;
    }
    let (key, height) = key(plotter, columns, y + 16);
    let body = html! {
        @for place in 0..columns.len() { (head(plotter, columns, place, x(place))) }
        @for group in &drawn { (group) }
        (key)
    };
    Plotted { title, said, height: y + 16 + height, body }
}

/// Returns the meetings of which there is a list, in their order.
fn columns<'a>(delegations: &'a [StateRow], meetings: &'a [StateRow]) -> Vec<Column<'a>> {
    let mut lists: BTreeMap<&Key, Vec<List<'_>>> = BTreeMap::new();
    for row in delegations {
        let Value::Delegation(value) = &row.value else { continue };
        lists.entry(&value.meeting).or_default().push(List { row, value });
    }
    let meeting = |key: &Key| {
        let values = meetings.iter().filter_map(|row| match &row.value {
            Value::Meeting(meeting) => Some(&**meeting),
            _ => None,
        });
        values.into_iter().find(|meeting| meeting.key == *key)
    };
    let mut columns: Vec<Column<'_>> =
        lists.into_iter().map(|(key, lists)| Column { key, meeting: meeting(key), lists }).collect();
    columns.sort_by_key(|column| (column.latest().is_none(), column.latest()));
    columns
}

impl<'a> Column<'a> {
    /// Returns when the meeting was, or was last planned to be.
    fn dated(&self) -> Option<&'a Dated> {
        let meeting = self.meeting?;
        let planned = || meeting.planned.iter().rev().find_map(|plan| plan.planned_for.as_ref());
        meeting.occurred.as_ref().or_else(planned)
    }

    fn latest(&self) -> Option<DateTime<Utc>> {
        self.dated()?.bounds.latest
    }

    fn round(&self) -> Option<u32> {
        self.meeting?.round
    }

    /// Returns the lists of a party, what was seen before what was announced.
    fn of<'l>(&'l self, party: &Key) -> Vec<&'l List<'a>> {
        let mut lists: Vec<&List<'_>> = self.lists.iter().filter(|list| list.value.party == *party).collect();
        lists.sort_by_key(|list| list.value.basis != Basis::Observed);
        lists
    }

    /// Returns how somebody stands here, and by which list; `None` if their party has none.
    fn seat<'l>(&'l self, party: &Key, person: &Key) -> Option<(Seat, &'l List<'a>)> {
        let lists = self.of(party);
        let named = lists.iter().find(|list| list.value.people().any(|other| other == person));
        if let Some(list) = named {
            let seat = if list.value.basis == Basis::Observed { Seat::Observed } else { Seat::Announced };
            return Some((seat, list));
        }
        let first = lists.first()?;
        Some((if first.value.complete { Seat::NotThere } else { Seat::NotListed }, first))
    }
}

/// Returns the parties, those of the negotiation first, each with its people by when they came first.
fn groups<'a>(columns: &[Column<'a>], parties: &[Key]) -> Vec<(&'a Key, Vec<&'a Key>)> {
    let mut groups: Vec<(&Key, Vec<&Key>)> = Vec::new();
    for list in columns.iter().flat_map(|column| &column.lists) {
        let party = &list.value.party;
        let place = groups.iter().position(|(of, _)| *of == party).unwrap_or_else(|| {
            groups.push((party, Vec::new()));
            groups.len() - 1
        });
        for person in list.value.people() {
            if !groups[place].1.contains(&person) {
                groups[place].1.push(person);
            }
        }
    }
    groups.sort_by_key(|(party, _)| parties.iter().position(|own| own == *party).unwrap_or(parties.len()));
    groups
}

/// Returns in words who is drawn, and who came and went from round to round.
fn said(plotter: &Plotter<'_>, columns: &[Column<'_>], groups: &[(&Key, Vec<&Key>)]) -> Vec<String> {
    let people: usize = groups.iter().map(|(_, people)| people.len()).sum();
    let rounds = columns.iter().filter(|column| column.round().is_some()).count() as u64;
    let mut said = vec![format!(
        "{} of {} at {}, {} of them",
        counted(people as u64, "person"),
        counted(groups.len() as u64, "party"),
        counted(columns.len() as u64, "meeting"),
        counted(rounds, "round"),
    )];
    let undrawn = columns.len().saturating_sub(COLUMNS);
    said.extend((undrawn > 0).then(|| format!("Only the last {COLUMNS} have a column")));
    for column in columns {
        let Some(round) = column.round() else { continue };
        for list in column.lists.iter().filter(|list| list.value.basis == Basis::Observed) {
            let names =
                |people: &[Key]| people.iter().map(|key| plotter.name(key)).collect::<Vec<_>>().join(", ");
            let DelegationValue { joined, left, complete, party, .. } = list.value;
            let gone = if *complete { "left" } else { "no longer listed" };
            let told =
                [("joined", joined), (gone, left)].into_iter().filter(|(_, people)| !people.is_empty());
            let told: Vec<String> = told.map(|(word, people)| format!("{word}: {}", names(people))).collect();
            if !told.is_empty() {
                said.push(format!("Round {round}, {}, {}", plotter.name(party), told.join("; ")));
            }
        }
    }
    said
}

/// Returns the sign by which the list below names a meeting that is no round.
fn sign(columns: &[Column<'_>], place: usize) -> String {
    let before = columns[..place].iter().filter(|column| column.round().is_none()).count();
    let letter = u8::try_from(before).ok().and_then(|place| b'A'.checked_add(place)).map_or('?', char::from);
    letter.to_string()
}

fn head(plotter: &Plotter<'_>, columns: &[Column<'_>], place: usize, x: i64) -> Markup {
    let column = &columns[place];
    let (class, name) = match column.round() {
        Some(round) => ("said middle", format!("Round {round}")),
        None => ("middle", sign(columns, place)),
    };
    let zone = plotter.drawn.envelope.as_of.zone;
    let day = column.latest().map(|latest| zone.clock(latest - chrono::TimeDelta::microseconds(1)));
    html! {
        (text(x, 24, class, &name))
        @if let Some(day) = day {
            (text(x, 40, "middle small soft", &day.format("%-d %b").to_string()))
        }
    }
}

fn of_person(
    plotter: &Plotter<'_>,
    party: &Key,
    person: &Key,
    columns: &[Column<'_>],
    y: i64,
    x: &dyn Fn(usize) -> i64,
) -> Markup {
    let seats: Vec<(usize, Seat, &List<'_>)> = columns
        .iter()
        .enumerate()
        .filter_map(|(place, column)| column.seat(party, person).map(|(seat, list)| (place, seat, list)))
        .collect();
    // From round to round a line passes over the meetings between.
    let is_round = |place: usize| columns[place].round().is_some();
    let rounds: Vec<(usize, Seat, &List<'_>)> =
        seats.iter().copied().filter(|seat| is_round(seat.0)).collect();
    let is_on = |seat: Seat| matches!(seat, Seat::Observed | Seat::Announced);
    html! {
        (text(MARGIN, y + 4, "", &clipped(plotter.name(person), 30)))
        path class="grid" d={ "M" (LEFT) " " (y) "H" (WIDTH - MARGIN) } {}
        @for two in seats.windows(2).chain(rounds.windows(2)) {
            @if is_on(two[0].1) && is_on(two[1].1) {
                path class="link" d={ "M" (x(two[0].0)) " " (y) "H" (x(two[1].0)) } {}
            }
        }
        @for (place, seat, list) in &seats {
            (of_seat(plotter, person, *seat, list, x(*place), y))
        }
    }
}

fn of_seat(plotter: &Plotter<'_>, person: &Key, seat: Seat, list: &List<'_>, x: i64, y: i64) -> Markup {
    let is_head = list.value.head.as_ref() == Some(person);
    let joined = list.value.joined.contains(person);
    let left = list.value.left.contains(person);
    let shape = html! {
        @match seat {
            Seat::Observed => { circle class="mark full" cx=(x) cy=(y) r="6" {} }
            Seat::Announced => { circle class="mark empty" cx=(x) cy=(y) r="6" {} }
            Seat::NotListed => { circle class="guide empty" cx=(x) cy=(y) r="5" {} }
            Seat::NotThere => { path class="axis" d={ "M" (x - 4) " " (y - 4) "l8 8m0 -8l-8 8" } {} }
        }
        @if is_head { circle class="ink" cx=(x) cy=(y) r="9" {} }
        @if joined { (text(x + 11, y - 3, "said small halo", "+")) }
        @if left { (text(x + 11, y - 3, "said small halo", "−")) }
    };
    let word = match seat {
        Seat::Observed => "observed",
        Seat::Announced => "announced",
        Seat::NotListed => "not listed; the list is not complete",
        Seat::NotThere => "not on the complete list",
    };
    let head = if is_head { ", head" } else { "" };
    let change = if joined {
        ", joined"
    } else if left {
        ", on the list before"
    } else {
        ""
    };
    let tip = format!("{}, {}: {word}{head}{change}", plotter.name(person), list.value.meeting);
    match list.row.grounds.events.last() {
        Some(event) => plotter.of_event(list.row.process.as_ref(), event, &tip, &shape),
        None => shape,
    }
}

/// Returns how many the lists of a party tell of without a name.
fn unnamed(party: &Key, columns: &[Column<'_>], y: i64, x: &dyn Fn(usize) -> i64) -> Markup {
    html! {
        @for (column, place) in columns.iter().zip(0..) {
            @let unnamed = column.of(party).iter().map(|list| list.value.members.len() - list.value.people().count()).max();
            @if let Some(unnamed) = unnamed.filter(|unnamed| *unnamed > 0) {
                g {
                    title { (counted(unnamed as u64, "entry")) " without a name" }
                    (text(x(place), y, "middle small soft", &format!("{unnamed} unnamed")))
                }
            }
        }
    }
}

/// Returns what the signs mean, and which meetings the letters stand for; and how high that is.
fn key(plotter: &Plotter<'_>, columns: &[Column<'_>], top: i64) -> (Markup, i64) {
    const LINE: i64 = 20;
    let signs = [
        (html! { circle class="mark full" cx="8" cy="-4" r="6" {} }, "observed at the meeting"),
        (html! { circle class="mark empty" cx="8" cy="-4" r="6" {} }, "announced only"),
        (html! { circle class="ink" cx="8" cy="-4" r="9" {} }, "ring: head of the delegation"),
        (html! { circle class="guide" cx="8" cy="-4" r="5" {} }, "not listed; the list is not complete"),
        (html! { path class="axis" d="M4 -8l8 8m0 -8l-8 8" {} }, "not on a list that is complete"),
        (
            html! { (text(4, 0, "said", "+")) (text(14, 0, "said", "−")) },
            "joined, or no longer listed, since the round before",
        ),
    ];
    let meetings = columns.iter().enumerate().filter(|(_, column)| column.round().is_none());
    let meetings: Vec<Markup> = meetings
        .zip(0..)
        .map(|((place, column), row)| {
            let title = column.meeting.and_then(|meeting| meeting.title.as_ref());
            let title = title.map_or_else(|| column.key.to_string(), ToString::to_string);
            let line = html! {
                (text(WIDTH / 2, LINE * row, "said", &sign(columns, place)))
                (text(WIDTH / 2 + 22, LINE * row, "small", &clipped(&title, 52)))
            };
            let event = column
                .lists
                .first()
                .and_then(|list| Some((&list.row.process, list.row.grounds.events.last()?)));
            match event {
                Some((process, event)) => plotter.of_event(process.as_ref(), event, &title, &line),
                None => line,
            }
        })
        .collect();
    let height = LINE * signs.len().max(meetings.len()) as i64;
    let drawn = html! {
        g transform={ "translate(0 " (top + 8) ")" } {
            @for ((sign, words), row) in signs.iter().zip(0..) {
                g transform={ "translate(" (MARGIN) " " (LINE * row) ")" } { (sign) (text(28, 0, "small", words)) }
            }
            @for meeting in &meetings { (meeting) }
        }
    };
    (drawn, height)
}

#[cfg(test)]
mod tests {
    use asof_query::Picture;

    use super::super::plot;
    use super::super::tests::{RECORD, drawn_at, sound};

    #[test]
    fn who_is_on_no_list_that_is_complete_is_not_listed_and_never_absent() {
        let drawn = drawn_at(&RECORD, Some("istanbul-2025"), Picture::Delegations, "last", false);
        let told = sound(&plot(&drawn, None, true));
        let tip = |text: &str| {
            told.iter().find(|element| element.text.starts_with(text)).map(|found| found.text.as_str())
        };
        let not_listed = "not listed; the list is not complete";
        assert_eq!(
            tip("Igor Kostyukov, r3-trilateral"),
            Some(format!("Igor Kostyukov, r3-trilateral: {not_listed}, on the list before").as_str())
        );
        assert_eq!(
            tip("Andriy Yermak, r3-trilateral"),
            Some("Andriy Yermak, r3-trilateral: observed, joined")
        );
        assert_eq!(
            tip("Rustem Umerov, leaders-15-may"),
            Some("Rustem Umerov, leaders-15-may: announced, head")
        );
        // The one complete list names all of its party.
        assert!(!told.iter().any(|element| element.text.contains("not on the complete list")));
        assert!(told.iter().any(|element| element.has_class("empty") && element.has_class("mark")));
    }
}
