//! The page: answers in a browser, over HTTP.
//!
//! A page shows the answers of `asof-query` as `asof-render` writes them, and holds no rule of its own: nothing here names a
//! kind of event, reads a date or computes a state. Every view is a URL, reads without scripts, and says the command that
//! prints it.

mod answer;
mod api;
mod appending;
mod asked;
mod form;
mod links;
mod listen;
mod page;
mod refusal;
mod respond;
mod routes;
mod served;
mod site;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use asof_query::{Log, Opener};
use asof_store::StoreError;
use axum::Router;

pub use appending::{Appending, Token, TokenError};
pub use page::is_page;
pub use routes::Settings;
pub use site::{SiteFile, export};

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The log cannot be opened or read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened at.
    #[error("cannot listen at {address}: {source}")]
    Address {
        /// The address asked for.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The program may not start what it needs.
    #[error("cannot start the server: {0}")]
    Start(io::Error),
}

/// Returns what answers requests about a log as it stands: for tests, and for programs with a server of their own.
pub fn router(log: Log, settings: Settings) -> Router {
    routes::router(Arc::new(served::Served::still(log)), settings)
}

/// A log to be served.
pub struct LogToServe {
    /// What it is called in the list of several.
    pub name: String,
    /// What opens it.
    pub open: Opener,
    /// How it is served. What stands before every path is the same for all.
    pub settings: Settings,
}

/// Serves logs at an address until the process is told to end, and reads each anew when it grows. `told` is called with the
/// address once it is listened at, and may refuse to go on.
///
/// One log is served at the root; of several each has its own pages, below `/l/` and its name, and its own reader: none waits
/// for another. A host by which the server may be called is every address of its own; the settings may name more.
///
/// # Errors
///
/// A log cannot be read, the address is taken, or `told` refuses.
pub fn serve<E: From<ServeError>>(
    logs: Vec<LogToServe>,
    address: SocketAddr,
    told: impl FnOnce(SocketAddr) -> Result<(), E>,
) -> Result<(), E> {
    let mut served = Vec::with_capacity(logs.len());
    for LogToServe { name, open, settings } in logs {
        served.push((name, served::Served::open(open).map_err(ServeError::from)?, settings));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(ServeError::Start)?;
    runtime.block_on(async {
        let listening = listen::Listening::at(address).await;
        let listening = listening.map_err(|source| ServeError::Address { address, source })?;
        let own = listening.address;
        told(own)?;
        let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{}", own.port()));
        for (_, _, settings) in &mut served {
            settings.hosts.extend(hosts.iter().cloned().chain([own.to_string()]));
        }
        listening.answer(routes::router_of_all(served)).await;
        Ok(())
    })
}
