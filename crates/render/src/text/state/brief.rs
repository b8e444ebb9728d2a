//! A row in as few lines as an overview has for it: what it is about is cut short, what is in doubt of it never is.

use asof_projector::Collection;
use textwrap::core::display_width;

use super::figures::{is_counted, no_delivery, nothing_on_record, so_far};
use super::lateness::{due, duration_over, lateness};
use super::offers::accused;
use super::{in_short, promises};
use crate::text::dates::{date, instant, without_remark};
use crate::text::fields::Fields;
use crate::text::numbers::duration;
use crate::text::page::{Item, clipped, plainly};
use crate::text::view::{Knowledge, View, evidence, plain};

/// How far an item stands in, with what goes on below it.
const INDENT: usize = 4;

/// The fewest columns in which a text says what it is about.
const LEAST: usize = 20;

/// The fewest columns of a title, by which an agreement is told from others; a longer one takes another line.
const LEAST_OF_TITLE: usize = 40;

/// What is said of a row: how it stands, what it is about, and what must not be lost.
struct Brief {
    lead: String,
    gist: String,
    tail: String,
}

/// Returns a row in brief, for lines of this width.
pub(crate) fn item<'a>(view: &View<'a>, collection: Collection, row: Fields<'a>, width: usize) -> Item {
    let (what, brief) = match collection {
        Collection::Agreements => ("Agreement", agreement(view, row)),
        Collection::Ceasefires => ("Ceasefire", ceasefire(view, row)),
        Collection::Commitments => ("Promise", commitment(view, row)),
        Collection::Proposals => ("Proposal", proposal(view, row)),
        Collection::Status
        | Collection::Rounds
        | Collection::Meetings
        | Collection::Attendance
        | Collection::Delegations
        | Collection::Offices
        | Collection::Memberships
        | Collection::Incidents
        | Collection::Resolutions
        | Collection::Positions
        | Collection::Exchanges
        | Collection::Statements
        | Collection::Claims
        | Collection::Discrepancies
        | Collection::People
        | Collection::Bodies
        | Collection::Places
        | Collection::Anomalies => return in_short(view, collection, row),
    };
    match brief {
        Some(brief) => {
            let least = if collection == Collection::Agreements { LEAST_OF_TITLE } else { LEAST };
            brief.fitted(width, least)
        }
        None => {
            let Item { text, keys, below } = in_short(view, collection, row);
            Item { text: format!("{what}{}", continued(collection, &text)), keys, below }
        }
    }
}

/// Returns a sentence as it goes on behind what the row is. That of an agreement begins with its title.
fn continued(collection: Collection, text: &str) -> String {
    let mut characters = text.chars();
    match (collection, characters.next()) {
        (Collection::Agreements, _) => format!(": {text}"),
        (_, first) => format!(
            " {}",
            first.into_iter().flat_map(char::to_lowercase).chain(characters).collect::<String>()
        ),
    }
}

impl Brief {
    /// Returns the item with its gist cut so that it takes no line more than the rest of it needs.
    fn fitted(self, width: usize, least: usize) -> Item {
        let Self { lead, gist, tail } = self;
        let fixed = display_width(&plainly(&format!("{lead}{tail}")));
        // Where a word does not fit a line it leaves columns empty: of two lines not all are counted on.
        let room = |lines: usize| (lines * (width - INDENT)).saturating_sub(fixed + 8 * (lines - 1));
        let room = (1..=4).map(room).find(|room| *room >= least.min(display_width(&gist))).unwrap_or(least);
        Item::new(format!("{lead}{}{tail}", clipped(&gist, room)))
    }
}

/// Returns a date without the remark that it is inferred, which the mark behind the event says.
fn day(row: Fields<'_>, field: &str) -> String {
    date(row, field).map_or(String::new(), |day| format!(" {}", without_remark(&day)))
}

/// Returns what ends every row: whose word it is, what is in doubt, the deciding event.
fn tail<'a>(view: &View<'a>, row: Fields<'a>) -> String {
    let told_by = view.told_by(row).map_or(String::new(), |by| format!(", {by}"));
    format!("{told_by}{} {}", view.doubts(row), evidence(row))
}

/// Returns since when a row is as it is, unless the day of the overview brought it.
fn since(view: &View<'_>, row: Fields<'_>) -> String {
    let last = view.document.row("as_of").row("occurred").text("until").and_then(instant);
    let is_of_day = row
        .text("since_from")
        .and_then(instant)
        .zip(last)
        .is_some_and(|(from, until)| (until - from) <= chrono::TimeDelta::days(1));
    if is_of_day { String::new() } else { day(row, "since") }
}

fn agreement<'a>(view: &View<'a>, row: Fields<'a>) -> Option<Brief> {
    let stage = view.standing(row, "stage")?;
    let gist = row.text("title").or(row.text("key")).unwrap_or_default().to_owned();
    Some(Brief { lead: format!("Agreement {stage}{}: ", since(view, row)), gist, tail: tail(view, row) })
}

