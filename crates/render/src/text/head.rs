//! The first lines of an answer: its as-of point, how many events count there, and which process answers.

use asof_core::Key;
use asof_projector::Counted;
use asof_query::rows::{AsOfRow, Envelope, Extent, Link, OpenEnvelope, Selected, WideEnvelope};
use asof_query::{ProcessChoice, StatePart};

use super::dates;
use super::numbers::{counted, grouped};
use super::page::{Page, code};
use super::view::{Knowledge, View, capitalised};
use super::wording::joined;

/// What the first lines of an answer tell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head<'a> {
    as_of: &'a AsOfRow,
    counted: Counted,
    /// The process that answers; `None` if every one of the log is read.
    answering: Option<Answering<'a>>,
    /// How many processes are read, where every one of the log is.
    processes: usize,
    /// The processes that are read one behind the other; none unless a whole chain is.
    pub(crate) chain: &'a [Link],
    /// Which rows are told, of an answer that may be asked for some alone.
    pub(crate) selection: Option<&'a Selected>,
}

impl<'a> Head<'a> {
    /// Returns the head of an answer of one process and of all of its rows.
    pub(crate) fn of(envelope: &'a Envelope) -> Self {
        let answering = Some(Answering::of(envelope));
        Self {
            as_of: &envelope.as_of,
            counted: envelope.counted,
            answering,
            processes: 0,
            chain: &[],
            selection: None,
        }
    }

    /// Returns the head of an answer of one process, or of every one of the log, which are so many.
    pub(crate) fn of_wide(envelope: &'a WideEnvelope, processes: usize) -> Self {
        let answering = Answering::of_wide(envelope);
        Self {
            as_of: &envelope.as_of,
            counted: envelope.counted,
            answering,
            processes,
            chain: &[],
            selection: None,
        }
    }

    /// Returns the head of an answer of which these rows are told.
    #[must_use]
    pub(crate) fn selected(self, selection: &'a Selected) -> Self {
        Self { selection: Some(selection), ..self }
    }

    /// Returns the head of an answer that reads these processes one behind the other.
    #[must_use]
    pub(crate) fn chained(self, chain: &'a [Link]) -> Self {
        Self { chain, ..self }
    }
}

/// The process that answers, and its place among the others of its chain.
#[derive(Debug, Clone, Copy)]
struct Answering<'a> {
    key: &'a Key,
    name: &'a str,
    others: &'a [Key],
    later: &'a [Key],
    chosen: ProcessChoice,
}

/// Says which process answers, and which come before and after it.
pub(crate) fn process(page: &mut Page, envelope: &Envelope) {
    Answering::of(envelope).write(page);
}

/// Says the same where it may be every process that is read: then how many they are.
pub(crate) fn process_of_wide(page: &mut Page, envelope: &WideEnvelope, processes: usize) {
    match Answering::of_wide(envelope) {
        Some(answering) => answering.write(page),
        None => page.line(0, &every(processes)),
    }
}

/// Says that every process of the log is read.
fn every(processes: usize) -> String {
    match processes {
        1 => "The only negotiation of this log.".to_owned(),
        2 => "Both negotiations of this log.".to_owned(),
        _ => format!("All {} of this log.", counted(processes as u64, "negotiation")),
    }
}

/// Says the same where one process answers.
pub(crate) fn process_of_any(page: &mut Page, envelope: &OpenEnvelope) {
    if let (Some(key), Some(name), Some(chosen)) =
        (&envelope.process, &envelope.process_name, envelope.chosen)
    {
        let (others, later) = (&envelope.others, &envelope.continued_by);
        Answering { key, name, others, later, chosen }.write(page);
    }
}

impl<'a> Answering<'a> {
    fn of(envelope: &'a Envelope) -> Self {
        Self {
            key: &envelope.process,
            name: &envelope.process_name,
            others: &envelope.others,
            later: &envelope.continued_by,
            chosen: envelope.chosen,
        }
    }

    fn of_wide(envelope: &'a WideEnvelope) -> Option<Self> {
        Some(Self {
            key: envelope.process.as_ref()?,
            name: envelope.process_name.as_ref()?,
            others: &envelope.others,
            later: &envelope.continued_by,
            chosen: envelope.chosen,
        })
    }

