//! A page as Markdown (CommonMark with pipe tables): the same blocks, in the same order.

use super::inline::{Inline, Within, in_one_line, parts, plainly, unglued};
use super::table::Table;
use super::{Block, Note};

/// Returns blocks as Markdown.
pub(super) fn text(blocks: &[Block]) -> String {
    let mut written = Written::default();
    blocks.iter().for_each(|block| written.block(block));
    let mut text = written.text.trim_end().to_owned();
    text.push('\n');
    text
}

#[derive(Debug, Default)]
struct Written {
    text: String,
    is_in_list: bool,
}

impl Written {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Blank => self.apart(),
            Block::Heading { title, aside } => {
                self.apart();
                let aside = if aside.is_empty() { String::new() } else { format!(" ({aside})") };
                self.text.push_str(&format!("## {}\n\n", inline(&format!("{title}{aside}"))));
            }
            Block::Line { indent: 0, text, .. } => {
                self.apart();
                self.text.push_str(&format!("{}\n", paragraph(text)));
            }
            Block::Line { indent, text, .. } => self.listed(*indent, &paragraph(text)),
            Block::Item { indent, mark, text, below, .. } => {
                let mark = mark.trim();
                let mark = if mark.is_empty() { String::new() } else { format!("`{mark}` ") };
                let said = if mark.is_empty() { paragraph(text) } else { inline(text) };
                self.listed(*indent, &format!("{mark}{said}"));
                below.iter().for_each(|note| self.noted(indent + 2, note));
            }
            Block::Table { table, .. } => self.table(table),
            Block::Row(line) => self.listed(2, &paragraph(line)),
        }
    }

    /// Leaves one empty line.
    fn apart(&mut self) {
        self.is_in_list = false;
        if !self.text.is_empty() {
            let end = self.text.trim_end().len();
            self.text.truncate(end);
            self.text.push_str("\n\n");
        }
    }

    /// Writes an element of a list; what is further in belongs to the element before it.
    fn listed(&mut self, indent: usize, said: &str) {
        if !self.is_in_list {
            self.apart();
            self.is_in_list = true;
        }
        let depth = indent.saturating_sub(2) / 2;
        self.text.push_str(&format!("{}- {said}\n", "  ".repeat(depth)));
    }

    fn noted(&mut self, indent: usize, note: &Note) {
        match note.label.as_str() {
            "" => self.listed(indent, &paragraph(&note.text)),
            label => self.listed(indent, &format!("**{}**: {}", inline(label), inline(&note.text))),
        }
    }

    fn table(&mut self, table: &Table) {
        if !table.has_titles() {
            return table.rows.iter().for_each(|row| self.labelled(row));
        }
        self.apart();
        let titles: Vec<String> = table.columns.iter().map(|column| inline(&column.title)).collect();
        self.row(&titles);
        self.row(&vec!["---".to_owned(); titles.len()]);
        for row in &table.rows {
            self.row(&row.iter().map(|cell| cell_text(cell)).collect::<Vec<_>>());
        }
        self.apart();
    }

    fn row(&mut self, cells: &[String]) {
        self.text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }

    fn labelled(&mut self, cells: &[Vec<String>]) {
        let mut cells = cells.iter().map(|cell| cell_text(cell));
        let label = cells.next().unwrap_or_default();
        let rest: Vec<String> = cells.collect();
        self.listed(2, &format!("**{label}**: {}", rest.join(" ")));
    }
}

fn cell_text(cell: &[String]) -> String {
    cell.iter().map(|text| inline(text)).collect::<Vec<_>>().join("<br>")
}

