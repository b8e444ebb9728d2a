//! The program as its users run it: one file a topic, one binary.

mod append;
mod closer;
mod damage;
mod dates;
mod first_days;
mod forgotten;
mod known;
mod readme;
mod record;
mod replay;
mod rounds;
mod snapshot_command;
mod snapshot_folder;
mod snapshots;
mod support;
