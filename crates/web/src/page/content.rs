//! What a page shows of an answer, and what it shows beside it.

use asof_core::Key;
use asof_query::rows::{Sort, StateAnswer, ThingRow};
use asof_query::{Answer, Body, Moving, Picture, StatePart, sort_of};
use asof_render::{headings, html as answer_html, html_not_yet_public, plot};
use maud::{Markup, PreEscaped, html};

use super::{Sheet, Surroundings, pages};
use crate::answer::answer;
use crate::asked::{Asked, View};
use crate::form::Form;
use crate::links::PageLinks;
use crate::refusal::Refusal;

/// About how many lines an overview takes.
const LINES: usize = 60;

/// About how many lines it gives to what was not yet public.
const UNSEEN: usize = 14;

/// Returns what a page shows of an answer; its links go on from `onward`.
pub(super) fn answered(around: Surroundings<'_>, asked: &Asked, onward: &Asked) -> Result<Sheet, Refusal> {
    let mut found = answer(around.log, asked, around.now)?.visible();
    let process = found.body.chosen().map(|(process, _)| process.clone());
    let links = PageLinks { log: around.log, place: around.place, asked: onward, process: process.as_ref() };
    let pages = match &mut found.body {
        Body::Log(listing) => pages::cut(&mut listing.events, &links)?,
        _ => html! {},
    };
    let written = html! { (pages) (written(&found, &links)) (pages) };
    let content = match (&found.body, asked.view) {
        (Body::State(state), View::State) if asked.get("only").is_none() => html! {
            div class="overview" { (written) }
            (not_yet_public(around, &links, asked)?)
            (parts(&links, state))
        },
        (Body::Diff(_), _) => html! {
            (two_moments(&links))
            (written)
        },
        (Body::About(about), _) => html! {
            (closer(around, &links, &about.thing))
            (written)
        },
        (Body::Why(why), _) => html! {
            ul class="aside" { (moved(&links, &why.path)) }
            (written)
        },
        (Body::History(history), _) => html! {
            ul class="aside" { (moved(&links, &history.path)) }
            (written)
        },
        (Body::Show(show), _) => html! {
            (all_about(&links, &show.event.key))
            (written)
        },
        (Body::Log(listing), View::Search) => html! {
            (self::names(around, &links, listing.events.is_empty())?)
            (written)
        },
        _ => written,
    };
    let forms = Form::OF_ANSWERS.into_iter().filter(|form| form.fits(&found)).collect();
    Ok(Sheet { process, content, forms })
}

/// Returns the form that asks what changed between two other moments.
fn two_moments(links: &PageLinks<'_>) -> Markup {
    let asked = links.asked;
    let action = links.place.url(&asked.bare()).filter(|_| !links.place.is_still());
    html! {
        @if let Some(action) = action {
            form class="row" action=(action) {
                label { "From " input name="from" value=[asked.get("from")] required; } " "
                label { "to " input name="to" value=[asked.get("to")]; } " "
                @for (name, value) in asked.kept(&["from", "to"]) { input type="hidden" name=(name) value=(value); }
                button { "Compare" }
            }
        }
    }
}

/// Returns the links from a thing to what is told of it more closely.
fn closer(around: Surroundings<'_>, links: &PageLinks<'_>, thing: &ThingRow) -> Markup {
    // Not every meeting has a plan on record, and what is no row has a history only if it is a person.
    let is_answered = |asked: &Asked| answer(around.log, asked, around.now).is_ok();
    let path = thing.path.as_ref().map(ToString::to_string);
    // What is registered never moves; what is on record of a person does, and is found by their key.
    let moving = thing.path.as_ref().filter(|path| !path.collection().is_registry());
    let has_row = moving.is_some();
    let moving = moving.map_or_else(|| thing.key.to_string(), ToString::to_string);
    let asked =
        |view: View| links.process.map(|process| links.asked.other(view).with("process", process.as_str()));
    let why = asked(View::Why).zip(path).map(|(why, path)| why.with("path", path));
    let compared = asked(View::Compare).filter(|_| thing.sort == Sort::Meeting);
    let compared = compared.map(|compared| compared.with("meetings", thing.key.as_str())).filter(is_answered);
    let has_history = has_row
        || thing.sort == Sort::Person
            && asked(View::History).is_some_and(|history| is_answered(&history.with("path", &moving)));
    html! {
        ul class="aside" {
            @for (asked, words) in [(why, "The events behind it, and those that they override"), (compared, "Its plan beside its outcome")] {
                @if let Some(url) = asked.and_then(|asked| links.place.url(&asked)) { li { a href=(url) { (words) } } }
            }
            @if has_history { (moved(links, &moving)) }
        }
    }
}

