//! `brief`: a briefing of two pages, or of ten lines.

mod short;

use asof_projector::{Collection, Op, StateRow, Value};
use asof_query::rows::{AccountRow, Brief, BriefCount, BriefForm, BriefHeading, BriefSentence, DisputeRow};
use asof_query::{StatePart, lines_in_words};
use textwrap::core::display_width;

use super::changes::Field;
use super::due;
use super::head;
use super::layout::{Said, Section, Unit, choose};
use super::page::{Item, Page, clipped, code, plainly, several};
use super::state::{command, gatherings, in_brief, legend, whole_in_brief};
use super::view::{View, capitalised, plain, without_repetition};
use super::{dates, disputes, numbers};

/// For how many columns a briefing is made: those of a page of paper. It says the same in every format.
const COLUMNS: usize = 100;

/// How many such lines two pages take, with what stands above and below.
const LINES: usize = 80;

/// How many columns a row may take before what it is about is cut short.
const OF_A_ROW: usize = 330;

/// How many accounts of a dispute are told, and how much of each.
const ACCOUNTS: usize = 2;
const OF_AN_ACCOUNT: usize = 130;

/// Returns the title of a briefing.
pub(crate) fn title(answer: &Brief) -> String {
    format!("Briefing: {}", answer.envelope.process_name)
}

/// Returns a briefing below its title.
pub(crate) fn page<'a>(view: &View<'a>, answer: &'a Brief, width: usize) -> Page {
    let mut page = Page::new(width);
    if answer.form == BriefForm::Short {
        short::write(&mut page, view, answer);
        return page;
    }
    page.line(0, &head::counting(&answer.envelope.as_of, Some(answer.envelope.counted)));
    page.line(0, &format!("Changes are those since {}.", since(answer)));
    if !head::outside_the_record(&mut page, view, &answer.record, answer.envelope.counted) {
        return page;
    }
    let sections: Vec<Section<'a>> =
        BriefHeading::ALL.iter().map(|part| section(view, answer, *part)).collect();
    let chosen = choose(&sections.iter().collect::<Vec<_>>(), COLUMNS, LINES.saturating_sub(page.height()));
    sections.iter().zip(&chosen).for_each(|(section, units)| section.write(&mut page, *units));
    page.blank();
    legend(&mut page, view);
    if let Some(again) = again(answer) {
        page.aside(0, &format!("The same again, whatever is recorded later: {}", code(&again)));
    }
    page
}

/// Returns since when changes are told.
fn since(answer: &Brief) -> String {
    let day = answer.since.occurred.text.as_str();
    match (answer.since_round, answer.since_start) {
        (Some(round), _) => format!("{day}, the day of round {round}"),
        (None, true) => "the start of the record".to_owned(),
        (None, false) => day.to_owned(),
    }
}

/// Returns the command that prints the same again.
fn again(answer: &Brief) -> Option<String> {
    let token = answer.envelope.as_of.token.as_ref()?;
    let since = dates::day_ended(answer.since.occurred.until?.0)?;
    let form = if answer.form == BriefForm::Short { " --short" } else { "" };
    Some(format!("asof brief --as-of {token} --since {since}{form}"))
}

/// Returns a part with every sentence that it could have.
fn section<'a>(view: &View<'a>, answer: &'a Brief, part: BriefHeading) -> Section<'a> {
    let of_part = answer.parts.iter().filter(|of| of.part == part).flat_map(|of| &of.sentences);
    let sentences: Vec<&'a BriefSentence> = of_part.collect();
    let mut units: Vec<Unit<'a>> = Vec::new();
    if part == BriefHeading::Changed
        && let Some(item) = counts(&answer.counts)
    {
        units.push(Unit::new(0, 0, move || Said { mark: "", item }));
    }
    let view = *view;
    let unit = |(place, sentence): (usize, &&'a BriefSentence)| {
        let sentence = *sentence;
        Unit::new(1, place + 1, move || Said { mark: "", item: marked(&view, answer, sentence) })
    };
    units.extend(sentences.iter().enumerate().map(unit));
    let total = sentences.len();
    if units.is_empty() {
        units.push(Unit::new(0, 0, move || Said { mark: "", item: Item::new(nothing(part)) }));
    }
    let (rank, wish) = match part {
        BriefHeading::Holds => (1, 6),
        BriefHeading::Changed => (2, 6),
        BriefHeading::Owed => (3, 5),
        BriefHeading::Next => (4, 3),
        BriefHeading::Disputed => (5, 3),
    };
    let command = command_of(&view, answer, part);
    Section {
        command,
        units,
        rank,
        wish,
        is_always_said: true,
        ..Section::new(heading(answer, part), "", total)
    }
}

