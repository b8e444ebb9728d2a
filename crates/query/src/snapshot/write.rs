//! A snapshot as text: a header, then a block a slot.

use std::fmt::Write;

use asof_core::{Digest, Inferred, Zone};
use asof_store::sha256;
use serde_json::Value;

use super::Snapshot;
use super::slots::Slots;

/// How the first line of a snapshot begins; the number of its format follows.
pub(super) const TITLE: &str = "asof snapshot ";

/// The format that is written, and the only one that is read.
pub(super) const FORMAT: &str = "1";

/// The longest list that is written on one line, in characters; one that holds objects never is.
const ONE_LINE: usize = 100;

impl Snapshot {
    /// Returns the snapshot as text, with its instants as clocks in the zone show them.
    pub fn to_text(&self, zone: Zone) -> String {
        let body = body(&self.slots);
        let question = &self.question;
        let mut text = format!("{TITLE}{FORMAT}\n");
        let mut line = |name: &str, value: &str| {
            // Writing to a String does not fail.
            _ = writeln!(text, "{name}: {value}");
        };
        line("at", &question.at);
        if let Some(known) = &question.known {
            line("known", known);
        }
        match question.inferred {
            Inferred::Include => {}
            Inferred::Exclude => line("stated", "yes"),
        }
        line("process", question.process.as_str());
        line("cut", &self.sentence);
        line("counted", &self.counted);
        line("token", &self.token.to_text(zone));
        line("head", &self.head().to_string());
        line("root", &self.root.to_string());
        line("body", &digest(&body).to_string());
        text.push_str(&body);
        text
    }
}

/// Returns the digest by which a reader tells whether a body stands as it was written.
pub(super) fn digest(body: &str) -> Digest {
    sha256(body.trim().as_bytes())
}

/// Returns the blocks of the slots, each with an empty line before it.
fn body(slots: &Slots) -> String {
    let mut text = String::new();
    for (path, slot) in slots {
        _ = writeln!(text, "\n{path}");
        for (field, value) in &slot.fields {
            write_field(&mut text, field, value);
        }
        write_field(&mut text, "events", &slot.events.iter().cloned().collect());
    }
    text
}

/// Writes a field on one line; the items of a list that is long or holds objects go below it, one a line.
fn write_field(text: &mut String, field: &str, value: &Value) {
    let line = format!("  {field}: {value}");
    match value {
        Value::Array(items) if is_spread(items, &line) => {
            _ = writeln!(text, "  {field}:");
            items.iter().for_each(|item| _ = writeln!(text, "    {item}"));
        }
        _ => _ = writeln!(text, "{line}"),
    }
}

fn is_spread(items: &[Value], line: &str) -> bool {
    !items.is_empty() && (items.iter().any(Value::is_object) || line.chars().count() > ONE_LINE)
}
