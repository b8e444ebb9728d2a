//! Characters that no reader sees: they command a terminal, break a line, hide, or turn round what stands beside them.
//!
//! The log takes none of them ([`crate::check`]), and what an older line holds is printed as its number: `<U+202E>`.
//!
//! - **Control characters**, general category Cc. A terminal obeys U+0080 to U+009F as it obeys ESC.
//! - **Line ends**: U+2028 and U+2029, at which some programs begin a new line and others do not.
//! - **Invisible characters**: those that Unicode has a program leave blank (`Default_Ignorable_Code_Point`) and the marks of
//!   annotations, U+FFF9 to U+FFFB. They hide text from a reader and a name from a search. Those that a script cannot be
//!   written without stay: U+200C and U+200D shape names in Persian, Hindi and Sinhala; U+200E, U+200F and U+061C put a full
//!   stop on its side of a name in Arabic or Hebrew; U+034F and the variation selectors choose how a letter or a character
//!   of a Japanese name looks; U+180E marks the end of a word in Mongolian.
//! - **Directions** (U+202A to U+202E, U+2066 to U+2069) that are not closed in the same text, or close nothing: they would
//!   turn round what is printed behind them. Pairs stay, one within another as UAX #9 has it.
//!
//! What shows as a box (private use, unassigned) hides nothing; and what is unassigned changes with every version of
//! Unicode, by which a log cannot be judged.

mod direction;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use direction::Open;

/// What a character does that no reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Harm {
    /// It is a command to a terminal.
    Commands,
    /// It may end the line.
    EndsLine,
    /// It hides.
    Hides,
    /// It turns round what follows, and is not closed.
    Unclosed,
    /// It closes what was not opened.
    ClosesNothing,
}

/// A character that no reader sees, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// The character.
    pub character: char,
    /// What it does.
    pub harm: Harm,
}

/// Returns the characters of one text that no reader sees, in their order. Directions that are closed within it are none.
///
/// ```
/// use asof_core::unseen::{Harm, unseen};
/// let found = unseen("talks \u{202e}go on");
/// assert_eq!((found[0].at.start, found[0].harm), (6, Harm::Unclosed));
/// assert!(unseen("talks \u{2067}go on\u{2069}, in \u{627}\u{6cc}\u{631}\u{627}\u{646}\u{200c}").is_empty());
/// ```
pub fn unseen(text: &str) -> Vec<Unseen> {
    if is_plain(text) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut open = Open::default();
    for (start, character) in text.char_indices() {
        let at = start..start + character.len_utf8();
        match harm_alone(character) {
            Some(harm) => found.push(Some(Unseen { at, character, harm })),
            None => open.turn(character, at, &mut found),
        }
    }
    found.into_iter().flatten().collect()
}

/// Returns whether a text has nothing but characters of ASCII that a reader sees, and spaces.
///
/// ```
/// use asof_core::unseen::is_plain;
/// assert!(is_plain("talks go on") && !is_plain("talks\tgo on") && !is_plain("Çırağan"));
/// ```
pub fn is_plain(text: &str) -> bool {
    // To look at all bytes is quicker than to stop at the first: processors look at many at once.
    text.bytes().fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte))
}

/// Returns whether one text has a character that no reader sees.
pub fn is_seen(text: &str) -> bool {
    unseen(text).is_empty()
}

/// Returns one text with each character that no reader sees as its number: `<U+202E>`.
///
/// ```
/// use asof_core::unseen::visible;
/// assert_eq!(visible("a\u{9b}31mb"), "a<U+009B>31mb");
/// assert_eq!(visible("Çırağan"), "Çırağan");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    visible_but(text, |_| false)
}

/// Returns what [`visible`] does, but for the characters that are kept as they are.
pub fn visible_but(text: &str, is_kept: impl Fn(&Unseen) -> bool) -> Cow<'_, str> {
    let others = unseen(text).into_iter().filter(|unseen| !is_kept(unseen));
    replaced(text, others.map(|unseen| (unseen.at, unseen.character)))
}

