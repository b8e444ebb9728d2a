//! How rows with fields of any sort become rows of cells: what a field is decides its columns.

use asof_projector::{CellType, Column as Field, Holds};
use serde_json::{Map, Value};

use crate::cells::{cell, day_before, day_of};
use crate::table::{Column, Type};

/// The parts of a quantity, each a column behind the name of its field.
pub(crate) const QUANTITY: [(&str, Type, &str); 7] = [
    ("low", Type::Number, "The smallest number that it can be; empty if nothing is said of it."),
    ("high", Type::Number, "The largest number that it can be; empty if there is no upper bound."),
    ("best", Type::Number, "The best estimate where the number is not exact; empty if there is none."),
    (
        "bound",
        Type::Text,
        "How the numbers are meant: exact, about, at-least, more-than, range, unknown and others.",
    ),
    ("unit", Type::Text, "What is counted, in the singular. Numbers of different units do not add up."),
    (
        "per",
        Type::Text,
        "Whether the number is for each side, in total or in one direction; nothing converts between them.",
    ),
    ("every", Type::Text, "The period of a rate; empty if it is a count."),
];

/// Returns the columns that a field becomes; rows within the row are none.
pub(crate) fn columns(field: &Field) -> Vec<Column> {
    let Field { name, about, holds } = field;
    match holds {
        Holds::Cell(CellType::Instant) => {
            let column = Column::new(name, Type::Instant, about);
            let day = DayColumn::behind(name).map(|day| Column::new(day.name, Type::Day, day.about));
            std::iter::once(column).chain(day).collect()
        }
        Holds::Cell(holds) => vec![Column::new(name, in_table(*holds), about)],
        Holds::Quantity => {
            QUANTITY.map(|(part, holds, said)| quantity_column(name, part, holds, said)).to_vec()
        }
        Holds::Anything => vec![Column::new(name, Type::Text, about)],
        Holds::Rows(_) => Vec::new(),
    }
}

fn quantity_column(name: &str, part: &str, holds: Type, said: &str) -> Column {
    Column::new(format!("{name}_{part}"), holds, format!("Of `{name}`: {said}"))
}

/// The day behind the beginning or the end of a date.
struct DayColumn {
    name: String,
    about: &'static str,
    of: fn(&Value) -> Value,
}

impl DayColumn {
    /// Returns the day that stands behind an instant; `None` if that is neither the beginning nor the end of a date.
    fn behind(name: &str) -> Option<Self> {
        if let Some(date) = name.strip_suffix("_from") {
            let about = "The first day that it can be, in the zone of the negotiation.";
            return Some(Self { name: format!("{date}_first_day"), about, of: day_of });
        }
        let date = name.strip_suffix("_until")?;
        let about = "The last day that it can be, included, in the zone of the negotiation.";
        Some(Self { name: format!("{date}_last_day"), about, of: day_before })
    }
}

fn in_table(holds: CellType) -> Type {
    match holds {
        CellType::Text | CellType::Texts | CellType::Json => Type::Text,
        CellType::Integer => Type::Integer,
        CellType::Number => Type::Number,
        CellType::Flag => Type::Flag,
        CellType::Day => Type::Day,
        CellType::Instant => Type::Instant,
    }
}

/// Adds the cells of a field to those of its row, as many as it has [`columns`].
pub(crate) fn put(field: &Field, row: &Map<String, Value>, cells: &mut Vec<Value>) {
    let value = row.get(&field.name).unwrap_or(&Value::Null);
    match &field.holds {
        Holds::Cell(holds) => {
            cells.push(cell(value, *holds));
            if *holds == CellType::Instant
                && let Some(day) = DayColumn::behind(&field.name)
            {
                cells.push((day.of)(value));
            }
        }
        Holds::Quantity => {
            cells.extend(QUANTITY.map(|(part, ..)| value.get(part).cloned().unwrap_or_default()));
        }
        Holds::Anything => cells.push(cell(value, CellType::Json)),
        Holds::Rows(_) => {}
    }
}

/// Returns the field as a cell of JSON: rows within a row that is itself within one.
pub(crate) fn in_one_cell(field: &Field) -> Field {
    match field.holds {
        Holds::Rows(_) => Field { holds: Holds::Cell(CellType::Json), ..field.clone() },
        _ => field.clone(),
    }
}
