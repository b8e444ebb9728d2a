//! Answers for assistants: a server of the Model Context Protocol on standard input and output.
//!
//! A tool asks one question of `asof-query` and answers with the document of the JSON contract, and with the same as Markdown.
//! Nothing here names a kind of event, reads a date or computes a state. It only reads.
//!
//! Whoever reads the answers is a program that follows instructions, and the texts of a log are of others. So every answer
//! says that they are data, a text stays in its own line, and a character that no reader sees stands as its number.

mod answer;
mod arguments;
mod bound;
mod refusal;
mod resources;
mod schema;
mod server;
mod tools;

use std::io;

use asof_query::{Opener, Watched};
use asof_store::StoreError;
use chrono::{DateTime, Utc};
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use tokio::runtime::Builder;

use server::{Logs, Server};

/// Why no assistant is answered.
#[derive(Debug, thiserror::Error)]
pub enum McpError {
    /// The log cannot be opened or read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The program may not start what it needs.
    #[error("cannot start the server: {0}")]
    Start(io::Error),
    /// What came first is not of the protocol.
    #[error("this is no client of the Model Context Protocol: {0}")]
    Client(Box<ServerInitializeError>),
    /// The server ended by a fault of its own.
    #[error("the server ended: {0}")]
    Ended(String),
}

/// A log to be asked.
pub struct LogToAsk {
    /// What it is called among several.
    pub name: String,
    /// What opens it.
    pub open: Opener,
}

/// How questions are answered.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What `now` and `today` stand for; `None` if the clock says it.
    pub now: Option<DateTime<Utc>>,
    /// How many bytes the document of an answer may have, and its Markdown.
    pub bytes: u32,
}

impl Settings {
    /// How many bytes an answer may have, unless something else is asked for: about 25,000 tokens of a language model.
    pub const BYTES: u32 = 100_000;
}

/// Answers an assistant until its end of the input closes, or the process is told to end. Each log is read anew when it grows.
///
/// # Errors
///
/// A log cannot be read, or what is at the other end does not speak the protocol.
pub fn serve(logs: Vec<LogToAsk>, settings: Settings) -> Result<(), McpError> {
    let mut asked = Logs::new();
    for LogToAsk { name, open } in logs {
        asked.push((name, Watched::open(open)?));
    }
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(McpError::Start)?;
    let ended = runtime.block_on(async {
        tokio::select! {
            ended = answer_all(Server::new(asked, settings)) => ended,
            told = told_to_end() => told.map_err(McpError::Start),
        }
    });
    // Standard input may still be waited for, on a thread that nothing can wake.
    runtime.shutdown_background();
    ended
}

async fn answer_all(server: Server) -> Result<(), McpError> {
    let running = match server.serve((tokio::io::stdin(), tokio::io::stdout())).await {
        Ok(running) => running,
        // A client that goes before it has said anything is none.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(McpError::Client(Box::new(error))),
    };
    match running.waiting().await {
        Ok(_) => Ok(()),
        Err(error) => Err(McpError::Ended(error.to_string())),
    }
}

/// Waits until the process is told to end.
async fn told_to_end() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = terminated.recv() => Ok(()),
            told = tokio::signal::ctrl_c() => told,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
