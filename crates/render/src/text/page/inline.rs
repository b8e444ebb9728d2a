//! What in a line is to be typed or copied: keys, options, commands.
//!
//! A mark before and behind it lets each markup show it in its own way. The marks are two control characters: the
//! texts of a log hold none, and they take no column.

/// Stands before what is to be typed.
const OPEN: char = '\u{e}';

/// Stands behind it.
const CLOSE: char = '\u{f}';

/// Stands for a space at which no line is broken.
const GLUE: char = '\u{a0}';

/// Returns a text of which no line is broken at its spaces.
pub(crate) fn glued(text: &str) -> String {
    text.replace(' ', &GLUE.to_string())
}

/// Returns the words of a text, each as it stands between spaces where a line may be broken.
pub(super) fn in_one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a line as it is to be read, once lines are broken.
pub(super) fn unglued(line: &str) -> String {
    line.replace(GLUE, " ")
}

/// Returns a key, an option or a command, marked as something to be typed.
pub(crate) fn code(typed: &str) -> String {
    format!("{OPEN}{typed}{CLOSE}")
}

/// Returns a line without its marks.
pub(crate) fn plainly(line: &str) -> String {
    unglued(line).replace([OPEN, CLOSE], "")
}

/// A part of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inline<'a> {
    Words(&'a str),
    Code(&'a str),
}

/// Whether a line begins within what is to be typed, which may wrap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Within {
    #[default]
    Words,
    Code,
}

/// Returns the parts of a line, and where the next line of the same text begins.
pub(super) fn parts(line: &str, mut within: Within) -> (Vec<Inline<'_>>, Within) {
    let mut parts = Vec::new();
    let mut rest = line;
    loop {
        let (mark, next) = match within {
            Within::Words => (OPEN, Within::Code),
            Within::Code => (CLOSE, Within::Words),
        };
        let part = |text| match within {
            Within::Words => Inline::Words(text),
            Within::Code => Inline::Code(text),
        };
        let (text, behind) = match rest.split_once(mark) {
            Some((text, behind)) => (text, Some(behind)),
            None => (rest, None),
        };
        if !text.is_empty() {
            parts.push(part(text));
        }
        match behind {
            Some(behind) => (rest, within) = (behind, next),
            None => return (parts, within),
        }
    }
}

#[cfg(test)]
mod tests {
    use textwrap::core::display_width;

    use super::*;

    #[test]
    fn marks_take_no_column_and_can_be_taken_out() {
        let line = format!("expected by Donald Trump [{}]", code("trump-expects-putin"));
        assert_eq!(plainly(&line), "expected by Donald Trump [trump-expects-putin]");
        assert_eq!(display_width(&line), display_width(&plainly(&line)));
    }

    #[test]
    fn a_line_falls_into_words_and_what_is_typed() {
        let line = format!("a {} b", code("c d"));
        let (found, within) = parts(&line, Within::Words);
        assert_eq!(found, [Inline::Words("a "), Inline::Code("c d"), Inline::Words(" b")]);
        assert_eq!(within, Within::Words);
    }

    #[test]
    fn what_is_typed_may_go_on_in_the_next_line() {
        let line = format!("try {}", code("asof show"));
        let (first, second) = line.split_at(line.len() - 5);
        let (found, within) = parts(first, Within::Words);
        assert_eq!((found.last(), within), (Some(&Inline::Code("asof ")), Within::Code));
        assert_eq!(parts(second, within), (vec![Inline::Code("show")], Within::Words));
    }
}
