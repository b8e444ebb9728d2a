//! What is asked, as a URL, as a command line and as a question of the library: one type for all three.
//!
//! The names of parameters are those of the command line. A parameter that a view does not know is refused: a typo
//! that is ignored gives a wrong answer without a word.

mod command;
mod token;
mod view;

use std::collections::BTreeMap;

use asof_core::Inferred;
use asof_query::rows::Sort;
use asof_query::{Picture, Query, Scope, one_of};
use chrono::{DateTime, Utc};

use crate::refusal::Refusal;
use view::{CONTEXT, FLAGS, VIEWS};

pub(crate) use view::View;

/// The moment that is asked about where none is named: the last day of the record.
const LAST: &str = "last";

/// The value of `known` for what was known at the moment asked about.
pub(crate) const THEN: &str = "then";

/// The value of `known` that points to the day in `known-on`, which a form sends.
pub(crate) const ON: &str = "on";

/// A question, and the page that answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) view: View,
    given: BTreeMap<&'static str, String>,
}

impl Asked {
    /// Returns a view of which nothing is said.
    pub(crate) fn of(view: View) -> Self {
        Self { view, given: BTreeMap::new() }
    }

    /// Reads the path and the parameters of a URL.
    ///
    /// # Errors
    ///
    /// There is no such page; a parameter is not one of it, or is given twice.
    pub(crate) fn from_url(path: &str, query: &str) -> Result<Self, Refusal> {
        Self::from_path(path).ok_or_else(|| Refusal::no_page(path))?.reading(query)
    }

    /// Reads the parameters of a view.
    ///
    /// # Errors
    ///
    /// A parameter is not one of it, or is given twice.
    pub(crate) fn from_parameters(view: View, query: &str) -> Result<Self, Refusal> {
        Self::of(view).reading(query)
    }

