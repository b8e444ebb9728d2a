//! Where an answer goes, how it is coloured, and what is said beside it.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::Sandbox;

/// Returns the names of the files in the sandbox's top folder.
fn files(sandbox: &Sandbox) -> Vec<String> {
    let entries = fs::read_dir(sandbox.path(".")).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.path().is_file());
    let mut names: Vec<String> = files.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const COMMITMENTS: [&str; 2] = ["commitments", "2025-05-24"];

#[test]
fn an_answer_goes_to_a_file_in_the_format_of_its_ending() {
    let sandbox = Sandbox::with_record();
    for (file, format) in
        [("a.json", "json"), ("a.jsonl", "jsonl"), ("a.csv", "csv"), ("a.txt", "text"), ("a", "text")]
    {
        let printed = sandbox.run(&[&COMMITMENTS[..], &["--format", format]].concat());
        let ran = sandbox.run(&[&COMMITMENTS[..], &["-o", file]].concat());
        assert_eq!((ran.text(), &*ran.stderr), ("", ""), "{file}");
        assert_eq!(fs::read_to_string(sandbox.path(file)).unwrap(), printed.text(), "{file}");
    }
    sandbox.run(&[&COMMITMENTS[..], &["--output", "b.csv", "--format", "json"]].concat()).text();
    assert!(serde_json::from_slice::<Value>(&fs::read(sandbox.path("b.csv")).unwrap()).is_ok());
    assert_eq!(files(&sandbox), ["a", "a.csv", "a.json", "a.jsonl", "a.txt", "b.csv"]);
    assert!(!sandbox.run(&[&COMMITMENTS[..], &["-o", "-"]].concat()).text().is_empty());
}

#[test]
fn a_file_is_written_whole_or_stays_as_it_was() {
    let sandbox = Sandbox::with_record();
    sandbox.file("old.json", "old");
    sandbox.run(&["show", "nothing-of-that-key", "-o", "old.json"]).fails(1);
    sandbox.run(&["show", "nothing-of-that-key", "-o", "new.json"]).fails(1);
    sandbox.run(&["state", "2025-02-30", "-o", "old.json"]).fails(2);
    assert_eq!(fs::read_to_string(sandbox.path("old.json")).unwrap(), "old");
    assert_eq!(files(&sandbox), ["old.json"]);
    sandbox.run(&["state", "2025-05-24", "-o", "old.json"]).text();
    assert!(fs::read_to_string(sandbox.path("old.json")).unwrap().starts_with('{'));
    assert_eq!(files(&sandbox), ["old.json"]);
}

#[test]
fn an_answer_that_is_a_finding_is_written_all_the_same() {
    let sandbox = Sandbox::with_record();
    let ran = sandbox.run(&["diff", "round:1", "round:2", "--exit-code", "-o", "diff.json"]);
    ran.fails(1);
    assert!(fs::read_to_string(sandbox.path("diff.json")).unwrap().contains("asof.diff/2"));
}

#[test]
fn the_log_that_is_read_is_never_written_over() {
    let sandbox = Sandbox::with_record();
    let bytes = fs::read(sandbox.log()).unwrap();
    let absolute = sandbox.log().display().to_string();
    std::os::unix::fs::symlink(sandbox.log(), sandbox.path("link.jsonl")).unwrap();
    sandbox.file(
        "draft.json",
        r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#,
    );
    for (command, output) in [
        (&["log"][..], "events/log.jsonl"),
        (&["log"], "events/../events/log.jsonl"),
        (&["log"], &*absolute),
        (&["log"], "link.jsonl"),
        (&["log", "--log", "link.jsonl"], "events/log.jsonl"),
        (&["append", "draft.json", "--format", "json"], "events/log.jsonl"),
        (&["copy", "demo", "events/log.jsonl", "--format", "json"], "events/log.jsonl"),
        (&["copy", "events/log.jsonl", "new.jsonl", "--format", "json"], "events/log.jsonl"),
    ] {
        let ran = sandbox.run(&[command, &["-o", output]].concat());
        let said = ran.fails(2);
        assert!(said.contains("is the log") && said.contains("another file"), "{command:?} {output}: {said}");
        assert_eq!(fs::read(sandbox.log()).unwrap(), bytes, "{command:?} {output}");
    }
    // Nor is one that is about to be made.
    let args = [
        "init", "n.jsonl", "--title", "T", "--zone", "UTC", "--party", "a=A", "--format", "json", "-o",
        "n.jsonl",
    ];
    sandbox.run(&args).fails(2);
    assert!(!sandbox.path("n.jsonl").exists() && !sandbox.path("new.jsonl").exists());
}

