//! Every code has a page, and the example on it provokes that very code.

use std::os::unix::fs::symlink;
use std::process::Command;

use crate::support::{Sandbox, repository};

/// Returns the codes, as the program lists them.
fn codes() -> Vec<String> {
    let listed = Sandbox::empty().json(&["explain"]);
    let codes =
        listed["codes"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned());
    codes.collect()
}

/// Codes of logs in a stream: their examples need servers, and are run with those, in another form.
const OF_STREAMS: [&str; 1] = ["foreign-message"];

/// Returns the part of a page under a heading.
fn part<'p>(page: &'p str, heading: &str) -> &'p str {
    let (_, rest) =
        page.split_once(&format!("\n## {heading}\n\n")).unwrap_or_else(|| panic!("no {heading}: {page}"));
    rest.split_once("\n## ").map_or(rest, |(part, _)| part)
}

/// Runs the example of a page in an empty folder, as a reader would.
fn run_example(page: &str) -> String {
    let sandbox = Sandbox::empty();
    std::fs::create_dir(sandbox.path("bin")).unwrap();
    symlink(env!("CARGO_BIN_EXE_asof-under-test"), sandbox.path("bin/asof")).unwrap();
    let lines = part(page, "Example").lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
    let script = lines.collect::<Vec<_>>().join("\n");
    let path = format!("{}:{}", sandbox.path("bin").display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("({script}\n) 2>&1")])
        .current_dir(sandbox.path("."))
        .env_clear()
        .env("PATH", path)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_example_of_every_page_provokes_its_code() {
    let mut silent = String::new();
    for code in codes().into_iter().filter(|code| !OF_STREAMS.contains(&code.as_str())) {
        let page = Sandbox::empty().run(&["explain", &code]).text().to_owned();
        let said = run_example(&page);
        if !said.contains(&format!("[{code}]")) {
            silent += &format!("{page}\n{said}\n");
        }
    }
    assert!(silent.is_empty(), "{silent}");
}

#[test]
fn every_page_has_a_title_a_meaning_an_example_and_a_remedy() {
    for code in codes() {
        let page = Sandbox::empty().run(&["explain", &code]).text().to_owned();
        assert!(page.starts_with(&format!("# {code}: ")), "{page}");
        assert!(part(&page, "Remedy").trim().len() > 10, "{page}");
        assert!(page.lines().nth(2).is_some_and(|line| !line.is_empty()), "{page}");
    }
}

#[test]
fn no_page_is_left_behind_by_its_code() {
    let folder = repository().join("crates/query/src/answers/explain");
    let mut pages: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let mut codes = codes();
    pages.sort();
    codes.sort();
    assert_eq!(pages, codes);
}

#[test]
fn a_mistyped_code_is_no_page() {
    let sandbox = Sandbox::empty();
    assert!(sandbox.run(&["explain", "known-to-early"]).fails(2).contains("did you mean known-too-early"));
    assert!(sandbox.run(&["explain", "x"]).fails(2).contains("asof explain"));
}

#[test]
fn the_list_of_codes_is_for_a_person_to_review() {
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("explain", Sandbox::empty().run(&["explain"]).text());
    });
}
