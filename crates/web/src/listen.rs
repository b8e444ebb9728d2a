//! Takes connections, bounds what they may take, and ends in order.

mod written;

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use written::Written;

/// How many connections are open at once; others wait.
const CONNECTIONS: usize = 256;

/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(5);

/// How long a client may leave what it asked for unread.
const UNREAD: Duration = Duration::from_secs(10);

/// How many bytes the head of a request may have.
const LONGEST_HEAD: usize = 16 << 10;

/// How long open requests may take to end when the server stops.
const END: Duration = Duration::from_secs(5);

/// What waits until the process is told to end.
type Told = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A server that listens and answers nothing yet.
pub(crate) struct Listening {
    listener: TcpListener,
    end: Told,
    pub(crate) address: SocketAddr,
}

impl Listening {
    /// Listens at an address.
    ///
    /// # Errors
    ///
    /// The address is taken, or is none of this machine; no signal can be waited for.
    pub(crate) async fn at(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, end: told_to_end()?, address })
    }

    /// Answers until the process is told to end: the open requests are answered first, for a few seconds.
    pub(crate) async fn answer(mut self, router: Router) {
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let graceful = GracefulShutdown::new();
        loop {
            let accepting = async {
                let place = Arc::clone(&places).acquire_owned().await;
                (place, self.listener.accept().await)
            };
            let (place, accepted) = tokio::select! {
                accepted = accepting => accepted,
                () = &mut self.end => break,
            };
            let Ok((stream, _)) = accepted else {
                // Too many files are open, say: some will be closed.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let stream = Written::within(UNREAD, stream);
            let service = TowerToHyperService::new(router.clone());
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LONGEST_HEAD);
            let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(async move {
                let _place = place;
                // A client that goes away is nobody's fault.
                let _ = connection.await;
            });
        }
        drop(self.listener);
        let _ = tokio::time::timeout(END, graceful.shutdown()).await;
    }
}

/// Returns what waits for an interruption or the request to end. From this call on, neither ends the process by itself.
#[cfg(unix)]
fn told_to_end() -> io::Result<Told> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(Box::pin(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }))
}

#[cfg(not(unix))]
fn told_to_end() -> io::Result<Told> {
    Ok(Box::pin(async {
        let _ = tokio::signal::ctrl_c().await;
    }))
}