    fn write(&self, page: &mut Page) {
        let mut line = format!("{} ({}).", self.name, code(self.key.as_str()));
        // Only a log of one chain chooses: of a process that was named, nothing is said of the log.
        let place = match (self.chosen, self.later.is_empty()) {
            (ProcessChoice::BegunLast | ProcessChoice::Newest, true) => " Latest negotiation in this log.",
            (ProcessChoice::BegunLast, false) => " Latest negotiation by then.",
            (ProcessChoice::Oldest, _) => " None had begun by then; this is the first.",
            (ProcessChoice::Newest | ProcessChoice::Named | ProcessChoice::Only | ProcessChoice::All, _) => {
                ""
            }
        };
        line.push_str(place);
        let earlier = self.others.iter().filter(|other| !self.later.contains(other)).collect();
        let later: Vec<&Key> = self.later.iter().collect();
        for (when, others) in [("Earlier", earlier), ("Later", later)] {
            let named: Vec<String> = others
                .iter()
                .map(|other| format!("{other} ({})", code(&format!("--process {other}"))))
                .collect();
            if !named.is_empty() {
                line.push_str(&format!(" {when}: {}.", named.join(", ")));
            }
        }
        page.line(0, &line);
    }
}

/// Writes the as-of point and how many events count there, then which process answers.
pub(crate) fn answered<'a>(page: &mut Page, view: &View<'a>, head: &Head<'a>) {
    page.line(0, &counting(head.as_of, Some(head.counted)));
    match head.answering {
        Some(answering) => answering.write(page),
        None => page.line(0, &every(head.processes)),
    }
    chain(page, head.chain);
    if let Some(selection) = head.selection {
        selected(page, view, selection);
    }
}

/// Says which processes are read one behind the other, where a whole chain is.
fn chain(page: &mut Page, chain: &[Link]) {
    let link = |link: &Link| format!("{}, {}", code(link.process.as_str()), count_in_words(link.counted));
    let links: Vec<String> = chain.iter().map(link).collect();
    if !links.is_empty() {
        page.line(0, &format!("The whole chain, the oldest first: {}.", links.join("; ")));
    }
}

/// Returns what is asked for in words, to stand behind "of": `positions`, `what is about Crimea`; `None` if all is.
pub(crate) fn asked_for<'a>(view: &View<'a>, only: &[StatePart], selection: &'a Selected) -> Option<String> {
    let only: Vec<&str> = only.iter().map(|part| part.name()).collect();
    let parts = (!only.is_empty()).then(|| joined(&only));
    let rows = narrowed(view, selection);
    match (parts, rows.is_empty()) {
        (None, true) => None,
        (None, false) => Some(rows.join(" and of that ")),
        (Some(parts), true) => Some(parts),
        (Some(parts), false) => Some(format!("{parts}, of {}", rows.join(" and of that "))),
    }
}

/// Returns of which rows the answer is, in words; empty if of all.
fn narrowed<'a>(view: &View<'a>, selection: &'a Selected) -> Vec<String> {
    let mut of = Vec::new();
    if selection.pending {
        of.push("what is still open".to_owned());
    }
    of.extend(selection.issue.as_ref().map(|issue| format!("what is about {}", view.name(issue))));
    let of_party = |party| format!("what names {} or somebody of its side", view.name(party));
    of.extend(selection.party.as_ref().map(of_party));
    of
}

/// Says of what the rows are, where only some of them are asked for, and how many were left out.
pub(crate) fn selected<'a>(page: &mut Page, view: &View<'a>, selection: &'a Selected) {
    let of = narrowed(view, selection);
    if !of.is_empty() {
        let left_out = [(selection.left_out, "other row"), (selection.possible_left_out, "possible event")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, noun)| counted(number as u64, noun));
        let left_out: Vec<String> = left_out.collect();
        let left_out = match left_out.as_slice() {
            [] => "nothing was left out".to_owned(),
            counts => format!("{} left out", counts.join(" and ")),
        };
        page.line(0, &format!("Only {}; {left_out}.", of.join(", and of that ")));
    }
}

/// Returns a point in a sentence, and behind it how many events count there and how many may.
pub(crate) fn counting(as_of: &AsOfRow, counted: Option<Counted>) -> String {
    let mut text = format!("{}.", as_of.sentence);
    if let Some(counted) = counted {
        text.push_str(&format!(" {}", capitalised(&count_in_words(counted))));
        if counted.possible > 0 {
            text.push_str(&format!(", {} more may", grouped(counted.possible as u64)));
        }
        text.push('.');
    }
    text
}

/// Says what some processes have not, beside those that are told: how many they are, the first few by their keys.
pub(crate) fn untold(what: &str, told: usize, untold: &[&Key]) -> String {
    const NAMED: usize = 5;
    let number = match (told, untold.len()) {
        (0, 1) => return format!("{what}."),
        (0, number) => return format!("{what} in any of the {}.", counted(number as u64, "negotiation")),
        (_, 1) => "the other negotiation".to_owned(),
        (_, number) => counted(number as u64, "other negotiation"),
    };
    let mut named: Vec<String> = untold.iter().take(NAMED).map(|key| code(key.as_str())).collect();
    if untold.len() > NAMED {
        named.push(format!("{} more", grouped((untold.len() - NAMED) as u64)));
    }
    format!("{what} in {number}: {}.", joined(&named))
}

