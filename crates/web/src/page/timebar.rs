//! The moment of a page: the days to drag along, the date to change, and by what was known it is asked.

use asof_core::unseen::spelt_out;
use asof_query::rows::{MeetingDays, Stop, Stops};
use asof_query::{ResolvedQuery, stops};
use chrono::NaiveDate;
use maud::{Markup, html};

use super::Surroundings;
use crate::asked::{Asked, ON, THEN, View};
use crate::links::PageLinks;

/// Returns what leads to the same page at other moments.
pub(super) fn timebar(around: Surroundings<'_>, links: &PageLinks<'_>, resolved: &ResolvedQuery) -> Markup {
    let stops = stops(around.log, resolved);
    let day = resolved.day().or(stops.last);
    let track = stops.first.zip(stops.last).map(|(first, last)| Track { first, last, stops: &stops });
    let along = html! {
        @if let Some(day) = day { (steps(links, &stops, day)) }
        @if let Some((track, day)) = track.zip(day) { (track.slider(day)) (track.marks()) }
    };
    match around.place.is_still() {
        true => in_files(links, &stops, day, &along),
        false => form(links, &stops, day, &along),
    }
}

/// Returns the form that asks a server.
fn form(links: &PageLinks<'_>, stops: &Stops, day: Option<NaiveDate>, along: &Markup) -> Markup {
    let asked = links.asked;
    let Some(action) = links.place.url(&asked.bare()) else { return html! {} };
    let known = asked.get("known").filter(|_| !asked.is_by_then());
    html! {
        form id="time" action=(action) aria-label="Day and knowledge" autocomplete="off" data-day=[day] data-first=[stops.first] {
            @for (name, value) in asked.kept(&["at", "known"]) { input type="hidden" name=(name) value=(value); }
            label { "Day " input type="date" name="at" value=[day]; }
            fieldset {
                legend { "Shown" }
                (choice("", WITH_HINDSIGHT, known.is_none() && !asked.is_by_then()))
                (choice(THEN, BY_THEN, asked.is_by_then()))
                span {
                    (choice(ON, "as known on", known.is_some()))
                    input type="date" name="known-on" aria-label="Known by the end of" value=[known];
                }
            }
            button { "Show" }
            (along)
        }
    }
}

/// The two ways in which a moment is shown.
const WITH_HINDSIGHT: &str = "with what we know now";
const BY_THEN: &str = "as they knew it then";

/// Returns links to the pages of all days, and to the other way of showing this one.
fn in_files(links: &PageLinks<'_>, stops: &Stops, day: Option<NaiveDate>, along: &Markup) -> Markup {
    let asked = links.asked;
    let is_by_then = asked.is_by_then();
    let with_hindsight = links.place.url(&asked.clone().without("known"));
    let by_then = links.place.url(&asked.clone().with("known", THEN));
    html! {
        section id="time" aria-label="Day and knowledge" data-first=[stops.first] {
            p {
                "Shown "
                @for (is_shown, url, words) in [(!is_by_then, with_hindsight, WITH_HINDSIGHT), (is_by_then, by_then, BY_THEN)] {
                    @match url.filter(|_| !is_shown) {
                        Some(url) => a href=(url) { (words) },
                        None if is_shown => strong { (words) },
                        None => {}
                    }
                    " "
                }
            }
            (along)
            details {
                summary { "All days on which something changes" }
                ul class="days" { @for stop in &stops.stops {
                    @if let Some(url) = links.place.url(&on(asked, stop.day)) {
                        li { a href=(url) data-page=(stop.day) aria-current=[(day == Some(stop.day)).then_some("page")] {
                            (stop.day.format("%-d %b %Y"))
                        } }
                    }
                } }
            }
        }
    }
}

fn choice(value: &str, words: &str, is_chosen: bool) -> Markup {
    html! { label { input type="radio" name="known" value=(value) checked[is_chosen]; " " (words) } " " }
}

/// Returns the links to the days before and after: those on which something changes, and those of rounds.
fn steps(links: &PageLinks<'_>, stops: &Stops, day: NaiveDate) -> Markup {
    let is_by_then = links.asked.get("known").is_some();
    let counts = |stop: &&Stop| stop.by_world || stop.by_deadline || (is_by_then && stop.by_knowledge);
    let events: Vec<NaiveDate> = stops.stops.iter().filter(counts).map(|stop| stop.day).collect();
    let rounds = stops.rounds_held();
    html! {
        p id="steps" {
            (step(links, before(&events, day), ",", "prev", "‹ before"))
            (step(links, after(&events, day), ".", "next", "next ›"))
            (step(links, before(&rounds, day), "[", "", "« round"))
            (step(links, after(&rounds, day), "]", "", "round »"))
            @if let Some(url) = before(&rounds, day).and_then(|round| links.place.url(&changed(links.asked, round, day))) {
                a href=(url) { "what changed since the round before" }
            }
        }
    }
}

