//! The process, its rounds and its gatherings: what was planned by whom, then what was.

use crate::render::text::dates::date;
use crate::render::text::fields::Fields;
use crate::render::text::numbers::duration;
use crate::render::text::page::{Item, bracketed};
use crate::render::text::view::{Detail, View, capitalised, plain};

pub(crate) fn status<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let phase = capitalised(row.text("phase").unwrap_or("not stated"));
    let since = date(row, "since").map_or(String::new(), |since| format!(" {since}"));
    view.item(row, format!("{phase}{since}"))
}

pub(crate) fn round<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let number = row.number("number").unwrap_or_default();
    let occurred = date(row, "occurred").unwrap_or_else(|| "date not stated".to_owned());
    let meeting = row.text("meeting").unwrap_or_default();
    view.item(row, format!("Round {number}: {occurred}, {meeting}"))
}

pub(crate) fn meeting<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let key = row.text("key").unwrap_or_default();
    let mut head = match row.text("title") {
        Some(title) => format!("{key}: {title}"),
        None => key.to_owned(),
    };
    if let Some(round) = row.number("round") {
        head.push_str(&format!(" (round {round})"));
    }
    let status = row.text("status").unwrap_or_default();
    let what = match status {
        "held" => held(view, row),
        "not-held" => not_held(row),
        status => with_reason(plain(status), row),
    };
    // Each plan names its claimant itself.
    let text = format!("{head}: {what}");
    let is_planned = matches!(status, "proposed" | "scheduled");
    let mut item = if is_planned { view.marked(row, text) } else { view.item(row, text) };
    // Of what was held, an overview trusts the title to say who met.
    if view.detail == Detail::Full || status != "held" {
        let setting = setting(view, row);
        item.below.splice(0..0, Some(setting).filter(|setting| !setting.is_empty()));
    }
    if view.detail == Detail::Full || status != "held" {
        for plan in row.rows("planned") {
            item.note(planned(view, plan));
        }
    }
    if view.detail == Detail::Full {
        let subjects = row.texts("discussed");
        if !subjects.is_empty() {
            item.note(format!("discussed: {}", view.names(&subjects)));
        }
    }
    item
}

fn held<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let mut text = match date(row, "start").or_else(|| date(row, "occurred")) {
        Some(start) => format!("held {start}"),
        None => "held, date not stated".to_owned(),
    };
    if let Some(duration) = duration(row, "duration") {
        text.push_str(&format!(", for {duration}"));
    }
    if let Some(venue) = view.named(row, "venue") {
        text.push_str(&format!(", {venue}"));
    }
    text
}

fn not_held(row: Fields<'_>) -> String {
    let text = with_reason("not held".to_owned(), row);
    match row.text("became") {
        Some(instead) => format!("{text}; instead {instead}"),
        None => text,
    }
}

fn with_reason(text: String, row: Fields<'_>) -> String {
    match row.text("reason") {
        Some(reason) => format!("{text} ({reason})"),
        None => text,
    }
}

/// Returns who meets, on which level, and who hosts.
fn setting<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let mut parts = Vec::new();
    let parties = row.texts("parties");
    if !parties.is_empty() {
        parts.push(format!("parties: {}", view.names(&parties)));
    }
    if let Some(level) = row.text("level") {
        parts.push(format!("level: {level}"));
    }
    if view.detail == Detail::Full {
        if let Some(format) = row.text("format") {
            parts.push(plain(format));
        }
        let mediators = row.texts("mediators");
        if !mediators.is_empty() {
            parts.push(format!("mediated by {}", view.names(&mediators)));
        }
        if let Some(host) = view.named(row, "host") {
            parts.push(format!("host {host}"));
        }
    }
    if let Some(chair) = view.named(row, "chair") {
        parts.push(format!("chaired by {chair}"));
    }
    parts.join("; ")
}

/// Returns one plan for a gathering: by whom, for when, where, about what.
pub(crate) fn planned<'a>(view: &View<'a>, plan: Fields<'a>) -> String {
    let by = view.claimants(&plan.texts("attributed_to"));
    let planned_for = date(plan, "planned_for").unwrap_or_else(|| "a date not stated".to_owned());
    let mut text = format!("plan, as told by {by}: {planned_for}");
    if let Some(venue) = view.named(plan, "venue") {
        text.push_str(&format!(", {venue}"));
    }
    let agenda = plan.texts("agenda");
    if !agenda.is_empty() {
        text.push_str(&format!(", about {}", view.names(&agenda)));
    }
    format!("{text} {}", bracketed(&plan.texts("events")))
}
