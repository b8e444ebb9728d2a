//! "Did you mean": the names nearest to a mistyped one.

use std::fmt::Display;

use crate::zone::Zone;

/// The most names that are suggested.
const SUGGESTIONS: usize = 3;

/// What is longer than this was not meant to be a name.
const LONGEST: usize = 64;

/// Returns what to write for the candidates whose names are nearest to the text, up to three, nearest first.
///
/// Near is a name within one mistake for every three letters of the text (upper and lower case are the
/// same), and behind those a name that contains the text. Candidates that are equally near keep their order.
///
/// ```
/// let fields = ["occurred", "known", "key"].map(|field| (field, field));
/// assert_eq!(asof_core::nearest("ocurred", fields), ["occurred"]);
/// ```
pub fn nearest<'a, T: PartialEq>(text: &str, candidates: impl IntoIterator<Item = (&'a str, T)>) -> Vec<T> {
    let text = text.to_lowercase();
    if text.chars().count() > LONGEST {
        return Vec::new();
    }
    let mut near: Vec<(usize, T)> =
        candidates.into_iter().filter_map(|(name, write)| Some((rank(&text, name)?, write))).collect();
    near.sort_by_key(|(rank, _)| *rank);
    near.dedup_by(|(_, later), (_, earlier)| later == earlier);
    near.into_iter().map(|(_, write)| write).take(SUGGESTIONS).collect()
}

/// Returns the time zones whose IANA names are nearest to a text.
pub fn nearest_zones(text: &str) -> Vec<&'static str> {
    let zones: Vec<_> = Zone::all().map(|zone| (zone.name().to_lowercase(), zone.name())).collect();
    nearest(text, zones.iter().map(|(lower, name)| (lower.as_str(), *name)))
}

/// Returns the question whether one of some names was meant; `None` without names.
///
/// ```
/// assert_eq!(asof_core::did_you_mean(&["held", "not-held"]).unwrap(), "did you mean held or not-held?");
/// ```
pub fn did_you_mean<T: Display>(near: &[T]) -> Option<String> {
    let names: Vec<String> = near.iter().map(ToString::to_string).collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
}

/// Returns a text without case and accents, which are the first that get lost: of `Gürak` that is `gurak`.
pub fn folded(text: &str) -> String {
    deunicode::deunicode(text).to_lowercase()
}

/// Ranks a name, lower being nearer; `None` if it is not near.
fn rank(text: &str, name: &str) -> Option<usize> {
    let length = text.chars().count();
    let most = length.div_ceil(3);
    let is_near_in_length = length.abs_diff(name.chars().count()) <= most;
    let distance = if is_near_in_length { strsim::osa_distance(text, name) } else { most + 1 };
    let contains = length >= 3 && name.contains(text);
    // A name is never one of which nothing is right.
    if distance <= most && distance < length { Some(distance) } else { contains.then_some(most + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(text: &str, names: &[&'static str]) -> Vec<&'static str> {
        nearest(text, names.iter().map(|name| (*name, *name)))
    }

    #[test]
    fn one_mistake_for_three_letters_is_near() {
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
    fn what_may_be_meant_is_asked_in_one_way_and_spelt_without_accents() {
        assert_eq!(did_you_mean::<&str>(&[]), None);
        assert_eq!(did_you_mean(&["a", "b"]).unwrap(), "did you mean a or b?");
        assert_eq!(nearest_zones("Europe/Istambul")[0], "Europe/Istanbul");
        assert_eq!(folded("Gürak Çağatay"), "gurak cagatay");
    }

    #[test]
    fn suggestions_are_few_and_differ() {
        assert_eq!(near("abcd", &["abc1", "abc1", "abc2", "abc3", "abc4"]), ["abc1", "abc2", "abc3"]);
        assert!(near(&"a".repeat(65), &["a"]).is_empty());
    }
}
