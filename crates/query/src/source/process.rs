//! Which process of a log answers a question.
//!
//! Processes form chains by `continues`. A log of one chain answers for the process of it that had begun
//! most recently at the asked date; a log of several chains must be told which process is meant.

use std::collections::BTreeMap;

use asof_core::unseen::spelt_out;
use asof_core::{Key, Text, Until, Zone};
use chrono::{DateTime, Utc};
use foldhash::{HashMap, HashMapExt};

use crate::ask::dates::list;
use crate::ask::dates::near::{did_you_mean, nearest};

/// A registered process, with what decides whether it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessInfo {
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: Text,
    /// The zone in which its days begin and end.
    pub zone: Zone,
    /// Whose negotiation it is.
    pub parties: Vec<Key>,
    /// The process that it continues, registered or not.
    pub continues: Option<Key>,
    /// When it began (inclusive), the earliest of all `occurred` of its events; `None` if it has none.
    pub begun: Option<DateTime<Utc>>,
}

/// The process that answers, and why it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The process that answers.
    pub(crate) chosen: Key,
    /// The other processes of its chain, newest first.
    pub(crate) others: Vec<Key>,
    /// Those of them that come after it in the chain, newest first.
    pub(crate) later: Vec<Key>,
    /// The processes of its chain, itself among them, oldest first.
    pub(crate) chain: Vec<Key>,
    /// Why it answers.
    pub(crate) why: ProcessChoice,
}

asof_core::words! {
    /// Why a process answers.
    #[schemars(rename = "Chosen")]
    pub enum ProcessChoice {
        /// The question names it.
        Named = "named",
        /// The log has no other.
        Only = "only",
        /// Of its chain it had begun most recently at the asked date.
        BegunLast = "begun-last",
        /// At the asked date nothing had begun, and it is the oldest of its chain.
        Oldest = "oldest",
        /// No date is asked, and it is the newest of its chain.
        Newest = "newest",
        /// None is chosen: every negotiation of the log is read.
        All = "all",
    }
}

/// Why no process can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProcessError {
    /// The log has no process.
    #[error("this log has no process; register one first")]
    NoneRegistered,
    /// The log has no process of that name.
    #[error("there is no process `{}` among {}{}", spelt_out(named), list(known, ", "), did_you_mean(near))]
    Unknown {
        /// The name as written.
        named: String,
        /// The processes with a name near to it, nearest first.
        near: Vec<Key>,
        /// All processes.
        known: Vec<Key>,
    },
    /// No process is named, and the log has several chains, each given newest first.
    #[error("this log has {} chains of processes; name one process:{}", .0.len(), chain_lines(.0))]
    SeveralChains(Vec<Vec<ProcessInfo>>),
}

/// Chooses the process that answers a question about the date.
///
/// A process named is the one. Without a name a log of one chain answers for the process that had begun
/// most recently at the date; before all of them, for the oldest; without a date ([`Until::All`]), for the
/// newest. A limit is an exclusive end: what begins at it has not begun.
///
/// # Errors
///
/// Refuses a name that no process has, a log of several chains without a name, and a log without processes.
pub(crate) fn choose(
    processes: &[ProcessInfo],
    named: Option<&str>,
    asked: Until,
) -> Result<Choice, ProcessError> {
    let chain = chain_asked(processes, named)?;
    let (chosen, why) = match named {
        Some(name) => (member(&chain, name), ProcessChoice::Named),
        None => choose_in_chain(&chain, asked),
    };
    let chosen = chosen.ok_or(ProcessError::NoneRegistered)?.key.clone();
    let chain: Vec<Key> = chain.iter().map(|process| process.key.clone()).collect();
    let others = chain.iter().rev().filter(|key| **key != chosen).cloned().collect();
    let later = chain.iter().rev().take_while(|key| **key != chosen).cloned().collect();
    Ok(Choice { chosen, others, later, chain, why })
}

/// Returns the process in whose zone, and among whose rounds and keys, the dates of a question are read:
/// the process named, else the newest of the only chain.
///
/// # Errors
///
/// Refuses what [`choose`] refuses.
pub(crate) fn date_process<'p>(
    processes: &'p [ProcessInfo],
    named: Option<&str>,
) -> Result<&'p ProcessInfo, ProcessError> {
    let chain = chain_asked(processes, named)?;
    let process = match named {
        Some(name) => member(&chain, name),
        None => chain.last().copied(),
    };
    process.ok_or(ProcessError::NoneRegistered)
}

