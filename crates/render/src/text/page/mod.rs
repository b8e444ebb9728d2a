//! What an answer says, in the order of reading: headings, lines, items with their event keys, tables.
//!
//! A page knows no markup: `terminal` writes it for a terminal, `markdown` as Markdown, `html` for a browser.

mod html;
mod inline;
mod markdown;
mod table;
mod terminal;

use std::collections::HashSet;

use textwrap::core::display_width;

use crate::svg::Bar;

pub use html::{Link, Links};
pub(crate) use inline::{code, glued, plainly};
pub(crate) use table::{Column, Share, Table};

/// How many event keys are named before the rest is counted, where not all are.
pub(crate) const SEVERAL: usize = 3;

/// One thing said, with the keys of the events that it rests on and what is said below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) text: String,
    pub(crate) keys: Vec<String>,
    pub(crate) below: Vec<Note>,
    /// The figures of a promise, which HTML draws beside the text; the text says them too.
    pub(crate) bar: Option<Box<Bar>>,
}

/// A line below an item, behind a label if it has one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) label: String,
    pub(crate) text: String,
}

impl Note {
    /// Returns a line that stands alone.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { label: String::new(), text: text.into() }
    }

    /// Returns it in one text, for where nothing is aligned.
    pub(crate) fn line(&self) -> String {
        match self.label.as_str() {
            "" => self.text.clone(),
            label => format!("{label}: {}", self.text),
        }
    }
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
        self.below.push(Note::new(line));
    }

    /// Adds a line below, behind a label.
    pub(crate) fn fact(&mut self, label: impl Into<String>, text: impl Into<String>) {
        self.below.push(Note { label: label.into(), text: text.into() });
    }

    /// Returns the text with the keys in brackets at its end.
    pub(crate) fn line(&self) -> String {
        match self.keys.is_empty() {
            true => self.text.clone(),
            false => format!("{} {}", self.text, bracketed(&self.keys)),
        }
    }
}

/// Returns keys in brackets.
pub(crate) fn bracketed<S: AsRef<str>>(keys: &[S]) -> String {
    format!("[{}]", listed(keys))
}

