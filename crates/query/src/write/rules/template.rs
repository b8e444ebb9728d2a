//! Templates: a text with cells in it. A cell goes in as one value, whatever characters it has.

use std::ops::Range;

use super::filter::Filter;
use super::{RowText, Scope, Stop};

/// A text with cells in it, read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Characters that a word may have, outside of quotes.
    Word(String),
    /// What stands between words.
    Mark(String),
    /// What stands within quotes, the quotes included.
    Quoted(String),
    Cell(Cell),
}

/// A cell, or a value that was given a name, and what is done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) of: CellOf,
    need: Need,
    place: Place,
    filters: Vec<Filter>,
}

/// What stands between braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum CellOf {
    /// A column, by its number among those that the rules name.
    Column(usize),
    /// A value of `[let]`, by its number.
    Let(usize),
    /// The piece of a list.
    Piece,
    /// The key of this edition.
    Edition,
    /// The fields that an edition has otherwise.
    Fields,
}

/// Whether a value is absent without the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
}

/// Where in the plain text of a value a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Bare,
    Quoted,
}

/// A fault of a template, at bytes of its text.
pub(crate) type TemplateFault = (Range<usize>, String);

/// Returns whether a character may stand in a word of plain text.
fn is_of_word(character: char) -> bool {
    !character.is_whitespace() && !matches!(character, '"' | ';' | '{' | '}' | ',')
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// Braces that do not match, an unknown name or filter, with their place in the text.
    pub(super) fn read(text: &str, scope: &mut dyn Scope) -> Result<Self, TemplateFault> {
        let (mut pieces, mut literal, mut is_quoted, mut is_escaped) =
            (Vec::new(), String::new(), false, false);
        let mut rest = text.char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            match character {
                '{' if rest.next_if(|(_, next)| *next == '{').is_some() => literal.push('{'),
                '{' => {
                    let end = closing(text, at).ok_or_else(|| {
                        (at..text.len(), "`{` without its `}`; a brace itself is `{{`".to_owned())
                    })?;
                    let place = if is_quoted { Place::Quoted } else { Place::Bare };
                    pieces.extend(literal_pieces(&std::mem::take(&mut literal), place));
                    let cell = Cell::read(&text[at + 1..end], place, scope);
                    pieces.push(Piece::Cell(cell.map_err(|message| (at..end + 1, message))?));
                    while rest.next_if(|(next, _)| *next <= end).is_some() {}
                }
                '}' if rest.next_if(|(_, next)| *next == '}').is_some() => literal.push('}'),
                '}' => return Err((at..at + 1, "`}` without its `{`; a brace itself is `}}`".to_owned())),
                '"' if !is_escaped => {
                    if is_quoted {
                        literal.push('"');
                        pieces.extend(literal_pieces(&std::mem::take(&mut literal), Place::Quoted));
                    } else {
                        pieces.extend(literal_pieces(&std::mem::take(&mut literal), Place::Bare));
                        literal.push('"');
                    }
                    is_quoted = !is_quoted;
                }
                other => literal.push(other),
            }
            is_escaped = is_quoted && character == '\\' && !is_escaped;
        }
        let place = if is_quoted { Place::Quoted } else { Place::Bare };
        pieces.extend(literal_pieces(&literal, place));
        Ok(Self { pieces })
    }

    /// Returns the cells in it, in their order.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Cell(cell) => Some(cell),
            _ => None,
        })
    }

    /// Returns the first cell in it.
    pub(crate) fn first_cell(&self) -> Option<CellOf> {
        self.cells().next().map(|cell| cell.of)
    }

    /// Returns the text with the cells as they are: for free text, and for a key. `None` if a cell that it needs is empty.
    pub(crate) fn raw(&self, row: &mut dyn RowText) -> Result<Option<String>, Stop> {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Word(text) | Piece::Mark(text) | Piece::Quoted(text) => out.push_str(text),
                Piece::Cell(cell) => match cell.text(row)? {
                    Some(text) => out.push_str(&text),
                    None => return Ok(None),
                },
            }
        }
        Ok(Some(out))
    }

    /// Returns the plain text of a value, in which each cell is one value: within quotes it is escaped, and outside of them a
    /// word in which characters stand that no word has is put into quotes. An item that consists of an empty cell falls away
    /// with what parts it from its neighbour. `None` if a cell that it needs is empty.
    pub(crate) fn plain(&self, row: &mut dyn RowText) -> Result<Option<String>, Stop> {
        let mut out = Plain::default();
        for piece in &self.pieces {
            match piece {
                Piece::Word(text) => out.word(text),
                Piece::Mark(text) => out.mark(text),
                Piece::Quoted(text) => out.within_quotes(text),
                Piece::Cell(cell) => match (cell.text(row)?, cell.place) {
                    (None, _) => return Ok(None),
                    (Some(text), Place::Quoted) => out.within_quotes(&escaped(&text)),
                    (Some(text), Place::Bare) => out.cell(&text),
                },
            }
        }
        Ok(Some(out.finish()))
    }
}

