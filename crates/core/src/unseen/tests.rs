use proptest::prelude::*;
use regex::Regex;

use super::{Harm, first_in_json, is_seen, is_suspect, number, spelt_out, unseen, visible};

/// Names and words as they are written with characters that show nothing by themselves.
const WRITTEN: [&str; 10] = [
    "Çırağan Palace, 16–17 May – “talks”",
    "می\u{200c}خواهم علی\u{200c}رضا",
    "क्\u{200d}ष",
    "ශ්\u{200d}රී",
    "שלום (abc)\u{200f}.",
    "قال: \u{200e}(a)\u{200e}\u{61c}",
    "سنة \u{601}٢٠٢٥ \u{6dd}",
    "葛\u{e0100}城 ✔\u{fe0f}",
    "ᠮᠣᠩᠭᠣᠯ\u{180e}ᠠ",
    "of \u{2068}شرکت\u{2069} and \u{202b}שלום \u{2066}abc\u{2069}\u{202c}",
];

fn harms(text: &str) -> Vec<Harm> {
    unseen(text).into_iter().map(|unseen| unseen.harm).collect()
}

/// Returns whether a character that shows nothing by itself is one that a script cannot be written without.
fn stays(character: char) -> bool {
    matches!(
        character,
        '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200c}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

#[test]
fn names_of_every_script_are_left_as_they_are() {
    for text in WRITTEN {
        assert!(is_seen(text), "{text:?}");
        assert_eq!(visible(text), text);
    }
}

#[test]
fn every_character_that_unicode_has_programs_leave_blank_is_judged() {
    let blank = Regex::new(r"^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]$").unwrap();
    let annotation = '\u{fff9}'..='\u{fffb}';
    let mut text = [0; 4];
    for character in '\0'..=char::MAX {
        let is_blank = blank.is_match(character.encode_utf8(&mut text)) || annotation.contains(&character);
        assert_eq!(is_blank && !stays(character), is_suspect(character), "U+{:04X}", u32::from(character));
    }
}

/// What Unicode counts among format characters and yet has a form of its own, or is a mark that others are written under.
#[test]
fn format_characters_that_have_a_form_are_seen() {
    let format = Regex::new(r"^\p{Cf}$").unwrap();
    let shown: String = ('\0'..=char::MAX)
        .filter(|c| format.is_match(&c.to_string()) && !is_suspect(*c) && !stays(*c))
        .collect();
    assert!(shown.starts_with("\u{600}\u{601}") && shown.contains('\u{6dd}') && shown.contains('\u{8e2}'));
    assert!(is_seen(&shown));
}

#[test]
fn directions_are_closed_by_their_own_kind() {
    for closed in [
        "\u{202e}a\u{202c}",
        "\u{2066}a\u{2069}",
        "\u{202a}\u{2067}a\u{2069}\u{202c}",
        "\u{2068}\u{202d}a\u{202c}\u{2069}",
    ] {
        assert_eq!(harms(closed), [], "{closed:?}");
    }
    for (open, expected) in [
        ("\u{202e}a", &[Harm::Unclosed][..]),
        ("\u{202e}a\u{2069}", &[Harm::Unclosed, Harm::ClosesNothing]),
        ("\u{2067}a\u{202c}", &[Harm::Unclosed, Harm::ClosesNothing]),
        ("\u{2067}\u{202e}a\u{2069}", &[Harm::Unclosed]),
        ("\u{202b}\u{2067}a\u{202c}\u{2069}", &[Harm::Unclosed, Harm::ClosesNothing]),
        ("a\u{202c}\u{202b}\u{202c}", &[Harm::ClosesNothing]),
    ] {
        assert_eq!(harms(open), expected, "{open:?}");
    }
}

#[test]
fn a_million_directions_are_judged_at_once() {
    let text = "\u{2067}\u{202e}\u{2069}\u{2069}\u{202c}".repeat(200_000);
    assert_eq!(unseen(&text).len(), 600_000);
    let deep = "\u{202e}".repeat(500_000) + &"\u{2069}".repeat(500_000);
    assert_eq!(unseen(&deep).len(), 1_000_000);
}

#[test]
fn the_first_is_found_in_json_as_itself_or_by_its_number() {
    for (json, text, expected) in [
        ("\"a\u{9b}b\"", "a\u{9b}b", Some(2..4)),
        (r#""a\u009Bb""#, "a\u{9b}b", Some(2..8)),
        (r#""\udb40\udc41""#, "\u{e0041}", Some(1..13)),
        ("\"\u{2067}\u{2069}\u{2067}\"", "\u{2067}\u{2069}\u{2067}", Some(7..10)),
        ("\"ab\"", "ab", None),
    ] {
        assert_eq!(first_in_json(json, text), expected, "{json}");
    }
}

/// Characters of which most are suspect or stand near one that is.
fn character() -> impl Strategy<Value = char> {
    let near = |c: char| (c as u32).saturating_sub(2)..=(c as u32) + 2;
    let suspects =
        ['\u{1b}', '\u{9b}', '\u{ad}', '\u{200b}', '\u{202c}', '\u{2068}', '\u{feff}', '\u{e0041}'];
    let near = suspects.map(|c| near(c).prop_map(|number| char::from_u32(number).unwrap_or('x')).boxed());
    prop_oneof![proptest::strategy::Union::new(near), any::<char>(), Just('a')]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(character(), 0..40).prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    #[test]
    fn what_is_made_visible_has_nothing_unseen(text in text()) {
        prop_assert!(is_seen(&visible(&text)));
        prop_assert!(!spelt_out(&text).chars().any(is_suspect));
    }

    #[test]
    fn what_is_seen_is_left_as_it_is(text in text()) {
        if is_seen(&text) {
            prop_assert_eq!(&*visible(&text), &*text);
        } else if !text.chars().any(is_suspect) {
            prop_assert_eq!(&*spelt_out(&text), &*text);
        }
    }

    /// Nothing is lost or mixed up: with the numbers put back, it is the text again.
    #[test]
    fn a_number_stands_for_its_character(text in text()) {
        let spelt: String = text.chars().map(|c| number(c).unwrap_or(c.to_string())).collect();
        prop_assert_eq!(spelt_out(&text), spelt);
        let mut again = visible(&text).into_owned();
        for unseen in unseen(&text) {
            again = again.replacen(&number(unseen.character).unwrap(), &unseen.character.to_string(), 1);
        }
        prop_assert_eq!(again, text);
    }
}
