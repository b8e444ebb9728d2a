//! Drafts in plain text: the same entries as in JSON, with the same checks.

use asof_core::Draft;
use serde_json::{Value, json};

use crate::support::{Sandbox, column, repository};

/// A log with the parties and the process of an invented negotiation, and one source.
fn begun() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.file(
        "registry.asof",
        "source report: Report of the mission (invented)\n\nbody veyra: Veyra\n\nbody kestmark: Kestmark\n\n\
         registered/process ambrel: Talks at Ambrel (invented)\nzone: Europe/Oslo\nparties: veyra, kestmark\n",
    );
    sandbox.file("log.jsonl", "");
    sandbox.run(&["append", "--log", "log.jsonl", "registry.asof"]).text();
    sandbox
}

fn in_log<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &["--log", "log.jsonl"]].concat()
}

/// Returns drafts in plain text as JSON values.
fn as_json(sandbox: &Sandbox, text: &str) -> Vec<Value> {
    sandbox.file("drafts.asof", text);
    let printed = sandbox.run(&in_log(&["format", "drafts.asof", "--to", "json"]));
    printed.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_log_in_plain_text_with_ids_is_the_same_log() {
    for log in ["events/istanbul.jsonl", "fixtures/logs/river-and-harbour.jsonl", "fixtures/formats/v1.jsonl"]
    {
        let sandbox = Sandbox::with_log(&repository().join(log));
        let plain = sandbox.run(&["format", "--ids"]);
        sandbox.file("all.asof", plain.text());
        sandbox.file("copy.jsonl", "");
        sandbox.run(&["copy", "copy.jsonl", "copy.db"]).text();
        for copy in ["copy.jsonl", "copy.db"] {
            sandbox.run(&["append", "--log", copy, "all.asof"]).text();
            let root = |args: &[&str]| sandbox.json(&[&["replay"], args].concat())["content_root"].clone();
            assert_eq!(root(&["--log", copy]), root(&[]), "{log} {copy}");
        }
        // Its entries stand there already, whoever hands them in.
        let again = sandbox.json(&["append", "all.asof"]);
        assert_eq!(again["appended"], json!([]), "{log}");
    }
}

#[test]
fn a_draft_is_the_same_in_both_forms() {
    let drafts = repository().join("fixtures/logs/ambrel-lowlands.drafts.jsonl");
    let json = std::fs::read_to_string(&drafts).unwrap();
    let sandbox = Sandbox::empty();
    let plain = sandbox.run(&["format", drafts.to_str().unwrap()]);
    sandbox.file("plain.txt", plain.text());
    let back = sandbox.run(&["format", "plain.txt", "--format", "jsonl"]);
    let read = |text: &str| text.lines().map(|line| Draft::from_json(line).unwrap()).collect::<Vec<_>>();
    assert_eq!(read(back.text()), read(&json));
    assert_eq!(sandbox.run(&["format", "plain.txt"]).text(), plain.text());
    // On these logs by hand, what is promised of its length.
    let entries = json.lines().count();
    assert!(plain.text().chars().count() < 270 * entries, "{}", plain.text().len() / entries);
}

#[test]
fn what_is_not_said_is_taken_from_above_and_from_the_date() {
    let sandbox = begun();
    let drafts = as_json(
        &sandbox,
        "# the first report\nsources: report section Talks\nattributed_to: source\n\n\
         claim began 2019-01-14\nsays: talks began\nsources: 3; 4 section \"The end\"; report page 2\n> Talks began.\n\n\
         via: Veyra Radio\nknown: 2019-01-20\n\n\
         claim went-on [2019-01-15..2019-01-16]? by veyra\nsays: talks went on\nsources: 5\n> Talks went on.\n> They did.\n\n\
         claim ended 2019-01-16\nvia:\nknown: 2019-01-17\nsays: talks ended\n> Talks ended.\n\n\
         body someone: Someone\n",
    );
    let sources = json!([
        {"source": "report", "section": "Talks", "lines": "3"},
        {"source": "report", "lines": "4", "section": "The end"},
        {"source": "report", "page": "2"},
    ]);
    assert_eq!((&drafts[0]["known"], &drafts[0]["sources"]), (&json!("2019-01-14"), &sources));
    assert_eq!((&drafts[0]["process"], &drafts[0]["attributed_to"]), (&json!("ambrel"), &json!(["source"])));
    assert_eq!((&drafts[1]["known"], &drafts[1]["via"]), (&json!("2019-01-20"), &json!("Veyra Radio")));
    assert_eq!(drafts[1]["attributed_to"], json!(["veyra"]));
    assert_eq!(drafts[1]["summary"], json!("Talks went on. They did."));
    assert_eq!((&drafts[2]["known"], &drafts[2]["via"]), (&json!("2019-01-17"), &Value::Null));
    assert_eq!(drafts[2]["sources"], json!([{"source": "report", "section": "Talks"}]));
    // An entry of the registry takes nothing: it needs none of it.
    assert_eq!(drafts[3]["sources"], Value::Null);
}

#[test]
fn values_have_short_forms() {
    let sandbox = begun();
    let quantity = |text: &str| {
        let draft = format!(
            "claim a 2019-01-14 by veyra\nsays: so many\nquantity: {text}\nsources: report 1\n> Many.\n"
        );
        as_json(&sandbox, &draft)[0]["what"]["claim"]["quantity"].clone()
    };
    let of = |numbers: Value, per: &str| {
        let mut quantity = numbers;
        quantity["per"] = json!(per);
        quantity["unit"].is_null().then(|| quantity["unit"] = json!("person"));
        quantity
    };
    for (text, expected) in [
        ("40 person", of(json!({"low": 40, "high": 40, "bound": "exact"}), "unstated")),
        ("~40 person each-side", of(json!({"low": 40, "high": 40, "bound": "about"}), "each-side")),
        (
            "300..400 person best 350",
            of(json!({"low": 300, "high": 400, "best": 350, "bound": "range"}), "unstated"),
        ),
        ("~3..4 person total", of(json!({"low": 3, "high": 4, "bound": "about"}), "total")),
        (">=50 person", of(json!({"low": 50, "bound": "at-least"}), "unstated")),
        (">50 person", of(json!({"low": 50, "bound": "more-than"}), "unstated")),
        ("<=50 person", of(json!({"high": 50, "bound": "at-most"}), "unstated")),
        ("<50 person", of(json!({"high": 50, "bound": "fewer-than"}), "unstated")),
        ("? person one-way", of(json!({"bound": "unknown"}), "one-way")),
        (
            "12.50 km",
            of(json!({"low": "12.50", "high": "12.50", "bound": "exact", "unit": "km"}), "unstated"),
        ),
        (
            "600 truck/day",
            of(
                json!({"low": 600, "high": 600, "bound": "exact", "unit": "truck", "every": "day"}),
                "unstated",
            ),
        ),
        (
            "60 \"km/h\"/day",
            of(json!({"low": 60, "high": 60, "bound": "exact", "unit": "km/h", "every": "day"}), "unstated"),
        ),
    ] {
        assert_eq!(quantity(text), expected, "{text}");
    }
    let drafts = as_json(
        &sandbox,
        "sources: report\n\n\
         commitment/made loads 2019-01-14 by veyra\nowed_by: veyra\nowed_to: kestmark\nwhat: \"Loads\" of \\n aid: 3\n\
         category: supplies\ndue: first-load+15d\nsources: 1\n> Loads.\n"
            .replace("what: \"Loads\" of \\n aid: 3", "what: Loads of \\n aid: # 3")
            .as_str(),
    );
    let commitment = &drafts[0]["what"]["commitment"]["made"];
    assert_eq!(commitment["due"], json!({"after": "first-load", "days": 15}));
    // Text stands as it is, to the end of the line.
    assert_eq!(commitment["what"], json!("Loads of \\n aid: # 3"));
    let drafts = as_json(
        &sandbox,
        "correction fix by veyra\nof: loads\nbecause: world\nknown: 2019-02-01\nreason: They were counted again.\n\
         sources: report 9\n> Veyra counted again.\nwith claim 2019-01-14 by veyra\nsays: fewer\nquantity: 3 load\n> Fewer.\n",
    );
    let with = &drafts[0]["what"]["correction"]["with"];
    assert_eq!((&with["known"], &with["what"]["claim"]["says"]), (&json!("2019-01-14"), &json!("fewer")));
    let json = r#"{"key":"ambrel-town","what":{"registered":{"place":{"names":[{"name":"Ambrel"}]}}}}"#;
    assert_eq!(
        as_json(&sandbox, &format!("body b: B\n\n{json}\n"))[1],
        serde_json::from_str::<Value>(json).unwrap()
    );
}

#[test]
fn keys_are_proposed_from_the_entry_alone_and_written_where_they_belong() {
    let sandbox = begun();
    let text = "# kept\nsources: report\n\nclaim 2019-01-14 by veyra\nsays: one\nsources: 1\n> One.\n\n\
                # kept too\n\
                meeting/held 2019-01-16\nmeeting: second-talks\nsources: 2\nattributed_to: source\n> They met.\n";
    sandbox.file("drafts.asof", text);
    let dry = sandbox.run(&in_log(&["append", "drafts.asof", "--dry-run"]));
    assert!(dry.stderr.contains("known = occurred for 2 entries (one of them is"), "{}", dry.stderr);
    assert!(dry.stderr.contains("2 keys proposed; `asof format -w FILE`"), "{}", dry.stderr);
    sandbox.run(&in_log(&["append", "drafts.asof"])).text();
    sandbox.run(&in_log(&["format", "-w", "drafts.asof"])).text();
    let expected = text
        .replace("claim 2019", "claim veyra-claim-2019-01-14 2019")
        .replace("meeting/held 2019", "meeting/held held-second-talks-2019-01-16 2019");
    assert_eq!(std::fs::read_to_string(sandbox.path("drafts.asof")).unwrap(), expected);
    // With its keys the file is the same entries.
    let again = sandbox.json(&in_log(&["append", "drafts.asof"]));
    assert_eq!(
        column(&again, "unchanged", "key"),
        ["veyra-claim-2019-01-14", "held-second-talks-2019-01-16"]
    );
    // A second entry that would get the same key is refused, and never numbered.
    sandbox.file("second.asof", "claim 2019-01-14 by veyra\nsays: two\nsources: report 1\n> Two.\n");
    let refused = sandbox.run(&in_log(&["append", "second.asof"]));
    assert!(refused.fails(4).contains("a key of its own, as veyra-claim-2019-01-14-b"), "{}", refused.stderr);
}

#[test]
fn a_long_file_in_plain_text_is_appended_batch_by_batch() {
    let sandbox = begun();
    let mut text = "sources: report\nattributed_to: source\n".to_owned();
    for number in 1..=6000 {
        if number == 3000 {
            text += "\nattributed_to: kestmark\n";
        }
        text += &format!(
            "\nclaim claim-{number} 2019-01-14\nsays: number {number}\nsources: {number}\n> Claim {number}.\n"
        );
    }
    sandbox.file("long.asof", &text);
    let answer = sandbox.json(&in_log(&["append", "long.asof"]));
    assert_eq!((&answer["appended"], &answer["batches"]), (&json!(6000), &json!(2)));
    let said = |key: &str| sandbox.json(&in_log(&["show", key]))["event"]["attributed_to"].clone();
    assert_eq!((said("claim-2999"), said("claim-5999")), (json!(["source"]), json!(["kestmark"])));
    sandbox.file("long.asof", &text.replace("says: number 5000", "sais: number 5000"));
    let refused = sandbox.run(&in_log(&["append", "long.asof", "--dry-run"]));
    let line = 1 + text.lines().position(|line| line == "says: number 5000").unwrap();
    assert!(refused.fails(1).contains(&format!("long.asof:{line}:1")), "{}", refused.stderr);
}

#[test]
fn mistakes_in_what_a_draft_means_are_told_alike_in_both_forms() {
    let codes = |said: &str| {
        let found = said.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
        let mut found: Vec<String> = found.map(str::to_owned).collect();
        found.sort();
        found
    };
    let mut compared = 0;
    for entry in std::fs::read_dir(repository().join("fixtures/errors")).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_str().unwrap().ends_with(".drafts.jsonl") {
            continue;
        }
        let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl"));
        let plain = sandbox.run(&["format", path.to_str().unwrap()]);
        if plain.code != 0 {
            continue;
        }
        sandbox.file("plain.asof", &plain.stdout);
        let of_json = sandbox.run(&["append", "--dry-run", path.to_str().unwrap()]);
        let of_plain = sandbox.run(&["append", "--dry-run", "plain.asof"]);
        assert_eq!(codes(&of_plain.stderr), codes(&of_json.stderr), "{}\n{}", path.display(), plain.stdout);
        compared += 1;
    }
    assert!(compared > 25, "{compared}");
}
