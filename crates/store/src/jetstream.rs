//! A log in a stream of NATS JetStream, for writers on many machines.
//!
//! One log is one stream, and one message is one append: its lines, verbatim. A writer says behind which message its
//! append is to stand; the leader of the stream takes it if that one is still the last. Whatever is no clear
//! acknowledgement is settled by asking the leader what stands there. No message id is used: servers forget them, and
//! answer for what they did not store.
//!
//! What is no append, such as what another client publishes, is passed over by readers and writers alike, and reported.
//!
//! What was read is kept in a local SQLite database, which follows the stream.

mod address;
#[cfg(feature = "jetstream")]
mod append;
#[cfg(any(test, feature = "jetstream"))]
mod chain;
#[cfg(feature = "jetstream")]
mod connection;
#[cfg(feature = "jetstream")]
mod copy;
#[cfg(feature = "jetstream")]
mod end;
#[cfg(feature = "jetstream")]
mod following;
#[cfg(feature = "jetstream")]
mod log;
#[cfg(feature = "jetstream")]
mod notes;
#[cfg(feature = "jetstream")]
mod opening;
mod reach;
#[cfg(feature = "jetstream")]
mod server;
#[cfg(feature = "jetstream")]
mod settings;

pub use address::StreamAddress;
#[cfg(feature = "jetstream")]
pub use log::JetStreamLog;
pub use reach::{Reach, Unsynced};
