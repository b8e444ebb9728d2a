//! A page: what stands around every answer, and what an answer is shown with.

mod content;
mod pages;
#[cfg(test)]
mod tests;
mod timebar;

use std::sync::LazyLock;

use asof_core::unseen::spelt_out;
use asof_core::{Head, Key};
use asof_query::{GRAMMAR, Log, ProcessInfo, ResolvedQuery};
use asof_render::svg::BAR_STYLE;
use asof_store::{Damage, EventBatch};
use chrono::{DateTime, Utc};
use maud::{DOCTYPE, Markup, html};

use crate::answer::resolved;
use crate::asked::{Asked, View};
use crate::form::Form;
use crate::links::{PageLinks, Place};
use crate::refusal::Refusal;
use crate::served::Held;

/// What every page needs to be written.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) log: &'a Log,
    pub(crate) place: &'a dyn Place,
    pub(crate) now: DateTime<Utc>,
    /// Why the log may be older than what is stored, where it cannot be read any more.
    pub(crate) trouble: Option<&'a str>,
    /// What knows the roots of the log, where a page links to what lasts.
    pub(crate) roots: Option<&'a Held>,
}

/// The views that stand at the top of every page.
const MENU: [View; 8] =
    [View::State, View::Open, View::Due, View::Hindsight, View::Disputes, View::Plot, View::Log, View::Names];

/// What a page shows, and around what.
struct Sheet {
    /// The process that answers; `None` if it is of no one.
    process: Option<Key>,
    content: Markup,
    /// The other forms of it.
    forms: Vec<Form>,
}

/// Returns the page that answers a question.
pub(crate) fn page(around: Surroundings<'_>, asked: &Asked) -> Result<String, Refusal> {
    let onward = onward(around, asked)?;
    let sheet = match asked.view {
        View::Plot => content::picture(around, asked, &onward)?,
        _ => content::answered(around, asked, &onward)?,
    };
    let process = sheet.process.as_ref();
    let (mut time, mut lasting) = (None, None);
    if asked.view.written().is_of_a_moment {
        let resolved = resolved(around.log, asked, &of_process(asked, process, around.now))?;
        let links = PageLinks { log: around.log, place: around.place, asked: &onward, process };
        time = Some(timebar::timebar(around, &links, &resolved));
        lasting = lasting_url(around, asked, &resolved);
    }
    let foot = foot(around, asked, Some(&sheet), lasting.as_deref());
    Ok(shell(around, &onward, process, time, &sheet.content, &foot))
}

/// Returns what the links of a page go on from. A token says every clock, and nothing can stand beside it: whoever goes on
/// from a page by its token asks for the same day, knowledge and end of the log in words.
fn onward(around: Surroundings<'_>, asked: &Asked) -> Result<Asked, Refusal> {
    if asked.get("as-of").is_none() {
        return Ok(asked.clone());
    }
    Ok(asked.in_words(&resolved(around.log, asked, &asked.query(around.now))?, around.log.head()))
}

/// Returns the URL of what stands here, which later entries do not change; `None` of a page that is named by its process.
fn lasting_url(around: Surroundings<'_>, asked: &Asked, resolved: &ResolvedQuery) -> Option<String> {
    let token = resolved.as_of_row().token?;
    let lasting = asked.as_of_token(&token)?;
    let head = match resolved.as_of.recorded {
        Head::Seq(seq) => seq,
        Head::All => resolved.head,
    };
    around.place.lasting(&lasting, &around.roots?.root_at(head)?)
}

/// Returns the question of a page about the process that answered it.
fn of_process<'q>(asked: &'q Asked, process: Option<&'q Key>, now: DateTime<Utc>) -> asof_query::Query<'q> {
    let question = asked.query(now);
    let named = process.map(Key::as_str).filter(|_| question.as_of.is_none());
    asof_query::Query { process: named.or(question.process), ..question }
}

/// Returns a page that asks nothing of the record.
pub(crate) fn of_its_own(around: Surroundings<'_>, content: impl FnOnce(&PageLinks<'_>) -> Markup) -> String {
    let asked = Asked::of(View::State);
    let links = PageLinks { log: around.log, place: around.place, asked: &asked, process: None };
    shell(around, &asked, None, None, &content(&links), &foot(around, &asked, None, None))
}

/// Returns a page for whoever may not read the log: it says nothing of it.
pub(crate) fn for_anybody(around: Surroundings<'_>, content: &Markup) -> String {
    let nothing = Log::new(EventBatch::default());
    let around = Surroundings { log: &nothing, trouble: None, ..around };
    shell(around, &Asked::of(View::State), None, None, content, &html! {})
}

