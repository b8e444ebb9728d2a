//! The log as it is served: read once, and anew when it has grown. No lock is held while a question is answered.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::thread;
use std::time::{Duration, Instant};

use asof_core::Key;
use asof_query::Log;
use asof_store::{EventLog, StoreError};
use axum::body::Bytes;
use axum::http::StatusCode;

/// Opens the log. It is opened again if it was replaced or cannot be read any more.
pub type Opener = Arc<dyn Fn() -> Result<Box<dyn EventLog>, StoreError> + Send + Sync>;

/// How long a log is left alone before it is asked again.
const PAUSE: Duration = Duration::from_millis(200);

/// How long a log is left alone that cannot be read.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);

/// How many negotiations are kept apart from the whole log.
const PARTS: usize = 64;

/// How many bytes of answers are kept.
const KEPT: usize = 32 << 20;

/// A log, and what was made of it. A question is answered from one of these from beginning to end.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) log: Log,
    parts: Mutex<HashMap<Key, Option<Arc<Log>>>>,
    roots: Mutex<HashMap<u64, Option<String>>>,
    answers: Mutex<Answers>,
}

impl Held {
    fn new(log: Log) -> Self {
        Self { log, parts: Mutex::default(), roots: Mutex::default(), answers: Mutex::default() }
    }

    /// Returns what a question about one negotiation needs of the log; `None` if none is named so, or it
    /// needs all of it.
    pub(crate) fn part(&self, process: &str) -> Option<Arc<Log>> {
        let process: Key = process.parse().ok()?;
        if !self.log.has_process(&process) {
            return None;
        }
        if let Some(part) = self.parts().get(&process) {
            return part.clone();
        }
        // No lock is held meanwhile: two who ask at once both make it.
        let part = self.log.about(&BTreeSet::from([process.to_string()]));
        let is_all = part.events().len() == self.log.events().len();
        let part = (!is_all).then(|| Arc::new(part));
        let mut parts = self.parts();
        if parts.len() >= PARTS {
            parts.clear();
        }
        parts.insert(process, part.clone());
        part
    }

    fn parts(&self) -> MutexGuard<'_, HashMap<Key, Option<Arc<Log>>>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the root of the log up to an entry; `None` if it is damaged before that, or does not reach so far.
    pub(crate) fn root_at(&self, seq: u64) -> Option<String> {
        let contents = self.log.contents();
        if seq == contents.head() {
            return contents.log_root().map(|root| root.to_string());
        }
        let mut roots = self.roots.lock().unwrap_or_else(PoisonError::into_inner);
        if roots.len() >= PARTS && !roots.contains_key(&seq) {
            roots.clear();
        }
        let root = || contents.log_root_at(seq).map(|root| root.to_string());
        roots.entry(seq).or_insert_with(root).clone()
    }

    /// Returns what stands for the log as it is, for whoever appends only if it still is.
    pub(crate) fn tag(&self) -> String {
        let head = self.log.head();
        format!("{head}-{}", self.root_at(head).map_or_else(String::new, |root| root[..16].to_owned()))
    }

    /// Returns at which entry the log ends if a tag stands for it.
    pub(crate) fn at_tag(&self, tag: &str) -> Option<u64> {
        (tag.trim_matches('"') == self.tag()).then(|| self.log.head())
    }

    /// Returns the answer to a question that was asked before.
    pub(crate) fn answered(&self, question: &str) -> Option<Arc<Answered>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).found.get(question).cloned()
    }

    /// Keeps an answer.
    pub(crate) fn keep(&self, question: String, answer: Arc<Answered>) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).keep(question, answer);
    }
}

/// What is sent for a question.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) body: Bytes,
    /// What stands for the body, to be asked whether it is still the same.
    pub(crate) tag: String,
    /// Whether it stays the same for ever.
    pub(crate) lasts: bool,
    /// Where what follows it is found.
    pub(crate) next: Option<String>,
}

/// Answers that were given, by their questions; the oldest go first.
#[derive(Debug, Default)]
struct Answers {
    found: HashMap<String, Arc<Answered>>,
    order: VecDeque<String>,
    bytes: usize,
}

impl Answers {
    fn keep(&mut self, question: String, answer: Arc<Answered>) {
        if self.found.contains_key(&question) {
            // Two asked the same at once.
            return;
        }
        self.bytes += question.len() + answer.body.len();
        self.order.push_back(question.clone());
        self.found.insert(question, answer);
        while self.bytes > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            if let Some(gone) = self.found.remove(&oldest) {
                self.bytes -= oldest.len() + gone.body.len();
            }
        }
    }
}

