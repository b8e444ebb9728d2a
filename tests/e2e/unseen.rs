//! Characters that no reader sees: refused of what is to be appended, and printed by their numbers of what is stored.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::process::Command;

use asof_core::Draft;
use asof_core::check::{Rule, Subject, check};
use asof_core::unseen::is_suspect;
use serde_json::Value;

use crate::support::unseen::{HOSTILE, entries, hostile_drafts, hostile_sandbox, spoilt, texts};
use crate::support::{Sandbox, repository};

const RIVER: [&str; 2] = ["--process", "river-2031"];

const EXPORTS: [&str; 3] = [
    "export site no\u{9b}2Jfolder --quiet",
    "export tables no\u{9b}2Jtables --quiet",
    "export calendar 2031-06-25",
];

const PLOTS: [&str; 4] =
    ["plot knowledge 2031-06-25", "plot timeline last", "plot deliveries last", "plot delegations last"];

const SNAPSHOTS: [&str; 3] = [
    "snapshot record a --at 2031-06-25 --dir shots",
    "snapshot check --dir shots",
    "snapshot check --dir altered",
];

/// Returns questions for a command that print texts of the log, or what a user typed.
fn lines_of(command: &str) -> Vec<Vec<&'static str>> {
    let lines: &[&str] = match command {
        "state" => &[
            "state 2031-06-25",
            "state 2031-06-25 --only people,bodies,places,meetings,claims,statements,offices",
        ],
        "known" => &["known 2031-06-25"],
        "hindsight" => &["hindsight 2031-04-01"],
        "about" => &["about marrow-accord", "about corvane", "about marrow", "about barges", "about weir"],
        "diff" => &["diff 2031-03-01 2031-06-25", "diff 2031-06-25 --known 2031-05-01..2031-08-01"],
        "brief" => &["brief 2031-06-25", "brief 2031-06-25 --since 2031-03-01 --short"],
        "rounds" => &["rounds 2031-06-25"],
        "delegations" => &["delegations 2031-06-25"],
        "positions" => &["positions 2031-06-25"],
        "commitments" => &["commitments 2031-06-25"],
        "open" => &["open 2031-06-25"],
        "due" => &["due 2031-06-25"],
        "disputes" => &["disputes 2031-06-25"],
        "log" => &["log", "log --oneline", "log --kind meeting"],
        "follow" => &["follow --no-wait"],
        "show" => &[
            "show elvers",
            "show weir-held",
            "show lamp-retracted",
            "show elvers --cite",
            "show marrow-chronicle",
        ],
        "why" => &["why elvers", "why elvers/delivered 2031-08-01"],
        "history" => &["history elvers", "history elvers --by knowledge"],
        "compare" => &["compare weir island", "compare weir weir"],
        "plot" => &PLOTS,
        "serve" => &["serve --known no\u{9b}2Jday", "serve --prefix /no\u{9b}2Jpath"],
        "export" => &EXPORTS,
        "processes" => &["processes"],
        "mcp" => &["mcp --known no\u{9b}2Jday", "mcp no\u{9b}2Jlog.jsonl"],
        "names" => &["names", "names ostmere", "names a\u{9b}b"],
        "add" => &["add no\u{9b}2Jkind", "add claim --process no\u{9b}2Jprocess"],
        "draft" => &["draft", "draft claim", "draft \u{9b}2J"],
        "format" => &["format", "format --to json", "format hostile.json", "format sound.json"],
        "edit" => &["edit --new no\u{9b}2Jkind", "edit hostile.json --yes --dry-run"],
        "append" => &["append --dry-run sound.json", "append --dry-run hostile.json"],
        "import" => &[
            "import hostile.csv --rules hostile.toml --dry-run",
            "import hostile.csv --rules faulty.toml --dry-run",
            "import hostile.csv --rules no\u{9b}rules",
        ],
        "correct" => &["correct marrow hostile.json --because record --reason x\u{202e} --dry-run"],
        "retract" => &[
            "retract lamp-claim --because record --reason x\u{202e}y --dry-run",
            "retract lamp-claim --because record --reason plain --dry-run",
        ],
        "check" => &["check", "check --integrity", "check --list"],
        "explain" => {
            &["explain", "explain unseen-character", "explain stored-unseen-character", "explain a\u{9b}"]
        }
        "receipt" => &["receipt"],
        "replay" => &["replay"],
        "snapshot" => &SNAPSHOTS,
        "copy" => {
            &["copy events/log.jsonl copied\u{9b}31m.jsonl", "copy events/log.jsonl copied\u{9b}31m.jsonl"]
        }
        "init" => &["init --title T\u{200b}itle --zone UTC --party a=A\u{9b} --log new\u{9b}.jsonl"],
        "completions" => &["completions bash", "completions zsh", "completions fish"],
        "man" => &["man", "man --dir manual\u{9b}"],
        "schema" => &["schema state", "schema \u{9b}"],
        other => panic!("say in lines_of what `{other}` is asked"),
    };
    lines.iter().map(|line| line.split(' ').collect()).collect()
}