fn before(days: &[NaiveDate], day: NaiveDate) -> Option<NaiveDate> {
    days.iter().copied().rev().find(|other| *other < day)
}

fn after(days: &[NaiveDate], day: NaiveDate) -> Option<NaiveDate> {
    days.iter().copied().find(|other| *other > day)
}

fn step(links: &PageLinks<'_>, day: Option<NaiveDate>, key: &str, rel: &str, words: &str) -> Markup {
    let url = day.and_then(|day| links.place.url(&on(links.asked, day)));
    html! {
        @if let Some((day, url)) = day.zip(url) {
            a href=(url) data-key=(key) rel=[(!rel.is_empty()).then_some(rel)] {
                (words) " " span class="aside" { (day.format("%-d %b %Y")) }
            }
        }
    }
}

/// Returns the same page of another day, known by then if this one is.
fn on(asked: &Asked, day: NaiveDate) -> Asked {
    let other = asked.clone().with("at", day.to_string());
    if asked.is_by_then() { other.with("known", day.to_string()) } else { other }
}

/// Returns what changed between two days, by what is known of them now.
fn changed(asked: &Asked, from: NaiveDate, to: NaiveDate) -> Asked {
    let diff = asked.keeping(View::Diff, "process");
    diff.with("from", from.to_string()).with("to", to.to_string())
}

/// The days of a process beside each other.
struct Track<'a> {
    first: NaiveDate,
    last: NaiveDate,
    stops: &'a Stops,
}

impl Track<'_> {
    /// Returns how many days after the first a day is.
    fn place(&self, day: NaiveDate) -> i64 {
        (day - self.first).num_days()
    }

    fn length(&self) -> i64 {
        self.place(self.last).max(1)
    }

    /// Writes the slider, which a script shows: alone it would do nothing.
    fn slider(&self, day: NaiveDate) -> Markup {
        let place = self.place(day).clamp(0, self.length());
        html! {
            div class="track" {
                output id="day" for="slide" {}
                input id="slide" type="range" min="0" max=(self.length()) value=(place) aria-label="Move to a day" hidden;
            }
        }
    }

    /// Writes what happened on the days below the slider. The links and the page itself say the same in words.
    fn marks(&self) -> Markup {
        let ticks = |counts: fn(&Stop) -> bool, line: &str| {
            let days = self.stops.stops.iter().filter(|stop| counts(stop));
            days.map(|stop| format!("M{} {line}", self.place(stop.day))).collect::<String>()
        };
        let view = format!("-.01 0 {} 12", self.length());
        html! {
            div class="track" aria-hidden="true" {
                svg {
                    svg viewBox=(view) preserveAspectRatio="none" width="100%" height="12" {
                        path class="ticks" d=(ticks(|stop| stop.by_world, "0v5")) {}
                        path class="ticks public" d=(ticks(|stop| stop.by_knowledge, "7v5")) {}
                    }
                    @for meeting in &self.stops.meetings {
                        @if let Some(day) = meeting.day_until { (self.meeting(meeting, day)) }
                    }
                }
                small { "Above: happened. Below: made public. ◆ met, with the number of the round. ◇ planned." }
            }
        }
    }

    /// Writes a meeting as a diamond: solid if it was held, hollow if it was planned.
    fn meeting(&self, meeting: &MeetingDays, day: NaiveDate) -> Markup {
        // In thousandths of the width.
        let place = (self.place(day) * 1000 / self.length()).clamp(0, 1000);
        let across = format!("{}.{}%", place / 10, place % 10);
        let name = if meeting.is_held { "held" } else { "planned" };
        html! {
            svg x=(across) y="16" overflow="visible" {
                title { (spelt_out(meeting.meeting.as_str())) ", " (name) " " (day) }
                path class=(name) d="M0 0l5 5-5 5-5-5z" {}
                @if let Some(number) = meeting.number.filter(|_| meeting.is_held) { text x="8" y="9" { (number) } }
            }
        }
    }
}