/// Asserts that a command writes nothing to a file that is the log, or belongs to it.
#[track_caller]
fn spares(sandbox: &Sandbox, args: &[&str], file: &str) {
    let before = fs::read(sandbox.path(file)).unwrap();
    let said = sandbox.run(args).fails(2).to_owned();
    assert!(said.contains("another"), "{args:?}: {said}");
    assert_eq!(fs::read(sandbox.path(file)).unwrap(), before, "{args:?}");
}

#[test]
fn a_log_is_not_written_over_by_any_other_name_of_it() {
    let sandbox = Sandbox::with_record();
    fs::hard_link(sandbox.log(), sandbox.path("hard.jsonl")).unwrap();
    std::os::unix::fs::symlink("events", sandbox.path("linked")).unwrap();
    for (log, output) in [
        ("events/log.jsonl", "hard.jsonl"),
        ("hard.jsonl", "events/log.jsonl"),
        ("events/log.jsonl", "linked/log.jsonl"),
        ("linked/log.jsonl", "hard.jsonl"),
    ] {
        spares(&sandbox, &["--log", log, "log", "-o", output], output);
    }
    // What SQLite keeps beside a database, and what it would.
    sandbox.run(&["copy", "demo", "events/log.db"]).text();
    sandbox.file("events/log.db-wal", "");
    fs::hard_link(sandbox.path("events/log.db-wal"), sandbox.path("wal.json")).unwrap();
    for output in ["wal.json", "linked/log.db-wal"] {
        spares(&sandbox, &["--log", "events/log.db", "log", "-o", output], output);
    }
    sandbox.run(&["--log", "events/log.db", "log", "-o", "linked/log.db-shm"]).fails(2);
}

#[test]
#[ignore = "needs leave to mount"]
fn a_log_is_not_written_over_in_a_folder_that_is_mounted_twice() {
    let sandbox = Sandbox::with_record();
    fs::create_dir(sandbox.path("mounted")).unwrap();
    let mount = |command: &mut std::process::Command| assert!(command.status().unwrap().success());
    let at = sandbox.path("mounted");
    mount(std::process::Command::new("mount").arg("--bind").arg(sandbox.path("events")).arg(&at));
    let before = fs::read(sandbox.log()).unwrap();
    let ran = sandbox.run(&["log", "-o", "mounted/log.jsonl"]);
    mount(std::process::Command::new("umount").arg("--lazy").arg(&at));
    assert!(ran.fails(2).contains("is the log"), "{}", ran.stderr);
    assert_eq!(fs::read(sandbox.log()).unwrap(), before);
}