/// Returns every command with what it is asked: a new one has to be added above.
fn all_lines() -> Vec<Vec<&'static str>> {
    let command = asof_cli::command();
    let names: Vec<String> =
        command.get_subcommands().map(|c| c.get_name().to_owned()).filter(|name| name != "help").collect();
    names.iter().flat_map(|name| lines_of(name)).collect()
}

const FORMATS: [&str; 8] = ["text", "md", "html", "json", "jsonl", "csv", "cloudevents", "github"];

/// Rules for a table of sayings.
const IMPORT_RULES: &str = r#"asof = "import/1"
[edition]
source = "sayings"
title = "Sayings"
[process]
key = "talks"
title = "Talks"
zone = "UTC"
[[event]]
kind = "claim"
key = "said-{id}"
occurred = { date = "{day}", format = "%Y-%m-%d" }
says = "{says}"
summary = "It was said."
sources = "page 1"
"#;

/// Returns the hostile log in a folder with drafts and snapshots that hold such characters too.
fn sandbox() -> Sandbox {
    let sandbox = hostile_sandbox();
    let draft = |key: &str, name: &str| {
        format!(
            "{{\"key\":\"{key}\",\"what\":{{\"registered\":{{\"place\":{{\"names\":[{{\"name\":\"{name}\"}}]}}}}}}}}\n"
        )
    };
    sandbox.file("sound.json", &draft("new-place", "New place"));
    sandbox.file("mended.json", &draft("marrow", "The Marrow"));
    sandbox.file("hostile.json", &draft("marrow", "New \u{9b}31m\u{202e}place"));
    sandbox.file("hostile.csv", "id,day,says\n1,2031-01-01,a\u{202e}b\n2,\u{9b}31m,c\n3,2031-01-02,plain\n");
    sandbox.file("hostile.toml", IMPORT_RULES);
    sandbox.file("faulty.toml", &IMPORT_RULES.replace("[[event]]", "[[event]]\n\"x\u{202e}\" = 1"));
    sandbox
        .run(&[&RIVER[..], &["snapshot", "record", "a", "--at", "2031-06-25", "--dir", "altered"]].concat())
        .text();
    for entry in fs::read_dir(sandbox.path("altered")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap().replace("open", "op\u{9b}en");
        fs::write(path, text).unwrap();
    }
    sandbox
}

/// Asserts that a text has no character that no reader sees, but for the ends of lines and tabs. Directions that are closed
/// would be none, but no text of the log closes its own: a pair here is made of two texts.
#[track_caller]
fn assert_seen(text: &[u8], said: &dyn std::fmt::Debug) {
    let text = str::from_utf8(text).unwrap_or_else(|_| panic!("no UTF-8 of {said:?}"));
    for line in text.replace("\r\n", "\n").replace('\t', " ").lines() {
        let found = line.chars().find(|character| is_suspect(*character));
        assert_eq!(found, None, "{said:?} printed {line:?}");
    }
}

