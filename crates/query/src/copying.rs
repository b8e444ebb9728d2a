//! `copy`: a log taken to another place as it stands.

use asof_core::Digest;
use asof_store::{Damage, EventLog, Original, SetAside, StoreError};
use serde_json::json;

use crate::answer::Answer;
use crate::names::Names;

/// A log that was copied, and how both stand.
#[derive(Debug)]
pub struct Copied<'o> {
    /// The log that was copied.
    pub original: &'o Original,
    /// How many events were written; those before them stood in the copy already.
    pub written: u64,
    /// The log root of the copy, read again.
    pub root: Option<Digest>,
    /// The unfinished append that stood at the end of the copy, if there was one.
    pub set_aside: Option<SetAside>,
}

/// Why a log was not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The other place refused, or could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What stands there now is not what was copied.
    #[error("the copy has the log root {}, the original {}", in_words(*copied), in_words(*original))]
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

/// Takes a log over to a place that is empty or holds its beginning, line by line as it stands, reads it there again,
/// and compares the log roots of both.
///
/// # Errors
///
/// See [`CopyError`].
pub fn copy<'o>(original: &'o Original, to: &mut dyn EventLog) -> Result<Copied<'o>, CopyError> {
    let adopted = to.adopt(original)?;
    // Others may have appended to it since.
    let there = to.read(0..=original.contents().head())?;
    if let Some(first) = there.verify().damage.into_iter().next() {
        return Err(StoreError::Damaged { first: Box::new(first), count: 1 }.into());
    }
    let (copied, original_root) =
        (there.events().last().map(|event| event.hash), original.contents().log_root());
    if copied != original_root {
        return Err(CopyError::Differs { copied, original: original_root });
    }
    Ok(Copied { original, written: adopted.written, root: copied, set_aside: adopted.set_aside })
}

impl Copied<'_> {
    /// Returns what was done, as an answer.
    pub fn answer(&self, from: &str, to: &str) -> Answer {
        let contents = self.original.contents();
        let mut answer = Answer::unasked("copy", &Names::new(contents.events()));
        answer.put("from", json!(from));
        answer.put("to", json!(to));
        answer.put("events", json!(contents.events().len()));
        answer.put("written", json!(self.written));
        answer.put("head", json!(contents.head()));
        answer.put("log_root", json!({ "from": contents.log_root(), "to": self.root }));
        answer.put("left_out", json!(self.original.left_out().map(Damage::to_string)));
        let kept_in = self.set_aside.as_ref().and_then(|aside| aside.kept_in.as_ref());
        answer.put("set_aside", json!(kept_in.map(|path| path.display().to_string())));
        answer
    }
}

#[cfg(test)]
mod tests {
    use asof_core::Draft;
    use asof_store::{Access, Adopted, Contents, Expected, MemoryLog, Receipt};

    use super::*;

    fn log(keys: &[&str]) -> MemoryLog {
        let mut log = MemoryLog::new();
        for key in keys {
            let line = r#"{"key":"KEY","what":{"registered":{"body":{"names":[{"name":"A"}]}}}}"#;
            log.append(&[Draft::from_json(&line.replace("KEY", key)).unwrap()], Expected::Any).unwrap();
        }
        log
    }

    #[test]
    fn a_copy_has_the_log_root_of_its_original_and_says_so() {
        let original = Original::read(&log(&["a", "b"])).unwrap();
        let mut to = MemoryLog::new();
        let copied = copy(&original, &mut to).unwrap();
        let document = copied.answer("here", "there").document;
        assert_eq!((&document["events"], &document["written"]), (&json!(2), &json!(2)));
        assert_eq!(document["log_root"]["from"], document["log_root"]["to"]);
        assert_eq!(document["log_root"]["to"], json!(original.contents().log_root()));
        assert_eq!(copy(&original, &mut to).unwrap().written, 0);
    }

    #[test]
    fn nothing_is_a_log_too() {
        let original = Original::read(&MemoryLog::new()).unwrap();
        assert_eq!(copy(&original, &mut MemoryLog::new()).unwrap().root, None);
    }

    /// A place that takes a log over and keeps another one.
    struct Forgetful(MemoryLog);

    impl EventLog for Forgetful {
        fn head(&self) -> Result<u64, StoreError> {
            self.0.head()
        }

        fn read(&self, range: std::ops::RangeInclusive<u64>) -> Result<Contents, StoreError> {
            self.0.read(range)
        }

        fn append(&mut self, _: &[Draft], _: Expected) -> Result<Receipt, StoreError> {
            Err(StoreError::ReadOnly)
        }

        fn adopt(&mut self, original: &Original) -> Result<Adopted, StoreError> {
            Ok(Adopted { written: original.contents().events().len() as u64, set_aside: None })
        }
    }

    #[test]
    fn a_copy_that_differs_is_no_copy() {
        let original = Original::read(&log(&["a", "b"])).unwrap();
        let differs = copy(&original, &mut Forgetful(log(&["a", "c"]))).unwrap_err();
        assert!(matches!(&differs, CopyError::Differs { copied: Some(_), original: Some(_) }), "{differs}");
        let altered = original.contents().to_text().replace("\"A\"", "\"B\"");
        let damaged = copy(&original, &mut Forgetful(MemoryLog::from_text(&altered, Access::ReadWrite)));
        assert!(matches!(damaged.unwrap_err(), CopyError::Store(StoreError::Damaged { .. })));
    }
}