/// Returns the links to how a value of the state changed, by each of the two clocks.
fn moved(links: &PageLinks<'_>, path: &str) -> Markup {
    let history = |by: Moving| {
        let asked = links.asked.other(View::History).with("path", path).with("by", by.name());
        let asked = links.process.map(|process| asked.with("process", process.as_str()))?;
        (asked != *links.asked).then(|| links.place.url(&asked)).flatten()
    };
    html! {
        @if let Some(url) = history(Moving::World) { li { a href=(url) { "How it changed" } } }
        @if let Some(url) = history(Moving::Knowledge) { li { a href=(url) { "How what could be known of it changed" } } }
    }
}

/// Returns the link to all about what an event opened, such as a promise or a meeting.
fn all_about(links: &PageLinks<'_>, key: &Key) -> Markup {
    let sort = links.process.and_then(|process| sort_of(links.log, process, key));
    let thing = sort.filter(|sort| *sort != Sort::Event).zip(links.process);
    let url = thing.and_then(|(sort, process)| links.place.url(&links.of_thing(sort, Some(process), key)));
    html! {
        @if let Some((url, (sort, _))) = url.zip(thing) {
            p { a href=(url) { "All about this " (sort.name()) } }
        }
    }
}

/// Returns a picture, with the others beside it.
pub(super) fn picture(around: Surroundings<'_>, asked: &Asked, onward: &Asked) -> Result<Sheet, Refusal> {
    let drawn = crate::answer::picture(around.log, asked, around.now)?;
    let process = drawn.envelope.process.clone();
    let links = PageLinks { log: around.log, place: around.place, asked: onward, process: Some(&process) };
    let to = |process: &Key, event: &Key| links.place.url(&links.of_event(process, event));
    let picture = drawn.picture();
    let in_words = onward.of_command_line(&format!("asof {}", picture.in_words()));
    let content = html! {
        nav aria-label="Pictures" class="pictures" { ul {
            @for other in Picture::ALL {
                @if let Some(url) = links.place.url(&onward.clone().with("picture", other.name())) {
                    li { a href=(url) aria-current=[(*other == picture).then_some("page")] { (other.title()) } }
                }
            }
        } }
        div class="picture" tabindex="0" role="group" aria-label=(picture.title()) {
            (PreEscaped(plot(&drawn, Some(&to), false)))
        }
        @if let Some(url) = in_words.and_then(|asked| links.place.url(&asked)) {
            p { a href=(url) { "The same in words" } }
        }
    };
    Ok(Sheet { process: Some(process), content, forms: vec![Form::Svg] })
}

/// Writes an answer. The writer has escaped every text of it.
fn written(found: &Answer, links: &PageLinks<'_>) -> Markup {
    PreEscaped(answer_html(found, links, LINES))
}

/// Writes what had happened by the moment and was not yet public: whichever is asked, with hindsight or by then.
fn not_yet_public(around: Surroundings<'_>, links: &PageLinks<'_>, asked: &Asked) -> Result<Markup, Refusal> {
    let hindsight = asked.clone().without("known").other(View::Hindsight);
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

/// Writes the names that a search found; if it found nothing else, also that there are none, and which are near.
fn names(around: Surroundings<'_>, links: &PageLinks<'_>, is_all: bool) -> Result<Markup, Refusal> {
    let text = links.asked.get("text").unwrap_or_default();
    let asked = links.asked.other(View::Names).with("text", text);
    let found = answer(around.log, &asked, around.now)?.visible();
    let has_names = matches!(&found.body, Body::Names(list) if !list.names.is_empty());
    Ok(if has_names || is_all {
        written(&found, links)
    } else {
        html! {}
    })
}
