//! What the stores promise, as one program.

mod contract;
mod damage;
mod jsonl;
mod kills;
mod location;
mod races;
mod sqlite;
mod support;
mod writers;
