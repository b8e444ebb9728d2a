//! Changes alike, told in one item: who sat at one table, which offices are attested once more.

use asof_core::{Key, Text};
use asof_projector::state::offices::OfficeValue;
use asof_projector::{Collection, StateRow, Value};

use super::changes::{Change, Field, Moved};
use super::dates::date;
use super::page::{Item, bracketed, several};
use super::state::{is_only_present, present};
use super::values::words;
use super::view::{Detail, View, plain, without_repetition};

/// Returns whether a change is one of many alike: somebody sat at a table, an office is attested or attested again.
pub(crate) fn is_told_together(change: &Change<'_>) -> bool {
    match (&change.moved, change.collection) {
        (Moved::Added(row), Collection::Attendance) => is_only_present(row),
        (Moved::Added(row), Collection::Offices) => is_attested_once(row),
        (Moved::Fields(fields), Collection::Offices) => {
            fields.iter().all(|field| matches!(field.name, "attested_until" | "title"))
        }
        _ => false,
    }
}

/// Returns whether a row says no more than that somebody held an office at some date.
fn is_attested_once(row: &StateRow) -> bool {
    let Value::Office(office) = &row.value else { return false };
    let OfficeValue { attested_from: from, attested_until: until, left, .. } = &**office;
    let [from, until] = [from, until].map(|dated| dated.as_ref().map(|dated| &dated.when));
    from == until && left.is_none() && row.grounds.maybe.is_empty() && row.grounds.denied_by.is_empty()
}

/// What is told in one item: what it is told of, how many rows it tells, who, by which events.
#[derive(Debug)]
struct Group<'a> {
    of: String,
    who: Vec<String>,
    events: Vec<&'a str>,
    rows: usize,
}

#[derive(Debug, Default)]
struct Groups<'a>(Vec<Group<'a>>);

impl<'a> Groups<'a> {
    fn add(&mut self, of: String, who: String, events: impl IntoIterator<Item = &'a str>) {
        let place = self.0.iter().position(|group| group.of == of).unwrap_or_else(|| {
            self.0.push(Group { of, who: Vec::new(), events: Vec::new(), rows: 0 });
            self.0.len() - 1
        });
        let group = &mut self.0[place];
        group.who.push(who);
        group.events.extend(events);
        group.rows += 1;
    }

    fn into_items(self, view: &View<'a>, mark: &'static str) -> impl Iterator<Item = Told> {
        self.0.into_iter().map(move |group| {
            let events = without_repetition(&group.events);
            let keys = match view.detail {
                _ if events.is_empty() => String::new(),
                Detail::Short => format!(" [{}]", several(&events)),
                Detail::Full => format!(" {}", bracketed(&events)),
            };
            (group.rows, mark, Item::new(format!("{}: {}{keys}", group.of, group.who.join("; "))))
        })
    }
}

/// How many rows an item tells, behind which mark.
pub(crate) type Told = (usize, &'static str, Item);

/// Returns changes alike, a table or a date one item.
pub(crate) fn told_together<'a>(view: &View<'a>, changes: &[&Change<'a>]) -> Vec<Told> {
    let mut tables: Vec<(&Key, Vec<&'a StateRow>)> = Vec::new();
    let (mut attested, mut again) = (Groups::default(), Groups::default());
    for change in changes {
        match &change.moved {
            Moved::Added(row) => match &row.value {
                Value::Attendance(value) => {
                    match tables.iter_mut().find(|(meeting, _)| **meeting == value.meeting) {
                        Some((_, rows)) => rows.push(*row),
                        None => tables.push((&value.meeting, vec![*row])),
                    }
                }
                Value::Office(office) => {
                    let (of, who) = attested_first(view, row, office);
                    attested.add(of, who, row.grounds.events.iter().map(Key::as_str));
                }
                _ => {}
            },
            Moved::Fields(fields) => {
                let (until, who) = attested_again(view, change, fields);
                let causes = change.causes.iter().map(|(event, _)| *event);
                again.add(format!("Attested again, {until}"), who, causes);
            }
            Moved::Removed(_) => {}
        }
    }
    let tables = tables.into_iter().map(|(meeting, rows)| {
        let item = present(view, &rows);
        (rows.len(), "+ ", Item { text: format!("{meeting}: {}", item.text), ..item })
    });
    tables.chain(attested.into_items(view, "+ ")).chain(again.into_items(view, "~ ")).collect()
}

/// Returns when an office is attested for the first time and by whose word, and whose it is.
fn attested_first<'a>(view: &View<'a>, row: &'a StateRow, office: &'a OfficeValue) -> (String, String) {
    let at = office.attested_from.as_ref().or(office.attested_until.as_ref());
    let at = at.map_or_else(|| "Attested".to_owned(), |at| format!("Attested {}", date(at)));
    let told_by = view.told_by(row).map_or(String::new(), |by| format!(", {by}"));
    let post = office.title.as_ref().map_or_else(|| plain(office.post.as_str()), Text::to_string);
    (format!("{at}{told_by}"), format!("{}, {post}", view.name(&office.person)))
}

/// Returns until when an office is attested now, and whose it is.
fn attested_again<'a>(view: &View<'a>, change: &Change<'a>, fields: &[Field<'a>]) -> (String, String) {
    let after = |name: &str| fields.iter().find(|field| field.name == name).map(|field| &field.after);
    let until =
        after("attested_until").map_or_else(|| "worded otherwise".to_owned(), |until| words(view, until));
    let person = change.path.segments().next().map_or("somebody", |person| view.name_of(person));
    match after("title").and_then(|title| title.text()) {
        Some(title) => (until, format!("{person} (now worded: {title})")),
        None => (until, person.to_owned()),
    }
}