/// What is served now.
#[derive(Debug, Clone)]
pub(crate) struct Now {
    pub(crate) held: Arc<Held>,
    /// Why the log cannot be read any more, if it cannot.
    pub(crate) trouble: Option<String>,
}

/// A log that is served.
#[derive(Debug)]
pub(crate) struct Served(RwLock<Now>);

impl Served {
    /// Serves a log that does not change any more.
    pub(crate) fn still(log: Log) -> Self {
        Self(RwLock::new(Now { held: Arc::new(Held::new(log)), trouble: None }))
    }

    pub(crate) fn now(&self) -> Now {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the log that is served reaches an entry, at most for as long as it usually takes to notice one.
    pub(crate) fn wait_for(&self, head: u64) {
        let begun = Instant::now();
        while self.now().held.log.head() < head && begun.elapsed() < 5 * PAUSE {
            thread::sleep(PAUSE / 10);
        }
    }

    fn replace(&self, log: Log) {
        let now = Now { held: Arc::new(Held::new(log)), trouble: None };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = now;
    }

    fn trouble(&self, error: &StoreError) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).trouble = Some(error.to_string());
    }
}

/// Reads a log and watches it on a thread of its own, which alone has the store: one over the network waits there and nowhere
/// else. The thread ends when nobody serves the log any more.
///
/// # Errors
///
/// The log cannot be opened or read.
pub(crate) fn watched(open: Opener) -> Result<Arc<Served>, StoreError> {
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
        let served = Arc::new(Served::still(log));
        let weak = Arc::downgrade(&served);
        let held = served.now().held;
        if tell.send(Ok(served)).is_err() {
            return;
        }
        // Whoever asks for the list of negotiations first waits less.
        thread::spawn(move || held.log.processes().len());
        let (mut store, mut head) = (store, head);
        while let Some(error) = follow(&*store, head, &weak) {
            let Some(served) = weak.upgrade() else { return };
            served.trouble(&error);
            drop(served);
            let Some(found) = found_again(&read, head, &weak) else { return };
            (store, head) = found;
        }
    });
    told.recv().unwrap_or_else(|_| unreachable!("the thread tells what it read before it ends"))
}

/// Waits until a log can be read again, serves it and returns it with its end; `None` when nobody serves it any more. One
/// that ends before the one that is served was cut, or somebody is in the middle of writing it: what was read stays.
fn found_again<S>(
    read: &dyn Fn() -> Result<(S, Log), StoreError>,
    head: u64,
    served: &Weak<Served>,
) -> Option<(S, u64)> {
    loop {
        thread::sleep(AFTER_TROUBLE);
        let served = served.upgrade()?;
        if let Ok((store, log)) = read()
            && log.head() >= head
        {
            let head = log.head();
            served.replace(log);
            return Some((store, head));
        }
    }
}

/// Reads a log anew whenever it has grown. Returns why it cannot be read any more; `None` when nobody serves it any more.
fn follow(store: &dyn EventLog, head: u64, served: &Weak<Served>) -> Option<StoreError> {
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
        let served = served.upgrade()?;
        if is_grown {
            let begun = Instant::now();
            match Log::read(store) {
                Ok(log) => served.replace(log),
                Err(error) => return Some(error),
            }
            // A log that takes long to read is read half of the time at most.
            pause = PAUSE.max(begun.elapsed());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::respond::sent;

    fn answered(bytes: usize) -> Arc<Answered> {
        Arc::new(sent(StatusCode::OK, "text/plain", "x".repeat(bytes)))
    }

    #[test]
    fn a_log_is_shared_by_all_who_ask_it() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<Held>();
    }

    #[test]
    fn the_oldest_answers_go_first_and_the_rest_stay_within_their_bound() {
        let mut answers = Answers::default();
        for number in 0..40 {
            answers.keep(number.to_string(), answered(1 << 20));
        }
        answers.keep("39".to_owned(), answered(1 << 20));
        assert!(answers.bytes <= KEPT);
        assert_eq!(answers.found.len(), answers.order.len());
        assert!(!answers.found.contains_key("0") && answers.found.contains_key("39"));
        let bytes: usize = answers.found.iter().map(|(asked, answer)| asked.len() + answer.body.len()).sum();
        assert_eq!(bytes, answers.bytes);
    }
}
