//! A page for a terminal: lines wrapped to its width, with colours that a reader may take out again.
//!
//! Colour says nothing that the words do not say.

use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::inline::{Inline, Within, in_one_line, parts, unglued};
use super::table::Table;
use super::{Block, Note, Tone, cut, padded};

const HEADING: Style = Style::new().bold();
const CODE: Style = Style::new().dimmed();
const LABEL: Style = Style::new().dimmed();
const ASIDE: Style = Style::new().dimmed();
const WARNING: Style = AnsiColor::Yellow.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();

/// Returns blocks as text of a width.
pub(super) fn text(blocks: &[Block], width: usize) -> String {
    blocks.iter().flat_map(|block| painted(block, width)).map(|line| line + "\n").collect()
}

/// Returns how many lines blocks take.
pub(super) fn height(blocks: &[Block], width: usize) -> usize {
    blocks.iter().map(|block| painted(block, width).len()).sum()
}

fn painted(block: &Block, width: usize) -> Vec<String> {
    match block {
        Block::Blank => vec![String::new()],
        Block::Heading { title, aside } => heading(title, aside, width),
        Block::Line { indent, tone, text } => {
            let style = match tone {
                Tone::Plain => Style::new(),
                Tone::Aside | Tone::Typed => ASIDE,
                Tone::Warning => WARNING,
            };
            let lines = wrapped(text, width, &" ".repeat(*indent), &" ".repeat(indent + 2));
            coloured(&lines, style)
        }
        Block::Item { indent, mark, text, below, .. } => item(*indent, mark, text, below, width),
        Block::Table { indent, table } => columns(*indent, table, width),
        Block::Row(line) => coloured(&[cut(line, width)], Style::new()),
    }
}

fn heading(title: &str, aside: &str, width: usize) -> Vec<String> {
    let whole = if aside.is_empty() { title.to_owned() } else { format!("{title} ({aside})") };
    let lines = wrapped(&whole, width, "", "  ");
    match (lines.as_slice(), aside.is_empty()) {
        // Only the title is bold where it is whole in the first line.
        ([first, rest @ ..], false) if first.starts_with(title) => {
            let mut within = Within::Words;
            let mut painted = vec![format!(
                "{HEADING}{title}{HEADING:#}{}",
                inline(&first[title.len()..], Style::new(), &mut within)
            )];
            painted.extend(rest.iter().map(|line| inline(line, Style::new(), &mut within)));
            painted
        }
        _ => coloured(&lines, HEADING),
    }
}

fn item(indent: usize, mark: &str, text: &str, below: &[Note], width: usize) -> Vec<String> {
    let within = indent + display_width(mark);
    let hanging = " ".repeat(within + 2);
    let mut lines = coloured(&wrapped(text, width, &" ".repeat(within), &hanging), Style::new());
    if let Some(first) = lines.first_mut()
        && !mark.is_empty()
    {
        let style = match mark.trim() {
            "+" => ADDED,
            "-" => REMOVED,
            "~" => CHANGED,
            _ => Style::new(),
        };
        let behind = &first[within.min(first.len())..];
        *first = format!("{}{style}{}{style:#} {behind}", " ".repeat(indent), mark.trim_end());
    }
    for alike in below.chunk_by(|a, b| a.label == b.label) {
        // Several lines share one label, and each goes on further in.
        let hanging = if alike.len() > 1 { 2 } else { 0 };
        for (place, note) in alike.iter().enumerate() {
            let label = if place == 0 { note.label.as_str() } else { "" };
            lines.extend(noted(within + 2, note, label, hanging, width));
        }
    }
    lines
}

/// How wide the column of labels is, with the gap behind it.
const LABELS: usize = 15;

/// Returns a line below an item, with its label in a column of its own.
fn noted(indent: usize, note: &Note, label: &str, hanging: usize, width: usize) -> Vec<String> {
    let margin = " ".repeat(indent);
    if note.label.is_empty() {
        return coloured(&wrapped(&note.text, width, &margin, &format!("{margin}  ")), Style::new());
    }
    let gap = if display_width(label) + 2 > LABELS { "  " } else { "" };
    let lead = format!("{margin}{}{gap}", padded(label, LABELS));
    let lines = wrapped(&note.text, width, &lead, &" ".repeat(indent + LABELS + hanging));
    let mut lines = coloured(&lines, Style::new());
    if let Some(first) = lines.first_mut()
        && !label.is_empty()
        && let Some(behind) = first.strip_prefix(&format!("{margin}{label}"))
    {
        *first = format!("{margin}{LABEL}{label}{LABEL:#}{behind}");
    }
    lines
}