    fn reading(self, query: &str) -> Result<Self, Refusal> {
        let mut asked = self;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(name) = asked.view.parameters().find(|parameter| *parameter == name) else {
                one_of("parameter", &name, asked.view.parameters())?;
                continue;
            };
            // A form sends what was left empty.
            if value.is_empty() {
                continue;
            }
            let value = if FLAGS.contains(&name) { "yes".to_owned() } else { value.into_owned() };
            if asked.given.insert(name, value).is_some() {
                return Err(Refusal::twice(name));
            }
        }
        asked.settle()
    }

    /// Puts the day of `known=on` in its place.
    fn settle(mut self) -> Result<Self, Refusal> {
        let day = self.given.remove("known-on");
        if self.get("known") == Some(ON) {
            let day = day.ok_or_else(Refusal::no_day_of_knowledge)?;
            self.given.insert("known", day);
        }
        Ok(self)
    }

    fn from_path(path: &str) -> Option<Self> {
        let path = path.trim_matches('/');
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        if rest.contains('%') {
            return None;
        }
        if first.is_empty() {
            return Some(Self::of(View::State));
        }
        if let Some(sort) = sort_named(first) {
            let about = Self::of(View::About).with("sort", sort);
            return about.with_key("thing", rest);
        }
        let written = VIEWS.iter().find(|written| written.segment == first)?;
        let asked = Self::of(written.view);
        match (written.view, rest) {
            (View::State, only) if !only.is_empty() => Some(asked.with("only", only)),
            (View::Show, key) => asked.with_key("key", key),
            (View::Plot, picture) => {
                let known = Picture::ALL.iter().find(|known| known.name() == picture)?;
                Some(asked.with("picture", known.name()))
            }
            (_, "") => Some(asked),
            _ => None,
        }
    }

    /// Takes a key, behind its process if that stands there.
    fn with_key(self, name: &'static str, path: &str) -> Option<Self> {
        match path.split_once('/') {
            _ if path.is_empty() => None,
            Some((process, key)) if !key.contains('/') => Some(self.with("process", process).with(name, key)),
            Some(_) => None,
            None => Some(self.with(name, path)),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.given.get(name).map(String::as_str)
    }

    /// Returns it with a parameter, which replaces the one that it has.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.given.insert(name, value.into());
        self
    }

    #[must_use]
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.given.remove(name);
        self
    }

    /// Returns another view asked of the same moment, process and knowledge.
    #[must_use]
    pub(crate) fn other(&self, view: View) -> Self {
        let kept = self.given.iter().filter(|(name, _)| CONTEXT.contains(name));
        Self { view, given: kept.map(|(name, value)| (*name, value.clone())).collect() }
    }

    /// Returns the view as a menu leads to it: of several pictures, the first.
    #[must_use]
    pub(crate) fn beginning(self) -> Self {
        match self.view {
            View::Plot => self.with("picture", Picture::Knowledge.name()),
            _ => self,
        }
    }

    /// Returns another view asked with one parameter of this one, and no other.
    #[must_use]
    pub(crate) fn keeping(&self, view: View, name: &'static str) -> Self {
        self.get(name).map_or(Self::of(view), |value| Self::of(view).with(name, value))
    }

    /// Returns what is searched for: each word, and what stands between quotation marks as one.
    pub(crate) fn searched(&self) -> Vec<String> {
        let pieces = self.get("text").unwrap_or_default().split('"').enumerate();
        let of_piece = |(place, piece): (usize, &str)| match place % 2 {
            0 => piece.split_whitespace().map(str::to_owned).collect(),
            _ => vec![piece.trim().to_owned()],
        };
        pieces.flat_map(of_piece).filter(|word: &String| !word.is_empty()).collect()
    }

    /// Returns the moment as written.
    pub(crate) fn at(&self) -> Option<&str> {
        self.get("at")
    }

    /// Returns whether what was known at the moment itself is asked for.
    pub(crate) fn is_by_then(&self) -> bool {
        self.get("known").is_some_and(|known| known == THEN || Some(known) == self.at())
    }

    /// Returns the parameters that a form of this page has to send along, but for those named.
    pub(crate) fn kept(&self, but: &[&str]) -> Vec<(&'static str, &str)> {
        let in_path = self.in_path();
        let is_kept = |name: &&'static str| !but.contains(name) && !in_path.contains(name);
        self.given
            .iter()
            .filter(|(name, _)| is_kept(name))
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }

    /// Returns the parameters that stand in the path.
    fn in_path(&self) -> &'static [&'static str] {
        match self.view {
            View::State => &["only"],
            View::Show if self.get("process").is_some() => &["process", "key"],
            View::Show => &["key"],
            View::Plot => &["picture"],
            View::About if self.get("sort").is_none() => &[],
            View::About if self.get("process").is_some() => &["sort", "process", "thing"],
            View::About => &["sort", "thing"],
            _ => &[],
        }
    }

    /// Returns it with nothing but what stands in its path.
    #[must_use]
    pub(crate) fn bare(&self) -> Self {
        let in_path = self.in_path();
        let kept = self.given.iter().filter(|(name, _)| in_path.contains(name));
        Self { view: self.view, given: kept.map(|(name, value)| (*name, value.clone())).collect() }
    }

    /// Returns the path of its page.
    pub(crate) fn path(&self) -> String {
        let part = |name: &str| self.get(name).map(|value| format!("/{value}")).unwrap_or_default();
        match self.view {
            View::State if self.get("only").is_none() => "/".to_owned(),
            View::State => format!("/state{}", part("only")),
            View::Show => format!("/event{}{}", part("process"), part("key")),
            View::Plot => format!("/plot{}", part("picture")),
            View::About if self.get("sort").is_some() => {
                format!("{}{}{}", part("sort"), part("process"), part("thing"))
            }
            view => format!("/{}", view.written().segment),
        }
    }

    /// Returns the URL of its page, within a server.
    pub(crate) fn url(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        // What is asked first stands first: the date, then the knowledge.
        for (name, value) in self.kept(&[]) {
            query.append_pair(name, value);
        }
        match query.finish() {
            query if query.is_empty() => self.path(),
            query => format!("{}?{query}", self.path()),
        }
    }

    /// Returns the question, but for its moment.
    pub(crate) fn query(&self, now: DateTime<Utc>) -> Query<'_> {
        let known = match self.get("known") {
            // What is asked of a moment is resolved first: see `Moment::KnownAt`.
            Some(_) if self.is_by_then() && self.view.written().is_of_a_moment => None,
            Some(THEN) => Some(self.at().unwrap_or(LAST)),
            known => known,
        };
        Query {
            process: self.get("process"),
            scope: if self.is_set("chain") { Scope::Chain } else { Scope::Process },
            as_of: self.get("as-of"),
            known,
            recorded: self.get("recorded"),
            inferred: if self.is_set("no-inferred") { Inferred::Exclude } else { Inferred::Include },
            now,
        }
    }

    fn is_set(&self, flag: &str) -> bool {
        self.get(flag).is_some()
    }

    /// Returns the moment to resolve; with a token, the token says it.
    pub(crate) fn moment(&self) -> Option<&str> {
        self.at().or_else(|| self.get("as-of").is_none().then_some(LAST))
    }
}

