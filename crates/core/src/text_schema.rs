//! The JSON Schemas of what is written as text: the form as far as a pattern can say it, the rest in words.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::duration::Duration;
use crate::names::{Claimant, EventRef, Key, Word};
use crate::ratio::Ratio;
use crate::stamp::{Digest, EventId, Recorded};
use crate::text::{Lines, Text};
use crate::when::{DayOrInstant, Due, Known, Occurred, When};

/// Describes types that are read and written as text.
macro_rules! schema_as_text {
    ($($name:ident: $about:literal { $($keywords:tt)* })+) => {$(
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "description": $about, "type": "string", $($keywords)* })
            }
        }
    )+};
}

schema_as_text! {
    Key: "A short human name. Words that have another meaning in questions are refused: forms of dates, named days \
          (`today`, `first`), `source`, `unstated`, `all`, `demo`, words that begin with `round`, ends such as \
          `-3d`." {
        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        "examples": ["r1-prisoners"]
    }
    Word: "A word of the log's own vocabulary, in the form of a key." {
        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        "examples": ["prisoners"]
    }
    EventRef: "An event of the same process by its key, or of another as `process/key`." {
        "pattern": "^([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*$",
        "examples": ["r1-held", "ukraine-2022/initialled"]
    }
    Claimant: "Who says so: the key of a person or body, `source` for the source's own voice, `unstated` for somebody \
               whom the source does not name." {
        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        "examples": ["umerov", "source"]
    }
    When: "A date as written, which may be imprecise: a day, a month, a year, a clock time with its offset, a span \
           `a/b`, one unknown moment `[a..b]`; ends may be open (`..`). At the end `?` is inferred by the encoder, `~` \
           approximate, `%` both." {
        "minLength": 4,
        "examples": ["2025-05-16", "2025-05-16T12:30+03:00", "2025-06-02/..", "[2025-05-15..2025-05-16]?"]
    }
    Occurred: "When it happened, as written: a day, a month, a year, a clock time with its offset, a span `a/b` with \
               both ends, one unknown moment `[a..b]`. At the end `?` is inferred by the encoder, `~` approximate, `%` \
               both." {
        "minLength": 4,
        "examples": ["2025-05-16", "2025-05-23/2025-05-25", "[..2025-05-22]?"]
    }
    Known: "When the public could know of it, as written: a day, a month, a year, a clock time with its offset, one \
            unknown moment `[a..b]`; never a span. At the end `?` is inferred by the encoder, `~` approximate, `%` \
            both." {
        "minLength": 4,
        "examples": ["2025-05-16", "[2025-05-15T00:00+03:00..2025-05-15T12:00+03:00]", "2025-05-22?"]
    }
    DayOrInstant: "A day, or a clock time with its offset, at whose end the state is read." {
        "minLength": 10,
        "examples": ["2025-05-24", "2025-05-15T12:00+03:00"]
    }
    Due: "By when, as written: any date, open spans included." {
        "minLength": 4,
        "examples": ["../2025-08-31", "2025-06-02/.."]
    }
    Duration: "How long, in ISO 8601 with weeks, days, hours and minutes, or a range `[a..b]`; `~` at the end is \
               approximate." {
        "pattern": "^(\\[P[0-9WDTHM]+\\.\\.P[0-9WDTHM]+\\]|P[0-9WDTHM]+)~?$",
        "examples": ["PT1H45M~", "[P2D..P3D]"]
    }
    Ratio: "A ratio of two whole numbers above zero." {
        "pattern": "^[1-9][0-9]*:[1-9][0-9]*$",
        "examples": ["30:1"]
    }
    Text: "Text of one line, not empty, without control characters; in a new entry, also without invisible \
        characters." {
        "minLength": 1,
        "pattern": "^[^\\x00-\\x1f\\x7f]+$"
    }
    Lines: "Lines of a source, counted from 1: one, a range or several, both ends included." {
        "pattern": "^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$",
        "examples": ["148", "12,118-121"]
    }
    EventId: "A UUID in lower case; if an entry has none, the log creates one (version 7) when it accepts the entry." {
        "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
    }
    Recorded: "When the log accepted it: UTC, to the microsecond." {
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$",
        "examples": ["2026-01-31T08:00:00.000000Z"]
    }
    Digest: "A SHA-256 digest in hexadecimal, lower case." {
        "pattern": "^[0-9a-f]{64}$"
    }
}
