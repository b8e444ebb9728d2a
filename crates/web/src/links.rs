//! Where the keys, paths, options and commands lead that stand in a text.

use asof_core::Key;
use asof_core::unseen::spelt_out;
use asof_query::rows::Sort;
use asof_query::{Log, StatePart, registered_sort, sort_of};
use asof_render::{Link, Links, headings};

use crate::asked::{Asked, View};
use crate::form::Form;
use crate::page::Asset;

/// Where pages are: on a server or in files.
pub(crate) trait Place {
    /// Returns the URL of a page; `None` if there is none here.
    fn url(&self, asked: &Asked) -> Option<String>;

    /// Returns whether pages are files, so that nothing answers a form.
    fn is_still(&self) -> bool {
        false
    }

    /// Returns the URL that tells how far the log reaches by now; `None` if nothing here does.
    fn head(&self) -> Option<String>;

    /// Returns the URL of a file that pages use.
    fn asset(&self, asset: Asset) -> String;

    /// Returns the URL of the same answer in another form, such as JSON; `None` if there is none here.
    fn form(&self, asked: &Asked, form: Form) -> Option<String>;

    /// Returns the URL of the form that appends; `None` if nothing is appended here.
    fn appending(&self) -> Option<String>;

    /// Returns the URL of an answer by its token, which with the root of its log stays the same; `None` if there is none here.
    fn lasting(&self, asked: &Asked, root: &str) -> Option<String>;
}

/// The links of a page.
pub(crate) struct PageLinks<'a> {
    pub(crate) log: &'a Log,
    pub(crate) place: &'a dyn Place,
    /// What the page shows.
    pub(crate) asked: &'a Asked,
    /// The process that answers.
    pub(crate) process: Option<&'a Key>,
}

impl Links for PageLinks<'_> {
    fn to(&self, typed: &str) -> Option<Link> {
        if let Some(asked) = self.asked.of_command_line(typed) {
            return Some(Link { url: self.place.url(&asked)?, words: Some(self.name(&asked)) });
        }
        let asked = self.of_entry(typed).or_else(|| self.of_path(typed))?;
        Some(Link { url: self.place.url(&asked)?, words: None })
    }
}

impl PageLinks<'_> {
    /// Returns the words for a page to which a command leads.
    fn name(&self, asked: &Asked) -> String {
        let process = asked.get("process").filter(|process| self.asked.get("process") != Some(*process));
        let other = self.log.processes().iter().find(|info| Some(info.key.as_str()) == process);
        match (other, asked.get("only").and_then(StatePart::from_name)) {
            (Some(info), _) => spelt_out(info.title.as_str()).into_owned(),
            (None, Some(part)) => {
                headings().find(|(of, _)| *of == part).map_or("here", |(_, name)| name).to_owned()
            }
            (None, None) => asked.view.name().to_owned(),
        }
    }

    /// Returns the page of an entry, or of what it registers.
    fn of_entry(&self, typed: &str) -> Option<Asked> {
        let (process, key) = match self.log.apart(typed) {
            (Some(process), key) => (process.parse().ok()?, key),
            (None, key) => (self.process?.clone(), key),
        };
        let key: Key = key.parse().ok()?;
        if self.log.processes().iter().any(|info| info.key == key) {
            return Some(Asked::of(View::State).with("process", key.as_str()));
        }
        let Some(event) = self.log.find(&process, &key) else {
            // A meeting has a key of its own, which no event has.
            let sort = sort_of(self.log, &process, &key)?;
            return Some(self.of_thing(sort, Some(&process), &key));
        };
        Some(match registered_sort(event) {
            Some(sort) => self.of_thing(sort, None, &key),
            None => match event.draft.process() {
                Some(_) => self.of_event(&process, &key),
                None => self.asked.other(View::Show).without("process").with("key", key.as_str()),
            },
        })
    }

    /// Returns the page of an event.
    pub(crate) fn of_event(&self, process: &Key, key: &Key) -> Asked {
        self.asked.other(View::Show).with("process", process.as_str()).with("key", key.as_str())
    }

    /// Returns the page of all about a thing.
    pub(crate) fn of_thing(&self, sort: Sort, process: Option<&Key>, key: &Key) -> Asked {
        let about = self.asked.other(View::About).with("sort", sort.name()).with("thing", key.as_str());
        match process {
            Some(process) => about.with("process", process.as_str()),
            None => about,
        }
    }

    /// Returns the page of the events behind a value of the state.
    fn of_path(&self, typed: &str) -> Option<Asked> {
        let (process, path) = self.log.apart(typed);
        let (part, _) = path.split_once('/')?;
        StatePart::from_name(part)?;
        let is_of_path = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || "-_/".contains(character)
        };
        let process = process.or(self.process.map(Key::as_str)).filter(|_| path.chars().all(is_of_path))?;
        Some(self.asked.other(View::Why).with("process", process).with("path", path))
    }
}
