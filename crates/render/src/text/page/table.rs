//! Tables: cells wrapped to the widths of their columns, no word broken.
//!
//! The table crates tried here break a word that is wider than its column, and keys are made to be copied.

use textwrap::core::display_width;

use super::terminal::wrapped;

/// The columns between two columns.
const GAP: usize = 2;

/// How far in cells stand below what is above them.
const INDENT: usize = 2;

/// The least width of a column that takes what the others leave.
const LEAST: usize = 16;

/// A table; a cell is a list of paragraphs. Without any title it is a list of labels and what stands behind them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Vec<String>>>,
}

/// A column with its title.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(super) title: String,
    share: Share,
}

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// So many columns of the terminal.
    Fixed(usize),
    /// An equal part of what the fixed ones leave.
    Rest,
    /// Not beside the others but above them, over the whole width: what the row is about, as the first column.
    Above,
}

impl Column {
    pub(crate) fn new(title: impl Into<String>, share: Share) -> Self {
        Self { title: title.into(), share }
    }
}

impl Table {
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row, a cell for each column.
    pub(crate) fn row(&mut self, cells: Vec<Vec<String>>) {
        self.rows.push(cells);
    }

    pub(super) fn has_titles(&self) -> bool {
        self.columns.iter().any(|column| !column.title.is_empty())
    }

    /// Returns the lines of its titles, none if it has none; what stands above the others needs none.
    pub(super) fn titles(&self, room: usize) -> Vec<String> {
        let beside_each_other = &self.columns[self.above()..];
        if beside_each_other.iter().all(|column| column.title.is_empty()) {
            return Vec::new();
        }
        let titles: Vec<Vec<String>> =
            beside_each_other.iter().map(|column| vec![column.title.clone()]).collect();
        self.beside(&titles, room)
    }

    /// Returns the lines of its rows.
    pub(super) fn lines(&self, room: usize) -> Vec<String> {
        let lines = |row: &Vec<Vec<String>>| {
            let (above, cells) = row.split_at(self.above());
            let mut lines: Vec<String> =
                above.iter().flatten().flat_map(|text| wrapped(text, room, "", "  ")).collect();
            lines.extend(self.beside(cells, room));
            lines
        };
        self.rows.iter().flat_map(lines).collect()
    }

    /// Returns how many columns stand above the others: one or none.
    fn above(&self) -> usize {
        usize::from(self.columns.first().is_some_and(|column| column.share == Share::Above))
    }

    /// Returns the lines of cells beside each other, further in if something stands above them.
    fn beside(&self, cells: &[Vec<String>], room: usize) -> Vec<String> {
        let indent = self.above() * INDENT;
        let lines = beside(cells, &self.widths(room.saturating_sub(indent)));
        lines.into_iter().map(|line| format!("{}{line}", " ".repeat(indent))).collect()
    }

    fn widths(&self, room: usize) -> Vec<usize> {
        let columns = &self.columns[self.above()..];
        let gaps = GAP * columns.len().saturating_sub(1);
        let fixed = |column: &Column| match column.share {
            Share::Fixed(width) => Some(width),
            Share::Rest | Share::Above => None,
        };
        let taken: usize = columns.iter().filter_map(fixed).sum();
        let sharing = columns.iter().filter(|column| fixed(column).is_none()).count().max(1);
        let rest = (room.saturating_sub(gaps + taken) / sharing).max(LEAST);
        columns.iter().map(|column| fixed(column).unwrap_or(rest)).collect()
    }
}

/// Returns the lines of cells beside each other.
fn beside(cells: &[Vec<String>], widths: &[usize]) -> Vec<String> {
    let wrapped_cells: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| {
            // Several paragraphs are told apart by their indent.
            let hanging = if cell.len() > 1 { "  " } else { "" };
            cell.iter().flat_map(|text| wrapped(text, *width, "", hanging)).collect()
        })
        .collect();
    let height = wrapped_cells.iter().map(Vec::len).max().unwrap_or_default();
    let line = |place: usize| {
        let mut line = String::new();
        let mut begin = 0_usize;
        for (cell, width) in wrapped_cells.iter().zip(widths) {
            if let Some(text) = cell.get(place) {
                line.push_str(&" ".repeat(begin.saturating_sub(display_width(&line))));
                // What is wider than its column keeps a space to the next.
                if !line.is_empty() && !line.ends_with(' ') {
                    line.push(' ');
                }
                line.push_str(text);
            }
            begin += width + GAP;
        }
        line.truncate(line.trim_end().len());
        line
    };
    (0..height).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    #[test]
    fn cells_wrap_beside_each_other() {
        let mut table = Table::new([
            Column::new("", Share::Fixed(9)),
            Column::new("Russia", Share::Rest),
            Column::new("Ukraine", Share::Rest),
        ]);
        table.row(vec![cell("territory"), cell("its forces withdraw"), cell("")]);
        table.row(vec![cell("ceasefire"), Vec::new(), cell("without conditions")]);
        assert_eq!(table.titles(45), ["           Russia            Ukraine"]);
        assert_eq!(
            table.lines(45),
            [
                "territory  its forces",
                "           withdraw",
                "ceasefire                    without",
                "                             conditions"
            ]
        );
    }

    #[test]
    fn what_a_row_is_about_may_stand_above_it() {
        let mut table = Table::new([
            Column::new("Issue", Share::Above),
            Column::new("Russia", Share::Rest),
            Column::new("Ukraine", Share::Rest),
        ]);
        table.row(vec![cell("territory"), cell("its forces withdraw"), cell("none")]);
        assert_eq!(table.titles(36), ["  Russia            Ukraine"]);
        assert_eq!(table.lines(36), ["territory", "  its forces        none", "  withdraw"]);
    }

    #[test]
    fn what_is_wider_than_its_column_is_not_broken() {
        let mut table = Table::new([Column::new("", Share::Fixed(5)), Column::new("", Share::Rest)]);
        table.row(vec![cell("a-long-key"), cell("said")]);
        assert_eq!(table.lines(40), ["a-long-key said"]);
        assert!(table.titles(40).is_empty());
    }
}
