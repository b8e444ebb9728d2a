//! The laws of plain text: what is written is read again as the same draft.

use std::fs;
use std::path::{Path, PathBuf};

use asof_core::{Draft, Event};

use super::{Header, PlainWriter, read_block};

/// Returns the drafts of a log or of a file of drafts, those that are sound.
fn drafts(path: &Path) -> Vec<Draft> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let read = |line: &str| match Event::from_line(line) {
        Ok(event) => Some(Draft { id: Some(event.id), ..event.draft }),
        Err(_) => Draft::from_json(line).ok(),
    };
    text.lines().filter_map(read).collect()
}

/// Returns all files of JSON Lines in a folder of the repository and those within it.
fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "jsonl") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Reads a text block by block.
fn read(text: &str) -> Vec<Draft> {
    let mut header = Header::default();
    let mut drafts = Vec::new();
    for block in text.split("\n\n").map(str::trim_end).filter(|block| !block.is_empty()) {
        if block.starts_with('{') {
            drafts.push(Draft::from_json(block).unwrap());
        } else if let Some(entry) =
            read_block(block, &mut header, || None).unwrap_or_else(|error| panic!("{error:?}\n{block}"))
        {
            drafts.push(
                Draft::from_json(&entry.json)
                    .unwrap_or_else(|error| panic!("{error}\n{block}\n{}", entry.json)),
            );
        }
    }
    drafts
}

#[test]
fn every_entry_of_every_log_is_the_same_in_plain_text() {
    let (mut entries, mut as_json) = (0, 0);
    for path in files("events").into_iter().chain(files("fixtures")) {
        let drafts = drafts(&path);
        let mut writer = PlainWriter::default();
        let text: String = drafts.iter().map(|draft| writer.write(draft)).collect();
        if std::env::var_os("SHOW").is_some() {
            fs::write(format!("/tmp/plain/{}.asof", path.file_stem().unwrap().display()), &text).unwrap();
            let json: usize = drafts
                .iter()
                .map(|draft| Draft { id: None, ..draft.clone() }.to_json().chars().count() + 1)
                .sum();
            eprintln!(
                "{} {} json {} plain {}",
                path.display(),
                drafts.len(),
                json / drafts.len().max(1),
                text.chars().count() / drafts.len().max(1)
            );
        }
        assert_eq!(read(&text), drafts, "{}", path.display());
        entries += drafts.len();
        as_json += text.split("\n\n").filter(|block| block.starts_with('{')).count();
    }
    assert!(entries > 900, "{entries}");
    assert!(as_json < entries / 100, "{as_json} of {entries} have no form but JSON");
}
