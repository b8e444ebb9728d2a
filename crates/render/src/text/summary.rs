//! A difference in a few sentences: why it differs, and what a reader would ask for first.

use asof_projector::state::ceasefires::Phase;
use asof_projector::{Collection, Value};

use super::changes::{self, Change, Moved, reasons};
use super::dates::date;
use super::numbers::counted;
use super::page::code;
use super::values::Side;
use super::view::{joined, plain};

/// How many rounds and promises a summary names one by one.
const NAMED: usize = 3;

/// Returns why entries differ, in plain language, the commonest reason first.
pub(crate) fn because(changes: &[Change<'_>]) -> String {
    let reasons = reasons(changes);
    match reasons.as_slice() {
        [] => String::new(),
        [(why, _)] => format!("Why: {}.", changes::because(why)),
        several => {
            let said: Vec<String> =
                several.iter().map(|(why, count)| format!("{} ({count})", changes::because(why))).collect();
            format!("Why: {}.", said.join("; "))
        }
    }
}

/// Returns what happened first of all: rounds, agreements, promises, proposals, positions, ceasefires; `None` if no
/// such thing changed.
pub(crate) fn summed_up(changes: &[Change<'_>]) -> Option<String> {
    let of = |collection: Collection| changes.iter().filter(move |change| change.collection == collection);
    let mut said = rounds(of(Collection::Rounds));
    said.extend(moved(of(Collection::Agreements), "agreement"));
    said.extend(moved(of(Collection::Commitments), "promise"));
    said.extend(statuses(of(Collection::Commitments)));
    said.extend(moved(of(Collection::Proposals), "proposal"));
    said.extend(moved(of(Collection::Positions), "position"));
    let is_announced = |change: &&Change<'_>| match change.moved {
        Moved::Added(row) => {
            matches!(&row.value, Value::Ceasefire(ceasefire) if ceasefire.phase == Some(Phase::Announced))
        }
        Moved::Removed(_) | Moved::Fields(_) => false,
    };
    let announced = of(Collection::Ceasefires).filter(is_announced).count() as u64;
    if announced > 0 {
        let is = if announced == 1 { "is" } else { "are" };
        said.push(format!("{} {is} announced", counted(announced, "ceasefire")));
    }
    said.extend(moved(of(Collection::Ceasefires).filter(|change| !is_announced(change)), "ceasefire"));
    (!said.is_empty()).then(|| format!("In short: {}.", said.join("; ")))
}

fn rounds<'c, 'a: 'c>(changes: impl Iterator<Item = &'c Change<'a>>) -> Vec<String> {
    let held: Vec<String> = changes
        .filter_map(|change| match change.moved {
            Moved::Added(row) => match &row.value {
                Value::Round(round) => {
                    Some(format!("round {} was held {}", round.number, date(&round.occurred)))
                }
                _ => None,
            },
            Moved::Removed(_) | Moved::Fields(_) => None,
        })
        .collect();
    match held.len() {
        0..=NAMED => held,
        many => vec![format!("{many} rounds were held")],
    }
}

/// Returns how many of a kind are new, changed, gone.
fn moved<'c, 'a: 'c>(changes: impl Iterator<Item = &'c Change<'a>>, what: &str) -> Option<String> {
    let (mut new, mut changed, mut gone) = (0, 0, 0);
    for change in changes {
        match change.moved {
            Moved::Added(_) => new += 1,
            Moved::Fields(_) => changed += 1,
            Moved::Removed(_) => gone += 1,
        }
    }
    let counts: Vec<(u64, &str)> = [(new, "new"), (changed, "changed"), (gone, "gone")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .collect();
    let (first, word) = counts.first()?;
    let is = if *first == 1 { "is" } else { "are" };
    let mut said = vec![format!("{} {is} {word}", counted(*first, what))];
    said.extend(counts[1..].iter().map(|(count, word)| format!("{count} {word}")));
    Some(joined(&said))
}

/// Returns how promises moved on: from which status to which.
fn statuses<'c, 'a: 'c>(changes: impl Iterator<Item = &'c Change<'a>>) -> Vec<String> {
    let moves: Vec<String> = changes
        .filter_map(|change| {
            let Moved::Fields(fields) = &change.moved else { return None };
            let status = fields.iter().find(|field| field.name == "status")?;
            let word = |side: &Side<'_>| side.text().map_or_else(|| "only reported".to_owned(), plain);
            let key = change.path.segments().next()?;
            Some(format!("{} went from {} to {}", code(key), word(&status.before), word(&status.after)))
        })
        .collect();
    match moves.len() {
        0..=NAMED => moves,
        many => vec![format!("{many} promises stand otherwise than before")],
    }
}
