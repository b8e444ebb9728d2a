//! Commands that a message suggests: they can be typed into a shell as they stand.

use asof_core::unseen::spelt_out;

/// Returns the words of a command of asof as one would type them: what a shell would take apart is quoted.
///
/// ```
/// use asof_query::command_line;
/// assert_eq!(command_line(&["known", "2025-05-15T12:00+03:00"]), "asof known 2025-05-15T12:00+03:00");
/// assert_eq!(command_line(&["known", "round:2 - 1d"]), "asof known 'round:2 - 1d'");
/// ```
pub fn command_line(words: &[&str]) -> String {
    let quoted = words.iter().map(|word| quoted(word));
    std::iter::once("asof".to_owned()).chain(quoted).collect::<Vec<_>>().join(" ")
}

/// Returns a word for a command that is to be typed into a POSIX shell, which reads it as this one word and runs nothing of it.
/// What no reader sees is shown by its number, so that it does not hide: such a word is another one when it is typed.
pub fn quoted(word: &str) -> String {
    // Spelt out first: the numbers hold characters that are quoted too.
    let seen = spelt_out(word);
    // The commas between servers too mean nothing to a shell.
    if !seen.is_empty() && seen.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:,+@".contains(c)) {
        return seen.into_owned();
    }
    shlex::try_quote(&seen).unwrap_or_else(|_| unreachable!("`{seen}` has no hidden characters")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_a_word_back_and_runs_nothing_of_it() {
        let words = [
            "",
            "nats://a:4222,b/TALKS",
            "it's.jsonl",
            "a'; id; '",
            "$(id)`id`",
            "a b",
            "!!",
            "~",
            "a\\\"b",
            "Çırağan",
            "<x>",
        ];
        for word in words {
            assert_eq!(shlex::split(&quoted(word)), Some(vec![word.to_owned()]), "{word}");
        }
        assert_eq!(quoted("nats://a:4222,b/TALKS"), "nats://a:4222,b/TALKS");
        assert_eq!(quoted("a\u{1b}[2J\0\n"), "'a<U+001B>[2J<U+0000><U+000A>'");
    }
}