/// Returns the same of one of two moments, behind what it is.
pub(crate) fn labelled(label: &str, as_of: &AsOfRow, counted: Option<Counted>) -> String {
    format!("{label}: {}", counting(as_of, counted).replacen("As of", "as of", 1))
}

pub(crate) fn count_in_words(Counted { in_force, events, .. }: Counted) -> String {
    let count = if in_force == 1 || events == 1 { "counts" } else { "count" };
    format!("{} of {} {count}", grouped(in_force as u64), counted(events as u64, "event"))
}

/// Says that the moment is before or after the record, where it is. Returns whether anything is told of it.
pub(crate) fn outside_the_record(
    page: &mut Page,
    view: &View<'_>,
    record: &Extent,
    counted: Counted,
) -> bool {
    let until = view.as_of.and_then(|as_of| as_of.occurred.until);
    let last_day = until.map(|until| (until.0 - chrono::TimeDelta::seconds(1)).date_naive());
    let is_before = last_day.zip(record.first).is_some_and(|(day, first)| day < first);
    let begins = record.earliest.as_ref().map(dates::date).unwrap_or_default();
    // Entries about the record may count before anything happened.
    if is_before || counted.in_force == 0 {
        page.warning(0, &none_yet(view, counted, is_before, &dates::when_told(&begins)));
        return false;
    }
    if let (Some(day), Some(last)) = (last_day, record.last)
        && day > last
    {
        let latest = record.latest.as_ref().map_or_else(|| dates::day(last), dates::date);
        page.warning(0, &format!("The last event of this record happened {}.", dates::when_told(&latest)));
    }
    true
}

/// Says why nothing counts: the record begins later, or holds nothing, or nothing that is certain by then.
fn none_yet(view: &View<'_>, counts: Counted, is_before: bool, begins: &str) -> String {
    if counts.events == 0 {
        let of = if view.process_option().is_empty() { " of the process" } else { "" };
        return format!("Nothing: this log holds no dated event{of}.");
    }
    let (nothing, certain) = match view.knowledge {
        Knowledge::Hindsight => ("Nothing yet", "Nothing certain yet"),
        Knowledge::Stated => (
            "Nothing with a stated date of knowledge yet",
            "Nothing certain with a stated date of knowledge yet",
        ),
        Knowledge::ByThen => ("Nothing known to be public yet", "Nothing certain to be public yet"),
    };
    match (counts.possible as u64, is_before || begins.is_empty()) {
        (0, _) if begins.is_empty() => format!("{nothing}."),
        (0, _) | (_, true) if !begins.is_empty() => format!("{nothing}: the record begins {begins}."),
        (possible, _) => format!("{certain}; {} may count.", counted(possible, "event")),
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use asof_core::{AsOf, Zone};
    use asof_query::Names;
    use asof_query::rows::UntilRow;

    use super::*;

    fn first_lines(envelope: &Envelope) -> String {
        let names = Names::default();
        let mut page = Page::new(200);
        answered(&mut page, &View::of(envelope, &names), &Head::of(envelope));
        strip_str(&page.into_text()).to_string()
    }

    fn envelope() -> Envelope {
        let all = || UntilRow { text: "the end of the log".to_owned(), until: None };
        let key = |text: &str| text.parse::<Key>().unwrap();
        Envelope {
            as_of: AsOfRow {
                occurred: all(),
                known: all(),
                recorded: 1260,
                token: Some(String::new()),
                sentence: "As of noon (UTC), with everything this log knows today".to_owned(),
                point: AsOf::ALL,
                zone: Zone::UTC,
            },
            process: key("p"),
            process_name: "The talks".to_owned(),
            others: vec![key("newer"), key("older")],
            continued_by: vec![key("newer")],
            chosen: ProcessChoice::BegunLast,
            counted: Counted { events: 1260, in_force: 103, possible: 6, registered: 0 },
        }
    }

    #[test]
    fn the_moment_and_its_count_come_first_then_the_process_and_its_siblings() {
        let mut envelope = envelope();
        let process = "The talks (p). Latest negotiation by then. Earlier: older \
                       (--process older). Later: newer (--process newer).\n";
        let sentence = "As of noon (UTC), with everything this log knows today.";
        assert_eq!(
            first_lines(&envelope),
            format!("{sentence} 103 of 1,260 events count, 6 more may.\n{process}")
        );
        envelope.continued_by = Vec::new();
        envelope.counted = Counted { events: 1, ..Counted::default() };
        let text = first_lines(&envelope);
        assert!(text.contains("today. 0 of 1 event counts.\n"), "{text}");
        assert!(
            text.contains("Latest negotiation in this log. Earlier: newer (--process newer), older"),
            "{text}"
        );
        assert_eq!(counting(&envelope.as_of, None), sentence);
        envelope.chosen = ProcessChoice::Named;
        assert!(first_lines(&envelope).contains("counts.\nThe talks (p). Earlier: newer"));
    }
}
