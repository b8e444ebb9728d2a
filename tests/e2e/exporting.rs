//! `asof export tables`: what is written, what is refused, and that nothing stands there half.

use std::fs;

use serde_json::Value;

use crate::support::{Sandbox, assert_has, repository};

fn files(sandbox: &Sandbox, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(sandbox.path(folder)).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_folder_gets_a_file_a_table_and_says_what_each_holds() {
    let sandbox = Sandbox::with_record();
    let said = sandbox.run(&["export", "tables", "out"]);
    assert_has(said.text(), &["tables with", "rows in out; out/datapackage.json says what they hold"]);
    let package: Value =
        serde_json::from_slice(&fs::read(sandbox.path("out/datapackage.json")).unwrap()).unwrap();
    let mut described: Vec<String> = package["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["path"].as_str().unwrap().to_owned())
        .collect();
    described.push("datapackage.json".to_owned());
    described.sort();
    assert_eq!(files(&sandbox, "out"), described);
    insta::assert_snapshot!("tables", described.join("\n"));
    let promises = fs::read_to_string(sandbox.path("out/commitments.csv")).unwrap();
    insta::assert_snapshot!("columns-of-commitments", promises.lines().next().unwrap().replace(',', "\n"));
    assert_eq!(package["sources"][0]["title"], "Istanbul Negotiations (May 2025)");
}

#[test]
fn what_is_exported_is_of_the_point_asked_about() {
    let sandbox = Sandbox::with_record();
    let delivered = |args: &[&str], folder: &str| -> Vec<String> {
        sandbox.run(&[&["export", "tables", folder][..], args].concat()).text();
        let text = fs::read_to_string(sandbox.path(folder).join("commitments.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let places =
            ["key", "delivered_low"].map(|name| reader.headers().unwrap().iter().position(|of| of == name));
        let [key, low] = places.map(Option::unwrap);
        let rows = reader.records().map(Result::unwrap);
        rows.filter(|row| &row[key] == "r1-prisoners").map(|row| row[low].to_owned()).collect()
    };
    assert_eq!(delivered(&["2025-05-24"], "hindsight"), ["697"]);
    assert_eq!(delivered(&["2025-05-24", "--known", "2025-05-24"], "then"), [""]);
    assert_eq!(delivered(&["2025-05-12"], "before"), [] as [&str; 0]);
    // Of what came later, nothing is in the database either.
    sandbox.run(&["export", "tables", "then.sqlite", "2025-05-24", "--known", "2025-05-24"]).text();
    let database = rusqlite::Connection::open(sandbox.path("then.sqlite")).unwrap();
    let latest = "SELECT max(known_first_day), max(occurred_first_day) FROM slot_history";
    let latest: (String, String) =
        database.query_row(latest, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert!(latest.0.as_str() <= "2025-05-24" && latest.1.as_str() <= "2025-05-24", "{latest:?}");
}

#[test]
fn the_same_question_writes_the_same_bytes() {
    let sandbox = Sandbox::with_record();
    for folder in ["one", "two"] {
        sandbox.run(&["export", "tables", folder, "last"]).text();
    }
    for file in files(&sandbox, "one") {
        let [one, two] = ["one", "two"].map(|folder| fs::read(sandbox.path(folder).join(&file)).unwrap());
        assert!(one == two, "{file}");
    }
}

#[test]
fn only_tables_are_replaced_and_only_when_asked() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["export", "tables", "out"]).text();
    let refused = sandbox.run(&["export", "tables", "out"]);
    assert_has(refused.fails(2), &["`out` is not empty", "--force"]);
    sandbox.run(&["export", "tables", "out", "--force", "--excel"]).text();
    assert!(fs::read(sandbox.path("out/claims.csv")).unwrap().starts_with("\u{feff}".as_bytes()));
    let refused = sandbox.run(&["export", "tables", "events", "--force"]);
    assert_has(refused.fails(2), &["`events` holds other files"]);
    sandbox.run(&["export", "tables", "out.sqlite"]).text();
    assert_has(sandbox.run(&["export", "tables", "out.sqlite"]).fails(2), &["is there already", "--force"]);
    sandbox.run(&["export", "tables", "out.sqlite", "--force"]).text();
    // A log in a database is no export.
    sandbox.run(&["copy", "events/log.jsonl", "events/log.db"]).text();
    let before = fs::read(sandbox.path("events/log.db")).unwrap();
    let refused = sandbox.run(&["--log", "events/log.jsonl", "export", "tables", "events/log.db", "--force"]);
    assert_has(refused.fails(2), &["holds other things than tables that were exported"]);
    assert_eq!(fs::read(sandbox.path("events/log.db")).unwrap(), before);
    assert_eq!(files(&sandbox, ""), ["events", "out", "out.metadata.yml", "out.sqlite"]);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let sandbox = Sandbox::with_record();
    let refused = |args: &[&str]| sandbox.run(&[&["export", "tables"], args].concat()).fails(2).to_owned();
    assert_has(&refused(&["out.db", "--excel"]), &["--excel is for files in a folder"]);
    assert_has(&refused(&["out", "--format", "json"]), &["files, which have formats of their own"]);
    assert_has(&refused(&["out", "never"]), &["never"]);
    assert_eq!(files(&sandbox, ""), ["events"]);
}

#[test]
fn the_query_of_the_manual_finds_what_stood() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["export", "tables", "record.sqlite"]).text();
    let manual = fs::read_to_string(repository().join("crates/cli/manual/tables.md")).unwrap();
    let (_, rest) = manual.split_once("```sql\n").unwrap();
    let (sql, _) = rest.split_once("```").unwrap();
    let database = rusqlite::Connection::open(sandbox.path("record.sqlite")).unwrap();
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let rows: Vec<(i64, i64, String)> = rows.map(Result::unwrap).collect();
    assert_eq!(rows, [(697, 697, "exact".to_owned())]);
}