fn columns(indent: usize, table: &Table, width: usize) -> Vec<String> {
    let room = width.saturating_sub(indent);
    let indented = |line: String| format!("{}{line}", " ".repeat(indent));
    let titles: Vec<String> = table.titles(room).into_iter().map(indented).collect();
    let lines: Vec<String> = table.lines(room).into_iter().map(indented).collect();
    let mut painted = coloured(&titles, HEADING);
    // A key in a cell never goes on in the next line of the table, which is another text.
    painted.extend(lines.iter().flat_map(|line| coloured(std::slice::from_ref(line), Style::new())));
    painted
}

/// Returns a text wrapped to a width, its marks kept.
pub(super) fn wrapped(text: &str, width: usize, first: &str, hanging: &str) -> Vec<String> {
    // Keys are made to be copied: no word is broken.
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(hanging)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let line = in_one_line(text);
    textwrap::wrap(&line, options).into_iter().map(|row| unglued(row.trim_end())).collect()
}

/// Returns the lines of one text in a style.
fn coloured(lines: &[String], style: Style) -> Vec<String> {
    let mut within = Within::Words;
    lines.iter().map(|line| inline(line, style, &mut within)).collect()
}

/// Returns a line with what is to be typed set apart; the indent stays as it is.
fn inline(line: &str, style: Style, within: &mut Within) -> String {
    let said = line.trim_start_matches(' ');
    let mut text = line[..line.len() - said.len()].to_owned();
    let (parts, next) = parts(said, *within);
    *within = next;
    for part in parts {
        let (said, style) = match part {
            Inline::Words(said) => (said, style),
            // A line that is set apart as a whole says nothing more by it.
            Inline::Code(said) => (said, if style.is_plain() { CODE } else { style }),
        };
        text.push_str(&format!("{style}{said}{style:#}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;

    use super::super::{Column, Item, Page, Share, code};
    use super::*;

    fn plain(page: Page) -> String {
        strip_str(&page.into_text()).to_string()
    }

    #[test]
    fn lines_wrap_with_a_hanging_indent_and_keep_keys_whole() {
        let mut page = Page::new(40);
        page.heading("Commitments");
        let mut item = Item::new("exchange of prisoners, one thousand from each side").on(["r1-prisoners"]);
        item.note("promised 1,000 persons");
        page.item(2, "+ ", &item);
        assert_eq!(
            plain(page),
            "Commitments\n  + exchange of prisoners, one thousand\n      from each side [r1-prisoners]\n      promised 1,000 persons\n"
        );
    }

    #[test]
    fn a_word_wider_than_the_page_is_not_broken() {
        let mut page = Page::new(40);
        let key = "a-key-that-is-longer-than-the-whole-width-of-the-page";
        page.line(2, &format!("[{key}]"));
        assert!(plain(page).contains(key));
    }

    #[test]
    fn paragraphs_are_one_line_apart() {
        let mut page = Page::new(80);
        page.blank();
        page.line(0, "a");
        page.blank();
        page.heading("b");
        assert_eq!((page.height(), plain(page).as_str()), (3, "a\n\nb\n"));
    }

    #[test]
    fn colour_takes_no_width_and_says_nothing_alone() {
        let mut page = Page::new(44);
        page.section("Promises", &format!("2 of 13; all: {}", code("--only commitments")));
        page.item(2, "+ ", &Item::new("exchange of prisoners, one thousand each").on(["r1-prisoners"]));
        let mut table = Table::new([Column::new("promised", Share::Rest)]);
        table.row(vec![vec![format!("1,000 [{}]", code("r1-prisoners"))]]);
        page.table(2, table);
        let text = page.into_text();
        assert!(text.contains("\u{1b}[1mPromises\u{1b}[0m (2 of 13"), "{text:?}");
        assert!(text.contains("\u{1b}[32m+\u{1b}[0m "), "{text:?}");
        assert!(text.contains("[\u{1b}[2mr1-prisoners\u{1b}[0m]"), "{text:?}");
        assert_eq!(
            strip_str(&text).to_string(),
            "Promises (2 of 13; all: --only commitments)\n  + exchange of prisoners, one thousand each\n      \
             [r1-prisoners]\n  promised\n  1,000 [r1-prisoners]\n"
        );
        for line in text.lines() {
            assert!(display_width(line) <= 44, "{line:?}");
            assert_eq!(display_width(line), display_width(&strip_str(line).to_string()));
        }
    }

    #[test]
    fn what_is_typed_and_wraps_is_set_apart_in_both_lines() {
        let mut page = Page::new(40);
        page.line(0, &format!("all that changed between them: {}", code("asof diff A B")));
        let text = page.into_text();
        let dimmed = text.lines().filter(|line| line.contains("\u{1b}[2m")).count();
        assert_eq!(dimmed, 2, "{text:?}");
        assert!(text.lines().all(|line| line.ends_with("\u{1b}[0m")), "{text:?}");
    }
}