/// Returns the chains of processes, each from its oldest to its newest, in the order of their first process.
///
/// A process is newer than the one that it continues; of two that continue the same, the one that began
/// later is the newer. What continues a process that is not registered begins a chain. Processes that
/// continue one another in a circle are one chain.
pub(crate) fn chains(processes: &[ProcessInfo]) -> Vec<Vec<&ProcessInfo>> {
    let mut places: HashMap<&Key, usize> = HashMap::new();
    for (place, process) in processes.iter().enumerate() {
        places.entry(&process.key).or_insert(place);
    }
    let place_of =
        |process: &ProcessInfo| process.continues.as_ref().and_then(|key| places.get(key).copied());
    let walks = walks(&processes.iter().map(place_of).collect::<Vec<_>>());
    let mut placed: Vec<usize> = (0..processes.len()).collect();
    placed.sort_by_cached_key(|place| {
        let process = &processes[*place];
        (walks[*place].length, process.begun.is_none(), process.begun, process.key.clone())
    });
    let mut first_of: HashMap<usize, usize> = HashMap::new();
    for (place, walk) in walks.iter().enumerate() {
        first_of.entry(walk.end).or_insert(place);
    }
    let mut chains: BTreeMap<usize, Vec<&ProcessInfo>> = BTreeMap::new();
    for place in placed {
        chains.entry(first_of[&walks[place].end]).or_default().push(&processes[place]);
    }
    chains.into_values().collect()
}

/// Where one comes to from a process, always going on to the one that it continues.
#[derive(Debug, Clone, Copy)]
struct Walk {
    /// How many processes there are on the way, each counted once, itself among them.
    length: usize,
    /// The last of them; of a circle always the same.
    end: usize,
}

/// Returns the walk from each process, by the places of those that they continue.
fn walks(continued: &[Option<usize>]) -> Vec<Walk> {
    let mut walks: Vec<Option<Walk>> = vec![None; continued.len()];
    for start in 0..continued.len() {
        let mut way = Vec::new();
        let mut next = Some(start).filter(|start| walks[*start].is_none());
        let mut on_way: HashMap<usize, usize> = HashMap::new();
        while let Some(place) = next.filter(|place| walks[*place].is_none() && !on_way.contains_key(place)) {
            on_way.insert(place, way.len());
            way.push(place);
            next = continued[place];
        }
        let circle = next.and_then(|place| on_way.get(&place)).map_or(way.len(), |at| *at);
        let length = way.len() - circle;
        for place in &way[circle..] {
            walks[*place] = Some(Walk { length, end: way[circle] });
        }
        for place in way[..circle].iter().rev() {
            let behind = continued[*place].and_then(|behind| walks[behind]);
            let walk = behind
                .map_or(Walk { length: 1, end: *place }, |walk| Walk { length: walk.length + 1, ..walk });
            walks[*place] = Some(walk);
        }
    }
    walks.into_iter().flatten().collect()
}

/// Returns the chain that can answer, oldest process first.
fn chain_asked<'p>(
    processes: &'p [ProcessInfo],
    named: Option<&str>,
) -> Result<Vec<&'p ProcessInfo>, ProcessError> {
    let mut chains = chains(processes);
    if chains.is_empty() {
        return Err(ProcessError::NoneRegistered);
    }
    if let Some(name) = named {
        let holds = |chain: &Vec<&ProcessInfo>| member(chain, name).is_some();
        return chains.into_iter().find(holds).ok_or_else(|| unknown(name, processes));
    }
    match chains.len() {
        1 => Ok(chains.remove(0)),
        _ => {
            let newest_first = |chain: Vec<&ProcessInfo>| chain.into_iter().rev().cloned().collect();
            Err(ProcessError::SeveralChains(chains.into_iter().map(newest_first).collect()))
        }
    }
}

fn member<'p>(chain: &[&'p ProcessInfo], name: &str) -> Option<&'p ProcessInfo> {
    chain.iter().copied().find(|process| process.key.as_str() == name)
}

