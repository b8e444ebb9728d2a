//! The log as it is served, and what was made of it.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use asof_core::Key;
use asof_query::Log;
use axum::body::Bytes;
use axum::http::StatusCode;

/// What is served now.
pub(crate) type Now = asof_query::Now<Held>;

/// A log that is served.
pub(crate) type Served = asof_query::Watched<Held>;

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

impl From<Log> for Held {
    fn from(log: Log) -> Self {
        Self { log, parts: Mutex::default(), roots: Mutex::default(), answers: Mutex::default() }
    }
}

impl AsRef<Log> for Held {
    fn as_ref(&self) -> &Log {
        &self.log
    }
}

impl Held {
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
