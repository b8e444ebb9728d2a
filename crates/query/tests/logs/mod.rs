//! The logs of the repository, for laws that hold of each.

use std::path::Path as File;

use asof_core::Draft;
use asof_query::Log;
use asof_store::{Access, MemoryLog};

/// The negotiation of which the cases tell.
pub(crate) const TALKS: &str = r#"{"key":"talks","what":{"registered":{"process":{"title":"Talks","zone":"Etc/UTC","parties":["a","b"]}}}}
{"key":"a","what":{"registered":{"body":{"names":[{"name":"Ay"}]}}}}
{"key":"b","what":{"registered":{"body":{"names":[{"name":"Bee"}]}}}}
"#;

/// Returns the logs that are walked, each with its name.
pub(crate) fn logs() -> Vec<(String, Log)> {
    let folder = File::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
    let mut logs = Vec::new();
    for file in ["events/istanbul.jsonl", "fixtures/logs/river-and-harbour.jsonl"] {
        logs.push((file.to_owned(), read(&text(file))));
    }
    for file in ["cinder-pass", "harrow-strait"] {
        logs.push((file.to_owned(), drafted(&text(&format!("fixtures/logs/{file}.drafts.jsonl")))));
    }
    let registry = text("fixtures/cases/registry.jsonl");
    let cases = std::fs::read_dir(folder.join("fixtures/cases")).unwrap();
    let cases = cases.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    for file in cases.filter(|file| file.ends_with(".drafts.jsonl")) {
        let drafts = text(&format!("fixtures/cases/{file}"));
        logs.push((file, drafted(&format!("{TALKS}{registry}\n{drafts}"))));
    }
    logs
}

pub(crate) fn read(text: &str) -> Log {
    Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap()
}

/// Returns a log of drafts, one a line.
pub(crate) fn drafted(drafts: &str) -> Log {
    let drafts = drafts.lines().filter(|line| !line.is_empty());
    let drafts: Vec<Draft> = drafts.map(|line| Draft::from_json(line).unwrap()).collect();
    Log::new(MemoryLog::with_drafts(read("").contents(), &drafts).unwrap())
}
