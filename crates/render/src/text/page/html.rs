//! A page as HTML: the same blocks, in the same order. What is to be typed becomes a link where it leads somewhere.
//!
//! Every text goes through the escaping of the template; no text is markup.

use maud::{Markup, PreEscaped, html};

use crate::svg::bars;

use super::inline::{Inline, Within, in_one_line, parts, unglued};
use super::table::Table;
use super::{Block, Note, Tone};

/// Where what a page names can be read.
pub trait Links {
    /// Returns the link for something to be typed, such as a key, a path of the state, an option or a command; `None` if it
    /// leads nowhere.
    fn to(&self, typed: &str) -> Option<Link>;
}

/// A link in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub url: String,
    /// The words that stand for it, in the place of a command; `None` where what is typed is a name itself.
    pub words: Option<String>,
}

/// Returns blocks as HTML: what stands above the first heading, then a `section` for each heading.
pub(super) fn text(blocks: &[Block], links: &dyn Links) -> String {
    let is_heading = |block: &Block| matches!(block, Block::Heading { .. });
    let begin = blocks.iter().position(is_heading).unwrap_or(blocks.len());
    let (above, below) = blocks.split_at(begin);
    let writer = Writer { links };
    let sections = below.chunk_by(|_, next| !is_heading(next));
    html! {
        (writer.flow(above))
        @for section in sections { (writer.section(section)) }
    }
    .into_string()
}

#[derive(Clone, Copy)]
struct Writer<'l> {
    links: &'l dyn Links,
}

/// An element of a list, as far in as its indent says.
struct Element {
    depth: usize,
    said: Markup,
}

impl Writer<'_> {
    fn section(self, blocks: &[Block]) -> Markup {
        let Some((Block::Heading { title, aside }, rest)) = blocks.split_first() else {
            return self.flow(blocks);
        };
        html! {
            section {
                h2 { (self.inline(title)) @if !aside.is_empty() { " " small { "(" (self.inline(aside)) ")" } } }
                (self.flow(rest))
            }
        }
    }

    /// Writes blocks without headings: what follows each other in a list is one.
    fn flow(self, blocks: &[Block]) -> Markup {
        let runs = blocks.chunk_by(|one, next| is_listed(one) && is_listed(next));
        html! { @for run in runs { (self.run(run)) } }
    }

    fn run(self, blocks: &[Block]) -> Markup {
        match blocks {
            [Block::Line { indent: 0, tone, text }] => self.paragraph(*tone, text),
            [Block::Table { table, .. }] if table.has_titles() => self.table(table),
            [Block::Table { table, .. }] => self.labelled(table),
            [Block::Row(line)] => html! { p class="row" { (self.inline(line)) } },
            _ => {
                let elements: Vec<Element> = blocks.iter().filter_map(|block| self.element(block)).collect();
                list(&elements)
            }
        }
    }

    fn paragraph(self, tone: Tone, text: &str) -> Markup {
        match tone {
            Tone::Plain => html! { p { (self.inline(text)) } },
            Tone::Aside => html! { p class="aside" { (self.inline(text)) } },
            Tone::Warning => html! { p class="warning" role="note" { (self.inline(text)) } },
            Tone::Typed => html! {},
        }
    }

    fn element(self, block: &Block) -> Option<Element> {
        let (indent, said) = match block {
            Block::Line { indent, tone: Tone::Plain, text } => (indent, self.inline(text)),
            Block::Line { tone: Tone::Typed, .. } => return None,
            Block::Line { indent, tone: Tone::Aside, text } => {
                (indent, html! { span class="aside" { (self.inline(text)) } })
            }
            Block::Line { indent, tone: Tone::Warning, text } => {
                (indent, html! { span class="warning" { (self.inline(text)) } })
            }
            Block::Item { indent, mark, text, below, bar } => {
                let mark = mark.trim();
                let said = html! {
                    @if !mark.is_empty() { span class="mark" { (mark) } " " }
                    (self.inline(text))
                    // Its writer has escaped what it says.
                    @if let Some(bar) = bar { " " (PreEscaped(bars(bar))) }
                    (self.notes(below))
                };
                (indent, said)
            }
            Block::Blank | Block::Heading { .. } | Block::Table { .. } | Block::Row(_) => return None,
        };
        Some(Element { depth: indent.saturating_sub(2) / 2, said })
    }

    /// Writes what is said below an item; lines that share a label stand behind it together.
    fn notes(self, below: &[Note]) -> Markup {
        let is_labelled = |note: &Note| !note.label.is_empty();
        let runs = below.chunk_by(|one, next| is_labelled(one) == is_labelled(next));
        html! {
            @for run in runs {
                @if run.first().is_some_and(is_labelled) {
                    dl {
                        @for alike in run.chunk_by(|one, next| one.label == next.label) {
                            dt { (self.inline(&alike[0].label)) }
                            @for note in alike { dd { (self.inline(&note.text)) } }
                        }
                    }
                } @else {
                    ul { @for note in run { li { (self.inline(&note.text)) } } }
                }
            }
        }
    }

    /// Writes a table. A narrow screen shows a row as a card, for which each cell names its column.
    fn table(self, table: &Table) -> Markup {
        let columns = &table.columns;
        html! {
            div class="wide" { table {
                thead { tr { @for column in columns { th scope="col" { (self.inline(&column.title)) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (place, (cell, column)) in row.iter().zip(columns).enumerate() {
                                @if place == 0 {
                                    th scope="row" { (self.paragraphs(cell)) }
                                } @else {
                                    td data-label=[cell.iter().any(|text| !text.is_empty()).then_some(column.title.as_str())] {
                                        (self.paragraphs(cell))
                                    }
                                }
                            }
                        }
                    }
                }
            } }
        }
    }

    /// Writes labels and what stands behind them.
    fn labelled(self, table: &Table) -> Markup {
        html! {
            dl class="facts" {
                @for row in &table.rows {
                    @if let Some((label, cells)) = row.split_first() {
                        dt { (self.paragraphs(label)) }
                        @for cell in cells { dd { (self.paragraphs(cell)) } }
                    }
                }
            }
        }
    }

    fn paragraphs(self, cell: &[String]) -> Markup {
        match cell {
            [] => html! {},
            [text] => self.inline(text),
            several => html! { @for text in several { p { (self.inline(text)) } } },
        }
    }

    fn inline(self, text: &str) -> Markup {
        let line = unglued(&in_one_line(text));
        let (parts, _) = parts(&line, Within::Words);
        html! {
            @for part in parts {
                @match part {
                    Inline::Words(said) => (said),
                    Inline::Code(typed) => (self.typed(typed)),
                }
            }
        }
    }

    fn typed(self, typed: &str) -> Markup {
        match self.links.to(typed) {
            Some(Link { url, words }) => html! { a href=(url) { (words.as_deref().unwrap_or(typed)) } },
            None => html! { code { (typed) } },
        }
    }
}

