//! Text for people: the same answer as the JSON has.

mod about;
mod briefing;
mod changed;
mod changes;
mod compare;
mod copied;
mod dates;
mod diff;
mod disputes;
mod due;
mod grouping;
mod head;
mod hindsight;
mod history;
mod imported;
mod imported_table;
mod init;
mod layout;
mod log;
mod names;
mod numbers;
mod outcomes;
mod page;
mod processes;
mod show;
mod snapshots;
mod state;
mod stored;
mod summary;
#[cfg(test)]
mod tests;
mod values;
mod view;
mod why;
mod word;
mod wording;

use asof_projector::{Collection, StateRow};
use asof_query::rows::{Envelope, OpenEnvelope, Parts, WideEnvelope};
use asof_query::{Answer, Body};

use page::Page;
pub(crate) use view::View;

pub use dates::date_as_written;
pub(crate) use dates::{date, deadline};
pub use log::oneline;
pub use numbers::counted;
pub(crate) use numbers::{
    bare as quantity_bare, figure, is_uncounted, is_zero, lasting, quantity as quantity_in_words,
};
pub(crate) use page::clipped;
pub use page::{Link, Links};
pub use state::subjects::headings;
pub(crate) use view::capitalised;

/// Returns an answer as text, wrapped to a width, with colours that the output side keeps or takes out. An overview takes
/// no more than so many lines.
pub fn text(answer: &Answer, width: usize, lines: usize) -> String {
    let text = page(answer, width, lines).map_or_else(|| super::json(answer), Page::into_text);
    match title(answer) {
        Some(title) => format!("{title}\n{text}"),
        None => text,
    }
}

/// Returns an answer as Markdown: the same page in another markup.
pub fn markdown(answer: &Answer) -> String {
    let fenced = || format!("```json\n{}```\n", super::json(answer));
    let text = page(answer, MARKDOWN, UNBOUNDED).map_or_else(fenced, Page::into_markdown);
    match title(answer) {
        Some(title) => format!("# {}\n\n{text}", page::as_markdown(&title)),
        None => text,
    }
}

/// Returns the title of an answer that is a document of its own.
fn title(answer: &Answer) -> Option<String> {
    match &answer.body {
        Body::Brief(brief) => Some(briefing::title(brief)),
        _ => None,
    }
}

/// Returns an answer as a whole HTML document of headings, paragraphs and lists, which browsers and word processors open. It
/// loads nothing and runs nothing.
pub fn html_document(answer: &Answer) -> String {
    let title = title(answer).unwrap_or_else(|| "asof".to_owned());
    let page = page(answer, MARKDOWN, UNBOUNDED).map_or_else(String::new, |page| page.into_html(&Unlinked));
    let document = maud::html! {
        (maud::DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (maud::PreEscaped(DOCUMENT_STYLE)) }
            }
            body { h1 { (title) } (maud::PreEscaped(page)) }
        }
    };
    format!("{}\n", document.into_string())
}

/// How a document of its own looks on paper.
const DOCUMENT_STYLE: &str = "@page{size:A4;margin:16mm}body{font:10pt/1.25 \"Times New Roman\",\"Liberation Serif\",serif;max-width:48em;margin:2em auto}\
                              h1{font-size:15pt}h2{font-size:12pt;margin:1em 0 .3em}h2 small{font-weight:normal;font-size:9pt}\
                              ul{margin:0;padding-left:1.4em}code{font-family:inherit;font-size:9pt;color:#444}\
                              .aside{font-size:9pt;color:#444}";

/// A document on paper has no links.
struct Unlinked;

impl Links for Unlinked {
    fn to(&self, _: &str) -> Option<Link> {
        None
    }
}

/// Returns an answer as HTML, to stand within a page: the same sections, with links where `links` knows where they lead. An
/// overview takes about so many lines. The answer is to be [visible](Answer::visible).
pub fn html(answer: &Answer, links: &dyn Links, lines: usize) -> String {
    let document = || maud::html! { pre { (super::json(answer)) } }.into_string();
    page(answer, MARKDOWN, lines).map_or_else(document, |page| page.into_html(links))
}

