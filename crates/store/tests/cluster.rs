//! Three servers on this machine, each with its own folder, that make one cluster.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use asof_store::{JetStreamLog, Reach, StoreError, StreamAddress, Unsynced};
use async_nats::HeaderMap;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::Info;
use async_nats::jetstream::{self, Context};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// How long servers may take to find each other.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// A cluster, which ends with this value, or with the process.
pub(crate) struct Cluster {
    nodes: Vec<Node>,
    folder: TempDir,
}

struct Node {
    name: String,
    port: u16,
    config: PathBuf,
    running: Option<Running>,
}

/// A server below a shell that kills it once its own input ends, also where the tests are killed.
struct Running {
    shell: Child,
    server: String,
}

impl Cluster {
    /// Starts three servers and waits until they take streams.
    pub(crate) fn start() -> Self {
        Self::of(3)
    }

    /// Starts so many servers, of which a single one knows of no cluster.
    pub(crate) fn of(count: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ports = free_ports(2 * count);
        let (clients, routes) = ports.split_at(count);
        let mut nodes = Vec::new();
        for (number, port) in clients.iter().enumerate() {
            let name = format!("node-{number}");
            let config = folder.path().join(format!("{name}.conf"));
            fs::write(&config, config_of(folder.path(), &name, *port, number, routes)).unwrap();
            nodes.push(Node { name, port: *port, config, running: None });
        }
        let mut cluster = Self { nodes, folder };
        (0..count).for_each(|number| cluster.start_node(number));
        cluster.wait_until_ready();
        cluster
    }

