//! What the manual shows of other tools is what they print.

use std::path::Path;
use std::process::Command;

use asof_core::WrittenDate;

use crate::support::{Sandbox, repository};

/// The page of the manual about them.
fn page() -> String {
    std::fs::read_to_string(repository().join("crates/cli/manual/other-ledgers.md")).unwrap()
}

/// Returns the commands of the page and what is shown below each.
fn examples() -> Vec<(String, String)> {
    let page = page();
    let blocks = page.split("```shell-session\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let commands = blocks.flat_map(|(block, _)| block.split("$ ").skip(1).collect::<Vec<_>>());
    commands
        .map(|example| {
            let (command, shown) = example.split_once('\n').unwrap_or((example, ""));
            (command.to_owned(), trimmed(shown))
        })
        .collect()
}

/// Returns lines without white space at their ends.
fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Returns a folder with the record, the facts in the forms of other tools, and this program by its name.
fn folder() -> Sandbox {
    let sandbox = Sandbox::with_record();
    for entry in std::fs::read_dir(repository().join("fixtures/ledgers")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, sandbox.path(path.file_name().unwrap().to_str().unwrap())).unwrap();
    }
    std::fs::create_dir(sandbox.path("bin")).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_asof-under-test"), sandbox.path("bin/asof")).unwrap();
    sandbox
}

/// Runs a command as a shell does. What is behind `# asked at` is the hour of the day for git, which reads the clock.
fn print(folder: &Path, command: &str) -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("bash");
    shell.args(["-c", command]).current_dir(folder).env("TZ", "Europe/Istanbul").env("LC_ALL", "C.UTF-8");
    shell.env("PATH", format!("{}:{path}", folder.join("bin").display()));
    if let Some((_, hour)) = command.split_once("# asked at ") {
        let now = WrittenDate::parse_instant(&format!("2025-11-23T{hour}+03:00")).unwrap();
        shell.env("GIT_TEST_DATE_NOW", now.to_utc().timestamp().to_string());
    }
    let ran = shell.output().expect("bash");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && said.is_empty(), "{command}: {:?}: {said}", ran.status.code());
    trimmed(&String::from_utf8(ran.stdout).unwrap())
}

#[test]
#[ignore = "needs hledger, ledger, beancount, recutils, sqlite3, duckdb, jq, pandas and git"]
fn other_tools_answer_as_the_manual_shows() {
    let sandbox = folder();
    let examples = examples();
    assert!(examples.len() >= 20, "{}", examples.len());
    for (command, shown) in examples {
        assert_eq!(print(&sandbox.path(""), &command), shown, "{command}");
    }
}

#[test]
fn the_page_names_as_many_tools_as_it_asks() {
    let examples = examples();
    let tools = ["hledger", "ledger", "bean-query", "recsel", "sqlite3", "duckdb", "jq", "python3", "git"];
    for tool in tools {
        let asks = |(command, _): &&(String, String)| command.starts_with(&format!("{tool} "));
        assert!(examples.iter().any(|example| asks(&example)), "{tool}");
    }
    assert!(page().starts_with("# How other ledgers answer: nine tools, three ways\n"));
    // Where the page shows numbers, they are of one day or the other.
    let answers = |number: &str| examples.iter().filter(|(_, shown)| shown.contains(number)).count();
    assert_eq!((answers("390"), answers("697")), (5, 10));
}
