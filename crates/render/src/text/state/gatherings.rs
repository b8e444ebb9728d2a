//! The process, its rounds and its meetings: what was planned by whom, then what was.

use super::lateness::unheard;
use crate::text::dates::date;
use crate::text::fields::Fields;
use crate::text::numbers::{counted, duration};
use crate::text::page::{Item, bracketed};
use crate::text::view::{DISPUTED, View, capitalised, evidence, evidence_of, plain};

pub(crate) fn process<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.item(row, phase(view, row))
}

fn phase<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let phase = view.standing(row, "phase").map_or("Not stated".to_owned(), |phase| capitalised(&phase));
    let since = date(row, "since").map_or(String::new(), |since| format!(" {since}"));
    let reason = row.text("reason").map_or(String::new(), |reason| format!(", because of: {reason}"));
    format!("{phase}{since}{reason}")
}

pub(crate) fn round<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = round_in_short(view, row);
    view.mark(row, &mut item);
    let came = row.rows("came").into_iter().map(|list| came(view, list));
    item.below.splice(0..0, came);
    item
}

/// Returns a round: when, how long, how many days after the one before, where.
pub(crate) fn round_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let number = row.number("number").unwrap_or_default();
    let when = date(row, "start").or_else(|| date(row, "occurred"));
    let mut parts = vec![when.unwrap_or_else(|| "date not stated".to_owned())];
    parts.push(match duration(row, "duration") {
        Some(duration) => format!("for {duration}"),
        None => "how long is not stated".to_owned(),
    });
    if let Some(days) = row.number("days_since_previous") {
        parts.push(format!("{} after the round before", counted(days, "day")));
    }
    parts.push(view.placed(row, "venue").unwrap_or_else(|| "venue not stated".to_owned()));
    let meeting = row.text("meeting").unwrap_or_default();
    let told_by = view.told_by(row).map_or(String::new(), |by| format!(", {by}"));
    Item::new(format!("Round {number} ({meeting}): {}{told_by}", parts.join("; "))).on(row.texts("events"))
}

/// Returns who of a party was seen at a round.
fn came<'a>(view: &View<'a>, list: Fields<'a>) -> String {
    let party = view.named(list, "party").unwrap_or("a party");
    let role = list.text("role").filter(|role| *role != "party");
    let extent = (!list.flag("complete")).then_some("partial list");
    let aside: Vec<String> = role.map(plain).into_iter().chain(extent.map(str::to_owned)).collect();
    let aside = if aside.is_empty() { String::new() } else { format!(" ({})", aside.join(", ")) };
    let head = list.text("head");
    let named = list.texts("people").into_iter().map(|person| {
        let name = view.name(person);
        if Some(person) == head { format!("{name} (head)") } else { name.to_owned() }
    });
    let people: Vec<String> = named.chain(list.texts("unnamed").into_iter().map(str::to_owned)).collect();
    let people = if people.is_empty() { "nobody named".to_owned() } else { people.join(", ") };
    format!("{party}{aside}: {people}")
}

/// Returns how the process stands, since when, by which event.
pub(super) fn status_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let told_by = view.told_by(row).map_or(String::new(), |by| format!(", {by}"));
    format!("{}{told_by}{} {}", phase(view, row), view.doubts(row), evidence(row))
}

/// Returns the meeting that was held last: when, which, by which event.
pub(super) fn last_met<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let key = row.text("key").unwrap_or_default();
    let day = date(row, "occurred").unwrap_or_else(|| "at a date not stated".to_owned());
    let which = match row.number("round") {
        Some(round) => format!("last meeting round {round}"),
        None => format!("last meeting {key}"),
    };
    format!("{which}, {day}{} {}", view.otherwise(row), evidence(row))
}

