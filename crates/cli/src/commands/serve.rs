use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use asof_render::Format;
use asof_web::{Appending, LogToServe, ServeError, Settings, Token};
use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::failure::Failure;

/// The port at which the page is served by default.
const PORT: u16 = 7117;

/// Serves the record as a page: drag the date and see what stood and what was known
///
/// Prints the address first (with --format json, as JSON), then serves until interrupted. The log is read anew when it grows.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Logs to serve beside each other, each under the name of its file.
    #[arg(value_name = "LOG")]
    logs: Vec<PathBuf>,
    /// The port; 0 takes a free one.
    #[arg(long, value_name = "NUMBER", default_value_t = PORT)]
    port: u16,
    /// The address; another than this machine's own needs --token-file, for everybody.
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// Allow appends with the token, by the form of the page or over the network.
    #[arg(long, requires = "token_file")]
    allow_append: bool,
    /// A file that only you may read, with a token such as `openssl rand -hex 32` prints.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// What stands before every path where a proxy passes it on, such as /talks.
    #[arg(long, value_name = "PATH", value_parser = prefix, default_value = "")]
    prefix: String,
    /// A name by which a proxy calls the page, such as talks.example.org.
    #[arg(long, value_name = "HOST")]
    host: Vec<String>,
    /// Open the page in a browser.
    #[arg(long)]
    open: bool,
}

/// Reads a prefix: parts that need no escape, without a slash at the end.
fn prefix(text: &str) -> Result<String, String> {
    let is_plain = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
            && part != ".."
    };
    match text.trim_end_matches('/') {
        "" => Ok(String::new()),
        path if path.strip_prefix('/').is_some_and(|path| path.split('/').all(is_plain)) => {
            Ok(path.to_owned())
        }
        _ => Err("write a path such as /talks, of letters, digits, - _ and .".to_owned()),
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Store(error) => Self::Store(error),
            other => Self::Serve(other),
        }
    }
}

impl Serve {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        refuse_what_a_page_asks(context)?;
        let token = self.token()?;
        if self.allow_append && self.logs.is_empty() {
            context.refuse_read_only()?;
        }
        let mut logs = Vec::new();
        for (name, open) in context.openers(&self.logs)? {
            let appending = || Some(Appending { open: Arc::clone(&open), token: token.clone()? });
            let settings = Settings {
                hosts: self.host.iter().map(|host| host.to_ascii_lowercase()).collect(),
                prefix: self.prefix.clone(),
                now: context.fixed_now()?,
                appending: appending().filter(|_| self.allow_append),
                reading: token.clone().filter(|_| !self.address.is_loopback()),
            };
            logs.push(LogToServe { name, open, settings });
        }
        asof_web::serve(logs, SocketAddr::new(self.address, self.port), |address| {
            let url = format!("http://{address}{}/", self.prefix);
            let line = match context.global.format() {
                Format::Json => format!("{}\n", json!({ "url": url, "port": address.port() })),
                _ => format!("{url}\n"),
            };
            context.print(&line)?;
            if self.open && !opened(&url) {
                context.warn(&format!("no browser was found: open {url}"));
            }
            Ok::<(), Failure>(())
        })?;
        Ok(ExitCode::SUCCESS)
    }

    /// Reads the token, which an address that others reach needs.
    fn token(&self) -> Result<Option<Token>, Failure> {
        match &self.token_file {
            Some(path) => {
                let token = Token::read(path);
                let said = |error| Failure::Usage(format!("--token-file `{}`: {error}", path.display()));
                Ok(Some(token.map_err(said)?))
            }
            None if self.address.is_loopback() => Ok(None),
            None => Err(Failure::Usage(format!(
                "others reach {}: name a file with a token in --token-file, which everybody then shows",
                self.address
            ))),
        }
    }
}

/// Refuses what a page has a place for.
fn refuse_what_a_page_asks(context: &Context<'_>) -> Result<(), Failure> {
    let global = context.global;
    global.asks_nothing("the page").map_err(Failure::Usage)?;
    if global.output.is_some() {
        return Err(Failure::Usage(
            "serve never ends, and -o writes a file when the answer is complete: use `>`".to_owned(),
        ));
    }
    Ok(())
}

/// Opens a page in the user's browser. Returns whether a program for that was found.
fn opened(url: &str) -> bool {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let started = Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    started.is_ok()
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn a_prefix_needs_no_escape_and_ends_without_a_slash() {
        for (written, read) in [("", ""), ("/", ""), ("/talks", "/talks"), ("/a/b-c/", "/a/b-c")] {
            assert_eq!(prefix(written).as_deref(), Ok(read));
        }
        for wrong in ["talks", "/a//b", "/../b", "/a?b", "/a b", "/{x}", "//evil.example"] {
            assert!(prefix(wrong).is_err(), "{wrong}");
        }
    }
}
