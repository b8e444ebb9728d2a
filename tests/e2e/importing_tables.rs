//! Tables of data sets that are imported by rules.

use serde_json::{Value, json};

use crate::support::{Sandbox, column, repository};

/// The rules that ship with the program, each with the ending of its sample.
const SHIPPED: [(&str, &str); 5] =
    [("acled", "csv"), ("ged", "csv"), ("icews", "tsv"), ("pax", "csv"), ("timelinejs", "csv")];

/// Returns a folder with an empty log and the sample of some rules.
fn sandbox(name: &str, ending: &str) -> (Sandbox, String) {
    let sandbox = Sandbox::empty();
    sandbox.file("log.jsonl", "");
    let table = format!("{name}.{ending}");
    let sample = repository().join("fixtures/import").join(&table);
    std::fs::copy(sample, sandbox.path(&table)).unwrap();
    (sandbox, table)
}

fn import<'a>(table: &'a str, rules: &'a str) -> Vec<&'a str> {
    vec!["import", table, "--rules", rules, "--log", "log.jsonl"]
}

/// Returns the lines of a log without what the log added.
fn drafts(sandbox: &Sandbox) -> String {
    let log = std::fs::read_to_string(sandbox.path("log.jsonl")).unwrap();
    let lines = log.lines().map(|line| {
        let mut entry: Value = serde_json::from_str(line).unwrap();
        for field in ["seq", "recorded", "commit", "hash", "id"] {
            entry.as_object_mut().unwrap().shift_remove(field);
        }
        format!("{entry}\n")
    });
    lines.collect()
}

#[test]
fn the_shipped_rules_import_their_samples_once() {
    for (name, ending) in SHIPPED {
        let (sandbox, table) = sandbox(name, ending);
        let first = sandbox.run(&import(&table, name));
        let page = format!("{}\n{}", first.text(), drafts(&sandbox));
        insta::with_settings!({ description => format!("asof import {table} --rules {name}, and the log"), omit_expression => true }, {
            insta::assert_snapshot!(format!("import-{name}"), page);
        });
        assert_eq!(sandbox.run(&["check", "--log", "log.jsonl"]).code, 0, "{name}");
        let again = sandbox.json(&import(&table, name));
        assert_eq!(
            (&again["appended"], &again["refused"], &again["missing"]),
            (&json!(0), &json!(0), &json!(0)),
            "{name}"
        );
        assert_eq!(again["unchanged"], json!(3), "{name}");
    }
}

#[test]
fn refused_rows_are_told_and_written_and_the_rest_stands() {
    let (sandbox, table) = sandbox("pax", "csv");
    let text = std::fs::read_to_string(sandbox.path(&table)).unwrap();
    let broken =
        text.replace("2019-01-14,Multiparty", "14/1/2019,Multiparty").replace("Status unclear", "Signed");
    sandbox.file("pax.csv", &broken);
    let args = [import("pax.csv", "pax"), vec!["--refused", "refused.csv"]].concat();

    // A dry run writes nothing, and all or nothing neither.
    for option in ["--dry-run", "--all-or-nothing"] {
        let tried = sandbox.run(&[&args[..], &[option]].concat());
        assert_eq!((tried.code, drafts(&sandbox)), (1, String::new()), "{option}: {}", tried.stderr);
    }
    let told = sandbox.run(&args);
    assert_eq!(told.code, 1, "{}", told.stderr);
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("import-refused", told.stdout) });
    let document = sandbox.run(&[&args[..], &["--format", "json"]].concat()).document();
    assert_eq!(column(&document, "refused_rows", "column"), ["Dat", "Status"]);
    assert_eq!(sandbox.run(&[&args[..], &["--rejects-ok", "2"]].concat()).code, 0);

    // What was refused is mended and imported.
    let refused = std::fs::read_to_string(sandbox.path("refused.csv")).unwrap();
    assert!(refused.starts_with("asof_line,asof_column,asof_reason,Con,"), "{refused}");
    sandbox.file(
        "refused.csv",
        &refused.replace("14/1/2019", "2019-01-14").replace(",Signed,", ",Status unclear,"),
    );
    let mended = sandbox.json(&import("refused.csv", "pax"));
    assert_eq!((&mended["appended"], &mended["refused"]), (&json!(2), &json!(0)));
    assert_eq!(mended["missing"], json!(0));
}