/// Plain text that is written piece by piece.
#[derive(Default)]
struct Plain {
    text: String,
    /// The word that goes on.
    word: String,
    /// Whether the next mark falls away.
    skips_mark: bool,
}

impl Plain {
    fn word(&mut self, text: &str) {
        self.word.push_str(text);
        self.skips_mark = false;
    }

    fn cell(&mut self, text: &str) {
        if text.is_empty() && self.word.is_empty() {
            let before = self.text.trim_end_matches([',', ';', ' ']).len();
            self.skips_mark = before == 0;
            self.text.truncate(before);
        } else {
            self.word(text);
        }
    }

    fn mark(&mut self, text: &str) {
        self.end_word();
        if std::mem::take(&mut self.skips_mark) {
            self.text.push_str(text.trim_start_matches([',', ';', ' ']));
        } else {
            self.text.push_str(text);
        }
    }

    fn within_quotes(&mut self, text: &str) {
        self.end_word();
        self.text.push_str(text);
        self.skips_mark = false;
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if word.chars().all(is_of_word) {
            self.text.push_str(&word);
        } else {
            self.text.push_str(&format!("\"{}\"", escaped(&word)));
        }
    }

    fn finish(mut self) -> String {
        self.end_word();
        self.text
    }
}

/// Returns a text as it stands within the quotes of a JSON string.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Returns the place of the `}` that ends what begins at a `{`; one within quotes of a filter ends nothing.
fn closing(text: &str, begun: usize) -> Option<usize> {
    let mut is_quoted = false;
    for (at, character) in text[begun..].char_indices() {
        match character {
            '"' => is_quoted = !is_quoted,
            '}' if !is_quoted => return Some(begun + at),
            _ => {}
        }
    }
    None
}

/// Returns what stands between cells, cut into words and what parts them.
fn literal_pieces(text: &str, place: Place) -> Vec<Piece> {
    if text.is_empty() {
        return Vec::new();
    }
    if place == Place::Quoted {
        return vec![Piece::Quoted(text.to_owned())];
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = is_of_word(first);
        let end = rest.find(|c: char| is_of_word(c) != is_word).unwrap_or(rest.len());
        let part = rest[..end].to_owned();
        pieces.push(if is_word { Piece::Word(part) } else { Piece::Mark(part) });
        rest = &rest[end..];
    }
    pieces
}

impl Cell {
    /// Reads what stands between braces: a name, `?`, filters.
    fn read(text: &str, place: Place, scope: &mut dyn Scope) -> Result<Self, String> {
        let mut parts = outside_quotes(text, '|').into_iter();
        let name = parts.next().unwrap_or_default().trim();
        let (name, need) = match name.strip_suffix('?') {
            Some(name) => (name.trim_end(), Need::Optional),
            None => (name, Need::Required),
        };
        let filters = parts.map(|filter| Filter::read(filter, |map| scope.map(map)));
        let filters = filters.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { of: scope.cell(name)?, need, place, filters })
    }

    /// Returns the text behind the filters; `None` if it is empty and needed.
    pub(crate) fn text(&self, row: &mut dyn RowText) -> Result<Option<String>, Stop> {
        let mut text = row.cell(self.of)?;
        for filter in &self.filters {
            text = filter
                .apply(text, &mut |map, text| row.mapped(map, text))
                .map_err(|stop| stop.at(self.of))?;
        }
        Ok(Some(text).filter(|text| self.need == Need::Optional || !text.is_empty()))
    }
}

