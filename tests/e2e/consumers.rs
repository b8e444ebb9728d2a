//! What is exported is read by the programs that it is for. They need those programs; CI installs them.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::support::{Sandbox, repository};

/// Runs one of the scripts in a sandbox, and returns what it printed.
#[track_caller]
fn script(sandbox: &Sandbox, name: &str) -> String {
    let path = repository().join("tests/e2e/consumers").join(name);
    let ran =
        Command::new("python3").arg(path).current_dir(sandbox.path("")).output().expect("python3 starts");
    assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
#[ignore = "needs python with pandas, polars, DuckDB and pyarrow"]
fn data_frames_have_the_types_and_sums_of_the_record() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["export", "tables", "csv"]).text();
    sandbox.run(&["export", "tables", "parquet", "--parquet"]).text();
    sandbox.file("state.json", sandbox.run(&["state", "--format", "json"]).text());
    let said = script(&sandbox, "frames.py");
    assert!(said.contains(" tables, ") && said.contains(" columns"), "{said}");
}

#[test]
#[ignore = "needs python with frictionless"]
fn a_folder_of_tables_is_a_valid_data_package() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["export", "tables", "csv"]).text();
    script(&sandbox, "package.py");
}

#[test]
#[ignore = "needs python with Datasette"]
fn the_form_of_datasette_answers_for_a_day_as_known_on_a_day() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["export", "tables", "record.sqlite"]).text();
    let said = script(&sandbox, "form.py");
    // That of 24 May came out on the day after.
    assert_eq!(said, "2025-05-24 all 697\n2025-05-24 2025-05-25 697\n2025-05-24 2025-05-24\nall all 1000\n");
}

#[test]
#[ignore = "needs python with openpyxl"]
fn a_spreadsheet_runs_nothing_of_what_is_written_for_it() {
    let sandbox = Sandbox::with_record();
    let claim = json!({
        "process": "istanbul-2025", "key": "formula", "occurred": "2025-06-01", "known": "2025-06-01",
        "attributed_to": ["source"], "sources": [{ "source": "kure-2025", "lines": "1" }],
        "summary": "=HYPERLINK(\"http://example.org\";\"open\")",
        "what": { "claim": { "about": ["r1-held"], "says": "@SUM(1+1)" } },
    });
    sandbox.run(&["append", sandbox.file("claim.jsonl", &format!("{claim}\n"))]).text();
    sandbox.run(&["export", "tables", "plain"]).text();
    sandbox.run(&["export", "tables", "excel", "--excel"]).text();
    script(&sandbox, "spreadsheet.py");
    assert!(Path::new(&sandbox.path("excel/datapackage.json")).exists());
}
