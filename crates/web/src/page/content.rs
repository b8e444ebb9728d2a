//! What a page shows of an answer, and what it shows beside it.

use asof_query::rows::StateAnswer;
use asof_query::{Answer, Body, StatePart};
use asof_render::{headings, html as answer_html, html_not_yet_public};
use maud::{Markup, PreEscaped, html};

use super::Surroundings;
use crate::answer::answer;
use crate::asked::{Asked, View};
use crate::links::PageLinks;
use crate::refusal::Refusal;

/// About how many lines an overview takes.
const LINES: usize = 60;

/// About how many lines it gives to what was not yet public.
const UNSEEN: usize = 14;

/// Returns the content of a page.
pub(super) fn content(
    around: Surroundings<'_>,
    links: &PageLinks<'_>,
    found: &Answer,
) -> Result<Markup, Refusal> {
    let asked = links.asked;
    let written = written(found, links);
    Ok(match (&found.body, asked.view) {
        (Body::State(state), View::State) if asked.get("only").is_none() => html! {
            div class="overview" { (written) }
            (not_yet_public(around, links)?)
            (parts(links, state))
        },
        (_, View::Search) => html! {
            (self::names(around, links)?)
            (written)
        },
        _ => written,
    })
}

/// Writes an answer. The writer has escaped every text of it.
fn written(found: &Answer, links: &PageLinks<'_>) -> Markup {
    PreEscaped(answer_html(found, links, LINES))
}

/// Writes what had happened by the moment and was not yet public: whichever is asked, with hindsight or by then.
fn not_yet_public(around: Surroundings<'_>, links: &PageLinks<'_>) -> Result<Markup, Refusal> {
    let asked = links.asked.clone();
    let hindsight = asked.without("known").other(View::Hindsight);
    let found = answer(around.log, &hindsight, around.now)?.visible();
    Ok(html! {
        @if let Some(unseen) = html_not_yet_public(&found, links, UNSEEN) {
            div class="unseen-yet" { (PreEscaped(unseen)) }
        }
    })
}

/// Lists every part of the state with how many rows it has; a script opens it in place.
fn parts(links: &PageLinks<'_>, state: &StateAnswer) -> Markup {
    let sizes: Vec<(StatePart, usize)> = state.sizes().filter(|(_, size)| *size > 0).collect();
    let size_of = |part| sizes.iter().find(|(of, _)| *of == part).map(|(_, size)| *size);
    let parts = headings().filter_map(|(part, heading)| Some((part, heading, size_of(part)?)));
    html! {
        section class="parts" {
            h2 { "All of it, part by part" }
            ul { @for (part, heading, size) in parts {
                @let asked = links.asked.other(View::State).with("only", part.name());
                @if let Some(url) = links.place.url(&asked) {
                    li { a href=(url) data-opens { (heading) } " " small { "(" (size) ")" } }
                }
            } }
        }
    }
}

/// Writes the names that a search found.
fn names(around: Surroundings<'_>, links: &PageLinks<'_>) -> Result<Markup, Refusal> {
    let asked: Asked = links.asked.other(View::Names);
    let asked = links.asked.get("text").map_or(asked.clone(), |text| asked.with("text", text));
    let found = answer(around.log, &asked, around.now)?.visible();
    Ok(written(&found, links))
}
