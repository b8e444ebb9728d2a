//! More drafts than fit one append.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Sandbox, column, row};
use serde_json::json;

/// Claims of each negotiation; together they are more than one append takes.
const CLAIMS: usize = 1700;

const REGISTRY: [&str; 5] = [
    r#"{"key":"book","what":{"registered":{"source":{"title":"A book"}}}}"#,
    r#"{"key":"north","what":{"registered":{"body":{"names":[{"name":"North"}]}}}}"#,
    r#"{"key":"south","what":{"registered":{"body":{"names":[{"name":"South"}]}}}}"#,
    r#"{"key":"canal","what":{"registered":{"process":{"title":"Talks about a canal","zone":"Europe/Istanbul","parties":["north","south"]}}}}"#,
    r#"{"key":"forest","what":{"registered":{"process":{"title":"Talks about a forest","zone":"UTC","parties":["north","south"]}}}}"#,
];

fn claim(process: &str, number: usize) -> String {
    let day = number % 28 + 1;
    format!(
        r#"{{"process":"{process}","key":"claim-{number}","occurred":"2025-05-{day:02}","known":"2025-05-{day:02}","attributed_to":["north"],"sources":[{{"source":"book","lines":"{}"}}],"summary":"Number {number} was said.","what":{{"claim":{{"says":"number {number}"}}}}}}"#,
        number + 1
    )
}

/// Returns drafts of some negotiations, entered in turn, behind them the registry that they name.
pub(crate) fn drafts(processes: &[&str], claims: usize) -> Vec<String> {
    let claims = (0..claims).flat_map(|number| processes.iter().map(move |process| claim(process, number)));
    claims.chain(REGISTRY.map(str::to_owned)).collect()
}

fn sandbox(drafts: &[String]) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.file("log.db", "");
    sandbox.file("drafts.jsonl", &drafts.join("\n"));
    sandbox
}

#[test]
fn more_drafts_than_fit_one_append_are_appended_in_several_and_counted() {
    let drafts = drafts(&["canal", "forest"], 2 * CLAIMS);
    let sandbox = sandbox(&drafts);
    let tried = sandbox.json(&["append", "drafts.jsonl", "--log", "log.db", "--dry-run"]);
    assert_eq!((&tried["dry_run"], &tried["appended"]), (&json!(true), &json!(drafts.len())));
    assert_eq!(sandbox.run(&["check", "--log", "log.db", "--format", "json"]).json()["events"], 0);

    let done = sandbox.json(&["append", "drafts.jsonl", "--log", "log.db"]);
    assert_eq!(done["schema"], "asof.import/2");
    assert_eq!((&done["appended"], &done["unchanged"]), (&json!(drafts.len()), &json!(0)));
    assert_eq!((&done["batches"], &done["head"]), (&tried["batches"], &json!(drafts.len())));
    assert_ne!(done["batches"], 1);
    assert_eq!(column(&done, "processes", "process"), ["canal", "forest"]);
    assert_eq!(row(&done, "kinds", "kind", "claim")["appended"], 4 * CLAIMS);
    assert_eq!((&done["changes"], &done["process"]), (&json!([]), &json!(null)));
    assert_eq!(sandbox.run(&["check", "--log", "log.db"]).code, 0);
    let counted = &sandbox.json(&["state", "2025-05-31", "--process", "canal", "--log", "log.db"])["counted"];
    assert_eq!(counted["events"], 2 * CLAIMS);

    // A question that names no negotiation is told so by the registry alone.
    let open = sandbox.run(&["state", "2025-05-31", "--log", "log.db"]);
    assert!(open.fails(2).contains("2 chains of processes"), "{}", open.stderr);
    assert!(open.stderr.contains("canal (Talks about a canal)"), "{}", open.stderr);
    assert!(std::fs::metadata(sandbox.path("log.db")).unwrap().len() > 1 << 20);

    // What is read from a pipe is read as well, and nothing is written twice.
    let mut command = sandbox.command();
    command.args(["append", "-", "--log", "log.db"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut again = command.spawn().unwrap();
    again.stdin.take().unwrap().write_all(drafts.join("\n").as_bytes()).unwrap();
    let again = again.wait_with_output().unwrap();
    assert!(again.status.success());
    let text = String::from_utf8(again.stdout).unwrap();
    assert!(text.contains("Already in the log, unchanged: 6,805 entries."), "{text}");
}

#[test]
fn what_is_refused_leaves_the_appends_before_it_and_the_file_is_gone_on_with() {
    let mut drafts = drafts(&["canal", "forest"], 2 * CLAIMS);
    let last = drafts.iter().rposition(|draft| draft.contains(r#""process":"forest""#)).unwrap();
    drafts[last] = drafts[last].replace(r#"["north"]"#, r#"["nroth"]"#);
    let sandbox = sandbox(&drafts);
    let refused = sandbox.run(&["append", "drafts.jsonl", "--log", "log.db"]);
    let said = refused.fails(1);
    assert!(said.contains(&format!("drafts.jsonl:{}:", last + 1)), "{said}");
    assert!(said.contains("did you mean north?"), "{said}");
    let stand =
        sandbox.run(&["check", "--log", "log.db", "--format", "json"]).json()["events"].as_u64().unwrap();
    assert!(stand > 0 && stand < drafts.len() as u64);
    let told = format!("one problem; {stand} drafts were appended before, and the log ends at entry {stand}");
    assert!(said.contains(&told), "{said}");
    assert!(said.contains("append the file again"), "{said}");

    drafts[last] = drafts[last].replace(r#"["nroth"]"#, r#"["north"]"#);
    sandbox.file("drafts.jsonl", &drafts.join("\n"));
    let done = sandbox.json(&["append", "drafts.jsonl", "--log", "log.db"]);
    assert_eq!((&done["unchanged"], &done["head"]), (&json!(stand), &json!(drafts.len())));
}

#[test]
fn of_one_negotiation_it_is_told_what_changed() {
    let drafts = drafts(&["canal"], 3 * CLAIMS);
    let sandbox = sandbox(&drafts);
    let done = sandbox.json(&["append", "drafts.jsonl", "--log", "log.db"]);
    assert_eq!((&done["process"], &done["appended"]), (&json!("canal"), &json!(drafts.len())));
    assert_eq!(row(&done, "changes", "path", "claims/claim-7")["op"], "added");
}

#[test]
fn what_cannot_be_read_is_refused_before_anything_is_appended() {
    let mut drafts = drafts(&["canal", "forest"], 2 * CLAIMS);
    drafts[3] = drafts[3].replace(r#""known""#, r#""knwon""#);
    let last = drafts.len() - 1;
    drafts[last].pop();
    let sandbox = sandbox(&drafts);
    let refused = sandbox.run(&["append", "drafts.jsonl", "--log", "log.db"]);
    let said = refused.fails(1);
    assert!(
        said.contains("drafts.jsonl:4:") && said.contains(&format!("drafts.jsonl:{}:", last + 1)),
        "{said}"
    );
    assert!(said.contains("2 problems; nothing was appended"), "{said}");
    assert_eq!(sandbox.run(&["check", "--log", "log.db", "--format", "json"]).json()["events"], 0);
}