/// Returns the page that says why there is no answer, and what to do.
pub(crate) fn refused(around: Surroundings<'_>, asked: &Asked, refusal: &Refusal) -> String {
    let process = process_named(around.log, asked);
    let links = PageLinks { log: around.log, place: around.place, asked, process };
    let content = html! {
        @if refusal.choice.is_empty() {
            section {
                h2 { "No answer" }
                // How a date is written stands below.
                p class="warning" role="alert" { (said(&sentence(refusal.detail.trim_end_matches(GRAMMAR).trim_end()))) }
                @if !refusal.near.is_empty() { (near(&links, &refusal.near)) }
                @if refusal.is_of_a_date {
                    details { summary { "How to write a date" } pre { (GRAMMAR) } }
                }
            }
        } @else {
            (choice(around.place, asked, &refusal.choice))
        }
    };
    // What has no answer is asked of no other page.
    let beside = process.filter(|_| asked.get("process").is_some());
    let beside = beside
        .map_or(Asked::of(View::State), |process| Asked::of(View::State).with("process", process.as_str()));
    shell(around, &beside, None, None, &content, &foot(around, asked, None, None))
}

/// Returns the process that is asked about: the one named, or the only one.
fn process_named<'a>(log: &'a Log, asked: &Asked) -> Option<&'a Key> {
    let is_meant = |info: &&ProcessInfo| asked.get("process").is_none_or(|named| named == info.key.as_str());
    let mut meant = log.processes().iter().filter(is_meant);
    let first = meant.next()?;
    meant.next().is_none().then_some(&first.key)
}

/// Writes a message, in which what is to be typed stands between backticks.
pub(crate) fn said(message: &str) -> Markup {
    html! {
        @for (place, part) in message.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Returns a message as a sentence.
pub(crate) fn sentence(message: &str) -> String {
    let mut characters = message.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let end = if message.ends_with('?') { "" } else { "." };
    format!("{first}{}{end}", characters.as_str())
}

fn near(links: &PageLinks<'_>, near: &[String]) -> Markup {
    use asof_render::Links;
    html! {
        p { "Did you mean:" }
        ul { @for name in near {
            li { @match links.to(name) { Some(link) => a href=(link.url) { (spelt_out(name)) }, None => code { (spelt_out(name)) } } }
        } }
    }
}

/// Returns a list of negotiations to choose from.
fn choice(place: &dyn Place, asked: &Asked, processes: &[ProcessInfo]) -> Markup {
    html! {
        section {
            h2 { "Negotiations " small { "(" (processes.len()) ")" } }
            @if !place.is_still() {
                p { label for="find" { "Find by title or key " } input id="find" type="search"; }
            }
            ul id="choice" {
                @for process in processes {
                    @let asked = asked.clone().with("process", process.key.as_str());
                    li {
                        @match place.url(&asked) {
                            Some(url) => a href=(url) { (spelt_out(process.title.as_str())) },
                            None => (spelt_out(process.title.as_str())),
                        }
                        " " span class="aside" {
                            (process.key)
                            @if let Some(begun) = process.begun { ", from " (begun.format("%-d %B %Y")) }
                        }
                    }
                }
            }
        }
    }
}

/// Returns whether a text is a page of asof.
pub fn is_page(text: &str) -> bool {
    text.contains(&generator().into_string())
}

fn generator() -> Markup {
    html! { meta name="generator" content="asof"; }
}

/// Returns the head of a document, with its style and what else it needs.
fn head(title: &str, style: &str, others: &Markup) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            (generator())
            meta name="color-scheme" content="light dark";
            title { (title) }
            link rel="stylesheet" href=(style);
            (others)
        }
    }
}

/// Returns a whole document around its content.
fn shell(
    around: Surroundings<'_>,
    asked: &Asked,
    process: Option<&Key>,
    time: Option<Markup>,
    content: &Markup,
    foot: &Markup,
) -> String {
    let Surroundings { log, place, .. } = around;
    let name = match process.and_then(|process| log.processes().iter().find(|info| info.key == *process)) {
        Some(info) => spelt_out(info.title.as_str()).into_owned(),
        None => "asof".to_owned(),
    };
    let at = asked.at().map(|at| format!(", {}", spelt_out(at))).unwrap_or_default();
    let title = match asked.view {
        View::State => format!("{name}{at}"),
        view => format!("{}: {name}{at}", view.name()),
    };
    let others = html! {
        link rel="icon" href=(place.asset(Asset::Icon));
        @if asked.view == View::Plot { link rel="stylesheet" href=(place.asset(Asset::PlotStyle)); }
        script defer src=(place.asset(if place.is_still() { Asset::SiteScript } else { Asset::Script })) {}
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&title, &place.asset(Asset::Style), &others))
            body data-head=[place.head()] {
                a class="skip" href="#main" { "Skip to the answer" }
                header {
                    h1 { @match place.url(&asked.keeping(View::State, "process")) {
                        Some(url) => a href=(url) { (name) },
                        None => (name),
                    } }
                    div id="menu" {
                        (menu(place, asked, process.is_some()))
                        @if let Some(action) = place.url(&Asked::of(View::Search)) { (search(&action, asked)) }
                    }
                }
                @if let Some(time) = time { (time) }
                (warnings(log.damage(), around.trouble))
                p id="said" role="status" {}
                p id="news" role="status" hidden { "The log has grown: " a href="" { "read it anew" } }
                main id="main" class={ "of-" (asked.view.document()) } tabindex="-1" { (content) }
                (foot)
            }
        }
    }
    .into_string()
}

