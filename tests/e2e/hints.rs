//! What is refused is told with what to write, and what can be understood is understood.

use serde_json::{Value, json};

use crate::support::{Sandbox, assert_has, column, entries_of_record, repository, row};

/// Returns a folder with a log of one process, `talks`, in a zone, with parties a and b and the registry of the cases.
fn talks(zone: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    let begun = [
        "init",
        "events/log.jsonl",
        "--process",
        "talks",
        "--title",
        "Talks",
        "--zone",
        zone,
        "--party",
        "a=Ay",
        "--party",
        "b=Bee",
    ];
    std::fs::create_dir(sandbox.path("events")).unwrap();
    sandbox.run(&begun).text();
    append(&sandbox, &cases("registry.jsonl"));
    sandbox
}

fn cases(name: &str) -> String {
    std::fs::read_to_string(repository().join("fixtures/cases").join(name)).unwrap()
}

fn append(sandbox: &Sandbox, drafts: &str) {
    sandbox.file("drafts.jsonl", drafts);
    sandbox.run(&["append", "drafts.jsonl", "-q"]).text();
}

/// Returns a draft of an event of the talks.
fn draft(key: &str, date: &str, what: &Value) -> String {
    let draft = json!({
        "process": "talks", "key": key, "occurred": date, "known": date, "attributed_to": ["source"],
        "sources": [{ "source": "src", "lines": "1" }], "summary": format!("Event {key}."), "what": what,
    });
    format!("{draft}\n")
}

#[test]
fn an_event_of_some_day_in_a_year_is_not_of_its_last_day() {
    let sandbox = talks("Etc/UTC");
    append(&sandbox, &cases("lastday.drafts.jsonl"));
    let after = sandbox.run(&["state", "2026-02-01"]);
    assert_has(after.text(), &["The last event of this record happened some day in 2025."]);
    assert!(!after.stdout.contains("31 December"), "{}", after.stdout);
    let within = sandbox.run(&["state", "2025-02-01"]);
    assert_has(within.text(), &["Nothing certain yet; 1 event may count."]);
    assert_has(
        sandbox.run(&["state", "2024-02-01"]).text(),
        &["Nothing yet: the record begins some day in 2025."],
    );
    let record = &sandbox.json(&["state", "2026-02-01"])["record"];
    assert_eq!(record["latest"], "2025");
    assert_eq!(record["latest_until"], "2026-01-01T00:00:00+00:00");
}

#[test]
fn a_list_of_what_may_have_happened_is_not_headed_by_nothing() {
    let sandbox = talks("Etc/UTC");
    append(&sandbox, &draft("e", "[..2025-05-17]", &json!({ "claim": { "says": "x" } })));
    let text = sandbox.run(&["state", "2025-05-01"]).text().to_owned();
    assert_has(&text, &["Nothing certain yet; 1 event may count."]);
    assert!(!text.contains("holds no dated event"), "{text}");
}