fn choose_in_chain<'p>(chain: &[&'p ProcessInfo], asked: Until) -> (Option<&'p ProcessInfo>, ProcessChoice) {
    if let [only] = chain {
        return (Some(only), ProcessChoice::Only);
    }
    let Until::Before(_) = asked else {
        return (chain.last().copied(), ProcessChoice::Newest);
    };
    let has_begun = |process: &&&ProcessInfo| process.begun.is_some() && asked.has_begun(process.begun);
    // Of those that began together, the last is the newest.
    match chain.iter().filter(has_begun).max_by_key(|process| process.begun) {
        Some(process) => (Some(process), ProcessChoice::BegunLast),
        None => (chain.first().copied(), ProcessChoice::Oldest),
    }
}

fn unknown(name: &str, processes: &[ProcessInfo]) -> ProcessError {
    let keys = processes.iter().map(|process| &process.key);
    ProcessError::Unknown {
        named: name.to_owned(),
        near: nearest(name, keys.clone().map(|key| (key.as_str(), key.clone()))),
        known: keys.cloned().collect(),
    }
}

fn chain_lines(chains: &[Vec<ProcessInfo>]) -> String {
    let line = |chain: &Vec<ProcessInfo>| {
        let titled = chain.iter().map(|process| format!("{} ({})", process.key, process.title));
        format!("\n  {}", list(titled, ", "))
    };
    let more = match chains.len().saturating_sub(CHAINS_TOLD) {
        0 => String::new(),
        more => format!("\n  and {more} more, which `asof state --all-processes --only status` lists"),
    };
    list(chains.iter().take(CHAINS_TOLD).map(line), "") + &more
}

/// How many chains an error lists: one screen.
const CHAINS_TOLD: usize = 20;

#[cfg(test)]
mod tests {
    use asof_core::WrittenDate;

    use super::*;

    fn istanbul() -> Zone {
        "Europe/Istanbul".parse().unwrap()
    }

    /// Makes processes of rows `key [continues] [begun]`, each `-` if there is none.
    fn processes(rows: &str) -> Vec<ProcessInfo> {
        rows.split(", ").map(|row| process(&row.split(' ').collect::<Vec<_>>())).collect()
    }

    fn process(row: &[&str]) -> ProcessInfo {
        let given = |at: usize| row.get(at).filter(|text| **text != "-");
        ProcessInfo {
            key: row[0].parse().unwrap(),
            title: format!("Talks {}", row[0]).parse().unwrap(),
            zone: istanbul(),
            parties: Vec::new(),
            continues: given(1).map(|key| key.parse().unwrap()),
            begun: given(2).map(|day| day.parse::<WrittenDate>().unwrap().bounds(istanbul()).0),
        }
    }

    /// Shows the process chosen at the end of a day (or without one), the others, and why.
    fn chosen(rows: &str, named: Option<&str>, day: Option<&str>) -> String {
        let asked = day.map_or(Until::All, |day| {
            Until::Before(day.parse::<WrittenDate>().unwrap().bounds(istanbul()).1)
        });
        match choose(&processes(rows), named, asked) {
            Ok(choice) => format!("{} [{}] {:?}", choice.chosen, list(choice.others, " "), choice.why),
            Err(error) => error.to_string(),
        }
    }

    fn grouped(rows: &str) -> String {
        let processes = processes(rows);
        let chain = |chain: Vec<&ProcessInfo>| list(chain.iter().map(|process| &process.key), " ");
        list(chains(&processes).into_iter().map(chain), " | ")
    }

    const CHAIN: &str = "c b 2025-05-11, a - 2014-09-05, b a 2022-02-28";

    #[test]
    fn one_chain_answers_for_the_process_that_had_begun_last() {
        let rows = [
            (None, "c [b a] Newest"),
            (Some("2014-09-04"), "a [c b] Oldest"),
            (Some("2014-09-05"), "a [c b] BegunLast"),
            (Some("2022-02-27"), "a [c b] BegunLast"),
            (Some("2022-02-28"), "b [c a] BegunLast"),
            (Some("2025-05-10"), "b [c a] BegunLast"),
            (Some("2025-05-11"), "c [b a] BegunLast"),
        ];
        for (day, expected) in rows {
            assert_eq!(chosen(CHAIN, None, day), expected, "{day:?}");
        }
    }

