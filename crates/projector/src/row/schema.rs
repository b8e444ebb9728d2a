//! What is known of the fields of a row without one: the JSON Schema of it, and the columns of a table.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::Describe;

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it says, in a sentence.
    pub about: String,
    /// What it holds.
    pub holds: Holds,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// A value of one cell.
    Cell(CellType),
    /// A quantity.
    Quantity,
    /// A quantity, or any other value.
    Anything,
    /// Rows within the row, with these columns.
    Rows(Vec<Column>),
}

/// The type of a value of one cell, which may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellType {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A whole number, or a decimal as its exact text.
    Number,
    /// `true` or `false`.
    Flag,
    /// A calendar day.
    Day,
    /// An instant with the offset of its zone.
    Instant,
    /// Texts, in order.
    Texts,
    /// Any other JSON.
    Json,
}

/// The fields of a row as they are described.
pub struct Described<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
    columns: Vec<Column>,
    optional: Vec<String>,
}

impl<'g> Described<'g> {
    fn new(generator: &'g mut SchemaGenerator) -> Self {
        Self { generator, properties: Map::new(), columns: Vec::new(), optional: Vec::new() }
    }

    /// Describes a field that is written as a type is.
    pub fn add<T: JsonSchema>(&mut self, name: &str, about: &str) {
        let schema = self.generator.subschema_for::<T>();
        self.add_as(name, about, schema);
    }

    /// Describes a field by its schema.
    pub fn add_as(&mut self, name: &str, about: &str, schema: Schema) {
        let mut schema = schema.to_value();
        if let Value::Object(keywords) = &mut schema {
            keywords.insert("description".to_owned(), json!(about.trim()));
        }
        let holds = Holds::Cell(cell_type(&schema, self.generator.definitions()));
        self.properties.insert(name.to_owned(), schema);
        self.columns.push(Column { name: name.to_owned(), about: about.trim().to_owned(), holds });
    }

    /// Says what the column of the field described last holds.
    pub fn holds(&mut self, holds: Holds) {
        if let Some(last) = self.columns.last_mut() {
            last.holds = holds;
        }
    }

    /// Says that a field is not always there.
    pub fn is_optional(&mut self, name: &str) {
        self.optional.push(name.to_owned());
    }

    /// Returns the generator of schemas.
    pub fn generator(&mut self) -> &mut SchemaGenerator {
        self.generator
    }
}

/// Returns the type of a cell by its schema. `definitions` are those of other schemas, by their names.
fn cell_type(schema: &Value, definitions: &Map<String, Value>) -> CellType {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return definitions.get(name).map_or(CellType::Json, |schema| cell_type(schema, definitions));
    }
    let of = |schema: &Value| cell_type(schema, definitions);
    if let Some(choices) = ["anyOf", "oneOf"].iter().find_map(|choice| schema[choice].as_array()) {
        return one_of(choices.iter().filter(|choice| choice["type"] != "null").map(of));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(only) => vec![only],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ if schema.get("const").or(schema.get("enum")).is_some() => vec!["string"],
        _ => Vec::new(),
    };
    one_of(types.into_iter().filter(|name| *name != "null").map(|name| {
        match (name, schema["format"].as_str()) {
            ("string", Some("date-time")) => CellType::Instant,
            ("string", Some("date")) => CellType::Day,
            ("string", _) => CellType::Text,
            ("integer", _) => CellType::Integer,
            ("number", _) => CellType::Number,
            ("boolean", _) => CellType::Flag,
            ("array", _) if of(&schema["items"]) == CellType::Text => CellType::Texts,
            _ => CellType::Json,
        }
    }))
}

/// Returns the type of a cell that can be of any of some types.
fn one_of(types: impl Iterator<Item = CellType>) -> CellType {
    let joined = types.reduce(|one, other| match (one, other) {
        (one, other) if one == other => one,
        // Only numbers of quantities are written as either.
        (CellType::Integer, CellType::Text) => CellType::Number,
        _ => CellType::Json,
    });
    // What is always null.
    joined.unwrap_or(CellType::Text)
}

/// Returns the schema of a row: every field is there, and none but those.
pub fn describe<T: Describe>(about: &str, generator: &mut SchemaGenerator) -> Schema {
    schema_of(about, T::describe, generator)
}

/// Returns the schema of a row that is described so.
pub(crate) fn schema_of(
    about: &str,
    describe: impl FnOnce(&mut Described<'_>),
    generator: &mut SchemaGenerator,
) -> Schema {
    let mut described = Described::new(generator);
    describe(&mut described);
    let Described { properties, optional, .. } = described;
    let required: Vec<&String> = properties.keys().filter(|name| !optional.contains(name)).collect();
    let schema = json!({
        "description": about.trim(),
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
    });
    Schema::try_from(schema).unwrap_or_else(|error| unreachable!("an object is a schema: {error}"))
}

/// Returns the schemas of the fields of a row that is described so, without what is said about each.
pub(crate) fn schemas_of(
    describe: impl FnOnce(&mut Described<'_>),
    generator: &mut SchemaGenerator,
) -> Vec<Schema> {
    let mut described = Described::new(generator);
    describe(&mut described);
    let schemas = described.properties.into_iter().filter_map(|(_, mut schema)| {
        if let Value::Object(keywords) = &mut schema {
            keywords.remove("description");
        }
        Schema::try_from(schema).ok()
    });
    schemas.collect()
}

/// Returns the columns of a table of rows.
pub fn columns<T: Describe>() -> Vec<Column> {
    columns_of(T::describe)
}

/// Returns the columns of a table of rows that are described so.
pub(crate) fn columns_of(describe: impl FnOnce(&mut Described<'_>)) -> Vec<Column> {
    let mut generator = SchemaGenerator::default();
    let mut described = Described::new(&mut generator);
    describe(&mut described);
    described.columns
}