/// Whether rows are printed as they are stored: to a program, which parses them.
fn is_verbatim(line: &[&str], format: &str) -> bool {
    format == "csv" || format == "jsonl" && ["log", "follow"].contains(&line[0])
}

#[test]
fn nothing_unseen_is_printed_by_any_command_in_any_format() {
    let sandbox = sandbox();
    let mut answered = 0;
    for line in all_lines() {
        for format in FORMATS {
            let args = [&RIVER[..], &line, &["--format", format, "--color", "never"]].concat();
            let output = sandbox.command().args(&args).output().unwrap();
            answered += usize::from(output.status.code() == Some(0));
            assert_seen(&output.stderr, &args);
            if !is_verbatim(&line, format) {
                assert_seen(&output.stdout, &args);
            }
        }
    }
    assert!(answered > 120, "{answered}: the questions are answered");
}

/// Runs the program on a terminal and returns what that is sent.
fn on_a_terminal(sandbox: &Sandbox, args: &[&str]) -> Vec<u8> {
    let quoted = args.iter().map(|arg| format!(" '{arg}'")).collect::<String>();
    let program = sandbox.command();
    let mut command = Command::new("script");
    command.args(["-qec", &format!("{}{quoted}", program.get_program().display()), "/dev/null"]);
    command.current_dir(program.get_current_dir().unwrap()).env_clear();
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let command = command.env("PATH", std::env::var_os("PATH").unwrap()).env("ASOF_PAGER", "cat");
    command.stdin(std::process::Stdio::null()).output().expect("script, of util-linux").stdout
}

#[test]
#[ignore = "needs script"]
fn nothing_unseen_reaches_a_terminal_rows_neither() {
    let sandbox = sandbox();
    for line in all_lines() {
        let formats: &[&str] =
            if ["log", "follow", "names", "commitments"].contains(&line[0]) { &FORMATS } else { &["text"] };
        for format in formats {
            let args = [&RIVER[..], &line, &["--format", format, "--color", "never"]].concat();
            assert_seen(&on_a_terminal(&sandbox, &args), &args);
        }
    }
    let rows = on_a_terminal(&sandbox, &["names", "--format", "csv", "--excel"]);
    assert!(
        rows.starts_with(b"process,") && String::from_utf8(rows).unwrap().contains("<U+"),
        "no byte order mark"
    );
    let stored = on_a_terminal(&sandbox, &[&RIVER[..], &["log", "--format", "jsonl"]].concat());
    assert!(String::from_utf8(stored).unwrap().contains("\\u202e"));
    let device = on_a_terminal(&sandbox, &["names", "--format", "csv", "-o", "/dev/tty"]);
    assert_seen(&device, &"-o /dev/tty");
}

#[test]
fn styles_are_kept_beside_what_is_stored() {
    let sandbox = sandbox();
    let args = [&RIVER[..], &["state", "2031-06-25", "--color", "always"]].concat();
    let text = sandbox.run(&args).text().to_owned();
    assert!(text.contains("\u{1b}[1m"), "{text}");
    let plain = text.replace("\u{1b}[", "");
    assert_seen(plain.as_bytes(), &args);
}

#[test]
#[ignore = "needs script"]
fn a_pager_gets_nothing_unseen() {
    let sandbox = sandbox();
    let program = sandbox.command();
    let asof = program.get_program().display();
    let run = format!("stty rows 20 cols 80; ASOF_PAGER='cat > paged' '{asof}' names");
    let mut script = Command::new("script");
    script
        .args(["-qec", &run, "/dev/null"])
        .current_dir(sandbox.path("."))
        .stdin(std::process::Stdio::null());
    script.output().expect("script, of util-linux");
    let paged =
        fs::read_to_string(sandbox.path("paged")).expect("a text that is longer than the terminal is paged");
    assert!(paged.contains("<U+"), "{paged}");
    assert_seen(paged.replace("\u{1b}[", "").as_bytes(), &"the pager");
}

