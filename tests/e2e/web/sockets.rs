//! Clients that take their time, and too many of them.

use std::thread;
use std::time::{Duration, Instant};

use super::server::{Connection, Server};
use super::support::SECRET;
use crate::support::{Sandbox, repository};

fn sandbox() -> Sandbox {
    Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl"))
}

const SOON: Duration = Duration::from_secs(2);

/// How long a client may take, and a little.
const IN_TIME: Duration = Duration::from_secs(9);

/// Each waits for most of its time, so that all wait at once.
#[test]
fn clients_that_take_their_time_are_cut_off() {
    let all: [fn(); 4] = [
        a_client_that_takes_its_time_is_cut_off_and_others_are_served,
        a_body_that_never_ends_is_not_waited_for,
        clients_that_say_nothing_keep_nobody_out_for_long,
        a_client_that_does_not_read_is_cut_off,
    ];
    thread::scope(|scope| all.iter().for_each(|one| _ = scope.spawn(one)));
}

/// Asserts that a server answers somebody else at once.
#[track_caller]
fn assert_answers(server: &Server) {
    let begun = Instant::now();
    assert_eq!(server.get("/style.css").status, 200);
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

fn a_client_that_takes_its_time_is_cut_off_and_others_are_served() {
    let sandbox = sandbox();
    let server = Server::of(&sandbox, &[]);
    let begun = Instant::now();
    let (mut silent, mut slow) = (server.connect(), server.connect());
    let mut idle = server.connect();
    idle.send(&format!("GET /style.css HTTP/1.1\r\nhost: {}\r\n\r\n", idle.host()));
    thread::scope(|scope| {
        let cut = |what: &'static str, connection: &mut Connection| {
            connection.rest();
            assert!(begun.elapsed() < IN_TIME, "{what}: {:?}", begun.elapsed());
        };
        scope.spawn(move || cut("silent", &mut silent));
        scope.spawn(move || cut("idle after an answer", &mut idle));
        scope.spawn(move || {
            let bytes = "GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n";
            for byte in bytes.chars() {
                if !slow.is_open_to(&byte.to_string()) {
                    break;
                }
                thread::sleep(Duration::from_secs(1));
                assert!(begun.elapsed() < IN_TIME, "slow: {:?}", begun.elapsed());
            }
            slow.rest();
        });
        for _ in 0..6 {
            assert_answers(&server);
            thread::sleep(Duration::from_millis(500));
        }
    });
}

fn a_body_that_never_ends_is_not_waited_for() {
    let sandbox = sandbox();
    let bytes = std::fs::read(sandbox.log()).unwrap();
    let server = Server::appended(&sandbox);
    let head = |method: &str, connection: &Connection, token: &str| {
        let host = connection.host();
        format!(
            "{method} /api/v1/events HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\ncontent-length: 900000\r\n\r\n{{\"key\":"
        )
    };
    // Nobody reads the body of a question, or of one without the token.
    for (method, token, status) in [("GET", SECRET, "200"), ("POST", "wrong", "401")] {
        let mut connection = server.connect();
        connection.send(&head(method, &connection, token));
        let begun = Instant::now();
        let answer = connection.rest();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    }
    let mut connection = server.connect();
    connection.send(&head("POST", &connection, SECRET));
    let begun = Instant::now();
    while connection.is_open_to(" ") && begun.elapsed() < Duration::from_secs(8) {
        thread::sleep(Duration::from_millis(500));
        assert_answers(&server);
    }
    let answer = connection.rest();
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("longer than 10 seconds"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(14), "{:?}", begun.elapsed());
    assert_eq!(std::fs::read(sandbox.log()).unwrap(), bytes);
}

