//! Asks the library what a page asks, and returns its answer.

use asof_query::{
    Answer, Body, Drawn, Filter, Log, Moving, Named, Order, Picture, Query, ResolvedQuery, Selection,
    StatePart, StatePath, about, claimant_named, compare, difference, disputes, drawn, due, hindsight,
    history_named, key_named, listing, names, one_of, show_named, source_named, state, why,
};
use chrono::{DateTime, Utc};

use crate::asked::{Asked, View};
use crate::refusal::Refusal;

/// Returns the answer to a question, asked when it is `now`.
pub(crate) fn answer(log: &Log, asked: &Asked, now: DateTime<Utc>) -> Result<Answer, Refusal> {
    Ok(Answer::new(body(log, asked, now)?, log.names()))
}

fn body(log: &Log, asked: &Asked, now: DateTime<Utc>) -> Result<Body, Refusal> {
    let question = asked.query(now);
    Ok(match asked.view {
        View::State | View::Open => {
            state(log, &resolved(log, asked, &question)?, &selection(log, asked)?).into()
        }
        View::Due => due(log, &resolved(log, asked, &question)?).into(),
        View::Hindsight => {
            let now = question.at(log, asked.moment())?.with_hindsight();
            hindsight(log, &now.as_known_then(), &now, &selection(log, asked)?).into()
        }
        View::Diff => {
            let (from, to) = match (asked.get("from"), asked.get("to")) {
                (Some(from), Some(to)) => question.between(log, from, to)?,
                (Some(from), None) => {
                    question.learned(log, from, asked.get("known").ok_or_else(|| Refusal::needs("to"))?)?
                }
                (None, _) => return Err(Refusal::needs("from")),
            };
            difference(log, &from, &to, &selection(log, asked)?).into()
        }
        View::Log => {
            let (resolved, range) = question.during(log, asked.get("during"))?;
            listing(log, &resolved, &Filter { range, ..filter(log, asked)? }).into()
        }
        View::Search => {
            needed(asked, "text")?;
            let grep = asked.searched();
            let (resolved, _) = question.of_registry(log).during(log, None)?;
            listing(log, &resolved, &Filter { grep, ..Filter::default() }).into()
        }
        View::Show => show_named(log, &question, needed(asked, "key")?)?.show.into(),
        View::About => {
            let thing = needed(asked, "thing")?;
            let resolved = resolved(log, asked, &question.about(log, Named::Thing(thing))?)?;
            about(log, &resolved, thing)?.into()
        }
        View::Why => {
            let path = needed(asked, "path")?;
            let resolved = resolved(log, asked, &question.about(log, Named::StatePath(path))?)?;
            let fact = StatePath::find(log, &resolved.process, &resolved.as_of, path)?;
            why(log, &resolved, &fact).into()
        }
        View::History => {
            let path = needed(asked, "path")?;
            let resolved = question.about(log, Named::StatePath(path))?.at(log, None)?;
            history_named(log, &resolved, path, moving(asked)?)?.into()
        }
        View::Compare => {
            let meetings: Vec<&str> = needed(asked, "meetings")?.split(',').collect();
            let resolved = question.about(log, Named::Meetings(&meetings))?.at(log, None)?;
            compare(log, &resolved, &meetings)?.into()
        }
        View::Names => names(log, &question.of_registry(log).at(log, None)?, asked.get("text")).into(),
        View::Disputes => disputes(log, &resolved(log, asked, &question)?).into(),
        // A picture is no answer in words.
        View::Plot => return Err(Refusal::no_page(&asked.path())),
    })
}

/// Returns what a picture draws.
pub(crate) fn picture(log: &Log, asked: &Asked, now: DateTime<Utc>) -> Result<Drawn, Refusal> {
    let name = needed(asked, "picture")?;
    let picture = Picture::ALL.iter().copied().find(|picture| picture.name() == name);
    let picture = picture.ok_or_else(|| Refusal::no_page(&asked.path()))?;
    let resolved = resolved(log, asked, &asked.query(now))?;
    Ok(drawn(log, &resolved, picture, &selection(log, asked)?))
}

/// Returns the question about the moment asked for, by what was known as asked for.
pub(crate) fn resolved(log: &Log, asked: &Asked, question: &Query<'_>) -> Result<ResolvedQuery, Refusal> {
    Ok(asked.by_knowledge(question.at(log, asked.moment())?))
}

fn needed<'a>(asked: &'a Asked, name: &'static str) -> Result<&'a str, Refusal> {
    asked.get(name).ok_or_else(|| Refusal::needs(name))
}

fn moving(asked: &Asked) -> Result<Moving, Refusal> {
    let by = asked.get("by").unwrap_or(Moving::World.name());
    one_of("clock", by, Moving::ALL.iter().map(|moving| moving.name()))?;
    Ok(Moving::ALL.iter().copied().find(|moving| moving.name() == by).unwrap_or(Moving::World))
}

/// Returns which rows are asked for.
fn selection(log: &Log, asked: &Asked) -> Result<Selection, Refusal> {
    let all = if asked.view == View::Open { Selection::pending() } else { Selection::default() };
    let mut selection = Selection {
        issue: named(log, asked, "issue", "issue")?,
        party: named(log, asked, "party", "body")?,
        ..all
    };
    for name in asked.get("only").into_iter().flat_map(|only| only.split(',')) {
        one_of("part of a state", name, StatePart::all().map(StatePart::name))?;
        selection.only.extend(StatePart::from_name(name));
    }
    Ok(selection)
}

fn named(
    log: &Log,
    asked: &Asked,
    parameter: &'static str,
    sort: &str,
) -> Result<Option<asof_core::Key>, Refusal> {
    Ok(asked.get(parameter).map(|name| key_named(log, parameter, name, &[sort])).transpose()?)
}

/// Returns which events are asked for, but for their days.
fn filter(log: &Log, asked: &Asked) -> Result<Filter, Refusal> {
    let source = asked.get("source").map(|source| source_named(log, source)).transpose()?;
    let (source, lines) = source.map_or((None, None), |(source, lines)| (Some(source), lines));
    let order = asked.get("order").unwrap_or(Order::Occurred.name());
    one_of("order", order, Order::ALL.iter().map(|order| order.name()))?;
    let kinds = asked.get("kind").into_iter().flat_map(|kinds| kinds.split(','));
    let filter = Filter {
        range: None,
        order: Order::ALL.iter().copied().find(|known| known.name() == order).unwrap_or_default(),
        kinds: kinds.map(str::to_owned).collect(),
        party: named(log, asked, "party", "body")?,
        person: named(log, asked, "person", "person")?,
        issue: named(log, asked, "issue", "issue")?,
        attributed_to: asked.get("attributed-to").map(|name| claimant_named(log, name)).transpose()?,
        source,
        lines,
        inferred: asked.get("inferred").is_some(),
        grep: asked.get("grep").map(str::to_owned).into_iter().collect(),
    };
    filter.check()?;
    Ok(filter)
}