#[test]
fn a_date_is_inferred_where_the_question_uses_it() {
    let sandbox = talks("Etc/UTC");
    let known = draft("e", "2025-05-17", &json!({ "claim": { "says": "x" } }))
        .replace(r#""known":"2025-05-17""#, r#""known":"2025-05-18?""#);
    append(&sandbox, &known);
    let claims = |args: &[&str]| sandbox.json(&[args, &["2025-06-01", "--only", "claims"]].concat());
    assert_eq!(claims(&["state"])["claims"][0]["inferred"], json!([]));
    assert_eq!(claims(&["known"])["claims"][0]["inferred"], json!(["e"]));
    assert_eq!(claims(&["state"])["claims"][0]["occurred"], "2025-05-17");
    assert_has(
        sandbox.run(&["state", "2025-06-01", "--only", "claims"]).text(),
        &["Sat 17 May 2025, the source: x"],
    );
}

#[test]
fn a_day_ends_where_the_clocks_leap_over_midnight() {
    let sandbox = talks("Africa/Cairo");
    let answer = sandbox.json(&["state", "2025-04-24"]);
    assert_eq!(answer["as_of"]["occurred"]["text"], "the end of Thursday 24 April 2025");
    assert_eq!(answer["as_of"]["occurred"]["until"], "2025-04-25T01:00:00+03:00");
}

#[test]
fn a_day_that_the_zone_skipped_is_refused_in_questions_and_in_drafts() {
    let sandbox = talks("Pacific/Apia");
    let skipped = "clocks in Pacific/Apia skipped";
    assert_has(sandbox.run(&["state", "2011-12-30"]).fails(2), &[skipped, "write 2011-12-29 or 2011-12-31"]);
    sandbox.file("skipped.jsonl", &draft("e", "2011-12-30", &json!({ "claim": { "says": "x" } })));
    assert_has(sandbox.run(&["append", "skipped.jsonl"]).fails(1), &["[skipped-day]", skipped]);
}

#[test]
fn a_clock_time_without_offset_is_that_of_the_place_on_that_day() {
    let sandbox = talks("Asia/Jerusalem");
    for (text, until, said) in [
        ("2025-01-19T11:15", "2025-01-19T11:16:00+02:00", "11:15+02:00 on Sunday 19 January 2025"),
        ("2025-07-19T11:15", "2025-07-19T11:16:00+03:00", "11:15+03:00 on Saturday 19 July 2025"),
    ] {
        let occurred = &sandbox.json(&["state", text])["as_of"]["occurred"];
        assert_eq!((&occurred["until"], &occurred["text"]), (&json!(until), &json!(said)));
        sandbox.file("e.jsonl", &draft("e", text, &json!({ "claim": { "says": "x" } })));
        let offset = &said[5..11];
        assert_has(sandbox.run(&["append", "e.jsonl"]).fails(1), &[&format!("write {text}{offset}")]);
    }
    let twice = sandbox.run(&["state", "2025-10-26T01:30"]);
    assert_has(twice.fails(2), &["showed it twice; write 2025-10-26T01:30+03:00 or 2025-10-26T01:30+02:00"]);
    let never = sandbox.run(&["state", "2025-03-28T02:30"]);
    assert_has(never.fails(2), &["skipped it; write 2025-03-28T02:30+02:00 or 2025-03-28T02:30+03:00"]);
}

#[test]
fn imprecise_dates_are_refused_with_the_form_that_says_them() {
    let sandbox = Sandbox::with_record();
    for (text, forms) in [
        ("mid-May 2025", ["2025-05-20", "2025-05-11..2025-05-20"]),
        ("196X", ["1969-12-31", "1960-01-01..1969-12-31"]),
        ("2025-Q2", ["2025-06-30", "2025-04-01..2025-06-30"]),
        ("1990-11-00", ["1990-11-30", "1990-11"]),
        ("ca. 1990", ["1990-12-31", "1990"]),
        ("spring 2025", ["2025-05-31", "2025-03-01..2025-05-31"]),
    ] {
        let [end, range] = forms;
        let remedy = format!("write {end} for its last day, or {range} for the range");
        assert_has(sandbox.run(&["state", text]).fails(2), &[&remedy]);
        assert_has(sandbox.run(&["log", text]).fails(2), &[&remedy]);
        sandbox.run(&["log", range]).text();
    }
}

#[test]
fn names_and_spellings_stand_for_keys() {
    let sandbox = Sandbox::with_record();
    let keys = |args: &[&str]| -> Vec<String> {
        column(&sandbox.json(args), "events", "key").into_iter().map(str::to_owned).collect()
    };
    let of_umerov = keys(&["log", "--attributed-to", "umerov"]);
    for name in ["Rustem Umerov", "rustem umerov", "Ruslan Umerov", "Umerov"] {
        assert_eq!(keys(&["log", "--attributed-to", name]), of_umerov, "{name}");
    }
    assert_eq!(keys(&["log", "--party", "Türkiye"]), keys(&["log", "--party", "turkiye"]));
    assert_eq!(keys(&["log", "--person", "Metin Gurak"]), keys(&["log", "--person", "gurak"]));
    assert_has(sandbox.run(&["log", "--person", "Vladimir"]).fails(2), &["could mean", "putin", "medinsky"]);
    assert_has(sandbox.run(&["log", "--issue", "prisoner"]).fails(2), &["did you mean prisoners?"]);
    let accented = keys(&["log", "--grep", "TÜRKİYE"]);
    assert!(!accented.is_empty());
    assert_eq!(accented, keys(&["log", "--grep", "turkiye"]));
}

#[test]
fn lines_of_a_source_find_what_cites_them() {
    let sandbox = Sandbox::with_record();
    let found = sandbox.json(&["log", "--source", "kure-2025:165"]);
    let found = column(&found, "events", "key");
    assert!(found.contains(&"exchange-23-may"), "{found:?}");
    let all = sandbox.json(&["log", "--source", "kure-2025"]);
    assert!(found.len() < column(&all, "events", "key").len() / 10);
    assert_has(sandbox.run(&["log", "--source", "kure:165"]).fails(2), &["did you mean kure-2025?"]);
}

#[test]
fn meetings_rounds_and_persons_are_understood_where_an_event_or_a_fact_is_asked_for() {
    let sandbox = Sandbox::with_record();
    for name in ["r2-trilateral", "round:2", "istanbul-2025/r2-trilateral"] {
        assert_eq!(sandbox.json(&["show", name])["event"]["key"], "r2-held", "{name}");
    }
    let compared = sandbox.json(&["compare", "round:1", "round:2"]);
    assert_eq!(
        (&compared["a"]["meeting"], &compared["b"]["meeting"]),
        (&json!("r1-trilateral"), &json!("r2-trilateral"))
    );
    for name in ["kostyukov", "Igor Kostyukov"] {
        let history = sandbox.json(&["history", name]);
        let paths = column(&history, "changes", "path");
        assert!(paths.contains(&"attendance/r1-trilateral/kostyukov"), "{paths:?}");
        assert!(paths.iter().any(|path| path.starts_with("offices/kostyukov/")), "{paths:?}");
    }
}

#[test]
fn a_history_by_knowledge_shows_a_day_on_which_what_was_learned_cancels_out() {
    let sandbox = talks("Etc/UTC");
    let offer = json!({ "proposal": { "tabled_by": ["a"], "to": ["b"], "due": "2025-06-01" } });
    let answer = json!({ "answer": { "accepted": { "proposal": "offer", "answered_by": "b" } } });
    append(&sandbox, &(draft("offer", "2025-05-01", &offer) + &draft("yes", "2025-05-05", &answer)));
    let denied = json!({
        "process": "talks", "key": "gone", "known": "2025-05-05", "attributed_to": ["source"], "summary": "Gone.",
        "what": { "retraction": { "of": "yes", "because": "world", "reason": "nobody had said so" } },
    });
    append(&sandbox, &denied.to_string());
    let answer = sandbox.json(&["history", "proposals/offer", "--by", "knowledge"]);
    let rows = answer["changes"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[1]["at"], "the end of Monday 5 May 2025");
    assert_eq!((&rows[1]["before"], &rows[1]["events"]), (&rows[1]["after"], &json!(["yes", "gone"])));
    let text = sandbox.run(&["history", "proposals/offer", "--by", "knowledge"]);
    assert_has(text.text(), &["what was learned cancels out; it stands as before"]);
    let by_world = sandbox.json(&["history", "proposals/offer"]);
    assert_eq!(by_world["changes"].as_array().unwrap().len(), 1);
}

#[test]
fn a_dry_run_shows_what_an_old_entry_changes_at_its_own_date() {
    let sandbox = talks("Etc/UTC");
    let stance = |text: &str| json!({ "position": { "party": "a", "issue": "land", "item": "north", "stance": text, "force": "demand" } });
    append(&sandbox, &draft("new", "2025-05-20", &stance("half of it")));
    sandbox.file("old.jsonl", &draft("old", "2025-05-01", &stance("all of it")));
    let tried = sandbox.json(&["append", "--dry-run", "old.jsonl"]);
    let dated = &tried["at_their_dates"][0];
    assert_eq!(dated["at"], "the end of Thursday 1 May 2025");
    assert_eq!(dated["changes"][0]["after"]["stance"], "all of it");
    assert_has(
        sandbox.run(&["append", "--dry-run", "old.jsonl"]).text(),
        &["What else changes in the state at the end of Thursday 1 May 2025"],
    );
    let newest = draft("newest", "2025-05-21", &stance("a third of it"));
    sandbox.file("newest.jsonl", &newest);
    assert_eq!(sandbox.json(&["append", "--dry-run", "newest.jsonl"])["at_their_dates"], json!([]));
}

#[test]
fn a_log_is_begun_where_log_says() {
    let sandbox = Sandbox::empty();
    let begin = |log: &str, place: &[&str]| {
        let words = ["--log", log, "init", "--title", "T", "--zone", "Etc/UTC", "--party", "a=A"];
        sandbox.run(&[&words, place].concat())
    };
    begin("here.jsonl", &[]).text();
    assert!(sandbox.path("here.jsonl").exists() && !sandbox.path("events").exists());
    begin("there.jsonl", &["there.jsonl"]).text();
    assert_has(begin("here.jsonl", &["elsewhere.jsonl"]).fails(2), &["give only one"]);
    begin("here.jsonl", &[]).fails(3);
}

#[test]
fn the_registry_of_several_chains_needs_no_process() {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/river-and-harbour.jsonl"));
    let person = |name: &str| {
        json!({ "key": "newcomer", "what": { "registered": { "person": { "names": [{ "name": name }] } } } })
            .to_string()
    };
    sandbox.file("new.json", &person("Nadia"));
    let appended = sandbox.json(&["append", "new.json"]);
    assert_eq!(appended["changes"][0]["path"], "people/newcomer");
    sandbox.file("better.json", &person("Nadja"));
    let why = ["--because", "record", "--reason", "misspelt"];
    // An entry of the registry needs no sources, and neither does its correction.
    sandbox.run(&[&["correct", "newcomer", "better.json"], &why[..]].concat()).text();
    assert_eq!(sandbox.json(&["names", "Nadja"])["names"][0]["key"], "newcomer");
    assert_eq!(sandbox.json(&["show", "newcomer"])["event"]["key"], "newcomer");
    sandbox.run(&[&["retract", "newcomer"], &why[..]].concat()).text();
}

#[test]
fn all_missing_fields_are_named_at_once() {
    let sandbox = talks("Etc/UTC");
    sandbox.file("bare.json", r#"{"what":{"claim":{"says":"x"}}}"#);
    assert_has(
        sandbox.run(&["append", "bare.json"]).fails(1),
        &["needs `key`, `process`, `occurred`, `known`, `attributed_to`, `summary` and `sources`"],
    );
    sandbox.file(
        "wrong.json",
        &draft("e", "2025-05-17", &json!({ "announcement": { "act": "frobnicate", "gist": "x" } })),
    );
    assert_has(
        sandbox.run(&["append", "wrong.json"]).fails(1),
        &["use one of `statement`, `assessment`", "`handover-of-documents`"],
    );
}

#[test]
fn no_answer_is_written_in_a_format_that_there_is_not() {
    let sandbox = Sandbox::with_record();
    assert_has(sandbox.run(&["state", "round:1", "-o", "x.html"]).fails(2), &["cannot write html"]);
    assert!(!sandbox.path("x.html").exists());
    assert_has(sandbox.run(&["state", "round:1", "-o", "x.svg"]).fails(2), &["asof plot"]);
    assert_has(sandbox.run(&["plot", "timeline", "-o", "x.png"]).fails(2), &["cannot write png", ".svg"]);
    assert_has(sandbox.run(&["plot", "timeline", "--format", "json"]).fails(2), &["a picture is SVG"]);
    sandbox.run(&["state", "round:1", "-o", "x.html", "--format", "text"]).text();
    assert!(!sandbox.run(&["retract", "--help"]).text().contains("draft if left out"));
}

#[test]
fn a_listing_shows_hours_and_what_comes_after_what() {
    let sandbox = Sandbox::with_record();
    let text = sandbox.run(&["log", "2025-05-16"]).text().to_owned();
    assert_has(&text, &["began Fri 16 May 2025, 12:30, lasted about 1 h 45 min", "after putin-declines"]);
}

#[test]
fn filters_hold_for_every_part_of_an_answer() {
    let sandbox = Sandbox::with_record();
    let joint = sandbox.json(&["known", "2025-05-12", "--party", "china"]);
    assert_eq!(column(&joint, "statements", "key"), ["china-brazil-statement"]);
    let count = |args: &[&str], list: &str| sandbox.json(args)[list].as_array().unwrap().len();
    let all = ["known", "2025-05-12"];
    let of_party = count(&[&all[..], &["--party", "russia"]].concat(), "possible");
    assert!(0 < of_party && of_party < count(&all, "possible"), "{of_party}");
    let possible = sandbox.json(&["known", "2025-05-12", "--only", "possible"]);
    let position = row(&possible, "possible", "event", "russia-neutral-status");
    assert_eq!((position["force"].is_string(), position["stance"].is_string()), (true, true));
    // A difference and hindsight are filtered like a state.
    let diff = |party: &[&str]| sandbox.json(&[&["diff", "round:1", "round:2"], party].concat());
    let (all, some) = (diff(&[]), diff(&["--party", "turkiye"]));
    let slots = |answer: &Value| column(answer, "changes", "slot").len();
    assert!(0 < slots(&some) && slots(&some) < slots(&all));
    assert!(some["selection"]["left_out"].as_u64().unwrap() > 0);
    let issue = sandbox.json(&["hindsight", "2025-05-24", "--issue", "prisoners"]);
    let of_the_issue = column(&issue, "outcomes", "path");
    assert!(of_the_issue.contains(&"commitments/r1-prisoners"), "{of_the_issue:?}");
    let whole = sandbox.json(&["hindsight", "2025-05-24"]);
    let others = column(&whole, "outcomes", "path").into_iter().filter(|path| !of_the_issue.contains(path));
    assert!(others.clone().any(|path| path == "commitments/r1-ceasefire-views"), "{of_the_issue:?}");
    let stated = count(&["log", "--no-inferred"], "events");
    let inferred = count(&["log"], "events") - stated;
    assert!(inferred > 10, "{inferred}");
}

#[test]
fn an_empty_answer_under_a_filter_does_not_say_that_there_was_nothing() {
    let sandbox = Sandbox::with_record();
    let text = |args: &[&str]| sandbox.run(args).text().to_owned();
    let offices = text(&["hindsight", "2025-05-24", "--only", "offices"]);
    assert_has(&offices, &["Of offices nothing was open then; outcomes are of meetings,"]);
    let remains = text(&["state", "2025-05-24", "--issue", "remains"]);
    assert_has(&remains, &["Only what is about return of the remains of the dead; "]);
    assert!(!remains.contains("No ceasefire") && !remains.contains("othing new"), "{remains}");
    assert!(!remains.contains("This record has none"), "{remains}");
    let open = text(&["open", "2025-05-24", "--party", "china"]);
    assert_has(&open, &["None of those asked for is still open."]);
    let diff = text(&["diff", "2025-05-24", "2025-05-25", "--issue", "remains"]);
    assert_has(&diff, &["Nothing that this record holds of what is about", "differs between the two."]);
}

#[test]
fn a_further_spelling_is_one_short_entry() {
    let sandbox = Sandbox::with_record();
    let spelling = |key: &str, of: &str, name: &str| {
        let spelling = json!({ "of": of, "name": name, "status": "variant", "lines": "9" });
        json!({ "key": key, "what": { "registered": { "spelling": spelling } } }).to_string()
    };
    sandbox.file("spelling.json", &spelling("umerov-2", "umerov", "Rustam Umerow"));
    let changes = sandbox.json(&["append", "spelling.json"]);
    assert_eq!(column(&changes, "changes", "path"), ["people/umerov/names"]);
    assert_eq!(changes["changes"][0]["causes"][0]["event"], "umerov-2");
    let found = sandbox.json(&["names", "umerow"]);
    assert_eq!(column(&found, "names", "key"), ["umerov"]);
    let names = found["names"][0]["names"].as_array().unwrap();
    assert_eq!(names.last().unwrap(), &json!({ "name": "Rustam Umerow", "status": "variant", "lines": "9" }));
    let keys = |name: &str| sandbox.json(&["log", "--person", name])["events"].as_array().unwrap().len();
    assert_eq!(keys("Rustam Umerow"), keys("umerov"));
    // What was not recorded yet is not there, and what is withdrawn is gone.
    let people = |args: &[&str]| {
        let state = sandbox.json(&[&["state", "last", "--only", "people"], args].concat());
        row(&state, "people", "key", "umerov")["names"].as_array().unwrap().len()
    };
    let head = entries_of_record().to_string();
    assert_eq!(people(&[]), people(&["--recorded", &head]) + 1);
    sandbox.run(&["retract", "umerov-2", "--because", "record", "--reason", "misread"]).text();
    assert_eq!(people(&[]), people(&["--recorded", &head]));
    sandbox.file("of-nobody.json", &spelling("nobody-2", "nobody", "Nobody"));
    assert_has(sandbox.run(&["append", "of-nobody.json"]).fails(1), &["[unknown-reference]"]);
    sandbox.file("of-another.json", &spelling("putin-2", "putin", "Rustem Umerov"));
    assert_has(&sandbox.run(&["append", "--dry-run", "of-another.json"]).stderr, &["[same-name]"]);
}

/// Returns the words of every command of asof in a line of a shell, which runs the line with asof and jq out of the way.
fn as_a_shell_reads(sandbox: &Sandbox, line: &str) -> Vec<String> {
    let script = format!(
        "asof() {{ printf '%s\\n' \"$@\" >> read; }}; jq() {{ printf '%s\\n' \"$@\" >> read; }}; {line}"
    );
    let mut shell = std::process::Command::new("sh");
    let ran = shell.args(["-c", &script]).current_dir(sandbox.path(".")).status().unwrap();
    assert!(ran.success(), "{line}");
    let read = std::fs::read_to_string(sandbox.path("read")).unwrap();
    std::fs::remove_file(sandbox.path("read")).unwrap();
    read.lines().map(str::to_owned).collect()
}

#[test]
fn a_command_that_is_suggested_runs_nothing_of_the_names_in_it() {
    for name in ["it's here", "a'; touch run; '", "$(touch run)", "`touch run`", "a\"b & touch run"] {
        let sandbox = Sandbox::empty();
        let [log, other] = ["jsonl", "2.jsonl"].map(|ending| format!("{name}.{ending}"));
        let begin = |log: &str| {
            sandbox.run(&["init", log, "--title", "Talks", "--zone", "UTC", "--party", "a=A", "-q"]).text();
        };
        begin(&log);
        sandbox.run(&["copy", &log, &other]).text();
        std::fs::remove_file(sandbox.path(&log)).unwrap();
        let ran = sandbox.run(&["init", &log, "--title", "Talks", "--zone", "UTC", "--party", "a=B"]);
        let hint = ran.stderr.lines().find(|line| line.ends_with("shows the current state")).unwrap();
        let command = hint.trim_end_matches("shows the current state").trim();
        assert_eq!(as_a_shell_reads(&sandbox, command), ["--log", &log, "state"], "{hint}");
        let refused = sandbox.run(&["copy", &log, &other]).fails(4).to_owned();
        let hint = refused.lines().last().unwrap();
        let mut read = as_a_shell_reads(&sandbox, hint);
        // Both sides of a pipe run at once.
        read.sort();
        let mut expected = ["--log", &other, "append", "-", "-c", "del(.seq,.recorded,.commit,.hash)", &log];
        expected.sort_unstable();
        assert_eq!(read, expected, "{hint}");
        assert!(!sandbox.path("run").exists(), "{hint}");
    }
}

#[test]
fn a_log_whose_name_begins_with_a_hyphen_is_named_so_that_it_is_no_option() {
    let sandbox = Sandbox::empty();
    let begin = || {
        let words = ["--log=-y.jsonl", "init", "--title", "T", "--zone", "UTC", "--party", "a=A"];
        sandbox.run(&words).stderr
    };
    let hint = |ran: &str, end: &str| ran.lines().find(|line| line.contains(end)).unwrap().trim().to_owned();
    let reached = |line: &str, command: &str| {
        let words = as_a_shell_reads(&sandbox, line);
        assert!(words.join(" ").contains(&format!("--log ./-y.jsonl {command}")), "{line}: {words:?}");
    };
    let begun = begin();
    reached(hint(&begun, "shows the current state").trim_end_matches("shows the current state"), "state");
    sandbox.run(&["--log", "./-y.jsonl", "check"]).text();
    sandbox.run(&["copy", "demo", "other.jsonl"]).text();
    let refused = sandbox.run(&["copy", "--", "other.jsonl", "-y.jsonl"]).fails(4).to_owned();
    reached(&hint(&refused, " | asof "), "append -");
    let log = std::fs::read_to_string(sandbox.path("-y.jsonl")).unwrap();
    sandbox.file("-y.jsonl", &format!("{log}nonsense\n"));
    let damaged = sandbox.run(&["--log=-y.jsonl", "names"]).stderr;
    reached(damaged.split("See: ").nth(1).unwrap().lines().next().unwrap(), "check");
}
