//! How much of a long answer is told: as many rows as fit a number of lines, the most telling first, and of each
//! part how many there are and how to get them.

use std::cell::LazyCell;

use super::page::{Item, Page, code};

/// What is told of one subject.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    pub(crate) title: String,
    /// What shows all of it: a command, or an option of the one that answers.
    pub(crate) command: String,
    /// Whether no empty line stands before it.
    pub(crate) is_close: bool,
    /// The name by which `--only` shows it; empty if it is no part of a state.
    pub(crate) name: &'static str,
    /// How many rows the document has.
    pub(crate) total: usize,
    /// How they stand, in a few words; empty if there is nothing to sum up.
    pub(crate) summary: String,
    /// The most telling first.
    pub(crate) units: Vec<Unit<'a>>,
    /// Who is served first when lines are short: the lower the earlier.
    pub(crate) rank: usize,
    /// How many units it gets before others get any more.
    pub(crate) wish: usize,
    /// Whether its heading stands there even where none of it fits.
    pub(crate) is_always_said: bool,
}

/// What is told or left out as one.
#[derive(Debug)]
pub(crate) struct Unit<'a> {
    /// How many rows of the document it tells.
    pub(crate) rows: usize,
    /// Where it stands among the others.
    pub(crate) place: usize,
    /// What is told; most of a long answer never is.
    said: LazyCell<Said, Box<dyn FnOnce() -> Said + 'a>>,
}

impl<'a> Unit<'a> {
    pub(crate) fn new(rows: usize, place: usize, said: impl FnOnce() -> Said + 'a) -> Self {
        Self { rows, place, said: LazyCell::new(Box::new(said)) }
    }
}

/// An item behind its mark.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) mark: &'static str,
    pub(crate) item: Item,
}

impl Section<'_> {
    /// Returns a part of so many rows, which `--only` shows by its name, of which nothing is told yet.
    pub(crate) fn new(title: &str, name: &'static str, total: usize) -> Self {
        Self {
            title: title.to_owned(),
            command: format!("--only {name}"),
            is_close: false,
            name,
            total,
            summary: String::new(),
            units: Vec::new(),
            rank: 0,
            wish: 0,
            is_always_said: false,
        }
    }

    /// Returns how many rows are told by so many units.
    pub(crate) fn told(&self, units: usize) -> usize {
        self.units.iter().take(units).map(|unit| unit.rows).sum()
    }

    /// Writes so many units in the order in which they stand.
    pub(crate) fn write(&self, page: &mut Page, units: usize) {
        if units == 0 && !self.is_always_said {
            return;
        }
        if self.title.is_empty() {
            // What needs no heading says itself what it is.
        } else if self.is_close {
            page.close_section(&self.title, &self.extent(units));
        } else {
            page.section(&self.title, &self.extent(units));
        }
        let mut chosen: Vec<&Unit<'_>> = self.units.iter().take(units).collect();
        chosen.sort_by_key(|unit| unit.place);
        let indent = if self.title.is_empty() { 0 } else { 2 };
        for unit in chosen {
            page.item(indent, unit.said.mark, &unit.said.item);
        }
    }

    /// Returns how much of the part is told, how it stands as a whole, and how to get all of it.
    fn extent(&self, units: usize) -> String {
        let told = self.told(units);
        let mut parts = Vec::new();
        if told == 0 {
            parts.push(self.total.to_string());
        } else if told < self.total {
            parts.push(format!("{told} of {}", self.total));
        } else if self.total > 1 {
            parts.push(self.total.to_string());
        }
        if !self.summary.is_empty() {
            parts.push(self.summary.clone());
        }
        if told < self.total {
            parts.push(format!("all: {}", code(&self.command)));
        }
        parts.join("; ")
    }

    fn height(&self, units: usize, width: usize) -> usize {
        let mut page = Page::new(width);
        self.write(&mut page, units);
        // Before a heading stands an empty line, unless it is the first.
        match page.height() {
            0 => 0,
            height => height + usize::from(!self.is_close),
        }
    }
}

