//! `compare`: meetings, or a plan and its outcome, a column each.

use asof_core::Text;
use asof_core::kind::Basis;
use asof_projector::state::meetings::MeetingStatus;
use asof_query::rows::{
    Aspect, Coming, Compare, ComparedField, List, Listed, People, Side, SideField, Stated, Verdict,
};

use super::dates;
use super::head::{self, Head};
use super::numbers::lasting;
use super::page::{Column, Item, Page, Share, Table, bracketed, code, listed};
use super::values::label;
use super::view::{View, capitalised, joined, plain};
use super::word::Word;

/// How wide the column of labels is.
const LABELS: usize = 10;

/// Returns meetings beside each other.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a Compare, width: usize) -> Page {
    let (a, b, further) = (&answer.a, &answer.b, &answer.further);
    let sides: Vec<&'a Side> = [a, b].into_iter().chain(further.iter().map(|pair| &pair.b)).collect();
    let zone = view.zone.or_else(|| sides.iter().find_map(|side| dates::offset(side.date.as_ref()?)));
    let view = &view.in_zone(zone);
    let mut page = Page::new(width);
    head::answered(&mut page, view, &Head::of(&answer.envelope));
    page.blank();
    for side in sides.iter().copied() {
        page.line(0, &headed(view, side));
    }
    page.blank();
    if further.is_empty() {
        let mut table = Table::new([
            Column::new(" ", Share::Fixed(LABELS)),
            Column::new(side_name(a), Share::Rest),
            Column::new(side_name(b), Share::Rest),
        ]);
        answer.fields.iter().for_each(|row| field(view, &mut table, answer, row));
        page.table(0, table);
    } else {
        page.table(0, beside_each_other(view, answer, &sides));
    }
    let first = ([a, b], &answer.parties, &answer.attendance);
    let further_pairs = further.iter().map(|pair| ([&pair.a, &pair.b], &pair.parties, &pair.attendance));
    for ([a, b], people, coming) in std::iter::once(first).chain(further_pairs) {
        let of = if further.is_empty() {
            String::new()
        } else {
            format!("{}, then {}", code(a.meeting.as_str()), code(b.meeting.as_str()))
        };
        parties(&mut page, view, [a, b], people, &of);
        attendance(&mut page, view, coming, &of);
    }
    page
}

/// Returns what stands of a side above the table: what it is called, whose word it is and the events that tell of it.
fn headed<'a>(view: &View<'a>, side: &'a Side) -> String {
    let title = side.title.as_ref().map_or(side.meeting.as_str(), Text::as_str);
    let told = view.told_by(Word::new(&side.events, &side.attributed_to));
    let told = told.map_or(String::new(), |told| format!(", {told}"));
    let on = if is_undecided(side) {
        "; nothing on record yet".to_owned()
    } else {
        format!(" {}", bracketed(&side.events))
    };
    let reason = side.reason.as_ref().map_or(String::new(), |reason| format!("; {reason}"));
    let became =
        side.became.as_ref().map_or(String::new(), |key| format!("; instead {}", code(key.as_str())));
    format!("{}: {title}{reason}{became}{told}{on}", capitalised(&side_name(side)))
}

/// Returns a table of more than two meetings, a column each, a row a field that any of them states.
fn beside_each_other(view: &View<'_>, answer: &Compare, sides: &[&Side]) -> Table {
    let columns = sides.iter().map(|side| Column::new(side_name(side), Share::Rest));
    let mut table = Table::new(std::iter::once(Column::new(" ", Share::Fixed(LABELS))).chain(columns));
    for field in SideField::ALL.iter().copied() {
        let stated: Vec<Stated> = sides.iter().map(|side| side.stated(field)).collect();
        if stated.iter().all(Stated::is_nothing) {
            continue;
        }
        let said = stated.iter().map(|stated| vec![in_words(view, field, stated)]);
        table.row(std::iter::once(vec![field_name(answer, field)]).chain(said).collect());
    }
    table
}

/// Returns a side as `plan of r2-trilateral`.
fn side_name(side: &Side) -> String {
    let aspect = match side.aspect {
        Aspect::Plan => "plan of",
        Aspect::Outcome => "outcome of",
    };
    format!("{aspect} {}", side.meeting)
}

/// Returns whether a side is the outcome of what was not held, or not yet: it had no date, place or company.
fn is_of_nothing(side: &Side) -> bool {
    side.aspect == Aspect::Outcome && side.status != MeetingStatus::Held
}

/// Returns whether a side is the outcome of what only plans tell of.
fn is_undecided(side: &Side) -> bool {
    let is_planned = matches!(side.status, MeetingStatus::Proposed | MeetingStatus::Scheduled);
    side.aspect == Aspect::Outcome && is_planned
}

