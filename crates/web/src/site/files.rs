//! Which file a page is, and how one leads to another.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use asof_core::Key;
use chrono::NaiveDate;

use super::Days;
use crate::asked::{Asked, THEN, View};
use crate::form::Form;
use crate::links::Place;
use crate::page::Asset;

/// Pages in files, seen from one of them.
pub(super) struct InFiles<'a> {
    pub(super) days: &'a BTreeMap<Key, Days>,
    /// How many folders the page is below the first one.
    pub(super) depth: usize,
    /// The pages to which links led, to be written too.
    pub(super) asked: &'a RefCell<VecDeque<(String, Asked)>>,
}

impl InFiles<'_> {
    fn to(&self, path: &str) -> String {
        format!("{}{path}", "../".repeat(self.depth))
    }
}

impl Place for InFiles<'_> {
    fn url(&self, asked: &Asked) -> Option<String> {
        let (path, asked) = file_of(asked, self.days)?;
        let url = self.to(&path);
        self.asked.borrow_mut().push_back((path, asked));
        Some(url)
    }

    fn is_still(&self) -> bool {
        true
    }

    fn head(&self) -> Option<String> {
        None
    }

    fn asset(&self, asset: Asset) -> String {
        self.to(asset.name())
    }

    fn form(&self, _: &Asked, _: Form) -> Option<String> {
        None
    }

    fn appending(&self) -> Option<String> {
        None
    }

    fn lasting(&self, _: &Asked, _: &str) -> Option<String> {
        None
    }
}

/// Returns the path of the file of a page, and the page as the file has it: of the day on which what it shows began. `None` if
/// the site has no such page.
pub(super) fn file_of(asked: &Asked, days: &BTreeMap<Key, Days>) -> Option<(String, Asked)> {
    let process = asked.get("process").and_then(|process| process.parse::<Key>().ok());
    // A log of one process names none.
    let process = process.or_else(|| days.keys().next().filter(|_| days.len() == 1).cloned())?;
    let of_process = days.get(&process)?;
    let of = Asked::of(asked.view).with("process", process.as_str());
    let kept = |names: &[&'static str]| {
        names.iter().fold(of.clone(), |of, name| match asked.get(name) {
            Some(value) => of.with(name, value),
            None => of,
        })
    };
    let file =
        |path: String, asked: Asked| Some((format!("{}/{path}.html", on_disk(process.as_str())), asked));
    let is_asked = |names: &[&str]| names.iter().any(|name| asked.get(name).is_some());
    if is_asked(&["issue", "party", "chain", "recorded", "no-inferred", "as-of"]) {
        return None;
    }
    // Of a list all of it stands in one file.
    let is_bare = *asked == asked.other(asked.view);
    match asked.view {
        View::Show => file(format!("event/{}", on_disk(asked.get("key")?)), kept(&["key"])),
        View::About => {
            let (sort, thing) = (asked.get("sort")?, asked.get("thing")?);
            file(format!("{sort}/{}", on_disk(thing)), kept(&["sort", "thing"]))
        }
        View::Diff => {
            let (from, to) = (asked.get("from")?, asked.get("to")?);
            let is_pair = |pair: &[NaiveDate]| pair[0].to_string() == from && pair[1].to_string() == to;
            let is_of_rounds = !is_asked(&["only"]) && of_process.rounds.windows(2).any(is_pair);
            is_of_rounds.then(|| file(format!("diff/{from}..{to}"), kept(&["from", "to"])))?
        }
        View::Log if is_bare => file("events".to_owned(), of),
        View::Names if is_bare => file("names".to_owned(), of),
        View::State | View::Open | View::Due | View::Hindsight | View::Disputes | View::Plot => {
            let (path, asked) = of_process.file_of_day(asked, kept(&["only", "picture"]))?;
            file(path, asked)
        }
        _ => None,
    }
}

impl Days {
    /// Returns the path of a page of a moment, and the page of the day on which what it shows began.
    fn file_of_day(&self, asked: &Asked, kept: Asked) -> Option<(String, Asked)> {
        let day = self.day_of(asked.at())?;
        let is_by_then = asked.is_by_then();
        if asked.get("known").is_some() && !is_by_then {
            return None;
        }
        // Pictures are large: they are made of the last day.
        let is_last = self.stops.last == Some(day) && !is_by_then;
        if asked.view == View::Plot && !is_last {
            return None;
        }
        let only = asked.get("only");
        if only.is_some_and(|only| only.contains(',') || asked.view != View::State) {
            return None;
        }
        let mode = if is_by_then { THEN } else { "at" };
        let part = match (asked.view, only) {
            (View::State, None) => String::new(),
            (View::State, Some(part)) => format!("/{part}"),
            (View::Plot, _) => format!("/{}", asked.get("picture")?),
            (view, _) => format!("/{}", view.written().command),
        };
        let at = kept.with("at", day.to_string());
        let at = if is_by_then { at.with("known", day.to_string()) } else { at };
        Some((format!("{mode}/{day}{part}"), at))
    }

    /// Returns the day on which what stood at a moment began to stand so; the last without a moment, and `None` if none is
    /// meant.
    fn day_of(&self, at: Option<&str>) -> Option<NaiveDate> {
        let Some(at) = at else { return self.stops.last };
        let round = at.strip_prefix("round:").and_then(|number| number.parse::<u32>().ok());
        let of_round = |number: u32| {
            let held =
                self.stops.meetings.iter().find(|meeting| meeting.is_held && meeting.number == Some(number));
            held?.day_until
        };
        let day = at.parse().ok().or_else(|| round.and_then(of_round))?;
        let days = self.stops.stops.iter().map(|stop| stop.day);
        days.clone().rev().find(|stop| *stop <= day).or_else(|| days.clone().next())
    }
}

/// Returns a key as the name of a file: some names mean devices on Windows.
fn on_disk(key: &str) -> String {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let is_numbered = |name: &str| {
        key.strip_prefix(name)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match DEVICES.contains(&key) || is_numbered("com") || is_numbered("lpt") {
        true => format!("{key}_"),
        false => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_file_means_a_device() {
        for (key, name) in [("nul", "nul_"), ("com1", "com1_"), ("com10", "com10"), ("console", "console")] {
            assert_eq!(on_disk(key), name);
        }
    }
}