/// Returns the number that stands for one character in visible text; `None` if a reader sees it. A direction always has one:
/// a single character does not show whether it is closed.
///
/// ```
/// use asof_core::unseen::number;
/// assert_eq!(number('\u{2069}').as_deref(), Some("<U+2069>"));
/// assert_eq!(number('\u{200c}'), None);
/// ```
pub fn number(character: char) -> Option<String> {
    is_suspect(character).then(|| named(character))
}

/// Returns a piece of text, or texts one beside another, with every character that no reader sees as its number: of directions
/// those too that are closed, since one text could open what another closes.
///
/// ```
/// use asof_core::unseen::spelt_out;
/// assert_eq!(spelt_out("\u{2067}a\u{2069}\n"), "<U+2067>a<U+2069><U+000A>");
/// ```
pub fn spelt_out(text: &str) -> Cow<'_, str> {
    let suspects = text.char_indices().filter(|(_, character)| is_suspect(*character));
    replaced(text, suspects.map(|(start, character)| (start..start + character.len_utf8(), character)))
}

/// Returns JSON in which what no reader sees is written by its number, which is the same value.
///
/// ```
/// use asof_core::unseen::seen_json;
/// assert_eq!(seen_json("\"a\u{202e}b\""), "\"a\\u202eb\"");
/// ```
pub fn seen_json(json: &str) -> Cow<'_, str> {
    let is_hidden = |character: char| character != '\n' && character != '\t' && is_suspect(character);
    if json.split('\n').all(|line| is_plain(line) || !line.contains(is_hidden)) {
        return Cow::Borrowed(json);
    }
    let mut written = String::with_capacity(json.len());
    for character in json.chars() {
        if is_hidden(character) {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units);
            written.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            written.push(character);
        }
    }
    Cow::Owned(written)
}

/// Returns whether a character is one that no reader sees, if it is a direction wherever it stands.
pub fn is_suspect(character: char) -> bool {
    harm_alone(character).is_some() || direction::is_one(character)
}

/// Returns where in a value of JSON, as it is written, the first character stands that no reader sees in `text`, a text that the
/// value is or holds.
pub fn first_in_json(json: &str, text: &str) -> Option<Range<usize>> {
    let unseen = unseen(text).into_iter().next()?;
    let before = text[..unseen.at.start].matches(unseen.character).count();
    occurrences(json, unseen.character).nth(before)
}

/// Returns where a character stands in a text of JSON, as itself or by its number.
fn occurrences(json: &str, character: char) -> impl Iterator<Item = Range<usize>> {
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units);
    let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
    json.char_indices().filter_map(move |(start, found)| {
        let length = if found == character {
            character.len_utf8()
        } else {
            let written = json.get(start..start + escaped.len())?;
            written.eq_ignore_ascii_case(&escaped).then_some(escaped.len())?
        };
        Some(start..start + length)
    })
}

/// Returns the number of a character, as visible text has it.
fn named(character: char) -> String {
    format!("<U+{:04X}>", u32::from(character))
}

fn replaced(text: &str, places: impl Iterator<Item = (Range<usize>, char)>) -> Cow<'_, str> {
    let mut written = String::new();
    let mut end = 0;
    for (at, character) in places {
        written += &text[end..at.start];
        let _ = write!(written, "{}", named(character));
        end = at.end;
    }
    if end == 0 { Cow::Borrowed(text) } else { Cow::Owned(written + &text[end..]) }
}

/// Returns what a character does whatever stands beside it.
fn harm_alone(character: char) -> Option<Harm> {
    match character {
        ' '..='~' => None,
        control if control.is_control() => Some(Harm::Commands),
        '\u{2028}' | '\u{2029}' => Some(Harm::EndsLine),
        hidden if is_invisible(hidden) => Some(Harm::Hides),
        _ => None,
    }
}

fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' // soft hyphen: a search does not find a word that has one
            | '\u{115f}'..='\u{1160}' | '\u{3164}' | '\u{ffa0}' // fillers of Hangul, which look like spaces
            | '\u{17b4}'..='\u{17b5}' // vowels of Khmer that are not written, by Unicode's own advice
            | '\u{200b}' // zero width space
            | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' // joiner, operators nobody sees, format characters out of use
            | '\u{feff}' // byte order mark
            | '\u{fff0}'..='\u{fffb}' // kept for invisible characters; marks of annotations
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' // of shorthand and of musical notes
            | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}' // tags, which spell a second text
    )
}
