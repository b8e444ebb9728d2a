//! `compare`: meetings, or a plan and its outcome, a column each.

use asof_query::COMPARED;
use serde_json::Value;

use super::dates;
use super::fields::Fields;
use super::head;
use super::page::{Column, Item, Page, Share, Table, bracketed, code};
use super::values::{label, words};
use super::view::{View, capitalised, joined, plain};

/// How wide the column of labels is.
const LABELS: usize = 10;

/// Returns two meetings beside each other.
pub(crate) fn page(view: &View<'_>, width: usize) -> Page {
    let document = view.document;
    let (a, b) = (document.row("a"), document.row("b"));
    let further = document.rows("further");
    let sides: Vec<Fields<'_>> = [a, b].into_iter().chain(further.iter().map(|pair| pair.row("b"))).collect();
    let zone = view.zone.or_else(|| sides.iter().find_map(|side| dates::offset(*side)));
    let view = &view.in_zone(zone);
    let mut page = Page::new(width);
    head::answered(&mut page, view);
    page.blank();
    for side in sides.iter().copied() {
        let title = side.text("title").or(side.text("meeting")).unwrap_or_default();
        let told = view.told_by(side).map_or(String::new(), |told| format!(", {told}"));
        let events = side.texts("events");
        let on = if is_undecided(side) {
            "; nothing on record yet".to_owned()
        } else {
            format!(" {}", bracketed(&events))
        };
        let reason = side.text("reason").map_or(String::new(), |reason| format!("; {reason}"));
        let became = side.text("became").map_or(String::new(), |key| format!("; instead {}", code(key)));
        page.line(0, &format!("{}: {title}{reason}{became}{told}{on}", capitalised(&side_name(side))));
    }
    page.blank();
    if further.is_empty() {
        let mut table = Table::new([
            Column::new(" ", Share::Fixed(LABELS)),
            Column::new(side_name(a), Share::Rest),
            Column::new(side_name(b), Share::Rest),
        ]);
        document.rows("fields").into_iter().for_each(|row| field(view, &mut table, row));
        page.table(0, table);
    } else {
        page.table(0, beside_each_other(view, &sides));
    }
    let pairs: Vec<Fields<'_>> = std::iter::once(document).chain(further).collect();
    for pair in &pairs {
        let of = if pairs.len() < 2 {
            String::new()
        } else {
            let meeting = |side: &str| code(pair.row(side).text("meeting").unwrap_or_default());
            format!("{}, then {}", meeting("a"), meeting("b"))
        };
        parties(&mut page, view, *pair, &of);
        attendance(&mut page, view, *pair, &of);
    }
    page
}

/// Returns a table of more than two meetings, a column each, a row a field that any of them states.
fn beside_each_other<'a>(view: &View<'a>, sides: &[Fields<'a>]) -> Table {
    let columns = sides.iter().map(|side| Column::new(side_name(*side), Share::Rest));
    let mut table = Table::new(std::iter::once(Column::new(" ", Share::Fixed(LABELS))).chain(columns));
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    for name in COMPARED.iter().map(|field| field.name()) {
        if sides.iter().all(|side| is_empty(side.value(name))) {
            continue;
        }
        let said = |side: &Fields<'a>| match side.value(name) {
            value if is_empty(value) => vec!["not stated".to_owned()],
            value => vec![words(view, contract_field(name), value)],
        };
        table.row(std::iter::once(vec![field_name(view, name)]).chain(sides.iter().map(said)).collect());
    }
    table
}

/// Returns a side as `plan of r2-trilateral`.
fn side_name(side: Fields<'_>) -> String {
    let aspect = match side.text("aspect") {
        Some("plan") => "plan of",
        _ => "outcome of",
    };
    format!("{aspect} {}", side.text("meeting").unwrap_or_default())
}

/// Returns whether a side is the outcome of what was not held, or not yet: it had no date, place or company.
fn is_of_nothing(side: Fields<'_>) -> bool {
    side.text("aspect") == Some("outcome") && side.text("status") != Some("held")
}

/// Returns whether a side is the outcome of what only plans tell of.
fn is_undecided(side: Fields<'_>) -> bool {
    side.text("aspect") == Some("outcome") && matches!(side.text("status"), Some("proposed" | "scheduled"))
}