fn menu(place: &dyn Place, asked: &Asked, is_of_view: bool) -> Markup {
    html! {
        nav aria-label="Views" {
            ul { @for view in MENU {
                @if let Some(url) = place.url(&asked.other(view).beginning()) {
                    li { a href=(url) aria-current=[(is_of_view && view == asked.view).then_some("page")] { (view.name()) } }
                }
            }
            @if let Some(url) = place.appending() { li { a href=(url) { "Append" } } } }
        }
    }
}

fn search(action: &str, asked: &Asked) -> Markup {
    html! {
        form role="search" action=(action) {
            label { span class="unseen" { "Names, keys and what events say" }
                input type="search" name="text" required placeholder="Search" value=[asked.get("text").map(spelt_out)];
            }
            @for (name, value) in asked.other(View::Search).kept(&[]) {
                input type="hidden" name=(name) value=(value);
            }
            button { "Search" }
        }
    }
}

/// Returns the page that lists several logs, each with its URL and its name.
pub(crate) fn list_of_logs(logs: &[(String, String)]) -> String {
    // Each log has the files that pages use.
    let style = logs.first().map_or_else(String::new, |(first, _)| format!("{first}{}", Asset::Style.name()));
    html! {
        (DOCTYPE)
        html lang="en" {
            (head("Logs", &style, &html! {}))
            body { main id="main" {
                h1 { "Logs" }
                ul { @for (url, name) in logs { li { a href=(url) { (name) } } } }
            } }
        }
    }
    .into_string()
}

/// Says what is wrong with the log, in a line.
fn warnings(damage: &[Damage], trouble: Option<&str>) -> Markup {
    html! {
        @if let Some(first) = damage.first() {
            p class="warning" role="alert" {
                "The log is damaged: " (first.to_string())
                @if damage.len() > 1 { " (and in " (damage.len() - 1) " more places)" }
                "; the answer uses the rest. " code { "asof check" } " lists what is wrong."
            }
        }
        @if let Some(trouble) = trouble {
            p class="warning" role="alert" { "What stands here may be old: " (trouble) "." }
        }
    }
}

/// Says the command that prints the same, and links to the same in other forms.
fn foot(around: Surroundings<'_>, asked: &Asked, sheet: Option<&Sheet>, lasting: Option<&str>) -> Markup {
    let Surroundings { log, place, .. } = around;
    html! {
        footer id="foot" data-head=(log.head()) {
            @if let Some(sheet) = sheet {
                p { "The same in a terminal: " code { (asked.command()) } }
                @let forms: Vec<(&Form, String)> = sheet.forms.iter()
                    .filter_map(|form| Some((form, place.form(asked, *form)?))).collect();
                @if !forms.is_empty() {
                    p { "The same as " @for (number, (form, url)) in forms.iter().enumerate() {
                        @if number > 0 { " · " }
                        a href=(url) { (form.label()) }
                    } }
                }
                @if let Some(url) = lasting {
                    p { a href=(url) { "Link to this answer as it stands" } ", whatever is appended later" }
                }
            }
            p class="aside" { "The log has " (asof_render::counted(log.head(), "entry")) "." }
        }
    }
}

/// A file that pages use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asset {
    Style,
    /// The style of pictures.
    PlotStyle,
    Script,
    /// The script of pages in files, which no server answers.
    SiteScript,
    Icon,
}

/// The style of pages, and of the bars in them.
static STYLE: LazyLock<String> =
    LazyLock::new(|| format!("{}{BAR_STYLE}", squeezed(include_str!("style.css"))));

/// Returns a style sheet without the spaces that only its writers need.
fn squeezed(sheet: &str) -> String {
    let lines: String = sheet.lines().map(str::trim).collect();
    let spaced = [(" {", "{"), ("{ ", "{"), ("; ", ";"), (";}", "}"), (": ", ":"), (", ", ",")];
    spaced.iter().fold(lines, |sheet, (spaced, tight)| sheet.replace(spaced, tight))
}

impl Asset {
    pub(crate) const ALL: [Self; 4] = [Self::Style, Self::PlotStyle, Self::Script, Self::Icon];

    /// Those that pages in files use.
    pub(crate) const OF_FILES: [Self; 4] = [Self::Style, Self::PlotStyle, Self::SiteScript, Self::Icon];

    /// Returns its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Style => "style.css",
            Self::PlotStyle => "plot.css",
            Self::Script => "page.js",
            Self::SiteScript => "site.js",
            Self::Icon => "icon.svg",
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Style | Self::PlotStyle => "text/css; charset=utf-8",
            Self::Script | Self::SiteScript => "text/javascript; charset=utf-8",
            Self::Icon => "image/svg+xml",
        }
    }

    /// Returns what it holds.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Style => STYLE.as_str(),
            Self::PlotStyle => asof_render::svg::STYLE,
            Self::Script => include_str!("page.js"),
            Self::SiteScript => include_str!("site.js"),
            Self::Icon => include_str!("icon.svg"),
        }
    }
}
