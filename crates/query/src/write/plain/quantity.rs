//! Quantities in plain text: `1000 person each-side`, `~40 person`, `300..400 person best 350`, `600 truck/day`, `? person`.

use std::ops::Range;

use asof_core::{Bound, LineCode, LineError, Per};
use serde_json::{Value, json};

use super::lines::not_plain;
use super::node::{Field, Node, Spanned};
use super::token::{Sort, Token};
use super::value::{Words, shown};

/// What is written before a number, and what it means; the longer signs first.
const SIGNS: [(&str, Bound); 4] =
    [(">=", Bound::AtLeast), (">", Bound::MoreThan), ("<=", Bound::AtMost), ("<", Bound::FewerThan)];

/// Reads numbers, a unit, what it is per, and a best estimate.
pub(super) fn read(words: &mut Words<'_>, whole: Range<usize>, field: &str) -> Result<Spanned, LineError> {
    let Some(numbers) = words.next() else { return Err(needs(whole, field, "a number and a unit")) };
    let mut fields = of_numbers(&numbers, field)?;
    let Some(unit) = words.next() else { return Err(needs(numbers.at, field, "a unit behind the number")) };
    fields.extend(of_unit(&unit, field)?);
    let is_per =
        |token: &Token<'_>| token.bare().is_some_and(|word| Per::ALL.iter().any(|per| per.name() == word));
    let per = words.peek().is_some_and(is_per).then(|| words.next()).flatten();
    let per = per.map_or_else(
        || Spanned::text(Per::Unstated.name(), unit.at.clone()),
        |token| Spanned::text(token.bare().unwrap_or_default(), token.at.clone()),
    );
    fields.push(Field::new("per", per.at.clone(), per));
    if words.peek().and_then(Token::bare) == Some("best")
        && let (Some(name), Some(best)) = (words.next(), words.next())
    {
        let text = best.bare().ok_or_else(|| needs(best.at.clone(), field, "a number behind `best`"))?;
        fields.push(Field::new("best", name.at, number(text, best.at.clone(), field)?));
    }
    Ok(Spanned { at: whole, node: Node::Object(fields) })
}

fn needs(at: Range<usize>, field: &str, what: &str) -> LineError {
    let hint = "write a quantity as `1000 person each-side`, `~40 person`, `300..400 person`, `>50 person`, `? person`";
    let fault = not_plain(at, format!("`{field}` needs {what}"), Some(hint));
    LineError { code: LineCode::BadQuantity, ..fault }
}

/// Reads `1000`, `~40`, `300..400`, `>=50`, `?`.
fn of_numbers(token: &Token<'_>, field: &str) -> Result<Vec<Field>, LineError> {
    let Some(text) = token.bare() else {
        return Err(needs(token.at.clone(), field, &format!("a number, not {}", shown(token))));
    };
    let from = token.at.start;
    let place = |part: &str, skipped: usize| from + skipped..from + skipped + part.len();
    let is = |name: &str, part: &str, skipped: usize| {
        let at = place(part, skipped);
        Ok::<_, LineError>(Field::new(name, at.clone(), number(part, at, field)?))
    };
    let bound =
        |bound: Bound| Field::new("bound", token.at.clone(), Spanned::text(bound.name(), token.at.clone()));
    if text == "?" {
        return Ok(vec![bound(Bound::Unknown)]);
    }
    for (sign, of_sign) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign) {
            let name = if matches!(of_sign, Bound::AtLeast | Bound::MoreThan) { "low" } else { "high" };
            return Ok(vec![is(name, rest, sign.len())?, bound(of_sign)]);
        }
    }
    let (about, skipped) = text.strip_prefix('~').map_or((text, 0), |rest| (rest, 1));
    let range = about.split_once("..");
    let (low, high) = range.unwrap_or((about, about));
    let high_at = skipped + range.map_or(0, |(low, _)| low.len() + 2);
    let sort = match (skipped, range) {
        (0, None) => Bound::Exact,
        (0, Some(_)) => Bound::Range,
        _ => Bound::About,
    };
    Ok(vec![is("low", low, skipped)?, is("high", high, high_at)?, bound(sort)])
}

/// Reads a number as the log has it: a whole one, or the text of a decimal.
fn number(text: &str, at: Range<usize>, field: &str) -> Result<Spanned, LineError> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = match text.split_once('.') {
        None if is_digits(text) => text.parse::<u64>().ok().map(|number| json!(number)),
        Some((whole, part)) if is_digits(whole) && is_digits(part) => Some(Value::from(text)),
        _ => None,
    };
    value.map(|value| Spanned::json(value, at.clone())).ok_or_else(|| {
        let what = format!("a number as 1000 or 12.5, not `{}`", asof_core::one_line(text));
        needs(at, field, &what)
    })
}

/// Reads `person`, `"ballot paper"`, `truck/day`.
fn of_unit(token: &Token<'_>, field: &str) -> Result<Vec<Field>, LineError> {
    let (unit, every, unit_at) = match &token.sort {
        Sort::Bare(text) => {
            let (unit, every) =
                text.split_once('/').map_or((*text, None), |(unit, every)| (unit, Some(every)));
            (unit, every, token.at.start..token.at.start + unit.len())
        }
        Sort::Quoted(text, behind) => {
            let every = behind.strip_prefix('/');
            if !behind.is_empty() && every.is_none() {
                return Err(needs(token.at.clone(), field, "a space behind the unit"));
            }
            (text.as_str(), every, token.at.start..token.at.end - behind.len())
        }
        _ => return Err(needs(token.at.clone(), field, "a unit")),
    };
    let mut fields = vec![Field::new("unit", unit_at.clone(), Spanned::text(unit, unit_at))];
    if let Some(every) = every {
        let at = token.at.end - every.len()..token.at.end;
        fields.push(Field::new("every", at.clone(), Spanned::text(every, at)));
    }
    Ok(fields)
}
