//! Quantities and durations in words: `about 1,000 to 1,200 persons per side`, `about 1 h 45 min`.

use asof_core::{Bound, Duration, Number, Per, Quantity};

/// Units of what sides exchange for as many of the other's.
const EXCHANGED: [&str; 9] =
    ["person", "people", "soldier", "prisoner", "detainee", "hostage", "captive", "fighter", "body"];

/// Returns a quantity in words, with what it is a count of.
pub(crate) fn quantity(quantity: &Quantity) -> String {
    quantity_of(None, quantity)
}

/// Returns a quantity of some category in words, with what it is a count of: that it is not stated whether that is per
/// side, only of what sides exchange for each other's.
pub(crate) fn quantity_of(category: Option<&str>, quantity: &Quantity) -> String {
    let count = bare(quantity);
    let is_exchanged = EXCHANGED.contains(&quantity.unit().as_str())
        && quantity.every().is_none()
        && !category.is_some_and(|category| category.contains("child"));
    match quantity.per() {
        Per::EachSide => format!("{count} per side"),
        Per::Total => format!("{count} in total"),
        Per::Unstated if !is_uncounted(quantity) && is_exchanged => {
            format!("{count} (not stated whether per side or in total)")
        }
        Per::Unstated | Per::OneWay => count,
    }
}

/// Returns how much of a whole a part is, saying once what both are a count of: `380 of 420 lorries`.
pub(crate) fn of_all(part: &Quantity, whole: &Quantity) -> String {
    let unit = part.unit().as_str();
    let (said, all) = (bare(part), bare(whole));
    let is_alike = whole.unit() == part.unit() && !is_uncounted(part);
    let number = [plural(unit), unit.to_owned()]
        .iter()
        .find_map(|unit| said.strip_suffix(unit.as_str())?.strip_suffix(' ').map(str::to_owned));
    format!("{} of {all}", number.filter(|_| is_alike).unwrap_or(said))
}

/// Returns whether a quantity is nothing at all.
pub(crate) fn is_zero(quantity: &Quantity) -> bool {
    quantity.stated().1 == Some(Number::ZERO)
}

/// Returns whether nobody says how many it is.
pub(crate) fn is_uncounted(quantity: &Quantity) -> bool {
    quantity.bound() == Bound::Unknown
}

/// Returns a quantity in words, without what it is a count of.
pub(crate) fn bare(quantity: &Quantity) -> String {
    let unit = quantity.unit().as_str();
    let (low, high) = quantity.stated();
    let [low, high] = [low, high].map(|number| number.map(figure));
    let numbers = match (quantity.bound(), low, high) {
        (Bound::Unknown, ..) | (_, None, None) => {
            return format!("an unstated number of {}", plural(unit));
        }
        (Bound::AtLeast, Some(low), _) => format!("at least {low}"),
        (Bound::MoreThan, Some(low), _) => format!("more than {low}"),
        (Bound::FewerThan, _, Some(high)) => format!("fewer than {high}"),
        (Bound::AtMost, _, Some(high)) | (_, None, Some(high)) => format!("at most {high}"),
        (bound, Some(low), Some(high)) => {
            let about = if bound == Bound::About { "about " } else { "" };
            if low == high { format!("{about}{low}") } else { format!("{about}{low} to {high}") }
        }
        (bound, Some(low), None) => {
            let about = if bound == Bound::About { "about " } else { "" };
            format!("{about}{low} or more")
        }
    };
    let is_one = quantity.stated().1.is_some_and(|high| high.to_string() == "1");
    let unit = if is_one { unit.to_owned() } else { plural(unit) };
    let every = quantity.every().map_or(String::new(), |every| format!(" a {}", every.name()));
    let best =
        quantity.stated_best().map_or(String::new(), |best| format!(", best estimate {}", figure(best)));
    format!("{numbers} {unit}{every}{best}")
}

/// Returns a number, whole or a decimal, with its thousands set apart.
pub(crate) fn figure(number: Number) -> String {
    grouped_decimal(&number.to_string())
}

