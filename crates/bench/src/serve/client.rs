//! Requests, one after another on each of a few connections, and how long each took.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::server::Server;
use crate::measure::Outcome;

/// How many connections there are.
const CONNECTIONS: u64 = 8;

/// What requests took.
pub(super) struct Load {
    /// How long each took, the shortest first.
    times: Vec<Duration>,
    lasted: Duration,
}

impl Load {
    fn of(mut times: Vec<Duration>, lasted: Duration) -> Self {
        times.sort_unstable();
        Self { times, lasted }
    }

    /// Returns how many were answered a second.
    pub(super) fn a_second(&self) -> u64 {
        let millis = u64::try_from(self.lasted.as_millis()).unwrap_or(u64::MAX).max(1);
        self.times.len() as u64 * 1000 / millis
    }

    /// Returns a percentile of the times, in milliseconds with two digits behind the point.
    pub(super) fn milliseconds(&self, percent: usize) -> String {
        let place = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        let micros = self.times.get(place).map_or(0, Duration::as_micros);
        format!("{}.{:02}", micros / 1000, micros % 1000 / 10)
    }
}

/// Asks for views in turn, the next as soon as one has come.
pub(super) fn flat_out(server: &Server, views: &[String], lasting: Duration) -> Outcome<Load> {
    let begun = Instant::now();
    let next = AtomicU64::new(0);
    asked(
        server,
        &|| (begun.elapsed() < lasting).then(|| (begun, next.fetch_add(1, Ordering::Relaxed))),
        views,
        false,
    )
}

/// Sends this many requests.
pub(super) fn so_many(server: &Server, views: &[String], requests: u64) -> Outcome<Load> {
    let (begun, next) = (Instant::now(), AtomicU64::new(0));
    let turn = || {
        Some(next.fetch_add(1, Ordering::Relaxed)).filter(|turn| *turn < requests).map(|turn| (begun, turn))
    };
    asked(server, &turn, views, false)
}

/// Asks for views at a rate. The time of each begins when it was to be sent, not when a connection was free for it: so a
/// server that stands still is not left out of its own figures.
pub(super) fn at_rate(server: &Server, views: &[String], rate: u32, lasting: Duration) -> Outcome<Load> {
    let (begun, next) = (Instant::now(), AtomicU64::new(0));
    let turn = || {
        let turn = next.fetch_add(1, Ordering::Relaxed);
        let after = Duration::from_secs(1) * u32::try_from(turn).unwrap_or(u32::MAX) / rate;
        (after < lasting).then(|| {
            let due = begun + after;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            (due, turn)
        })
    };
    asked(server, &turn, views, true)
}

/// Asks on each connection for the view of the next turn, until there is none.
fn asked(
    server: &Server,
    turn: &(dyn Fn() -> Option<(Instant, u64)> + Sync),
    views: &[String],
    is_timed_from_turn: bool,
) -> Outcome<Load> {
    let begun = Instant::now();
    let work = || -> Result<Vec<Duration>, String> {
        let mut connection = Connection::to(&server.address).map_err(|error| error.to_string())?;
        let mut times = Vec::new();
        while let Some((due, turn)) = turn() {
            let place = usize::try_from(turn).unwrap_or(usize::MAX) % views.len();
            let sent = if is_timed_from_turn { due } else { Instant::now() };
            connection.get(&views[place]).map_err(|error| format!("{}: {error}", views[place]))?;
            times.push(sent.elapsed());
        }
        Ok(times)
    };
    let times: Result<Vec<Vec<Duration>>, String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err("a client failed".to_owned())))
            .collect()
    });
    Ok(Load::of(times?.concat(), begun.elapsed()))
}

/// A connection that stays open.
struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
}

impl Connection {
    fn to(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), address: address.to_owned() })
    }

    /// Asks for a view and reads all of it.
    fn get(&mut self, path: &str) -> Outcome<()> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut length, mut is_chunked, mut status) = (0_u64, false, String::new());
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err("the connection was closed".into());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let lower = line.to_ascii_lowercase();
            if let Some(bytes) = lower.strip_prefix("content-length:") {
                length = bytes.trim().parse()?;
            }
            is_chunked |= lower == "transfer-encoding: chunked";
            if status.is_empty() {
                status = line.to_owned();
            }
        }
        match is_chunked {
            true => self.skip_chunks()?,
            false => self.skip(length)?,
        }
        if status.split(' ').nth(1) == Some("200") { Ok(()) } else { Err(status.into()) }
    }

    fn skip(&mut self, bytes: u64) -> Outcome<()> {
        let read = std::io::copy(&mut (&mut self.stream).take(bytes), &mut std::io::sink())?;
        if read == bytes { Ok(()) } else { Err("the answer is cut off".into()) }
    }

    fn skip_chunks(&mut self) -> Outcome<()> {
        loop {
            let mut size = String::new();
            self.stream.read_line(&mut size)?;
            let bytes = u64::from_str_radix(size.trim(), 16)?;
            self.skip(bytes + 2)?;
            if bytes == 0 {
                return Ok(());
            }
        }
    }
}
