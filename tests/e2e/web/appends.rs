//! Appends over the network: what is refused, with which status, and that nothing is written unless it is said.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value;

use super::support::{Page, Pages, SECRET, Sent};
use crate::support::contract::assert_holds;
use crate::support::unseen::hostile_sandbox;
use crate::support::{Sandbox, assert_has, repository};

const EVENTS: &str = "/api/v1/events";

const PLACE: &str = r#"{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"N"}]}}}}"#;

const PLAIN: &str = "claim told 2025-05-16 by kremlin\nsays: The talks went on for two hours\nsources: kure 150\n> The Kremlin said that the talks went on for two hours.\n";

fn sandbox() -> Sandbox {
    Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl"))
}

/// A log that is appended to, and its bytes.
struct Appended {
    sandbox: Sandbox,
    pages: Pages,
    bytes: Vec<u8>,
}

impl Appended {
    fn new() -> Self {
        let sandbox = sandbox();
        let (pages, bytes) = (Pages::appended(&sandbox), std::fs::read(sandbox.log()).unwrap());
        Self { sandbox, pages, bytes }
    }

    /// Sends drafts with the token.
    fn post(&self, url: &str, text: impl Into<Body>) -> Sent {
        self.pages.send(bearing(SECRET, url).body(text.into()).unwrap())
    }

    /// Asserts that nothing was written.
    #[track_caller]
    fn is_unchanged(&self, why: &str) {
        assert_eq!(std::fs::read(self.sandbox.log()).unwrap(), self.bytes, "{why}");
    }

    fn lines(&self) -> usize {
        std::fs::read_to_string(self.sandbox.log()).unwrap().lines().count()
    }
}

fn bearing(token: &str, url: &str) -> axum::http::request::Builder {
    Request::post(url).header("authorization", format!("Bearer {token}"))
}

/// Returns a refusal as the problem that it is.
#[track_caller]
fn problem(sent: &Sent, status: u16) -> Value {
    assert_eq!(sent.status, status, "{}", sent.text());
    assert_eq!(sent.header("content-type"), "application/problem+json");
    sent.json()
}

#[test]
fn nobody_appends_without_the_token() {
    let log = Appended::new();
    let wrong = ["", "wrong", "0123456789abcdef0123456789abcdee", &SECRET.to_uppercase(), &SECRET[1..]];
    for token in wrong {
        let sent = log.pages.send(bearing(token, EVENTS).body(Body::from(PLACE)).unwrap());
        assert_eq!(sent.header("www-authenticate"), "Bearer");
        assert!(!problem(&sent, 401).to_string().contains(SECRET));
    }
    let basic = Request::post(EVENTS).header("authorization", format!("Basic {SECRET}"));
    problem(&log.pages.send(basic.body(Body::from(PLACE)).unwrap()), 401);
    problem(&log.pages.send(Request::post(EVENTS).body(Body::from(PLACE)).unwrap()), 401);
    let in_address = Request::post(format!("{EVENTS}?token={SECRET}"));
    problem(&log.pages.send(in_address.body(Body::from(PLACE)).unwrap()), 401);
    log.is_unchanged("wrong tokens");
}

#[test]
fn what_is_no_draft_is_refused_with_its_place() {
    let log = Appended::new();
    for (text, said) in [
        ("", "no draft"),
        ("{", "problem"),
        ("[]", "problem"),
        ("null", "problem"),
        ("{\"key\":\"x\"}\n{\"key\":", "problem"),
        ("<xml/>", "problem"),
        ("key: told\nkind: no-such-kind\n", "problem"),
        ("a=b&c=d", "problem"),
    ] {
        let sent = log.post(EVENTS, text);
        let status = if text.is_empty() { 400 } else { 422 };
        let problem = problem(&sent, status);
        assert!(problem["detail"].as_str().unwrap().contains(said), "{text}: {problem}");
        let problems = problem["problems"].as_array().unwrap();
        assert_eq!(problems.is_empty(), text.is_empty(), "{text}: {problem}");
        for problem in problems {
            assert!(problem["line"].as_u64().is_some(), "{text}: {problem}");
        }
    }
    let sent = log.post(EVENTS, &b"{\"key\":\"\xff\xfe\"}"[..]);
    assert_eq!((sent.status, sent.text()), (StatusCode::BAD_REQUEST, "the request is not UTF-8\n"));
    log.is_unchanged("no drafts");
}

