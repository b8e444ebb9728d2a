//! A row in as few lines as an overview has for it: what it is about is cut short, what is in doubt of it never is.

use asof_core::Text;
use asof_projector::state::agreements::AgreementValue;
use asof_projector::state::ceasefires::{CeasefireValue, Phase};
use asof_projector::state::commitments::CommitmentValue;
use asof_projector::state::proposals::ProposalValue;
use asof_projector::{Dated, Reported, StateRow, Value};
use textwrap::core::display_width;

use super::figures::{is_counted, no_delivery, nothing_on_record, so_far};
use super::lateness::{due, due_by, duration_over, lateness};
use super::offers::accused;
use super::{gatherings, offers, people, promises, subjects};
use crate::text::dates::{date, first_and_last_day, without_remark};
use crate::text::numbers::lasting;
use crate::text::page::{Item, clipped, plainly};
use crate::text::view::{EXPECTED, Knowledge, View, evidence, plain, reported_terms};

/// How far an item stands in, with what goes on below it.
const INDENT: usize = 4;

/// The fewest columns in which a text says what it is about; where a line has less, it takes another line.
const LEAST: usize = 48;

/// What is said of a row: how it stands, what it is about, and what must not be lost.
struct Brief {
    lead: String,
    gist: String,
    tail: String,
}

/// Returns a row in brief.
pub(crate) fn item<'a>(view: &View<'a>, row: &'a StateRow) -> Item {
    match of(view, row) {
        Told::Parts(Brief { lead, gist, tail }) => Item::new(format!("{lead}{gist}{tail}")),
        Told::Whole(item) => item,
    }
}

/// Returns a row in brief, what it is about cut short for lines of this width.
pub(crate) fn fitted<'a>(view: &View<'a>, row: &'a StateRow, width: usize) -> Item {
    match of(view, row) {
        Told::Parts(brief) => brief.fitted(width),
        Told::Whole(item) => item,
    }
}

/// A row in brief.
enum Told {
    /// What may be cut short.
    Parts(Brief),
    /// What may not.
    Whole(Item),
}

fn of<'a>(view: &View<'a>, row: &'a StateRow) -> Told {
    Told::Parts(match &row.value {
        Value::Agreement(value) => agreement(view, row, value),
        Value::Ceasefire(value) => ceasefire(view, row, value),
        Value::Commitment(value) => commitment(view, row, value),
        Value::Proposal(value) => proposal(view, row, value),
        Value::Meeting(value) => return Told::Whole(gatherings::meeting_in_short(view, row, value)),
        Value::Round(value) => return Told::Whole(view.brief(row, gatherings::round_in_short(view, value))),
        Value::Delegation(value) => {
            return Told::Whole(view.brief(row, people::delegation_in_short(view, value)));
        }
        _ => return Told::Whole(titled(view, row)),
    })
}

/// Returns a row by the title of its card, and on what condition it is so.
fn titled<'a>(view: &View<'a>, row: &'a StateRow) -> Item {
    let card = subjects::card(view, row);
    let condition = match &row.value {
        Value::Attendance(value) => value.condition.as_ref(),
        Value::Position(value) => value.condition.as_ref(),
        _ => None,
    };
    let title = format!("{}{}{}", card.title, by_others(view, row), on_condition(condition));
    if card.names_its_claimant { view.briefly(row, &title) } else { view.brief(row, title) }
}

fn on_condition(condition: Option<&Text>) -> String {
    condition.map_or(String::new(), |condition| format!(", on condition: {condition}"))
}

/// Returns what others say of a row, where there is no own word.
fn by_others<'a>(view: &View<'a>, row: &'a StateRow) -> String {
    if row.value.facets().has_own_word() {
        return String::new();
    }
    let said = |said: &'a Reported| match (said.status.as_str(), view.claimants_of(said)) {
        (EXPECTED, by) => format!("; expected by {by}"),
        (status, by) => format!("; reported {}{} by {by}", plain(status), reported_terms(row, said)),
    };
    row.value.facets().reported().iter().map(said).collect()
}

impl Brief {
    /// Returns the item with its gist cut so that it takes no line more than the rest of it needs.
    fn fitted(self, width: usize) -> Item {
        let Self { lead, gist, tail } = self;
        let fixed = display_width(&plainly(&format!("{lead}{tail}")));
        // Where a word does not fit a line it leaves columns empty: of two lines not all are counted on.
        let room = |lines: usize| (lines * (width - INDENT)).saturating_sub(fixed + 8 * (lines - 1));
        let least = LEAST.min(display_width(&gist));
        let room = (1..=4).map(room).find(|room| *room >= least).unwrap_or(least);
        Item::new(format!("{lead}{}{tail}", clipped(&gist, room)))
    }
}

/// Returns a date without the remark that it is inferred, which the mark behind the event says.
fn day(dated: &Dated) -> String {
    format!(" {}", without_remark(&date(dated)))
}

/// Returns what ends every row: whose word it is, what is in doubt, the deciding event.
fn tail<'a>(view: &View<'a>, row: &'a StateRow) -> String {
    format!("{}{}", by_word(view, row), marks(view, row))
}