    #[test]
    fn a_limit_at_which_a_process_begins_is_before_it() {
        let processes = processes("a - 2022, b a 2025-05-11");
        let begins = processes[1].begun.unwrap();
        assert_eq!(choose(&processes, None, Until::Before(begins)).unwrap().chosen.as_str(), "a");
    }

    #[test]
    fn a_process_without_dated_events_has_not_begun() {
        assert_eq!(chosen("a - 2022, b a", None, Some("2025-06-02")), "a [b] BegunLast");
        assert_eq!(chosen("a - 2022, b a", None, None), "b [a] Newest");
        assert_eq!(chosen("a, b a", None, Some("2025-06-02")), "a [b] Oldest");
        // The chain says which is newer, what had begun says which answers.
        assert_eq!(chosen("a - 2023, b a 2022", None, Some("2025-06-02")), "a [b] BegunLast");
        assert_eq!(chosen("a - 2022, b a 2022", None, Some("2025-06-02")), "b [a] BegunLast");
    }

    #[test]
    fn an_only_process_answers_always() {
        for day in [None, Some("2014-01-01"), Some("2025-06-02")] {
            assert_eq!(chosen("a - 2022", None, day), "a [] Only");
        }
    }

    #[test]
    fn a_named_process_answers_with_the_others_of_its_chain() {
        assert_eq!(chosen(CHAIN, Some("a"), Some("2025-06-02")), "a [c b] Named");
        assert_eq!(chosen("a - 2022, x - 2023, b a", Some("b"), None), "b [a] Named");
        assert_eq!(chosen("a - 2022, x - 2023, b a", Some("x"), None), "x [] Named");
    }

    #[test]
    fn what_cannot_be_chosen_is_refused_with_what_there_is() {
        assert_eq!(
            chosen("istanbul-2025 ukraine-2022, ukraine-2022", Some("istanbul-2052"), None),
            "there is no process `istanbul-2052` among istanbul-2025, ukraine-2022; did you mean istanbul-2025?"
        );
        assert_eq!(chosen("a", Some("No key\n"), None), "there is no process `No key<U+000A>` among a");
        assert_eq!(
            chosen("a - 2022, x - 2023, b a 2025", None, Some("2025-06-02")),
            "this log has 2 chains of processes; name one process:\n  b (Talks b), a (Talks a)\n  x (Talks x)"
        );
        for named in [None, Some("a")] {
            assert_eq!(choose(&[], named, Until::All), Err(ProcessError::NoneRegistered));
            assert_eq!(date_process(&[], named), Err(ProcessError::NoneRegistered));
        }
    }

    #[test]
    fn dates_are_read_in_the_newest_of_the_chain_or_the_one_named() {
        let chain = processes(CHAIN);
        let read_in = |named| date_process(&chain, named).map(|process| process.key.as_str());
        assert_eq!((read_in(None), read_in(Some("a"))), (Ok("c"), Ok("a")));
        assert!(matches!(read_in(Some("d")), Err(ProcessError::Unknown { .. })));
        assert!(matches!(date_process(&processes("a, x"), None), Err(ProcessError::SeveralChains(_))));
    }

    #[test]
    fn chains_are_what_is_joined() {
        assert_eq!(grouped(CHAIN), "a b c");
        assert_eq!(grouped("d c, b a, x, c b, a"), "a b c d | x");
        assert_eq!(grouped("late a 2025, early a 2024, never a, a - 2022"), "a early late never");
        assert!(chains(&[]).is_empty());
    }

    #[test]
    fn broken_chains_neither_loop_nor_lose_a_process() {
        assert_eq!(grouped("a gone 2022, b gone 2025"), "a | b");
        assert_eq!(grouped("a a 2022"), "a");
        assert_eq!(grouped("a b 2022, b a 2021"), "b a");
        assert_eq!(grouped("a c 2022, b a 2023, c b 2024, d b 2020"), "a b c d");
        assert_eq!(chosen("a b 2022, b a 2021", None, Some("2021-06-02")), "b [a] BegunLast");
    }
}
