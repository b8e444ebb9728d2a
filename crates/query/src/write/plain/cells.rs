//! Entries whose fields stand in the cells of a sheet, and the sheets to fill.

use super::form::FILLED_IN;
use super::sample;
use super::shape::{KindShape, REGISTERED, Shape, Shapes, short};
use super::write::quoted;

/// Fields that stand first in a sheet, in this order.
const FIRST: [&str; 4] = ["key", "occurred", "known", "attributed_to"];

/// Fields that stand last.
const LAST: [&str; 2] = ["sources", "summary"];

/// Returns an entry of a kind as a block, made of the cells of a row. `None` if there is no such kind. A kind `header` is a block
/// that holds for those below.
pub fn block_of_cells(kind: &str, cells: &[(&str, &str)]) -> Option<String> {
    let shape = if kind == "header" { None } else { Some(Shapes::published().kind(kind)?.1) };
    let mut block = String::new();
    let title = shape.and_then(|shape| shape.title);
    let find = |name: &str| cells.iter().find(|(column, _)| *column == name).map(|(_, cell)| *cell);
    // The name of an entry of the registry is more than one word; several names have quotation marks.
    let title = title.and_then(|name| Some((name, find(name).filter(|cell| !cell.contains(['"', ';']))?)));
    if shape.is_some() {
        block += kind;
        if let (Some((_, text)), Some(key)) = (title, find("key")) {
            block += &format!(" {key}: {}", one_line(text));
        }
        block += "\n";
    }
    for (name, cell) in cells {
        let stands_above =
            title.is_some_and(|(title, _)| [title, "key"].contains(name) && find("key").is_some());
        if !stands_above {
            let of = shape.and_then(|shape| shape.field(name)).map(|(_, shape)| shape);
            let cell = match (of, one_line(cell)) {
                // A cell is text as it stands, quotation marks and all.
                (Some(Shape::Text), cell) if cell.starts_with('"') => quoted(&cell),
                // So spreadsheets write them.
                (Some(Shape::Boolean), cell) => cell.to_lowercase(),
                (_, cell) => cell,
            };
            block += &format!("{name}: {cell}\n");
        }
    }
    Some(block)
}

fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the columns of a sheet for entries of a kind, or of all phases of one: the column for the kind, then what an entry
/// must have, then what it may have. `None` if there is no such kind.
pub fn template_columns(kind: &str) -> Option<(Vec<String>, Vec<String>)> {
    let shapes = Shapes::published();
    let mut kinds: Vec<&str> = shapes.phases(kind);
    if kinds.is_empty() {
        kinds.push(shapes.kind(kind)?.0);
    }
    let of_kinds: Vec<&KindShape> = kinds.iter().filter_map(|kind| Some(shapes.kind(kind)?.1)).collect();
    let mut columns = vec!["kind".to_owned()];
    let mut add = |name: &str| {
        let is_new = !columns.iter().any(|column| column == name);
        let is_taken = of_kinds.iter().any(|shape| shape.field(name).is_some());
        if is_new && is_taken {
            columns.push(name.to_owned());
        }
    };
    FIRST.iter().for_each(|name| add(name));
    let needed = || of_kinds.iter().flat_map(|shape| shape.missing(|_| true, |_| false));
    needed().for_each(&mut add);
    LAST.iter().for_each(|name| add(name));
    let own = of_kinds.iter().flat_map(|shape| shape.own_names()).filter(|name| *name != "id");
    own.for_each(&mut add);
    let others = of_kinds.iter().flat_map(|shape| shape.names());
    others.filter(|name| !["id", "what"].contains(name)).for_each(&mut add);
    let kinds = kinds
        .into_iter()
        .map(|kind| if kind.starts_with(REGISTERED) { short(kind) } else { kind }.to_owned());
    Some((columns, kinds.collect()))
}

/// A field of a form for one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// Its name.
    pub name: String,
    /// What it says.
    pub about: String,
    /// How it is written; `None` if it is a text of one's own.
    pub sample: Option<String>,
    /// Whether an entry must have it. What is filled in where it is left out need not be written.
    pub is_needed: bool,
}

/// Returns the fields of an entry of a kind in the order in which they are asked, without what it is. `None` if there is no such
/// kind.
pub fn form_fields(kind: &str) -> Option<Vec<FormField>> {
    let shapes = Shapes::published();
    let (full, of_kind) = shapes.kind(kind)?;
    let schema = shapes.schema();
    let entry = schema.entry(full);
    let fields: Vec<_> = schema.fields(&entry).chain(schema.fields(schema.said(full))).collect();
    let is_filled_in = |name: &str| !full.starts_with(REGISTERED) && FILLED_IN.contains(&name);
    let (columns, _) = template_columns(kind)?;
    let field = |name: String| {
        let found = fields.iter().find(|field| field.name == name)?;
        let sample = of_kind.field(&name).and_then(|(_, shape)| sample::of(shape));
        let is_needed = found.is_needed && !is_filled_in(&name);
        Some(FormField { about: schema.about(found.of).to_owned(), sample, is_needed, name })
    };
    Some(columns.into_iter().filter_map(field).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_a_column_for_every_field_of_a_kind() {
        let (columns, kinds) = template_columns("exchange").unwrap();
        assert_eq!(kinds, ["exchange/carried-out", "exchange/completed", "exchange/preparing"]);
        assert_eq!(columns[..6], ["kind", "key", "occurred", "known", "attributed_to", "sources"]);
        assert!(columns.iter().any(|column| column == "transfers"));
        let (columns, kinds) = template_columns("person").unwrap();
        assert_eq!((&*kinds[0], &*columns[1], &*columns[2]), ("person", "key", "names"));
        assert!(template_columns("nothing").is_none());
    }

    #[test]
    fn a_form_asks_first_for_what_an_entry_must_have() {
        let fields = form_fields("claim").unwrap();
        let names: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
        assert_eq!(names[..4], ["key", "occurred", "known", "attributed_to"]);
        let field = |name: &str| fields.iter().find(|field| field.name == name).unwrap();
        assert!(field("occurred").is_needed && field("summary").is_needed);
        assert!(!field("known").is_needed && !field("issues").is_needed);
        assert!(fields.iter().all(|field| !field.about.is_empty()));
        assert!(form_fields("nothing").is_none());
    }

    #[test]
    fn cells_are_the_fields_of_a_block() {
        let cells = [("key", "handover"), ("says", "\"Nine\"\nwere\n\n handed over"), ("summary", "Nine.")];
        assert_eq!(
            block_of_cells("claim", &cells).unwrap(),
            "claim\nkey: handover\nsays: \"\\\"Nine\\\" were handed over\"\nsummary: Nine.\n"
        );
        let cells = [("key", "askel"), ("names", "Bram Askel"), ("party", "league")];
        assert_eq!(block_of_cells("person", &cells).unwrap(), "person askel: Bram Askel\nparty: league\n");
        let cells = [("key", "thole"), ("names", "Runa Thole; \"Runa Tole\" status error")];
        assert!(
            block_of_cells("person", &cells).unwrap().starts_with("person\nkey: thole\nnames: Runa Thole;")
        );
        let cells = [("complete", "TRUE")];
        assert_eq!(
            block_of_cells("delegation/observed", &cells).unwrap(),
            "delegation/observed\ncomplete: true\n"
        );
    }
}
