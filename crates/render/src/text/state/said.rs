//! What was wanted, claimed and said, and where accounts differ.

use asof_query::lines_in_words;

use crate::text::dates::date;
use crate::text::fields::Fields;
use crate::text::numbers::quantity;
use crate::text::page::{Item, code, listed};
use crate::text::view::{View, capitalised, evidence, first_and_count, plain};

pub(crate) fn position_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let issue = view.named(row, "issue").unwrap_or("an issue not stated");
    let party = view.named(row, "party").unwrap_or("a party");
    Item::new(format!("On {issue}, {party}, {}", stance_in_short(view, row)))
}

/// Returns what a party wants, without naming the party or the issue: how firmly, by whose word, on what condition.
pub(super) fn stance_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let mut text = match row.text("stance") {
        Some(stance) => format!(
            "{}{}: {stance}{}{}",
            row.text("force").unwrap_or("stance"),
            voice(view, row),
            view.otherwise(row),
            ended(row)
        ),
        None => {
            let by = row.rows("reported").into_iter().map(|said| {
                let by = view.claimants_of(said);
                format!("reported by {by}: {}", said.text("status").unwrap_or("not stated"))
            });
            ["no word of its own".to_owned()].into_iter().chain(by).collect::<Vec<_>>().join("; ")
        }
    };
    if let Some(condition) = row.text("condition") {
        text.push_str(&format!(", on condition: {condition}"));
    }
    format!("{text}{} {}", view.doubts(row), evidence(row))
}

/// Returns how, when and by which event a position ended.
fn ended(row: Fields<'_>) -> String {
    let Some(how) = row.text("ended") else { return String::new() };
    let on = date(row, "ended_on").map_or(String::new(), |on| format!(" {on}"));
    let by = row.text("ended_by").map_or(String::new(), |by| format!(", by {}", code(by)));
    format!("; {how}{on}{by}")
}

/// Returns in whose voice a party speaks: only a side's own word or the source's moves a stance, and the party's
/// needs no second name.
fn voice<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let claimants: Vec<&str> = row.texts("attributed_to").into_iter().filter(|by| *by != "source").collect();
    let is_own = Some(claimants.as_slice()) == row.text("party").as_ref().map(std::slice::from_ref);
    if claimants.is_empty() || is_own {
        return String::new();
    }
    format!(" ({})", view.claimants(&claimants))
}

pub(crate) fn position<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = stance(view, row);
    let issue = view.named(row, "issue").unwrap_or("an issue not stated");
    item.text = format!("On {issue}, {}", item.text);
    item
}

/// Returns a party's position without naming the issue.
pub(crate) fn stance<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let party = view.named(row, "party").unwrap_or("a party");
    wanted(view, row, party)
}

/// Returns what a party wants, with since when, behind its name, if it is to be named.
pub(super) fn wanted<'a>(view: &View<'a>, row: Fields<'a>, party: &str) -> Item {
    let by = voice(view, row);
    let force = row.text("force").unwrap_or("stance");
    let mut text = match (row.text("stance"), party) {
        (Some(stance), "") => format!("{force}{by}: {stance}{}", view.otherwise(row)),
        (Some(stance), party) => format!("{party}{by}, {force}: {stance}{}", view.otherwise(row)),
        (None, "") => "no word of its own".to_owned(),
        (None, party) => format!("{party}: no word of its own"),
    };
    if let Some(condition) = row.text("condition") {
        text.push_str(&format!(", on condition: {condition}"));
    }
    if let Some(since) = date(row, "since") {
        text.push_str(&format!("; since {since}"));
        let said = date(row, "said").filter(|said| *said != since);
        text.push_str(&said.map_or(String::new(), |said| format!(", worded so {said}")));
    }
    text.push_str(&ended(row));
    view.marked(row, text)
}

pub(crate) fn statement<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let text = told(view, row);
    let mut item = if is_own(row) { view.marked(row, text) } else { view.item(row, text) };
    let place = [row.text("medium").map(str::to_owned), view.placed(row, "place")];
    let place: Vec<String> = place.into_iter().flatten().collect();
    if !place.is_empty() {
        item.note(place.join(", "));
    }
    about(row, &mut item);
    item
}

pub(crate) fn statement_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let text = told(view, row);
    if is_own(row) { view.briefly(row, &text) } else { view.brief(row, text) }
}

/// Returns whether a statement is told by its speaker, whose word needs no second name.
fn is_own(row: Fields<'_>) -> bool {
    let own = row.text("speaker").or(row.text("on_behalf_of"));
    own.is_none_or(|own| row.texts("attributed_to") == [own])
}

/// Returns a statement: when, by whom, as what, and its gist.
fn told<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let when = date(row, "occurred").unwrap_or_else(|| "Date not stated".to_owned());
    let gist = row.text("gist").unwrap_or_default();
    let speaker = view.named(row, "speaker").map(str::to_owned);
    let speaker = speaker.or_else(|| view.named(row, "on_behalf_of").map(str::to_owned));
    let speaker = speaker.unwrap_or_else(|| view.claimants_of(row));
    let act = match row.text("act") {
        Some("statement") | None => String::new(),
        Some(act) => format!(" ({})", plain(act)),
    };
    format!("{}, {speaker}{act}: {gist}", capitalised(&when))
}

pub(crate) fn claim<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut text = claimed(view, row);
    let count = row.row("quantity");
    if count.is_there() {
        text.push_str(&format!(" ({})", quantity(count)));
    }
    let mut item = view.marked(row, text);
    if let Some(list) = view.named(row, "list_of") {
        item.note(format!("list of {list}"));
    }
    about(row, &mut item);
    item
}

pub(crate) fn claim_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    view.briefly(row, &claimed(view, row))
}

/// Returns a claim: of when it is, by whom, and what it says.
fn claimed<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let by = view.claimants_of(row);
    let of = date(row, "occurred").map_or(by.clone(), |date| format!("{date}, {by}"));
    format!("{}: {}", capitalised(&of), row.text("says").unwrap_or_default())
}

pub(super) fn about(row: Fields<'_>, item: &mut Item) {
    let about = row.texts("about");
    if !about.is_empty() {
        item.note(format!("about {}", listed(&about)));
    }
}

pub(crate) fn discrepancy<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let mut item = view.item(row, format!("About {}{}", listed(&row.texts("about")), followed(row)));
    item.below.extend(row.rows("between").into_iter().map(reading));
    item
}

pub(crate) fn discrepancy_in_short<'a>(view: &View<'a>, row: Fields<'a>) -> Item {
    let about = first_and_count(&row.texts("about"));
    view.brief(row, format!("Accounts of {about} differ{}", followed(row)))
}

fn followed(row: Fields<'_>) -> String {
    row.text("followed").map_or(String::new(), |followed| format!("; followed: {followed}"))
}

pub(crate) fn reading(row: Fields<'_>) -> String {
    let place = match (row.text("event"), row.text("lines")) {
        (Some(event), Some(numbers)) => format!("{event}, {}", lines_in_words(numbers)),
        (Some(event), None) => event.to_owned(),
        (None, Some(numbers)) => lines_in_words(numbers),
        (None, None) => "elsewhere".to_owned(),
    };
    format!("- {place}: {}", row.text("says").unwrap_or_default())
}
