//! Rules files as a whole: the shipped ones, and what is wrong with others.

use super::date::Apart;
use super::*;

/// The rules that ship with the program.
const SHIPPED: [(&str, &str); 5] = [
    ("acled", include_str!("../../../../../events/rules/acled.toml")),
    ("ged", include_str!("../../../../../events/rules/ged.toml")),
    ("icews", include_str!("../../../../../events/rules/icews.toml")),
    ("pax", include_str!("../../../../../events/rules/pax.toml")),
    ("timelinejs", include_str!("../../../../../events/rules/timelinejs.toml")),
];

const HEAD: &str = "asof = \"import/1\"\n[edition]\nsource = \"made-up\"\ntitle = \"Made up\"\n";
const CLAIM: &str = "[[event]]\nkind = \"claim\"\nkey = \"c-{id}\"\nsays = \"{text}\"\nsources = \"paragraph \\\"{id}\\\"\"\n";

/// Returns the places and messages of what is wrong.
fn faults(text: &str) -> Vec<String> {
    let found = Rules::read(text).err().unwrap_or_default();
    found.iter().map(|fault| format!("{}:{} {}", fault.line, fault.column, fault.message)).collect()
}

#[test]
fn the_shipped_rules_can_be_read() {
    for (name, text) in SHIPPED {
        assert_eq!(faults(text), [""; 0], "{name}");
    }
}

#[test]
fn rules_name_columns_and_fields() {
    let rules = Rules::read(&format!("{HEAD}{CLAIM}")).unwrap();
    let columns: Vec<(&str, usize)> =
        rules.columns.iter().map(|column| (column.name.as_str(), column.line)).collect();
    assert_eq!(columns, [("id", 7), ("text", 8)]);
    assert_eq!(rules.events[0].fields[0].name, "says");
    assert_eq!(rules.edition.fields, [("title".to_owned(), "Made up".to_owned())]);
}

#[test]
fn what_an_event_says_stands_before_what_each_says() {
    let text = format!(
        "{HEAD}[each]\nkey = \"k-{{id}}\"\nsources = \"page 1\"\n[each.occurred]\ndate = \"{{d}}\"\nformat = \"%Y\"\n\
         [[event]]\nkind = \"claim\"\nsays = \"x\"\noccurred.apart = \"span\"\n\
         [[event]]\nkind = \"claim\"\nkey = \"other\"\nsays = \"y\"\n"
    );
    let rules = Rules::read(&text).unwrap();
    let apart = |event: &EventRule| {
        event.fields.iter().find_map(|field| match &field.value {
            Value::Date(date) => Some((date.formats.len(), date.apart)),
            _ => None,
        })
    };
    assert_eq!(apart(&rules.events[0]), Some((1, Apart::Span)));
    assert_eq!(apart(&rules.events[1]), Some((1, Apart::Refused)));
}

#[test]
fn every_fault_is_told_at_its_place() {
    let text = format!(
        "{HEAD}tilte = \"x\"\n[file]\nencodng = \"utf-8\"\nencoding = \"utf-9\"\nclean = [\"scrub\"]\n\
         [maps.sorts]\nmatch = \"fuzzy\"\n\
         [[event]]\nkind = \"claim\"\nkey = \"c-{{id\"\nsays = \"{{text|upper}}\"\nspeaker = \"{{who}}\"\n\
         occurred = {{ date = \"{{d}}\", format = \"%d/%m/%y\" }}\nquantity = {{ low = \"{{l}}\" }}\n"
    );
    assert_eq!(
        faults(&text),
        [
            "5:1 `edition` has no field `tilte`",
            "7:1 `file` has no field `encodng`",
            "8:12 `utf-9` is no encoding of the web: utf-8, windows-1252, iso-8859-2, shift_jis",
            "9:9 `clean` has trim, spaces, html, quotes, not `scrub`",
            "11:9 `match` is one of exact, prefix, fold, not `fuzzy`",
            "12:1 an event needs `sources`: where in the edition it stands, such as \"paragraph \\\"id {id}\\\"\"",
            "14:10 `{` without its `}`; a brace itself is `{{`",
            "15:9 there is no filter `upper`; there are key, lower, html, words 25, zeros 3, map NAME, first \";\", or \"text\"",
            "16:1 `claim` has no field `speaker`",
            "17:37 `%d/%m/%y` has a year of two digits, and its century would be a guess: %Y is the whole year",
            "18:12 `quantity` needs `unit`",
        ]
    );
}

#[test]
fn what_is_no_toml_and_what_is_missing_is_told() {
    assert!(faults("asof = import/1\n[edition").len() >= 2);
    let said = faults("[file]\n");
    for part in ["asof = \"import/1\"", "[edition]", "[[event]]"] {
        assert!(said.iter().any(|fault| fault.contains(part)), "{part} {said:?}");
    }
    let item = format!("{HEAD}{CLAIM}external_ids = [ {{ shceme = \"x\", id = \"{{id}}\" }} ]\n");
    assert_eq!(faults(&item), ["10:20 `external_ids` has no field `shceme`"]);
    let unknown = CLAIM.replace("\"claim\"", "\"clam\"");
    assert_eq!(
        faults(&format!("{HEAD}{unknown}")),
        ["6:8 there is no kind `clam`: `asof draft` lists the kinds"]
    );
    let fixed = format!("{HEAD}{CLAIM}attributed_to = \"a b\"\n");
    assert_eq!(faults(&fixed).len(), 1);
}

#[test]
fn a_let_names_only_what_stands_before_it() {
    let lets = "[let]\na = \"{b}\"\nb = \"{Column}\"\nc = \"{b}\"\n";
    assert_eq!(faults(&format!("{HEAD}{lets}{CLAIM}")), ["6:6 `b` comes later in [let]: put it before this"]);
}
