//! The arguments of the tools, each described once.

use asof_core::Inferred;
use asof_query::rows::KindName;
use asof_query::{
    Moment, Moving, Order, Pending, Query, Question, Rows, Scope, StatePart, WordedFilter, named_one, one_of,
};
use chrono::{DateTime, Utc};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::refusal::Refusal;
use crate::tools::{Asks, Tool};

/// The moment that is asked about where none is named.
const TODAY: &str = "today";

/// How many rows are shown unless something else is asked for.
const ROWS: usize = 50;

/// What a tool may be asked with; each takes some of these.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct Arguments {
    /// The moment: a day such as 2025-05-24, which means everything up to the END of that day (inclusive) in the time zone of the
    /// negotiation; or an instant with its offset, today, first, last, round:2 (the end of the day on which it was held),
    /// round:2@start, or the key of an event; with an offset if needed, such as round:2-1d. By default today.
    when: Option<String>,
    /// The earlier moment: the state at its END (inclusive). Written like 2025-05-16, round:1, today or the key of an event.
    from: Option<String>,
    /// The later moment: the state at its END (inclusive). Leave it out only if `known` is a range A..B.
    to: Option<String>,
    /// The days: A..B with both ends INCLUDED, such as 2025-05-15..2025-06-02; ..B; A..; a month such as 2025-05; a year; or
    /// round:2. By default all.
    during: Option<String>,
    /// Only what the public could know by the END of this day (inclusive); written like a moment. By default everything that the
    /// log knows today, also of earlier days. With `diff` and without `to`: a range A..B.
    known: Option<String>,
    /// Only what the log had recorded by then: the number of an entry (inclusive), or a moment.
    recorded: Option<String>,
    /// The token of an as-of point, from `as_of.token` of an answer: it sets the negotiation and every clock, and gives the same
    /// answer for ever. Leave out `when`, `known`, `recorded` and `process` with it.
    as_of: Option<String>,
    /// The negotiation, by its key. Needed only where the log has several that do not continue one another; `processes` lists
    /// them.
    process: Option<String>,
    /// Whether to read the whole chain of negotiations that continue one another; by default one alone.
    chain: Option<bool>,
    /// Whether to leave out events whose date of publication the encoder inferred.
    no_inferred: Option<bool>,
    /// Only these parts of the state. Ask for the parts that you need: a whole state is long.
    #[schemars(with = "Option<Vec<StatePart>>")]
    only: Option<Vec<String>>,
    /// Only what concerns this issue, by its key or a name.
    issue: Option<String>,
    /// Only what names this party or somebody on its side, by key or name.
    party: Option<String>,
    /// Whether to show only what is still open then: proposals, commitments, meetings to come, ceasefires announced.
    open: Option<bool>,
    /// The clock by which events are listed and compared with `during`: occurred (when it happened), known (when the public
    /// could know it), recorded (when the log accepted it). By default occurred.
    #[schemars(with = "Option<Order>")]
    order: Option<String>,
    /// Only events of these kinds.
    #[schemars(with = "Option<Vec<KindName>>")]
    kind: Option<Vec<String>>,
    /// Only events that name this person, by key or name.
    person: Option<String>,
    /// Only events attributed to this claimant.
    attributed_to: Option<String>,
    /// Only events that cite this source, or these lines of it: kure-2025:165-169.
    source: Option<String>,
    /// Whether to list only events with a date that the encoder inferred.
    inferred: Option<bool>,
    /// Only events whose stored line contains each of these texts.
    grep: Option<Vec<String>>,
    /// The thing: the key or name of a meeting, a promise, a proposal, a person, a body, an issue or a place; or round:2.
    thing: Option<String>,
    /// The key of an event or of a meeting, round:2, or SCHEME:ID from its external ids. PROCESS/KEY if several negotiations
    /// have it.
    key: Option<String>,
    /// The path of a value of the state, such as commitments/r1-prisoners/delivered, or its last word if that is clear. `state`
    /// and `diff` have the paths.
    path: Option<String>,
    /// Which changes: in the world, or in what the public could know. By default world.
    #[schemars(with = "Option<Moving>")]
    by: Option<String>,
    /// Only names with this text in a spelling or the key.
    text: Option<String>,
    /// How many rows to show at most, 50 by default.
    #[schemars(range(min = 1, max = 1000))]
    limit: Option<usize>,
    /// How many rows to leave out before the first one shown: `page.next_offset` of the answer before.
    offset: Option<usize>,
    /// Which log, by its name.
    pub(crate) log: Option<String>,
}

