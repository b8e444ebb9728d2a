//! Texts of pictures: made visible, escaped, and cut to the space that there is.

use std::borrow::Cow;

use asof_core::unseen::spelt_out;
use maud::{Markup, html};
use textwrap::core::display_width;

use crate::text::clipped as cut;

/// Returns a text in which every character that no reader sees, or that XML cannot hold, stands as its number. Directions that are
/// closed are spelt out too: a text may be cut before its end.
pub(super) fn seen(text: &str) -> String {
    let spelt = spelt_out(text);
    let is_no_xml = |character: char| matches!(character, '\u{fffe}' | '\u{ffff}');
    if !spelt.contains(is_no_xml) {
        return spelt.into_owned();
    }
    let one = |character: char| match is_no_xml(character) {
        true => format!("<U+{:04X}>", u32::from(character)),
        false => character.to_string(),
    };
    spelt.chars().map(one).collect()
}

/// Returns a line of text at a place.
pub(super) fn text(x: i64, y: i64, class: &str, words: &str) -> Markup {
    html! { text x=(x) y=(y) class=(class) { (seen(words)) } }
}

/// Returns a text that is no wider than so many characters.
pub(super) fn clipped(text: &str, most: usize) -> String {
    cut(&seen(text), most)
}

/// Returns a text in lines that are no wider than so many characters.
pub(super) fn wrapped(text: &str, most: usize) -> Vec<String> {
    textwrap::wrap(&seen(text), most).into_iter().map(Cow::into_owned).collect()
}

/// Returns about how wide a text of a size is.
pub(super) fn width(text: &str, size: i64) -> i64 {
    display_width(text) as i64 * size * 66 / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_to_their_space_and_hide_nothing() {
        assert_eq!(clipped("prisoners of war", 12), "prisoners…");
        assert_eq!(clipped("prisoners", 9), "prisoners");
        assert_eq!(clipped("a\u{2067}b\u{2069}\u{fffe}", 99), "a<U+2067>b<U+2069><U+FFFE>");
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(
            text(1, 2, "c", "a<b & \u{1}").into_string(),
            "<text x=\"1\" y=\"2\" class=\"c\">a&lt;b &amp; &lt;U+0001&gt;</text>"
        );
    }
}
