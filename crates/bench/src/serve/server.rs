//! A server that runs while it is measured.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::measure::{Outcome, kibibytes};

/// How often a server is asked whether it listens, and how long to wait in between.
const TRIES: (u32, Duration) = (300, Duration::from_millis(100));

/// A server, which ends when it is dropped.
pub(super) struct Server {
    child: Child,
    /// The address at which it listens.
    pub(super) address: String,
}

impl Server {
    /// Serves a log.
    pub(super) fn asof(asof: &Path, log: &str) -> Outcome<Self> {
        let mut command = Command::new(asof);
        command.args(["--log", log, "serve", "--port", "0"]).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut first = String::new();
        let said = child.stdout.take().ok_or("the server has no output")?;
        BufReader::new(said).read_line(&mut first)?;
        let address = first.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        match address.is_empty() {
            false => Ok(Self { child, address }),
            true => Err(format!("{} serve: {}", asof.display(), child.wait()?).into()),
        }
    }

    /// Serves a database with Datasette.
    pub(super) fn datasette(datasette: &Path, database: &str) -> Outcome<Self> {
        const ADDRESS: &str = "127.0.0.1:7118";
        let mut command = Command::new(datasette);
        command.args(["serve", "--immutable", database, "--port", "7118"]).stdin(Stdio::null());
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let server = Self { child, address: ADDRESS.to_owned() };
        let (tries, between) = TRIES;
        for _ in 0..tries {
            if TcpStream::connect(ADDRESS).is_ok() {
                return Ok(server);
            }
            sleep(between);
        }
        Err("Datasette does not listen".into())
    }

    /// Returns how many bytes of memory it has (`VmRSS`), those of the programs that it started not among them.
    pub(super) fn resident(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        kibibytes(&status, "VmRSS:").map_or(0, |kibibytes| kibibytes * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has nothing to lose.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
