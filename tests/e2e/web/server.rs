//! The program as it serves a log, and what is sent to it byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::support::{Page, SECRET};
use crate::support::Sandbox;

/// A server; it is ended when it is dropped.
pub(super) struct Server {
    child: Child,
    pub(super) port: u16,
    /// The line that was printed first.
    pub(super) line: String,
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    /// Serves the log of a folder at a free port.
    pub(super) fn of(sandbox: &Sandbox, words: &[&str]) -> Self {
        let mut command = sandbox.command();
        command.args(["serve", "--port", "0"]).args(words).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
        let port = line.rsplit(':').map(digits).find_map(|digits| digits.parse().ok()).unwrap();
        Self { child, port, line, _stdout: stdout }
    }

    /// Serves a log to whoever shows the token to append.
    pub(super) fn appended(sandbox: &Sandbox) -> Self {
        let token = token_file(sandbox);
        Self::of(sandbox, &["--allow-append", "--token-file", token])
    }

    pub(super) fn connect(&self) -> Connection {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Connection { stream, host: format!("127.0.0.1:{}", self.port) }
    }

    /// Asks once.
    pub(super) fn get(&self, path: &str) -> Answer {
        let mut connection = self.connect();
        connection.ask("GET", path, "", "");
        connection.answer()
    }

    /// Sends drafts with the token.
    pub(super) fn post(&self, text: &str) -> Answer {
        let mut connection = self.connect();
        connection.ask("POST", "/api/v1/events", &format!("authorization: Bearer {SECRET}\r\n"), text);
        connection.answer()
    }

    pub(super) fn head(&self) -> Value {
        serde_json::from_str(&self.get("/api/v1/head").body).unwrap()
    }

    /// Waits until something holds; fails after this time.
    #[track_caller]
    pub(super) fn wait(&self, most: Duration, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < most, "{what}: {}", self.head());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Tells the server to end.
    pub(super) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Waits for the end.
    #[track_caller]
    pub(super) fn ended(&mut self, most: Duration) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < most, "it goes on");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes the token into a file that nobody else may read, and returns its name.
pub(super) fn token_file(sandbox: &Sandbox) -> &'static str {
    use std::os::unix::fs::PermissionsExt;
    let name = sandbox.file("token", SECRET);
    std::fs::set_permissions(sandbox.path(name), std::fs::Permissions::from_mode(0o600)).unwrap();
    name
}

/// A connection to a server.
pub(super) struct Connection {
    stream: TcpStream,
    host: String,
}

impl Connection {
    /// Sends bytes as they are.
    pub(super) fn send(&mut self, bytes: &str) {
        self.stream.write_all(bytes.as_bytes()).unwrap();
    }

    /// Sends bytes, and says whether the server still takes them.
    pub(super) fn is_open_to(&mut self, bytes: &str) -> bool {
        self.stream.write_all(bytes.as_bytes()).is_ok()
    }

    /// Sends a whole request, the last of this connection.
    pub(super) fn ask(&mut self, method: &str, path: &str, headers: &str, body: &str) {
        let (host, length) = (&self.host, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
        );
        self.send(&(head + body));
    }

    pub(super) fn host(&self) -> String {
        self.host.clone()
    }

    /// Reads what is answered until the server ends the connection.
    pub(super) fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        // A connection that is cut off may end with an error.
        let _ = self.stream.read_to_end(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    pub(super) fn answer(mut self) -> Answer {
        Answer::of(&self.rest())
    }
}

/// What a server answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Answer {
    fn of(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    pub(super) fn page(&self) -> Page {
        Page::read(&self.body)
    }
}
