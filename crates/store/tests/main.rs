//! What the stores promise, as one program.

mod beside;
#[cfg(feature = "jetstream")]
mod cluster;
mod contract;
mod damage;
#[cfg(feature = "jetstream")]
mod jetstream;
mod jsonl;
mod kills;
mod location;
mod matrix;
mod names;
mod races;
mod sqlite;
mod support;
mod writers;
