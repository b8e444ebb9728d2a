//! What is asked of the servers, one question at a time, and what their answers mean.

use std::io;
use std::time::{Duration, Instant};

use async_nats::client::Request;
use async_nats::header::NATS_EXPECTED_LAST_SEQUENCE;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream::{Config, Info, RawMessageErrorKind};
use async_nats::jetstream::{self, Context, ErrorCode};
use async_nats::{Client, HeaderMap, RequestErrorKind};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

use super::address::StreamAddress;
use super::connection;
use super::reach::Reach;
use crate::error::{SizeLimit, StoreError};

/// The header that carries the id of an append.
pub(super) const APPEND_ID: &str = "Asof-Append";

/// How long one question waits for its answer.
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// How long to wait before a question is asked again.
pub(super) const ASK_AGAIN: Duration = Duration::from_millis(100);

/// How many messages are asked for at once.
const AT_ONCE: usize = 64;

/// A connection to the servers of a stream.
pub(super) struct Server {
    pub(super) address: StreamAddress,
    context: Context,
    client: Client,
    // It has a thread of its own, so that the servers find the client alive between calls.
    runtime: Runtime,
}

/// What came of publishing once.
#[derive(Debug)]
pub(super) enum Attempt {
    /// It is stored, at the place that was expected.
    Acknowledged,
    /// The server would not have it: nothing was stored.
    Refused(Refusal),
    /// Nothing is known.
    Unknown(io::Error),
}

/// Why a server would not have a message.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Somebody was first, or is about to be.
    Overtaken,
    /// The stream has no room for it.
    Full(io::Error),
    /// It has more bytes than a message may.
    TooLarge(SizeLimit),
    /// No server answers for the stream just now.
    NobodyThere(io::Error),
    /// Another reason.
    Other(io::Error),
}

/// Why a question has no answer.
enum Fault {
    /// Nobody answered: to be asked again.
    Silent(io::Error),
    /// The server refused.
    Refused(jetstream::Error),
}

impl Server {
    pub(super) fn connect(
        address: &StreamAddress,
        reach: &Reach,
        until: Instant,
    ) -> Result<Self, StoreError> {
        let unavailable = |source: io::Error| unavailable(address, source);
        let runtime =
            Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(unavailable)?;
        let servers: Vec<String> = address.servers().collect();
        let client = connection::connect(&runtime, &servers, reach, until).map_err(unavailable)?;
        let context = {
            let _entered = runtime.enter();
            jetstream::ContextBuilder::new().timeout(ANSWERED_WITHIN).build(client.clone())
        };
        Ok(Self { address: address.clone(), context, client, runtime })
    }

    /// Returns what the leader says of the stream; `None` if there is no such stream.
    pub(super) fn info(&self, until: Instant) -> Result<Option<Info>, StoreError> {
        let question = format!("STREAM.INFO.{}", self.address.stream());
        match self.ask(&question, &(), until) {
            Ok(info) => Ok(Some(info)),
            Err(Fault::Refused(error)) if error.error_code() == ErrorCode::STREAM_NOT_FOUND => Ok(None),
            Err(fault) => Err(self.unavailable(fault)),
        }
    }

    /// Returns these messages, from the leader.
    pub(super) fn messages(
        &self,
        first: u64,
        last: u64,
        until: Instant,
    ) -> Result<Vec<StreamMessage>, StoreError> {
        let messages = stream::iter(first..=last).map(|sequence| self.message(sequence, until));
        self.runtime
            .block_on(messages.buffered(AT_ONCE).try_collect())
            .map_err(|source| unavailable(&self.address, source))
    }

