//! Reads an entry once more, slowly, to say exactly where and why it cannot be read.
//!
//! Lines are read by serde_json, which is fast and says little of what is wrong. This reader of the same types
//! knows where each value stands and what the types expected there.

use std::ops::Range;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::fault::{Expecting, Fault, Misfit, Step};
use crate::as_text::Form;
use crate::json::{EntryOf, Node, Sort};

/// A value to be read, with how it was reached.
#[derive(Clone)]
pub(super) struct Walk<'a> {
    node: Node<'a>,
    path: Vec<Step>,
    /// Where the name of the field that holds it stands.
    key: Option<Range<usize>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(node: Node<'a>) -> Self {
        Self { node, path: Vec::new(), key: None }
    }

    fn within(&self, step: Step, node: Node<'a>, key: Option<Range<usize>>) -> Self {
        let path = self.path.iter().cloned().chain([step]).collect();
        Self { node, path, key }
    }

    fn field(&self, entry: &EntryOf<'a>) -> Self {
        self.within(Step::Field(entry.name.clone()), entry.value, Some(entry.key.clone()))
    }

    fn kind(&self, entry: &EntryOf<'a>) -> Self {
        self.within(Step::Kind(entry.name.clone()), entry.value, Some(entry.key.clone()))
    }

    fn fault(&self, what: Misfit) -> Fault {
        self.place(Fault::new(what))
    }

    fn place(&self, fault: Fault) -> Fault {
        fault.at(&self.path, Some(self.node.span())).finding(&self.node)
    }

    /// Places what is wrong with an object: what it repeats where that stands again, what it lacks at the name
    /// of the field that holds the object.
    fn place_of_object(&self, fault: Fault) -> Fault {
        let again = match &*fault.what {
            Misfit::RepeatedField(field) => self
                .node
                .entries()
                .into_iter()
                .filter(|entry| entry.name == *field)
                .nth(1)
                .map(|entry| entry.key),
            _ => None,
        };
        fault.at(&self.path, again.or_else(|| self.key.clone()))
    }

    fn wrong_type(&self, expected: Expecting) -> Fault {
        self.fault(Misfit::WrongType { expected })
    }

    /// Says that an object holds no key, or several, where it holds one: at the second, else where it is named.
    fn not_one(&self, entries: Vec<EntryOf<'_>>, words: &'static [&'static str]) -> Fault {
        let span = entries.get(1).map(|second| second.key.clone()).or_else(|| self.key.clone());
        let found = entries.into_iter().map(|entry| entry.name).collect();
        Fault::new(Misfit::NotOne { found, words }).at(&self.path, span)
    }

    /// Reads a whole number that is not negative.
    fn count<V: Visitor<'a>>(&self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.sort() != Sort::Number {
            return Err(self.wrong_type(Expecting::Number));
        }
        match self.node.written().parse() {
            Ok(number) => visitor.visit_u64(number).map_err(|fault| self.place(fault)),
            Err(_) => Err(self.fault(Misfit::Number { at_least: "0" })),
        }
    }
}

fn name(visitor: &impl Expected) -> String {
    let expected: &dyn Expected = visitor;
    expected.to_string()
}