/// Returns what a comparison with hindsight says had happened and was not yet certain to be public, as HTML of about so many
/// lines; `None` if there is nothing so, or the answer is another one.
pub fn html_not_yet_public(answer: &Answer, links: &dyn Links, lines: usize) -> Option<String> {
    let Body::Hindsight(hindsight) = &answer.body else { return None };
    let view = of(answer, &hindsight.envelope, lines).with_possible(&hindsight.possible).of_hindsight();
    let page = hindsight::not_yet_public(&view, hindsight, MARKDOWN, lines)?;
    Some(page.into_html(links))
}

/// The width for which a page is made that is not wrapped: parties and figures stand beside each other.
const MARKDOWN: usize = 100;

/// How many lines an overview has where nothing bounds it.
const UNBOUNDED: usize = 48;

/// Returns what there is to say of an answer; `None` if it is one that is only shown as JSON.
fn page(answer: &Answer, width: usize, lines: usize) -> Option<Page> {
    let of = |envelope| of(answer, envelope, lines);
    let of_wide = |envelope| of_wide(answer, envelope, lines);
    let of_any = |envelope| of_any(answer, envelope, lines);
    Some(match &answer.body {
        Body::State(state) => {
            let view = of_wide(&state.envelope).disputed(&state.disputes).with_possible(&state.possible);
            state::page(&view.with_agreements(agreements(&state.parts)), state, width)
        }
        Body::Diff(diff) => diff::page(&of_wide(&diff.envelope), diff, width),
        Body::Due(list) => due::page(&of(&list.envelope), list, width),
        Body::Brief(brief) => briefing::page(&of(&brief.envelope).disputed(&brief.disputes), brief, width),
        Body::Disputes(found) => disputes::page(&of(&found.envelope), found, width),
        Body::Hindsight(hindsight) => {
            let view = of(&hindsight.envelope).with_possible(&hindsight.possible).of_hindsight();
            hindsight::page(&view, hindsight, width)
        }
        Body::Log(listing) => log::page(&of_wide(&listing.envelope), listing, width),
        Body::Show(show) => show::page(&of(&show.envelope).disputed(&show.disputes), show, width),
        Body::Why(why) => why::page(&of(&why.envelope).disputed(&why.disputes), why, width),
        Body::History(history) => history::page(&of(&history.envelope), history, width),
        Body::About(about) => {
            let view = of(&about.envelope).disputed(&about.disputes).with_possible(&about.possible);
            about::page(&view.with_agreements(agreements(&about.parts)), about, width)
        }
        Body::Compare(compare) => compare::page(&of(&compare.envelope), compare, width),
        Body::Names(list) => names::page(&of(&list.envelope), list, width),
        Body::Processes(list) => processes::page(&of_any(&list.envelope), list, width),
        Body::Snapshot(snapshot) => snapshots::page(&of_any(&snapshot.envelope), snapshot, width),
        Body::Append(append) => diff::appended(&of_any(&append.envelope), append, width),
        Body::Import(import) => imported::page(&of_any(&import.envelope), import, width),
        Body::ImportTable(import) => imported_table::page(import, width),
        Body::Copy(copy) => copied::page(&of_any(&copy.envelope), copy, width),
        Body::Init(init) => init::page(&of_any(&init.envelope), init, width),
        Body::Replay(_) => return None,
    })
}

/// Returns the view of an answer about a negotiation.
fn of<'a>(answer: &'a Answer, envelope: &'a Envelope, lines: usize) -> View<'a> {
    View::of(envelope, &answer.names).on_screen(lines)
}

/// Returns the view of an answer about a negotiation, or about every one of the log.
fn of_wide<'a>(answer: &'a Answer, envelope: &'a WideEnvelope, lines: usize) -> View<'a> {
    View::of_wide(envelope, &answer.names).on_screen(lines)
}

/// Returns the view of an answer that may be of no one negotiation.
fn of_any<'a>(answer: &'a Answer, envelope: &'a OpenEnvelope, lines: usize) -> View<'a> {
    View::of_any(envelope, &answer.names).on_screen(lines)
}

/// Returns the agreements of an answer, which are told by their titles where somebody joins one.
fn agreements(parts: &Parts) -> &[StateRow] {
    parts.get(Collection::Agreements).unwrap_or_default()
}