/// Returns the name of a sort of thing, if it has pages of its own.
fn sort_named(name: &str) -> Option<&'static str> {
    let sorts = Sort::ALL.iter().filter(|sort| **sort != Sort::Event);
    sorts.map(|sort| sort.name()).find(|sort| *sort == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_and_written_as_it_stood() {
        let urls = [
            "/",
            "/?at=2025-05-24&known=2025-05-24",
            "/state/commitments?at=round%3A2",
            "/state/commitments,positions",
            "/event/istanbul-2025/r1-prisoners?at=2025-05-24",
            "/meeting/istanbul-2025/round-2",
            "/person/umerov?known=then",
            "/about?thing=round%3A2",
            "/diff?from=round%3A1&to=round%3A2",
            "/log?during=2025-05&kind=meeting",
            "/plot/timeline?at=2025-06-02",
            "/why?at=2025-05-24&path=commitments%2Fr1-prisoners%2Fdelivered",
        ];
        for url in urls {
            let (path, query) = url.split_once('?').unwrap_or((url, ""));
            assert_eq!(Asked::from_url(path, query).unwrap().url(), url);
        }
    }

    #[test]
    fn what_no_page_knows_is_refused() {
        for (path, query, said) in [
            ("/nowhere", "", "no page"),
            ("/plot/nothing", "", "no page"),
            ("/state/a/b/c", "", "no part"),
            ("/", "wehn=2025-05-24", "wehn"),
            ("/", "at=2025-05-24&at=2025-05-25", "twice"),
            ("/", "known=on", "known-on"),
            ("/event/%2e%2e/x", "", "no page"),
        ] {
            match Asked::from_url(path, query) {
                Err(refusal) => assert!(refusal.detail.contains(said), "{path} {query}: {}", refusal.detail),
                // A part is looked up where the state is asked.
                Ok(asked) => assert_eq!(asked.get("only"), Some("a/b/c"), "{path} {query}"),
            }
        }
    }

    #[test]
    fn a_form_may_send_what_was_left_empty_and_a_day_of_its_own() {
        let asked = Asked::from_url("/", "at=2025-05-24&known=on&known-on=2025-06-01&process=").unwrap();
        assert_eq!(asked.url(), "/?at=2025-05-24&known=2025-06-01");
        let asked = Asked::from_url("/", "at=2025-05-24&known=&known-on=2025-06-01").unwrap();
        assert_eq!(asked.url(), "/?at=2025-05-24");
    }

    #[test]
    fn another_view_keeps_the_moment_and_nothing_else() {
        let asked = Asked::from_url("/state/positions", "at=2025-05-24&known=then&issue=crimea").unwrap();
        assert_eq!(asked.other(View::Due).url(), "/due?at=2025-05-24&known=then");
    }
}
