//! What is needed to reach a stream beside its address, and where the environment has it.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

/// What is needed to reach a stream beside its address. Nothing of it is ever printed.
#[derive(Clone)]
pub struct Reach {
    /// The folder of the local copies; `None` if there is none to be had.
    pub copies: Option<PathBuf>,
    /// A file of credentials (a JWT and its seed).
    pub credentials: Option<PathBuf>,
    /// A user name and password.
    pub user: Option<(String, String)>,
    /// A file of the authorities whose certificates are trusted, beside those of the system.
    pub authorities: Option<PathBuf>,
    /// The files of a certificate and of its key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// What to do where the settings of a stream allow that acknowledged events are lost.
    pub unsynced: Unsynced,
    /// How long servers are waited for that do not answer: thirty seconds by default. They choose a new leader within ten.
    pub patience: Duration,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            copies: None,
            credentials: None,
            user: None,
            authorities: None,
            certificate: None,
            unsynced: Unsynced::default(),
            patience: Duration::from_secs(30),
        }
    }
}

/// What to do where the settings of a stream allow that acknowledged events are lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unsynced {
    /// Refuse to write there.
    #[default]
    Refuse,
    /// Write all the same.
    Allow,
}

impl Reach {
    /// Returns what the environment says: `ASOF_COPIES` (else a folder below `XDG_DATA_HOME` or `HOME`), and, by the
    /// names that other clients of NATS use, `NATS_CREDS`, `NATS_USER` with `NATS_PASSWORD`, `NATS_CA`, `NATS_CERT` with
    /// `NATS_KEY`.
    pub fn from_environment(unsynced: Unsynced) -> Self {
        let path = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let text = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let data = || path("XDG_DATA_HOME").or_else(|| Some(path("HOME")?.join(".local/share")));
        Self {
            copies: path("ASOF_COPIES").or_else(|| Some(data()?.join("asof/copies"))),
            credentials: path("NATS_CREDS"),
            user: text("NATS_USER").zip(text("NATS_PASSWORD")),
            authorities: path("NATS_CA"),
            certificate: path("NATS_CERT").zip(path("NATS_KEY")),
            unsynced,
            ..Self::default()
        }
    }
}
