//! Names in free text are spelt as they are registered.
//!
//! A capitalised word that differs by a letter or two from a word of a registered name, and is no registered
//! word itself, is probably that name misspelt, and no search for the name would find the entry.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use serde_json::Value;

use super::proper::Proper;
use super::{Code, Entries, Found};
use crate::draft::Entry;
use crate::registry::Registered;

/// The fields that hold free text.
const FREE_TEXT: [&str; 14] = [
    "summary",
    "title",
    "gist",
    "says",
    "description",
    "stance",
    "reason",
    "condition",
    "mandate",
    "what",
    "text",
    "scope",
    "purpose",
    "medium",
];

/// Capitalised words of English that no name is meant by, however near.
const CALENDAR: [&str; 19] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Shorter words are near too many others.
pub(super) const SHORTEST: usize = 5;

pub(super) fn check(entries: &Entries<'_>, found: &mut Found) {
    let names = Names::new(entries);
    let mut judged: HashMap<String, Option<&str>> = HashMap::new();
    for (number, draft) in entries.standing() {
        if matches!(draft.entry, Entry::Registry(_)) {
            continue;
        }
        found.entry = number;
        let mut seen = HashSet::new();
        for_each_text(&draft.to_value(), &mut |field, text| {
            for word in capitalised(text) {
                let near = *judged.entry(word.to_owned()).or_insert_with(|| names.misspelt_in(word));
                if let Some(name) = near
                    && seen.insert(word.to_owned())
                {
                    let message = format!("`{word}` looks like another spelling of the registered `{name}`");
                    let hint = "fix it, or register the spelling as a variant of the name";
                    found.report(Code::UnregisteredSpelling, (field, word), message, Some(hint));
                }
            }
        });
    }
}

/// Calls back with every text in a field of free text, and the field.
fn for_each_text(value: &Value, call: &mut impl FnMut(&'static str, &str)) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match (FREE_TEXT.into_iter().find(|field| field == name), value) {
                    (Some(field), Value::String(text)) => call(field, text),
                    _ => for_each_text(value, call),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| for_each_text(item, call)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the words of a text that begin with a capital.
fn capitalised(text: &str) -> impl Iterator<Item = &str> {
    words(text).filter(|word| word.starts_with(char::is_uppercase))
}

/// Returns the words of a text, without what marks the possessive.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    words.map(|word| {
        let word = word.trim_matches(['\'', '’']);
        word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
    })
}

/// The words of registered names.
struct Names {
    /// Every word of every spelling; of these none is misspelt.
    known: HashSet<String>,
    /// The words that are names by themselves: of persons, and of bodies and places named by one word.
    proper: Proper,
}

impl Names {
    fn new(entries: &Entries<'_>) -> Self {
        let mut names = Self { known: HashSet::new(), proper: Proper::default() };
        for (_, draft) in entries.iter() {
            let Some(registered) = draft.registered() else { continue };
            let (registered, spelt) = match registered {
                Registered::Spelling(spelling) => {
                    (entries.index.registered(&spelling.of).unwrap_or(registered), vec![&spelling.name])
                }
                _ => (registered, registered.names().iter().map(|name| &name.name).collect()),
            };
            for name in spelt {
                let all: Vec<&str> = words(name.as_str()).collect();
                names.known.extend(all.iter().map(|word| (*word).to_owned()));
                let is_proper = match registered {
                    Registered::Person(_) => true,
                    Registered::Body(_) | Registered::Place(_) => all.len() == 1,
                    Registered::Process(_)
                    | Registered::Issue(_)
                    | Registered::Source(_)
                    | Registered::Spelling(_) => false,
                };
                if is_proper {
                    all.into_iter().for_each(|word| names.proper.insert(word));
                }
            }
        }
        names
    }

    /// Returns the registered word that this one is near to, unless it is registered itself or made of one, as
    /// `Russians` is of `Russia`.
    fn misspelt_in(&self, word: &str) -> Option<&str> {
        let is_judged = word.chars().count() >= SHORTEST;
        if !is_judged || self.known.contains(word) || CALENDAR.contains(&word) {
            return None;
        }
        if self.proper.has_beginning_of(word) { None } else { self.proper.near(word) }
    }
}
