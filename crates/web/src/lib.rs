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

use asof_query::Log;
use asof_store::StoreError;
use axum::Router;

pub use appending::{Appending, Token, TokenError};
pub use routes::Settings;
pub use served::Opener;
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

/// Serves a log at an address until the process is told to end, and reads it anew when it grows. `told` is called with the
/// address once it is listened at, and may refuse to go on.
///
/// A host by which the server may be called is every address of its own; `settings` may name more.
///
/// # Errors
///
/// The log cannot be read, the address is taken, or `told` refuses.
pub fn serve<E: From<ServeError>>(
    open: Opener,
    address: SocketAddr,
    settings: Settings,
    told: impl FnOnce(SocketAddr) -> Result<(), E>,
) -> Result<(), E> {
    let served = served::watched(open).map_err(ServeError::from)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Start)?;
    runtime.block_on(async {
        let listening = listen::Listening::at(address).await;
        let listening = listening.map_err(|source| ServeError::Address { address, source })?;
        let own = listening.address;
        told(own)?;
        let mut settings = settings;
        settings
            .hosts
            .extend(["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{}", own.port())));
        settings.hosts.push(own.to_string());
        listening.answer(routes::router(served, settings)).await;
        Ok(())
    })
}