#[test]
fn a_table_that_is_none_and_rules_that_are_faulty_are_refused_before_anything() {
    let (sandbox, table) = sandbox("pax", "csv");
    sandbox.file("rules.toml", "asof = \"import/1\"\n[edition]\nsorce = \"x\"\n[[event]]\nkind = \"clam\"\n");
    let faulty = sandbox.run(&import(&table, "rules.toml"));
    let said = faulty.fails(2);
    for fault in [
        "rules.toml:2:1: `edition` needs `source`",
        "rules.toml:3:1: `edition` has no field `sorce`",
        "rules.toml:5:8:",
    ] {
        assert!(said.contains(fault), "{fault}: {said}");
    }
    let missing = sandbox.run(&import(&table, "ged"));
    assert!(missing.fails(3).contains("`type_of_violence` (line 27 of the rules)"), "{}", missing.stderr);
    assert!(missing.stderr.contains("it has Con, Contp, PP"), "{}", missing.stderr);
    let unknown = sandbox.run(&import(&table, "ucdp"));
    assert!(unknown.fails(2).contains("no file `ucdp`"), "{}", unknown.stderr);
    sandbox.file("latin.csv", "");
    std::fs::write(sandbox.path("latin.csv"), b"Con,PP,PPName\nV\xe9yra,1,x\n").unwrap();
    assert!(sandbox.run(&import("latin.csv", "pax")).fails(3).contains("in line 2, is no UTF-8"));
    assert_eq!(drafts(&sandbox), "");
}

#[test]
fn a_negotiation_of_the_log_takes_the_events_of_a_data_set() {
    let sandbox = Sandbox::with_record();
    sandbox.file("acled.csv", include_str!("../../fixtures/import/acled.csv"));
    let done = sandbox.json(&["import", "acled.csv", "--rules", "acled", "--process", "istanbul-2025"]);
    assert_eq!(done["refused"], json!(0), "{done}");
    let log = sandbox.run(&["log", "--process", "istanbul-2025", "--oneline"]);
    assert!(log.text().contains("acled-vey103"), "{}", log.stdout);
}

#[test]
fn a_sheet_to_fill_is_printed_and_imported_without_rules() {
    let sandbox = Sandbox::empty();
    sandbox.file("log.jsonl", "");
    sandbox.file(
        "registry.asof",
        "source report: Report (invented)\n\nbody veyra: Veyra\n\nbody kestmark: Kestmark\n\n\
         registered/process ambrel: Talks (invented)\nzone: Europe/Oslo\nparties: veyra, kestmark\n",
    );
    sandbox.run(&["append", "registry.asof", "--log", "log.jsonl"]).text();
    let template = sandbox.run(&["import", "--template", "exchange"]);
    let mut lines = template.text().lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(lines.next().map(|row| row.trim_end_matches(',')), Some("exchange/carried-out"));
    let row = |cells: &[(&str, &str)]| {
        let cell = |name| cells.iter().find(|(column, _)| column == name).map_or("", |(_, cell)| cell);
        columns.iter().map(|name| format!("\"{}\"", cell(name))).collect::<Vec<_>>().join(",")
    };
    let filled = row(&[
        ("kind", "exchange/carried-out"),
        ("occurred", "2019-01-20"),
        ("attributed_to", "kestmark"),
        ("transfers", "supplies 110 load one-way from veyra; mail 3 sack"),
        ("sources", "report 12"),
        ("summary", "Kestmark counted; it said \"\"more\"\"."),
    ]);
    sandbox.file("sheet.csv", &format!("{}{filled}\n", template.text()));
    let answer = sandbox.json(&["import", "sheet.csv", "--log", "log.jsonl"]);
    assert_eq!(answer["appended"][0]["key"], "kestmark-carried-out-2019-01-20");
    let again = sandbox.json(&["import", "sheet.csv", "--log", "log.jsonl"]);
    assert_eq!(again["appended"], serde_json::json!([]));
    let wrong = filled.replace("report 12", "raport 12").replace("2019-01-20", "2019-01-21");
    sandbox.file("sheet.csv", &format!("{}{wrong}\n", template.text()));
    let refused = sandbox.run(&["import", "sheet.csv", "--log", "log.jsonl"]);
    assert!(refused.fails(1).contains("--> sheet.csv:5:"), "{}", refused.stderr);
    assert!(refused.stderr.contains("| sources: raport 12"), "{}", refused.stderr);
}
