//! Which process of a log answers a question.
//!
//! Processes form chains by `continues`. A log of one chain answers for the process of it that had begun
//! most recently at the asked date; a log of several chains must be told which process is meant.

use asof_core::{Key, Limit, Text};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::dates::near::{did_you_mean, nearest};
use crate::dates::{list, one_line};

/// A registered process, with what decides whether it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessInfo {
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: Text,
    /// The zone in which its days begin and end.
    pub zone: Tz,
    /// The process that it continues, registered or not.
    pub continues: Option<Key>,
    /// When it began (inclusive), the earliest of all `occurred` of its events; `None` if it has none.
    pub begun: Option<DateTime<Utc>>,
}

/// The process that answers, and why it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The process that answers.
    pub chosen: Key,
    /// The other processes of its chain, newest first.
    pub others: Vec<Key>,
    /// Why it answers.
    pub why: Why,
}

/// Why a process answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// The question names it.
    Named,
    /// The log has no other.
    Only,
    /// Of its chain it had begun most recently at the asked date.
    BegunLast,
    /// At the asked date nothing had begun, and it is the oldest of its chain.
    Oldest,
    /// No date is asked, and it is the newest of its chain.
    Newest,
}

/// Why no process can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProcessError {
    /// The log has no process.
    #[error("this log registers no process; register one first")]
    NoneRegistered,
    /// The log has no process of that name.
    #[error(
        "there is no process `{}`{}; there is {}",
        one_line(named),
        did_you_mean(near),
        list(known, ", ")
    )]
    Unknown {
        /// The name as written.
        named: String,
        /// The processes with a name near to it, nearest first.
        near: Vec<Key>,
        /// All processes.
        known: Vec<Key>,
    },
    /// No process is named, and the log has several chains, each given newest first.
    #[error("this log holds {} chains of processes; name one process:{}", .0.len(), chain_lines(.0))]
    SeveralChains(Vec<Vec<ProcessInfo>>),
}

/// Chooses the process that answers a question about the date.
///
/// A process named is the one. Without a name a log of one chain answers for the process that had begun
/// most recently at the date; before all of them, for the oldest; without a date ([`Limit::All`]), for the
/// newest. A limit is an exclusive end: what begins at it has not begun.
///
/// # Errors
///
/// Refuses a name that no process has, a log of several chains without a name, and a log without processes.
pub fn choose(processes: &[ProcessInfo], named: Option<&str>, asked: Limit) -> Result<Choice, ProcessError> {
    let chain = chain_asked(processes, named)?;
    let (chosen, why) = match named {
        Some(name) => (member(&chain, name), Why::Named),
        None => choose_in_chain(&chain, asked),
    };
    let chosen = &chosen.ok_or(ProcessError::NoneRegistered)?.key;
    let others = chain.iter().rev().map(|process| &process.key).filter(|key| *key != chosen);
    Ok(Choice { chosen: chosen.clone(), others: others.cloned().collect(), why })
}

/// Returns the process in whose zone, and among whose rounds and keys, the dates of a question are read:
/// the process named, else the newest of the only chain.
///
/// # Errors
///
/// Refuses what [`choose`] refuses.
pub fn date_process<'p>(
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
pub fn chains(processes: &[ProcessInfo]) -> Vec<Vec<&ProcessInfo>> {
    let continued: Vec<Option<usize>> =
        processes.iter().map(|process| place_of(process, processes)).collect();
    let chain_of = joined(&continued);
    let mut placed: Vec<usize> = (0..processes.len()).collect();
    placed.sort_by_cached_key(|place| {
        let process = &processes[*place];
        (depth(*place, &continued), process.begun.is_none(), process.begun, process.key.clone())
    });
    let of_chain = |first: usize| {
        let members = placed.iter().filter(|place| chain_of[**place] == first);
        members.map(|place| &processes[*place]).collect::<Vec<_>>()
    };
    (0..processes.len()).map(of_chain).filter(|chain| !chain.is_empty()).collect()
}

/// Returns the place of the process that a process continues, if it is registered.
fn place_of(process: &ProcessInfo, processes: &[ProcessInfo]) -> Option<usize> {
    let continued = process.continues.as_ref()?;
    processes.iter().position(|other| other.key == *continued)
}

/// Returns for each process the least place of any process that it is joined to.
fn joined(continued: &[Option<usize>]) -> Vec<usize> {
    let mut chain_of: Vec<usize> = (0..continued.len()).collect();
    for (place, continued) in continued.iter().enumerate() {
        let Some(continued) = *continued else { continue };
        let (a, b) = (chain_of[place], chain_of[continued]);
        chain_of.iter_mut().filter(|chain| **chain == a.max(b)).for_each(|chain| *chain = a.min(b));
    }
    chain_of
}

/// Counts the processes that one continues, directly or through others, each once.
fn depth(place: usize, continued: &[Option<usize>]) -> usize {
    let mut seen = vec![place];
    while let Some(next) = seen.last().and_then(|last| continued[*last])
        && !seen.contains(&next)
    {
        seen.push(next);
    }
    seen.len()
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

fn choose_in_chain<'p>(chain: &[&'p ProcessInfo], asked: Limit) -> (Option<&'p ProcessInfo>, Why) {
    if let [only] = chain {
        return (Some(only), Why::Only);
    }
    let Limit::Until(_) = asked else {
        return (chain.last().copied(), Why::Newest);
    };
    let has_begun = |process: &&&ProcessInfo| process.begun.is_some() && asked.has_begun(process.begun);
    // Of those that began together, the last is the newest.
    match chain.iter().filter(has_begun).max_by_key(|process| process.begun) {
        Some(process) => (Some(process), Why::BegunLast),
        None => (chain.first().copied(), Why::Oldest),
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
    list(chains.iter().map(line), "")
}
