//! Mistakes on the command line: what is said of each, for a person to review.

use std::fs::{self, File};
use std::process::Command;

use crate::support::{Ran, Sandbox};

const PLACE: &str = r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#;

/// Two chains of negotiations in one log.
const SEVERAL: [&str; 3] = [
    r#"{"key":"a","what":{"registered":{"body":{"names":[{"name":"A"}]}}}}"#,
    r#"{"key":"harbour","what":{"registered":{"process":{"title":"Harbour talks","zone":"UTC","parties":["a"]}}}}"#,
    r#"{"key":"river","what":{"registered":{"process":{"title":"River talks","zone":"UTC","parties":["a"]}}}}"#,
];

/// Returns what was said of a command, below the command.
fn said(sandbox: &Sandbox, line: &str, ran: &Ran) -> String {
    let folder = fs::canonicalize(sandbox.path(".")).unwrap().display().to_string();
    let stderr =
        ran.stderr.replace(&folder, "FOLDER").replace(&*sandbox.path("").to_string_lossy(), "FOLDER/");
    format!("$ asof {line}\n{}(exit code {})\n\n", stderr, ran.code)
}

/// Returns what is said of each of the commands, which are split at spaces; none prints an answer.
fn page(sandbox: &Sandbox, lines: &[&str]) -> String {
    let each = lines.iter().map(|line| {
        // Without a set clock, which the usage would show.
        let output = sandbox.command().env_remove("ASOF_NOW").args(line.split(' ')).output().unwrap();
        let ran = Ran::from(output);
        assert_ne!(ran.code, 0, "{line}");
        assert_eq!(ran.stdout, "", "{line}");
        said(sandbox, line, &ran)
    });
    each.collect()
}

/// Compares a page with the one that was reviewed.
fn reviewed(name: &str, page: &str) {
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!(name, page) });
}

#[test]
fn words_that_are_no_command_line() {
    let lines = [
        "stat",
        "show",
        "state --knwon 2025-05-24",
        "log --kind",
        "state --format xml",
        "state -q -v",
        "--strict",
        "log --attributed-to Nobody",
        "correct r1-held",
        "completions tcsh",
        "known 2025-05-24 --known 2025-05-25",
        "diff round:1",
        "diff 2025-05-24 --known 2025-05-24..",
        "show r1-held --now yesterday",
    ];
    reviewed("words", &page(&Sandbox::with_record(), &lines));
}

#[test]
fn names_that_the_log_does_not_have() {
    let lines = [
        "show r1-hedl",
        "show nothing-like-it",
        "why commitments/r1-prisonres",
        "history commitments/r1-prisoners/delivred",
        "compare r1-held nowhere",
        "state r1-hedl",
        "state --process istanbul-2026",
        "state --party rusia",
        "state --issue prisonres",
        "state --only comitments",
        "log --kind meetings",
        "log --party rusia",
        "log --person putni",
        "log --issue prisonres",
        "log --source kure-2024",
        "log --attributed-to fidna",
        "draft meeting/hold",
        "draft nothing-like-it",
        "state --only nothing-like-it",
        "log --issue nothing-like-it",
        "state round:4",
        "state round:2@start",
        "state --recorded 9999",
        "retract r1-hedl --because record --reason x",
    ];
    reviewed("names", &page(&Sandbox::with_record(), &lines));
}

#[test]
fn words_that_are_no_date() {
    let lines = [
        "state 2025-05",
        "state 02/06/2025",
        "state 5/26",
        "state 2025-02-30",
        "state 196X",
        "state nonsense",
        "log 2025-05-24..nonsense",
        "log 2025-06-01..2025-05-01",
    ];
    reviewed("dates", &page(&Sandbox::with_record(), &lines));
}

#[test]
fn formats_that_an_answer_does_not_have() {
    let lines = [
        "diff round:1 round:2 --format csv",
        "state 2025-05-24 --format jsonl",
        "hindsight 2025-05-24 -o h.csv",
        "open --format csv",
        "log -o events/log.jsonl",
        "state -o nowhere/state.json",
        "state -o events",
        "state -o /dev/full",
    ];
    reviewed("formats", &page(&Sandbox::with_record(), &lines));
}

#[test]
fn logs_that_are_not_there() {
    let sandbox = Sandbox::empty();
    fs::create_dir(sandbox.path("folder.jsonl")).unwrap();
    sandbox.file("empty.jsonl", "");
    fs::create_dir_all(sandbox.path("several/events")).unwrap();
    for name in ["several/events/a.jsonl", "several/events/b.jsonl"] {
        sandbox.file(name, "");
    }
    let lines = [
        "state",
        "--log missing.jsonl state",
        "--log folder.jsonl state",
        "--log log.txt state",
        "--log talks.db state",
        "--log nats://localhost:4222/TALKS state",
        "--log nats://me:secret@localhost/TALKS state",
        "--log /dev/full state",
        "--log empty.jsonl state",
    ];
    let mut text = page(&sandbox, &lines);
    let output = sandbox.command().arg("state").current_dir(sandbox.path("several")).output().unwrap();
    let (stderr, code) = (String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap());
    text += &said(
        &sandbox,
        "state     (in a folder of several logs)",
        &Ran { stdout: String::new(), stderr, code },
    );
    reviewed("logs", &text);
}

