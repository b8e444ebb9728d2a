//! An assistant that writes each request as a line.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::support::Sandbox;

/// A program that answers an assistant; it is stopped when it is dropped.
pub(super) struct Assistant {
    child: Child,
    asks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    asked: u64,
}

/// What a tool answered.
#[derive(Debug)]
pub(super) struct Told {
    /// The line as it was sent.
    pub(super) line: String,
    pub(super) text: String,
    /// Null of an error.
    pub(super) document: Value,
    pub(super) is_error: bool,
}

impl Assistant {
    /// Starts the program in a folder, with more words behind `asof mcp`, and greets it.
    pub(super) fn of(sandbox: &Sandbox, words: &[&str]) -> Self {
        let mut assistant = Self::unheard(sandbox, words);
        let this = json!({ "name": "a test", "version": "1" });
        let greeting = json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": this });
        let (_, answer) = assistant.asked("initialize", &greeting);
        assert_eq!(answer["result"]["serverInfo"]["name"], "asof", "{answer}");
        assistant.say(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        assistant
    }

    /// Starts the program and says nothing to it.
    pub(super) fn unheard(sandbox: &Sandbox, words: &[&str]) -> Self {
        let mut command = sandbox.command();
        command.arg("mcp").args(words);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let asks = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self { child, asks, answers, asked: 0 }
    }

    /// Writes a line.
    pub(super) fn say(&mut self, line: &str) {
        writeln!(self.asks.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Reads a line.
    pub(super) fn hear(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line
    }

    /// Makes a request and returns the line of its answer, and what it says.
    #[track_caller]
    pub(super) fn asked(&mut self, method: &str, params: &Value) -> (String, Value) {
        self.asked += 1;
        let id = self.asked;
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string());
        let line = self.hear();
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert_eq!(answer["id"], id, "{line}");
        (line, answer)
    }

    /// Makes a request that is granted.
    #[track_caller]
    pub(super) fn granted(&mut self, method: &str, params: &Value) -> Value {
        let (line, answer) = self.asked(method, params);
        assert!(answer["error"].is_null(), "{line}");
        answer["result"].clone()
    }

    /// Calls a tool.
    #[track_caller]
    pub(super) fn tool(&mut self, name: &str, arguments: &Value) -> Told {
        let (line, answer) = self.asked("tools/call", &json!({ "name": name, "arguments": arguments }));
        let result = &answer["result"];
        let content = result["content"].as_array().unwrap_or_else(|| panic!("{line}"));
        assert_eq!((content.len(), &content[0]["type"]), (1, &json!("text")), "{line}");
        Told {
            text: content[0]["text"].as_str().unwrap().to_owned(),
            document: result["structuredContent"].clone(),
            is_error: result["isError"] == true,
            line,
        }
    }

    /// Calls a tool that answers.
    #[track_caller]
    pub(super) fn answer(&mut self, name: &str, arguments: &Value) -> Told {
        let told = self.tool(name, arguments);
        assert!(!told.is_error, "{name} {arguments}: {}", told.text);
        told
    }

    /// Ends the input, and returns the exit code and what was said on stderr.
    pub(super) fn leaves(mut self) -> (Option<i32>, String) {
        drop(self.asks.take());
        self.ended()
    }

    /// Tells the program to end, as a system does, and returns the same.
    #[cfg(unix)]
    pub(super) fn told_to_end(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.ended()
    }

    fn ended(&mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        let mut rest = String::new();
        self.answers.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "what nobody asked");
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (code, said)
    }
}

impl Drop for Assistant {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Told {
    /// Returns the document as the command prints it: without what says which part of it is shown.
    pub(super) fn whole(&self) -> Value {
        assert_eq!(self.document["page"]["left_out"], json!([]));
        assert_eq!(self.document["page"]["next_offset"], Value::Null);
        self.contracted()
    }

    /// Returns the document without what is no part of the contract.
    pub(super) fn contracted(&self) -> Value {
        let mut document = self.document.clone();
        for field in ["page", "warnings"] {
            document.as_object_mut().unwrap().shift_remove(field).unwrap();
        }
        document
    }
}
