//! The name of a slot: its collection and segments, such as `commitments/r1-prisoners`.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use smol_str::{SmolStr, SmolStrBuilder};

/// Declares the collections: the name of each, as in paths and JSON, and what is in it.
macro_rules! declare {
    ($($collection:ident = $name:literal, $about:literal => $variant:ident($value:ty),
        leading $leading:literal, succession $succession:literal, sides $sides:literal;)+) => {
        /// The collections of slots, in the order in which a state lists them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Collection {
            $(#[doc = $about] $collection,)+
        }

        impl Collection {
            /// Every collection, in the order in which a state lists them.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$collection),+];

            /// Returns the collection's name, as in paths and JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$collection => $name,)+
                }
            }

            /// Returns the field that says most of a row.
            pub fn leading(self) -> &'static str {
                match self {
                    $(Self::$collection => $leading,)+
                }
            }

            /// Returns whether in a slot of the collection a later event takes the place of an earlier one.
            pub fn is_succession(self) -> bool {
                match self {
                    $(Self::$collection => $succession,)+
                }
            }

            /// Returns whether whose side somebody speaks on can decide what a slot of the collection says.
            pub(crate) fn asks_for_sides(self) -> bool {
                match self {
                    $(Self::$collection => $sides,)+
                }
            }

            /// Says what is in it.
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$collection => $about,)+
                }
            }
        }
    };
}

crate::state::collections!(declare);

impl Collection {
    /// Returns the collection with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.name() == name)
    }

    /// Returns whether the collection lists the registry, which belongs to the log and not to a process.
    pub fn is_registry(self) -> bool {
        matches!(self, Self::People | Self::Bodies | Self::Places)
    }
}

/// The name of a slot within a process: stable, readable, its segments are keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    collection: Collection,
    /// The segments, each behind a [`BEFORE`]: paths compare by this text as by their segments.
    segments: SmolStr,
}

/// What stands before each segment: less than whatever is in one.
const BEFORE: char = '\0';

impl Path {
    /// Returns the path of the slot in this collection with these segments.
    pub fn new<S: AsRef<str>>(collection: Collection, segments: impl IntoIterator<Item = S>) -> Self {
        let mut text = SmolStrBuilder::new();
        for segment in segments {
            text.push(BEFORE);
            text.push_str(segment.as_ref());
        }
        Self { collection, segments: text.finish() }
    }

    /// Returns the path that is written so, whether or not a state has it; `None` if no collection begins it.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split('/');
        let collection = words.next().and_then(Collection::from_name)?;
        Some(Self::new(collection, words))
    }

    /// Returns the collection.
    pub fn collection(&self) -> Collection {
        self.collection
    }

    /// Returns the segments after the collection.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.segments.split(BEFORE).skip(1)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.collection.name())?;
        self.segments().try_for_each(|segment| write!(f, "/{segment}"))
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Path {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Path".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}
