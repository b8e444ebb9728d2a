//! What the stores promise, as one program.

mod contract;
mod damage;
mod jsonl;
mod location;
mod sqlite;
mod support;