impl<'de> Deserializer<'de> for Walk<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let place = self.clone();
        let read = match self.node.sort() {
            Sort::Null => visitor.visit_unit(),
            Sort::Bool => visitor.visit_bool(self.node.written() == "true"),
            Sort::Text => self.deserialize_str(visitor),
            Sort::List => self.deserialize_seq(visitor),
            Sort::Object => self.deserialize_map(visitor),
            Sort::Number => match serde_json::from_str::<serde_json::Number>(self.node.written()) {
                Ok(number) if number.is_u64() => visitor.visit_u64(number.as_u64().unwrap_or_default()),
                Ok(number) if number.is_i64() => visitor.visit_i64(number.as_i64().unwrap_or_default()),
                Ok(number) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
                Err(_) => return Err(place.fault(Misfit::Number { at_least: "0" })),
            },
        };
        read.map_err(|fault| place.place(fault))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.sort() != Sort::Object {
            return Err(self.wrong_type(Expecting::named(&name(&visitor))));
        }
        let entries = Entries { walk: &self, entries: self.node.entries().into_iter(), value: None };
        visitor.visit_map(entries).map_err(|fault| self.place_of_object(fault))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node.as_text() {
            Some(text) => visitor.visit_str(&text).map_err(|fault| self.place(fault)),
            None if self.node.sort() == Sort::Text => {
                let message = "a \\u escape is not a valid character".to_owned();
                Err(self.fault(Misfit::NotOfForm { form: Form::Text, message }))
            }
            None => Err(self.wrong_type(Expecting::named(&name(&visitor)))),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node.written() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(self.wrong_type(Expecting::Bool)),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.count(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.count(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node.sort() {
            Sort::Null => visitor.visit_none(),
            Sort::Bool | Sort::Number | Sort::Text | Sort::List | Sort::Object => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.sort() != Sort::List {
            return Err(self.wrong_type(Expecting::List));
        }
        let items = self.node.items().into_iter().enumerate();
        let items = Items { walk: &self, items: items.collect::<Vec<_>>().into_iter() };
        visitor.visit_seq(items).map_err(|fault| self.place(fault))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.node.sort() != Sort::Object {
            return Err(self.wrong_type(Expecting::Fields(fields)));
        }
        let entries = Entries { walk: &self, entries: self.node.entries().into_iter(), value: None };
        visitor.visit_map(entries).map_err(|fault| self.place_of_object(fault))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let variant = match self.node.sort() {
            Sort::Text => Variant { walk: &self, words, word: self.node.as_text(), held: None },
            Sort::Object => {
                let entries = self.node.entries();
                let [entry] = &entries[..] else { return Err(self.not_one(entries, words)) };
                Variant {
                    walk: &self,
                    words,
                    word: Some(entry.name.clone().into()),
                    held: Some(self.kind(entry)),
                }
            }
            Sort::Null | Sort::Bool | Sort::Number | Sort::List => {
                let holds_kind = matches!(self.path.last(), Some(Step::Kind(_)))
                    || self.path.last() == Some(&Step::Field("what".to_owned()));
                let expected = if holds_kind { Expecting::Kind(words) } else { Expecting::Word(words) };
                return Err(self.wrong_type(expected));
            }
        };
        visitor.visit_enum(variant).map_err(|fault| self.place(fault))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

struct Items<'w, 'a> {
    walk: &'w Walk<'a>,
    items: std::vec::IntoIter<(usize, Node<'a>)>,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some((number, node)) = self.items.next() else { return Ok(None) };
        let walk = self.walk.within(Step::Item(number), node, None);
        let read = seed.deserialize(walk.clone()).map_err(|fault| walk.place(fault))?;
        Ok(Some(read))
    }
}

struct Entries<'w, 'a> {
    walk: &'w Walk<'a>,
    entries: std::vec::IntoIter<EntryOf<'a>>,
    value: Option<Walk<'a>>,
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        self.value = Some(self.walk.field(&entry));
        let name: StrDeserializer<'_, Fault> = entry.name.as_str().into_deserializer();
        let place = |fault: Fault| fault.at(&self.walk.path, Some(entry.key.clone()));
        Ok(Some(seed.deserialize(name).map_err(place)?))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some(walk) = self.value.take() else { return Err(Fault::new(Misfit::Other(String::new()))) };
        seed.deserialize(walk.clone()).map_err(|fault| walk.place(fault))
    }
}

struct Variant<'w, 'a> {
    walk: &'w Walk<'a>,
    words: &'static [&'static str],
    word: Option<std::borrow::Cow<'a, str>>,
    /// What the word holds, if it is the key of an object.
    held: Option<Walk<'a>>,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let word: StrDeserializer<'_, Fault> = self.word.as_deref().unwrap_or_default().into_deserializer();
        let key = self.held.as_ref().and_then(|held| held.key.clone());
        let place = |fault: Fault| fault.at(&self.walk.path, key.or_else(|| Some(self.walk.node.span())));
        let read = seed.deserialize(word).map_err(place)?;
        Ok((read, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.held {
            None => Ok(()),
            Some(_) => Err(self.walk.wrong_type(Expecting::Word(self.words))),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        match self.held {
            None => Err(self.walk.wrong_type(Expecting::Kind(self.words))),
            Some(held) => seed.deserialize(held.clone()).map_err(|fault| held.place(fault)),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(self.walk.wrong_type(Expecting::Word(self.words)))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Fault> {
        Err(self.walk.wrong_type(Expecting::Word(self.words)))
    }
}
