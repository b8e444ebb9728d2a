//! The form of the page: one entry, a field for each of its kind; what is wrong stands at its field, and what it would change
//! below, before anything is appended.

use std::collections::BTreeMap;

use asof_core::unseen::spelt_out;
use asof_query::rows::ProblemRow;
use asof_query::{FormField, Forms, Kind, block_of_cells, form_fields};
use asof_render::html as answer_html;
use maud::{Markup, PreEscaped, html};

use super::{Drafts, Written};
use crate::links::PageLinks;
use crate::page::{Surroundings, said, sentence};
use crate::refusal::Refusal;

/// About how many lines what an append changes takes.
const LINES: usize = 60;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled {
    fields: BTreeMap<String, String>,
}

/// What the names of fields begin with that belong to the entry.
const OF_ENTRY: &str = "f.";

/// The other fields: the kind, the process, where the log ended, the secret of the session, what is to be done.
pub(crate) const KIND: &str = "kind";
const PROCESS: &str = "process";
const EXPECT: &str = "expect";
const SECRET: &str = "secret";
const DO: &str = "do";
const APPEND: &str = "append";

impl Filled {
    /// Reads what a form sent.
    pub(crate) fn from_body(body: &str) -> Self {
        let pairs = form_urlencoded::parse(body.as_bytes());
        Self { fields: pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Returns whether it was sent by a page of a session.
    pub(crate) fn is_of(&self, secret: &str) -> bool {
        self.fields.get(SECRET).is_some_and(|sent| sent == secret)
    }

    /// Returns whether it is to be appended, and not only tried.
    pub(crate) fn is_to_append(&self) -> bool {
        self.get(DO) == Some(APPEND)
    }

    /// Returns the kind and its fields, but for the process, which stands above them.
    fn kind(&self) -> Option<(&str, Vec<FormField>)> {
        let kind = self.get(KIND)?;
        let mut fields = form_fields(kind)?;
        fields.retain(|field| field.name != PROCESS);
        Some((kind, fields))
    }

    /// Returns the entry in plain text; `None` if there is no such kind.
    pub(crate) fn block(&self) -> Option<String> {
        let (kind, fields) = self.kind()?;
        let value = |field: &FormField| self.get(&format!("{OF_ENTRY}{}", field.name));
        let cells: Vec<(&str, &str)> =
            fields.iter().filter_map(|field| Some((field.name.as_str(), value(field)?))).collect();
        block_of_cells(kind, &cells)
    }

    /// Returns the entry as drafts to be tried or appended.
    pub(crate) fn drafts<'a>(&'a self, block: &'a str) -> Drafts<'a> {
        Drafts {
            text: block,
            process: self.get(PROCESS),
            expect: self.get(EXPECT).and_then(|head| head.parse().ok()).filter(|_| self.is_to_append()),
            is_trial: !self.is_to_append(),
        }
    }
}

/// Returns the form to choose a kind and to fill in, with what came of it.
pub(crate) fn form(
    around: Surroundings<'_>,
    links: &PageLinks<'_>,
    action: &str,
    secret: &str,
    filled: &Filled,
    became: Option<Result<Written, Refusal>>,
) -> Markup {
    let (written, refusal) = match became {
        Some(Ok(written)) => (Some(written), None),
        Some(Err(refusal)) => (None, Some(refusal)),
        None => (None, None),
    };
    let is_done = written.is_some() && filled.is_to_append();
    html! {
        section {
            h2 { "Append an entry" }
            (kinds(action, filled))
            @if let Some(refusal) = &refusal { (refused(refusal, filled)) }
            @if let Some((kind, fields)) = filled.kind().filter(|_| !is_done) {
                form method="post" action=(action) class="entry" {
                    input type="hidden" name=(SECRET) value=(secret);
                    input type="hidden" name=(KIND) value=(kind);
                    input type="hidden" name=(EXPECT) value=(around.log.head());
                    (process(around, filled))
                    @let (first, others): (Vec<&FormField>, Vec<&FormField>) = fields.iter()
                        .partition(|field| field.is_needed || ["key", "known"].contains(&field.name.as_str()));
                    @for field in first { (self::field(field, filled, refusal.as_ref())) }
                    details open[others.iter().any(|field| filled.get(&format!("{OF_ENTRY}{}", field.name)).is_some())] {
                        summary { "What may be said too (" (others.len()) ")" }
                        @for field in others { (self::field(field, filled, refusal.as_ref())) }
                    }
                    p {
                        button name=(DO) value="try" { "Try" }
                        @if written.is_some() { " " button name=(DO) value=(APPEND) { "Append" } }
                    }
                }
            }
        }
        @if let Some(written) = written {
            section role="status" {
                h2 { @if is_done { "Appended" } @else { "What it would change" } }
                (PreEscaped(answer_html(&written.answer.visible(), links, LINES)))
            }
        }
    }
}

/// Returns the choice of a kind, which asks for the page with the form of it.
fn kinds(action: &str, filled: &Filled) -> Markup {
    let kinds: Vec<Kind> = Forms::published().kinds();
    html! {
        form action=(action) class="row" {
            label { "Kind "
                select name=(KIND) {
                    @for kind in &kinds {
                        option value=(kind.name) selected[filled.get(KIND) == Some(&*kind.name)] { (kind.name) }
                    }
                }
            }
            @if let Some(process) = filled.get(PROCESS) { input type="hidden" name=(PROCESS) value=(process); }
            " " button { "Show its form" }
        }
        @if let Some(kind) = kinds.iter().find(|kind| filled.get(KIND) == Some(&*kind.name)) {
            p class="aside" { (said(&kind.help())) }
        }
    }
}

/// Returns the choice of the process, where the log has several.
fn process(around: Surroundings<'_>, filled: &Filled) -> Markup {
    let processes = around.log.processes();
    let chosen = filled.get(PROCESS).or_else(|| processes.last().map(|info| info.key.as_str()));
    html! {
        @if processes.len() > 1 {
            label class="field" { "Negotiation"
                select name=(PROCESS) {
                    @for info in processes {
                        option value=(info.key) selected[chosen == Some(info.key.as_str())] { (spelt_out(info.title.as_str())) }
                    }
                }
            }
        }
    }
}

fn field(field: &FormField, filled: &Filled, refusal: Option<&Refusal>) -> Markup {
    let name = format!("{OF_ENTRY}{}", field.name);
    let about = format!("about-{}", field.name);
    let problems: Vec<&ProblemRow> = refusal
        .into_iter()
        .flat_map(|refusal| &refusal.problems)
        .filter(|problem| is_at(problem, field, filled))
        .collect();
    let is_missing =
        refusal.is_some() && field.is_needed && problems.is_empty() && filled.get(&name).is_none();
    let required = field.is_needed.then_some("true");
    let is_wrong = is_missing || !problems.is_empty();
    html! {
        div class="field" {
            label for=(name) { (field.name) @if field.is_needed { " " span class="aside" { "(needed)" } } }
            @if field.name == "summary" {
                textarea id=(name) name=(name) rows="3" aria-required=[required] aria-describedby=(about)
                    aria-invalid=[is_wrong.then_some("true")] { (filled.get(&name).unwrap_or_default()) }
            } @else {
                input id=(name) name=(name) value=[filled.get(&name)] placeholder=[field.sample.as_deref()]
                    aria-required=[required] aria-describedby=(about) aria-invalid=[is_wrong.then_some("true")] autocomplete="off";
            }
            div id=(about) {
                @for problem in problems { (self::problem(problem)) }
                @if is_missing { p class="warning" { "Needed." } }
                p class="aside" { (said(&field.about)) }
            }
        }
    }
}

fn problem(problem: &ProblemRow) -> Markup {
    html! {
        p class="warning" {
            (said(&problem.message))
            @if let Some(hint) = &problem.hint { "; " (said(hint)) }
        }
    }
}

/// Returns whether a problem is one of a field: it names the field, or stands in its line of the block.
fn is_at(problem: &ProblemRow, field: &FormField, filled: &Filled) -> bool {
    if let Some(named) = &problem.field {
        let first = named.split(['.', '[']).next().unwrap_or_default();
        if named == &field.name || first == field.name {
            return true;
        }
    }
    let block = filled.block();
    let line =
        problem.line.zip(block.as_ref()).and_then(|(line, block)| block.lines().nth(line.checked_sub(1)?));
    line.and_then(|line| line.split_once(':')).is_some_and(|(name, _)| name == field.name)
}

/// Says what is wrong; what is no problem of one field stands here.
fn refused(refusal: &Refusal, filled: &Filled) -> Markup {
    let fields = filled.kind().map(|(_, fields)| fields).unwrap_or_default();
    let is_elsewhere = |problem: &&ProblemRow| !fields.iter().any(|field| is_at(problem, field, filled));
    html! {
        div role="alert" {
            p class="warning" { (said(&sentence(&refusal.detail))) }
            @for problem in refusal.problems.iter().filter(is_elsewhere) { (self::problem(problem)) }
        }
    }
}

/// Returns the form that asks for the token.
pub(crate) fn login(action: &str, is_wrong: bool) -> Markup {
    html! {
        section {
            h2 { "Who appends shows the token" }
            @if is_wrong { p class="warning" role="alert" { "That is not the token." } }
            form method="post" action=(action) class="row" {
                label { "Token " input type="password" name="token" required autocomplete="current-password"; }
                " " button { "Go on" }
            }
        }
    }
}