/// Returns a meeting in a sentence that begins with its date or, if it was not held, with that.
pub(crate) fn meeting_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let key = row.text("key").unwrap_or_default();
    let aside = match row.number("round") {
        Some(round) => format!("round {round}, {key}"),
        None => key.to_owned(),
    };
    let name = format!("{} ({aside})", row.text("title").unwrap_or("a meeting"));
    match row.text("status").unwrap_or_default() {
        "held" => {
            let mut parts = vec![format!("{}{}: {name}", capitalised(&held_on(row)), view.otherwise(row))];
            parts.extend(view.placed(row, "venue"));
            parts.extend(duration(row, "duration").map(|duration| format!("for {duration}")));
            view.brief(row, parts.join(", "))
        }
        "not-held" => {
            let reason = row.text("reason").map_or(String::new(), |reason| format!(", because {reason}"));
            let instead = row.text("became").map_or(String::new(), |instead| format!("; instead {instead}"));
            view.brief(row, format!("Not held{}: {name}{reason}{instead}", view.otherwise(row)))
        }
        "proposed" | "scheduled" => {
            let (mut plan, event) = plan_in_short(view, row);
            plan.push_str(&unheard(row).map_or(String::new(), |unheard| format!("; {unheard}")));
            let evidence = evidence_of(row, event);
            Item::new(format!("{}: {name}{} {evidence}", capitalised(&plan), view.doubts(row)))
        }
        _ => {
            let reason = row.text("reason").map_or(String::new(), |reason| format!(", because {reason}"));
            view.brief(row, format!("{}: {name}{reason}", capitalised(&status(view, row))))
        }
    }
}

/// Returns how a meeting stands.
fn status<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    view.standing(row, "status").unwrap_or_default()
}

fn held_on(row: Fields<'_>) -> String {
    date(row, "start").or_else(|| date(row, "occurred")).unwrap_or_else(|| "held, date not stated".to_owned())
}

/// Returns the last plan with a date: for when, where, by whose word, whether it is the only one, and its event.
fn plan_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> (String, Option<&'a str>) {
    let status = status(view, row);
    let plans = row.rows("planned");
    let Some(last) = plans.iter().rev().find(|plan| plan.text("planned_for").is_some()).or(plans.last())
    else {
        return (status, None);
    };
    let mut parts = vec![match date(*last, "planned_for") {
        Some(date) => format!("{status} for {date}"),
        None => format!("{status}, for when is not stated"),
    }];
    parts.extend(view.placed(*last, "venue"));
    parts.extend(view.told_by(*last));
    if plans.len() > 1 {
        parts.push(format!("the last of {}", counted(plans.len() as u64, "plan")));
    }
    (parts.join(", "), last.texts("events").first().copied())
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
    let what = match row.text("status").unwrap_or_default() {
        "held" => held(view, row),
        "not-held" => not_held(view, row),
        _ => with_reason(status(view, row), row),
    };
    // Each plan names its claimant itself.
    let unheard = unheard(row).map_or(String::new(), |unheard| format!("; {unheard}"));
    let text = format!("{head}: {what}{unheard}");
    let is_planned = matches!(row.text("status"), Some("proposed" | "scheduled"));
    let mut item = if is_planned { view.marked(row, text) } else { view.item(row, text) };
    let setting = setting(view, row);
    item.below.splice(0..0, Some(setting).filter(|setting| !setting.is_empty()));
    for plan in row.rows("planned") {
        item.note(planned(view, plan));
    }
    let subjects = row.texts("discussed");
    if !subjects.is_empty() {
        item.note(format!("discussed: {}", view.names(&subjects)));
    }
    // What was planned and discussed is read before where accounts of it differ.
    item.below.sort_by_key(|line| line.starts_with(DISPUTED));
    item
}

fn held<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let mut text = match date(row, "start").or_else(|| date(row, "occurred")) {
        Some(start) => format!("held{} {start}", view.otherwise(row)),
        None => format!("held{}, date not stated", view.otherwise(row)),
    };
    if let Some(duration) = duration(row, "duration") {
        text.push_str(&format!(", for {duration}"));
    }
    if let Some(venue) = view.placed(row, "venue") {
        text.push_str(&format!(", {venue}"));
    }
    text
}

fn not_held<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let text = with_reason(status(view, row), row);
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
    if let Some(chair) = view.named(row, "chair") {
        parts.push(format!("chaired by {chair}"));
    }
    parts.join("; ")
}

/// Returns one plan for a meeting: by whom, for when, where, about what.
pub(crate) fn planned<'a>(view: &View<'a>, plan: Fields<'a>) -> String {
    let by = view.claimants_of(plan);
    let planned_for = date(plan, "planned_for").unwrap_or_else(|| "a date not stated".to_owned());
    let what = if plan.text("status") == Some("proposed") { "proposal" } else { "plan" };
    let mut text = format!("{what}, told by {by}: {planned_for}");
    if let Some(venue) = view.placed(plan, "venue") {
        text.push_str(&format!(", {venue}"));
    }
    let agenda = plan.texts("agenda");
    if !agenda.is_empty() {
        text.push_str(&format!(", about {}", view.names(&agenda)));
    }
    format!("{text} {}", bracketed(&plan.texts("events")))
}
