//! What the stores promise, as one program.

#[cfg(feature = "jetstream")]
mod cluster;
mod contract;
mod damage;
#[cfg(feature = "jetstream")]
mod jetstream;
mod jsonl;
mod location;
mod sqlite;
mod support;
