//! Opening the log in a stream, or creating the stream.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Instant;

use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::stream::Info;

use super::address::StreamAddress;
use super::end::created;
use super::log::JetStreamLog;
use super::reach::{Reach, Unsynced};
use super::server::Server;
use super::settings;
use crate::SqliteLog;
use crate::clock::SystemClock;
use crate::error::StoreError;
use crate::hash::sha256;

impl JetStreamLog {
    /// Opens the log in a stream that is there.
    ///
    /// # Errors
    ///
    /// No server can be reached, there is no such stream, it is that of another program or has lost messages; the local
    /// copy cannot be opened.
    pub fn open(address: &StreamAddress, reach: &Reach) -> Result<Self, StoreError> {
        let path = copy_path(address, reach)?;
        let until = Instant::now() + reach.patience;
        let server = Server::connect(address, reach, until).map_err(|error| with_copy(error, &path))?;
        let info = server.info(until).map_err(|error| with_copy(error, &path))?;
        let info = info.ok_or_else(|| StoreError::NotFound { path: address.to_string().into() })?;
        Self::of(address, reach, server, &info, path)
    }

    /// Creates an empty log in a new stream, each message on three servers.
    ///
    /// # Errors
    ///
    /// No server can be reached, or there is such a stream. There are not three servers ([`StoreError::Unsynced`]), and it
    /// was not allowed to make do with one.
    pub fn create(address: &StreamAddress, reach: &Reach) -> Result<Self, StoreError> {
        let path = copy_path(address, reach)?;
        let until = Instant::now() + reach.patience;
        let server = Server::connect(address, reach, until)?;
        if server.info(until)?.is_some() {
            return Err(StoreError::Exists { path: address.to_string().into() });
        }
        let info = create_stream(&server, address, reach.unsynced, until)?;
        Self::of(address, reach, server, &info, path)
    }

    /// Opens the log in a stream, or creates an empty one.
    ///
    /// # Errors
    ///
    /// Those of [`JetStreamLog::open`] for a stream that exists, else those of [`JetStreamLog::create`].
    pub fn open_or_create(address: &StreamAddress, reach: &Reach) -> Result<Self, StoreError> {
        match Self::open(address, reach) {
            Err(StoreError::NotFound { .. }) => {}
            opened => return opened,
        }
        match Self::create(address, reach) {
            // Somebody else created it just now.
            Err(StoreError::Exists { .. }) => Self::open(address, reach),
            created => created,
        }
    }

    fn of(
        address: &StreamAddress,
        reach: &Reach,
        server: Server,
        info: &Info,
        copy_path: PathBuf,
    ) -> Result<Self, StoreError> {
        refuse_losses(address, info, &copy_path)?;
        let subject = settings::subject(&info.config).ok_or_else(|| StoreError::OtherStream {
            location: address.to_string(),
            subjects: info.config.subjects.clone(),
        })?;
        let copy = SqliteLog::open_or_create(&copy_path)?;
        Ok(Self {
            address: address.clone(),
            subject: subject.to_owned(),
            cautions: settings::cautions(&info.config),
            unsynced: reach.unsynced,
            created: created(info),
            patience: reach.patience,
            clock: Box::new(SystemClock),
            server,
            copy,
            copy_path,
            known: RefCell::new(None),
        })
    }
}

/// Creates the stream with three replicas, or with one where that is allowed and no more are to be had.
fn create_stream(
    server: &Server,
    address: &StreamAddress,
    unsynced: Unsynced,
    until: Instant,
) -> Result<Info, StoreError> {
    let location = address.to_string();
    let config = |replicas| settings::of_log(address.stream(), replicas);
    let error = match server.create(&config(settings::REPLICAS), until)? {
        Ok(info) => return Ok(info),
        Err(error) => error,
    };
    match error.error_code() {
        ErrorCode::STREAM_NAME_EXIST => Err(StoreError::Exists { path: location.into() }),
        ErrorCode::STREAM_REPLICAS_NOT_SUPPORTED | ErrorCode::CLUSTER_NO_PEERS => match unsynced {
            Unsynced::Refuse => Err(StoreError::Unsynced {
                location,
                why: format!("fewer than {} servers can store each event", settings::REPLICAS),
            }),
            Unsynced::Allow => server
                .create(&config(1), until)?
                .map_err(|error| StoreError::NotWritable { path: location.into(), source: other(error) }),
        },
        _ => Err(StoreError::NotWritable { path: location.into(), source: other(error) }),
    }
}

/// Refuses a stream that has lost messages: whether they were appends nobody can tell, so nothing is written behind them.
fn refuse_losses(address: &StreamAddress, info: &Info, copy: &Path) -> Result<(), StoreError> {
    let state = &info.state;
    match state.last_sequence - state.messages.min(state.last_sequence) {
        0 => Ok(()),
        missing => Err(StoreError::MessagesMissing {
            location: address.to_string(),
            missing,
            of: state.last_sequence,
            copy: copy.is_file().then(|| copy.to_owned()),
        }),
    }
}

/// Returns where the local copy of a stream is: one a list of servers and stream.
fn copy_path(address: &StreamAddress, reach: &Reach) -> Result<PathBuf, StoreError> {
    let folder = reach.copies.as_ref().ok_or(StoreError::NoPlaceForCopies)?;
    let mut servers: Vec<String> = address.servers().collect();
    servers.sort();
    let digits: String = sha256(servers.join(",").as_bytes()).to_string().chars().take(12).collect();
    Ok(folder.join(format!("{}-{digits}.db", address.stream())))
}

/// Adds to an error that no server is within reach where the local copy is, if there is one.
pub(super) fn with_copy(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Unavailable { location, source, .. } => {
            let copy = path.is_file().then(|| path.to_owned());
            StoreError::Unavailable { location, copy, source }
        }
        other => other,
    }
}

fn other(error: async_nats::jetstream::Error) -> std::io::Error {
    std::io::Error::other(error)
}