#[test]
#[ignore = "needs script"]
fn a_pager_in_whose_command_something_is_hidden_is_not_run() {
    let sandbox = sandbox();
    let program = sandbox.command();
    let asof = program.get_program().display();
    for variable in ["ASOF_PAGER", "PAGER"] {
        let run = format!(
            "stty rows 20 cols 80; {variable}=$(printf 'no-such\\033[8m') '{asof}' names --color never"
        );
        let mut script = Command::new("script");
        script.args(["-qec", &run, "/dev/null"]).current_dir(sandbox.path(".")).env_remove("ASOF_PAGER");
        let shown = script.stdin(std::process::Stdio::null()).output().expect("script, of util-linux").stdout;
        assert_seen(&shown, &variable);
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("the pager `no-such<U+001B>[8m` has hidden characters"), "{shown}");
        assert!(shown.contains("ostmere"), "the answer is printed: {shown}");
    }
}

#[test]
fn data_has_the_value_that_is_stored() {
    let sandbox = sandbox();
    let json = sandbox.json(&[&RIVER[..], &["show", "elvers"]].concat());
    assert!(json.to_string().chars().any(is_suspect), "the value is that of the record");
    let lines = sandbox.run(&[&RIVER[..], &["log", "--format", "jsonl"]].concat()).text().to_owned();
    let stored = fs::read_to_string(sandbox.log()).unwrap();
    assert!(
        !lines.is_empty() && lines.lines().all(|line| stored.contains(line)),
        "lines are printed as they are stored"
    );
    let names = sandbox.json(&["names"]);
    let name = names["names"][0]["name"].as_str().unwrap();
    assert!(sandbox.run(&["names", "--format", "csv"]).text().contains(name), "{name:?}");
    let check = sandbox.run(&["check"]);
    assert!(
        !check.stdout.contains("altered-line") && check.stdout.contains("stored-unseen-character"),
        "{}",
        check.stdout
    );
}

#[test]
fn hostile_lines_are_copied_and_answered_from_and_nothing_else_is_said_of_them() {
    let sandbox = sandbox();
    sandbox.run(&["copy", "events/log.jsonl", "copy.db"]).text();
    let of =
        |log: &str| sandbox.run(&["--log", log, "replay", "--format", "json"]).json()["log_root"].clone();
    assert_eq!(of("copy.db"), of("events/log.jsonl"));
    sandbox.run(&["append", "sound.json"]).text();
    sandbox.file(
        "hostile.json",
        &fs::read_to_string(sandbox.path("hostile.json")).unwrap().replace("marrow", "other"),
    );
    let refused = sandbox.run(&["append", "hostile.json"]);
    assert!(refused.fails(1).contains("[unseen-character]"), "{}", refused.stderr);
}

/// Every text that a fixture's entry has, and that takes any character, is judged: also those that no list here names.
#[test]
fn a_draft_is_refused_for_any_of_its_texts() {
    let mut judged = 0;
    for entry in entries(&repository().join("fixtures/logs/river-and-harbour.jsonl")) {
        for (turn, pointer) in texts(&entry).into_iter().enumerate() {
            let mut spoiled = entry.clone();
            let text = entry.pointer(&pointer).and_then(Value::as_str).unwrap();
            let character = HOSTILE[turn % HOSTILE.len()];
            *spoiled.pointer_mut(&pointer).unwrap() = Value::from(spoilt(text, character));
            let Ok(draft) = Draft::from_json(&spoiled.to_string()) else { continue };
            judged += 1;
            let found = check(&[Rule::Characters], &[Subject::from(&draft)]);
            assert_eq!(found.len(), 1, "{pointer} with U+{:04X}", u32::from(character));
        }
    }
    assert!(judged > 300, "{judged}");
    assert!(
        check(&[Rule::Characters], &hostile_drafts().iter().map(Subject::from).collect::<Vec<_>>()).len()
            > 300
    );
}

