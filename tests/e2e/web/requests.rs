//! Requests that no page makes: each is answered with the status that says what is wrong, and nothing is done.

use asof_web::Settings;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};

use super::support::{Pages, Sent, settings};
use crate::support::{Sandbox, repository};

fn sandbox() -> Sandbox {
    Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl"))
}

/// Asserts that a page or a problem says why there is no answer, with everything that a browser has to be told.
#[track_caller]
fn refused(sent: &Sent, status: u16, said: &str, url: &str) {
    assert_eq!(sent.status, status, "{url}: {}", sent.text());
    assert!(sent.text().contains(said), "{url}: no {said:?} in {}", sent.text());
    assert_manners(sent, url);
}

#[track_caller]
fn assert_manners(sent: &Sent, url: &str) {
    let policy = sent.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"), "{url}");
    assert!(!policy.contains("unsafe-eval") && !policy.contains("script-src 'unsafe"), "{url}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(sent.header(name), value, "{url}");
    }
}

#[test]
fn odd_dates_are_refused_in_words() {
    let pages = Pages::of(&sandbox());
    for at in [
        "2025-02-30",
        "2025-13-01",
        "0000-00-00",
        "99999-01-01",
        "-1",
        "1e9",
        "tomorrow-ish",
        "2025-05-16T25:00",
        "round:99999999999999999999",
        "last+9999999999999999d",
        "2025-05-16%2B99999999999w",
        "%00",
        "'; drop table events; --",
        "{{7*7}}",
        "2025-05-16\u{202e}",
        "<script>alert(1)</script>",
    ] {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.append_pair("at", at).finish();
        for path in ["/", "/due", "/hindsight", "/disputes", "/plot/timeline", "/state/positions"] {
            let url = format!("{path}?{query}");
            refused(&pages.get(&url), 400, "No answer", &url);
            let url = format!("{url}&format=json");
            refused(&pages.get(&url), 400, "\"status\":400", &url);
        }
    }
}

#[test]
fn a_parameter_that_is_unknown_or_given_twice_is_refused() {
    let pages = Pages::of(&sandbox());
    for (url, said) in [
        ("/?wehn=2025-05-16", "wehn"),
        ("/?att=2025-05-16", "did you mean at"),
        ("/?At=2025-05-16", "did you mean at"),
        ("/?at=2025-05-16&at=2025-05-15", "given twice"),
        ("/?format=json&format=csv", "format"),
        ("/?format=pdf", "pdf"),
        ("/?known=on", "known-on"),
        ("/diff?from=2025-05-14", "parameter"),
        ("/diff", "parameter"),
        ("/event/talks/r1-held?only=positions", "only"),
        ("/log?order=ocurred", "did you mean occurred"),
        ("/log?kind=meting", "meeting"),
        ("/history?path=commitments/thousand-each&by=wrld", "did you mean world"),
        ("/?__proto__=1", "__proto__"),
        ("/?at[]=2025-05-16", "at[]"),
    ] {
        let sent = pages.get(&url.replace('[', "%5B").replace(']', "%5D"));
        refused(&sent, 400, said, url);
    }
}

#[test]
fn a_path_leads_to_no_other() {
    let pages = Pages::of(&sandbox());
    for path in [
        "/..%2f..%2fetc%2fpasswd",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/event/..%2f..%2fetc/passwd",
        "/event/../../style.css",
        "/event/%00",
        "/event/talks/r1-held/",
        "/event/talks//r1-held",
        "/event/talks/r1-held/x",
        "/event/",
        "/event",
        "/plot",
        "/plot/",
        "/plot/knowledge.svg",
        "/plot/../state",
        "//evil.example/",
        "/\\evil.example",
        "/.git/config",
        "/events/log.jsonl",
        "/style.css/",
        "/style.css/x",
        "/page.js%00",
        "/api/v1/../../style.css",
        "/api/v2/state",
        "/api",
        "/login",
        "/STATE",
        "/state.html",
        "/person/talks/<script>",
    ] {
        let path = path.replace('<', "%3C").replace('>', "%3E");
        let sent = pages.get(&path);
        if sent.status == StatusCode::OK {
            eprintln!("OK {path}");
        }
        assert!(!sent.text().contains("root:"), "{path}");
        assert_manners(&sent, &path);
        let is_there = path == "/event/talks/r1-held/";
        assert_eq!(sent.status.is_client_error(), !is_there, "{path}: {}", sent.status);
    }
}

#[test]
fn an_address_that_is_too_long_is_refused_before_it_is_read() {
    let pages = Pages::of(&sandbox());
    let url = |length: usize| format!("/?at={}", "9".repeat(length - 5));
    refused(&pages.get(&url(9 << 10)), 414, "longer than 8 KiB", "9 KiB");
    refused(&pages.get(&url((8 << 10) + 1)), 414, "longer than 8 KiB", "8 KiB and one");
    refused(&pages.get(&url(8 << 10)), 400, "No answer", "8 KiB");
}

#[test]
fn a_page_is_not_called_by_a_name_of_another() {
    let own = vec!["127.0.0.1:7117".to_owned(), "talks.example.org".to_owned()];
    let pages = Pages::with(&sandbox(), Settings { hosts: own, ..settings() });
    let ask = |host: Option<&str>| {
        let request = Request::get("/");
        let request = host.into_iter().fold(request, |request, host| request.header("host", host));
        pages.send(request.body(Body::empty()).unwrap())
    };
    for host in ["127.0.0.1:7117", "talks.example.org", "TALKS.example.org"] {
        assert_eq!(ask(Some(host)).status, StatusCode::OK, "{host}");
    }
    for host in [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:7117.evil.example",
        "talks.example.org:7117",
        "talks.example.org.",
        "localhost:7117",
        "",
        "127.0.0.1:7117, evil.example",
    ] {
        refused(&ask(Some(host)), 421, "not called by that name", host);
    }
    refused(&ask(None), 421, "not called by that name", "no host");
}

#[test]
fn nothing_but_reading_is_offered() {
    let sandbox = sandbox();
    let pages = Pages::of(&sandbox);
    let before = std::fs::read(sandbox.log()).unwrap();
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"] {
        for url in ["/", "/event/talks/r1-held", "/style.css", "/api/v1/state", "/api/v1/events", "/nowhere"]
        {
            let request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(url);
            let sent = pages.send(request.body(Body::from("at=last")).unwrap());
            assert_eq!(sent.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {url}");
            assert_eq!(
                sent.header("allow"),
                if url == "/api/v1/events" { "GET,HEAD,POST" } else { "GET,HEAD" },
                "{method} {url}"
            );
            assert_manners(&sent, url);
        }
    }
    assert_eq!(pages.get("/login").header("allow"), "POST");
    for url in ["/", "/style.css", "/api/v1/head"] {
        let head = pages.send(Request::head(url).body(Body::empty()).unwrap());
        let get = pages.get(url);
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "{url}");
        assert_eq!(head.header("etag"), get.header("etag"), "{url}");
    }
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), before);
}

#[test]
fn every_page_loads_its_own_files_alone() {
    let pages = Pages::of(&sandbox());
    for url in
        ["/", "/plot/knowledge", "/plot/knowledge?format=svg", "/nowhere", "/api/v1/head", "/style.css"]
    {
        assert_manners(&pages.get(url), url);
    }
    for asset in pages.page("/").links().into_iter().filter(|link| link.contains("?v=")) {
        assert!(pages.get(&asset).header("cache-control").contains("immutable"), "{asset}");
        let other = asset.replace("?v=", "?v=0");
        assert_eq!(pages.get(&other).header("cache-control"), "no-cache", "{other}");
    }
}
