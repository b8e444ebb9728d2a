//! Long lists, a page after the other.

use maud::{Markup, html};

use crate::links::PageLinks;
use crate::refusal::Refusal;

/// How many rows of a list stand on a page of a server.
const ROWS: usize = 200;

/// The parameter that says which page, counted from 1.
const PAGE: &str = "page";

/// Leaves of a list the rows of the page that is asked for; returns what says so and leads to the others. In files all of it
/// stands on one page.
pub(super) fn cut<T>(rows: &mut Vec<T>, links: &PageLinks<'_>) -> Result<Markup, Refusal> {
    let asked = links.asked.get(PAGE).unwrap_or("1");
    let page = asked
        .parse::<usize>()
        .ok()
        .filter(|page| *page > 0)
        .ok_or_else(|| Refusal::no_number(PAGE, asked))?;
    let all = rows.len();
    if all <= ROWS || links.place.is_still() {
        return Ok(html! {});
    }
    let last = all.div_ceil(ROWS);
    let begin = (page - 1).saturating_mul(ROWS).min(all);
    let end = (begin + ROWS).min(all);
    rows.truncate(end);
    rows.drain(..begin);
    let to = |page: usize| {
        let other = links.asked.clone().with(PAGE, page.to_string());
        links.place.url(&other).filter(|_| (1..=last).contains(&page))
    };
    Ok(html! {
        p class="pages" { "Rows " (begin + 1) " to " (end) " of " (all) ". "
            @if let Some(url) = page.checked_sub(1).and_then(to) { a href=(url) rel="prev" { "Before" } " " }
            @if let Some(url) = to(page + 1) { a href=(url) rel="next" { "Next" } }
        }
    })
}