fn by_word<'a>(view: &View<'a>, row: &'a StateRow) -> String {
    view.told_by(row).map_or(String::new(), |by| format!(", {by}"))
}

fn marks<'a>(view: &View<'a>, row: &'a StateRow) -> String {
    format!("{} {}", view.doubts(row), evidence(row))
}

/// Returns since when a row is as it is, unless the heading speaks of that day.
fn since(view: &View<'_>, since: &Dated) -> String {
    let is_of_day = view.day.is_some_and(|day| first_and_last_day(since) == Some((day, day)));
    if is_of_day { String::new() } else { day(since) }
}

fn agreement<'a>(view: &View<'a>, row: &'a StateRow, value: &'a AgreementValue) -> Brief {
    let since = value.since.as_ref().map_or(String::new(), |day| since(view, day));
    let stage = match value.stage {
        Some(stage) => view.standing(row, stage.name()),
        None => "without an own word of the parties".to_owned(),
    };
    let parties = match value.parties.as_slice() {
        [] => String::new(),
        parties => format!("; between {}", view.names(parties)),
    };
    let terms = promises::count_of_terms(&value.terms);
    Brief {
        lead: format!("Agreement {stage}{since}: "),
        gist: promises::titled(value.title.as_ref(), &value.key),
        tail: format!("{parties}{terms}{}{}", by_others(view, row), tail(view, row)),
    }
}

fn ceasefire<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CeasefireValue) -> Brief {
    let phase = match value.phase {
        Some(phase) => view.standing(row, phase.name()),
        None => "only said to be broken".to_owned(),
    };
    let outlook = (value.phase == Some(Phase::Announced))
        .then(|| nothing_on_record("beginning or end", view.knowledge));
    let outlook: Vec<String> = outlook.into_iter().chain(duration_over(value)).collect();
    let outlook = if outlook.is_empty() { String::new() } else { format!(" ({})", outlook.join("; ")) };
    let by = match value.declared_by.is_empty() {
        true => String::new(),
        false => format!("; declared by {}", view.names(&value.declared_by)),
    };
    let lasts = value.duration.as_ref().map(|duration| format!("for {}", lasting(duration)));
    let [scope, purpose] = [&value.scope, &value.purpose].map(|said| said.as_ref().map(ToString::to_string));
    let gist = [lasts, scope, purpose].into_iter().flatten().collect::<Vec<_>>().join("; ");
    let colon = if gist.is_empty() { "" } else { ": " };
    Brief {
        lead: format!("Ceasefire {phase}{}{outlook}{by}{colon}", since(view, &value.since)),
        gist,
        tail: format!("{}{}", accused(value), tail(view, row)),
    }
}

fn commitment<'a>(view: &View<'a>, row: &'a StateRow, value: &'a CommitmentValue) -> Brief {
    let status = match value.status {
        Some(status) => view.standing(row, status.name()),
        None => "only reported".to_owned(),
    };
    let figures = so_far(view, row, value);
    let condition = value.condition.as_ref().map_or("", |_| ", on a condition");
    let (owed_by, owed_to) = (&value.owed_by, &value.owed_to);
    let by = match promises::is_mutual(owed_by, owed_to) {
        true => "mutual".to_owned(),
        false => promises::parties(view, owed_by, owed_to),
    };
    // What is not on record is no lead.
    let unheard =
        match is_counted(value) && value.deliveries.is_empty() && view.knowledge == Knowledge::ByThen {
            true => format!("; {}", no_delivery(view.knowledge)),
            false => String::new(),
        };
    let (lead, number) = if is_counted(value) {
        (figures.map_or(String::new(), |figures| format!("{figures}: ")), String::new())
    } else {
        (String::new(), figures.map_or(String::new(), |figures| format!(", {figures}")))
    };
    let due = due(&value.due);
    Brief {
        lead: format!("Promise {status}: {lead}"),
        gist: value.what.as_ref().map_or_else(|| plain(value.category.as_str()), ToString::to_string),
        // What is not on record is nobody's word.
        tail: format!(
            "; {by}{number}{due}{}{condition}{}{}{unheard}{}",
            lateness(row),
            by_others(view, row),
            by_word(view, row),
            marks(view, row)
        ),
    }
}

fn proposal<'a>(view: &View<'a>, row: &'a StateRow, value: &'a ProposalValue) -> Brief {
    let (standing, told_by) = offers::standing(view, row, value);
    let to = if value.to.is_empty() { String::new() } else { format!(" to {}", view.names(&value.to)) };
    let terms = promises::count_of_terms(&value.terms);
    let from = view.names(&value.tabled_by);
    let due = due_by(value.due.as_ref());
    let conditions = value.answers.iter().filter(|given| given.condition.is_some()).map(|given| {
        let (by, answer) = (view.name(&given.answered_by), plain(given.answer.name()));
        format!("; {by} answered: {answer}{}", on_condition(given.condition.as_ref()))
    });
    let conditions: String = conditions.collect();
    Brief {
        lead: format!("Proposal {standing}{told_by}: "),
        gist: promises::titled(value.title.as_ref(), &value.key),
        tail: format!(
            "; {from}{to}{terms}{due}{}{}{conditions}{}",
            lateness(row),
            by_word(view, row),
            marks(view, row)
        ),
    }
}