fn heading(answer: &Brief, part: BriefHeading) -> &'static str {
    match part {
        BriefHeading::Holds => "What holds",
        BriefHeading::Changed if answer.since_start => "What else is on record",
        BriefHeading::Changed => "What else changed",
        BriefHeading::Owed => "Promised and not delivered, or overdue",
        BriefHeading::Disputed => "Where accounts differ, not settled here",
        BriefHeading::Next => "What comes next",
    }
}

/// Says that a part has nothing.
fn nothing(part: BriefHeading) -> &'static str {
    match part {
        BriefHeading::Holds => "Nothing on record by then.",
        BriefHeading::Changed => "Nothing that this record holds.",
        BriefHeading::Owed => "Nothing on record that was still awaited then.",
        BriefHeading::Disputed => "The record shows no accounts of the above that differ.",
        BriefHeading::Next => {
            "No meeting is planned, nothing is due and no proposal awaits an answer, as far as this record shows."
        }
    }
}

/// Returns the command that shows all of a part.
fn command_of(view: &View<'_>, answer: &Brief, part: BriefHeading) -> String {
    let as_of = &answer.envelope.as_of;
    let name = match part {
        BriefHeading::Holds => "state".to_owned(),
        BriefHeading::Changed => {
            let since = answer.since.occurred.until.and_then(|until| dates::day_ended(until.0));
            format!("diff {}", since.unwrap_or_else(|| "SINCE".to_owned()))
        }
        BriefHeading::Owed => "open".to_owned(),
        BriefHeading::Disputed => "disputes".to_owned(),
        BriefHeading::Next => "due".to_owned(),
    };
    command(view, &name, as_of)
}

/// Returns a sentence behind the word for what happened to it since.
fn marked<'a>(view: &View<'a>, answer: &Brief, sentence: &'a BriefSentence) -> Item {
    let mark = match sentence.change {
        // Since the start everything is.
        _ if answer.since_start => "",
        Some(Op::Added) => "New. ",
        Some(Op::Changed) => "Changed. ",
        Some(Op::Removed) | None => "",
    };
    Item::new(format!("{mark}{}", item(view, sentence, OF_A_ROW).line()))
}

/// Returns a sentence, what it is about cut short if it would take more columns.
fn item<'a>(view: &View<'a>, sentence: &'a BriefSentence, width: usize) -> Item {
    if let Some(dispute) = &sentence.dispute {
        return disputed(view, dispute);
    }
    let said = match (&sentence.row, &sentence.due) {
        (Some(row), _) => match &row.value {
            Value::Status(status) => capitalised(&gatherings::status_in_short(view, row, status)),
            _ => row_within(view, row, width).line(),
        },
        (None, Some(due)) => due::item(view, due).line(),
        (None, None) => return gone(sentence),
    };
    Item::new(format!("{said}{}", before(sentence)))
}

/// Returns a row, what it is about cut short only where it would not fit so many columns.
fn row_within<'a>(view: &View<'a>, row: &'a StateRow, width: usize) -> Item {
    let whole = whole_in_brief(view, row);
    if display_width(&plainly(&whole.line())) <= width { whole } else { in_brief(view, row, width) }
}

/// Returns how a row stood before, where that changed.
fn before(sentence: &BriefSentence) -> String {
    const STANDING: [&str; 6] = ["status", "stage", "phase", "standing", "stance", "force"];
    let said = sentence.changes.iter().filter_map(|change| {
        let name = change.field.as_deref().filter(|field| STANDING.contains(field))?;
        let field = Field::of(name, &change.before, &change.after);
        let before = field.before.text().map_or_else(|| "not stated".to_owned(), plain);
        Some(format!("; before: {before}"))
    });
    said.collect()
}

