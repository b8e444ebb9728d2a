//! Asks the library what a page asks, and returns its answer.

use asof_query::{
    Answer, Body, DateRange, Drawn, Filter, Log, Moving, Named, Order, Picture, Query, ResolvedQuery,
    Selection, StatePart, StatePath, WordedFilter, about, compare, difference, disputes, drawn, due,
    hindsight, history_named, listing, names, one_of, show_named, state, why,
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
            listing(log, &resolved, &filter(log, asked, range)?).into()
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
    let picture = named_so("picture", name, Picture::ALL, Picture::name)?;
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
    asked.get("by").map_or(Ok(Moving::World), |by| named_so("clock", by, Moving::ALL, Moving::name))
}

/// Returns the one of a list that has a name.
fn named_so<T: Copy>(
    sort: &'static str,
    name: &str,
    all: &[T],
    name_of: fn(T) -> &'static str,
) -> Result<T, Refusal> {
    one_of(sort, name, all.iter().map(|one| name_of(*one)))?;
    all.iter().copied().find(|one| name_of(*one) == name).ok_or_else(|| Refusal::no_such(sort, name))
}

/// Returns which rows are asked for.
fn selection(log: &Log, asked: &Asked) -> Result<Selection, Refusal> {
    let all = if asked.view == View::Open { Selection::pending() } else { Selection::default() };
    let mut selection = all.narrowed(log, asked.get("issue"), asked.get("party"))?;
    selection.only.extend(StatePart::named(asked.get("only").into_iter().flat_map(|only| only.split(',')))?);
    Ok(selection)
}

/// Returns which events are asked for, on these days.
fn filter(log: &Log, asked: &Asked, range: Option<DateRange>) -> Result<Filter, Refusal> {
    let order =
        asked.get("order").map(|order| named_so("order", order, Order::ALL, Order::name)).transpose()?;
    let kinds = asked.get("kind").into_iter().flat_map(|kinds| kinds.split(','));
    let worded = WordedFilter {
        range,
        order: order.unwrap_or_default(),
        kinds: kinds.map(str::to_owned).collect(),
        party: asked.get("party"),
        person: asked.get("person"),
        issue: asked.get("issue"),
        attributed_to: asked.get("attributed-to"),
        source: asked.get("source"),
        inferred: asked.get("inferred").is_some(),
        grep: asked.get("grep").map(str::to_owned).into_iter().collect(),
    };
    Ok(worded.find(log)?)
}