/// Returns a duration in words; approximate if it is written so.
pub(crate) fn lasting(duration: &Duration) -> String {
    let about = if duration.is_approximate() { "about " } else { "" };
    let (first, last) = (length(duration.minutes_low()), length(duration.minutes_high()));
    if first == last {
        return format!("{about}{first}");
    }
    // `2 to 3 days`, not `2 days to 3 days`.
    let first = match (first.split_once(' '), last.split_once(' ')) {
        (Some((number, a)), Some((_, b))) if a.trim_end_matches('s') == b.trim_end_matches('s') => number,
        _ => &first,
    };
    format!("{about}{first} to {last}")
}

fn length(minutes: u64) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let mut parts = Vec::new();
    if days > 0 {
        parts.push(counted(days, "day"));
    }
    if hours > 0 {
        parts.push(format!("{hours} h"));
    }
    if rest > 0 || parts.is_empty() {
        parts.push(format!("{rest} min"));
    }
    parts.join(" ")
}

/// Returns `1 event`, `2 events`.
pub fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{} {}", grouped(count), plural(what)) }
}

/// Returns the plural of an English noun of the record.
pub(crate) fn plural(noun: &str) -> String {
    match noun {
        "child" => "children".to_owned(),
        "people" | "personnel" | "percent" | "aircraft" | "remains" | "series" | "species" | "police"
        | "troops" | "cattle" | "sheep" | "livestock" => noun.to_owned(),
        // Adjectives that count people.
        "wounded" | "injured" | "killed" | "dead" | "missing" | "displaced" | "sick" | "disabled" => {
            noun.to_owned()
        }
        // Currencies and symbols are written in capitals or have no plural (usd, eur, km).
        "usd" | "eur" | "uah" | "rub" | "gbp" | "chf" | "ils" | "jpy" | "cny" | "km" | "kg" | "ha" => {
            noun.to_owned()
        }
        _ if noun.bytes().all(|letter| letter.is_ascii_uppercase()) => noun.to_owned(),
        // `trucks per day`, not `truck per days`.
        _ if noun.contains(" per ") || noun.contains(" of ") => {
            let (thing, rest) = noun.split_once(' ').unwrap_or((noun, ""));
            format!("{} {rest}", plural(thing))
        }
        _ if is_of_men(noun) => format!("{}en", noun.trim_end_matches("an")),
        _ => match noun.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
            _ if noun.ends_with(['s', 'x', 'z']) || noun.ends_with("ch") || noun.ends_with("sh") => {
                format!("{noun}es")
            }
            _ => format!("{noun}s"),
        },
    }
}

/// Returns whether a noun ends with the word *man*: `policeman`, `woman`, but not `human` or `German`.
fn is_of_men(noun: &str) -> bool {
    const OTHERS: [&str; 6] = ["human", "german", "roman", "ottoman", "shaman", "talisman"];
    noun.ends_with("man") && !OTHERS.contains(&noun.to_lowercase().as_str())
}

/// Returns a number with its thousands set apart.
pub(crate) fn grouped(number: u64) -> String {
    thousands(&number.to_string())
}

/// Returns the text of a decimal with its thousands set apart.
pub(crate) fn grouped_decimal(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, places)) => format!("{}.{places}", thousands(whole)),
        None => thousands(text),
    }
}

