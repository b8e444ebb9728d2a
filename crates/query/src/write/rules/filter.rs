//! Filters of a template: what is done to a cell before it goes into a value.

use super::Stop;

/// One step of what is done to a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    /// To the form of a key.
    Key,
    /// To lower case.
    Lower,
    /// Without tags and entities.
    Html,
    /// So many words of it.
    Words(usize),
    /// With zeros before it, to so many characters.
    Zeros(usize),
    /// Through a map, by its number.
    Map(usize),
    /// What stands before a mark.
    First(String),
    /// Another text where there is none.
    Or(String),
}

/// The names of filters, as in a template.
pub(crate) const FILTERS: [&str; 8] =
    ["key", "lower", "html", "words 25", "zeros 3", "map NAME", "first \";\"", "or \"text\""];

impl Filter {
    /// Reads a filter as it stands in a template; `map` finds a map by its name.
    pub(super) fn read(text: &str, map: impl Fn(&str) -> Result<usize, String>) -> Result<Self, String> {
        let text = text.trim();
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim();
        let number = || {
            let number = rest.parse().ok().filter(|number| *number > 0);
            number.ok_or_else(|| format!("`{name}` needs a number, as in `{name} 3`"))
        };
        let quoted = || {
            let text = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            text.map(str::to_owned)
                .ok_or_else(|| format!("`{name}` needs a text in quotes, as in `{name} \";\"`"))
        };
        match name {
            "key" | "lower" | "html" if !rest.is_empty() => Err(format!("`{name}` takes nothing behind it")),
            "key" => Ok(Self::Key),
            "lower" => Ok(Self::Lower),
            "html" => Ok(Self::Html),
            "words" => number().map(Self::Words),
            "zeros" => number().map(Self::Zeros),
            "map" => map(rest).map(Self::Map),
            "first" => quoted().map(Self::First),
            "or" => quoted().map(Self::Or),
            _ => Err(format!("there is no filter `{name}`; there are {}", FILTERS.join(", "))),
        }
    }

    /// Returns a text behind the filter. An empty one stays empty, but for `or`; `map` looks up in a map.
    pub(crate) fn apply(
        &self,
        text: String,
        map: &mut dyn FnMut(usize, &str) -> Result<String, Stop>,
    ) -> Result<String, Stop> {
        if text.is_empty() {
            return Ok(if let Self::Or(other) = self { other.clone() } else { text });
        }
        Ok(match self {
            Self::Key => match slug::slugify(&text) {
                key if key.is_empty() => {
                    return Err(Stop::refused(format!("`{text}` has no letters to make a key of")));
                }
                key => key,
            },
            Self::Lower => text.to_lowercase(),
            Self::Html => without_markup(&text),
            Self::Words(most) => text.split_whitespace().take(*most).collect::<Vec<_>>().join(" "),
            Self::Zeros(width) => {
                let missing = width.saturating_sub(text.chars().count());
                format!("{}{text}", "0".repeat(missing))
            }
            Self::Map(number) => map(*number, &text)?,
            Self::First(mark) => text.split(mark.as_str()).next().unwrap_or_default().trim().to_owned(),
            Self::Or(_) => text,
        })
    }
}

/// The named entities that exports of data sets have.
const ENTITIES: [(&str, &str); 14] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ndash", "\u{2013}"),
    ("mdash", "\u{2014}"),
    ("lsquo", "\u{2018}"),
    ("rsquo", "\u{2019}"),
    ("ldquo", "\u{201c}"),
    ("rdquo", "\u{201d}"),
    ("hellip", "\u{2026}"),
    ("shy", ""),
];

/// The longest entity that is looked for behind `&`.
const LONGEST_ENTITY: usize = 8;

/// Returns a text without tags, each of them a space, and with entities as their characters. What is no tag and no entity that
/// is known stays.
pub(crate) fn without_markup(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('<') { tag(rest, &mut out) } else { entity(rest, &mut out) };
        if taken == 0 {
            out.push_str(&rest[..1]);
        }
        rest = &rest[taken.max(1)..];
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes a tag from the beginning of a text; returns how many bytes it has, 0 if it is none.
fn tag(text: &str, out: &mut String) -> usize {
    let inner = &text[1..];
    let begins = inner.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    match inner.find('>') {
        Some(end) if begins => {
            out.push(' ');
            end + 2
        }
        _ => 0,
    }
}

/// Takes an entity from the beginning of a text; returns how many bytes it has, 0 if it is none.
fn entity(text: &str, out: &mut String) -> usize {
    let Some(end) = text.bytes().take(LONGEST_ENTITY + 2).position(|byte| byte == b';') else { return 0 };
    let name = &text[1..end];
    if let Some((_, character)) = ENTITIES.iter().find(|(entity, _)| *entity == name) {
        out.push_str(character);
        return end + 1;
    }
    let number = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X"));
    let number = match number {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => name.strip_prefix('#').and_then(|digits| digits.parse().ok()),
    };
    match number.and_then(char::from_u32).filter(|character| !character.is_control()) {
        Some(character) => {
            out.push(character);
            end + 1
        }
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filtered(filter: &str, text: &str) -> Result<String, String> {
        let filter = Filter::read(filter, |name| Err(format!("no map {name}")))?;
        filter.apply(text.to_owned(), &mut |_, text| Ok(text.to_owned())).map_err(|stop| format!("{stop:?}"))
    }

    #[test]
    fn each_filter_does_one_thing() {
        let cases = [
            ("key", "C\u{f4}te d\u{2019}Ivoire (North)", "cote-d-ivoire-north"),
            ("lower", "Armed CLASH", "armed clash"),
            ("html", "<b>Peace</b> &amp; quiet &#8211; AT&T, a < b", "Peace & quiet \u{2013} AT&T, a < b"),
            ("words 2", " Agreement  at Pelmar", "Agreement at"),
            ("zeros 3", "42", "042"),
            ("zeros 3", "1234", "1234"),
            ("first \";\"", "2019-01-20; 2019-01-21", "2019-01-20"),
            ("or \"none\"", "", "none"),
            ("or \"none\"", "some", "some"),
            ("lower", "", ""),
        ];
        for (filter, text, expected) in cases {
            assert_eq!(filtered(filter, text).unwrap(), expected, "{filter} {text}");
        }
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for text in ["upper", "key 3", "words", "words x", "words 0", "first ;", "map nowhere", ""] {
            assert!(filtered(text, "x").is_err(), "{text}");
        }
        assert!(filtered("key", "\u{2026}").unwrap_err().contains("no letters"));
    }
}