/// Returns whether a block is an element of a list.
fn is_listed(block: &Block) -> bool {
    matches!(block, Block::Item { .. }) || matches!(block, Block::Line { indent, .. } if *indent > 0)
}

/// Writes elements as lists; what is further in belongs to the element before it.
fn list(elements: &[Element]) -> Markup {
    let Some(first) = elements.first() else { return html! {} };
    let mut depth = first.depth;
    let groups = elements.chunk_by(|_, next| {
        let is_inner = next.depth > depth;
        depth = if is_inner { depth } else { next.depth };
        is_inner
    });
    html! {
        ul {
            @for group in groups {
                @if let Some((head, inner)) = group.split_first() { li { (head.said) (list(inner)) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Item, Page, Share, code};
    use super::*;

    struct ToKeys;

    impl Links for ToKeys {
        fn to(&self, typed: &str) -> Option<Link> {
            let words = typed.starts_with("--").then(|| "all of it".to_owned());
            (!typed.contains(' ')).then(|| Link { url: format!("/event/{typed}"), words })
        }
    }

    #[test]
    fn a_page_has_sections_lists_tables_and_links() {
        let mut page = Page::new(80);
        page.line(0, "At the end of the log.");
        page.warning(0, "Nothing yet");
        page.section("Promises", &format!("2 of 13; all: {}", code("asof commitments")));
        let mut table = Table::new([Column::new("What", Share::Above), Column::new("Promised", Share::Rest)]);
        table.row(vec![vec!["exchange".to_owned()], vec!["1,000".to_owned(), "more".to_owned()]]);
        page.table(2, table);
        let mut item = Item::new("contacts go on").on(["r1-contacts"]);
        item.fact("not confirmed by", "Ukraine");
        item.fact("not confirmed by", "Russia");
        item.note("later");
        page.item(2, "+ ", &item);
        page.item(4, "", &Item::new("further in"));
        page.item(2, "", &Item::new("<script>alert(\"1\")</script> & more"));
        page.aside(0, &format!("Left out: {}.", code("--all")));
        page.typed(0, "More by an option.");
        assert_eq!(
            page.into_html(&ToKeys),
            "<p>At the end of the log.</p><p class=\"warning\" role=\"note\">Nothing yet</p>\
             <section><h2>Promises <small>(2 of 13; all: <code>asof commitments</code>)</small></h2>\
             <div class=\"wide\"><table><thead><tr><th scope=\"col\">What</th><th scope=\"col\">Promised</th></tr></thead>\
             <tbody><tr><th scope=\"row\">exchange</th><td data-label=\"Promised\"><p>1,000</p><p>more</p></td></tr></tbody></table></div>\
             <ul><li><span class=\"mark\">+</span> contacts go on [<a href=\"/event/r1-contacts\">r1-contacts</a>]\
             <dl><dt>not confirmed by</dt><dd>Ukraine</dd><dd>Russia</dd></dl><ul><li>later</li></ul>\
             <ul><li>further in</li></ul></li>\
             <li>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more</li></ul>\
             <p class=\"aside\">Left out: <a href=\"/event/--all\">all of it</a>.</p></section>"
        );
    }

    #[test]
    fn elements_nest_by_their_indent_wherever_they_begin() {
        let mut page = Page::new(80);
        for (indent, text) in [(6, "a"), (2, "b"), (4, "c"), (8, "d"), (4, "e")] {
            page.item(indent, "", &Item::new(text));
        }
        assert_eq!(
            page.into_html(&ToKeys),
            "<ul><li>a</li><li>b<ul><li>c<ul><li>d</li></ul></li><li>e</li></ul></li></ul>"
        );
    }
}