/// Splits a text at a mark that is not within quotes.
fn outside_quotes(text: &str, mark: char) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|character| {
        is_quoted ^= character == '"';
        character == mark && !is_quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns `a`, `b` and `c` of a row, and no maps.
    struct Abc<'a>([&'a str; 3]);

    impl Scope for Abc<'_> {
        fn cell(&mut self, name: &str) -> Result<CellOf, String> {
            let number = ["a", "b", "c"].iter().position(|column| *column == name);
            number.map(CellOf::Column).ok_or_else(|| format!("no column {name}"))
        }

        fn map(&self, name: &str) -> Result<usize, String> {
            Err(format!("no map {name}"))
        }
    }

    impl RowText for Abc<'_> {
        fn cell(&mut self, of: CellOf) -> Result<String, Stop> {
            let CellOf::Column(number) = of else { panic!("{of:?}") };
            Ok(self.0[number].to_owned())
        }

        fn mapped(&mut self, _: usize, text: &str) -> Result<String, Stop> {
            Ok(text.to_owned())
        }
    }

    fn both(template: &str, cells: [&str; 3]) -> (Option<String>, Option<String>) {
        let template = Template::read(template, &mut Abc(cells)).unwrap();
        (template.raw(&mut Abc(cells)).unwrap(), template.plain(&mut Abc(cells)).unwrap())
    }

    fn plain(template: &str, cells: [&str; 3]) -> String {
        both(template, cells).1.unwrap_or_else(|| "absent".to_owned())
    }

    #[test]
    fn a_cell_goes_in_as_one_value() {
        assert_eq!(plain("{a}, {b}", ["one", "two", ""]), "one, two");
        assert_eq!(plain("{a}, {b}", ["one, or; two", "three", ""]), r#""one, or; two", three"#);
        assert_eq!(plain("pax-{a}", ["x y", "", ""]), r#""pax-x y""#);
        assert_eq!(
            plain("paragraph \"id {a}\"", ["say \"no\"; or", "", ""]),
            r#"paragraph "id say \"no\"; or""#
        );
        assert_eq!(plain("\"{a}\" {b}", ["x\\", "y", ""]), r#""x\\" y"#);
        assert_eq!(plain("{a}..{b} person", ["3", "4", ""]), "3..4 person");
        let text = both("He said \"{a}\"; {b}.", ["no, \"never\"", "x", ""]).0;
        assert_eq!(text.unwrap(), "He said \"no, \"never\"\"; x.");
    }

    #[test]
    fn without_a_cell_a_value_is_absent_unless_it_may_be_empty() {
        assert_eq!(both("{a} and {b}", ["x", "", ""]), (None, None));
        assert_eq!(both("{a} and {b?}", ["x", "", ""]).0.unwrap(), "x and ");
        for (template, expected) in [
            ("{a}, {b?}", "x"),
            ("{b?}, {a}", "x"),
            ("{a}, {b?}, {a}", "x, x"),
            ("{b?}", ""),
            ("k-{b?}, {a}", "k-, x"),
        ] {
            assert_eq!(plain(template, ["x", "", ""]), expected, "{template}");
        }
    }

    #[test]
    fn braces_and_filters_are_read() {
        assert_eq!(plain("{a|key}-{b|zeros 3}", ["Salt Gate", "7", ""]), "salt-gate-007");
        assert_eq!(both("{{{a}}}", ["x", "", ""]).0.unwrap(), "{x}");
        assert_eq!(plain("{a|first \"}|\"}", ["1}|2", "", ""]), "1");
        assert_eq!(plain("{ c? | or \"none\" }", ["", "", ""]), "none");
    }

    #[test]
    fn a_fault_is_placed() {
        let fault = |text: &str| Template::read(text, &mut Abc([""; 3])).unwrap_err();
        assert_eq!(fault("say {a").0, 4..6);
        assert_eq!(fault("a} b").0, 1..2);
        assert_eq!(fault("x {d}"), (2..5, "no column d".to_owned()));
        assert!(fault("{a|upper}").1.contains("no filter `upper`"));
        assert!(fault("{a|map m}").1.contains("no map m"));
    }
}
