//! Receipts: what a log was up to an event, in one line to be kept elsewhere.

use std::fmt;
use std::str::FromStr;

use asof_core::Digest;
use asof_projector::{role, row};
use asof_store::Damage;

use crate::answers::document::Document;
use crate::source::log::Log;

row! {
    /// What a log was up to an event, to be kept elsewhere: what `receipt` prints. It has no as-of point.
    pub struct ReceiptDocument as "Receipt" {
        /// Where the log is, from where it was asked.
        file: String as role::Prose,
        /// The receipt in one word, as `check --against` takes it.
        receipt: String,
        /// The event up to which it speaks, included.
        seq: u64,
        /// The log root there.
        log_root: Digest,
    }
}

impl Document for ReceiptDocument {
    const NAME: &'static str = "receipt";
}

const FORM: &str = "asof1";

/// What a log was up to an event, written `asof1:SEQ:ROOT`.
///
/// A log of which the root at that event is another, or that ends before it, is not what it was.
///
/// ```
/// use asof_query::Receipt;
/// let text = format!("asof1:12:{}", "0f".repeat(32));
/// let receipt: Receipt = format!(" {text}\n").parse()?;
/// assert_eq!((receipt.seq, receipt.to_string()), (12, text));
/// assert!("asof1:12".parse::<Receipt>().is_err());
/// # Ok::<(), asof_query::ReceiptFormError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The event up to which it speaks, included; from 1.
    pub seq: u64,
    /// The log root there.
    pub root: Digest,
}

/// A text is no receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a receipt has the form `{FORM}:SEQ:ROOT`, as `asof receipt` prints it: the number of an event, and a log root of \
     64 digits, 0 to 9 and a to f"
)]
pub struct ReceiptFormError;

impl FromStr for Receipt {
    type Err = ReceiptFormError;

    fn from_str(text: &str) -> Result<Self, ReceiptFormError> {
        let text = text.trim();
        let read = || {
            let (seq, root) = text.strip_prefix(FORM)?.strip_prefix(':')?.split_once(':')?;
            Some(Self { seq: seq.parse().ok()?, root: root.parse().ok()? })
        };
        read().filter(|read| read.seq > 0 && read.to_string() == text).ok_or(ReceiptFormError)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FORM}:{}:{}", self.seq, self.root)
    }
}

impl Receipt {
    /// Returns the receipt of a log that is kept in `file` as a document.
    pub fn document(&self, file: &str) -> ReceiptDocument {
        let receipt = self.to_string();
        ReceiptDocument { file: file.to_owned(), receipt, seq: self.seq, log_root: self.root }
    }
}

/// Why there is no receipt of a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// It has no event.
    #[error("the log is empty: a receipt covers the events up to one of them, and there are none yet")]
    Empty,
    /// It ends before the event.
    #[error("there is no entry {at} to give a receipt for: the log ends at entry {head}")]
    Beyond {
        /// The event asked for.
        at: u64,
        /// The greatest `seq`.
        head: u64,
    },
    /// It is damaged up to the event.
    #[error("the log is damaged up to entry {at}")]
    Damaged {
        /// The event asked for.
        at: u64,
        /// What is wrong up to there.
        damage: Vec<Damage>,
    },
}

/// Returns the receipt of a log up to an event, its last if none is named, after every line up to there was hashed
/// again. The event may stand in the middle of an append.
///
/// # Errors
///
/// The log has no such event; it is damaged up to there.
pub fn receipt(log: &Log, at: Option<u64>) -> Result<Receipt, ReceiptError> {
    let head = log.head();
    let seq = match at {
        None if head == 0 => return Err(ReceiptError::Empty),
        Some(at) if !(1..=head).contains(&at) => return Err(ReceiptError::Beyond { at, head }),
        None => head,
        Some(at) => at,
    };
    let damage = damage_up_to(log, seq);
    match log.contents().log_root_at(seq) {
        Some(root) if damage.is_empty() => Ok(Receipt { seq, root }),
        Some(_) | None => Err(ReceiptError::Damaged { at: seq, damage }),
    }
}

/// Returns what is wrong with a log on the lines up to an event, which are all where that event is not there.
pub(crate) fn damage_up_to(log: &Log, seq: u64) -> Vec<Damage> {
    let line = log.contents().iter().find(|stored| stored.event.seq == seq).map(|stored| stored.line);
    let mut damage = log.contents().faults();
    damage.retain(|damage| line.is_none_or(|line| damage.line <= line));
    damage.sort_by_key(|damage| damage.line);
    damage
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_written_as_a_receipt_is_none() {
        let root = "0f".repeat(32);
        assert!(format!("asof1:1:{root}").parse::<Receipt>().is_ok());
        for text in [
            String::new(),
            root.clone(),
            format!("asof2:1:{root}"),
            format!("asof1:0:{root}"),
            format!("asof1:01:{root}"),
            format!("asof1:+1:{root}"),
            format!("asof1:1:{}", root.to_uppercase()),
            format!("asof1:1:{}", &root[1..]),
            format!("asof1:1:{root}:"),
            format!("asof1:18446744073709551616:{root}"),
        ] {
            assert_eq!(text.parse::<Receipt>(), Err(ReceiptFormError), "{text}");
        }
    }
}
