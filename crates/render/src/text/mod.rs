//! Text for people: a view of the same document as the JSON.

mod about;
mod changed;
mod changes;
mod compare;
mod copied;
mod dates;
mod diff;
mod due;
mod fields;
mod grouping;
mod head;
mod hindsight;
mod history;
mod init;
mod layout;
mod log;
mod names;
mod numbers;
mod outcomes;
mod page;
mod show;
mod snapshots;
mod state;
mod summary;
#[cfg(test)]
mod tests;
mod values;
mod view;
mod why;
mod wording;

use asof_query::Answer;

use page::Page;
use view::View;

pub(crate) use self::fields::Fields;
pub use log::oneline;
pub(crate) use log::phase;

/// Returns an answer as text, wrapped to a width, with colours that the output side keeps or takes out. An overview takes
/// no more than so many lines.
pub fn text(answer: &Answer, width: usize, lines: usize) -> String {
    page(answer, width, lines).map_or_else(|| super::json(answer), Page::into_text)
}

/// Returns an answer as Markdown: the same page in another markup.
pub fn markdown(answer: &Answer) -> String {
    let fenced = || format!("```json\n{}```\n", super::json(answer));
    page(answer, MARKDOWN, UNBOUNDED).map_or_else(fenced, Page::into_markdown)
}

/// The width for which a page is made that is not wrapped: parties and figures stand beside each other.
const MARKDOWN: usize = 100;

/// How many lines an overview has where nothing bounds it.
const UNBOUNDED: usize = 48;

/// Returns what there is to say of an answer; `None` if it is one that is only shown as JSON.
fn page(answer: &Answer, width: usize, lines: usize) -> Option<Page> {
    let document = answer.json();
    let view = View::new(Fields::new(&document), &answer.names).on_screen(lines);
    Some(match view.document.text("schema")? {
        "asof.state/2" => state::page(&view, width),
        "asof.diff/2" => diff::page(&view, width),
        "asof.due/2" => due::page(&view, width),
        "asof.hindsight/2" => hindsight::page(&view, width),
        "asof.log/2" => log::page(&view, width),
        "asof.show/2" => show::page(&view, width),
        "asof.why/2" => why::page(&view, width),
        "asof.history/2" => history::page(&view, width),
        "asof.about/2" => about::page(&view, width),
        "asof.compare/2" => compare::page(&view, width),
        "asof.names/2" => names::page(&view, width),
        "asof.snapshot/2" => snapshots::page(&view, &answer.names, width),
        "asof.append/2" => diff::appended(&view, width),
        "asof.copy/2" => copied::page(&view, width),
        "asof.init/2" => init::page(&view, width),
        _ => return None,
    })
}
