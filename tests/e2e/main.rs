//! The program as its users run it: one file a topic, one binary.

mod append;
mod beginning;
mod closer;
mod command_line;
mod copying;
mod damage;
mod dates;
mod first_days;
mod forgotten;
mod known;
mod manual;
mod output;
mod reading;
mod readme;
mod record;
mod replay;
mod rounds;
mod rows;
mod snapshot_command;
mod snapshot_folder;
mod snapshots;
mod support;
