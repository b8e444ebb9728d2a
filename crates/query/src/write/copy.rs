//! `copy`: a log taken to another place as it stands.

use asof_core::Digest;
use asof_projector::{role, row};
use asof_store::{Damage, EventLog, StoreError, TornTail, VerifiedBatch};

use crate::answers::envelope::OpenEnvelope;

row! {
    /// A log copied unchanged to another place: what `copy` prints. It is not about a single negotiation.
    pub struct CopyAnswer as "Copy" {
        /// What every answer begins with.
        envelope: OpenEnvelope as role::Flat,
        /// The log that was copied.
        from: String as role::Prose,
        /// Where the copy is.
        to: String as role::Prose,
        /// How many events the log holds, the registry included.
        events: u64,
        /// How many of them were written; those before them stood there already.
        written: u64,
        /// The greatest `seq`; 0 if the log is empty.
        head: u64,
        /// The log roots of both, which are the same.
        log_root: Roots as role::One,
        /// The unfinished append that stood at the end of the log and was not copied; null if there was none.
        left_out: Option<String> as role::Prose,
        /// The file in which an unfinished append that stood at the end of the copy was kept; null if there was none.
        set_aside: Option<String> as role::Prose,
    }
}

row! {
    /// The log roots of a log and of its copy.
    pub struct Roots as "Roots" {
        /// That of the log; null if it is empty.
        from: Option<Digest>,
        /// That of the copy, read again; null if it is empty.
        to: Option<Digest>,
    }
}

/// A whole log that was read part by part, every line hashed again, and found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedLog {
    /// How many events it holds.
    pub events: u64,
    /// The greatest `seq`; 0 if it is empty.
    pub head: u64,
    /// Its log root; `None` if it is empty.
    pub root: Option<Digest>,
    /// What is to be said of an unfinished append at its end, which counts as nothing.
    pub left_out: Option<String>,
}

impl VerifiedLog {
    /// Reads a log.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is damaged by more than an unfinished append.
    pub fn of(log: &dyn EventLog) -> Result<Self, StoreError> {
        let mut survey = Self { events: 0, head: 0, root: None, left_out: None };
        for part in VerifiedBatch::batches(log) {
            let part = part?;
            survey.events += part.contents().events().len() as u64;
            survey.left_out = part.left_out().map(Damage::to_string);
            if let Some(last) = part.contents().events().last() {
                (survey.head, survey.root) = (last.seq, Some(last.hash));
            }
        }
        Ok(survey)
    }
}

/// A log that was copied, and how both stand.
#[derive(Debug)]
pub struct Copied {
    /// The log that was copied.
    pub original: VerifiedLog,
    /// How many events were written; those before them stood in the copy already.
    pub written: u64,
    /// The log root of the copy, read again.
    pub root: Option<Digest>,
    /// The unfinished append that stood at the end of the copy, if there was one.
    pub set_aside: Option<TornTail>,
}

/// Why a log was not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The other place refused, or could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The events were written, and then the copy could not be read to compare it.
    #[error("{written} entries were written, but the copy cannot be read back")]
    Unread {
        /// How many events were written.
        written: u64,
        /// Why.
        source: StoreError,
    },
    /// The copy differs from the original.
    #[error("the log root of the copy is {}, that of the original is {}", in_words(*copied), in_words(*original))]
    Differs {
        /// The log root of the copy.
        copied: Option<Digest>,
        /// The log root of the original.
        original: Option<Digest>,
    },
}

fn in_words(root: Option<Digest>) -> String {
    root.map_or_else(|| "none".to_owned(), |root| root.to_string())
}

/// Takes a log that was surveyed over to a place that is empty or holds its beginning, line by line as it stands,
/// reads it there again, and compares the log roots of both.
///
/// It is written part by part, each up to the end of an append: what was broken off is gone on with by copying again.
/// `progress` is told the number of the last event that stands there, part by part.
///
/// # Errors
///
/// See [`CopyError`].
pub fn copy(
    from: &dyn EventLog,
    original: VerifiedLog,
    to: &mut dyn EventLog,
    progress: &mut dyn FnMut(u64),
) -> Result<Copied, CopyError> {
    let is_ahead = to.head()? > original.head;
    let (mut written, mut set_aside) = (0, None);
    for part in VerifiedBatch::batches(from) {
        // Others may have appended to the log since it was surveyed.
        let part = part.map_err(|source| interrupted(written, source))?.up_to(original.head);
        let Some(last) = part.contents().events().last() else { break };
        let adopted = to.replicate(&part).map_err(|source| interrupted(written, source))?;
        written += adopted.written;
        set_aside = set_aside.or(adopted.set_aside);
        progress(last.seq);
    }
    if is_ahead {
        return Err(StoreError::Diverged { seq: original.head + 1 }.into());
    }
    let root = root_at(to, original.head).map_err(|source| CopyError::Unread { written, source })?;
    if root != original.root {
        return Err(CopyError::Differs { copied: root, original: original.root });
    }
    Ok(Copied { original, written, root, set_aside })
}

