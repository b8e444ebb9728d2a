//! The names beside the keys of what a snapshot keeps, which are those that its row has.

use asof_projector::{Collection, Naming};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// Returns fields of a row of a collection with the name to show behind each registered key, at every depth.
pub(super) fn with_names(
    collection: Collection,
    fields: Map<String, Value>,
    names: &dyn Naming,
) -> Map<String, Value> {
    let inline =
        SchemaSettings::draft2020_12().for_serialize().with(|settings| settings.inline_subschemas = true);
    named_fields(collection.row_schema(&mut inline.into_generator()).as_value(), fields, names)
}

fn named_fields(described: &Value, fields: Map<String, Value>, names: &dyn Naming) -> Map<String, Value> {
    let properties = &described["properties"];
    let named = fields.into_iter().flat_map(|(field, value)| {
        let name_field = format!("{field}_name");
        let key = value.as_str().filter(|_| properties.get(&name_field).is_some());
        let name = key.map(|key| (name_field, names.name(key).into()));
        std::iter::once((field.clone(), named(&properties[&field], value, names))).chain(name)
    });
    named.collect()
}

fn named(described: &Value, value: Value, names: &dyn Naming) -> Value {
    // What may be null is described beside it.
    let described = described["anyOf"].get(0).unwrap_or(described);
    match value {
        Value::Array(items) => {
            items.into_iter().map(|item| named(&described["items"], item, names)).collect()
        }
        Value::Object(fields) => Value::Object(named_fields(described, fields, names)),
        plain => plain,
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
            "party": "russia", "key": "russia", "members": [{ "person": "russia", "role": "russia" }],
        });
        let Value::Object(kept) = kept else { unreachable!() };
        let named = with_names(Collection::Delegations, kept, &Capitals);
        let expected = json!({
            "party": "russia", "party_name": "Russia", "key": "russia",
            "members": [{ "person": "russia", "person_name": "Russia", "role": "russia" }],
        });
        assert_eq!(Value::Object(named), expected);
    }
}
