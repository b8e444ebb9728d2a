//! Words for a person: a command to type, a stretch of time.

use std::time::Instant;

/// Returns the time since an instant in words; no floating point.
pub(super) fn since(begun: Instant) -> String {
    let taken = begun.elapsed();
    if taken.as_secs() > 0 {
        format!("{}.{:03} s", taken.as_secs(), taken.subsec_millis())
    } else {
        format!("{}.{:03} ms", taken.subsec_millis(), taken.subsec_micros() % 1000)
    }
}

/// Returns the words of a command as one would type them: what a shell would take apart is quoted.
pub(crate) fn command_line(words: &[&str]) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,+@".contains(c);
    let quoted =
        |word: &&str| if word.chars().all(is_plain) { (*word).to_owned() } else { format!("'{word}'") };
    std::iter::once("asof".to_owned()).chain(words.iter().map(quoted)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_try_next_can_be_typed_as_it_stands() {
        assert_eq!(command_line(&["known", "2025-05-15T12:00+03:00"]), "asof known 2025-05-15T12:00+03:00");
        assert_eq!(command_line(&["known", "round:2 - 1d"]), "asof known 'round:2 - 1d'");
    }
}
