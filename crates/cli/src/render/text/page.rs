//! Lines on a page of some width: headings, items with their event keys, what stands below them.

use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

/// How many event keys are named before the rest is counted.
const KEYS: usize = 6;

/// One thing said, with the keys of the events that it rests on and what is said below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) text: String,
    pub(crate) keys: Vec<String>,
    pub(crate) below: Vec<String>,
}

impl Item {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Names the events that it rests on.
    #[must_use]
    pub(crate) fn on<S: AsRef<str>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.keys.extend(keys.into_iter().map(|key| key.as_ref().to_owned()));
        self
    }

    /// Adds a line below.
    pub(crate) fn note(&mut self, line: impl Into<String>) {
        self.below.push(line.into());
    }

    /// Returns the text with the keys in brackets at its end.
    pub(crate) fn line(&self) -> String {
        match self.keys.is_empty() {
            true => self.text.clone(),
            false => format!("{} {}", self.text, bracketed(&self.keys)),
        }
    }
}

/// Returns keys in brackets, at most six and a count of the rest.
pub(crate) fn bracketed<S: AsRef<str>>(keys: &[S]) -> String {
    format!("[{}]", listed(keys))
}

/// Returns keys beside each other, at most six and a count of the rest.
pub(crate) fn listed<S: AsRef<str>>(keys: &[S]) -> String {
    let shown: Vec<&str> = keys.iter().take(KEYS).map(AsRef::as_ref).collect();
    match keys.len().saturating_sub(KEYS) {
        0 => shown.join(", "),
        rest => format!("{}, +{rest} more", shown.join(", ")),
    }
}

/// Text under way, wrapped to a width.
#[derive(Debug)]
pub(crate) struct Page {
    text: String,
    width: usize,
}

impl Page {
    pub(crate) fn new(width: usize) -> Self {
        Self { text: String::new(), width: width.max(40) }
    }

    /// Writes a heading, with an empty line before it.
    pub(crate) fn heading(&mut self, heading: &str) {
        self.blank();
        self.line(0, heading);
    }

    /// Ends a paragraph.
    pub(crate) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writes a line; what does not fit goes on below, two columns further in.
    pub(crate) fn line(&mut self, indent: usize, line: &str) {
        let first = " ".repeat(indent);
        self.wrapped(&first, indent + 2, line);
    }

    /// Writes an item behind a mark, such as `+ `, and below it what else is said.
    pub(crate) fn item(&mut self, indent: usize, mark: &str, item: &Item) {
        let first = format!("{}{mark}", " ".repeat(indent));
        let within = indent + display_width(mark);
        self.wrapped(&first, within + 2, &item.line());
        for line in &item.below {
            self.line(within + 2, line);
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Returns the text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    fn wrapped(&mut self, first: &str, hanging: usize, line: &str) {
        let hanging = " ".repeat(hanging);
        // Keys are made to be copied: no word is broken.
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(&hanging)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        for row in textwrap::wrap(&line, options) {
            self.text.push_str(row.trim_end());
            self.text.push('\n');
        }
    }
}

/// Returns a text cut to a width, with an ellipsis if anything is missing.
pub(crate) fn clipped(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if display_width(&kept) + 1 > width {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

/// Returns a text filled up with spaces to a width.
pub(crate) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_wrap_with_a_hanging_indent_and_keep_keys_whole() {
        let mut page = Page::new(40);
        page.heading("Commitments");
        let mut item = Item::new("exchange of prisoners, one thousand from each side").on(["r1-prisoners"]);
        item.note("promised 1,000 persons");
        page.item(2, "+ ", &item);
        assert_eq!(
            page.into_text(),
            "Commitments\n  + exchange of prisoners, one thousand\n      from each side [r1-prisoners]\n      promised 1,000 persons\n"
        );
    }

    #[test]
    fn a_word_wider_than_the_page_is_not_broken() {
        let mut page = Page::new(40);
        let key = "a-key-that-is-longer-than-the-whole-width-of-the-page";
        page.line(2, &format!("[{key}]"));
        assert!(page.into_text().contains(key));
    }

    #[test]
    fn many_keys_are_counted() {
        let keys = ["a", "b", "c", "d", "e", "f", "g", "h"];
        assert_eq!(bracketed(&keys), "[a, b, c, d, e, f, +2 more]");
        assert_eq!(bracketed(&keys[..6]), "[a, b, c, d, e, f]");
    }

    #[test]
    fn clipping_and_padding_count_columns() {
        assert_eq!(clipped("Türkiye", 7), "Türkiye");
        assert_eq!(clipped("Türkiye hosts", 9), "Türkiye…");
        assert_eq!(clipped("会議が開かれた", 7), "会議が…");
        assert_eq!(padded("会議", 6), "会議  ");
        assert_eq!(padded("Türkiye", 9), "Türkiye  ");
    }

    #[test]
    fn paragraphs_are_one_line_apart() {
        let mut page = Page::new(80);
        page.blank();
        page.line(0, "a");
        page.blank();
        page.heading("b");
        assert_eq!(page.into_text(), "a\n\nb\n");
    }
}
