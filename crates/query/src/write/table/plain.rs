//! What the fields of drafts are, by the published schema, and how a text becomes their value.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::contract;

/// The fields of every kind of draft.
pub(crate) struct Shapes {
    kinds: HashMap<String, HashMap<String, (Stands, Shape)>>,
}

/// Where a field stands in a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// Beside `what`.
    BesideWhat,
    /// Within the kind.
    InKind,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    /// One word: a key, a date, a word of a list.
    Token,
    Integer,
    Boolean,
    Tokens,
    /// Objects: positional fields, then names of fields each with its text.
    Items {
        positional: Vec<String>,
        fields: Vec<String>,
    },
    /// What only a table of the rules can say.
    Json,
}

/// Why a text is no value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ValueError {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Shapes {
    /// Returns those of the published schema.
    pub(crate) fn published() -> &'static Self {
        static SHAPES: OnceLock<Shapes> = OnceLock::new();
        SHAPES.get_or_init(|| {
            let schema = contract::find("draft").map_or(Value::Null, contract::Contract::strict_schema);
            Self::of(&schema)
        })
    }

    /// Returns the shape of a field of a kind, and where it stands.
    pub(crate) fn field(&self, kind: &str, field: &str) -> Option<(Stands, &Shape)> {
        self.kinds.get(kind)?.get(field).map(|(stands, shape)| (*stands, shape))
    }

    /// Returns the names of the fields of a kind.
    pub(crate) fn fields(&self, kind: &str) -> Vec<&str> {
        let mut fields: Vec<&str> =
            self.kinds.get(kind).into_iter().flatten().map(|(name, _)| &**name).collect();
        fields.sort_unstable();
        fields
    }

    /// Returns whether there is a kind of events about the world, or of the registry.
    pub(crate) fn has(&self, kind: &str) -> bool {
        self.kinds.contains_key(kind)
    }

    fn of(schema: &Value) -> Self {
        let mut kinds = HashMap::new();
        let beside: Vec<(&str, &Value)> =
            properties(schema).filter(|(name, _)| !["id", "what", "key", "process"].contains(name)).collect();
        for (family, of) in properties(resolved(schema, &schema["properties"]["what"])) {
            if ["confirmation", "denial", "discrepancy", "assertion", "correction", "retraction"]
                .contains(&family)
            {
                continue;
            }
            let of = resolved(schema, of);
            let phases: Vec<(String, &Value)> = if of.get("maxProperties").is_some() {
                properties(of)
                    .map(|(phase, of)| (format!("{family}/{phase}"), resolved(schema, of)))
                    .collect()
            } else {
                vec![(family.to_owned(), of)]
            };
            for (kind, of) in phases {
                let mut fields = HashMap::new();
                for (name, of) in &beside {
                    if family != "registered" || ["external_ids", "sources"].contains(name) {
                        fields.insert((*name).to_owned(), (Stands::BesideWhat, Shape::of(schema, of)));
                    }
                }
                for (name, of) in properties(of) {
                    fields.insert(name.to_owned(), (Stands::InKind, Shape::of(schema, of)));
                }
                kinds.insert(kind, fields);
            }
        }
        Self { kinds }
    }
}

fn properties(of: &Value) -> impl Iterator<Item = (&str, &Value)> {
    of["properties"].as_object().into_iter().flatten().map(|(name, of)| (name.as_str(), of))
}

fn resolved<'s>(schema: &'s Value, of: &'s Value) -> &'s Value {
    let name = of["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/"));
    name.map_or(of, |name| &schema["$defs"][name])
}

impl Shape {
    fn of(schema: &Value, of: &Value) -> Self {
        if of["$ref"] == "#/$defs/Text" {
            return Self::Text;
        }
        let of = resolved(schema, of);
        match of["type"].as_str() {
            Some("integer") => Self::Integer,
            Some("boolean") => Self::Boolean,
            Some("string") => Self::Token,
            Some("array") => {
                let item = resolved(schema, &of["items"]);
                match item["type"].as_str() {
                    Some("string") => Self::Tokens,
                    Some("object") => {
                        let required = item["required"].as_array().into_iter().flatten();
                        let positional = required.filter_map(Value::as_str).map(str::to_owned).collect();
                        let fields = properties(item).map(|(name, _)| name.to_owned()).collect();
                        Self::Items { positional, fields }
                    }
                    _ => Self::Json,
                }
            }
            _ if of.get("oneOf").is_some() || of.get("enum").is_some() => Self::Token,
            _ => Self::Json,
        }
    }