fn field<'a>(view: &View<'a>, table: &mut Table, row: Fields<'a>) {
    let name = row.text("field").unwrap_or_default();
    let is_of_nothing = |side: &str| name != "status" && is_of_nothing(view.document.row(side));
    let is_undecided = |side: &str| name == "status" && is_undecided(view.document.row(side));
    let said = |side: &str| {
        let value = row.value(side);
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if is_of_nothing(side) {
            "—".to_owned()
        } else if is_undecided(side) {
            "no outcome on record".to_owned()
        } else if is_empty {
            "not stated".to_owned()
        } else {
            words(view, contract_field(name), value)
        }
    };
    let verdict = match row.text("verdict") {
        _ if ["a", "b"].into_iter().any(|side| is_of_nothing(side) || is_undecided(side)) => None,
        Some("same") => Some("the same".to_owned()),
        Some("agrees") => Some("agrees with it".to_owned()),
        _ => None,
    };
    let second = match verdict {
        Some(verdict) if row.text("verdict") == Some("same") => verdict,
        Some(verdict) => format!("{} ({verdict})", said("b")),
        None => said("b"),
    };
    table.row(vec![vec![field_name(view, name)], vec![said("a")], vec![second]]);
}

/// Returns the name of a field: the agenda of what was is what was discussed there.
fn field_name(view: &View<'_>, name: &str) -> String {
    let is_plan = |side: &str| view.document.row(side).text("aspect") == Some("plan");
    match (name, is_plan("a"), is_plan("b")) {
        ("agenda", false, false) => "discussed".to_owned(),
        ("agenda", true, false) | ("agenda", false, true) => "agenda / discussed".to_owned(),
        _ => label(name),
    }
}

/// Returns the name that a field has in other answers, by which its words are chosen.
fn contract_field(name: &str) -> &str {
    match name {
        "date" => "occurred",
        "agenda" => "discussed",
        other => other,
    }
}

fn parties<'a>(page: &mut Page, view: &View<'a>, pair: Fields<'a>, of: &str) {
    let rows = pair.rows("parties");
    page.section("Delegations", of);
    if rows.is_empty() {
        page.line(2, "Who was on either side's lists is not stated.");
        return;
    }
    for row in rows {
        let party = view.named(row, "party").unwrap_or_default();
        let mut item = Item::new(format!("{party}: {}", lists(pair, row)));
        let people = |list: &str| -> Vec<String> {
            row.rows(list).into_iter().map(|member| person(view, member)).collect()
        };
        let (both, added, missing) = (people("both"), people("added"), people("missing"));
        let is_plan_and_outcome = [("a", "announced"), ("b", "observed")]
            .iter()
            .all(|(side, basis)| row.row(side).text("basis") == Some(basis));
        let heads = match is_plan_and_outcome {
            true => {
                ["announced and there", "announced, not on the list of who was there", "there, not announced"]
            }
            false => ["in both", "only in the first", "only in the second"],
        };
        for (what, people) in heads.into_iter().zip([both, missing, added]) {
            if !people.is_empty() {
                item.note(format!("{what}: {}", joined(&people)));
            }
        }
        page.item(2, "", &item);
    }
}

/// Returns which lists there are and whether they are complete.
fn lists(pair: Fields<'_>, row: Fields<'_>) -> String {
    let list = |side: &str| {
        let (list, meeting) = (row.row(side), pair.row(side));
        if !list.is_there() {
            return "no list".to_owned();
        }
        let other = list.text("meeting").filter(|of| Some(*of) != meeting.text("meeting"));
        let other = other.map_or(String::new(), |of| format!(" for {}", code(of)));
        let basis = list.text("basis").unwrap_or("listed");
        let complete = if list.flag("complete") { "complete" } else { "partial" };
        format!("{complete} list, as {basis}{other}")
    };
    let (a, b) = (list("a"), list("b"));
    let (first, second) = (row.row("a"), row.row("b"));
    if first.text("basis") == Some("announced") && !second.is_there() {
        let partial = if first.flag("complete") { "" } else { ", partial" };
        return format!("announced{partial} (no list of who came)");
    }
    if a == b { format!("{a}, on either side") } else { format!("{a}; {b}") }
}

fn person<'a>(view: &View<'a>, member: Fields<'a>) -> String {
    let name = view.named(member, "person").or(member.text("description"));
    name.unwrap_or("somebody unnamed").to_owned()
}

fn attendance<'a>(page: &mut Page, view: &View<'a>, pair: Fields<'a>, of: &str) {
    let rows: Vec<Fields<'a>> = pair.rows("attendance");
    let stated = |row: &&Fields<'a>| !row.value("a").is_null() || !row.value("b").is_null();
    let rows: Vec<&Fields<'a>> = rows.iter().filter(stated).collect();
    if rows.is_empty() {
        return;
    }
    page.section("Who else was to come or came", of);
    for row in rows {
        let who = view.named(*row, "who").unwrap_or_default();
        let said = |side: &str| match row.value(side) {
            Value::String(status) => plain(status),
            _ => "not stated".to_owned(),
        };
        let events = row.texts("events");
        let keys: Vec<String> = row.texts("decided_by").into_iter().map(code).collect();
        let more = events.len().saturating_sub(keys.len());
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        page.line(2, &format!("{who}: {} -> {} [{}{more}]", said("a"), said("b"), keys.join(", ")));
    }
}