#[test]
fn a_log_of_several_chains_asks_which_is_meant() {
    let sandbox = Sandbox::empty();
    sandbox.file("drafts.jsonl", &SEVERAL.join("\n"));
    sandbox.file("log.jsonl", "");
    sandbox.run(&["--log", "log.jsonl", "append", "drafts.jsonl"]).text();
    let lines = ["--log log.jsonl state", "--log log.jsonl log", "--log log.jsonl state --process rive"];
    reviewed("several", &page(&sandbox, &lines));
    assert_eq!(sandbox.run(&["--log", "log.jsonl", "state", "--process", "river"]).code, 0);
}

#[test]
fn drafts_that_cannot_be_appended() {
    let sandbox = Sandbox::with_record();
    sandbox.file("place.json", PLACE);
    sandbox.file("empty.json", "");
    sandbox.file("broken.json", "{\"key\":");
    sandbox
        .file("taken.json", r#"{"key":"istanbul","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#);
    let lines = [
        "append missing.json",
        "append events",
        "append empty.json",
        "append broken.json",
        "append taken.json",
        "append place.json --expect 3",
        "--log demo append place.json",
        "correct r1-held empty.json --because record --reason x",
        "retract r1-held --because world --reason x",
    ];
    reviewed("drafts", &page(&sandbox, &lines));
}

/// Root may read and write everything: a file that nobody may change stands in then for one that root may not.
fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

#[test]
fn a_log_that_one_may_not_read_or_write_is_named_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    if is_root() {
        // No mode of a file stops root; a folder in the place of the log stops everybody, and says what it is.
        let sandbox = Sandbox::empty();
        fs::create_dir(sandbox.path("log.jsonl")).unwrap();
        sandbox.file("place.json", PLACE);
        for command in [&["state"][..], &["append", "place.json"]] {
            let ran = sandbox.run(&[&["--log", "log.jsonl"], command].concat());
            assert!(ran.fails(3).contains("`log.jsonl` is a folder, not a log"), "{}", ran.stderr);
        }
        return;
    }
    let sandbox = Sandbox::with_record();
    sandbox.file("place.json", PLACE);
    for (mode, command, said) in
        [(0o000, &["state"][..], "cannot be read"), (0o444, &["append", "place.json"], "cannot be written")]
    {
        fs::set_permissions(sandbox.log(), fs::Permissions::from_mode(mode)).unwrap();
        let ran = sandbox.run(command);
        assert!(ran.fails(3).contains(said) && ran.stderr.contains("you may not"), "{}", ran.stderr);
    }
}

#[test]
fn a_full_disk_under_the_log_loses_nothing_and_says_so() {
    let sandbox = Sandbox::with_record();
    sandbox.file("place.json", PLACE);
    let bytes = fs::read(sandbox.log()).unwrap();
    // A limit on the size of files is to the program what a full disk is: the write fails, here in its middle.
    let blocks = bytes.len().div_ceil(512);
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let mut command = sandbox.command();
    let program = command.get_program().to_owned();
    command = Command::new("sh");
    command.args(["-c", &limited, "sh"]).arg(program).args(["append", "place.json"]);
    let large = format!(
        r#"{{"key":"new-place","what":{{"registered":{{"place":{{"names":[{{"name":"{}"}}]}}}}}}}}"#,
        "N".repeat(2000)
    );
    sandbox.file("place.json", &large);
    let output =
        command.current_dir(sandbox.path(".")).env("ASOF_NOW", "2026-11-23T10:00+00:00").output().unwrap();
    reviewed("full", &said(&sandbox, "append place.json     (on a full disk)", &Ran::from(output)));
    assert_eq!(fs::read(sandbox.log()).unwrap(), bytes);
    assert_eq!(sandbox.run(&["append", "place.json"]).code, 0, "with room it goes on");
}

#[test]
fn a_second_writer_is_told_to_come_back() {
    let sandbox = Sandbox::with_record();
    sandbox.file("place.json", PLACE);
    let holder = File::options().append(true).open(sandbox.log()).unwrap();
    holder.lock().unwrap();
    reviewed("busy", &page(&sandbox, &["append place.json"]));
}

#[test]
fn a_date_outside_the_record_is_an_answer() {
    let sandbox = Sandbox::with_record();
    for (question, answer) in [
        (&["state", "2020-01-01"][..], "the record begins on"),
        (&["known", "2020-01-01"], "the record begins on"),
        (&["state", "2030-01-01"], "The last event of this record happened on"),
        (&["log", "2031"], "No event"),
    ] {
        let ran = sandbox.run(question);
        assert!(ran.text().contains(answer), "{question:?}: {}", ran.stdout);
    }
}
