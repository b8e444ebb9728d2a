//! The documents' examples of jq and of Python run as shown. They need those programs; CI installs them.

use std::path::Path;
use std::process::Command;

use crate::support::{Sandbox, repository};

/// Returns the blocks of a document that are fenced as `language`.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let blocks = document.split(&fence).skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.map(|(block, _)| block.to_owned()).collect()
}

/// The page of the manual about other tools.
fn page() -> String {
    std::fs::read_to_string(repository().join("crates/cli/manual/other-tools.md")).unwrap()
}

/// Returns a folder with the record and, in `bin`, the program under its name.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_record();
    std::fs::create_dir(sandbox.path("bin")).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_asof-under-test"));
    std::fs::copy(program, sandbox.path("bin/asof")).unwrap();
    sandbox
}

/// Runs a program in the sandbox, with `asof` on its path, and returns what it printed.
fn run(sandbox: &Sandbox, program: &str, args: &[&str]) -> String {
    let mut path = sandbox.path("bin").into_os_string();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let mut command = Command::new(program);
    let ran = command.args(args).current_dir(sandbox.path("")).env("PATH", path).output();
    let ran = ran.unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(ran.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    // Tables of pandas fill lines up with spaces.
    let printed = String::from_utf8(ran.stdout).unwrap();
    printed.lines().map(|line| format!("{}\n", line.trim_end_matches(' '))).collect()
}

/// Returns the command of an example, which may go on in indented lines, and what it prints.
fn example(block: &str) -> (String, String) {
    let lines: Vec<&str> = block.strip_prefix("$ ").unwrap().lines().collect();
    let end = 1 + lines[1..].iter().take_while(|line| line.starts_with("    ")).count();
    let printed = lines[end..].iter().map(|line| format!("{line}\n")).collect();
    (lines[..end].join("\n"), printed)
}

#[test]
#[ignore = "needs jq"]
fn the_examples_of_jq_print_what_the_manual_shows() {
    let sandbox = sandbox();
    let blocks = blocks(&page(), "shell-session");
    assert!(blocks.len() >= 3 && blocks.iter().all(|block| block.contains("| jq ")), "{blocks:?}");
    for (command, printed) in blocks.iter().map(|block| example(block)) {
        assert_eq!(run(&sandbox, "sh", &["-c", &command]), printed, "{command}");
    }
}

#[test]
#[ignore = "needs python with pandas"]
fn the_example_of_pandas_prints_what_the_manual_shows() {
    let page = page();
    let ([script], [printed]) = (&blocks(&page, "python")[..], &blocks(&page, "text")[..]) else {
        panic!("one script and what it prints: {page}");
    };
    assert!(script.contains("json_normalize"));
    assert_eq!(run(&sandbox(), "python3", &["-c", script]), *printed);
}

#[test]
#[ignore = "needs python3"]
fn the_script_that_does_without_asof_agrees_with_it_and_stops_at_a_change() {
    let readme = std::fs::read_to_string(repository().join("events/README.md")).unwrap();
    let scripts = blocks(&readme, "python");
    let [script] = &scripts[..] else { panic!("one script: {scripts:?}") };
    assert_eq!(script.lines().count(), 10);
    let sandbox = sandbox();
    let verify = |log: &str| {
        let mut command = Command::new("python3");
        let ran = command.args(["-c", script, log]).current_dir(sandbox.path("")).output().unwrap();
        (ran.status.code(), String::from_utf8(ran.stdout).unwrap() + &String::from_utf8(ran.stderr).unwrap())
    };
    let replay = sandbox.json(&["replay"]);
    let (content, receipt) = (replay["content_root"].as_str().unwrap(), sandbox.run(&["receipt"]));
    let said = format!("content root  {content}\nreceipt       {}", receipt.text());
    assert_eq!(verify("events/log.jsonl"), (Some(0), said));
    let log = std::fs::read_to_string(sandbox.log()).unwrap();
    let at = log.lines().take(199).map(|line| line.len() + 1).sum::<usize>();
    let changed = log[..at].to_owned() + &log[at..].replacen("\"key\":\"", "\"key\":\"x", 1);
    sandbox.file("changed.jsonl", &changed);
    let (code, said) = verify("changed.jsonl");
    assert!(code == Some(1) && said.starts_with("event 200: the line makes "), "{said}");
}
