//! What a type of rows says in words of its own: the line for what it is, and what stands in the place of a field.

use asof_projector::Collection;

/// How a row is read. Every field that is not named here gets a line of its own, in the order of the contract.
#[derive(Debug, Default)]
pub(crate) struct Card {
    /// The row in one line.
    pub(super) title: String,
    /// Whether the title says whose word it is.
    pub(super) names_its_claimant: bool,
    /// The fields that need no line: the title says them.
    pub(super) titled: Vec<&'static str>,
    /// What is said in the place of a field.
    pub(super) worded: Vec<Worded>,
}

/// What is said in the place of a field, behind its label.
#[derive(Debug)]
pub(super) struct Worded {
    pub(super) field: &'static str,
    pub(super) label: String,
    pub(super) said: Vec<String>,
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
}

/// Returns whether a field says how a row stands: the phase of a promise is that of the agreement in which it is due.
pub(crate) fn is_standing(collection: Collection, field: &str) -> bool {
    match field {
        "status" | "standing" | "stage" => true,
        "phase" => collection != Collection::Commitments,
        _ => false,
    }
}
