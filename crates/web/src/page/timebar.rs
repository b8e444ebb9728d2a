//! The moment of a page: the date to change, and by what was known it is asked.

use asof_query::ResolvedQuery;
use maud::{Markup, html};

use super::Surroundings;
use crate::asked::{ON, THEN};
use crate::links::PageLinks;

/// Returns the form that asks the same page at another moment.
pub(super) fn timebar(around: Surroundings<'_>, links: &PageLinks<'_>, resolved: &ResolvedQuery) -> Markup {
    let asked = links.asked;
    let Some(action) = around.place.url(&asked.bare()) else { return html! {} };
    let known = asked.get("known").filter(|_| !asked.is_by_then());
    let kept = asked.kept(&["at", "known"]);
    let day = resolved.day();
    html! {
        form id="time" action=(action) data-day=[day] {
            @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
            label { "Day " input type="date" name="at" value=[day]; }
            fieldset {
                legend { "Shown" }
                (choice("", "with what we know now", known.is_none() && !asked.is_by_then()))
                (choice(THEN, "as they knew it then", asked.is_by_then()))
                (choice(ON, "as known on", known.is_some()))
                input type="date" name="known-on" aria-label="Known by the end of" value=[known];
            }
            button { "Show" }
        }
    }
}

fn choice(value: &str, words: &str, is_chosen: bool) -> Markup {
    html! { label { input type="radio" name="known" value=(value) checked[is_chosen]; " " (words) } " " }
}