#[test]
fn commands_that_read_no_log_spare_it_too() {
    let sandbox = Sandbox::with_record();
    for command in [
        &["schema", "event"][..],
        &["explain"],
        &["draft", "meeting/held"],
        &["man"],
        &["completions", "bash"],
        &["check", "--list"],
    ] {
        // Its ending stands for rows, which none of them prints.
        let with = |words: &[&'static str]| [command, &["--format", "text"], words].concat();
        let named = with(&["--log", "events/log.jsonl", "-o", "events/log.jsonl"]);
        spares(&sandbox, &named, "events/log.jsonl");
        // The nearest, and that of the environment.
        spares(&sandbox, &with(&["-o", "events/log.jsonl"]), "events/log.jsonl");
        fs::copy(sandbox.log(), sandbox.path("far.jsonl")).unwrap();
        let environment =
            sandbox.command().env("ASOF_LOG", "far.jsonl").args(with(&["-o", "far.jsonl"])).output();
        assert_eq!(environment.unwrap().status.code(), Some(2), "{command:?}");
        assert_eq!(fs::read(sandbox.path("far.jsonl")).unwrap(), fs::read(sandbox.log()).unwrap());
        sandbox.run(&with(&["-o", "other.txt"])).text();
    }
}

#[test]
fn the_folder_of_local_copies_is_spared_while_a_stream_is_the_log() {
    let sandbox = Sandbox::empty();
    fs::create_dir(sandbox.path("copies")).unwrap();
    sandbox.file("copies/talks-0123456789ab.db", "the copy");
    let to_copies = |log: &str, output: &str| {
        let args = ["--log", log, "schema", "event", "-o", output];
        sandbox.command().env("ASOF_COPIES", "copies").args(args).output().unwrap()
    };
    for output in ["copies/talks-0123456789ab.db", "copies/talks-0123456789ab.db-foreign"] {
        let ran = to_copies("nats://127.0.0.1:1/talks", output);
        assert_eq!(ran.status.code(), Some(2), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    assert_eq!(fs::read_to_string(sandbox.path("copies/talks-0123456789ab.db")).unwrap(), "the copy");
    assert_eq!(to_copies("nats://127.0.0.1:1/talks", "schema.json").status.code(), Some(0));
}

#[test]
fn no_command_that_writes_files_writes_one_over_a_log() {
    let sandbox = Sandbox::empty();
    fs::create_dir(sandbox.path("pages")).unwrap();
    // Any name is that of a database where it is said to be one.
    sandbox.run(&["copy", "demo", "sqlite:pages/asof.1"]).text();
    spares(&sandbox, &["--log", "sqlite:pages/asof.1", "man", "pages"], "pages/asof.1");
    sandbox.run(&["copy", "demo", "sqlite:pages/day.snapshot.json"]).text();
    let before = fs::read(sandbox.path("pages/day.snapshot.json")).unwrap();
    let record =
        ["--log", "sqlite:pages/day.snapshot.json", "snapshot", "record", "day", "--at", "2025-05-24"];
    sandbox.run(&[&record[..], &["--dir", "pages"]].concat()).fails(3);
    assert_eq!(fs::read(sandbox.path("pages/day.snapshot.json")).unwrap(), before);
    sandbox.run(&["copy", "demo", "log.db"]).text();
    for suffix in ["-wal", "-shm", "-journal"] {
        let beside = format!("log.db{suffix}");
        let location = format!("sqlite:{beside}");
        assert!(sandbox.run(&["copy", "demo", &location]).fails(2).contains("belongs to the database"));
        let begun = sandbox.run(&["init", &location, "--title", "T", "--zone", "UTC", "--party", "a=A"]);
        assert!(begun.fails(2).contains("belongs to the database"), "{}", begun.stderr);
        assert!(!sandbox.path(&beside).exists());
    }
    sandbox.run(&["--log", "log.db", "check"]).text();
}

#[test]
fn no_answer_is_written_over_the_drafts_that_are_read() {
    let sandbox = Sandbox::with_record();
    let draft = r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#;
    sandbox.file("draft.json", draft);
    fs::hard_link(sandbox.path("draft.json"), sandbox.path("hard.json")).unwrap();
    let log = fs::read(sandbox.log()).unwrap();
    let correct = ["correct", "istanbul", "draft.json", "--because", "record", "--reason", "A slip."];
    for command in [&["append", "draft.json"][..], &["append", "draft.json", "--dry-run"], &correct] {
        for output in ["draft.json", "./draft.json", "hard.json"] {
            spares(&sandbox, &[command, &["-o", output]].concat(), "draft.json");
        }
    }
    // Nor where they come in as standard input.
    let drafts = fs::File::open(sandbox.path("draft.json")).unwrap();
    let mut command = sandbox.command();
    let ran = command.args(["append", "-", "-o", "draft.json"]).stdin(drafts).output().unwrap();
    assert_eq!(ran.status.code(), Some(2), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(fs::read_to_string(sandbox.path("draft.json")).unwrap(), draft);
    assert_eq!(fs::read(sandbox.log()).unwrap(), log, "nothing is appended");
    sandbox.run(&["append", "draft.json", "-o", "answer.json"]).text();
}

#[test]
#[cfg(unix)]
fn no_answer_goes_to_a_log_that_is_standard_output() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["copy", "demo", "log.db"]).text();
    let draft = r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#;
    sandbox.file("draft.json", draft);
    let onto = |file: &str, args: &[&str]| {
        let before = fs::read(sandbox.path(file)).unwrap();
        let log = fs::OpenOptions::new().append(true).open(sandbox.path(file)).unwrap();
        let ran = sandbox.command().args(args).stdout(log).output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("standard output is") && said.contains("another file"), "{args:?}: {said}");
        assert!(fs::read(sandbox.path(file)).unwrap() == before, "{args:?}");
    };
    for args in [
        &["log", "--format", "jsonl"][..],
        &["follow", "--no-wait", "--format", "jsonl"],
        &["state"],
        &["append", "draft.json"],
        &["schema", "event"],
        &["copy", "events/log.jsonl", "new.jsonl"],
    ] {
        onto("events/log.jsonl", args);
    }
    onto("log.db", &["--log", "log.db", "log"]);
    // Another file is none of its business, nor is standard output where the answer goes elsewhere.
    let log = fs::OpenOptions::new().append(true).open(sandbox.log()).unwrap();
    let elsewhere = sandbox.command().args(["state", "-o", "state.json"]).stdout(log).output().unwrap();
    assert_eq!(elsewhere.status.code(), Some(0));
}

#[test]
fn what_a_link_leads_to_is_replaced_and_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_record();
    sandbox.file("answer.json", "old");
    fs::set_permissions(sandbox.path("answer.json"), fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("answer.json", sandbox.path("link.json")).unwrap();
    sandbox.run(&["state", "2025-05-24", "-o", "link.json"]).text();
    assert!(sandbox.path("link.json").is_symlink());
    assert!(fs::read_to_string(sandbox.path("answer.json")).unwrap().starts_with('{'));
    let mode = |name: &str| fs::metadata(sandbox.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("answer.json"), 0o640);
    sandbox.file("plain", "");
    sandbox.run(&["state", "2025-05-24", "-o", "new.json"]).text();
    assert_eq!(mode("new.json"), mode("plain"), "a new file is like any other");
}

#[test]
fn what_cannot_be_written_is_said_before_anything_is_appended() {
    let sandbox = Sandbox::with_record();
    let draft = r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#;
    sandbox.file("draft.json", draft);
    let bytes = fs::read(sandbox.log()).unwrap();
    fs::create_dir(sandbox.path("folder")).unwrap();
    sandbox.file("read-only.json", "old");
    let mut permissions = fs::metadata(sandbox.path("read-only.json")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(sandbox.path("read-only.json"), permissions).unwrap();
    for output in ["nowhere/a.json", "folder", "read-only.json", "draft.json/a.json"] {
        let ran = sandbox.run(&["append", "draft.json", "-o", output]);
        let said = ran.fails(3);
        assert!(said.contains(&format!("cannot write the answer to `{output}`")), "{said}");
        assert!(said.contains("with -o, name a file") && !said.contains(".asof-"), "{said}");
        assert_eq!(fs::read(sandbox.log()).unwrap(), bytes, "{output}");
    }
    assert_eq!(fs::read_to_string(sandbox.path("read-only.json")).unwrap(), "old");
}

#[test]
fn a_full_disk_under_the_answer_is_said_and_so_is_what_was_appended() {
    let sandbox = Sandbox::with_record();
    let said = sandbox.run(&["state", "2025-05-24", "-o", "/dev/full"]);
    assert!(said.fails(3).contains("free some space"), "{}", said.stderr);
    sandbox.file(
        "draft.json",
        r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#,
    );
    let ran = sandbox.run(&["append", "draft.json", "-o", "/dev/full"]);
    assert!(ran.fails(3).contains("the append succeeded"), "{}", ran.stderr);
    assert!(fs::read_to_string(sandbox.log()).unwrap().contains("new-place"));
}

#[test]
fn quiet_leaves_the_warnings_out_and_nothing_else() {
    let sandbox = Sandbox::with_record();
    let whole = fs::read(sandbox.log()).unwrap();
    fs::write(sandbox.log(), [&whole[..], b"{\"seq\":999,\"reco"].concat()).unwrap();
    let (loud, quiet) = (sandbox.run(&["state", "2025-05-24"]), sandbox.run(&["state", "2025-05-24", "-q"]));
    assert!(loud.stderr.contains("unfinished"), "{}", loud.stderr);
    assert_eq!((quiet.text(), &*quiet.stderr), (loud.text(), ""));
    assert!(
        sandbox.run(&["state", "nonsense", "-q"]).fails(2).contains("nonsense"),
        "errors are no warnings"
    );
}

#[test]
fn verbose_says_which_log_and_which_process_answer_and_how_long_it_took() {
    let sandbox = Sandbox::with_record();
    let (plain, ran) = (sandbox.run(&["state", "2025-05-24"]), sandbox.run(&["state", "2025-05-24", "-v"]));
    assert_eq!(plain.text(), ran.text(), "the answer is the same");
    for said in [
        "events/log.jsonl, the nearest",
        "entries",
        "istanbul-2025 answers: of its chain, it had begun last",
        "done in",
    ] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    let named = sandbox.run(&["--log", "demo", "state", "--process", "istanbul-2025", "-v"]).stderr;
    assert!(named.contains("the log is demo") && named.contains("it was named"), "{named}");
    sandbox.run(&["state", "-v", "-q"]).fails(2);
}

#[test]
fn colour_follows_the_option_then_the_environment() {
    let sandbox = Sandbox::empty();
    let is_coloured = |args: &[&str], environment: &[(&str, &str)]| {
        let mut command = sandbox.command();
        let output = command.args(args).envs(environment.iter().copied()).output().unwrap();
        [output.stdout, output.stderr].concat().contains(&b'\x1b')
    };
    let forced = ("CLICOLOR_FORCE", "1");
    for args in [&["--help"][..], &["state", "-h"], &["no-such-command"], &["help", "log"]] {
        let with = |option: &'static str| [args, &["--color", option]].concat();
        assert!(!is_coloured(args, &[]), "no terminal: {args:?}");
        assert!(is_coloured(args, &[forced]), "{args:?}");
        assert!(!is_coloured(args, &[forced, ("NO_COLOR", "1")]), "{args:?}");
        if args[0] != "help" {
            assert!(is_coloured(&with("always"), &[("NO_COLOR", "1")]), "{args:?}");
            assert!(!is_coloured(&with("never"), &[forced]), "{args:?}");
        }
    }
}

#[test]
fn data_is_neither_coloured_nor_touched() {
    let sandbox = Sandbox::with_record();
    for format in ["json", "jsonl", "csv"] {
        let ran = sandbox.run(&["positions", "2025-05-24", "--format", format, "--color", "always"]);
        assert!(!ran.text().contains('\x1b'), "{format}");
    }
}

#[test]
fn a_text_is_as_wide_as_the_columns_that_are_set() {
    let sandbox = Sandbox::with_record();
    let widest = |columns: &str| {
        let mut command = sandbox.command();
        command.args(["hindsight", "2025-05-24"]).env("COLUMNS", columns);
        let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
        text.lines().map(|line| line.chars().count()).max().unwrap()
    };
    assert!(widest("70") <= 70 && widest("nonsense") > 90 && widest("400") <= 110);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = Sandbox::with_record();
    for args in [&["log"][..], &["log", "--format", "csv"], &["state", "last"], &["man"], &["--help"]] {
        let mut child = sandbox
            .command()
            .args(args)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]), "{args:?}");
    }
}

#[test]
fn a_pipe_named_as_output_is_written_to() {
    let sandbox = Sandbox::with_record();
    let ran = sandbox.run(&["state", "2025-05-24", "-o", "/dev/null"]);
    assert_eq!(ran.text(), "");
    assert!(PathBuf::from("/dev/null").exists(), "it is not replaced");
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}