/// Returns the error of a part of a log, of which the parts before it stand in the copy already.
fn interrupted(before: u64, source: StoreError) -> StoreError {
    match source {
        error if before == 0 => error,
        StoreError::Interrupted { written, source } => {
            StoreError::Interrupted { written: before + written, source }
        }
        source => StoreError::Interrupted { written: before, source: Box::new(source) },
    }
}

/// Reads a log again up to an event, which others may have appended to since, and returns the log root there.
fn root_at(log: &dyn EventLog, seq: u64) -> Result<Option<Digest>, StoreError> {
    let mut root = None;
    for part in VerifiedBatch::batches(log) {
        let part = part?.up_to(seq);
        let Some(last) = part.contents().events().last() else { break };
        root = Some(last.hash);
    }
    Ok(root)
}

impl Copied {
    /// Returns what was done, as an answer.
    pub fn answer(&self, from: &str, to: &str) -> CopyAnswer {
        let kept_in = self.set_aside.as_ref().and_then(|aside| aside.kept_in.as_ref());
        CopyAnswer {
            envelope: OpenEnvelope::default(),
            from: from.to_owned(),
            to: to.to_owned(),
            events: self.original.events,
            written: self.written,
            head: self.original.head,
            log_root: Roots { from: self.original.root, to: self.root },
            left_out: self.original.left_out.clone(),
            set_aside: kept_in.map(|path| path.display().to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use asof_core::Draft;
    use asof_store::{ALL, Access, AppendResult, EventBatch, Expected, MemoryLog, Replicated};
    use serde_json::json;

    use super::*;
    use crate::answers::document::Document;
    use crate::source::names::Names;

    fn log(keys: &[&str]) -> MemoryLog {
        let mut log = MemoryLog::new();
        for key in keys {
            let line = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"A"}]}}}}"#;
            log.append(&[Draft::from_json(&line.replace("KEY", key)).unwrap()], Expected::Any).unwrap();
        }
        log
    }

    fn copied(from: &dyn EventLog, to: &mut dyn EventLog) -> Result<Copied, CopyError> {
        copy(from, VerifiedLog::of(from)?, to, &mut |_| {})
    }

    #[test]
    fn a_copy_has_the_log_root_of_its_original_and_says_so() {
        let (original, mut to) = (log(&["a", "b"]), MemoryLog::new());
        let first = copied(&original, &mut to).unwrap();
        let document = first.answer("here", "there").json(&Names::default());
        assert_eq!((&document["events"], &document["written"]), (&json!(2), &json!(2)));
        assert_eq!(document["log_root"]["from"], document["log_root"]["to"]);
        assert_eq!(document["log_root"]["to"], json!(original.read(ALL).unwrap().log_root()));
        assert_eq!(copied(&original, &mut to).unwrap().written, 0);
    }

    #[test]
    fn nothing_is_a_log_too() {
        assert_eq!(copied(&MemoryLog::new(), &mut MemoryLog::new()).unwrap().root, None);
    }

    /// A place that takes a log over and keeps another one.
    struct Forgetful(MemoryLog);

    impl EventLog for Forgetful {
        fn head(&self) -> Result<u64, StoreError> {
            self.0.head()
        }

        fn read(&self, range: std::ops::RangeInclusive<u64>) -> Result<EventBatch, StoreError> {
            self.0.read(range)
        }

        fn append(&mut self, _: &[Draft], _: Expected) -> Result<AppendResult, StoreError> {
            Err(StoreError::ReadOnly)
        }

        fn replicate(&mut self, original: &VerifiedBatch) -> Result<Replicated, StoreError> {
            Ok(Replicated { written: original.contents().events().len() as u64, set_aside: None })
        }
    }

    #[test]
    fn a_copy_that_differs_is_no_copy() {
        let original = log(&["a", "b"]);
        let differs = copied(&original, &mut Forgetful(log(&["a", "c"]))).unwrap_err();
        assert!(matches!(&differs, CopyError::Differs { copied: Some(_), original: Some(_) }), "{differs}");
        let altered = original.read(ALL).unwrap().to_text().replace("\"A\"", "\"B\"");
        let damaged = copied(&original, &mut Forgetful(MemoryLog::from_text(&altered, Access::ReadWrite)));
        let damaged = damaged.unwrap_err();
        let is_said = |source: &StoreError| matches!(source, StoreError::Damaged { .. });
        assert!(matches!(&damaged, CopyError::Unread { written: 2, source } if is_said(source)), "{damaged}");
    }
}
