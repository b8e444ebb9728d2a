//! The address of a log in a stream, as it is written.

use std::fmt;
use std::str::FromStr;

use crate::error::StoreError;

/// The address of a log in a stream of NATS JetStream: `nats://HOST[:PORT][,HOST[:PORT]...]/STREAM`, or `tls://` for
/// servers that are spoken to by TLS alone.
///
/// It never holds credentials.
///
/// ```
/// use asof_store::StreamAddress;
/// let address: StreamAddress = "nats://a.example,b.example:4333/TALKS".parse()?;
/// assert_eq!(address.stream(), "TALKS");
/// assert_eq!(address.servers().collect::<Vec<_>>(), ["nats://a.example", "nats://b.example:4333"]);
/// # Ok::<(), asof_store::StoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamAddress {
    scheme: &'static str,
    servers: Vec<String>,
    stream: String,
}

/// What an address begins with.
const SCHEMES: [&str; 2] = ["nats://", "tls://"];

/// The longest name that a server gives a stream.
const LONGEST_NAME: usize = 255;

impl StreamAddress {
    /// Returns whether a text is meant as such an address.
    pub(crate) fn is_meant_by(text: &str) -> bool {
        SCHEMES.iter().any(|scheme| text.starts_with(scheme))
    }

    /// Returns the servers, each as a URL; any of them leads to the others.
    pub fn servers(&self) -> impl Iterator<Item = String> + use<'_> {
        self.servers.iter().map(|server| format!("{}{server}", self.scheme))
    }

    /// Returns the name of the stream.
    pub fn stream(&self) -> &str {
        &self.stream
    }
}

impl FromStr for StreamAddress {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let unknown = || StoreError::UnknownLocation(text.to_owned());
        let (scheme, rest) = SCHEMES
            .iter()
            .find_map(|scheme| Some((*scheme, text.strip_prefix(scheme)?)))
            .ok_or_else(unknown)?;
        if rest.contains('@') {
            return Err(StoreError::CredentialsInLocation);
        }
        let (servers, stream) = rest.split_once('/').ok_or_else(unknown)?;
        let servers: Vec<String> = servers.split(',').map(str::to_owned).collect();
        if servers.iter().all(|server| is_server(server)) && is_stream_name(stream) {
            Ok(Self { scheme, servers, stream: stream.to_owned() })
        } else {
            Err(unknown())
        }
    }
}

impl fmt::Display for StreamAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}/{}", self.scheme, self.servers.join(","), self.stream)
    }
}

/// Returns whether a text is a host with or without a port; an IPv6 address stands in brackets.
fn is_server(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        Some(_) | None => (text, None),
    };
    let is_bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).is_some();
    let is_host = !host.is_empty()
        && (is_bracketed || host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')));
    is_host && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_stream_name(text: &str) -> bool {
    let is_kept = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !text.is_empty() && text.len() <= LONGEST_NAME && text.chars().all(is_kept)
}
