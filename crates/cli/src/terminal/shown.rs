//! What is printed: every text goes through here, so that none commands a terminal, hides, or turns round what follows.
//!
//! Texts of a log, of drafts and of the command line are made visible where they enter an answer or a message, each by itself
//! ([`asof_query::Answer::visible`], [`said`]). This is the gate behind that: nothing else has a [`Shown`], and
//! nothing else is printed.

use std::borrow::Cow;

use asof_core::unseen::{Unseen, is_plain, seen_json, visible_but};

/// A text that can be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown<'t> {
    /// Words for a person, with styles that are kept or taken out.
    Words(Cow<'t, str>),
    /// Data for a program, which has no styles.
    Data(Cow<'t, str>),
}

impl<'t> Shown<'t> {
    /// Returns words in which what no reader sees is shown by its number, but for our own styles.
    pub(crate) fn words(text: &'t str) -> Self {
        if text.split('\n').all(is_plain) {
            return Self::Words(Cow::Borrowed(text));
        }
        let lines = text.split_inclusive('\n').map(|line| visible_but(line, |unseen| is_ours(line, unseen)));
        Self::Words(Cow::Owned(lines.collect()))
    }

    /// Returns JSON in which what no reader sees is written by its number, which is the same value.
    pub(crate) fn json(text: &'t str) -> Self {
        Self::Data(seen_json(text))
    }

    /// Returns data as it is, for a file or another program.
    pub(crate) fn as_it_is(text: &'t str) -> Self {
        Self::Data(Cow::Borrowed(text))
    }

    /// Returns the text.
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Words(text) | Self::Data(text) => text,
        }
    }
}

/// Returns whether a character of a line is ours: the end of the line, a tab of a script, the beginning of a style.
fn is_ours(line: &str, unseen: &Unseen) -> bool {
    let behind = &line[unseen.at.end..];
    match unseen.character {
        '\n' | '\t' => true,
        '\r' => behind == "\n",
        '\u{1b}' => begins_a_style(behind),
        _ => false,
    }
}

/// Returns whether an ESC and the text after it set a style (a colour or a weight). A terminal takes other sequences as
/// commands.
fn begins_a_style(behind: &str) -> bool {
    let Some(numbers) = behind.strip_prefix('[') else { return false };
    let end = numbers.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':');
    end.is_some_and(|end| numbers[end..].starts_with('m'))
}

#[cfg(test)]
mod tests {
    use asof_core::unseen::is_suspect;
    use asof_render::said;
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> String {
        Shown::words(text).as_str().to_owned()
    }

    #[test]
    fn styles_and_lines_are_ours_and_nothing_else_is() {
        for ours in ["\u{1b}[1;31mred\u{1b}[0m\n\tand\r\n", "Çırağan", "علی\u{200c}رضا \u{2067}a\u{2069}\n"]
        {
            assert_eq!(words(ours), ours);
        }
        for (text, expected) in [
            ("\u{1b}]0;title\u{7}", "<U+001B>]0;title<U+0007>"),
            ("\u{1b}[2J", "<U+001B>[2J"),
            ("\u{1b}[3", "<U+001B>[3"),
            ("\u{9b}31m", "<U+009B>31m"),
            ("a\rb\n", "a<U+000D>b\n"),
            ("\u{202e}a\n\u{202c}b", "<U+202E>a\n<U+202C>b"),
        ] {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_message_keeps_its_lines_and_loses_styles_that_came_with_a_word() {
        assert_eq!(
            said("no `\u{1b}[8m`:\n  write\u{2067}it\u{2069}"),
            "no `<U+001B>[8m`:\n  write<U+2067>it<U+2069>"
        );
    }

    proptest! {
        #[test]
        fn json_is_the_same_value_in_characters_that_are_seen(text in "[\\PC\u{9b}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}\u{e0041}\u{0}-\u{20}]*") {
            let json = serde_json::to_string_pretty(&[&text]).unwrap();
            let shown = Shown::json(&json);
            prop_assert!(!shown.as_str().chars().any(|c| c != '\n' && is_suspect(c)));
            prop_assert_eq!(serde_json::from_str::<[String; 1]>(shown.as_str()).unwrap(), [text]);
        }

        #[test]
        fn words_have_nothing_that_is_not_ours(text in "(.|\n|[\u{1b}\u{9b}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}\\[m;1])*") {
            let shown = words(&text);
            for line in shown.split_inclusive('\n') {
                let others = asof_core::unseen::unseen(line).into_iter().filter(|unseen| !is_ours(line, unseen));
                prop_assert_eq!(others.count(), 0, "{:?}", line);
            }
        }
    }
}
