//! Asks the library what a page asks, and returns its answer.

use asof_query::{
    Answer, Drawn, Log, Moment, Moving, Order, Pending, Picture, Query, Question, ResolvedQuery, Rows,
    WordedFilter, drawn, named_one,
};
use chrono::{DateTime, Utc};

use crate::asked::{Asked, View};
use crate::refusal::Refusal;

/// Returns the answer to a question, asked when it is `now`.
pub(crate) fn answer(log: &Log, asked: &Asked, now: DateTime<Utc>) -> Result<Answer, Refusal> {
    let searched = asked.searched();
    let query = asked.query(now);
    let query = if asked.view == View::Search { query.of_registry(log) } else { query };
    Ok(question(asked, &searched)?.answer(log, &query)?)
}

/// Returns the question of a page; `searched` is what it searches for.
fn question<'q>(asked: &'q Asked, searched: &[String]) -> Result<Question<'q>, Refusal> {
    Ok(match asked.view {
        View::State | View::Open => Question::State { moment: moment(asked), rows: rows(asked) },
        View::Due => Question::Due { moment: moment(asked) },
        View::Hindsight => Question::Hindsight { when: asked.moment(), rows: rows(asked) },
        View::Diff => {
            let (from, to) = (needed(asked, "from")?, asked.get("to"));
            if to.is_none() && asked.get("known").is_none() {
                return Err(Refusal::needs("to"));
            }
            Question::Diff { from, to, rows: rows(asked) }
        }
        View::Log => Question::Log { during: asked.get("during"), filter: Box::new(filter(asked)?) },
        View::Search => {
            needed(asked, "text")?;
            let filter = WordedFilter { grep: searched.to_vec(), ..WordedFilter::default() };
            Question::Log { during: None, filter: Box::new(filter) }
        }
        View::Show => Question::Show { key: needed(asked, "key")? },
        View::About => Question::About { thing: needed(asked, "thing")?, moment: moment(asked) },
        View::Why => Question::Why { path: needed(asked, "path")?, moment: moment(asked) },
        View::History => Question::History { path: needed(asked, "path")?, by: moving(asked)? },
        View::Compare => Question::Compare { meetings: needed(asked, "meetings")?.split(',').collect() },
        View::Names => Question::Names { text: asked.get("text") },
        View::Disputes => Question::Disputes { moment: moment(asked) },
        // A picture is no answer in words.
        View::Plot => return Err(Refusal::no_page(&asked.path())),
    })
}

/// Returns what a picture draws.
pub(crate) fn picture(log: &Log, asked: &Asked, now: DateTime<Utc>) -> Result<Drawn, Refusal> {
    let name = needed(asked, "picture")?;
    let picture = named_one("picture", name, Picture::ALL, Picture::name)?;
    let resolved = resolved(log, asked, &asked.query(now))?;
    Ok(drawn(log, &resolved, picture, &rows(asked).find(log)?))
}

/// Returns the question about the moment asked for, by what was known as asked for.
pub(crate) fn resolved(log: &Log, asked: &Asked, question: &Query<'_>) -> Result<ResolvedQuery, Refusal> {
    Ok(moment(asked).resolve(log, question)?)
}

fn moment(asked: &Asked) -> Moment<'_> {
    if asked.is_by_then() { Moment::KnownAt(asked.moment()) } else { Moment::At(asked.moment()) }
}

fn needed<'a>(asked: &'a Asked, name: &'static str) -> Result<&'a str, Refusal> {
    asked.get(name).ok_or_else(|| Refusal::needs(name))
}

fn moving(asked: &Asked) -> Result<Moving, Refusal> {
    let by = asked.get("by").map(|by| named_one("clock", by, Moving::ALL, Moving::name));
    Ok(by.transpose()?.unwrap_or(Moving::World))
}

/// Returns which rows are asked for.
fn rows(asked: &Asked) -> Rows<'_> {
    Rows {
        only: asked.get("only").into_iter().flat_map(|only| only.split(',')).collect(),
        issue: asked.get("issue"),
        party: asked.get("party"),
        pending: if asked.view == View::Open { Pending::Only } else { Pending::AndSettled },
    }
}

/// Returns which events are asked for.
fn filter(asked: &Asked) -> Result<WordedFilter<'_>, Refusal> {
    let order =
        asked.get("order").map(|order| named_one("order", order, Order::ALL, Order::name)).transpose()?;
    let kinds = asked.get("kind").into_iter().flat_map(|kinds| kinds.split(','));
    Ok(WordedFilter {
        range: None,
        order: order.unwrap_or_default(),
        kinds: kinds.map(str::to_owned).collect(),
        party: asked.get("party"),
        person: asked.get("person"),
        issue: asked.get("issue"),
        attributed_to: asked.get("attributed-to"),
        source: asked.get("source"),
        inferred: asked.get("inferred").is_some(),
        grep: asked.get("grep").map(str::to_owned).into_iter().collect(),
    })
}
