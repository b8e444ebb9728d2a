//! The program: what it writes, and what it says where it cannot.

use std::process::{Command, Output};

use asof_bench::{Shape, write_log};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_asof-bench")).args(arguments).output().unwrap()
}

/// Returns what is said of what cannot be done.
fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn generate_writes_the_log_of_the_library() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log.jsonl");
    let output = run(&["generate", "--shape", "deliveries", "--events", "50", &file.to_string_lossy()]);
    assert!(output.status.success(), "{output:?}");
    let mut expected = Vec::new();
    write_log(&mut expected, Shape::Deliveries, 50).unwrap();
    assert_eq!(std::fs::read(file).unwrap(), expected);
}

#[test]
fn too_few_events_for_the_table_are_said_to_be_too_few() {
    let said = refused(&["table", "--events", "100"]);
    assert!(said.starts_with("asof-bench: 100 events are too few"), "{said}");
    assert!(said.contains("take --events 1000 or more"), "{said}");
}

#[test]
fn a_word_that_no_row_has_is_answered_with_the_rows() {
    let said = refused(&["table", "--only", "teapot"]);
    assert!(said.contains("no row has `teapot` in its name"), "{said}");
    assert!(said.contains("\nstate of one process, SQLite\n"), "{said}");
}

#[test]
fn a_program_that_is_not_there_is_named_with_how_to_build_it() {
    for command in ["table", "growth"] {
        let said = refused(&[command, "--asof", "/nowhere/asof"]);
        assert!(said.contains("/nowhere/asof does not exist: build it with `cargo build"), "{said}");
    }
}

#[test]
fn the_empty_program_does_nothing() {
    let output = Command::new(env!("CARGO_BIN_EXE_asof-bench-empty")).output().unwrap();
    assert!(output.status.success());
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}