/// Returns how many units of each part fit so many lines: first what each wishes, by rank, then in turns.
pub(crate) fn choose(parts: &[&Section<'_>], width: usize, lines: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|place| parts[*place].rank);
    let mut fitting = Fitting {
        parts,
        width,
        left: lines,
        chosen: vec![0; parts.len()],
        heights: parts.iter().map(|part| part.height(0, width)).collect(),
        open: vec![true; parts.len()],
    };
    fitting.left = fitting.left.saturating_sub(fitting.heights.iter().sum());
    for place in &order {
        (0..parts[*place].wish).for_each(|_| fitting.add(*place));
    }
    while fitting.open.contains(&true) {
        order.iter().for_each(|place| fitting.add(*place));
    }
    fitting.chosen
}

struct Fitting<'p, 'a> {
    parts: &'p [&'p Section<'a>],
    width: usize,
    left: usize,
    chosen: Vec<usize>,
    heights: Vec<usize>,
    /// Whether a part may still get more.
    open: Vec<bool>,
}

impl Fitting<'_, '_> {
    /// Gives a part one unit more, or closes it if that does not fit or there is none.
    fn add(&mut self, place: usize) {
        let part = self.parts[place];
        let units = self.chosen[place] + 1;
        if !self.open[place] || units > part.units.len() {
            self.open[place] = false;
            return;
        }
        let height = part.height(units, self.width);
        let more = height.saturating_sub(self.heights[place]);
        if more > self.left {
            self.open[place] = false;
        } else {
            self.left -= more;
            self.chosen[place] = units;
            self.heights[place] = height;
        }
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;

    use super::*;

    fn part(title: &str, name: &'static str, rank: usize, items: usize) -> Section<'static> {
        let unit = |place: usize| {
            Unit::new(1, place, move || Said { mark: "", item: Item::new(format!("{name} {place}")) })
        };
        Section { rank, wish: 1, units: (0..items).map(unit).collect(), ..Section::new(title, name, items) }
    }

    fn written(parts: &[Section<'_>], lines: usize) -> String {
        let mut page = Page::new(80);
        let chosen = choose(&parts.iter().collect::<Vec<_>>(), 80, lines);
        parts.iter().zip(chosen).for_each(|(part, units)| part.write(&mut page, units));
        strip_str(&page.into_text()).to_string()
    }

    #[test]
    fn every_part_gets_what_it_wishes_by_rank_and_then_in_turns() {
        let parts = [part("Claims", "claims", 2, 9), part("Promises", "commitments", 1, 3)];
        assert_eq!(
            written(&parts, 10),
            "Claims (3 of 9; all: --only claims)\n  claims 0\n  claims 1\n  claims 2\n\nPromises (3)\n  \
             commitments 0\n  commitments 1\n  commitments 2\n"
        );
        assert_eq!(
            written(&parts, 4),
            "Promises (2 of 3; all: --only commitments)\n  commitments 0\n  commitments 1\n"
        );
        assert_eq!(choose(&parts.iter().collect::<Vec<_>>(), 80, 2), [0, 0]);
    }

    #[test]
    fn what_is_told_is_the_most_telling_in_the_order_in_which_it_stands() {
        let mut parts = [part("Claims", "claims", 1, 3)];
        parts[0].units.reverse();
        assert_eq!(written(&parts, 4), "Claims (2 of 3; all: --only claims)\n  claims 1\n  claims 2\n");
        assert_eq!(written(&parts, 40), "Claims (3)\n  claims 0\n  claims 1\n  claims 2\n");
    }

    #[test]
    fn what_is_always_said_has_its_heading_where_none_of_it_fits() {
        let first = part("Overdue", "commitments", 1, 2);
        let second = Section { is_always_said: true, is_close: true, ..part("Suspended", "proposals", 2, 3) };
        assert_eq!(
            written(&[Section { wish: 2, ..first }, second], 5),
            "Overdue (2)\n  commitments 0\n  commitments 1\nSuspended (3; all: --only proposals)\n"
        );
    }

    #[test]
    fn it_never_takes_more_lines_than_there_are() {
        let parts = [part("A", "claims", 1, 30), part("B", "offices", 2, 30), part("C", "people", 3, 30)];
        for lines in 0..60 {
            let text = written(&parts, lines);
            assert!(text.lines().count() <= lines, "{lines}: {text}");
        }
    }
}
