//! The settings of a stream: those that a log is given, and what others allow to be lost.

use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, PersistenceMode, RetentionPolicy, StorageType};

/// How many servers keep each message: one of them may be lost.
pub(super) const REPLICAS: usize = 3;

/// What no ordinary client is told.
pub(super) const UNSEEN: &str = "a client cannot see whether its servers sync before they acknowledge: set \
     `sync_interval: always` in the jetstream block of each server";

/// Returns the settings of a stream that keeps a log, and keeps all of it.
pub(super) fn of_log(stream: &str, replicas: usize) -> Config {
    Config {
        name: stream.to_owned(),
        description: Some("A log of asof".to_owned()),
        subjects: vec![format!("asof.{stream}")],
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        num_replicas: replicas,
        deny_delete: true,
        deny_purge: true,
        ..Config::default()
    }
}

/// Returns what the settings of a stream allow that a log must not suffer; nothing if they are as they should be.
pub(super) fn cautions(config: &Config) -> Vec<String> {
    let replicas = format!("each event is stored on {} of {REPLICAS} servers", config.num_replicas);
    let all = [
        (config.num_replicas < REPLICAS, replicas.as_str()),
        (config.storage != StorageType::File, "it is stored in memory"),
        (
            config.persist_mode.as_ref().is_some_and(|mode| *mode == PersistenceMode::Async),
            "events are written only after they are acknowledged",
        ),
        (config.retention != RetentionPolicy::Limits, "it deletes consumed events"),
        (config.max_age > Duration::ZERO, "it deletes old events"),
        (config.discard != DiscardPolicy::New, "it discards old events when it is full"),
        (config.max_messages_per_subject > 0, "it limits the messages per subject"),
        (!config.deny_delete, "messages can be deleted"),
        (!config.deny_purge, "it can be purged"),
    ];
    all.into_iter().filter(|(is_so, _)| *is_so).map(|(_, what)| what.to_owned()).collect()
}

/// Returns the one subject of a stream, to which a log is published; `None` if it takes messages of others too.
pub(super) fn subject(config: &Config) -> Option<&str> {
    match &config.subjects[..] {
        [subject] if !subject.contains(['*', '>']) => Some(subject),
        _ => None,
    }
}
