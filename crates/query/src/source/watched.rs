//! A log that is read again whenever it has grown. No lock is held while a question is answered.

use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::thread;
use std::time::{Duration, Instant};

use asof_store::{EventLog, StoreError};

use crate::source::log::Log;

/// Opens a log. It is opened again if it was replaced or cannot be read any more.
pub type Opener = Arc<dyn Fn() -> Result<Box<dyn EventLog>, StoreError> + Send + Sync>;

/// How long a log is left alone before it is asked again.
const PAUSE: Duration = Duration::from_millis(200);

/// How long a log is left alone that cannot be read.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);

/// What is held of a log now: the log, or it with what was made of it.
#[derive(Debug)]
pub struct Now<H> {
    /// What is held. A question is answered from one of these from beginning to end.
    pub held: Arc<H>,
    /// Why the log cannot be read any more, if it cannot.
    pub trouble: Option<String>,
}

impl<H> Clone for Now<H> {
    fn clone(&self) -> Self {
        Self { held: Arc::clone(&self.held), trouble: self.trouble.clone() }
    }
}

/// A log that is watched.
#[derive(Debug)]
pub struct Watched<H>(RwLock<Now<H>>);

impl<H: From<Log> + AsRef<Log> + Send + Sync + 'static> Watched<H> {
    /// Returns a log that does not change any more.
    pub fn still(log: Log) -> Self {
        Self(RwLock::new(Now { held: Arc::new(H::from(log)), trouble: None }))
    }

    /// Reads a log and watches it on a thread of its own, which alone has the store: one over the network waits there and
    /// nowhere else. The thread ends when nobody has the log any more.
    ///
    /// # Errors
    ///
    /// The log cannot be opened or read.
    pub fn open(open: Opener) -> Result<Arc<Self>, StoreError> {
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        thread::spawn(move || {
            let read = || -> Result<_, StoreError> {
                let store = open()?;
                let log = Log::read(&*store)?;
                Ok((store, log))
            };
            let (store, log) = match read() {
                Ok(read) => read,
                Err(error) => {
                    let _ = tell.send(Err(error));
                    return;
                }
            };
            let head = log.head();
            let watched = Arc::new(Self::still(log));
            let weak = Arc::downgrade(&watched);
            let held = watched.now().held;
            if tell.send(Ok(watched)).is_err() {
                return;
            }
            // Whoever asks for the list of negotiations first waits less.
            thread::spawn(move || (*held).as_ref().processes().len());
            let (mut store, mut head) = (store, head);
            while let Some(error) = follow(&*store, head, &weak) {
                let Some(watched) = weak.upgrade() else { return };
                watched.trouble(&error);
                drop(watched);
                let Some(found) = found_again(&read, head, &weak) else { return };
                (store, head) = found;
            }
        });
        told.recv().unwrap_or_else(|_| unreachable!("the thread tells what it read before it ends"))
    }

    /// Returns what is held now.
    pub fn now(&self) -> Now<H> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the log reaches an entry, at most for as long as it usually takes to notice one.
    pub fn wait_for(&self, head: u64) {
        let begun = Instant::now();
        while (*self.now().held).as_ref().head() < head && begun.elapsed() < 5 * PAUSE {
            thread::sleep(PAUSE / 10);
        }
    }

    fn replace(&self, log: Log) {
        let now = Now { held: Arc::new(H::from(log)), trouble: None };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = now;
    }

    fn trouble(&self, error: &StoreError) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).trouble = Some(error.to_string());
    }
}

/// Waits until a log can be read again, holds it and returns it with its end; `None` when nobody has it any more. One
/// that ends before the one that is held was cut, or somebody is in the middle of writing it: what was read stays.
fn found_again<S, H: From<Log> + AsRef<Log> + Send + Sync + 'static>(
    read: &dyn Fn() -> Result<(S, Log), StoreError>,
    head: u64,
    watched: &Weak<Watched<H>>,
) -> Option<(S, u64)> {
    loop {
        thread::sleep(AFTER_TROUBLE);
        let watched = watched.upgrade()?;
        if let Ok((store, log)) = read()
            && log.head() >= head
        {
            let head = log.head();
            watched.replace(log);
            return Some((store, head));
        }
    }
}

/// Reads a log anew whenever it has grown. Returns why it cannot be read any more; `None` when nobody has it any more.
fn follow<H: From<Log> + AsRef<Log> + Send + Sync + 'static>(
    store: &dyn EventLog,
    head: u64,
    watched: &Weak<Watched<H>>,
) -> Option<StoreError> {
    let mut parts = store.batches(head);
    // What is there now is looked at once, so that whatever takes its place later is seen to be something else.
    let mut pause = Duration::ZERO;
    loop {
        thread::sleep(pause);
        let mut is_grown = false;
        for part in parts.by_ref() {
            match part {
                // What a writer is in the middle of will be whole when it is done.
                Ok(part) => {
                    is_grown |= !part.events().is_empty()
                        || part.damage().iter().any(|damage| !damage.is_unfinished());
                }
                Err(error) => return Some(error),
            }
        }
        pause = PAUSE;
        let watched = watched.upgrade()?;
        if is_grown {
            let begun = Instant::now();
            match Log::read(store) {
                Ok(log) => watched.replace(log),
                Err(error) => return Some(error),
            }
            // A log that takes long to read is read half of the time at most.
            pause = PAUSE.max(begun.elapsed());
        }
    }
}
