//! The program as its users run it: one file a topic, one binary.

mod about;
#[cfg(unix)]
mod adding;
mod all_processes;
mod all_processes_dates;
mod append;
mod assertions;
mod beginning;
mod book;
mod briefing;
mod browser;
mod calendar;
mod cases;
mod cases_deals;
mod check;
mod closer;
#[cfg(feature = "jetstream")]
#[allow(dead_code, reason = "the tests of the store use the rest")]
#[path = "../../crates/store/tests/cluster.rs"]
mod cluster;
mod command_line;
mod consumers;
mod contract;
mod contracted;
mod copying;
mod damage;
mod database;
mod dates;
mod deal_log;
mod deal_log_sides;
mod disputes;
mod documents;
mod editing;
mod entries;
mod every_day;
mod explain;
#[cfg(target_os = "linux")]
mod exporting;
mod faults;
mod first_days;
mod following;
mod forgotten;
mod formats;
mod hints;
mod importing;
mod importing_tables;
mod integrity;
#[cfg(feature = "jetstream")]
mod jetstream;
mod known;
mod manual;
mod mcp;
mod mishaps;
mod mistakes;
mod narrow;
mod other_ledgers;
mod other_tools;
mod output;
mod pictures;
mod plain;
mod questions;
mod reading;
mod record;
mod replay;
mod reported_promises;
mod rounds;
mod rows;
mod schema_files;
mod schemas;
mod second_log;
mod second_log_answers;
mod second_log_promises;
mod snapshot_command;
mod snapshot_folder;
mod snapshots;
mod support;
mod third_log;
mod unseen;
mod web;