    /// Returns the address of a stream.
    pub(crate) fn address(&self, stream: &str) -> StreamAddress {
        let servers: Vec<String> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port)).collect();
        format!("nats://{}/{stream}", servers.join(",")).parse().unwrap()
    }

    /// Returns what reaches a stream, with local copies in a folder of this name.
    pub(crate) fn reach(&self, copies: &str) -> Reach {
        Reach { copies: Some(self.folder.path().join(copies)), ..Reach::default() }
    }

    /// Opens the log in a stream, or creates it.
    pub(crate) fn log(&self, stream: &str, copies: &str) -> JetStreamLog {
        JetStreamLog::open_or_create(&self.address(stream), &self.reach(copies)).unwrap()
    }

    /// Kills the leader of a stream without warning, and returns its number.
    pub(crate) fn kill_leader(&mut self, stream: &str) -> usize {
        let number = self.leader(stream);
        self.kill(number);
        number
    }

    /// Returns the number of the leader of a stream.
    pub(crate) fn leader(&self, stream: &str) -> usize {
        let leader = self.raw().leader(stream);
        self.nodes.iter().position(|node| node.name == leader).unwrap()
    }

    /// Stops a server, which keeps its connections and answers nothing, until it goes on.
    pub(crate) fn stop(&self, number: usize) {
        self.nodes[number].signal("STOP");
    }

    pub(crate) fn go_on(&self, number: usize) {
        self.nodes[number].signal("CONT");
    }

    pub(crate) fn kill(&mut self, number: usize) {
        // The end of its input makes the shell kill the server, and no other process.
        self.nodes[number].running = None;
    }

    pub(crate) fn start_node(&mut self, number: usize) {
        let node = &mut self.nodes[number];
        node.running = Some(Running::start(&node.config));
    }

    /// Waits until every server has all of a stream.
    pub(crate) fn wait_until_whole(&self, stream: &str) {
        let (begun, raw) = (Instant::now(), self.raw());
        loop {
            let replicas = raw.info(stream).cluster.map(|cluster| cluster.replicas).unwrap_or_default();
            if replicas.len() == 2 && replicas.iter().all(|replica| replica.current && !replica.offline) {
                return;
            }
            assert!(begun.elapsed() < READY_WITHIN, "the servers do not catch up: {}", self.said());
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// Returns a client that is none of this program's.
    pub(crate) fn raw(&self) -> Raw {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let servers: Vec<String> = self.address("x").servers().collect();
        let client = runtime.block_on(async_nats::connect(servers)).unwrap();
        let context = {
            let _entered = runtime.enter();
            jetstream::new(client)
        };
        Raw { context, runtime }
    }

    fn wait_until_ready(&self) {
        let begun = Instant::now();
        let unsynced = if self.nodes.len() < 3 { Unsynced::Allow } else { Unsynced::Refuse };
        let reach = Reach { unsynced, ..self.reach("ready") };
        while self.nodes.iter().any(|node| TcpStream::connect(("127.0.0.1", node.port)).is_err()) {
            assert!(begun.elapsed() < READY_WITHIN, "the servers do not start: {}", self.said());
            thread::sleep(Duration::from_millis(20));
        }
        loop {
            match JetStreamLog::open_or_create(&self.address("READY"), &reach) {
                Ok(_) => return,
                Err(StoreError::Unsynced { .. } | StoreError::Unavailable { .. })
                    if begun.elapsed() < READY_WITHIN =>
                {
                    thread::sleep(Duration::from_millis(50));
                }
                Err(error) => panic!("{error}: {:?}: {}", std::error::Error::source(&error), self.said()),
            }
        }
    }

    /// Returns what the servers wrote of themselves.
    fn said(&self) -> String {
        let log = |node: &Node| fs::read_to_string(node.config.with_extension("log")).unwrap_or_default();
        self.nodes.iter().map(log).collect()
    }
}

impl Node {
    fn signal(&self, signal: &str) {
        let server = self.running.as_ref().unwrap().server.trim();
        assert!(Command::new("kill").args([&format!("-{signal}"), server]).status().unwrap().success());
    }
}

impl Running {
    fn start(config: &Path) -> Self {
        let script = r#""$@" >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -9 $! 2>/dev/null"#;
        let mut shell = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(server_program())
            .arg("-c")
            .arg(config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut server = String::new();
        BufReader::new(shell.stdout.take().unwrap()).read_line(&mut server).unwrap();
        Self { shell, server }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        self.shell.wait().unwrap_or_else(|error| panic!("server {}: {error}", self.server));
    }
}

/// A client that is none of this program's, and its streams.
pub(crate) struct Raw {
    pub(crate) context: Context,
    pub(crate) runtime: Runtime,
}

impl Raw {
    pub(crate) fn info(&self, stream: &str) -> Info {
        let begun = Instant::now();
        loop {
            let asked = async { self.context.get_stream(stream).await.ok()?.get_info().await.ok() };
            if let Some(info) = self.runtime.block_on(asked) {
                return info;
            }
            assert!(begun.elapsed() < READY_WITHIN, "no answer");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Returns a message of a stream.
    pub(crate) fn message(&self, stream: &str, sequence: u64) -> StreamMessage {
        let asked = async { self.context.get_stream(stream).await.unwrap().get_raw_message(sequence).await };
        self.runtime.block_on(asked).unwrap()
    }

    /// Publishes a message that no writer of this program would.
    pub(crate) fn publish(&self, subject: &str, bytes: impl Into<Vec<u8>>) {
        self.publish_with(subject, HeaderMap::new(), bytes);
    }

    /// Publishes a message with the header of an append.
    pub(crate) fn forge(&self, subject: &str, bytes: impl Into<Vec<u8>>) {
        let mut headers = HeaderMap::new();
        headers.insert("Asof-Append", "01a207d9-2100-7707-8707-070707070701");
        self.publish_with(subject, headers, bytes);
    }

    fn publish_with(&self, subject: &str, headers: HeaderMap, bytes: impl Into<Vec<u8>>) {
        let (subject, bytes) = (subject.to_owned(), bytes.into());
        let stored =
            async { self.context.publish_with_headers(subject, headers, bytes.into()).await.unwrap().await };
        self.runtime.block_on(stored).unwrap();
    }

    /// Deletes a stream with all that it holds.
    pub(crate) fn delete(&self, stream: &str) {
        self.runtime.block_on(self.context.delete_stream(stream)).unwrap();
    }

    /// Returns the name of the server that leads a stream, once there is one.
    pub(crate) fn leader(&self, stream: &str) -> String {
        let begun = Instant::now();
        loop {
            if let Some(leader) = self.info(stream).cluster.and_then(|cluster| cluster.leader) {
                return leader;
            }
            assert!(begun.elapsed() < READY_WITHIN, "no leader");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

fn config_of(folder: &Path, name: &str, port: u16, number: usize, routes: &[u16]) -> String {
    let folder = folder.display();
    let single = format!(
        "server_name: {name}\nlisten: \"127.0.0.1:{port}\"\nlog_file: \"{folder}/{name}.log\"\n\
         jetstream {{ store_dir: \"{folder}/{name}\", sync_interval: always }}\n"
    );
    if routes.len() < 2 {
        return single;
    }
    let all: Vec<String> = routes.iter().map(|route| format!("\"nats-route://127.0.0.1:{route}\"")).collect();
    let own = routes[number];
    format!("{single}cluster {{ name: asof, listen: \"127.0.0.1:{own}\", routes: [{}] }}\n", all.join(", "))
}

/// Returns ports that nobody listens on.
fn free_ports(count: usize) -> Vec<u16> {
    let taken: Vec<TcpListener> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    taken.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}

/// Returns the program: `$NATS_SERVER_BIN`, else that in the path, or where Debian puts it.
fn server_program() -> PathBuf {
    if let Some(named) = env::var_os("NATS_SERVER_BIN") {
        return named.into();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders
        .map(|folder| folder.join("nats-server"))
        .find(|program| program.is_file())
        .expect("nats-server is in no folder of PATH: install it, or name it in NATS_SERVER_BIN")
}
