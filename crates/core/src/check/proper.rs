//! Finds the names that a word may be misspelt from, without comparing it with each of them.
//!
//! Two words that differ by few letters are the same once those letters are left out of both. Names are therefore found
//! by what is left of them without up to two letters, and only those found are compared (symmetric deletion: Garbe,
//! SymSpell, 2012).

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::spellings::SHORTEST;
use crate::near::folded;

/// Words of at least this length may differ in two letters.
const LONG: usize = 9;

/// How many letters of a word are looked at to find what is near it; all of it is compared.
const LOOKED_AT: usize = 24;

/// With how many names one word is compared, of those that are left the same.
const COMPARED: usize = 100;

/// Words that are names, in the order in which they were registered.
#[derive(Default)]
pub(super) struct Proper {
    words: Vec<String>,
    numbers: HashMap<String, usize>,
    /// The numbers of the words of which so much is left without one or two letters.
    left: HashMap<String, Vec<usize>>,
}

impl Proper {
    /// Adds a word, unless it is there or too short.
    pub(super) fn insert(&mut self, word: &str) {
        if word.chars().count() < SHORTEST || self.numbers.contains_key(word) {
            return;
        }
        let number = self.words.len();
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        for left in left_of(word) {
            self.left.entry(left).or_default().push(number);
        }
    }

    /// Returns whether a word begins with one of these, or is one.
    pub(super) fn has_beginning_of(&self, word: &str) -> bool {
        let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
        ends.skip(SHORTEST - 1).any(|end| self.numbers.contains_key(&word[..end]))
    }

    /// Returns the first of the words that begins with the same letter and differs in one letter, of two long words in
    /// two: left out, put in, replaced, or changed places with the next. Case and accents do not count.
    pub(super) fn near(&self, word: &str) -> Option<&str> {
        let (length, spelt) = (word.chars().count(), folded(word));
        let first = spelt.chars().next()?;
        let left = left_of(word);
        let candidates = left.iter().filter_map(|left| self.left.get(left));
        let candidates: BTreeSet<usize> =
            candidates.flat_map(|numbers| numbers.iter().take(COMPARED)).copied().collect();
        candidates.into_iter().map(|number| self.words[number].as_str()).find(|name| {
            let shorter = length.min(name.chars().count());
            let name = folded(name);
            name.starts_with(first) && strsim::osa_distance(&spelt, &name) <= letters(shorter)
        })
    }
}

/// Returns in how many letters a word of this length may differ.
fn letters(length: usize) -> usize {
    if length < LONG { 1 } else { 2 }
}

/// Returns what is left of a word without as many letters as it may differ in, or fewer.
fn left_of(word: &str) -> BTreeSet<String> {
    let whole: String = folded(word).chars().take(LOOKED_AT).collect();
    let without_one = |word: &String| -> Vec<String> {
        let places = word.char_indices();
        places.map(|(at, letter)| [&word[..at], &word[at + letter.len_utf8()..]].concat()).collect()
    };
    let mut left = BTreeSet::from([whole]);
    for _ in 0..letters(word.chars().count()) {
        let shorter: Vec<String> = left.iter().flat_map(without_one).collect();
        left.extend(shorter);
    }
    left
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    /// Returns the word that is near by the words of the rule alone: each is compared.
    fn near_by_comparing<'n>(names: &[&'n str], word: &str) -> Option<&'n str> {
        let first = folded(word).chars().next()?;
        let is_near = |name: &&&str| {
            let shorter = word.chars().count().min(name.chars().count());
            let distance = strsim::osa_distance(&folded(word), &folded(name));
            name.chars().count() >= SHORTEST
                && folded(name).starts_with(first)
                && distance <= letters(shorter)
        };
        names.iter().find(is_near).copied()
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_comparing_with_each_finds(
            names in proptest::collection::vec("A[abé]{3,12}", 1..12),
            word in "A[abé]{4,12}",
        ) {
            let mut proper = Proper::default();
            names.iter().for_each(|name| proper.insert(name));
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            prop_assert_eq!(proper.near(&word), near_by_comparing(&names, &word));
        }

        #[test]
        fn long_names_are_found_by_their_beginning(at in 1_usize..40, with in "[a-z]") {
            let name = "Abcdefghijklmnopqrstuvwxyzabcdefghijklmnop";
            let mut word = name.to_owned();
            word.replace_range(at..at + 1, &with);
            let mut proper = Proper::default();
            proper.insert(name);
            prop_assert_eq!(proper.near(&word), Some(name));
        }
    }
}