/// Returns a text that begins a block: what would open a list or a heading there is escaped too.
fn paragraph(text: &str) -> String {
    let text = inline(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text[digits..].chars().next() {
        // `1.` opens a numbered list, as long as the number is short.
        Some('.' | ')') if (1..10).contains(&digits) => format!("{}\\{}", &text[..digits], &text[digits..]),
        Some('+' | '-' | '=') if digits == 0 => format!("\\{text}"),
        _ => text,
    }
}

/// Returns a text with what is to be typed as code, and what Markdown would read otherwise escaped.
pub(super) fn inline(text: &str) -> String {
    let text = unglued(&in_one_line(text));
    let (parts, _) = parts(&text, Within::Words);
    let mut written = String::new();
    for part in parts {
        match part {
            Inline::Words(words) => written.extend(words.chars().flat_map(escaped)),
            Inline::Code(typed) => written.push_str(&code(typed)),
        }
    }
    written
}

fn escaped(character: char) -> impl Iterator<Item = char> {
    let is_markup = r"\`*_[]<>|~&$#".contains(character);
    is_markup.then_some('\\').into_iter().chain([character])
}

/// Returns a span of code. A backtick in it would end it, a bar a cell of a table.
fn code(typed: &str) -> String {
    if typed.contains(['`', '|']) {
        return plainly(typed).chars().flat_map(escaped).collect();
    }
    format!("`{typed}`")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::super::{Column, Item, Page, Share, code};
    use super::*;

    fn events(markdown: &str) -> Vec<Event<'_>> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_MATH;
        Parser::new_ext(markdown, options).collect()
    }

    /// Returns what a reader of the Markdown reads, and whether anything in it is more than text, lists and code.
    fn read(markdown: &str) -> (String, bool) {
        let mut text = String::new();
        let mut is_plain = true;
        for event in events(markdown) {
            match event {
                Event::Text(said) => text.push_str(&said),
                Event::Code(said) => text.push_str(&said),
                Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item | Tag::Heading { .. })
                | Event::End(_) => {}
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell) => {}
                _ => is_plain = false,
            }
        }
        (text, is_plain)
    }

    /// Texts full of what Markdown might read otherwise, and others.
    const TEXTS: &str = r"[ a1.)(_*`\\\[\]<>|~&$!#+=:/-]{0,16}|(&(lt|amp|#35);| ){0,4}|[ -~äİ–]{0,24}";

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

        /// Whatever a text holds, a reader of the Markdown reads that text and nothing else.
        #[test]
        fn a_text_is_read_as_it_is_written(text in TEXTS) {
            let written = in_one_line(&text);
            let mut line = Page::new(80);
            line.line(0, &text);
            prop_assert_eq!(read(&line.into_markdown()), (written.clone(), true));
            let mut item = Page::new(80);
            item.item(2, "", &Item::new(text.clone()));
            prop_assert_eq!(read(&item.into_markdown()), (written.clone(), true));
            let mut heading = Page::new(80);
            heading.heading(&text);
            prop_assert_eq!(read(&heading.into_markdown()), (written.clone(), true));
            let mut cell = Page::new(80);
            let mut table = Table::new([Column::new("a", Share::Rest), Column::new("b", Share::Rest)]);
            table.row(vec![vec![text.clone()], vec!["x".to_owned()]]);
            cell.table(2, table);
            prop_assert_eq!(read(&cell.into_markdown()), (format!("ab{written}x"), true));
        }
    }

    #[test]
    fn the_same_page_has_headings_lists_tables_and_keys_as_code() {
        let mut page = Page::new(80);
        page.line(0, "At the end of the log.");
        page.section("Promises", &format!("2 of 13; all: {}", code("--only commitments")));
        let mut table = Table::new([Column::new("What", Share::Above), Column::new("Promised", Share::Rest)]);
        table.row(vec![vec!["exchange".to_owned()], vec!["1,000 | about".to_owned(), "more".to_owned()]]);
        page.table(2, table);
        let mut item = Item::new("contacts go on").on(["r1-contacts"]);
        item.fact("not confirmed by", "Ukraine");
        page.item(2, "+ ", &item);
        page.aside(0, "Left out: claims (3).");
        assert_eq!(
            page.into_markdown(),
            "At the end of the log.\n\n## Promises (2 of 13; all: `--only commitments`)\n\n| What | Promised \
             |\n| --- | --- |\n| exchange | 1,000 \\| about<br>more |\n\n- `+` contacts go on \
             \\[`r1-contacts`\\]\n  - **not confirmed by**: Ukraine\n\nLeft out: claims (3).\n"
        );
    }

    #[test]
    fn what_stands_further_in_belongs_to_the_element_before_it() {
        let mut page = Page::new(80);
        let mut item = Item::new("made");
        item.note("promised 1,000");
        page.item(2, "", &item);
        let markdown = page.into_markdown();
        let lists = events(&markdown).into_iter().filter(|event| matches!(event, Event::Start(Tag::List(_))));
        assert_eq!(lists.count(), 2, "{markdown}");
    }
}