#[test]
fn what_is_typed_as_a_draft_is_judged_like_one() {
    let sandbox = sandbox();
    for (line, shown) in [
        ("retract lamp-claim --because record --reason x\u{202e}y", "`x<U+202E>y`"),
        ("retract lamp-claim --because record --reason x\u{1b}[31my", "'x<U+001B>[31my'"),
        ("correct marrow mended.json --because record --reason x\u{200b}y", "x<U+200B>y"),
        ("init --log new.jsonl --title T\u{1b}[8m --zone UTC --party a=A", "'T<U+001B>[8m'"),
        ("init --log new.jsonl --title Talks --zone UTC --party a=A\u{1b}[8m", "'a=A<U+001B>[8m'"),
        ("init --log new.jsonl --title T\u{200b}alks --zone UTC --party a=A", "`T<U+200B>alks`"),
        ("init --log new.jsonl --title Talks --zone UTC --party a=A\u{9b}b", "`A<U+009B>b`"),
    ] {
        let args: Vec<&str> = RIVER.into_iter().chain(line.split(' ')).collect();
        let ran = sandbox.run(&args);
        assert!(ran.stderr.contains(shown), "{line:?}: {}", ran.stderr);
        assert!([1, 2].contains(&ran.code), "{line:?}");
    }
    assert!(!sandbox.path("new.jsonl").exists());
}

#[test]
fn the_caret_stands_under_the_character_that_is_named() {
    let sandbox = sandbox();
    sandbox.file("draft.json", "{\"key\":\"x\",\"what\":{\"registered\":{\"place\":{\"names\":[{\"name\":\"\u{9b}\u{2067}a\u{2069} b\u{200b}\"},{\"name\":\"\\u202Ec\"}]}}}}");
    let said = sandbox.run(&["append", "draft.json"]).fails(1).to_owned();
    let under = |at: usize| {
        let lines: Vec<&str> = said.lines().collect();
        let caret = lines.iter().enumerate().filter(|(_, line)| line.contains('^')).nth(at).unwrap().0;
        let (marked, carets) = (lines[caret - 1], lines[caret]);
        let first = carets.find('^').unwrap();
        let length = carets.matches('^').count();
        marked.chars().skip(first).take(length).collect::<String>()
    };
    assert_eq!([under(0), under(1)], ["<U+009B>", "\\u202E"], "{said}");
    // The column is that of the file, not of what is shown of it.
    assert!(said.contains(" --> draft.json:1:61\n") && said.contains(" --> draft.json:1:80\n"), "{said}");
}

/// Words as a shell passes them that a terminal would obey.
fn typed() -> Vec<OsString> {
    let words = [
        "\u{1b}[31mfoo",
        "\u{1b}[8m",
        "\u{1b}]0;x\u{7}",
        "\u{9b}31m",
        "\u{202e}foo",
        "\u{feff}",
        "a\rb",
        "\u{e0041}",
    ];
    let bytes = [&b"\x9b31m"[..], b"\xff\xfe", b"\x1b[2J\xc2"];
    words
        .map(OsString::from)
        .into_iter()
        .chain(bytes.map(|bytes| OsString::from_vec(bytes.to_vec())))
        .collect()
}

