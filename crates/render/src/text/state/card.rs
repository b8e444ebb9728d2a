//! One form for every row: what it is in one line, then a labelled line for each thing that is said of it.

use asof_core::Key;
use asof_projector::{Cell, Collection, Facets, StateRow};

use crate::text::dates::INFERRED;
use crate::text::page::Item;
use crate::text::values::{cells, is_said, label, said as said_of};
use crate::text::view::View;

/// What a row says by its marks and in other lines, whatever it is of.
const ELSEWHERE: [&str; 8] = [
    "key",
    "attributed_to",
    "confirmed_by",
    "denied_by",
    "unvouched",
    "reported",
    "could_merge",
    "may_overlap",
];

/// How a row is read. Every field that is not named here gets a line of its own, in the order of the contract.
#[derive(Debug, Default)]
pub(crate) struct Card {
    /// The row in one line.
    pub(super) title: String,
    /// Whether the title says whose word it is.
    pub(super) names_its_claimant: bool,
    /// The fields that need no line: the title says them.
    titled: Vec<&'static str>,
    /// What is said in the place of a field.
    worded: Vec<Worded>,
}

/// What is said in the place of a field, behind its label.
#[derive(Debug)]
struct Worded {
    field: &'static str,
    label: String,
    said: Vec<String>,
}

impl Card {
    pub(super) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Returns the card whose title says these fields.
    #[must_use]
    pub(super) fn titled(mut self, fields: impl IntoIterator<Item = &'static str>) -> Self {
        self.titled.extend(fields);
        self
    }

    /// Returns the card whose title says whose word it is, if so.
    #[must_use]
    pub(super) fn naming_its_claimant(self, names_it: bool) -> Self {
        Self { names_its_claimant: names_it, ..self }
    }

    /// Returns the card that says this in the place of a field, a line each.
    #[must_use]
    pub(super) fn saying(
        mut self,
        field: &'static str,
        label: impl Into<String>,
        said: impl IntoIterator<Item = String>,
    ) -> Self {
        self.worded.push(Worded { field, label: label.into(), said: said.into_iter().collect() });
        self
    }

    /// Returns the item that this card makes of a row.
    pub(super) fn item<'a>(&self, view: &View<'a>, row: &'a StateRow) -> Item {
        let mut item = Item::new(&self.title).on(events_of(row));
        let (standing, others): (Vec<_>, Vec<_>) =
            cells(row).into_iter().partition(|(name, _)| is_standing(row.path.collection(), name));
        // How it stands comes first, and then whose word it is.
        standing.into_iter().for_each(|(name, cell)| self.field(view, row, name, &cell, &mut item));
        if !self.names_its_claimant
            && let Some((how, claimants)) = view.told(row)
        {
            item.fact(how, claimants);
        }
        others.into_iter().for_each(|(name, cell)| self.field(view, row, name, &cell, &mut item));
        let is_inferred = |text: &str| text.contains(INFERRED);
        let is_dated_as_inferred =
            is_inferred(&item.text) || item.below.iter().any(|note| is_inferred(&note.text));
        item.text.push_str(&view.marks(row, is_dated_as_inferred));
        view.responses(row, &mut item);
        item
    }

    /// Adds what a field says, in words of its own or by what it is; nothing if the title says it.
    fn field<'a>(
        &self,
        view: &View<'a>,
        row: &'a StateRow,
        name: &'static str,
        cell: &Cell<'a>,
        item: &mut Item,
    ) {
        let mut is_worded = false;
        for Worded { label, said, .. } in self.worded.iter().filter(|worded| worded.field == name) {
            is_worded = true;
            said.iter().for_each(|said| item.fact(label, said));
        }
        if !is_worded && is_said(cell) && !self.titled.contains(&name) && !ELSEWHERE.contains(&name) {
            in_words(view, row, name, cell).into_iter().for_each(|said| item.fact(label(name), said));
        }
    }
}

/// Returns a field in words, a line each for the elements of a list of rows.
fn in_words<'a>(view: &View<'a>, row: &'a StateRow, name: &str, cell: &Cell<'a>) -> Vec<String> {
    match cell {
        Cell::Plain(serde_json::Value::String(word)) if is_standing(row.path.collection(), name) => {
            vec![view.standing(row, word)]
        }
        cell => said_of(view, row, cell),
    }
}

/// Returns the events that a row is said to rest on. Each delivery names its own.
fn events_of(row: &StateRow) -> impl Iterator<Item = &Key> {
    let deliveries = row.value.deliveries();
    row.grounds.events.iter().filter(|key| !deliveries.iter().any(|lot| lot.event == **key))
}

/// Returns whether a field says how a row stands: the phase of a promise is that of the agreement in which it is due.
pub(crate) fn is_standing(collection: Collection, field: &str) -> bool {
    match field {
        "status" | "standing" | "stage" => true,
        "phase" => collection != Collection::Commitments,
        _ => false,
    }
}