/// Returns keys beside each other.
pub(crate) fn listed<S: AsRef<str>>(keys: &[S]) -> String {
    keys.iter().map(|key| code(key.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Returns some keys beside each other and a count of the rest.
pub(crate) fn several<S: AsRef<str>>(keys: &[S]) -> String {
    let shown = listed(&keys[..keys.len().min(SEVERAL)]);
    match keys.len().saturating_sub(SEVERAL) {
        0 => shown,
        rest => format!("{shown} +{rest}"),
    }
}

/// What stands on a page.
#[derive(Debug, Clone)]
enum Block {
    Blank,
    Heading {
        title: String,
        aside: String,
    },
    Line {
        indent: usize,
        tone: Tone,
        text: String,
    },
    Item {
        indent: usize,
        mark: String,
        text: String,
        below: Vec<Note>,
        bar: Option<Box<Bar>>,
    },
    Table {
        indent: usize,
        table: Table,
    },
    /// A line of columns of its own, cut to the width and not wrapped.
    Row(String),
}

/// How loudly a line is said; the words say it without the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Plain,
    /// How to read on, what was left out.
    Aside,
    /// What a reader should not miss.
    Warning,
    /// How to ask on at a command line, where a page of a site has links.
    Typed,
}

/// What is said, block by block, for a width.
#[derive(Debug)]
pub(crate) struct Page {
    blocks: Vec<Block>,
    width: usize,
}

impl Page {
    pub(crate) fn new(width: usize) -> Self {
        Self { blocks: Vec::new(), width: width.max(40) }
    }

    /// Writes a heading, with an empty line before it.
    pub(crate) fn heading(&mut self, heading: &str) {
        self.section(heading, "");
    }

    /// Writes a heading and beside it how much of the matter follows.
    pub(crate) fn section(&mut self, title: &str, aside: &str) {
        self.blank();
        self.blocks.push(Block::Heading { title: title.to_owned(), aside: aside.to_owned() });
    }

    /// Writes a heading with how much follows, without an empty line before it.
    pub(crate) fn close_section(&mut self, title: &str, aside: &str) {
        self.blocks.push(Block::Heading { title: title.to_owned(), aside: aside.to_owned() });
    }

    /// Ends a paragraph.
    pub(crate) fn blank(&mut self) {
        if !matches!(self.blocks.last(), None | Some(Block::Blank)) {
            self.blocks.push(Block::Blank);
        }
    }

    /// Writes a line; what does not fit goes on below, two columns further in.
    pub(crate) fn line(&mut self, indent: usize, line: &str) {
        self.say(indent, Tone::Plain, line);
    }

    /// Writes how to read on, or what was left out.
    pub(crate) fn aside(&mut self, indent: usize, line: &str) {
        self.say(indent, Tone::Aside, line);
    }

    /// Writes what a reader should not miss.
    pub(crate) fn warning(&mut self, indent: usize, line: &str) {
        self.say(indent, Tone::Warning, line);
    }

    /// Writes how to ask on at a command line. A page of a site has links for that, and leaves it out.
    pub(crate) fn typed(&mut self, indent: usize, line: &str) {
        self.say(indent, Tone::Typed, line);
    }

    fn say(&mut self, indent: usize, tone: Tone, text: &str) {
        self.blocks.push(Block::Line { indent, tone, text: text.to_owned() });
    }

    /// Writes an item behind a mark, such as `+ `, and below it what else is said.
    pub(crate) fn item(&mut self, indent: usize, mark: &str, item: &Item) {
        let (mark, text, below) = (mark.to_owned(), item.line(), item.below.clone());
        self.blocks.push(Block::Item { indent, mark, text, below, bar: item.bar.clone() });
    }

    /// Writes a table.
    pub(crate) fn table(&mut self, indent: usize, table: Table) {
        self.blocks.push(Block::Table { indent, table });
    }

    /// Writes a line as it stands, of which as much is shown as there is room for.
    pub(crate) fn row(&mut self, line: &str) {
        self.blocks.push(Block::Row(line.to_owned()));
    }

    /// Writes what stands on another page of the same width.
    pub(crate) fn append(&mut self, other: Self) {
        self.blocks.extend(other.blocks);
    }

    /// Shortens each line below an item that has this label and was said before, to where it was said and its key.
    pub(crate) fn say_once(&mut self, label: &str) {
        let mut said: HashSet<String> = HashSet::new();
        let items = self.blocks.iter_mut().filter_map(|block| match block {
            Block::Item { below, .. } => Some(below),
            Block::Blank
            | Block::Heading { .. }
            | Block::Line { .. }
            | Block::Table { .. }
            | Block::Row(_) => None,
        });
        for note in items.flatten().filter(|note| note.label == label) {
            if !said.insert(note.text.clone()) {
                let key = note.text.rfind('[').map_or("", |place| &note.text[place..]);
                note.text = format!("as above {key}");
            }
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Returns how many lines it takes on a terminal.
    pub(crate) fn height(&self) -> usize {
        terminal::height(&self.blocks, self.width)
    }

    /// Returns it for a terminal, with colours.
    pub(crate) fn into_text(self) -> String {
        terminal::text(&self.blocks, self.width)
    }

    /// Returns every text that stands on it for a reader of HTML too, in the order of the blocks, without marks.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> Vec<String> {
        let of = |block: &Block| match block {
            Block::Blank => Vec::new(),
            Block::Heading { title, aside } if aside.is_empty() => vec![title.clone()],
            Block::Heading { title, aside } => vec![format!("{title} ({aside})")],
            Block::Line { tone: Tone::Typed, .. } => Vec::new(),
            Block::Line { text, .. } | Block::Row(text) => vec![text.clone()],
            Block::Item { mark, text, below, .. } => {
                let notes = below.chunk_by(|one, next| one.label == next.label).flat_map(|alike| {
                    let texts = alike.iter().map(|note| note.text.clone());
                    std::iter::once(alike[0].label.clone()).chain(texts)
                });
                [mark.clone(), text.clone()].into_iter().chain(notes).collect()
            }
            Block::Table { table, .. } => {
                let titles = table.columns.iter().map(|column| column.title.clone());
                titles.chain(table.rows.iter().flatten().flatten().cloned()).collect()
            }
        };
        self.blocks.iter().flat_map(of).map(|text| plainly(&text)).collect()
    }

    /// Returns it as Markdown.
    pub(crate) fn into_markdown(self) -> String {
        markdown::text(&self.blocks)
    }

    /// Returns it as HTML, to stand within a page of a site.
    pub(crate) fn into_html(self, links: &dyn Links) -> String {
        html::text(&self.blocks, links)
    }
}

/// Returns a text as Markdown in one line.
pub(crate) fn as_markdown(text: &str) -> String {
    markdown::inline(text)
}

/// How much of a word may be cut off with it, so that a text ends with a whole word; of a short text a third at most.
const OF_A_WORD: usize = 12;

/// Returns a text cut to a width, behind a whole word where that costs little, with an ellipsis if anything is missing.
pub(crate) fn clipped(text: &str, width: usize) -> String {
    let Some(kept) = beginning(text, width) else { return text.to_owned() };
    let is_whole = text[kept.len()..].starts_with(' ');
    let word = kept.rfind(' ').filter(|space| !is_whole && kept.len() - space <= OF_A_WORD.min(width / 3));
    let kept = word.map_or(kept, |space| &kept[..space]);
    format!("{}…", kept.trim_end_matches([' ', ',', ';', ':']))
}

/// Returns a line of columns cut to a width, with an ellipsis if anything is missing.
fn cut(line: &str, width: usize) -> String {
    beginning(line, width).map_or_else(|| line.to_owned(), |kept| format!("{}…", kept.trim_end()))
}

/// Returns as much of a text as fits a width with an ellipsis, `None` if all of it fits.
fn beginning(text: &str, width: usize) -> Option<&str> {
    if display_width(text) <= width {
        return None;
    }
    let mut used = 1;
    let fits = |(_, character): &(usize, char)| {
        used += display_width(character.encode_utf8(&mut [0; 4]));
        used <= width
    };
    let last = text.char_indices().take_while(fits).last();
    Some(last.map_or("", |(place, character)| &text[..place + character.len_utf8()]))
}

/// Returns a text filled up with spaces to a width.
pub(crate) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_keys_are_counted() {
        let keys = ["a", "b", "c", "d", "e"];
        assert_eq!(plainly(&bracketed(&keys)), "[a, b, c, d, e]");
        assert_eq!(plainly(&several(&keys)), "a, b, c +2");
        assert_eq!(plainly(&several(&keys[..3])), "a, b, c");
    }

    #[test]
    fn what_two_items_have_below_them_is_said_once() {
        let mut page = Page::new(60);
        for promise in ["a", "b", "c"] {
            let mut item = Item::new(promise);
            item.fact("disputed", "on which day? [day]");
            page.item(0, "", &item);
        }
        page.say_once("disputed");
        let text = plainly(&page.into_text());
        assert_eq!(text.matches("on which day?").count(), 1, "{text}");
        assert_eq!(text.matches("as above [day]").count(), 2, "{text}");
    }

    #[test]
    fn clipping_and_padding_count_columns() {
        assert_eq!(clipped("Türkiye", 7), "Türkiye");
        assert_eq!(clipped("Türkiye hosts", 9), "Türkiye…");
        assert_eq!(clipped("Türkiye hosts", 10), "Türkiye…");
        assert_eq!(clipped("Türkiye, hosts", 11), "Türkiye…");
        assert_eq!(clipped("Türkiye hosts it", 14), "Türkiye hosts…");
        assert_eq!(clipped("an incomprehensibilities", 20), "an incomprehensibil…");
        assert_eq!(clipped("会議が開かれた", 7), "会議が…");
        assert_eq!(padded("会議", 6), "会議  ");
        assert_eq!(padded("Türkiye", 9), "Türkiye  ");
    }
}
