//! "Did you mean": the names nearest to a mistyped one.

use std::fmt;

use super::error::list;

/// The most names that are suggested.
const SUGGESTIONS: usize = 3;

/// What is longer than this was not meant to be a name.
const LONGEST: usize = 64;

/// Returns what to write for the candidates whose names are nearest to the text, up to three, nearest first.
///
/// Near is a name within one mistake for every three letters of the text (upper and lower case are the
/// same), and behind those a name that contains the text. Candidates that are equally near keep their order.
pub(crate) fn nearest<'a, T: PartialEq>(
    text: &str,
    candidates: impl IntoIterator<Item = (&'a str, T)>,
) -> Vec<T> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    if text.len() > LONGEST {
        return Vec::new();
    }
    let mut near: Vec<(usize, T)> = candidates
        .into_iter()
        .filter_map(|(name, write)| Some((rank(&text, &name.chars().collect::<Vec<_>>())?, write)))
        .collect();
    near.sort_by_key(|(rank, _)| *rank);
    near.dedup_by(|(_, later), (_, earlier)| later == earlier);
    near.into_iter().map(|(_, write)| write).take(SUGGESTIONS).collect()
}

/// Ranks a name, lower being nearer; `None` if it is not near.
fn rank(text: &[char], name: &[char]) -> Option<usize> {
    let most = text.len().div_ceil(3);
    let distance = if text.len().abs_diff(name.len()) <= most { distance(text, name) } else { most + 1 };
    let contains = text.len() >= 3 && name.windows(text.len()).any(|part| part == text);
    // A name is never one of which nothing is right.
    if distance <= most && distance < text.len() { Some(distance) } else { contains.then_some(most + 1) }
}

/// Counts the letters to insert, drop, replace or swap with the next one (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = Vec::with_capacity(last.len());
        row.push(i + 1);
        for j in 0..b.len() {
            let mut least = (last[j + 1] + 1).min(row[j] + 1).min(last[j] + usize::from(a[i] != b[j]));
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(a.len())
}

/// Returns the end of a message that suggests what to write; empty without suggestions.
pub(crate) fn did_you_mean<T: fmt::Display>(near: &[T]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", list(near, " or ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(text: &str, names: &[&'static str]) -> Vec<&'static str> {
        nearest(text, names.iter().map(|name| (*name, *name)))
    }

    #[test]
    fn one_mistake_for_three_letters_is_near() {
        let rows =
            [("", "ab", 2), ("abc", "", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abcd", "axcde", 2)];
        for (a, b, expected) in rows {
            let [a, b] = [a, b].map(|text| text.chars().collect::<Vec<_>>());
            assert_eq!(distance(&a, &b), expected);
        }
        assert_eq!(near("r1-hedl", &["r2-held", "r1-held"]), ["r1-held", "r2-held"]);
        assert_eq!(near("R1-HELD", &["r1-held"]), ["r1-held"]);
        assert!(near("nonsense", &["r1-held"]).is_empty());
        assert!(near("x", &["y"]).is_empty() && near("", &["y"]).is_empty());
    }

    #[test]
    fn a_part_of_a_name_is_near_behind_mistakes() {
        assert_eq!(near("prisoners", &["r1-prisoners", "prisoner"]), ["prisoner", "r1-prisoners"]);
        assert!(near("r1", &["surr1ound"]).is_empty());
    }

    #[test]
    fn suggestions_are_few_and_differ() {
        assert_eq!(near("abcd", &["abc1", "abc1", "abc2", "abc3", "abc4"]), ["abc1", "abc2", "abc3"]);
        assert!(near(&"a".repeat(65), &["a"]).is_empty());
    }
}
