//! A question as the command line that prints its answer, and back.

use asof_query::{StatePart, command_line};

use super::view::{CONTEXT_OPTIONS, FLAGS, View};
use super::{Asked, LAST, THEN};

/// The command for what was known at a moment: a state with a limit on its own date.
const KNOWN: &str = "known";

/// Options that say how an answer is printed, not which.
const OF_PRINT: [&str; 1] = ["oneline"];

impl Asked {
    /// Returns the command line that prints the answer.
    pub(crate) fn command(&self) -> String {
        let written = self.view.written();
        let mut words: Vec<String> = Vec::new();
        let is_known = self.view == View::State && self.is_by_then();
        words.push(if is_known { KNOWN } else { written.command }.to_owned());
        for place in written.places {
            match (*place, self.get(place)) {
                ("meetings", Some(meetings)) => words.extend(meetings.split(',').map(str::to_owned)),
                (_, Some(value)) => words.push(value.to_owned()),
                ("at", None) if self.get("as-of").is_none() => words.push(LAST.to_owned()),
                (_, None) => {}
            }
        }
        let mut option = |name: &str, value: &str| words.extend([format!("--{name}"), value.to_owned()]);
        // What a page is cut to, and what sort of thing it names, the command does not ask.
        let options =
            written.options.iter().filter(|name| !FLAGS.contains(name) && !["page", "sort"].contains(name));
        for name in options.chain(&CONTEXT_OPTIONS) {
            match self.get(name) {
                // What a search looks for, the command looks for in the lines of the log.
                Some(_) if *name == "text" => self.searched().iter().for_each(|word| option("grep", word)),
                Some(value) => option(name, value),
                None => {}
            }
        }
        match self.get("known") {
            Some(_) if is_known => {}
            Some(THEN) => option("known", self.at().unwrap_or(LAST)),
            Some(known) => option("known", known),
            None => {}
        }
        let flags = FLAGS.into_iter().filter(|flag| self.get(flag).is_some());
        words.extend(flags.map(|flag| format!("--{flag}")));
        command_line(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Returns the page that shows what a command prints, asked of the same process and knowledge as this one where the
    /// command does not say; `None` if it is none that asks, or leaves a place open.
    pub(crate) fn of_command_line(&self, command: &str) -> Option<Self> {
        let words: Vec<&str> = command.split(' ').collect();
        let is_whole = words.first() == Some(&"asof");
        let (name, words) = match words.as_slice() {
            ["asof", name, words @ ..] => (*name, words),
            // An option alone is one of the same command, where that takes it; another process has a state.
            [option, ..] if option.starts_with("--") => {
                let is_taken = self.view.written().options.contains(&option.trim_start_matches('-'));
                (if is_taken { self.view } else { View::State }.written().command, words.as_slice())
            }
            _ => return None,
        };
        let is_open = |word: &&str| word.chars().all(|character| character.is_ascii_uppercase());
        if words.iter().any(is_open) {
            return None;
        }
        let mut asked = match name {
            KNOWN => self.other(View::State).with("known", THEN),
            part if StatePart::from_name(part).is_some() => self.other(View::State).with("only", part),
            command => self.other(View::of_command(command)?),
        };
        if name == self.view.written().command && !is_whole {
            // What is asked of the same command stays as it is.
            asked = self.clone();
        }
        asked.read_words(words)?;
        Some(asked)
    }

    fn read_words(&mut self, words: &[&str]) -> Option<()> {
        let mut places = self.view.written().places.iter();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let Some(option) = word.strip_prefix("--") else {
                let place = *places.next()?;
                self.given.insert(place, word.trim_matches('\'').to_owned());
                continue;
            };
            if OF_PRINT.contains(&option) {
                continue;
            }
            let name = self.view.parameters().find(|name| *name == option)?;
            let value = if FLAGS.contains(&name) { "yes" } else { words.next()? };
            self.given.insert(name, value.trim_matches('\'').to_owned());
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(url: &str) -> Asked {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        Asked::from_url(path, query).unwrap()
    }

    #[test]
    fn each_page_says_the_command_that_prints_it() {
        for (url, command) in [
            ("/", "asof state last"),
            ("/?at=2025-05-24", "asof state 2025-05-24"),
            ("/?at=2025-05-24&known=2025-05-24", "asof known 2025-05-24"),
            ("/?at=2025-05-24&known=then", "asof known 2025-05-24"),
            ("/?at=2025-05-24&known=2025-06-01", "asof state 2025-05-24 --known 2025-06-01"),
            (
                "/state/commitments?at=round%3A2&process=p",
                "asof state round:2 --only commitments --process p",
            ),
            ("/due?at=2025-05-24&known=then", "asof due 2025-05-24 --known 2025-05-24"),
            ("/event/p/k?at=2025-05-24", "asof show k --process p"),
            ("/meeting/p/m?at=2025-05-24", "asof about m 2025-05-24 --process p"),
            ("/diff?from=round%3A1&to=round%3A2", "asof diff round:1 round:2"),
            ("/log?during=2025-05&page=2&inferred=yes", "asof log 2025-05 --inferred"),
            ("/compare?meetings=a%2Cb", "asof compare a b"),
            ("/plot/timeline?at=2025-06-02", "asof plot timeline 2025-06-02"),
            ("/search?text=bodies", "asof log --grep bodies"),
            ("/search?text=Russia+%22frozen+remains%22", "asof log --grep Russia --grep 'frozen remains'"),
            ("/search?process=p&text=bodies", "asof log --grep bodies --process p"),
            ("/?at=2025-05-24&chain=yes", "asof state 2025-05-24 --chain"),
        ] {
            assert_eq!(asked(url).command(), command, "{url}");
        }
    }

    #[test]
    fn a_command_in_a_text_leads_to_its_page() {
        let here = asked("/?at=2025-06-02&process=p");
        for (command, url) in [
            ("asof open 2025-06-02", "/open?at=2025-06-02&process=p"),
            ("asof known 2025-05-20", "/?at=2025-05-20&known=then&process=p"),
            ("asof about round:2 2025-06-02", "/about?at=2025-06-02&process=p&thing=round%3A2"),
            (
                "asof hindsight 2025-06-02 --only positions",
                "/hindsight?at=2025-06-02&only=positions&process=p",
            ),
            ("asof commitments 2025-06-02", "/state/commitments?at=2025-06-02&process=p"),
            ("--only discrepancies", "/state/discrepancies?at=2025-06-02&process=p"),
            ("--process other", "/?at=2025-06-02&process=other"),
            ("asof log 2025-05 --oneline", "/log?at=2025-06-02&during=2025-05&process=p"),
        ] {
            assert_eq!(
                here.of_command_line(command).map(|asked| asked.url()).as_deref(),
                Some(url),
                "{command}"
            );
        }
        for command in
            ["asof append FILE", "asof show KEY", "--only", "--only NAME", "a-key", "asof state --wrong x"]
        {
            assert_eq!(here.of_command_line(command), None, "{command}");
        }
    }
}