#[cfg(test)]
mod tests {
    use asof_core::{AsOf, Number, Per, Quantity, Until, Zone};
    use asof_projector::state::commitments::CommitmentStatus;
    use asof_projector::{Collection, DueDate, Grounds, Path};
    use asof_query::Names;
    use asof_query::rows::{AsOfRow, UntilRow};

    use super::*;
    use crate::text::tests::{agreement, keys};

    fn said(as_of: Option<&AsOfRow>, row: &StateRow) -> String {
        let names = Names::default();
        plainly(&item(&View::new(as_of, None, &names), row).line())
    }

    /// Returns a row that rests on these events, the first of which opened it.
    fn row(collection: Collection, value: Value, events: &[&str]) -> StateRow {
        let path = Path::new(collection, events.first());
        let grounds = Grounds { events: keys(events), ..Grounds::default() };
        StateRow { process: None, path, value, grounds }
    }

    #[test]
    fn those_who_declared_a_ceasefire_have_not_ended_it() {
        let said = |phase: Option<Phase>, declared_by: &[&str]| {
            let value = CeasefireValue {
                key: "cf".parse().unwrap(),
                phase,
                declared_by: keys(declared_by),
                scope: None,
                duration: Some("P30D".parse().unwrap()),
                purpose: None,
                since: Dated::written("2025-06-01".parse().unwrap(), Zone::UTC),
                allegations: Vec::new(),
                denials: Vec::new(),
                duration_until: None,
                duration_over: None,
                begun: None,
                has_taken_effect: false,
            };
            said(None, &row(Collection::Ceasefires, Value::Ceasefire(Box::new(value)), &["cf", "end"]))
        };
        assert_eq!(
            said(Some(Phase::Ended), &["ay", "bee"]),
            "Ceasefire ended Sun 1 June 2025; declared by ay and bee: for 30 days [cf +1]"
        );
        assert_eq!(said(Some(Phase::Ended), &[]), "Ceasefire ended Sun 1 June 2025: for 30 days [cf +1]");
        assert!(said(None, &[]).starts_with("Ceasefire only said to be broken"));
    }

    /// Returns a promise of a thousand prisoners.
    fn promise(status: Option<CommitmentStatus>) -> CommitmentValue {
        let thousand = Quantity::exact(Number::from(1000), "person".parse().unwrap(), Per::EachSide);
        CommitmentValue {
            key: "p".parse().unwrap(),
            agreement: None,
            phase: None,
            part_of: None,
            in_return_for: None,
            ratio: None,
            owed_by: keys(&["ay"]),
            owed_to: keys(&["bee"]),
            through: None,
            category: "prisoners".parse().unwrap(),
            what: Some("exchange of prisoners".parse().unwrap()),
            strength: None,
            promised: Some(thousand),
            delivered: None,
            outstanding: None,
            directions: Vec::new(),
            periods: Vec::new(),
            due: DueDate::default(),
            condition: None,
            status,
            suspended_by: None,
            reason: None,
            deliveries: Vec::new(),
            could_merge: Vec::new(),
            may_overlap: Vec::new(),
            unvouched: Vec::new(),
            reported: Vec::new(),
            reported_terms: Vec::new(),
            overdue_days: None,
            late_days: None,
            discrepancies: Vec::new(),
            fulfilled_by: None,
        }
    }

    #[test]
    fn a_promise_comes_before_what_is_not_on_record() {
        let all = UntilRow { text: "all".to_owned(), until: None };
        let known = "2025-05-16T21:00:00Z".parse().unwrap();
        let as_of = AsOfRow {
            occurred: all.clone(),
            known: all,
            recorded: 1,
            token: Some(String::new()),
            sentence: String::new(),
            point: AsOf { known: Until::Before(known), ..AsOf::ALL },
            zone: Zone::UTC,
        };
        let said = |status: Option<CommitmentStatus>| {
            let value = Value::Commitment(Box::new(promise(status)));
            said(Some(&as_of), &row(Collection::Commitments, value, &["p"]))
        };
        assert_eq!(
            said(Some(CommitmentStatus::Open)),
            "Promise open: 1,000 persons per side: exchange of prisoners; ay to bee; no figure known to be \
             public by then [p]"
        );
        assert!(said(None).starts_with("Promise only reported: 1,000 persons per side: exchange"));
    }

    #[test]
    fn an_agreement_without_an_own_word_is_named_first() {
        let Value::Agreement(mut value) = agreement().value else { panic!("no agreement") };
        value.title = Some("Accord".parse().unwrap());
        value.parties = keys(&["ay"]);
        value.unvouched.clear();
        value.reported.clear();
        assert_eq!(
            said(None, &row(Collection::Agreements, Value::Agreement(value), &["a"])),
            "Agreement without an own word of the parties: Accord; between ay [a]"
        );
    }
}