/// Returns that a row is gone, by which events.
fn gone(sentence: &BriefSentence) -> Item {
    let change = sentence.changes.first();
    let title = change.and_then(|change| change.title.as_deref());
    let path = sentence.path.as_ref().map_or_else(String::new, ToString::to_string);
    let what = title.map_or_else(|| code(&path), |title| format!("{title} ({})", code(&path)));
    Item::new(format!("Gone: {what} [{}]", several(&sentence.events)))
}

/// Returns what differs, and what each of some accounts says and whose it is.
fn disputed<'a>(view: &View<'a>, row: &'a DisputeRow) -> Item {
    let summary = row.summary.as_ref().map_or_else(|| row.discrepancy.as_str(), |summary| summary.as_str());
    let account = |account: &'a AccountRow| {
        let says = clipped(account.says.as_str(), OF_AN_ACCOUNT);
        format!("{}: {says} [{}]", disputes::who(view, account), source(account))
    };
    let mut said: Vec<String> = row.readings.iter().take(ACCOUNTS).map(account).collect();
    let more = row.readings.len().saturating_sub(ACCOUNTS) as u64;
    if more > 0 {
        said.push(numbers::counted(more, "more account"));
    }
    Item::new(format!("{summary} {} [{}]", capitalised(&said.join("; ")), code(row.discrepancy.as_str())))
}

/// Returns the event or the lines in which an account is found.
fn source(account: &AccountRow) -> String {
    match (&account.event, &account.lines) {
        (Some(event), _) => code(event.as_str()),
        (None, Some(lines)) => lines_in_words(lines.as_str()),
        (None, None) => "no lines given".to_owned(),
    }
}

/// Returns in one sentence how much is new and how much changed; `None` if nothing did that is counted.
fn counts(counts: &[BriefCount]) -> Option<Item> {
    let told = |count: &&BriefCount| noun(count.part).is_some();
    let of = |number: fn(&BriefCount) -> u64| -> String {
        let counted = counts.iter().filter(told).filter(|count| number(count) > 0);
        let named = counted.filter_map(|count| Some(numbers::counted(number(count), noun(count.part)?)));
        named.collect::<Vec<_>>().join(", ")
    };
    let said: Vec<String> = [
        ("new", of(|count| count.added)),
        ("changed", of(|count| count.changed)),
        ("gone", of(|count| count.removed)),
    ]
    .into_iter()
    .filter(|(_, counted)| !counted.is_empty())
    .map(|(how, counted)| format!("{how}: {counted}"))
    .collect();
    // The first event of each collection, then the others.
    let told = || counts.iter().filter(told);
    let first = told().filter_map(|count| count.events.first());
    let events = first.chain(told().flat_map(|count| &count.events)).collect::<Vec<_>>();
    let events = without_repetition(&events);
    (!said.is_empty()).then(|| Item::new(format!("In all, {} [{}]", said.join("; "), several(&events))))
}

/// Returns the noun for a row of a part of the state; `None` for what a briefing does not count.
fn noun(part: StatePart) -> Option<&'static str> {
    let StatePart::Collection(collection) = part else { return None };
    Some(match collection {
        Collection::Rounds => "round",
        Collection::Agreements => "agreement",
        Collection::Commitments => "promise",
        Collection::Ceasefires => "ceasefire",
        Collection::Proposals => "proposal",
        Collection::Positions => "position",
        Collection::Incidents => "incident",
        Collection::Resolutions => "resolution",
        Collection::Discrepancies => "dispute",
        Collection::Status
        | Collection::Meetings
        | Collection::Attendance
        | Collection::Delegations
        | Collection::Offices
        | Collection::Memberships
        | Collection::Exchanges
        | Collection::Statements
        | Collection::Claims
        | Collection::People
        | Collection::Bodies
        | Collection::Places
        | Collection::Anomalies => return None,
    })
}
