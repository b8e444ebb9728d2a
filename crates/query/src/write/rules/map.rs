//! Maps: texts of a data set to words of a log.

use std::collections::HashMap;

use asof_core::folded;

use super::node::{Faults, Fields, Is, Node};

/// A map of texts to texts.
#[derive(Debug)]
pub(crate) struct MapRule {
    pub(crate) name: String,
    by: Match,
    pairs: HashMap<String, String>,
    /// The lengths of the texts, the longest first; of those that match by their beginning.
    lengths: Vec<usize>,
    otherwise: Else,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Exact,
    Prefix,
    Fold,
}

/// What becomes of a text that the map does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Else {
    Refuse,
    Skip,
    Keep,
    Value(String),
}

/// What a map says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Looked {
    /// It has it.
    Found(String),
    /// It does not, and this stands for it.
    Else(String),
    /// It does not, and the row is left out.
    Skip,
    /// It does not, and the row is refused.
    Refused,
}

impl MapRule {
    /// Reads a map of the rules.
    pub(super) fn read(name: &str, node: &Node, faults: &mut Faults<'_>) -> Self {
        let mut fields = Fields::of(node, &format!("maps.{name}"), faults);
        let words = [("exact", Match::Exact), ("prefix", Match::Prefix), ("fold", Match::Fold)];
        let by = fields.word("match", &words, faults).unwrap_or(Match::Exact);
        let otherwise = fields.take("else").map_or(Else::Refuse, |node| Else::read(node, faults));
        let mut map =
            Self { name: name.to_owned(), by, pairs: HashMap::new(), lengths: Vec::new(), otherwise };
        for field in node.fields().unwrap_or_default() {
            if ["match", "else"].contains(&field.name.as_str()) {
                continue;
            }
            let Some(to) = super::node::text(&field.node, &field.name, faults) else { continue };
            let from = map.form(&field.name);
            map.lengths.push(from.len());
            if map.pairs.insert(from, to.to_owned()).is_some() {
                faults.add(&field.name_span, format!("`{name}` has `{}` twice", field.name), None);
            }
        }
        map.lengths.sort_unstable_by(|one, other| other.cmp(one));
        map.lengths.dedup();
        map
    }

    fn form(&self, text: &str) -> String {
        if self.by == Match::Fold { folded(text) } else { text.to_owned() }
    }

    /// Looks a text up.
    pub(crate) fn look_up(&self, text: &str) -> Looked {
        let form = self.form(text);
        let found = match self.by {
            Match::Exact | Match::Fold => self.pairs.get(&form),
            Match::Prefix => {
                let beginnings = self.lengths.iter().filter_map(|length| form.get(..*length));
                beginnings.filter_map(|beginning| self.pairs.get(beginning)).next()
            }
        };
        match (found, &self.otherwise) {
            (Some(found), _) => Looked::Found(found.clone()),
            (None, Else::Keep) => Looked::Else(text.to_owned()),
            (None, Else::Value(value)) => Looked::Else(value.clone()),
            (None, Else::Skip) => Looked::Skip,
            (None, Else::Refuse) => Looked::Refused,
        }
    }
}

impl Else {
    fn read(node: &Node, faults: &mut Faults<'_>) -> Self {
        match &node.is {
            Is::Text(text) if text == "refuse" => Self::Refuse,
            Is::Text(text) if text == "skip" => Self::Skip,
            Is::Text(text) if text == "keep" => Self::Keep,
            Is::Table(_) => {
                let mut fields = Fields::of(node, "else", faults);
                let value = fields.text("value", faults).unwrap_or_default().to_owned();
                fields.finish(faults);
                Self::Value(value)
            }
            _ => {
                let said = "`else` is \"refuse\", \"skip\", \"keep\" or { value = \"...\" }";
                faults.add(&node.span, said, None);
                Self::Refuse
            }
        }
    }
}
