//! The program as its users run it: one file a topic, one binary.

mod append;
mod beginning;
mod closer;
mod command_line;
mod contract;
mod contracted;
mod copying;
mod damage;
mod dates;
mod entries;
mod first_days;
mod forgotten;
mod known;
mod manual;
mod other_tools;
mod output;
mod readme;
mod record;
mod replay;
mod rounds;
mod rows;
mod schemas;
mod snapshot_command;
mod snapshot_folder;
mod snapshots;
mod support;