#[test]
fn what_is_typed_is_said_back_in_characters_that_are_seen() {
    let sandbox = sandbox();
    for word in typed() {
        let file = OsString::from_vec([word.as_bytes(), b".jsonl"].concat());
        let party = OsString::from_vec([b"a=A", word.as_bytes()].concat());
        let begin = ["init", "--log", "new.jsonl", "--zone", "UTC"].map(OsStr::new);
        let title = [&begin[..], &["--party".as_ref(), "a=A".as_ref(), "--title".as_ref(), &word]].concat();
        let party = [&begin[..], &["--title".as_ref(), "T".as_ref(), "--party".as_ref(), &party]].concat();
        let retract = ["retract", "lamp-claim", "--because", "record", "--reason"].map(OsStr::new);
        let reason = [&retract[..], &[&word, "--dry-run".as_ref()]].concat();
        let places: [&[&OsStr]; 19] = [
            &title,
            &party,
            &reason,
            &[&word],
            &["state".as_ref(), &word],
            &["state".as_ref(), "--only".as_ref(), &word],
            &["--format".as_ref(), &word, "state".as_ref()],
            &["--log".as_ref(), &word, "state".as_ref()],
            &["--log".as_ref(), &file, "check".as_ref()],
            &["--log".as_ref(), &file, "-v".as_ref(), "state".as_ref()],
            &["--process".as_ref(), &word, "state".as_ref()],
            &["--now".as_ref(), &word, "state".as_ref()],
            &["--as-of".as_ref(), &word, "state".as_ref()],
            &["append".as_ref(), &word],
            &["show".as_ref(), &word],
            &["log".as_ref(), "--person".as_ref(), &word],
            &["explain".as_ref(), &word],
            &["follow".as_ref(), "--after".as_ref(), &word],
            &["state".as_ref(), "-o".as_ref(), OsStr::new("nowhere/\u{9b}.txt")],
        ];
        for place in places {
            for format in ["text", "json"] {
                // A style that was typed is none of ours, and looks the same where styles are kept.
                let mut command = sandbox.command();
                let output =
                    command.args(place).args(["--format", format, "--color", "never"]).output().unwrap();
                assert_seen(&[&output.stdout[..], &output.stderr].concat(), &(place, format));
                let output = sandbox.command().args(place).args(["--color", "always"]).output().unwrap();
                let said = String::from_utf8(output.stderr).unwrap();
                assert!(
                    !said.contains("\u{1b}[8m") && !said.contains("\u{1b}[31mfoo"),
                    "{place:?}: {said:?}"
                );
            }
        }
    }
}

#[test]
fn a_damaged_line_is_shown_in_characters_that_are_seen() {
    let sandbox = sandbox();
    let whole = fs::read(sandbox.log()).unwrap();
    for bytes in [
        &b"{\"seq\":\x1b[31m\xc2\x9b2J\n"[..],
        b"\xe2\x80\xae<<<<\x07\n",
        b"{\"key\":\"\xef\xbb\xbf\xe2\x80\x8b\n",
        b"\x9b\x9b\n",
    ] {
        fs::write(sandbox.log(), [&whole[..], bytes].concat()).unwrap();
        for args in [
            &["check"][..],
            &["state"],
            &["state", "--strict"],
            &["follow", "--no-wait"],
            &["check", "--format", "github"],
        ] {
            let output = sandbox.command().args(RIVER).args(args).output().unwrap();
            assert_seen(&output.stdout, &(args, bytes));
            assert_seen(&output.stderr, &(args, bytes));
        }
    }
}

#[test]
fn rows_for_spreadsheets_run_no_cell() {
    let sandbox = Sandbox::with_record();
    sandbox.file(
        "odd.json",
        "{\"key\":\"odd\",\"what\":{\"registered\":{\"issue\":{\"names\":[{\"name\":\"=1+1 Çelik\"}]}}}}",
    );
    sandbox.run(&["append", "odd.json"]).text();
    let plain = sandbox.run(&["names", "odd", "--format", "csv"]).text().to_owned();
    assert!(plain.contains(",=1+1 Çelik,") && !plain.contains('\r'), "{plain}");
    let excel = sandbox.run(&["names", "odd", "--format", "csv", "--excel"]).text().to_owned();
    assert!(excel.starts_with("\u{feff}process,") && excel.contains(",'=1+1 Çelik,"), "{excel}");
    assert!(excel.lines().count() > 1 && excel.matches("\r\n").count() == excel.lines().count(), "{excel:?}");
    sandbox.run(&["names", "odd", "--excel", "-o", "a.csv"]).text();
    assert_eq!(fs::read_to_string(sandbox.path("a.csv")).unwrap(), excel);
    for args in [
        &["names", "--excel"][..],
        &["state", "--excel", "--format", "json"],
        &["log", "--excel", "-o", "x.jsonl"],
    ] {
        assert!(sandbox.run(args).fails(2).contains("add --format csv"), "{args:?}");
    }
}