impl Arguments {
    /// Reads what a tool is called with.
    ///
    /// # Errors
    ///
    /// An argument is not one of the tool, has another type, or is missing.
    pub(crate) fn read(tool: &Tool, logs: &[&str], given: JsonObject) -> Result<Self, Refusal> {
        let known: Vec<&str> = tool.arguments(logs).collect();
        for name in given.keys() {
            one_of("argument", name, known.iter().copied())?;
        }
        if let Some(needed) =
            tool.required.iter().find(|needed| given.get(**needed).is_none_or(Value::is_null))
        {
            return Err(Refusal::needs(needed));
        }
        // Each by itself: what is wrong is said of the one that has it.
        for (name, value) in &given {
            let alone = JsonObject::from_iter([(name.clone(), value.clone())]);
            let read = serde_json::from_value::<Self>(Value::Object(alone));
            read.map_err(|error| Refusal::bad(format!("the argument `{name}`: {error}")))?;
        }
        serde_json::from_value(Value::Object(given)).map_err(|error| Refusal::bad(error.to_string()))
    }

    /// Returns from which row on rows are shown, and how many at most.
    pub(crate) fn rows_shown(&self) -> (usize, usize) {
        (self.offset.unwrap_or(0), self.limit.unwrap_or(ROWS).max(1))
    }

    /// Returns what every question may say, asked when it is `now`.
    pub(crate) fn query(&self, now: DateTime<Utc>) -> Query<'_> {
        let is = |flag: Option<bool>| flag.unwrap_or_default();
        Query {
            process: self.process.as_deref(),
            scope: if is(self.chain) { Scope::Chain } else { Scope::Process },
            as_of: self.as_of.as_deref(),
            known: self.known.as_deref(),
            recorded: self.recorded.as_deref(),
            inferred: if is(self.no_inferred) { Inferred::Exclude } else { Inferred::Include },
            now,
        }
    }

    /// Returns what a tool asks.
    ///
    /// # Errors
    ///
    /// A word is not one of its list.
    pub(crate) fn question(&self, asks: Asks) -> Result<Question<'_>, Refusal> {
        Ok(match asks {
            Asks::Processes => Question::Processes,
            Asks::State => Question::State { moment: self.moment(), rows: self.rows() },
            Asks::Known => {
                Question::State { moment: Moment::KnownAt(self.when.as_deref()), rows: self.rows() }
            }
            Asks::Hindsight => Question::Hindsight { when: self.when.as_deref(), rows: self.rows() },
            Asks::Diff => {
                Question::Diff { from: needed(&self.from), to: self.to.as_deref(), rows: self.rows() }
            }
            Asks::Log => Question::Log { during: self.during.as_deref(), filter: Box::new(self.filter()?) },
            Asks::About => Question::About { thing: needed(&self.thing), moment: self.moment() },
            Asks::Due => Question::Due { moment: self.moment() },
            Asks::Show => Question::Show { key: needed(&self.key) },
            Asks::Why => Question::Why { path: needed(&self.path), moment: self.moment() },
            Asks::Disputes => Question::Disputes { moment: self.moment() },
            Asks::Names => Question::Names { text: self.text.as_deref() },
            Asks::History => Question::History { path: needed(&self.path), by: self.moving()? },
        })
    }

    fn moment(&self) -> Moment<'_> {
        Moment::At(self.when.as_deref().or_else(|| self.as_of.is_none().then_some(TODAY)))
    }

    fn rows(&self) -> Rows<'_> {
        let is_open = self.open.unwrap_or_default();
        Rows {
            only: self.only.iter().flatten().map(String::as_str).collect(),
            issue: self.issue.as_deref(),
            party: self.party.as_deref(),
            pending: if is_open { Pending::Only } else { Pending::AndSettled },
        }
    }

    fn filter(&self) -> Result<WordedFilter<'_>, Refusal> {
        let order = self.order.as_deref().map(|order| named_one("order", order, Order::ALL, Order::name));
        Ok(WordedFilter {
            range: None,
            order: order.transpose()?.unwrap_or_default(),
            kinds: self.kind.clone().unwrap_or_default(),
            party: self.party.as_deref(),
            person: self.person.as_deref(),
            issue: self.issue.as_deref(),
            attributed_to: self.attributed_to.as_deref(),
            source: self.source.as_deref(),
            inferred: self.inferred.unwrap_or_default(),
            grep: self.grep.clone().unwrap_or_default(),
        })
    }

    fn moving(&self) -> Result<Moving, Refusal> {
        let by = self.by.as_deref().map(|by| named_one("clock", by, Moving::ALL, Moving::name));
        Ok(by.transpose()?.unwrap_or(Moving::World))
    }
}

/// Returns an argument without which nothing is asked.
fn needed(argument: &Option<String>) -> &str {
    argument.as_deref().unwrap_or_default()
}
