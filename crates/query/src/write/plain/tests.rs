//! The laws of plain text: what is written is read again as the same draft.

use std::fs;
use std::path::{Path, PathBuf};

use asof_core::{Draft, Event};

use super::{Header, PlainWriter, plain_sample, read_block};
use crate::write::drafts::{DraftForm, read_drafts};
use crate::write::form::Forms;
use crate::write::schema::Kind;

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
        assert_eq!(read(&text), drafts, "{}", path.display());
        entries += drafts.len();
        as_json += text.split("\n\n").filter(|block| block.starts_with('{')).count();
    }
    assert!(entries > 900, "{entries}");
    assert!(as_json < entries / 100, "{as_json} of {entries} have no form but JSON");
}

/// Fills in a form as an author would.
fn filled_in(form: &str) -> String {
    let word = |word: &str| match word.split_once('|') {
        Some((first, _)) => first.to_owned(),
        None if word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase()) => "some".to_owned(),
        None => word.to_owned(),
    };
    let lines = form.replace("FILL IN", "Something").replace("KEY:", "some:");
    let lines = lines.lines().filter(|line| !line.starts_with('#'));
    let words = lines.map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" "));
    words.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_form_of_every_kind_is_refused_until_it_is_filled_in_and_then_read() {
    for Kind { name, .. } in Forms::published().kinds() {
        let form = plain_sample(&name);
        assert!(read_drafts(&form, DraftForm::Plain, &()).is_err(), "{form}");
        let filled = format!("process: talks\n\n{}", filled_in(&form));
        let read = read_drafts(&filled, DraftForm::Plain, &());
        assert_eq!(read.map(|read| read.len()).map_err(|problems| problems[0].clone()), Ok(1), "{filled}");
    }
}
