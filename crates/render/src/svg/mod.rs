//! Pictures of answers as SVG: shapes by form and not by colour alone, every text escaped and made visible, integers only.

mod bars;
mod delegations;
mod deliveries;
mod knowledge;
mod marks;
mod scale;
#[cfg(test)]
mod tests;
mod timeline;
mod words;

use asof_core::Key;
use asof_query::rows::Marks;
use asof_query::{Drawn, Picture};
use maud::{Markup, PreEscaped, html};

pub use bars::{Bar, bars};
use words::{clipped, seen, text, wrapped};

/// Returns where a reader finds an event, by its negotiation and its key; `None` where it has no place of its own.
pub type EventLinks<'l> = dyn Fn(&Key, &Key) -> Option<String> + 'l;

/// The rules of the classes that pictures use: within a file of its own, or in the style sheet of the page that holds them.
pub const STYLE: &str = concat!(include_str!("bar.css"), include_str!("style.css"));

/// The part of [`STYLE`] that the bar of a promise needs.
pub const BAR_STYLE: &str = include_str!("bar.css");

/// How wide a picture is, in its own units; it is shown as wide as there is space.
const WIDTH: i64 = 800;

/// How far from the sides texts stand.
const MARGIN: i64 = 24;

/// Above so many marks, cells with counts are drawn.
const MOST_MARKS: usize = 5000;

/// What a picture says and shows, below its heading.
struct Plotted {
    title: &'static str,
    /// What it shows, in words: the first of them is read beside it too.
    said: Vec<String>,
    height: i64,
    body: Markup,
}

/// A picture that is being drawn.
struct Plotter<'a> {
    drawn: &'a Drawn,
    links: Option<&'a EventLinks<'a>>,
    picture: Picture,
}

impl Plotter<'_> {
    /// Returns the name to show for a key.
    fn name<'n>(&'n self, key: &'n Key) -> &'n str {
        self.drawn.names.get(key.as_str())
    }

    /// Returns the id of the pattern with which what is only possible is hatched.
    fn hatch(&self) -> String {
        format!("{}-hatch", self.picture)
    }

    /// Puts a mark of an event under a link to it, where it has one, with words for those who point at it.
    fn of_event(&self, process: Option<&Key>, key: &Key, tip: &str, mark: &Markup) -> Markup {
        let process = process.unwrap_or(&self.drawn.envelope.process);
        let told = html! { title { (seen(tip)) } (mark) };
        match self.links.and_then(|links| links(process, key)) {
            Some(link) => html! { a href=(seen(&link)) { (told) } },
            None => html! { g { (told) } },
        }
    }
}

/// Returns a picture as SVG: a file of its own, with its style, or an element for a page that has [`STYLE`] in its style
/// sheet.
pub fn plot(drawn: &Drawn, links: Option<&EventLinks<'_>>, standalone: bool) -> String {
    let picture = drawn.picture();
    let plotter = Plotter { drawn, links, picture };
    let plotted = match &drawn.marks {
        Marks::Knowledge(events) => knowledge::plotted(&plotter, events),
        Marks::Timeline { lanes, rounds } => timeline::plotted(&plotter, lanes, rounds),
        Marks::Deliveries { promises, others } => deliveries::plotted(&plotter, promises, *others),
        Marks::Delegations { delegations, meetings, parties } => {
            delegations::plotted(&plotter, delegations, meetings, parties)
        }
    };
    let (heading, top) = heading(&plotter, &plotted);
    let height = top + plotted.height + MARGIN;
    let [title, about] = ["title", "about"].map(|part| format!("{picture}-{part}"));
    let described = described(&plotter, &plotted);
    let shown = html! {
        svg xmlns="http://www.w3.org/2000/svg" class="plot" width=(WIDTH) height=(height)
            viewBox={ "0 0 " (WIDTH) " " (height) } role=(if links.is_some() { "group" } else { "img" })
            aria-labelledby=(title) aria-describedby=(about)
        {
            title id=(title) { (plotted.title) ": " (seen(&drawn.envelope.process_name)) }
            desc id=(about) { (described) }
            @if standalone {
                style { (PreEscaped(STYLE)) }
                rect class="paper" width="100%" height="100%" {}
            }
            defs {
                pattern id=(plotter.hatch()) width="4" height="4" patternUnits="userSpaceOnUse" {
                    path class="ink" d="M0 4L4 0M-1 1L1 -1M3 5L5 3" {}
                }
            }
            (heading)
            g transform={ "translate(0 " (top) ")" } { (plotted.body) }
        }
    };
    format!("{}\n", shown.into_string())
}

/// Returns what a picture shows for those who do not see it.
fn described(plotter: &Plotter<'_>, plotted: &Plotted) -> Markup {
    let sentence = &plotter.drawn.envelope.as_of.sentence;
    html! {
        (seen(sentence)) "."
        @if let Some(narrowed) = narrowed(plotter) { " " (seen(&narrowed)) "." }
        @for said in &plotted.said { " " (seen(said)) "." }
    }
}

/// Returns what stands above a picture, and how high it is.
fn heading(plotter: &Plotter<'_>, plotted: &Plotted) -> (Markup, i64) {
    const LINE: i64 = 18;
    const CHARACTERS: usize = 112;
    let envelope = &plotter.drawn.envelope;
    let mut lines: Vec<(&str, String)> = vec![("soft", clipped(&envelope.process_name, CHARACTERS))];
    lines.extend(wrapped(&envelope.as_of.sentence, CHARACTERS).into_iter().map(|line| ("soft", line)));
    lines.extend(narrowed(plotter).map(|narrowed| ("soft", clipped(&narrowed, CHARACTERS))));
    let said = plotted.said.first().into_iter().flat_map(|said| wrapped(said, CHARACTERS - 8));
    lines.extend(said.map(|line| ("said", line)));
    let top = 52;
    let height = top + LINE * lines.len() as i64;
    let heading = html! {
        (text(MARGIN, 32, "title", plotted.title))
        @for ((class, line), row) in lines.iter().zip(0..) {
            (text(MARGIN, top + LINE * row, class, line))
        }
    };
    (heading, height)
}

/// Returns to what the picture is narrowed, in words.
fn narrowed(plotter: &Plotter<'_>) -> Option<String> {
    let Drawn { issue, party, .. } = plotter.drawn;
    let issue = issue.as_ref().map(|issue| format!("about {}", plotter.name(issue)));
    let party =
        party.as_ref().map(|party| format!("that names {} or somebody on its side", plotter.name(party)));
    let only: Vec<String> = issue.into_iter().chain(party).collect();
    (!only.is_empty()).then(|| format!("Only what is drawn {}", only.join(" and ")))
}
