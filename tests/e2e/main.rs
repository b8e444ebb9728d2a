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
mod other_ledgers;
mod output;
mod readme;
mod record;
mod replay;
mod rounds;
mod rows;
mod second_log;
mod second_log_answers;
mod second_log_promises;
mod snapshot_command;
mod snapshot_folder;
mod snapshots;
mod support;
