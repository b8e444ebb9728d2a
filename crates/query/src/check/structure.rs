//! Every line is an event, and follows the one before it: what reading the log found.

use asof_core::{Columns, Event, LineCode, LineError, Place, find_field};
use asof_store::{Damage, DamageKind, ForeignMessage};

use crate::check::problem::{Code, Excerpt, Problem};

const SOUND_COPY: &str = "restore an intact copy of the log; only `asof append` writes lines";

/// How the lines begin that a merge leaves where it cannot decide.
const MERGE_MARKS: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];

/// Returns what is damaged as a problem.
pub(crate) fn problem(damage: &Damage) -> Problem {
    Problem {
        line: damage.line,
        columns: damage.columns.or_else(|| columns(damage)),
        code: Code::from(&damage.kind),
        message: damage.kind.to_string(),
        hint: Some(hint(damage)),
        event: Event::from_line(&damage.text).ok().map(|event| event.draft.key),
        field: None,
        excerpt: Excerpt { text: damage.text.as_str().into(), from: damage.text_from },
    }
}

/// Returns what is said of a message of a stream that is none of the log's.
pub(crate) fn foreign(message: &ForeignMessage) -> Problem {
    Problem {
        line: 0,
        columns: None,
        code: Code::ForeignMessage,
        message: message.to_string(),
        hint: Some(
            "nothing is lost, and the message is skipped: allow only those who append to the log to publish to the \
             subject of the stream"
                .to_owned(),
        ),
        event: None,
        field: None,
        excerpt: Excerpt::default(),
    }
}

/// Returns where the field at fault stands in the line, if it is one field.
fn columns(damage: &Damage) -> Option<Columns> {
    let field = match damage.kind {
        DamageKind::DuplicateId { .. } => "id",
        DamageKind::Sequence { .. } => "seq",
        DamageKind::RecordedBack { .. } => "recorded",
        DamageKind::Commit { .. } => "commit",
        DamageKind::Hash { .. } => "hash",
        DamageKind::NotUtf8
        | DamageKind::Blank
        | DamageKind::NotAnEvent(_)
        | DamageKind::TooLong { .. }
        | DamageKind::ByteOrderMark
        | DamageKind::CarriageReturn { .. }
        | DamageKind::Unfinished { .. }
        | DamageKind::NotCanonical(_) => return None,
    };
    find_field(&damage.text, field, None).map(|span| Place::of(&damage.text, &span).columns)
}

fn hint(damage: &Damage) -> String {
    match &damage.kind {
        DamageKind::NotAnEvent(_) if MERGE_MARKS.iter().any(|mark| damage.text.starts_with(mark)) => {
            "this is left over from a merge: keep the lines of one side, and append again what the other side says".to_owned()
        }
        // Nobody writes the lines of a log by hand: what they lack is not to be added to them.
        DamageKind::NotAnEvent(LineError { code: LineCode::NotJson, .. }) => SOUND_COPY.to_owned(),
        DamageKind::NotAnEvent(error) => error.hint.clone().unwrap_or_else(|| SOUND_COPY.to_owned()),
        DamageKind::Blank => "delete the empty line".to_owned(),
        DamageKind::DuplicateId { .. } => "delete the second of the two lines".to_owned(),
        DamageKind::TooLong { .. } => "split it into several events, or leave out what is already in the source".to_owned(),
        DamageKind::ByteOrderMark => "save the file as UTF-8 without a byte order mark".to_owned(),
        DamageKind::CarriageReturn { .. } => {
            "save the file with Unix line endings; in git, `*.jsonl text eol=lf` in .gitattributes preserves them"
                .to_owned()
        }
        DamageKind::Sequence { .. } => "restore the missing lines, or their order".to_owned(),
        DamageKind::Unfinished { .. } => {
            "if a writer was stopped, nothing that was confirmed is lost, and the next append moves this aside; if \
             the file was cut off, restore an intact copy"
                .to_owned()
        }
        DamageKind::NotUtf8
        | DamageKind::RecordedBack { .. }
        | DamageKind::Commit { .. }
        | DamageKind::NotCanonical(_)
        | DamageKind::Hash { .. } => SOUND_COPY.to_owned(),
    }
}