#[test]
fn every_problem_of_every_draft_is_told_at_once() {
    let log = Appended::new();
    let two = "{\"key\":\"Bad Key\",\"what\":{}}\n{\"key\":\"ok\",\"process\":\"nowhere\",\"occurred\":\"2025-02-30\",\"known\":\"x\",\"what\":{\"claim\":{}}}\n";
    let problem = problem(&log.post(EVENTS, two), 422);
    let lines: Vec<u64> = problem["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["line"].as_u64().unwrap())
        .collect();
    assert!(lines.contains(&1) && lines.contains(&2), "{problem}");
    log.is_unchanged("several problems");
}

#[test]
fn what_nobody_sees_is_refused_and_shown_by_its_number() {
    let log = Appended::new();
    let text = PLACE.replace("\"N\"", "\"N\u{202e}<script>\"");
    let sent = log.post(EVENTS, text);
    let problem = problem(&sent, 422);
    assert_eq!(problem["problems"][0]["code"], "unseen-character");
    assert!(!sent.text().contains('\u{202e}'), "{problem}");
    log.is_unchanged("unseen");
}

#[test]
fn too_much_at_once_is_refused() {
    let log = Appended::new();
    let sent = log.post(EVENTS, vec![b' '; (8 << 20) + 1]);
    assert_eq!(sent.status, StatusCode::PAYLOAD_TOO_LARGE);
    let sent = log.post(EVENTS, vec![b'x'; 8 << 20]);
    assert_ne!(sent.status, StatusCode::PAYLOAD_TOO_LARGE);
    log.is_unchanged("too much");
}

#[test]
fn a_parameter_that_is_unknown_is_refused() {
    let log = Appended::new();
    let refused = problem(&log.post(&format!("{EVENTS}?dry_run=1"), PLACE), 400);
    assert_has(refused["detail"].as_str().unwrap(), &["dry_run", "dry-run"]);
    log.is_unchanged("a typo in dry-run");
}

#[test]
fn a_dry_run_says_what_it_would_change_and_writes_nothing() {
    let log = Appended::new();
    for text in [PLACE, PLAIN] {
        let sent = log.post(&format!("{EVENTS}?dry-run=yes"), text);
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        let answer = sent.json();
        assert_holds(&answer);
        assert_eq!(answer["appended"].as_array().unwrap().len(), 1, "{answer}");
        log.is_unchanged(text);
    }
}

#[test]
fn the_same_again_writes_nothing_and_something_else_under_its_key_is_refused() {
    let log = Appended::new();
    for text in [PLACE, PLAIN] {
        let before = log.lines();
        let first = log.post(EVENTS, text);
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
        assert_holds(&first.json());
        assert_eq!(log.lines(), before + 1);
        let written = std::fs::read(log.sandbox.log()).unwrap();
        let again = log.post(EVENTS, text);
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
        assert_eq!(again.json()["appended"].as_array().unwrap().len(), 0, "{}", again.text());
        let other = text.replace("\"N\"", "\"Other\"").replace("two hours", "three hours");
        let refused = problem(&log.post(EVENTS, other), 409);
        assert_eq!(refused["problems"][0]["code"], "key-reused", "{refused}");
        assert_eq!(std::fs::read(log.sandbox.log()).unwrap(), written);
    }
    log.sandbox.run(&["check", "--integrity"]).text();
}

#[test]
fn an_append_to_another_log_than_was_read_is_refused() {
    let log = Appended::new();
    let tag = log.pages.get("/api/v1/head").header("etag").to_owned();
    let post = |tag: &str| {
        let request = bearing(SECRET, EVENTS).header("if-match", tag);
        log.pages.send(request.body(Body::from(PLACE)).unwrap())
    };
    for stale in ["\"14-0123456789abcdef\"", "\"15-0123456789abcdef\"", "15", "", "\"\"", "nonsense"] {
        let refused = problem(&post(stale), 412);
        assert!(refused["detail"].as_str().unwrap().contains("If-Match"), "{stale}: {refused}");
        log.is_unchanged(stale);
    }
    // Somebody else appends; the server has not read it yet.
    log.sandbox.file("other.json", &PLACE.replace("new-place", "other-place"));
    log.sandbox.run(&["append", "other.json"]).text();
    let written = std::fs::read(log.sandbox.log()).unwrap();
    problem(&post(&tag), 412);
    assert_eq!(std::fs::read(log.sandbox.log()).unwrap(), written);
    let log = Appended::new();
    let request = bearing(SECRET, EVENTS).header("if-match", tag);
    assert_eq!(log.pages.send(request.body(Body::from(PLACE)).unwrap()).status, StatusCode::CREATED);
    assert_eq!(log.lines(), 16);
}

#[test]
fn a_damaged_log_is_not_appended_to() {
    let sandbox = sandbox();
    let text = std::fs::read_to_string(sandbox.log()).unwrap().replacen("\"seq\":10,", "\"seq\":oops,", 1);
    std::fs::write(sandbox.log(), &text).unwrap();
    let pages = Pages::appended(&sandbox);
    let sent = pages.send(bearing(SECRET, EVENTS).body(Body::from(PLACE)).unwrap());
    problem(&sent, 500);
    assert_eq!(std::fs::read_to_string(sandbox.log()).unwrap(), text);
}

#[test]
fn where_nothing_is_appended_nothing_asks_for_it() {
    let sandbox = sandbox();
    let (pages, bytes) = (Pages::of(&sandbox), std::fs::read(sandbox.log()).unwrap());
    for url in [EVENTS, "/append", "/login"] {
        let sent = pages.send(bearing(SECRET, url).body(Body::from(PLACE)).unwrap());
        assert_has(problem(&sent, 403)["detail"].as_str().unwrap(), &["--allow-append"]);
    }
    assert_eq!(pages.get("/append").status, StatusCode::FORBIDDEN);
    assert!(!pages.page("/").links().contains("/append"));
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), bytes);
}

