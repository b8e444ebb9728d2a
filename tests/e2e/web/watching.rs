//! The log while it is served: it grows, is replaced, cut, removed or damaged, and somebody else writes to it.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use super::server::{Answer, Server, token_file};
use super::support::{Pages, SECRET};
use crate::support::{Sandbox, assert_has, repository};

const SOON: Duration = Duration::from_secs(2);

/// A change within the first moment is taken for what was there.
const A_MOMENT: Duration = Duration::from_millis(300);

/// A log that cannot be read is tried again after a second.
const LATER: Duration = Duration::from_secs(4);

fn sandbox() -> Sandbox {
    Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl"))
}

fn place(key: &str) -> String {
    format!(r#"{{"key":"{key}","what":{{"registered":{{"place":{{"names":[{{"name":"N"}}]}}}}}}}}"#)
}

fn ends_at(server: &Server, head: u64) -> bool {
    server.head()["head"] == head
}

fn is_in_trouble(server: &Server) -> bool {
    !server.head()["trouble"].is_null()
}

#[test]
fn what_is_appended_is_served_soon() {
    let sandbox = sandbox();
    sandbox.run(&["copy", "events/log.jsonl", "log.db"]).text();
    for log in ["events/log.jsonl", "log.db"] {
        let server = Server::of(&sandbox, &["--log", log]);
        assert!(ends_at(&server, 15));
        let before = server.get("/names");
        assert!(!before.body.contains("new-place"));
        sandbox.file("draft.json", &place("new-place"));
        sandbox.run(&["append", "--log", log, "draft.json"]).text();
        server.wait(SOON, log, |server| ends_at(server, 16));
        let after = server.get("/names");
        assert!(after.body.contains("new-place") && after.body.contains("16 entries"), "{log}");
        let head = server.head();
        assert!(head["trouble"].is_null() && head["damage"] == 0, "{head}");
    }
}

/// Asserts that the page still has its answer, and says that it may be old.
#[track_caller]
fn warns(answer: &Answer) {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_has(
        answer.page().text_of("body"),
        &["What stands here may be old:", "15 entries", "Istanbul talks"],
    );
}

#[test]
fn a_log_that_is_gone_is_answered_from_until_it_is_back() {
    let sandbox = sandbox();
    sandbox.run(&["copy", "events/log.jsonl", "log.db"]).text();
    for log in ["events/log.jsonl", "log.db"] {
        let server = Server::of(&sandbox, &["--log", log]);
        let moved = sandbox.path("moved");
        fs::rename(sandbox.path(log), &moved).unwrap();
        server.wait(LATER, log, is_in_trouble);
        warns(&server.get("/"));
        assert_eq!(server.head()["head"], 15, "{log}");
        fs::rename(&moved, sandbox.path(log)).unwrap();
        server.wait(LATER, log, |server| !is_in_trouble(server));
        assert!(!server.get("/").body.contains("may be old"), "{log}");
    }
}

#[test]
fn a_log_that_is_cut_or_overwritten_is_answered_from_as_it_was() {
    let whole = fs::read_to_string(sandbox().log()).unwrap();
    let ten: String = whole.lines().take(10).map(|line| format!("{line}\n")).collect();
    let overwritten = |what: &str, text: &str| {
        let sandbox = sandbox();
        let server = Server::of(&sandbox, &[]);
        thread::sleep(A_MOMENT);
        fs::write(sandbox.log(), text).unwrap();
        server.wait(LATER, what, is_in_trouble);
        // Still so when it was tried again.
        thread::sleep(LATER / 2);
        assert!(is_in_trouble(&server), "{what}: {}", server.head());
        warns(&server.get("/"));
        fs::write(sandbox.log(), &whole).unwrap();
        server.wait(LATER, what, |server| !is_in_trouble(server));
        assert!(!server.get("/").body.contains("may be old"), "{what}");
    };
    thread::scope(|scope| {
        for (what, text) in
            [("cut", ""), ("ten", &*ten), ("no log", "this is no log\n"), ("bytes", "\u{0}\u{1}\u{2}")]
        {
            let overwritten = &overwritten;
            scope.spawn(move || overwritten(what, text));
        }
    });
}

#[test]
fn another_log_in_its_place_is_served_from_then_on() {
    let sandbox = sandbox();
    let server = Server::of(&sandbox, &[]);
    thread::sleep(A_MOMENT);
    fs::copy(repository().join("fixtures/logs/cinder-pass.jsonl"), sandbox.path("other.jsonl")).unwrap();
    fs::rename(sandbox.path("other.jsonl"), sandbox.log()).unwrap();
    server.wait(LATER, "another", |server| ends_at(server, 33));
    assert_has(server.get("/").page().text_of("h1"), &["Cinder Pass"]);
}

#[test]
fn a_damaged_log_says_so_and_answers_with_the_rest() {
    let sandbox = sandbox();
    let text = fs::read_to_string(sandbox.log()).unwrap();
    fs::write(sandbox.log(), text.replacen("\"seq\":10,", "\"seq\":<script>,", 1)).unwrap();
    let server = Server::of(&sandbox, &[]);
    let page = server.get("/").page();
    assert_has(
        page.text_of("body"),
        &["The log is damaged:", "the answer uses the rest", "asof check", "Istanbul talks"],
    );
    assert_eq!(server.head()["damage"], 1, "{}", server.head());
    assert_eq!(server.get("/api/v1/state").status, 200);
    assert_eq!(server.get("/event/talks/r1-held").status, 200);
    // Damage that comes while it is served.
    let sandbox = self::sandbox();
    let server = Server::of(&sandbox, &[]);
    thread::sleep(A_MOMENT);
    fs::write(sandbox.log(), text + "{\"seq\":broken}\n").unwrap();
    server.wait(LATER, "damage", |server| server.head()["damage"] == 1);
    assert_has(server.get("/").page().text_of("body"), &["The log is damaged:", "15 entries"]);
}

#[test]
fn an_answer_is_of_one_end_of_the_log_while_it_is_read_anew() {
    let sandbox = sandbox();
    let server = Server::appended(&sandbox);
    let asking = || {
        let mut pages = Vec::new();
        while !ends_at(&server, 21) {
            pages.push(server.get("/names").page());
        }
        pages
    };
    let pages = thread::scope(|scope| {
        let asked = [scope.spawn(asking), scope.spawn(asking)];
        for number in 0..6 {
            let answer = server.post(&place(&format!("place-{number}")));
            assert_eq!(answer.status, 201, "{answer:?}");
            // It is served to whoever appended it at once.
            assert!(server.head()["head"].as_u64().unwrap() >= 16 + number);
        }
        asked.map(|asked| asked.join().unwrap())
    });
    let lines = fs::read_to_string(sandbox.log()).unwrap();
    let mut heads = std::collections::BTreeSet::new();
    for page in pages.iter().flatten() {
        let head: usize = page.named("footer").next().unwrap().get("data-head").unwrap().parse().unwrap();
        if heads.insert(head) {
            let part: String = lines.lines().take(head).map(|line| format!("{line}\n")).collect();
            let alone = Sandbox::empty();
            fs::create_dir(alone.path("events")).unwrap();
            alone.file("events/log.jsonl", &part);
            let then = Pages::of(&alone).page("/names");
            let of_head = pages.iter().flatten().filter(|page| {
                page.named("footer").next().unwrap().get("data-head") == Some(head.to_string().as_str())
            });
            for page in of_head {
                assert_eq!(page.text_of("main"), then.text_of("main"), "{head}");
                assert_eq!(page.text_of("footer"), then.text_of("footer"), "{head}");
            }
        }
    }
    assert!(heads.len() > 2, "{heads:?}");
}

#[test]
fn two_who_append_at_once_both_do_or_are_told_to_come_again() {
    let sandbox = sandbox();
    let server = Server::appended(&sandbox);
    let append = |who: &str| {
        let posts = (0..5).map(|number| {
            let key = format!("{who}-{number}");
            (server.post(&place(&key)).status, key)
        });
        posts.collect::<Vec<_>>()
    };
    let posted: Vec<_> = thread::scope(|scope| {
        let both = ["ada", "ben"].map(|who| scope.spawn(move || append(who)));
        both.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    let log = fs::read_to_string(sandbox.log()).unwrap();
    for (status, key) in &posted {
        assert!([201, 412, 503].contains(status), "{key}: {status}");
        assert_eq!(log.contains(&format!("\"{key}\"")), *status == 201, "{key}: {status}");
    }
    assert!(posted.iter().filter(|(status, _)| *status == 201).count() >= 5, "{posted:?}");
    sandbox.run(&["check", "--integrity"]).text();
    // The same entry of two: written once.
    let same: Vec<u16> = thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| server.post(&place("same")).status));
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(same.contains(&201) && same.iter().all(|status| [200, 201, 503].contains(status)), "{same:?}");
    assert_eq!(fs::read_to_string(sandbox.log()).unwrap().matches("\"same\"").count(), 1);
}

#[test]
fn the_first_line_says_where() {
    let sandbox = sandbox();
    let server = Server::of(&sandbox, &[]);
    assert_eq!(server.line, format!("http://127.0.0.1:{}/\n", server.port));
    let server = Server::of(&sandbox, &["--format", "json", "--prefix", "/talks/"]);
    let line: serde_json::Value = serde_json::from_str(&server.line).unwrap();
    assert_eq!(line["url"], format!("http://127.0.0.1:{}/talks/", server.port));
    assert_eq!(line["port"], server.port);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let sandbox = sandbox();
    let server = Server::of(&sandbox, &[]);
    let port = server.port.to_string();
    let ran = sandbox.run(&["serve", "--port", &port]);
    assert_eq!(ran.stdout, "");
    assert_has(ran.fails(3), &[&port, "--port 0"]);
}

#[test]
fn every_address_of_a_page_begins_with_its_prefix() {
    let sandbox = sandbox();
    let server =
        Server::of(&sandbox, &["--prefix", "/talks", "--allow-append", "--token-file", token_file(&sandbox)]);
    for path in [
        "/",
        "/?at=2025-05-16",
        "/state/meetings",
        "/plot/timeline",
        "/event/talks/r1-held",
        "/nowhere",
        "/append",
        "/?at=x",
    ] {
        let answer = server.get(&format!("/talks{path}"));
        let page = answer.page();
        let mut seen = 0;
        for tag in &page.tags {
            for (name, url) in
                tag.attributes.iter().filter(|(_, url)| !url.is_empty() && !url.starts_with('#'))
            {
                if ["href", "src", "action"].contains(&name.as_str()) {
                    assert!(url.starts_with("/talks/"), "{path}: {name}={url}");
                    seen += 1;
                }
            }
        }
        assert!(seen > 10, "{path}: {seen}");
        assert!(page.named("body").all(|body| body.get("data-head") == Some("/talks/api/v1/head")), "{path}");
    }
    for asset in server.get("/talks/").page().links() {
        let status = if asset == "/talks/append" { 401 } else { 200 };
        assert_eq!(server.get(&asset).status, status, "{asset}");
    }
    for path in ["/", "/style.css", "/api/v1/head", "/talksx", "/talksx/"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    let next = server.get("/talks/api/v1/events?limit=1");
    assert!(next.head.contains("link: </talks/api/v1/events?after=1&limit=1>"), "{}", next.head);
}

#[test]
fn several_logs_are_called_by_the_same_names() {
    let sandbox = sandbox();
    sandbox.run(&["copy", "events/log.jsonl", "other.jsonl"]).text();
    let server = Server::of(&sandbox, &["events/log.jsonl", "other.jsonl"]);
    let list = server.get("/").page().links();
    assert!(list.contains("/l/log/") && list.contains("/l/other/"), "{list:?}");
    for path in ["/", "/l/log/", "/l/other/api/v1/head"] {
        assert_eq!(server.get(path).status, 200, "{path}");
        let mut foreign = server.connect();
        foreign.send(&format!("GET {path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n"));
        assert!(foreign.rest().starts_with("HTTP/1.1 421 "), "{path}");
    }
}

#[test]
fn whoever_reads_from_elsewhere_shows_the_token() {
    let sandbox = sandbox();
    let damaged = fs::read_to_string(sandbox.log()).unwrap().replacen("\"seq\":10,", "\"seq\":oops,", 1);
    fs::write(sandbox.log(), damaged).unwrap();
    assert_has(sandbox.run(&["serve", "--port", "0", "--address", "0.0.0.0"]).fails(2), &["--token-file"]);
    let server = Server::of(&sandbox, &["--address", "0.0.0.0", "--token-file", token_file(&sandbox)]);
    let ask = |path: &str, headers: &str| {
        let mut connection = server.connect();
        connection.ask("GET", path, headers, "");
        connection.answer()
    };
    for path in ["/", "/event/talks/r1-held", "/names?format=json", "/append", "/nowhere"] {
        for headers in ["", "authorization: Bearer wrong\r\n", "cookie: asof=0\r\n"] {
            let answer = ask(path, headers);
            assert_eq!(answer.status, 401, "{path}");
            assert!(!answer.body.contains("Istanbul") && answer.body.contains("password"), "{path}");
            assert!(!answer.body.contains("entries") && !answer.body.contains("damaged"), "{path}");
        }
    }
    for path in ["/api/v1/state", "/api/v1/head", "/api/v1/events", "/api/v1/openapi.json"] {
        let answer = ask(path, "");
        assert_eq!(answer.status, 401, "{path}");
        assert!(answer.head.contains("www-authenticate: bearer") && !answer.body.contains("talks"), "{path}");
    }
    for path in ["/style.css", "/page.js", "/icon.svg"] {
        assert_eq!(ask(path, "").status, 200, "{path}");
    }
    let bearer = format!("authorization: Bearer {SECRET}\r\n");
    assert_eq!(ask("/", &bearer).status, 200);
    assert_eq!(ask("/api/v1/state", &bearer).status, 200);
    let mut login = server.connect();
    let origin = format!("origin: http://{}\r\n", login.host());
    login.ask("POST", "/login", &origin, &format!("token={SECRET}"));
    let answer = login.answer();
    assert_eq!(answer.status, 303, "{answer:?}");
    let cookie = answer.head.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(ask("/", &format!("cookie: {cookie}\r\n")).status, 200);
    let begun = Instant::now();
    let mut wrong = server.connect();
    wrong.ask("POST", "/login", &origin, "token=wrong");
    assert_eq!(wrong.answer().status, 403);
    assert!(begun.elapsed() >= Duration::from_millis(500), "a wrong token is answered later");
}