/// Returns a ceasefire, unless only allegations of it are on record.
fn ceasefire<'a>(view: &View<'a>, row: Fields<'a>) -> Option<Brief> {
    let phase = view.standing(row, "phase")?;
    let outlook = (row.text("phase") == Some("announced"))
        .then(|| nothing_on_record("beginning or end", view.knowledge));
    let outlook: Vec<String> = outlook.into_iter().chain(duration_over(row)).collect();
    let outlook = if outlook.is_empty() { String::new() } else { format!(" ({})", outlook.join("; ")) };
    let declared = row.texts("declared_by");
    let by = match declared.is_empty() {
        true => String::new(),
        false => format!("; declared by {}", view.names(&declared)),
    };
    let lasts = duration(row, "duration").map(|duration| format!("for {duration}"));
    let rest = [lasts, row.text("scope").map(str::to_owned), row.text("purpose").map(str::to_owned)];
    let gist = rest.into_iter().flatten().collect::<Vec<_>>().join("; ");
    let colon = if gist.is_empty() { "" } else { ": " };
    Some(Brief {
        lead: format!("Ceasefire {phase}{}{outlook}{by}{colon}", since(view, row)),
        gist,
        tail: format!("{}{}", accused(row), tail(view, row)),
    })
}

/// Returns a promise, unless only others report it.
fn commitment<'a>(view: &View<'a>, row: Fields<'a>) -> Option<Brief> {
    let status = view.standing(row, "status")?;
    let category = plain(row.text("category").unwrap_or("something"));
    let figures = so_far(view, row);
    let condition = row.text("condition").map_or("", |_| ", on a condition");
    let by = if promises::is_mutual(row) { "mutual".to_owned() } else { promises::parties(view, row) };
    // What is not on record is no lead.
    let unheard =
        match is_counted(row) && row.rows("deliveries").is_empty() && view.knowledge == Knowledge::ByThen {
            true => format!("; {}", no_delivery(view.knowledge)),
            false => String::new(),
        };
    let (lead, number) = if is_counted(row) {
        (figures.map_or(String::new(), |figures| format!("{figures}: ")), String::new())
    } else {
        (String::new(), figures.map_or(String::new(), |figures| format!(", {figures}")))
    };
    Some(Brief {
        lead: format!("Promise {status}: {lead}"),
        gist: row.text("what").map_or(category, str::to_owned),
        tail: format!("; {by}{number}{}{}{condition}{unheard}{}", due(row), lateness(row), tail(view, row)),
    })
}

/// Returns a proposal, unless its answers say more than how it stands.
fn proposal<'a>(view: &View<'a>, row: Fields<'a>) -> Option<Brief> {
    let standing = view.standing(row, "standing")?;
    let is_plain = row.rows("answers").iter().all(|answer| answer.text("condition").is_none());
    if !is_plain {
        return None;
    }
    let answers =
        row.rows("answers").into_iter().filter(|given| given.text("answer") == row.text("standing"));
    let by: Vec<&str> = answers.filter_map(|given| given.text("answered_by")).collect();
    let by = if by.is_empty() { String::new() } else { format!(" by {}", view.names(&by)) };
    let to = row.texts("to");
    let to = if to.is_empty() { String::new() } else { format!(" to {}", view.names(&to)) };
    let terms = promises::count_of_terms(row);
    let from = view.names(&row.texts("tabled_by"));
    Some(Brief {
        lead: format!("Proposal {standing}{by}: "),
        gist: row.text("title").or(row.text("key")).unwrap_or_default().to_owned(),
        tail: format!("; {from}{to}{terms}{}{}{}", due(row), lateness(row), tail(view, row)),
    })
}

#[cfg(test)]
mod tests {
    use asof_query::Names;
    use serde_json::{Value, json};

    use super::*;

    fn said(collection: Collection, document: &Value) -> String {
        let names = Names::default();
        let view = View::new(Fields::new(document), &names);
        plainly(&item(&view, collection, view.document.row("row"), 200).line())
    }

    #[test]
    fn those_who_declared_a_ceasefire_have_not_ended_it() {
        let mut document = json!({ "row": {
            "phase": "ended", "since": "2025-06-01", "declared_by": ["ay", "bee"], "duration": "P30D",
            "events": ["cf", "end"], "key": "cf",
        } });
        assert_eq!(
            said(Collection::Ceasefires, &document),
            "Ceasefire ended Sun 1 June 2025; declared by ay and bee: for 30 days [cf +1]"
        );
        document["row"]["declared_by"] = json!([]);
        assert_eq!(
            said(Collection::Ceasefires, &document),
            "Ceasefire ended Sun 1 June 2025: for 30 days [cf +1]"
        );
        document["row"]["phase"] = json!(null);
        assert!(said(Collection::Ceasefires, &document).starts_with("Ceasefire only said to be broken"));
    }

    #[test]
    fn a_promise_comes_before_what_is_not_on_record() {
        let quantity =
            json!({ "low": 1000, "high": 1000, "bound": "exact", "unit": "person", "per": "each-side" });
        let mut document = json!({
            "as_of": { "known": { "until": "2025-05-17T00:00:00+03:00" } },
            "row": {
                "status": "open", "what": "exchange of prisoners", "promised": quantity, "deliveries": [],
                "owed_by": ["ay"], "owed_to": ["bee"], "events": ["p"], "key": "p",
            },
        });
        assert_eq!(
            said(Collection::Commitments, &document),
            "Promise open: 1,000 persons per side: exchange of prisoners; ay to bee; this record has no figure dated as \
             public by then [p]"
        );
        document["row"]["status"] = json!(null);
        assert!(said(Collection::Commitments, &document).starts_with("Promise only reported: exchange"));
    }

    #[test]
    fn an_agreement_without_an_own_word_is_named_first() {
        let document =
            json!({ "row": { "title": "Accord", "parties": ["ay"], "events": ["a"], "key": "a" } });
        assert_eq!(
            said(Collection::Agreements, &document),
            "Agreement: Accord, no own word of the parties, between ay [a]"
        );
    }
}