/// Somebody who appends with a browser.
struct Reader<'l> {
    log: &'l Appended,
    cookie: String,
    secret: String,
}

const OWN: &str = "http://127.0.0.1:7117";

/// Sends a form as a browser does.
fn form(url: &str, origin: Option<&str>, cookie: Option<&str>, fields: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::post(url).header("host", "127.0.0.1:7117");
    request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
    request = cookie.into_iter().fold(request, |request, cookie| request.header("cookie", cookie));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(body)).unwrap()
}

impl<'l> Reader<'l> {
    fn logged_in(log: &'l Appended) -> Self {
        let sent = log.pages.send(form("/login", Some(OWN), None, &[("token", SECRET)]));
        assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, "/append"));
        let set = sent.header("set-cookie");
        assert!(set.contains("; HttpOnly; SameSite=Strict; Path=/;") && !set.contains(SECRET), "{set}");
        let cookie = set.split(';').next().unwrap().to_owned();
        let mut reader = Self { log, cookie, secret: String::new() };
        reader.secret = reader.show("kind=place").field("secret").unwrap().to_owned();
        reader
    }

    fn show(&self, query: &str) -> Page {
        let request = Request::get(format!("/append?{query}")).header("cookie", &self.cookie);
        let sent = self.log.pages.send(request.body(Body::empty()).unwrap());
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        sent.page()
    }

    fn send(&self, origin: Option<&str>, secret: &str, fields: &[(&str, &str)]) -> Sent {
        let fields = [&[("secret", secret)], fields].concat();
        self.log.pages.send(form("/append", origin, Some(&self.cookie), &fields))
    }
}

const FIELDS: [(&str, &str); 3] = [("kind", "place"), ("f.key", "new-place"), ("f.names", "N")];

fn doing(what: &'static str) -> Vec<(&'static str, &'static str)> {
    [&FIELDS[..], &[("do", what), ("expect", "15")]].concat()
}

#[test]
fn a_form_is_tried_first_and_then_appended_once() {
    let log = Appended::new();
    let reader = Reader::logged_in(&log);
    let tried = reader.send(Some(OWN), &reader.secret, &doing("try"));
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text());
    assert_has(tried.page().text_of("main"), &["What it would change"]);
    log.is_unchanged("tried");
    let appended = reader.send(Some(OWN), &reader.secret, &doing("append"));
    assert_eq!(appended.status, StatusCode::OK, "{}", appended.text());
    assert_has(appended.page().text_of("main"), &["Appended"]);
    assert_eq!(log.lines(), 16);
    // Twice by a double click, and once more of somebody who saw an older log.
    let again = reader.send(Some(OWN), &reader.secret, &doing("append"));
    assert_eq!(log.lines(), 16, "{}", again.text());
    let mut older = doing("append");
    older[1].1 = "other-place";
    let older = reader.send(Some(OWN), &reader.secret, &older);
    assert_eq!(older.status, StatusCode::PRECONDITION_FAILED, "{}", older.text());
    assert_eq!(log.lines(), 16);
}