    async fn message(&self, sequence: u64, until: Instant) -> io::Result<StreamMessage> {
        loop {
            let stream = self.context.get_stream_no_info(self.address.stream()).await;
            let stream = stream.map_err(io::Error::other)?;
            match stream.get_raw_message(sequence).await {
                Ok(message) => return Ok(message),
                Err(_) if Instant::now() < until => tokio::time::sleep(ASK_AGAIN).await,
                Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => {
                    return Err(io::Error::new(
                        io::ErrorKind::NotFound,
                        format!("message {sequence} is missing"),
                    ));
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    /// Publishes once, to stand behind the message at this sequence.
    pub(super) fn publish(&self, subject: &str, append: Uuid, behind: u64, text: &str) -> Attempt {
        let mut headers = HeaderMap::new();
        headers.insert(NATS_EXPECTED_LAST_SEQUENCE, behind.to_string());
        headers.insert(APPEND_ID, append.to_string());
        let request = Request::new().headers(headers).payload(text.to_owned().into());
        let request = request.timeout(Some(ANSWERED_WITHIN));
        let answer = self.runtime.block_on(self.client.send_request(subject.to_owned(), request));
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                return match error.kind() {
                    RequestErrorKind::MaxPayloadExceeded => {
                        Attempt::Refused(Refusal::TooLarge(SizeLimit::MaxPayload))
                    }
                    RequestErrorKind::NoResponders => {
                        Attempt::Refused(Refusal::NobodyThere(io::Error::other(error)))
                    }
                    RequestErrorKind::TimedOut
                    | RequestErrorKind::InvalidSubject
                    | RequestErrorKind::Other => Attempt::Unknown(io::Error::other(error)),
                };
            }
        };
        match serde_json::from_slice::<Response<PublishAck>>(&answer.payload) {
            Ok(Response::Ok(ack)) if self.is_clear(&ack, behind) => Attempt::Acknowledged,
            Ok(Response::Ok(ack)) => Attempt::Unknown(io::Error::other(format!(
                "an unexpected acknowledgement: stream {}, sequence {}, duplicate {}",
                ack.stream, ack.sequence, ack.duplicate
            ))),
            Ok(Response::Err { error }) => Attempt::Refused(refusal(error)),
            Err(error) => Attempt::Unknown(error.into()),
        }
    }

    fn is_clear(&self, ack: &PublishAck, behind: u64) -> bool {
        ack.stream == self.address.stream() && ack.sequence == behind + 1 && !ack.duplicate
    }

    /// Creates the stream; the server refuses with a reason, or has one with these settings already.
    pub(super) fn create(
        &self,
        config: &Config,
        until: Instant,
    ) -> Result<Result<Info, jetstream::Error>, StoreError> {
        match self.ask(&format!("STREAM.CREATE.{}", config.name), config, until) {
            Ok(info) => Ok(Ok(info)),
            Err(Fault::Refused(error)) => Ok(Err(error)),
            Err(silent) => Err(self.unavailable(silent)),
        }
    }

    /// Returns the most bytes that a message may have with its headers, by this limit.
    pub(super) fn largest_message(&self, limit: SizeLimit, until: Instant) -> Result<usize, StoreError> {
        match limit {
            SizeLimit::MaxPayload => Ok(self.client.max_payload()),
            SizeLimit::MaxMsgSize => {
                let size = self.info(until)?.map(|info| info.config.max_message_size);
                Ok(size.and_then(|size| usize::try_from(size).ok()).unwrap_or_default())
            }
        }
    }

    /// Asks until there is an answer, or the time is over.
    fn ask<Q: serde::Serialize, A: DeserializeOwned>(
        &self,
        subject: &str,
        question: &Q,
        until: Instant,
    ) -> Result<A, Fault> {
        loop {
            let answer = self.runtime.block_on(self.context.request(subject.to_owned(), question));
            let fault = match answer {
                Ok(Response::Ok(answer)) => return Ok(answer),
                Ok(Response::Err { error }) if is_passing(&error) => Fault::Silent(io::Error::other(error)),
                Ok(Response::Err { error }) => return Err(Fault::Refused(error)),
                Err(error) => Fault::Silent(io::Error::other(error)),
            };
            if Instant::now() >= until {
                return Err(fault);
            }
            std::thread::sleep(ASK_AGAIN);
        }
    }

    fn unavailable(&self, fault: Fault) -> StoreError {
        let source = match fault {
            Fault::Silent(source) => source,
            Fault::Refused(error) => io::Error::other(error),
        };
        unavailable(&self.address, source)
    }
}

fn unavailable(address: &StreamAddress, source: io::Error) -> StoreError {
    StoreError::Unavailable { location: address.to_string(), copy: None, source }
}

/// Returns whether servers say so while they choose a leader.
fn is_passing(error: &jetstream::Error) -> bool {
    error.error_code() == ErrorCode::CLUSTER_NOT_AVAILABLE
}

fn refusal(error: jetstream::Error) -> Refusal {
    match error.error_code() {
        ErrorCode::STREAM_WRONG_LAST_SEQUENCE | ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT => {
            Refusal::Overtaken
        }
        ErrorCode::STREAM_STORE_FAILED | ErrorCode::ACCOUNT_RESOURCES_EXCEEDED => {
            Refusal::Full(io::Error::other(error))
        }
        ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM => Refusal::TooLarge(SizeLimit::MaxMsgSize),
        _ => Refusal::Other(io::Error::other(error)),
    }
}
