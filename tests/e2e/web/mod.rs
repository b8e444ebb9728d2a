//! The page as a server answers it: without a browser.

mod api;
mod appends;
mod hostile;
mod links;
mod requests;
mod routes;
#[cfg(unix)]
mod server;
#[cfg(unix)]
mod sockets;
mod support;
mod walk;
#[cfg(unix)]
mod watching;

pub(crate) use support::assert_whole;