#[test]
fn a_form_that_another_page_sends_is_refused() {
    let log = Appended::new();
    let reader = Reader::logged_in(&log);
    let other = Reader::logged_in(&log);
    let own = Pages::with(
        &log.sandbox,
        asof_web::Settings {
            hosts: vec!["127.0.0.1:7117".to_owned()],
            appending: Some(super::support::appending(&log.sandbox)),
            ..super::support::settings()
        },
    );
    for origin in [
        Some("http://evil.example"),
        Some("null"),
        Some(""),
        Some("http://127.0.0.1"),
        Some("http://127.0.0.1:7118"),
        Some("http://127.0.0.1:7117.evil.example"),
        None,
    ] {
        let sent = own.send(form("/login", origin, None, &[("token", SECRET)]));
        assert_eq!((sent.status, sent.header("set-cookie")), (StatusCode::FORBIDDEN, ""), "{origin:?}");
        let sent = own.send(form("/append", origin, Some(&reader.cookie), &doing("append")));
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{origin:?}");
    }
    for secret in ["", "0", &other.secret, SECRET] {
        let sent = reader.send(Some(OWN), secret, &doing("append"));
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{secret}");
    }
    let sent = log.pages.send(form("/append", Some(OWN), Some(&reader.cookie), &doing("append")));
    assert_eq!(sent.status, StatusCode::FORBIDDEN, "no secret");
    log.is_unchanged("foreign forms");
}

#[test]
fn whoever_did_not_show_the_token_is_asked_for_it() {
    let log = Appended::new();
    for token in ["", "wrong", &SECRET.to_uppercase()] {
        let sent = log.pages.send(form("/login", Some(OWN), None, &[("token", token)]));
        assert_eq!((sent.status, sent.header("set-cookie")), (StatusCode::FORBIDDEN, ""));
        assert_has(sent.page().text_of("main"), &["That is not the token."]);
    }
    for cookie in [None, Some("asof="), Some("asof=0123456789abcdef0123456789abcdef"), Some("other=1")] {
        let sent = log.pages.send(form("/append", Some(OWN), cookie, &doing("append")));
        assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, "/append"), "{cookie:?}");
        let shown = Request::get("/append?kind=place").header("cookie", cookie.unwrap_or_default());
        let shown = log.pages.send(shown.body(Body::empty()).unwrap());
        assert_eq!(shown.status, StatusCode::UNAUTHORIZED);
        assert_eq!(shown.page().field("secret"), None);
    }
    log.is_unchanged("no session");
}

#[test]
fn what_is_wrong_stands_at_its_field_as_text() {
    let log = Appended::new();
    let reader = Reader::logged_in(&log);
    for value in ["<script>alert(1)</script>", "\"onx=\"", "x\u{202e}y", "]]>", "a\u{0}b", "\u{9b}2J"] {
        let fields =
            [("kind", "place"), ("f.key", value), ("f.names", value), ("do", "append"), ("expect", "15")];
        let sent = reader.send(Some(OWN), &reader.secret, &fields);
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{value:?}: {}", sent.text());
        let text = sent.text();
        assert!(!text.contains("<script>alert") && !text.contains("onx=\""), "{value:?}: {text}");
        log.is_unchanged(value);
    }
    let shown = reader.show("kind=%3Cscript%3E&process=%22onx%3D");
    assert!(shown.named("script").all(|tag| tag.text.is_empty() && tag.get("src").is_some()));
}

#[test]
fn asking_changes_nothing() {
    let log = Appended::new();
    for url in [
        "/append?do=append&kind=place&f.key=new-place&f.name=N&expect=15",
        "/login?token=0123456789abcdef0123456789abcdef",
        "/api/v1/events?dry-run=no",
        "/?do=append",
    ] {
        let sent = log.pages.send(
            Request::get(url)
                .header("authorization", format!("Bearer {SECRET}"))
                .body(Body::empty())
                .unwrap(),
        );
        assert_eq!(sent.header("set-cookie"), "", "{url}");
        log.is_unchanged(url);
    }
}

#[test]
fn the_form_of_a_hostile_log_shows_its_titles_as_text() {
    let sandbox = hostile_sandbox();
    let pages = Pages::appended(&sandbox);
    let sent = pages.send(form("/login", Some(OWN), None, &[("token", SECRET)]));
    let cookie = sent.header("set-cookie").split(';').next().unwrap().to_owned();
    let sent =
        pages.send(Request::get("/append?kind=claim").header("cookie", cookie).body(Body::empty()).unwrap());
    assert_eq!(sent.page().named("option").filter(|tag| tag.text.contains("invented")).count(), 3);
    assert!(!sent.text().contains('\u{202e}') && sent.text().contains("&lt;U+"));
}