#[test]
fn what_is_no_request_is_refused() {
    let server = Server::of(&sandbox(), &[]);
    let host = server.connect().host();
    for (bytes, status) in [
        ("\x16\x03\x01\x02\x00\x01\x00\x01\u{7f}\x03\x03\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), "400"),
        (
            format!("GET / HTTP/1.1\r\nhost: {host}\r\nhost: {host}x\r\nx: {}\r\n\r\n", "y".repeat(32 << 10)),
            "431",
        ),
        (format!("GET /{} HTTP/1.1\r\nhost: {host}\r\n\r\n", "a".repeat(9 << 10)), "414"),
        (format!("GET /?at={} HTTP/1.1\r\nhost: {host}\r\n\r\n", "9".repeat(64 << 10)), "4"),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "421"),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), "421"),
        ("GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n".to_owned(), "421"),
        (format!("GET http://evil.example/ HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"), "421"),
        (format!("GET / HTTP/1.1\r\nhost: {host}\r\nhost: evil.example\r\nconnection: close\r\n\r\n"), "421"),
        (
            format!(
                "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc"
            ),
            "40",
        ),
        (format!("GET /../../etc/passwd HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"), "404"),
        (format!("OPTIONS * HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"), "40"),
    ] {
        let mut connection = server.connect();
        connection.is_open_to(&bytes);
        let answer = connection.rest();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}"))
                || answer.starts_with(&format!("HTTP/1.0 {status}")),
            "{:?}: {answer:?}",
            bytes.get(..60)
        );
        assert!(!answer.contains("root:"), "{answer}");
    }
    assert_answers(&server);
}

#[test]
fn three_hundred_clients_at_once_are_all_answered() {
    let server = Server::of(&sandbox(), &[]);
    let clients: Vec<Connection> = (0..300).map(|_| server.connect()).collect();
    let begun = Instant::now();
    let answered: Vec<u16> = thread::scope(|scope| {
        let ask = |mut client: Connection| {
            client.ask("GET", "/?at=2025-05-16", "", "");
            client.answer().status
        };
        let asked: Vec<_> = clients.into_iter().map(|client| scope.spawn(move || ask(client))).collect();
        asked.into_iter().map(|asked| asked.join().unwrap()).collect()
    });
    assert_eq!(answered, vec![200; 300]);
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

fn clients_that_say_nothing_keep_nobody_out_for_long() {
    let mut server = Server::of(&sandbox(), &[]);
    let silent: Vec<Connection> = (0..300).map(|_| server.connect()).collect();
    let begun = Instant::now();
    assert_eq!(server.get("/").status, 200);
    assert!(begun.elapsed() < IN_TIME + Duration::from_secs(3), "{:?}", begun.elapsed());
    drop(silent);
    // Nor do they keep it from ending.
    let _silent: Vec<Connection> = (0..300).map(|_| server.connect()).collect();
    thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    server.signal("-TERM");
    assert_eq!(server.ended(Duration::from_secs(8)).code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(7), "{:?}", begun.elapsed());
}

fn a_client_that_does_not_read_is_cut_off() {
    let server = Server::of(&Sandbox::with_record(), &[]);
    let mut deaf = server.connect();
    let host = deaf.host();
    let one = format!("GET /api/v1/state HTTP/1.1\r\nhost: {host}\r\n\r\n");
    deaf.send(&one.repeat(50));
    let begun = Instant::now();
    while deaf.is_open_to(&one) && begun.elapsed() < Duration::from_secs(25) {
        thread::sleep(Duration::from_millis(500));
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn who_is_told_to_end_answers_first() {
    let sandbox = sandbox();
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::appended(&sandbox);
        let key = signal.trim_start_matches('-').to_lowercase();
        let body = format!(
            "{{\"key\":\"place-{key}\",\"what\":{{\"registered\":{{\"place\":{{\"names\":[{{\"name\":\"N\"}}]}}}}}}}}"
        );
        let (first, rest) = body.split_at(20);
        let mut open = server.connect();
        let (host, length) = (open.host(), body.len());
        open.send(&format!("POST /api/v1/events HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {SECRET}\r\ncontent-length: {length}\r\n\r\n{first}"));
        thread::sleep(Duration::from_millis(300));
        server.signal(signal);
        thread::sleep(Duration::from_millis(300));
        open.send(rest);
        let answer = open.rest();
        assert!(answer.starts_with("HTTP/1.1 201 "), "{signal}: {answer}");
        assert_eq!(server.ended(Duration::from_secs(3)).code(), Some(0), "{signal}");
        assert!(std::fs::read_to_string(sandbox.log()).unwrap().contains(&format!("place-{key}")));
    }
}
