//! The names beside the keys of what a snapshot keeps, which are those that its row has.

use asof_projector::{Collection, Naming};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// How the rows of a collection are described.
pub(super) struct RowSchema {
    row: Value,
    definitions: Map<String, Value>,
}

impl RowSchema {
    pub(super) fn of(collection: Collection) -> Self {
        let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let row = collection.row_schema(&mut generator).to_value();
        Self { row, definitions: generator.take_definitions(false) }
    }

    /// Returns fields of a row with the name to show behind each registered key, at every depth.
    pub(super) fn with_names(&self, fields: Map<String, Value>, names: &dyn Naming) -> Map<String, Value> {
        self.named_fields(&self.row, fields, names)
    }

    fn named_fields(
        &self,
        described: &Value,
        fields: Map<String, Value>,
        names: &dyn Naming,
    ) -> Map<String, Value> {
        let properties = &self.resolved(described)["properties"];
        let mut named = Map::with_capacity(fields.len());
        for (field, value) in fields {
            let name_field = format!("{field}_name");
            let name = match &value {
                Value::String(key) => Some(names.name(key).into()),
                Value::Null => Some(Value::Null),
                _ => None,
            };
            let name = name.filter(|_| properties.get(&name_field).is_some());
            let value = self.named(&properties[&field], value, names);
            named.insert(field, value);
            named.extend(name.map(|name| (name_field, name)));
        }
        named
    }

    fn named(&self, described: &Value, value: Value, names: &dyn Naming) -> Value {
        match value {
            Value::Array(items) => {
                let described = &self.resolved(described)["items"];
                items.into_iter().map(|item| self.named(described, item, names)).collect()
            }
            Value::Object(fields) => Value::Object(self.named_fields(described, fields, names)),
            plain => plain,
        }
    }

    /// Returns what a schema that only points elsewhere, perhaps beside null, points to.
    fn resolved<'s>(&'s self, described: &'s Value) -> &'s Value {
        let to = |schema: &Value| schema["$ref"].as_str()?.strip_prefix("#/$defs/").map(str::to_owned);
        let alternatives = described["anyOf"].as_array().into_iter().flatten();
        let mut pointing = std::iter::once(described).chain(alternatives);
        let pointed_to = pointing.find_map(to).and_then(|name| self.definitions.get(&name));
        pointed_to.unwrap_or(described)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Capitals;

    impl Naming for Capitals {
        fn name<'a>(&'a self, key: &'a str) -> &'a str {
            if key == "russia" { "Russia" } else { key }
        }
    }

    #[test]
    fn names_stand_where_the_row_has_them() {
        let kept = json!({
            "party": "russia", "key": "russia", "head": null, "members": [{ "person": "russia", "role": "russia" }],
        });
        let Value::Object(kept) = kept else { unreachable!() };
        let named = RowSchema::of(Collection::Delegations).with_names(kept, &Capitals);
        let expected = json!({
            "party": "russia", "party_name": "Russia", "key": "russia", "head": null, "head_name": null,
            "members": [{ "person": "russia", "person_name": "Russia", "role": "russia" }],
        });
        assert_eq!(Value::Object(named), expected);
    }
}
