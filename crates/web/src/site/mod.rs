//! The pages as files: for any web space, and for reading without a server.
//!
//! Pages are written as they are linked, from the days on which something changes on: so no link leads nowhere. Between two of
//! those days nothing changes, so that they are all.

mod files;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use asof_core::Key;
use asof_query::rows::Stops;
use asof_query::{Log, Query, stops};
use chrono::{DateTime, NaiveDate, Utc};

use crate::asked::{Asked, THEN, View};
use crate::page::{self, Asset, Surroundings};
use files::InFiles;

/// The name of the first page.
const INDEX: &str = "index.html";

/// A file of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path within the site, its parts between slashes.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// What the pages of one process are made for.
#[derive(Debug)]
struct Days {
    stops: Stops,
    /// The days on which a round was held, in order.
    rounds: Vec<NaiveDate>,
}

/// Hands out the files of the site of a log, one after another; returns how many there were.
///
/// # Errors
///
/// Those of `take`.
pub fn export<E>(
    log: &Log,
    now: DateTime<Utc>,
    mut take: impl FnMut(SiteFile) -> Result<(), E>,
) -> Result<usize, E> {
    let days: BTreeMap<Key, Days> = log
        .processes()
        .iter()
        .filter_map(|info| Some((info.key.clone(), days(log, &info.key, now)?)))
        .collect();
    let mut count = 0;
    let mut file = |path: String, text: String| {
        count += 1;
        take(SiteFile { path, text })
    };
    for asset in Asset::OF_FILES {
        file(asset.name().to_owned(), asset.text().to_owned())?;
    }
    let asked: RefCell<VecDeque<(String, Asked)>> = RefCell::new(seeds(&days).into());
    let mut written: BTreeSet<String> = BTreeSet::new();
    let write = |path: &str, asked_now: &Asked| {
        let place = InFiles { days: &days, depth: path.matches('/').count(), asked: &asked };
        let around = Surroundings { log, place: &place, now, trouble: None, roots: None };
        // What is linked but cannot be answered says why.
        page::page(around, asked_now).unwrap_or_else(|refusal| page::refused(around, asked_now, &refusal))
    };
    if let Some((_, first)) = first_page(log, &days) {
        let text = write(INDEX, &first);
        file(INDEX.to_owned(), text)?;
    }
    loop {
        let Some((path, next)) = asked.borrow_mut().pop_front() else { break };
        if written.insert(path.clone()) {
            let text = write(&path, &next);
            file(path, text)?;
        }
    }
    Ok(count)
}

/// Returns the days of a process, if it has any.
fn days(log: &Log, process: &Key, now: DateTime<Utc>) -> Option<Days> {
    let stops = stops(log, &Query::of(Some(process.as_str()), now).at(log, None).ok()?);
    stops.last?;
    let rounds = stops.rounds_held();
    Some(Days { stops, rounds })
}

/// Returns the pages from which the others are reached.
fn seeds(days: &BTreeMap<Key, Days>) -> Vec<(String, Asked)> {
    let mut seeds = Vec::new();
    for (process, of_process) in days {
        let state = Asked::of(View::State).with("process", process.as_str());
        for stop in &of_process.stops.stops {
            let at = state.clone().with("at", stop.day.to_string());
            seeds.extend([at.clone(), at.with("known", THEN)]);
        }
        for pair in of_process.rounds.windows(2) {
            let diff = Asked::of(View::Diff).with("process", process.as_str());
            seeds.push(diff.with("from", pair[0].to_string()).with("to", pair[1].to_string()));
        }
    }
    seeds.into_iter().filter_map(|asked| files::file_of(&asked, days)).collect()
}

/// Returns the page with which a site begins: the last day of the process that began last.
fn first_page(log: &Log, days: &BTreeMap<Key, Days>) -> Option<(String, Asked)> {
    let begun = log.processes().iter().filter(|info| days.contains_key(&info.key));
    let newest = begun.max_by_key(|info| info.begun)?;
    files::file_of(&Asked::of(View::State).with("process", newest.key.as_str()), days)
}
