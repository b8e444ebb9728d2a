//! The client of the protocol's own authors asks every tool. It needs the Python package mcp; CI installs it.

use std::process::Command;

use serde_json::Value;

use crate::support::Sandbox;

/// Asks everything, and prints what it was answered as JSON.
const CLIENT: &str = include_str!("client.py");

#[test]
#[ignore = "needs the Python package mcp"]
fn the_python_client_lists_and_calls_everything() {
    let sandbox = Sandbox::with_record();
    let program = env!("CARGO_BIN_EXE_asof-under-test");
    let mut command = Command::new("python3");
    command.args(["-c", CLIENT, program, sandbox.log().to_str().unwrap()]).current_dir(sandbox.path(""));
    let ran = command.env("ASOF_NOW", "2026-11-23T10:00+00:00").output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let told: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(told["resources"], crate::support::entries_of_record() + 1);
    let tools: Vec<&String> = told["tools"].as_object().unwrap().keys().collect();
    assert_eq!(tools.len(), 13, "{tools:?}");
    for (tool, answered) in told["tools"].as_object().unwrap() {
        assert_eq!(answered["is_error"], false, "{tool}: {answered}");
    }
    // The figure of people exchanged is the one that the command prints.
    let printed = sandbox.json(&["state", "--only", "exchanges"]);
    let (read, own) = (&told["tools"]["state"]["document"]["exchanges"], &printed["exchanges"]);
    assert!(own.as_array().is_some_and(|rows| !rows.is_empty()));
    assert_eq!(read, own);
    let line = sandbox.run(&["state", "--only", "exchanges", "--format", "md"]);
    let figures: Vec<&str> = line.text().lines().filter(|line| line.contains("persons")).collect();
    assert!(!figures.is_empty());
    for figure in figures {
        assert!(told["tools"]["state"]["text"].as_str().unwrap().contains(figure), "{figure}");
    }
    assert_eq!(told["refused"]["is_error"], true);
    assert!(told["refused"]["text"].as_str().unwrap().contains("did you mean r1-prisoners"));
}
