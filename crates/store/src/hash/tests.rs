use proptest::prelude::*;
use serde_json::json;

use super::*;

// Two events chained by Python: json.dumps(separators=(",", ":"), ensure_ascii=False) of the object with its
// keys sorted by UTF-16 code units, hashed by hashlib.sha256. jq -cS and sha256sum give the same.
const LINES: &str = include_str!("../../tests/vectors.jsonl");
const CONTENT: [&str; 2] = [
    "f63d0787060949730c6bc806914aa99414f08f1c41b94cfabd8d1e2dfd666bc6",
    "a4fb463b9dfca03b5f756dbdaaf634b60932d30fdd8e442dd523834853d538d8",
];
const CONTENT_WITHOUT_ID: [&str; 2] = [
    "26ba3a97caadb9d0bcf26a9c837b1d9d72aeeab844ae84dc06b7c76876e07a12",
    "3545734a1093a6b0e760a3421320a0135d1dc608f1e86ca184109b67aead52c8",
];
const CONTENT_ROOT: [&str; 2] = [
    "3c20a6a24628c0ef762861b8fabd93a2789e7f596392bf0e281991f654d3321e",
    "5e8b7790ff931fda63a7015c7ad2eb4fec57140e2770ac3ce8b391fc1764dab0",
];
const LOG_ROOT: [&str; 2] = [
    "93465b57049d9bcd78e58c9a048e52ddb6260cb61a6463fb32e565062d727f70",
    "fcf8cc7b40a1d1c6769c97f8c29a4ab378774c4e86e6d07327b519ea2b2f7311",
];

#[test]
fn hashes_and_roots_are_those_of_python() {
    let recorded: Recorded = "2026-11-23T10:00:00.000000Z".parse().unwrap();
    let (mut content_root, mut log_root) = (None, None);
    for (index, line) in LINES.lines().enumerate() {
        let content = content_hash(line).unwrap();
        assert_eq!(content.to_string(), CONTENT[index]);
        assert_eq!(content_hash_without_id(line).unwrap().to_string(), CONTENT_WITHOUT_ID[index]);
        content_root = Some(next_content_root(content_root, content));
        log_root = Some(next_log_root(log_root, index as u64 + 1, recorded, 2, content));
        assert_eq!(content_root.unwrap().to_string(), CONTENT_ROOT[index]);
        assert_eq!(log_root.unwrap().to_string(), LOG_ROOT[index]);
    }
}

#[test]
fn of_a_field_that_is_written_twice_the_last_is_hashed() {
    let hash = |line| content_hash(line).unwrap();
    assert_eq!(hash(r#"{"key":"a","b":1,"key":"c"}"#), hash(r#"{"b":1,"key":"c"}"#));
}

#[test]
fn a_draft_has_the_hash_of_its_line() {
    for (index, line) in LINES.lines().enumerate() {
        let event = asof_core::Event::from_line(line).unwrap();
        let draft = Draft { id: Some(event.id), ..event.draft };
        assert_eq!(draft_hash(&draft).unwrap().to_string(), CONTENT[index]);
        let without_id = Draft { id: None, ..draft.clone() };
        assert_eq!(draft_hash(&without_id).unwrap(), draft_hash_without_id(&draft).unwrap());
        assert_eq!(draft_hash_without_id(&draft).unwrap().to_string(), CONTENT_WITHOUT_ID[index]);
    }
}

#[test]
fn a_null_is_hashed_where_an_assertion_says_that_nothing_is_stated_and_nowhere_else() {
    // Hashed by Python as above.
    let line = r#"{"key":"guard","process":"p","what":{"assertion":{"at":"2025-05-25","equals":{"due":null,"items":[{"a":null}]},"path":"commitments/a"}}}"#;
    let hash = "95a4da6784d9b784e8b4aa08c62f50b4f113662216261afcea8ec466dbe57113";
    assert_eq!(content_hash(line).unwrap().to_string(), hash);
    for (elsewhere, at) in [
        (line.replace(r#""2025-05-25""#, "null"), "what.assertion.at"),
        (line.replace("assertion", "discrepancy"), "what.discrepancy.equals.due"),
        (line.replace(r#""what":{"#, r#""with":{"#), "with.assertion.equals.due"),
        (r#"{"equals":null}"#.to_owned(), "equals"),
        (r#"{"what":[{"assertion":{"equals":null}}]}"#.to_owned(), "what.0.assertion.equals"),
    ] {
        assert_eq!(content_hash(&elsewhere), Err(CanonicalError::Null { path: at.to_owned() }));
    }
}

#[test]
fn keys_are_in_the_order_of_their_utf_16_units() {
    // The dove (a surrogate pair) comes before U+E000, though its code point is greater.
    let value = json!({
        "🕊": 1, "\u{e000}": 2, "é": 3, "a": 4, "B": 5,
        "aa": {"z": true, "y": [-5, 0, 9_007_199_254_740_991_u64, false]}, "": "q\"\\/ ",
    });
    let expected = "{\"\":\"q\\\"\\\\/ \",\"B\":5,\"a\":4,\"aa\":{\"y\":[-5,0,9007199254740991,false],\"z\":true},\
                    \"é\":3,\"🕊\":1,\"\u{e000}\":2}";
    let bytes = canonical_bytes(&value).unwrap();
    assert_eq!(str::from_utf8(&bytes).unwrap(), expected);
    let digest = "54556f946d3e797a79548a5f0c0a62fb955b0dfca1b0f22b1a259e582c31c05c";
    assert_eq!(sha256(&bytes).to_string(), digest);
}

#[test]
fn what_tools_would_write_in_different_ways_is_refused_with_its_place() {
    let refused = [
        (json!({"a": [1, {"b": null}]}), "`a.1.b` is null: leave out a field without a value"),
        (json!({"n": 9_007_199_254_740_992_u64}), "`n` is 9007199254740992: "),
        (json!({"n": -9_007_199_254_740_992_i64}), "`n` is -9007199254740992: "),
        (json!({"n": 1.0}), "`n` is 1.0: "),
        (json!({"t": "a\u{1f}"}), "`t` has the control character U+001F"),
        (json!({"t": "a\u{7f}"}), "`t` has the control character U+007F"),
    ];
    for (value, message) in refused {
        let error = canonical_bytes(&value).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
    assert!(canonical_bytes(&json!({"a\u{0}": 1})).is_err());
    assert_eq!(content_hash("[1]"), Err(CanonicalError::NotJson));
    assert!(canonical_bytes(&json!([9_007_199_254_740_991_u64, -9_007_199_254_740_991_i64])).is_ok());
}

fn value() -> impl Strategy<Value = Value> {
    let text = "[^\u{0}-\u{1f}\u{7f}]{0,6}";
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((text, inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn canonical_bytes_are_those_of_another_implementation(value in value()) {
        prop_assert_eq!(canonical_bytes(&value).unwrap(), serde_json_canonicalizer::to_vec(&value).unwrap());
    }
}