fn field(view: &View<'_>, table: &mut Table, answer: &Compare, row: &ComparedField) {
    let is_status = row.field == SideField::Status;
    let is_of_nothing = |side: &Side| !is_status && is_of_nothing(side);
    let is_undecided = |side: &Side| is_status && is_undecided(side);
    let said = |side: &Side, stated: &Stated| {
        if is_of_nothing(side) {
            "—".to_owned()
        } else if is_undecided(side) {
            "no outcome on record".to_owned()
        } else {
            in_words(view, row.field, stated)
        }
    };
    let is_stated = |side: &Side| !is_of_nothing(side) && !is_undecided(side);
    let are_stated = is_stated(&answer.a) && is_stated(&answer.b);
    let second = said(&answer.b, &row.b);
    let second = match row.verdict {
        Verdict::Same if are_stated => "the same".to_owned(),
        Verdict::Agrees if are_stated => format!("{second} (agrees with it)"),
        _ => second,
    };
    table.row(vec![vec![field_name(answer, row.field)], vec![said(&answer.a, &row.a)], vec![second]]);
}

/// Returns the name of a field: the agenda of what was is what was discussed there.
fn field_name(answer: &Compare, field: SideField) -> String {
    match (field, answer.a.aspect, answer.b.aspect) {
        (SideField::Agenda, Aspect::Outcome, Aspect::Outcome) => "discussed".to_owned(),
        (SideField::Agenda, Aspect::Plan, Aspect::Outcome)
        | (SideField::Agenda, Aspect::Outcome, Aspect::Plan) => "agenda / discussed".to_owned(),
        _ => label(field.name()),
    }
}

/// Returns what a side states in a field in words.
fn in_words<'a>(view: &View<'a>, field: SideField, stated: &'a Stated) -> String {
    match stated {
        Stated::Status(status) => plain(status.name()),
        Stated::Date(when) => dates::when(when.text(), view.zone),
        Stated::Duration(duration) => lasting(duration),
        Stated::Level(level) => plain(level.name()),
        Stated::Format(format) => plain(format.name()),
        Stated::Key(key) if field == SideField::Venue => view.place(key),
        Stated::Key(key) => match view.name(key) {
            name if name == key.as_str() => plain(name),
            name => name.to_owned(),
        },
        Stated::Keys(keys) if !keys.is_empty() => view.names(keys),
        Stated::Nothing | Stated::Keys(_) => "not stated".to_owned(),
    }
}

fn parties(page: &mut Page, view: &View<'_>, sides: [&Side; 2], rows: &[People], of: &str) {
    page.section("Delegations", of);
    if rows.is_empty() {
        page.line(2, "Who was on either side's lists is not stated.");
        return;
    }
    for row in rows {
        let party = view.name(&row.party);
        let mut item = Item::new(format!("{party}: {}", lists(sides, row)));
        let bases = [&row.a, &row.b].map(|list| list.as_ref().map(|list| list.basis));
        let is_plan_and_outcome = bases == [Some(Basis::Announced), Some(Basis::Observed)];
        let heads = match is_plan_and_outcome {
            true => {
                ["announced and there", "announced, not on the list of who was there", "there, not announced"]
            }
            false => ["in both", "only in the first", "only in the second"],
        };
        for (what, people) in heads.into_iter().zip([&row.both, &row.missing, &row.added]) {
            let people: Vec<&str> = people.iter().map(|member| person(view, member)).collect();
            if !people.is_empty() {
                item.note(format!("{what}: {}", joined(&people)));
            }
        }
        page.item(2, "", &item);
    }
}

/// Returns which lists there are and whether they are complete.
fn lists([a, b]: [&Side; 2], row: &People) -> String {
    if let (Some(List { basis: Basis::Announced, complete, .. }), None) = (&row.a, &row.b) {
        let partial = if *complete { "" } else { ", partial" };
        return format!("announced{partial} (no list of who came)");
    }
    let list = |list: &Option<List>, side: &Side| {
        let Some(list) = list else { return "no list".to_owned() };
        let other = match list.meeting == side.meeting {
            true => String::new(),
            false => format!(" for {}", code(list.meeting.as_str())),
        };
        let complete = if list.complete { "complete" } else { "partial" };
        format!("{complete} list, as {}{other}", list.basis)
    };
    let (a, b) = (list(&row.a, a), list(&row.b, b));
    if a == b { format!("{a}, on either side") } else { format!("{a}; {b}") }
}

fn person<'a>(view: &View<'a>, member: &'a Listed) -> &'a str {
    let name = member.person.as_ref().map(|person| view.name(person));
    name.or(member.description.as_ref().map(Text::as_str)).unwrap_or("somebody unnamed")
}

fn attendance(page: &mut Page, view: &View<'_>, rows: &[Coming], of: &str) {
    let rows: Vec<&Coming> = rows.iter().filter(|row| row.a.is_some() || row.b.is_some()).collect();
    if rows.is_empty() {
        return;
    }
    page.section("Who else was to come or came", of);
    for row in rows {
        let said = |status: &Option<String>| status.as_deref().map_or_else(|| "not stated".to_owned(), plain);
        let more = row.events.len().saturating_sub(row.decided_by.len());
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        let (who, a, b) = (view.name(&row.who), said(&row.a), said(&row.b));
        page.line(2, &format!("{who}: {a} -> {b} [{}{more}]", listed(&row.decided_by)));
    }
}
