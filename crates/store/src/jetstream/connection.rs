//! Connecting to servers, which may be about to start.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use async_nats::{Client, ConnectErrorKind, ConnectOptions};
use tokio::runtime::Runtime;

use super::reach::Reach;

/// How long to wait before servers are tried again.
const TRY_AGAIN: Duration = Duration::from_millis(250);

/// How often a server has to show that it lives: one that does not, twice, is left for another.
const ALIVE_EVERY: Duration = Duration::from_secs(3);

/// Connects to one of the servers, as soon as one lets somebody in.
///
/// # Errors
///
/// None did in that time; one answered, and will not let these credentials in.
pub(super) fn connect(
    runtime: &Runtime,
    servers: &[String],
    reach: &Reach,
    until: Instant,
) -> io::Result<Client> {
    let options = options(reach)?;
    loop {
        let connecting = options.clone().connect(servers);
        let tried = runtime.block_on(async { tokio::time::timeout_at(until.into(), connecting).await });
        let error = match tried {
            Ok(Ok(client)) => return Ok(client),
            Ok(Err(error)) if is_final(error.kind()) => return Err(io::Error::other(error)),
            Ok(Err(error)) => io::Error::other(error),
            Err(_) => io::Error::new(io::ErrorKind::TimedOut, "no server answered"),
        };
        if Instant::now() + TRY_AGAIN >= until {
            return Err(error);
        }
        std::thread::sleep(TRY_AGAIN);
    }
}

/// Returns whether trying again would show nothing else.
fn is_final(kind: ConnectErrorKind) -> bool {
    match kind {
        ConnectErrorKind::Authentication
        | ConnectErrorKind::AuthorizationViolation
        | ConnectErrorKind::ServerParse
        | ConnectErrorKind::Tls => true,
        // A name may be given to a server only when it starts, as containers are named.
        ConnectErrorKind::Dns
        | ConnectErrorKind::Io
        | ConnectErrorKind::TimedOut
        | ConnectErrorKind::MaxReconnects => false,
    }
}

fn options(reach: &Reach) -> io::Result<ConnectOptions> {
    let mut options = ConnectOptions::new().name("asof").ping_interval(ALIVE_EVERY);
    if let Some((user, password)) = &reach.user {
        options = options.user_and_password(user.clone(), password.clone());
    }
    if let Some(path) = &reach.credentials {
        let text = std::fs::read_to_string(path).map_err(|error| at(path, &error))?;
        options = options.credentials(&text).map_err(|error| at(path, &error))?;
    }
    if let Some(path) = &reach.authorities {
        options = options.add_root_certificates(path.clone());
    }
    if let Some((certificate, key)) = &reach.certificate {
        options = options.add_client_certificate(certificate.clone(), key.clone());
    }
    Ok(options)
}

/// Returns an error that names the file; what is in it is not repeated.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the credentials in `{}` cannot be read: {error}", path.display()))
}
