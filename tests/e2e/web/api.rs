//! The interface for programs: what it says of itself, and that it keeps to it.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::support::Pages;
use crate::support::contract::assert_holds;
use crate::support::{Sandbox, repository};

const API: &str = "/api/v1";

/// What each path is asked with where it needs something.
const QUESTIONS: [(&str, &str); 8] = [
    ("known", "at=2025-05-16"),
    ("diff", "from=2025-05-14&to=2025-05-16"),
    ("show", "key=r1-held"),
    ("about", "thing=r1"),
    ("why", "path=commitments/thousand-each/status"),
    ("history", "path=commitments/thousand-each"),
    ("compare", "meetings=offer,r1"),
    ("plot", "picture=knowledge"),
];

fn pages() -> Pages {
    Pages::of(&Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl")))
}

fn described(pages: &Pages) -> (Value, BTreeSet<String>) {
    let document = pages.json(&format!("{API}/openapi.json"));
    let paths = document["paths"].as_object().unwrap().keys().cloned().collect();
    (document, paths)
}

fn url_of(path: &str) -> String {
    let name = path.strip_prefix(API).unwrap().trim_start_matches('/');
    let question = QUESTIONS.iter().find(|(of, _)| *of == name).map_or("", |(_, question)| question);
    format!("{}?{question}", path.replace("{name}", "state"))
}

/// Returns what validates against a component of the description.
fn component(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut root = schema.clone();
    root["components"] = document["components"].clone();
    jsonschema::draft202012::new(&root).unwrap()
}

#[test]
fn each_path_that_is_described_answers_as_described() {
    let pages = pages();
    let (document, paths) = described(&pages);
    assert!(paths.len() > 15, "{paths:?}");
    for path in paths {
        let sent = pages.get(&url_of(&path));
        assert_eq!(sent.status, StatusCode::OK, "{path}: {}", sent.text());
        let content = &document["paths"][&path]["get"]["responses"]["200"]["content"];
        let (kind, described) = content.as_object().unwrap().iter().next().unwrap();
        assert_eq!(sent.header("content-type"), kind, "{path}");
        if kind != "application/json" {
            continue;
        }
        let answer = sent.json();
        let validator = component(&document, &described["schema"]);
        assert!(validator.is_valid(&answer), "{path}: {:?}", validator.iter_errors(&answer).next());
        assert!(!validator.is_valid(&json!("text")), "{path} takes anything");
        if answer["schema"].is_string() {
            assert_holds(&answer);
        }
    }
}

#[test]
fn nothing_else_answers() {
    let pages = pages();
    let (_, paths) = described(&pages);
    let command = asof_cli::command();
    let commands = command.get_subcommands().map(|command| command.get_name().to_owned());
    let others = ["open", "search", "event", "state/positions", "schema", "schema/nothing", "..", "", "v1"];
    let mut refused = 0;
    for name in commands.chain(others.map(str::to_owned)) {
        let path = format!("{API}/{name}");
        if !paths.contains(&path) {
            let sent = pages.get(&url_of(&path));
            assert_eq!(sent.status, StatusCode::NOT_FOUND, "{path}: {}", sent.text());
            refused += 1;
        }
    }
    assert!(refused > 15, "{refused}");
}

#[test]
fn what_is_refused_is_a_problem_as_described() {
    let pages = pages();
    let (document, _) = described(&pages);
    let responses = &document["paths"][&format!("{API}/state")]["get"]["responses"];
    let described = &responses["default"]["content"]["application/problem+json"]["schema"];
    let validator = component(&document, described);
    for (url, status, said) in [
        ("state?at=2025-02-30", 400, "2025-02-30"),
        ("state?att=last", 400, "did you mean at?"),
        ("state?at=last&at=last", 400, "twice"),
        ("state?process=talk", 404, "talks"),
        ("state?only=positons", 400, "did you mean positions?"),
        ("known", 400, "`at` is missing"),
        ("show?key=r1-helt", 404, "r1-helt"),
        ("show", 400, "`key` is missing"),
        ("events?after=x", 400, "`after` is a number"),
        ("events?afer=1", 400, "did you mean after?"),
        ("stats", 404, "stats"),
        ("schema/stat", 404, "stat"),
        ("state?at=last&format=csv", 200, ""),
        ("state?as-of=talks", 400, "talks"),
    ] {
        let sent = pages.get(&format!("{API}/{url}"));
        assert_eq!(sent.status, status, "{url}: {}", sent.text());
        if status == 200 {
            assert_eq!(sent.header("content-type"), "application/json", "{url}");
            continue;
        }
        assert_eq!(sent.header("content-type"), "application/problem+json", "{url}");
        let problem = sent.json();
        assert!(validator.is_valid(&problem), "{url}: {problem}");
        assert_eq!(problem["status"], status, "{url}");
        assert!(problem["detail"].as_str().unwrap().contains(said), "{url}: {problem}");
    }
}

#[test]
fn an_answer_that_a_program_has_is_not_sent_again() {
    let pages = pages();
    for url in ["/", "/api/v1/state", "/api/v1/head", "/api/v1/events?limit=2", "/style.css"] {
        let first = pages.get(url);
        let tag = first.header("etag").to_owned();
        if url == "/style.css" {
            // Its name says which text it is.
            assert_eq!(tag, "");
            continue;
        }
        let mut request = axum::http::Request::get(url);
        request = request.header("if-none-match", &tag);
        let again = pages.send(request.body(axum::body::Body::empty()).unwrap());
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{url}");
        assert_eq!(again.header("etag"), tag, "{url}");
    }
}

#[test]
fn the_lines_of_the_log_come_in_parts_that_follow_each_other() {
    let sandbox = Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl"));
    let pages = Pages::of(&sandbox);
    let mut url = format!("{API}/events?limit=4");
    let mut text = String::new();
    for _ in 0..5 {
        let sent = pages.get(&url);
        text.push_str(sent.text());
        let Some(next) =
            sent.header("link").strip_prefix('<').and_then(|link| link.split_once(">; rel=\"next\""))
        else {
            break;
        };
        url = next.0.to_owned();
    }
    assert_eq!(text, std::fs::read_to_string(sandbox.log()).unwrap());
}

#[test]
fn an_answer_by_its_token_stays() {
    let pages = pages();
    let page = pages.page("/?at=2025-05-16");
    let url = page.links().into_iter().find(|link| link.contains("root=")).unwrap();
    let sent = pages.get(&url);
    assert_eq!(sent.header("cache-control"), "private, max-age=31536000, immutable");
    let other = pages.get(&url.replace("root=", "root=0"));
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert!(other.text().contains("of another log"));
    assert_eq!(pages.get("/?at=2025-05-16").header("cache-control"), "no-cache");
}