    /// Returns whether it is free text, taken as it is.
    pub(crate) fn is_text(&self) -> bool {
        *self == Self::Text
    }

    /// Reads the text of a field as its value; `source` stands where an item names none.
    pub(crate) fn read(&self, text: &str, source: Option<&str>) -> Result<Value, ValueError> {
        let wrong = |message: String| ValueError { span: 0..text.len(), message, hint: None };
        match self {
            Self::Text => Ok(json!(text)),
            Self::Token => match tokens(text).map_err(wrong)?.as_slice() {
                [Token::Word(word) | Token::Quoted(word)] => Ok(json!(word)),
                _ => Err(wrong(format!("`{text}` is not one word"))),
            },
            Self::Integer => text
                .parse::<u64>()
                .map(|n| json!(n))
                .map_err(|_| wrong(format!("`{text}` is no whole number"))),
            Self::Boolean => match text {
                "true" => Ok(json!(true)),
                "false" => Ok(json!(false)),
                _ => Err(wrong(format!("`{text}` is neither true nor false"))),
            },
            Self::Tokens => {
                let items = listed(&tokens(text).map_err(wrong)?, &Token::Comma);
                let words: Option<Vec<Value>> = items
                    .iter()
                    .map(|item| match item.as_slice() {
                        [Token::Word(word) | Token::Quoted(word)] => Some(json!(word)),
                        _ => None,
                    })
                    .collect();
                words
                    .map(Value::Array)
                    .ok_or_else(|| wrong(format!("`{text}` is no list of words, as in: a, b")))
            }
            Self::Items { positional, fields } => {
                let items = listed(&tokens(text).map_err(wrong)?, &Token::Semicolon);
                let items: Result<Vec<Value>, String> =
                    items.iter().map(|item| one_item(item, positional, fields, source)).collect();
                items.map(Value::Array).map_err(wrong)
            }
            Self::Json => {
                serde_json::from_str(text).map_err(|_| wrong(format!("`{text}` is not JSON: write a table")))
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Comma,
    Semicolon,
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '"' => {
                let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
                let read = values
                    .next()
                    .and_then(Result::ok)
                    .ok_or_else(|| format!("`{rest}` has no end of its quotes"))?;
                found.push(Token::Quoted(read));
                values.byte_offset()
            }
            ',' => {
                found.push(Token::Comma);
                1
            }
            ';' => {
                found.push(Token::Semicolon);
                1
            }
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | ';'))
                    .unwrap_or(rest.len());
                found.push(Token::Word(rest[..end].to_owned()));
                end
            }
        };
        rest = rest[taken..].trim_start();
    }
    Ok(found)
}

fn listed(tokens: &[Token], mark: &Token) -> Vec<Vec<Token>> {
    tokens.split(|token| token == mark).map(<[Token]>::to_vec).collect()
}

fn one_item(
    item: &[Token],
    positional: &[String],
    fields: &[String],
    source: Option<&str>,
) -> Result<Value, String> {
    let mut object = Map::new();
    let mut rest = item.iter().peekable();
    let is_name = |token: &&&Token| matches!(token, Token::Word(word) if fields.contains(word));
    for name in positional {
        match (rest.peek(), source.filter(|_| name == "source")) {
            (next, Some(source)) if next.is_none_or(|next| is_name(&next)) => {
                object.insert(name.clone(), json!(source));
            }
            (Some(Token::Word(text) | Token::Quoted(text)), _) => {
                object.insert(name.clone(), json!(text));
                rest.next();
            }
            _ => return Err(format!("an item needs {}", positional.join(", "))),
        }
    }
    while let Some(name) = rest.next() {
        let Token::Word(name) = name else { return Err("a name of a field is expected".to_owned()) };
        let Some(Token::Word(text) | Token::Quoted(text)) = rest.next() else {
            return Err(format!("`{name}` has no value"));
        };
        object.insert(name.clone(), json!(text));
    }
    Ok(Value::Object(object))
}