fn thousands(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Returns a quantity as a log writes it: what is not said is left out.
    fn read(value: &Value) -> Quantity {
        let said = value.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
        let said: serde_json::Map<String, Value> =
            said.map(|(name, value)| (name.clone(), value.clone())).collect();
        serde_json::from_value(said.into()).unwrap()
    }

    fn words(value: &Value) -> String {
        quantity(&read(value))
    }

    #[test]
    fn every_bound_has_its_words() {
        let of = |low: Option<u64>, high: Option<u64>, bound: &str, per: &str| {
            words(&json!({ "low": low, "high": high, "bound": bound, "unit": "person", "per": per }))
        };
        assert_eq!(of(Some(1000), Some(1000), "exact", "each-side"), "1,000 persons per side");
        assert_eq!(of(Some(1000), Some(1200), "about", "each-side"), "about 1,000 to 1,200 persons per side");
        assert_eq!(of(Some(20), None, "at-least", "total"), "at least 20 persons in total");
        assert_eq!(of(None, Some(20), "at-most", "one-way"), "at most 20 persons");
        assert_eq!(of(Some(1), Some(2), "range", "one-way"), "1 to 2 persons");
        assert_eq!(of(Some(1), Some(1), "exact", "one-way"), "1 person");
        assert_eq!(of(None, None, "unknown", "unstated"), "an unstated number of persons");
        assert_eq!(
            of(Some(697), Some(697), "exact", "unstated"),
            "697 persons (not stated whether per side or in total)"
        );
        let tariff = json!({ "low": "12.50", "high": "1234.75", "best": "99.9", "bound": "range", "unit": "percent", "per": "total" });
        assert_eq!(words(&tariff), "12.50 to 1,234.75 percent, best estimate 99.9 in total");
        let far = json!({ "low": "0.5", "high": "0.5", "bound": "exact", "unit": "km", "per": "one-way" });
        assert_eq!(words(&far), "0.5 km");
        assert_eq!(of(Some(1200), None, "more-than", "total"), "more than 1,200 persons in total");
        assert_eq!(of(None, Some(30), "fewer-than", "one-way"), "fewer than 30 persons");
    }

    #[test]
    fn a_rate_says_its_period_and_a_range_its_best_estimate() {
        let rate = json!({ "low": 600, "high": 600, "bound": "exact", "unit": "truck", "per": "one-way", "every": "day" });
        assert_eq!(words(&rate), "600 trucks a day");
        let best = json!({ "low": 80, "high": 120, "best": 100, "bound": "range", "unit": "person", "per": "one-way" });
        assert_eq!(words(&best), "80 to 120 persons, best estimate 100");
    }

    #[test]
    fn a_part_of_a_whole_says_its_unit_once() {
        let lorries = |number: u64, bound: &str, unit: &str| json!({ "low": number, "high": number, "bound": bound, "unit": unit, "per": "one-way" });
        let said = |part: &Value, whole: &Value| of_all(&read(part), &read(whole));
        let all = lorries(420, "exact", "lorry");
        assert_eq!(said(&lorries(380, "exact", "lorry"), &all), "380 of 420 lorries");
        assert_eq!(said(&lorries(1, "exact", "lorry"), &all), "1 of 420 lorries");
        assert_eq!(said(&lorries(9, "exact", "tonne"), &all), "9 tonnes of 420 lorries");
        let unknown = json!({ "bound": "unknown", "unit": "lorry", "per": "one-way" });
        assert_eq!(said(&unknown, &all), "an unstated number of lorries of 420 lorries");
    }

    #[test]
    fn whether_per_side_is_asked_only_of_what_is_exchanged() {
        let of =
            |unit: &str| json!({ "low": 7, "high": 7, "bound": "exact", "unit": unit, "per": "unstated" });
        let words = |category, value: &Value| quantity_of(category, &read(value));
        assert_eq!(words(None, &of("year")), "7 years");
        assert_eq!(words(None, &of("child")), "7 children");
        assert_eq!(words(Some("children"), &of("person")), "7 persons");
        assert_eq!(
            words(Some("soldiers"), &of("person")),
            "7 persons (not stated whether per side or in total)"
        );
    }

    #[test]
    fn units_and_counts_take_their_plural() {
        assert_eq!(counted(1, "body"), "1 body");
        assert_eq!(counted(6000, "body"), "6,000 bodies");
        assert_eq!(counted(2, "child"), "2 children");
        assert_eq!(counted(8, "remains"), "8 remains");
        assert_eq!(counted(2, "bus"), "2 buses");
        assert_eq!(counted(2, "crash"), "2 crashes");
        assert_eq!(counted(2, "waltz"), "2 waltzes");
        for noun in ["police", "wounded", "dead", "missing", "troops"] {
            assert_eq!(counted(7, noun), format!("7 {noun}"));
        }
        assert_eq!(counted(3, "policeman"), "3 policemen");
        assert_eq!(counted(3, "human"), "3 humans");
        assert_eq!(counted(500, "usd"), "500 usd");
        assert_eq!(counted(600, "truck per day"), "600 trucks per day");
        assert_eq!(counted(3, "tonne of grain"), "3 tonnes of grain");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(12), "12");
    }

    #[test]
    fn durations_are_hours_and_minutes() {
        let words = |written: &str| lasting(&written.parse().unwrap());
        assert_eq!(words("PT1H45M~"), "about 1 h 45 min");
        assert_eq!(words("[P2D..P3D]"), "2 to 3 days");
    }
}
