//! Quantities of cells: a low, a best and a high number.

use asof_core::Number;
use serde_json::{Map, Value};

/// What is done where low is above high, or best outside of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crossed {
    /// The row is refused.
    Refuse,
    /// Low and high change places.
    Swap,
    /// From the least of the three to the greatest.
    Widen,
}

/// What a quantity of which every number is zero means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zero {
    /// None.
    Kept,
    /// That nothing was counted: there is no quantity.
    LeftOut,
}

/// How the numbers are meant where the data set does not bound them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meant {
    Exact,
    About,
}

/// A quantity, and whether its numbers had to be put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) quantity: Map<String, Value>,
    pub(crate) was_crossed: bool,
}

/// Returns the numbers and the bound of a quantity as the log has them; `None` if there are no numbers, or only zeros that are
/// left out.
///
/// # Errors
///
/// A text is no number, or the numbers are not in order.
pub(crate) fn made(
    [low, best, high]: [&str; 3],
    crossed: Crossed,
    zero: Zero,
    meant: Meant,
) -> Result<Option<Made>, String> {
    let (mut low, best, mut high) = (number(low)?, number(best)?, number(high)?);
    let numbers: Vec<Number> = [low, best, high].into_iter().flatten().collect();
    let (Some(least), Some(most)) = (numbers.iter().min().copied(), numbers.iter().max().copied()) else {
        return Ok(None);
    };
    if zero == Zero::LeftOut && most == Number::ZERO {
        return Ok(None);
    }
    let is_inverted = matches!((low, high), (Some(low), Some(high)) if low > high);
    let is_outside =
        best.is_some_and(|best| low.is_some_and(|low| best < low) || high.is_some_and(|high| best > high));
    if is_inverted || is_outside {
        match crossed {
            Crossed::Widen => {
                (low, high) = (low.and(Some(least)), high.and(Some(most)));
            }
            Crossed::Swap if is_inverted => {
                (low, high) = (high, low);
                if best.is_some_and(|best| best < least_of(low, high) || Some(best) > high) {
                    return Err(outside(low, best, high));
                }
            }
            Crossed::Swap | Crossed::Refuse => return Err(outside(low, best, high)),
        }
    }
    let quantity = written(low, best, high, meant);
    Ok(Some(Made { quantity, was_crossed: is_inverted || is_outside }))
}

fn least_of(low: Option<Number>, high: Option<Number>) -> Number {
    low.or(high).unwrap_or_default()
}

fn outside(low: Option<Number>, best: Option<Number>, high: Option<Number>) -> String {
    let said = [("low", low), ("best", best), ("high", high)];
    let said = said.iter().filter_map(|(name, number)| Some(format!("{name} {}", (*number)?)));
    let said = said.collect::<Vec<_>>().join(", ");
    format!("the numbers are not in order ({said}): `crossed` says what to do with such")
}

/// Returns the fields of a quantity for numbers that are in order.
fn written(
    low: Option<Number>,
    best: Option<Number>,
    high: Option<Number>,
    meant: Meant,
) -> Map<String, Value> {
    let about = |exact: &'static str| if meant == Meant::About { "about" } else { exact };
    let (low, high, best, bound) = match (low, high) {
        (Some(low), Some(high)) if low == high => (Some(low), Some(high), None, about("exact")),
        (Some(low), Some(high)) => (Some(low), Some(high), best, about("range")),
        (Some(low), None) => (Some(low), None, best, "at-least"),
        (None, Some(high)) => (None, Some(high), best, "at-most"),
        (None, None) => (best, best, None, about("exact")),
    };
    let mut fields = Map::new();
    for (name, number) in [("low", low), ("high", high), ("best", best)] {
        if let Some(number) = number {
            fields.insert(name.to_owned(), serde_json::to_value(number).unwrap_or_default());
        }
    }
    fields.insert("bound".to_owned(), Value::from(bound));
    fields
}

/// Reads the number of a cell; an empty one is none.
fn number(text: &str) -> Result<Option<Number>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let whole = text.bytes().all(|byte| byte.is_ascii_digit());
    // A spreadsheet writes a whole number with a point and zeros.
    let text = text
        .split_once('.')
        .filter(|(_, zeros)| !zeros.is_empty() && zeros.bytes().all(|b| b == b'0'))
        .map_or(text, |(a, _)| a);
    let read = if whole || text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse::<u64>().ok().and_then(|number| serde_json::from_value(Value::from(number)).ok())
    } else {
        text.parse().ok()
    };
    read.map(Some).ok_or_else(|| {
        format!(
            "`{text}` is no number from 0 up: digits, and at most nine behind a point; no commas, no signs"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(numbers: [&str; 3], crossed: Crossed) -> Result<String, String> {
        let made = made(numbers, crossed, Zero::LeftOut, Meant::Exact)?;
        Ok(made.map_or_else(|| "none".to_owned(), |made| Value::Object(made.quantity).to_string()))
    }

    #[test]
    fn three_numbers_make_a_quantity() {
        let cases = [
            (["5", "6", "9"], r#"{"low":5,"high":9,"best":6,"bound":"range"}"#),
            (["3", "3", "3"], r#"{"low":3,"high":3,"bound":"exact"}"#),
            (["", "6", ""], r#"{"low":6,"high":6,"bound":"exact"}"#),
            (["5", "", ""], r#"{"low":5,"bound":"at-least"}"#),
            (["", "", "9"], r#"{"high":9,"bound":"at-most"}"#),
            (["5", "6", ""], r#"{"low":5,"best":6,"bound":"at-least"}"#),
            (["", "12.50", ""], r#"{"low":"12.50","high":"12.50","bound":"exact"}"#),
            (["4.0", "", "4"], r#"{"low":4,"high":4,"bound":"exact"}"#),
            (["0", "0", "0"], "none"),
            (["", "", ""], "none"),
        ];
        for (numbers, expected) in cases {
            assert_eq!(said(numbers, Crossed::Refuse).unwrap(), expected, "{numbers:?}");
        }
        let about = made(["", "6", ""], Crossed::Refuse, Zero::Kept, Meant::About).unwrap().unwrap();
        assert_eq!(about.quantity["bound"], "about");
        assert!(made(["0", "", ""], Crossed::Refuse, Zero::Kept, Meant::Exact).unwrap().is_some());
    }

    #[test]
    fn numbers_out_of_order_are_refused_or_put_in_order_as_is_said() {
        let numbers = ["4", "2", "1"];
        let refused = said(numbers, Crossed::Refuse).unwrap_err();
        assert!(refused.contains("low 4, best 2, high 1"), "{refused}");
        let widened = r#"{"low":1,"high":4,"best":2,"bound":"range"}"#;
        assert_eq!(said(numbers, Crossed::Widen).unwrap(), widened);
        assert_eq!(said(numbers, Crossed::Swap).unwrap(), widened);
        assert_eq!(
            said(["5", "9", "7"], Crossed::Widen).unwrap(),
            r#"{"low":5,"high":9,"best":9,"bound":"range"}"#
        );
        assert!(said(["5", "9", "7"], Crossed::Swap).is_err());
        assert!(said(["7", "9", "5"], Crossed::Swap).is_err());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["1,000", "-3", "six", "1e3", "1.2.3", "\u{bd}"] {
            assert!(said(["", text, ""], Crossed::Widen).is_err(), "{text}");
        }
    }
}
